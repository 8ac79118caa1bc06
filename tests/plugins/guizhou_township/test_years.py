"""Years of service: transfers, secondments, promotion, the term of heads."""

import time
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

CASE = {
    "township_since": "2016-09-01",
    "recruited": True,
    "to_level": "COUNTY",
    "special_reason": False,
    "city_approved": False,
}
TOWNSHIP = {"to_level": "TOWNSHIP"}
REASON = {"special_reason": True}
APPROVED = {"special_reason": True, "city_approved": True}
TWO, FIVE = date(2018, 9, 1), date(2021, 9, 1)


@pytest.mark.parametrize(
    ("on", "change", "found"),
    [
        pytest.param("2016-09-01", {}, ("GZ-2Y", "BLOCK", FIVE), id="on the first day"),
        pytest.param("2018-08-31", {}, ("GZ-2Y", "BLOCK", FIVE), id="day before 2 years"),
        pytest.param("2018-08-31", TOWNSHIP, ("GZ-2Y", "BLOCK", TWO), id="day before, to a township"),
        pytest.param("2018-08-31", REASON, ("GZ-2Y", "BLOCK", FIVE), id="day before, not approved"),
        pytest.param("2018-08-31", APPROVED, ("GZ-2Y", "BLOCK", TWO), id="day before, approved"),
        pytest.param(
            "2018-08-31", {"city_approved": True}, ("GZ-2Y", "BLOCK", FIVE), id="day before, no reason"
        ),
        pytest.param("2018-09-01", {}, ("GZ-5Y", "BLOCK", FIVE), id="on 2 years"),
        pytest.param("2018-09-01", TOWNSHIP, None, id="on 2 years, to a township"),
        pytest.param("2018-09-01", {**TOWNSHIP, **APPROVED}, None, id="a township needs no approval"),
        pytest.param("2018-09-01", REASON, ("GZ-APPROVAL", "BLOCK", FIVE), id="on 2 years, not approved"),
        pytest.param("2018-09-01", APPROVED, ("GZ-APPROVED", "INFO", None), id="on 2 years, approved"),
        pytest.param("2018-09-02", APPROVED, ("GZ-APPROVED", "INFO", None), id="day after 2 years, approved"),
        pytest.param(
            "2018-09-01", {"city_approved": True}, ("GZ-5Y", "BLOCK", FIVE), id="approval without a reason"
        ),
        pytest.param("2019-01-01", {"to_level": "CITY"}, ("GZ-5Y", "BLOCK", FIVE), id="to the city"),
        pytest.param("2019-01-01", {"to_level": "PROVINCE"}, ("GZ-5Y", "BLOCK", FIVE), id="to the province"),
        pytest.param("2019-01-01", {"to_level": "GRASSROOTS"}, ("GZ-5Y", "BLOCK", FIVE), id="to a unit"),
        pytest.param("2021-08-31", {}, ("GZ-5Y", "BLOCK", FIVE), id="day before 5 years"),
        pytest.param("2021-08-31", REASON, ("GZ-APPROVAL", "BLOCK", FIVE), id="day before 5, not approved"),
        pytest.param("2021-08-31", APPROVED, ("GZ-APPROVED", "INFO", None), id="day before 5, approved"),
        pytest.param("2021-09-01", {}, None, id="on 5 years"),
        pytest.param("2021-09-01", REASON, None, id="on 5 years, not approved"),
        pytest.param("2021-09-01", APPROVED, None, id="on 5 years, approved"),
        pytest.param("2021-09-02", {}, None, id="day after 5 years"),
        pytest.param("2016-09-02", {"recruited": False}, None, id="not recruited"),
    ],
)
@pytest.mark.parametrize("action", ["transfer", "secondment"])
def test_at_most_one_clause_speaks_of_a_recruit_who_leaves(decide, action, on, change, found):
    facts = {**CASE, **change, "on": on} | ({"until": "2030-01-01"} if action == "secondment" else {})

    decision = decide(action, facts)

    assert [(item.code, item.severity.value, item.satisfied_on) for item in decision.findings] == (
        [found] if found else []
    )
    assert decision.allowed is (found is None or found[1] == "INFO")


