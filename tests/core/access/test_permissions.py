"""Which role holds which permission: the whole table, so that no right is added unseen."""

import pytest

from core.access import permissions
from core.access.permissions import Mark

SEE = {
    "organisations.see",
    "people.see",
    "assessments.see",
    "credentials.see",
    "training.see",
    "obligations.see",
    "honours.see",
    "projects.see",
    "surveys.see",
    "schemes.see",
    "decisions.see",
    "policies.see",
    "statistics.see",
}
UNIT = {
    "organisations.change",
    "people.change",
    "assessments.change",
    "training.change",
    "obligations.change",
    "talks.see",
    "talks.change",
    "honours.change",
    "projects.change",
    "surveys.change",
    "schemes.change",
    "decide.policy",
}
REGISTRY = {"tenants.see", "tenants.change", "policies.see", "policies.change", "statistics.see"}
GRANTED = {
    ("tenant", "ADMINISTRATOR"): {"users.see", "users.change", "decide.policy"},
    ("tenant", "AUDITOR"): {"audit.see"},
    ("tenant", "ORGANISATION_OFFICER"): SEE
    | UNIT
    | {
        "credentials.change",
        "decisions.change",
        "policies.change",
        "cases.review",
        "identity.see",
        "reports.submit",
    },
    ("tenant", "UNIT_OFFICER"): SEE | UNIT,
    ("tenant", "REVIEWER"): {"cases.review"},
    ("tenant", "VIEWER"): SEE,
    ("public", "PLATFORM_ADMINISTRATOR"): REGISTRY | {"users.see", "users.change"},
    ("public", "PROVINCE_ADMINISTRATOR"): REGISTRY | {"reports.decide"},
    ("public", "STATISTICS_READER"): {"tenants.see", "statistics.see"},
    ("public", "AUDITOR"): {"audit.see"},
}


def test_the_table_names_every_role():
    assert {(role.realm, role.code) for role in permissions.ROLES} == set(GRANTED)


@pytest.mark.parametrize("permission", permissions.PERMISSIONS)
@pytest.mark.parametrize(("realm", "code"), GRANTED)
def test_a_role_may_what_the_table_says_and_nothing_else(realm, code, permission):
    role = permissions.role(realm, code)
    expected = permission in GRANTED[realm, code] or permission == "decide.ask"

    assert permissions.allowed(role, Mark("requires", permission)) is expected


@pytest.mark.parametrize("permission", permissions.PERMISSIONS)
def test_a_stranger_may_nothing_that_asks_for_a_permission(permission):
    assert permissions.allowed(None, Mark("requires", permission)) is False


def test_a_stranger_may_only_what_is_open_to_anyone():
    assert permissions.allowed(None, Mark("anyone")) is True
    assert permissions.allowed(None, Mark("signed_in")) is False


def test_every_role_may_what_is_open_to_the_signed_in():
    assert all(permissions.allowed(role, Mark("signed_in")) for role in permissions.ROLES)


@pytest.mark.parametrize("code", ["ADMINISTRATOR", "PLATFORM_ADMINISTRATOR"])
def test_who_grants_rights_is_not_who_audits(code):
    assert frozenset({code, "AUDITOR"}) in permissions.INCOMPATIBLE


@pytest.mark.parametrize("realm", ["tenant", "public"])
def test_nobody_who_manages_users_changes_people(realm):
    both = {"users.change", "people.change"}

    assert [role.code for role in permissions.roles(realm) if both <= role.permissions] == []


def test_a_permission_that_does_not_exist_is_a_fault_of_the_program():
    with pytest.raises(permissions.UnknownPermission, match=r"people\.sea"):
        Mark("requires", "people.sea")
