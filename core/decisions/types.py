"""GraphQL: what a scheme's law is made of, described from its models."""

from collections.abc import Iterable, Mapping
from typing import Any

import graphene

from core.api.scalars import JSON, Date, DateTime, Decimal
from core.decisions.models import PolicyVersion as VersionRow
from core.policy import describe, jsontext
from core.policy.decision import Severity as SeverityCode
from core.policy.describe import Value
from core.policy.models import Policy
from core.policy.scheme import Action as ActionRow
from core.policy.scheme import Scheme as SchemeRow
from core.policy.scheme import dump
from core.reference import selectors as reference

Severity = graphene.Enum.from_enum(SeverityCode)
ValueKind = graphene.Enum.from_enum(
    describe.Kind, name="ValueKind", description=lambda kind: kind.label if kind else "事实或参数的类型"
)
ValueMany = graphene.Enum.from_enum(
    describe.Many, name="ValueMany", description=lambda many: many.label if many else "一处有几个值"
)


class Finding(graphene.ObjectType):
    """认定中的一条发现：依据哪一条款、用了哪些事实、何时起可以通过。"""

    code = graphene.String(required=True, description="条款代码")
    severity = graphene.Field(Severity, required=True)
    clause = graphene.String(required=True, description="条款出处与内容")
    message = graphene.String(required=True, description="说明")
    satisfied_on = Date(description="其他事实不变时，最早通过本条的日期；等待无用时为 null")
    facts = JSON(required=True, description="本条所用的事实")


class PolicyVersion(graphene.ObjectType):
    """一个制度版本：全部参数及其生效期间。"""

    id = graphene.ID(required=True)
    plugin = graphene.String(required=True)
    region = graphene.String(required=True, description="适用区划代码；空为整个租户")
    effective_from = Date(required=True)
    effective_until = Date(description="失效日（不含）；null 为至今有效")
    superseded_at = DateTime(description="被同日起生效的新版本替代的时间")
    parameters = JSON(required=True)
    basis_number = graphene.String(required=True, description="依据文号")
    basis_title = graphene.String(required=True, description="依据名称")
    reason = graphene.String(required=True, description="追溯理由")
    enacted_by = graphene.String(required=True)
    enacted_at = DateTime(required=True)

    def resolve_region(root: VersionRow, info: Any) -> str:
        """Return the scope region."""
        return root.region_code

    def resolve_parameters(root: VersionRow, info: Any) -> Any:
        """Return the stored parameters as a JSON value."""
        return jsontext.read(root.parameters)

    def resolve_enacted_by(root: VersionRow, info: Any) -> str:
        """Return the name of who enacted it."""
        return root.enacted_by_name


class UsedException(graphene.ObjectType):
    """认定所依据的一项例外，当时的样子。"""

    assumed_rows = 2

    id = graphene.ID(required=True)
    clause = graphene.String(required=True, description="例外所及的条款代码")
    authority = graphene.String(required=True, description="决定机关")
    level = graphene.String(required=True, description="决定机关的层级")
    reason = graphene.String(required=True, description="理由")
    evidence = graphene.String(required=True, description="依据材料")
    from_on = Date(required=True, description="自该日起")
    until_on = Date(required=True, description="至该日（不含）")


class Decision(graphene.ObjectType):
    """一次认定的结论。"""

    allowed = graphene.Boolean(required=True, description="没有 BLOCK 级发现时为真")
    findings = graphene.List(graphene.NonNull(Finding), required=True)
    outcome = JSON(required=True, description="结果；未通过时也给出")
    policy_version = graphene.Field(PolicyVersion, required=True, description="所依据的制度版本")
    changed_parameters = graphene.List(
        graphene.NonNull(graphene.String), required=True, description="试算时改动的参数"
    )
    changes = graphene.List(
        graphene.NonNull(lambda: ParameterChange), required=True, description="试算与现行版本的差别"
    )
    exceptions = graphene.List(graphene.NonNull(UsedException), required=True, description="所用的例外")


class Headroom(graphene.ObjectType):
    """一项计数还可以增加多少，再增加会违反哪一条款。"""

    fact = graphene.String(required=True, description="计数或列表")
    title = graphene.String(required=True, description="其名称")
    unit = graphene.String(required=True, description="单位；没有则为空")
    count = graphene.Int(required=True, description="现有的数")
    more = graphene.Int(description="还可增加多少；null 为不受限制，负数为已超出多少")
    breaks = graphene.String(description="再增加一个所违反的条款代码；受事实本身限制时为 null")
    finding = graphene.Field(Finding, description="再增加一个时的发现；已超出时为现有的发现")
    message = graphene.String(required=True, description="以上内容的说明")

    def resolve_breaks(root: Any, info: Any) -> str | None:
        """Return the code of the clause."""
        return root.finding.code if root.finding else None


class Code(graphene.ObjectType):
    """一个代码及其含义。"""

    assumed_rows = 3

    code = graphene.String(required=True)
    label = graphene.String(required=True)

    def resolve_code(root: Any, info: Any) -> str:
        """Return what programs write."""
        return str(root.value)


