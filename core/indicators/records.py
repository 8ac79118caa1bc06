"""Find the records behind a figure, page by page, each named only to who may see it."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from core.indicators import selectors
from core.indicators.definition import Indicator
from core.indicators.periods import Span
from core.people.selectors import VISIBLE
from core.policy.choice import Choice


class Part(Choice):
    """Which of the two sums of an indicator."""

    NUMERATOR = "NUMERATOR", "分子"
    DENOMINATOR = "DENOMINATOR", "分母"


class Record(NamedTuple):
    """One record behind a figure and how much it adds to it.

    What is out of the reader's sight stands there without a name, so that the list is as long as the figure
    says; `key` is its place in the list.
    """

    hidden: bool
    pinyin: str
    id: UUID
    kind: str
    name: str | None
    label: str | None
    organisation_id: UUID | None
    organisation_name: str | None
    amount: Decimal

    @property
    def key(self) -> tuple[str, str, str]:
        """Where the record stands in the list."""
        return str(int(self.hidden)), self.pinyin, str(self.id)


class Sight(NamedTuple):
    """What the reader may see today: the organisations, and the organisations whose people; None = all."""

    organisations: Collection[UUID] | None
    people: Collection[UUID] | None
    today: date


def page(
    *,
    indicator: Indicator,
    part: Part,
    span: Span,
    sight: Sight,
    limit: int,
    after: tuple[str, str, UUID] | None = None,
    dimension: Mapping[str, str] | None = None,
    organisations: Collection[UUID] | None = None,
) -> list[Record]:
    """Return the records behind a figure, those without names last, else by pinyin; two queries.

    The amounts of all of them add up to the figure. A count has no denominator and no records behind it.

    :param dimension: only those of this cell.
    :param organisations: only what belongs to these; None = all.
    :param after: the key of the record before the first.
    :raises BadDimension: if the indicator has no such dimension.
    :raises plugins.PluginFailed: if the statement of a plugin fails.
    """
    cell = dict(dimension or {})
    selectors.check([indicator], cell)
    amount = indicator.numerator if part == Part.NUMERATOR else indicator.denominator
    if amount is None:
        return []
    hidden, pinyin, identifier = after or ("", "", UUID(int=0))
    values = {
        **selectors.named(span=span, organisations=organisations),
        **selectors.own_values(indicator.rows, span),
        **{f"cell_{number}": value for number, value in enumerate(cell.values())},
        "after_hidden": hidden,
        "after_pinyin": pinyin,
        "after_id": identifier,
        "limit": limit,
        "today": sight.today,
        "scope": None if sight.people is None else list(sight.people),
        "units": None if sight.organisations is None else list(sight.organisations),
    }
    conditions = [f"({amount}) <> 0"]
    conditions += [f"{selectors.value_of(name)} = %(cell_{number})s" for number, name in enumerate(cell)]
    statement = _PAGE.replace("{rows}", indicator.rows.sql).replace("{amount}", amount)
    found = selectors.fetched(
        statement.replace("{conditions}", " AND ".join(conditions)), values, of=indicator
    )
    return [Record(*row) for row in found]


_SEEN_UNIT = "(%(units)s::uuid[] IS NULL OR c.organisation_id = ANY(%(units)s::uuid[]))"
_SEEN_PERSON = f"(p.erased_at IS NULL AND (%(scope)s::uuid[] IS NULL OR {VISIBLE}))"
_PAGE = f"""
    WITH counted AS (
        SELECT r.kind, r.record, r.person_id, r.organisation_id, r.label, ({{amount}})::numeric AS amount
          FROM ({{rows}}) r WHERE {{conditions}}
    ), named AS (
        SELECT c.*, p.name AS person_name, p.pinyin AS person_pinyin,
               o.name AS organisation_name, o.pinyin AS organisation_pinyin,
               CASE WHEN c.person_id IS NULL THEN {_SEEN_UNIT} ELSE {_SEEN_PERSON} END AS seen,
               {_SEEN_UNIT} AS unit_seen
          FROM counted c
          LEFT JOIN core_person p ON p.id = c.person_id
          LEFT JOIN LATERAL (
               SELECT q.name, q.pinyin FROM core_organisationperiod q
                WHERE q.organisation_id = c.organisation_id
                ORDER BY q.from_on <= %(on)s::date DESC,
                         CASE WHEN q.from_on <= %(on)s::date THEN %(on)s::date - q.from_on
                              ELSE q.from_on - %(on)s::date END
                LIMIT 1
               ) o ON true
    ), placed AS (
        SELECT n.*, CASE WHEN seen THEN '0' ELSE '1' END AS hidden,
               CASE WHEN NOT seen THEN '' WHEN person_id IS NOT NULL THEN person_pinyin
                    ELSE coalesce(organisation_pinyin, '') END COLLATE "C" AS pinyin
          FROM named n
    )
    SELECT hidden = '1', pinyin, record, kind,
           CASE WHEN seen THEN coalesce(person_name, organisation_name, label) END,
           CASE WHEN seen THEN label END,
           CASE WHEN seen AND unit_seen THEN organisation_id END,
           CASE WHEN seen AND unit_seen THEN organisation_name END,
           amount
      FROM placed
     WHERE (hidden, pinyin, record) > (%(after_hidden)s, %(after_pinyin)s, %(after_id)s::uuid)
     ORDER BY hidden, pinyin, record
     LIMIT %(limit)s
"""  # noqa: S608 - made of constants
