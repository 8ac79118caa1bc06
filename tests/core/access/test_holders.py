"""Who holds a permission where, and who has an address."""

import pytest
from browsing import CLERK
from django.utils import timezone

from core.access import selectors, services
from core.access.models import RoleAssignment, User
from core.identifiers import new

PLACE = new()


@pytest.fixture
def holder(in_beta):
    """Make a user with roles, each below an organisation or everywhere (None)."""

    def make(name: str, *roles: tuple) -> User:
        user = services.create_user(username=name, name=name, actor=CLERK)
        for role, place in roles:
            more = {} if place is None else {"organisation_id": place}
            services.grant_role(user=user, role=role, actor=CLERK, **more)
        return user

    return make


def test_holders_come_with_the_place_where_the_permission_counts(holder):
    whole = holder("zuzhibu", ("ORGANISATION_OFFICER", None), ("AUDITOR", None))
    unit = holder("zhen", ("UNIT_OFFICER", PLACE), ("VIEWER", None))
    holder("chayue", ("VIEWER", None))

    assert set(selectors.holders("obligations.change")) == {(whole.pk, None), (unit.pk, PLACE)}


def test_revoked_roles_and_users_who_are_shut_out_hold_nothing(holder):
    revoked, shut = holder("a1", ("UNIT_OFFICER", PLACE)), holder("a2", ("UNIT_OFFICER", PLACE))
    RoleAssignment.objects.filter(user=revoked).update(revoked_at=timezone.now())
    User.objects.filter(pk=shut.pk).update(is_active=False)

    assert selectors.holders("obligations.change") == []


def test_addresses_are_those_of_active_users_who_gave_one(holder):
    with_one, without, shut = holder("a1"), holder("a2"), holder("a3")
    for user in (with_one, shut):
        services.set_email(user_id=user.pk, email=f"{user.username}@example.cn", actor=CLERK)
    User.objects.filter(pk=shut.pk).update(is_active=False)

    asked = [user.pk for user in (with_one, without, shut)]
    assert selectors.addresses(asked) == {with_one.pk: "a1@example.cn"}


@pytest.mark.parametrize("email", ["李娜", "lina@", "@example.cn", f"{'l' * 250}@example.cn"])
def test_what_is_no_address_is_refused(holder, email):
    user = holder("a1")

    with pytest.raises(services.InvalidUser):
        services.set_email(user_id=user.pk, email=email, actor=CLERK)

    user.refresh_from_db()
    assert user.email == ""
