"""Who may apply for a certificate of a city."""

from decimal import Decimal

import pytest

SUZHOU, NANJING, KUNSHAN = "320500", "320100", "320583"
APPLY = {
    "on": "2024-06-01",
    "category": "SECRETARY",
    "level": "JUNIOR",
    "training_test_passed": True,
    "years_in_post": 1,
    "held": [],
    "city": SUZHOU,
    "last_grades": ["COMPETENT"],
}


def certificate(level, city=SUZHOU, status="VALID"):
    return {"level": level, "issued_on": "2020-05-10", "status": status, "city": city}


UP_TO = {
    "JUNIOR": [],
    "INTERMEDIATE": [certificate("JUNIOR")],
    "SENIOR": [certificate("INTERMEDIATE")],
    "SPECIAL": [certificate("SENIOR")],
}


def found_by(decision):
    return [finding.code for finding in decision.findings]


@pytest.mark.parametrize("category", ["SECRETARY", "RECRUITED"])
@pytest.mark.parametrize(
    ("level", "needed"), [("JUNIOR", 1), ("INTERMEDIATE", 3), ("SENIOR", 5), ("SPECIAL", 8)]
)
def test_each_level_asks_for_years_in_two_new_posts(decide, category, level, needed):
    facts = {**APPLY, "category": category, "level": level, "held": UP_TO[level]}

    exact = decide("apply", {**facts, "years_in_post": needed})
    short = decide("apply", {**facts, "years_in_post": needed - Decimal("0.01")})

    assert found_by(exact) == []
    assert exact.allowed is True
    assert exact.outcome == {"required_years": needed, "priority": False}
    assert [(finding.code, finding.severity, finding.satisfied_on) for finding in short.findings] == [
        ("JS-YEARS", "BLOCK", None)
    ]
    assert short.allowed is False


def test_too_few_years_are_told_in_figures(decide):
    facts = {**APPLY, "level": "SENIOR", "held": UP_TO["SENIOR"], "years_in_post": Decimal("4.5")}

    [finding] = decide("apply", facts).findings

    assert finding.message == "在两新组织累计任职 4.5 年，申报高级须满 5 年：请任职满年限后再申报"
    assert finding.facts == {"category": "SECRETARY", "level": "SENIOR", "years_in_post": Decimal("4.5")}


def test_an_instructor_is_not_certified(decide):
    decision = decide("apply", {**APPLY, "category": "INSTRUCTOR"})

    assert found_by(decision) == ["JS-CATEGORY"]
    assert decision.allowed is False
    assert decision.findings[0].message == "选派党建工作指导员不参加等级认证：请核对人员类别"


def test_a_test_must_have_been_passed_within_twelve_months(decide):
    facts = {**APPLY, "training_test_passed": False}

    [finding] = decide("apply", facts).findings
    [by_city] = decide("apply", facts, test_validity_months=6).findings

    assert finding.code == "JS-TEST"
    assert finding.message == "申报前 12 个月内没有合格的定期测试：请参加培训测试，合格后再申报"
    assert by_city.message.startswith("申报前 6 个月内")


@pytest.mark.parametrize(
    ("level", "held", "found"),
    [
        ("JUNIOR", [], []),
        ("JUNIOR", [certificate("JUNIOR")], ["JS-HELD"]),
        ("JUNIOR", [certificate("SPECIAL")], ["JS-HELD"]),
        ("JUNIOR", [certificate("JUNIOR", status="EXPIRED")], []),
        ("JUNIOR", [certificate("JUNIOR", NANJING)], []),
        ("INTERMEDIATE", [], ["JS-STEP"]),
        ("INTERMEDIATE", [certificate("JUNIOR")], []),
        ("INTERMEDIATE", [certificate("JUNIOR", NANJING)], ["JS-STEP"]),
        ("INTERMEDIATE", [certificate("JUNIOR", KUNSHAN)], []),
        ("INTERMEDIATE", [certificate("JUNIOR", status="SUSPENDED")], ["JS-STEP"]),
        ("INTERMEDIATE", [certificate("JUNIOR", status="REVOKED")], ["JS-STEP"]),
        ("INTERMEDIATE", [certificate("JUNIOR", status="SUPERSEDED")], ["JS-STEP"]),
        ("INTERMEDIATE", [certificate("JUNIOR"), certificate("INTERMEDIATE", NANJING)], []),
        ("INTERMEDIATE", [certificate("JUNIOR"), certificate("INTERMEDIATE")], ["JS-HELD"]),
        ("INTERMEDIATE", [certificate("INTERMEDIATE")], ["JS-HELD"]),
        ("INTERMEDIATE", [certificate("SENIOR")], ["JS-HELD"]),
        ("INTERMEDIATE", [certificate("SENIOR", NANJING)], ["JS-STEP"]),
        ("INTERMEDIATE", [certificate("SENIOR", status="REVOKED")], ["JS-STEP"]),
        ("SENIOR", [certificate("JUNIOR")], ["JS-STEP"]),
        ("SENIOR", [certificate("INTERMEDIATE")], []),
        ("SPECIAL", [certificate("INTERMEDIATE")], ["JS-STEP"]),
        ("SPECIAL", [certificate("SENIOR")], []),
        ("SPECIAL", [certificate("SPECIAL"), certificate("SENIOR")], ["JS-HELD"]),
    ],
)
def test_levels_are_climbed_one_by_one_in_one_city(decide, level, held, found):
    decision = decide("apply", {**APPLY, "level": level, "held": held, "years_in_post": 8})

    assert found_by(decision) == found
    assert decision.allowed is (found == [])
    assert all(finding.satisfied_on is None for finding in decision.findings)


