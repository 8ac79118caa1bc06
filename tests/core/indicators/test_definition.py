"""What an indicator may be called, and the bands that figures fall into."""

import pytest

from core.access.permissions import UnknownPermission
from core.indicators import law
from core.indicators.definition import Counts, Indicator, Kind, Rows


def make(code: str = "figure", dimensions: tuple[str, ...] = ("sector",)) -> Indicator:
    return Indicator(
        code=code,
        title="数",
        unit="个",
        kind=Kind.FLOW,
        counts=Counts.SESSIONS,
        rows=Rows(sql="SELECT 1", see=(), touched_by=("core_person",)),
        numerator="1",
        clause="测试",
        dimensions=dimensions,
    )


@pytest.mark.parametrize("name", ["", "Figure", "1st", "a b", "r.x); DROP TABLE core_person; --", "数"])
def test_codes_and_dimensions_are_plain_names(name):
    with pytest.raises(ValueError, match="no plain name"):
        make(code=name)
    with pytest.raises(ValueError, match="no plain name"):
        make(dimensions=(name,))


def test_a_dimension_stands_once():
    with pytest.raises(ValueError, match="twice"):
        make(dimensions=("sector", "sector"))


def test_reading_records_demands_permissions_that_exist():
    with pytest.raises(UnknownPermission):
        Rows(sql="SELECT 1", see=("nothing.see",), touched_by=())


def test_it_says_what_touches_it():
    assert make().touched_by == ("core_person",)


@pytest.mark.parametrize(
    ("figures", "names"),
    [
        ((36, 50, 60), ["<36", "36-49", "50-59", "60+"]),
        ((60, 36, 50), ["<36", "36-49", "50-59", "60+"]),
        ((1, 2), ["<1", "1", "2+"]),
        ((18,), ["<18", "18+"]),
        ((), ["0+"]),
    ],
)
def test_bands_lie_between_figures(figures, names):
    assert law.bands(figures) == names
