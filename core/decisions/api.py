"""GraphQL: ask the law of this tenant, read it, and enact new versions."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import graphene
from django.utils import timezone

from core.access import declare
from core.access.permissions import Mark
from core.api import connections
from core.api.scalars import JSON, Date
from core.decisions import enacting, matters, record_types, schemes, selectors, services, types
from core.decisions.enacting import Preview


class PolicyChangePreview(graphene.ObjectType):
    """颁行一个制度版本会改变什么；只作预览，不写入任何数据。"""

    replaces = graphene.Field(types.PolicyVersion, required=True, description="生效日当天现行的版本")
    effective_until = Date(description="至该日（不含）由已颁行的后一版本接替；null 为没有")
    changes = graphene.List(graphene.NonNull(types.ParameterChange), required=True, description="参数的差别")
    decisions = graphene.Field(
        record_types.DecisionChangeConnection,
        required=True,
        description="重新认定时结论会改变的认定记录，按认定日期；逐段查找，一页可以不满而后面还有。",
        **connections.arguments(),
    )

    def resolve_replaces(root: Preview, info: Any) -> Any:
        """Return the version in force on the first day."""
        return root.version

    def resolve_effective_until(root: Preview, info: Any) -> date | None:
        """Return where the next version begins."""
        return root.until_on

    def resolve_changes(root: Preview, info: Any) -> list[dict[str, Any]]:
        """Return the parameters that would change."""
        return types.changes(root.before, root.after)

    def resolve_decisions(
        root: Preview, info: Any, *, first: int, after: str | None = None
    ) -> dict[str, Any]:
        """Return one page of the decisions that would change."""
        page = connections.page(first=first, after=after)
        where = matters.sight(info)
        found = enacting.affected(root, limit=page.first, after=record_types.key(page), where=where)
        return record_types.changes(found, page)


class Query(graphene.ObjectType):
    """Root fields about the law of the tenant."""

    decide = graphene.Field(
        types.Decision,
        required=True,
        description="就给定事实询问本租户现行制度；不写入任何数据。",
        action=graphene.String(required=True, description="事项全名，例如 fuquan_licensing.quota"),
        facts=JSON(required=True, description="事实，字段名见各事项"),
        on=Date(description="认定所在日期；决定适用的制度版本"),
        policy=JSON(description="试算：覆盖在现行制度上的部分参数"),
        person=graphene.ID(description="按这名人员已获批准的例外认定；须有查看认定记录的权限"),
        organisation=graphene.ID(description="按这个党组织已获批准的例外认定；须有查看认定记录的权限"),
    )
    headroom = graphene.Field(
        types.Headroom,
        required=True,
        description="还可以增加多少：某项计数（或列表）再增加到几会违反哪一条款；不写入任何数据。",
        action=graphene.String(required=True, description="事项全名，例如 core.excellent_cap"),
        facts=JSON(required=True, description="现有的事实"),
        fact=graphene.String(required=True, description="要增加的计数或列表，例如 excellent"),
        item=JSON(description="fact 为列表时，要增加的一项"),
        on=Date(description="认定所在日期；决定适用的制度版本"),
        policy=JSON(description="试算：覆盖在现行制度上的部分参数"),
        person=graphene.ID(description="按这名人员已获批准的例外；须有查看认定记录的权限"),
        organisation=graphene.ID(description="按这个党组织已获批准的例外；须有查看认定记录的权限"),
    )
    schemes = graphene.List(graphene.NonNull(types.Scheme), required=True, description="本租户启用的制度。")
    policy_versions = graphene.List(
        graphene.NonNull(types.PolicyVersion),
        required=True,
        description="一套制度的全部版本，新的在前。",
        plugin=graphene.String(required=True),
    )
    policy_change_preview = graphene.Field(
        PolicyChangePreview,
        required=True,
        description="预览颁行一个制度版本会改变哪些参数和已有认定。",
        plugin=graphene.String(required=True),
        parameters=JSON(required=True, description="与现行版本不同的参数"),
        effective_from=Date(required=True),
        region=graphene.String(default_value="", description="适用区划代码；空为整个租户"),
    )

    @declare.requires("decide.ask")
    def resolve_decide(root: Any, info: Any, *, action: str, facts: Any, **given: Any) -> dict[str, Any]:
        """Return the decision, made by one call into the service."""
        answer = services.decide(action=action, facts=facts, **_asked(info, given))
        return {
            "allowed": answer.decision.allowed,
            "findings": answer.decision.findings,
            "outcome": answer.decision.outcome,
            "policy_version": answer.version,
            "changed_parameters": answer.changed,
            "changes": types.changes(answer.base, answer.policy) if answer.changed else [],
            "exceptions": answer.waivers,
        }

    @declare.requires("decide.ask")
    def resolve_headroom(
        root: Any, info: Any, *, action: str, facts: Any, fact: str, item: Any = None, **given: Any
    ) -> Any:
        """Return how much room is left, found by one call into the service."""
        return services.headroom(action=action, facts=facts, fact=fact, item=item, **_asked(info, given))

    @declare.signed_in
    def resolve_schemes(root: Any, info: Any) -> list[Any]:
        """Return the schemes that the tenant runs."""
        return list(schemes.active().values())

    @declare.requires("policies.see")
    def resolve_policy_versions(root: Any, info: Any, *, plugin: str) -> Any:
        """Return the versions of a plugin's policy."""
        return selectors.versions_of(plugin)

    @declare.requires("policies.change")
    def resolve_policy_change_preview(root: Any, info: Any, **wanted: Any) -> Preview:
        """Return what is to be previewed; its decisions are looked for when they are asked for."""
        return enacting.preview(**wanted)


class EnactPolicyInput(graphene.InputObjectType):
    """要颁行的制度版本。"""

    plugin = graphene.String(required=True, description="制度")
    parameters = JSON(required=True, description="与前一版本不同的参数")
    effective_from = Date(required=True, description="生效日，含当日；早于今天的须写明理由")
    basis_title = graphene.String(required=True, description="依据名称")
    basis_number = graphene.String(default_value="", description="依据文号")
    region = graphene.String(default_value="", description="适用区划代码；空为整个租户")
    reason = graphene.String(default_value="", description="生效日早于今天时的追溯理由")


class EnactPolicy(graphene.Mutation):
    """颁行一个制度版本；前一版本在其生效日止。已有认定不变，须另行重新认定。"""

    class Arguments:
        input = EnactPolicyInput(required=True)

    policy_version = graphene.Field(types.PolicyVersion, required=True)

    @declare.requires("policies.change")
    def mutate(root: Any, info: Any, *, input: EnactPolicyInput) -> dict[str, Any]:
        """Enact the version by one call into the service."""
        version = enacting.enact(**input, actor=info.context.principal.actor, today=timezone.localdate())
        return {"policy_version": version}


class Mutation(graphene.ObjectType):
    """Root mutations about the law of the tenant."""

    enact_policy = EnactPolicy.Field(required=True)


def _asked(info: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments that questions have in common, as far as the asker may give them."""
    if given.get("policy") is not None:
        declare.enforce(info.context.principal, Mark("requires", "decide.policy"))
    about = None
    if given.get("person") is not None or given.get("organisation") is not None:
        declare.enforce(info.context.principal, Mark("requires", "decisions.see"))
        about = matters.seen(info, person=given.get("person"), organisation=given.get("organisation"))
    return {
        "on": given.get("on"),
        "policy": given.get("policy"),
        "about": about,
        "today": timezone.localdate(),
    }
