"""The archive: six parts, each guarded by its own right, read by as many queries for any life."""

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

import pytest
from browsing import CLERK
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.access import permissions
from core.access.principals import HeldRole, Principal, grants
from core.archive import entries, parts
from core.archive.parts import Archive, PartCode
from core.examinations.models import Examination, ExaminationResult
from core.people import merging, services

TODAY = date(2026, 5, 1)
DAY = TODAY - timedelta(days=365)
EVERYTHING = {
    "任职": ("兼职", "书记", "甲镇党委", "任期届满"),
    "参与项目": ("负责人", "补短板", "总协调", "生成"),
    "培训": ("县级集中轮训", "书记轮训", "县委党校", "参加 2.5 天，测试 88 分合格"),
    "考试": ("甲卷", "持证上岗考试", "县委党校", "59.5 分，不合格"),
    "证书": ("other.licence", "JUNIOR BH-20250501", "县委组织部", "失效"),
    "考核": ("2025 年度", "年度考核", "镇党委", "优秀，90.1625 分"),
    "谈话": ("诫勉谈话", "谈话人：李书记", "", ""),
    "荣誉与典型": ("2025 年县级荣誉称号", "先进工作者", "县委", "已登记"),
    "处分处理": ("2025 年县级通报批评", "迟报材料", "县委", "已登记"),
}


def reader(
    role: str = "ORGANISATION_OFFICER", *, organisation: UUID | None = None, without: Collection[str] = ()
) -> Principal:
    """Return somebody with a role, perhaps of one organisation, perhaps without some rights."""
    held = (HeldRole(role, organisation=organisation),)
    given = grants("tenant", held)
    return Principal(
        actor=CLERK,
        user_id=UUID(int=1),
        username="lina",
        roles=held,
        grants={right: scope for right, scope in given.items() if right not in without},
        via="session",
    )


def shown(person, principal: Principal) -> Archive:
    archive = parts.of(person=person.pk, principal=principal, today=TODAY)
    assert archive is not None
    return archive


def sections(archive: Archive) -> dict[str, parts.Section]:
    return {section.title: section for part in archive.parts for section in part.sections}


def lines(archive: Archive) -> dict[str, list[tuple[str, str, str, str]]]:
    return {
        title: [(entry.kind, entry.title, entry.place, entry.result) for entry in section.entries]
        for title, section in sections(archive).items()
    }


def test_the_six_parts_stand_in_the_order_of_the_trade(somebody):
    archive = shown(somebody, reader())

    assert [part.code.label for part in archive.parts] == [
        "基本情况",
        "工作经历",
        "教育培训",
        "考核评议",
        "薪酬待遇",
        "奖励处罚",
    ]
    assert archive.person.name == "张三"
    assert all(section.message == "没有记载。" for section in sections(archive).values())


def test_every_noun_has_its_line(live, somebody):
    live(1)

    assert lines(shown(somebody, reader())) == {title: [line] for title, line in EVERYTHING.items()}


def test_pay_says_that_the_core_keeps_none(somebody):
    pay = next(part for part in shown(somebody, reader()).parts if part.code == PartCode.PAY)

    assert (pay.sections, pay.note) == ((), "本系统的核心不登记薪酬待遇，此处没有内容可以显示。")


@pytest.mark.parametrize(
    ("right", "hidden"),
    [
        ("projects.see", {"参与项目"}),
        ("training.see", {"培训"}),
        ("assessments.see", {"考试", "考核"}),
        ("credentials.see", {"证书"}),
        ("talks.see", {"谈话", "处分处理"}),
        ("honours.see", {"荣誉与典型"}),
    ],
)
def test_who_lacks_a_right_is_told_so_instead_of_shown_its_part(live, somebody, right, hidden):
    live(1)

    found = sections(shown(somebody, reader(without={right})))

    assert {title for title, section in found.items() if not section.visible} == hidden
    for title in hidden:
        assert found[title].entries == ()
        assert permissions.PERMISSIONS[right] in found[title].message
    assert all(len(section.entries) == 1 for title, section in found.items() if title not in hidden)


