"""GraphQL: issue licences, bring pay links up to date, revoke."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import graphene
from django.utils import timezone

from core.access import declare
from core.api.identifiers import parsed
from core.api.scalars import Date
from core.credentials import steps
from core.credentials.issuing import NotIssued
from plugins.fuquan_licensing import offices
from plugins.fuquan_licensing.examinations import api as examinations
from plugins.fuquan_licensing.licences import pay, selectors, services, types
from plugins.fuquan_licensing.licences.services import Document


class IssueLicencesInput(graphene.InputObjectType):
    """依一场联审完毕的考试批量发证。"""

    class Meta:
        name = "IssueFuquanLicencesInput"

    examination = graphene.ID(required=True)
    version = graphene.Int(required=True, description="所见的考试版本")
    on = Date(description="发证日期；默认今天")
    issuer = graphene.String(required=True, description="发证机关")
    reason = graphene.String(default_value="", description="说明，如批准文号")


class RevokeLicenceInput(graphene.InputObjectType):
    """依处理决定注销证书。"""

    class Meta:
        name = "RevokeFuquanLicenceInput"

    credential = graphene.ID(required=True, description="证书")
    version = graphene.Int(required=True, description="所见的证书版本")
    on = Date(description="注销日期；默认今天")
    cause = graphene.String(required=True, description="注销原因代码，见制度参数")
    serious_consequence = graphene.Boolean(required=True, description="造成严重后果")
    document_number = graphene.String(required=True, description="处理决定文号")
    document_title = graphene.String(required=True, description="处理决定标题")
    document_on = Date(required=True, description="处理决定日期")
    note = graphene.String(default_value="", description="说明")


class IssueFuquanLicences(graphene.Mutation):
    """批量发证：逐人认定；不予发证的列明原因，待补审或补考后可再次办理。"""

    class Arguments:
        input = IssueLicencesInput(required=True)

    credentials = graphene.List(graphene.NonNull(graphene.ID), required=True, description="所发证书")
    refused = graphene.List(graphene.NonNull(types.FuquanNotLicensed), required=True)

    @declare.requires(offices.CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Issue them by one call into the service."""
        offices.department(info)
        today = timezone.localdate()
        done = services.issue(
            examination=examinations.known(input["examination"]).pk,
            version=input["version"],
            on=input.get("on") or today,
            issuer=input["issuer"],
            reason=input["reason"],
            today=today,
            actor=info.context.principal.actor,
        )
        return {
            "credentials": [row.pk for row in done.credentials],
            "refused": [_refused(one) for one in done.refused],
        }


class SettleFuquanPay(graphene.Mutation):
    """按现有证书、任职和单位类别更新证书待遇；转岗、单位类别变动后办理。"""

    class Arguments:
        pass

    begun = graphene.Int(required=True, description="新增的待遇记录")
    changed = graphene.Int(required=True, description="终止或被替代的待遇记录")

    @declare.requires(offices.CHANGE)
    def mutate(root: Any, info: Any) -> pay.Settled:
        """Settle by one call into the service."""
        offices.department(info)
        return pay.settle_all(today=timezone.localdate(), actor=info.context.principal.actor)


class RevokeFuquanLicence(graphene.Mutation):
    """依处理决定注销证书：当日起终止待遇，并由单位备案；下级证书不因此恢复。"""

    class Arguments:
        input = RevokeLicenceInput(required=True)

    revocation = graphene.Field(types.FuquanRevocation, required=True)

    @declare.requires(offices.CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Revoke it by one call into the service."""
        offices.department(info)
        today: date = timezone.localdate()
        credential = parsed(input["credential"])
        if credential is None:
            raise steps.unknown(input["credential"])
        made = services.revoke(
            credential=credential,
            version=input["version"],
            on=input.get("on") or today,
            cause=input["cause"],
            serious_consequence=input["serious_consequence"],
            document=Document(input["document_number"], input["document_title"], input["document_on"]),
            note=input["note"],
            today=today,
            actor=info.context.principal.actor,
        )
        [row] = selectors.revocations(limit=1, id=made.pk)
        return {"revocation": row}


def _refused(one: NotIssued) -> dict[str, Any]:
    return {
        "person": one.person,
        "code": one.refusal.code,
        "message": one.refusal.message,
        "findings": one.refusal.extensions.get("findings", []),
    }
