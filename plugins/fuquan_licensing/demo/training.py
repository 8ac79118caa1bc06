"""The demonstration's training in 2022: 16 sessions with 610 attendances."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from core.actors import Actor
from core.training import attendance, services
from core.training.attendance import Mark
from core.training.models import TrainingKind, TrainingLevel, TrainingSession
from plugins.fuquan_licensing.demo.staff import Staff

SESSIONS = (
    ("党务工作者集中轮训第一期", TrainingKind.ROTATION, TrainingLevel.COUNTY, 60),
    ("党务工作者集中轮训第二期", TrainingKind.ROTATION, TrainingLevel.COUNTY, 55),
    ("党务工作者集中轮训第三期", TrainingKind.ROTATION, TrainingLevel.COUNTY, 48),
    ("初级资格考前辅导第一期", TrainingKind.ROTATION, TrainingLevel.COUNTY, 45),
    ("初级资格考前辅导第二期", TrainingKind.ROTATION, TrainingLevel.COUNTY, 42),
    ("村级党务工作者示范培训", TrainingKind.DEMONSTRATION, TrainingLevel.COUNTY, 40),
    ("机关党务工作者示范培训", TrainingKind.DEMONSTRATION, TrainingLevel.COUNTY, 40),
    ("党员发展工作实操练兵", TrainingKind.DRILL, TrainingLevel.COUNTY, 38),
    ("组织生活实操练兵", TrainingKind.DRILL, TrainingLevel.COUNTY, 36),
    ("党务技能擂台比武", TrainingKind.CONTEST, TrainingLevel.COUNTY, 35),
    ("两新组织党建座谈交流", TrainingKind.EXCHANGE, TrainingLevel.COUNTY, 34),
    ("州级党务骨干培训", TrainingKind.DEMONSTRATION, TrainingLevel.CITY, 32),
    ("省内考察学习", TrainingKind.STUDY_TOUR, TrainingLevel.PROVINCE, 30),
    ("送教下基层：牛场镇", TrainingKind.ON_SITE, TrainingLevel.COUNTY, 28),
    ("送教下基层：道坪镇", TrainingKind.ON_SITE, TrainingLevel.COUNTY, 25),
    ("党务远程教育", TrainingKind.REMOTE, TrainingLevel.COUNTY, 22),
)
"""Titles, kinds and levels are ours, as is how the 610 are spread."""
TOPICS = ("党务实务", "党内法规", "发展党员", "组织生活")


def fill(*, organisation: UUID, staff: Staff, dice: random.Random, actor: Actor) -> None:
    """Record the sessions, who attended them, and what came of the earlier ones."""
    sessions = services.arrange_many(_sessions(organisation, dice), on=date(2022, 3, 10), actor=actor)
    for session, (_, kind, _, count) in zip(sessions, SESSIONS, strict=True):
        there = [one.person_id for one in staff.since_before(session.from_on)]
        people = dice.sample(there, count)
        tested = kind in (TrainingKind.ROTATION, TrainingKind.DRILL)
        attendance.enrol(session=session.pk, people=people, actor=actor)
        attendance.record_attendance_many(
            session=session.pk,
            marks=[_mark(person, session, tested, dice) for person in people],
            on=session.last_on,
            actor=actor,
        )


def _sessions(organisation: UUID, dice: random.Random) -> Sequence[TrainingSession]:
    made = []
    for number, (title, kind, level, _) in enumerate(SESSIONS):
        from_on = date(2022, 3, 14) + timedelta(days=17 * number)
        days = 1 if kind in (TrainingKind.EXCHANGE, TrainingKind.CONTEST) else dice.choice((2, 3))
        last_on = from_on + timedelta(days=days - 1)
        session = TrainingSession(
            title=title,
            level=level,
            kind=kind,
            topics=dice.sample(TOPICS, 2),
            provider="中共福泉市委党校",
            place="市委党校",
            organiser_id=organisation,
            from_on=from_on,
            last_on=last_on,
            days=Decimal(days),
        )
        if number < 12:
            session.evaluated_on = last_on + timedelta(days=90)
            session.evaluation = "回访参训人员及所在党组织，所学能用于组织生活和发展党员工作。"
        made.append(session)
    return made


def _mark(person: UUID, session: TrainingSession, tested: bool, dice: random.Random) -> Mark:
    days = session.days if dice.random() < 0.93 else session.days - Decimal("0.5")
    return Mark(person, days, Decimal(dice.randint(52, 99)) if tested else None)
