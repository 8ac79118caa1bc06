"""Facts of Jiangsu's actions, named as in domain.md §5."""

from decimal import Decimal

from pydantic import Field

from core.policy.checks import NotAfter
from core.policy.fields import Amount, Count, Day, Division, Flag, Score
from core.policy.models import Facts
from core.policy.vocabulary import CredentialStatus, PersonGrade, PoliticalStatus, Sector
from plugins.jiangsu_four_level.vocabulary import (
    Category,
    Component,
    Level,
    Origin,
    PlanLevel,
    Stage,
    TargetKind,
    Title,
    WithdrawalCause,
)


class Case(Facts):
    """What every case says: the city whose version of the policy counts, None for the tenant's own."""

    city: Division | None = Field(None, title="所在城市（行政区划代码）")


class SelectSecretary(Case):
    """Facts about an organisation and the candidate for its secretary."""

    head_is_member: Flag = Field(title="主要出资人或负责人是党员")
    candidate_is_head: Flag = Field(title="人选是主要出资人或负责人")
    candidate_in_management: Flag = Field(title="人选在管理层任职")
    staff_count: Count = Field(title="职工人数", json_schema_extra={"unit": "人"})
    member_count: Count = Field(title="党员人数", json_schema_extra={"unit": "人"})
    has_fulltime_deputy: Flag = Field(title="已配专职副书记")


class DispatchInstructor(Case):
    """Facts about an instructor and the organisation that is to get him or her."""

    origin: Origin = Field(title="选派单位类别")
    political_status: PoliticalStatus = Field(title="政治面貌")
    target_sector: Sector = Field(title="派驻单位类别")
    target_kind: TargetKind = Field(title="派驻单位情形")


class Training(Case):
    """What somebody attended in a year."""

    sessions: Count = Field(title="当年参加集中培训次数", json_schema_extra={"unit": "次"})
    days: Amount = Field(title="当年培训天数", json_schema_extra={"unit": "天"})


class TrainingPlan(Case):
    """What a city or county planned and held in a year."""

    level: PlanLevel = Field(title="层级")
    demonstration_sessions: Count = Field(title="当年示范培训次数", json_schema_extra={"unit": "次"})
    rotation_planned: Flag = Field(title="已制定集中轮训计划")
    rotation_held: Flag = Field(title="已举办集中轮训")


class HeldCertificate(Facts):
    """One certificate of an applicant, past ones included, and the city that issued it."""

    level: Level = Field(title="证书级别")
    issued_on: Day = Field(title="发证日期")
    status: CredentialStatus = Field(title="证书状态")
    city: Division = Field(title="发证城市（行政区划代码）")


class Apply(Case):
    """Facts about somebody who applies for a certificate of a city."""

    checks = (NotAfter("held[].issued_on", "on"),)

    on: Day = Field(title="申报日期")
    category: Category = Field(title="人员类别")
    level: Level = Field(title="申报级别")
    training_test_passed: Flag = Field(title="期限内定期测试合格")
    years_in_post: Amount = Field(title="两新组织累计任职年限", json_schema_extra={"unit": "年"})
    held: tuple[HeldCertificate, ...] = Field(title="已持证书")
    city: Division = Field(title="申报城市（行政区划代码）")
    last_grades: tuple[PersonGrade, ...] = Field(title="历次考核等次（最近的在前）")
    professional_title: Title | None = Field(None, title="职称类别")


class Advance(Case):
    """Where an application stands and where it is to go."""

    stage: Stage = Field(title="当前步骤")
    to: Stage = Field(title="下一步骤")


class Scores(Facts):
    """What an evaluation gave for each component."""

    POLITICAL: Score = Field(title=Component.POLITICAL.label, json_schema_extra={"unit": "分"})
    COMPETENCE: Score = Field(title=Component.COMPETENCE.label, json_schema_extra={"unit": "分"})
    TENURE: Score = Field(title=Component.TENURE.label, json_schema_extra={"unit": "分"})
    ACHIEVEMENT: Score = Field(title=Component.ACHIEVEMENT.label, json_schema_extra={"unit": "分"})
    RECOGNITION: Score = Field(title=Component.RECOGNITION.label, json_schema_extra={"unit": "分"})

    def of(self, component: Component) -> Decimal:
        """Return the score of a component."""
        score: Decimal = getattr(self, component.value)
        return score


class Evaluate(Case):
    """The scores of somebody who is evaluated."""

    category: Category = Field(title="人员类别")
    scores: Scores = Field(title="各项得分")


class Certify(Case):
    """How long a result has been public and whether somebody objects."""

    checks = (NotAfter("publicity_from", "on"),)

    on: Day = Field(title="发证日期")
    publicity_from: Day = Field(title="公示开始日期")
    open_objections: Count = Field(title="未办结的异议", json_schema_extra={"unit": "件"})


class AnnualInspection(Case):
    """What an annual inspection found about the holder of a certificate."""

    level: Level = Field(title="证书级别")
    failed_before: Flag = Field(title="此前年检曾不合格")
    grade: PersonGrade = Field(title="考核等次")
    training_sessions: Count = Field(title="当年参加集中培训次数", json_schema_extra={"unit": "次"})
    training_days: Amount = Field(title="当年培训天数", json_schema_extra={"unit": "天"})


class Withdraw(Case):
    """Why a certificate ends."""

    cause: WithdrawalCause = Field(title="退出原因")


class Allowance(Case):
    """Facts about somebody whose allowance of a year is asked for."""

    category: Category = Field(title="人员类别")
    level: Level | None = Field(None, title="证书级别")
    certificate_status: CredentialStatus | None = Field(None, title="证书状态")
    engaged: Flag = Field(title="在岗履职")
    grade: PersonGrade = Field(title="当年考核等次")


class Assessors(Case):
    """The category of those to be appraised."""

    category: Category = Field(title="人员类别")


class ReportChange(Case):
    """When the holder of a certificate changed, and how the certificate stands."""

    changed_on: Day = Field(title="变动日期")
    certificate_status: CredentialStatus = Field(title="证书状态")


class Move(Case):
    """From where to where the holder of a certificate moves."""

    from_city: Division = Field(title="原城市（行政区划代码）")
    to_city: Division = Field(title="现城市（行政区划代码）")
