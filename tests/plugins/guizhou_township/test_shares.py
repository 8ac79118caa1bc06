"""Teams, recruitment, applications, training, grades, placement and veto items."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.policy import jsontext


def team(*years):
    return {"members": [{"township_years": value} for value in years]}


@pytest.mark.parametrize(
    ("years", "share", "needed", "headroom", "found"),
    [
        pytest.param([2, 2, 0], Fraction(2, 3), 0, 0, [], id="exactly two thirds"),
        pytest.param([2, 2, 2, 2, 0, 0], Fraction(2, 3), 0, 0, [], id="four of six"),
        pytest.param([2, 2, 2, 0, 0], Fraction(3, 5), 1, 0, ["GZ-MIX"], id="three of five"),
        pytest.param([2, 2, 2, 2, 0], Fraction(4, 5), 0, 0, [], id="four of five"),
        pytest.param([2] * 5 + [0] * 3, Fraction(5, 8), 1, 0, ["GZ-MIX"], id="five of eight"),
        pytest.param([2] * 9, Fraction(1), 0, 3, [], id="all of nine"),
        pytest.param([0] * 9, Fraction(0), 6, 0, ["GZ-MIX"], id="none of nine"),
        pytest.param([2, 0], Fraction(1, 2), 1, 0, ["GZ-MIX"], id="one of two"),
        pytest.param([2], Fraction(1), 0, 0, [], id="one of one"),
        pytest.param([0], Fraction(0), 1, 0, ["GZ-MIX"], id="none of one"),
        pytest.param([Decimal("1.99"), 2, 2], Fraction(2, 3), 0, 0, [], id="just under two years"),
        pytest.param([Decimal("2.0"), 2, 0], Fraction(2, 3), 0, 0, [], id="two years and no more"),
    ],
)
def test_two_thirds_of_a_team_have_worked_in_townships(decide, codes, years, share, needed, headroom, found):
    decision = decide("leadership_mix", team(*years))

    assert decision.outcome == {"share": share, "needed": needed, "headroom": headroom}
    assert codes(decision) == [(code, "BLOCK") for code in found]
    assert decision.allowed is (found == [])


def test_the_team_is_told_its_figures(decide):
    decision = decide("leadership_mix", team(5, 1, 0))

    assert decision.findings[0].message == (
        "领导班子 3 人中累计乡镇工作满 2 年的 1 人，占 33.33%，低于 2/3：还须有 1 人，"
        "下一个空缺请优先配备有乡镇工作经历的干部"
    )
    assert decision.findings[0].facts == {
        "members": ({"township_years": 5}, {"township_years": 1}, {"township_years": 0})
    }
    assert jsontext.plain(dict(decision.outcome))["share"] == Decimal("0.333333")


def test_the_share_and_the_years_of_a_team_are_parameters(decide):
    assert decide("leadership_mix", team(2, 0), mix_numerator=1, mix_denominator=2).allowed is True
    assert decide("leadership_mix", team(2, 2), mix_numerator=3, mix_denominator=3, mix_years=3).outcome == {
        "share": 0,
        "needed": 2,
        "headroom": 0,
    }


@settings(max_examples=60, deadline=None)
@given(size=st.integers(1, 60), data=st.data())
def test_a_team_passes_exactly_with_as_many_more_as_it_needs(decide, size, data):
    count = data.draw(st.integers(0, size))
    decision = decide("leadership_mix", team(*[2] * count + [0] * (size - count)))

    needed = next(more for more in range(size + 1) if 3 * (count + more) >= 2 * size)
    assert decision.outcome["needed"] == needed
    assert decision.allowed is (needed == 0)


@pytest.mark.parametrize(
    ("heads", "size", "share", "found"),
    [
        pytest.param(1, 2, Fraction(1, 2), [], id="exactly half"),
        pytest.param(3, 7, Fraction(3, 7), ["GZ-HEAD"], id="three of seven"),
        pytest.param(4, 7, Fraction(4, 7), [], id="four of seven"),
        pytest.param(0, 1, Fraction(0), ["GZ-HEAD"], id="none of one"),
        pytest.param(1, 1, Fraction(1), [], id="one of one"),
    ],
)
def test_half_of_a_countys_leaders_were_township_heads(decide, codes, heads, size, share, found):
    members = [{"was_township_head": index < heads} for index in range(size)]

    decision = decide("county_leadership", {"members": members})

    assert decision.outcome["share"] == share
    assert codes(decision) == [(code, "WARN") for code in found]
    assert decision.allowed is True


def test_the_countys_leaders_are_told_their_figures(decide):
    members = [{"was_township_head": index < 2} for index in range(9)]

    decision = decide("county_leadership", {"members": members})

    assert decision.findings[0].message == (
        "县级领导班子 9 人中担任过乡镇党政正职的 2 人，占 22.22%，低于 50%：请再配备 3 人"
    )
    assert decision.outcome == {"share": Fraction(2, 9), "needed": 3, "headroom": 0}
    assert decide("county_leadership", {"members": members}, head_share=Decimal("0.2")).outcome == {
        "share": Fraction(2, 9),
        "needed": 0,
        "headroom": 0,
    }
    assert decide("county_leadership", {"members": members}, head_share=Decimal("0.1")).outcome == {
        "share": Fraction(2, 9),
        "needed": 0,
        "headroom": 1,
    }


PLAN = {
    "recruited_total": 100,
    "to_township": 80,
    "replenished_total": 10,
    "from_experienced": 8,
    "targeted_civil": 15,
    "civil_total": 100,
    "targeted_institution": 20,
    "institution_total": 100,
}
EMPTY = dict.fromkeys(PLAN, 0)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        pytest.param({}, [], id="exactly on all four"),
        pytest.param({"to_township": 79}, [("GZ-80A", "BLOCK")], id="one short for townships"),
        pytest.param({"to_township": 81}, [], id="one more for townships"),
        pytest.param({"from_experienced": 7}, [("GZ-80B", "BLOCK")], id="one short of experienced"),
        pytest.param({"targeted_civil": 14}, [("GZ-15", "WARN")], id="one short of civil posts"),
        pytest.param({"targeted_institution": 19}, [("GZ-20", "WARN")], id="one short of institution posts"),
        pytest.param(
            {"recruited_total": 101, "to_township": 80}, [("GZ-80A", "BLOCK")], id="80 of 101 is under 80 %"
        ),
        pytest.param({"recruited_total": 5, "to_township": 4}, [], id="four fifths"),
        pytest.param({"recruited_total": 3, "to_township": 2}, [("GZ-80A", "BLOCK")], id="two thirds"),
        pytest.param(
            {"recruited_total": 10**15, "to_township": 8 * 10**14}, [], id="exact where floats would not be"
        ),
        pytest.param(
            {"recruited_total": 10**15, "to_township": 8 * 10**14 - 1},
            [("GZ-80A", "BLOCK")],
            id="one of a quadrillion short",
        ),
        pytest.param(
            {"to_township": 0, "from_experienced": 0, "targeted_civil": 0, "targeted_institution": 0},
            [("GZ-80A", "BLOCK"), ("GZ-80B", "BLOCK"), ("GZ-15", "WARN"), ("GZ-20", "WARN")],
            id="nothing set aside",
        ),
        pytest.param(EMPTY, [], id="no places at all"),
        pytest.param({"replenished_total": 0, "from_experienced": 0}, [], id="one total zero"),
    ],
)
def test_a_plan_sets_enough_places_aside(decide, codes, change, found):
    decision = decide("recruitment_plan", {**PLAN, **change})

    assert codes(decision) == found
    assert decision.allowed is all(severity != "BLOCK" for _, severity in found)


def test_a_plan_answers_with_shares_and_headroom(decide):
    decision = decide("recruitment_plan", {**PLAN, "recruited_total": 120, "targeted_civil": 40})

    assert decision.outcome == {
        "to_township_share": Fraction(2, 3),
        "to_township_headroom": -16,
        "from_experienced_share": Fraction(4, 5),
        "from_experienced_headroom": 0,
        "targeted_civil_share": Fraction(2, 5),
        "targeted_civil_headroom": 25,
        "targeted_institution_share": Fraction(1, 5),
        "targeted_institution_headroom": 0,
    }
    [finding] = decision.findings
    assert finding.message == (
        "用于乡镇和基层派出机构的招录名额 80 个，占 120 个的 66.67%，低于 80%：请再增加 16 个"
    )
    assert finding.facts == {"recruited_total": 120, "to_township": 80}


def test_shares_of_nothing_are_not_applicable(decide):
    outcome = decide("recruitment_plan", EMPTY).outcome

    assert len(outcome) == 8
    assert set(outcome.values()) == {None}


@pytest.mark.parametrize(
    ("parameter", "higher", "code"),
    [
        ("township_recruit_share", "0.81", "GZ-80A"),
        ("experienced_share", "0.81", "GZ-80B"),
        ("targeted_civil_share", "0.16", "GZ-15"),
        ("targeted_institution_share", "0.21", "GZ-20"),
    ],
)
def test_the_shares_of_a_plan_are_parameters(decide, parameter, higher, code):
    decision = decide("recruitment_plan", PLAN, **{parameter: Decimal(higher)})

    assert [finding.code for finding in decision.findings] == [code]


def post(identity, openings, applicants, ratio=None):
    return {"id": identity, "openings": openings, "applicants": applicants, "ratio": ratio}


@pytest.mark.parametrize(
    ("posts", "short"),
    [
        pytest.param([], [], id="no posts"),
        pytest.param([post("a", 2, 5)], [("a", 1)], id="one applicant short"),
        pytest.param([post("a", 2, 6)], [], id="exactly three for each"),
        pytest.param([post("a", 2, 7)], [], id="one more"),
        pytest.param([post("a", 0, 0)], [], id="no openings"),
        pytest.param([post("a", 1, 0), post("b", 2, 0)], [("b", 6), ("a", 3)], id="largest first"),
        pytest.param(
            [post("b", 1, 1), post("c", 2, 0), post("a", 1, 1)], [("c", 6), ("b", 2), ("a", 2)], id="tie"
        ),
        pytest.param([post("a", 2, 5, 2), post("b", 2, 5, 4)], [("b", 3)], id="ratios of their own"),
        pytest.param([post(7, 1, 2, Decimal("2.5"))], [(7, Fraction(1, 2))], id="half an applicant"),
    ],
)
def test_posts_with_too_few_applicants_are_listed(decide, posts, short):
    decision = decide("application_ratio", {"posts": posts})

    assert decision.outcome == {
        "posts": [{"id": identity, "shortfall": shortfall} for identity, shortfall in short]
    }
    assert decision.allowed is True


def test_a_common_ratio_goes_before_the_policys_and_after_a_posts_own(decide):
    facts = {"posts": [post("a", 1, 0), post("b", 1, 0, 5)]}

    def shortfalls(asked, **parameters):
        posts = decide("application_ratio", asked, **parameters).outcome["posts"]
        return {item["id"]: item["shortfall"] for item in posts}

    assert shortfalls(facts) == {"a": 3, "b": 5}
    assert shortfalls({**facts, "opening_ratio": 2}) == {"a": 2, "b": 5}
    assert shortfalls(facts, opening_ratio=4) == {"a": 4, "b": 5}
    assert shortfalls({**facts, "opening_ratio": 2}, opening_ratio=4) == {"a": 2, "b": 5}


@pytest.mark.parametrize(
    ("days", "found"),
    [
        (0, ["GZ-DAYS"]),
        (11, ["GZ-DAYS"]),
        (Decimal("11.5"), ["GZ-DAYS"]),
        (Decimal("11.99"), ["GZ-DAYS"]),
        (12, []),
        (Decimal("12.5"), []),
    ],
)
def test_twelve_days_of_training_a_year(decide, codes, days, found):
    assert codes(decide("training", {"days": days})) == [(code, "BLOCK") for code in found]


def test_days_of_training_are_told_and_are_a_parameter(decide):
    [finding] = decide("training", {"days": Decimal("11.5")}).findings

    assert finding.message == "全年培训 11.5 天，少于 12 天：请再安排 0.5 天"
    assert (finding.facts, finding.satisfied_on) == ({"days": Decimal("11.5")}, None)
    assert decide("training", {"days": 7}, training_days=7).allowed is True


@pytest.mark.parametrize(
    ("base", "appraised", "share", "count"),
    [
        pytest.param("0.15", 100, Fraction(1, 5), 20, id="15 % and 5 points are the cap"),
        pytest.param("0.149", 1000, Fraction(199, 1000), 199, id="just under the cap"),
        pytest.param("0.151", 1000, Fraction(1, 5), 200, id="just over the cap"),
        pytest.param("0.10", 100, Fraction(3, 20), 15, id="10 %"),
        pytest.param("0.12", 100, Fraction(17, 100), 17, id="12 %"),
        pytest.param("0", 20, Fraction(1, 20), 1, id="nothing but the 5 points"),
        pytest.param("1", 10, Fraction(1, 5), 2, id="everybody"),
        pytest.param("0.15", 14, Fraction(1, 5), 2, id="2.8 is 2"),
        pytest.param("0.15", 15, Fraction(1, 5), 3, id="exactly 3"),
        pytest.param("0.15", 4, Fraction(1, 5), 0, id="0.8 is 0"),
        pytest.param("0.15", 0, Fraction(1, 5), 0, id="nobody"),
    ],
)
def test_the_cap_on_excellent_is_raised(decide, base, appraised, share, count):
    decision = decide("excellent_cap", {"base_share": Decimal(base), "appraised": appraised})

    assert decision.outcome == {"share": share, "count": count}
    assert decision.findings == ()


def test_the_figures_of_the_cap_are_parameters(decide):
    facts = {"base_share": Decimal("0.15"), "appraised": 100}

    assert decide("excellent_cap", facts, excellent_extra_share=0).outcome["count"] == 15
    assert decide("excellent_cap", facts, excellent_cap_share=Decimal("0.18")).outcome["count"] == 18


@pytest.mark.parametrize("recruited", [True, False])
@pytest.mark.parametrize("experience", [True, False])
def test_recruits_without_experience_are_placed_in_a_village(decide, recruited, experience):
    decision = decide(
        "village_placement", {"has_township_or_village_experience": experience, "recruited": recruited}
    )

    assert decision.outcome == {"placement_required": recruited and not experience}
    assert decision.allowed is True


@pytest.mark.parametrize(
    ("issued_by", "found"),
    [("CENTRAL", []), ("PROVINCE", []), ("CITY", ["GZ-VETO"]), ("COUNTY", ["GZ-VETO"])],
)
def test_only_the_centre_and_the_province_set_veto_items(decide, codes, issued_by, found):
    decision = decide("veto_item", {"issued_by": issued_by})

    assert codes(decision) == [(code, "BLOCK") for code in found]
    assert decision.allowed is (found == [])


def test_who_may_set_veto_items_is_told_and_is_a_parameter(decide):
    [finding] = decide("veto_item", {"issued_by": "CITY"}).findings
    [nobody] = decide("veto_item", {"issued_by": "CENTRAL"}, veto_issuers=[]).findings

    assert finding.message == "设定层级为市级，只能由中央、省级设定：请取消该“一票否决”事项"
    assert nobody.message == "设定层级为中央，只能由（无）设定：请取消该“一票否决”事项"
    assert decide("veto_item", {"issued_by": "CITY"}, veto_issuers=["CITY"]).allowed is True
