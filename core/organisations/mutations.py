"""GraphQL mutations about organisations."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import graphene
from django.utils import timezone

from core.access import declare
from core.api.identifiers import parsed
from core.organisations import inputs, reshaping, scope, selectors, services
from core.organisations import values as described
from core.organisations.models import Organisation as OrganisationRow
from core.organisations.services import Founding
from core.organisations.types import Node, Organisation, Shelf
from core.organisations.values import InvalidOrganisation

_CHANGE = "organisations.change"
_ESSENTIAL = ("name", "kind", "sector", "level", "division_code")


class FoundOrganisation(graphene.Mutation):
    """成立党组织。"""

    class Arguments:
        input = inputs.FoundOrganisationInput(required=True)

    organisation = graphene.Field(Organisation, required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Found it by one call into the service."""
        founding = Founding(
            **{name: input[name] for name in _ESSENTIAL},
            parent=_above(info, input.get("parent")),
            more=_said(info, input, without=("parent", *_ESSENTIAL)),
        )
        [organisation] = services.found_many([founding], on=input["on"], **_told(info, input))
        return _changed(info, organisation, on=input["on"])


class RenameOrganisation(graphene.Mutation):
    """更名，原名称留在历史中。"""

    class Arguments:
        input = inputs.RenameOrganisationInput(required=True)

    organisation = graphene.Field(Organisation, required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Rename it by one call into the service."""
        organisation = services.rename(**_which(info, input), name=input["name"], on=input["on"])
        return _changed(info, organisation, on=input["on"])


class MoveOrganisation(graphene.Mutation):
    """调整隶属关系，原隶属留在历史中。"""

    class Arguments:
        input = inputs.MoveOrganisationInput(required=True)

    organisation = graphene.Field(Organisation, required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Move it by one call into the service."""
        organisation = services.move(
            **_which(info, input), parent=_above(info, input.get("parent")), on=input["on"]
        )
        return _changed(info, organisation, on=input["on"])


class ChangeOrganisation(graphene.Mutation):
    """变更领域、层级、人数、星级、状况等，原情况留在历史中。"""

    class Arguments:
        input = inputs.ChangeOrganisationInput(required=True)

    organisation = graphene.Field(Organisation, required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Change it by one call into the service."""
        organisation = services.change(**_which(info, input), on=input["on"], **_said(info, input))
        return _changed(info, organisation, on=input["on"])


class CorrectOrganisation(graphene.Mutation):
    """更正以前的记载：另记一条，原记载保留。"""

    class Arguments:
        input = inputs.CorrectOrganisationInput(required=True)

    organisation = graphene.Field(Organisation, required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Correct it by one call into the service."""
        organisation = services.correct(
            **_which(info, input),
            from_on=input["from_on"],
            until_on=input.get("until_on"),
            **_said(info, input),
        )
        return _changed(info, organisation, on=input["from_on"])


class CloseOrganisation(graphene.Mutation):
    """撤销党组织；有人在任或有下级的，不予撤销并列出名单。"""

    class Arguments:
        input = inputs.CloseOrganisationInput(required=True)

    organisation = graphene.Field(Organisation, required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Close it by one call into the service."""
        organisation = reshaping.close(
            **_which(info, input), on=input["on"], close_reason=input["close_reason"]
        )
        return _changed(info, organisation, on=input["on"])


class ReopenOrganisation(graphene.Mutation):
    """恢复误撤销的党组织。"""

    class Arguments:
        input = inputs.ReopenOrganisationInput(required=True)

    organisation = graphene.Field(Organisation, required=True)

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Reopen it by one call into the service."""
        organisation = reshaping.reopen(**_which(info, input))
        return _changed(info, organisation, on=timezone.localdate())


class SplitOrganisation(graphene.Mutation):
    """分立：从一个党组织分出若干个。"""

    class Arguments:
        input = inputs.SplitOrganisationInput(required=True)

    organisation = graphene.Field(Organisation, required=True, description="原组织")
    successors = graphene.List(graphene.NonNull(Organisation), required=True, description="分立出的组织")

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Split it by one call into the service; what a part leaves out is as it is with the whole."""
        which = _which(info, input)
        whole = selectors.one(organisation=which["organisation"], on=input["on"])
        above = _above(info, whole.parent_id)
        parts = []
        for part in input["into"]:
            essential = {name: part.get(name) or getattr(whole, name) for name in _ESSENTIAL}
            parts.append(Founding(**essential, parent=above, more=_said(info, part, without=_ESSENTIAL)))
        successors = reshaping.split(**which, into=parts, on=input["on"], dissolve=input["dissolve"])
        nodes = _nodes(info, [whole.id, *(one.pk for one in successors)], on=input["on"])
        return {"organisation": nodes[0], "successors": nodes[1:]}


class MergeOrganisations(graphene.Mutation):
    """合并：若干个党组织并入另一个，并随之撤销。"""

    class Arguments:
        input = inputs.MergeOrganisationsInput(required=True)

    organisation = graphene.Field(Organisation, required=True, description="接收方")

    @declare.requires(_CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Merge them by one call into the service."""
        organisation = reshaping.merge(
            organisations=[_within(info, merged["id"]) for merged in input["organisations"]],
            versions=[merged["version"] for merged in input["organisations"]],
            into=_within(info, input["into"]),
            on=input["on"],
            **_told(info, input),
        )
        return _changed(info, organisation, on=input["on"])


def _told(info: Any, input: Mapping[str, Any]) -> dict[str, Any]:
    return {"reason": input["reason"], "actor": info.context.principal.actor}


def _which(info: Any, input: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "organisation": _within(info, input["id"]),
        "version": input["version"],
        **_told(info, input),
    }


def _within(info: Any, identifier: object) -> UUID:
    reached = scope.reach(info.context.principal, _CHANGE, on=timezone.localdate())
    return scope.require(reached, parsed(identifier), named=identifier)


def _above(info: Any, identifier: object | None) -> UUID | None:
    """Return the organisation to stand below; only who may change everything may let one stand at the top."""
    if identifier is not None:
        return _within(info, identifier)
    if not info.context.principal.scope(_CHANGE).whole:
        raise InvalidOrganisation("请填写上级党组织（parent）：没有上级的，只能由全单位范围的人员办理。")
    return None


def _said(info: Any, input: Mapping[str, Any], *, without: Collection[str] = ()) -> described.Values:
    """Return the values that an input gives, those left out left out."""
    said: Any = {name: input[name] for name in described.FIELDS if name in input and name not in without}
    if "parent" in input and "parent" not in without:
        said["parent_id"] = _above(info, input["parent"])
    return said


def _changed(info: Any, organisation: OrganisationRow, *, on: date) -> dict[str, Any]:
    return {"organisation": _nodes(info, [organisation.pk], on=on)[0]}


def _nodes(info: Any, ids: list[UUID], *, on: date) -> list[Node]:
    """Return organisations as they stand on a day, or last stood before it."""
    principal = info.context.principal
    shelf = Shelf(
        selectors.nearest(ids=ids, on=on).values(),
        on=on,
        principal=principal,
        reached=scope.reach(principal, "organisations.see", on=timezone.localdate()),
    )
    return [shelf.by_id[one] for one in ids]
