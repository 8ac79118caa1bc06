"""Annual inspection, withdrawal, allowance, reporting a change."""

from datetime import date
from decimal import Decimal

import pytest

from core.policy.calendar import CalendarNotCovered

LEVELS = ["JUNIOR", "INTERMEDIATE", "SENIOR", "SPECIAL"]
GOOD_YEAR = {
    "level": "SENIOR",
    "failed_before": False,
    "grade": "COMPETENT",
    "training_sessions": 1,
    "training_days": 3,
}
ALLOWANCE = {
    "category": "SECRETARY",
    "level": "JUNIOR",
    "certificate_status": "VALID",
    "engaged": True,
    "grade": "COMPETENT",
}


@pytest.mark.parametrize("failed_before", [True, False])
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("grade", ["COMPETENT", "EXCELLENT"])
def test_a_good_year_passes_whatever_came_before(decide, grade, level, failed_before):
    facts = {**GOOD_YEAR, "grade": grade, "level": level, "failed_before": failed_before}

    decision = decide("annual_inspection", facts)

    assert decision.findings == ()
    assert decision.outcome == {"result": "PASSED", "level": level}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"grade": "BASIC"}, ["JS-GRADE"]),
        ({"grade": "INCOMPETENT"}, ["JS-GRADE"]),
        ({"training_sessions": 0}, ["JS-SESSIONS"]),
        ({"training_days": Decimal("2.5")}, ["JS-DAYS"]),
        ({"training_sessions": 0, "training_days": 0}, ["JS-SESSIONS", "JS-DAYS"]),
        (
            {"grade": "BASIC", "training_sessions": 0, "training_days": 0},
            ["JS-GRADE", "JS-SESSIONS", "JS-DAYS"],
        ),
    ],
)
def test_any_shortcoming_fails_the_inspection(decide, change, found):
    decision = decide("annual_inspection", {**GOOD_YEAR, **change})

    assert [finding.code for finding in decision.findings] == found
    assert decision.allowed is False
    assert decision.outcome == {"result": "SUSPENDED", "level": "SENIOR"}


@pytest.mark.parametrize(
    ("level", "failed_before", "outcome"),
    [
        ("JUNIOR", False, {"result": "SUSPENDED", "level": "JUNIOR"}),
        ("INTERMEDIATE", False, {"result": "SUSPENDED", "level": "INTERMEDIATE"}),
        ("SPECIAL", False, {"result": "SUSPENDED", "level": "SPECIAL"}),
        ("JUNIOR", True, {"result": "EXPIRED", "level": None}),
        ("INTERMEDIATE", True, {"result": "LOWERED", "level": "JUNIOR"}),
        ("SENIOR", True, {"result": "LOWERED", "level": "INTERMEDIATE"}),
        ("SPECIAL", True, {"result": "LOWERED", "level": "SENIOR"}),
    ],
)
def test_failing_suspends_first_then_lowers(decide, level, failed_before, outcome):
    facts = {**GOOD_YEAR, "level": level, "failed_before": failed_before, "grade": "BASIC"}

    assert decide("annual_inspection", facts).outcome == outcome


@pytest.mark.parametrize(
    ("failed_before", "parameters", "outcome"),
    [
        (False, {"first_failure": "LOWERED"}, {"result": "LOWERED", "level": "INTERMEDIATE"}),
        (False, {"first_failure": "EXPIRED"}, {"result": "EXPIRED", "level": None}),
        (True, {"repeated_failure": "SUSPENDED"}, {"result": "SUSPENDED", "level": "SENIOR"}),
        (True, {"repeated_failure": "EXPIRED"}, {"result": "EXPIRED", "level": None}),
    ],
)
def test_what_failing_leads_to_is_a_parameter(decide, failed_before, parameters, outcome):
    facts = {**GOOD_YEAR, "failed_before": failed_before, "grade": "BASIC"}

    assert decide("annual_inspection", facts, **parameters).outcome == outcome


