"""Facts of one telling case for each of Fuquan's actions; the rulebook shows what follows."""

from decimal import Decimal
from typing import Any

MEMBER = {"political_status": "FULL_MEMBER", "in_post": True}

EXAMPLES: dict[str, dict[str, Any]] = {
    "quota": {"sector": "ORGAN", "staff_count": 250},
    "approve_quota": {"sector": "ORGAN", "staff_count": 250, "approved_quota": 2, "incumbents": 3},
    "appoint": {
        **MEMBER,
        "sector": "TOWNSHIP",
        "staff_count": 60,
        "incumbents": 1,
        "approved_quota": 2,
        "licensed": False,
    },
    "sit_exam": {
        **MEMBER,
        "on": "2023-03-01",
        "level": "INTERMEDIATE",
        "held": [{"level": "JUNIOR", "issued_on": "2022-06-15", "status": "VALID"}],
    },
    "issue": {"exam_passed": True, "reviews": {"DISCIPLINE": "CLEAR", "PUBLIC_SECURITY": "PENDING"}},
    "filing_due": {"changed_on": "2024-09-20"},
    "grade": {"unit_grade": "POOR", "grade": "EXCELLENT"},
    "grade_order": {"unit_published": False},
    "dual_score": {"own_score": 90, "superior_score": Decimal("81.5")},
    "pay": {"sector": "VILLAGE", "level": "SENIOR"},
    "revoke": {"serious_consequence": False, "cause": "WORK_ERROR"},
    "rank": {
        "candidates": [
            {"id": "甲", "score": 85, "level": "JUNIOR"},
            {"id": "乙", "score": 92, "level": None},
            {"id": "丙", "score": 85, "level": "INTERMEDIATE"},
        ]
    },
}
