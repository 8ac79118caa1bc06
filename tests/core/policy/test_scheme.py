from datetime import date
from decimal import Decimal

import pytest
from pydantic import Field

from core.policy import jsontext
from core.policy.decision import Clause, Decision, Severity
from core.policy.fields import Count, Day, Share
from core.policy.models import Facts, Policy
from core.policy.problems import FactsError, PolicyError
from core.policy.scheme import Action, Scheme, UnknownAction, dump


class Figures(Policy):
    limit: int = Field(2, ge=1, le=10, title="上限")
    share: Share = Field(Decimal("0.10"), title="比例")


class Ask(Facts):
    on: Day = Field(title="日期")
    people: Count = Field(title="人数")


class Change(Facts):
    changed_on: Day = Field(title="变动日期")


LIMIT = Clause("T-LIMIT", "人数不超过上限", "试行办法")
HINT = Clause("T-HINT", "提示", "试行办法", Severity.INFO)


def judge(facts, policy):
    findings = [HINT.finding("提示", {})]
    if facts.people > policy.limit:
        findings.append(LIMIT.finding("超过上限", facts.used("people"), satisfied_on=date(2024, 3, 1)))
    return Decision(tuple(findings), {"share": policy.share})


def stray(facts, policy):
    return Decision((LIMIT.finding("超过上限", {}),))


ASK = Action("test.ask", "询问", Ask, judge, (LIMIT, HINT))
SCHEME = Scheme("test", "试行", "试行办法", Figures, (ASK, Action("test.change", "变动", Change, stray)))


def test_the_argument_on_fills_the_fact_that_is_left_out():
    assert ASK.read({"people": 1}, on=date(2024, 2, 29)).on == date(2024, 2, 29)
    assert ASK.read({"people": 1, "on": "2023-01-01"}, on=date(2024, 2, 29)).on == date(2023, 1, 1)


def test_the_argument_on_fills_neither_null_nor_a_fact_that_the_action_lacks():
    with pytest.raises(FactsError, match="on"):
        ASK.read({"people": 1, "on": None}, on=date(2024, 2, 29))

    change = SCHEME.action("test.change").read({"changed_on": "2024-01-01"}, on=date(2024, 2, 29))
    assert dump(change) == {"changed_on": "2024-01-01"}


def test_the_policy_is_chosen_by_on_else_by_changed_on():
    change = SCHEME.action("test.change")
    facts = change.read({"changed_on": "2024-01-01"})

    assert change.policy_day(facts) == date(2024, 1, 1)
    assert change.policy_day(facts, date(2025, 1, 1)) == date(2025, 1, 1)
    assert ASK.policy_day(ASK.read({"people": 1, "on": "2023-01-01"})) == date(2023, 1, 1)


def test_only_a_blocking_finding_refuses():
    policy = Figures()
    facts = ASK.read({"people": 2, "on": "2024-01-01"})

    assert ASK.decide(facts, policy).allowed is True
    assert ASK.decide(facts, SCHEME.overlay(policy, {"limit": 1})).allowed is False


def test_a_decision_is_written_in_full_also_when_blocked():
    facts = ASK.read({"people": 3, "on": "2024-01-01"})

    assert jsontext.write(ASK.decide(facts, Figures()).as_tree()) == (
        '{"allowed":false,"findings":['
        '{"clause":"试行办法：提示","code":"T-HINT","facts":{},"message":"提示","satisfied_on":null,'
        '"severity":"INFO"},'
        '{"clause":"试行办法：人数不超过上限","code":"T-LIMIT","facts":{"people":3},"message":"超过上限",'
        '"satisfied_on":"2024-03-01","severity":"BLOCK"}],"outcome":{"share":0.1}}'
    )


def test_facts_and_policy_come_back_from_their_text():
    facts = ASK.read({"people": 3, "on": "2024-01-01"})
    policy = SCHEME.overlay(Figures(), {"share": Decimal("0.125")})

    assert ASK.read(jsontext.read(jsontext.write(dump(facts)))) == facts
    assert SCHEME.read_policy(jsontext.read(jsontext.write(dump(policy)))) == policy
    assert SCHEME.read_policy({}) == Figures()


@pytest.mark.parametrize(
    ("partial", "named"),
    [
        ({"limit": 0}, "“上限”（limit）须不小于 1"),
        ({"limit": 11}, "“上限”（limit）须不大于 10"),
        ({"limit": "3"}, "“上限”（limit）须为整数"),
        ({"limit": None}, "“上限”（limit）不能为空"),
        ({"limti": 3}, "没有名为 limti 的参数：是否应为 limit？"),
        ({"share": 2}, "“比例”（share）须不大于 1"),
        ([], "政策参数须为对象"),
        (None, "政策参数须为对象"),
    ],
)
def test_an_overlay_out_of_order_names_parameter_and_bound(partial, named):
    with pytest.raises(PolicyError) as refusal:
        SCHEME.overlay(Figures(), partial)

    assert named in refusal.value.message
    assert refusal.value.code == "BAD_USER_INPUT"


def test_an_unknown_action_is_named():
    with pytest.raises(UnknownAction, match=r"test\.nothing") as refusal:
        SCHEME.action("test.nothing")

    assert refusal.value.code == "BAD_USER_INPUT"


def test_a_rule_may_cite_declared_clauses_only():
    change = SCHEME.action("test.change")

    with pytest.raises(ValueError, match="T-LIMIT"):
        change.decide(change.read({"changed_on": "2024-01-01"}), Figures())


def test_a_rule_that_counts_working_days_needs_a_calendar():
    action = Action("test.days", "算日", Ask, judge, takes_calendar=True)

    with pytest.raises(TypeError, match="calendar"):
        action.decide(ASK.read({"people": 1, "on": "2024-01-01"}), Figures())


@pytest.mark.parametrize("names", [("other.ask",), ("test.ask", "test.ask"), ("ask",)])
def test_actions_carry_their_schemes_name_once(names):
    actions = tuple(Action(name, "询问", Ask, judge) for name in names)

    with pytest.raises(ValueError, match="names of their own"):
        Scheme("test", "试行", "试行办法", Figures, actions)


def test_a_scheme_lists_each_clause_once():
    again = Action("test.again", "再问", Ask, judge, (HINT, LIMIT))
    scheme = Scheme("test", "试行", "试行办法", Figures, (ASK, again))

    assert scheme.clauses == (LIMIT, HINT)
