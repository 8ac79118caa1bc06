"""With broker and cache away, people and programs go on working."""

import http.client
import re
import socket
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator

import pytest
import root_fields
import servers
from browsing import PASSWORD, new_token
from django_tenants.utils import tenant_context

from core.access.models import User
from core.decisions.models import PolicyVersion
from tenants import registry
from tenants.connections import connection


@pytest.fixture(scope="module")
def token(django_db_setup, django_db_blocker) -> Iterator[str]:
    """A committed officer of tenant alpha."""
    with django_db_blocker.unblock():
        connection.set_schema_to_public()
        record = registry.by_schema("alpha")
        assert record is not None
        with tenant_context(record):
            clear = new_token("lonely", "ORGANISATION_OFFICER", password=PASSWORD)
        yield clear
        with tenant_context(record):
            PolicyVersion.objects.filter(effective_from="2030-01-01").delete()
            User.objects.filter(username="lonely").delete()
        connection.set_schema_to_public()


@pytest.fixture(scope="module")
def server(child_environment, token) -> Iterator[servers.Server]:
    """The product with the address of a broker that refuses every connection."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        away = f"redis://127.0.0.1:{unused.getsockname()[1]}/0"
        with servers.serving({**child_environment, "HONGLING_BROKER_URL": away}) as running:
            yield running


@pytest.mark.parametrize("name", sorted(root_fields.TENANT_QUERIES))
def test_every_question_is_answered_as_ever(server, web, token, name):
    query = root_fields.TENANT_QUERIES[name]

    assert server.ask("alpha.localhost", token, query) == web.ask("alpha.localhost", token, query)


def test_a_change_is_made(server, token):
    answer = server.ask("alpha.localhost", token, root_fields.TENANT_MUTATIONS["enactPolicy"])

    assert answer["data"]["enactPolicy"]["policyVersion"]["id"]


def test_people_sign_in(server):
    # Not every resolver knows names below localhost, so host and cookie travel in headers of our own.
    browser = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    browser.request("GET", "/accounts/login/", headers={"Host": "alpha.localhost"})
    page = browser.getresponse()
    cookie = page.headers["Set-Cookie"].split(";")[0]
    form = {
        "csrfmiddlewaretoken": re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.read().decode())[
            1
        ],
        "username": "lonely",
        "password": PASSWORD,
    }
    headers = {
        "Host": "alpha.localhost",
        "Cookie": cookie,
        "Content-Type": "application/x-www-form-urlencoded",
    }

    browser.request("POST", "/accounts/login/", urllib.parse.urlencode(form), headers)
    answer = browser.getresponse()

    assert (answer.status, answer.headers["Location"]) == (302, "/")


def test_readiness_names_the_broker(server):
    with pytest.raises(urllib.error.HTTPError) as unready:
        urllib.request.urlopen(server.url("/readyz"), timeout=60)

    assert unready.value.code == 503
    assert '"broker"' in unready.value.read().decode()
