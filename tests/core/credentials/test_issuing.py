"""Credentials are issued by a decision of the scheme's law, each with a number of its own."""

from datetime import date
from uuid import UUID

import pytest
from browsing import CLERK
from django.db import connection
from issued import (
    CERTIFICATE,
    CLEAR,
    ISSUER,
    LETTER,
    LICENCE,
    NANJING,
    SUZHOU,
    TODAY,
    appointed,
    certified,
    licensed,
    state,
)

from core.credentials import governing, issuing, numbers, selectors, services, steps
from core.credentials.models import Credential, CredentialStep
from core.decisions import enacting
from core.decisions import services as decisions
from core.decisions.models import DecisionRecord
from core.people import services as people
from core.people.codes import LeaveReason
from core.policy.problems import FactsError
from plugins.fuquan_licensing.credentials import LICENCE as KIND

D2022, D2023 = date(2022, 6, 15), date(2023, 6, 15)


def test_a_licence_is_issued_with_its_number_and_its_decision(somebody, town):
    person = somebody()

    credential = licensed(person, reason="福组〔2022〕1号", actor=CLERK)

    row = selectors.one(credential=credential.pk, on=D2022, today=TODAY)
    assert (row.number, row.level, row.status, row.person_name) == (
        "FQ-2022-00001",
        "JUNIOR",
        "VALID",
        "张三",
    )
    assert (row.organisation_id, row.issuer_name, row.valid_until) == (town.pk, ISSUER, None)
    [step] = CredentialStep.objects.filter(credential=credential)
    assert (step.reason, step.recorded_by_name) == ("福组〔2022〕1号", CLERK.name)
    assert (step.decision.action, step.decision.allowed) == ("fuquan_licensing.issue", True)
    assert (step.decision.subject_kind, step.decision.subject_id) == ("credential", str(credential.pk))
    assert step.decision.person_id == person.pk


def test_the_decision_replays(somebody):
    licensed(somebody())

    assert decisions.replay(DecisionRecord.objects.get()).allowed is True


def test_numbers_of_a_series_follow_each_other_and_begin_anew_with_the_year(somebody):
    given = [
        licensed(somebody(name), on=on).number for name, on in (("甲", D2022), ("乙", D2022), ("丙", D2023))
    ]

    assert given == ["FQ-2022-00001", "FQ-2022-00002", "FQ-2023-00001"]


def test_a_number_is_not_given_again_after_its_credential_ended(somebody):
    first = licensed(somebody("甲"))
    services.revoke(
        credential=first.pk,
        on=D2022,
        today=TODAY,
        facts={"serious_consequence": True, "cause": "DERELICTION"},
    )

    assert licensed(somebody("乙")).number == "FQ-2022-00002"


def test_numbers_that_were_not_used_come_back(in_alpha):
    from django.db import transaction

    class Fault(Exception):
        pass

    with pytest.raises(Fault), transaction.atomic():
        numbers.take(kind=KIND, year=2022, region="", count=3)
        raise Fault

    assert numbers.take(kind=KIND, year=2022, region="") == ["FQ-2022-00001"]


def test_what_the_law_blocks_is_refused_with_its_findings(somebody):
    person, before = somebody(), state()

    with pytest.raises(decisions.Refused) as refusal:
        licensed(person, facts={"exam_passed": False, "reviews": {}})

    codes = [finding["code"] for finding in refusal.value.extensions["findings"]]
    assert codes == ["FQ-EXAM", "FQ-REVIEW", "FQ-REVIEW"]
    assert state() == before


def test_facts_that_the_records_yield_need_not_be_given_and_must_not_differ(somebody):
    person = somebody()
    facts = {"publicity_from": "2022-03-01", "open_objections": 0}
    before = state()

    with pytest.raises(FactsError, match="由系统记录得出") as refusal:
        certified(person, facts={**facts, "on": "2022-06-14", "city": NANJING})

    assert [problem.path for problem in refusal.value.problems] == ["city", "on"]
    assert state() == before
    assert certified(person, facts={**facts, "on": "2022-06-15"}).region_code == SUZHOU


