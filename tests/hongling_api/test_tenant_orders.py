"""Administrators open, change and drop the tenants of their regions; the provisioner carries it out."""

from datetime import date

import pytest
from django.db import connection
from django_tenants.utils import schema_exists, tenant_context

from core.access.models import User
from core.actors import SYSTEM
from tenants import orders, provisioning, registry
from tenants.models import Tenant, TenantOrder, TenantState

TODAY = date(2026, 5, 1)
PASSWORD = "Initial-2026-pass"
OPEN = """
mutation ($slug: String!, $region: String!, $password: String = "Initial-2026-pass") {
  openTenant(input: {
    slug: $slug, name: "丙县", regionCode: $region, plugins: ["fuquan_licensing"],
    administrator: {username: "Chief", name: "管理员", password: $password}
  }) { order { id kind slug state progress } }
}
"""
FOLLOW = "query ($id: ID!) { tenantOrder(id: $id) { state progress errorCode errorMessage finishedAt } }"
CHANGE = 'mutation ($slug: String!) { %s(input: {slug: $slug, reason: "测试"}) { tenant { state } } }'
SWITCH = """
mutation ($slug: String!, $plugin: String!, $active: Boolean!) {
  switchTenantPlugin(input: {slug: $slug, plugin: $plugin, active: $active}) { order { id state } }
}
"""
DROP = """
mutation ($slug: String!, $confirmation: String!) {
  dropTenant(input: {slug: $slug, confirmation: $confirmation, reason: "撤并"}) { order { id state } }
}
"""


@pytest.fixture
def guizhou(public_asker):
    """An administrator of Guizhou, where alpha lies and beta does not."""
    return public_asker("PROVINCE_ADMINISTRATOR", region_code="520000")


def carry_out() -> None:
    connection.set_schema_to_public()
    for order in orders.next_ones():
        orders.carry_out(order, on=TODAY)


def test_an_administrator_opens_a_tenant_and_follows_its_progress(guizhou):
    order = guizhou.ask(OPEN, {"slug": "gamma", "region": "522702"})["data"]["openTenant"]["order"]
    assert order == {"id": order["id"], "kind": "OPEN", "slug": "gamma", "state": "QUEUED", "progress": 0}
    assert registry.by_host("gamma.localhost") is None

    carry_out()

    followed = guizhou.ask(FOLLOW, {"id": order["id"]})["data"]["tenantOrder"]
    assert (followed["state"], followed["progress"], followed["errorCode"]) == ("DONE", 100, "")
    record = registry.by_schema("gamma")
    assert (record.is_ready, record.active_plugins) == (True, {"fuquan_licensing"})
    with tenant_context(record):
        [chief] = User.objects.all()
    assert chief.check_password(PASSWORD)
    assert chief.must_change_password


def test_no_password_is_kept_in_an_order(guizhou):
    guizhou.ask(OPEN, {"slug": "gamma", "region": "522702"})
    [order] = TenantOrder.objects.all()
    assert PASSWORD not in str(vars(order))

    carry_out()

    order.refresh_from_db()
    assert order.administrator_password_hash == ""


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({"slug": "gamma", "region": "360823"}, "FORBIDDEN"),
        ({"slug": "gamma", "region": "529999"}, "BAD_USER_INPUT"),
        ({"slug": "Gamma", "region": "522702"}, "BAD_USER_INPUT"),
        ({"slug": "alpha", "region": "522702"}, "TENANT_EXISTS"),
        ({"slug": "gamma", "region": "522702", "password": "123456"}, "WEAK_PASSWORD"),
    ],
)
def test_what_cannot_be_opened_is_refused_at_once_and_leaves_no_order(guizhou, variables, code):
    assert guizhou.codes(OPEN, variables) == [code]

    assert not TenantOrder.objects.exists()


def test_a_second_order_waits_for_the_first(guizhou):
    guizhou.ask(OPEN, {"slug": "gamma", "region": "522702"})

    assert guizhou.codes(OPEN, {"slug": "gamma", "region": "522702"}) == ["ORDER_PENDING"]

    assert TenantOrder.objects.count() == 1


