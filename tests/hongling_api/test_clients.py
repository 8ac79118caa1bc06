"""Programs on the public host: tokens for minutes, regions and groups of indicators, limits, a log."""

from datetime import timedelta

import pytest
from browsing import CLERK
from django.db import connection
from django.utils import timezone
from figures import publish, tenant

from core.access import services as access
from core.access.models import ApiToken, RoleAssignment
from tenants.clients import services
from tenants.clients.models import ApiClient, ClientUse

FUQUAN, DUYUN = "522702", "522701"
ASK = """query ($region: String) {
  statistics(indicators: ["organisations"], region: $region, period: "2022") { value } }"""
LICENCES = '{ statistics(indicators: ["licences"], period: "2022") { value } }'


@pytest.fixture
def counties(db, empty_cache):
    publish(tenant("fuquan", FUQUAN), {("organisations", ""): (549, None)})
    publish(tenant("duyun", DUYUN), {("organisations", ""): (100, None)})


@pytest.fixture
def program(client_of, counties):
    """Register a program, fetch its token as OAuth says, and return it with a function that sends."""

    def make(**options):
        connection.set_schema_to_public()
        client, secret = services.register(
            **{"name": "县级平台", "regions": [FUQUAN], "actor": CLERK, **options}
        )
        http = client_of()
        granted = http.post(
            "/oauth/token",
            {"grant_type": "client_credentials", "client_id": str(client.pk), "client_secret": secret},
        )
        token = granted.json()["access_token"]

        def send(query, variables=None, **more):
            return http.post(
                "/graphql/",
                {"query": query, "variables": variables, **more},
                content_type="application/json",
                headers={"authorization": f"Bearer {token}"},
            )

        return client, send

    return make


def codes(response):
    return [error["extensions"]["code"] for error in response.json().get("errors", [])]


def test_a_token_lasts_minutes_and_is_stored_as_a_digest_only(program):
    program()

    row = ApiToken.objects.get()
    assert row.expires_at <= timezone.now() + timedelta(minutes=services.MINUTES)
    assert row.scopes == ["statistics.see"]
    assert len(bytes(row.digest)) == 32


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, 401, "invalid_client"),
        (
            {"grant_type": "client_credentials", "client_id": "x", "client_secret": "y"},
            401,
            "invalid_client",
        ),
    ],
)
def test_a_wrong_request_for_a_token_is_refused(client_of, db, empty_cache, form, status, error):
    connection.set_schema_to_public()

    answer = client_of().post("/oauth/token", form)

    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert not ApiToken.objects.exists()


def test_a_countys_program_reads_its_county_and_no_other(program):
    _, send = program()

    assert send(ASK, {"region": FUQUAN}).json()["data"]["statistics"] == [{"value": 549}]
    assert codes(send(ASK, {"region": DUYUN})) == ["FORBIDDEN"]
    assert codes(send(ASK, {"region": "522700"})) == ["FORBIDDEN"]


def test_a_region_that_is_taken_away_stops_the_next_request(program):
    client, send = program(regions=[FUQUAN, DUYUN])
    assert send(ASK, {"region": DUYUN}).json()["data"]["statistics"] == [{"value": 100}]

    assignment = RoleAssignment.objects.get(user_id=client.user_id, region_code=DUYUN)
    access.revoke_role(assignment=assignment, actor=CLERK)

    assert codes(send(ASK, {"region": DUYUN})) == ["FORBIDDEN"]


def test_a_group_of_indicators_that_is_taken_away_stops_the_next_request(program):
    client, send = program(groups=["core", "fuquan_licensing"])
    assert codes(send(LICENCES)) == []

    ApiClient.objects.filter(pk=client.pk).update(groups=["core"])

    assert codes(send(LICENCES)) == ["FORBIDDEN"]
    assert codes(send(ASK)) == []


def test_a_program_that_ended_is_refused_at_once(program):
    client, send = program()

    services.revoke(client=client.pk)

    assert (send(ASK).status_code, codes(send(ASK))) == (401, ["UNAUTHENTICATED"])


def test_so_many_requests_a_minute_and_no_more(program, monkeypatch):
    _, send = program(per_minute=2)
    monkeypatch.setattr("tenants.clients.middleware.time.time", lambda: 1_800_000_030.0)

    answers = [send(ASK) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].headers["Retry-After"] == "30"


def test_every_request_is_noted(program):
    client, send = program()

    send(ASK)

    [use] = ClientUse.objects.filter(client=client)
    assert (use.path, use.status) == ("/graphql/", 200)


def test_a_program_names_a_registered_query_by_its_digest(program):
    client, send = program(persisted_only=True)
    digest = services.allow(client=client, text=ASK)

    named = send(None, extensions={"persistedQuery": {"version": 1, "sha256Hash": digest}})

    assert named.json()["data"]["statistics"] == [{"value": 549}]


def test_a_program_with_registered_queries_sends_no_other(program):
    client, send = program(persisted_only=True)
    digest = services.allow(client=client, text=ASK)

    assert codes(send(LICENCES)) == ["PERSISTED_QUERY_NOT_FOUND"]
    assert codes(send(LICENCES, extensions={"persistedQuery": {"sha256Hash": digest}})) == [
        "PERSISTED_QUERY_NOT_FOUND"
    ]
