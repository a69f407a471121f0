"""Identity numbers (公民身份号码, GB 11643): check digit, and what they say of their holder.

The sum is our own: python-stdnum has it, under the LGPL, and its rules for Chinese numbers refuse areas that Wuxi has.
"""

from __future__ import annotations

from datetime import date

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"  # ISO 7064 MOD 11-2, as GB 11643 prints it


def check_digit(first_seventeen: str) -> str:
    """The eighteenth character that belongs to seventeen digits."""
    return CHECK_DIGITS[sum(weight * int(digit) for weight, digit in zip(WEIGHTS, first_seventeen, strict=True)) % 11]


def is_valid(number: str) -> bool:
    """Eighteen characters, a day that exists and the right check digit; the area is not looked at (areas come and go)."""
    if len(number) != 18 or not (number[:17].isascii() and number[:17].isdigit()):
        return False
    return birthday(number) is not None and check_digit(number[:17]) == number[17]


def birthday(number: str) -> date | None:
    """Day of birth, or None where the digits name no day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def sex(number: str) -> str:
    """GB/T 2261.1: "1" male, "2" female."""
    return "1" if int(number[16]) % 2 else "2"
