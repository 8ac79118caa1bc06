"""Small cells and what must be hidden beside them, against brute force and linear algebra."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.suppression import Hidden, hide

NOTHING = Hidden()


def tables(most_rows: int, most_columns: int, largest: int, least_columns: int = 2):
    return st.integers(least_columns, most_columns).flatmap(
        lambda columns: st.lists(
            st.lists(st.integers(0, largest), min_size=columns, max_size=columns),
            min_size=1,
            max_size=most_rows,
        )
    )


def numbers(cells: list[list[int]]) -> dict[tuple[str, int, int], int]:
    """Return every number of the published table by its place."""
    found = {("cell", r, c): value for r, row in enumerate(cells) for c, value in enumerate(row)}
    found |= {("row", r, 0): sum(row) for r, row in enumerate(cells)}
    found |= {("column", 0, c): sum(column) for c, column in enumerate(zip(*cells, strict=True))}
    return {**found, ("total", 0, 0): sum(map(sum, cells))}


def places(hidden: Hidden) -> set[tuple[str, int, int]]:
    return (
        {("cell", r, c) for r, c in hidden.cells}
        | {("row", r, 0) for r in hidden.rows}
        | {("column", 0, c) for c in hidden.columns}
        | ({("total", 0, 0)} if hidden.total else set())
    )


def equations(cells: list[list[int]]) -> list[dict[tuple[str, int, int], int]]:
    """Return the sums that hold in every table of this size, as coefficients that add up to nothing."""
    height, width = len(cells), len(cells[0])
    rows = [{("row", r, 0): -1, **{("cell", r, c): 1 for c in range(width)}} for r in range(height)]
    columns = [{("column", 0, c): -1, **{("cell", r, c): 1 for r in range(height)}} for c in range(width)]
    return [
        *rows,
        *columns,
        {("total", 0, 0): -1, **{("row", r, 0): 1 for r in range(height)}},
        {("total", 0, 0): -1, **{("column", 0, c): 1 for c in range(width)}},
    ]


def solved(cells: list[list[int]], unknown: set[tuple[str, int, int]]) -> set[tuple[str, int, int]]:
    """Return the unknown numbers that elimination over the fractions finds."""
    order = sorted(unknown)
    rows = [[Fraction(equation.get(place, 0)) for place in order] for equation in equations(cells)]
    pivots: list[int] = []
    for column in range(len(order)):
        top = len(pivots)
        pivot = next((row for row in range(top, len(rows)) if rows[row][column]), None)
        if pivot is None:
            continue
        rows[top], rows[pivot] = rows[pivot], rows[top]
        rows[top] = [value / rows[top][column] for value in rows[top]]
        for other in range(len(rows)):
            if other != top and rows[other][column]:
                factor = rows[other][column]
                rows[other] = [a - factor * b for a, b in zip(rows[other], rows[top], strict=True)]
        pivots.append(column)
    return {order[column] for row, column in enumerate(pivots) if sum(1 for value in rows[row] if value) == 1}


def possible(cells: list[list[int]], hidden: set[tuple[str, int, int]], *, least: int, reach: int):
    """Return for each hidden number the values it takes in all tables that agree with what is shown."""
    shown = {place: value for place, value in numbers(cells).items() if place not in hidden}
    ranges = [
        [value] if ("cell", r, c) not in hidden else range(least, value + reach + 1)
        for r, row in enumerate(cells)
        for c, value in enumerate(row)
    ]
    width = len(cells[0])
    values: dict[tuple[str, int, int], set[int]] = {place: set() for place in hidden}
    for candidate in product(*ranges):
        other = numbers([list(candidate[start : start + width]) for start in range(0, len(candidate), width)])
        if all(other[place] == value for place, value in shown.items()) and all(
            other[place] >= least for place in hidden
        ):
            for place in hidden:
                values[place].add(other[place])
    return values


def test_a_table_without_small_cells_is_shown_whole():
    assert hide([[5, 6], [7, 80]], smallest=5) == NOTHING
    assert hide([[5, 6], [7, 80]], smallest=5, rows_public=True) == NOTHING


def test_one_below_the_smallest_is_hidden_and_the_smallest_is_shown():
    assert hide([[4, 6, 30]], smallest=5, rows_public=True).cells == {(0, 0), (0, 1)}
    assert hide([[5, 6, 30]], smallest=5, rows_public=True) == NOTHING


def test_a_cell_that_subtraction_from_the_row_would_find_takes_the_cheapest_neighbour_along():
    hidden = hide([[3, 50, 9], [40, 50, 60]], smallest=5, rows_public=True)

    assert {(0, 0), (0, 2)} <= hidden.cells
    assert (0, 1) not in hidden.cells


def test_a_cell_that_subtraction_from_the_total_would_find_takes_another_population_or_the_total_along():
    hidden = hide([[3, 50], [40, 50], [60, 70]], smallest=5, rows_public=True)

    assert hidden.columns == {0, 1} or {cell for cell in hidden.cells if cell[0] > 0} != set()


def test_zeros_are_shown_unless_the_totals_of_rows_are_public():
    assert hide([[0, 9], [8, 9]], smallest=5) == NOTHING
    assert {(0, 0), (0, 1)} <= hide([[0, 9], [8, 9]], smallest=5, rows_public=True).cells


def test_a_unanimous_population_is_not_shown_to_be_so():
    hidden = hide([[0, 12, 0]], smallest=5, rows_public=True)

    assert (0, 1) in hidden.cells


def test_a_population_without_answers_hides_nothing():
    assert hide([[0, 0], [9, 9]], smallest=5, rows_public=True) == NOTHING


def test_a_small_total_is_hidden_too():
    hidden = hide([[1, 2], [30, 40]], smallest=5)

    assert 0 in hidden.rows


@pytest.mark.parametrize("cells", [[[1, 2], [3]], [[-1, 2]]])
def test_what_is_no_table_of_counts_is_refused(cells):
    with pytest.raises(ValueError, match="table of counts"):
        hide(cells, smallest=5)


@settings(max_examples=200, deadline=None)
@given(cells=tables(6, 5, 30), smallest=st.integers(1, 8), rows_public=st.booleans())
def test_linear_algebra_finds_no_hidden_number(cells, smallest, rows_public):
    hidden = places(hide(cells, smallest=smallest, rows_public=rows_public))

    assert solved(cells, hidden) == set()


@settings(max_examples=200, deadline=None)
@given(cells=tables(6, 5, 30), smallest=st.integers(1, 8))
def test_every_small_number_is_hidden(cells, smallest):
    hidden = places(hide(cells, smallest=smallest))

    assert {place for place, value in numbers(cells).items() if 0 < value < smallest} <= hidden


@settings(max_examples=60, deadline=None)
@given(cells=tables(2, 3, 6), smallest=st.integers(1, 5), rows_public=st.booleans())
def test_each_hidden_number_has_two_values_among_all_tables_that_agree(cells, smallest, rows_public):
    hidden = places(hide(cells, smallest=smallest, rows_public=rows_public))

    found = possible(cells, hidden, least=0 if rows_public else 1, reach=1)

    assert all(len(values) > 1 for values in found.values())
