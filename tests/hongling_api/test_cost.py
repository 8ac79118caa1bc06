"""The price of a query: one for each field of each row."""

from typing import Any

import graphene
import pytest
from graphql import build_schema, parse

from hongling_api import cost
from hongling_api.limits import LimitExceeded, Limits

SCHEMA = build_schema(
    """
    type Query { me: Person people(first: Int = 20, after: String): People! schemes: [Scheme!]!
                 all(first: Int): People! back(first: Int, last: Int): People! found: [Found!]! }
    type People { edges: [Edge!]! pageInfo: Info! }
    type Info { hasNextPage: Boolean! }
    type Edge { node: Person! }
    type Person { name: String friends(first: Int = 20): People! }
    type Scheme { name: String actions: [Action!]! }
    type Action { name: String }
    union Found = Person | Scheme
    """
)
LIMITS = Limits()


def _cost(text: str, **variables: Any) -> int:
    document = parse(text)
    return cost.of(SCHEMA, document, document.definitions[0], variables, LIMITS)


def test_plain_fields_count_one_each() -> None:
    assert _cost("{ me { name } }") == 2


def test_introspection_is_free() -> None:
    assert _cost("{ __typename __schema { types { name } } }") == 0


def test_a_page_counts_its_rows() -> None:
    assert _cost("{ people(first: 100) { edges { node { name } } pageInfo { hasNextPage } } }") == 204


def test_a_page_without_size_counts_the_default() -> None:
    assert _cost("{ people { edges { node { name } } } }") == 42


def test_a_page_without_default_counts_the_largest() -> None:
    assert _cost("{ all { edges { node { name } } } }") == 202


def test_the_size_is_found_in_variables_and_their_defaults() -> None:
    query = "query ($n: Int = 7) { people(first: $n) { edges { node { name } } } }"

    assert _cost(query) == 16
    assert _cost(query, n=3) == 8


def test_last_counts_like_first() -> None:
    assert _cost("{ back(last: 5) { edges { node { name } } } }") == 12


def test_plain_lists_count_an_assumed_number_of_rows() -> None:
    assert _cost("{ schemes { actions { name } } }") == 1 + 10 * (1 + 10)


def test_fragments_count_where_they_are_spread() -> None:
    assert _cost("{ me { ...F } found { ... on Person { name } } } fragment F on Person { name }") == 2 + 11


def test_pages_within_pages_multiply_up_to_the_limit() -> None:
    query = "{ people(first: %d) { edges { node { friends(first: 100) { edges { node { name } } } } } } }"

    assert _cost(query % 24) == 4874
    with pytest.raises(LimitExceeded) as caught:
        _cost(query % 25)
    assert caught.value.extensions == {"limit": "cost", "allowed": 5000}


@pytest.mark.parametrize("arguments", ["first: 101", "first: 1000000000"])
def test_a_page_of_more_than_a_hundred_is_refused(arguments: str) -> None:
    with pytest.raises(LimitExceeded) as caught:
        _cost(f"{{ people({arguments}) {{ pageInfo {{ hasNextPage }} }} }}")

    assert caught.value.code == "LIMIT_EXCEEDED"
    assert caught.value.extensions == {"limit": "page", "allowed": 100}


def test_a_page_of_more_than_a_hundred_is_refused_in_variables_too() -> None:
    with pytest.raises(LimitExceeded):
        _cost("query ($n: Int) { back(last: $n) { pageInfo { hasNextPage } } }", n=101)


def test_a_type_may_say_how_many_rows_its_lists_have() -> None:
    class Scheme(graphene.ObjectType):
        assumed_rows = 2
        name = graphene.String()

    class Query(graphene.ObjectType):
        schemes = graphene.List(graphene.NonNull(Scheme), required=True)

    document = parse("{ schemes { name } }")
    schema = graphene.Schema(query=Query).graphql_schema

    assert cost.of(schema, document, document.definitions[0], {}, LIMITS) == 1 + 2
