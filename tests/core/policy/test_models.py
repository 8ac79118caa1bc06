from datetime import date
from decimal import Decimal
from typing import Annotated

import pytest
from pydantic import Field, create_model

from core.policy.fields import Amount, Day
from core.policy.models import Facts


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


@pytest.mark.parametrize("annotation", [Day, Amount, Day | None, tuple[Day, ...], dict[str, Amount]], ids=str)
def test_the_types_of_the_house_are_taken(annotation):
    model = create_model("Careful", __base__=Facts, strict=(annotation, ...))

    assert list(model.model_fields) == ["strict"]


def test_a_finding_takes_the_facts_it_rests_on_by_name():
    model = create_model("Case", __base__=Facts, days=(Amount, ...), on=(Day, ...))

    facts = model.read({"days": 3, "on": "2024-02-29"})

    assert facts.used("on") == {"on": date(2024, 2, 29)}
