"""GraphQL: register, change, merge and part people, let them leave, show what is masked."""

from datetime import date
from typing import Any
from uuid import UUID

import graphene
from django.utils import timezone

from core.access import declare
from core.api import identifiers
from core.api.scalars import Confidential, Date
from core.organisations import scope
from core.organisations import selectors as organisations
from core.organisations.models import Organisation
from core.people import api, details, identities, merging, selectors, services


class IdentityField(graphene.Enum):
    """可以查看全部数字的内容。"""

    ID_NUMBER = "id_number"
    PHONE = "phone"


class _Described(graphene.InputObjectType):
    class Meta:
        abstract = True

    pinyin = graphene.String(description="姓名拼音，音节间用空格分开；不填则自动生成")
    id_number = Confidential(description="身份证号，18 位")
    phone = Confidential(description="手机号，或带区号的固定电话")
    sex = api.SexEnum(description="性别；不填则取自身份证号")
    birth_on = Date(description="出生日期；不填则取自身份证号")
    education = api.EducationEnum(description="学历")
    education_code = graphene.String(description="学历代码（GB/T 4658），不填则为该学历的大类代码")
    major = graphene.String(description="专业")
    political_status = api.PoliticalStatusEnum(description="政治面貌")
    joined_on = Date(description="入党日期")
    full_member_since = Date(description="转正日期")
    party_work_since = Date(description="从事党务工作日期")
    professional_title = api.ProfessionalTitleEnum(description="专业技术职务类别")
    development_intention = graphene.String(description="培养意向")


class RegisterPersonInput(_Described):
    """要登记的人员。"""

    name = graphene.String(required=True, description="姓名")
    unit = graphene.ID(description="建档单位：没有在任职务时由它管理")
    distinct = graphene.Boolean(default_value=False, description="已确认与同名、同出生日期者不是同一人")


class UpdatePersonInput(_Described):
    """要修改的内容；没有写出的保持不变，写 null 的清空。"""

    id = graphene.ID(required=True)
    version = graphene.Int(required=True, description="修改前读到的版本")
    name = graphene.String(description="姓名；改名后未写拼音的重新生成")
    unit = graphene.ID(description="建档单位")


class ReleasePersonInput(graphene.InputObjectType):
    """离开登记。"""

    id = graphene.ID(required=True)
    version = graphene.Int(required=True)
    on = Date(required=True, description="自哪一天起不再在册")
    reason = api.LeaveReasonEnum(required=True, description="离开的原因")


class ReadmitPersonInput(graphene.InputObjectType):
    """撤销离开登记。"""

    id = graphene.ID(required=True)
    version = graphene.Int(required=True)


class MergePeopleInput(graphene.InputObjectType):
    """把一份档案并入另一份。"""

    kept = graphene.ID(required=True, description="保留的档案")
    absorbed = graphene.ID(required=True, description="并入的档案")
    reason = graphene.String(required=True, description="合并的理由，载入审计")


class UnmergePeopleInput(graphene.InputObjectType):
    """撤销一次合并。"""

    merge = graphene.ID(required=True, description="要撤销的合并")
    reason = graphene.String(required=True, description="撤销合并的理由，载入审计")


class UnmaskPersonInput(graphene.InputObjectType):
    """要查看全部数字的内容及理由；每次查看都记入审计。"""

    id = graphene.ID(required=True)
    fields = graphene.List(graphene.NonNull(IdentityField), required=True, description="要查看的号码")
    reason = graphene.String(required=True, description="理由，例如核对干部档案")


class ErasePersonInput(graphene.InputObjectType):
    """依法抹除个人信息；不能恢复。"""

    id = graphene.ID(required=True)
    reason = graphene.String(required=True, description="法律依据和理由")


class RegisterPerson(graphene.Mutation):
    """登记一名党务工作者。"""

    class Arguments:
        input = RegisterPersonInput(required=True)

    person = graphene.Field(api.Person, required=True)
    warnings = graphene.List(graphene.NonNull(graphene.String), required=True, description="需要核对之处")

    @declare.requires("people.change")
    def mutate(root: Any, info: Any, *, input: RegisterPersonInput) -> dict[str, Any]:
        """Record the person by one call into the service."""
        given = dict(input)
        unit = _unit(info, given.pop("unit", None), demanded=True)
        return _recorded(services.record(**given, kept_by=unit, on=timezone.localdate()))


class UpdatePerson(graphene.Mutation):
    """修改一名党务工作者的资料。"""

    class Arguments:
        input = UpdatePersonInput(required=True)

    person = graphene.Field(api.Person, required=True)
    warnings = graphene.List(graphene.NonNull(graphene.String), required=True, description="需要核对之处")

    @declare.requires("people.change")
    def mutate(root: Any, info: Any, *, input: UpdatePersonInput) -> dict[str, Any]:
        """Change the person by one call into the service."""
        given = dict(input)
        person = api.seen(info, given.pop("id"), "people.change")
        unit = _unit(info, given.pop("unit", None), demanded=False)
        return _recorded(services.change(person_id=person.id, **given, kept_by=unit, on=timezone.localdate()))


class ReleasePerson(graphene.Mutation):
    """登记一名党务工作者离开；记录保留。"""

    class Arguments:
        input = ReleasePersonInput(required=True)

    person = graphene.Field(api.Person, required=True)

    @declare.requires("people.change")
    def mutate(root: Any, info: Any, *, input: ReleasePersonInput) -> dict[str, Any]:
        """Let the person leave by one call into the service."""
        person = api.seen(info, input.id, "people.change")
        services.leave(
            person_id=person.id,
            version=input.version,
            on=input.on,
            reason=input.reason,
        )
        return {"person": _now(person.id)}


