"""Facts of one telling case for each of Guizhou's actions; the rulebook shows what follows."""

from decimal import Decimal
from typing import Any

LEAVING: dict[str, Any] = {
    "on": "2018-08-31",
    "township_since": "2016-09-01",
    "recruited": True,
    "to_level": "COUNTY",
    "special_reason": True,
    "city_approved": True,
}

EXAMPLES: dict[str, dict[str, Any]] = {
    "transfer": LEAVING,
    "secondment": {**LEAVING, "on": "2019-03-01", "city_approved": False, "until": "2019-02-28"},
    "promote_nonleading": {"on": "2020-05-01", "in_post": True, "township_since": "2016-09-01"},
    "leadership_mix": {
        "members": [{"township_years": years} for years in (6, 3, 2, 4, 1, 0, 5, 1, 0)],
    },
    "county_leadership": {
        "members": [{"was_township_head": was} for was in (True, True, True, False, False, False, False)],
    },
    "recruitment_plan": {
        "recruited_total": 50,
        "to_township": 38,
        "replenished_total": 10,
        "from_experienced": 8,
        "targeted_civil": 5,
        "civil_total": 40,
        "targeted_institution": 0,
        "institution_total": 0,
    },
    "application_ratio": {
        "posts": [
            {"id": "A01", "openings": 2, "applicants": 5},
            {"id": "A02", "openings": 1, "applicants": 9},
            {"id": "A03", "openings": 3, "applicants": 4},
        ]
    },
    "training": {"days": 9},
    "excellent_cap": {"base_share": Decimal("0.15"), "appraised": 47},
    "village_placement": {"has_township_or_village_experience": False, "recruited": True},
    "head_term": {"on": "2024-03-01", "term_since": "2021-06-30"},
    "veto_item": {"issued_by": "COUNTY"},
}
