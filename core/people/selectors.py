"""Read people: page by page, one by one, always within what the asker may see."""

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db import connection

from core.access.principals import Scope
from core.errors import DomainError
from core.people import identities, identity_numbers
from core.policy.vocabulary import PoliticalStatus

FEW = 2_000
"""Up to so many people of a unit are sorted at once; more are met soon enough on the way through the list."""

_HELD_ON = "{a}.from_on <= %({on})s AND ({a}.until_on IS NULL OR {a}.until_on > %({on})s)"
_IN_FORCE = _HELD_ON.format(a="a", on="on")
# A scalar subquery on purpose: as a join the planner would read all posts of a large unit for one page.
_BELONGS = """coalesce(
    (SELECT bool_or(b.organisation_id = ANY(%({units})s)) FROM core_appointment b
      WHERE b.person_id = p.id AND {held}),
    p.kept_by_id = ANY(%({units})s), false)"""
VISIBLE = _BELONGS.format(units="scope", held=_HELD_ON.format(a="b", on="today"))
"""Condition on a row `p`: on a day (`%(today)s`) the person belongs to one of some organisations."""
_OF_UNIT = _BELONGS.format(units="unit", held=_HELD_ON.format(a="b", on="on"))
_NEAR = f"""
met AS MATERIALIZED (
    (SELECT a.person_id AS id FROM core_appointment a
      WHERE a.organisation_id = ANY(%(near)s) AND {_HELD_ON.format(a="a", on="near_on")} LIMIT %(few)s)
    UNION ALL
    (SELECT k.id FROM core_person k WHERE k.kept_by_id = ANY(%(near)s) LIMIT %(few)s)
), near AS (SELECT DISTINCT id FROM met
), counted AS MATERIALIZED (SELECT count(*) < %(few)s AS few FROM met)"""  # noqa: S608 - made of constants
_LISTED = "p.merged_into_id IS NULL AND p.erased_at IS NULL AND (p.pinyin, p.id) > (%(pinyin)s, %(id)s)"
_ORDERED = "ORDER BY p.pinyin, p.id LIMIT %(limit)s"
_PEOPLE = """
SELECT p.id, p.name, p.pinyin, p.sex, p.birth_on, p.id_number_cipher, p.phone_cipher, p.education,
       p.education_code, p.major, p.political_status, p.joined_on, p.full_member_since, p.party_work_since,
       p.professional_title, p.development_intention, p.left_on, p.leave_reason, p.merged_into_id, p.version,
       post.organisation_id, post.organisation_name, post.basis
"""
_POST = f"""
  LEFT JOIN LATERAL (
       SELECT a.organisation_id, o.name AS organisation_name, a.basis
         FROM core_appointment a
         JOIN core_organisationperiod o ON o.organisation_id = a.organisation_id
          AND {_HELD_ON.format(a="o", on="on")}
        WHERE a.person_id = p.id AND {_IN_FORCE}
        ORDER BY a.basis = 'FULL_TIME' DESC, a.from_on, a.id LIMIT 1) AS post ON true
"""  # noqa: S608 - made of constants
_ONE = f"""{_PEOPLE} FROM core_person p {_POST} WHERE p.id = ANY(%(ids)s) AND p.erased_at IS NULL"""

_COMPLETE = re.compile(r"[0-9]{17}[0-9Xx]")
_LATIN = re.compile(r"[a-zü' ]+")


class BadSearch(DomainError):
    """Nothing can be searched for this text."""

    code = "BAD_USER_INPUT"


T = TypeVar("T")


class Together:
    """People read by one statement: what else is asked about one of them is read for all of them at once.

    `reached` may hold the scope that they were read for, and its organisations, for whoever asks within the
    same scope again.
    """

    def __init__(self, ids: Collection[UUID], on: date) -> None:
        self.ids, self.on = ids, on
        self.reached: tuple[Scope, frozenset[UUID] | None] | None = None
        self._known: dict[str, Any] = {}

    def once(self, what: str, read: Callable[["Together"], T]) -> T:
        """Return what a function reads about these people, which is asked the first time only."""
        if what not in self._known:
            self._known[what] = read(self)
        found: T = self._known[what]
        return found


