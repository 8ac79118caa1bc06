"""A plugin that misbehaves in every hook and every way, installed by pip and active in one tenant."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import packages
import pytest
import root_fields
import servers
from browsing import new_token
from django_tenants.utils import schema_context, tenant_context

from core.appointments.models import Appointment
from core.organisations import services as organisations
from core.organisations.models import Kind, Level, Sector
from core.people import services as people
from tenants import registry
from tenants.models import Tenant

HOSTS = {
    "delta": "delta.localhost",
    "beta": "beta.localhost",
    "alpha": "alpha.localhost",
    "public": "localhost",
}
FAULTS = [
    "import:raise",
    "models:raise",
    *(
        f"{hook}:{how}"
        for hook in ("scheme", "graphql_query", "graphql_mutation")
        for how in (
            "raise",
            "wrong-type",
            "clashing-type",
            "clashing-field",
            "sleep",
        )
    ),
    *(f"credentials:{how}" for how in ("raise", "wrong-type", "clashing-type", "sleep")),
]


@dataclass(frozen=True)
class House:
    """Environments of the application and the owner, and a token per host."""

    application: dict[str, str]
    owner: dict[str, str]
    tokens: dict[str, str]

    def answers(self, fault: str) -> dict[str, dict[str, object]]:
        """Return what every root field answers on every host while the plugin misbehaves so."""
        with servers.serving({**self.application, "FAULT_PLUGIN": fault}) as server:
            return {
                host: {
                    name: server.ask(HOSTS[host], self.tokens[host], query).get("data")
                    for name, query in (
                        root_fields.PUBLIC_QUERIES if host == "public" else root_fields.TENANT_QUERIES
                    ).items()
                }
                for host in HOSTS
            }


@pytest.fixture(scope="module")
def house(child_environment, urls, django_db_blocker, tmp_path_factory) -> Iterator[House]:
    target = packages.install("fault_plugin", tmp_path_factory.mktemp("installed"))
    path = os.pathsep.join([child_environment["PYTHONPATH"], str(target)])
    application = {**child_environment, "PYTHONPATH": path, "FAULT_PLUGIN": ""}
    owner = {**application, "HONGLING_ADMIN_DATABASE_URL": urls.owner, "HONGLING_PLUGIN_TIMEOUT_MS": "1500"}
    made = servers.run(
        owner,
        "tenants",
        "create",
        "delta",
        "--name",
        "丁县",
        "--region",
        "522702",
        "--plugin",
        "fault_plugin",
    )
    assert made.returncode == 0, made.stderr
    with django_db_blocker.unblock():
        yield House(application, owner, {host: _token(host) for host in HOSTS})


def _token(host: str) -> str:
    record = None if host == "public" else registry.by_schema(host)
    with schema_context("public") if record is None else tenant_context(record):
        role = "PLATFORM_ADMINISTRATOR" if record is None else "ORGANISATION_OFFICER"
        return new_token("fault-observer", role)


@pytest.fixture(scope="module")
def healthy(house) -> dict[str, dict[str, object]]:
    """What everything answers while the plugin behaves."""
    answers = house.answers("")
    assert {"name": "fault_plugin", "title": "故障插件", "actions": []} in answers["delta"]["schemes"][
        "schemes"
    ]
    return answers


@pytest.mark.parametrize("fault", FAULTS)
def test_every_root_field_of_the_core_and_of_other_tenants_answers(house, healthy, fault):
    answers = house.answers(fault)

    for host in ("beta", "alpha", "public"):
        assert answers[host] == healthy[host]
    assert {name: answers["delta"][name] for name in ("me", "people")} == {
        name: healthy["delta"][name] for name in ("me", "people")
    }


@pytest.fixture(scope="module")
def people_of(house) -> dict[str, tuple[str, str]]:
    """Somebody without a post and a unit, in the tenant with the plugin and in one without; by slug."""
    made = servers.run(house.owner, "tenants", "create", "zeta", "--name", "戊县", "--region", "522702")
    assert made.returncode == 0, made.stderr
    found = {}
    for slug in ("delta", "zeta"):
        with tenant_context(registry.by_schema(slug)):
            unit = organisations.found(
                name="甲镇党委",
                kind=Kind.COMMITTEE,
                sector=Sector.TOWNSHIP,
                level=Level.TOWNSHIP,
                division_code="522702",
                on=date(2020, 1, 1),
            )
            found[slug] = str(people.register(name="张三").pk), str(unit.pk)
    return found


APPOINT = """mutation {{ appoint(input: {{person: "{0}", organisation: "{1}", basis: PART_TIME, post: WORKER,
    on: "2026-01-01"}}) {{ appointment {{ id }} decisions {{ action }} }} }}"""


@pytest.mark.parametrize(
    "fault", ["check:raise", "check:wrong-type", "check:sleep", "graphql_query:raise", "import:raise"]
)
def test_no_write_passes_a_law_that_cannot_be_asked(house, people_of, fault):
    with tenant_context(registry.by_schema("zeta")):
        token = new_token(f"officer-{fault.replace(':', '-')}", "ORGANISATION_OFFICER")

    with servers.serving({**house.application, "FAULT_PLUGIN": fault}) as server:
        [refused] = server.ask(HOSTS["delta"], house.tokens["delta"], APPOINT.format(*people_of["delta"]))[
            "errors"
        ]
        made = server.ask("zeta.localhost", token, APPOINT.format(*people_of["zeta"]))

    assert refused["extensions"]["code"] == "PLUGIN_FAILED"
    assert "插件 fault_plugin 无法核对本次办理" in refused["message"]
    assert made["data"]["appoint"]["decisions"] == []
    with tenant_context(registry.by_schema("delta")):
        assert Appointment.objects.count() == 0


def test_a_law_that_asks_nothing_lets_a_write_pass(house, people_of):
    with servers.serving({**house.application, "FAULT_PLUGIN": ""}) as server:
        made = server.ask(HOSTS["delta"], house.tokens["delta"], APPOINT.format(*people_of["delta"]))

    assert made["data"]["appoint"]["decisions"] == []


@pytest.mark.parametrize("how", ["raise", "sleep"])
def test_a_plugin_that_fails_while_switched_on_stays_off_and_leaves_nothing(house, how):
    environment = {**house.owner, "FAULT_PLUGIN": f"switched_on:{how}"}

    outcome = servers.run(environment, "tenants", "plugin", "beta", "on", "fault_plugin")

    assert outcome.returncode == 1
    assert "fault_plugin" in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert Tenant.objects.get(schema_name="beta").active_plugins == frozenset()


@pytest.mark.parametrize("how", ["raise", "wrong-type", "sleep"])
def test_a_failing_demonstration_is_contained(house, how):
    program = (
        "from core import plugins; from tenants import demo; "
        "print([found.slug for found in demo._demos()], plugins.all_found()[0].quarantined)"
    )
    environment = {**house.owner, "FAULT_PLUGIN": f"demo:{how}"}

    outcome = servers.run(environment, "shell", "--no-imports", "-c", program)

    assert outcome.returncode == 0, outcome.stderr
    assert "['fuquan', 'guizhou', 'jiangsu', 'xiajiang']" in outcome.stdout
    assert "插件 fault_plugin 的 demo" in outcome.stdout


def test_a_quarantined_plugin_cannot_be_switched_on(house):
    environment = {**house.owner, "FAULT_PLUGIN": "scheme:raise"}

    outcome = servers.run(environment, "tenants", "plugin", "beta", "on", "fault_plugin")

    assert outcome.returncode == 1
    assert "已被隔离" in outcome.stderr


def test_a_broken_plugin_fails_the_check(house):
    outcome = servers.run({**house.owner, "FAULT_PLUGIN": "import:raise"}, "check")

    assert outcome.returncode == 1
    assert "hongling.E001" in outcome.stderr
