"""GraphQL: people, as far as the asker may see them."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import graphene
from django.utils import timezone

from core.access import declare
from core.access.permissions import Mark
from core.api import connections, identifiers
from core.api.scalars import Date, DateTime
from core.assessments import selectors as assessments
from core.assessments.latest import LatestAssessment
from core.assessments.selectors import LatestRow, Sight
from core.organisations import scope
from core.people import codes, duplicates, listing, merging, selectors, services
from core.people.selectors import PersonRow
from core.policy import vocabulary
from core.policy.choice import Choice


def _enum(kind: type[Choice], what: str) -> type[graphene.Enum]:
    return graphene.Enum.from_enum(kind, description=lambda choice: choice.label if choice else what)


SexEnum = _enum(codes.Sex, "性别（GB/T 2261.1）")
EducationEnum = _enum(codes.Education, "学历")
PoliticalStatusEnum = _enum(vocabulary.PoliticalStatus, "政治面貌（GB/T 4762）")
ProfessionalTitleEnum = _enum(codes.ProfessionalTitle, "专业技术职务类别")
LeaveReasonEnum = _enum(codes.LeaveReason, "离开原因")
DuplicateBasis = graphene.Enum.from_enum(duplicates.Basis)


def _coded(column: str) -> Callable[..., str | None]:
    return lambda root, info: getattr(root, column) or None


class PersonUnit(graphene.ObjectType):
    """人员在某日任职的党组织。"""

    id = graphene.ID(required=True)
    name = graphene.String(required=True, description="名称")
    basis = graphene.String(required=True, description="FULL_TIME 专职或 PART_TIME 兼职")


class Person(graphene.ObjectType):
    """党务工作者。身份证号和电话只显示部分数字；查看全部数字须用 unmaskPerson 并写明理由。"""

    id = graphene.ID(required=True)
    name = graphene.String(required=True, description="姓名")
    pinyin = graphene.String(required=True, description="姓名拼音，可以改正")
    sex = graphene.Field(SexEnum, resolver=_coded("sex"))
    sex_code = graphene.String(description="性别代码（GB/T 2261.1）")
    birth_on = Date(description="出生日期")
    id_number = graphene.String(description="身份证号，中间用 * 代替")
    phone = graphene.String(description="电话，中间用 * 代替")
    education = graphene.Field(EducationEnum, resolver=_coded("education"))
    education_code = graphene.String(description="学历代码（GB/T 4658）", resolver=_coded("education_code"))
    major = graphene.String(required=True, description="专业")
    political_status = graphene.Field(PoliticalStatusEnum, resolver=_coded("political_status"))
    political_status_code = graphene.String(description="政治面貌代码（GB/T 4762）")
    joined_on = Date(description="入党日期")
    full_member_since = Date(description="转正日期")
    party_work_since = Date(description="从事党务工作日期")
    professional_title = graphene.Field(ProfessionalTitleEnum, resolver=_coded("professional_title"))
    development_intention = graphene.String(required=True, description="培养意向")
    organisation = graphene.Field(PersonUnit, description="当日任职的党组织，有专职的以专职为准")
    latest_assessment = graphene.Field(
        LatestAssessment, description="到当日为止最近一次公布的考核；没有或不在本人权限范围内时为 null"
    )
    left_on = Date(description="离开日期")
    leave_reason = graphene.Field(LeaveReasonEnum, resolver=_coded("leave_reason"))
    merged_into = graphene.ID(description="已并入的档案")
    version = graphene.Int(required=True, description="版本，修改时原样填回")

    def resolve_sex_code(root: PersonRow, info: Any) -> str | None:
        """Return the national code."""
        return codes.SEX_GB.get(root.sex)

    def resolve_political_status_code(root: PersonRow, info: Any) -> str | None:
        """Return the national code."""
        return codes.POLITICAL_STATUS_GB.get(root.political_status)

    def resolve_id_number(root: PersonRow, info: Any) -> str | None:
        """Return the number with stars in it."""
        return root.masked("id_number")

    def resolve_phone(root: PersonRow, info: Any) -> str | None:
        """Return the number with stars in it."""
        return root.masked("phone")

    def resolve_merged_into(root: PersonRow, info: Any) -> UUID | None:
        """Return the row that goes on."""
        return root.merged_into_id

    def resolve_organisation(root: PersonRow, info: Any) -> dict[str, Any] | None:
        """Return what the list has read already."""
        if root.organisation_id is None:
            return None
        return {"id": root.organisation_id, "name": root.organisation_name, "basis": root.basis}

    def resolve_latest_assessment(root: PersonRow, info: Any) -> Any:
        """Return the last result, read for all people of the page at once, to those who may see results."""
        declare.enforce(info.context.principal, Mark("requires", "assessments.see"))
        found = root.together.once("latest_assessment", lambda people: _latest(info, people))
        return found.get(root.id)


class DuplicatePair(graphene.ObjectType):
    """两份可能属于同一人的档案。"""

    first = graphene.Field(Person, required=True, description="较早的一份")
    second = graphene.Field(Person, required=True)
    basis = graphene.Field(DuplicateBasis, required=True, description="依据")


class PersonMerge(graphene.ObjectType):
    """一次档案合并；可以撤销。"""

    id = graphene.ID(required=True)
    kept_id = graphene.ID(required=True, description="保留的档案")
    absorbed_id = graphene.ID(required=True, description="并入的档案")
    reason = graphene.String(required=True)
    merged_by_name = graphene.String(required=True)
    merged_at = DateTime(required=True)
    undone_by_name = graphene.String(required=True)
    undone_at = DateTime(description="撤销时间")


class Query(graphene.ObjectType):
    """Root fields about people."""

    people = graphene.Field(
        connections.of(Person),
        required=True,
        description="党务工作者，按姓名拼音排序；只含本人权限范围内的人员。",
        **connections.arguments(),
        search=graphene.String(description="姓名中的字、姓名拼音或首字母的开头，或完整的身份证号、手机号"),
        name=graphene.String(description="姓名中的任意一个或几个字"),
        pinyin=graphene.String(description="姓名拼音或首字母的开头，例如 wangj 或 wjg"),
        unit=graphene.ID(description="党组织：含其下级"),
        political_status=PoliticalStatusEnum(description="政治面貌"),
        as_of=Date(description="按哪一天的任职、党组织和在册情况；默认今天"),
        with_left=graphene.Boolean(default_value=False, description="是否包括已离开的人员"),
    )
    person = graphene.Field(
        Person,
        required=True,
        description="一名党务工作者。",
        id=graphene.ID(required=True),
        as_of=Date(description="按哪一天的任职；默认今天"),
    )
    duplicate_people = graphene.Field(
        graphene.List(graphene.NonNull(DuplicatePair)),
        required=True,
        description="可能重复的档案：同名同电话，或同名、同出生日期且曾在同一党组织。",
        first=graphene.Int(default_value=20, description="最多几对，不超过 100"),
    )
    person_merges = graphene.List(
        graphene.NonNull(PersonMerge),
        required=True,
        description="一名党务工作者的档案合并记录，新的在前。",
        person=graphene.ID(required=True),
    )

    @declare.requires("people.see")
    def resolve_people(
        root: Any,
        info: Any,
        *,
        first: int,
        after: str | None = None,
        unit: str | None = None,
        as_of: date | None = None,
        **filters: Any,
    ) -> dict[str, Any]:
        """Return one page of the people that the principal may see."""
        page = connections.page(first=first, after=after)
        today = timezone.localdate()
        scope = info.context.principal.scope("people.see")
        rows = listing.by_pinyin(
            limit=page.first + 1,
            after=_place(page),
            roots=None if scope.whole else scope.organisations,
            unit=None if unit is None else identifier(unit),
            filters=listing.Filters(**filters),
            on=as_of or today,
            today=today,
        )
        for row in rows[:1]:
            row.together.scope = scope
        return connections.answer(rows, page, key=lambda row: (row.pinyin, str(row.id)))

    @declare.requires("people.see")
    def resolve_person(root: Any, info: Any, *, id: str, as_of: date | None = None) -> PersonRow:
        """Return one person in the principal's sight."""
        return seen(info, id, "people.see", on=as_of)

    @declare.requires("people.see")
    def resolve_duplicate_people(root: Any, info: Any, *, first: int) -> list[dict[str, Any]]:
        """Return pairs of which both are in the principal's sight; two queries."""
        page = connections.page(first=first)
        found = duplicates.pairs(limit=page.first, organisations=sight(info, "people.see"))
        ids = {id for pair in found for id in (pair.first, pair.second)}
        rows = selectors.people(ids=ids, on=timezone.localdate())
        return [
            {"first": rows[pair.first], "second": rows[pair.second], "basis": pair.basis} for pair in found
        ]

    @declare.requires("people.see")
    def resolve_person_merges(root: Any, info: Any, *, person: str) -> Any:
        """Return the merges of one person in the principal's sight."""
        return merging.of(seen(info, person, "people.see").id)


