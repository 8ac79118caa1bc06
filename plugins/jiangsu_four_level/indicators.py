"""Figures of Jiangsu's scheme: certificates, who holds them, and who was trained enough (domain.md §5)."""

from datetime import date
from typing import Any, cast

from core.decisions import selectors, services
from core.indicators import credentials, training
from core.indicators.definition import Counts, Indicator, Kind, Rows
from core.indicators.fragments import TOUCHED_BY_POSTS
from plugins.jiangsu_four_level.clauses import SOURCE
from plugins.jiangsu_four_level.credentials import CERTIFICATE
from plugins.jiangsu_four_level.policy import FourLevelPolicy
from plugins.jiangsu_four_level.scheme import NAME, SCHEME

_TWO_NEW = "w.sector IN ('PRIVATE_ENTERPRISE', 'SOCIAL_ORGANISATION')"
# What is asked of somebody is asked by the law of the nearest region around the organisation.
_TRAINED = f"""
SELECT w.*, w.sessions >= m.sessions AND w.days >= m.days AS met
  FROM ({training.of_workers(training.IN_YEAR)}) w
 CROSS JOIN LATERAL (
       SELECT n.sessions, n.days
         FROM unnest(%(stems)s::text[], %(least_sessions)s::int[], %(least_days)s::numeric[])
              AS n(stem, sessions, days)
        WHERE starts_with(w.division_code, n.stem) ORDER BY length(n.stem) DESC LIMIT 1
       ) m
 WHERE {_TWO_NEW}
"""  # noqa: S608 - made of constants


def _least(on: date) -> dict[str, Any]:
    """Return what each region's law asks of training in a year, by the digits that its codes begin with."""
    laws = {
        region: cast(FourLevelPolicy, services.read_parameters(SCHEME, version.parameters))
        for region, version in selectors.by_region(plugin=NAME, on=on).items()
    }
    return {
        "stems": [_stem(region) for region in laws],
        "least_sessions": [law.minimum_sessions for law in laws.values()],
        "least_days": [law.minimum_days for law in laws.values()],
    }


def _stem(region: str) -> str:
    """Return the digits that the codes of all places in a region begin with.

    >>> [_stem(region) for region in ("", "320000", "320500", "320509", "321000")]
    ['', '32', '3205', '320509', '3210']
    """
    while region.endswith("00"):
        region = region[:-2]
    return region


_TRAINING = ("core_trainingsession", "core_trainingattendance")

INDICATORS = (
    Indicator(
        code="certified_share",
        title="两新组织党务工作者持有效证书的比例",
        unit="比例",
        kind=Kind.STOCK,
        counts=Counts.PEOPLE,
        rows=credentials.holders(CERTIFICATE, among=_TWO_NEW),
        numerator="r.holds::int",
        denominator="1",
        clause=SOURCE,
    ),
    Indicator(
        code="certificates",
        title="有效资格认证证书",
        unit="本",
        kind=Kind.STOCK,
        counts=Counts.PEOPLE,
        rows=credentials.valid(CERTIFICATE),
        numerator="1",
        clause=SOURCE,
    ),
    Indicator(
        code="training_met_share",
        title="两新组织党务工作者当年参训次数和天数达标的比例",
        unit="比例",
        kind=Kind.DISTINCT,
        counts=Counts.PEOPLE,
        rows=Rows(
            sql=_TRAINED,
            see=("training.see", "people.see"),
            touched_by=(*TOUCHED_BY_POSTS, *_TRAINING),
            values=_least,
        ),
        numerator="r.met::int",
        denominator="1",
        clause=SOURCE,
    ),
)
"""The dimension `level` of `certificates` is the level of the certificate, elsewhere the organisation's."""
