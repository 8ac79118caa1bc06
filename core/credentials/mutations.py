"""GraphQL mutations about credentials."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import graphene
from django.utils import timezone

from core.access import declare
from core.api.identifiers import parsed
from core.api.scalars import JSON, Date
from core.credentials import issuing, selectors, services, steps, types
from core.credentials.services import Taken
from core.decisions.types import Finding
from core.organisations import scope
from core.people import api as people_api
from core.people import selectors as people
from core.people import services as people_services

_CHANGE = "credentials.change"
MOST_AT_ONCE = 500
"""How many people one request may name; a longer list is sent in parts."""


class TooMany(issuing.InvalidIssue):
    """A list is longer than one request may hold."""


class _Issue:
    """What every issue says."""

    kind = graphene.String(required=True, description="种类代码，见 credentialKinds")
    level = graphene.String(required=True, description="级别代码")
    on = Date(required=True, description="发证日期")
    issuer = graphene.String(required=True, description="发证机关名称")
    region = graphene.String(default_value="", description="发证城市的行政区划代码；不分城市的不填")
    reason = graphene.String(default_value="", description="说明，如批准文号")


class IssueCredentialInput(_Issue, graphene.InputObjectType):
    """发证。"""

    person = graphene.ID(required=True, description="持证人")
    facts = JSON(required=True, description="该种类的发证事项所需、而系统记录中没有的事实")


class CredentialCandidateInput(graphene.InputObjectType):
    """批量发证名单中的一人。"""

    person = graphene.ID(required=True, description="持证人")
    facts = JSON(required=True, description="发证事项所需、而系统记录中没有的事实")


class IssueCredentialsInput(_Issue, graphene.InputObjectType):
    """批量发证。"""

    people = graphene.List(
        graphene.NonNull(CredentialCandidateInput), required=True, description="名单，不超过 500 人"
    )
    all_or_none = graphene.Boolean(default_value=False, description="有一人不予通过即一个也不发")


class CredentialStepInput(graphene.InputObjectType):
    """证书的一次变动。"""

    id = graphene.ID(required=True, description="证书")
    version = graphene.Int(required=True, description="所见的版本；已被他人办理时不予办理")
    on = Date(required=True, description="自哪一天起")
    facts = JSON(required=True, description="该事项所需、而系统记录中没有的事实")
    reason = graphene.String(default_value="", description="说明，如处理决定文号")


class CredentialRefusal(graphene.ObjectType):
    """名单中不予发证的一人及其理由。"""

    person = graphene.ID(required=True)
    code = graphene.String(required=True, description="理由代码")
    message = graphene.String(required=True, description="理由")
    findings = JSON(required=True, description="认定中的发现；不是因制度而不予通过的为空")


class IssueCredential(graphene.Mutation):
    """发证；制度不予通过的不发，同种类的下级证书转为已晋级。"""

    class Arguments:
        input = IssueCredentialInput(required=True)

    credential = graphene.Field(types.Credential, required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Issue by one call into the service."""
        credential = issuing.issue(
            **_common(info, input),
            person=people_api.seen(info, input["person"], _CHANGE).id,
            facts=input["facts"],
        )
        return {"credential": _shown(info, [credential.pk], on=input["on"])[0]}


class IssueCredentials(graphene.Mutation):
    """批量发证：逐人认定，不予通过的列明理由，其余一并发放。"""

    class Arguments:
        input = IssueCredentialsInput(required=True)

    credentials = graphene.List(graphene.NonNull(types.Credential), required=True)
    refused = graphene.List(graphene.NonNull(CredentialRefusal), required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Issue by one call into the service."""
        done = issuing.issue_many(
            **_common(info, input),
            wanted=_wanted(info, input["people"]),
            all_or_none=input["all_or_none"],
        )
        return {
            "credentials": _shown(info, [row.pk for row in done.credentials], on=input["on"]),
            "refused": [{"findings": [], **issuing.told(one)} for one in done.refused],
        }


class _Step:
    """What every step answers."""

    class Arguments:
        input = CredentialStepInput(required=True)

    credential = graphene.Field(types.Credential, required=True)
    findings = graphene.List(graphene.NonNull(Finding), required=True, description="认定中的发现")


class SuspendCredential(_Step, graphene.Mutation):
    """暂停有效的证书。"""

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Suspend by one call into the service."""
        return _taken(info, services.suspend, input)


class RestoreCredential(_Step, graphene.Mutation):
    """恢复暂停的证书。"""

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Restore by one call into the service."""
        return _taken(info, services.restore, input)


class RevokeCredential(_Step, graphene.Mutation):
    """注销证书；下级证书不因此恢复。"""

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Revoke by one call into the service."""
        return _taken(info, services.revoke, input)


class ExpireCredential(_Step, graphene.Mutation):
    """使证书失效，例如持证人退出；有效期届满的自动失效，不必办理。"""

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """End it by one call into the service."""
        return _taken(info, services.expire, input)


class InspectCredential(_Step, graphene.Mutation):
    """登记检验：按制度得出的结论，证书保持、恢复、暂停、降级或失效。"""

    successor = graphene.Field(types.Credential, description="降级后的证书")

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Record the inspection by one call into the service."""
        return _taken(info, services.inspect, input)


def _common(info: Any, input: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{name: input[name] for name in ("kind", "level", "on", "issuer", "region", "reason")},
        "today": timezone.localdate(),
        "actor": info.context.principal.actor,
    }


def _wanted(info: Any, candidates: Sequence[Mapping[str, Any]]) -> list[issuing.Wanted]:
    """Return the candidates, all of them in the principal's sight; one query."""
    if len(candidates) > MOST_AT_ONCE:
        raise TooMany(f"名单有 {len(candidates)} 人，一次不得超过 {MOST_AT_ONCE} 人：请分次办理。")
    ids = [people_api.identifier(one["person"]) for one in candidates]
    today = timezone.localdate()
    reached = people_api.sight(info, _CHANGE)
    if people.people(ids=ids, organisations=reached, on=today).keys() != set(ids):
        raise people_services.unknown()
    return [issuing.Wanted(id, one["facts"]) for id, one in zip(ids, candidates, strict=True)]


def _taken(info: Any, step: Callable[..., Taken], input: Mapping[str, Any]) -> dict[str, Any]:
    today = timezone.localdate()
    identifier = parsed(input["id"])
    row = None
    if identifier is not None:
        reached = scope.reach(info.context.principal, _CHANGE, on=today)
        # Looked for on the last of days: one that is issued later can be seen as well.
        row = selectors.one(credential=identifier, on=date.max, today=today, organisations=reached)
    if row is None:
        raise steps.unknown(input["id"])
    taken = step(
        credential=row.id,
        today=today,
        **{name: input[name] for name in ("version", "on", "facts", "reason")},
        actor=info.context.principal.actor,
    )
    ids = [taken.credential.pk, *([taken.successor.pk] if taken.successor else [])]
    shown = _shown(info, ids, on=input["on"])
    return {
        "credential": shown[0],
        "successor": shown[1] if taken.successor else None,
        "findings": taken.findings,
    }


def _shown(info: Any, ids: Sequence[UUID], *, on: date) -> list[types.Node]:
    """Return credentials as they stand on the day of the step, in the order asked for."""
    rows = selectors.some(credentials=ids, on=on)
    return types.credentials(rows, on=on, principal=info.context.principal)