def test_the_training_that_an_inspection_asks_for_is_that_of_the_year(decide, codes):
    facts = {**GOOD_YEAR, "training_sessions": 1, "training_days": 3}

    decision = decide("annual_inspection", facts, minimum_sessions=2, minimum_days=4)

    assert codes(decision) == [("JS-SESSIONS", "BLOCK"), ("JS-DAYS", "BLOCK")]
    assert [finding.message for finding in decision.findings] == [
        "当年参加集中培训 1 次，不足 2 次：请补训 1 次",
        "当年培训 3 天，不足 4 天：请补训 1 天",
    ]
    assert [finding.facts for finding in decision.findings] == [
        {"training_sessions": 1},
        {"training_days": 3},
    ]


@pytest.mark.parametrize(
    ("cause", "status", "found"),
    [
        ("LEFT", "EXPIRED", []),
        ("UNFIT", "EXPIRED", []),
        ("OWN_REQUEST", "EXPIRED", []),
        ("VIOLATION", "REVOKED", []),
        ("OTHER", "EXPIRED", [("JS-CAUSE", "BLOCK")]),
    ],
)
def test_withdrawal_ends_a_certificate_and_the_years_allowance(decide, codes, cause, status, found):
    decision = decide("withdraw", {"cause": cause})

    assert decision.outcome == {"status": status, "allowance_this_year": False}
    assert codes(decision) == found
    assert decision.allowed is (found == [])


def test_another_cause_of_withdrawal_is_told_to_be_named(decide):
    [finding] = decide("withdraw", {"cause": "OTHER"}).findings

    assert finding.message == "退出原因为其他，不属于规定情形：请核实后选择具体原因"
    assert finding.facts == {"cause": "OTHER"}


@pytest.mark.parametrize("category", ["SECRETARY", "RECRUITED"])
@pytest.mark.parametrize(
    ("level", "amount"), [("JUNIOR", 1200), ("INTERMEDIATE", 2400), ("SENIOR", 3600), ("SPECIAL", 6000)]
)
@pytest.mark.parametrize("grade", ["COMPETENT", "EXCELLENT"])
def test_the_allowance_follows_the_level(decide, grade, category, level, amount):
    facts = {**ALLOWANCE, "category": category, "level": level, "grade": grade}

    decision = decide("allowance", facts)

    assert decision.findings == ()
    assert decision.outcome == {"amount": amount}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"category": "INSTRUCTOR"}, ["JS-CATEGORY"]),
        ({"certificate_status": "SUSPENDED"}, ["JS-UNCERTIFIED"]),
        ({"certificate_status": "REVOKED"}, ["JS-UNCERTIFIED"]),
        ({"certificate_status": "SUPERSEDED"}, ["JS-UNCERTIFIED"]),
        ({"certificate_status": "EXPIRED"}, ["JS-UNCERTIFIED"]),
        ({"certificate_status": None}, ["JS-UNCERTIFIED"]),
        ({"level": None}, ["JS-UNCERTIFIED"]),
        ({"level": None, "certificate_status": None}, ["JS-UNCERTIFIED"]),
        ({"engaged": False}, ["JS-ENGAGED"]),
        ({"grade": "BASIC"}, ["JS-GRADE"]),
        ({"grade": "INCOMPETENT"}, ["JS-GRADE"]),
        (
            {
                "category": "INSTRUCTOR",
                "level": None,
                "certificate_status": None,
                "engaged": False,
                "grade": "BASIC",
            },
            ["JS-CATEGORY", "JS-UNCERTIFIED", "JS-ENGAGED", "JS-GRADE"],
        ),
    ],
)
def test_whatever_blocks_leaves_no_allowance(decide, change, found):
    decision = decide("allowance", {**ALLOWANCE, **change})

    assert [finding.code for finding in decision.findings] == found
    assert decision.outcome == {"amount": 0}
    assert decision.allowed is False


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"category": "INSTRUCTOR"}, "选派党建工作指导员不享受红领津贴：请按规定列支工作经费"),
        (
            {"level": "SENIOR", "certificate_status": "SUSPENDED"},
            "高级证书状态为暂停，红领津贴发给持有有效证书的人员：请待取得或恢复有效证书",
        ),
        ({"level": None}, "没有证书，红领津贴发给持有有效证书的人员：请待取得或恢复有效证书"),
        ({"certificate_status": None}, "没有证书，红领津贴发给持有有效证书的人员：请待取得或恢复有效证书"),
        ({"engaged": False}, "不在岗履职：请待在岗履职后再申领"),
        (
            {"grade": "INCOMPETENT"},
            "考核等次为不称职（不合格），须为称职（合格）及以上：请待考核达到",
        ),
    ],
)
def test_a_refused_allowance_says_why(decide, change, message):
    [finding] = decide("allowance", {**ALLOWANCE, **change}).findings

    assert finding.message == message


