"""Write talks: record and correct; what was recorded before a correction is kept."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, TypedDict, Unpack
from uuid import UUID

from django.db import transaction

from core.actors import SYSTEM, Actor
from core.attachments import services as attachments
from core.errors import DomainError
from core.organisations.models import Organisation
from core.people import identities
from core.people.models import Person
from core.talks.models import Talk, TalkKind

SUBJECT = "TALK"
LONGEST = 10_000
_MOST_TALKERS = 10
_TITLES = {"place": "地点", "content": "谈话内容", "follow_up": "后续措施"}


class Details(TypedDict, total=False):
    """What a correction may say of a talk; what is left out stays as it is."""

    kind: TalkKind
    talkers: list[str]
    held_on: date
    place: str
    content: str
    follow_up: str


FIELDS = tuple(Details.__annotations__)


class InvalidTalk(DomainError):
    """A talk cannot be as described."""

    code = "BAD_USER_INPUT"


class UnknownTalk(DomainError):
    """There is no such talk, or none that the reader may see."""

    code = "NOT_FOUND"


class Outdated(DomainError):
    """Someone else has corrected the talk since it was read."""

    code = "CONFLICT"


def record(
    *,
    kind: TalkKind,
    person: Person,
    organisation: Organisation,
    talkers: Collection[str],
    held_on: date,
    content: str,
    on: date,
    place: str = "",
    follow_up: str = "",
    attached: Collection[UUID] = (),
    actor: Actor = SYSTEM,
) -> Talk:
    """Record a talk and return it.

    :param organisation: the one that held the talk and keeps the record.
    :param on: today: a talk that is yet to come cannot be recorded.
    :param attached: drafts of this actor that belong to it.
    :raises InvalidTalk: if a value cannot be.
    :raises identities.NumberInText: if a text holds an identity number or phone.
    """
    row = Talk(
        kind=kind,
        person=person,
        organisation=organisation,
        talkers=list(talkers),
        held_on=held_on,
        place=place,
        content=content,
        follow_up=follow_up,
        **actor.columns("recorded_by"),
    )
    _check(row, on=on)
    with transaction.atomic():
        row.save(force_insert=True)
        _attach(row, attached, actor)
    return row


def record_many(talks: Iterable[Talk], *, on: date, actor: Actor = SYSTEM) -> list[Talk]:
    """Store talks of people and organisations that stand, with one write in all, and return them.

    :raises InvalidTalk: as `record`; then none is stored.
    """
    rows = list(talks)
    for row in rows:
        for column, value in actor.columns("recorded_by").items():
            setattr(row, column, value)
        _check(row, on=on)
    return Talk.objects.bulk_create(rows)


def correct(
    *,
    talk: UUID,
    reason: str,
    version: int,
    on: date,
    attached: Collection[UUID] = (),
    actor: Actor = SYSTEM,
    **said: Unpack[Details],
) -> Talk:
    """Record that a talk was other than recorded before, or give it more attachments; return it.

    What stood before is kept in `history` with the reason.

    :raises InvalidTalk: if the reason is missing or a value cannot be.
    :raises Outdated: if the talk has another version by now.
    :raises UnknownTalk: if there is none of this identifier.
    """
    reason = reason.strip()
    if not 0 < len(reason) <= 500:
        raise InvalidTalk("更正谈话记录须写明理由，不超过 500 字。")
    identities.refuse_numbers(reason, what="理由")
    if not said and not attached:
        raise InvalidTalk("没有填写要更正的内容。")
    with transaction.atomic():
        row = Talk.objects.select_for_update().filter(pk=talk).first()
        if row is None:
            raise unknown(talk)
        if row.version != version:
            raise Outdated(
                f"该谈话记录已被他人更正（您看到的是第 {version} 版，现为第 {row.version} 版）："
                "请刷新后核对，再重新办理。",
                extensions={"version": row.version},
            )
        row.history.append({**snapshot(row), "reason": reason, "corrected_by": actor.name})
        for field, value in said.items():
            setattr(row, field, value)
        _check(row, on=on)
        row.version += 1
        row.save()
        _attach(row, attached, actor)
    return row


def snapshot(talk: Talk) -> dict[str, Any]:
    """Return a talk as `history` keeps it: version and all values as plain JSON."""
    values = {field: getattr(talk, field) for field in FIELDS}
    return {"version": talk.version, **values, "held_on": talk.held_on.isoformat()}


def unknown(talk: object) -> UnknownTalk:
    """Return the refusal for talks that do not exist or may not be seen: it does not tell which."""
    return UnknownTalk(f"没有编号为 {talk} 的谈话记录，或不在您的权限范围内：请核对编号。")


def _attach(row: Talk, attached: Collection[UUID], actor: Actor) -> None:
    if attached:
        attachments.attach(
            attachments=attached,
            subject_kind=SUBJECT,
            subject=row.pk,
            permission="talks.see",
            organisation=row.organisation_id,
            person=row.person_id,
            actor=actor,
        )


def _check(row: Talk, *, on: date) -> None:
    if row.kind not in TalkKind.values:
        raise InvalidTalk(f"谈话类型须为 {'、'.join(TalkKind.values)} 之一，不能是 {row.kind}。")
    if row.held_on > on:
        raise InvalidTalk(f"谈话日期 {row.held_on} 还没有到：请在谈话之后登记。")
    row.talkers = [name for text in row.talkers if (name := text.strip())]
    if not 0 < len(row.talkers) <= _MOST_TALKERS:
        raise InvalidTalk(f"请填写谈话人，1 至 {_MOST_TALKERS} 名。")
    if any(len(name) > 100 for name in row.talkers):
        raise InvalidTalk("谈话人姓名及职务每名不超过 100 字。")
    identities.refuse_numbers("\n".join(row.talkers), what="谈话人")
    for field, title in _TITLES.items():
        text = getattr(row, field).strip()
        longest = 200 if field == "place" else LONGEST
        if len(text) > longest:
            raise InvalidTalk(f"{title}不超过 {longest} 字，现有 {len(text)} 字：较长的材料请作为附件上传。")
        setattr(row, field, identities.refuse_numbers(text, what=title))
    if not row.content:
        raise InvalidTalk("请填写谈话内容。")