@pytest.mark.parametrize(("on", "passes"), [(date(2022, 3, 8), False), (date(2022, 3, 9), True)])
def test_the_day_of_issue_is_a_fact(somebody, on, passes):
    person = somebody()

    if passes:
        assert certified(person, on=on).issued_on == on
    else:
        with pytest.raises(decisions.Refused, match="公示"):
            certified(person, on=on)


def test_a_term_follows_the_policy_of_the_day(somebody):
    person, other = somebody("甲"), somebody("乙")
    enacting.enact(
        plugin="xiajiang_three_roles",
        parameters={"term_months": 24},
        effective_from=date(2020, 1, 1),
        basis_title="新办法",
        reason="补录",
        actor=CLERK,
        today=TODAY,
    )

    before, after = appointed(person, on=date(2019, 2, 28)), appointed(other, on=date(2020, 2, 29))

    assert (before.until_on, after.until_on) == (date(2020, 2, 28), date(2022, 2, 28))


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"kind": "other.licence"}, governing.UnknownKind, "fuquan_licensing.licence"),
        ({"level": "SPECIAL"}, issuing.InvalidIssue, "JUNIOR（初级）"),
        ({"region": SUZHOU}, issuing.InvalidIssue, "不分城市"),
        ({"kind": CERTIFICATE}, issuing.InvalidIssue, "六位行政区划代码"),
        ({"kind": CERTIFICATE, "region": "3205"}, issuing.InvalidIssue, "六位行政区划代码"),
        ({"issuer": " "}, issuing.InvalidIssue, "发证机关"),
        ({"issuer": "发" * 101}, issuing.InvalidIssue, "发证机关"),
        ({"reason": "理" * 501}, steps.InvalidStep, "500"),
        ({"person": UUID(int=7)}, people.UnknownPerson, "没有这名"),
        ({"facts": {}}, FactsError, "exam_passed"),
        ({"facts": []}, FactsError, "须为对象"),
    ],
)
def test_what_cannot_be_is_refused(somebody, change, error, words):
    given = {"kind": LICENCE, "level": "JUNIOR", "person": somebody().pk, "on": D2022, "issuer": ISSUER}
    before = state()

    with pytest.raises(error, match=words):
        issuing.issue(**{**given, "facts": CLEAR, "today": TODAY, **change})

    assert state() == before


@pytest.mark.parametrize(("on", "passes"), [(date(2022, 6, 14), True), (D2022, False)])
def test_who_has_left_is_issued_nothing(somebody, on, passes):
    person = somebody()
    people.leave(person_id=person.pk, version=1, on=D2022, reason=LeaveReason.RETIRED)

    if passes:
        assert licensed(person, on=on).issued_on == on
    else:
        with pytest.raises(issuing.InvalidIssue, match="已离开"):
            licensed(person, on=on)


def test_a_tenant_without_the_scheme_issues_nothing(in_beta):
    person = people.register(name="张三")

    with pytest.raises(governing.UnknownKind, match="（无）"):
        licensed(person)


def test_public_codes_are_long_and_different(somebody):
    given = {bytes(licensed(somebody(name)).public_secret) for name in "甲乙丙"}

    assert {len(secret) for secret in given} == {18}
    assert len(given) == 3


def test_the_secret_stands_in_no_audit_event(somebody):
    credential = licensed(somebody())

    with connection.cursor() as cursor:
        cursor.execute("SELECT new FROM audit_event WHERE table_name = 'core_credential'")
        recorded = str(cursor.fetchall())

    assert credential.number in recorded
    assert bytes(credential.public_secret).hex() not in recorded


def test_a_letter_of_a_role_that_does_not_exist_is_refused(somebody):
    with pytest.raises(issuing.InvalidIssue, match="COMMISSIONER（党建特派员）"):
        appointed(somebody(), "JUNIOR")
    assert Credential.objects.filter(kind=LETTER).count() == 0
