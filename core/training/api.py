"""GraphQL: read training sessions, who attended them, and what people come to in a year."""

from datetime import date
from typing import Any
from uuid import UUID

import graphene
from django.utils import timezone

from core.access import declare
from core.api import connections
from core.api.identifiers import parsed
from core.organisations import scope
from core.organisations import selectors as organisations
from core.people import api as people
from core.people import selectors as persons
from core.training import mutations, selectors, services, types
from core.training.selectors import Filters

_SEE = "training.see"
_MOST = 100
"""How many people's year may be asked for at once: one page of them."""


class Query(graphene.ObjectType):
    """Root fields about training."""

    training_session = graphene.Field(
        types.TrainingSession, required=True, description="一次培训。", id=graphene.ID(required=True)
    )
    training_sessions = graphene.Field(
        types.SessionConnection,
        required=True,
        description="培训，首日近的在前；只含主办党组织在本人权限范围内的。",
        unit=graphene.ID(description="只要这个党组织及其下级主办的"),
        year=graphene.Int(description="只要在这一年结束的"),
        levels=graphene.List(graphene.NonNull(types.TrainingLevel)),
        kinds=graphene.List(graphene.NonNull(types.TrainingKind)),
        search=graphene.String(description="名称中的文字"),
        cancelled=graphene.Boolean(description="只要已取消的，或只要未取消的；不填则都要"),
        **connections.arguments(),
    )
    training_attendances = graphene.Field(
        types.AttendanceConnection,
        required=True,
        description="一次培训的人员，或一个人参加的培训，末日近的在前；只含本人权限范围内的人员。",
        session=graphene.ID(description="哪次培训"),
        person=graphene.ID(description="哪个人；与 session 至少填写一项"),
        year=graphene.Int(description="只要在这一年结束的"),
        **connections.arguments(),
    )
    training_years = graphene.List(
        graphene.NonNull(types.TrainingYear),
        required=True,
        description="人员一年内参加培训的次数和天数；不在本人权限范围内的略去。",
        people=graphene.List(graphene.NonNull(graphene.ID), required=True, description="至多 100 人"),
        year=graphene.Int(required=True),
    )

    @declare.requires(_SEE)
    def resolve_training_session(root: Any, info: Any, *, id: str) -> types.Node:
        """Return one session."""
        row = seen(info, id, _SEE)
        return types.sessions([row], principal=info.context.principal)[0]

    @declare.requires(_SEE)
    def resolve_training_sessions(
        root: Any,
        info: Any,
        *,
        first: int,
        after: str | None = None,
        unit: str | None = None,
        search: str | None = None,
        **filters: Any,
    ) -> dict[str, Any]:
        """Return one page of the sessions that the principal may see."""
        page = connections.page(first=first, after=after)
        today = timezone.localdate()
        reached = scope.reach(info.context.principal, _SEE, on=today)
        below = None
        if unit is not None:
            root_unit = scope.require(reached, parsed(unit), named=unit)
            below = organisations.answerable(roots=[root_unit], on=today)
        rows = selectors.page(
            limit=page.first + 1,
            after=_day_and_id(page),
            filters=Filters(
                organisations=reached, unit=below, search=(search or "").strip() or None, **filters
            ),
        )
        nodes = types.sessions(rows, principal=info.context.principal)
        return connections.answer(
            nodes, page, key=lambda node: (node.row.from_on.isoformat(), str(node.row.id))
        )

    @declare.requires(_SEE)
    def resolve_training_attendances(
        root: Any,
        info: Any,
        *,
        first: int,
        after: str | None = None,
        session: str | None = None,
        person: str | None = None,
        year: int | None = None,
    ) -> dict[str, Any]:
        """Return one page of attendances of people whom the principal may see."""
        page = connections.page(first=first, after=after)
        if session is None and person is None:
            raise services.InvalidTraining("请指明哪次培训（session）或哪个人（person）。")
        rows = selectors.attendances(
            limit=page.first + 1,
            session=None if session is None else seen(info, session, _SEE).id,
            person=None if person is None else people.seen(info, person, _SEE).id,
            year=year,
            organisations=people.sight(info, _SEE),
            today=timezone.localdate(),
            after=_day_name_and_id(page),
        )
        nodes = types.attendances(rows, principal=info.context.principal)
        return connections.answer(
            nodes,
            page,
            key=lambda node: (node.row.last_on.isoformat(), node.row.person_pinyin, str(node.row.id)),
        )

    @declare.requires(_SEE)
    def resolve_training_years(root: Any, info: Any, *, people: list[str], year: int) -> list[dict[str, Any]]:
        """Return what each of these people attended in a year; two queries."""
        if len(people) > _MOST:
            raise services.InvalidTraining(f"一次至多查询 {_MOST} 人。")
        return _years(info, people, year)


class Mutation(graphene.ObjectType):
    """Root mutations about training."""

    arrange_training_session = mutations.ArrangeTrainingSession.Field(required=True)
    change_training_session = mutations.ChangeTrainingSession.Field(required=True)
    cancel_training_session = mutations.CancelTrainingSession.Field(required=True)
    evaluate_training_session = mutations.EvaluateTrainingSession.Field(required=True)
    enrol_in_training = mutations.EnrolInTraining.Field(required=True)
    withdraw_from_training = mutations.WithdrawFromTraining.Field(required=True)
    record_training_attendance = mutations.RecordTrainingAttendance.Field(required=True)


def seen(info: Any, id: str, permission: str) -> selectors.SessionRow:
    """Return a session for which the principal has the permission.

    :raises UnknownTraining: if there is none, here or in the principal's reach.
    """
    reached = scope.reach(info.context.principal, permission, on=timezone.localdate())
    identifier = parsed(id)
    row = None if identifier is None else selectors.one(session=identifier, organisations=reached)
    if row is None:
        raise services.unknown(id)
    return row


def _years(info: Any, ids: list[str], year: int) -> list[dict[str, Any]]:
    today = timezone.localdate()
    wanted = [identifier for id in ids if (identifier := parsed(id)) is not None]
    here = persons.people(ids=wanted, organisations=people.sight(info, _SEE), on=today)
    found = selectors.yearly(people=here, year=year)
    return [
        {"person": person, **found.get(person, selectors.Year())._asdict()}
        for person in dict.fromkeys(wanted)
        if person in here
    ]


def _day_and_id(page: connections.Page) -> tuple[date, UUID] | None:
    key = connections.texts(page, 2)
    return None if key is None else (_day(key[0]), _id(key[1]))


def _day_name_and_id(page: connections.Page) -> tuple[date, str, UUID] | None:
    key = connections.texts(page, 3)
    return None if key is None else (_day(key[0]), key[1], _id(key[2]))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _foreign() from error


def _id(text: str) -> UUID:
    identifier = parsed(text)
    if identifier is None:
        raise _foreign()
    return identifier


def _foreign() -> connections.BadCursor:
    return connections.BadCursor("after 不是本列表给出的游标：请使用上一页的 endCursor。")
