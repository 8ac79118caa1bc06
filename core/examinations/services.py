"""Write examinations: schedule, register candidates, record results, publish, correct."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from core.actors import SYSTEM, Actor
from core.errors import DomainError
from core.examinations import candidates
from core.examinations.models import Attendance, Examination, ExaminationResult, State
from core.law import services as law
from core.organisations import selectors as organisations
from core.organisations.facts import Outdated
from core.people import identities

PLACES = 6
"""Decimals of a score that are kept."""


class InvalidExamination(DomainError):
    """An examination or a result cannot be as described."""

    code = "BAD_USER_INPUT"


class UnknownExamination(DomainError):
    """No examination or result has this identifier in this tenant, or none that the reader may see."""

    code = "NOT_FOUND"


class WrongState(DomainError):
    """What is asked does not go with where the examination stands."""

    code = "WRONG_STATE"


class NotRecorded(DomainError):
    """Results are missing; `extensions.people` says whose."""

    code = "INCOMPLETE"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What is recorded of one candidate; only who was present has a score, 0 to 100.

    `version` is that of the result which was read; None where it need not be the last.
    """

    person: UUID
    attendance: Attendance = Attendance.PRESENT
    score: Decimal | None = None
    version: int | None = None


def schedule(
    *,
    organisation: UUID,
    title: str,
    paper_title: str,
    on: date,
    paper_kind: str = "",
    place: str = "",
    pass_mark: Decimal | None = None,
) -> Examination:
    """Schedule a sitting of a paper and return the examination.

    :param organisation: which holds it.
    :param pass_mark: None = the mark of the core's law in force on the day of the sitting.
    :raises InvalidExamination: if a value cannot be.
    :raises UnknownOrganisation: if the organisation does not stand on the day.
    """
    organisations.one(organisation=organisation, on=on)
    return Examination.objects.create(
        organisation_id=organisation,
        title=_given(title, what="考试名称", longest=200),
        paper_title=_given(paper_title, what="试卷名称", longest=200),
        paper_kind=_given(paper_kind, what="试卷类别", longest=100, needed=False),
        on=on,
        place=_given(place, what="考点", longest=200, needed=False),
        pass_mark=None if pass_mark is None else _scored(pass_mark, what="合格分数线"),
    )


def call_off(*, examination: UUID, version: int, reason: str) -> Examination:
    """Call an examination off that is not published and return it; candidates and results are kept.

    :raises DomainError: as `publish`, and if no reason is given.
    """
    reason = _given(reason, what="取消的理由", longest=500)
    with transaction.atomic():
        row = _held(examination, version=version, state=State.SCHEDULED)
        row.state, row.reason, row.version = State.CALLED_OFF, reason, row.version + 1
        row.save()
    return row


def register(
    *, examination: UUID, people: Collection[UUID], actor: Actor = SYSTEM
) -> list[ExaminationResult]:
    """Register candidates of a scheduled examination and return their rows; a fixed number of statements.

    :raises InvalidExamination: if somebody is registered already, or is none of the people.
    :raises WrongState: if the examination is published or called off.
    """
    with transaction.atomic():
        row = _held(examination, state=State.SCHEDULED)
        wanted = set(people)
        if twice := wanted & set(_counting(row).values_list("person", flat=True)):
            raise InvalidExamination(
                f"有 {len(twice)} 人已报名：请不要重复报名。",
                code="ALREADY_REGISTERED",
                extensions={"people": sorted(map(str, twice))},
            )
        return ExaminationResult.objects.bulk_create(
            _new(row, person, organisation, actor) for person, organisation in _placed(row, wanted).items()
        )


def record_many(
    *, examination: UUID, entries: Iterable[Entry], actor: Actor = SYSTEM
) -> list[ExaminationResult]:
    """Record who sat a scheduled examination with which score, and return the rows.

    For score sheets and imports: who was not registered is, and the number of statements is fixed.

    :raises InvalidExamination: if somebody stands there twice, is none of the people, or a score cannot be.
    :raises Outdated: if somebody else recorded one of the results meanwhile; then none is stored.
    :raises WrongState: if the examination is published (see `correct`) or called off.
    """
    sheet = [_checked(entry) for entry in entries]
    wanted = {entry.person for entry in sheet}
    if len(wanted) < len(sheet):
        raise InvalidExamination("同一名考生出现了两次：请只保留一条。")
    with transaction.atomic():
        row = _held(examination, state=State.SCHEDULED)
        stored = {one.person_id: one for one in _counting(row).select_for_update() if one.person_id in wanted}
        placed = _placed(row, wanted - stored.keys())
        new = {person: _new(row, person, organisation, actor) for person, organisation in placed.items()}
        for entry in sheet:
            old = stored.get(entry.person)
            if entry.version is not None and entry.version != (old.version if old else 0):
                raise _outdated(old.version if old else 0)
            result = old or new[entry.person]
            result.attendance, result.score = entry.attendance, entry.score
            for column, value in actor.columns("recorded_by").items():
                setattr(result, column, value)
            if old is not None:
                old.version += 1
        ExaminationResult.objects.bulk_update(
            stored.values(),
            ["attendance", "score", "version", *actor.columns("recorded_by")],
            batch_size=500,
        )
        ExaminationResult.objects.bulk_create(new.values())
    return [stored.get(entry.person) or new[entry.person] for entry in sheet]


