"""Join places so far that nothing small is told of people, also not by subtraction. Pure.

The six digits of a division code are three numbers; written with seven bits each they make a binary tree, the
same for ever and for every figure. Whole regions are nodes of it: a county stands at height 0, a prefecture
at 7, a province at 14. A *cluster* is a node together with which its leaves are published: a figure of a
region is shown if the region is made of whole clusters, and hidden if it lies inside of one. A province that
is small as a whole is hidden altogether, and the country with it.

Why no attack by subtraction succeeds: every cluster's table is safe, and safe tables add up to safe tables.
Whatever follows from the published figures of one table is a sum of tables of its clusters. Two tables that
share a number (workers as such, and as the denominator of a share; a total, and the sum over a dimension)
have clusters of one tree, so of any two clusters one holds the other or they are apart: what they tell
together about that number is told for the smaller clusters, where it is safe as well. Numbers that are told
by the *difference* of two tables (college less bachelor) are columns of the tables of both.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

BITS = 7
COUNTY, PREFECTURE, PROVINCE, COUNTRY = 0, BITS, 2 * BITS, 3 * BITS
HIDDEN = PROVINCE + 1
"""Stands in the place of a height where a province is hidden altogether."""

_HIGHEST = 99

Number = int | Decimal
Table = Mapping[object, Number]
"""How many people each column counts; columns add up over places."""


@dataclass(frozen=True, slots=True, order=True)
class Cluster:
    """A node of the tree: so many bits up, and the bits that are left of its leaves' codes."""

    height: int
    stem: int

    @property
    def first(self) -> str:
        """The lowest code that can lie inside."""
        return _code(self.stem << self.height)

    @property
    def last(self) -> str:
        """The highest code that can lie inside."""
        return _code((self.stem + 1 << self.height) - 1)

    def holds(self, code: str) -> bool:
        """Return whether a place lies inside."""
        return bits(code) >> self.height == self.stem


def bits(code: str) -> int:
    """Return the place of a division code among the leaves of the tree.

    >>> bits("000002"), bits("000100"), Cluster(PREFECTURE, bits("522702") >> PREFECTURE).last
    (2, 128, '522799')
    """
    return int(code[:2]) << PROVINCE | int(code[2:4]) << PREFECTURE | int(code[4:])


def of(code: str, height: int) -> Cluster:
    """Return the node of a height in which a place lies."""
    return Cluster(height, bits(code) >> height)


def height_of(code: str) -> int:
    """Return the height of the region that a code names.

    >>> height_of("520000"), height_of("522700"), height_of("522702")
    (14, 7, 0)
    """
    return PROVINCE if code.endswith("0000") else PREFECTURE if code.endswith("00") else COUNTY


def safe(table: Table, *, least: int) -> bool:
    """Return whether a table counts nobody or at least so many people in each of its columns.

    >>> safe({"F": 0, "M": 5}, least=5), safe({"F": 4, "M": 5}, least=5)
    (True, False)
    """
    return not any(0 < number < least for number in table.values())


def grouped(
    places: Mapping[str, Table], standing: Iterable[Cluster], *, least: int
) -> tuple[set[Cluster], bool]:
    """Return the clusters of more than one leaf in a province, and whether the province is shown.

    Clusters that stand already only grow: what was told of a larger one before would tell of a smaller one by
    subtraction. Where the province is hidden, nothing is told of its places, and they stay as they are.

    :param places: the tables of all places of one province.
    """
    before = set(standing)
    pending = before | {of(code, COUNTY) for code, table in places.items() if not safe(table, least=least)}
    found: set[Cluster] = set()
    for cluster in sorted(pending):
        grown = _joined(places, cluster, least=least)
        if grown is None:
            return before, False
        found.add(grown)
    return {
        one
        for one in found
        if one.height > COUNTY
        and not any(other.height > one.height and other.holds(one.first) for other in found)
    }, True


def _joined(places: Mapping[str, Table], cluster: Cluster, *, least: int) -> Cluster | None:
    """Return the smallest node at or above a cluster whose table is safe; None if the province's is not."""
    coming: dict[int, list[Table]] = {}
    for code, table in places.items():
        apart = bits(code) >> cluster.height ^ cluster.stem
        coming.setdefault(cluster.height + apart.bit_length(), []).append(table)
    counted: dict[object, Number] = {}
    for height in sorted({cluster.height, *coming}):
        counted = total([counted, *coming.get(height, [])])
        if safe(counted, least=least):
            return Cluster(height, cluster.stem >> height - cluster.height)
    return None


def total(tables: Iterable[Table]) -> dict[object, Number]:
    """Return the sum of tables, column by column."""
    found: dict[object, Number] = {}
    for table in tables:
        for column, number in table.items():
            found[column] = found.get(column, 0) + number
    return found


def _code(place: int) -> str:
    mask = (1 << BITS) - 1
    parts = (place >> PROVINCE, place >> PREFECTURE & mask, place & mask)
    return "".join(f"{min(part, _HIGHEST):02}" for part in parts)