def test_amounts_are_a_parameter_by_category_and_level(decide):
    def row(*amounts):
        return dict(zip(LEVELS, amounts, strict=True))

    amounts = {
        "SECRETARY": row(0, 1, 2, 3),
        "RECRUITED": row(100, 200, 300, Decimal("400.5")),
    }

    def ask(category, level):
        facts = {**ALLOWANCE, "category": category, "level": level}
        return decide("allowance", facts, yearly_allowance=amounts).outcome["amount"]

    assert [ask("SECRETARY", level) for level in LEVELS] == [0, 1, 2, 3]
    assert [ask("RECRUITED", level) for level in LEVELS] == [100, 200, 300, Decimal("400.5")]


@pytest.mark.parametrize(
    ("changed_on", "due_on", "provisional"),
    [
        pytest.param("2024-07-01", date(2024, 7, 31), False, id="a working day thirty days later"),
        pytest.param("2024-06-06", date(2024, 7, 8), False, id="a Saturday moves to Monday"),
        pytest.param("2024-06-07", date(2024, 7, 8), False, id="a Sunday moves to Monday"),
        pytest.param("2024-08-30", date(2024, 9, 29), False, id="a Sunday worked stays"),
        pytest.param("2024-09-01", date(2024, 10, 8), False, id="National Day moves past the holiday"),
        pytest.param("2024-09-12", date(2024, 10, 12), False, id="a Saturday worked stays"),
        pytest.param("2024-01-30", date(2024, 2, 29), False, id="onto 29 February"),
        pytest.param("2024-01-11", date(2024, 2, 18), False, id="Spring Festival to the Sunday worked after"),
        pytest.param("2023-12-31", date(2024, 1, 30), False, id="from a year not covered into one that is"),
        pytest.param("2025-12-02", date(2026, 1, 2), True, id="New Year's Day of the year not yet arranged"),
        pytest.param("2026-09-01", date(2026, 10, 5), True, id="provisional National Day and a weekend"),
    ],
)
def test_a_change_is_reported_within_thirty_days(decide, changed_on, due_on, provisional):
    outcome = decide("report_change", {"changed_on": changed_on, "certificate_status": "VALID"}).outcome

    note = "暂按 2026 年法定节假日推算，放假安排公布后重新计算" if provisional else None
    assert outcome == {
        "due_on": due_on,
        "provisional": provisional,
        "note": note,
        "recipients": ["SUPERIOR_PARTY_ORGANISATION", "COUNTY_ORGANISATION_DEPARTMENT"],
    }


@pytest.mark.parametrize("changed_on", ["2023-11-01", "2026-12-02", "9999-12-31", "9999-12-01", "0001-01-01"])
def test_a_report_due_outside_the_calendar_names_the_years_covered(decide, changed_on):
    with pytest.raises(CalendarNotCovered, match="2024 年至 2025 年"):
        decide("report_change", {"changed_on": changed_on, "certificate_status": "EXPIRED"})


@pytest.mark.parametrize("status", ["VALID", "SUSPENDED", "REVOKED", "SUPERSEDED", "EXPIRED"])
def test_any_certificate_is_reported_alike(decide, status):
    facts = {"changed_on": "2024-07-01", "certificate_status": status}

    assert decide("report_change", facts).outcome["due_on"] == date(2024, 7, 31)


def test_the_days_to_report_are_a_parameter(decide):
    facts = {"changed_on": "2024-07-01", "certificate_status": "VALID"}

    assert decide("report_change", facts, report_days=10).outcome["due_on"] == date(2024, 7, 11)
