"""The law of a scheme as a page in Markdown for the offices that apply it, worked examples included."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from core.policy import describe, jsontext, ratios
from core.policy.calendar import WorkingCalendar
from core.policy.choice import Choice
from core.policy.decision import Clause, Finding
from core.policy.describe import Kind, Many, Value
from core.policy.fields import MAX_COUNT
from core.policy.models import Facts
from core.policy.scheme import Action, Scheme, dump

SHARE, FACTOR = "比例", "系数"
LONGEST_CELL = 6
Lists = Mapping[tuple[Choice, ...], str]


def page(scheme: Scheme, calendar: WorkingCalendar) -> str:
    """Return the scheme's page: actions with facts, clauses and an example each, then the parameters."""
    lists = _long_lists(scheme)
    actions = ((action.title, f"`{action.name}`", _cited(action)) for action in scheme.actions)
    parameters = (
        (value.title, f"`{value.name}`", _kind(value, lists), shown(value, value.default), _bounds(value))
        for value in describe.parameters(scheme.policy)
    )
    lines = [
        f"# {scheme.title}",
        "",
        "由 `hongling rules` 根据程序生成，请勿手改。",
        "",
        f"制度代码 `{scheme.name}`。来源：{scheme.source}。"
        f"共 {len(scheme.actions)} 个事项、{len(scheme.clauses)} 条条款、"
        f"{len(scheme.policy.model_fields)} 个参数。注明“本系统默认”的，来源未作规定，由本系统补足；"
        "各地可以改动参数。",
        "",
        "## 事项一览",
        "",
        *_table(("事项", "程序中的名称", "条款"), actions),
        *(line for action in scheme.actions for line in _action(scheme, action, calendar, lists)),
        "",
        "## 参数",
        "",
        "各地可以颁行自己的参数版本；没有改动的以“默认”为准。列成表的参数须整张替换。",
        "",
        *_table(("参数", "程序中的名称", "类型", "默认", "允许范围"), parameters),
        *(("", "## 代码表") if lists else ()),
        *(line for codes, title in lists.items() for line in _list(codes, title)),
    ]
    return "\n".join(lines) + "\n"


def shown(value: Value, given: Any) -> str:
    """Return a fact or parameter in words: codes by their terms, figures with their unit, shares in percent.

    >>> shown(Value("share", "比例", Kind.NUMBER, unit="比例"), Decimal("0.01"))
    '1%'
    """
    if given is None:
        return "（空）"
    if value.many is Many.LIST:
        items = [_one(value, item) for item in given]
        if value.kind is Kind.OBJECT and len(items) > 1:
            items = [f"（{number}）{item}" for number, item in enumerate(items, start=1)]
        return ("；" if value.kind is Kind.OBJECT else "、").join(items) or "（无）"
    if value.many is Many.MAP:
        return "、".join(f"{key} {_one(value, item)}" for key, item in given.items()) or "（无）"
    return _one(value, given)


def _one(value: Value, given: Any) -> str:
    if value.kind is Kind.OBJECT:
        named = ((part, part.name.rpartition(".")[2]) for part in value.parts)
        rows = [(part, shown(_inheriting(part, value), given[name])) for part, name in named if name in given]
        mark = "；" if any(part.kind is Kind.OBJECT for part, _ in rows) else "，"
        colon = "：" if mark == "；" else " "
        return mark.join(f"{part.title}{colon}{text}" for part, text in rows)
    if value.kind is Kind.BOOLEAN:
        return "是" if given else "否"
    if value.kind in (Kind.INTEGER, Kind.NUMBER):
        return ratios.percent(given) if value.unit == SHARE else _with_unit(given, value.unit)
    labels = {code.value: code.label for code in value.codes}
    return labels.get(given, str(given))


def _inheriting(part: Value, whole: Value) -> Value:
    """Return a part of a table, with the unit of the whole where it has none of its own."""
    return replace(part, unit=part.unit or whole.unit)


def _with_unit(number: int | Decimal, unit: str) -> str:
    return f"{jsontext.number(number)} {unit.replace(FACTOR, '')}".strip()


def _action(scheme: Scheme, action: Action, calendar: WorkingCalendar, lists: Lists) -> Iterator[str]:
    yield from ("", f"## {action.title}", "", f"`{action.name}`", "", "### 事实", "")
    values = describe.facts(action.facts)
    titles = {value.name: value.title for value in values}
    yield from _table(
        ("事实", "程序中的名称", "类型", "单位", "填写要求"),
        (
            (_title(value, titles), f"`{value.name}`", _kind(value, lists), value.unit, _demands(value))
            for value in values
        ),
    )
    yield from ("", "### 条款", "")
    yield from _clauses(action.clauses)
    example = scheme.example(action)
    if example is not None:
        yield from _example(scheme, action, action.read(example), calendar)