def test_a_right_elsewhere_is_no_right_to_this_person(live, somebody, town, found):
    live(1)
    other = found("乙镇党委")
    everywhere = reader(without={"training.see"})
    elsewhere = grants("tenant", [HeldRole("VIEWER", organisation=other.pk)])["training.see"]
    principal = Principal(
        actor=CLERK,
        user_id=UUID(int=1),
        username="lina",
        roles=(),
        grants={**everywhere.grants, "training.see": elsewhere},
        via="session",
    )

    section = sections(shown(somebody, principal))["培训"]

    assert (section.visible, section.entries) == (False, ())


def test_a_unit_sees_the_archives_of_its_own_people_only(live, somebody, town, found):
    live(1)
    other = found("乙镇党委")

    own = shown(somebody, reader("UNIT_OFFICER", organisation=town.pk))
    foreign = reader("UNIT_OFFICER", organisation=other.pk)

    assert {title for title, section in sections(own).items() if section.entries} == EVERYTHING.keys()
    assert parts.of(person=somebody.pk, principal=foreign, today=TODAY) is None


def test_there_is_no_archive_of_nobody_of_a_merged_or_an_erased_person(somebody, town):
    other = services.record(name="张三", kept_by=town, on=TODAY).person
    merging.merge(kept_id=somebody.pk, absorbed_id=other.pk, actor=CLERK, reason="重复")

    assert parts.of(person=other.pk, principal=reader(), today=TODAY) is None
    assert parts.of(person=UUID(int=7), principal=reader(), today=TODAY) is None

    services.erase(person_id=somebody.pk, actor=CLERK, reason="本人申请")
    assert parts.of(person=somebody.pk, principal=reader(), today=TODAY) is None


def test_results_that_are_not_published_or_no_longer_count_are_not_shown(live, somebody):
    live(1)
    ExaminationResult.objects.update(superseded_at="2026-01-01T00:00:00Z")
    assert sections(shown(somebody, reader()))["考试"].entries == ()

    ExaminationResult.objects.update(superseded_at=None)
    Examination.objects.update(state="SCHEDULED", published_on=None)
    assert sections(shown(somebody, reader()))["考试"].entries == ()


def test_the_latest_stand_first_and_the_rest_is_announced(live, somebody, monkeypatch):
    live(3)
    monkeypatch.setattr(entries, "MOST", 2)

    for title, section in sections(shown(somebody, reader())).items():
        days = [entry.from_on or date(int(entry.kind[:4]), 1, 1) for entry in section.entries]
        assert (len(days), section.more) == (2, True), title
        assert days == sorted(days, reverse=True), title


@pytest.mark.parametrize(("role", "unit"), [("ORGANISATION_OFFICER", False), ("UNIT_OFFICER", True)])
def test_a_long_life_takes_as_many_queries_as_a_short_one(live, somebody, town, role, unit):
    principal = reader(role, organisation=town.pk if unit else None)
    counts = []
    for times, before in ((1, TODAY), (30, DAY)):
        live(times, before=before)
        with CaptureQueriesContext(connection) as statements:
            archive = shown(somebody, principal)
        counts.append((len(sections(archive)["任职"].entries), len(statements)))

    assert [count for count, _ in counts] == [1, 31]
    assert counts[0][1] == counts[1][1]


def test_the_last_day_of_a_post_is_the_one_before_it_was_left(live, somebody):
    live(1)

    [post] = sections(shown(somebody, reader()))["任职"].entries
    [credential] = sections(shown(somebody, reader()))["证书"].entries

    assert (post.from_on, post.until_on) == (DAY, DAY + timedelta(days=29))
    assert (credential.from_on, credential.until_on) == (DAY, DAY + timedelta(days=29))
