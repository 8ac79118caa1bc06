"""Write organisations that begin or end with others: close, reopen, split, merge."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from core.actors import SYSTEM, Actor
from core.errors import DomainError
from core.organisations import facts, services, timeline
from core.organisations.models import CloseReason, Organisation, OrganisationPeriod, OrganisationSuccession
from core.organisations.services import Founding
from core.organisations.values import InvalidOrganisation

_NAMED = 10
"""How many people or organisations a refusal names in its sentence; the extensions hold all."""


class PeopleInPost(DomainError):
    """People would be left in posts of an organisation that stands no longer."""

    code = "PEOPLE_IN_POST"


class HasSubordinates(DomainError):
    """Organisations would be left below one that stands no longer."""

    code = "HAS_SUBORDINATES"


def close(
    *,
    organisation: UUID,
    on: date,
    close_reason: CloseReason,
    version: int | None = None,
    reason: str = "",
    actor: Actor = SYSTEM,
) -> Organisation:
    """Close an organisation from a day on, its history staying as it is, and return it.

    :raises PeopleInPost: if a post in it is held on that day or later; `extensions.people` lists them.
    :raises HasSubordinates: if an organisation stands below it then; `extensions.organisations` lists them.
    :raises InvalidOrganisation: if it does not stand on the day before, or is closed already.
    :raises Outdated: if it has another version by now.
    """
    if close_reason not in CloseReason.values:
        raise InvalidOrganisation(f"撤销原因须为 {'、'.join(CloseReason.values)} 之一。")
    with transaction.atomic():
        facts.lock_tree()
        editing = facts.edit(organisation, version=version)
        if editing.closed_on is not None:
            raise InvalidOrganisation(f"{editing.name}已自 {editing.closed_on} 起撤销。")
        if on <= editing.founded_on:
            raise InvalidOrganisation(f"撤销日须晚于成立日 {editing.founded_on}。")
        _nobody_in_post(editing, on=on)
        _nothing_below(editing, on=on)
        return facts.record(
            editing,
            kind=facts.Kind.CLOSED,
            pieces=timeline.ended(editing.pieces, on=on),
            from_on=on,
            close_reason=close_reason,
            reason=reason,
            actor=actor,
        )


def reopen(
    *, organisation: UUID, reason: str, version: int | None = None, actor: Actor = SYSTEM
) -> Organisation:
    """Record that an organisation was not closed after all, and return it: it stands as it did before.

    :raises InvalidOrganisation: if it is not closed, no reason is given, or its last parent stands no longer.
    :raises Outdated: if it has another version by now.
    """
    if not reason.strip():
        raise InvalidOrganisation("恢复已撤销的党组织须写明理由（reason）。")
    with transaction.atomic():
        facts.lock_tree()
        editing = facts.edit(organisation, version=version)
        closed_on = editing.closed_on
        if closed_on is None:
            raise InvalidOrganisation(f"{editing.name}没有撤销，无须恢复。")
        parent = editing.pieces[-1].values["parent_id"]
        facts.place(organisation, parent=parent, from_on=closed_on, until_on=None)
        return facts.record(
            editing,
            kind=facts.Kind.REOPENED,
            pieces=timeline.resumed(editing.pieces),
            from_on=closed_on,
            reason=reason,
            actor=actor,
        )


def split(
    *,
    organisation: UUID,
    into: Sequence[Founding],
    on: date,
    dissolve: bool = False,
    version: int | None = None,
    reason: str = "",
    actor: Actor = SYSTEM,
) -> list[Organisation]:
    """Found organisations out of another one on a day and return them.

    :param dissolve: whether the other one closes that day; else it goes on, so that people and organisations
        below it can be moved first.
    :raises InvalidOrganisation: as `found` and `close`.
    :raises PeopleInPost: as `close`.
    :raises HasSubordinates: as `close`.
    :raises Outdated: if it has another version by now.
    """
    if not into:
        raise InvalidOrganisation("请填写分立后的党组织。")
    with transaction.atomic():
        facts.lock_tree()
        editing = facts.edit(organisation, version=version)
        if facts.spans(editing.pieces, on, None) is None or on < editing.founded_on:
            raise InvalidOrganisation(f"{editing.name}在 {on} 尚未成立或已撤销；请核对日期。")
        successors = services.found_many(into, on=on, reason=reason, actor=actor)
        _succeed([organisation], [successor.pk for successor in successors], on=on)
        if dissolve:
            close(
                organisation=organisation, on=on, close_reason=CloseReason.SPLIT, reason=reason, actor=actor
            )
    return successors


def merge(
    *,
    organisations: Sequence[UUID],
    into: UUID,
    on: date,
    versions: Sequence[int] | None = None,
    reason: str = "",
    actor: Actor = SYSTEM,
) -> Organisation:
    """Merge organisations into another one on a day and return that one; what stood below them moves to it.

    :param versions: the versions that were read, in the order of `organisations`.
    :raises PeopleInPost: if a post in one of them is held on that day or later.
    :raises InvalidOrganisation: if none is given, one is the target itself, or as `close` and `move`.
    :raises Outdated: if one of them has another version by now.
    """
    if not organisations or into in organisations or len(set(organisations)) < len(organisations):
        raise InvalidOrganisation("请选择要并入的党组织，不得重复，也不得包括接收方自身。")
    if versions is not None and len(versions) != len(organisations):
        raise InvalidOrganisation("版本（versions）须与党组织一一对应。")
    with transaction.atomic():
        facts.lock_tree()
        target = facts.edit(into)
        merging = [
            facts.edit(organisation, version=versions[number] if versions else None)
            for number, organisation in enumerate(organisations)
        ]
        for organisation, merged in zip(organisations, merging, strict=True):
            for child in _below(organisation, on=on):
                if child.organisation_id != into:
                    services.move(
                        organisation=child.organisation_id, parent=into, on=on, reason=reason, actor=actor
                    )
            if target.pieces[-1].values["parent_id"] == organisation:
                above = merged.pieces[-1].values["parent_id"]
                services.move(organisation=into, parent=above, on=on, reason=reason, actor=actor)
            close(
                organisation=organisation, on=on, close_reason=CloseReason.MERGED, reason=reason, actor=actor
            )
        _succeed(organisations, [into], on=on)
        return Organisation.objects.get(pk=into)


def _succeed(predecessors: Sequence[UUID], successors: Sequence[UUID], *, on: date) -> None:
    OrganisationSuccession.objects.bulk_create(
        OrganisationSuccession(predecessor_id=predecessor, successor_id=successor, on=on)
        for predecessor in predecessors
        for successor in successors
    )


def _nobody_in_post(editing: facts.Edit, *, on: date) -> None:
    held = [
        {
            "appointment": str(row.pk),
            "person": str(row.person_id),
            "name": row.person.name,
            "post": row.title or row.get_post_display(),
        }
        for row in editing.organisation.appointments.filter(Q(until_on__isnull=True) | Q(until_on__gt=on))
        .select_related("person")
        .order_by("person__pinyin", "pk")
    ]
    if held:
        raise PeopleInPost(
            f"{editing.name}在 {on} 仍有 {len(held)} 个岗位在任：{_listed([one['name'] for one in held])}；"
            "请先办理离任或转任，再撤销。",
            extensions={"people": held},
        )


def _nothing_below(editing: facts.Edit, *, on: date) -> None:
    below = [
        {"organisation": str(row.organisation_id), "name": row.name}
        for row in _below(editing.organisation.pk, on=on)
    ]
    if below:
        raise HasSubordinates(
            f"{editing.name}在 {on} 仍有 {len(below)} 个下级党组织："
            f"{_listed([one['name'] for one in below])}；请先调整其隶属或撤销，再撤销本组织。",
            extensions={"organisations": below},
        )


def _below(organisation: UUID, *, on: date) -> list[OrganisationPeriod]:
    """Return one period of each organisation that stands below another on a day or later."""
    return list(
        OrganisationPeriod.objects.filter(
            Q(until_on__isnull=True) | Q(until_on__gt=on), parent_id=organisation
        )
        .order_by("organisation", "from_on")
        .distinct("organisation")
    )


def _listed(names: Sequence[str]) -> str:
    return "、".join(names[:_NAMED]) + ("等" if len(names) > _NAMED else "")
