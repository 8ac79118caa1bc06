"""Resident identity numbers (公民身份号码, GB 11643): what the digits say, and whether they can be right.

Pure. Messages never repeat the number.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

from core.errors import DomainError
from core.people.codes import Sex

_FORM = re.compile(r"[0-9]{17}[0-9X]")
_SIGNS = "10X98765432"
"""Check digit by remainder of the weighted sum modulo 11 (ISO 7064 MOD 11-2)."""


class BadIdentityNumber(DomainError):
    """A number is no resident identity number."""

    code = "BAD_USER_INPUT"


@dataclass(frozen=True)
class IdentityNumber:
    """A number whose form, check digit and date are right."""

    text: str = field(repr=False)
    region_code: str
    born_on: date
    sex: Sex


def check_digit(first_17: str) -> str:
    """Return the check digit of the first 17 digits.

    >>> check_digit("11010519491231002")
    'X'
    """
    return _SIGNS[sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(first_17)) % 11]


def normalised(text: str) -> str:
    """Return a number as it is stored: narrow signs, no spaces, capital X."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def read(text: str) -> IdentityNumber:
    """Return what a number says; full-width digits, spaces and a small x are taken as meant.

    >>> number = read("11010519491231002x")
    >>> number.region_code, number.born_on, number.sex.label
    ('110105', datetime.date(1949, 12, 31), '女性')

    :raises BadIdentityNumber: if it has not 18 digits (the last may be X), a day that does not exist, or a
        wrong check digit.
    """
    number = normalised(text)
    if not _FORM.fullmatch(number):
        raise BadIdentityNumber("身份证号须为 18 位：前 17 位是数字，末位是数字或 X。")
    try:
        born_on = date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")
    except ValueError:
        raise BadIdentityNumber("身份证号第 7 至 14 位不是真实的日期：请核对出生日期部分。") from None
    if check_digit(number[:17]) != number[17]:
        raise BadIdentityNumber("身份证号的校验码（末位）不符：请逐位核对。")
    sex = Sex.MALE if int(number[16]) % 2 else Sex.FEMALE
    return IdentityNumber(text=number, region_code=number[:6], born_on=born_on, sex=sex)