def publish(*, examination: UUID, version: int, on: date) -> Examination:
    """Publish the results of an examination with the mark that they are judged by, and return it.

    :raises NotRecorded: if of some candidate it is not recorded whether they sat it.
    :raises InvalidExamination: if the day lies before the sitting, or nobody was registered.
    :raises Outdated: if the examination has another version by now.
    :raises WrongState: if it is published or called off.
    :raises UnknownExamination: if there is none of this identifier.
    """
    with transaction.atomic():
        row = _held(examination, version=version, state=State.SCHEDULED)
        if on < row.on:
            raise InvalidExamination(f"公布日不得早于考试日期 {row.on}：请核对日期。")
        results = _counting(row)
        if not results.exists():
            raise InvalidExamination(f"“{row.title}”没有考生：请先登记考生，或取消考试。")
        open_ = list(results.filter(attendance=Attendance.REGISTERED).values_list("person", flat=True))
        if open_:
            raise NotRecorded(
                f"还有 {len(open_)} 名考生没有登记是否参加和成绩：请补齐后再公布。",
                extensions={"people": sorted(map(str, open_))},
            )
        if row.pass_mark is None:
            row.pass_mark = law.in_force(row.on).pass_mark
        row.state, row.published_on, row.version = State.PUBLISHED, on, row.version + 1
        row.save()
    return row


def correct(
    *,
    result: UUID,
    version: int,
    attendance: Attendance,
    score: Decimal | None,
    reason: str,
    actor: Actor = SYSTEM,
) -> ExaminationResult:
    """Correct a published result by a new version and return that; the one published before is kept.

    :param attendance: VOID takes the candidate out, for instance because of a registration in error.
    :raises InvalidExamination: if a value cannot be, or the reason is missing.
    :raises Outdated: if the result has another version by now.
    :raises WrongState: if the examination is not published.
    :raises UnknownExamination: if there is no such result.
    """
    reason = _given(reason, what="更正的理由", longest=500)
    with transaction.atomic():
        old = ExaminationResult.objects.select_for_update().filter(pk=result).first()
        if old is None:
            raise unknown(result)
        examination = Examination.objects.get(pk=old.examination_id)
        if examination.state != State.PUBLISHED:
            raise WrongState(f"“{examination.title}”尚未公布：请直接修改成绩。")
        if old.superseded_at is not None or version != old.version:
            raise _outdated(old.version)
        entry = _checked(Entry(person=old.person_id, attendance=attendance, score=score))
        ExaminationResult.objects.filter(pk=old.pk).update(superseded_at=Now())
        return ExaminationResult.objects.create(
            examination=examination,
            person_id=old.person_id,
            organisation_id=old.organisation_id,
            attendance=entry.attendance,
            score=entry.score,
            version=old.version + 1,
            reason=reason,
            **actor.columns("recorded_by"),
        )


def unknown(identifier: object) -> UnknownExamination:
    """Return the refusal for an identifier that names no examination or result here."""
    return UnknownExamination(f"没有编号为 {identifier} 的考试或成绩；请核对编号。")


def _held(examination: UUID, *, version: int | None = None, state: State) -> Examination:
    row = Examination.objects.select_for_update().filter(pk=examination).first()
    if row is None:
        raise unknown(examination)
    if version is not None and version != row.version:
        raise _outdated(row.version)
    if row.state != state:
        raise WrongState(
            f"“{row.title}”{State(row.state).label}，此事须在{state.label}时办理；已公布的成绩请用“更正”。",
            extensions={"state": row.state},
        )
    return row


def _counting(examination: Examination) -> QuerySet[ExaminationResult]:
    """Return the results that count."""
    return ExaminationResult.objects.filter(examination=examination, superseded_at__isnull=True).exclude(
        attendance=Attendance.VOID
    )


def _placed(examination: Examination, people: Collection[UUID]) -> dict[UUID, UUID]:
    """Return where candidates belong on the day of the sitting.

    :raises InvalidExamination: if somebody is none of the people.
    """
    found = candidates.organisations(people=people, on=examination.on, otherwise=examination.organisation_id)
    if missing := set(people) - found.keys():
        raise InvalidExamination(
            f"有 {len(missing)} 名考生不在人员库中，或其档案已并入他人：请核对。",
            extensions={"people": sorted(map(str, missing))},
        )
    return found


def _new(examination: Examination, person: UUID, organisation: UUID, actor: Actor) -> ExaminationResult:
    return ExaminationResult(
        examination=examination,
        person_id=person,
        organisation_id=organisation,
        **actor.columns("recorded_by"),
    )


def _checked(entry: Entry) -> Entry:
    present = entry.attendance is Attendance.PRESENT
    if present and entry.score is None:
        raise InvalidExamination("参加考试的须填写成绩。")
    if not present and entry.score is not None:
        raise InvalidExamination(f"{entry.attendance.label}的考生没有成绩：请删除成绩，或改为参加。")
    if entry.score is not None:
        _scored(entry.score, what="成绩")
    return entry


def _scored(score: Decimal, *, what: str) -> Decimal:
    exponent = score.as_tuple().exponent
    if not isinstance(exponent, int) or not 0 <= score <= 100 or -exponent > PLACES:
        raise InvalidExamination(f"{what}须为 0 至 100，小数不超过 {PLACES} 位。")
    return score


def _given(text: str, *, what: str, longest: int, needed: bool = True) -> str:
    text = text.strip()
    if len(text) > longest or (needed and not text):
        raise InvalidExamination(f"请填写{what}，不超过 {longest} 字。")
    return identities.refuse_numbers(text, what=what)


def _outdated(version: int) -> Outdated:
    return Outdated(
        f"该记录已被他人修改（现为第 {version} 版）：请刷新后核对，再重新办理。",
        extensions={"version": version},
    )
