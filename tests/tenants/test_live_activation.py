"""A plugin installed by pip is switched on in one tenant while the web server runs."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import packages
import pytest
import servers
from browsing import new_token
from django.db import connection
from django_tenants.utils import tenant_context

from core.access.models import User
from core.appointments import services as appointments
from core.appointments.models import Appointment
from core.organisations import services as organisations
from core.organisations.models import Kind, Level, Sector
from core.people import services as people
from tenants import registry

QUERY = "{ sampleScheme { total topics } }"


@dataclass(frozen=True)
class House:
    """A web server that knows the sample plugin, commands with the owner's rights, and tokens."""

    server: servers.Server
    owner: dict[str, str]
    tokens: dict[str, str]

    def ask(self, slug: str, query: str = QUERY) -> dict[str, object]:
        """Return what a tenant's host answers."""
        return self.server.ask(f"{slug}.localhost", self.tokens[slug], query)

    def switch(self, how: str) -> None:
        """Switch the sample plugin of beta on or off by the command."""
        done = servers.run(self.owner, "tenants", "plugin", "beta", how, "sample_scheme")
        assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def house(child_environment, urls, django_db_blocker, tmp_path_factory) -> Iterator[House]:
    target = packages.install("sample_plugin", tmp_path_factory.mktemp("installed"))
    application = {
        **child_environment,
        "PYTHONPATH": os.pathsep.join([child_environment["PYTHONPATH"], str(target)]),
    }
    with django_db_blocker.unblock(), servers.serving(application) as server:
        tokens = {slug: _token(slug) for slug in ("alpha", "beta")}
        yield House(server, {**application, "HONGLING_ADMIN_DATABASE_URL": urls.owner}, tokens)
        for slug in tokens:
            with tenant_context(registry.by_schema(slug)):
                User.objects.filter(username="live-observer").delete()


def _token(slug: str) -> str:
    with tenant_context(registry.by_schema(slug)):
        return new_token("live-observer", "ORGANISATION_OFFICER")


def tables() -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE tablename LIKE 'sample\\_scheme\\_%%'"
        )
        return set(cursor.fetchall())


def test_a_plugin_appears_in_its_tenants_schema_only_and_goes_again_without_a_restart(house):
    assert house.ask("beta")["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    assert tables() == set()

    house.switch("on")

    assert house.ask("beta")["data"] == {"sampleScheme": {"total": 0, "topics": ["入户走访"]}}
    assert house.ask("alpha")["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    assert tables() == {
        ("beta", "sample_scheme_samplevisit"),
        ("beta", "sample_scheme_sampletopic"),
    }
    asked = '{ decide(action: "sample_scheme.visits", facts: {visits: 3}) { allowed outcome } }'
    assert house.ask("beta", asked)["data"] == {"decide": {"allowed": False, "outcome": {"missing": 1}}}

    added = house.ask("beta", 'mutation { recordSampleTopic(name: "座谈") { total } }')
    assert added["data"] == {"recordSampleTopic": {"total": 2}}

    house.switch("off")

    # Its topics are rows, so the tables and what is in them are kept for the next time.
    assert house.ask("beta")["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    assert len(tables()) == 2

    house.switch("on")

    assert house.ask("beta")["data"] == {"sampleScheme": {"total": 0, "topics": ["入户走访", "座谈"]}}
    with connection.cursor() as cursor:
        cursor.execute('SET ROLE hongling_owner; DELETE FROM beta."sample_scheme_sampletopic"; RESET ROLE')
    connection.close()
    house.switch("off")
    assert tables() == set()


@pytest.fixture
def held(house) -> Iterator[Appointment]:
    """A full-time post in beta that everybody sees; nothing of it is left afterwards."""
    with tenant_context(registry.by_schema("beta")):
        unit = organisations.found(
            name="丙镇党委",
            kind=Kind.COMMITTEE,
            sector=Sector.TOWNSHIP,
            level=Level.TOWNSHIP,
            division_code="360823",
            on=date(2020, 1, 1),
        )
        [row] = appointments.appoint_many(
            [
                Appointment(
                    person=people.register(name="张三"),
                    organisation=unit,
                    basis=Appointment.Basis.FULL_TIME,
                    from_on=date(2021, 1, 1),
                )
            ]
        )
    yield row
    tables = ("decisionrecord", "appointmentchange", "appointment", "person")
    tables += ("organisationchange", "organisationperiod", "organisation")
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE hongling_owner")
        for table in tables:
            cursor.execute(f"DELETE FROM beta.core_{table}")
        cursor.execute("RESET ROLE")
    connection.close()


def test_its_law_is_asked_about_the_cores_writes_while_it_is_on(house, held):
    end = f"""mutation {{ endAppointment(input: {{id: "{held.pk}", version: 1, on: "2026-06-30",
        endReason: RESIGNED}}) {{ appointment {{ untilOn }} decisions {{ action }} }} }}"""

    house.switch("on")
    [refused] = house.ask("beta", end)["errors"]
    house.switch("off")
    ended = house.ask("beta", end)["data"]["endAppointment"]

    assert refused["extensions"]["code"] == "REFUSED"
    assert [finding["code"] for finding in refused["extensions"]["findings"]] == ["SAMPLE-VISITS"]
    assert ended == {"appointment": {"untilOn": "2026-06-30"}, "decisions": []}
