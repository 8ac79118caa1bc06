"""GraphQL type of a person's last assessment; apart from the others, for people's lists to import."""

from typing import Any

import graphene

from core.api.scalars import Decimal
from core.organisations.types import enum
from core.policy.choice import Choice
from core.policy.vocabulary import PersonGrade, UnitGrade

_GRADES = [grade for kind in (PersonGrade, UnitGrade) for grade in kind]
_choice: Any = Choice
_Grade = _choice("_Grade", {grade.name: (grade.value, grade.label) for grade in _GRADES})
AssessmentGrade = enum(_Grade, "AssessmentGrade", "等次：人员或党组织的")


class LatestAssessment(graphene.ObjectType):
    """一名人员最近一次公布的考核。"""

    id = graphene.ID(required=True, description="考核记录")
    cycle = graphene.ID(required=True, description="哪次考核")
    title = graphene.String(required=True, description="考核名称")
    grade = graphene.Field(AssessmentGrade, required=True, description="等次")
    total = Decimal(required=True, description="总分")

    def resolve_cycle(root: Any, info: Any) -> Any:
        """Return the cycle's identifier."""
        return root.cycle_id
