"""A year's obligations, talks and honours in a demonstration tenant."""

from collections.abc import Sequence
from datetime import date

from core.honours import services as honours
from core.honours.models import Honour, HonourKind, HonourLevel, Nature
from core.obligations import deadlines
from core.obligations import services as obligations
from core.obligations.models import Kind, Obligation
from core.obligations.services import Duty
from core.organisations.models import Organisation
from core.people.models import Person
from core.showcase.units import ACTOR, CHECKER
from core.talks import services as talks
from core.talks.models import Talk, TalkKind

_TALKS = (
    (TalkKind.HEART_TO_HEART, "了解近期工作和思想情况，鼓励其参加资格培训。", "列入下半年培训名单"),
    (TalkKind.CONSULTATION, "就下一年度党建工作要点征求意见，提出增加实训课程的建议。", ""),
    (TalkKind.PRE_APPOINTMENT, "任前廉政谈话，重申廉洁纪律和请示报告制度。", "签订廉洁承诺书"),
    (TalkKind.REMINDER, "就两次材料报送逾期作约谈提醒，本人说明了原因。", "一个月内补齐材料，月底回访"),
)


def oblige(*, units: Sequence[Organisation], year: int) -> list[Obligation]:
    """Assign each unit its report of a year, and return the obligations.

    The second is fulfilled late, the third waits to be checked, the fourth was called off and the last is
    overdue; the others are fulfilled in time and checked.
    """
    on = date(year, 11, 3)
    given = obligations.assign_many(
        [
            Duty(
                kind=Kind.REPORT,
                title=f"报送{year}年度党务工作者队伍情况报告",
                organisation=unit.pk,
                deadline=deadlines.working_days(20, after=on),
            )
            for unit in units
        ],
        on=on,
        actor=ACTOR,
    )
    late, unchecked, off, overdue = given[1], given[2], given[3], given[-1]
    for number, one in enumerate(given):
        if one in (off, overdue):
            continue
        done_on = date(year, 12, 22) if one is late else date(year, 11, 10 + number)
        obligations.fulfil(obligation=one.pk, evidence="报告已经本级党组织审定报出", on=done_on, actor=ACTOR)
        if one is not unchecked:
            obligations.check(obligation=one.pk, on=date(year, 12, 24), actor=CHECKER)
    obligations.cancel(obligation=off.pk, on=date(year, 11, 10), reason="与上级报表合并报送", actor=ACTOR)
    return given


def talk(*, people: Sequence[Person], organisation: Organisation, talker: str, year: int) -> list[Talk]:
    """Record one talk of several kinds with each of some people, and return the talks."""
    return talks.record_many(
        [
            Talk(
                kind=kind,
                person=person,
                organisation=organisation,
                talkers=[talker],
                held_on=date(year, 3 + number % 9, 12),
                place="党员活动室",
                content=content,
                follow_up=follow_up,
            )
            for number, person in enumerate(people)
            for kind, content, follow_up in [_TALKS[number % len(_TALKS)]]
        ],
        on=date(year + 1, 1, 10),
        actor=ACTOR,
    )


def honour(
    *, best: Sequence[Person], criticised: Person, organisation: Organisation, issuer: str, year: int
) -> list[Honour]:
    """Record honours of people, a typical example of their organisation and a punishment; return them.

    The first honour and the example are published.
    """

    def row(nature: Nature, kind: HonourKind, title: str, person: Person | None, write_up: str) -> Honour:
        return Honour(
            nature=nature,
            kind=kind,
            level=HonourLevel.CITY,
            year=year,
            person=person,
            organisation=organisation,
            title=title,
            issuer=issuer,
            basis=f"〔{year}〕18 号",
            write_up=write_up,
        )

    deed = "全年组织主题党日 12 次，帮助 3 个支部规范组织生活。"
    example = "把党建活动与班组攻关结合，一年解决生产难题 6 项。"
    recorded = honours.record_many(
        [
            *(row(Nature.HONOUR, HonourKind.TITLE, "优秀党务工作者", person, deed) for person in best),
            row(Nature.TYPICAL_EXAMPLE, HonourKind.ADVANCED_PRACTICE, "“党员攻关岗”工作法", None, example),
            row(Nature.PUNISHMENT, HonourKind.CRITICISM, "通报批评", criticised, "两次逾期报送材料。"),
        ],
        on=date(year, 12, 28),
        actor=ACTOR,
    )
    for one in (recorded[0], recorded[len(best)]):
        honours.publish(honour=one.pk, version=one.version, on=date(year, 12, 30))
    return recorded
