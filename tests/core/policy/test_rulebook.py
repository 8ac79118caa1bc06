"""The page that says what a scheme's rules are."""

from datetime import date
from decimal import Decimal

import pytest
from pydantic import Field

from core.decisions import schemes
from core.policy import describe, rulebook
from core.policy.calendar import WorkingCalendar
from core.policy.choice import Choice
from core.policy.decision import Clause, Decision
from core.policy.fields import Count, Day, Share
from core.policy.models import Facts, Policy
from core.policy.scheme import Action, Scheme

CALENDAR = WorkingCalendar("t", 2024, 2024, frozenset(), frozenset(), frozenset())


class Weekday(Choice):
    MON = "MON", "一"
    TUE = "TUE", "二"
    WED = "WED", "三"
    THU = "THU", "四"
    FRI = "FRI", "五"
    SAT = "SAT", "六"
    SUN = "SUN", "日"


class Walk(Facts):
    day: Weekday = Field(title="星期")
    steps: Count = Field(title="步数", json_schema_extra={"unit": "步"})


class Start(Facts):
    start: Day = Field(title="开始")


class Figures(Policy):
    least: int = Field(9, ge=1, le=99, title="最少|步数", json_schema_extra={"unit": "步"})
    share: Share = Field(Decimal("0.05"), title="占比", json_schema_extra={"unit": "比例"})


DAYS = describe.Value("a", "甲", describe.Kind.CODE, describe.Many.LIST, codes=tuple(Weekday))
FEW = Clause("T-FEW", "步数达到规定", "试行办法")


def walk(facts, policy):
    if facts.steps >= policy.least:
        return Decision()
    message = f"只有 {facts.steps} 步"
    return Decision((FEW.finding(message, {}, satisfied_on=date(2024, 5, 6)),), {"day": facts.day})


def finish(facts, policy, calendar):
    return Decision(outcome={"done_on": calendar.nth_working_day_after(facts.start, 1)[0], "late": False})


SCHEME = Scheme(
    "test",
    "试行",
    "试行办法",
    Figures,
    (
        Action("test.walk", "走路", Walk, walk, (FEW,)),
        Action("test.finish", "完成", Start, finish, takes_calendar=True),
    ),
    examples={"walk": {"day": "SUN", "steps": 8}, "finish": {"start": "2024-05-03"}},
)


def lines() -> list[str]:
    return rulebook.page(SCHEME, CALENDAR).splitlines()


def test_facts_clauses_and_parameters_stand_in_tables():
    page = lines()

    assert "| 步数 | `steps` | 整数 | 步 | 必填，不小于 0 |" in page
    assert "| T-FEW | 步数达到规定 | 不予通过 | 试行办法 |" in page
    assert "| 最少｜步数 | `least` | 整数 | 9 步 | 1 至 99 |" in page
    assert "| 占比 | `share` | 数字 | 5% | 0% 至 100% |" in page


def test_a_long_list_of_codes_stands_once_at_the_end():
    page = lines()

    assert "| 星期 | `day` | 代码：见代码表“星期” |  | 必填 |" in page
    assert page[-10:] == [
        "",
        "| 代码 | 含义 |",
        "| --- | --- |",
        *(f"| `{day.value}` | {day.label} |" for day in Weekday),
    ]


def test_an_example_is_decided_by_the_rule():
    page = lines()
    start = page.index("- 星期：日")

    assert page[start : start + 10] == [
        "- 星期：日",
        "- 步数：8 步",
        "",
        "按默认参数认定：**不予通过**。",
        "",
        "- 【不予通过】T-FEW　只有 8 步。最早 2024-05-06 起可以通过。",
        "",
        "按默认参数得出：",
        "",
        "- `day`：日（SUN）",
    ]


def test_an_action_that_only_works_something_out_is_neither_allowed_nor_refused():
    page = lines()
    own = page[page.index("## 完成") : page.index("## 参数")]

    assert "本事项只作测算，不引用条款。" in own
    assert "- `done_on`：2024-05-06" in own
    assert "- `late`：否" in own
    assert not any("按默认参数认定" in line for line in own)


@pytest.mark.parametrize(
    ("value", "given", "shown"),
    [
        (describe.Value("a", "甲", describe.Kind.BOOLEAN), True, "是"),
        (describe.Value("a", "甲", describe.Kind.BOOLEAN), None, "（空）"),
        (
            describe.Value("a", "甲", describe.Kind.CODE, describe.Many.LIST, codes=tuple(Weekday)),
            [],
            "（无）",
        ),
        (DAYS, ["MON", "SUN"], "一、日"),
        (
            describe.Value("a", "甲", describe.Kind.CODE, describe.Many.MAP, codes=tuple(Weekday)),
            {"X": "TUE"},
            "X 二",
        ),
        (describe.Value("a", "甲", describe.Kind.NUMBER, unit="系数"), Decimal("0.10"), "0.1"),
        (describe.Value("a", "甲", describe.Kind.NUMBER, unit="元/年"), Decimal("1200"), "1200 元/年"),
    ],
)
def test_values_are_shown_in_words(value, given, shown):
    assert rulebook.shown(value, given) == shown


@pytest.mark.parametrize("name", list(schemes.usable()))
def test_every_action_of_a_scheme_has_an_example(name):
    scheme = schemes.usable()[name]

    assert [action.name for action in scheme.actions if scheme.example(action) is None] == []


def test_an_example_of_no_action_is_refused():
    with pytest.raises(ValueError, match="run"):
        Scheme("test", "试行", "试行办法", Figures, (), examples={"run": {}})
