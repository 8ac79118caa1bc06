"""Standards and their versions."""

from datetime import date

import pytest

from core.organisations.facts import Outdated
from core.projects import selectors, standards
from core.projects.entries import InvalidProject
from core.projects.models import Standard

FIRST = date(2025, 1, 1)
STEP = {"code": "S1", "title": "动员"}


def enacted(organisation, **more) -> Standard:
    given = {"code": "DJ-01", "number": 1, "title": "规范", "steps": [STEP], "from_on": FIRST}
    return standards.enact(organisation=organisation.pk, **given | more)


def test_versions_follow_each_other(town):
    one, two = enacted(town), enacted(town, number=2, from_on=date(2026, 1, 1), title="新规范")

    assert standards.in_force(code="DJ-01", on=date(2024, 12, 31)) is None
    assert standards.in_force(code="DJ-01", on=FIRST) == one
    assert standards.in_force(code="DJ-01", on=date(2025, 12, 31)) == one
    assert standards.in_force(code="DJ-01", on=date(2026, 1, 1)) == two
    assert selectors.standards(limit=10, on=date(2026, 1, 1)) == [two]
    assert selectors.standards(limit=10, after=("DJ-01", 1)) == [two]


@pytest.mark.parametrize("number", [1, 3])
def test_a_version_that_is_not_the_next_one_is_refused(town, number):
    enacted(town)

    with pytest.raises(Outdated, match="下一版应为第 2 版"):
        enacted(town, number=number, from_on=date(2026, 1, 1))

    assert Standard.objects.count() == 1


def test_a_version_begins_after_the_last_one(town):
    enacted(town)

    with pytest.raises(InvalidProject, match="须晚于该日"):
        enacted(town, number=2, from_on=FIRST)

    assert Standard.objects.count() == 1


def test_a_code_belongs_to_one_organisation(town, found):
    enacted(town)

    with pytest.raises(InvalidProject, match="另取编号"):
        enacted(found("乙镇党委"), number=2, from_on=date(2026, 1, 1))

    assert Standard.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"code": "规范一"}, "规范编号须为"),
        ({"code": ""}, "规范编号须为"),
        ({"title": " "}, "请填写规范名称"),
        ({"steps": []}, "至少有一个步骤"),
        ({"steps": [STEP, {"code": "步", "title": "实施"}]}, "第 2 个步骤的编号"),
        ({"steps": [{"code": "S1", "title": ""}]}, "第 1 个步骤的名称"),
        ({"steps": [STEP, STEP]}, "步骤编号重复：S1"),
    ],
)
def test_a_standard_that_cannot_be_is_refused(town, more, problem):
    with pytest.raises(InvalidProject, match=problem):
        enacted(town, **more)

    assert Standard.objects.count() == 0
