"""Demonstration data of the scheme: nine invented townships of Guizhou in 2014 (domain.md §7)."""

import random
from collections.abc import Sequence
from datetime import date

from core.assessments.design import Subject
from core.decisions import enacting
from core.organisations.models import Level, Organisation
from core.people.models import Person
from core.projects.models import Origin, Stage
from core.showcase import appraisals, duties, projects, surveys, units
from core.showcase.appraisals import Grading, Held
from core.showcase.projects import Course
from core.showcase.units import ACTOR
from core.training.models import TrainingKind, TrainingLevel
from plugins.guizhou_township.demo import moves, places
from plugins.guizhou_township.scheme import NAME

YEAR = 2014
DEPARTMENT = "中共贵州省委组织部"
_COURSES = (
    Course("乡镇干部“包村联户”规范化", Origin.KEY_WORK, "联系服务群众全覆盖", 4, Stage.CLOSED, 60000),
    Course("驻村工作组管理", Origin.DIFFICULTY, "工作组到岗率达标", 3, Stage.CLOSED, 36000),
    Course("乡镇年轻干部培养", Origin.WEAK_LINK, "班子年龄结构改善", 2, Stage.IMPLEMENTING, 24000),
)


def fill() -> None:
    """Fill the demonstration tenant."""
    dice = random.Random(520000)
    founded = units.found(places.units(), on=places.FOUNDED_ON)
    seats = places.seats()
    people = units.invent(seats, dice=dice, region_code="522422")
    posts = units.seated(seats, people, units=founded)
    units.approve_places(
        seats,
        units=founded,
        spare=places.SPARE,
        on=date(YEAR, 1, 1),
        basis="年度编制",
    )
    root = founded[places.ROOT]
    cadres = [person for seat, person in zip(seats, people, strict=True) if seat.unit in places.TOWNS]
    ranked = dice.sample(cadres, len(cadres))
    _train(cadres, root, dice)
    appraisals.examine(
        organisation=root.pk,
        title="2014 年乡镇组织委员业务考试",
        paper="农村基层党建政策",
        on=date(YEAR, 5, 24),
        people=cadres[1 :: places.SEATS],
        dice=dice,
    )
    appraisals.assess(
        organisation=root.pk,
        subject=Subject.PERSON,
        whom=[person.pk for person in ranked],
        year=YEAR,
        title="乡镇干部考核",
        grading=Grading(best=len(cadres) // 6, weak=3, worst=1),
        decider=DEPARTMENT,
        dice=dice,
    )
    duties.oblige(units=[founded[name] for name in places.TOWNS], year=YEAR)
    duties.talk(people=cadres[:10], organisation=root, talker="干部处负责人", year=YEAR)
    duties.honour(best=ranked[:3], criticised=ranked[-1], organisation=root, issuer=DEPARTMENT, year=YEAR)
    projects.carry_out(
        _COURSES,
        organisation=root,
        leads=cadres[:3],
        authority=DEPARTMENT,
        authority_level=Level.PROVINCE,
        year=YEAR,
    )
    surveys.ask(
        organisation=root,
        populations={"乡镇领导班子成员": (27, 22), "乡镇一般干部": (45, 38)},
        on=date(YEAR, 8, 4),
        dice=dice,
    )
    moves.move(posts, units=founded)
    _enact_more_training()


def _enact_more_training() -> None:
    """Ask for more days of training from the next year on; what was decided and counted before stays."""
    enacting.enact(
        plugin=NAME,
        parameters={"training_days": 13},
        effective_from=date(YEAR + 1, 1, 1),
        basis_number="黔组发〔2014〕31 号",
        basis_title="关于加强乡镇干部教育培训工作的意见",
        actor=ACTOR,
        today=date(YEAR, 12, 1),
    )


def _train(cadres: Sequence[Person], root: Organisation, dice: random.Random) -> None:
    """Train everybody for a week and many for more: some miss the days asked for by half a day."""
    officers = cadres[1 :: places.SEATS]
    appraisals.train(
        [
            Held(
                "全省乡镇组织委员示范培训班",
                TrainingLevel.PROVINCE,
                TrainingKind.DEMONSTRATION,
                ("农村基层组织建设", "干部管理政策"),
                "5",
                date(YEAR, 4, 14),
                date(YEAR, 4, 18),
                "省委党校",
                {person.pk: "5" for person in officers},
                evaluation="学员所在乡镇台账规范程度明显提高。",
                scored=True,
            ),
            Held(
                "乡镇干部集中轮训班",
                TrainingLevel.COUNTY,
                TrainingKind.ROTATION,
                ("群众工作方法", "农村政策法规"),
                "7",
                date(YEAR, 6, 9),
                date(YEAR, 6, 15),
                "县委党校",
                {person.pk: "7" for person in cadres},
                evaluation="结业测试合格率较高，案例教学受欢迎。",
                scored=True,
            ),
            Held(
                "现代远程教育专题",
                TrainingLevel.COUNTY,
                TrainingKind.REMOTE,
                ("扶贫开发", "村务公开"),
                "5",
                date(YEAR, 9, 1),
                date(YEAR, 9, 30),
                "各乡镇站点",
                {person.pk: "5" if number % 4 else "4.5" for number, person in enumerate(cadres[:54])},
                evaluation="学习记录齐全。",
            ),
            Held(
                "驻村工作方法座谈",
                TrainingLevel.UNIT,
                TrainingKind.EXCHANGE,
                ("矛盾纠纷调处",),
                "0.5",
                date(YEAR, 11, 6),
                date(YEAR, 11, 6),
                "青山乡",
                {person.pk: "0.5" for person in cadres[:8]},
            ),
        ],
        organiser=root.pk,
        on=date(YEAR, 12, 20),
        dice=dice,
    )
