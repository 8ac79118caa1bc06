"""Rules on who becomes secretary or instructor, and on who appraises them."""

from core.policy.decision import Decision, Finding
from core.policy.vocabulary import PoliticalStatus, Sector, sector_in
from plugins.jiangsu_four_level import clauses, facts
from plugins.jiangsu_four_level.policy import FourLevelPolicy
from plugins.jiangsu_four_level.vocabulary import Category, DeputyRule, Origin, TargetKind

ASSESSORS = {
    Category.SECRETARY: ("SUPERIOR_PARTY_ORGANISATION", None),
    Category.RECRUITED: ("COUNTY_ORGANISATION_DEPARTMENT", "HOST_AUTHORITY"),
    Category.INSTRUCTOR: ("DISPATCHING_UNIT", "HOST_UNIT"),
}


def select_secretary(case: facts.SelectSecretary, policy: FourLevelPolicy) -> Decision:
    """Decide whether a candidate from inside may become secretary of a two-new organisation.

    `head` is the main investor or the person in charge, either. The outcome `deputy_required` says whether
    the organisation is so large that a secretary who is the head needs a full-time deputy.
    """
    findings: list[Finding] = []
    if case.head_is_member and not case.candidate_is_head:
        findings.append(
            clauses.HEAD.finding(
                "主要出资人或负责人是党员，人选不是其本人：请优先考虑由其担任书记，另选他人的请说明理由",
                case.used("head_is_member", "candidate_is_head"),
            )
        )
    if not case.head_is_member and not case.candidate_in_management:
        findings.append(
            clauses.MANAGEMENT.finding(
                "主要出资人、负责人不是党员，人选不在管理层：请从管理层党员中另选",
                case.used("head_is_member", "candidate_in_management"),
            )
        )
    if not case.head_is_member and case.candidate_is_head:
        findings.append(
            clauses.MEMBER.finding(
                "人选是主要出资人或负责人，但不是党员：请从管理层党员中另选",
                case.used("head_is_member", "candidate_is_head"),
            )
        )
    required = case.head_is_member and case.candidate_is_head and _is_large(case, policy)
    if required and not case.has_fulltime_deputy:
        joint = "或" if policy.deputy_rule is DeputyRule.ANY else "且"
        message = (
            f"职工 {case.staff_count} 人、党员 {case.member_count} 人，达到须配专职副书记的规模"
            f"（职工 {policy.deputy_staff_count} 人以上{joint}党员 {policy.deputy_member_count} 人以上）："
            "请先配备专职副书记"
        )
        used = case.used(
            "head_is_member", "candidate_is_head", "staff_count", "member_count", "has_fulltime_deputy"
        )
        findings.append(clauses.DEPUTY.finding(message, used))
    return Decision(tuple(findings), {"deputy_required": required})


def dispatch_instructor(case: facts.DispatchInstructor, policy: FourLevelPolicy) -> Decision:
    """Decide whether an instructor may be sent to an organisation; `priority` says whether it goes first."""
    findings: list[Finding] = []
    if case.origin is Origin.OTHER:
        findings.append(
            clauses.ORIGIN.finding(
                "选派单位不是党政机关、国有企业或事业单位：请从这三类单位另选", case.used("origin")
            )
        )
    if policy.instructor_full_member and case.political_status is not PoliticalStatus.FULL_MEMBER:
        message = f"政治面貌为{case.political_status.label}，选派指导员须为中共正式党员：请另择人选"
        findings.append(clauses.MEMBER.finding(message, case.used("political_status")))
    if not sector_in(case.target_sector, (Sector.TWO_NEW,)):
        message = f"派驻单位为{case.target_sector.label}，须为两新组织：请改派非公有制企业或社会组织"
        findings.append(clauses.TARGET.finding(message, case.used("target_sector")))
    priority = case.target_kind is not TargetKind.OTHER
    if priority:
        message = f"派驻单位属于{case.target_kind.label}：列入优先选派"
        findings.append(clauses.PRIORITY.finding(message, case.used("target_kind")))
    return Decision(tuple(findings), {"priority": priority})


def assessors(case: facts.Assessors, policy: FourLevelPolicy) -> Decision:
    """Say who leads the appraisal of a category of workers and who takes part, None for nobody."""
    lead, beside = ASSESSORS[case.category]
    return Decision(outcome={"lead": lead, "with": beside})


def _is_large(case: facts.SelectSecretary, policy: FourLevelPolicy) -> bool:
    """Tell whether an organisation is so large that a secretary who is its head needs a deputy."""
    sizes = (
        case.staff_count >= policy.deputy_staff_count,
        case.member_count >= policy.deputy_member_count,
    )
    return any(sizes) if policy.deputy_rule is DeputyRule.ANY else all(sizes)
