"""Facts of Xiajiang's actions, named as in domain.md §6."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import Field

from core.policy import periods
from core.policy.checks import Label, NotAfter, PartOf
from core.policy.choice import Choice
from core.policy.fields import MAX_COUNT, Count, Day, Flag, Score
from core.policy.models import Facts
from core.policy.problems import Problem
from core.policy.vocabulary import PoliticalStatus, Sector
from plugins.xiajiang_three_roles.policy import Route

LONGEST_TERM_YEARS = 100  # no law, but what one answer can list


class Role(Choice):
    """What somebody is sent out as."""

    COMMISSIONER = "COMMISSIONER", "党建特派员"
    INSTRUCTOR = "INSTRUCTOR", "党建指导员"
    SUPERVISOR = "SUPERVISOR", "党建监督员"


class WorkField(Choice):
    """Field that a supervisor covers and an organisation belongs to."""

    ECONOMY = "ECONOMY", "经济"
    PARTY = "PARTY", "党建"
    AGRICULTURE = "AGRICULTURE", "农林"
    CULTURE = "CULTURE", "文化"
    LIVELIHOOD = "LIVELIHOOD", "民生"
    CONSTRUCTION = "CONSTRUCTION", "交建"
    POLITICS_LAW = "POLITICS_LAW", "政法"


class Opinion(Choice):
    """What somebody consulted about a dispatch said."""

    AGREED = "AGREED", "同意"
    OBJECTED = "OBJECTED", "有不同意见"
    NOT_ASKED = "NOT_ASKED", "尚未征求"


@dataclass(frozen=True, slots=True)
class NeededBy:
    """Facts that may be left out in general but not for this role."""

    role: Role
    facts: tuple[str, ...]

    def problems(self, tree: Any, faulty: frozenset[str], label: Label) -> Iterator[Problem]:
        """Yield one problem for each fact that the role needs and that is absent or null."""
        if not isinstance(tree, dict) or tree.get("role") != self.role:
            return
        for fact in self.facts:
            if tree.get(fact) is None and fact not in faulty:
                yield Problem(fact, "MISSING", f"缺少{label(fact)}：提名{self.role.label}须填写")


@dataclass(frozen=True, slots=True)
class TermWithin:
    """The term from `appointed_on` to `until` must be shorter than so many years."""

    years: int

    def problems(self, tree: Any, faulty: frozenset[str], label: Label) -> Iterator[Problem]:
        """Yield one problem if both days are there and lie too far apart."""
        if not isinstance(tree, dict) or not {"appointed_on", "until"}.isdisjoint(faulty):
            return
        first, last = date.fromisoformat(tree["appointed_on"]), date.fromisoformat(tree["until"])
        if periods.is_reached(first, last, years=self.years):
            message = f"{label('until')}须在{label('appointed_on')}之后 {self.years} 年以内：请核对任期"
            yield Problem("until", "OUT_OF_BOUNDS", message)


class Nominate(Facts):
    """Facts about a person put forward for a role, and about where he or she is to go."""

    checks = (
        NeededBy(Role.COMMISSIONER, ("target_sector", "target_backward", "same_system")),
        NeededBy(Role.INSTRUCTOR, ("target_sector",)),
    )

    role: Role = Field(title="角色")
    political_status: PoliticalStatus = Field(title="政治面貌")
    party_work_experience: Flag = Field(title="有党务工作经历")
    conduct_ok: Flag = Field(title="品行合格")
    health_ok: Flag = Field(title="健康合格")
    nonleading_cadre: Flag | None = Field(None, title="是否为改非干部")
    route: Route = Field(title="产生方式")
    target_sector: Sector | None = Field(None, title="拟派驻党组织的单位类别")
    target_backward: Flag | None = Field(None, title="拟派驻党组织是否后进")
    same_system: Flag | None = Field(None, title="是否派往本系统或本单位")
    field: WorkField | None = Field(None, title="监督领域")


class Finalise(Facts):
    """What those concerned said before the final choice."""

    own_opinion: Opinion = Field(title="本人意见")
    unit_opinion: Opinion = Field(title="所在单位意见")
    target_notified: Flag | None = Field(None, title="是否已告知拟派驻的党组织")


class Appoint(Facts):
    """Whether the person chosen passed the training."""

    training_passed: Flag = Field(title="岗前培训合格")


class Supervise(Facts):
    """A supervisor and who is to be supervised; without a role, the organisation itself."""

    supervisor_field: WorkField = Field(title="监督员所在领域")
    organisation_field: WorkField = Field(title="党组织所在领域")
    subject_role: Role | None = Field(None, title="监督对象的角色")


class Schedule(Facts):
    """A role and the term for which it is held, both days included."""

    checks = (NotAfter("appointed_on", "until"), TermWithin(LONGEST_TERM_YEARS))

    role: Role = Field(title="角色")
    appointed_on: Day = Field(title="聘任日期")
    until: Day = Field(title="任期最后一日")


class YearEnd(Facts):
    """What somebody did in a year; more may be done than was due."""

    present_days: Count = Field(title="在岗天数", json_schema_extra={"unit": "天"})
    inspections_done: Count = Field(title="已完成的督查", json_schema_extra={"unit": "次"})
    inspections_due: Count = Field(title="应完成的督查", json_schema_extra={"unit": "次"})
    reports_done: Count = Field(title="已提交的报告", json_schema_extra={"unit": "份"})
    reports_due: Count = Field(title="应提交的报告", json_schema_extra={"unit": "份"})
    score: Score = Field(title="考核得分", json_schema_extra={"unit": "分"})


class Targets(Facts):
    """How the county's organisations stand; those advanced are among those qualified."""

    checks = (
        PartOf(("qualified",), "organisations"),
        PartOf(("advanced",), "qualified"),
        PartOf(("qualified", "backward"), "organisations"),
    )

    # not Count: pydantic would let its lower bound win over the one given here
    organisations: int = Field(ge=1, le=MAX_COUNT, title="党组织总数", json_schema_extra={"unit": "个"})
    qualified: Count = Field(title="合格党组织（含先进）", json_schema_extra={"unit": "个"})
    advanced: Count = Field(title="先进党组织", json_schema_extra={"unit": "个"})
    backward: Count = Field(title="后进党组织", json_schema_extra={"unit": "个"})