def test_what_proves_impossible_later_is_told_in_the_order(guizhou):
    order = guizhou.ask(OPEN, {"slug": "gamma", "region": "522702"})["data"]["openTenant"]["order"]
    Tenant.objects.create(schema_name="gamma", name="丁县", region_code="522702", state=TenantState.READY)

    carry_out()

    followed = guizhou.ask(FOLLOW, {"id": order["id"]})["data"]["tenantOrder"]
    assert (followed["state"], followed["errorCode"]) == ("REFUSED", "TENANT_EXISTS")
    assert "gamma" in followed["errorMessage"]


def test_an_order_whose_provisioner_was_killed_just_before_the_end_is_found_done(guizhou):
    order = guizhou.ask(OPEN, {"slug": "gamma", "region": "522702"})["data"]["openTenant"]["order"]
    carry_out()
    TenantOrder.objects.update(state="RUNNING", finished_at=None)

    carry_out()

    assert guizhou.ask(FOLLOW, {"id": order["id"]})["data"]["tenantOrder"]["state"] == "DONE"


def test_a_tenant_is_suspended_and_resumed_at_once(guizhou):
    suspended = guizhou.ask(CHANGE % "suspendTenant", {"slug": "alpha"})
    assert suspended["data"]["suspendTenant"]["tenant"]["state"] == "SUSPENDED"
    assert not registry.by_host("alpha.localhost").is_ready

    resumed = guizhou.ask(CHANGE % "resumeTenant", {"slug": "alpha"})
    assert resumed["data"]["resumeTenant"]["tenant"]["state"] == "READY"


@pytest.mark.parametrize("mutation", ["suspendTenant", "resumeTenant", "archiveTenant"])
def test_a_tenant_of_another_province_is_unknown_and_stays_as_it_is(guizhou, mutation):
    assert guizhou.codes(CHANGE % mutation, {"slug": "beta"}) == ["UNKNOWN_TENANT"]

    assert Tenant.objects.get(schema_name="beta").state == TenantState.READY
    assert guizhou.ask('{ tenant(slug: "beta") { slug } }')["data"]["tenant"] is None


def test_a_plugin_is_switched_on_and_off_in_a_tenant(platform):
    for active in (True, False):
        answer = platform.ask(SWITCH, {"slug": "beta", "plugin": "fuquan_licensing", "active": active})
        assert answer["data"]["switchTenantPlugin"]["order"]["state"] == "QUEUED"
        carry_out()
        assert ("fuquan_licensing" in registry.by_schema("beta").active_plugins) is active


def test_an_unknown_plugin_is_refused(platform):
    variables = {"slug": "beta", "plugin": "no_such", "active": True}

    assert platform.codes(SWITCH, variables) == ["PLUGIN_UNUSABLE"]


def test_an_archived_tenant_is_dropped_when_its_name_is_repeated(platform):
    provisioning.open_tenant(slug="gamma", name="丙县", region_code="522702", actor=SYSTEM, on=TODAY)
    Tenant.objects.filter(schema_name="gamma").update(state=TenantState.ARCHIVED)
    assert platform.codes(DROP, {"slug": "gamma", "confirmation": "gama"}) == ["NOT_CONFIRMED"]

    platform.ask(DROP, {"slug": "gamma", "confirmation": "gamma"})
    carry_out()

    assert not schema_exists("gamma")
    assert not Tenant.objects.filter(schema_name="gamma").exists()


def test_a_running_tenant_cannot_be_dropped(platform):
    assert platform.codes(DROP, {"slug": "alpha", "confirmation": "alpha"}) == ["NOT_ARCHIVED"]


def test_a_reader_of_statistics_changes_nothing(public_asker):
    reader = public_asker("STATISTICS_READER", region_code="520000")

    assert reader.codes(OPEN, {"slug": "gamma", "region": "522702"}) == ["FORBIDDEN"]
    assert reader.codes(CHANGE % "suspendTenant", {"slug": "alpha"}) == ["FORBIDDEN"]
    assert Tenant.objects.get(schema_name="alpha").state == TenantState.READY
