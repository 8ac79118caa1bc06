"""The demonstration's shadowing, mentoring and degree study in 2022."""

import random
from datetime import date
from uuid import UUID

from core.actors import Actor
from core.people.codes import Education
from plugins.fuquan_licensing.demo.staff import Staff
from plugins.fuquan_licensing.growth import mentoring, shadowing, studies
from plugins.fuquan_licensing.growth.mentoring import Pair
from plugins.fuquan_licensing.growth.shadowing import Nomination
from plugins.fuquan_licensing.growth.studies import Enrolment
from plugins.fuquan_licensing.growth.vocabulary import HostLevel, Route

BATCHES = (
    (date(2022, 4, 11), date(2022, 6, 30), 6),
    (date(2022, 7, 11), date(2022, 9, 30), 5),
    (date(2022, 10, 10), date(2022, 12, 30), 5),
)
"""16 placements in three batches; how they are spread is ours."""
MENTORED, STUDYING = 137, 163
PAIRED_ON, ENROLLED_ON = date(2022, 3, 21), date(2022, 3, 1)
HOSTS = (
    (HostLevel.PROVINCE, "省委组织部"),
    (HostLevel.CITY, "州委组织部"),
    (HostLevel.COUNTY, "市委组织部"),
    (HostLevel.ELSEWHERE, "东部协作城市组织部门"),
)
_ROUTES = (
    (Route.ADULT, "贵州某成人高等学校"),
    (Route.SELF_TAUGHT, "自学考试"),
    (Route.CORRESPONDENCE, "贵州某大学"),
)


def fill(*, staff: Staff, dice: random.Random, actor: Actor) -> None:
    """Send people shadowing in three batches, pair workers, and enrol those who study."""
    sent: set[UUID] = set()
    for number, (from_on, last_on, count) in enumerate(BATCHES):
        there = [one.person_id for one in staff.since_before(from_on) if one.person_id not in sent]
        people = dice.sample(there, count)
        sent |= set(people)
        _batch(number, from_on, last_on, people, actor)
    there = [one.person_id for one in staff.since_before(ENROLLED_ON)]
    chosen = dice.sample(there, MENTORED + 40)
    mentees, mentors = chosen[:MENTORED], chosen[MENTORED:]
    mentoring.begin(
        pairs=[
            Pair(mentors[number % len(mentors)], mentee, "一年内独立办好组织生活、发展党员和党费收缴三项工作")
            for number, mentee in enumerate(mentees)
        ],
        on=PAIRED_ON,
        actor=actor,
    )
    studies.begin(
        enrolments=[_enrolment(person, dice) for person in dice.sample(there, STUDYING)],
        on=ENROLLED_ON,
        actor=actor,
    )


def _batch(number: int, from_on: date, last_on: date, people: list[UUID], actor: Actor) -> None:
    batch = shadowing.open_batch(
        title=f"2022 年第{'一二三'[number]}批跟岗锻炼", from_on=from_on, last_on=last_on, actor=actor
    )
    placed = shadowing.nominate(
        batch=batch.pk,
        nominations=[_nomination(person, place) for place, person in enumerate(people)],
        on=from_on,
        actor=actor,
    )
    shadowing.approve(
        batch=batch.pk,
        approved=[one.pk for one in placed],
        declined={},
        version=batch.version,
        on=from_on,
        actor=actor,
    )


def _nomination(person: UUID, place: int) -> Nomination:
    level, host = HOSTS[place % len(HOSTS)]
    return Nomination(person, host, level, purpose="跟班学习基层党建和党员教育管理")


def _enrolment(person: UUID, dice: random.Random) -> Enrolment:
    route, school = dice.choice(_ROUTES)
    education = dice.choice((Education.COLLEGE, Education.BACHELOR))
    return Enrolment(person, route, school, dice.choice(("行政管理", "法学", "社会工作")), education)
