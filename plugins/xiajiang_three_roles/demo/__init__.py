"""Demonstration data of the scheme: an invented Xiajiang in 2019 (domain.md §6).

The people dispatched hold letters of appointment by the scheme's law. What the source published of them is
not counted here: their targets and their work have no records yet.
"""

import random
from collections.abc import Mapping, Sequence
from datetime import date

from core.appointments import services as appointments
from core.appointments.models import EndReason, EntryChannel
from core.assessments.design import Subject
from core.credentials import issuing
from core.credentials.issuing import Wanted
from core.decisions import enacting
from core.organisations.models import Level, Organisation
from core.people.models import Person
from core.projects.models import Origin, Stage
from core.showcase import appraisals, duties, projects, surveys, units
from core.showcase.appraisals import Grading, Held
from core.showcase.projects import Course
from core.showcase.units import ACTOR
from core.training.models import TrainingKind, TrainingLevel
from plugins.xiajiang_three_roles.credentials import LETTER
from plugins.xiajiang_three_roles.demo import places
from plugins.xiajiang_three_roles.facts import Role
from plugins.xiajiang_three_roles.scheme import NAME

YEAR = 2019
DEPARTMENT = "中共峡江县委组织部"
_COURSES = (
    Course("后进党组织整顿提升", Origin.WEAK_LINK, "后进党组织全部转化", 4, Stage.CLOSED, 60000),
    Course("非公企业党建“三员”帮扶", Origin.KEY_WORK, "重点企业指导员全覆盖", 3, Stage.CLOSED, 36000),
    Course("机关党建“灯下黑”整治", Origin.DIFFICULTY, "组织生活不规范问题清零", 1, Stage.IMPLEMENTING, 24000),
)


def fill() -> None:
    """Fill the demonstration tenant."""
    dice = random.Random(360823)
    _enact_longer_term()
    founded = units.found(places.units(), on=places.FOUNDED_ON)
    seats = places.seats()
    people = units.invent(seats, dice=dice, region_code="360823")
    posts = units.seated(seats, people, units=founded)
    units.approve_places(
        seats, units=founded, spare={places.TOWNS[0]: 1}, on=date(YEAR, 1, 1), basis="峡组字〔2019〕3 号"
    )
    root = founded[places.ROOT]
    sent = dict(zip(Role, (people[:9], people[9:21], people[21:28]), strict=True))
    ranked = dice.sample(people, len(people))
    _train(sent, root, dice)
    _dispatch(sent, founded)
    appraisals.examine(
        organisation=root.pk,
        title="“三员”岗前培训结业测试",
        paper="基层党建业务知识",
        on=date(YEAR, 3, 8),
        people=people[:29],
        dice=dice,
    )
    appraisals.assess(
        organisation=root.pk,
        subject=Subject.PERSON,
        whom=[person.pk for person in ranked],
        year=YEAR,
        title="党务工作者考核",
        grading=Grading(best=6, weak=2, worst=1),
        decider=DEPARTMENT,
        dice=dice,
    )
    appraisals.assess(
        organisation=root.pk,
        subject=Subject.ORGANISATION,
        whom=[founded[name].pk for name in places.assessed()],
        year=YEAR,
        title="基层党组织书记抓党建述职评议考核",
        grading=Grading(best=5, weak=3, worst=1),
        decider=DEPARTMENT,
        dice=dice,
    )
    duties.oblige(units=[founded[name] for name in places.assessed()[:9]], year=YEAR)
    duties.talk(people=people[:10], organisation=root, talker="县委组织部分管负责人", year=YEAR)
    duties.honour(best=ranked[:3], criticised=ranked[-1], organisation=root, issuer=DEPARTMENT, year=YEAR)
    projects.carry_out(
        _COURSES,
        organisation=root,
        leads=people[:3],
        authority=DEPARTMENT,
        authority_level=Level.COUNTY,
        year=YEAR,
    )
    surveys.ask(
        organisation=root,
        populations={"机关党员干部": (30, 26), "非公企业党员": (25, 19)},
        on=date(YEAR, 10, 10),
        dice=dice,
    )
    appointments.end(
        appointment=posts[-2].pk, on=date(YEAR, 12, 26), end_reason=EndReason.TRANSFER_REQUESTED, actor=ACTOR
    )


def _enact_longer_term() -> None:
    """Let letters of the next round hold longer, as a version of a later day."""
    enacting.enact(
        plugin=NAME,
        parameters={"term_months": 24},
        effective_from=date(2020, 3, 1),
        basis_number="峡办字〔2020〕8 号",
        basis_title="关于进一步深化“三员”工作的通知",
        actor=ACTOR,
        today=date(2020, 2, 14),
    )


def _train(sent: Mapping[Role, Sequence[Person]], root: Organisation, dice: random.Random) -> None:
    everybody = [person.pk for people in sent.values() for person in people]
    appraisals.train(
        [
            Held(
                "“三员”岗前培训班",
                TrainingLevel.COUNTY,
                TrainingKind.ROTATION,
                ("支部标准化建设", "帮扶工作方法"),
                "2",
                date(YEAR, 3, 5),
                date(YEAR, 3, 6),
                "县委党校",
                dict.fromkeys(everybody, "2"),
                evaluation="派驻单位反映上手较快。",
                scored=True,
            ),
            Held(
                "“三员”工作座谈会",
                TrainingLevel.COUNTY,
                TrainingKind.EXCHANGE,
                ("问题清单交流",),
                "0.5",
                date(YEAR, 9, 18),
                date(YEAR, 9, 18),
                "县行政中心",
                dict.fromkeys(everybody[::2], "0.5"),
            ),
        ],
        organiser=root.pk,
        on=date(YEAR, 12, 20),
        dice=dice,
    )


def _dispatch(sent: Mapping[Role, Sequence[Person]], founded: Mapping[str, Organisation]) -> None:
    """Give each role its letters, and a part-time post where commissioners and instructors are sent."""
    on = date(YEAR, 3, 20)
    for role, people in sent.items():
        issuing.issue_many(
            kind=LETTER.code,
            level=role.value,
            wanted=[Wanted(person.pk, {"training_passed": True}) for person in people],
            on=on,
            issuer=DEPARTMENT,
            all_or_none=True,
            today=on,
            actor=ACTOR,
        )
    targets = {Role.COMMISSIONER: places.weak(), Role.INSTRUCTOR: places.two_new()}
    for role, names in targets.items():
        for number, name in enumerate(names):
            units.beside(
                sent[role][number :: len(names)],
                organisation=founded[name],
                title=role.label,
                channel=EntryChannel.DISPATCHED,
                on=on,
            )
