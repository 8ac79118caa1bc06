"""Demonstration tenants, users and tokens, and the file that tells how to reach them."""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tenants.utils import tenant_context

from core import plugins
from core.access import passwords, permissions
from core.access import services as access
from core.access.models import ApiToken, User
from core.actors import Actor
from core.audit import acting
from core.demo import Demo
from core.organisations.models import OrganisationPeriod
from tenants import provisioning, registry
from tenants.migrating import Progress
from tenants.models import Tenant, TenantState

_ACTOR = Actor(realm="system", id="demo", name="演示数据")
_TOKEN = "演示令牌"
_MAIN_ROLE = {"tenant": "ORGANISATION_OFFICER", "public": "PLATFORM_ADMINISTRATOR"}


@dataclass(frozen=True)
class _Access:
    """How to reach one host: its token and its users by role."""

    token: str
    users: dict[str, dict[str, str]]


def prepare(*, file: Path, on: date, progress: Progress) -> dict[str, Any]:
    """Open and fill missing demonstration tenants, renew tokens, write the file and return what it says.

    Passwords stay as an earlier file has them; where it is lost, they are set anew.
    """
    known = _earlier(file)
    with transaction.atomic(), acting(actor=_ACTOR, reason="演示"):
        public = _users_and_token("public", known.get("public", {}).get("users", {}))
    hosts = {}
    for demo in _demos():
        progress(f"演示租户 {demo.name}")
        tenant = Tenant.objects.filter(schema_name=demo.slug).first()
        if tenant is None or tenant.state == TenantState.PROVISIONING:
            tenant = _open(demo, on=on)
        if tenant.state != TenantState.READY:
            progress(f"  {demo.name}不在运行中，跳过")
            continue
        record = registry.by_schema(demo.slug)
        assert record is not None
        host = tenant.domains.get(is_primary=True).domain
        users = known.get("tenants", {}).get(demo.slug, {}).get("users", {})
        with tenant_context(record), transaction.atomic(), acting(actor=_ACTOR, reason="演示"):
            if not OrganisationPeriod.objects.exists():
                demo.fill()
            hosts[demo.slug] = (host, _users_and_token("tenant", users))
    content = {
        "public": _entry(settings.PUBLIC_HOST, public, main=_MAIN_ROLE["public"]),
        "tenants": {
            slug: _entry(host, found, main=_MAIN_ROLE["tenant"]) for slug, (host, found) in hosts.items()
        },
        "database_url": settings.ENVIRONMENT.database_url.get_secret_value(),
        "admin_database_url": settings.ENVIRONMENT.admin_database_url.get_secret_value(),
        "broker_url": settings.BROKER_URL,
    }
    _write_privately(file, content)
    return content


def _demos() -> Iterable[Demo]:
    for name in plugins.usable():
        try:
            demo = plugins.describe(name, "demo", expected=Demo)
        except plugins.PluginFailed:
            continue
        if demo is not None:
            yield demo


def _open(demo: Demo, *, on: date) -> Tenant:
    plugin = next(name for name in plugins.usable() if plugins.describe(name, "demo", expected=Demo) == demo)
    return provisioning.open_tenant(
        slug=demo.slug,
        name=demo.name,
        region_code=demo.region_code,
        plugin_names=[plugin],
        actor=_ACTOR,
        on=on,
    )


def _users_and_token(realm: permissions.Realm, known: dict[str, dict[str, str]]) -> _Access:
    users = {role.code: _user(role, known.get(role.code, {})) for role in permissions.roles(realm)}
    main = User.objects.get(username=users[_MAIN_ROLE[realm]]["username"])
    for token in ApiToken.objects.filter(user=main, name=_TOKEN, revoked_at__isnull=True):
        access.revoke_token(token=token, actor=_ACTOR)
    _, clear = access.issue_token(
        user=main, name=_TOKEN, actor=_ACTOR, expires_at=timezone.now() + timedelta(days=365)
    )
    return _Access(token=clear, users=users)


def _user(role: permissions.Role, known: dict[str, str]) -> dict[str, str]:
    username = role.code.lower()
    user = User.objects.filter(username=username).first()
    password = known.get("password") or passwords.initial()
    if user is None:
        user = access.create_user(
            username=username, name=f"演示{role.title}", actor=_ACTOR, password=password
        )
        place: dict[str, Any] = {}
        if role.place_required and role.place == "organisation":
            unit = OrganisationPeriod.objects.filter(parent__isnull=False).order_by("name").first()
            assert unit is not None
            place = {"organisation_id": unit.organisation_id}
        elif role.place_required:
            place = {"region_code": "520000"}
        access.grant_role(user=user, role=role.code, actor=_ACTOR, **place)
    elif "password" not in known:
        access.set_password(user=user, password=password, actor=_ACTOR)
    return {"username": username, "password": password}


def _entry(host: str, found: _Access, *, main: str) -> dict[str, Any]:
    base = f"{'https' if settings.HTTPS else 'http'}://{host}:{settings.ENVIRONMENT.port}"
    return {
        "url": base,
        "graphql": f"{base}/graphql/",
        "token": found.token,
        **found.users[main],
        "users": found.users,
    }


def _earlier(file: Path) -> dict[str, Any]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _write_privately(file: Path, content: dict[str, Any]) -> None:
    """Write the file whole or not at all, readable by its owner only."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump(content, stream, ensure_ascii=False, indent=2)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)
