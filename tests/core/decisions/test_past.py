"""Correcting the past: what would come out otherwise is listed first, and decided anew on order only."""

from datetime import date
from pathlib import Path
from uuid import UUID

import calendars
import pytest
from deciding import ACTOR, OVER, TODAY
from django.db import connection

from core.appointments import services as appointments
from core.appointments.models import Appointment, EndReason
from core.credentials.models import Credential, CredentialStep
from core.decisions import (
    consequences,
    enacting,
    exceptions,
    past,
    redeciding,
    rereading,
    selectors,
    services,
)
from core.decisions.about import About, Source
from core.decisions.models import DecisionRecord, Scope
from core.organisations.models import Level
from core.policy import jsontext
from core.reference import services as reference

SIT = {
    "on": "2022-03-01",
    "level": "INTERMEDIATE",
    "political_status": "FULL_MEMBER",
    "in_post": True,
    "held": [{"level": "JUNIOR", "issued_on": "2021-03-01", "status": "VALID"}],
}
TRANSFER = "guizhou_township.transfer"
D2018 = date(2018, 9, 1)


def enact(months: int, *, effective_from: date = date(2022, 1, 1), **changes):
    return enacting.enact(
        **{
            "plugin": "fuquan_licensing",
            "parameters": {"months_between_levels": months},
            "effective_from": effective_from,
            "basis_title": "修订",
            "reason": "补发文件",
            "actor": ACTOR,
            "today": TODAY,
            **changes,
        }
    )


def listed(limit: int = 50, **asked) -> list[past.Change]:
    return past.changes(past.standing(**asked), limit=limit).changes


def outcome_of(decision: DecisionRecord) -> dict:
    return jsontext.read(decision.decision)["outcome"]


def order(*decisions: DecisionRecord, **said) -> redeciding.Redecided:
    return redeciding.redecide(
        decisions=[one.pk for one in decisions], **{"reason": "更正", "actor": ACTOR, **said}
    )


def rows() -> list:
    return list(DecisionRecord.objects.order_by("pk").values())


def test_a_policy_enacted_in_the_past_lists_what_it_changes_and_changes_nothing_by_itself(in_alpha, kept):
    record = kept("fuquan_licensing.sit_exam", SIT)
    before = rows()

    enact(13)

    [change] = listed()
    assert change.record == record
    assert change.answer is not None
    assert (record.allowed, change.answer.decision.allowed) == (True, False)
    assert [finding.code for finding in change.answer.decision.findings] == ["FQ-WAIT"]
    assert rows() == before


def test_a_preview_lists_the_same_before_the_policy_is_enacted(in_alpha, kept):
    record = kept("fuquan_licensing.sit_exam", SIT)
    kept("fuquan_licensing.sit_exam", {**SIT, "on": "2022-04-01"})

    thought = enacting.preview(
        plugin="fuquan_licensing",
        parameters={"months_between_levels": 13},
        effective_from=date(2022, 1, 1),
    )
    found = enacting.affected(thought, limit=10)

    assert [change.record for change in found.changes] == [record]
    assert (found.examined, found.complete) == (2, True)
    assert thought.version == record.policy_version
    assert listed() == []


@pytest.mark.parametrize(("begins", "changed"), [(date(2022, 3, 1), 1), (date(2022, 3, 2), 0)])
def test_a_version_changes_decisions_from_its_first_day_on(in_alpha, kept, begins, changed):
    kept("fuquan_licensing.sit_exam", SIT)

    thought = enacting.preview(
        plugin="fuquan_licensing", parameters={"months_between_levels": 13}, effective_from=begins
    )

    assert len(enacting.affected(thought, limit=10).changes) == changed


def test_a_version_changes_nothing_where_a_later_one_holds(in_alpha, kept):
    enact(12, effective_from=date(2022, 3, 1))
    kept("fuquan_licensing.sit_exam", SIT)

    thought = enacting.preview(
        plugin="fuquan_licensing",
        parameters={"months_between_levels": 13},
        effective_from=date(2022, 1, 1),
    )

    assert thought.until_on == date(2022, 3, 1)
    assert enacting.affected(thought, limit=10).changes == []


