"""Obligations over GraphQL, by role."""

from datetime import timedelta
from uuid import UUID

import pytest
from asking import Asker, token_of
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tenants.utils import tenant_context

from core.obligations import services
from core.obligations.models import Obligation
from core.reference import selectors as reference

LIST = """query ($unit: ID, $states: [ObligationState!], $mine: Boolean, $before: Date, $kind: String,
    $subject: ID, $asOf: Date) { obligations(first: 100, unit: $unit, states: $states, mine: $mine,
    dueBefore: $before, kind: $kind, subject: $subject, asOf: $asOf) {
    edges { node { id title state late organisation { name } } } } }"""
OPEN = """mutation ($organisation: ID!, $due: Date, $days: Int, $after: Date, $kind: ObligationKind!) {
    openObligation(input: {kind: $kind, title: "报送总结", organisation: $organisation, dueOn: $due,
    workingDays: $days, after: $after}) { obligation { id version kindTitle state rule countedFromOn
    countedLength dueOn openedBy byRecord } } }"""
FULFIL = """mutation ($id: ID!, $version: Int!) { fulfilObligation(input: {id: $id, version: $version,
    evidence: "已报送"}) { obligation { version state fulfilledBy evidence late } } }"""
CHECK = """mutation ($id: ID!, $version: Int!) { checkObligation(input: {id: $id, version: $version}) {
    obligation { state checkedBy } } }"""
RETURN = """mutation ($id: ID!, $version: Int!) { returnObligation(input: {id: $id, version: $version,
    reason: "缺附件"}) { obligation { state returnReason fulfilledOn } } }"""
CANCEL = """mutation ($id: ID!, $version: Int!) { cancelObligation(input: {id: $id, version: $version,
    reason: "重复交办"}) { obligation { state cancelReason } } }"""
ONE = "query ($id: ID!) { obligation(id: $id) { title } }"
TODAY = timezone.localdate()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
LONG_AGO = TODAY - timedelta(days=100)


@pytest.fixture
def department(county, town, client_of) -> Asker:
    """A worker of the organisation department."""
    return Asker(client_of("beta"), token_of("ORGANISATION_OFFICER"))


@pytest.fixture
def clerk(town, client_of) -> Asker:
    """An officer of the town."""
    return Asker(client_of("beta"), token_of("UNIT_OFFICER", organisation=town.pk))


@pytest.fixture
def superior(county, client_of) -> Asker:
    """An officer of the county."""
    return Asker(client_of("beta"), token_of("UNIT_OFFICER", organisation=county.pk))


def titles(answer: dict) -> list[str]:
    return [edge["node"]["title"] for edge in answer["obligations"]["edges"]]


def test_an_obligation_goes_from_its_assignment_to_its_check(superior, clerk, town):
    made = superior.data(OPEN, organisation=str(town.pk), due=str(TODAY), kind="REPORT")["openObligation"][
        "obligation"
    ]
    identifier = made.pop("id")
    assert made == {
        "version": 1,
        "kindTitle": "报送材料",
        "state": "OPEN",
        "rule": "FIXED",
        "countedFromOn": None,
        "countedLength": None,
        "dueOn": str(TODAY),
        "openedBy": "测试",
        "byRecord": False,
    }

    fulfilled = clerk.data(FULFIL, id=identifier, version=1)["fulfilObligation"]["obligation"]
    returned = superior.data(RETURN, id=identifier, version=2)["returnObligation"]["obligation"]
    clerk.data(FULFIL, id=identifier, version=3)
    own = clerk.refusal(CHECK, id=identifier, version=4)
    checked = superior.data(CHECK, id=identifier, version=4)["checkObligation"]["obligation"]

    assert fulfilled == {
        "version": 2,
        "state": "FULFILLED",
        "fulfilledBy": "测试",
        "evidence": "已报送",
        "late": False,
    }
    assert returned == {"state": "OPEN", "returnReason": "缺附件", "fulfilledOn": None}
    assert own["code"] == "CHECKED_BY_SELF"
    assert checked == {"state": "CHECKED", "checkedBy": "测试"}


