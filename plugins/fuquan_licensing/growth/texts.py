"""What the nouns of growth ask of texts and of people: that they are there."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from core.errors import DomainError
from core.people import identities
from core.people import selectors as people
from core.people import services as people_services


class BadText(DomainError):
    """A text is missing or too long."""

    code = "BAD_USER_INPUT"


class NotInPost(DomainError):
    """Somebody works nowhere on the day; `extensions.people` says who."""

    code = "NOT_IN_POST"


def given(text: str, *, what: str, longest: int) -> str:
    """Return a text that must be there and may be kept.

    :raises BadText: if it is empty or too long.
    :raises NumberInText: if it holds an identity number or a phone.
    """
    text = text.strip()
    if not 0 < len(text) <= longest:
        raise BadText(f"请填写{what}，不超过 {longest} 字。")
    return identities.refuse_numbers(text, what=what)


def places(wanted: Collection[UUID], *, on: date) -> dict[UUID, UUID]:
    """Return the organisation where each of some people works on a day; one query.

    :raises UnknownPerson: if somebody is none of the people.
    :raises NotInPost: if somebody works nowhere that day.
    """
    rows = people.people(ids=wanted, on=on)
    if set(wanted) - rows.keys():
        raise people_services.unknown()
    found = {id: row.organisation_id for id, row in rows.items() if row.organisation_id is not None}
    if missing := set(wanted) - found.keys():
        raise NotInPost(
            f"有 {len(missing)} 人在 {on} 没有任职：请先登记任职，或核对日期。",
            extensions={"people": sorted(map(str, missing))},
        )
    return found
