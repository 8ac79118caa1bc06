"""Totals of assessments as they stand, from all that was scored; and their terms as plain values."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from core.assessments import design as designs
from core.assessments import totals
from core.assessments.design import Group
from core.assessments.totals import Term, Total, Vote
from core.policy import jsontext

_SCORES = """
    SELECT assessment_id, item, "group", score, ballots, figures
      FROM core_assessmentscore WHERE assessment_id = ANY(%(ids)s) ORDER BY id
"""
_QUARTERS = """
    SELECT c.id::text, c.title, coalesce(a.person_id, a.organisation_id), a.total
      FROM core_assessmentcycle c
      LEFT JOIN core_assessment a ON a.cycle_id = c.id AND a.withdrawn_reason = '' AND c.state = 'PUBLISHED'
       AND coalesce(a.person_id, a.organisation_id) = ANY(%(whom)s)
     WHERE c.id = ANY(%(cycles)s::uuid[])
"""


class Subject(NamedTuple):
    """What a total depends on beside the scores: whose it is, and what the cycle consists of."""

    id: UUID
    whom: UUID
    sector: str
    design: str


def of(subjects: Iterable[Subject]) -> dict[UUID, Total]:
    """Return the totals of assessments by identifier; at most two queries, however many."""
    wanted = list(subjects)
    opened = {text: designs.opened(text) for text in {one.design for one in wanted}}
    figures, votes = _scored([one.id for one in wanted])
    quarters = _published(
        cycles={quarter.cycle for design in opened.values() for quarter in design.quarters},
        whom={one.whom for one in wanted},
    )
    return {
        one.id: totals.total(
            opened[one.design],
            sector=one.sector,
            figures=figures[one.id],
            votes=votes[one.id],
            quarters=quarters[one.whom],
        )
        for one in wanted
    }


def tree(total: Total) -> list[dict[str, Any]]:
    """Return the terms of a total as plain values; fractions as exact text, such as 200/3."""
    return [_term(term) for term in total.terms]


def stored(total: Total) -> str:
    """Return the text under which the terms of a published total are stored."""
    return jsontext.write(tree(total))


def text(value: Fraction | None) -> str:
    """Return a fraction as it is stored: exact, empty for none.

    >>> text(Fraction(200, 3)), text(None)
    ('200/3', '')
    """
    return "" if value is None else str(value)


def number(text: str) -> Fraction | None:
    """Return the fraction that a stored text holds, None for an empty one."""
    return Fraction(text) if text else None


def _term(term: Term) -> dict[str, Any]:
    item = term.item
    return {
        "code": term.code,
        "title": term.title,
        "kind": item.kind.value if item else None,
        "nature": item.nature.value if item else None,
        "weight": text(term.weight),
        "score": text(term.score),
        "points": text(term.points),
        "missing": term.missing,
        "figures": None if term.figures is None else jsontext.plain(dict(term.figures)),
        "parts": [
            {
                "group": part.group.value,
                "weight": text(part.weight),
                "ballots": part.ballots,
                "score": text(part.score),
            }
            for part in term.parts
        ],
    }


def _scored(
    ids: Collection[UUID],
) -> tuple[Mapping[UUID, Mapping[str, Mapping[str, Any]]], Mapping[UUID, list[Vote]]]:
    figures: dict[UUID, dict[str, Mapping[str, Any]]] = defaultdict(dict)
    votes: dict[UUID, list[Vote]] = defaultdict(list)
    for assessment, item, group, score, ballots, measured in _rows(_SCORES, ids=list(ids)):
        if group:
            votes[assessment].append(Vote(item, Group[group], score, ballots))
        else:
            figures[assessment][item] = jsontext.read(measured)
    return figures, votes


def _published(
    *, cycles: Collection[str], whom: Collection[UUID]
) -> Mapping[UUID, Mapping[str, tuple[str, Fraction | None]]]:
    """Return by subject the title of each quarterly cycle, and the total if it is published."""
    if not cycles:
        return {who: {} for who in whom}
    rows = _rows(_QUARTERS, cycles=list(cycles), whom=list(whom))
    titles = {cycle: title for cycle, title, _, _ in rows}
    found = {(who, cycle): number(total) for cycle, _, who, total in rows if who is not None}
    return {who: {cycle: (title, found.get((who, cycle))) for cycle, title in titles.items()} for who in whom}


def _rows(sql: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
