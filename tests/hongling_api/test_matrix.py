"""Every root field as every role: what docs/access-matrix.md says is what the endpoint does."""

import re
from pathlib import Path

import browsing
import pytest
import root_fields
from browsing import CLERK
from django.utils import timezone
from django_tenants.utils import schema_context, tenant_context

from core.access import permissions, services
from core.organisations import services as organisations
from core.organisations.models import Kind, Level, Sector

MATRIX = (Path(__file__).resolve().parents[2] / "docs" / "access-matrix.md").read_text(encoding="utf-8")
HEADINGS = {"tenant": "单位网址：核心", "public": "公共网址"}
OPERATIONS = {
    "tenant": {"Query": root_fields.TENANT_QUERIES, "Mutation": root_fields.TENANT_MUTATIONS},
    "public": {"Query": root_fields.PUBLIC_QUERIES, "Mutation": root_fields.PUBLIC_MUTATIONS},
}


def table(realm: str) -> dict[str, dict[str, bool]]:
    """Return what the document says: by field, then by the role's title."""
    section = MATRIX.split(f"## {HEADINGS[realm]}\n")[1].split("\n## ")[0]
    header, _, *rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in section.splitlines()
        if line.startswith("|")
    ]
    return {
        row[0].strip("`"): {role: cell == "是" for role, cell in zip(header[2:], row[2:], strict=True)}
        for row in rows
    }


def token_of(realm: permissions.Realm, role: permissions.Role) -> str:
    place = {}
    if role.place_required and role.place == "organisation":
        unit = organisations.found(
            name="甲镇党委",
            kind=Kind.COMMITTEE,
            sector=Sector.TOWNSHIP,
            level=Level.TOWNSHIP,
            division_code="522702",
            on=timezone.localdate(),
        )
        place = {"organisation_id": unit.pk}
    elif role.place_required:
        place = {"region_code": "520000"}
    user = services.create_user(username=role.code.lower(), name=role.title, actor=CLERK)
    services.grant_role(user=user, role=role.code, actor=CLERK, **place)
    return browsing.token_of(user)


def codes(client, query: str, token: str | None) -> set[str]:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    answer = client.post("/graphql/", {"query": query}, content_type="application/json", headers=headers)
    return {error["extensions"]["code"] for error in answer.json().get("errors", [])}


@pytest.mark.parametrize("realm", ["tenant", "public"])
def test_the_matrix_has_a_row_per_root_field_and_a_column_per_role(realm):
    rows = table(realm)

    assert set(rows) == {f"{root}.{name}" for root, fields in OPERATIONS[realm].items() for name in fields}
    assert all(
        list(columns) == ["未登录", *(role.title for role in permissions.roles(realm))]
        for columns in rows.values()
    )


@pytest.mark.parametrize(
    ("realm", "role"), [(realm, role) for realm in HEADINGS for role in permissions.roles(realm)]
)
def test_a_role_may_use_what_the_matrix_says_and_nothing_else(realm, role, alpha, client_of):
    with tenant_context(alpha) if realm == "tenant" else schema_context("public"):
        token = token_of(realm, role)
    client = client_of("alpha" if realm == "tenant" else None)

    used = {
        field: "FORBIDDEN" not in codes(client, OPERATIONS[realm][root][name], token)
        for field in table(realm)
        for root, name in [re.split(r"\.", field)]
    }

    assert used == {field: columns[role.title] for field, columns in table(realm).items()}


@pytest.mark.parametrize("realm", ["tenant", "public"])
def test_a_stranger_may_use_nothing(realm, alpha, client_of):
    client = client_of("alpha" if realm == "tenant" else None)
    client.handler.enforce_csrf_checks = False

    for field in table(realm):
        root, name = field.split(".")
        assert codes(client, OPERATIONS[realm][root][name], None) == {"UNAUTHENTICATED"}


def test_changed_parameters_need_a_right_of_their_own(alpha, client_of):
    query = (
        '{ decide(action: "fuquan_licensing.quota", facts: {sector: "SOE", staff_count: 250},'
        " policy: {organ_least: 2}) { outcome } }"
    )
    answered = {}
    for role in permissions.roles("tenant"):
        with tenant_context(alpha):
            token = token_of("tenant", role)
        answered[role.code] = codes(client_of("alpha"), query, token)

    assert answered == {
        "ADMINISTRATOR": set(),
        "AUDITOR": {"FORBIDDEN"},
        "ORGANISATION_OFFICER": set(),
        "UNIT_OFFICER": set(),
        "REVIEWER": {"FORBIDDEN"},
        "VIEWER": {"FORBIDDEN"},
    }