class _Columns(NamedTuple):
    id: UUID
    name: str
    pinyin: str
    sex: str
    birth_on: date | None
    id_number_cipher: bytes | None
    phone_cipher: bytes | None
    education: str
    education_code: str
    major: str
    political_status: str
    joined_on: date | None
    full_member_since: date | None
    party_work_since: date | None
    professional_title: str
    development_intention: str
    left_on: date | None
    leave_reason: str
    merged_into_id: UUID | None
    version: int
    organisation_id: UUID | None
    organisation_name: str | None
    basis: str | None


class PersonRow(_Columns):
    """A person as lists and pages show it; identity stays sealed until asked for, and comes out masked."""

    together: Together

    def masked(self, field: identities.Field) -> str | None:
        """Return the identity number or phone with stars in it."""
        sealed = self.id_number_cipher if field == "id_number" else self.phone_cipher
        return identities.masked(identities.opened(sealed, person_id=self.id, field=field), field=field)


@dataclass(frozen=True)
class Filters:
    """What narrows a list of people; None = does not.

    `name` is any part of a name, `pinyin` the beginning of its pinyin, with or without spaces, or of its
    initials; `search` any of these, or a whole identity number or phone.
    """

    name: str | None = None
    pinyin: str | None = None
    search: str | None = None
    political_status: PoliticalStatus | None = None
    with_left: bool = False


def by_pinyin(
    *,
    limit: int,
    after: tuple[str, UUID] | None = None,
    organisations: Collection[UUID] | None = None,
    unit: Collection[UUID] | None = None,
    filters: Filters = Filters(),
    on: date,
    today: date | None = None,
) -> list[PersonRow]:
    """Return people in the order of their pinyin, each with the organisation of that day; one query.

    :param after: pinyin and identifier of the row before the first.
    :param organisations: only people who today belong to one of these; None = everybody. Somebody belongs
        where an appointment is in force, and without any to the organisation that keeps the file.
    :param unit: only people who belonged to one of these on the day; None = everybody.
    :param on: the day as of which posts, units and departures are shown.
    :param today: the day that decides what may be seen; `on` where it is not given.
    :raises BadSearch: if a filter cannot be searched for.
    """
    pinyin, identifier = after or ("", UUID(int=0))
    values: dict[str, Any] = {"pinyin": pinyin, "id": identifier, "limit": limit, "on": on}
    conditions = [_LISTED, *_filtered(filters, values)]
    sets = {
        VISIBLE: None if organisations is None else {"scope": list(organisations), "today": today or on},
        _OF_UNIT: None if unit is None else {"unit": list(unit)},
    }
    for condition, given in sets.items():
        if given is not None:
            conditions.append(condition)
            values.update(given)
    where = " AND ".join(conditions)
    if organisations is None and unit is None:
        page = f"page AS (SELECT p.* FROM core_person p WHERE {where} {_ORDERED})"  # noqa: S608
    else:
        near, near_on = (unit, on) if unit is not None else (organisations, today or on)
        values |= {"near": list(near or ()), "near_on": near_on, "few": FEW}
        # A small unit's people are fetched and sorted; a large one's are met on the way through the index.
        # Only one of the branches runs: the other's condition is known before it starts.
        page = f"""{_NEAR}, page AS (
            (SELECT p.* FROM near JOIN core_person p USING (id)
              WHERE (SELECT few FROM counted) AND {where} {_ORDERED})
            UNION ALL
            (SELECT p.* FROM core_person p WHERE NOT (SELECT few FROM counted) AND {where} {_ORDERED}))"""  # noqa: S608
    return _rows(f"WITH {page} {_PEOPLE} FROM page p {_POST} ORDER BY p.pinyin, p.id", values)


