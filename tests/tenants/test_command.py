"""`hongling tenants`: what it does, says and returns."""

import io

import pytest
from django.core.management import CommandError, call_command
from django_tenants.utils import schema_exists, tenant_context

from core.access.models import User
from tenants import registry
from tenants.models import Tenant, TenantState


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("tenants", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def create(*more: str) -> str:
    return run("create", "gamma", "--name", "丙县", "--region", "360823", *more)


def test_create_opens_a_tenant_and_says_its_host(db):
    assert "gamma.localhost" in create("--plugin", "fuquan_licensing")

    record = registry.by_schema("gamma")
    assert (record.is_ready, record.active_plugins) == (True, {"fuquan_licensing"})


def test_create_shows_the_administrators_initial_password_once(db):
    last = create("--administrator", "chief", "--administrator-name", "张三").splitlines()[-1]
    password = last.rpartition("：")[2]

    with tenant_context(registry.by_schema("gamma")):
        [user] = User.objects.all()
    assert (user.username, user.name, user.must_change_password) == ("chief", "张三", True)
    assert user.check_password(password)


def test_a_refusal_is_one_plain_line(db):
    create()

    with pytest.raises(CommandError, match="租户 gamma 已存在") as refused:
        create()

    assert refused.value.returncode == 1


def test_list_names_every_tenant_with_state_hosts_and_plugins(db):
    lines = run("list").splitlines()

    assert [line.split("\t")[:5] for line in lines] == [
        ["alpha", "甲县", "522702", "运行中", "alpha.localhost"],
        ["beta", "乙县", "360823", "运行中", "beta.localhost"],
    ]
    assert "fuquan_licensing" in lines[0]


def test_a_tenant_is_suspended_resumed_archived_and_dropped(db):
    create()
    for deed, state in (("suspend", "SUSPENDED"), ("resume", "READY"), ("suspend", "SUSPENDED")):
        run(deed, "gamma", "--reason", "测试")
        assert Tenant.objects.get(schema_name="gamma").state == state
    run("archive", "gamma")

    assert "已删除" in run("drop", "gamma", "--yes", "gamma")

    assert not schema_exists("gamma")


def test_drop_asks_for_the_short_name_again(db, monkeypatch):
    create()
    Tenant.objects.filter(schema_name="gamma").update(state=TenantState.ARCHIVED)
    monkeypatch.setattr("builtins.input", lambda question: "gama")

    with pytest.raises(CommandError, match="未删除"):
        run("drop", "gamma")

    assert schema_exists("gamma")


def test_a_tenant_that_is_not_archived_is_not_dropped(db):
    with pytest.raises(CommandError, match="归档"):
        run("drop", "beta", "--yes", "beta")

    assert schema_exists("beta")


def test_migrate_says_when_all_tenants_are_level(db):
    assert "全部租户均为当前版本" in run("migrate")


def test_an_unknown_tenant_is_named(db):
    with pytest.raises(CommandError, match="nobody"):
        run("suspend", "nobody")


def test_a_wrong_deed_is_a_usage_error(db):
    with pytest.raises(CommandError):
        run("destroy", "beta")
