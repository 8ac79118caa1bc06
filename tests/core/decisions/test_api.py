"""Decisions, exceptions and headroom over GraphQL: who sees what, and what the answers hold."""

from datetime import date

import pytest
from asking import Asker, token_of
from deciding import ACTOR, OVER, TODAY, granted
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tenants.utils import tenant_context

from core.decisions import enacting, services
from core.decisions.about import About, Source
from core.decisions.models import DecisionRecord, Scope

APPOINT = "fuquan_licensing.appoint"
FINE = {**OVER, "incumbents": 9}
EVERYBODY = About()
LIST = (
    "query($first: Int, $after: String, $person: ID, $organisation: ID, $allowed: Boolean, $on: Date,"
    " $action: String, $lapsedOn: Date) { decisions(first: $first, after: $after, person: $person,"
    " organisation: $organisation, allowed: $allowed, on: $on, action: $action, lapsedOn: $lapsedOn)"
    " { edges { node { id person { name } organisation { name } policyVersion { id } exceptions { id }"
    " replay { identical } consequences { row } } } pageInfo { hasNextPage endCursor } } }"
)
ONE = (
    "query($id: ID!) { decision(id: $id) { action allowed policyOn facts parameters outcome calendarVersion"
    " sources reason replaces replacedBy decidedBy subjectKind findings { code severity satisfiedOn facts }"
    " exceptions { clause authority evidence untilOn } replay { identical problem } } }"
)

EXCEPTIONS = "{ exceptions(first: 9) { edges { node { id person { name } } } } }"
REDECIDE = (
    "mutation($input: RedecideInput!) { redecide(input: $input) { unchanged decisions { id allowed replaces"
    " reason } } }"
)

CHANGES = (
    "query($action: String) { decisionChanges(action: $action) { examined pageInfo { hasNextPage } edges"
    " { node { record { id allowed } after { allowed findings { code } } changedFacts unknownFacts } } } }"
)


def ids(answer) -> list[str]:
    return [edge["node"]["id"] for edge in answer["decisions"]["edges"]]


def test_an_officer_sees_all_decisions_and_a_unit_officer_those_of_the_unit(asker, two_towns):
    home, other, _, _, (first, second, third) = two_towns

    assert ids(asker("ORGANISATION_OFFICER").data(LIST)) == [str(one.pk) for one in (third, second, first)]
    assert ids(asker("UNIT_OFFICER", home).data(LIST)) == [str(first.pk)]
    assert ids(asker("VIEWER", other).data(LIST)) == [str(second.pk)]


@pytest.mark.parametrize("role", ["ADMINISTRATOR", "AUDITOR", "REVIEWER"])
def test_who_does_no_business_sees_no_decisions(asker, two_towns, role):
    somebody = asker(role)

    assert somebody.refusal(LIST)["code"] == "FORBIDDEN"
    assert somebody.refusal(EXCEPTIONS)["code"] == "FORBIDDEN"


def test_decisions_are_found_by_action_subject_answer_and_day(asker, two_towns):
    home, _, one, _, (first, second, third) = two_towns
    officer = asker("ORGANISATION_OFFICER")

    def found(**narrow) -> list[str]:
        return ids(officer.data(LIST, **narrow))

    assert found(action="core") == [str(third.pk)]
    assert found(action=APPOINT) == [str(second.pk), str(first.pk)]
    assert found(person=str(one.pk)) == [str(first.pk)]
    assert found(organisation=str(home.pk)) == [str(first.pk)]
    assert found(allowed=False) == [str(second.pk)]
    assert found(on="2024-06-01") == [str(first.pk)]


def test_a_list_goes_on_where_its_page_ended(asker, two_towns):
    *_, records = two_towns
    officer = asker("ORGANISATION_OFFICER")

    page = officer.data(LIST, first=2)
    rest = officer.data(LIST, first=2, after=page["decisions"]["pageInfo"]["endCursor"])

    assert [*ids(page), *ids(rest)] == [str(one.pk) for one in reversed(records)]
    assert rest["decisions"]["pageInfo"]["hasNextPage"] is False
    assert officer.refusal(LIST, after="bm9uZQ")["code"] == "BAD_USER_INPUT"


