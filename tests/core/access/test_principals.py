"""Where a right counts."""

from uuid import UUID

import pytest

from core.access import permissions, principals
from core.access.principals import ANONYMOUS, EVERYWHERE, NOWHERE, HeldRole, Principal, Scope
from core.actors import Actor

TOWN, VILLAGE, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)


def someone(*held: HeldRole, realm: str = "tenant", only: set[str] | None = None) -> Principal:
    return Principal(
        actor=Actor(realm=realm, id="7", name="李娜"),
        user_id=UUID(int=7),
        username="lina",
        roles=held,
        grants=principals.grants(realm, held, only=only),
        via="session",
    )


def test_a_role_for_the_whole_tenant_counts_everywhere():
    principal = someone(HeldRole("VIEWER"))

    assert principal.scope("people.see") == EVERYWHERE
    assert principal.may("people.see", organisation=[VILLAGE, TOWN]) is True


def test_a_role_for_an_organisation_counts_there_and_below_only():
    principal = someone(HeldRole("UNIT_OFFICER", organisation=TOWN))

    assert principal.may("people.change") is True
    assert principal.may("people.change", organisation=[TOWN]) is True
    assert principal.may("people.change", organisation=[VILLAGE, TOWN]) is True
    assert principal.may("people.change", organisation=[OTHER]) is False
    assert principal.may("people.change", organisation=[]) is False


def test_seeing_everything_does_not_widen_what_may_be_changed():
    principal = someone(HeldRole("VIEWER"), HeldRole("UNIT_OFFICER", organisation=TOWN))

    assert principal.scope("people.see") == Scope(whole=True, organisations=frozenset({TOWN}))
    assert principal.scope("people.change") == Scope(organisations=frozenset({TOWN}))
    assert principal.may("people.see", organisation=[OTHER]) is True
    assert principal.may("people.change", organisation=[OTHER]) is False


@pytest.mark.parametrize(
    ("code", "expected"),
    [("520000", True), ("522702", True), ("530000", False), ("152702", False), ("000000", False)],
)
def test_a_province_administrator_acts_inside_the_province(code, expected):
    principal = someone(HeldRole("PROVINCE_ADMINISTRATOR", region="520000"), realm="public")

    assert principal.may("tenants.change", region=code) is expected


def test_a_region_that_ends_in_an_odd_number_of_zeros_keeps_its_level():
    assert principals.inside("500101", "500000") is True
    assert principals.inside("510100", "500000") is False
    assert principals.inside("521001", "521000") is True
    assert principals.inside("521101", "521000") is False


def test_the_signed_in_without_a_role_may_only_ask():
    assert someone().permissions == {"decide.ask"}


def test_a_role_of_the_other_realm_grants_nothing():
    assert someone(HeldRole("PLATFORM_ADMINISTRATOR")).permissions == {"decide.ask"}


def test_a_role_that_no_longer_exists_grants_nothing():
    assert someone(HeldRole("RETIRED")).permissions == {"decide.ask"}


def test_a_token_is_narrowed_to_its_scopes_and_never_widened():
    principal = someone(HeldRole("VIEWER"), only={"people.see", "people.change"})

    assert principal.permissions == {"people.see"}


def test_a_permission_that_was_not_granted_counts_nowhere():
    assert someone().scope("people.see") == NOWHERE


def test_a_stranger_may_nothing_anywhere():
    assert [code for code in permissions.PERMISSIONS if ANONYMOUS.may(code)] == []
    assert ANONYMOUS.may("people.see", organisation=[TOWN]) is False
    assert ANONYMOUS.scope("people.see") == NOWHERE


@pytest.mark.parametrize("principal", [ANONYMOUS, someone()])
def test_a_misspelt_permission_is_a_fault_and_not_a_refusal(principal):
    with pytest.raises(permissions.UnknownPermission):
        principal.may("people.sea")
