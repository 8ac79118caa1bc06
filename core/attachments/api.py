"""GraphQL: one attachment, and withdrawing it; records list their own, files come in over /attachments/."""

from collections.abc import Mapping
from typing import Any

import graphene
from django.utils import timezone

from core.access import declare
from core.api.identifiers import parsed
from core.attachments import models, selectors, services, types


class Query(graphene.ObjectType):
    """Root field about attachments."""

    attachment = graphene.Field(
        types.Attachment,
        required=True,
        description="一份附件；看得到所属记录的人才看得到。",
        id=graphene.ID(required=True),
    )

    @declare.signed_in
    def resolve_attachment(root: Any, info: Any, *, id: str) -> models.Attachment:
        """Return an attachment in the principal's sight."""
        return _seen(info, id)


class WithdrawAttachmentInput(graphene.InputObjectType):
    """撤回附件。"""

    id = graphene.ID(required=True)
    reason = graphene.String(required=True, description="理由")


class WithdrawAttachment(graphene.Mutation):
    """撤回附件：删除文件内容，记载和摘要保留；须有办理所属记录的权限，未使用的由上传人撤回。"""

    class Arguments:
        input = WithdrawAttachmentInput(required=True)

    attachment = graphene.Field(types.Attachment, required=True)

    @declare.signed_in
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Withdraw it by one call into the service."""
        row = _seen(info, input["id"], change=True)
        return {
            "attachment": services.withdraw(
                attachment=row.pk, reason=input["reason"], actor=info.context.principal.actor
            )
        }


class Mutation(graphene.ObjectType):
    """Root mutation about attachments."""

    withdraw_attachment = WithdrawAttachment.Field(required=True)


def _seen(info: Any, id: str, *, change: bool = False) -> models.Attachment:
    identifier = parsed(id)
    row = None
    if identifier is not None and not info.context.principal.must_change_password:
        row = selectors.visible(
            attachment=identifier,
            principal=info.context.principal,
            on=timezone.localdate(),
            change=change,
        )
    if row is None:
        raise services.unknown(id)
    return row
