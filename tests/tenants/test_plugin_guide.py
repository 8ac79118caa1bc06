"""Who has read only the plugin guide has a scheme that works: its package is installed and run."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import guides
import packages
import pytest
import servers
from browsing import new_token
from django.conf import settings
from django.db import connection
from django_tenants.utils import tenant_context
from faults import racing, towns

from core.appointments import services as appointments
from core.appointments.models import Appointment
from core.people import services as people
from tenants import provisioning, registry, states
from tenants.models import TenantState

SLUG, PLUGIN = "guide_reader", "home_visits"
_DEMO = """
import django
django.setup()
from core import plugins
from core.demo import Demo
print(plugins.describe("home_visits", "demo", expected=Demo).slug)
"""


@dataclass(frozen=True)
class House:
    """A web server with the guide's package installed, and a token of the tenant that runs it."""

    server: servers.Server
    environment: dict[str, str]
    token: str
    post: Appointment

    def ask(self, query: str) -> dict[str, Any]:
        """Return what the tenant's host answers."""
        return self.server.ask(f"{SLUG.replace('_', '-')}.{settings.PUBLIC_HOST}", self.token, query)

    def data(self, query: str) -> Any:
        """Return the data of an answer without errors."""
        answer = self.ask(query)
        assert "errors" not in answer, answer
        return answer["data"]


@pytest.fixture(scope="module")
def house(child_environment, urls, django_db_blocker, tmp_path_factory) -> Iterator[House]:
    source = guides.write_plugin(tmp_path_factory.mktemp("guide"))
    target = packages.install(source, tmp_path_factory.mktemp("installed"))
    environment = {
        **child_environment,
        "PYTHONPATH": os.pathsep.join([child_environment["PYTHONPATH"], str(target)]),
    }
    owner = {**environment, "HONGLING_ADMIN_DATABASE_URL": urls.owner}
    with django_db_blocker.unblock():
        opened = servers.run(owner, *towns.opening(SLUG, PLUGIN))
        assert opened.returncode == 0, opened.stderr
        try:
            with tenant_context(registry.by_schema(SLUG)):
                token = new_token("reader", "ORGANISATION_OFFICER")
                [post] = appointments.appoint_many(
                    [
                        Appointment(
                            person=people.register(name="张三"),
                            organisation=racing.found("河西镇党委"),
                            basis=Appointment.Basis.FULL_TIME,
                            from_on=date(2021, 1, 1),
                        )
                    ]
                )
            with servers.serving(environment) as server:
                yield House(server, environment, token, post)
        finally:
            connection.set_schema_to_public()
            for state in (TenantState.SUSPENDED, TenantState.ARCHIVED):
                states.change(slug=SLUG, to=state, actor=racing.OPERATOR, reason="测试结束")
            provisioning.drop(slug=SLUG, actor=racing.OPERATOR, reason="测试结束")


def test_both_rules_decide(house):
    year = '{ decide(action: "home_visits.year", facts: {visits: 3}) { allowed outcome findings { code } } }'
    visit = (
        '{ decide(action: "home_visits.visit", facts: {on: "2026-03-20", last_visit_on: "2026-03-01"})'
        " { allowed outcome findings { code severity satisfiedOn } } }"
    )

    assert house.data(year)["decide"] == {
        "allowed": False,
        "outcome": {"missing": 1},
        "findings": [{"code": "HV-OFTEN"}],
    }
    assert house.data(visit)["decide"] == {
        "allowed": True,
        "outcome": {"again_on": "2026-03-31"},
        "findings": [{"code": "HV-APART", "severity": "WARN", "satisfiedOn": "2026-03-31"}],
    }


def test_its_tables_are_in_its_tenant_only_with_their_first_rows(house):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE tablename LIKE 'home\\_visits\\_%%' ORDER BY 2"
        )
        tables = cursor.fetchall()

    assert tables == [(SLUG, "home_visits_homevisit"), (SLUG, "home_visits_homevisittopic")]
    assert house.data("{ homeVisits { topics } }") == {"homeVisits": {"topics": ["政策宣讲"]}}


def test_a_visit_is_recorded_counted_and_asked_for_when_the_post_ends(house):
    end = f"""mutation {{ endAppointment(input: {{id: "{house.post.pk}", version: 1, on: "2026-06-30",
        endReason: RESIGNED}}) {{ appointment {{ untilOn }} decisions {{ action }} }} }}"""
    record = (
        f'mutation {{ recordHomeVisit(person: "{house.post.person_id}", paidOn: "2026-0%d-01") {{ total }} }}'
    )
    figure = """{ indicatorValues(codes: ["home_visitors"], period: "2026Q1") { numerator value
        indicator { title unit } } }"""

    totals = [house.data(record % month)["recordHomeVisit"]["total"] for month in (1, 2, 3)]
    [refused] = house.ask(end)["errors"]
    house.data(record % 4)
    ended = house.data(end)["endAppointment"]

    assert totals == [1, 2, 3]
    assert [finding["code"] for finding in refused["extensions"]["findings"]] == ["HV-OFTEN"]
    assert ended["decisions"] == [{"action": "home_visits.year"}]
    assert house.data(figure)["indicatorValues"] == [
        {"numerator": 1, "value": 1, "indicator": {"title": "走访人数", "unit": "人"}}
    ]


def test_its_credential_its_description_and_its_demo_are_known(house):
    kinds = house.data("{ credentialKinds { code } }")["credentialKinds"]
    schemes = house.data("{ schemes { name actions { name } } }")["schemes"]
    demo = servers.program(house.environment, _DEMO)

    assert "home_visits.badge" in [kind["code"] for kind in kinds]
    assert [one["actions"] for one in schemes if one["name"] == PLUGIN] == [
        [{"name": "home_visits.year"}, {"name": "home_visits.visit"}]
    ]
    assert (demo.returncode, demo.stdout.splitlines()[-1:]) == (0, ["visits"]), demo.stderr
