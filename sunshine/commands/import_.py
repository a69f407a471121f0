"""`sunshine import`: a spreadsheet comes in, and everything that is wrong with it is told."""

from __future__ import annotations

import asyncio
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from databases.connections import Databases
from databases.failures import WrongDataError
from policies import policy
from policies.profiles import Profiles, UnknownPersonError
from resolvers.spreadsheets.importers import Importer, Operator
from resolvers.spreadsheets.importing import Report, import_file
from resolvers.spreadsheets.kinds import KINDS
from resolvers.spreadsheets.shape import SpreadsheetKind
from resolvers.spreadsheets.templates import template as template_of
from sunshine import keys, settings
from sunshine.identity import fetching
from sunshine.terminal import progress_bar

OUT = Console(width=None if sys.stdout.isatty() else 200)
MOST_SHOWN = 100
STAGES = {"checked": "核对 checked", "written": "写入 written"}
NUMBER = re.compile(r"[0-9A-Za-z._-]+")


def import_(
    kind: Annotated[str, typer.Argument(help=f"表格种类 (what the file holds): {', '.join(KINDS)}")],
    file: Annotated[
        Path | None, typer.Argument(help=".csv 或 .xlsx 文件，第一行为表头 (a .csv or .xlsx file; its first row holds the headings)")
    ] = None,
    accept_valid: Annotated[
        bool,
        typer.Option("--accept-valid", help="只写入正确的行，其余存入 FILE.rejected.csv (write the right rows; the others go to FILE.rejected.csv)"),
    ] = False,
    template: Annotated[bool, typer.Option("--template", help="打印带全部表头的示例 (print an example with all headings and stop)")] = False,
    person: Annotated[
        str | None,
        typer.Option("--as", help="导入人编号，按其岗位权限写入；不填为操作员 (number of the person who brings it in: what his posts let him write)"),
    ] = None,
) -> None:
    """导入表格：逐行逐列指出全部错误，不会只写入一半，可重复执行 (bring in a spreadsheet: all mistakes by row and column, nothing half-written)."""
    if kind not in KINDS:
        raise typer.BadParameter(f"没有这种表格，可填 (no such kind, it is one of): {'、'.join(KINDS)}", param_hint="KIND")
    chosen = KINDS[kind]
    if person and not NUMBER.fullmatch(person):
        raise typer.BadParameter("应为人员编号，如 P000001 (the number of a person, such as P000001)", param_hint="--as")
    if template:
        typer.echo(template_of(chosen), nl=False)
        return
    if file is None:
        raise typer.BadParameter("请写明文件，或用 --template 查看模板 (name a file, or ask for an example with --template)", param_hint="FILE")
    report = _import(chosen, file, accept_valid, person)
    _show(report, accept_valid)
    if report.errors:
        raise typer.Exit(1)


def _import(kind: SpreadsheetKind, file: Path, accept_valid: bool, person: str | None) -> Report:
    deployment = settings.load()
    databases, sealing = deployment.databases(), keys.load(deployment.key_folder, make=deployment.is_embedded).identifiers
    columns = (TextColumn("{task.description}"), BarColumn(None), MofNCompleteColumn(), TimeElapsedColumn())
    with progress_bar(*columns) as bar:
        tasks = {stage: bar.add_task(said, total=None) for stage, said in STAGES.items()}

        def progress(stage: str, done: int, total: int) -> None:
            bar.update(tasks[stage], completed=done, total=total)

        def announce(id_: str) -> None:
            bar.console.print(f"进度可供查看 (others may watch): {id_}", highlight=False)

        async def work() -> Report:
            importer, now = await _importer(databases, person), datetime.now(UTC)
            return await import_file(
                *(databases, sealing, kind, file), accept_valid=accept_valid, importer=importer, now=now, progress=progress, announce=announce
            )

        return asyncio.run(work())


async def _importer(databases: Databases, person: str | None) -> Operator | Importer:
    """The operator, or a person with the posts that he holds at this moment."""
    if person is None:
        return Operator()
    try:
        return Importer(policy.load(), await Profiles(fetching(databases)).renewed(person))
    except UnknownPersonError:
        raise WrongDataError(f"{person} 今日没有岗位，不能导入 (holds no post today, and may bring in nothing)") from None


def _show(report: Report, accept_valid: bool) -> None:
    if report.errors:
        _show_errors(report)
    OUT.print(summary(report), highlight=False)
    if report.untried:
        OUT.print(
            f"其中 {report.untried:,} 行未逐行核对，因此前被拒的行过多；更正已指出的行后再次导入即可，不会遗漏 "
            "(not tried by themselves after so many refusals: mend the rows that are told, and import again; none is lost)",
            highlight=False,
        )
    if report.rejected:
        OUT.print(f"有误的行在 (rejected rows): {report.rejected}", highlight=False, soft_wrap=True)
    elif report.unkept:
        OUT.print(
            f"正确的行已写入，但有误的行未能存入文件 (the right rows are written, but the rejected ones could not be kept in a file: {report.unkept})。"
            "请腾出磁盘空间后重新执行同一命令：已写入的不会重复，有误的行会存入文件 (make room and run the same command again: nothing changes twice)",
            highlight=False,
        )
    elif report.errors and not accept_valid:
        OUT.print(
            "未写入任何内容。改正后重试，或用 --accept-valid 只写入正确的行 (nothing was written: mend the file, or add --accept-valid)",
            highlight=False,
        )


def summary(report: Report) -> str:
    """What became of the rows, in figures."""
    wrong = len({error.row for error in report.errors})
    said = f"{report.rows:,} 行 (rows): {report.written:,} 写入或已有 (written or there already), {report.changed:,} 条记录有变化 (records changed)"
    refused = f", {wrong:,} 行有误 (rows with mistakes), {report.rows - report.written:,} 行未写入 (rows not written)"
    return said + refused if wrong else said


def _show_errors(report: Report) -> None:
    table = Table("行 row", "列 column", "问题 what is wrong", box=None, pad_edge=False)
    for error in report.errors[:MOST_SHOWN]:
        table.add_row(str(error.row), error.column, error.message)
    OUT.print(table, markup=False, highlight=False)
    rest = report.errors[MOST_SHOWN:]
    if rest and OUT.is_terminal:
        said = f"… 另有 {len(rest):,} 处；把输出存入文件可看全部 (more: send the output to a file, such as > mistakes.txt, to have them all)"
        OUT.print(said, highlight=False)
        return
    for error in rest:
        typer.echo(f"{error.row}\t{error.column}\t{error.message}")
