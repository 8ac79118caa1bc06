"""What was given out on one host is worth nothing on another, root field by root field."""

from dataclasses import dataclass

import pytest
import root_fields
from browsing import PASSWORD, csrf_token, new_token, sign_in, signed_in_as
from django.conf import settings
from django.test import Client
from django_tenants.utils import schema_context, tenant_context

from core.decisions.models import PolicyVersion
from tenants.models import Domain, Tenant

ROLES = {"tenant": "ORGANISATION_OFFICER", "public": "PLATFORM_ADMINISTRATOR"}
OPERATIONS = {
    "tenant": root_fields.TENANT_QUERIES | root_fields.TENANT_MUTATIONS,
    "public": root_fields.PUBLIC_QUERIES | root_fields.PUBLIC_MUTATIONS,
}


@dataclass(frozen=True)
class Credentials:
    """A user of the same name and password on every host, and each host's token."""

    tokens: dict[str, str]


@pytest.fixture
def credentials(alpha, beta) -> Credentials:
    tokens = {}
    for name, context in (
        ("alpha", tenant_context(alpha)),
        ("beta", tenant_context(beta)),
        ("public", schema_context("public")),
    ):
        with context:
            role = ROLES["public" if name == "public" else "tenant"]
            tokens[name] = new_token("lina", role, password=PASSWORD)
    return Credentials(tokens)


@pytest.fixture(params=["localhost", "hl.example"])
def public_host(request, alpha, beta, settings) -> str:
    """The product under the demo's name, and under one where browsers share cookies of sibling hosts."""
    settings.PUBLIC_HOST = request.param
    settings.ALLOWED_HOSTS = [request.param, f".{request.param}"]
    for tenant in Tenant.objects.exclude(domains__domain__endswith=request.param):
        Domain.objects.create(tenant=tenant, domain=f"{tenant.schema_name}.{request.param}", is_primary=False)
    return request.param


def browser(public_host: str, name: str) -> Client:
    host = public_host if name == "public" else f"{name}.{public_host}"
    return Client(headers={"host": host}, enforce_csrf_checks=True)


def ask(client: Client, query: str, **headers: str):
    return client.post("/graphql/", {"query": query}, content_type="application/json", headers=headers)


PAIRS = [(one, other) for one in ("alpha", "beta", "public") for other in ("alpha", "beta", "public")]
ELSEWHERE = [pair for pair in PAIRS if pair[0] != pair[1]]


@pytest.mark.parametrize(("home", "elsewhere"), ELSEWHERE)
def test_a_token_opens_no_root_field_elsewhere(credentials, public_host, home, elsewhere):
    client = browser(public_host, elsewhere)

    for query in OPERATIONS["public" if elsewhere == "public" else "tenant"].values():
        answer = ask(client, query, authorization=f"Bearer {credentials.tokens[home]}")
        assert answer.status_code == 401
        assert "data" not in answer.json()


@pytest.mark.parametrize("home", ["alpha", "beta", "public"])
def test_a_token_opens_its_own_host(credentials, public_host, home):
    answer = ask(
        browser(public_host, home),
        "{ me { username } }",
        authorization=f"Bearer {credentials.tokens[home]}",
    )

    assert answer.json()["data"] == {"me": {"username": "lina"}}


@pytest.mark.parametrize(("home", "elsewhere"), ELSEWHERE)
def test_a_session_planted_by_a_sibling_host_signs_nobody_in(credentials, public_host, home, elsewhere):
    at_home, victim = browser(public_host, home), browser(public_host, elsewhere)
    sign_in(at_home)

    victim.cookies[settings.SESSION_COOKIE_NAME] = at_home.cookies[settings.SESSION_COOKIE_NAME].value

    assert signed_in_as(victim) is None
    assert signed_in_as(at_home) == "lina"


@pytest.mark.parametrize(("home", "elsewhere"), ELSEWHERE)
def test_a_session_cookie_names_no_domain(credentials, public_host, home, elsewhere):
    client = browser(public_host, home)
    sign_in(client)

    assert client.cookies[settings.SESSION_COOKIE_NAME]["domain"] == ""


@pytest.mark.parametrize(("home", "elsewhere"), [("alpha", "beta"), ("public", "beta")])
def test_a_csrf_token_from_elsewhere_changes_nothing(credentials, public_host, home, elsewhere, beta):
    at_home, victim = browser(public_host, home), browser(public_host, elsewhere)
    sign_in(at_home)
    sign_in(victim)
    stolen = csrf_token(at_home.get("/accounts/password/change/"))

    answer = ask(victim, root_fields.TENANT_MUTATIONS["enactPolicy"], **{"x-csrftoken": stolen})

    assert answer.status_code == 403
    with tenant_context(beta):
        assert not PolicyVersion.objects.filter(plugin="fuquan_licensing").exists()


@pytest.mark.parametrize("name", ["alpha", "public"])
def test_a_stranger_learns_nothing_from_any_root_field(credentials, public_host, name):
    client = browser(public_host, name)
    client.get("/accounts/login/")

    for query in OPERATIONS["public" if name == "public" else "tenant"].values():
        answer = Client(headers={"host": client.defaults["HTTP_HOST"]}).post(
            "/graphql/", {"query": query}, content_type="application/json"
        )
        assert {error["extensions"]["code"] for error in answer.json()["errors"]} == {"UNAUTHENTICATED"}
        assert not any((answer.json().get("data") or {}).values())


@pytest.mark.parametrize(
    "host", ["gamma.localhost", "localhost.evil.example", "evil.example", "alpha.localhost.evil"]
)
def test_an_unknown_host_serves_nothing(alpha, host):
    answer = Client(headers={"host": host}).get("/")

    assert answer.status_code in (400, 404)