def sight(info: Any, permission: str) -> frozenset[UUID] | None:
    """Return the organisations in which the principal has the permission today; None = all."""
    return scope.reach(info.context.principal, permission, on=timezone.localdate())


def seen(info: Any, id: str, permission: str, *, on: date | None = None) -> PersonRow:
    """Return a person for whom the principal has the permission.

    :raises services.UnknownPerson: if there is none, here or in the principal's sight.
    """
    today = timezone.localdate()
    row = selectors.person(
        id=identifier(id), organisations=sight(info, permission), on=on or today, today=today
    )
    if row is None:
        raise services.unknown()
    return row


def _latest(info: Any, people: selectors.Together) -> dict[UUID, LatestRow]:
    seen = None
    if info.context.principal.scope("assessments.see") != people.scope:
        seen = Sight(sight(info, "assessments.see"), timezone.localdate())
    return assessments.latest(person_ids=people.ids, on=people.on, sight=seen)


def identifier(text: str) -> UUID:
    """Return an identifier from an argument.

    :raises services.UnknownPerson: if it is none: what is none names nobody.
    """
    parsed = identifiers.parsed(text)
    if parsed is None:
        raise services.unknown()
    return parsed


def _place(page: connections.Page) -> tuple[str, UUID] | None:
    key = connections.texts(page, 2)
    if key is None:
        return None
    try:
        return key[0], UUID(key[1])
    except ValueError as error:
        raise connections.BadCursor("after 不是本列表给出的游标：请使用上一页的 endCursor。") from error
