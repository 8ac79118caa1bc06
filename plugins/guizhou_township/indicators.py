"""Figures of Guizhou's scheme: township cadres who were trained enough (domain.md §7)."""

from datetime import date
from typing import Any, cast

from core.decisions import selectors, services
from core.indicators import training
from core.indicators.definition import Counts, Indicator, Kind, Rows
from core.indicators.fragments import TOUCHED_BY_POSTS
from plugins.guizhou_township.clauses import SOURCE
from plugins.guizhou_township.policy import TownshipPolicy
from plugins.guizhou_township.scheme import NAME, SCHEME

_TRAINED = f"""
SELECT w.*, w.days >= %(least_days)s::numeric AS met
  FROM ({training.of_workers(training.IN_YEAR)}) w WHERE w.sector = 'TOWNSHIP'
"""  # noqa: S608 - made of constants


def _least(on: date) -> dict[str, Any]:
    """Return how many days of training the law in force on a day asks for in a year."""
    version = selectors.in_force(plugin=NAME, on=on)
    policy = cast(TownshipPolicy, services.read_parameters(SCHEME, version.parameters))
    return {"least_days": policy.training_days}


INDICATORS = (
    Indicator(
        code="training_12d_share",
        title="乡镇党务工作者当年参训天数达标（默认 12 天）的比例",
        unit="比例",
        kind=Kind.DISTINCT,
        counts=Counts.PEOPLE,
        rows=Rows(
            sql=_TRAINED,
            see=("training.see", "people.see"),
            touched_by=(*TOUCHED_BY_POSTS, "core_trainingsession", "core_trainingattendance"),
            values=_least,
        ),
        numerator="r.met::int",
        denominator="1",
        clause=SOURCE,
    ),
)