def _cited(action: Action) -> str:
    return "、".join(clause.code for clause in action.clauses) or "（只作测算）"


def _clauses(clauses: tuple[Clause, ...]) -> Iterable[str]:
    if not clauses:
        return ["本事项只作测算，不引用条款。"]
    rows = ((clause.code, clause.text, clause.severity.label, clause.source) for clause in clauses)
    return _table(("条款", "内容", "分量", "出处"), rows)


def _example(scheme: Scheme, action: Action, facts: Facts, calendar: WorkingCalendar) -> Iterator[str]:
    decision = action.decide(facts, scheme.policy(), calendar if action.takes_calendar else None)
    given = {name: value for name, value in dump(facts).items() if name in facts.model_fields_set}
    yield from ("", "### 示例", "")
    for value in describe.facts(action.facts):
        if value.name in given:
            yield f"- {value.title}：{shown(value, given[value.name])}"
    yield ""
    if action.clauses:
        yield from (f"按默认参数认定：**{'可以办理' if decision.allowed else '不予通过'}**。", "")
        yield from (_finding(finding) for finding in decision.findings)
        yield from ("",) if decision.findings else ()
    if decision.outcome:
        yield from ("按默认参数得出：", "")
        yield from (f"- `{name}`：{_result(result)}" for name, result in decision.outcome.items())
        yield ""
    yield from (
        "在程序中询问：",
        "",
        "```json",
        jsontext.write({"action": action.name, "facts": given}),
        "```",
    )


def _finding(finding: Finding) -> str:
    waiting = f"最早 {finding.satisfied_on} 起可以通过。" if finding.satisfied_on else ""
    return f"- 【{finding.severity.label}】{finding.code}　{finding.message}。{waiting}"


def _result(result: Any) -> str:
    match result:
        case None:
            return "（空）"
        case bool():
            return "是" if result else "否"
        case Choice():
            return f"{result.label}（{result}）"
        case int() | Decimal() | Fraction():
            return jsontext.number(result)
        case dict():
            return "，".join(f"`{name}` {_result(item)}" for name, item in result.items())
        case list() | tuple():
            mark = "；" if any(isinstance(item, dict) for item in result) else "、"
            return mark.join(map(_result, result)) or "（无）"
        case _:
            return str(result)


def _long_lists(scheme: Scheme) -> Lists:
    """Return the lists of codes that are too long for a cell, each under the title of its first fact."""
    values = [value for action in scheme.actions for value in describe.facts(action.facts)]
    values += describe.parameters(scheme.policy)
    lists: dict[tuple[Choice, ...], str] = {}
    for value in values:
        if len(value.codes) > LONGEST_CELL:
            lists.setdefault(value.codes, value.title)
    return lists


def _list(codes: tuple[Choice, ...], title: str) -> Iterator[str]:
    yield from ("", f"### {title}", "")
    yield from _table(("代码", "含义"), ((f"`{code.value}`", code.label) for code in codes))


def _title(value: Value, titles: dict[str, str]) -> str:
    outer = value.name.rpartition(".")[0].removesuffix("[]")
    return f"{titles[outer]} › {value.title}" if outer else value.title


def _kind(value: Value, lists: Lists) -> str:
    suffix = {Many.ONE: "", Many.LIST: "（可多项）", Many.MAP: "（按代码逐项）"}[value.many]
    codes = "、".join(f"`{code.value}` {code.label}" for code in value.codes)
    if value.codes in lists:
        codes = f"见代码表“{lists[value.codes]}”"
    return f"{value.kind.label}{suffix}{f'：{codes}' if codes else ''}"


def _demands(value: Value) -> str:
    demands = ["可不填" if value.optional else "必填"]
    if value.nullable and not value.optional:
        demands.append("可为空")
    bounds = _bounds(value)
    return "，".join([*demands, bounds] if bounds else demands)


def _bounds(value: Value) -> str:
    """Return in words what a value may be; the largest count there is at all is no bound worth naming."""
    least, most = value.minimum, value.maximum if value.maximum != MAX_COUNT else None
    if value.least_items:
        return f"至少 {value.least_items} 项"
    if least is None or most is None:
        return "" if least is None else f"{'大于' if value.above_minimum else '不小于'} {least}"
    if value.unit == SHARE:
        return f"{ratios.percent(least)} 至 {ratios.percent(most)}"
    return f"大于 {least}，不大于 {most}" if value.above_minimum else f"{least} 至 {most}"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    marks = ["---"] * len(head)
    return [f"| {' | '.join(cell.replace('|', '｜') for cell in row)} |" for row in (head, marks, *rows)]
