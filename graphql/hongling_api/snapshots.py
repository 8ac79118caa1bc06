"""What is kept of the API beside the code: SDL of every schema, and who may use which field."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import graphene
from graphql import GraphQLObjectType, GraphQLSchema, print_schema, print_type

from core import installed
from core.access import permissions
from core.access.permissions import Mark, Realm
from hongling_api import composition, public_schema, tenant_schema
from hongling_api.composition import Composed

PROJECT = Path(__file__).resolve().parents[2]
FOLDER = Path(__file__).resolve().parent


def texts() -> dict[Path, str]:
    """Return the content of every file by its path: the two hosts, each of our own plugins, the matrix."""
    tenant, public = tenant_schema.schema(frozenset()), public_schema.schema()
    own = sorted(name for name, package in installed.FOUND.packages.items() if package.startswith("plugins."))
    plugins = {name: tenant_schema.schema(frozenset({name})) for name in own}
    return {
        FOLDER / "tenant.graphql": f"{print_schema(tenant.graphql)}\n",
        FOLDER / "public.graphql": f"{print_schema(public.graphql)}\n",
        **{
            FOLDER / "plugins" / f"{name}.graphql": addition(tenant.graphql, composed.graphql)
            for name, composed in plugins.items()
        },
        PROJECT / "docs" / "access-matrix.md": matrix(tenant, public, plugins),
    }


def addition(core: GraphQLSchema, whole: GraphQLSchema) -> str:
    """Return the SDL of what a schema has beyond the core: new types, and new fields of the roots."""
    blocks = []
    for name, kind in sorted(whole.type_map.items()):
        if name in core.type_map and name not in composition.ROOTS:
            continue
        root = name in composition.ROOTS
        blocks.append(_new_fields(core.type_map.get(name), kind) if root else print_type(kind))
    return ("\n\n".join(filter(None, blocks)) or "# 本制度没有自己的接口。") + "\n"


def _new_fields(before: Any, after: Any) -> str:
    known = before.fields if before is not None else {}
    fields = {name: field for name, field in after.fields.items() if name not in known}
    return f"extend {print_type(GraphQLObjectType(after.name, fields))}" if fields else ""


def matrix(tenant: Composed, public: Composed, plugins: Mapping[str, Composed]) -> str:
    """Return the table of every guarded field against every role, as Markdown."""
    core = dict(_guarded(tenant))
    parts: list[tuple[str, Realm, Mapping[str, Mark]]] = [("单位网址：核心", "tenant", core)]
    for name, composed in plugins.items():
        own = {field: mark for field, mark in _guarded(composed) if field not in core}
        parts.append((f"单位网址：{name}", "tenant", own))
    parts.append(("公共网址", "public", dict(_guarded(public))))
    head = (
        "# 接口权限表\n\n"
        "由 `hongling graphql_schema` 生成，请勿手改。未列出的字段随其上级字段开放；"
        "没有标记的顶层字段不能加入接口。\n"
        "“是”表示该角色可以使用该字段；能看到哪些行，还取决于角色的范围。\n"
    )
    return head + "".join(_table(title, realm, marks) for title, realm, marks in parts)


def _table(title: str, realm: Realm, marks: Mapping[str, Mark]) -> str:
    roles = permissions.roles(realm)
    rows = [
        ["字段", "要求", "未登录", *(role.title for role in roles)],
        ["---"] * (3 + len(roles)),
    ]
    for field, mark in sorted(marks.items()):
        allowed = (permissions.allowed(role, mark) for role in (None, *roles))
        rows.append([f"`{field}`", _demand(mark), *("是" if may else "" for may in allowed)])
    if not marks:
        return f"\n## {title}\n\n没有自己的接口。\n"
    return f"\n## {title}\n\n" + "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _demand(mark: Mark) -> str:
    return {"anyone": "无", "signed_in": "登录", "requires": f"`{mark.permission}`"}[mark.kind]


def _guarded(composed: Composed) -> Iterator[tuple[str, Mark]]:
    """Return every field that carries a mark, as ``Type.field``."""
    for name, kind in composed.graphql.type_map.items():
        owner = getattr(kind, "graphene_type", None)
        if not (isinstance(owner, type) and issubclass(owner, graphene.ObjectType)):
            continue
        for attribute, field in owner._meta.fields.items():  # type: ignore[attr-defined]
            mark = composition.mark_of(owner, attribute, field)
            if mark is not None:
                yield f"{name}.{composition.name_of(attribute, field)}", mark
