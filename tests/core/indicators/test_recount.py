"""Every indicator of the core equals a recount in plain Python over random towns."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from recounting import Recount, draw
from recounting_rules import RULES

from core.indicators import periods, records, registry, selectors
from core.indicators.definition import NOT_RECORDED, Indicator
from core.indicators.periods import Span
from core.indicators.records import Part

TODAY = date(2023, 3, 15)
SIGHT = records.Sight(organisations=None, people=None, today=TODAY)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    seed=st.integers(0, 2**32),
    period=st.sampled_from(["2022", "2022Q4", "2022-12", "2023", "2023Q1", "2023-02", "2023-03"]),
    share=st.none() | st.integers(0, 3),
)
def test_all_figures_equal_a_recount(in_beta, seed, period, share):
    span = periods.passed(periods.parse(period), today=TODAY)
    with transaction.atomic():
        town = draw(seed)
        within = None if share is None else {one.pk for one in town.organisations[:share]}
        recount = Recount(town, span, within)

        for indicator in registry.CORE:
            compare(indicator, recount, span, within)
        transaction.set_rollback(True)


def compare(indicator: Indicator, recount: Recount, span: Span, within: set[Any] | None) -> None:
    rows = list(RULES[indicator.code](recount))
    cells = selectors.cells(
        indicators=[indicator],
        span=span,
        splits=[(), *((dimension,) for dimension in indicator.dimensions)],
        organisations=within,
    )
    counted = {tuple(cell.dimension.items()): (cell.numerator, cell.denominator or 0) for cell in cells}

    expected: dict[tuple, list[Any]] = defaultdict(lambda: [0, 0])
    expected[()] = [0, 0]
    for row in rows:
        for key in ((), *(((name, row.values[name] or NOT_RECORDED),) for name in indicator.dimensions)):
            expected[key][0] += row.numerator
            expected[key][1] += row.denominator if indicator.denominator else 0
    assert counted == {key: tuple(sums) for key, sums in expected.items() if key == () or any(sums)}

    for part, figure in zip(Part, expected[()], strict=True):
        listed = records.page(
            indicator=indicator, part=part, span=span, sight=SIGHT, limit=1000, organisations=within
        )
        assert sum(row.amount for row in listed) == figure