def test_a_deadline_is_counted_in_working_days_from_today(department, town):
    due_on, _ = reference.calendar().nth_working_day_after(TODAY, 3)

    made = department.data(OPEN, organisation=str(town.pk), days=3, kind="RECTIFICATION")["openObligation"]

    deadline = {
        name: made["obligation"][name] for name in ("rule", "countedFromOn", "countedLength", "dueOn")
    }
    assert deadline == {
        "rule": "WORKING_DAYS",
        "countedFromOn": str(TODAY),
        "countedLength": 3,
        "dueOn": str(due_on),
    }


@pytest.mark.parametrize("deadline", [{}, {"due": "2030-01-01", "days": 3}])
def test_a_deadline_is_said_in_one_way(department, town, deadline):
    refused = department.refusal(OPEN, organisation=str(town.pk), kind="REPORT", **deadline)

    assert refused["code"] == "BAD_USER_INPUT"
    assert Obligation.objects.count() == 0


@pytest.mark.parametrize("kind", ["TRAINING_EVALUATION", "MILESTONE"])
def test_what_records_open_is_not_opened_by_hand(department, town, kind):
    refused = department.refusal(OPEN, organisation=str(town.pk), due=str(TODAY), kind=kind)

    assert refused["code"] == "BAD_USER_INPUT"
    assert Obligation.objects.count() == 0


def test_the_list_is_narrowed_by_state_unit_kind_day_and_subject(department, assigned, county, town, found):
    other = found("乙镇党委", parent=county)
    assigned(YESTERDAY, on=LONG_AGO, title="逾期")
    assigned(TOMORROW, on=LONG_AGO, title="未到期", organisation=other.pk, subject_id=UUID(int=9))
    services.fulfil(
        obligation=assigned(YESTERDAY, on=LONG_AGO, title="迟办", kind="RECTIFICATION").pk,
        evidence="已报送",
        on=TODAY,
    )

    def shown(**variables) -> list[str]:
        return titles(department.data(LIST, **variables))

    assert shown() == ["逾期", "迟办", "未到期"]
    assert shown(states=["OVERDUE"]) == ["逾期"]
    assert shown(states=["OPEN", "FULFILLED"]) == ["迟办", "未到期"]
    assert shown(unit=str(other.pk)) == ["未到期"]
    assert shown(unit=str(county.pk)) == ["逾期", "迟办", "未到期"]
    assert shown(kind="RECTIFICATION") == ["迟办"]
    assert shown(before=str(TODAY)) == ["逾期", "迟办"]
    assert shown(subject=str(UUID(int=9))) == ["未到期"]
    assert shown(subject="nobody") == []
    assert shown(asOf=str(YESTERDAY), states=["OPEN"]) == ["逾期", "迟办", "未到期"]


def test_counts_are_those_of_a_day_and_of_a_unit(superior, department, assigned, county, found):
    other = found("丙县委")
    assigned(YESTERDAY, on=LONG_AGO)
    assigned(YESTERDAY, on=LONG_AGO, organisation=other.pk)
    count = (
        "query ($on: Date, $unit: ID) { obligationCounts(asOf: $on, unit: $unit) { open overdue due late } }"
    )
    one = {"open": 1, "overdue": 1, "due": 1, "late": 0}

    assert department.data(count)["obligationCounts"] == {"open": 2, "overdue": 2, "due": 2, "late": 0}
    assert department.data(count, unit=str(other.pk))["obligationCounts"] == one
    assert superior.data(count)["obligationCounts"] == one
    assert superior.data(count, on=str(YESTERDAY))["obligationCounts"] == {**one, "overdue": 0, "due": 0}
    assert superior.refusal(count, unit=str(other.pk))["code"] == "NOT_FOUND"