def test_a_list_makes_as_many_queries_for_100_decisions_as_for_10(asker, two_towns, kept):
    home, _, one, _, _ = two_towns
    officer = asker("ORGANISATION_OFFICER")
    counted = []
    for number in range(100):
        kept(APPOINT, FINE, on=date(2024, 6, 1), about=About(person=one.pk, organisation=home.pk))
        if number in (9, 99):
            officer.data(LIST, first=number)
            with CaptureQueriesContext(connection) as queries:
                officer.data(LIST, first=number)
            counted.append(len(queries))

    assert counted[0] == counted[1]


def test_one_decision_holds_all_that_it_was_made_from(asker, in_alpha, town, cadre, kept):
    person, _ = cadre(town("牛场镇党委"))
    granted(About(person=person.pk), Scope.PERSON)
    record = kept(APPOINT, OVER, on=date(2024, 6, 1), about=About(person=person.pk))

    decision = asker("ORGANISATION_OFFICER").data(ONE, id=str(record.pk))["decision"]

    assert decision["facts"] == {**OVER, "licensed": None}
    assert (decision["allowed"], decision["policyOn"], decision["decidedBy"]) == (True, "2024-06-01", "干部")
    assert [(one["code"], one["severity"]) for one in decision["findings"]] == [("FQ-OVER", "WARN")]
    assert decision["exceptions"] == [
        {"clause": "FQ-OVER", "authority": "县委", "evidence": "批复 1 号", "untilOn": "2025-01-01"}
    ]
    assert decision["replay"] == {"identical": True, "problem": ""}
    assert (decision["replaces"], decision["replacedBy"], decision["subjectKind"]) == (None, None, "person")


@pytest.mark.parametrize("named", ["1", "0192f0c4-0000-7000-8000-000000000000"])
def test_a_decision_of_nowhere_is_not_found(asker, named):
    assert asker("ORGANISATION_OFFICER").refusal(ONE, id=named)["code"] == "NOT_FOUND"


def test_a_decision_out_of_sight_is_not_found(asker, two_towns):
    home, _, _, _, (_, second, third) = two_towns
    officer = asker("UNIT_OFFICER", home)

    for record in (second, third):
        assert officer.refusal(ONE, id=str(record.pk))["code"] == "NOT_FOUND"


def test_a_decision_of_another_tenant_is_not_found(client_of, beta, two_towns):
    *_, records = two_towns
    with tenant_context(beta):
        officer = Asker(client_of("beta"), token_of("ORGANISATION_OFFICER"))

        assert officer.refusal(ONE, id=str(records[0].pk))["code"] == "NOT_FOUND"


def test_headroom_says_how_many_more_and_which_clause(asker, in_alpha):
    found = asker("VIEWER").data(
        'query($facts: JSON!) { headroom(action: "core.excellent_cap", facts: $facts, fact: "excellent")'
        " { count more unit breaks finding { code } message } }",
        facts={"appraised": 100, "excellent": 13},
    )["headroom"]

    assert (found["count"], found["more"], found["unit"]) == (13, 2, "人")
    assert found["breaks"] == found["finding"]["code"] == "CORE-EXCELLENT"
    assert "还可增加 2 人；第 3 人将违反 CORE-EXCELLENT" in found["message"]


def test_what_has_no_count_has_no_headroom(asker, in_alpha):
    refused = asker("VIEWER").refusal(
        '{ headroom(action: "fuquan_licensing.issue", facts: {exam_passed: true, reviews: {}},'
        ' fact: "exam_passed") { more } }'
    )

    assert refused["code"] == "BAD_USER_INPUT"