def test_what_would_change_anyway_is_not_put_down_to_a_policy_that_is_thought_about(in_alpha, kept):
    kept("fuquan_licensing.sit_exam", SIT)
    enact(13)

    thought = enacting.preview(
        plugin="fuquan_licensing",
        parameters={"filing_working_days": 10},
        effective_from=date(2022, 2, 1),
    )

    assert enacting.affected(thought, limit=10).changes == []


def test_without_a_reason_the_refusal_names_the_decisions(in_alpha, kept):
    record = kept("fuquan_licensing.sit_exam", SIT)

    with pytest.raises(enacting.EnactmentRefused, match="已有认定 1 件") as refused:
        enact(13, reason="")

    assert refused.value.extensions == {
        "affected_decisions": 1,
        "complete": True,
        "decisions": [
            {
                "id": str(record.pk),
                "action": "fuquan_licensing.sit_exam",
                "allowed_before": True,
                "allowed_after": False,
            }
        ],
    }
    assert len(selectors.versions_of("fuquan_licensing")) == 1


def test_a_long_list_goes_on_from_where_it_stopped(in_alpha, kept):
    made = [kept("fuquan_licensing.sit_exam", SIT) for _ in range(5)]
    enact(13)

    first = past.changes(past.standing(), limit=2)
    rest = past.changes(past.standing(), limit=9, after=first.last)

    assert not first.complete
    assert [change.record for change in [*first.changes, *rest.changes]] == made
    assert rest.complete


def test_a_search_without_time_left_tells_how_far_it_came(in_alpha, kept, monkeypatch):
    monkeypatch.setattr(past, "BATCH", 2)
    for _ in range(5):
        kept("fuquan_licensing.sit_exam", SIT)

    found = past.changes(past.standing(), limit=9, seconds=0)

    assert (found.changes, found.examined, found.complete) == ([], 2, False)
    rest = past.changes(past.standing(), limit=9, after=found.last)
    assert (rest.examined, rest.complete) == (3, True)


def test_a_list_makes_as_many_queries_for_many_decisions_as_for_few(
    in_alpha, kept, django_assert_num_queries
):
    for number in range(30):
        kept("fuquan_licensing.sit_exam", SIT)
        if number in (2, 29):
            with django_assert_num_queries(2):
                assert listed(limit=100) == []


def test_deciding_anew_keeps_the_old_decision(in_alpha, kept):
    record = kept("fuquan_licensing.sit_exam", SIT, about=About(kind="sitting", id="7"))
    before = rows()
    enact(13)

    [new] = order(record, reason="文件自 2022 年起施行").made

    assert rows()[:1] == before
    assert (new.replaces, new.reason, new.allowed) == (record, "文件自 2022 年起施行", False)
    assert (new.subject_kind, new.subject_id, new.policy_on) == ("sitting", "7", date(2022, 3, 1))
    assert listed() == []
    assert services.replay(record).allowed
    assert not services.replay(new).allowed


def test_what_comes_out_the_same_is_left_alone(in_alpha, kept):
    record = kept("fuquan_licensing.sit_exam", SIT)
    before = rows()

    done = order(record)

    assert (done.made, done.unchanged) == ([], [record])
    assert rows() == before


def test_a_newer_calendar_lists_and_changes_due_days(alpha, in_alpha, kept, tmp_path):
    record = kept("fuquan_licensing.filing_due", {"changed_on": "2026-12-25"})
    assert outcome_of(record)["provisional"] is True
    load_calendar(alpha, tmp_path)

    [change] = listed()

    assert change.answer is not None
    assert change.answer.decision.outcome["provisional"] is False
    [new] = order(record).made
    assert (record.calendar_version, new.calendar_version) == ("2026", "2027")
    assert [services.replay(one).outcome["provisional"] for one in (record, new)] == [True, False]


