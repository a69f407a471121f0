"""Templates and their documentation, made from the kinds themselves."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from databases.tables import CODES
from resolvers.spreadsheets.kinds import KINDS
from resolvers.spreadsheets.shape import Column, SpreadsheetKind

HEAD = """# Spreadsheets

`sunshine import KIND FILE` brings in a .csv (UTF-8 or GBK) or .xlsx file; `sunshine import KIND --template` prints an example.
The first row holds the headings, in any order, in Chinese or by the name of the field. Of a workbook the first sheet is read, hidden rows and columns too.

- All mistakes are listed, by row (the headings are row 1) and column. A terminal shows the first hundred, a redirected output all. Nothing is written unless every row is right.
- A cell that cannot be read silences only the rules that look at it. What only the database finds (a key that is taken, an overlap, a rule over
  several tables: [constraints](constraints.md)) is told of rows whose cells are right, for the row that is to blame, in the rule's words.
  Members of a household that is refused, and lines of such a list, are tried all the same; their mistakes come second only where nothing can stand in
  for what they hang on (a list past its draft, a household out of one's scope), and those of a new head where a member before him is missing or wrong.
  Periods of pairings, cards, certificates and parameters that overlap, with each other (told by the row before) or with what is stored,
  members of another household, lists past their draft, what else sheets are refused for by what is stored, and what a check of one row refuses are found
  at once. Each row that only another constraint refuses costs some ten attempts: after two hundred refusals the rows that are left of
  the same 20,000 are said to be untried, and are to come again once the first are mended.
- What is planned lies at most two years ahead, and what is to end at most twenty; what was done for a household does not lie before it was filed;
  the lines of a list are for months within a year of its own.
- Numbers are written in plain digits, with two decimals at most; none is rounded. A percentage is written as 8.6 or 8.6%; a cell in Excel's
  percent format is read as it is seen, and so is every number of Excel's: with 15 digits, not with what is left over from computing behind them.
  A formula that failed (#N/A, #REF!) is a mistake.
- A figure that looks like a slip of the unit (万元 for 元) or of the decimal point is refused: one beyond what its kind is expected to be (the range is told),
  a yearly figure of a village or statistic that is five times as large or as small as the year before, an income of a household fifty times, an income beyond
  its category, a payment above ten times the highest standard of its stream (or above 50,000 yuan, where it has none). Where the figure is right, 是 in the column
  确认异常值 of its row brings it in; the column may be added to any sheet of these kinds. The event of such an import names the field `confirmed`, so
  that an auditor finds it, and by the file's digest the row.
- Parents and grandparents of the head are born before him, children and grandchildren after him, by their identity numbers (two swapped ones are told, with
  the row of the head), and he is born when a new household is filed.
- A text or name with a number of ten digits or more in it (an identity number, a telephone, a bank card) is refused: such numbers are masked in columns of
  their own only. Days such as 2020-05-03, and numbers of documents and approvals in their columns, are none.
- Codes, numbers of documents and other texts by which a row is known have 200 characters at most.
- `--accept-valid` writes the right rows; the others go to `FILE.rejected.csv` with their reasons, to be mended and brought in again. Where that
  file cannot be made, nothing is written; where the disk fills while it is written, the right rows are in, and the same command again makes the file.
- Rows of one household (its members, its pairings), one payment list or one village stand or fall together.
- `--as NUMBER` brings it in as a person: only rows that the policy lets one of his posts write ([matrix](matrix.md)). Without it, it is the operator's.
- Bringing in the same file again changes nothing. An empty optional cell leaves what is stored.
- Everything is written in one transaction with one event, which holds digests and names of fields, never values.
- Where a row came from (M1): `originsOfRecord(record: "Household:7", first: 10)` tells auditors and inspectors of each version of any row that they may
  read what wrote it: an import, with its file's name and SHA-256, or a change; when, by whom, in which post. A version and its event hold the
  moment of their transaction, so no row carries more than before. The number of the row in its file is not kept: its key finds it there. Keep files
  so that they are found by their digest (`sha256sum`). `importRuns` tell kind, file, time and numbers of rows to whoever brought them in, to
  administrators and to supervision; who may not read an import is told the digest of its file and no name, which may name somebody. A version
  that had to wait for a transaction which began after its own is told without an event.
- Divisions are kept in four databases: one transaction and one event in each, none committed before all four accept the rows. Where a
  database fails, or the command is killed, between two commits, the others keep the rows; the message names which have them, and the same
  command again completes what is missing.
- `per_capita_income` of a household is kept with its incomes and members, in the same transaction: all kinds of income (M14) of the latest year that
  has any, divided by the members who lived there when that year ended (by 出生日期, 去世日期 and 迁出日期), in yuan and cents. It stays empty where there are no
  incomes, or nobody lived. `thresholds` and the open indicators divide in the same way; 家庭人口数 is what was declared, and divides nothing.
- Identity numbers are stored encrypted. Lists of people who are paid name them by identity number; it is looked up by digest.

## The second year

In January, in this order; each file may hold all rows or only those that changed, but all living members of a household that it names:

1. `people` whose posts end or begin, and `rule_parameters`: the row of a threshold that ends with its last day, the next one in a row of its own.
2. `households`: who died (去世日期) or left (迁出日期) stands once more with the day, and need not be listed from then on. A new head stands as 户主 in
   户主姓名 and in his own row; the head before him keeps his row with the day, or another 与户主关系 where he lives on. Whoever joins another
   household leaves his first one before: two files. Another 村代码 moves a household with its members and papers. 家庭人口数 stays as declared.
   A death or a departure that was recorded by mistake is taken back by 撤销 in the place of its day (an empty cell leaves what is stored): the
   member is listed again, as 户主 if he is the head, and whoever led the household meanwhile with a 与户主关系 of his own.
3. `accounts`, `pairings`: what ends with its last day (a pairing with the reason too), then what begins. A handover (交接) names who follows
   (接手人编号), whose row from that day on stands in the same sheet. After a move both follow when they come again.
4. `incomes`, `villages`, `statistics` of the year that is over, `visits` and `measures` since the last file; `payment_lists` month by month.

A file of the year before that comes again sets back what its filled cells say (category, state, kinship). It makes nobody who died or left
head again, reopens no period, and changes no list past its draft.
"""


def template(kind: SpreadsheetKind) -> str:
    """Headings and two example rows, as CSV; a byte-order mark lets Excel know that it is UTF-8."""
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow([column.heading for column in kind.columns])
    lines.writerows([column.examples[place] for column in kind.columns] for place in (0, 1))
    return "\ufeff" + text.getvalue()


def documentation() -> str:
    """The page docs/imports.md."""
    return "\n".join([HEAD, *(line for kind in KINDS.values() for line in _page(kind))])


def _page(kind: SpreadsheetKind) -> Iterator[str]:
    yield f"## {kind.name}: {kind.title}\n"
    yield "| heading 列 | field | required | example | meaning |\n|---|---|---|---|---|"
    for column in kind.columns:
        example = next(filter(None, column.examples), "")
        yield f"| {column.heading} | `{column.field}` | {'yes' if column.required else ''} | {example} | {_meaning(kind, column)} |"
    yield ""


def _meaning(kind: SpreadsheetKind, column: Column) -> str:
    """What is said of the column, and the values of its code list."""
    tables = [target.table for target in kind.targets if column.field in target.fields.values()]
    codes = next((t.c[column.field].info.get(CODES) for t in tables if column.field in t.c), None)
    listed = "one of 可填：" + "、".join(codes.labels.values()) if codes else ""
    return ". ".join(filter(None, (column.about, listed)))
