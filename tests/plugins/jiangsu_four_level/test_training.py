"""Training of a person in a year, and the plan of a city or county."""

from decimal import Decimal

import pytest

PLAN = {"demonstration_sessions": 0, "rotation_planned": False, "rotation_held": False}


@pytest.mark.parametrize(
    ("sessions", "days", "found", "missing"),
    [
        pytest.param(1, 3, [], (0, 0), id="exactly enough"),
        pytest.param(2, Decimal("3.5"), [], (0, 0), id="more than enough"),
        pytest.param(0, 3, ["JS-SESSIONS"], (1, 0), id="no session"),
        pytest.param(1, Decimal("2.5"), ["JS-DAYS"], (0, Decimal("0.5")), id="half a day short"),
        pytest.param(1, Decimal("2.99"), ["JS-DAYS"], (0, Decimal("0.01")), id="just short"),
        pytest.param(0, 0, ["JS-SESSIONS", "JS-DAYS"], (1, 3), id="nothing"),
    ],
)
def test_a_year_needs_one_session_and_three_days(decide, sessions, days, found, missing):
    decision = decide("training", {"sessions": sessions, "days": days})

    assert [finding.code for finding in decision.findings] == found
    assert decision.allowed is (found == [])
    assert decision.outcome == {"missing_sessions": missing[0], "missing_days": missing[1]}


def test_too_little_training_is_told_in_figures(decide):
    sessions, days = decide("training", {"sessions": 0, "days": Decimal("1.5")}).findings

    assert sessions.message == "当年参加集中培训 0 次，不足 1 次：请补训 1 次"
    assert sessions.facts == {"sessions": 0}
    assert days.message == "当年培训 1.5 天，不足 3 天：请补训 1.5 天"
    assert days.facts == {"days": Decimal("1.5")}
    assert (sessions.satisfied_on, days.satisfied_on) == (None, None)


def test_the_figures_of_training_are_parameters(decide, codes):
    facts = {"sessions": 2, "days": 5}

    assert codes(decide("training", facts, minimum_sessions=2, minimum_days=5)) == []
    assert codes(decide("training", facts, minimum_sessions=3)) == [("JS-SESSIONS", "BLOCK")]
    assert codes(decide("training", facts, minimum_days=Decimal("5.5"))) == [("JS-DAYS", "BLOCK")]


@pytest.mark.parametrize(("planned", "held"), [(True, True), (True, False), (False, True), (False, False)])
@pytest.mark.parametrize(("sessions", "found"), [(0, [("JS-DEMONSTRATION", "BLOCK")]), (1, []), (2, [])])
def test_a_city_holds_a_demonstration_session_whatever_its_rotation(
    decide, codes, sessions, found, planned, held
):
    decision = decide(
        "training_plan",
        {
            "level": "CITY",
            "demonstration_sessions": sessions,
            "rotation_planned": planned,
            "rotation_held": held,
        },
    )

    assert codes(decision) == found
    assert decision.allowed is (found == [])


@pytest.mark.parametrize(
    ("planned", "held", "found"),
    [
        (True, True, []),
        (True, False, [("JS-ROTATION", "WARN")]),
        (False, True, [("JS-ROTATION", "BLOCK")]),
        (False, False, [("JS-ROTATION", "BLOCK")]),
    ],
)
@pytest.mark.parametrize("sessions", [0, 1])
def test_a_county_plans_rotation_and_holds_it(decide, codes, sessions, planned, held, found):
    decision = decide(
        "training_plan",
        {
            "level": "COUNTY",
            "demonstration_sessions": sessions,
            "rotation_planned": planned,
            "rotation_held": held,
        },
    )

    assert codes(decision) == found
    assert decision.allowed is (found != [("JS-ROTATION", "BLOCK")])


def test_the_plan_is_refused_in_plain_words(decide):
    messages = [
        decide("training_plan", {**PLAN, "level": "CITY"}).findings[0].message,
        decide("training_plan", {**PLAN, "level": "COUNTY"}).findings[0].message,
        decide("training_plan", {**PLAN, "level": "COUNTY", "rotation_planned": True}).findings[0].message,
    ]

    assert messages == [
        "当年示范培训 0 次，不足 1 次：请再举办 1 次",
        "当年没有集中轮训计划：请制定计划并组织实施",
        "集中轮训已有计划、尚未举办：请按计划举办",
    ]


def test_how_many_demonstration_sessions_is_a_parameter(decide, codes):
    facts = {**PLAN, "level": "CITY", "demonstration_sessions": 1}

    decision = decide("training_plan", facts, demonstration_sessions=3)

    assert codes(decision) == [("JS-DEMONSTRATION", "BLOCK")]
    assert decision.findings[0].message == "当年示范培训 1 次，不足 3 次：请再举办 2 次"
    assert (
        codes(decide("training_plan", {**facts, "demonstration_sessions": 0}, demonstration_sessions=0)) == []
    )
