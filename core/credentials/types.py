"""GraphQL types of credentials."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache, cached_property
from typing import Any
from uuid import UUID

import graphene
from django.urls import reverse
from django.utils import timezone

from core.access import declare
from core.access.permissions import Mark
from core.access.principals import AnyPrincipal
from core.api import connections
from core.api.scalars import Date, DateTime
from core.credentials import catalogue, kinds, models, selectors
from core.credentials.selectors import CredentialRow
from core.organisations import scope
from core.organisations import selectors as organisations
from core.organisations import types as organisation_types
from core.organisations.types import enum
from core.policy import vocabulary

CredentialStatus = enum(vocabulary.CredentialStatus, "CredentialStatus", "证书状态")
CredentialVerb = enum(kinds.Verb, "CredentialVerb", "证书可以办理的事项")


class Node(CredentialRow):
    """A row together with the shelf that it stands on."""

    shelf: "Shelf"


class Shelf:
    """Credentials of one page; what belongs to them is fetched for all of them at once."""

    def __init__(self, rows: Iterable[CredentialRow], *, organisation: Callable[[UUID], Any]) -> None:
        self.organisation = organisation
        self.kinds = catalogue.known()
        self.nodes = [self._node(row) for row in rows]

    @cached_property
    def steps(self) -> Mapping[UUID, list[models.CredentialStep]]:
        """All steps of each of them."""
        return selectors.steps(credentials=[node.id for node in self.nodes])

    def _node(self, row: CredentialRow) -> Node:
        node = Node._make(row)
        node.shelf = self
        return node


class CredentialLevel(graphene.ObjectType):
    """证书的级别。"""

    assumed_rows = 4

    code = graphene.String(required=True)
    label = graphene.String(required=True, description="名称")


class CredentialKind(graphene.ObjectType):
    """一种证书，由一套制度规定。"""

    assumed_rows = 4

    code = graphene.String(required=True)
    title = graphene.String(required=True, description="名称")
    levels = graphene.List(graphene.NonNull(CredentialLevel), required=True, description="级别，由低到高")
    by_city = graphene.Boolean(required=True, description="是否按设区市发放")
    issue_action = graphene.String(required=True, description="发证依据的认定事项")
    inspection = graphene.String(description="检验依据的认定事项；null 为不检验")
    verbs = graphene.List(
        graphene.NonNull(CredentialVerb), required=True, description="发证以后可以办理的事项"
    )

    def resolve_verbs(root: kinds.CredentialKind, info: Any) -> list[kinds.Verb]:
        """Return each verb once."""
        return list(dict.fromkeys(step.verb for step in root.steps))


class CredentialHolder(graphene.ObjectType):
    """持证人。"""

    id = graphene.ID(required=True)
    name = graphene.String(required=True, description="姓名")


class CredentialStep(graphene.ObjectType):
    """证书状态的一次变动；以前的不删改。"""

    assumed_rows = 3

    version = graphene.Int(required=True, description="变动后的版本")
    status = graphene.Field(CredentialStatus, required=True, description="变动后的状态")
    from_on = Date(required=True, description="自该日起")
    reason = graphene.String(required=True, description="说明")
    decision = graphene.ID(description="所依据的认定记录")
    successor = graphene.ID(description="接替的证书：晋级或降级后的一张")
    recorded_by = graphene.String(required=True, description="办理人")
    recorded_at = DateTime(required=True, description="办理时间")

    def resolve_decision(root: models.CredentialStep, info: Any) -> UUID | None:
        """Return the record's identifier."""
        return root.decision_id

    def resolve_successor(root: models.CredentialStep, info: Any) -> UUID | None:
        """Return the credential's identifier."""
        return root.successor_id

    def resolve_recorded_by(root: models.CredentialStep, info: Any) -> str:
        """Return the name of who recorded it."""
        return root.recorded_by_name


class Credential(graphene.ObjectType):
    """证书，所查日期的样子。"""

    id = graphene.ID(required=True)
    version = graphene.Int(required=True, description="版本；办理变动时原样填回")
    kind = graphene.String(required=True, description="种类代码，见 credentialKinds")
    title = graphene.String(required=True, description="证书名称")
    number = graphene.String(required=True, description="编号，永不重复使用")
    level = graphene.Field(CredentialLevel, required=True, description="级别")
    status = graphene.Field(CredentialStatus, required=True, description="当日的状态")
    person = graphene.Field(CredentialHolder, required=True, description="持证人")
    organisation = graphene.Field(
        organisation_types.Organisation, description="发证时所在的党组织，所查日期的样子"
    )
    region = graphene.String(required=True, description="发证城市的行政区划代码；空为不分城市")
    issued_on = Date(required=True, description="发证日期")
    valid_until = Date(description="有效期至（含当日）；null 为长期有效")
    issuer = graphene.String(required=True, description="发证机关")
    steps = graphene.List(
        graphene.NonNull(CredentialStep), required=True, description="全部变动，按先后；含所查日期以后的"
    )
    certificate_path = graphene.String(required=True, description="证书 PDF 在本网址下的路径")
    public_path = graphene.String(required=True, description="公开核验页在本网址下的路径，即二维码所指")

    def resolve_title(root: Node, info: Any) -> str:
        """Return the kind's title; of a scheme that is gone, its code."""
        kind = root.shelf.kinds.get(root.kind)
        return kind.title if kind else root.kind

    def resolve_level(root: Node, info: Any) -> dict[str, str]:
        """Return the level with its term."""
        kind = root.shelf.kinds.get(root.kind)
        return {"code": root.level, "label": kind.label(root.level) if kind else root.level}

    def resolve_person(root: Node, info: Any) -> dict[str, Any]:
        """Return who holds it."""
        return {"id": root.person_id, "name": root.person_name}

    def resolve_organisation(root: Node, info: Any) -> Any:
        """Return where the holder was, to those who may see organisations at all."""
        declare.enforce(info.context.principal, Mark("requires", "organisations.see"))
        return None if root.organisation_id is None else root.shelf.organisation(root.organisation_id)

    def resolve_region(root: Node, info: Any) -> str:
        """Return the city."""
        return root.region_code

    def resolve_issuer(root: Node, info: Any) -> str:
        """Return the issuer's name."""
        return root.issuer_name

    def resolve_steps(root: Node, info: Any) -> list[models.CredentialStep]:
        """Return all steps."""
        return root.shelf.steps[root.id]

    def resolve_certificate_path(root: Node, info: Any) -> str:
        """Return the path."""
        return reverse("credential_certificate", kwargs={"credential": root.id})

    def resolve_public_path(root: Node, info: Any) -> str:
        """Return the path, which holds nothing of the person."""
        return reverse("credential_public", kwargs={"code": root.public_code})


CredentialConnection = connections.of(Credential)


def credentials(rows: Iterable[CredentialRow], *, on: date, principal: AnyPrincipal) -> list[Node]:
    """Return the nodes of a page of credentials; their organisations are fetched once, when asked for."""
    page = list(rows)
    ids = {row.organisation_id for row in page if row.organisation_id is not None}

    @cache
    def shelf() -> organisation_types.Shelf:
        return organisation_types.Shelf(
            organisations.nearest(ids=ids, on=on).values(),
            on=on,
            principal=principal,
            reached=scope.reach(principal, "organisations.see", on=timezone.localdate()),
        )

    return Shelf(page, organisation=lambda organisation: shelf().by_id[organisation]).nodes