class Described(graphene.Interface):
    """一项事实或参数：类型、单位、可取的值。"""

    name = graphene.String(required=True, description="所在位置，例如 held[].issued_on")
    unit = graphene.String(required=True, description="单位；没有则为空")
    type = graphene.Field(ValueKind, required=True)
    many = graphene.Field(ValueMany, required=True, description="一个、列表，或按代码逐项")
    minimum = Decimal(description="最小值；null 为不限")
    maximum = Decimal(description="最大值；null 为不限")
    above_minimum = graphene.Boolean(required=True, description="为真时须大于最小值，不得等于")
    codes = graphene.List(graphene.NonNull(Code), required=True, description="可取的代码；不限则为空")

    def resolve_type(root: Value, info: Any) -> Any:
        """Return what the value is."""
        return root.kind


class SchemeFact(graphene.ObjectType):
    """事项的一项事实；表内的各项紧随其后。"""

    class Meta:
        interfaces = (Described,)

    assumed_rows = 6

    title = graphene.String(required=True)
    optional = graphene.Boolean(required=True, description="可以不填")
    nullable = graphene.Boolean(required=True, description="可以为 null")


class PolicyParameter(graphene.ObjectType):
    """制度的一个参数；列成表的须整张替换。"""

    class Meta:
        interfaces = (Described,)

    assumed_rows = 20

    label = graphene.String(required=True)
    default = JSON(description="来源所定的值；来源未作规定的，由本系统补足")

    def resolve_label(root: Value, info: Any) -> str:
        """Return the Chinese title."""
        return root.title


class ParameterChange(graphene.ObjectType):
    """试算时与现行版本不同的一个参数。"""

    name = graphene.String(required=True)
    label = graphene.String(required=True)
    unit = graphene.String(required=True)
    before = JSON(description="现行版本的值")
    after = JSON(description="试算的值")


class Clause(graphene.ObjectType):
    """认定所依据的一条条款。"""

    assumed_rows = 4

    code = graphene.String(required=True)
    text = graphene.String(required=True)
    source = graphene.String(required=True, description="出处")
    severity = graphene.Field(Severity, required=True, description="通常的分量；个别发现可以更轻")


class Action(graphene.ObjectType):
    """制度中可以认定的一个事项。"""

    assumed_rows = 12

    name = graphene.String(required=True)
    title = graphene.String(required=True)
    facts = graphene.List(graphene.NonNull(SchemeFact), required=True)
    clauses = graphene.List(graphene.NonNull(Clause), required=True)
    example = JSON(description="示例：facts 为事实，decision 为按默认参数得出的结论；没有示例则为 null")

    def resolve_name(root: tuple[SchemeRow, ActionRow], info: Any) -> str:
        """Return the full name."""
        return root[1].name

    def resolve_title(root: tuple[SchemeRow, ActionRow], info: Any) -> str:
        """Return the Chinese name."""
        return root[1].title

    def resolve_facts(root: tuple[SchemeRow, ActionRow], info: Any) -> Iterable[Value]:
        """Return the facts that the action asks for."""
        return describe.facts(root[1].facts)

    def resolve_clauses(root: tuple[SchemeRow, ActionRow], info: Any) -> Any:
        """Return the clauses that its findings may cite."""
        return root[1].clauses

    def resolve_example(root: tuple[SchemeRow, ActionRow], info: Any) -> Mapping[str, Any] | None:
        """Return the worked example."""
        scheme, action = root
        example = scheme.example(action)
        if example is None:
            return None
        calendar = reference.calendar() if action.takes_calendar else None
        decision = action.decide(action.read(example), scheme.policy(), calendar)
        return {"facts": jsontext.plain(example), "decision": decision.as_tree()}


class SchemePolicy(graphene.ObjectType):
    """制度的参数及其默认值；现行的值见 policyVersions。"""

    parameters = graphene.List(graphene.NonNull(PolicyParameter), required=True)


class Scheme(graphene.ObjectType):
    """本租户启用的一套制度。"""

    assumed_rows = 2

    name = graphene.String(required=True)
    title = graphene.String(required=True)
    source = graphene.String(required=True, description="来源")
    actions = graphene.List(graphene.NonNull(Action), required=True)
    policy = graphene.Field(SchemePolicy, required=True)

    def resolve_actions(root: SchemeRow, info: Any) -> list[tuple[SchemeRow, ActionRow]]:
        """Return the actions, each with its scheme, which holds the examples."""
        return [(root, action) for action in root.actions]

    def resolve_policy(root: SchemeRow, info: Any) -> dict[str, Any]:
        """Return the description of the policy."""
        return {"parameters": describe.parameters(root.policy)}


def changes(before: Policy, after: Policy) -> list[dict[str, Any]]:
    """Return the parameters in which two policies of a scheme differ, by name, with both values."""
    old, new = dump(before), dump(after)
    return [
        {
            "name": value.name,
            "label": value.title,
            "unit": value.unit,
            "before": old[value.name],
            "after": new[value.name],
        }
        for value in describe.parameters(type(before))
        if old[value.name] != new[value.name]
    ]
