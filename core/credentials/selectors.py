"""Read credentials and how they stood on a day."""

import base64
import binascii
import hashlib
import secrets
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from core.credentials.models import CredentialStep
from core.people import selectors as people
from core.policy.vocabulary import CredentialStatus

# The days of the steps rise with their versions, so the newest that has come is the one that counts.
_STATUS = """
    CASE WHEN s.status IN ('VALID', 'SUSPENDED') AND c.until_on <= %(on)s THEN 'EXPIRED' ELSE s.status END"""
_STEP = """
  JOIN LATERAL (
       SELECT t.status, t.from_on FROM core_credentialstep t
        WHERE t.credential_id = c.id AND t.from_on <= %(on)s
        ORDER BY t.version DESC LIMIT 1) s ON true"""
STANDING = f"""
    SELECT c.id AS credential_id, c.person_id, c.kind, c.level, {_STATUS} AS status,
           c.region_code, c.organisation_id, c.issued_on
      FROM core_credential c {_STEP}"""  # noqa: S608 - made of constants
"""SQL of all credentials that had been issued by the day `%(on)s`, and how they stood that day: a subquery
for whoever counts them. People whose names were erased are in it."""

_ROW = f"""
SELECT c.id, c.version, c.kind, c.number, c.level, {_STATUS} AS status, c.person_id, p.name,
       c.organisation_id, c.region_code, c.issued_on, c.until_on, c.issuer_name, c.public_secret
  FROM core_credential c
  JOIN core_person p ON p.id = c.person_id AND p.erased_at IS NULL
  {_STEP}
"""  # noqa: S608 - made of constants
_CONDITIONS = {
    "organisations": people.VISIBLE,
    "unit": people.VISIBLE.replace("%(scope)s", "%(unit)s").replace("%(today)s", "%(on)s"),
    "person": "c.person_id = %(person)s",
    "kind": "c.kind = %(kind)s",
    "level": "c.level = %(level)s",
    "number": "c.number = %(number)s",
    "status": f"{_STATUS} = %(status)s",
    # What stands still and runs out before a day; that was over on the day of asking does not run out.
    "expiring_before": "c.until_on <= %(expiring_before)s AND c.until_on > %(on)s"
    " AND s.status IN ('VALID', 'SUSPENDED')",
}
_COUNTS = f"""
SELECT kind, region_code, level, status, count(*) FROM ({STANDING}) one
 GROUP BY kind, region_code, level, status ORDER BY kind, region_code, level, status
"""  # noqa: S608 - made of constants


class CredentialRow(NamedTuple):
    """A credential as it stood on a day, with its holder's name; the secret opens its public page."""

    id: UUID
    version: int
    kind: str
    number: str
    level: str
    status: str
    person_id: UUID
    person_name: str
    organisation_id: UUID | None
    region_code: str
    issued_on: date
    until_on: date | None
    issuer_name: str
    public_secret: bytes

    @property
    def valid_until(self) -> date | None:
        """The last day on which it holds by its term; None = it does not lapse."""
        return None if self.until_on is None else self.until_on - timedelta(days=1)

    @property
    def public_code(self) -> str:
        """What stands in the address of its public page."""
        return base64.urlsafe_b64encode(self.public_secret).decode().rstrip("=")


class Standing(NamedTuple):
    """How one credential stood on a day."""

    credential_id: UUID
    person_id: UUID
    kind: str
    level: str
    status: str
    region_code: str
    organisation_id: UUID | None
    issued_on: date


class Count(NamedTuple):
    """How many credentials of a kind, city and level stood so on a day."""

    kind: str
    region_code: str
    level: str
    status: str
    total: int


@dataclass(frozen=True)
class Filters:
    """Which credentials a list holds; None = no matter.

    `organisations`: whose people may be seen today; `unit`: whose people belonged there on the day.
    `expiring_before`: those that hold on the day, and by their term no more on this later one.
    """

    organisations: Collection[UUID] | None = None
    unit: Collection[UUID] | None = None
    person: UUID | None = None
    kind: str | None = None
    level: str | None = None
    number: str | None = None
    status: CredentialStatus | None = None
    expiring_before: date | None = None


