"""Demonstration data of the scheme: three cities of Jiangsu in 2022, all of it invented (domain.md §5)."""

import random
from collections.abc import Sequence
from datetime import date

from core.appointments import services as appointments
from core.appointments.models import EndReason
from core.assessments.design import Subject
from core.decisions import enacting
from core.organisations.models import Level
from core.people.models import Person
from core.projects.models import Origin, Stage
from core.showcase import appraisals, duties, projects, surveys
from core.showcase.appraisals import Grading
from core.showcase.projects import Course
from core.showcase.units import ACTOR
from plugins.jiangsu_four_level.demo import certificates, places, training
from plugins.jiangsu_four_level.demo.places import CITIES, ROOT, Staff
from plugins.jiangsu_four_level.scheme import NAME

_COURSES = (
    Course("“红领工作室”达标建设", Origin.KEY_WORK, "每个设区市建成示范工作室 2 个", 4, Stage.CLOSED, 60000),
    Course(
        "互联网企业党组织覆盖", Origin.DIFFICULTY, "规模以上互联网企业党组织应建尽建", 3, Stage.CLOSED, 36000
    ),
    Course("流动党员管理", Origin.WEAK_LINK, "流动党员纳管率明显提高", 2, Stage.IMPLEMENTING, 24000),
)


def fill() -> None:
    """Fill the demonstration tenant."""
    dice = random.Random(320000)
    _enact_for_suzhou()
    staff = places.staff(dice)
    root, department = staff.units[ROOT], "江苏省委组织部"
    for city in CITIES:
        certificates.certify(city, staff)
    training.hold(staff, dice=dice)
    certificates.inspect(CITIES[-1])
    people = [person for city in CITIES for person in staff.of(city)]
    ranked = dice.sample(people, len(people))
    appraisals.examine(
        organisation=root.pk,
        title="2022 年党务工作者资格认证统一测试",
        paper="两新组织党建实务",
        on=date(2022, 6, 11),
        people=people[:40],
        dice=dice,
    )
    appraisals.assess(
        organisation=root.pk,
        subject=Subject.PERSON,
        whom=[person.pk for person in ranked],
        year=2022,
        title="两新组织党务工作者考核",
        grading=Grading(best=10, weak=3, worst=1),
        decider=department,
        dice=dice,
    )
    duties.oblige(units=[staff.units[city.committee] for city in CITIES] + staff.firms(), year=2022)
    duties.talk(people=people[:12], organisation=root, talker="组织处负责人", year=2022)
    duties.honour(best=ranked[:3], criticised=ranked[-1], organisation=root, issuer=department, year=2022)
    projects.carry_out(
        _COURSES,
        organisation=root,
        leads=people[:3],
        authority=department,
        authority_level=Level.PROVINCE,
        year=2022,
    )
    surveys.ask(
        organisation=root,
        populations={"两新组织党组织书记": (12, 9), "专职党务工作者": (60, 52)},
        on=date(2022, 9, 1),
        dice=dice,
    )
    _leave(staff, [people[-1], people[-2]])


def _enact_for_suzhou() -> None:
    """Let one city ask for more, as the source lets cities do: seen in decisions and in figures."""
    enacting.enact(
        plugin=NAME,
        parameters={"minimum_days": 5, "publicity_working_days": 7},
        effective_from=date(2022, 1, 1),
        region=CITIES[1].code,
        basis_number="苏组发〔2021〕26 号",
        basis_title="苏州市两新组织党务工作者教育培训和资格认证实施细则",
        actor=ACTOR,
        today=date(2021, 12, 1),
    )


def _leave(staff: Staff, leaving: Sequence[Person]) -> None:
    for person, on, reason in zip(
        leaving,
        (date(2022, 12, 23), date(2022, 12, 28)),
        (EndReason.RESIGNED, EndReason.TRANSFER_REQUESTED),
        strict=True,
    ):
        appointments.end(appointment=staff.posts[person.pk].pk, on=on, end_reason=reason, actor=ACTOR)
