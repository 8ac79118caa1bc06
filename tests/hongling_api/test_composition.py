"""Parts become one schema, or a refusal that names both sides of the clash."""

from typing import Any

import graphene
import pytest

from core import plugins
from core.access import declare
from core.access.permissions import Mark
from hongling_api import composition, public_schema, tenant_schema
from hongling_api.composition import Part


def _query(attribute: str, kind: Any = graphene.Int, *, mark: Any = declare.signed_in, **options: Any) -> Any:
    members: dict[str, Any] = {attribute: graphene.Field(kind, **options)}
    resolver = lambda root, info: None  # noqa: E731 - a resolver of its own for every class
    members[f"resolve_{attribute}"] = mark(resolver) if mark else resolver
    return type("Whatever", (graphene.ObjectType,), members)


def _type(name: str) -> Any:
    return type(name, (graphene.ObjectType,), {"value": graphene.Int()})


def test_parts_become_one_schema_with_their_marks() -> None:
    composed = composition.compose(
        [Part("one", _query("first_one")), Part("two", _query("other", mark=declare.requires("people.see")))]
    )

    assert set(composed.graphql.query_type.fields) == {"firstOne", "other"}
    assert composed.marks["Query"] == {
        "firstOne": Mark("signed_in"),
        "other": Mark("requires", "people.see"),
    }


def test_two_fields_of_one_name_name_both_parts() -> None:
    with pytest.raises(composition.Clash, match=r"Query\.same .* one .* two"):
        composition.compose([Part("one", _query("same")), Part("two", _query("same"))])


def test_a_field_renamed_to_a_taken_name_is_a_clash() -> None:
    with pytest.raises(composition.Clash) as caught:
        composition.compose([Part("one", _query("same")), Part("two", _query("other", name="same"))])

    assert caught.value.part == "two"


def test_a_taken_attribute_is_a_clash_even_under_another_name() -> None:
    with pytest.raises(composition.Clash):
        composition.compose([Part("one", _query("same")), Part("two", _query("same", name="other"))])


def test_two_types_of_one_name_name_both_places() -> None:
    with pytest.raises(composition.Clash, match=r"类型 Twin 有两个：one .* two") as caught:
        composition.compose(
            [Part("one", _query("a", _type("Twin"))), Part("two", _query("b", _type("Twin")))]
        )

    assert caught.value.part == "two"


def test_types_are_found_in_arguments_lists_and_below() -> None:
    inner = type("Inner", (graphene.InputObjectType,), {"value": graphene.Int()})
    twin = type("Inner", (graphene.ObjectType,), {"value": graphene.Int()})
    outer = type("Outer", (graphene.ObjectType,), {"rows": graphene.List(graphene.NonNull(twin))})

    with pytest.raises(composition.Clash, match="Inner"):
        composition.compose(
            [Part("one", _query("a", input=graphene.Argument(inner))), Part("two", _query("b", outer))]
        )


def test_one_type_may_be_shared() -> None:
    shared = _type("Shared")

    composed = composition.compose([Part("one", _query("a", shared)), Part("two", _query("b", shared))])

    assert "Shared" in composed.graphql.type_map


@pytest.mark.parametrize("name", ["String", "Query", "Mutation"])
def test_names_of_the_language_are_taken(name: str) -> None:
    with pytest.raises(composition.Clash):
        composition.compose([Part("one", _query("a", _type(name)))])


def test_a_top_level_field_without_mark_is_refused() -> None:
    with pytest.raises(composition.Unmarked, match="one 的顶层字段 a"):
        composition.compose([Part("one", _query("a", mark=None))])


def test_a_mutation_without_mark_is_refused() -> None:
    class Change(graphene.Mutation):
        value = graphene.Int()

        def mutate(root: Any, info: Any) -> None:
            return None

    mutation = type("M", (graphene.ObjectType,), {"change": Change.Field()})

    with pytest.raises(composition.Unmarked, match="change"):
        composition.compose([Part("one", _query("a"), mutation)])


@pytest.mark.parametrize("brought", [42, "Query", int])
def test_what_is_no_type_is_refused(brought: Any) -> None:
    with pytest.raises(composition.CompositionError, match="one"):
        composition.compose([Part("one", brought)])


def test_a_type_that_cannot_be_resolved_is_refused_by_name() -> None:
    def broken() -> Any:
        raise RuntimeError("no such type")

    with pytest.raises(composition.CompositionError, match="no such type"):
        composition.compose([Part("one", _query("a", broken))])


def test_every_field_of_the_product_is_marked() -> None:
    for composed in (tenant_schema.schema(frozenset(plugins.usable())), public_schema.schema()):
        for root, marks in composed.marks.items():
            kind = composed.graphql.type_map.get(root)
            assert set(marks) == (set(kind.fields) if kind else set())


def test_schemas_are_cached_by_the_set_of_plugins() -> None:
    every = frozenset(plugins.usable())

    assert tenant_schema.schema(every) is tenant_schema.schema(every)
    assert tenant_schema.schema(frozenset({"no_such_plugin"})) is tenant_schema.schema(frozenset())


def test_a_plugin_that_clashes_is_quarantined_and_the_rest_answers(monkeypatch) -> None:
    brought = {"good_one": _query("good_one"), "clashing": _query("clashing", _type("Person"))}
    monkeypatch.setattr(plugins, "usable", lambda: dict.fromkeys(brought))
    monkeypatch.setattr(
        plugins, "describe", lambda name, hook, expected: brought[name] if hook == "graphql_query" else None
    )
    reasons: dict[str, str] = {}
    monkeypatch.setattr(plugins, "quarantine", reasons.setdefault)

    composed = tenant_schema.schema(frozenset(brought))

    assert {"goodOne", "people", "me"} <= set(composed.graphql.query_type.fields)
    assert "clashing" not in composed.graphql.query_type.fields
    assert list(reasons) == ["clashing"]
    assert "core.people" in reasons["clashing"]
    assert "clashing" in reasons["clashing"]


def test_a_plugin_may_bring_one_field_of_its_own_name_only(monkeypatch) -> None:
    monkeypatch.setattr(
        plugins, "describe", lambda name, hook, expected: _query("other") if hook == "graphql_query" else None
    )

    with pytest.raises(composition.CompositionError, match="名为 mine"):
        tenant_schema.plugin_part("mine")
