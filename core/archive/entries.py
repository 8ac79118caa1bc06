"""What the archive shows of each noun: one function per section, each with a fixed number of queries."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from core.access.principals import AnyPrincipal
from core.appointments import selectors as appointments
from core.appointments.models import Appointment, EndReason, Post
from core.assessments import selectors as assessments
from core.assessments.models import State as CycleState
from core.credentials import catalogue
from core.credentials import selectors as credentials
from core.examinations import selectors as examinations
from core.examinations.models import Attendance
from core.examinations.models import State as ExaminationState
from core.honours import selectors as honours
from core.honours.models import HonourKind, HonourLevel, HonourState, Nature
from core.organisations import selectors as organisations
from core.policy import jsontext
from core.policy.vocabulary import CredentialStatus, PersonGrade
from core.projects import selectors as projects
from core.projects.models import Part, Stage
from core.talks import selectors as talks
from core.talks.models import TalkKind
from core.training import selectors as training
from core.training.models import TrainingKind, TrainingLevel

MOST = 500
"""Up to so many entries of a section are shown, the latest."""

Reached = Collection[UUID] | None


@dataclass(frozen=True)
class Entry:
    """One line of the archive: what, when, where or by whom, and with what result.

    `kind` is the term of the trade for it. `from_on` is its first or only day, None where no more than a
    year is known, which `kind` then names; `until_on` its last day, None where it is one day or goes on.
    """

    id: UUID
    kind: str
    title: str
    from_on: date | None = None
    until_on: date | None = None
    place: str = ""
    result: str = ""


@dataclass(frozen=True)
class Asked:
    """Whose archive it is, who reads it on which day, and where the section's right counts."""

    person: UUID
    principal: AnyPrincipal
    today: date
    reached: Reached


def held_posts(asked: Asked) -> list[Entry]:
    """Return the posts that somebody holds or held, wherever in the tenant; two queries."""
    rows = appointments.page(limit=MOST + 1, filters=appointments.Filters(person=asked.person))
    names = _names({row.organisation_id for row in rows}, asked.today)
    return _latest(
        Entry(
            id=row.id,
            kind=Appointment.Basis(row.basis).label,
            from_on=row.from_on,
            until_on=_last(row.until_on),
            title=row.title or Post(row.post).label,
            place=names.get(row.organisation_id, ""),
            result=EndReason(row.end_reason).label if row.end_reason else "在任",
        )
        for row in rows
    )


def joined_projects(asked: Asked) -> list[Entry]:
    """Return the projects of units in sight in which somebody takes or took part; one query."""
    return _latest(
        Entry(
            id=row.project_id,
            kind=Part(row.part).label,
            from_on=row.from_on,
            until_on=_last(row.until_on),
            title=row.project.title,
            place=row.duty,
            result=Stage(row.project.stage).label,
        )
        for row in projects.of_person(person=asked.person, organisations=asked.reached)
        # Whoever left on the day of joining was recorded in error.
        if row.until_on != row.from_on
    )


def attended_training(asked: Asked) -> list[Entry]:
    """Return the training in which somebody was enrolled; two queries."""
    rows = training.attendances(limit=MOST + 1, person=asked.person, today=asked.today)
    sessions = training.sessions(ids={row.session_id for row in rows})
    found = []
    for row in rows:
        session = sessions[row.session_id]
        if session.cancelled_on is None:
            found.append(
                Entry(
                    id=session.id,
                    kind=f"{TrainingLevel(session.level).label}{TrainingKind(session.kind).label}",
                    from_on=session.from_on,
                    until_on=None if session.last_on == session.from_on else session.last_on,
                    title=session.title,
                    place=session.provider or session.place,
                    result=_attended(row.attended_days, row.score, row.passed),
                )
            )
    return _latest(found)


def sat_examinations(asked: Asked) -> list[Entry]:
    """Return the published results of somebody's examinations as they count today; two queries."""
    sight = examinations.Sight(organisations=None, today=asked.today)
    rows = examinations.results(limit=MOST + 1, sight=sight, person=asked.person)
    sittings = examinations.examinations_by_id(ids={row.examination_id for row in rows})
    found = []
    for row in rows:
        sitting = sittings[row.examination_id]
        if sitting.state == ExaminationState.PUBLISHED and row.attendance != Attendance.VOID:
            found.append(
                Entry(
                    id=sitting.pk,
                    kind=sitting.paper_title,
                    from_on=sitting.on,
                    title=sitting.title,
                    place=sitting.place,
                    result=_scored(row, sitting.pass_mark),
                )
            )
    return _latest(found)


