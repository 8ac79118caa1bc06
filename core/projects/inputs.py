"""GraphQL inputs of mutations about projects and standards."""

import graphene

from core.api.scalars import Date, Decimal
from core.projects import types


class ProjectFundsKind(graphene.Enum):
    """资金记载的事项。"""

    RECEIVED = "RECEIVED"
    SPENT = "SPENT"

    @property
    def description(self) -> str:
        """Return what the value means."""
        return {"RECEIVED": "资金到位", "SPENT": "资金支出"}[self.name]


class ProjectSupportInput(graphene.InputObjectType):
    """一项保障。"""

    kind = types.ProjectSupportKind(required=True, description="哪一项")
    content = graphene.String(required=True, description="内容")


class _Described:
    """What may be said of a project beside its title and origin."""

    aim = graphene.String(description="问题与目标")
    due_on = Date(description="计划完成日期")
    budget = Decimal(description="资金预算（元），最多两位小数")
    supports = graphene.List(
        graphene.NonNull(ProjectSupportInput), description="五项保障；填写的替代原有的全部"
    )


class RaiseProjectInput(_Described, graphene.InputObjectType):
    """生成项目。"""

    organisation = graphene.ID(required=True, description="责任党组织")
    title = graphene.String(required=True, description="名称")
    origin = types.ProjectOrigin(required=True, description="来源")
    on = Date(description="生成日期；不填为今天")
    standard = graphene.String(description="所依规范的编号；适用生成日施行的版本")
    note = graphene.String(default_value="", description="说明，例如文号")


class _OfProject:
    """Which project, as it was read."""

    id = graphene.ID(required=True, description="项目")
    on = Date(description="日期；不填为今天")


class UpdateProjectInput(_OfProject, _Described, graphene.InputObjectType):
    """变更项目内容；不填的保持不变，期限和预算填 null 为取消。"""

    version = graphene.Int(required=True, description="所见的版本；已被他人修改时不予办理")
    title = graphene.String(description="名称")
    origin = types.ProjectOrigin(description="来源")
    reason = graphene.String(default_value="", description="说明")


class AdvanceProjectInput(_OfProject, graphene.InputObjectType):
    """项目转入另一阶段。"""

    version = graphene.Int(required=True, description="所见的版本；已被他人修改时不予办理")
    to = types.ProjectStage(required=True, description="转入的阶段")
    reason = graphene.String(default_value="", description="说明；退回、撤项须填写")


class CompleteProjectStepInput(_OfProject, graphene.InputObjectType):
    """完成规范的一个步骤。"""

    step = graphene.String(required=True, description="步骤编号")
    evidence = graphene.String(required=True, description="完成情况")


class RecordProjectFundsInput(_OfProject, graphene.InputObjectType):
    """登记项目资金。"""

    kind = ProjectFundsKind(required=True, description="到位或支出")
    amount = Decimal(required=True, description="金额（元），大于 0，最多两位小数")
    note = graphene.String(required=True, description="资金来源或用途")


class AnnulProjectEntryInput(_OfProject, graphene.InputObjectType):
    """作废一条登记有误的步骤或资金记载。"""

    entry = graphene.ID(required=True, description="记载")
    reason = graphene.String(required=True, description="理由")


class AddProjectMilestoneInput(_OfProject, graphene.InputObjectType):
    """为项目设置节点。"""

    title = graphene.String(required=True, description="名称")
    due_on = Date(required=True, description="完成期限")


class InvolveInProjectInput(_OfProject, graphene.InputObjectType):
    """登记某人参与项目。"""

    person = graphene.ID(required=True, description="人员")
    part = types.ProjectPart(required=True, description="角色")
    duty = graphene.String(default_value="", description="分工")


class ReleaseFromProjectInput(graphene.InputObjectType):
    """登记某人退出项目。"""

    member = graphene.ID(required=True, description="参与记录")
    on = Date(description="自哪一天起不再参与；不填为今天")


class StandardStepInput(graphene.InputObjectType):
    """规范中的一个步骤。"""

    code = graphene.String(required=True, description="编号，例如 S1")
    title = graphene.String(required=True, description="名称")
    requirement = graphene.String(default_value="", description="要求")


class EnactStandardInput(graphene.InputObjectType):
    """颁行规范的一个版本。"""

    organisation = graphene.ID(required=True, description="颁行的党组织")
    code = graphene.String(required=True, description="编号，例如 DJ-01；各版本相同")
    number = graphene.Int(required=True, description="第几版；新规范为 1")
    title = graphene.String(required=True, description="名称")
    from_on = Date(required=True, description="施行日")
    steps = graphene.List(graphene.NonNull(StandardStepInput), required=True, description="步骤，按先后")
    reason = graphene.String(default_value="", description="说明")
