"""What a session is worth, where, and for how long."""

from uuid import UUID

import pytest
from browsing import PASSWORD, csrf_token, sign_in, signed_in_as, submit
from django.conf import settings
from django.contrib.sessions.models import Session

from core.access import services
from core.access.models import RoleAssignment, User
from core.actors import SYSTEM

COOKIE = settings.SESSION_COOKIE_NAME


def test_the_key_of_the_session_changes_with_the_sign_in(anywhere, client_of):
    anywhere.user()
    browser = client_of(anywhere.slug)
    browser.get("/accounts/login/")
    planted = browser.cookies[COOKIE].value

    sign_in(browser)

    assert browser.cookies[COOKIE].value != planted
    with anywhere.schema():
        assert Session.objects.filter(session_key=planted).count() == 0


def test_the_cookie_is_bound_to_its_host(on_alpha, client_of):
    on_alpha.user()
    browser = client_of("alpha")
    sign_in(browser)

    cookie = browser.cookies[COOKIE]

    assert cookie["domain"] == ""
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize("slug", ["beta", None])
def test_a_session_of_one_host_is_worth_nothing_on_another(slug, on_alpha, on_beta, on_public, client_of):
    for host in (on_alpha, on_beta, on_public):
        host.user()
    browser, stranger = client_of("alpha"), client_of(slug)
    sign_in(browser)

    stranger.cookies[COOKIE] = browser.cookies[COOKIE].value

    assert signed_in_as(stranger) is None
    assert signed_in_as(browser) == "lina"


def test_even_a_copied_session_and_user_are_worth_nothing_in_another_schema(on_alpha, on_beta, client_of):
    user = on_alpha.user()
    browser, stranger = client_of("alpha"), client_of("beta")
    sign_in(browser)
    key = browser.cookies[COOKIE].value
    with on_alpha.schema():
        row = Session.objects.filter(session_key=key).values().get()
    with on_beta.schema():
        User.objects.create(id=user.id, username=user.username, name=user.name, password=user.password)
        Session.objects.create(**row)

    stranger.cookies[COOKIE] = key

    assert signed_in_as(stranger) is None


@pytest.mark.parametrize("slug", ["beta", None])
def test_a_page_token_of_one_host_is_worth_nothing_on_another(slug, on_alpha, on_beta, on_public, client_of):
    for host in (on_alpha, on_beta, on_public):
        host.user()
    stolen = csrf_token(client_of("alpha").get("/accounts/login/"))
    browser = client_of(slug)
    browser.get("/accounts/login/")

    answer = browser.post(
        "/accounts/login/", {"csrfmiddlewaretoken": stolen, "username": "lina", "password": PASSWORD}
    )

    assert answer.status_code == 403
    assert signed_in_as(browser) is None


def test_signing_out_ends_the_session_for_good(anywhere, client_of):
    anywhere.user()
    browser = client_of(anywhere.slug)
    sign_in(browser)
    kept = browser.cookies[COOKIE].value

    answer = submit(browser, "/accounts/logout/")
    browser.cookies[COOKIE] = kept

    assert answer.headers["Location"] == "/accounts/login/"
    assert signed_in_as(browser) is None


def test_a_link_cannot_sign_anybody_out(on_alpha, client_of):
    on_alpha.user()
    browser = client_of("alpha")
    sign_in(browser)

    browser.get("/accounts/logout/")

    assert signed_in_as(browser) == "lina"


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(anywhere, client_of):
    anywhere.user()
    here, elsewhere = client_of(anywhere.slug), client_of(anywhere.slug)
    sign_in(here)
    sign_in(elsewhere)

    submit(
        here,
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "Xin-de-mima-1", "password2": "Xin-de-mima-1"},
    )

    assert signed_in_as(here) == "lina"
    assert signed_in_as(elsewhere) is None


def test_a_user_who_is_locked_out_is_out_with_the_next_request(on_alpha, client_of):
    user = on_alpha.user()
    browser = client_of("alpha")
    sign_in(browser)

    with on_alpha.schema():
        services.set_active(user=user, active=False, actor=SYSTEM)

    assert signed_in_as(browser) is None


def test_a_revoked_role_ends_with_the_next_request(on_alpha, client_of):
    on_alpha.user(roles=("VIEWER",))
    browser = client_of("alpha")
    sign_in(browser)
    before = browser.get("/").content.decode()

    with on_alpha.schema():
        services.revoke_role(assignment=RoleAssignment.objects.get(), actor=SYSTEM)

    assert "查阅人员" in before
    assert "尚未授予角色" in browser.get("/").content.decode()


def test_user_and_roles_cost_three_statements_whatever_the_number_of_roles(
    on_alpha, client_of, django_assert_num_queries
):
    user = on_alpha.user(roles=("VIEWER",))
    browser = client_of("alpha")
    sign_in(browser)
    browser.get("/accounts/logout/")

    # The change into the tenant's role, the session, and the user with all roles.
    with django_assert_num_queries(3):
        browser.get("/accounts/logout/")
    with on_alpha.schema():
        services.grant_role(user=user, role="REVIEWER", organisation_id=UUID(int=1), actor=SYSTEM)
        services.grant_role(user=user, role="UNIT_OFFICER", organisation_id=UUID(int=1), actor=SYSTEM)
    with django_assert_num_queries(3):
        browser.get("/accounts/logout/")


def test_a_stranger_without_a_cookie_costs_no_query(on_alpha, client_of, django_assert_num_queries):
    client_of("alpha").get("/")

    with django_assert_num_queries(0):
        client_of("alpha").get("/")
