"""A small tenant drawn at random, and its indicators counted again in plain Python, person by person."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from core.appointments.models import NOT_COUNTED, Appointment, EndReason, EntryChannel, Post, Quota
from core.assessments.models import Assessment, AssessmentCycle, State
from core.indicators.periods import Length, Span
from core.obligations.models import Kind, Obligation, Rule
from core.organisations.models import Level, Organisation, OrganisationPeriod, Sector, Standing
from core.people.codes import Education, Sex
from core.people.models import Person
from core.policy.periods import completed_years
from core.policy.vocabulary import PersonGrade
from core.training.models import TrainingAttendance, TrainingKind, TrainingLevel, TrainingSession

FIRST, DAYS = date(2021, 10, 1), 560
TURNS = [
    date(2021, 12, 31),
    date(2022, 10, 2),
    date(2022, 1, 1),
    date(2022, 9, 30),
    date(2022, 10, 1),
    date(2022, 12, 31),
]
TURNS += [date(2023, 1, 1), date(2023, 2, 28), date(2023, 3, 1), date(2023, 3, 15), date(2023, 3, 16)]
POSTS = (Post.WORKER, Post.SECRETARY, Post.DEPUTY_SECRETARY, Post.PARTY_GROUP_LEADER)


class Row(NamedTuple):
    """What one record adds to an indicator, and the values of its dimensions."""

    numerator: Any
    denominator: Any
    values: dict[str, Any]


@dataclass
class Town:
    """Everything that was drawn, as it stands in the database."""

    dice: random.Random
    organisations: list[Organisation] = field(default_factory=list)
    periods: list[OrganisationPeriod] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    posts: list[Appointment] = field(default_factory=list)
    quotas: list[Quota] = field(default_factory=list)
    sessions: list[TrainingSession] = field(default_factory=list)
    attendances: list[TrainingAttendance] = field(default_factory=list)
    cycles: list[AssessmentCycle] = field(default_factory=list)
    assessments: list[Assessment] = field(default_factory=list)
    duties: list[Obligation] = field(default_factory=list)

    def day(self) -> date:
        """Draw a day, often one at the turn of a period."""
        if self.dice.random() < 0.4:
            return self.dice.choice(TURNS)
        return FIRST + timedelta(days=self.dice.randrange(DAYS))

    def span(self) -> tuple[date, date | None]:
        """Draw from when until when something holds."""
        first, until = self.day(), self.day()
        return (first, until) if until > first else (first, None)


def overlap(one: Any, other: Any) -> bool:
    """Tell whether two rows are in force on some day both."""
    return (other.until_on is None or one.from_on < other.until_on) and (
        one.until_on is None or other.from_on < one.until_on
    )


def draw(seed: int) -> Town:
    """Draw a town and store it in the current tenant."""
    town = Town(random.Random(seed))
    _organisations(town)
    _people(town)
    _establishment(town)
    _training(town)
    _appraisals(town)
    for model, rows in (
        (Organisation, town.organisations),
        (OrganisationPeriod, town.periods),
        (Person, town.people),
        (Appointment, town.posts),
        (Quota, town.quotas),
        (TrainingSession, town.sessions),
        (TrainingAttendance, town.attendances),
        (AssessmentCycle, town.cycles),
        (Assessment, town.assessments),
        (Obligation, town.duties),
    ):
        model.objects.bulk_create(rows)
    return town


def _organisations(town: Town) -> None:
    for number in range(town.dice.randint(1, 4)):
        organisation = Organisation()
        town.organisations.append(organisation)
        turns = sorted({town.day() for _ in range(town.dice.randint(1, 3))})
        ends = [*turns[1:], None if town.dice.random() < 0.7 else turns[-1] + timedelta(days=200)]
        for first, until in zip(turns, ends, strict=True):
            town.periods.append(
                OrganisationPeriod(
                    organisation=organisation,
                    from_on=first,
                    until_on=until,
                    name=f"第{number}党支部",
                    pinyin=f"di {number}",
                    kind="BRANCH",
                    sector=town.dice.choice(Sector.values),
                    level=town.dice.choice(Level.values),
                    division_code="360823",
                    status=town.dice.choice(["", *Standing.values]),
                )
            )


def _people(town: Town) -> None:
    births = [None, date(1988, 2, 29), date(1972, 12, 31), date(1973, 1, 1), date(1986, 12, 31)]
    since = [
        None,
        date(2007, 12, 31),
        date(2008, 2, 29),
        date(2012, 1, 1),
        date(2022, 1, 1),
        date(2017, 1, 1),
    ]
    for number in range(town.dice.randint(1, 9)):
        born = [*births, date(1960 + town.dice.randrange(40), 1 + town.dice.randrange(12), 15)]
        town.people.append(
            Person(
                name=f"人{number}",
                pinyin=f"ren {number}",
                sex=town.dice.choice(["", *(sex.value for sex in Sex)]),
                education=town.dice.choice(["", *(one.value for one in Education)]),
                birth_on=town.dice.choice(born),
                full_member_since=town.dice.choice(since),
                party_work_since=town.dice.choice(since),
            )
        )
    for _ in range(town.dice.randint(0, 16)):
        first, until = town.span()
        post = town.dice.choice(POSTS)
        drawn = Appointment(
            person=town.dice.choice(town.people),
            organisation=town.dice.choice(town.organisations),
            basis=town.dice.choice(Appointment.Basis.values),
            post=post,
            counts_as_worker=post not in NOT_COUNTED,
            also_head=town.dice.random() < 0.3,
            entry_channel=town.dice.choice(["", *EntryChannel.values]),
            from_on=first,
            until_on=until,
            end_reason=town.dice.choice(EndReason.values) if until else "",
        )
        full = [one for one in town.posts if one.person == drawn.person and one.basis == "FULL_TIME"]
        if drawn.basis == "PART_TIME" or not any(overlap(drawn, one) for one in full):
            town.posts.append(drawn)


def _establishment(town: Town) -> None:
    for _ in range(town.dice.randint(0, 6)):
        first, until = town.span()
        places = town.dice.randrange(4)
        drawn = Quota(
            organisation=town.dice.choice(town.organisations),
            post=town.dice.choice(POSTS[:2]),
            places=places,
            minimum=town.dice.choice([None, town.dice.randint(0, places)]),
            from_on=first,
            until_on=until,
            recorded_by_realm="system",
            recorded_by_name="测试",
        )
        same = [q for q in town.quotas if (q.organisation, q.post) == (drawn.organisation, drawn.post)]
        if not any(overlap(drawn, one) for one in same):
            town.quotas.append(drawn)
    for _ in range(town.dice.randint(0, 6)):
        due, fulfilled, cancelled = town.day(), town.day(), town.day()
        town.duties.append(
            Obligation(
                kind=town.dice.choice([Kind.REPORT, Kind.OTHER]),
                title="报送材料",
                organisation=town.dice.choice(town.organisations),
                opened_on=FIRST,
                opened_by_realm="system",
                opened_by_name="测试",
                rule=Rule.FIXED,
                due_on=due,
                fulfilled_on=fulfilled if town.dice.random() < 0.6 else None,
                cancelled_on=cancelled if (dropped := town.dice.random() < 0.2) else None,
                cancel_reason="不再需要" if dropped else "",
            )
        )


def _training(town: Town) -> None:
    for _ in range(town.dice.randint(0, 5)):
        last_on = town.day()
        cancelled = town.dice.random() < 0.15
        evaluated = town.dice.random() < 0.5
        session = TrainingSession(
            title="轮训班",
            level=town.dice.choice(TrainingLevel.values),
            kind=town.dice.choice(TrainingKind.values[:3]),
            organiser=town.dice.choice(town.organisations),
            from_on=last_on,
            last_on=last_on,
            days=Decimal(1),
            evaluated_on=last_on if evaluated else None,
            evaluation="良好" if evaluated else "",
            cancelled_on=last_on if cancelled else None,
            cancel_reason="停办" if cancelled else "",
        )
        town.sessions.append(session)
        for person in town.dice.sample(town.people, town.dice.randint(0, len(town.people))):
            days = town.dice.choice([None, Decimal(0), Decimal("0.5"), Decimal(1)])
            town.attendances.append(TrainingAttendance(session=session, person=person, attended_days=days))


def _appraisals(town: Town) -> None:
    for number in range(town.dice.randint(0, 4)):
        cycle = AssessmentCycle(
            organisation=town.organisations[0],
            subject="PERSON",
            title="考核",
            year=town.dice.choice([2022, 2023]),
            quarter=town.dice.choice([None, None, 4]),
            design="{}",
            state=town.dice.choice([State.PUBLISHED, State.PUBLISHED, State.OPEN]),
            published_on=date(2023, 1, 1) + timedelta(days=number),
            decider="县委组织部",
        )
        town.cycles.append(cycle)
        for person in town.dice.sample(town.people, town.dice.randint(0, len(town.people))):
            withdrawn = town.dice.random() < 0.2
            town.assessments.append(
                Assessment(
                    cycle=cycle,
                    organisation=town.dice.choice(town.organisations),
                    person=person,
                    sector=town.dice.choice(Sector.values),
                    grade="" if withdrawn else town.dice.choice([grade.value for grade in PersonGrade]),
                    withdrawn_reason="调出" if withdrawn else "",
                )
            )


def on_day(rows: list[Any], day: date) -> list[Any]:
    """Return the rows in force on a day."""
    return [row for row in rows if row.from_on <= day and (row.until_on is None or row.until_on > day)]


class Recount:
    """The indicators of a town for a span, within some organisations; None = all."""

    def __init__(self, town: Town, span: Span, within: set[Any] | None) -> None:
        self.town, self.span, self.within = town, span, within

    def asked(self, organisation: Organisation | None) -> bool:
        """Tell whether an organisation is among those asked for."""
        return self.within is None or (organisation is not None and organisation.pk in self.within)

    def passed(self, day: date | None) -> bool:
        """Tell whether a day lies in what has passed of the period."""
        return day is not None and self.span.from_on <= day < self.span.until_on

    def place(self, organisation: Organisation | None, day: date) -> dict[str, Any]:
        """Return sector and level of an organisation on a day."""
        for period in on_day([p for p in self.town.periods if p.organisation == organisation], day):
            return {"sector": period.sector, "level": period.level}
        return {"sector": None, "level": None}

    def about(self, person: Person, day: date) -> dict[str, Any]:
        """Return a person's dimensions on a day."""
        age = None if person.birth_on is None else completed_years(person.birth_on, day)
        band = age and ("<36" if age < 36 else "36-49" if age < 50 else "50-59" if age < 60 else "60+")
        return {"sex": person.sex, "education": person.education, "age_band": band}

    def counted(self, person: Person, day: date) -> list[Appointment]:
        """Return the posts that make a person a worker on a day among those asked for, the main one first."""
        held = [
            post
            for post in on_day(self.town.posts, day)
            if post.person == person and post.counts_as_worker and self.asked(post.organisation)
        ]
        return sorted(held, key=lambda post: (post.basis != "FULL_TIME", post.from_on, str(post.pk)))

    def workers(self) -> Iterator[tuple[Person, list[Appointment], dict[str, Any]]]:
        """Yield workers on the last day with their posts and dimensions."""
        for person in self.town.people:
            if held := self.counted(person, self.span.on):
                where = self.place(held[0].organisation, self.span.on)
                yield person, held, where | self.about(person, self.span.on)

    def attended(self, person: Person | None = None) -> list[TrainingAttendance]:
        """Return what somebody, or everybody, attended in the period."""
        return [
            one
            for one in self.town.attendances
            if (person is None or one.person == person)
            and (one.attended_days or 0) > 0
            and one.session.cancelled_on is None
            and self.passed(one.session.last_on)
        ]

    def graded(self) -> list[Assessment]:
        """Return the published grades of the period's cycles, the latest publication first."""
        wanted = {Length.YEAR: None, Length.QUARTER: (self.span.from_on.month + 2) // 3}
        found = [
            one
            for one in self.town.assessments
            if one.grade
            and one.cycle.state == State.PUBLISHED
            and self.span.period.length in wanted
            and (one.cycle.year, one.cycle.quarter)
            == (self.span.from_on.year, wanted[self.span.period.length])
        ]
        return sorted(found, key=lambda one: (one.cycle.published_on, str(one.pk)), reverse=True)
