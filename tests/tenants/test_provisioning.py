"""Opening tenants and switching plugins; every test rolls back, schema and all."""

from datetime import date

import pytest
from django.db import connection
from django_tenants.utils import schema_exists, tenant_context

from core.actors import Actor
from core.decisions import selectors
from core.law import services as core_law
from core.law.policy import CorePolicy
from tenants import migrating, provisioning, registry, states
from tenants.models import Domain, Tenant, TenantState

ACTOR = Actor(realm="public", id="1", name="管理员")
TODAY = date(2026, 5, 1)


def open_gamma(**changes) -> Tenant:
    return provisioning.open_tenant(
        **{
            "slug": "gamma",
            "name": "丙县",
            "region_code": "360823",
            "plugin_names": [],
            "actor": ACTOR,
            "on": TODAY,
            **changes,
        }
    )


def tables_of(schema: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema])
        return {row[0] for row in cursor.fetchall()}


def test_an_opened_tenant_is_ready_on_its_host(db):
    tenant = open_gamma()

    assert tenant.state == TenantState.READY
    record = registry.by_host("gamma.localhost")
    assert record is not None
    assert record.schema_name == "gamma"
    assert record.active_plugins == frozenset()


def test_an_opened_tenant_lacks_no_migration(db):
    open_gamma()

    assert migrating.behind() == []


def test_an_opened_tenant_has_the_cores_law(db):
    open_gamma()

    with tenant_context(registry.by_schema("gamma")):
        assert core_law.in_force(date(2000, 1, 1)) == CorePolicy()
        [version] = selectors.versions_of("core")
    assert (version.enacted_by_name, version.effective_until) == ("管理员", None)


@pytest.mark.parametrize(
    "changes",
    [
        {"slug": "Gamma"},
        {"slug": "9gamma"},
        {"slug": "public"},
        {"slug": "pg_gamma"},
        {"slug": 'g"; DROP SCHEMA beta; --'},
        {"slug": "g" * 31},
        {"name": "  "},
        {"region_code": "999999"},
        {"region_code": "fuquan"},
    ],
)
def test_a_tenant_that_does_not_fit_is_refused_and_leaves_nothing(db, changes):
    before = Tenant.objects.count()

    with pytest.raises(provisioning.InvalidTenant):
        open_gamma(**changes)

    assert Tenant.objects.count() == before
    assert not schema_exists("gamma")


def test_an_unknown_plugin_is_refused_and_leaves_nothing(db):
    with pytest.raises(provisioning.PluginUnusable, match="no_such_scheme"):
        open_gamma(plugin_names=["no_such_scheme"])

    assert not Tenant.objects.filter(schema_name="gamma").exists()


def test_a_taken_short_name_is_refused(db):
    with pytest.raises(provisioning.TenantExists, match="alpha"):
        open_gamma(slug="alpha")


def test_a_taken_host_is_refused_and_leaves_no_schema(db):
    with pytest.raises(provisioning.TenantExists, match=r"beta\.localhost"):
        open_gamma(domain="beta.localhost")

    assert not schema_exists("gamma")
    assert Domain.objects.filter(domain="beta.localhost", tenant__schema_name="beta").exists()


def test_a_reservation_is_completed_by_opening_again(db):
    Tenant.objects.create(schema_name="gamma", name="丙县", region_code="360823")

    assert open_gamma().state == TenantState.READY


def test_a_reservation_does_not_serve(db):
    tenant = Tenant.objects.create(schema_name="gamma", name="丙县", region_code="360823")
    Domain.objects.create(tenant=tenant, domain="gamma.localhost")

    record = registry.by_host("gamma.localhost")

    assert record is not None
    assert not record.is_ready


def test_a_reservation_can_be_discarded(db):
    Tenant.objects.create(schema_name="gamma", name="丙县", region_code="360823")

    provisioning.discard(slug="gamma")

    assert not Tenant.objects.filter(schema_name="gamma").exists()


def test_a_finished_tenant_cannot_be_discarded(db):
    with pytest.raises(provisioning.InvalidTenant):
        provisioning.discard(slug="beta")

    assert Tenant.objects.filter(schema_name="beta").exists()


def test_switching_a_plugin_on_shows_it_and_puts_its_first_policy_in_force(db, beta):
    tenant = states.by_slug("beta")

    provisioning.switch_on(tenant=tenant, plugin="fuquan_licensing", actor=ACTOR, on=TODAY)

    record = registry.by_schema("beta")
    assert record is not None
    assert record.active_plugins == {"fuquan_licensing"}
    with tenant_context(record):
        from core.decisions import selectors

        [version] = selectors.versions_of("fuquan_licensing")
    assert version.effective_from == date(2000, 1, 1)
    assert migrating.behind() == []


def test_switching_a_plugin_on_twice_changes_nothing_more(db, beta):
    tenant = states.by_slug("beta")
    provisioning.switch_on(tenant=tenant, plugin="fuquan_licensing", actor=ACTOR, on=TODAY)

    provisioning.switch_on(tenant=tenant, plugin="fuquan_licensing", actor=ACTOR, on=TODAY)

    record = registry.by_schema("beta")
    assert record is not None
    with tenant_context(record):
        from core.decisions import selectors

        assert len(selectors.versions_of("fuquan_licensing")) == 1


def test_switching_an_empty_plugin_off_takes_its_tables_away(db, beta):
    before = tables_of("beta")
    tenant = states.by_slug("beta")
    provisioning.switch_on(tenant=tenant, plugin="fuquan_licensing", actor=ACTOR, on=TODAY)

    dropped = provisioning.switch_off(tenant=tenant, plugin="fuquan_licensing", actor=ACTOR)

    assert dropped
    assert tables_of("beta") == before
    record = registry.by_schema("beta")
    assert record is not None
    assert record.active_plugins == frozenset()


@pytest.mark.parametrize(
    ("state", "to"),
    [
        (TenantState.READY, TenantState.SUSPENDED),
        (TenantState.SUSPENDED, TenantState.READY),
        (TenantState.SUSPENDED, TenantState.ARCHIVED),
        (TenantState.ARCHIVED, TenantState.SUSPENDED),
    ],
)
def test_a_tenant_goes_from_one_state_to_the_next(db, state, to):
    Tenant.objects.filter(schema_name="beta").update(state=state)

    assert states.change(slug="beta", to=to, actor=ACTOR, reason="测试").state == to


@pytest.mark.parametrize(
    ("state", "to"),
    [
        (TenantState.READY, TenantState.READY),
        (TenantState.READY, TenantState.ARCHIVED),
        (TenantState.READY, TenantState.PROVISIONING),
        (TenantState.ARCHIVED, TenantState.READY),
        (TenantState.PROVISIONING, TenantState.SUSPENDED),
    ],
)
def test_a_state_that_cannot_be_reached_is_refused(db, state, to):
    Tenant.objects.filter(schema_name="beta").update(state=state)

    with pytest.raises(states.TransitionRefused):
        states.change(slug="beta", to=to, actor=ACTOR, reason="测试")

    assert Tenant.objects.get(schema_name="beta").state == state


def test_an_unknown_tenant_is_named(db):
    with pytest.raises(states.UnknownTenant, match="nobody"):
        states.change(slug="nobody", to=TenantState.SUSPENDED, actor=ACTOR, reason="测试")
