"""GraphQL: the divisions of the country."""

from datetime import date
from typing import Any

import graphene
from django.utils import timezone

from core.access import declare
from core.api.scalars import Date
from core.reference import selectors
from core.reference.models import Division, Level

RegionLevel = graphene.Enum.from_enum(
    Level, name="RegionLevel", description=lambda value: value.label if value else "行政区划级别"
)


class Region(graphene.ObjectType):
    """行政区划（GB/T 2260），某一天的样子。"""

    code = graphene.String(required=True, description="六位代码")
    name = graphene.String(required=True, description="名称")
    level = graphene.Field(RegionLevel, required=True, description="级别")
    parent = graphene.String(description="上级代码；省级为 null")
    valid_from = Date(required=True, description="自该日起有效")
    valid_to = Date(description="至该日（不含）有效；null 为至今")

    def resolve_parent(root: Division, info: Any) -> str | None:
        """Return the code above."""
        return root.parent_code or None


class Query(graphene.ObjectType):
    """Root fields about the country."""

    regions = graphene.List(
        graphene.NonNull(Region),
        required=True,
        description="行政区划，按代码排序；不给 parent 为省级，给出 level 则为其下该级的全部。",
        level=RegionLevel(description="只要这一级的，跨级也可"),
        parent=graphene.String(description="上级代码"),
        on=Date(description="哪一天的区划；默认今天"),
    )

    @declare.signed_in
    def resolve_regions(
        root: Any, info: Any, *, level: Level | None = None, parent: str | None = None, on: date | None = None
    ) -> Any:
        """Return the divisions below one, or below the whole country."""
        day = on or timezone.localdate()
        if level is None:
            return selectors.children(code=parent, on=day)
        return selectors.inside(code=parent, level=level, on=day)
