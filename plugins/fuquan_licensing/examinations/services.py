"""Hold an examination: open it, register candidates, admit them, and take its steps one after the other."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from core.actors import Actor
from core.decisions import services as decisions
from core.decisions.about import About
from core.errors import DomainError
from core.examinations import services as records
from core.examinations.models import Attendance
from core.examinations.services import Entry
from core.organisations.facts import Outdated
from core.policy import jsontext
from core.policy.problems import FactsError
from core.policy.scheme import dump
from plugins.fuquan_licensing import law
from plugins.fuquan_licensing.bank import papers
from plugins.fuquan_licensing.bank import selectors as bank
from plugins.fuquan_licensing.bank.papers import Blueprint
from plugins.fuquan_licensing.examinations import candidates
from plugins.fuquan_licensing.examinations.models import Examination, Registration, Round
from plugins.fuquan_licensing.examinations.stages import Mode, Stage, need
from plugins.fuquan_licensing.facts import Level
from plugins.fuquan_licensing.scheme import NAME
from plugins.fuquan_licensing.sittings import services as sittings
from plugins.fuquan_licensing.sittings.models import Sitting

LONGEST_SITTING = 24 * 60


class BadExamination(DomainError):
    """An examination cannot be as described."""

    code = "BAD_USER_INPUT"


class UnknownExamination(DomainError):
    """No examination or registration has this identifier in this tenant."""

    code = "NOT_FOUND"


class AlreadyRegistered(DomainError):
    """Somebody stands on the list already; `extensions.people` says who."""

    code = "ALREADY_REGISTERED"


class StillSitting(DomainError):
    """People are still answering, or the closing time has not come."""

    code = "STILL_SITTING"


@dataclass(frozen=True)
class NotAdmitted:
    """Somebody who may not register, and the refusal that says why."""

    person: UUID
    refusal: DomainError


@dataclass(frozen=True)
class Registered:
    """What came of registering several people."""

    registrations: tuple[Registration, ...]
    refused: tuple[NotAdmitted, ...]


def open_examination(
    *,
    organisation: UUID,
    year: int,
    title: str,
    level: Level,
    mode: Mode,
    opens_at: datetime,
    closes_at: datetime,
    minutes: int,
    blueprint: Mapping[str, Any] | None = None,
) -> Examination:
    """Open an examination in a year's round, which is made with its first one; return it.

    :param organisation: which holds it.
    :param minutes: how long each candidate may answer.
    :param blueprint: how papers are drawn, as `papers.Blueprint` reads it; only for those at the screen.
    :raises BadExamination: if times or blueprint cannot be.
    :raises BankTooSmall: naming the parts for which questions are missing.
    :raises InputError: naming everything wrong in the blueprint.
    """
    first = timezone.localtime(opens_at)
    if closes_at <= opens_at or first.year != year:
        raise BadExamination(f"考试须在 {year} 年度内开考，且结束时间晚于开考时间；请核对时间。")
    if not 1 <= minutes <= LONGEST_SITTING:
        raise BadExamination(f"答题时长须为 1 至 {LONGEST_SITTING} 分钟。")
    if (mode == Mode.ONLINE) != (blueprint is not None):
        raise BadExamination("上机考试须填写组卷要求（blueprint），书面考试不填。")
    if blueprint is not None:
        papers.check(Blueprint.read(blueprint), bank.entries(on=first.date()))
    with transaction.atomic():
        round_, _ = Round.objects.get_or_create(year=year, defaults={"title": f"{year} 年度一年一认证"})
        # Two opened at once get two numbers.
        Round.objects.select_for_update().get(pk=round_.pk)
        record = records.schedule(
            organisation=organisation,
            title=title,
            paper_title=f"{level.label}资格考试",
            paper_kind=NAME,
            on=first.date(),
            pass_mark=law.in_force(first.date()).pass_mark,
        )
        return Examination.objects.create(
            round=round_,
            number=round_.examinations.count() + 1,
            title=title.strip(),
            level=level,
            mode=mode,
            opens_at=opens_at,
            closes_at=closes_at,
            minutes=minutes,
            blueprint=None if blueprint is None else jsontext.write(dump(Blueprint.read(blueprint))),
            record=record,
        )


def open_registration(*, examination: UUID, version: int) -> Examination:
    """Let candidates be registered and return the examination.

    :raises DomainError: as every step: unknown, outdated, or at another stage.
    """
    with transaction.atomic():
        row = held(examination, version, Stage.OPENED, doing="开始报名")
        return moved(row, Stage.REGISTRATION)


def register(
    *, examination: UUID, people: Collection[UUID], on: date, today: date, actor: Actor
) -> Registered:
    """Register those whom the law admits and return them, with the others and why not.

    Each rests on a decision of its own (`sit_exam`), which is kept. The number of writes is fixed.

    :raises AlreadyRegistered: if somebody is registered; then nobody is.
    :raises WrongStage: if registration is not open.
    :raises UnknownPerson: if somebody is none of the people.
    """
    with transaction.atomic():
        row = held(examination, None, Stage.REGISTRATION, doing="报名")
        _not_twice(row, people)
        admitted: dict[str, decisions.Answer] = {}
        placed: dict[str, tuple[UUID, UUID]] = {}
        refused = []
        like = None
        for candidate in candidates.of(people=people, on=on):
            try:
                answer = like = decisions.decide(
                    action=f"{NAME}.sit_exam",
                    facts=candidate.facts(level=Level(row.level), on=on),
                    on=on,
                    about=About(person=candidate.person, organisation=candidate.organisation),
                    like=like,
                    today=today,
                )
            except FactsError as lacking:
                # What the records lack of one person keeps nobody else from registering.
                refused.append(NotAdmitted(candidate.person, lacking))
                continue
            if not answer.decision.allowed:
                refused.append(NotAdmitted(candidate.person, decisions.refusal(answer)))
            elif candidate.organisation is None:
                refused.append(NotAdmitted(candidate.person, candidates.nowhere()))
            else:
                admitted[str(candidate.person)] = answer
                placed[str(candidate.person)] = (candidate.person, candidate.organisation)
        kept = decisions.keep_many(admitted, actor=actor, subject_kind="person")
        taken = row.registrations.count()
        made = Registration.objects.bulk_create(
            Registration(
                examination=row,
                person_id=placed[person][0],
                organisation_id=placed[person][1],
                number=f"{row.round.year}{row.number:02}{taken + place:05}",
                seat=taken + place,
                decision=kept[person],
            )
            for place, person in enumerate(admitted, start=1)
        )
        if made:
            records.register(examination=row.record_id, people=[one.person_id for one in made], actor=actor)
    return Registered(tuple(made), tuple(refused))


def withdraw(*, registration: UUID, reason: str, actor: Actor) -> Registration:
    """Withdraw a registration before the candidate sits, and return it; it stays on the list.

    The candidate may be registered anew.

    :raises BadExamination: if no reason is given, or the candidate has come.
    :raises WrongStage: if registration has not begun, or the examination is over.
    """
    if not reason.strip():
        raise BadExamination("取消报名须写明理由（reason）。")
    known = Registration.objects.filter(pk=registration).values_list("examination", flat=True).first()
    if known is None:
        raise unknown(registration)
    with transaction.atomic():
        examined = held(known, None, Stage.REGISTRATION, Stage.SAT, doing="取消报名")
        row = Registration.objects.select_for_update().get(pk=registration)
        if row.attended:
            raise BadExamination("该考生已参加考试，不能取消报名。")
        if row.withdrawn_reason:
            raise BadExamination("该报名已取消。")
        row.withdrawn_reason, row.attended = reason.strip(), False
        row.save(update_fields=["withdrawn_reason", "attended"])
        records.record_many(
            examination=examined.record_id,
            entries=[Entry(person=row.person_id, attendance=Attendance.VOID)],
            actor=actor,
        )
    return row


def issue_tickets(
    *, examination: UUID, registrations: Collection[UUID] | None = None
) -> list[tuple[Registration, str]]:
    """Give candidates the tickets that admit to the sitting and return them in clear, which nothing keeps.

    A new ticket takes the place of an older one.

    :param registrations: whose; None = all who have none.
    """
    with transaction.atomic():
        row = held(examination, None, Stage.REGISTRATION, Stage.SAT, doing="发放入场凭证")
        wanted = Registration.objects.select_for_update().filter(examination=row, withdrawn_reason="")
        wanted = wanted.filter(ticket=None) if registrations is None else wanted.filter(pk__in=registrations)
        issued = [(registration, sittings.mint()) for registration in wanted.order_by("seat")]
        for registration, ticket in issued:
            registration.ticket = sittings.digest(ticket)
        Registration.objects.bulk_update([one for one, _ in issued], ["ticket"], batch_size=500)
    return issued


def begin_sittings(*, examination: UUID, version: int) -> Examination:
    """End registration and let candidates in from the opening time on; return the examination."""
    with transaction.atomic():
        row = held(examination, version, Stage.REGISTRATION, doing="组织考试")
        return moved(row, Stage.SAT)


def close_sittings(*, examination: UUID, version: int) -> Examination:
    """End the sittings of an examination whose closing time has come, and return it SCORED.

    Who never came is noted as absent.

    :raises StillSitting: if the closing time has not come, or scores of a written examination are missing.
    """
    sittings.end_overdue(limit=10_000)
    with transaction.atomic():
        row = held(examination, version, Stage.SAT, doing="评分")
        if row.mode == Mode.ONLINE and timezone.now() < row.closes_at:
            raise StillSitting(f"考试 {timezone.localtime(row.closes_at):%H:%M} 结束，届时方可评分。")
        if Sitting.objects.filter(registration__examination=row, ended_at__isnull=True).exists():
            raise StillSitting("还有人正在答题：请待其交卷或到时收卷后再评分。")
        row.registrations.filter(attended__isnull=True).update(attended=False)
        lacking = row.registrations.filter(attended=True, marks__isnull=True).count()
        if lacking:
            raise StillSitting(f"还有 {lacking} 名到考考生没有成绩：请先导入成绩。")
        return moved(row, Stage.SCORED)


def unknown(identifier: object) -> UnknownExamination:
    """Return the refusal for an identifier that names no examination or registration here."""
    return UnknownExamination(f"没有编号为 {identifier} 的考试或报名；请核对编号。")


def held(examination: UUID, version: int | None, *allowed: Stage, doing: str) -> Examination:
    """Return a locked examination that stands at one of the stages.

    :raises WrongStage: if it stands at another one, which `doing` needs.
    :raises Outdated: if it has another version by now.
    :raises UnknownExamination: if there is none of this identifier.
    """
    row = (
        Examination.objects.select_for_update(of=("self",))
        .select_related("round", "record")
        .filter(pk=examination)
        .first()
    )
    if row is None:
        raise unknown(examination)
    if version is not None and version != row.version:
        raise Outdated(
            f"该考试已由他人办理（您看到的是第 {version} 版，现为第 {row.version} 版）：请刷新后核对。",
            extensions={"version": row.version},
        )
    need(Stage(row.stage), *allowed, doing=doing)
    return row


def moved(row: Examination, stage: Stage) -> Examination:
    """Note that a locked examination has come to a stage, and return it."""
    row.stage, row.version = stage, row.version + 1
    row.save(update_fields=["stage", "version"])
    return row


def _not_twice(row: Examination, people: Collection[UUID]) -> None:
    standing = row.registrations.filter(withdrawn_reason="")
    there = set(standing.values_list("person_id", flat=True)) & set(people)
    if there:
        raise AlreadyRegistered(
            f"有 {len(there)} 人已报名本场考试：请从名单中去掉。",
            extensions={"people": sorted(map(str, there))},
        )
