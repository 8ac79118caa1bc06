"""Honours, typical examples and punishments: recorded, corrected, published, withdrawn."""

from datetime import date
from uuid import UUID

import nobody
import pytest
from browsing import CLERK
from django.db import connection

from core.honours import services
from core.honours.models import Honour, HonourKind, HonourLevel, HonourState, Nature
from core.people import identities, merging
from core.people import services as people

TODAY = date(2026, 5, 20)


@pytest.fixture
def record(town, somebody):
    def make(**more) -> Honour:
        return services.record(
            **{
                "nature": Nature.HONOUR,
                "kind": HonourKind.TITLE,
                "level": HonourLevel.CITY,
                "year": 2026,
                "person": somebody,
                "organisation": town,
                "title": "全市优秀党务工作者",
                "issuer": "市委",
                "basis": "甲发〔2026〕1 号",
                "write_up": "台账清楚",
                "on": TODAY,
                "actor": CLERK,
                **more,
            }
        )

    return make


def test_an_honour_of_a_person_is_recorded(record, somebody, town):
    honour = record(title=" 全市优秀党务工作者 ")

    honour.refresh_from_db()
    assert (honour.nature, honour.kind, honour.level, honour.year) == ("HONOUR", "TITLE", "CITY", 2026)
    assert (honour.person, honour.organisation, honour.title) == (somebody, town, "全市优秀党务工作者")
    assert (honour.state, honour.version, honour.recorded_by_name) == ("RECORDED", 1, "测试")


def test_a_typical_example_of_an_organisation_is_recorded(record):
    example = record(nature=Nature.TYPICAL_EXAMPLE, kind=HonourKind.ADVANCED_PRACTICE, person=None)

    assert example.person is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": HonourKind.PARTY_WARNING},
        {"nature": Nature.TYPICAL_EXAMPLE},
        {"nature": Nature.PUNISHMENT},
        {"nature": Nature.PUNISHMENT, "kind": HonourKind.PARTY_WARNING, "person": None},
        {"nature": Nature.PUNISHMENT, "kind": HonourKind.DISSOLVED},
        {"year": 1920},
        {"year": 2027},
        {"title": " "},
        {"title": "长" * 201},
        {"issuer": ""},
        {"level": "WORLD"},
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_and_nothing_is_written(record, wrong):
    with pytest.raises(services.InvalidHonour):
        record(**wrong)

    assert Honour.objects.count() == 0


def test_the_first_and_the_running_year_are_taken(record):
    assert [record(year=year).year for year in (1921, 2026)] == [1921, 2026]


@pytest.mark.parametrize("field", ["title", "issuer", "basis", "write_up"])
def test_numbers_of_people_are_not_written_into_texts(record, field):
    with pytest.raises(identities.NumberInText):
        record(**{field: f"证号{nobody.NUMBER}"})

    assert Honour.objects.count() == 0


def test_a_correction_keeps_what_stood_before_with_the_reason(record):
    honour = record()

    corrected = services.correct(
        honour=honour.pk, version=1, reason="年度误记", on=TODAY, actor=CLERK, year=2025
    )

    assert (corrected.year, corrected.version) == (2025, 2)
    assert corrected.history == [
        {
            "version": 1,
            "kind": "TITLE",
            "level": "CITY",
            "year": 2026,
            "title": "全市优秀党务工作者",
            "issuer": "市委",
            "basis": "甲发〔2026〕1 号",
            "write_up": "台账清楚",
            "reason": "年度误记",
            "corrected_by": "测试",
        }
    ]


def test_a_correction_needs_a_reason_and_the_version_that_was_read(record):
    honour = record()

    with pytest.raises(services.InvalidHonour):
        services.correct(honour=honour.pk, version=1, reason="", on=TODAY, year=2025)
    with pytest.raises(services.InvalidHonour):
        services.correct(honour=honour.pk, version=1, reason="漏记", on=TODAY)
    with pytest.raises(services.Outdated):
        services.correct(honour=honour.pk, version=2, reason="漏记", on=TODAY, year=2025)
    with pytest.raises(services.UnknownHonour):
        services.correct(honour=UUID(int=7), version=1, reason="漏记", on=TODAY, year=2025)

    honour.refresh_from_db()
    assert (honour.year, honour.version) == (2026, 1)


def test_an_honour_is_published_once_and_withdrawn_for_a_reason(record):
    honour = record()

    published = services.publish(honour=honour.pk, version=1, on=TODAY)
    with pytest.raises(services.WrongState):
        services.publish(honour=honour.pk, version=2, on=TODAY)
    with pytest.raises(services.InvalidHonour):
        services.withdraw(honour=honour.pk, version=2, reason=" ", on=TODAY)
    withdrawn = services.withdraw(honour=honour.pk, version=2, reason="弄虚作假", on=TODAY)
    with pytest.raises(services.WrongState):
        services.withdraw(honour=honour.pk, version=3, reason="弄虚作假", on=TODAY)

    assert (published.state, published.published_on) == (HonourState.PUBLISHED, TODAY)
    assert (withdrawn.state, withdrawn.withdrawn_on, withdrawn.withdrawn_reason) == (
        HonourState.WITHDRAWN,
        TODAY,
        "弄虚作假",
    )


def test_a_punishment_is_never_published_and_lifted_for_a_reason(record):
    punishment = record(nature=Nature.PUNISHMENT, kind=HonourKind.PARTY_WARNING)

    with pytest.raises(services.WrongState):
        services.publish(honour=punishment.pk, version=1, on=TODAY)
    lifted = services.withdraw(honour=punishment.pk, version=1, reason="处分期满", on=TODAY)

    assert (lifted.state, lifted.version) == (HonourState.WITHDRAWN, 2)


def test_many_rows_are_stored_with_one_write(town, somebody, django_assert_num_queries):
    rows = [
        Honour(
            nature=Nature.HONOUR,
            kind=HonourKind.PRIZE,
            level=HonourLevel.UNIT,
            year=2025,
            person=somebody,
            organisation=town,
            title="知识竞赛一等奖",
            issuer="镇党委",
        )
        for _ in range(30)
    ]

    with django_assert_num_queries(1):
        services.record_many(rows, on=TODAY, actor=CLERK)

    assert Honour.objects.filter(recorded_by_name="测试").count() == 30


def test_honours_follow_a_merged_person(record, somebody, town):
    same = people.record(name="张三", kept_by=town, distinct=True).person
    honour = record(person=same)

    merging.merge(kept_id=somebody.pk, absorbed_id=same.pk, actor=CLERK, reason="重复")

    honour.refresh_from_db()
    assert honour.person_id == somebody.pk


def test_lawful_erasure_takes_the_texts_and_keeps_the_codes(record, somebody):
    honour = record(write_up="独特事迹")

    people.erase(person_id=somebody.pk, actor=CLERK, reason="依法申请")

    honour.refresh_from_db()
    assert (honour.title, honour.write_up) == ("（已抹除）", "（已抹除）")
    assert (honour.kind, honour.year) == ("TITLE", 2026)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_event WHERE new::text LIKE %s", ["%独特事迹%"])
        assert cursor.fetchone() == (0,)