def test_a_policy_is_previewed_enacted_and_its_decisions_made_anew(asker, two_towns):
    *_, (first, second, third) = two_towns
    officer = asker("ORGANISATION_OFFICER")
    changed = {"excellent_share": 0.05}
    preview = (
        'query($parameters: JSON!) { policyChangePreview(plugin: "core", parameters: $parameters,'
        ' effectiveFrom: "2026-01-01") { replaces { effectiveFrom } effectiveUntil'
        " changes { name before after } decisions { examined edges { node { record { id allowed }"
        " after { allowed findings { code } } } } } } }"
    )
    enact = (
        'mutation($parameters: JSON!, $reason: String) { enactPolicy(input: {plugin: "core",'
        ' parameters: $parameters, effectiveFrom: "2026-01-01", basisTitle: "办法", reason: $reason})'
        " { policyVersion { id } } }"
    )

    thought = officer.data(preview, parameters=changed)["policyChangePreview"]
    refused = officer.refusal(enact, parameters=changed)
    officer.data(enact, parameters=changed, reason="文件自 2026 年起施行")
    listed = officer.data(CHANGES)["decisionChanges"]
    made = officer.data(REDECIDE, input={"decisions": [str(third.pk)], "reason": "制度追溯"})["redecide"]

    assert (thought["replaces"], thought["effectiveUntil"]) == ({"effectiveFrom": "2000-01-01"}, None)
    assert thought["changes"] == [{"name": "excellent_share", "before": 0.15, "after": 0.05}]
    expected = {
        "record": {"id": str(third.pk), "allowed": True},
        "after": {"allowed": False, "findings": [{"code": "CORE-EXCELLENT"}]},
    }
    assert thought["decisions"] == {"examined": 1, "edges": [{"node": expected}]}
    assert refused["affected_decisions"] == 1
    assert [edge["node"]["record"] for edge in listed["edges"]] == [expected["record"]]
    assert (listed["examined"], listed["pageInfo"]) == (3, {"hasNextPage": False})
    [new] = made["decisions"]
    assert (new["allowed"], new["replaces"], new["reason"]) == (False, str(third.pk), "制度追溯")
    assert officer.data(CHANGES)["decisionChanges"]["edges"] == []
    assert officer.data(ONE, id=str(third.pk))["decision"]["replacedBy"] == new["id"]
    assert [row.pk for row in DecisionRecord.objects.order_by("pk")[:3]] == [first.pk, second.pk, third.pk]


def test_a_unit_officer_decides_nothing_anew(asker, two_towns):
    home, *_, records = two_towns

    refused = asker("UNIT_OFFICER", home).refusal(
        REDECIDE, input={"decisions": [str(records[0].pk)], "reason": "更正"}
    )

    assert refused["code"] == "FORBIDDEN"
    assert DecisionRecord.objects.count() == 3


def test_deciding_a_matter_of_nowhere_anew_is_refused(asker, two_towns):
    *_, records = two_towns
    nowhere = "0192f0c4-0000-7000-8000-000000000000"

    refused = asker("ORGANISATION_OFFICER").refusal(
        REDECIDE, input={"decisions": [str(records[0].pk), nowhere], "reason": "更正"}
    )

    assert refused["code"] == "NOT_FOUND"
    assert DecisionRecord.objects.count() == 3


def test_a_correction_is_previewed_before_it_is_made(asker, in_alpha, town, cadre, kept):
    _, post = cadre(town("牛场镇党委"))
    facts = {"on": "2018-09-01", "township_since": "2016-09-01", "recruited": True, "to_level": "TOWNSHIP"}
    record = kept(
        "guizhou_township.transfer",
        {**facts, "special_reason": False, "city_approved": False},
        about=About(person=post.person_id),
        sources=[Source.of("township_since", post, "from_on")],
    )

    found = asker("ORGANISATION_OFFICER").data(
        'query($id: ID!, $values: JSON!) { correctionPreview(noun: "appointment", id: $id,'
        " values: $values) { edges { node { record { id } changedFacts after { allowed } } } } }",
        id=str(post.pk),
        values={"from_on": "2016-09-02"},
    )["correctionPreview"]

    assert [edge["node"] for edge in found["edges"]] == [
        {
            "record": {"id": str(record.pk)},
            "changedFacts": {"township_since": "2016-09-02"},
            "after": {"allowed": False},
        }
    ]


def test_decisions_on_lapsed_exceptions_are_listed(asker, two_towns, kept):
    exception = granted()
    record = kept(APPOINT, OVER, on=date(2024, 6, 1), about=About())
    officer = asker("ORGANISATION_OFFICER")

    assert ids(officer.data(LIST, lapsedOn="2024-12-31")) == []
    assert ids(officer.data(LIST, lapsedOn="2025-01-01")) == [str(record.pk)]
    assert str(exception.pk) in DecisionRecord.objects.get(pk=record.pk).exceptions


def test_enacting_changes_no_decision_that_stands(asker, two_towns):
    *_, records = two_towns
    before = list(DecisionRecord.objects.order_by("pk").values())

    enacting.enact(
        plugin="core",
        parameters={"excellent_share": 0},
        effective_from=date(2026, 1, 1),
        basis_title="办法",
        reason="追溯",
        actor=ACTOR,
        today=TODAY,
    )

    assert list(DecisionRecord.objects.order_by("pk").values()) == before
    assert all(services.replay(record) for record in records)
