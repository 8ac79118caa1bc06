"""Fuquan's rules of the dual appraisal (双管理): who scores how much, and which result comes first."""

from fractions import Fraction

from core.policy import ratios
from core.policy.decision import Decision
from plugins.fuquan_licensing import clauses, facts
from plugins.fuquan_licensing.policy import LicensingPolicy

PLACES = 2
"""Decimals of a total, as of each score."""


def grade_order(case: facts.GradeOrder, policy: LicensingPolicy) -> Decision:
    """Decide whether people of a unit may get a grade before the unit's own result of the period is known."""
    if case.unit_published or not policy.unit_result_first:
        return Decision()
    message = "所在单位本期考核结果尚未公布：请先公布单位的考核结果，再评定其人员的等次"
    return Decision((clauses.ORDER.finding(message, case.used("unit_published")),))


def dual_score(case: facts.DualScore, policy: LicensingPolicy) -> Decision:
    """Work out the total of the scores that the own and the superior organisation gave, half up.

    >>> case = facts.DualScore.read({"own_score": 90, "superior_score": 81.5})
    >>> str(dual_score(case, LicensingPolicy()).outcome["score"])
    '85.75'
    """
    own = Fraction(policy.own_score_share)
    total = Fraction(case.own_score) * own + Fraction(case.superior_score) * (1 - own)
    return Decision(outcome={"score": ratios.half_up(total, PLACES)})
