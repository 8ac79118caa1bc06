"""Exceptions over GraphQL: who grants them, who sees them, whose decisions they are tried in."""

import pytest
from deciding import OVER, granted

from core.decisions.about import About
from core.decisions.models import PolicyException, Scope

APPOINT = "fuquan_licensing.appoint"
GRANT = "mutation($input: GrantExceptionInput!) { grantException(input: $input) { exception { id clause } } }"
REVOKE = (
    "mutation($input: RevokeExceptionInput!) { revokeException(input: $input)"
    " { exception { countsUntil revocation { on reason } } } }"
)
EXCEPTIONS = "{ exceptions(first: 9) { edges { node { id person { name } } } } }"
TRY = (
    'query($facts: JSON!, $person: ID) { decide(action: "fuquan_licensing.appoint", facts: $facts,'
    " person: $person) { allowed } }"
)


def wanted(**changes) -> dict:
    return {
        "action": APPOINT,
        "clause": "FQ-OVER",
        "scope": "TENANT",
        "authority": "县委",
        "authorityLevel": "COUNTY",
        "reason": "过渡",
        "evidence": "批复 1 号",
        "fromOn": "2024-01-01",
        "untilOn": "2025-01-01",
        **changes,
    }


def test_an_exception_is_granted_cited_and_revoked(asker, two_towns):
    _, _, one, _, _ = two_towns
    officer = asker("ORGANISATION_OFFICER")
    ask = (
        'query($facts: JSON!, $person: ID) { decide(action: "fuquan_licensing.appoint", facts: $facts,'
        ' on: "2024-06-01", person: $person) { allowed exceptions { id } findings { severity } } }'
    )

    exception = officer.data(GRANT, input=wanted(scope="PERSON", person=str(one.pk)))
    identifier = exception["grantException"]["exception"]["id"]
    tried = officer.data(ask, facts=OVER, person=str(one.pk))["decide"]
    revoked = officer.data(
        REVOKE,
        input={
            "id": identifier,
            "on": "2024-03-01",
            "authority": "县委",
            "authorityLevel": "COUNTY",
            "reason": "提前结束",
        },
    )["revokeException"]["exception"]

    assert tried == {
        "allowed": True,
        "exceptions": [{"id": identifier}],
        "findings": [{"severity": "WARN"}],
    }
    assert revoked == {
        "countsUntil": "2024-03-01",
        "revocation": {"on": "2024-03-01", "reason": "提前结束"},
    }
    assert officer.data(ask, facts=OVER, person=str(one.pk))["decide"]["allowed"] is False
    assert officer.data(ask, facts=OVER)["decide"]["allowed"] is False
    counts = officer.data("{ exceptionCounts { action clause year granted } }")["exceptionCounts"]
    assert counts == [{"action": APPOINT, "clause": "FQ-OVER", "year": 2024, "granted": 1}]


@pytest.mark.parametrize("role", ["VIEWER", "ADMINISTRATOR", "AUDITOR"])
def test_exceptions_are_granted_by_who_decides(asker, two_towns, role):
    assert asker(role).refusal(GRANT, input=wanted())["code"] == "FORBIDDEN"
    assert PolicyException.objects.count() == 0


def test_a_unit_officer_grants_nothing(asker, two_towns):
    home, *_ = two_towns

    refused = asker("UNIT_OFFICER", home).refusal(
        GRANT, input=wanted(scope="ORGANISATION", organisation=str(home.pk))
    )

    assert refused["code"] == "FORBIDDEN"
    assert PolicyException.objects.count() == 0


def test_a_unit_sees_its_own_exceptions_and_those_for_all(asker, two_towns):
    home, _, one, two, _ = two_towns
    own, others = (granted(About(person=person.pk), Scope.PERSON) for person in (one, two))
    common = granted()

    def seen(role, organisation=None) -> list[str]:
        answer = asker(role, organisation).data(EXCEPTIONS)
        return [edge["node"]["id"] for edge in answer["exceptions"]["edges"]]

    assert seen("UNIT_OFFICER", home) == [str(common.pk), str(own.pk)]
    assert seen("ORGANISATION_OFFICER") == [str(common.pk), str(others.pk), str(own.pk)]


def test_who_may_not_see_decisions_tries_no_exceptions(asker, two_towns):
    _, _, one, _, _ = two_towns

    refused = asker("ADMINISTRATOR").refusal(TRY, facts=OVER, person=str(one.pk))

    assert refused["permission"] == "decisions.see"


def test_the_exceptions_of_somebody_out_of_sight_are_not_tried(asker, two_towns):
    home, _, _, two, _ = two_towns

    refused = asker("UNIT_OFFICER", home).refusal(TRY, facts=OVER, person=str(two.pk))

    assert refused["code"] == "NOT_FOUND"
