"""Codes with their Chinese term."""

from enum import StrEnum
from typing import Self


class Choice(StrEnum):
    """An upper-case code that programs exchange, with the term of the trade as `label`.

    Members are written `ORGAN = "ORGAN", "机关"`.
    """

    label: str

    def __new__(cls, code: str, label: str = "") -> Self:
        # The default is for calls that look a member up, which never come here.
        if not label:
            raise TypeError(f"{cls.__name__}: {code} lacks its term")
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member
