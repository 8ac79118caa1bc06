"""GraphQL: examinations and their results, for those who may see them."""

from datetime import date
from typing import Any
from uuid import UUID

import graphene
from django.utils import timezone

from core.access import declare
from core.api import connections
from core.api.identifiers import parsed
from core.api.scalars import Date
from core.examinations import models, selectors, services, types
from core.examinations.selectors import ResultRow, Sight
from core.organisations import scope
from core.people import api as people

SEE = "assessments.see"


class Query(graphene.ObjectType):
    """Root fields about examinations."""

    examination = graphene.Field(
        types.Examination, required=True, description="一场考试。", id=graphene.ID(required=True)
    )
    examinations = graphene.Field(
        types.ExaminationConnection,
        required=True,
        description="考试，新的在前；只含本人权限范围内的党组织所办，或有其人员参加的。",
        state=types.ExaminationState(description="只要这种状态的"),
        from_on=Date(description="自哪一天"),
        until_on=Date(description="至哪一天（含）"),
        **connections.arguments(),
    )
    examination_results = graphene.Field(
        types.ExaminationResultConnection,
        required=True,
        description="考试成绩，新登记的在前；只含本人权限范围内的人员。",
        examination=graphene.ID(description="只要这场考试的"),
        person=graphene.ID(description="只要这个人的"),
        attendance=types.ExaminationAttendance(description="只要这种出席情况的"),
        with_superseded=graphene.Boolean(default_value=False, description="是否包括更正前的各版"),
        **connections.arguments(),
    )

    @declare.requires(SEE)
    def resolve_examination(root: Any, info: Any, *, id: str) -> types.ExaminationNode:
        """Return one examination."""
        return node(info, seen(info, id))

    @declare.requires(SEE)
    def resolve_examinations(
        root: Any, info: Any, *, first: int, after: str | None = None, **filters: Any
    ) -> dict[str, Any]:
        """Return one page of the examinations that the principal may see."""
        page = connections.page(first=first, after=after)
        rows = selectors.examinations(limit=page.first + 1, sight=sight(info), after=_day(page), **filters)
        shelf = types.Shelf(examinations=rows, principal=info.context.principal, today=timezone.localdate())
        return connections.answer(
            list(shelf.examinations.values()),
            page,
            key=lambda one: (one.row.on.isoformat(), str(one.row.pk)),
        )

    @declare.requires(SEE)
    def resolve_examination_results(
        root: Any,
        info: Any,
        *,
        first: int,
        after: str | None = None,
        examination: str | None = None,
        person: str | None = None,
        attendance: Any = None,
        with_superseded: bool = False,
    ) -> dict[str, Any]:
        """Return one page of the results that the principal may see."""
        page = connections.page(first=first, after=after)
        rows = selectors.results(
            limit=page.first + 1,
            sight=sight(info),
            after=_identifier(page),
            examination=None if examination is None else seen(info, examination).pk,
            person=None if person is None else people.identifier(person),
            attendance=attendance,
            with_superseded=with_superseded,
        )
        return connections.answer(result_nodes(info, rows), page, key=lambda row: (str(row.id),))


def sight(info: Any, permission: str = SEE) -> Sight:
    """Return what the principal may see by a permission today."""
    today = timezone.localdate()
    return Sight(scope.reach(info.context.principal, permission, on=today), today)


def seen(info: Any, id: str, permission: str = SEE) -> models.Examination:
    """Return an examination in the principal's sight.

    :raises UnknownExamination: if there is none, here or in sight.
    """
    identifier = parsed(id)
    row = None if identifier is None else selectors.examination(id=identifier, sight=sight(info, permission))
    if row is None:
        raise services.unknown(id)
    return row


def node(info: Any, row: models.Examination) -> types.ExaminationNode:
    """Return an examination as it is shown."""
    shelf = types.Shelf(examinations=[row], principal=info.context.principal, today=timezone.localdate())
    return shelf.examinations[row.pk]


def result_nodes(info: Any, rows: list[ResultRow]) -> list[types.Node]:
    """Return results as they are shown."""
    return types.Shelf(results=rows, principal=info.context.principal, today=timezone.localdate()).nodes


def _foreign() -> connections.BadCursor:
    return connections.BadCursor("after 不是本列表给出的游标：请使用上一页的 endCursor。")


def _identifier(page: connections.Page) -> UUID | None:
    key = connections.texts(page, 1)
    if key is None:
        return None
    identifier = parsed(key[0])
    if identifier is None:
        raise _foreign()
    return identifier


def _day(page: connections.Page) -> tuple[date, UUID] | None:
    key = connections.texts(page, 2)
    if key is None:
        return None
    try:
        return date.fromisoformat(key[0]), UUID(key[1])
    except ValueError:
        raise _foreign() from None
