"""API tokens in the `Authorization` header."""

from datetime import timedelta

import pytest
from browsing import sign_in, signed_in_as
from django.utils import timezone

from core.access import selectors, services
from core.actors import SYSTEM


def token_for(host, user, **more) -> str:
    with host.schema():
        _, clear = services.issue_token(
            user=user,
            name="报表",
            actor=SYSTEM,
            **{"expires_at": timezone.now() + timedelta(hours=1), **more},
        )
    return clear


def ask(client, clear: str, query: str = "{ me { username permissions } }", *, scheme: str = "Bearer"):
    return client.post(
        "/graphql/",
        {"query": query},
        content_type="application/json",
        headers={"Authorization": f"{scheme} {clear}"},
    )


def test_a_token_answers_who_it_acts_for_without_cookie_or_page_token(anywhere, client_of):
    clear = token_for(anywhere, anywhere.user())

    answer = ask(client_of(anywhere.slug), clear)

    assert answer.status_code == 200
    assert answer.json()["data"]["me"] == {"username": "lina", "permissions": ["decide.ask"]}
    assert "Set-Cookie" not in answer.headers


def test_the_scheme_may_be_written_in_any_case(on_alpha, client_of):
    assert ask(client_of("alpha"), token_for(on_alpha, on_alpha.user()), scheme="bearer").status_code == 200


def test_a_token_is_narrowed_to_its_scopes(on_alpha, client_of):
    clear = token_for(on_alpha, on_alpha.user(roles=("VIEWER",)), scopes=["people.see", "audit.see"])

    answer = ask(client_of("alpha"), clear)

    assert answer.json()["data"]["me"]["permissions"] == ["people.see"]


@pytest.mark.parametrize("clear", ["", "hlk_", "hlk_" + "A" * 43, "x" * 5000, "红领"])
def test_what_is_no_token_is_refused(clear, anywhere, client_of):
    anywhere.user()

    answer = ask(client_of(anywhere.slug), clear.encode().decode("latin-1"))

    assert answer.status_code == 401
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


@pytest.mark.parametrize("slug", ["beta", None])
def test_a_token_of_one_host_is_worth_nothing_on_another(slug, on_alpha, on_beta, on_public, client_of):
    for host in (on_beta, on_public):
        host.user()
    clear = token_for(on_alpha, on_alpha.user())

    assert ask(client_of(slug), clear).status_code == 401
    assert ask(client_of("alpha"), clear).status_code == 200


def test_a_revoked_token_is_refused_with_the_next_request(on_alpha, client_of):
    clear = token_for(on_alpha, on_alpha.user())
    with on_alpha.schema():
        services.revoke_token(token=selectors.live_token(clear, at=timezone.now()), actor=SYSTEM)

    assert ask(client_of("alpha"), clear).status_code == 401


def test_a_bad_token_is_refused_even_beside_a_good_session(on_alpha, client_of):
    on_alpha.user()
    browser = client_of("alpha")
    sign_in(browser)

    assert ask(browser, "hlk_" + "A" * 43).status_code == 401
    assert signed_in_as(browser) == "lina"


def test_a_token_opens_no_page(on_alpha, client_of):
    clear = token_for(on_alpha, on_alpha.user())

    answer = client_of("alpha").get(
        "/accounts/password/change/", headers={"Authorization": f"Bearer {clear}"}
    )

    assert answer.headers["Location"] == "/accounts/login/?next=/accounts/password/change/"


def test_a_session_at_the_api_needs_the_token_of_the_page(on_alpha, client_of):
    on_alpha.user()
    browser = client_of("alpha")
    sign_in(browser)

    answer = browser.post("/graphql/", {"query": "{ me { username } }"}, content_type="application/json")

    assert answer.status_code == 403
    assert "lina" not in answer.content.decode()


def test_a_token_costs_two_statements_whatever_the_number_of_roles(
    on_alpha, client_of, django_assert_num_queries
):
    user = on_alpha.user(roles=("VIEWER", "REVIEWER"))
    clear, client = token_for(on_alpha, user), client_of("alpha")
    ask(client, clear)

    # The change into the tenant's role, and the token with its user and all roles.
    with django_assert_num_queries(2):
        ask(client, clear)
