"""Organisations and people in post of tenant beta, and the figures that are counted from them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from counting import TODAY, cells, post

from core.indicators import periods, records, registry
from core.organisations import services as organisations
from core.organisations.models import Kind, Level, Organisation, Sector
from core.people.models import Person


@pytest.fixture
def found(in_beta) -> Callable[..., Organisation]:
    """Found an organisation, a village's branch from 2020 on unless told otherwise."""

    def make(name: str, **more: Any) -> Organisation:
        values = {
            "kind": Kind.BRANCH,
            "sector": Sector.VILLAGE,
            "level": Level.GRASSROOTS,
            "division_code": "360823",
            "on": date(2020, 1, 1),
        }
        return organisations.found(name=name, **(values | more))

    return make


@pytest.fixture
def branch(found) -> Organisation:
    """A village's branch that stands since 2020."""
    return found("甲村党支部")


@pytest.fixture
def posted(in_beta) -> Callable[..., Person]:
    """Give somebody a post from 2021 on unless told otherwise; what stands in `person` is about them."""

    def make(name: str, organisation: Organisation, *, person: dict | None = None, **more: Any) -> Person:
        someone = Person.objects.create(name=name, pinyin=name, **(person or {}))
        post(someone, organisation, **more)
        return someone

    return make


@pytest.fixture
def figure(in_beta) -> Callable[..., Any]:
    """Count an indicator: numerator and denominator, the numerator alone of a count."""

    def count(code: str, period: str = "2022", **more: Any) -> Any:
        [cell] = cells(code, period, **more)
        return cell.numerator if cell.denominator is None else (cell.numerator, cell.denominator)

    return count


@pytest.fixture
def split(in_beta) -> Callable[..., dict[str, Any]]:
    """Count an indicator by one dimension: numerator, or numerator and denominator, by its values."""

    def count(code: str, dimension: str, period: str = "2022", **more: Any) -> dict[str, Any]:
        return {
            cell.dimension[dimension]: cell.numerator
            if cell.denominator is None
            else (cell.numerator, cell.denominator)
            for cell in cells(code, period, splits=[(dimension,)], **more)
        }

    return count


@pytest.fixture
def behind(in_beta) -> Callable[..., list[tuple[Any, ...]]]:
    """Name the records behind a figure to somebody who may see everything."""

    def listed(code: str, part: records.Part = records.Part.NUMERATOR, period: str = "2022", **more: Any):
        rows = records.page(
            indicator=registry.active()[code],
            part=part,
            span=periods.passed(periods.parse(period), today=TODAY),
            sight=records.Sight(organisations=None, people=None, today=TODAY),
            limit=1000,
            **more,
        )
        return [(row.kind, row.name, row.label, row.amount) for row in rows]

    return listed
