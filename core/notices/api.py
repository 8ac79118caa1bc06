"""GraphQL: the inbox of whoever has signed in."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import graphene

from core.access import declare
from core.access import services as access
from core.access.selectors import user_by_id
from core.api import connections
from core.api.identifiers import parsed
from core.api.scalars import DateTime
from core.notices import models, selectors, services
from core.organisations.types import enum

MailState = enum(models.MailState, "NoticeMailState", "提醒的邮件副本")


class Notice(graphene.ObjectType):
    """发给本人的一条提醒；同一事项的同一阶段只提醒一次。"""

    id = graphene.ID(required=True)
    title = graphene.String(required=True, description="标题")
    text = graphene.String(required=True, description="内容")
    subject_kind = graphene.String(description="所涉对象的类别，例如 OBLIGATION")
    subject = graphene.ID(description="所涉对象")
    created_at = DateTime(required=True, description="时间")
    read_at = DateTime(description="阅读时间；null 为未读")
    mail_state = graphene.Field(MailState, required=True, description="邮件副本的发送情况")

    def resolve_subject_kind(root: models.Notice, info: Any) -> str | None:
        """Return what kind of thing it is about, if anything."""
        return root.subject_kind or None

    def resolve_subject(root: models.Notice, info: Any) -> UUID | None:
        """Return what it is about."""
        return root.subject_id


class Query(graphene.ObjectType):
    """Root fields about the inbox."""

    inbox = graphene.Field(
        connections.of(Notice),
        required=True,
        description="本人的提醒，新的在前。",
        unread_only=graphene.Boolean(default_value=False, description="只要未读的"),
        **connections.arguments(),
    )
    inbox_unread = graphene.Int(required=True, description="本人未读的提醒数。")
    notice_email = graphene.String(description="本人接收提醒副本的邮箱；null 为不接收。")

    @declare.signed_in
    def resolve_inbox(
        root: Any, info: Any, *, first: int, after: str | None = None, unread_only: bool
    ) -> dict[str, Any]:
        """Return one page of the principal's notices."""
        page = connections.page(first=first, after=after)
        rows = selectors.inbox(
            user_id=info.context.principal.user_id,
            limit=page.first + 1,
            after=_place(page),
            unread_only=unread_only,
        )
        return connections.answer(rows, page, key=lambda notice: (str(notice.pk),))

    @declare.signed_in
    def resolve_inbox_unread(root: Any, info: Any) -> int:
        """Return how many notices the principal has not read."""
        return selectors.unread(user_id=info.context.principal.user_id)

    @declare.signed_in
    def resolve_notice_email(root: Any, info: Any) -> str | None:
        """Return the principal's address."""
        user = user_by_id(info.context.principal.user_id)
        return (user and user.email) or None


class MarkNoticesReadInput(graphene.InputObjectType):
    """要标为已读的提醒。"""

    ids = graphene.List(graphene.NonNull(graphene.ID), description="哪些；不填为本人的全部提醒")


class SetNoticeEmailInput(graphene.InputObjectType):
    """接收提醒副本的邮箱。"""

    email = graphene.String(description="邮箱地址；填 null 为不接收")


class MarkNoticesRead(graphene.Mutation):
    """把本人的提醒标为已读。"""

    class Arguments:
        input = MarkNoticesReadInput(required=True)

    marked = graphene.Int(required=True, description="由未读变为已读的条数")
    inbox_unread = graphene.Int(required=True, description="仍未读的条数")

    @declare.signed_in
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Mark them by one call into the service."""
        user_id = info.context.principal.user_id
        wanted = input.get("ids")
        # What is no identifier is nobody's notice: the service refuses it like any other.
        notices = None if wanted is None else [parsed(id) or UUID(int=0) for id in wanted]
        marked = services.mark_read(user_id=user_id, notices=notices)
        return {"marked": marked, "inbox_unread": selectors.unread(user_id=user_id)}


class SetNoticeEmail(graphene.Mutation):
    """填写或取消本人接收提醒副本的邮箱。"""

    class Arguments:
        input = SetNoticeEmailInput(required=True)

    email = graphene.String(description="现在的邮箱")

    @declare.signed_in
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Set the address by one call into the service."""
        principal = info.context.principal
        user = access.set_email(
            user_id=principal.user_id, email=input.get("email") or "", actor=principal.actor
        )
        return {"email": user.email or None}


class Mutation(graphene.ObjectType):
    """Root mutations about the inbox."""

    mark_notices_read = MarkNoticesRead.Field(required=True)
    set_notice_email = SetNoticeEmail.Field(required=True)


def _place(page: connections.Page) -> UUID | None:
    key = connections.texts(page, 1)
    if key is None:
        return None
    identifier = parsed(key[0])
    if identifier is None:
        raise connections.BadCursor("after 不是本列表给出的游标：请使用上一页的 endCursor。")
    return identifier
