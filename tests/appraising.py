"""Cycles of assessments for tests: a good baseline, and what differs."""

from datetime import date
from decimal import Decimal
from typing import Any

from core.assessments import cycles, scoring, services
from core.assessments.models import Assessment, AssessmentCycle, AssessmentResult, AssessmentScore
from core.assessments.models import AssessmentListing as Listing
from core.assessments.scoring import Mark

TODAY = date(2026, 1, 10)
OFFICE = "县委组织部"

ANCHORS = {"EXCELLENT": "成效突出", "COMPETENT": "完成任务", "BASIC": "基本完成", "INCOMPETENT": "未完成"}
UNIT_ANCHORS = {"GOOD": "成效突出", "FAIR": "较好", "AVERAGE": "一般", "POOR": "较差"}
HALF = Decimal("0.5")


def quant(code: str = "MEMBERS_JOINED", weight: Any = HALF, **more: Any) -> dict[str, Any]:
    """Return a measured item."""
    return {
        "code": code,
        "title": "发展党员",
        "kind": "QUANT",
        "weight": weight,
        "formula": {"form": "RATIO"},
        **more,
    }


def qual(code: str = "CONDUCT", weight: Any = HALF, **more: Any) -> dict[str, Any]:
    """Return an item that groups score."""
    return {
        "code": code,
        "title": "工作作风",
        "kind": "QUAL",
        "weight": weight,
        "anchors": ANCHORS,
        **more,
    }


def design(**more: Any) -> dict[str, Any]:
    """Return a design of one measured and one scored item, judged by two groups."""
    return {
        "items": [quant(), qual()],
        "groups": {"SUPERIOR": Decimal("0.6"), "MASSES": Decimal("0.4")},
        **more,
    }


def measured(**more: Any) -> dict[str, Any]:
    """Return a design of one item whose score is the figure itself."""
    return {"items": [quant("TASKS", 1, formula={"form": "NUMBER"})], **more}


def open(cycle: AssessmentCycle, **more: Any) -> AssessmentCycle:
    """Open a drafted cycle."""
    return cycles.open(cycle=cycle.pk, version=cycle.version, on=TODAY, **more)


def measure(row: Assessment, score: Any, *, item: str = "TASKS", version: int | None = None) -> None:
    """Enter the figure of a measured item."""
    scoring.score(
        assessment=row.pk, marks=[Mark(item=item, figures={"value": score}, version=version)], on=TODAY
    )


def grade(row: Assessment, grade: str) -> Assessment:
    """Grade somebody, whatever was graded before."""
    return services.grade(assessment=row.pk, grade=grade, version=fresh(row).version, on=TODAY)


def publish(cycle: AssessmentCycle) -> AssessmentCycle:
    """Publish a cycle."""
    return services.publish(
        cycle=cycle.pk,
        version=AssessmentCycle.objects.get(pk=cycle.pk).version,
        decider=OFFICE,
        on=TODAY,
    )


def fresh(row: Assessment) -> Assessment:
    """Return an assessment as it is stored now."""
    return Assessment.objects.get(pk=row.pk)


def state() -> tuple:
    """Return all that is stored, to see that nothing changed."""
    return tuple(
        list(model.objects.order_by("pk").values())
        for model in (AssessmentCycle, Assessment, AssessmentScore, AssessmentResult, Listing)
    )
