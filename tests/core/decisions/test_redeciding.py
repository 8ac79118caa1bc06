"""What was corrected is listed first, and decided anew on order only; the old decisions stay."""

from datetime import date
from pathlib import Path
from uuid import UUID

import calendars
import pytest
from deciding import ACTOR, EVERYBODY, OVER, SIT, enact, granted, listed, order, outcome_of, rows
from django.db import connection

from core.appointments import services as appointments
from core.appointments.models import Appointment, EndReason
from core.credentials.models import Credential, CredentialStep
from core.decisions import consequences, past, redeciding, rereading, selectors, services
from core.decisions.about import About, Source
from core.decisions.models import DecisionRecord
from core.policy import jsontext
from core.reference import services as reference

TRANSFER = "guizhou_township.transfer"
D2018 = date(2018, 9, 1)


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
    record = kept("fuquan_licensing.appoint", OVER, on=date(2024, 6, 1), about=EVERYBODY)
    granted()

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
