"""Rules of the sample scheme: pure functions of facts and policy."""

from core.policy.decision import Clause, Decision
from core.policy.fields import Count
from core.policy.models import Facts
from sample_scheme.policy import Policy

VISITS = Clause("SAMPLE-VISITS", "每年走访不少于规定次数", "示例办法")


class Visits(Facts):
    """Facts about the visits of one year."""

    visits: Count


def visits(facts: Visits, policy: Policy) -> Decision:
    """Decide whether enough visits were paid in the year."""
    missing = policy.visits_per_year - facts.visits
    if missing <= 0:
        return Decision(outcome={"missing": 0})
    finding = VISITS.finding(f"还差 {missing} 次走访。", {"visits": facts.visits})
    return Decision(findings=(finding,), outcome={"missing": missing})
