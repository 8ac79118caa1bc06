"""The sums of a population's valid answers: how they are counted, and kept so that nobody traces an answer.

An answer is never stored: it adds one to the sums of its population and is gone. The sums are one value,
sealed as a whole with a key that is not in the database, each time under a new nonce, always of one length.

What that guarantees. There is no row of an answer, so nothing that a link's row has, be it its place in the
table, its transaction number or the time of its change, leads to one. Who copies the database, even after
every single answer, with its write-ahead log and the remains of changed rows, sees which links were used and
that sums were sealed anew, but not by how much which sum grew. What is published is counted once, after the
end, with small cells hidden (`core.suppression`), so that no two published tables differ by one answer.

What it does not. Who has the key and copies of the database from before and after one answer can subtract.
So can whoever runs altered code, or reads the memory of the server. Who gave a person a link can see whether
that link was used. And sums can be telling by themselves in a population where all answer alike, which is
what hiding small cells is for.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from core import crypto
from core.access import schemas
from core.people import identities
from core.surveys.questions import Answer, Question

_DIGITS = 8
_FIELD = "survey_sums"


def none_yet(questions: Sequence[Question]) -> list[int]:
    """Return the sums before any answer.

    First the number of valid answers, then for each question one sum per option and one for leaving it out.
    """
    return [0] * (1 + sum(len(question.options) + 1 for question in questions))


def counted(sums: Sequence[int], questions: Sequence[Question], answer: Answer) -> list[int]:
    """Return the sums with one more valid answer in them."""
    return [before + one for before, one in zip(sums, _vector(questions, answer), strict=True)]


def split(sums: Sequence[int], questions: Sequence[Question]) -> tuple[int, dict[str, list[int]]]:
    """Return the number of valid answers, and by question its sums, that of leaving it out last."""
    valid, *rest = sums
    by_question: dict[str, list[int]] = {}
    for question in questions:
        width = len(question.options) + 1
        by_question[question.code], rest = rest[:width], rest[width:]
    return valid, by_question


def seal(sums: Iterable[int], *, population: UUID) -> bytes:
    """Return sums sealed for a population of this tenant; the length tells nothing of them."""
    clear = "".join(f"{number:0{_DIGITS}d}" for number in sums)
    return identities.keyring().seal(clear, _place(population))


def opened(sealed: bytes | memoryview, *, population: UUID) -> list[int]:
    """Return the sums that were sealed for a population of this tenant.

    :raises crypto.CannotOpen: if they were sealed for another one, or the key is missing.
    """
    clear = identities.keyring().open(bytes(sealed), _place(population))
    return [int(clear[start : start + _DIGITS]) for start in range(0, len(clear), _DIGITS)]


def _vector(questions: Sequence[Question], answer: Answer) -> list[int]:
    ones = [1]
    for question in questions:
        chosen = answer[question.code]
        ones += [int(option.code in chosen) for option in question.options]
        ones.append(int(not chosen))
    return ones


def _place(population: UUID) -> crypto.Place:
    return crypto.Place(schemas.current(), str(population), _FIELD)
