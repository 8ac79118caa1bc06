"""Cycles are drafted, revised, opened for a reason where they are odd, and called off."""

from decimal import Decimal
from uuid import UUID

import appraising
import pytest
from appraising import HALF, TODAY, design, measured, qual, quant, state

from core.assessments import cycles
from core.assessments.design import DesignError, Subject
from core.assessments.models import AssessmentCycle, State
from core.assessments.texts import InvalidAssessment
from core.decisions.models import DecisionRecord
from core.decisions.services import Refused
from core.organisations import selectors as organisations
from core.organisations.facts import Outdated


def test_a_cycle_is_drafted_and_revised_until_it_is_open(drafted):
    cycle = drafted()

    revised = cycles.revise(cycle=cycle.pk, version=1, title="年终考核", design=design())
    opened = appraising.open(revised)

    assert (revised.title, revised.version) == ("年终考核", 2)
    assert (opened.state, opened.opened_on, opened.version) == (State.OPEN, TODAY, 3)
    before = state()
    with pytest.raises(cycles.WrongState, match="进行中"):
        cycles.revise(cycle=cycle.pk, version=3, title="再改")
    assert state() == before


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"title": " "}, "考核名称"),
        ({"title": "长" * 201}, "不超过 200 字"),
        ({"quarter": 0}, "季度须为 1 至 4"),
        ({"quarter": 5}, "季度须为 1 至 4"),
        ({"year": 1975}, "考核年度 1975 有误"),
        ({"year": 2077}, "考核年度 2077 有误"),
    ],
)
def test_a_cycle_that_cannot_be_is_refused(drafted, more, words):
    with pytest.raises(InvalidAssessment, match=words):
        drafted(**more)

    assert AssessmentCycle.objects.count() == 0


def test_a_cycle_belongs_to_an_organisation_that_stands(drafted):
    with pytest.raises(organisations.UnknownOrganisation):
        drafted(organisation=UUID(int=7))

    assert AssessmentCycle.objects.count() == 0


@pytest.mark.parametrize(
    ("tree", "code"),
    [
        (design(items=[qual(weight=1)]), "CORE-QUANT"),
        (design(groups={"SUPERIOR": 1}), "CORE-GROUPS"),
    ],
)
def test_what_is_odd_is_opened_for_a_reason_only(drafted, tree, code):
    cycle = drafted(design=tree)
    before = state()

    with pytest.raises(Refused) as refusal:
        appraising.open(cycle)

    assert [finding["code"] for finding in refusal.value.extensions["findings"]] == [code]
    assert state() == before
    opened = appraising.open(cycle, reason="试点单位，经县委组织部同意")
    assert (opened.state, opened.reason) == (State.OPEN, "试点单位，经县委组织部同意")
    [decision] = DecisionRecord.objects.filter(subject_kind="assessment_cycle", subject_id=str(cycle.pk))
    assert (decision.action, decision.allowed) == ("core.open_cycle", True)


def test_a_cycle_with_figures_and_two_groups_needs_no_reason(drafted):
    assert appraising.open(drafted(design=design())).state == State.OPEN


def test_a_cycle_of_figures_alone_needs_no_reason(drafted):
    assert appraising.open(drafted()).state == State.OPEN


def test_an_outdated_version_is_refused(drafted):
    cycle = drafted()
    cycles.revise(cycle=cycle.pk, version=1, title="年终考核")
    before = state()

    with pytest.raises(Outdated):
        cycles.open(cycle=cycle.pk, version=1, on=TODAY)

    assert state() == before


def test_a_cycle_is_called_off_for_a_reason(opened):
    cycle = opened()
    with pytest.raises(InvalidAssessment, match="取消的理由"):
        cycles.call_off(cycle=cycle.pk, version=2, reason=" ")

    called_off = cycles.call_off(cycle=cycle.pk, version=2, reason="与上级考核重复")

    assert (called_off.state, called_off.reason) == (State.CALLED_OFF, "与上级考核重复")
    with pytest.raises(cycles.WrongState):
        cycles.call_off(cycle=cycle.pk, version=3, reason="再取消")


def test_an_unknown_cycle_is_not_found(in_beta):
    with pytest.raises(cycles.UnknownCycle):
        cycles.call_off(cycle=UUID(int=7), version=1, reason="无")


def quarters(*cycles: AssessmentCycle) -> dict:
    return {"items": [], "quarters": [{"cycle": str(cycle.pk), "weight": HALF} for cycle in cycles]}


def test_an_annual_cycle_takes_quarters_of_its_own_year_and_organisation(drafted):
    first, second = (drafted(title=f"{n} 季度", quarter=n) for n in (1, 2))

    annual = drafted(design=quarters(first, second))

    assert appraising.open(annual).state == State.OPEN


@pytest.mark.parametrize(
    "other",
    [
        {"year": 2024, "quarter": 2},
        {"quarter": None},
        {"subject": Subject.ORGANISATION, "quarter": 2},
    ],
)
def test_quarters_of_another_kind_are_refused(drafted, other):
    first, second = drafted(quarter=1), drafted(**other)

    with pytest.raises(DesignError) as refusal:
        drafted(design=quarters(first, second))

    assert [problem.path for problem in refusal.value.problems] == ["quarters[1].cycle"]
    assert AssessmentCycle.objects.count() == 2


def test_quarters_of_another_organisation_or_of_none_are_refused(drafted, town):
    foreign = drafted(organisation=town.pk, quarter=1)
    design = quarters(foreign, foreign)
    design["quarters"][1]["cycle"] = "1"

    with pytest.raises(DesignError) as refusal:
        drafted(design=design)

    assert [problem.path for problem in refusal.value.problems] == [
        "quarters[0].cycle",
        "quarters[1].cycle",
    ]


def test_a_quarterly_cycle_takes_no_quarters(drafted):
    first, second = (drafted(quarter=n) for n in (1, 2))

    with pytest.raises(DesignError):
        drafted(quarter=3, design=quarters(first, second))


def test_a_quarter_that_was_called_off_since_keeps_the_year_from_opening(drafted):
    first, second = (drafted(quarter=n) for n in (1, 2))
    annual = drafted(design=quarters(first, second))
    cycles.call_off(cycle=second.pk, version=1, reason="停办")

    with pytest.raises(DesignError):
        appraising.open(annual)

    assert AssessmentCycle.objects.get(pk=annual.pk).state == State.DRAFT


def test_items_and_quarters_share_the_weight(drafted):
    first = drafted(quarter=1)
    tree = measured(quarters=[{"cycle": str(first.pk), "weight": Decimal("0.25")}])
    with pytest.raises(DesignError, match=r"现为 1[.]25"):
        drafted(design=tree)

    tree["items"] = [quant(weight=Decimal("0.75"))]

    assert drafted(design=tree).pk
