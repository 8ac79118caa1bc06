"""Write the establishment (员额): how many places a kind of post has, from a day on or over a period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from core.actors import SYSTEM, Actor
from core.appointments.models import Post, Quota
from core.errors import DomainError
from core.organisations import facts, timeline
from core.organisations.timeline import Piece

_VALUES = ("places", "minimum", "basis", "recorded_by_realm", "recorded_by_id", "recorded_by_name")


class InvalidQuota(DomainError):
    """An establishment cannot be as described."""

    code = "BAD_USER_INPUT"


@dataclass(frozen=True)
class Approval:
    """How many places an organisation is to have, and how many at least if the approval says so."""

    organisation: UUID
    places: int
    minimum: int | None = None


def approve_many(
    approvals: Sequence[Approval], *, post: Post, on: date, basis: str = "", actor: Actor = SYSTEM
) -> list[Quota]:
    """Approve the first establishment of many organisations with one write and return the rows.

    For rosters, whose organisations stand on the day; where something was approved before, use `approve`.

    :raises InvalidQuota: if a figure cannot be, or one of them has an establishment for the post; then none
        is approved.
    """
    for one in approvals:
        _checked(post=post, places=one.places, minimum=one.minimum, on=on, until=None)
    wanted = [one.organisation for one in approvals]
    with transaction.atomic():
        if Quota.objects.filter(organisation__in=wanted, post=post, superseded_at__isnull=True).exists():
            raise InvalidQuota("名单中有党组织已核定过该岗位的员额：请逐个重新核定。")
        return Quota.objects.bulk_create(
            Quota(
                organisation_id=one.organisation,
                post=post,
                places=one.places,
                minimum=one.minimum,
                from_on=on,
                basis=basis.strip(),
                **actor.columns("recorded_by"),
            )
            for one in approvals
        )


def approve(
    *,
    organisation: UUID,
    post: Post,
    places: int | None,
    on: date,
    until: date | None = None,
    minimum: int | None = None,
    basis: str = "",
    version: int | None = None,
    actor: Actor = SYSTEM,
) -> list[Quota]:
    """Approve so many places for a kind of post from a day on and return the rows now in force for it.

    What was approved before for these days is superseded and kept. Fewer places than are filled can be
    approved: nobody leaves a post by that, and headroom is negative until enough have left.

    :param places: None = no establishment is approved any more.
    :param until: first day for which what stood before stands again; None = from now on.
    :param minimum: how many there should be at least, if the approval says so.
    :param version: the organisation's version that this was thought out on; None = whatever stands.
    :raises InvalidQuota: if a figure cannot be, or the organisation does not stand on the first day.
    :raises Outdated: if the organisation has another version by now.
    """
    _checked(post=post, places=places, minimum=minimum, on=on, until=until)
    with transaction.atomic():
        editing = facts.edit(organisation, version=version)
        part = facts.spans(editing.pieces, on, until)
        if part is None or part[0] > on:
            raise InvalidQuota(f"{editing.name}在 {on} 尚未成立或已撤销；请核对日期。")
        touched = Quota.objects.filter(
            Q(until_on__isnull=True) | Q(until_on__gt=on),
            organisation=organisation,
            post=post,
            superseded_at__isnull=True,
        )
        if until is not None:
            touched = touched.filter(from_on__lt=until)
        rest = _rest(list(touched), on=on, until=until)
        touched.update(superseded_at=Now())
        Quota.objects.bulk_create(
            Quota(
                organisation_id=organisation,
                post=post,
                from_on=piece.from_on,
                until_on=piece.until_on,
                **piece.values,
            )
            for piece in rest
        )
        if places is not None:
            Quota.objects.create(
                organisation_id=organisation,
                post=post,
                places=places,
                minimum=minimum,
                from_on=on,
                until_on=until,
                basis=basis.strip(),
                **actor.columns("recorded_by"),
            )
        return list(
            Quota.objects.filter(organisation=organisation, post=post, superseded_at__isnull=True).order_by(
                "from_on"
            )
        )


def _rest(rows: list[Quota], *, on: date, until: date | None) -> list[Piece]:
    """Return what is left of rows before a day and after another."""
    pieces = [
        Piece(row.from_on, row.until_on, {name: getattr(row, name) for name in _VALUES}) for row in rows
    ]
    before = timeline.ended(pieces, on=on)
    after = [
        Piece(max(piece.from_on, until), piece.until_on, piece.values)
        for piece in pieces
        if until is not None and (piece.until_on is None or piece.until_on > until)
    ]
    return [*before, *after]


def _checked(*, post: Post, places: int | None, minimum: int | None, on: date, until: date | None) -> None:
    if post not in Post.values:
        raise InvalidQuota(f"post 须为 {'、'.join(Post.values)} 之一，不能是 {post}。")
    if places is not None and places < 0:
        raise InvalidQuota("核定员额不得小于 0。")
    if minimum is not None and (places is None or not 0 <= minimum <= places):
        raise InvalidQuota("最低配备须在 0 与核定员额之间。")
    if until is not None and until <= on:
        raise InvalidQuota(f"核定期间须至少有一天：{until} 不晚于 {on}。")