class ReadmitPerson(graphene.Mutation):
    """撤销一名党务工作者的离开登记。"""

    class Arguments:
        input = ReadmitPersonInput(required=True)

    person = graphene.Field(api.Person, required=True)

    @declare.requires("people.change")
    def mutate(root: Any, info: Any, *, input: ReadmitPersonInput) -> dict[str, Any]:
        """Take the departure back by one call into the service."""
        person = api.seen(info, input.id, "people.change")
        services.readmit(person_id=person.id, version=input.version)
        return {"person": _now(person.id)}


class MergePeople(graphene.Mutation):
    """把同一人的两份档案合为一份。"""

    class Arguments:
        input = MergePeopleInput(required=True)

    person = graphene.Field(api.Person, required=True, description="保留的档案")
    merge = graphene.Field(api.PersonMerge, required=True)

    @declare.requires("people.change")
    def mutate(root: Any, info: Any, *, input: MergePeopleInput) -> dict[str, Any]:
        """Merge by one call into the service."""
        kept, absorbed = (api.seen(info, id, "people.change") for id in (input.kept, input.absorbed))
        merge = merging.merge(
            kept_id=kept.id,
            absorbed_id=absorbed.id,
            actor=info.context.principal.actor,
            reason=input.reason,
        )
        return {"person": _now(kept.id), "merge": merge}


class UnmergePeople(graphene.Mutation):
    """撤销一次合并，恢复两份档案。"""

    class Arguments:
        input = UnmergePeopleInput(required=True)

    people = graphene.List(graphene.NonNull(api.Person), required=True, description="原保留的和恢复的档案")
    merge = graphene.Field(api.PersonMerge, required=True)

    @declare.requires("people.change")
    def mutate(root: Any, info: Any, *, input: UnmergePeopleInput) -> dict[str, Any]:
        """Part the two by one call into the service."""
        merge = merging.one(api.identifier(input.merge))
        api.seen(info, str(merge.kept_id), "people.change")
        merge = merging.unmerge(merge_id=merge.pk, actor=info.context.principal.actor, reason=input.reason)
        return {"people": [_now(merge.kept_id), _now(merge.absorbed_id)], "merge": merge}


class UnmaskPerson(graphene.Mutation):
    """查看完整的身份证号或电话；每次都连同理由记入审计。"""

    class Arguments:
        input = UnmaskPersonInput(required=True)

    id_number = graphene.String(description="身份证号；未登记或未要求时为 null")
    phone = graphene.String(description="电话；未登记或未要求时为 null")

    @declare.requires("identity.see")
    def mutate(root: Any, info: Any, *, input: UnmaskPersonInput) -> dict[str, Any]:
        """Disclose by one call into the service; the answer is kept nowhere, not even for repeats."""
        person = api.seen(info, input.id, "identity.see")
        info.context.answer_is_confidential = True
        wanted: set[str] = {IdentityField.get(field).value for field in input.fields}
        return services.unmask(
            person_id=person.id,
            fields=tuple(field for field in identities.FIELDS if field in wanted),
            actor=info.context.principal.actor,
            reason=input.reason,
        )


class ErasePerson(graphene.Mutation):
    """依法抹除一名党务工作者的个人信息；统计所需的代码和日期保留。"""

    class Arguments:
        input = ErasePersonInput(required=True)

    id = graphene.ID(required=True)

    @declare.requires("identity.see")
    def mutate(root: Any, info: Any, *, input: ErasePersonInput) -> dict[str, Any]:
        """Erase by one call into the service: for who may both change people and see all of them."""
        api.seen(info, input.id, "identity.see")
        person = api.seen(info, input.id, "people.change")
        services.erase(person_id=person.id, actor=info.context.principal.actor, reason=input.reason)
        return {"id": person.id}


class Mutation(graphene.ObjectType):
    """Root mutations about people."""

    register_person = RegisterPerson.Field(required=True)
    update_person = UpdatePerson.Field(required=True)
    release_person = ReleasePerson.Field(required=True)
    readmit_person = ReadmitPerson.Field(required=True)
    merge_people = MergePeople.Field(required=True)
    unmerge_people = UnmergePeople.Field(required=True)
    unmask_person = UnmaskPerson.Field(required=True)
    erase_person = ErasePerson.Field(required=True)


def _recorded(recorded: services.Recorded) -> dict[str, Any]:
    return {"person": _now(recorded.person.pk), "warnings": recorded.warnings}


def _now(person_id: UUID) -> selectors.PersonRow | None:
    today: date = timezone.localdate()
    return selectors.person(id=person_id, on=today)


def _unit(info: Any, id: str | None, *, demanded: bool) -> Organisation | None:
    """Return the organisation that is to keep a file, if the principal has people there.

    :raises UnknownOrganisation: if there is none, here or in the principal's sight.
    """
    sight = api.sight(info, "people.change")
    if id is None:
        if demanded and sight is not None:
            raise details.InvalidPerson("请填写建档单位（unit）：您只能登记本单位及下级单位的人员。")
        return None
    found = Organisation.objects.filter(pk=scope.require(sight, identifiers.parsed(id), named=id)).first()
    if found is None:
        raise organisations.unknown(id)
    return found
