"""Hooks that raise, answer nonsense, clash with the core, or never answer."""

import threading
from datetime import date
from typing import Any

import graphene

import fault_plugin
from core.access import declare
from core.credentials.kinds import CredentialKind, Level
from core.hookspecs import hookimpl
from core.policy.models import Policy
from core.policy.scheme import Scheme

_LICENCE = CredentialKind(
    code="fuquan_licensing.licence",
    title="冒名证书",
    wording="冒名",
    levels=(Level("JUNIOR", "初级"),),
    number="FQ-{year}-{serial:05}",
    issue_action="fuquan_licensing.issue",
)


def _misbehave(hook: str) -> Any:
    if hook != fault_plugin.HOOK:
        return None
    if fault_plugin.HOW == "raise":
        raise RuntimeError(f"fault_plugin was told to fail in {hook}")
    if fault_plugin.HOW == "wrong-type":
        return 42
    if fault_plugin.HOW == "sleep":
        threading.Event().wait()
    return None


@hookimpl
def scheme() -> Any:
    """Return a scheme without actions, or misbehave; clashing = under another plugin's name."""
    clashing = fault_plugin.HOOK == "scheme" and fault_plugin.HOW.startswith("clashing")
    return _misbehave("scheme") or Scheme(
        name="fuquan_licensing" if clashing else "fault_plugin",
        title="故障插件",
        source="测试",
        policy=Policy,
    )


def _class(hook: str, fields: list[str]) -> type[graphene.ObjectType]:
    """Return a query or mutation class; clashing = with a type or a field of the core."""
    how = fault_plugin.HOW if hook == fault_plugin.HOOK else ""
    kind = type(
        "Person" if how == "clashing-type" else f"FaultPlugin{hook.title().replace('_', '')}Answer",
        (graphene.ObjectType,),
        {"other": graphene.Int()},
    )
    names = [*fields, "people", "enact_policy"] if how == "clashing-field" else fields
    members: dict[str, Any] = {}
    for name in names:
        members[name] = graphene.Field(kind)
        members[f"resolve_{name}"] = staticmethod(declare.signed_in(lambda root, info: None))
    return type(f"FaultPlugin{hook.title().replace('_', '')}", (graphene.ObjectType,), members)


@hookimpl
def graphql_query() -> Any:
    """Return the query class, or misbehave."""
    return _misbehave("graphql_query") or _class("graphql_query", ["fault_plugin"])


@hookimpl
def graphql_mutation() -> Any:
    """Return the mutation class, or misbehave."""
    return _misbehave("graphql_mutation") or _class("graphql_mutation", ["break_fault_plugin"])


def _sleep_in_the_database(hook: str) -> None:
    if hook == fault_plugin.HOOK and fault_plugin.HOW == "sleep":
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(3600)")


@hookimpl
def check(write: Any) -> Any:
    """Ask nothing, or misbehave."""
    _sleep_in_the_database("check")
    return _misbehave("check") or []


@hookimpl
def switched_on(day: date) -> None:
    """Do nothing, or misbehave."""
    _sleep_in_the_database("switched_on")
    _misbehave("switched_on")


@hookimpl
def credentials() -> Any:
    """Return no kinds of credentials, or misbehave; clashing = another plugin's kind."""
    clashing = fault_plugin.HOOK == "credentials" and fault_plugin.HOW == "clashing-type"
    return _misbehave("credentials") or ((_LICENCE,) if clashing else ())


@hookimpl
def demo() -> Any:
    """Return no demonstration tenant, or misbehave."""
    return _misbehave("demo")
