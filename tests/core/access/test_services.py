"""Users, roles and tokens, as written."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from core.access import selectors, services, tokens
from core.access.models import ApiToken, RoleAssignment, User
from core.actors import Actor

CLERK = Actor(realm="tenant", id="1", name="管理员")
PASSWORD = "Guihua-2026-xiang"
TOWN = UUID(int=1)

pytestmark = pytest.mark.usefixtures("in_alpha")


def make_user(username: str = "lina", **more) -> User:
    return services.create_user(username=username, name="李娜", actor=CLERK, **more)


def codes_of(username: str) -> list[str]:
    return [row["code"] for row in selectors.user_by_name(username).held]


def in_an_hour():
    return timezone.now() + timedelta(hours=1)


def test_a_user_is_found_under_any_spelling_of_the_name():
    user = make_user("ＬiNa ", password=PASSWORD)

    assert user.username == "lina"
    assert selectors.user_by_name("LINA") == user
    assert user.check_password(PASSWORD) is True
    assert user.password.startswith("argon2$")
    assert user.id.version == 7


def test_a_name_that_is_taken_is_refused_in_another_spelling():
    make_user("lina")

    with pytest.raises(services.InvalidUser, match="lina 已被使用"):
        make_user("ＬＩＮＡ")

    assert User.objects.count() == 1


@pytest.mark.parametrize("username", ["", "x", "a b", "a/b", "a" * 65])
def test_a_name_that_nobody_could_type_is_refused(username):
    with pytest.raises(services.InvalidUser, match="用户名须为 2 至 64 个字符"):
        make_user(username)

    assert User.objects.count() == 0


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("Ab1-56789", "至少 10 个字符"),
        ("abcdefgh12", "三种"),
        ("Password123", "常见"),
        ("Lina-lina1", "相似"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(password, reason):
    with pytest.raises(services.WeakPassword, match=reason):
        make_user("lina-lina", password=password)

    assert User.objects.count() == 0


def test_a_password_of_ten_characters_of_three_kinds_is_strong_enough():
    assert make_user(password="Ab1xyzwvut").check_password("Ab1xyzwvut") is True


def test_a_new_password_replaces_the_first_one():
    user = make_user(password=PASSWORD, must_change_password=True)
    before = user.get_session_auth_hash()

    services.set_password(user=user, password="Xin-de-mima-1", actor=CLERK)

    user.refresh_from_db()
    assert user.must_change_password is False
    assert user.check_password("Xin-de-mima-1") is True
    assert user.get_session_auth_hash() != before


def test_a_refused_password_leaves_the_old_one():
    user = make_user(password=PASSWORD)

    with pytest.raises(services.WeakPassword):
        services.set_password(user=user, password="short", actor=CLERK)

    user.refresh_from_db()
    assert user.check_password(PASSWORD) is True


def test_a_role_counts_from_the_grant_to_the_revocation():
    user = make_user()

    assignment = services.grant_role(user=user, role="VIEWER", actor=CLERK)
    granted = codes_of("lina")
    ended = services.revoke_role(assignment=assignment, actor=CLERK)

    assert granted == ["VIEWER"]
    assert ended is True
    assert codes_of("lina") == []
    assert services.revoke_role(assignment=assignment, actor=CLERK) is False


def test_a_role_granted_twice_is_held_once():
    user = make_user()

    first = services.grant_role(user=user, role="VIEWER", actor=CLERK)
    second = services.grant_role(user=user, role="VIEWER", actor=CLERK)

    assert first == second
    assert RoleAssignment.objects.count() == 1


def test_a_revoked_role_can_be_granted_again_and_its_history_stays():
    user = make_user()
    services.revoke_role(assignment=services.grant_role(user=user, role="VIEWER", actor=CLERK), actor=CLERK)

    services.grant_role(user=user, role="VIEWER", actor=CLERK)

    assert codes_of("lina") == ["VIEWER"]
    assert RoleAssignment.objects.count() == 2


@pytest.mark.parametrize(
    ("role", "place", "reason"),
    [
        ("PLATFORM_ADMINISTRATOR", {}, "这里没有角色"),
        ("KING", {}, "这里没有角色"),
        ("UNIT_OFFICER", {}, "须限定范围，请指定所在党组织"),
        ("ADMINISTRATOR", {"organisation_id": TOWN}, "不能限定到"),
        ("VIEWER", {"region_code": "520000"}, "不能限定到"),
    ],
)
def test_a_role_that_does_not_fit_is_refused(role, place, reason):
    user = make_user()

    with pytest.raises(services.RoleRefused, match=reason):
        services.grant_role(user=user, role=role, actor=CLERK, **place)

    assert codes_of("lina") == []


def test_administrator_and_auditor_are_two_people():
    user = make_user()
    services.grant_role(user=user, role="ADMINISTRATOR", actor=CLERK)

    with pytest.raises(services.RoleRefused, match="不同人员"):
        services.grant_role(user=user, role="AUDITOR", actor=CLERK)

    assert codes_of("lina") == ["ADMINISTRATOR"]


def test_the_principal_carries_who_and_where():
    user = make_user()
    services.grant_role(user=user, role="UNIT_OFFICER", organisation_id=TOWN, actor=CLERK)

    principal = selectors.principal(selectors.user_by_name("lina"))

    assert principal.actor == Actor(realm="tenant", id=str(user.id), name="李娜")
    assert principal.may("people.change", organisation=[TOWN]) is True
    assert principal.may("people.change", organisation=[UUID(int=2)]) is False


def test_a_token_is_stored_as_a_digest_only():
    row, clear = services.issue_token(user=make_user(), name="报表", expires_at=in_an_hour(), actor=CLERK)

    row.refresh_from_db()
    assert clear.startswith("hlk_")
    assert len(clear) == 47
    assert bytes(row.digest) == tokens.digest(clear)
    assert clear not in str(ApiToken.objects.values().get())


def test_a_token_counts_until_the_instant_at_which_it_ends():
    row, clear = services.issue_token(user=make_user(), name="报表", expires_at=in_an_hour(), actor=CLERK)

    assert selectors.live_token(clear, at=row.expires_at - timedelta(microseconds=1)) == row
    assert selectors.live_token(clear, at=row.expires_at) is None


def test_a_revoked_token_counts_no_longer():
    row, clear = services.issue_token(user=make_user(), name="报表", expires_at=in_an_hour(), actor=CLERK)

    services.revoke_token(token=row, actor=CLERK)

    assert selectors.live_token(clear, at=timezone.now()) is None


def test_a_token_ends_with_its_user():
    user = make_user()
    _, clear = services.issue_token(user=user, name="报表", expires_at=in_an_hour(), actor=CLERK)

    services.set_active(user=user, active=False, actor=CLERK)

    assert selectors.live_token(clear, at=timezone.now()) is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"name": " "}, "写明用途"),
        ({"expires_at": timezone.now() - timedelta(seconds=1)}, "晚于现在"),
        ({"scopes": ["people.sea"]}, "people.sea"),
    ],
)
def test_a_token_that_makes_no_sense_is_refused(change, reason):
    wanted = {"name": "报表", "expires_at": in_an_hour(), **change}
    user = make_user()

    with pytest.raises(services.TokenRefused, match=reason):
        services.issue_token(user=user, actor=CLERK, **wanted)

    assert ApiToken.objects.count() == 0


def test_the_use_of_a_token_is_noted_once_an_hour():
    row, _ = services.issue_token(user=make_user(), name="报表", expires_at=in_an_hour(), actor=CLERK)
    first = timezone.now()

    for at in (first, first + timedelta(minutes=59), first + timedelta(minutes=60)):
        row.refresh_from_db()
        services.note_use(token=row, at=at)

    row.refresh_from_db()
    assert row.last_used_at == first + timedelta(minutes=60)


def test_user_roles_and_token_are_read_in_one_query(django_assert_num_queries):
    user = make_user()
    for role in ("VIEWER", "REVIEWER"):
        services.grant_role(user=user, role=role, actor=CLERK)
    _, clear = services.issue_token(user=user, name="报表", expires_at=in_an_hour(), actor=CLERK)

    with django_assert_num_queries(1):
        token = selectors.live_token(clear, at=timezone.now())
        principal = selectors.principal(token.user, token=token)

    assert [held.code for held in principal.roles] == ["VIEWER", "REVIEWER"]
