"""GraphQL: the archive of a person."""

from typing import Any
from uuid import UUID

import graphene
from django.utils import timezone

from core.access import declare
from core.api.scalars import Date
from core.archive import parts
from core.people import api as people
from core.people import services

ArchivePartCode = graphene.Enum.from_enum(
    parts.PartCode,
    name="ArchivePartCode",
    description=lambda code: code.label if code else "档案的六个部分",
)


class ArchiveEntry(graphene.ObjectType):
    """档案中的一条。"""

    id = graphene.ID(required=True, description="所记载的任职、培训、证书等的编号")
    kind = graphene.String(required=True, description="类别")
    title = graphene.String(required=True, description="名称")
    from_on = Date(description="日期，或自该日起；只知年度的为 null")
    until_on = Date(description="至该日（含）；null 为当日或至今")
    place = graphene.String(required=True, description="单位、地点、机关或分工")
    result = graphene.String(required=True, description="结果或状态")


class ArchiveSection(graphene.ObjectType):
    """档案某一部分中的一项；无权查看的不给出内容，并说明原因。"""

    assumed_rows = 2

    title = graphene.String(required=True, description="名称")
    visible = graphene.Boolean(required=True, description="是否有权查看")
    message = graphene.String(required=True, description="没有内容时的说明")
    more = graphene.Boolean(required=True, description="是否另有更早的未显示")
    entries = graphene.List(graphene.NonNull(ArchiveEntry), required=True, description="各条，新的在前")


class ArchivePart(graphene.ObjectType):
    """档案的一个部分。"""

    assumed_rows = 6

    code = graphene.Field(ArchivePartCode, required=True, description="哪一部分")
    title = graphene.String(required=True, description="名称")
    note = graphene.String(required=True, description="该部分没有内容时的说明")
    sections = graphene.List(graphene.NonNull(ArchiveSection), required=True, description="各项")

    def resolve_title(root: parts.Part, info: Any) -> str:
        """Return the term for the part."""
        return root.code.label


class PersonArchive(graphene.ObjectType):
    """一名党务工作者的档案：基本情况、工作经历、教育培训、考核评议、薪酬待遇、奖励处罚。"""

    person = graphene.Field(people.Person, required=True, description="基本情况")
    shown_on = Date(required=True, description="截至哪一天")
    parts = graphene.List(graphene.NonNull(ArchivePart), required=True, description="六个部分")


class Query(graphene.ObjectType):
    """The root field of the archive."""

    person_archive = graphene.Field(
        PersonArchive,
        required=True,
        description="一名党务工作者的档案；各项分别按本人的权限显示。",
        person=graphene.ID(required=True),
    )

    @declare.requires("people.see")
    def resolve_person_archive(root: Any, info: Any, *, person: str) -> parts.Archive:
        """Return the archive, by one call."""
        wanted: UUID = people.identifier(person)
        archive = parts.of(person=wanted, principal=info.context.principal, today=timezone.localdate())
        if archive is None:
            raise services.unknown()
        return archive
