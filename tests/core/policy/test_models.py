from datetime import date
from decimal import Decimal
from typing import Annotated

import pytest
from pydantic import Field, create_model

from core.policy.fields import Amount, Count, Day
from core.policy.models import Facts
from core.policy.problems import FactsError


@pytest.mark.parametrize(
    "annotation",
    [
        date,
        Decimal,
        float,
        date | None,
        tuple[Decimal, ...],
        dict[str, float],
        Annotated[Decimal, Field(ge=0)],
        Annotated[Decimal, Field(ge=0)] | None,
    ],
    ids=str,
)
def test_a_bare_type_that_would_be_read_leniently_is_refused(annotation):
    with pytest.raises(TypeError, match="'loose'"):
        create_model("Careless", __base__=Facts, loose=(annotation, ...))


@pytest.mark.parametrize(
    "annotation",
    [Day, Amount, Day | None, tuple[Day, ...], dict[str, Amount]],
    # Their texts name addresses in memory, and test processes must agree on the names of tests.
    ids=["day", "amount", "optional day", "days", "amounts by name"],
)
def test_the_types_of_the_house_are_taken(annotation):
    model = create_model("Careful", __base__=Facts, strict=(annotation, ...))

    assert list(model.model_fields) == ["strict"]


def test_a_finding_takes_the_facts_it_rests_on_by_name():
    model = create_model("Case", __base__=Facts, days=(Amount, ...), on=(Day, ...))

    facts = model.read({"days": 3, "on": "2024-02-29"})

    assert facts.used("on") == {"on": date(2024, 2, 29)}


def test_a_second_bound_of_one_kind_on_an_integer_is_refused():
    with pytest.raises(TypeError, match="'visits'"):
        create_model("Careless", __base__=Facts, visits=(Count, Field(le=366)))


def test_a_second_bound_on_an_exact_number_holds_beside_the_first():
    narrow = create_model("Narrow", __base__=Facts, amount=(Amount, Field(le=60)))

    for amount in (61, -1):
        with pytest.raises(FactsError, match="amount"):
            narrow.read({"amount": amount})
