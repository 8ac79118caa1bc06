"""GraphQL inputs about organisations."""

import graphene

from core.api.scalars import Date
from core.organisations.types import (
    CloseReason,
    OrganisationKind,
    OrganisationLevel,
    OrganisationSector,
    OrganisationStatus,
)


class _Described:
    """Values that an organisation may be given."""

    kind = OrganisationKind(description="类型")
    sector = OrganisationSector(description="领域")
    level = OrganisationLevel(description="层级")
    division_code = graphene.String(description="行政区划代码")
    staff_count = graphene.Int(description="在岗人数")
    member_count = graphene.Int(description="党员人数")
    star_rating = graphene.Int(description="星级，1 至 5")
    status = OrganisationStatus(description="状况")
    six_good = graphene.Boolean(description="六好")
    planned_end_on = Date(description="预计届满日（临时党支部必填）")


class FoundOrganisationInput(_Described, graphene.InputObjectType):
    """要成立的党组织。"""

    name = graphene.String(required=True, description="名称")
    parent = graphene.ID(description="上级党组织；不填则没有上级")
    kind = OrganisationKind(required=True, description="类型")
    sector = OrganisationSector(required=True, description="领域")
    level = OrganisationLevel(required=True, description="层级")
    division_code = graphene.String(required=True, description="行政区划代码")
    on = Date(required=True, description="成立日")
    reason = graphene.String(default_value="", description="说明，如批准文号")


class _Change:
    """What every change of one organisation says."""

    id = graphene.ID(required=True, description="党组织")
    version = graphene.Int(required=True, description="所见的版本；已被他人修改时不予办理")
    reason = graphene.String(default_value="", description="说明，如批准文号")


class RenameOrganisationInput(_Change, graphene.InputObjectType):
    """更名。"""

    name = graphene.String(required=True, description="新名称")
    on = Date(required=True, description="自哪一天起")


class MoveOrganisationInput(_Change, graphene.InputObjectType):
    """调整隶属。"""

    parent = graphene.ID(description="新的上级；不填则没有上级")
    on = Date(required=True, description="自哪一天起")


class ChangeOrganisationInput(_Change, _Described, graphene.InputObjectType):
    """变更；不填的项目保持不变，填 null 的改为空。"""

    on = Date(required=True, description="自哪一天起")


class CorrectOrganisationInput(_Change, _Described, graphene.InputObjectType):
    """更正以前的记载；不填的项目保持不变。"""

    name = graphene.String(description="名称")
    parent = graphene.ID(description="上级；填 null 为没有上级")
    from_on = Date(required=True, description="自哪一天起")
    until_on = Date(description="至哪一天（不含）；不填为至今")
    reason = graphene.String(required=True, description="更正的理由")


class CloseOrganisationInput(_Change, graphene.InputObjectType):
    """撤销。"""

    on = Date(required=True, description="自哪一天起不再存续")
    close_reason = CloseReason(required=True, description="撤销原因")


class ReopenOrganisationInput(_Change, graphene.InputObjectType):
    """恢复误撤销的党组织。"""

    reason = graphene.String(required=True, description="恢复的理由")


class SplitPartInput(_Described, graphene.InputObjectType):
    """分立出的党组织；上级与原组织相同，未填的类型、领域、层级、区划从原组织。"""

    name = graphene.String(required=True, description="名称")


class SplitOrganisationInput(_Change, graphene.InputObjectType):
    """分立。"""

    into = graphene.List(graphene.NonNull(SplitPartInput), required=True, description="分立出的党组织")
    on = Date(required=True, description="自哪一天起")
    dissolve = graphene.Boolean(default_value=False, description="原组织是否同时撤销")


class MergedInput(graphene.InputObjectType):
    """要并入其他组织的党组织。"""

    id = graphene.ID(required=True, description="党组织")
    version = graphene.Int(required=True, description="所见的版本")


class MergeOrganisationsInput(graphene.InputObjectType):
    """合并；被并入组织的下级随之调整隶属。"""

    organisations = graphene.List(graphene.NonNull(MergedInput), required=True, description="被并入的")
    into = graphene.ID(required=True, description="并入哪一个")
    on = Date(required=True, description="自哪一天起")
    reason = graphene.String(default_value="", description="说明，如批准文号")