def test_the_unit_and_its_superior_see_an_obligation_and_others_do_not(
    clerk, superior, department, assigned, found, client_of
):
    row = assigned()
    stranger = Asker(client_of("beta"), token_of("UNIT_OFFICER", organisation=found("乙镇党委").pk))

    for asker in (clerk, superior, department):
        assert asker.data(ONE, id=str(row.pk)) == {"obligation": {"title": "报送总结"}}
        assert titles(asker.data(LIST)) == ["报送总结"]
    for identifier in (str(row.pk), str(UUID(int=7)), "1"):
        assert stranger.refusal(ONE, id=identifier)["code"] == "NOT_FOUND"
        assert stranger.refusal(FULFIL, id=identifier, version=1)["code"] == "NOT_FOUND"
    assert titles(stranger.data(LIST)) == []
    assert Obligation.objects.get().fulfilled_on is None


def test_mine_are_those_of_the_organisations_that_somebody_answers_for_directly(
    clerk, superior, department, assigned, county
):
    assigned(title="镇")
    assigned(title="县", organisation=county.pk)

    assert titles(clerk.data(LIST, mine=True)) == ["镇"]
    assert titles(superior.data(LIST, mine=True)) == ["县"]
    assert titles(superior.data(LIST)) == ["镇", "县"]
    assert titles(department.data(LIST, mine=True)) == ["镇", "县"]


def test_a_unit_does_not_cancel_what_others_assigned_to_it(clerk, superior, assigned, town):
    row = assigned()

    assert clerk.refusal(CANCEL, id=str(row.pk), version=1)["code"] == "FORBIDDEN"
    assert Obligation.objects.get().cancelled_on is None

    cancelled = superior.data(CANCEL, id=str(row.pk), version=1)["cancelObligation"]["obligation"]
    assert cancelled == {"state": "CANCELLED", "cancelReason": "重复交办"}

    own = clerk.data(OPEN, organisation=str(town.pk), due=str(TOMORROW), kind="OTHER")["openObligation"]
    cancelled = clerk.data(CANCEL, id=own["obligation"]["id"], version=1)["cancelObligation"]["obligation"]
    assert cancelled["state"] == "CANCELLED"


def test_an_outdated_version_is_refused(clerk, assigned):
    row = assigned()
    clerk.data(FULFIL, id=str(row.pk), version=1)

    assert clerk.refusal(FULFIL, id=str(row.pk), version=1)["code"] == "CONFLICT"


def test_nobody_opens_obligations_elsewhere_or_for_people_out_of_sight(clerk, county):
    assert (
        clerk.refusal(OPEN, organisation=str(county.pk), due=str(TODAY), kind="OTHER")["code"] == "NOT_FOUND"
    )
    assert Obligation.objects.count() == 0


def test_viewers_read_and_do_not_write_and_strangers_do_neither(assigned, town, client_of):
    row = assigned()
    viewer = Asker(client_of("beta"), token_of("VIEWER", organisation=town.pk))
    nobody = Asker(client_of("beta"), "")

    assert titles(viewer.data(LIST)) == ["报送总结"]
    assert viewer.refusal(FULFIL, id=str(row.pk), version=1)["code"] == "FORBIDDEN"
    assert nobody.refusal(LIST)["code"] == "UNAUTHENTICATED"
    assert nobody.refusal(FULFIL, id=str(row.pk), version=1)["code"] == "UNAUTHENTICATED"
    assert Obligation.objects.get().fulfilled_on is None


def test_another_tenants_obligation_is_nothing_here(assigned, alpha, beta, client_of):
    with tenant_context(beta):
        row = assigned()
    with tenant_context(alpha):
        elsewhere = Asker(client_of("alpha"), token_of("ORGANISATION_OFFICER"))
        assert elsewhere.refusal(ONE, id=str(row.pk))["code"] == "NOT_FOUND"
        assert elsewhere.refusal(CANCEL, id=str(row.pk), version=1)["code"] == "NOT_FOUND"
    with tenant_context(beta):
        assert Obligation.objects.get().cancelled_on is None


def test_a_page_takes_as_many_queries_with_a_hundred_rows_as_with_ten(department, assigned):
    counts = []
    for rows in (10, 90):
        for _ in range(rows):
            assigned()
        department.data(LIST)
        with CaptureQueriesContext(connection) as statements:
            shown = department.data(LIST)
        counts.append((len(titles(shown)), len(statements)))

    assert [count for count, _ in counts] == [10, 100]
    assert counts[0][1] == counts[1][1]