def page(
    *, limit: int, on: date, today: date, after: tuple[date, UUID] | None = None, filters: Filters = Filters()
) -> list[CredentialRow]:
    """Return credentials as they stood on a day, the newest first; one query.

    :param on: those that had been issued by that day.
    :param today: the day that decides what may be seen.
    :param after: the day of issue and the identifier of the row before the first.
    """
    values = {name: value for name, value in vars(filters).items() if value is not None}
    conditions = [_CONDITIONS[name] for name in values]
    if "organisations" in values:
        values["scope"] = list(values.pop("organisations"))
    if "unit" in values:
        values["unit"] = list(values["unit"])
    if after is not None:
        conditions.append("(c.issued_on, c.id) < (%(after_day)s, %(after_id)s)")
        values |= {"after_day": after[0], "after_id": after[1]}
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    sql = f"{_ROW} {where} ORDER BY c.issued_on DESC, c.id DESC LIMIT %(limit)s"
    return _rows(sql, limit=limit, on=on, today=today, **values)


def one(
    *, credential: UUID, on: date, today: date, organisations: Collection[UUID] | None = None
) -> CredentialRow | None:
    """Return a credential as it stood on a day.

    None if there is none of this identifier, it had not been issued by then, or its holder is out of sight.
    """
    seen = "" if organisations is None else f"AND {_CONDITIONS['organisations']}"
    sql = f"{_ROW} WHERE c.id = %(id)s {seen}"
    found = _rows(
        sql,
        id=credential,
        on=on,
        today=today,
        **({} if organisations is None else {"scope": list(organisations)}),
    )
    return found[0] if found else None


def some(*, credentials: Sequence[UUID], on: date) -> list[CredentialRow]:
    """Return credentials as they stood on a day, in the order asked for; one query."""
    found = {row.id: row for row in _rows(f"{_ROW} WHERE c.id = ANY(%(ids)s)", ids=list(credentials), on=on)}
    return [found[one] for one in credentials if one in found]


def by_public_code(code: str, *, on: date) -> CredentialRow | None:
    """Return the credential whose public page has this code, as it stands on a day; one query in any case.

    It is looked up by the hash of the secret, so that the time it takes tells nothing of a code that is
    nearly right.
    """
    sql = f"{_ROW} WHERE sha256(c.public_secret) = %(digest)s"
    found = _rows(sql, digest=hashlib.sha256(_secret(code)).digest(), on=on)
    return found[0] if found else None


def steps(*, credentials: Collection[UUID]) -> Mapping[UUID, list[CredentialStep]]:
    """Return all steps of some credentials, the first first; one query."""
    result: dict[UUID, list[CredentialStep]] = defaultdict(list)
    rows = CredentialStep.objects.filter(credential__in=credentials).order_by("credential_id", "version")
    for step in rows:
        result[step.credential_id].append(step)
    return result


def standing(*, on: date) -> list[Standing]:
    """Return how every credential stood on a day; those issued later are left out; one query."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING, {"on": on})
        return [Standing(*row) for row in cursor.fetchall()]


def standing_of(*, people: Collection[UUID], kind: str, on: date) -> list[Standing]:
    """Return how the credentials of one kind of some people stood on a day; one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{STANDING} WHERE c.person_id = ANY(%(people)s) AND c.kind = %(kind)s",
            {"people": list(people), "kind": kind, "on": on},
        )
        return [Standing(*row) for row in cursor.fetchall()]


def counts(*, on: date) -> list[Count]:
    """Return how many credentials stood how on a day, by kind, city and level; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"on": on})
        return [Count(*row) for row in cursor.fetchall()]


def _secret(code: str) -> bytes:
    """Return the secret of a code; for what is no code at all, one that nobody has."""
    try:
        return base64.b64decode(code + "=" * (-len(code) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return secrets.token_bytes()


def _rows(sql: str, **values: Any) -> list[CredentialRow]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found = [CredentialRow(*row) for row in cursor.fetchall()]
    return [row._replace(public_secret=bytes(row.public_secret)) for row in found]
