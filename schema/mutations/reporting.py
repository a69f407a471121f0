"""Mutations of reports of the public: anybody makes one; those who supervise the place pass it on and answer it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from databases.code_lists.common import DEPARTMENT
from databases.code_lists.oversight import REPORT_KIND
from resolvers.changes import reports
from resolvers.receipts import receipt_of
from schema.asking import Asking
from schema.mutations.fields import code_of, input_type, key_of, mutation_field, step_field
from schema.receipts import receipt_node, receipt_type
from schema.types import Types

RANDOM_KEY = f"At least {reports.LEAST_OF_A_KEY} random characters of your choice, the same when you repeat this report 幂等键"
PASSED_ON = "To whom it is passed on and why, without any personal data; it stays in the event log 转办说明"
ANSWER = "What was found and done, without any personal data; whoever has the receipt number reads it 答复内容"


def report_mutations(types: Types) -> dict[str, Any]:
    """The mutations by their names."""
    return {"make_report": _make_report(types), "transfer_report": _transfer_report(types), "answer_report": _answer_report(types)}


def _make_report(types: Types) -> Any:
    input_ = input_type(
        "MakeReportInput",
        "A report about a record, a payment, somebody's conduct or a levy 群众反映",
        kind=(types.code_type(REPORT_KIND), "Kind 反映类别"),
        region_code=(str, "Where: code of a division 区划"),
        record=(str | None, "The record as it is published: dataset/key, a dataset, or page/path for a page of the portal 公开记录"),
        text=(str, f"What is to be checked, in {reports.LEAST} to {reports.MOST} characters; never published 反映内容"),
        levied_by=(types.code_type(DEPARTMENT) | None, "Of a levy: who charged the village 收费部门"),
        levied_amount=(Decimal | None, "Of a levy: yuan 收费金额"),
        legal_basis=(str | None, "Of a levy: its legal basis, if one was named 收费依据"),
        idempotency_key=(str, RANDOM_KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        optional = {name: getattr(asked, name) or None for name in ("record", "legal_basis")}
        made = reports.ReportMade(
            code_of(asked.kind), asked.region_code, text=asked.text, levied_by=code_of(asked.levied_by), levied_amount=asked.levied_amount, **optional
        )
        found = await reports.make_report(asking.changes, made, asked.idempotency_key)
        return {
            "receipt": receipt_node(types, await receipt_of(asking.reads, asking.changes.policy, asking.subject, key_of("PublicReport", found, "id")))
        }

    about = "Report a problem to those who supervise the place, anonymously; nobody needs to sign in 反映问题"
    return mutation_field(
        "MakeReport", about, input_, run, receipt=(receipt_type(types) | None, "With the number under which it can be followed 受理回执")
    )


def _transfer_report(types: Types) -> Any:
    about = "Pass a report of the public on to be checked 转办群众反映 (M21)"

    def wanted(key: int, asked: Any) -> reports.ReportChange:
        return reports.ReportChange(key, asked.expected_version, asked.reason)

    return step_field(types, "PublicReport", "TransferReport", about, reports.transfer_report, wanted, reason=(str, PASSED_ON))


def _answer_report(types: Types) -> Any:
    about = "Answer a report of the public, once; its maker reads the answer under his receipt number 答复群众反映 (M21, M125)"

    def wanted(key: int, asked: Any) -> reports.ReportChange:
        return reports.ReportChange(key, asked.expected_version, asked.answer)

    return step_field(types, "PublicReport", "AnswerReport", about, reports.answer_report, wanted, answer=(str, ANSWER))