def issued_credentials(asked: Asked) -> list[Entry]:
    """Return somebody's credentials as they stand today; one query."""
    known = catalogue.known()
    rows = credentials.page(
        limit=MOST + 1,
        on=asked.today,
        today=asked.today,
        filters=credentials.Filters(person=asked.person),
    )
    return _latest(
        Entry(
            id=row.id,
            kind=known[row.kind].title if row.kind in known else row.kind,
            from_on=row.issued_on,
            until_on=row.valid_until,
            title=f"{known[row.kind].label(row.level) if row.kind in known else row.level} {row.number}",
            place=row.issuer_name,
            result=CredentialStatus(row.status).label,
        )
        for row in rows
    )


def published_assessments(asked: Asked) -> list[Entry]:
    """Return the published results of somebody's assessments; two queries."""
    sight = assessments.Sight(organisations=None, today=asked.today)
    rows = assessments.page(limit=MOST + 1, sight=sight, filters=assessments.Filters(person=asked.person))
    rows = [row for row in rows if row.state == CycleState.PUBLISHED and not row.withdrawn_reason]
    cycles = assessments.cycles_by_id(ids={row.cycle_id for row in rows})
    found = []
    for row in rows:
        cycle = cycles[row.cycle_id]
        total = "" if row.published_total is None else f"{jsontext.number(row.published_total)} 分"
        found.append(
            Entry(
                id=row.id,
                kind=f"{cycle.year} 年第 {cycle.quarter} 季度" if cycle.quarter else f"{cycle.year} 年度",
                from_on=cycle.published_on or asked.today,
                title=cycle.title,
                place=cycle.decider,
                result="，".join(part for part in (PersonGrade(row.grade).label, total) if part),
            )
        )
    return _latest(found)


def held_talks(asked: Asked) -> list[Entry]:
    """Return the talks with somebody, without what was said; one query."""
    rows = talks.page(
        limit=MOST + 1,
        organisations=asked.reached,
        today=asked.today,
        filters=talks.Filters(person=asked.person),
    )
    return _latest(
        Entry(
            id=row.pk,
            kind=TalkKind(row.kind).label,
            from_on=row.held_on,
            title=f"谈话人：{'、'.join(row.talkers)}" if row.talkers else TalkKind(row.kind).label,
            place=row.place,
        )
        for row in rows
    )


def given_honours(asked: Asked) -> list[Entry]:
    """Return somebody's honours and typical examples; as many queries as `honours.page`."""
    return _honours(asked, (Nature.HONOUR, Nature.TYPICAL_EXAMPLE))


def punishments(asked: Asked) -> list[Entry]:
    """Return somebody's punishments; as many queries as `honours.page`."""
    return _honours(asked, (Nature.PUNISHMENT,))


def _honours(asked: Asked, natures: tuple[Nature, ...]) -> list[Entry]:
    rows = honours.page(
        limit=MOST + 1,
        principal=asked.principal,
        today=asked.today,
        filters=honours.Filters(person=asked.person, natures=natures),
    )
    return [
        Entry(
            id=row.pk,
            kind=f"{row.year} 年{HonourLevel(row.level).label}{HonourKind(row.kind).label}",
            title=row.title,
            place=row.issuer,
            result=HonourState(row.state).label,
        )
        for row in rows
    ]


def _attended(days: Decimal | None, score: Decimal | None, passed: bool | None) -> str:
    if days is None:
        return "未登记出勤"
    if days == 0:
        return "未参加"
    test = "" if score is None else f"，测试 {jsontext.number(score)} 分{'合格' if passed else '不合格'}"
    return f"参加 {jsontext.number(days)} 天{test}"


def _scored(row: examinations.ResultRow, mark: Decimal | None) -> str:
    if row.score is None or mark is None:
        return Attendance(row.attendance).label
    verdict = "合格" if examinations.passed(row.attendance, row.score, mark) else "不合格"
    return f"{jsontext.number(row.score)} 分，{verdict}"


def _names(ids: Collection[UUID], on: date) -> dict[UUID, str]:
    return {row.id: row.name for row in organisations.nearest(ids=ids, on=on).values()}


def _last(until_on: date | None) -> date | None:
    """Return the last day of a period that ends before a day."""
    return None if until_on is None else until_on - timedelta(days=1)


def _latest(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (entry.from_on or date.min, entry.id), reverse=True)