@pytest.mark.parametrize(
    ("since", "on", "codes_found"),
    [
        pytest.param("2016-02-29", "2018-02-27", ["GZ-2Y"], id="day before 28 February"),
        pytest.param("2016-02-29", "2018-02-28", [], id="28 February, two years after 29 February"),
        pytest.param("2018-02-28", "2020-02-27", ["GZ-2Y"], id="day before 28 February of a leap year"),
        pytest.param("2018-02-28", "2020-02-28", [], id="28 February of a leap year"),
    ],
)
def test_two_years_from_february(decide, since, on, codes_found):
    facts = {**CASE, **TOWNSHIP, "township_since": since, "on": on}

    assert [finding.code for finding in decide("transfer", facts).findings] == codes_found


def test_five_years_from_29_february_end_on_28_february(decide):
    facts = {**CASE, "township_since": "2016-02-29", "on": "2021-02-27"}

    [finding] = decide("transfer", facts).findings

    assert (finding.code, finding.satisfied_on) == ("GZ-5Y", date(2021, 2, 28))
    assert decide("transfer", {**facts, "on": "2021-02-28"}).findings == ()


@pytest.mark.parametrize(
    ("on", "change", "message"),
    [
        (
            "2018-08-31",
            TOWNSHIP,
            "2016-09-01 起在乡镇服务，至 2018-08-31 未满 2 年，无论何种理由不得调动、借调："
            "请于 2018-09-01 起办理",
        ),
        (
            "2019-01-01",
            {},
            "2016-09-01 起在乡镇服务，至 2019-01-01 未满 5 年，没有特殊原因不得调离、借离乡镇："
            "请于 2021-09-01 起办理",
        ),
        (
            "2019-01-01",
            REASON,
            "2016-09-01 起在乡镇服务，至 2019-01-01 未满 5 年，特殊原因未经市级党委组织部门批准："
            "请先报批，或于 2021-09-01 起办理",
        ),
        (
            "2019-01-01",
            APPROVED,
            "2016-09-01 起在乡镇服务，至 2019-01-01 已满 2 年未满 5 年，有特殊原因且已经批准："
            "可以办理，请留存批准文件",
        ),
    ],
)
def test_who_leaves_is_told_the_days_and_the_way_out(decide, on, change, message):
    [finding] = decide("transfer", {**CASE, **change, "on": on}).findings

    assert finding.message == message
    assert finding.facts.keys() == {*CASE, "on"}
    assert finding.facts["on"] == date.fromisoformat(on)


@pytest.mark.parametrize(
    ("change", "code", "way_out"),
    [
        ({}, "GZ-2Y", "不得调动、借调：该期限超出日历范围"),
        (REASON, "GZ-2Y", "不得调动、借调：该期限超出日历范围"),
    ],
)
def test_service_that_no_calendar_day_completes_has_no_day(decide, change, code, way_out):
    [finding] = decide(
        "transfer", {**CASE, **change, "township_since": "9998-01-01", "on": "9999-12-31"}
    ).findings

    assert (finding.code, finding.satisfied_on) == (code, None)
    assert finding.message.endswith(way_out)


def test_an_approval_that_waiting_cannot_replace_names_no_day(decide):
    facts = {**CASE, **REASON, "township_since": "9996-01-01", "on": "9999-12-31"}

    [finding] = decide("transfer", facts).findings

    assert (finding.code, finding.satisfied_on) == ("GZ-APPROVAL", None)
    assert finding.message.endswith("批准：请先报批")


def test_the_years_of_service_and_the_levels_that_stay_are_parameters(decide, codes):
    facts = {**CASE, "on": "2019-09-01"}

    assert codes(decide("transfer", facts, minimum_service_years=4)) == [("GZ-2Y", "BLOCK")]
    assert codes(decide("transfer", facts, full_service_years=3)) == []
    assert codes(decide("transfer", facts, staying_levels=["TOWNSHIP", "COUNTY"])) == []
    assert codes(decide("transfer", {**facts, **TOWNSHIP}, staying_levels=[])) == [("GZ-5Y", "BLOCK")]


