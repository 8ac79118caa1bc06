"""Passwords: the rules that Django lacks, or words in English only, and initial passwords."""

import secrets
import string
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError

KINDS = ("小写字母", "大写字母", "数字", "其他符号")


def initial() -> str:
    """Return a random password of 14 letters and digits that meets the rules, to be changed at first use."""
    while True:
        password = "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(14))
        if kinds(password) >= 3:
            return password


def kinds(password: str) -> int:
    """Return how many of the four kinds of characters occur.

    >>> kinds("abc123"), kinds("Abc-123")
    (2, 4)
    """
    return len({_kind(character) for character in password})


def _kind(character: str) -> str:
    category = unicodedata.category(character)
    return {"Ll": "小写字母", "Lu": "大写字母", "Nd": "数字"}.get(category, "其他符号")


class LongEnough:
    """Validator: a least number of characters."""

    def __init__(self, characters: int) -> None:
        self.characters = characters

    def validate(self, password: str, user: Any = None) -> None:
        """Pass a password of at least so many characters.

        :raises ValidationError: if there are fewer.
        """
        if len(password) < self.characters:
            raise ValidationError(self.get_help_text(), code="too_short")

    def get_help_text(self) -> str:
        """Return the rule in words for the page."""
        return f"密码须至少 {self.characters} 个字符。"


class ThreeKinds:
    """Validator: three of lower case, upper case, digits and symbols (expected in GB/T 22239 audits)."""

    message = f"密码须至少包含{'、'.join(KINDS)}中的三种。"

    def validate(self, password: str, user: Any = None) -> None:
        """Pass a password with three kinds of characters.

        :raises ValidationError: if there are fewer.
        """
        if kinds(password) < 3:
            raise ValidationError(self.message, code="too_few_kinds")

    def get_help_text(self) -> str:
        """Return the rule in words for the page."""
        return self.message
