"""Read the joint review: cases for the body before which they stand, opinions for the department.

Everybody else gets `Outcome`, which does not tell one body from another.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from core.access.models import User
from core.people import selectors as people
from core.policy.choice import Choice
from plugins.fuquan_licensing.examinations.stages import Stage
from plugins.fuquan_licensing.reviews.models import ReviewCase, ReviewDesk

_CASES = """
SELECT c.id, c.version, e.title, e.level, p.name, o.name, c.opinion, c.note, c.decided_at
  FROM fuquan_licensing_reviewcase c
  JOIN fuquan_licensing_registration r ON r.id = c.registration_id
  JOIN fuquan_licensing_examination e ON e.id = r.examination_id
  JOIN core_person p ON p.id = r.person_id AND p.erased_at IS NULL
  LEFT JOIN LATERAL (
       SELECT name FROM core_organisationperiod o
        WHERE o.organisation_id = r.organisation_id AND o.from_on <= %(on)s
        ORDER BY o.from_on DESC LIMIT 1) o ON true
 WHERE c.body = %(body)s
"""
_OUTCOMES = """
SELECT r.id, r.person_id, p.name, r.seat, r.attended, m.score >= x.pass_mark, m.score IS NOT NULL,
       count(c.id), count(c.id) FILTER (WHERE c.opinion = ''),
       count(c.id) FILTER (WHERE c.opinion = 'OBJECTION'),
       (SELECT k.number FROM fuquan_licensing_licence l JOIN core_credential k ON k.id = l.credential_id
         WHERE l.registration_id = r.id)
  FROM fuquan_licensing_registration r
  JOIN fuquan_licensing_examination e ON e.id = r.examination_id
  JOIN core_examination x ON x.id = e.record_id
  JOIN core_person p ON p.id = r.person_id AND p.erased_at IS NULL
  LEFT JOIN LATERAL (
       SELECT score FROM fuquan_licensing_mark m
        WHERE m.registration_id = r.id ORDER BY m.number DESC LIMIT 1) m ON true
  LEFT JOIN fuquan_licensing_reviewcase c ON c.registration_id = r.id
 WHERE r.examination_id = %(examination)s AND r.withdrawn_reason = '' AND r.seat > %(after)s {visible}
 GROUP BY r.id, p.name, x.pass_mark, m.score
 ORDER BY r.seat LIMIT %(limit)s
"""


class ReviewState(Choice):
    """How the joint review of a candidate stands, for those who are not to know more."""

    IN_REVIEW = "IN_REVIEW", "审核中"
    PASSED = "PASSED", "通过"
    NOT_PASSED = "NOT_PASSED", "审核未通过"


class CaseRow(NamedTuple):
    """A case as the body sees it before which it stands; `opinion` is empty until it is decided."""

    id: UUID
    version: int
    examination: str
    level: str
    name: str
    organisation: str | None
    opinion: str
    note: str
    decided_at: datetime | None


class Outcome(NamedTuple):
    """What became of one registration; `review` is null where there was nothing to review."""

    registration_id: UUID
    person_id: UUID
    person_name: str
    seat: int
    attended: bool | None
    passed: bool | None
    review: ReviewState | None
    licence_number: str | None

    @property
    def reason(self) -> str:
        """Why there is no licence, in words that name no body; empty where there is one."""
        if self.licence_number is not None:
            return ""
        if self.attended is False:
            return "未参加考试"
        if self.passed is False:
            return "考试未合格：请参加培训后再次报考"
        if self.review is ReviewState.PASSED:
            return "审核通过，待发证"
        if self.review is None:
            return "成绩未定" if self.passed is None else "待审核"
        return self.review.label


class OpinionRow(NamedTuple):
    """What one body says of a candidate, for the department."""

    body: str
    opinion: str
    note: str
    decided_by_name: str
    decided_at: datetime | None


def cases(
    *, body: str, limit: int, after: UUID | None = None, decided: bool | None = None, on: date
) -> list[CaseRow]:
    """Return the cases before a body in the order in which they were opened; one query.

    :param after: the identifier of the row before the first.
    """
    conditions = ["AND c.id > %(after)s"] if after else []
    if decided is not None:
        conditions.append("AND (c.opinion <> '') = %(decided)s")
    values = {"body": body, "after": after, "decided": decided, "limit": limit, "on": on}
    return _cases(f"{_CASES} {' '.join(conditions)} ORDER BY c.id LIMIT %(limit)s", values)


def case(*, body: str, id: UUID, on: date) -> CaseRow | None:
    """Return one case before a body, None if there is none of this identifier; one query."""
    found = _cases(f"{_CASES} AND c.id = %(id)s", {"body": body, "id": id, "on": on})
    return found[0] if found else None


def outcomes(
    *,
    examination: UUID,
    stage: Stage,
    limit: int,
    after: int = 0,
    organisations: Collection[UUID] | None = None,
    today: date,
) -> list[Outcome]:
    """Return what became of registrations, by seat; one query.

    Nothing is said of an opinion before the whole examination is reviewed: who sees when a body decides could
    tell from the time whose objection it was.

    :param after: the seat before the first.
    :param organisations: only people who today belong to one of these; None = everybody.
    """
    visible = "" if organisations is None else f"AND {people.VISIBLE}"
    values: dict[str, Any] = {"examination": examination, "after": after, "limit": limit}
    if organisations is not None:
        values |= {"scope": list(organisations), "today": today}
    told = stage in (Stage.REVIEWED, Stage.PUBLISHED)
    with connection.cursor() as cursor:
        cursor.execute(_OUTCOMES.format(visible=visible), values)
        return [_outcome(told, *row) for row in cursor.fetchall()]


def opinions(*, examination: UUID) -> Mapping[UUID, list[OpinionRow]]:
    """Return by registration what each body says, for the department only; one query."""
    result: dict[UUID, list[OpinionRow]] = defaultdict(list)
    rows = ReviewCase.objects.filter(registration__examination=examination).order_by("registration", "body")
    for row in rows:
        result[row.registration_id].append(
            OpinionRow(row.body, row.opinion, row.note, row.decided_by_name, row.decided_at)
        )
    return result


def desks() -> list[ReviewDesk]:
    """Return who speaks for which body now, with the users; two queries."""
    rows = list(ReviewDesk.objects.filter(released_at__isnull=True).order_by("body", "seated_at"))
    users = User.objects.in_bulk([row.user_id for row in rows])
    for row in rows:
        row.user = users[row.user_id]
    return rows


def _outcome(told: bool, *row: Any) -> Outcome:
    registration, person, name, seat, attended, passed, marked, cases, left, objections, number = row
    review = _state(told, cases, left, objections)
    return Outcome(registration, person, name, seat, attended, passed if marked else None, review, number)


def _state(told: bool, cases: int, left: int, objections: int) -> ReviewState | None:
    if not cases:
        return None
    if left or not told:
        return ReviewState.IN_REVIEW
    return ReviewState.NOT_PASSED if objections else ReviewState.PASSED


def _cases(sql: str, values: dict[str, Any]) -> list[CaseRow]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [CaseRow(*row) for row in cursor.fetchall()]
