"""Who decides in tests, on which day, facts that a rule blocks, and what tests of decisions do alike."""

from datetime import date

from core.actors import Actor
from core.decisions import enacting, exceptions, past, redeciding
from core.decisions.about import About
from core.decisions.models import DecisionRecord, PolicyException, Scope
from core.organisations.models import Level
from core.policy import jsontext

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
EVERYBODY = About()
"""The tenant as a whole."""
SIT = {
    "on": "2022-03-01",
    "level": "INTERMEDIATE",
    "political_status": "FULL_MEMBER",
    "in_post": True,
    "held": [{"level": "JUNIOR", "issued_on": "2021-03-01", "status": "VALID"}],
}


def enact(months: int, *, effective_from: date = date(2022, 1, 1), **changes):
    return enacting.enact(
        **{
            "plugin": "fuquan_licensing",
            "parameters": {"months_between_levels": months},
            "effective_from": effective_from,
            "basis_title": "修订",
            "reason": "补发文件",
            "actor": ACTOR,
            "today": TODAY,
            **changes,
        }
    )


def listed(limit: int = 50, **asked) -> list[past.Change]:
    return past.changes(past.standing(**asked), limit=limit).changes


def outcome_of(decision: DecisionRecord) -> dict:
    return jsontext.read(decision.decision)["outcome"]


def order(*decisions: DecisionRecord, **said) -> redeciding.Redecided:
    return redeciding.redecide(
        decisions=[one.pk for one in decisions], **{"reason": "更正", "actor": ACTOR, **said}
    )


def rows() -> list:
    return list(DecisionRecord.objects.order_by("pk").values())


def granted(about: About = EVERYBODY, scope: Scope = Scope.TENANT) -> PolicyException:
    return exceptions.grant(
        action="fuquan_licensing.appoint",
        clause="FQ-OVER",
        scope=scope,
        about=about,
        authority="县委",
        authority_level=Level.COUNTY,
        reason="过渡",
        evidence="批复 1 号",
        from_on=date(2024, 1, 1),
        until_on=date(2025, 1, 1),
        actor=ACTOR,
    )
