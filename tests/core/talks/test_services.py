"""Talks: recorded, corrected without loss, erased lawfully."""

from datetime import date
from uuid import UUID

import nobody
import pytest
from browsing import CLERK
from django.db import connection

from core.people import identities, merging
from core.people import services as people
from core.talks import services
from core.talks.models import Talk, TalkKind

TODAY = date(2026, 5, 20)


@pytest.fixture
def record(town, somebody):
    def make(**more) -> Talk:
        return services.record(
            **{
                "kind": TalkKind.REMINDER,
                "person": somebody,
                "organisation": town,
                "talkers": ["王五（副书记）"],
                "held_on": TODAY,
                "content": "提醒按时报送台账。",
                "on": TODAY,
                "actor": CLERK,
                **more,
            }
        )

    return make


def test_a_talk_is_recorded(record, somebody, town):
    talk = record(place=" 会议室 ", follow_up="一个月后回访")

    talk.refresh_from_db()
    assert (talk.kind, talk.person, talk.organisation, talk.talkers) == (
        "REMINDER",
        somebody,
        town,
        ["王五（副书记）"],
    )
    assert (talk.place, talk.follow_up, talk.version, talk.history) == ("会议室", "一个月后回访", 1, [])
    assert talk.recorded_by_name == "测试"


@pytest.mark.parametrize(
    "wrong",
    [
        {"held_on": date(2026, 5, 21)},
        {"talkers": []},
        {"talkers": [" "]},
        {"talkers": ["人"] * 11},
        {"content": " "},
        {"content": "长" * 10_001},
        {"kind": "CHAT"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_what_cannot_be_is_refused_and_nothing_is_written(record, wrong):
    with pytest.raises(services.InvalidTalk):
        record(**wrong)

    assert Talk.objects.count() == 0


def test_ten_talkers_and_ten_thousand_characters_are_taken(record):
    talk = record(talkers=["人"] * 10, content="长" * 10_000)

    assert (len(talk.talkers), len(talk.content)) == (10, 10_000)


@pytest.mark.parametrize("field", ["content", "follow_up", "place"])
def test_numbers_of_people_are_not_written_into_texts(record, field):
    with pytest.raises(identities.NumberInText):
        record(**{field: f"身份证号 {nobody.NUMBER}"})

    assert Talk.objects.count() == 0


def test_a_correction_keeps_what_stood_before_with_the_reason(record):
    talk = record()

    corrected = services.correct(
        talk=talk.pk,
        version=1,
        reason="日期误记",
        on=TODAY,
        actor=CLERK,
        held_on=date(2026, 5, 19),
        content="提醒按月报送台账。",
    )

    assert (corrected.version, corrected.held_on, corrected.content) == (
        2,
        date(2026, 5, 19),
        "提醒按月报送台账。",
    )
    assert corrected.history == [
        {
            "version": 1,
            "kind": "REMINDER",
            "talkers": ["王五（副书记）"],
            "held_on": "2026-05-20",
            "place": "",
            "content": "提醒按时报送台账。",
            "follow_up": "",
            "reason": "日期误记",
            "corrected_by": "测试",
        }
    ]


def test_a_correction_needs_a_reason_a_content_and_the_version_that_was_read(record):
    talk = record()

    with pytest.raises(services.InvalidTalk):
        services.correct(talk=talk.pk, version=1, reason=" ", on=TODAY, place="会议室")
    with pytest.raises(services.InvalidTalk):
        services.correct(talk=talk.pk, version=1, reason="漏记", on=TODAY)
    with pytest.raises(services.Outdated):
        services.correct(talk=talk.pk, version=2, reason="漏记", on=TODAY, place="会议室")
    with pytest.raises(services.UnknownTalk):
        services.correct(talk=UUID(int=7), version=1, reason="漏记", on=TODAY, place="会议室")

    talk.refresh_from_db()
    assert (talk.version, talk.place, talk.history) == (1, "", [])


def test_many_talks_are_stored_with_one_write(town, somebody, django_assert_num_queries):
    rows = [
        Talk(
            kind=TalkKind.HEART_TO_HEART,
            person=somebody,
            organisation=town,
            talkers=["王五"],
            held_on=TODAY,
            content="谈心",
        )
        for _ in range(30)
    ]

    with django_assert_num_queries(1):
        services.record_many(rows, on=TODAY, actor=CLERK)

    assert Talk.objects.filter(recorded_by_name="测试").count() == 30


def test_talks_follow_a_merged_person(record, somebody, town):
    same = people.record(name="张三", kept_by=town, distinct=True).person
    talk = record(person=same)

    merging.merge(kept_id=somebody.pk, absorbed_id=same.pk, actor=CLERK, reason="重复")

    talk.refresh_from_db()
    assert talk.person_id == somebody.pk


def audited(text: str) -> int:
    """Return how many events of the audit hold a text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM audit_event WHERE concat(old::text, new::text) LIKE %s", [f"%{text}%"]
        )
        return cursor.fetchone()[0]


def test_lawful_erasure_takes_the_texts_here_and_in_the_audit(record, somebody):
    talk = record(content="家庭情况如下", follow_up="回访")
    services.correct(talk=talk.pk, version=1, reason="补充", on=TODAY, content="家庭情况补充如下")
    before = audited("家庭情况")

    people.erase(person_id=somebody.pk, actor=CLERK, reason="依法申请")

    talk.refresh_from_db()
    assert (talk.content, talk.follow_up, talk.talkers, talk.history) == ("（已抹除）", "（已抹除）", [], [])
    assert (talk.kind, talk.held_on) == ("REMINDER", TODAY)
    assert (before, audited("家庭情况")) == (2, 0)
