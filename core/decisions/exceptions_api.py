"""GraphQL: exceptions (例外) from clauses: who granted which, for whom, until when."""

from collections.abc import Mapping
from typing import Any

import graphene
from django.utils import timezone

from core.access import declare
from core.api import connections
from core.api.identifiers import parsed
from core.api.scalars import Date, DateTime
from core.decisions import exceptions, matters, waivers
from core.decisions.models import PolicyException as Row
from core.decisions.models import Scope
from core.decisions.record_types import DecisionParty
from core.decisions.records_api import page_key
from core.decisions.waivers import Filters
from core.organisations.types import OrganisationLevel, enum

ExceptionScope = enum(Scope, "ExceptionScope", "例外的范围")


class Revocation(graphene.ObjectType):
    """例外的撤销；另记一条，例外本身保留。"""

    on = Date(required=True, description="自该日起不再有效")
    authority = graphene.String(required=True, description="决定机关")
    authority_level = graphene.Field(OrganisationLevel, required=True, description="决定机关的层级")
    reason = graphene.String(required=True, description="理由")
    evidence = graphene.String(required=True, description="依据材料")
    decided_by = graphene.String(required=True, description="登记人")
    decided_at = DateTime(required=True, description="登记时间")

    def resolve_on(root: Row, info: Any) -> Any:
        """Return the first day on which the exception counts no more."""
        return root.from_on

    def resolve_decided_by(root: Row, info: Any) -> str:
        """Return the name of who recorded it."""
        return root.decided_by_name


class PolicyException(graphene.ObjectType):
    """一项例外：某机关批准，在一段时间内对某些人员、党组织或事项不适用某一条款。"""

    id = graphene.ID(required=True)
    action = graphene.String(required=True, description="事项全名")
    clause = graphene.String(required=True, description="条款代码")
    scope = graphene.Field(ExceptionScope, required=True, description="范围")
    person = graphene.Field(DecisionParty, description="人员")
    organisation = graphene.ID(description="党组织：含其下级")
    subject_kind = graphene.String(required=True, description="事项种类")
    subject_id = graphene.String(required=True, description="事项编号")
    authority = graphene.String(required=True, description="决定机关")
    authority_level = graphene.Field(OrganisationLevel, required=True, description="决定机关的层级")
    reason = graphene.String(required=True, description="理由")
    evidence = graphene.String(required=True, description="依据材料")
    from_on = Date(required=True, description="自该日起")
    until_on = Date(required=True, description="至该日（不含）")
    counts_until = Date(required=True, description="实际有效至该日（不含）：到期或撤销，以先到为准")
    revocation = graphene.Field(Revocation, description="撤销；null 为未撤销")
    decided_by = graphene.String(required=True, description="登记人")
    decided_at = DateTime(required=True, description="登记时间")

    def resolve_clause(root: Row, info: Any) -> str:
        """Return the code of the clause."""
        return root.clause_code

    def resolve_organisation(root: Row, info: Any) -> Any:
        """Return the organisation's identifier."""
        return root.organisation_id

    def resolve_revocation(root: Row, info: Any) -> Any:
        """Return the revocation, if there is one."""
        return getattr(root, "revocation", None)

    def resolve_decided_by(root: Row, info: Any) -> str:
        """Return the name of who recorded it."""
        return root.decided_by_name


class ExceptionCount(graphene.ObjectType):
    """一年内从一条款批准的例外件数；撤销的也计入。"""

    action = graphene.String(required=True, description="事项全名")
    clause = graphene.String(required=True, description="条款代码")
    year = graphene.Int(required=True, description="起始日所在年份")
    granted = graphene.Int(required=True, description="件数")

    def resolve_clause(root: waivers.Counted, info: Any) -> str:
        """Return the code of the clause."""
        return root.clause_code


