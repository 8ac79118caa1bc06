"""Facts of one telling case for each of Jiangsu's actions; the rulebook shows what follows."""

from typing import Any

EXAMPLES: dict[str, dict[str, Any]] = {
    "select_secretary": {
        "head_is_member": True,
        "candidate_is_head": True,
        "candidate_in_management": True,
        "staff_count": 260,
        "member_count": 31,
        "has_fulltime_deputy": False,
    },
    "dispatch_instructor": {
        "origin": "SOE",
        "political_status": "PROBATIONARY_MEMBER",
        "target_sector": "PRIVATE_ENTERPRISE",
        "target_kind": "NO_MEMBERS",
    },
    "training": {"sessions": 1, "days": 2},
    "training_plan": {
        "level": "COUNTY",
        "demonstration_sessions": 0,
        "rotation_planned": True,
        "rotation_held": False,
    },
    "apply": {
        "on": "2024-06-01",
        "category": "SECRETARY",
        "level": "INTERMEDIATE",
        "training_test_passed": True,
        "years_in_post": 2,
        "held": [{"level": "JUNIOR", "issued_on": "2022-05-20", "status": "VALID", "city": "320100"}],
        "city": "320500",
        "last_grades": ["COMPETENT", "EXCELLENT"],
        "professional_title": "SOCIAL_WORK",
    },
    "advance": {"stage": "REVIEW", "to": "VISIT"},
    "evaluate": {
        "category": "RECRUITED",
        "scores": {"POLITICAL": 70, "COMPETENCE": 55, "TENURE": 50, "ACHIEVEMENT": 60, "RECOGNITION": 58},
    },
    "certify": {"on": "2024-09-30", "publicity_from": "2024-09-26", "open_objections": 1},
    "annual_inspection": {
        "level": "SENIOR",
        "failed_before": True,
        "grade": "COMPETENT",
        "training_sessions": 1,
        "training_days": 2,
    },
    "withdraw": {"cause": "VIOLATION"},
    "allowance": {
        "category": "RECRUITED",
        "level": "SENIOR",
        "certificate_status": "SUSPENDED",
        "engaged": True,
        "grade": "COMPETENT",
    },
    "assessors": {"category": "RECRUITED"},
    "report_change": {"changed_on": "2024-09-06", "certificate_status": "VALID"},
    "move": {"from_city": "320500", "to_city": "320100"},
}