@pytest.mark.parametrize(
    ("level", "held", "message"),
    [
        (
            "INTERMEDIATE",
            [certificate("SENIOR"), certificate("JUNIOR")],
            "在本市已持有有效的高级证书，不能再申报中级：请申报高于高级的级别",
        ),
        (
            "SENIOR",
            [certificate("SPECIAL")],
            "在本市已持有有效的特级证书，不能再申报高级：无需再申报",
        ),
        ("SENIOR", [], "申报高级须持有本市有效的中级证书：请先在本市取得中级"),
    ],
)
def test_the_ladder_is_explained(decide, level, held, message):
    [finding] = decide("apply", {**APPLY, "level": level, "held": held, "years_in_post": 8}).findings

    assert finding.message == message
    assert set(finding.facts) == {"level", "held", "city"}


@pytest.mark.parametrize(
    ("level", "grades", "found"),
    [
        ("JUNIOR", [], []),
        ("JUNIOR", ["BASIC"], ["JS-GRADE"]),
        ("JUNIOR", ["INCOMPETENT"], ["JS-GRADE"]),
        ("JUNIOR", ["EXCELLENT", "INCOMPETENT"], []),
        ("INTERMEDIATE", [], ["JS-GRADE"]),
        ("INTERMEDIATE", ["COMPETENT"], []),
        ("INTERMEDIATE", ["COMPETENT", "BASIC"], []),
        ("INTERMEDIATE", ["BASIC", "EXCELLENT"], ["JS-GRADE"]),
        ("SENIOR", [], ["JS-GRADE"]),
        ("SPECIAL", [], ["JS-GRADE"]),
        ("SPECIAL", ["EXCELLENT"], []),
    ],
)
def test_the_newest_grade_counts_and_only_the_lowest_level_does_without(decide, level, grades, found):
    facts = {**APPLY, "level": level, "held": UP_TO[level], "years_in_post": 8, "last_grades": grades}

    decision = decide("apply", facts)

    assert found_by(decision) == found
    assert decision.allowed is (found == [])


def test_a_grade_too_low_or_missing_is_told(decide):
    facts = {**APPLY, "level": "INTERMEDIATE", "held": UP_TO["INTERMEDIATE"], "years_in_post": 8}

    [low] = decide("apply", {**facts, "last_grades": ["BASIC"]}).findings
    [missing] = decide("apply", {**facts, "last_grades": []}).findings

    assert low.message == "最近一次考核为基本称职（基本合格），须为称职（合格）及以上：请待考核达到后再申报"
    assert missing.message == "没有考核等次，申报中级须有称职（合格）及以上的考核：请考核后再申报"
    assert missing.facts == {"level": "INTERMEDIATE", "last_grades": ()}


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("POLITICAL_WORK", [("JS-TITLE", "INFO")]),
        ("SOCIAL_WORK", [("JS-TITLE", "INFO")]),
        ("OTHER", []),
        (None, []),
    ],
)
def test_a_title_of_the_trade_gives_priority(decide, codes, title, found):
    decision = decide("apply", {**APPLY, "professional_title": title})

    assert codes(decision) == found
    assert decision.outcome["priority"] is (found != [])
    assert decision.allowed is True


def test_everything_that_is_wrong_is_reported_together(decide, codes):
    decision = decide(
        "apply",
        {
            **APPLY,
            "category": "INSTRUCTOR",
            "level": "SENIOR",
            "training_test_passed": False,
            "last_grades": [],
            "professional_title": "SOCIAL_WORK",
        },
    )

    assert codes(decision) == [
        ("JS-CATEGORY", "BLOCK"),
        ("JS-TEST", "BLOCK"),
        ("JS-STEP", "BLOCK"),
        ("JS-YEARS", "BLOCK"),
        ("JS-GRADE", "BLOCK"),
        ("JS-TITLE", "INFO"),
    ]
    assert decision.outcome == {"required_years": 5, "priority": True}


def test_years_are_a_parameter_by_category_and_level(decide):
    def row(junior):
        return {"JUNIOR": junior, "INTERMEDIATE": 3, "SENIOR": 5, "SPECIAL": 8}

    years = {"SECRETARY": row(Decimal("0.5")), "RECRUITED": row(2), "INSTRUCTOR": row(1)}
    facts = {**APPLY, "years_in_post": Decimal("0.5")}

    assert found_by(decide("apply", facts, years_in_post=years)) == []
    assert found_by(decide("apply", {**facts, "category": "RECRUITED"}, years_in_post=years)) == ["JS-YEARS"]
    assert found_by(decide("apply", {**facts, "category": "INSTRUCTOR"}, years_in_post=years)) == [
        "JS-CATEGORY",
        "JS-YEARS",
    ]
