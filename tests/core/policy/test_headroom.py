"""How many more there may be, asked of the rules themselves."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.decisions import schemes
from core.policy import headroom
from core.policy.calendar import WorkingCalendar
from core.policy.exceptions import Waiver
from core.policy.problems import FactsError
from core.policy.scheme import Action

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
FAR = 60
"""How far the slow search looks."""
APPOINT = {
    "political_status": "FULL_MEMBER",
    "in_post": True,
    "sector": "ORGAN",
    "staff_count": 200,
    "incumbents": 8,
    "approved_quota": 10,
}
CALENDAR = WorkingCalendar("v", 2020, 2030, frozenset(), frozenset(), frozenset())


def action(name: str) -> Action:
    return schemes.usable()[name.partition(".")[0]].action(name)


def ask(name: str, facts, **changes) -> headroom.Headroom:
    scheme = schemes.usable()[name.partition(".")[0]]
    return headroom.of(action(name), facts, scheme.policy(), CALENDAR, **changes)


@pytest.mark.parametrize(("incumbents", "more"), [(0, 10), (8, 2), (9, 1), (10, 0), (11, -1), (13, -3)])
def test_a_quota_leaves_as_many_places_as_are_not_filled(incumbents, more):
    found = ask("fuquan_licensing.appoint", {**APPOINT, "incumbents": incumbents}, fact="incumbents")

    assert (found.count, found.more) == (incumbents, more)
    assert found.finding is not None
    assert found.finding.code == "FQ-OVER"


def test_the_answer_says_how_many_more_and_which_one_breaks_what():
    found = ask("fuquan_licensing.appoint", APPOINT, fact="incumbents")

    assert "还可增加 2 人；第 3 人将违反 FQ-OVER：" in found.message
    assert found.message.startswith("任用后的专职人数（不含组织委员）现为 8 人")


def test_too_many_are_said_to_be_too_many():
    found = ask("fuquan_licensing.appoint", {**APPOINT, "incumbents": 12}, fact="incumbents")

    assert "已超出 2 人：违反 FQ-OVER：" in found.message


def test_what_blocks_for_another_reason_does_not_use_up_room():
    found = ask("fuquan_licensing.appoint", {**APPOINT, "in_post": False}, fact="incumbents")

    assert found.more == 2


def test_a_lower_bound_is_no_limit_to_growing():
    facts = {"sector": "ORGAN", "staff_count": 250, "approved_quota": 1, "incumbents": 0}

    found = ask("fuquan_licensing.approve_quota", facts, fact="approved_quota")

    assert found.more == 4
    assert found.finding is not None
    assert found.finding.code == "FQ-QUOTA-MAX"


@pytest.mark.parametrize(
    ("appraised", "excellent", "more"), [(100, 15, 0), (100, 12, 3), (47, 7, 0), (47, 9, -2)]
)
def test_a_share_leaves_what_it_allows_rounded_down(appraised, excellent, more):
    found = ask("core.excellent_cap", {"appraised": appraised, "excellent": excellent}, fact="excellent")

    assert found.more == more


def test_a_part_that_reaches_its_whole_allows_no_more():
    facts = {"appraised": 3, "excellent": 1, "cap": 9}

    found = ask("core.excellent_cap", facts, fact="excellent")

    assert (found.more, found.finding) == (2, None)
    assert "超过" in found.problem


def test_a_whole_may_shrink_no_further_than_its_parts():
    found = ask("core.excellent_cap", {"appraised": 12, "excellent": 2}, fact="appraised")

    assert found.more is None


def test_what_no_clause_limits_has_no_limit():
    found = ask("guizhou_township.excellent_cap", {"base_share": 0, "appraised": 40}, fact="appraised")

    assert (found.more, found.finding) == (None, None)
    assert "不违反任何条款" in found.message


def test_a_team_may_take_so_many_more_without_township_years():
    members = [{"township_years": 9}] * 4

    found = ask(
        "guizhou_township.leadership_mix",
        {"members": members},
        fact="members",
        item={"township_years": 1},
    )

    assert found.more == 2
    assert [findings_of(members, 2), findings_of(members, 3)] == [[], ["GZ-MIX"]]


def findings_of(members: list, more: int) -> list[str]:
    mix = action("guizhou_township.leadership_mix")
    facts = mix.read({"members": [*members, *[{"township_years": 1}] * more]})
    return [
        finding.code for finding in mix.decide(facts, schemes.usable()["guizhou_township"].policy()).findings
    ]


def test_a_waived_clause_limits_nothing():
    waiver = Waiver("1", "FQ-OVER", "县委", "县级", "过渡", "批复 1 号", date(2024, 1, 1), date(2025, 1, 1))

    found = ask("fuquan_licensing.appoint", APPOINT, fact="incumbents", waivers=[waiver])

    assert found.more is None


@pytest.mark.parametrize(
    ("fact", "item", "named"),
    [
        ("sector", None, "sector"),
        ("nothing", None, "nothing"),
        ("incumbents", {"a": 1}, "item"),
    ],
)
def test_what_is_no_count_is_named(fact, item, named):
    with pytest.raises(FactsError, match=named):
        ask("fuquan_licensing.appoint", APPOINT, fact=fact, item=item)


def test_a_list_needs_the_item_to_add():
    with pytest.raises(FactsError, match="item"):
        ask("guizhou_township.leadership_mix", {"members": [{"township_years": 5}]}, fact="members")


def test_a_count_that_is_left_out_is_named():
    with pytest.raises(FactsError, match="cap"):
        ask("core.excellent_cap", {"appraised": 3, "excellent": 1}, fact="cap")


COUNTED = [
    (one.name, value.name)
    for scheme in schemes.usable().values()
    for one in scheme.actions
    if scheme.example(one) is not None
    for value in headroom.countable(one)
    if value.many is headroom.Many.ONE
]


@PATIENT
@given(st.sampled_from(COUNTED), st.data())
def test_the_quick_search_finds_what_looking_at_every_count_finds(counted, data):
    name, fact = counted
    scheme, one = schemes.usable()[name.partition(".")[0]], action(name)
    facts = dict(scheme.example(one))
    for value in headroom.countable(one):
        if value.many is headroom.Many.ONE and (value.name in facts or value.name == fact):
            facts[value.name] = data.draw(st.integers(int(value.minimum or 0), FAR // 2), label=value.name)

    def blocking(count: int) -> frozenset[str] | None:
        try:
            decision = one.decide(one.read({**facts, fact: count}), scheme.policy(), CALENDAR)
        except FactsError:
            return None
        return frozenset(finding.code for finding in decision.findings if finding.severity.value == "BLOCK")

    held = blocking(facts[fact])
    if held is None:
        return
    found = ask(name, facts, fact=fact)

    if found.more is None:
        assert all((codes := blocking(facts[fact] + n)) is not None and codes <= held for n in range(FAR))
    elif found.more >= 0:
        for n in range(min(found.more, FAR) + 1):
            assert (codes := blocking(facts[fact] + n)) is not None and codes <= held
        after = blocking(facts[fact] + found.more + 1)
        assert after is None or not after <= held
    else:
        assert found.finding.code in held
        assert found.finding.code not in blocking(facts[fact] + found.more)
        assert found.finding.code in blocking(facts[fact] + found.more + 1)