def load_calendar(tenant, folder: Path) -> None:
    connection.set_schema_to_public()
    reference.load_working_days(path=calendars.written(folder))
    connection.set_tenant(tenant)


@pytest.fixture
def transferred(town, cadre):
    """Somebody recruited who began in a township on 1 September 2016 and left for another two years later."""
    home, other = town("牛场镇党委"), town("道坪镇党委")
    person, post = cadre(home)
    appointments.transfer(
        appointment=post.pk,
        to=other,
        on=D2018,
        facts={TRANSFER: {"special_reason": False, "city_approved": False}},
        actor=ACTOR,
    )
    return person, post


def correct(post: Appointment, since: date) -> None:
    appointments.correct(
        appointment=post.pk,
        from_on=since,
        until_on=D2018,
        end_reason=EndReason.TRANSFERRED,
        reason="档案记载有误",
        actor=ACTOR,
    )


def test_a_corrected_start_date_is_walked_from_the_list_to_the_new_decision(transferred):
    person, post = transferred
    [record] = DecisionRecord.objects.filter(action=TRANSFER)
    assert record.allowed
    supposed = past.Supposing(
        columns=rereading.supposed(noun="appointment", row=str(post.pk), values={"from_on": "2016-09-02"})
    )
    before = rows()

    [thought] = past.changes(
        past.standing(row=rereading.row_of("appointment", str(post.pk))), limit=9, supposing=supposed
    ).changes
    assert (thought.record, thought.reread.changed) == (record, ("township_since",))
    assert thought.answer is not None
    assert [finding.code for finding in thought.answer.decision.findings] == ["GZ-2Y"]
    assert listed() == []

    correct(post, date(2016, 9, 2))
    [change] = listed()
    assert change.answer is not None
    assert change.answer.decision == thought.answer.decision
    assert rows() == before

    [new] = order(record, reason="县组函〔2026〕5 号").made
    assert (new.person_id, new.allowed) == (person.pk, False)
    assert jsontext.read(new.facts)["township_since"] == "2016-09-02"
    assert listed() == []
    assert rows()[: len(before)] == before
    assert services.replay(record).allowed
    assert not services.replay(new).allowed


def test_a_correction_that_changes_no_answer_is_listed_by_its_fact(transferred):
    _, post = transferred
    [record] = DecisionRecord.objects.filter(action=TRANSFER)

    correct(post, date(2015, 9, 1))

    [change] = listed()
    assert (change.record, change.reread.changed) == (record, ("township_since",))
    [new] = order(record).made
    assert new.decision == record.decision
    assert new.facts != record.facts


def test_a_correction_of_another_row_lists_nothing(transferred, town, cadre):
    _, other = cadre(town("马场坪街道党工委"), name="李四")

    appointments.correct(appointment=other.pk, from_on=date(2015, 1, 1), reason="漏记", actor=ACTOR)

    assert listed() == []


def test_a_fact_derived_from_what_was_corrected_has_to_be_given(in_alpha, town, cadre, kept):
    _, post = cadre(town("牛场镇党委"))
    record = kept(
        TRANSFER,
        {
            "on": "2018-09-01",
            "township_since": "2016-09-01",
            "recruited": True,
            "to_level": "TOWNSHIP",
            "special_reason": False,
            "city_approved": False,
        },
        sources=[Source.of("township_since", post, "from_on", derived=True)],
    )
    appointments.correct(appointment=post.pk, from_on=date(2016, 10, 1), reason="漏记", actor=ACTOR)
    before = rows()

    [change] = listed()
    assert (change.record, change.answer, change.reread.unknown) == (record, None, ("township_since",))
    with pytest.raises(redeciding.FactsNeeded) as refused:
        order(record)
    assert refused.value.extensions == {"decision": str(record.pk), "facts": ["township_since"]}
    assert rows() == before

    [new] = order(record, facts={record.pk: {"township_since": "2016-09-15"}}).made
    assert (jsontext.read(new.facts)["township_since"], new.allowed) == ("2016-09-15", False)
    assert listed() == []


