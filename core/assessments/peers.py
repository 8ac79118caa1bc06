"""Who may judge as an organisation of the same level (同级党组织)."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from core.assessments.models import Assessment, AssessmentCycle
from core.assessments.texts import InvalidAssessment
from core.organisations import selectors as organisations


def refuse_strangers(
    cycle: AssessmentCycle, row: Assessment, evaluators: Collection[UUID], *, on: date
) -> None:
    """Check that organisations stand below the cycle's, on the level of the one assessed, and are others.

    Two queries, none where nobody judges as an organisation.

    :raises InvalidAssessment: naming what is wrong with the first that does not.
    """
    if not evaluators:
        return
    below = organisations.subtree(roots=[cycle.organisation_id], on=on)
    rows = organisations.rows(ids={*evaluators, row.organisation_id}, on=on)
    own = rows.get(row.organisation_id)
    for evaluator in evaluators:
        found = rows.get(evaluator)
        if found is None or evaluator not in below:
            raise organisations.unknown(evaluator)
        if evaluator == row.organisation_id:
            raise InvalidAssessment(f"{found.name}不能以同级党组织的身份评价自己：请由其他党组织评价。")
        if own is None or found.level != own.level:
            raise InvalidAssessment(f"{found.name}与被考核的党组织不是同一层级：请由同级党组织评价。")
