"""Marks on resolvers."""

from types import SimpleNamespace
from uuid import UUID

import pytest

from core.access import declare, permissions, principals
from core.access.permissions import Mark
from core.access.principals import ANONYMOUS, HeldRole, Principal
from core.actors import Actor

CALLS: list[str] = []


@declare.requires("people.see")
def people(root, info, *, first=10):
    """List people."""
    CALLS.append("people")
    return first


@declare.signed_in
def me(root, info):
    return info.context.principal.username


@declare.anyone
def version(root, info):
    return "1"


@pytest.fixture(autouse=True)
def no_calls():
    CALLS.clear()


def asked_by(principal):
    return SimpleNamespace(context=SimpleNamespace(principal=principal))


def someone(*codes: str, must_change_password: bool = False) -> Principal:
    held = tuple(HeldRole(code) for code in codes)
    return Principal(
        actor=Actor(realm="tenant", id="7", name="李娜"),
        user_id=UUID(int=7),
        username="lina",
        roles=held,
        grants=principals.grants("tenant", held),
        via="session",
        must_change_password=must_change_password,
    )


def test_a_resolver_carries_its_mark_and_keeps_its_name():
    assert people.__access__ == Mark("requires", "people.see")
    assert me.__access__ == Mark("signed_in")
    assert version.__access__ == Mark("anyone")
    assert (people.__name__, people.__doc__) == ("people", "List people.")


def test_who_has_the_permission_is_answered():
    assert people(None, asked_by(someone("VIEWER")), first=3) == 3


def test_who_lacks_the_permission_is_refused_before_the_resolver_runs():
    with pytest.raises(declare.AccessDenied) as refusal:
        people(None, asked_by(someone("REVIEWER")))

    assert refusal.value.code == "FORBIDDEN"
    assert refusal.value.message.startswith("您没有“查看党务工作者”的权限（people.see）")
    assert CALLS == []


@pytest.mark.parametrize("field", [people, me])
def test_a_stranger_is_told_to_sign_in(field):
    with pytest.raises(declare.NotAuthenticated) as refusal:
        field(None, asked_by(ANONYMOUS))

    assert refusal.value.code == "UNAUTHENTICATED"
    assert CALLS == []


def test_a_stranger_is_answered_where_anyone_is():
    assert version(None, asked_by(ANONYMOUS)) == "1"


def test_the_first_password_opens_nothing_but_what_the_signed_in_may():
    principal = someone("ORGANISATION_OFFICER", must_change_password=True)

    with pytest.raises(declare.AccessDenied, match="初始密码"):
        people(None, asked_by(principal))
    assert me(None, asked_by(principal)) == "lina"
    assert CALLS == []


def test_a_mark_with_an_unknown_permission_is_a_fault_when_the_program_starts():
    with pytest.raises(permissions.UnknownPermission):
        declare.requires("people.sea")
