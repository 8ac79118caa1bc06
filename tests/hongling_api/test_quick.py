"""Quick execution answers exactly as graphql-core does, errors included."""

from typing import Any, NamedTuple

import graphene
import graphql
import pytest

from hongling_api.quick import QuickContext


class Row(NamedTuple):
    """A row of a selector."""

    id: int
    name: str | None
    amount: Any = None


class Colour(graphene.Enum):
    """Two codes."""

    RED = "RED"
    BLUE = "BLUE"


class Inner(graphene.ObjectType):
    """A plain object."""

    id = graphene.ID(required=True)
    name = graphene.String(required=True)
    amount = graphene.Int()


class Outer(graphene.ObjectType):
    """An object with everything that is taken straight, and with a resolver."""

    inner = graphene.Field(Inner)
    needed = graphene.Field(Inner, required=True)
    rows = graphene.List(graphene.NonNull(Inner), required=True)
    colour = graphene.Field(Colour)
    told = graphene.String(times=graphene.Int(default_value=1))
    texts = graphene.List(graphene.String)

    def resolve_told(root: Any, info: Any, *, times: int) -> str:
        """Answer by a resolver."""
        return "x" * times


class Query(graphene.ObjectType):
    """One field."""

    outer = graphene.Field(Outer)

    def resolve_outer(root: Any, info: Any) -> Any:
        """Answer what the test wants."""
        return root


SCHEMA = graphene.Schema(query=Query).graphql_schema
DOCUMENT = graphql.parse("""
{ outer { inner { ...plain } needed { ...plain __typename } rows { ...plain } colour told(times: 2) texts
  again: inner { name } } }
fragment plain on Inner { id name amount }
""")
GOOD = Row(1, "甲", 3)
FULL = {"inner": GOOD, "needed": GOOD, "rows": [GOOD, Row(2, "乙")], "colour": "RED", "texts": ["a", None]}


def answered(root: Any, context: type) -> Any:
    """Return the whole answer, errors with their places."""
    return graphql.execute_sync(SCHEMA, DOCUMENT, root, execution_context_class=context).formatted


@pytest.mark.parametrize(
    "root",
    [
        FULL,
        {**FULL, "inner": None, "colour": None, "texts": None},
        {**FULL, "inner": {"id": 1, "name": "丙"}},
        {**FULL, "needed": None},
        {**FULL, "inner": Row(1, None)},
        {**FULL, "needed": Row(1, None)},
        {**FULL, "rows": [GOOD, Row(2, None)]},
        {**FULL, "rows": None},
        {**FULL, "rows": 7},
        {**FULL, "inner": Row(1, "甲", "three")},
        {**FULL, "colour": "GREEN"},
        {**FULL, "inner": ValueError("gone")},
        {**FULL, "inner": Row(1, "甲", ValueError("gone"))},
        {},
        None,
    ],
    ids=lambda root: repr(root)[:40],
)
def test_the_answer_is_that_of_the_usual_execution(root):
    assert answered(root, QuickContext) == answered(root, graphql.ExecutionContext)


def test_the_whole_answer_of_a_good_value_is_there():
    found = answered(FULL, QuickContext)

    assert found == {
        "data": {
            "outer": {
                "inner": {"id": "1", "name": "甲", "amount": 3},
                "needed": {"id": "1", "name": "甲", "amount": 3, "__typename": "Inner"},
                "rows": [
                    {"id": "1", "name": "甲", "amount": 3},
                    {"id": "2", "name": "乙", "amount": None},
                ],
                "colour": "RED",
                "told": "xx",
                "texts": ["a", None],
                "again": {"name": "甲"},
            }
        }
    }
