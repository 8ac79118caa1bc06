"""Depth, fields, aliases and root fields, counted with all fragments filled in."""

import pytest
from graphql import get_introspection_query, parse

from hongling_api import shape
from hongling_api.limits import LimitExceeded, Limits

LIMITS = Limits()


def _refused(text: str) -> str:
    with pytest.raises(LimitExceeded) as caught:
        shape.check(parse(text), LIMITS)
    return caught.value.extensions["limit"]


def _deep(levels: int) -> str:
    return "{ " + "a { " * (levels - 1) + "b" + " }" * levels


def _wide(count: int) -> str:
    return "{ a { " + " ".join(f"f{i}" for i in range(count)) + " } }"


def test_ten_levels_pass_and_eleven_do_not() -> None:
    shape.check(parse(_deep(10)), LIMITS)

    assert _refused(_deep(11)) == "depth"


def test_five_hundred_fields_pass_and_one_more_does_not() -> None:
    shape.check(parse(_wide(499)), LIMITS)

    assert _refused(_wide(500)) == "fields"


def test_twenty_aliases_pass_and_one_more_does_not() -> None:
    shape.check(parse("{ x { " + " ".join(f"a{i}: b" for i in range(20)) + " } }"), LIMITS)

    assert _refused("{ x { " + " ".join(f"a{i}: b" for i in range(21)) + " } }") == "aliases"


def test_twenty_root_fields_pass_and_one_more_does_not() -> None:
    shape.check(parse("{ " + " ".join(f"f{i}" for i in range(20)) + " }"), LIMITS)

    assert _refused("{ " + " ".join(f"f{i}" for i in range(21)) + " }") == "root_fields"


def test_root_fields_in_fragments_count() -> None:
    names = " ".join(f"f{i}" for i in range(21))

    assert _refused("{ ...All } fragment All on Query { " + names + " }") == "root_fields"


def test_depth_in_fragments_counts() -> None:
    assert _refused(
        "{ a { a { a { a { a { ...F } } } } } } fragment F on T { a { a { a { a { a { b } } } } } }"
    )


def test_inline_fragments_are_no_levels_but_do_not_nest_without_end() -> None:
    shape.check(parse("{ " + "... on Query { " * 30 + "a" + " }" * 31), LIMITS)

    assert _refused("{ " + "... { " * 120 + "a" + " }" * 121) == "depth"


def test_a_chain_of_fragments_does_not_nest_without_end() -> None:
    chain = " ".join(f"fragment F{i} on Query {{ ...F{i - 1} }}" for i in range(1, 130))

    assert _refused("fragment F0 on Query { a } " + chain + " { ...F129 }") == "depth"


def test_one_name_fifty_times_passes_and_once_more_does_not() -> None:
    shape.check(parse("{ a { " + "b " * 50 + "} }"), LIMITS)

    assert _refused("{ a { " + "b " * 51 + "} }") == "repeats"


def test_the_introspection_of_graphiql_passes() -> None:
    shape.check(parse(get_introspection_query(input_value_deprecation=True)), LIMITS)


def test_introspection_has_an_end_of_its_own() -> None:
    def introspection(levels: int) -> str:
        return "{ __schema { types { " + "ofType { " * (levels - 3) + "name" + " }" * (levels - 3) + " } } }"

    shape.check(parse(introspection(15)), LIMITS)

    assert _refused(introspection(16)) == "introspection_depth"


@pytest.mark.parametrize(
    "text",
    [
        "{ ...A } fragment A on Query { ...A }",
        "{ ...A } fragment A on Query { ...B } fragment B on Query { x { ...A } }",
        "{ a } fragment A on Query { ...B } fragment B on Query { ...A }",
    ],
)
def test_fragments_in_a_cycle_are_refused(text: str) -> None:
    with pytest.raises(shape.FragmentCycle):
        shape.check(parse(text), LIMITS)


def test_an_unknown_fragment_is_left_to_validation() -> None:
    shape.check(parse("{ ...Nowhere }"), LIMITS)


def test_fragments_that_double_are_counted_in_steps_not_in_fields() -> None:
    doubling = " ".join(f"fragment F{i} on Query {{ ...F{i + 1} ...F{i + 1} }}" for i in range(60))
    document = parse("{ ...F0 } " + doubling + " fragment F60 on Query { a }")

    with pytest.raises(LimitExceeded) as caught:
        shape.check(document, LIMITS)

    assert caught.value.extensions == {"limit": "fields", "allowed": 500}


def test_root_fields_are_named_across_fragments() -> None:
    document = parse("{ a ...F ... { b } } fragment F on Query { c ...F }")

    assert shape.root_fields(document, document.definitions[0]) == {"a", "b", "c"}
