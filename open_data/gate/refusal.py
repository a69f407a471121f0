"""The gate's answer: what must not be published, where it stands and why, in words for the people who prepare a release."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

SENTENCES = {
    "identity_number": ("此处像公民身份号码。", "This looks like an identity number."),
    "identity_number_15": ("此处像 15 位旧身份证号码。", "This looks like an old identity number of 15 digits."),
    "identity_number_as_number": ("此处像被存成数字的身份号码。", "This looks like an identity number stored as a number."),
    "identity_number_split": ("相邻几格拼起来是身份号码。", "Neighbouring cells together are an identity number."),
    "phone": ("此处像手机号码。", "This looks like a mobile telephone number."),
    "bank_card": ("此处像银行卡号。", "This looks like the number of a bank card."),
    "names": ("这一列像是姓名，却没有登记为公职人员姓名。", "This column looks like names and is not declared as names of officials."),
    "name_beside_place": ("此处的地名旁像是个人姓名。", "Beside a place stands what looks like the name of a person."),
    "canary": ("此处出现了不得公开的已知内容。", "Here stands a text that is known to be private."),
    "unreadable": ("这个文件无法读出，因此无法检查。", "This file cannot be read, so it cannot be checked."),
    "derivable": ("由公布的数字可以推算出不足 11 户的合计。", "A sum of fewer than 11 households follows from what is published."),
    "few_households": (
        "写法相同的地区，在册帮扶户合起来不足 20 户。",
        "Fewer than 20 assisted households live in all places whose cards look like this one.",
    ),
    "few_alike": ("家庭研究数据文件中有不足 20 户一模一样的行。", "Fewer than 20 households are alike in the household file."),
    "uniform": (
        "家庭研究数据文件中，一模一样的家庭在这一项上过于相同，或与全市相差过大。",
        "Households that are alike in the household file differ too little here, or lie too far from all others.",
    ),
    "second_file": (
        "同一年已有别的家庭研究数据文件，或这一份已经撤回：一年只发布一份。",
        "The year has another household file, or this one was withdrawn: there is one file a year.",
    ),
    "moved": (
        "这张卡片从前写的是另一个地方，前后一比就知道哪一户搬了家。",
        "This card named another place before: both together tell which household has moved.",
    ),
    "difference": ("与以前的公布相比，变化只涉及不足 11 户。", "Compared with an earlier release, fewer than 11 households changed."),
    "repartition": (
        "与以前的公布合起来，可以推算出不足 11 户的合计。",
        "Together with an earlier release, a sum of fewer than 11 households follows.",
    ),
    "periods": (
        "与同一地区的另一时期或另一种类相比，差别只涉及不足 11 户。",
        "Beside another period or kind of the same place, fewer than 11 households differ.",
    ),
    "beside": (
        "与同一笔收益的其他数字相比，可以推算出不足 11 户的合计。",
        "Beside other figures of the same proceeds, a sum of fewer than 11 households follows.",
    ),
    "below_county": ("考核结果只到市（县）区。", "Results of assessments are of counties alone."),
    "lost": (
        "台账缺少以前某次发布的记录，无法和它核对。请从备份恢复台账文件夹；恢复不了的，不得再发布涉及家庭的数据。",
        "The ledger has lost this of an earlier release, so nothing can be held against it. Restore the folder of the ledger from a backup; without one, "
        "nothing about households may be published any more.",
    ),
}


@dataclass(frozen=True, order=True)
class Refusal:
    """Why a release may not leave: the data set, its column and cell as far as they are known, and the rule."""

    dataset: str
    column: str
    cell: str
    rule: str

    @property
    def chinese(self) -> str:
        return SENTENCES[self.rule][0]

    @property
    def english(self) -> str:
        return SENTENCES[self.rule][1]


def sentences(refusals: Iterable[Refusal]) -> list[str]:
    """One line for each refusal, Chinese before English."""
    return [" ".join(filter(None, (each.dataset, each.column, each.cell, each.chinese, each.english))) for each in sorted(refusals)]
