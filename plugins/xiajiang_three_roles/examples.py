"""Facts of one telling case for each of Xiajiang's actions; the rulebook shows what follows."""

from typing import Any

EXAMPLES: dict[str, dict[str, Any]] = {
    "nominate": {
        "role": "COMMISSIONER",
        "political_status": "FULL_MEMBER",
        "party_work_experience": True,
        "conduct_ok": True,
        "health_ok": True,
        "nonleading_cadre": True,
        "route": "SELF_AND_RECOMMENDED",
        "target_sector": "TWO_NEW",
        "target_backward": True,
        "same_system": False,
    },
    "finalise": {"own_opinion": "OBJECTED", "unit_opinion": "NOT_ASKED", "target_notified": True},
    "appoint": {"training_passed": False},
    "supervise": {"supervisor_field": "AGRICULTURE", "organisation_field": "LIVELIHOOD"},
    "schedule": {"role": "INSTRUCTOR", "appointed_on": "2019-04-02", "until": "2019-12-31"},
    "year_end": {
        "present_days": 210,
        "inspections_done": 5,
        "inspections_due": 12,
        "reports_done": 4,
        "reports_due": 4,
        "score": 76,
    },
    "targets": {"organisations": 400, "qualified": 376, "advanced": 150, "backward": 24},
}
