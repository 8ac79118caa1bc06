"""GraphQL types of licences, pay links and revocations."""

from typing import Any

import graphene

from core.api import connections
from core.api.scalars import JSON, Date, Decimal
from plugins.fuquan_licensing.examinations.types import FuquanLevel, FuquanPerson
from plugins.fuquan_licensing.licences.selectors import PayRow, RevocationRow, UnlicensedRow


def _person(root: Any, info: Any) -> dict[str, Any]:
    return {"id": root.person_id, "name": root.person_name}


class FuquanPayLink(graphene.ObjectType):
    """一名持证人当日的证书待遇。"""

    id = graphene.ID(required=True)
    person = graphene.Field(FuquanPerson, required=True, resolver=_person)
    organisation = graphene.String(description="当日所在党组织")
    sector = graphene.String(required=True, description="单位类别代码")
    level = graphene.Field(FuquanLevel, required=True)
    licence_number = graphene.String(description="证书编号")
    coefficient = Decimal(description="待遇系数；该类单位不适用为 null")
    steps = graphene.Int(description="上调档次；该类单位不适用为 null")
    from_on = Date(required=True, description="自")
    until_on = Date(description="至（不含当日）；null 为至今")
    decision = graphene.ID(required=True, description="依据的认定")

    def resolve_organisation(root: PayRow, info: Any) -> str | None:
        """Return the name of the unit of that day."""
        return root.organisation_name

    def resolve_decision(root: PayRow, info: Any) -> Any:
        """Return the decision's identifier."""
        return root.decision_id


FuquanPayLinkConnection = connections.of(FuquanPayLink)


class FuquanUnlicensed(graphene.ObjectType):
    """一名在员额岗位而未持有效证书的人员：列入培训名单。"""

    person = graphene.Field(FuquanPerson, required=True, resolver=_person)
    organisation = graphene.ID(required=True)
    organisation_name = graphene.String(required=True)
    in_post_since = Date(required=True, description="到岗日期")

    def resolve_organisation(root: UnlicensedRow, info: Any) -> Any:
        """Return the unit's identifier."""
        return root.organisation_id


FuquanUnlicensedConnection = connections.of(FuquanUnlicensed)


class FuquanRevocation(graphene.ObjectType):
    """一本证书的注销及其处理决定；记录长期保留。"""

    id = graphene.ID(required=True)
    credential = graphene.ID(required=True, description="证书")
    licence_number = graphene.String(required=True)
    level = graphene.Field(FuquanLevel, required=True)
    person = graphene.Field(FuquanPerson, required=True, resolver=_person)
    revoked_on = Date(required=True, description="注销日期")
    cause = graphene.String(required=True, description="注销原因代码")
    document_number = graphene.String(required=True, description="处理决定文号")
    document_title = graphene.String(required=True, description="处理决定标题")
    document_on = Date(required=True, description="处理决定日期")
    note = graphene.String(required=True, description="说明")
    filing = graphene.ID(description="备案待办")
    filing_due_on = Date(description="备案期限")
    filed_on = Date(description="备案办结日")

    def resolve_credential(root: RevocationRow, info: Any) -> Any:
        """Return the credential's identifier."""
        return root.credential_id

    def resolve_filing(root: RevocationRow, info: Any) -> Any:
        """Return the duty's identifier."""
        return root.filing_id


FuquanRevocationConnection = connections.of(FuquanRevocation)


class FuquanNotLicensed(graphene.ObjectType):
    """一名不予发证的考生及原因；只给组织部门。"""

    person = graphene.ID(required=True)
    code = graphene.String(required=True)
    message = graphene.String(required=True)
    findings = JSON(required=True, description="依据的条款；不是由制度规则引起的为空")
