"""Read pay links as of a day, who fills a quota post without a licence, and revocations."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from core.credentials.selectors import STANDING
from core.indicators.fragments import in_force
from core.people import selectors as people
from core.policy import jsontext
from plugins.fuquan_licensing.checks import NOT_IN_QUOTA
from plugins.fuquan_licensing.credentials import LICENCE

_PAY = f"""
SELECT l.id, l.person_id, p.name, p.pinyin, o.name, l.sector, l.level, k.number, l.coefficient, l.steps,
       l.from_on, l.until_on, l.decision_id
  FROM fuquan_licensing_paylink l
  JOIN core_person p ON p.id = l.person_id AND p.erased_at IS NULL
  LEFT JOIN LATERAL (
       SELECT u.name FROM core_appointment a
         JOIN core_organisationperiod u ON u.organisation_id = a.organisation_id AND {in_force("u")}
        WHERE a.person_id = l.person_id AND a.counts_as_worker AND {in_force("a")}
        ORDER BY a.basis = 'FULL_TIME' DESC, a.from_on, a.id LIMIT 1) o ON true
  LEFT JOIN LATERAL (
       SELECT c.number FROM core_credential c
        WHERE c.person_id = l.person_id AND c.kind = %(kind)s AND c.level = l.level AND c.issued_on <= %(on)s
        ORDER BY c.issued_on DESC LIMIT 1) k ON true
 WHERE l.superseded_at IS NULL AND {in_force("l")}
"""  # noqa: S608 - made of constants
_UNLICENSED = f"""
SELECT a.id, a.person_id, p.name, p.pinyin, o.organisation_id, o.name, a.from_on
  FROM core_appointment a
  JOIN core_person p ON p.id = a.person_id AND p.erased_at IS NULL
  JOIN core_organisationperiod o ON o.organisation_id = a.organisation_id AND {in_force("o")}
 WHERE a.basis = 'FULL_TIME' AND a.post <> ALL (%(not_in_quota)s) AND {in_force("a")}
   AND EXISTS (SELECT FROM core_quota q
                WHERE q.organisation_id = a.organisation_id AND q.post = a.post AND q.places > 0
                  AND q.superseded_at IS NULL AND {in_force("q")})
   AND NOT EXISTS (SELECT FROM ({STANDING}) c
                    WHERE c.person_id = a.person_id AND c.kind = %(kind)s AND c.status = 'VALID')
   AND (p.pinyin, a.id) > (%(after_pinyin)s, %(after_id)s)
"""  # noqa: S608 - made of constants
_REVOCATIONS = """
SELECT r.id, c.id, c.number, c.level, c.person_id, p.name, r.revoked_on, r.document_number, r.document_title,
       r.document_on, r.note, d.facts, r.filing_id, f.due_on, f.fulfilled_on
  FROM fuquan_licensing_revocation r
  JOIN core_credential c ON c.id = r.credential_id
  JOIN core_person p ON p.id = c.person_id AND p.erased_at IS NULL
  JOIN core_decisionrecord d ON d.id = r.decision_id
  LEFT JOIN core_obligation f ON f.id = r.filing_id
 WHERE (%(after)s::uuid IS NULL OR r.id < %(after)s)
"""


class PayRow(NamedTuple):
    """What a licence adds to somebody's pay on a day, and where he or she works that day."""

    id: UUID
    person_id: UUID
    person_name: str
    person_pinyin: str
    organisation_name: str | None
    sector: str
    level: str
    licence_number: str | None
    coefficient: Decimal | None
    steps: int | None
    from_on: date
    until_on: date | None
    decision_id: UUID


class UnlicensedRow(NamedTuple):
    """Somebody who fills a quota post without a valid licence: to be trained and examined."""

    appointment_id: UUID
    person_id: UUID
    person_name: str
    person_pinyin: str
    organisation_id: UUID
    organisation_name: str
    in_post_since: date


class RevocationRow(NamedTuple):
    """A revocation with its document, and how the duty to file it stands."""

    id: UUID
    credential_id: UUID
    licence_number: str
    level: str
    person_id: UUID
    person_name: str
    revoked_on: date
    document_number: str
    document_title: str
    document_on: date
    note: str
    facts: str
    filing_id: UUID | None
    filing_due_on: date | None
    filed_on: date | None

    @property
    def cause(self) -> str:
        """The cause that was decided about."""
        return str(jsontext.read(self.facts)["cause"])


@dataclass(frozen=True)
class Sight:
    """Whose records a reader may see: people who today belong to one of some organisations; None = all."""

    organisations: Collection[UUID] | None
    today: date


EVERYBODY = Sight(None, date.max)


def pay(
    *,
    on: date,
    limit: int | None = None,
    after: tuple[str, UUID] | None = None,
    person: UUID | None = None,
    paid_only: bool = False,
    sight: Sight = EVERYBODY,
) -> list[PayRow]:
    """Return what licences add to pay on a day, by the holders' pinyin; one query.

    :param limit: None = all.
    :param after: pinyin and identifier of the row before the first.
    :param paid_only: without those to whose pay nothing is added.
    """
    conditions, values = _seen(sight)
    values |= {"on": on, "kind": LICENCE.code, "limit": limit, "person": person}
    if after is not None:
        conditions.append("AND (p.pinyin, l.id) > (%(after_pinyin)s, %(after_id)s)")
        values |= {"after_pinyin": after[0], "after_id": after[1]}
    if person is not None:
        conditions.append("AND l.person_id = %(person)s")
    if paid_only:
        conditions.append("AND (l.coefficient > 0 OR l.steps > 0)")
    sql = f"{_PAY} {' '.join(conditions)} ORDER BY p.pinyin, l.id LIMIT %(limit)s"
    return [PayRow(*row) for row in _rows(sql, values)]


def unlicensed(
    *, on: date, limit: int, after: tuple[str, UUID] | None = None, sight: Sight = EVERYBODY
) -> list[UnlicensedRow]:
    """Return who fills a quota post on a day without a valid licence, by pinyin; one query."""
    conditions, values = _seen(sight)
    pinyin, identifier = after or ("", UUID(int=0))
    values |= {
        "on": on,
        "kind": LICENCE.code,
        "limit": limit,
        "not_in_quota": [str(post) for post in NOT_IN_QUOTA],
        "after_pinyin": pinyin,
        "after_id": identifier,
    }
    sql = f"{_UNLICENSED} {' '.join(conditions)} ORDER BY p.pinyin, a.id LIMIT %(limit)s"
    return [UnlicensedRow(*row) for row in _rows(sql, values)]


def revocations(
    *, limit: int, after: UUID | None = None, id: UUID | None = None, sight: Sight = EVERYBODY
) -> list[RevocationRow]:
    """Return revocations, the newest first; one query.

    :param after: identifier of the row before the first.
    :param id: only this one.
    """
    conditions, values = _seen(sight)
    values |= {"limit": limit, "after": after, "id": id}
    if id is not None:
        conditions.append("AND r.id = %(id)s")
    sql = f"{_REVOCATIONS} {' '.join(conditions)} ORDER BY r.id DESC LIMIT %(limit)s"
    return [RevocationRow(*row) for row in _rows(sql, values)]


def _seen(sight: Sight) -> tuple[list[str], dict[str, Any]]:
    if sight.organisations is None:
        return [], {}
    return [f"AND {people.VISIBLE}"], {"scope": list(sight.organisations), "today": sight.today}


def _rows(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
