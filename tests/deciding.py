"""Who decides in tests, on which day, and facts that a rule blocks."""

from datetime import date

from core.actors import Actor

ACTOR = Actor(realm="tenant", id="1", name="干部")
TODAY = date(2026, 5, 1)
OVER = {
    "political_status": "FULL_MEMBER",
    "in_post": True,
    "sector": "ORGAN",
    "staff_count": 200,
    "incumbents": 11,
    "approved_quota": 10,
}
"""Facts that FQ-OVER blocks."""
