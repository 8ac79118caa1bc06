"""GraphQL: people."""

from typing import Any
from uuid import UUID

import graphene
from django.utils import timezone

from core.access import declare
from core.api import connections
from core.organisations import selectors as organisations
from core.people import selectors


class Person(graphene.ObjectType):
    """党务工作者。"""

    id = graphene.ID(required=True)
    name = graphene.String(required=True, description="姓名")


class Query(graphene.ObjectType):
    """Root fields about people."""

    people = graphene.Field(
        connections.of(Person),
        required=True,
        description="党务工作者，按姓名拼音排序；只含本人权限范围内的人员。",
        **connections.arguments(),
    )

    @declare.requires("people.see")
    def resolve_people(root: Any, info: Any, *, first: int, after: str | None = None) -> dict[str, Any]:
        """Return one page of the people that the principal may see."""
        page = connections.page(first=first, after=after)
        today = timezone.localdate()
        scope = info.context.principal.scope("people.see")
        rows = selectors.by_pinyin(
            limit=page.first + 1,
            after=_place(page.after),
            organisations=None if scope.whole else organisations.subtree(roots=scope.organisations, on=today),
            on=today,
        )
        return connections.answer(rows, page, key=lambda row: (row.pinyin, str(row.id)))


def _place(key: tuple[Any, ...] | None) -> tuple[str, UUID] | None:
    if key is None:
        return None
    try:
        pinyin, identifier = key
        return str(pinyin), UUID(identifier)
    except (ValueError, TypeError, AttributeError) as error:
        raise connections.BadCursor("after 不是本列表给出的游标：请使用上一页的 endCursor。") from error
