"""`sunshine verify`: a release verified from its files alone, by anybody."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from databases.event_log import Checkpoint
from open_data.release import checkpoints, verifying
from open_data.release.seal import public_key
from sunshine.terminal import OUT

Where = Annotated[Path, typer.Argument(metavar="FOLDER|ZIP", exists=True, help="The files of a release, as they were downloaded.")]
Key = Annotated[Path | None, typer.Option(exists=True, help="publisher.pem from the publisher's own site, or from an earlier release.")]
Earlier = Annotated[Path | None, typer.Option(exists=True, help="checkpoints.json of an earlier release, which you kept.")]
Proofs = Annotated[Path | None, typer.Option(exists=True, help="The answer of GraphQL to the question that this command prints.")]


def verify(release: Where, key: Key = None, earlier: Earlier = None, proofs: Proofs = None) -> None:
    """Verify a release without any server: its files, its signature, the signed checkpoints, and that these go on from earlier ones."""
    with verifying.unpacked(release) as folder:
        found = verifying.verify(folder, public_key(key) if key else None)
    OUT.print(f"文件与签名相符 files are as they were signed: SHA256SUMS {found.digest}", highlight=False)
    OUT.print(
        f"签名公钥 publisher's key: {found.fingerprint}{'' if key else ' （请与另外取得的比较 compare it with one got by another way）'}",
        highlight=False,
    )
    if found.missing:
        OUT.print(f"未下载、未核对的文件 not here, not looked at: {len(found.missing)} ({', '.join(found.missing[:5])} …)", highlight=False)
    for name, log in found.logs.items():
        OUT.print(f"日志 log {name}: {log.tree_size} events, signed {log.signed_at:%Y-%m-%d %H:%M:%S}Z", highlight=False)
    if earlier:
        _go_on(checkpoints.read_unsigned(earlier), found.logs, proofs)


def _go_on(before: Mapping[str, Checkpoint], now: Mapping[str, Checkpoint], proofs: Path | None) -> None:
    asked = verifying.unproven(before, now)
    if proofs or not asked:
        verifying.prove(before, now, verifying.read_proofs(proofs) if proofs else {})
        OUT.print("日志由您保存的检查点增长而来 the logs go on from the checkpoints that you kept", highlight=False)
        return
    question = " ".join(f"{name}: {field}" for name, field in asked.items())
    OUT.print(
        f"请向平台查询，把回答存成文件，再用 --proofs 指明 ask the platform, keep its answer, and name it by --proofs:\n{{ {question} }}",
        highlight=False,
    )
