"""What people write in their own words names nobody by a number, whether it comes by a change or in a sheet.

Their reasons go into the event log, which holds no personal data and cannot be mended; other texts are read by whoever may read their row,
while numbers are kept where they are masked.
"""

from __future__ import annotations

import re

from resolvers.changes.errors import Code, refused

LEAST, MOST = 6, 300
NUMBER = re.compile(r"(?:\d[ -]?){10,}")  # telephone, identity number, bank card
PAPER = re.compile(r"[0-9A-Za-z._-]{2,40}")
MOST_OF_PAPER = 40
DAY = re.compile(r"(?<!\d)(?:19|20)\d\d-\d{1,2}-\d{1,2}(?!\d)")  # with the hour behind it, it would be taken for one

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def check_reason(reason: str) -> None:
    """Refuse a reason that is too short or too long, or that holds a long number."""
    if not fits(reason):
        raise refused(Code.REASON_UNFIT, "reason", least=LEAST, most=MOST)


def fits(text: str) -> bool:
    """Whether a text that stays is neither too short nor too long, and names nobody by a number."""
    return LEAST <= len(text.strip()) and len(text) <= MOST and text.isprintable() and not holds_number(text)


def check_words(text: str, field: str, least: int, most: int) -> None:
    """Refuse a text of several lines that is too short or too long, or that holds a number or what is no writing."""
    count = len(text.strip())
    if not least <= count <= most or CONTROL.search(text):
        raise refused(Code.TEXT_UNFIT, field, least=least, most=most, count=count)
    check_text(text, field)


def check_text(text: str, field: str) -> None:
    """Refuse a text that holds a number which belongs to a column of its own."""
    if holds_number(text):
        raise refused(Code.NUMBER_IN_TEXT, field)


def check_paper(number: str) -> None:
    """Refuse what is no number of a paper, or may be somebody's own."""
    if not PAPER.fullmatch(number) or holds_number(number):
        raise refused(Code.PAPER_UNFIT, "paperNumber", most=MOST_OF_PAPER)


def holds_number(text: str) -> bool:
    """Whether a text holds a number as long as a telephone's; days are none."""
    return NUMBER.search(DAY.sub("·", text)) is not None