@pytest.mark.parametrize(
    ("on", "change", "reasons", "allowed"),
    [
        pytest.param("2021-12-30", {}, [], True, id="day before it ends"),
        pytest.param("2021-12-31", {}, [], True, id="on the day it ends"),
        pytest.param("2022-01-01", {}, ["OVERDUE"], True, id="day after it ends"),
        pytest.param("2021-08-31", {}, ["GZ-5Y"], False, id="too early"),
        pytest.param("2021-08-31", REASON, ["GZ-APPROVAL"], False, id="without approval"),
        pytest.param("2021-08-31", APPROVED, [], True, id="approved"),
        pytest.param("2018-01-01", {"until": "2017-12-31"}, ["OVERDUE", "GZ-2Y"], False, id="both"),
        pytest.param(
            "2019-01-01", {**APPROVED, "until": "2018-12-31"}, ["OVERDUE"], True, id="approved and overdue"
        ),
        pytest.param("2022-01-01", {"recruited": False}, ["OVERDUE"], True, id="not recruited, overdue"),
        pytest.param("2017-01-01", {"recruited": False}, [], True, id="not recruited"),
    ],
)
def test_a_secondment_is_irregular_when_overdue_or_blocked(decide, on, change, reasons, allowed):
    decision = decide("secondment", {**CASE, "until": "2021-12-31", **change, "on": on})

    assert decision.outcome == {"irregular": reasons != [], "reasons": reasons}
    assert decision.allowed is allowed


@pytest.mark.parametrize(
    ("since", "on", "found"),
    [
        pytest.param("2016-09-01", "2021-08-31", date(2021, 9, 1), id="day before 5 years"),
        pytest.param("2016-09-01", "2021-09-01", None, id="on 5 years"),
        pytest.param("2016-09-01", "2021-09-02", None, id="day after 5 years"),
        pytest.param("2016-02-29", "2021-02-27", date(2021, 2, 28), id="before 28 February"),
        pytest.param("2016-02-29", "2021-02-28", None, id="28 February after 29 February"),
    ],
)
def test_promotion_needs_five_continuous_years(decide, since, on, found):
    decision = decide("promote_nonleading", {"on": on, "in_post": True, "township_since": since})

    assert [(item.code, item.satisfied_on) for item in decision.findings] == (
        [("GZ-CONT5", found)] if found else []
    )
    assert decision.allowed is (found is None)


def test_promotion_reports_post_and_years_together(decide, codes):
    decision = decide(
        "promote_nonleading", {"on": "2020-05-01", "in_post": False, "township_since": "2016-09-01"}
    )

    assert codes(decision) == [("GZ-INPOST", "BLOCK"), ("GZ-CONT5", "BLOCK")]
    assert [finding.satisfied_on for finding in decision.findings] == [None, FIVE]
    assert decision.findings[1].message == (
        "2016-09-01 起在乡镇连续工作，至 2020-05-01 未满 5 年：请于 2021-09-01 起晋升"
    )


def test_the_years_before_promotion_are_a_parameter(decide):
    facts = {"on": "2020-05-01", "in_post": True, "township_since": "2017-05-01"}

    assert decide("promote_nonleading", facts, nonleading_years=3).allowed is True
    assert decide("promote_nonleading", facts, nonleading_years=4).allowed is False


@pytest.mark.parametrize(
    ("on", "reason", "found"),
    [
        pytest.param("2021-08-31", None, ("GZ-TERM", "WARN", FIVE), id="day before the term ends"),
        pytest.param("2021-08-31", "换届调整", ("GZ-TERM", "INFO", FIVE), id="with a reason"),
        pytest.param("2021-09-01", None, None, id="on the day it ends"),
        pytest.param("2021-09-01", "换届调整", None, id="on the day, with a reason"),
        pytest.param("2021-09-02", None, None, id="day after"),
    ],
)
def test_a_head_moved_before_the_term_ends_is_warned_about(decide, on, reason, found):
    decision = decide("head_term", {"on": on, "term_since": "2016-09-01", "reason": reason})

    assert [(item.code, item.severity.value, item.satisfied_on) for item in decision.findings] == (
        [found] if found else []
    )
    assert decision.allowed is True


