"""GraphQL: ask the law of this tenant, read it, and enact new versions."""

from datetime import date
from typing import Any

import graphene
from django.utils import timezone

from core.access import declare
from core.access.permissions import Mark
from core.api.scalars import JSON, Date, DateTime
from core.decisions import enacting, schemes, selectors, services, types
from core.decisions.models import PolicyVersion as PolicyVersionRow
from core.policy import jsontext


class Finding(graphene.ObjectType):
    """认定中的一条发现：依据哪一条款、用了哪些事实、何时起可以通过。"""

    code = graphene.String(required=True, description="条款代码")
    severity = graphene.Field(types.Severity, required=True)
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

    def resolve_region(root: PolicyVersionRow, info: Any) -> str:
        """Return the scope region."""
        return root.region_code

    def resolve_parameters(root: PolicyVersionRow, info: Any) -> Any:
        """Return the stored parameters as a JSON value."""
        return jsontext.read(root.parameters)

    def resolve_enacted_by(root: PolicyVersionRow, info: Any) -> str:
        """Return the name of who enacted it."""
        return root.enacted_by_name


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
        graphene.NonNull(types.ParameterChange), required=True, description="试算与现行版本的差别"
    )


class Query(graphene.ObjectType):
    """Root fields about the law of the tenant."""

    decide = graphene.Field(
        Decision,
        required=True,
        description="就给定事实询问本租户现行制度；不写入任何数据。",
        action=graphene.String(required=True, description="事项全名，例如 fuquan_licensing.quota"),
        facts=JSON(required=True, description="事实，字段名见各事项"),
        on=Date(description="认定所在日期；决定适用的制度版本"),
        policy=JSON(description="试算：覆盖在现行制度上的部分参数"),
    )
    schemes = graphene.List(graphene.NonNull(types.Scheme), required=True, description="本租户启用的制度。")
    policy_versions = graphene.List(
        graphene.NonNull(PolicyVersion),
        required=True,
        description="一套制度的全部版本，新的在前。",
        plugin=graphene.String(required=True),
    )

    @declare.requires("decide.ask")
    def resolve_decide(
        root: Any, info: Any, *, action: str, facts: Any, on: date | None = None, policy: Any = None
    ) -> dict[str, Any]:
        """Return the decision, made by one call into the service."""
        if policy is not None:
            declare.enforce(info.context.principal, Mark("requires", "decide.policy"))
        answer = services.decide(action=action, facts=facts, on=on, policy=policy, today=timezone.localdate())
        return {
            "allowed": answer.decision.allowed,
            "findings": answer.decision.findings,
            "outcome": answer.decision.outcome,
            "policy_version": answer.version,
            "changed_parameters": answer.changed,
            "changes": types.changes(answer.base, answer.policy) if answer.changed else [],
        }

    @declare.signed_in
    def resolve_schemes(root: Any, info: Any) -> list[Any]:
        """Return the schemes that the tenant runs."""
        return list(schemes.active().values())

    @declare.requires("policies.see")
    def resolve_policy_versions(root: Any, info: Any, *, plugin: str) -> Any:
        """Return the versions of a plugin's policy."""
        return selectors.versions_of(plugin)


class EnactPolicyInput(graphene.InputObjectType):
    """要颁行的制度版本。"""

    plugin = graphene.String(required=True)
    parameters = JSON(required=True, description="与前一版本不同的参数")
    effective_from = Date(required=True)
    basis_title = graphene.String(required=True, description="依据名称")
    basis_number = graphene.String(default_value="", description="依据文号")
    region = graphene.String(default_value="", description="适用区划代码；空为整个租户")
    reason = graphene.String(default_value="", description="生效日早于今天时的追溯理由")


class EnactPolicy(graphene.Mutation):
    """颁行一个制度版本；前一版本在其生效日止。"""

    class Arguments:
        input = EnactPolicyInput(required=True)

    policy_version = graphene.Field(PolicyVersion, required=True)

    @declare.requires("policies.change")
    def mutate(root: Any, info: Any, *, input: EnactPolicyInput) -> dict[str, Any]:
        """Enact the version by one call into the service."""
        version = enacting.enact(**input, actor=info.context.principal.actor, today=timezone.localdate())
        return {"policy_version": version}


class Mutation(graphene.ObjectType):
    """Root mutations about the law of the tenant."""

    enact_policy = EnactPolicy.Field(required=True)
