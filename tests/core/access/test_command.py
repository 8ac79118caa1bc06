"""`users`: accounts from the server's console."""

import re
from io import StringIO

import pytest
from browsing import sign_in
from django.core.management import CommandError, call_command
from django.utils import timezone

from core.access import selectors
from core.access.models import User


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("users", *arguments, stdout=out)
    return out.getvalue()


def create(*arguments: str) -> str:
    """Return the initial password."""
    return re.search(r"：(\S+)\n", run("create", "--username", "lina", "--name", "李娜", *arguments))[1]


@pytest.mark.parametrize(("host", "where"), [("on_alpha", ["--tenant", "alpha"]), ("on_public", [])])
def test_a_new_user_signs_in_with_the_initial_password_and_has_to_change_it(host, where, client_of, request):
    slug = request.getfixturevalue(host).slug
    password = create(*where)
    browser = client_of(slug)

    answer = sign_in(browser, password=password)

    assert answer.status_code == 302
    assert browser.get("/").headers["Location"] == "/accounts/password/change/"


def test_a_reset_password_replaces_the_forgotten_one(on_alpha, client_of):
    forgotten = create("--tenant", "alpha")

    fresh = re.search(r"：(\S+)\n", run("password", "--tenant", "alpha", "--username", "lina"))[1]

    assert sign_in(client_of("alpha"), password=forgotten).status_code == 200
    assert sign_in(client_of("alpha"), password=fresh).status_code == 302


def test_roles_are_granted_listed_and_revoked(on_alpha):
    create("--tenant", "alpha")

    run("grant", "--tenant", "alpha", "--username", "lina", "--role", "VIEWER")
    listed = run("list", "--tenant", "alpha")
    run("revoke", "--tenant", "alpha", "--username", "lina", "--role", "VIEWER")

    assert listed == "lina\t李娜\tVIEWER\n"
    assert run("list", "--tenant", "alpha") == "lina\t李娜\t-\n"


def test_a_province_administrator_gets_a_region(on_public):
    create()

    run("grant", "--username", "lina", "--role", "PROVINCE_ADMINISTRATOR", "--region", "520000")

    principal = selectors.principal(selectors.user_by_name("lina"))
    assert principal.may("tenants.change", region="522702") is True
    assert principal.may("tenants.change", region="360823") is False


def test_a_token_is_printed_once_and_acts_for_its_user(on_alpha):
    create("--tenant", "alpha")

    clear = run("token", "--tenant", "alpha", "--username", "lina", "--name", "报表", "--days", "1").strip()

    with on_alpha.schema():
        assert selectors.live_token(clear, at=timezone.now()).user.username == "lina"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["list", "--tenant", "gamma"], "没有代码为 gamma 的租户"),
        (["password", "--username", "nobody"], "没有用户 nobody"),
        (["grant", "--tenant", "alpha", "--username", "lina", "--role", "KING"], "这里没有角色 KING"),
        (
            ["revoke", "--tenant", "alpha", "--username", "lina", "--role", "VIEWER"],
            "没有该范围的角色 VIEWER",
        ),
        (["token", "--tenant", "alpha", "--username", "lina", "--name", "x", "--days", "0"], "晚于现在"),
    ],
)
def test_what_cannot_be_done_is_said_plainly(arguments, reason, on_alpha):
    create("--tenant", "alpha")

    with pytest.raises(CommandError, match=reason):
        run(*arguments)

    assert run("list", "--tenant", "alpha") == "lina\t李娜\t-\n"
    assert User.objects.count() == 0