def test_the_term_of_heads_is_told_in_words_and_is_a_parameter(decide):
    facts = {"on": "2019-02-27", "term_since": "2016-02-29"}

    [warning] = decide("head_term", facts, head_term_years=3).findings
    [note] = decide("head_term", {**facts, "reason": " 提任 "}, head_term_years=3).findings

    assert warning.message == (
        "任期自 2016-02-29 起，至 2019-02-27 未满 3 年：请于 2019-02-28 起调整，或写明提前调整的理由"
    )
    assert note.message == "任期自 2016-02-29 起，至 2019-02-27 未满 3 年，提前调整的理由：提任"
    assert decide("head_term", {**facts, "on": "2019-02-28"}, head_term_years=3).findings == ()


def first_day(decide, action, facts, start):
    """Search day by day for the first one from `start` on which no clause of time speaks."""
    timed = {"GZ-2Y", "GZ-5Y", "GZ-APPROVAL", "GZ-CONT5", "GZ-TERM"}
    for offset in range(6 * 366):
        day = start + timedelta(offset)
        if not timed & {finding.code for finding in decide(action, {**facts, "on": day}).findings}:
            return day
    return None


SINCE = (
    st.dates(date(2012, 1, 1), date(2016, 12, 31)) | st.just(date(2012, 2, 29)) | st.just(date(2016, 2, 29))
)


@settings(max_examples=12, deadline=None)
@given(
    since=SINCE,
    after=st.integers(0, 1900),
    level=st.sampled_from(["TOWNSHIP", "COUNTY", "CITY"]),
    reason=st.booleans(),
    approved=st.booleans(),
)
@pytest.mark.parametrize("action", ["transfer", "secondment"])
def test_the_day_named_for_leaving_is_the_first_that_passes(
    decide, action, since, after, level, reason, approved
):
    on = since + timedelta(after)
    facts = {
        "township_since": since,
        "recruited": True,
        "to_level": level,
        "special_reason": reason,
        "city_approved": approved,
    } | ({"until": "2030-01-01"} if action == "secondment" else {})

    decision = decide(action, {**facts, "on": on})

    found = first_day(decide, action, facts, on)
    blocking = [finding.satisfied_on for finding in decision.findings if finding.severity.value == "BLOCK"]
    assert blocking == ([found] if found > on else [])


@settings(max_examples=12, deadline=None)
@given(since=SINCE, after=st.integers(0, 1900))
def test_the_day_named_for_promotion_is_the_first_that_passes(decide, since, after):
    on = since + timedelta(after)
    facts = {"in_post": True, "township_since": since}

    days = [finding.satisfied_on for finding in decide("promote_nonleading", {**facts, "on": on}).findings]

    found = first_day(decide, "promote_nonleading", facts, on)
    assert days == ([found] if found > on else [])


@settings(max_examples=12, deadline=None)
@given(since=SINCE, after=st.integers(0, 1900))
def test_the_day_named_for_moving_a_head_is_the_first_that_passes(decide, since, after):
    on = since + timedelta(after)
    facts = {"term_since": since}

    days = [finding.satisfied_on for finding in decide("head_term", {**facts, "on": on}).findings]

    found = first_day(decide, "head_term", facts, on)
    assert days == ([found] if found > on else [])


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York"])
def test_the_clock_of_the_machine_does_not_matter(decide, monkeypatch, zone):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        [finding] = decide("transfer", {**CASE, **TOWNSHIP, "on": "2018-08-31"}).findings
        after = decide("transfer", {**CASE, **TOWNSHIP, "on": "2018-09-01"})
    finally:
        monkeypatch.undo()
        time.tzset()

    assert finding.satisfied_on == TWO
    assert after.findings == ()
