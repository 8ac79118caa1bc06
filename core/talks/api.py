"""GraphQL: talks, for those who may read them."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import graphene
from django.utils import timezone

from core.access import declare
from core.api import connections
from core.api.identifiers import parsed
from core.api.scalars import Date
from core.attachments import types as attachments
from core.organisations import scope
from core.organisations import selectors as organisations
from core.organisations.models import Organisation
from core.people import api as people
from core.people.models import Person
from core.talks import models, selectors, services, types
from core.talks.selectors import Filters

_SEE, _CHANGE = "talks.see", "talks.change"


class Query(graphene.ObjectType):
    """Root fields about talks."""

    talk = graphene.Field(
        types.Talk, required=True, description="一份谈话记录。", id=graphene.ID(required=True)
    )
    talks = graphene.Field(
        types.TalkConnection,
        required=True,
        description="谈话记录，新的在前；只含本人权限范围内的党组织所记、谈话对象也在权限范围内的。",
        person=graphene.ID(description="只要与这个人的谈话"),
        organisation=graphene.ID(description="只要这个党组织的"),
        kinds=graphene.List(graphene.NonNull(types.TalkKind)),
        from_on=Date(description="自哪一天"),
        until_on=Date(description="至哪一天（含）"),
        **connections.arguments(),
    )

    @declare.requires(_SEE)
    def resolve_talk(root: Any, info: Any, *, id: str) -> models.Talk:
        """Return one talk."""
        return _shown(info, _seen(info, id, _SEE))

    @declare.requires(_SEE)
    def resolve_talks(
        root: Any,
        info: Any,
        *,
        first: int,
        after: str | None = None,
        person: str | None = None,
        organisation: str | None = None,
        kinds: list[Any] | None = None,
        from_on: date | None = None,
        until_on: date | None = None,
    ) -> dict[str, Any]:
        """Return one page of the talks that the principal may see."""
        page = connections.page(first=first, after=after)
        reached = people.sight(info, _SEE)
        where = None
        if organisation is not None:
            where = scope.require(reached, parsed(organisation), named=organisation)
        rows = selectors.page(
            limit=page.first + 1,
            organisations=reached,
            today=timezone.localdate(),
            after=types.place(page),
            filters=Filters(
                person=None if person is None else people.identifier(person),
                organisation=where,
                kinds=kinds,
                from_on=from_on,
                until_on=until_on,
            ),
        )
        shown = types.shown(rows, principal=info.context.principal)
        return connections.answer(shown, page, key=lambda row: (row.held_on.isoformat(), str(row.pk)))


class RecordTalkInput(graphene.InputObjectType):
    """登记谈话。"""

    kind = types.TalkKind(required=True, description="谈话类型")
    person = graphene.ID(required=True, description="谈话对象")
    organisation = graphene.ID(required=True, description="组织谈话并保管记录的党组织")
    talkers = graphene.List(
        graphene.NonNull(graphene.String), required=True, description="谈话人（姓名、职务）"
    )
    held_on = Date(required=True, description="谈话日期")
    place = graphene.String(default_value="", description="地点")
    content = graphene.String(required=True, description="谈话内容；不得写身份证号、电话")
    follow_up = graphene.String(default_value="", description="后续措施")
    attachments = attachments.taken()


class CorrectTalkInput(graphene.InputObjectType):
    """更正谈话记录；不填的项目保持不变，原记载保留。"""

    id = graphene.ID(required=True)
    version = graphene.Int(required=True, description="所见的版本；已被他人更正时不予办理")
    reason = graphene.String(required=True, description="更正的理由")
    kind = types.TalkKind(description="谈话类型")
    talkers = graphene.List(graphene.NonNull(graphene.String), description="谈话人（姓名、职务）")
    held_on = Date(description="谈话日期")
    place = graphene.String(description="地点")
    content = graphene.String(description="谈话内容")
    follow_up = graphene.String(description="后续措施")
    attachments = attachments.taken()


class RecordTalk(graphene.Mutation):
    """登记一次谈话。"""

    class Arguments:
        input = RecordTalkInput(required=True)

    talk = graphene.Field(types.Talk, required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Record it by one call into the service."""
        reached = people.sight(info, _CHANGE)
        where = scope.require(reached, parsed(input["organisation"]), named=input["organisation"])
        found = Organisation.objects.filter(pk=where).first()
        if found is None:
            raise organisations.unknown(input["organisation"])
        row = services.record(
            person=Person.objects.get(pk=people.seen(info, input["person"], _CHANGE).id),
            organisation=found,
            **{name: input[name] for name in services.FIELDS},
            on=timezone.localdate(),
            attached=attachments.identifiers(input["attachments"]),
            actor=info.context.principal.actor,
        )
        return {"talk": _shown(info, row)}


class CorrectTalk(graphene.Mutation):
    """更正谈话记录：另存一版，原记载和理由保留。"""

    class Arguments:
        input = CorrectTalkInput(required=True)

    talk = graphene.Field(types.Talk, required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Correct it by one call into the service."""
        said: Any = {name: input[name] for name in services.FIELDS if input.get(name) is not None}
        row = services.correct(
            talk=_seen(info, input["id"], _CHANGE).pk,
            version=input["version"],
            reason=input["reason"],
            on=timezone.localdate(),
            attached=attachments.identifiers(input["attachments"]),
            actor=info.context.principal.actor,
            **said,
        )
        return {"talk": _shown(info, row)}


class Mutation(graphene.ObjectType):
    """Root mutations about talks."""

    record_talk = RecordTalk.Field(required=True)
    correct_talk = CorrectTalk.Field(required=True)


def _seen(info: Any, id: str, permission: str) -> models.Talk:
    identifier: UUID | None = parsed(id)
    row = None
    if identifier is not None:
        row = selectors.one(
            talk=identifier, organisations=people.sight(info, permission), today=timezone.localdate()
        )
    if row is None:
        raise services.unknown(id)
    return row


def _shown(info: Any, row: models.Talk) -> models.Talk:
    return types.shown([row], principal=info.context.principal)[0]
