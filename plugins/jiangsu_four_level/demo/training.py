"""Training of 2022 in the demonstration: enough in one city, too little by the own law of another."""

import random
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from core.appointments.models import Post
from core.people.models import Person
from core.showcase import appraisals
from core.showcase.appraisals import Held
from core.showcase.units import ACTOR
from core.training import services
from core.training.models import TrainingKind, TrainingLevel, TrainingSession
from plugins.jiangsu_four_level.demo.places import CITIES, ROOT, Staff

CALLED_OFF = "互联网企业党务工作者交流座谈会"


def hold(staff: Staff, *, dice: random.Random) -> None:
    """Record the year's sessions; one of them was called off."""
    nanjing, suzhou, yangzhou = (staff.of(city) for city in CITIES)
    secretaries = [
        person for person in (*nanjing, *suzhou, *yangzhou) if staff.posts[person.pk].post == Post.SECRETARY
    ]
    city, rotation = TrainingLevel.CITY, TrainingKind.ROTATION
    sessions = [
        Held(
            "全省两新组织党组织书记示范培训班",
            TrainingLevel.PROVINCE,
            TrainingKind.DEMONSTRATION,
            ("党的创新理论", "两新组织党建实务"),
            "3",
            date(2022, 3, 22),
            date(2022, 3, 24),
            "南京市",
            _all(secretaries, "3"),
            evaluation="回访 9 名学员，课程实用性评价为好。",
        ),
        Held(
            "南京市两新组织党务工作者集中轮训班",
            city,
            rotation,
            ("党建实务", "发展党员工作规程"),
            "3",
            date(2022, 5, 16),
            date(2022, 5, 18),
            "南京市",
            {**_all(nanjing, "3"), **_all(nanjing[-4:], "1.5")},
            evaluation="结业测试合格率较上年提高。",
            scored=True,
        ),
        Held(
            "苏州市两新组织党务工作者集中轮训班",
            city,
            rotation,
            ("党建实务", "党员教育管理"),
            "3",
            date(2022, 6, 7),
            date(2022, 6, 9),
            "苏州市",
            _all(suzhou, "3"),
            evaluation="学员建议增加实操课程，已列入下一年计划。",
            scored=True,
        ),
        Held(
            "苏州市党务工作者实操练兵",
            city,
            TrainingKind.DRILL,
            ("主题党日策划", "党务系统操作"),
            "2",
            date(2022, 9, 20),
            date(2022, 9, 21),
            "昆山市",
            _all(suzhou[::2], "2"),
        ),
        Held(
            "扬州市送教进企业",
            city,
            TrainingKind.ON_SITE,
            ("组织生活规范",),
            "2",
            date(2022, 7, 12),
            date(2022, 7, 13),
            "仪征市",
            _all(yangzhou, "2"),
            evaluation="覆盖 3 家企业和协会。",
        ),
        Held(
            "扬州市党务工作者擂台比武",
            city,
            TrainingKind.CONTEST,
            ("党建知识", "案例分析"),
            "1.5",
            date(2022, 10, 25),
            date(2022, 10, 26),
            "扬州市",
            _all(yangzhou[::3], "1.5"),
        ),
    ]
    root = staff.units[ROOT].pk
    appraisals.train(sessions, organiser=root, on=date(2022, 12, 20), dice=dice)
    _call_one_off(root)


def _all(people: Sequence[Person], days: str) -> Mapping[UUID, str]:
    return {person.pk: days for person in people}


def _call_one_off(organiser: UUID) -> None:
    session: TrainingSession = services.arrange(
        organiser=organiser,
        on=date(2022, 10, 8),
        title=CALLED_OFF,
        level=TrainingLevel.PROVINCE,
        kind=TrainingKind.EXCHANGE,
        topics=["党建引领企业发展"],
        from_on=date(2022, 11, 22),
        last_on=date(2022, 11, 22),
        days=Decimal(1),
        actor=ACTOR,
    )
    services.cancel(session=session.pk, on=date(2022, 11, 15), reason="改为线上交流", actor=ACTOR)
