"""The list of people: searched, narrowed, page by page, always within what the asker may see."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from core.errors import DomainError
from core.organisations import branches
from core.people import identities, identity_numbers, selectors
from core.people.selectors import PersonRow
from core.policy.vocabulary import PoliticalStatus

FEW = 1_500
"""Up to so many people of a branch are sorted at once; more are met soon on the way through the list."""

_LISTED = "p.merged_into_id IS NULL AND p.erased_at IS NULL AND (p.pinyin, p.id) > (%(pinyin)s, %(id)s)"
_INITIALS = r"regexp_replace(p.pinyin, '(\w)\w* ?', '\1', 'g')"
_COMPLETE = re.compile(r"[0-9]{17}[0-9Xx]")
_LATIN = re.compile(r"[a-zü' ]+")


class BadSearch(DomainError):
    """Nothing can be searched for this text."""

    code = "BAD_USER_INPUT"


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


@dataclass(frozen=True)
class _Branch:
    """People of some organisations and all below them, on a day."""

    name: str
    day: str
    holds: str

    @property
    def organisations(self) -> str:
        """Parts of a WITH RECURSIVE that hold the organisations."""
        return branches.below(self.name, roots=f"{self.name}_roots", holds=self.holds)

    @property
    def members(self) -> str:
        """Parts of it that hold the people, if they are few; then `<name>_few` is true."""
        held = _held("a", self.day)
        complete = branches.complete(self.name)
        return f"""
    {self.name}_met AS MATERIALIZED (
        (SELECT a.person_id AS id FROM core_appointment a JOIN {self.name} u ON u.id = a.organisation_id
          WHERE {complete} AND {held} LIMIT {FEW})
        UNION ALL
        (SELECT k.id FROM core_person k JOIN {self.name} u ON u.id = k.kept_by_id
          WHERE {complete} LIMIT {FEW})),
    {self.name}_few AS MATERIALIZED (SELECT {complete} AND count(*) < {FEW} AS few FROM {self.name}_met)"""  # noqa: S608 - made of constants

    @property
    def condition(self) -> str:
        """Condition on a row `p`: the person belongs to one of the organisations."""
        held = f"FROM core_appointment b WHERE b.person_id = p.id AND {_held('b', self.day)}"
        inside = branches.inside(self.name, "home.id", roots=f"{self.name}_roots", holds=self.holds)
        # A scalar subquery on purpose: as a join the planner would read all posts of a large unit at once.
        return f"""coalesce((SELECT bool_or({inside}) FROM (
            SELECT b.organisation_id AS id {held}
            UNION ALL
            SELECT p.kept_by_id WHERE NOT EXISTS (SELECT {held})) home), false)"""  # noqa: S608 - made of constants


def _held(table: str, day: str) -> str:
    return f"{table}.from_on <= %({day})s AND ({table}.until_on IS NULL OR {table}.until_on > %({day})s)"


# The smaller one is likelier the scope of who asks: a unit is asked for within it.
_SCOPE = _Branch("scope", "today", branches.ANSWERED.format(on="today"))
_UNIT = _Branch("unit", "on", branches.STANDING.format(on="on"))


def by_pinyin(
    *,
    limit: int,
    after: tuple[str, UUID] | None = None,
    roots: Collection[UUID] | None = None,
    unit: UUID | None = None,
    filters: Filters = Filters(),
    on: date,
    today: date | None = None,
) -> list[PersonRow]:
    """Return people in the order of their pinyin, each with the organisation of that day; one query.

    :param after: pinyin and identifier of the row before the first.
    :param roots: only people who today belong to what these organisations answer for; None = everybody.
        Somebody belongs where an appointment is in force, and without any to the organisation that keeps
        the file.
    :param unit: only people who belonged to this organisation or one below it on the day; None = everybody.
    :param on: the day as of which posts, units and departures are shown.
    :param today: the day that decides what may be seen; `on` where it is not given.
    :raises BadSearch: if a filter cannot be searched for.
    """
    pinyin, identifier = after or ("", UUID(int=0))
    values: dict[str, Any] = {
        "pinyin": pinyin,
        "id": identifier,
        "limit": limit,
        "on": on,
        "today": today or on,
        "scope_roots": list(roots or ()),
        "unit_roots": [unit],
    }
    asked = [branch for branch, given in ((_SCOPE, roots), (_UNIT, unit)) if given is not None]
    return selectors.rows(f"WITH RECURSIVE {_page(asked, _filtered(filters, values))}", values)


def _page(asked: list[_Branch], filtered: list[str]) -> str:
    """Return the statement after its first words: the people to be shown, and what is shown of them.

    People of a small branch are fetched and sorted; those of large ones are met on the way through the
    index. Only one of the ways is gone: conditions of the others are known before they start. Where somebody
    belongs is looked up after the sorting, until there are enough, so for few of those who are found.
    """
    cheap = " AND ".join([_LISTED, *filtered])
    belongs = " AND ".join(branch.condition for branch in asked) or "true"
    # Who is found by spelling is found by its indexes: the planner would rather walk past everybody in order.
    order = "p.pinyin || ''" if any(_INITIALS in condition for condition in filtered) else "p.pinyin"
    ways, otherwise = [], "true"
    for branch in asked:
        few = f"(SELECT few FROM {branch.name}_few)"  # noqa: S608 - made of constants
        near = f"(SELECT DISTINCT id FROM {branch.name}_met) near JOIN core_person p USING (id)"  # noqa: S608 - made of constants
        ways.append(f"{near} WHERE {otherwise} AND {few}")
        otherwise += f" AND NOT {few}"
    ways.append(f"core_person p WHERE {otherwise}")
    found = " UNION ALL ".join(
        f"SELECT * FROM (SELECT p.* FROM {way} AND {cheap} ORDER BY {order}, p.id OFFSET 0) found"  # noqa: S608 - made of constants
        for way in ways
    )
    parts = [part for branch in asked for part in (branch.organisations, branch.members)]
    parts.append(f"page AS (SELECT * FROM ({found}) p WHERE {belongs} LIMIT %(limit)s)")  # noqa: S608 - made of constants
    return f"{', '.join(parts)} {selectors.COLUMNS} FROM page p {selectors.POST} ORDER BY p.pinyin, p.id"


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
        f" OR {_INITIALS} LIKE %({key})s)"
    )


def _literal(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)
