"""A year's assessments, examination and training in a demonstration tenant."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from core.assessments import cycles, imports
from core.assessments.design import SCALES, Group, Subject
from core.assessments.imports import Appraisal
from core.assessments.models import AssessmentCycle
from core.examinations import services as examinations
from core.examinations.models import Attendance, Examination
from core.examinations.services import Entry
from core.people.models import Person
from core.policy.choice import Choice
from core.policy.vocabulary import PersonGrade, UnitGrade
from core.showcase.units import ACTOR
from core.training import attendance, services
from core.training.attendance import Mark
from core.training.models import TrainingKind, TrainingLevel, TrainingSession

GROUPS = {Group.SUPERIOR: "0.5", Group.MEMBERS: "0.3", Group.MASSES: "0.2"}
_ANCHORS: Mapping[type[Choice], Sequence[str]] = {
    PersonGrade: ("成效突出，可作示范", "按要求完成", "基本完成，尚有欠缺", "未完成"),
    UnitGrade: ("成效突出，可作示范", "成效较好", "成效一般", "成效较差"),
}


@dataclass(frozen=True)
class Grading:
    """How many of those assessed are given the best grade, the last but one and the last."""

    best: int
    weak: int = 0
    worst: int = 0


@dataclass(frozen=True)
class Held:
    """A session that was held, the days that each person attended, and what its evaluation says."""

    title: str
    level: TrainingLevel
    kind: TrainingKind
    topics: Sequence[str]
    days: str
    from_on: date
    last_on: date
    place: str
    attended: Mapping[UUID, str] = field(default_factory=dict)
    evaluation: str = ""
    scored: bool = False


def assess(
    *,
    organisation: UUID,
    subject: Subject,
    whom: Sequence[UUID],
    year: int,
    title: str,
    grading: Grading,
    decider: str,
    dice: random.Random,
) -> AssessmentCycle:
    """Publish a quarterly assessment and the annual one that it flows into; return the annual one.

    Both have measured items and such as groups score. Totals and grades have the same order.
    """
    merits = sorted((dice.randint(66, 95) for _ in whom), reverse=True)
    quarter = _opened(organisation, subject, f"{year}年第三季度{title}", year, 3, {"items": _items(subject)})
    quarter = _published(quarter, whom, merits, grading, decider, on=date(year, 10, 20), dice=dice)
    design = {
        "items": [
            *_items(subject, scale=Decimal("0.8")),
            {
                "code": "HIGHLIGHT",
                "title": "亮点工作",
                "kind": "QUAL",
                "nature": "HIGHLIGHT",
                "weight": Decimal("0.1"),
                "anchors": _anchors(subject),
            },
        ],
        "quarters": [{"cycle": str(quarter.pk), "weight": Decimal("0.1")}],
    }
    annual = _opened(organisation, subject, f"{year}年度{title}", year, None, design)
    return _published(annual, whom, merits, grading, decider, on=date(year + 1, 1, 20), dice=dice)


def examine(
    *, organisation: UUID, title: str, paper: str, on: date, people: Sequence[Person], dice: random.Random
) -> Examination:
    """Hold and publish an examination, which the last of the people do not sit, and return it."""
    held = examinations.schedule(
        organisation=organisation,
        title=title,
        paper_title=paper,
        paper_kind="笔试",
        on=on,
        place="党校报告厅",
    )
    examinations.record_many(
        examination=held.pk,
        entries=[
            Entry(person=person.pk, score=Decimal(dice.randint(48, 98)))
            if number < len(people)
            else Entry(person=person.pk, attendance=Attendance.ABSENT)
            for number, person in enumerate(people, start=1)
        ],
        actor=ACTOR,
    )
    return examinations.publish(examination=held.pk, version=held.version, on=on)


def train(sessions: Sequence[Held], *, organiser: UUID, on: date, dice: random.Random) -> None:
    """Record sessions with who attended them; those without an evaluation wait for it."""
    rows = services.arrange_many(
        [
            TrainingSession(
                organiser_id=organiser,
                title=held.title,
                level=held.level,
                kind=held.kind,
                topics=list(held.topics),
                provider="党校",
                place=held.place,
                from_on=held.from_on,
                last_on=held.last_on,
                days=Decimal(held.days),
                evaluated_on=on if held.evaluation else None,
                evaluation=held.evaluation,
            )
            for held in sessions
        ],
        on=on,
        actor=ACTOR,
    )
    for row, held in zip(rows, sessions, strict=True):
        attendance.enrol(session=row.pk, people=held.attended, actor=ACTOR)
        marks = [
            Mark(
                person=person,
                attended_days=Decimal(days),
                score=Decimal(dice.randint(55, 98)) if held.scored and Decimal(days) else None,
            )
            for person, days in held.attended.items()
        ]
        attendance.record_attendance_many(session=row.pk, marks=marks, on=on, actor=ACTOR)


def _opened(
    organisation: UUID,
    subject: Subject,
    title: str,
    year: int,
    quarter: int | None,
    design: Mapping[str, Any],
) -> AssessmentCycle:
    on = date(year, 9, 20) if quarter else date(year, 12, 20)
    drafted = cycles.draft(
        organisation=organisation,
        subject=subject,
        title=title,
        year=year,
        quarter=quarter,
        design={**design, "groups": {group.value: Decimal(weight) for group, weight in GROUPS.items()}},
        on=on,
    )
    return cycles.open(cycle=drafted.pk, version=drafted.version, on=on, actor=ACTOR)


def _published(
    cycle: AssessmentCycle,
    whom: Sequence[UUID],
    merits: Sequence[int],
    grading: Grading,
    decider: str,
    *,
    on: date,
    dice: random.Random,
) -> AssessmentCycle:
    best, good, weak, worst = (grade.value for grade in SCALES[Subject[cycle.subject]])
    middle = len(whom) - grading.best - grading.weak - grading.worst
    grades = [best] * grading.best + [good] * middle + [weak] * grading.weak + [worst] * grading.worst
    asked = ["CONDUCT", *(["HIGHLIGHT"] if cycle.quarter is None else [])]
    appraisals = [
        Appraisal(
            whom=one,
            grade=grade,
            figures={
                "LIFE": {"actual": merit, "target": 100},
                "REPORTS": {"count": (95 - merit) // 10},
            },
            scores={item: {group: Decimal(merit + dice.randint(0, 1)) for group in GROUPS} for item in asked},
        )
        for one, merit, grade in zip(whom, merits, grades, strict=True)
    ]
    return imports.appraise_many(
        cycle=cycle.pk,
        appraisals=appraisals,
        decider=decider,
        enrolled_on=cycle.opened_on or on,
        on=on,
        actor=ACTOR,
    )


def _items(subject: Subject, *, scale: Decimal = Decimal(1)) -> list[dict[str, Any]]:
    return [
        {
            "code": "LIFE",
            "title": "“三会一课”完成率",
            "kind": "QUANT",
            "weight": Decimal("0.3") * scale,
            "formula": {"form": "RATIO"},
        },
        {
            "code": "REPORTS",
            "title": "材料报送逾期",
            "kind": "QUANT",
            "weight": Decimal("0.2") * scale,
            "formula": {"form": "DEDUCTION", "each": 10},
        },
        {
            "code": "CONDUCT",
            "title": "履职表现",
            "kind": "QUAL",
            "weight": Decimal("0.5") * scale,
            "anchors": _anchors(subject),
        },
    ]


def _anchors(subject: Subject) -> dict[str, str]:
    scale = SCALES[subject]
    return {grade.value: text for grade, text in zip(scale, _ANCHORS[scale], strict=True)}
