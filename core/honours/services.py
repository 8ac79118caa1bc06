"""Write honours, typical examples and punishments: record, correct, publish, withdraw."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, TypedDict, Unpack
from uuid import UUID

from django.db import transaction

from core.actors import SYSTEM, Actor
from core.attachments import services as attachments
from core.errors import DomainError
from core.honours.models import (
    OF_NATURE,
    ONLY_ORGANISATIONS,
    ONLY_PEOPLE,
    Honour,
    HonourKind,
    HonourLevel,
    HonourState,
    Nature,
)
from core.organisations.models import Organisation
from core.people import identities
from core.people.models import Person

SUBJECT = "HONOUR"
FIRST_YEAR = 1921
LONGEST = 20_000
_TEXTS = {
    "title": ("名称", 200, True),
    "issuer": ("授予（决定）机关", 200, True),
    "basis": ("依据", 300, False),
    "write_up": ("事迹（事由）", LONGEST, False),
}


class Details(TypedDict, total=False):
    """What a correction may say; what is left out stays as it is."""

    kind: HonourKind
    level: HonourLevel
    year: int
    title: str
    issuer: str
    basis: str
    write_up: str


FIELDS = tuple(Details.__annotations__)


class InvalidHonour(DomainError):
    """An honour, typical example or punishment cannot be as described."""

    code = "BAD_USER_INPUT"


class UnknownHonour(DomainError):
    """There is none of this identifier, or none that the reader may see."""

    code = "NOT_FOUND"


class Outdated(DomainError):
    """Someone else has changed the row since it was read."""

    code = "CONFLICT"


class WrongState(DomainError):
    """What is asked for cannot be done any more, or not yet."""

    code = "WRONG_STATE"


def record(
    *,
    nature: Nature,
    organisation: Organisation,
    on: date,
    person: Person | None = None,
    attached: Collection[UUID] = (),
    actor: Actor = SYSTEM,
    **said: Unpack[Details],
) -> Honour:
    """Record an honour, typical example or punishment and return it.

    :param organisation: whose it is, or, where a person is named, who keeps the record.
    :param on: today: a year that is yet to come cannot be recorded.
    :param attached: drafts of this actor that belong to it.
    :raises InvalidHonour: if a value is missing or cannot be.
    :raises identities.NumberInText: if a text holds an identity number or phone.
    """
    row = Honour(
        nature=nature, organisation=organisation, person=person, **said, **actor.columns("recorded_by")
    )
    _check(row, on=on)
    with transaction.atomic():
        row.save(force_insert=True)
        _attach(row, attached, actor)
    return row


def record_many(honours: Iterable[Honour], *, on: date, actor: Actor = SYSTEM) -> list[Honour]:
    """Store rows of people and organisations that stand, with one write in all, and return them.

    :raises InvalidHonour: as `record`; then none is stored.
    """
    rows = list(honours)
    for row in rows:
        for column, value in actor.columns("recorded_by").items():
            setattr(row, column, value)
        _check(row, on=on)
    return Honour.objects.bulk_create(rows)


def correct(
    *,
    honour: UUID,
    reason: str,
    version: int,
    on: date,
    attached: Collection[UUID] = (),
    actor: Actor = SYSTEM,
    **said: Unpack[Details],
) -> Honour:
    """Record that a row was other than recorded before, or give it more attachments; return it.

    What stood before is kept in `history` with the reason.

    :raises InvalidHonour: if the reason is missing or a value cannot be.
    :raises Outdated: if the row has another version by now.
    :raises UnknownHonour: if there is none of this identifier.
    """
    reason = _reason(reason, deed="更正")
    if not said and not attached:
        raise InvalidHonour("没有填写要更正的内容。")
    with transaction.atomic():
        row = _locked(honour, version)
        row.history.append({**snapshot(row), "reason": reason, "corrected_by": actor.name})
        for field, value in said.items():
            setattr(row, field, value)
        _check(row, on=on)
        _save(row)
        _attach(row, attached, actor)
    return row


def publish(*, honour: UUID, version: int, on: date) -> Honour:
    """Let everybody in the tenant who may read honours read this one; return it.

    :raises WrongState: if it is a punishment, was published already, or is withdrawn.
    :raises Outdated: if the row has another version by now.
    :raises UnknownHonour: if there is none of this identifier.
    """
    with transaction.atomic():
        row = _locked(honour, version)
        if row.nature == Nature.PUNISHMENT:
            raise WrongState("处分处理不在全单位公布：只供有权查看谈话记录的人员查看。")
        if row.state != HonourState.RECORDED:
            raise WrongState(f"{row.title}{row.get_state_display()}，不能公布。")
        row.state, row.published_on = HonourState.PUBLISHED, on
        _save(row)
    return row


def withdraw(*, honour: UUID, version: int, reason: str, on: date) -> Honour:
    """Record that an honour was taken back, or a punishment lifted; return it. The row stays.

    :raises InvalidHonour: if the reason is missing.
    :raises WrongState: if that was recorded before.
    :raises Outdated: if the row has another version by now.
    :raises UnknownHonour: if there is none of this identifier.
    """
    reason = _reason(reason, deed="撤销")
    with transaction.atomic():
        row = _locked(honour, version)
        if row.state == HonourState.WITHDRAWN:
            raise WrongState(f"{row.title}已经撤销，不必再次撤销。")
        row.state, row.withdrawn_on, row.withdrawn_reason = HonourState.WITHDRAWN, on, reason
        _save(row)
    return row


def snapshot(honour: Honour) -> dict[str, Any]:
    """Return a row as `history` keeps it: version and all values as plain JSON."""
    return {"version": honour.version, **{field: getattr(honour, field) for field in FIELDS}}


def unknown(honour: object) -> UnknownHonour:
    """Return the refusal for rows that do not exist or may not be seen: it does not tell which."""
    return UnknownHonour(f"没有编号为 {honour} 的奖惩或典型记录，或不在您的权限范围内：请核对编号。")


def _locked(honour: UUID, version: int) -> Honour:
    row = Honour.objects.select_for_update().filter(pk=honour).first()
    if row is None:
        raise unknown(honour)
    if row.version != version:
        raise Outdated(
            f"{row.title}已被他人修改（您看到的是第 {version} 版，现为第 {row.version} 版）："
            "请刷新后核对，再重新办理。",
            extensions={"version": row.version},
        )
    return row


def _save(row: Honour) -> None:
    row.version += 1
    row.save()


def _attach(row: Honour, attached: Collection[UUID], actor: Actor) -> None:
    if attached:
        attachments.attach(
            attachments=attached,
            subject_kind=SUBJECT,
            subject=row.pk,
            permission="talks.see" if row.nature == Nature.PUNISHMENT else "honours.see",
            organisation=row.organisation_id,
            person=row.person_id,
            actor=actor,
        )


def _reason(reason: str, *, deed: str) -> str:
    reason = reason.strip()
    if not 0 < len(reason) <= 500:
        raise InvalidHonour(f"{deed}须写明理由，不超过 500 字。")
    return identities.refuse_numbers(reason, what="理由")


def _check(row: Honour, *, on: date) -> None:
    nature, kind = Nature(row.nature), row.kind
    if kind not in OF_NATURE[nature]:
        fitting = "、".join(sorted(one.label for one in OF_NATURE[nature]))
        raise InvalidHonour(f"{nature.label}的类型须为{fitting}之一。")
    if row.level not in HonourLevel.values:
        raise InvalidHonour(f"层级须为 {'、'.join(HonourLevel.values)} 之一，不能是 {row.level}。")
    if (row.person_id is None and kind in ONLY_PEOPLE) or (row.person_id and kind in ONLY_ORGANISATIONS):
        whom = "个人" if kind in ONLY_PEOPLE else "党组织"
        raise InvalidHonour(f"{HonourKind(kind).label}只适用于{whom}：请核对类型，或改选对象。")
    if row.year is None or not FIRST_YEAR <= row.year <= on.year:
        raise InvalidHonour(f"年度须在 {FIRST_YEAR} 至 {on.year} 之间。")
    for field, (title, longest, needed) in _TEXTS.items():
        text = getattr(row, field).strip()
        if needed and not text:
            raise InvalidHonour(f"请填写{title}。")
        if len(text) > longest:
            raise InvalidHonour(f"{title}不超过 {longest} 字，现有 {len(text)} 字。")
        setattr(row, field, identities.refuse_numbers(text, what=title))
