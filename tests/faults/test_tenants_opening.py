"""A provisioning process that is killed leaves no trace, or what opening again completes."""

import random
import subprocess
import time
from contextlib import suppress

import pytest
from faults import towns

from core import plugins

KILLS = 10


@pytest.fixture(scope="module")
def town(services, child_environment):
    with towns.built(services.admin_url, child_environment, "faults_opening") as built:
        yield built


def test_ten_kills_at_random_moments_leave_nothing_or_what_opening_again_completes(town):
    names = sorted(plugins.usable())
    town.open("whole", *names)
    town.open("neighbour")
    before = town.describe("whole", "neighbour")
    slugs = [f"killed{number}" for number in range(KILLS)]
    moments = random.Random(20260501)
    seconds = _seconds_to_open(town, names)

    for slug in slugs:
        process = town.start(*towns.opening(slug, *names))
        assert process.stdout.readline().startswith("建立")
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=moments.uniform(0, seconds))
        process.kill()
        process.communicate()
        _assert_whole_or_not_serving(town, slug)

    for slug in slugs:
        town.open(slug, *names)
    [whole, neighbour, *completed] = town.describe("whole", "neighbour", *slugs)
    assert [whole, neighbour] == before
    assert [made == whole for made in completed] == [True] * KILLS
    assert [town.status(slug) for slug in slugs] == [200] * KILLS


def _seconds_to_open(town, names) -> float:
    process = town.start(*towns.opening("measured", *names))
    process.stdout.readline()
    begun = time.monotonic()
    process.communicate()
    return time.monotonic() - begun


def _assert_whole_or_not_serving(town, slug) -> None:
    # The server notices within its time that the client has gone, and rolls back.
    town.execute(f"SELECT * FROM tenants_tenant WHERE schema_name = '{slug}' FOR UPDATE")
    states = [
        state for (state,) in town.rows("SELECT state FROM tenants_tenant WHERE schema_name = %s", slug)
    ]
    schemas = town.rows("SELECT 1 FROM pg_namespace WHERE nspname = %s", slug)
    if states == ["READY"]:
        assert (len(schemas), town.status(slug)) == (1, 200)
    else:
        assert states in ([], ["PROVISIONING"])
        assert (len(schemas), town.status(slug)) == (0, 404)


def test_an_unfinished_opening_can_be_discarded(town):
    with town.locked("LOCK TABLE provisioning.script IN ACCESS EXCLUSIVE MODE") as waiting:
        process = town.start(*towns.opening("unwanted"))
        waiting("provisioning.script")
        process.kill()
        process.communicate()
    _assert_whole_or_not_serving(town, "unwanted")
    assert town.rows("SELECT state FROM tenants_tenant WHERE schema_name = 'unwanted'") == [("PROVISIONING",)]

    done = town.run("tenants", "discard", "unwanted")

    assert done.returncode == 0, done.stderr
    assert town.rows("SELECT 1 FROM tenants_tenant WHERE schema_name = 'unwanted'") == []


def test_an_order_at_which_the_provisioner_was_killed_is_carried_out_by_the_next(town):
    town.execute(
        "INSERT INTO tenants_tenantorder (id, kind, slug, name, region_code, plugins, domain,"
        " administrator_username, administrator_name, administrator_password_hash, reason, state, error_code,"
        " error_message, ordered_by_realm, ordered_by_id, ordered_by_name)"
        " VALUES (gen_random_uuid(), 'OPEN', 'ordered', '丙县', '522702', '{}', 'ordered.localhost',"
        " 'chief', '管理员', '!', '', 'QUEUED', '', '', 'system', '', '测试')"
    )
    with town.locked("LOCK TABLE provisioning.script IN ACCESS EXCLUSIVE MODE") as waiting:
        process = town.start("provisioner")
        waiting("provisioning.script")
        process.kill()
        process.communicate()
    assert town.status("ordered") == 404

    process = town.start("provisioner")
    town.until("SELECT state = 'DONE' FROM tenants_tenantorder WHERE slug = 'ordered'")
    process.terminate()
    process.communicate()

    assert process.returncode == 0
    assert town.status("ordered") == 200