def test_facts_that_no_longer_go_together_are_listed_with_the_reason(in_alpha, transferred):
    _, post = transferred
    columns = rereading.supposed(noun="appointment", row=str(post.pk), values={"from_on": "2019-01-01"})

    [change] = past.changes(past.standing(), limit=9, supposing=past.Supposing(columns=columns)).changes

    assert change.answer is None
    assert "township_since" in change.problem or "晚于" in change.problem


def test_an_exception_granted_since_is_seen_when_decided_anew(in_alpha, kept):
    record = kept("fuquan_licensing.appoint", OVER, on=date(2024, 6, 1), about=About())
    exceptions.grant(
        action="fuquan_licensing.appoint",
        clause="FQ-OVER",
        scope=Scope.TENANT,
        about=About(),
        authority="县委",
        authority_level=Level.COUNTY,
        reason="过渡",
        evidence="批复 1 号",
        from_on=date(2024, 1, 1),
        until_on=date(2025, 1, 1),
        actor=ACTOR,
    )

    [new] = order(record).made

    assert (record.allowed, new.allowed) == (False, True)
    assert services.replay(new).allowed


@pytest.mark.parametrize(
    ("said", "error", "words"),
    [
        ({"reason": " "}, redeciding.InvalidOrder, "理由"),
        ({"decisions": []}, redeciding.InvalidOrder, "重新认定的记录"),
        ({"facts": {UUID(int=7): {}}}, redeciding.InvalidOrder, "不在本次办理之内"),
        ({"decisions": [UUID(int=7)]}, selectors.UnknownDecision, "没有编号"),
    ],
)
def test_an_order_that_cannot_be_carried_out_changes_nothing(in_alpha, kept, said, error, words):
    record = kept("fuquan_licensing.sit_exam", SIT)
    enact(13)
    before = rows()

    with pytest.raises(error, match=words):
        redeciding.redecide(**{"decisions": [record.pk], "reason": "更正", "actor": ACTOR, **said})

    assert rows() == before


def test_a_decision_is_replaced_once(in_alpha, kept):
    record = kept("fuquan_licensing.sit_exam", SIT)
    enact(13)
    order(record)
    before = rows()

    with pytest.raises(redeciding.AlreadyReplaced) as refused:
        order(record)

    assert refused.value.code == "CONFLICT"
    assert rows() == before


def test_what_rests_on_a_decision_is_named(in_alpha, kept, town, cadre):
    person, _ = cadre(town("牛场镇党委"))
    record, other = kept("fuquan_licensing.sit_exam", SIT), kept("fuquan_licensing.sit_exam", SIT)
    credential = Credential.objects.create(
        kind="fuquan_licensing.licence",
        number="1",
        level="JUNIOR",
        person=person,
        issued_on=date(2022, 3, 1),
        issuer_name="县委组织部",
        public_secret=b"1",
    )
    step = CredentialStep.objects.create(
        credential=credential,
        version=1,
        person=person,
        status="VALID",
        from_on=date(2022, 3, 1),
        decision=record,
        recorded_by_realm="tenant",
        recorded_by_name="干部",
    )

    found = consequences.of([record.pk, other.pk])

    assert dict(found) == {record.pk: [("证书变动", "core_credentialstep", str(step.pk))]}


@pytest.mark.parametrize(
    ("noun", "values", "named"),
    [
        ("nothing", {}, "nothing"),
        ("appointment", {"no_such": 1}, "no_such"),
        ("appointment", {"from_on": "2020-02-30"}, "from_on"),
        ("appointment", [], "values"),
    ],
)
def test_a_correction_of_what_does_not_exist_is_named(in_alpha, noun, values, named):
    with pytest.raises(rereading.UnknownRow, match=named):
        rereading.supposed(noun=noun, row="1", values=values)
