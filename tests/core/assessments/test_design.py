"""Items and weights of a cycle are refused unless they go together."""

from decimal import Decimal

import pytest
from appraising import ANCHORS, HALF, UNIT_ANCHORS, design, measured, qual, quant

from core.assessments import design as designs
from core.assessments.design import DesignError, Subject

THIRD = Decimal("0.333333")


def read(tree, subject: Subject = Subject.PERSON) -> designs.Design:
    return designs.read(tree, subject=subject)


def paths(tree, subject: Subject = Subject.PERSON) -> list[str]:
    with pytest.raises(DesignError) as refusal:
        read(tree, subject)
    return [problem.path for problem in refusal.value.problems]


def test_a_design_comes_back_as_it_was_stored():
    opened = read(design())

    assert designs.opened(designs.closed(opened)) == opened


@pytest.mark.parametrize(
    ("weights", "fits"),
    [
        ((HALF, HALF), True),
        ((Decimal("0.499999"), Decimal("0.500001")), True),
        ((Decimal("0.499999"), HALF), False),
        ((HALF, Decimal("0.500001")), False),
        ((0, 1), False),
    ],
)
def test_the_weights_of_items_add_up_to_exactly_one(weights, fits):
    tree = design(items=[quant(weight=weights[0]), qual(weight=weights[1])])

    if fits:
        assert len(read(tree).items) == 2
    else:
        assert paths(tree) == ["items"]


def test_each_sector_has_a_set_of_items_of_its_own():
    tree = design(
        items=[
            quant("A"),
            quant("B"),
            quant("C", sector="VILLAGE", weight=Decimal("0.4")),
            quant("D", sector="VILLAGE", weight=Decimal("0.6")),
        ],
        groups={},
    )

    items = read(tree)

    assert [item.code for item in items.of("VILLAGE")] == ["C", "D"]
    assert [item.code for item in items.of("TOWNSHIP")] == ["A", "B"]


def test_the_weights_of_each_sector_add_up_by_themselves():
    tree = measured()
    tree["items"].append(quant("VILLAGE_ONLY", sector="VILLAGE", weight=THIRD))

    with pytest.raises(DesignError, match=r"村领域各项目与季度的权重之和须为 1，现为 0[.]333333"):
        read(tree)


def test_a_sector_without_items_is_not_covered():
    only_villages = read({"items": [quant(sector="VILLAGE", weight=1)]})

    assert only_villages.covers("VILLAGE")
    assert not only_villages.covers("TOWNSHIP")
    assert read({"items": [], "quarters": [{"cycle": "x", "weight": 1}]}).covers("TOWNSHIP")


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"groups": {}}, "groups"),
        ({"groups": {"SUPERIOR": HALF}}, "groups"),
        ({"items": [quant(weight=1)]}, "groups"),
        ({"items": [quant(), quant()], "groups": {}}, "items[1].code"),
        ({"items": [quant(formula=None), qual()]}, "items[0].formula"),
        ({"items": [quant(formula={"form": "DEDUCTION"}), qual()]}, "items[0].formula"),
        ({"items": [quant(anchors=ANCHORS), qual()]}, "items[0].anchors"),
        ({"items": [quant(), qual(formula={"form": "NUMBER"})]}, "items[1].formula"),
        ({"items": [quant(), qual(anchors={"EXCELLENT": "好"})]}, "items[1].anchors"),
        ({"items": [quant(), qual(anchors=UNIT_ANCHORS)]}, "items[1].anchors"),
        ({"items": [quant(), qual(kind="VOTE")]}, "items[1].kind"),
        ({"items": [quant(), qual(colour="red")]}, "items[1].colour"),
        ({"groups": {"NEIGHBOURS": 1}}, "groups.NEIGHBOURS"),
    ],
)
def test_what_does_not_go_together_is_named(more, path):
    assert paths(design(**more)) == [path]


def test_organisations_have_grades_of_their_own():
    assert paths(design(), Subject.ORGANISATION) == ["items[1].anchors"]
    assert read(design(items=[quant(), qual(anchors=UNIT_ANCHORS)]), Subject.ORGANISATION).item("CONDUCT")


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (design(), True),
        (design(items=[qual(weight=1)]), False),
        (design(items=[quant(), qual(), qual("VILLAGERS", 1, sector="VILLAGE")]), False),
        ({"items": [], "quarters": [{"cycle": "x", "weight": 1}]}, True),
    ],
)
def test_every_set_of_items_is_measured_or_it_is_not(tree, expected):
    assert read(tree).is_measured is expected
