"""Which cells of a table of counts to hide, so that none of them can be worked out from what is shown.

Pure. A table with its row totals, column totals and grand total is a circulation: the grand total flows into
the rows, each row's total through its cells into the columns, and back. Whoever reads the published part can
change hidden values only along closed walks of hidden cells, up where a walk follows a cell and down where
it goes against one, and no count falls below the least that a hidden one may be. So a hidden value is safe
exactly if such a walk passes through it; where none does, the cheapest cells that close one are hidden too.

What this promises: for every hidden cell at least two values agree with all that is shown of this table. It
promises nothing about how far they are apart, and nothing about a second table of the same people.
"""

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count


@dataclass(frozen=True)
class Hidden:
    """What of a table is not shown: cells by row and column, totals by row or column, the grand total."""

    cells: frozenset[tuple[int, int]] = frozenset()
    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()
    total: bool = False


Node = tuple[str, int]
_TOP, _BOTTOM = ("top", 0), ("bottom", 0)


@dataclass(frozen=True)
class _Arc:
    """A published number as a flow from one node to another."""

    kind: str
    row: int
    column: int
    tail: Node
    head: Node
    value: int


def hide(cells: Sequence[Sequence[int]], *, smallest: int, rows_public: bool = False) -> Hidden:
    """Return what of a table of counts must not be shown.

    Small is what counts fewer than `smallest`. Zeros are shown, and so known to stand nowhere among the
    hidden; but where the totals of rows are public a zero is as telling as a one, and hidden too.

    >>> sorted(hide([[3, 20, 9]], smallest=5, rows_public=True).cells)
    [(0, 0), (0, 2)]
    >>> hide([[5, 20], [0, 7]], smallest=5)
    Hidden(cells=frozenset(), rows=frozenset(), columns=frozenset(), total=False)

    :param cells: rows of equal length; at least two columns where `rows_public`.
    :param rows_public: the totals of the rows, and with them the grand total, are known anyway.
    """
    least = 0 if rows_public else 1
    arcs = _arcs(cells)
    able = [arc for arc in arcs if arc.value >= least and not (rows_public and arc.kind in ("row", "total"))]
    if rows_public:
        # Where nobody was counted there is nobody to protect, and the public total says so.
        able = [arc for arc in able if (sum(cells[arc.row]) if arc.kind == "cell" else arcs[0].value) > 0]
    hidden = {arc for arc in able if arc.value < smallest}
    for arc in sorted(hidden, key=lambda arc: (arc.value, arc.kind, arc.row, arc.column)):
        hidden |= _companions(arc, hidden, able, least)
    return Hidden(
        cells=frozenset((arc.row, arc.column) for arc in hidden if arc.kind == "cell"),
        rows=frozenset(arc.row for arc in hidden if arc.kind == "row"),
        columns=frozenset(arc.column for arc in hidden if arc.kind == "column"),
        total=any(arc.kind == "total" for arc in hidden),
    )


def _arcs(cells: Sequence[Sequence[int]]) -> list[_Arc]:
    width = len(cells[0]) if cells else 0
    if any(len(row) != width for row in cells) or any(value < 0 for row in cells for value in row):
        raise ValueError("a table of counts has rows of equal length and no negative count")
    rows = [sum(row) for row in cells]
    columns = [sum(row[column] for row in cells) for column in range(width)]
    return [
        _Arc("total", -1, -1, _BOTTOM, _TOP, sum(rows)),
        *(_Arc("row", row, -1, _TOP, ("row", row), value) for row, value in enumerate(rows)),
        *(
            _Arc("cell", row, column, ("row", row), ("column", column), value)
            for row, values in enumerate(cells)
            for column, value in enumerate(values)
        ),
        *(_Arc("column", -1, column, ("column", column), _BOTTOM, v) for column, v in enumerate(columns)),
    ]


def _companions(arc: _Arc, hidden: set[_Arc], able: Iterable[_Arc], least: int) -> set[_Arc]:
    """Return what else to hide so that a hidden number is safe: the arcs of the cheapest closed walk.

    Every arc of that walk is then safe as well, since the walk passes through it.
    """
    steps: dict[Node, list[tuple[Node, int, _Arc]]] = {}
    for other in able:
        if other is not arc:
            cost = 0 if other in hidden else other.value + 1
            steps.setdefault(other.tail, []).append((other.head, cost, other))
            if other.value > least:
                steps.setdefault(other.head, []).append((other.tail, cost, other))
    walks = [_cheapest(steps, arc.head, arc.tail)]
    if arc.value > least:
        walks.append(_cheapest(steps, arc.tail, arc.head))
    found = [walk for walk in walks if walk is not None]
    return set(min(found, key=lambda walk: walk[0])[1]) if found else set()


def _cheapest(
    steps: dict[Node, list[tuple[Node, int, _Arc]]], start: Node, end: Node
) -> tuple[int, tuple[_Arc, ...]] | None:
    """Return the cheapest walk from one node to another and what it costs (Dijkstra)."""
    order = count()
    queue: list[tuple[int, int, Node, tuple[_Arc, ...]]] = [(0, next(order), start, ())]
    reached: set[Node] = set()
    while queue:
        cost, _, node, walk = heapq.heappop(queue)
        if node == end:
            return cost, walk
        if node in reached:
            continue
        reached.add(node)
        for towards, price, arc in steps.get(node, ()):
            if towards not in reached:
                heapq.heappush(queue, (cost + price, next(order), towards, (*walk, arc)))
    return None