def people(
    *,
    ids: Collection[UUID],
    organisations: Collection[UUID] | None = None,
    on: date,
    today: date | None = None,
) -> dict[UUID, PersonRow]:
    """Return people by identifier, merged ones too, without those out of sight; one query.

    :param organisations: as `by_pinyin`.
    """
    values: dict[str, Any] = {"ids": list(ids), "on": on}
    if organisations is None:
        return {row.id: row for row in _rows(_ONE, values)}
    values |= {"scope": list(organisations), "today": today or on}
    return {row.id: row for row in _rows(f"{_ONE} AND {VISIBLE}", values)}


def person(
    *, id: UUID, organisations: Collection[UUID] | None = None, on: date, today: date | None = None
) -> PersonRow | None:
    """Return one person, None if there is none or it is out of sight; one query.

    :param organisations: as `by_pinyin`. Somebody who was merged is seen by who sees everybody.
    """
    return people(ids=[id], organisations=organisations, on=on, today=today).get(id)


def _rows(statement: str, values: dict[str, Any]) -> list[PersonRow]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = [PersonRow(*row) for row in cursor.fetchall()]
    together = Together([row.id for row in rows], values["on"])
    for row in rows:
        row.together = together
    return rows


def _filtered(filters: Filters, values: dict[str, Any]) -> list[str]:
    conditions = [] if filters.with_left else ["(p.left_on IS NULL OR p.left_on > %(on)s)"]
    if filters.political_status is not None:
        conditions.append("p.political_status = %(status)s")
        values["status"] = filters.political_status.value
    for key, text, condition in (
        ("name", filters.name, _name),
        ("spelt", filters.pinyin, _spelt),
        ("search", filters.search, _any),
    ):
        if text is not None and (narrow := _narrow(text)):
            conditions.append(condition(key, narrow, values))
    return conditions


def _narrow(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _any(key: str, text: str, values: dict[str, Any]) -> str:
    compact = text.replace(" ", "").replace("-", "")
    if sum(sign.isdigit() for sign in text) >= 6:
        return _number(key, compact, values)
    return _spelt(key, text, values) if _LATIN.fullmatch(text.lower()) else _name(key, text, values)


def _number(key: str, text: str, values: dict[str, Any]) -> str:
    """Look a whole number up by its keyed hash; in clear it goes into no statement."""
    if _COMPLETE.fullmatch(text):
        values[key] = identities.blinds(identity_numbers.normalised(text), field="id_number")
        return f"p.id_number_blind = ANY(%({key})s)"
    try:
        values[key] = identities.blinds(identities.phone(text), field="phone")
    except identities.BadPhone:
        raise BadSearch("按身份证号或电话查找须输入完整号码：18 位身份证号，或 11 位手机号。") from None
    return f"p.phone_blind = ANY(%({key})s)"


def _name(key: str, text: str, values: dict[str, Any]) -> str:
    if sum(sign.isdigit() for sign in text) >= 6:
        raise BadSearch("姓名中没有这样的数字：按身份证号或电话查找请用 search，并输入完整号码。")
    values |= {key: f"%{_literal(text)}%", f"{key}_signs": text}
    # The index holds the single signs of each name: it finds names with all of them, in any order.
    return (
        f"string_to_array(p.name, NULL) @> string_to_array(%({key}_signs)s, NULL) AND p.name LIKE %({key})s"
    )


def _spelt(key: str, text: str, values: dict[str, Any]) -> str:
    spelt = text.lower().replace("'", " ")
    compact = spelt.replace(" ", "")
    values |= {key: f"{_literal(compact)}%", f"{key}_spaced": f"{_literal(' '.join(spelt.split()))}%"}
    return (
        f"(p.pinyin LIKE %({key}_spaced)s OR replace(p.pinyin, ' ', '') LIKE %({key})s"
        f" OR regexp_replace(p.pinyin, '(\\w)\\w* ?', '\\1', 'g') LIKE %({key})s)"
    )


def _literal(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)
