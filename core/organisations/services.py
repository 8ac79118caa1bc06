"""Write organisations: found, rename, move, change, correct. The rest stands in `reshaping`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Unpack
from uuid import UUID

from django.db import transaction

from core.actors import SYSTEM, Actor
from core.organisations import facts, timeline, values
from core.organisations.models import (
    Kind,
    Level,
    Organisation,
    OrganisationChange,
    OrganisationPeriod,
    Sector,
)
from core.organisations.values import InvalidOrganisation, Values

_UNKNOWN: Values = {
    "staff_count": None,
    "member_count": None,
    "star_rating": None,
    "status": "",
    "six_good": None,
    "planned_end_on": None,
}


@dataclass(frozen=True)
class Founding:
    """An organisation to be founded; `more` says what else is known of it."""

    name: str
    kind: Kind
    sector: Sector
    level: Level
    division_code: str
    parent: UUID | None = None
    more: Values | None = None


def found(
    *,
    name: str,
    kind: Kind,
    sector: Sector,
    level: Level,
    division_code: str,
    on: date,
    parent: Organisation | None = None,
    more: Values | None = None,
    reason: str = "",
    actor: Actor = SYSTEM,
) -> Organisation:
    """Found an organisation that stands from a day on, below a parent that stands from that day on.

    :raises InvalidOrganisation: if a value cannot be, or the parent does not stand on the day.
    """
    founding = Founding(name, kind, sector, level, division_code, parent.pk if parent else None, more)
    return found_many([founding], on=on, reason=reason, actor=actor)[0]


def found_many(
    foundings: Sequence[Founding], *, on: date, reason: str = "", actor: Actor = SYSTEM
) -> list[Organisation]:
    """Found organisations on one day with three writes in all, and return them in the same order.

    :raises InvalidOrganisation: as `found`; then none is founded.
    """
    complete = [_described(founding) for founding in foundings]
    with transaction.atomic():
        for parent in sorted({founding.parent for founding in foundings if founding.parent}):
            facts.place(None, parent=parent, from_on=on, until_on=None)
        organisations = Organisation.objects.bulk_create(Organisation() for _ in complete)
        pairs = list(zip(organisations, complete, strict=True))
        OrganisationPeriod.objects.bulk_create(
            OrganisationPeriod(organisation=organisation, from_on=on, **described)
            for organisation, described in pairs
        )
        OrganisationChange.objects.bulk_create(
            OrganisationChange(
                organisation=organisation,
                version=1,
                kind=facts.Kind.FOUNDED,
                from_on=on,
                values=values.plain(described),
                reason=reason.strip(),
                **actor.columns("recorded_by"),
            )
            for organisation, described in pairs
        )
    return organisations


def rename(
    *,
    organisation: UUID,
    name: str,
    on: date,
    version: int | None = None,
    reason: str = "",
    actor: Actor = SYSTEM,
) -> Organisation:
    """Give an organisation another name from a day on and return it.

    :raises InvalidOrganisation: as `change`.
    :raises Outdated: as `change`.
    """
    return _assign(
        organisation, facts.Kind.RENAMED, {"name": name}, on=on, version=version, reason=reason, actor=actor
    )


def move(
    *,
    organisation: UUID,
    parent: UUID | None,
    on: date,
    version: int | None = None,
    reason: str = "",
    actor: Actor = SYSTEM,
) -> Organisation:
    """Put an organisation below another one from a day on (None: at the top) and return it.

    :raises InvalidOrganisation: as `change`, or if the parent does not stand as long.
    :raises Cycle: if it would stand below itself on any day from then on.
    :raises Outdated: as `change`.
    """
    return _assign(
        organisation,
        facts.Kind.MOVED,
        {"parent_id": parent},
        on=on,
        version=version,
        reason=reason,
        actor=actor,
    )


def change(
    *,
    organisation: UUID,
    on: date,
    version: int | None = None,
    reason: str = "",
    actor: Actor = SYSTEM,
    **said: Unpack[Values],
) -> Organisation:
    """Record other values of an organisation from a day on (sector, level, counts, rating …) and return it.

    :raises InvalidOrganisation: if a value cannot be, nothing is said, the organisation does not stand on the
        day, or something later is recorded already: what was forgotten is a correction.
    :raises Outdated: if the organisation has another version by now.
    """
    return _assign(organisation, facts.Kind.CHANGED, said, on=on, version=version, reason=reason, actor=actor)


def correct(
    *,
    organisation: UUID,
    from_on: date,
    until_on: date | None = None,
    reason: str,
    version: int | None = None,
    actor: Actor = SYSTEM,
    **said: Unpack[Values],
) -> Organisation:
    """Record that other values held from one day to another than recorded before; return the organisation.

    The earlier facts stay in its history; this one goes before them.

    :param until_on: None = until now, whatever was recorded later for these values.
    :raises InvalidOrganisation: if a value cannot be, reason or values are missing, or the organisation does
        not stand on any day of the period.
    :raises Cycle: as `move`.
    :raises Outdated: as `change`.
    """
    if not reason.strip():
        raise InvalidOrganisation("更正以前的记载须写明理由（reason）。")
    if until_on is not None and until_on <= from_on:
        raise InvalidOrganisation(f"更正的期间须至少有一天：{until_on} 不晚于 {from_on}。")
    checked = _said(said)
    with transaction.atomic():
        editing = _edit(organisation, checked, version)
        part = facts.spans(editing.pieces, from_on, until_on)
        if part is None:
            raise InvalidOrganisation(f"{editing.name}在所填期间尚未成立或已撤销；请核对日期。")
        if "parent_id" in checked:
            facts.place(organisation, parent=checked["parent_id"], from_on=part[0], until_on=part[1])
        return facts.record(
            editing,
            kind=facts.Kind.CORRECTED,
            pieces=timeline.assign(editing.pieces, checked, from_on=from_on, until_on=until_on),
            from_on=from_on,
            until_on=until_on,
            said=checked,
            reason=reason,
            actor=actor,
        )


def _assign(
    organisation: UUID,
    kind: OrganisationChange.Kind,
    said: Values,
    *,
    on: date,
    version: int | None,
    reason: str,
    actor: Actor,
) -> Organisation:
    checked = _said(said)
    with transaction.atomic():
        editing = _edit(organisation, checked, version)
        part = facts.spans(editing.pieces, on, None)
        if part is None or part[0] > on:
            raise InvalidOrganisation(f"{editing.name}在 {on} 尚未成立或已撤销；请核对日期。")
        latest = editing.pieces[-1].from_on
        if on < latest:
            raise InvalidOrganisation(
                f"{editing.name}已记载 {latest} 起的变动；如补记更早的事实，请用“更正”并写明起止日期。"
            )
        if "parent_id" in checked:
            facts.place(organisation, parent=checked["parent_id"], from_on=on, until_on=part[1])
        return facts.record(
            editing,
            kind=kind,
            pieces=timeline.assign(editing.pieces, checked, from_on=on),
            from_on=on,
            said=checked,
            reason=reason,
            actor=actor,
        )


def _edit(organisation: UUID, checked: dict[str, Any], version: int | None) -> facts.Edit:
    if "parent_id" in checked:
        facts.lock_tree()
    return facts.edit(organisation, version=version)


def _said(said: Values) -> dict[str, Any]:
    checked = values.checked(said)
    if not checked:
        raise InvalidOrganisation("没有填写要变更的内容。")
    return checked


def _described(founding: Founding) -> dict[str, Any]:
    said: Values = {
        **_UNKNOWN,
        **(founding.more or {}),
        "name": founding.name,
        "kind": founding.kind,
        "sector": founding.sector,
        "level": founding.level,
        "division_code": founding.division_code,
        "parent_id": founding.parent,
    }
    described = values.checked(said)
    values.complete(described)
    return described
