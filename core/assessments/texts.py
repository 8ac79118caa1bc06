"""Texts that people write about others: there, not too long, and without numbers that name somebody."""

from core.errors import DomainError
from core.people import identities


class InvalidAssessment(DomainError):
    """An assessment, or something said in it, cannot be as described."""

    code = "BAD_USER_INPUT"


def given(text: str, *, what: str, longest: int = 500) -> str:
    """Return a text that may be kept.

    :raises InvalidAssessment: if it is empty or too long.
    :raises identities.NumberInText: if it holds an identity number or a phone.
    """
    text = text.strip()
    if not 0 < len(text) <= longest:
        raise InvalidAssessment(f"请填写{what}，不超过 {longest} 字。")
    return identities.refuse_numbers(text, what=what)