class Query(graphene.ObjectType):
    """Root fields about exceptions."""

    exceptions = graphene.Field(
        connections.of(PolicyException),
        required=True,
        description="例外，新的在前；只含本人权限范围内的和全部适用的。",
        action=graphene.String(description="事项全名"),
        clause=graphene.String(description="条款代码"),
        person=graphene.ID(description="只要给这名人员的"),
        organisation=graphene.ID(description="只要给这个党组织的"),
        on=Date(description="只要这一天有效的"),
        year=graphene.Int(description="只要这一年起始的"),
        **connections.arguments(),
    )
    exception_counts = graphene.List(
        graphene.NonNull(ExceptionCount),
        required=True,
        description="按条款和年份统计的例外件数。",
        year=graphene.Int(description="只要这一年的"),
    )

    @declare.requires(matters.SEE)
    def resolve_exceptions(
        root: Any,
        info: Any,
        *,
        first: int,
        after: str | None = None,
        person: str | None = None,
        organisation: str | None = None,
        **narrow: Any,
    ) -> dict[str, Any]:
        """Return one page of the exceptions that the principal may see."""
        page = connections.page(first=first, after=after)
        about = matters.seen(info, person=person, organisation=organisation)
        rows = waivers.page(
            limit=page.first + 1,
            after=page_key(page),
            filters=Filters(person=about.person, organisation=about.organisation, **narrow),
            reached=matters.reach(info),
            today=timezone.localdate(),
        )
        return connections.answer(rows, page, key=lambda row: (str(row.pk),))

    @declare.requires(matters.SEE)
    def resolve_exception_counts(root: Any, info: Any, *, year: int | None = None) -> list[waivers.Counted]:
        """Return how many were granted."""
        return waivers.counts(year=year, reached=matters.reach(info), today=timezone.localdate())


class GrantExceptionInput(graphene.InputObjectType):
    """登记一项已批准的例外。"""

    action = graphene.String(required=True, description="事项全名")
    clause = graphene.String(required=True, description="不适用的条款代码")
    scope = ExceptionScope(required=True, description="范围")
    person = graphene.ID(description="范围为人员时：哪一名")
    organisation = graphene.ID(description="范围为党组织时：哪一个，含其下级")
    subject_kind = graphene.String(default_value="", description="范围为一件事项时：种类")
    subject_id = graphene.String(default_value="", description="范围为一件事项时：编号")
    authority = graphene.String(required=True, description="决定机关")
    authority_level = OrganisationLevel(required=True, description="决定机关的层级")
    reason = graphene.String(required=True, description="理由")
    evidence = graphene.String(required=True, description="依据材料，如批复文号")
    from_on = Date(required=True, description="自该日起")
    until_on = Date(required=True, description="至该日（不含）")


class RevokeExceptionInput(graphene.InputObjectType):
    """撤销一项例外。"""

    id = graphene.ID(required=True, description="例外")
    on = Date(required=True, description="自该日起不再有效")
    authority = graphene.String(required=True, description="决定机关")
    authority_level = OrganisationLevel(required=True, description="决定机关的层级")
    reason = graphene.String(required=True, description="理由")
    evidence = graphene.String(default_value="", description="依据材料")


class GrantException(graphene.Mutation):
    """登记例外：有效期内，所涉及的认定不再因该条款不予通过，而是提醒并注明例外。"""

    class Arguments:
        input = GrantExceptionInput(required=True)

    exception = graphene.Field(PolicyException, required=True)

    @declare.requires(matters.CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Grant it by one call into the service."""
        given = dict(input)
        about = matters.seen(
            info,
            person=given.pop("person", None),
            organisation=given.pop("organisation", None),
            kind=given.pop("subject_kind"),
            id=given.pop("subject_id"),
            permission=matters.CHANGE,
        )
        row = exceptions.grant(**given, about=about, actor=info.context.principal.actor)
        return {"exception": row}


class RevokeException(graphene.Mutation):
    """撤销例外：自所定之日起不再有效；已作的认定不变，可按 decisions 的 lapsedOn 查出后重新认定。"""

    class Arguments:
        input = RevokeExceptionInput(required=True)

    exception = graphene.Field(PolicyException, required=True)

    @declare.requires(matters.CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Revoke it by one call into the service."""
        given = dict(input)
        named = given.pop("id")
        row = waivers.one(
            parsed(named),
            reached=matters.reach(info, matters.CHANGE),
            today=timezone.localdate(),
            named=named,
        )
        done = exceptions.revoke(exception=row.pk, **given, actor=info.context.principal.actor)
        return {"exception": done}


class Mutation(graphene.ObjectType):
    """Root mutations about exceptions."""

    grant_exception = GrantException.Field(required=True)
    revoke_exception = RevokeException.Field(required=True)
