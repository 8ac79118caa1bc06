"""GraphQL of the public host: figures of regions, the indicators they are of, and what stands behind them."""

from collections.abc import Sequence
from typing import Any

import graphene
from django.utils import timezone

from core.access import declare
from core.api import connections
from core.api.scalars import JSON, DateTime, Decimal
from core.indicators import definition, periods
from core.indicators.api import IndicatorCounts, IndicatorKind
from core.reference.api import RegionLevel
from core.reference.models import Level
from tenants.reports import types as reports
from tenants.statistics import answers, coverage, rights

MOST_ROWS = 5_000


class StatisticRegion(graphene.ObjectType):
    """数据所属的地区。"""

    code = graphene.String(required=True, description="六位代码；全国为 000000")
    name = graphene.String(required=True, description="名称；上级单位自己的数据为“本级”")
    level = graphene.Field(RegionLevel, description="级别；全国为 null")
    own = graphene.Boolean(required=True, description="是否为该地区本级自己的数据（不含下级）")


class StatisticIndicator(graphene.ObjectType):
    """一项统计指标。"""

    assumed_rows = 60

    code = graphene.String(required=True, description="代码")
    name = graphene.String(required=True, description="名称")
    unit = graphene.String(required=True, description="单位")
    kind = graphene.Field(IndicatorKind, required=True, description="期末数、期间发生数或期间去重数")
    counts = graphene.Field(IndicatorCounts, required=True, description="统计的对象；人员的小数目不公布")
    is_share = graphene.Boolean(required=True, description="是否为分子与分母之比；否则为计数")
    dimensions = graphene.List(graphene.NonNull(graphene.String), required=True, description="可以分组的维度")
    source = graphene.String(required=True, description="依据")

    def resolve_name(root: definition.Indicator, info: Any) -> str:
        """Return what it is called."""
        return root.title

    def resolve_is_share(root: definition.Indicator, info: Any) -> bool:
        """Return whether it has a denominator."""
        return root.denominator is not None

    def resolve_source(root: definition.Indicator, info: Any) -> str:
        """Return where the figure comes from."""
        return root.clause


class Statistic(graphene.ObjectType):
    """一项指标在一个地区、一个期间的数值。没有数据则没有这一行；零是数值为 0 的一行。"""

    region = graphene.Field(StatisticRegion, required=True)
    indicator = graphene.Field(StatisticIndicator, required=True)
    period = graphene.String(required=True, description="统计期间")
    dimension = JSON(required=True, description='维度的值，例如 {"level": "JUNIOR"}；不分组时为空对象')
    numerator = Decimal(description="分子；计数即为该数；不公布时为 null")
    denominator = Decimal(description="分母；计数和不公布时为 null")
    value = Decimal(description="计数，或四舍五入到 6 位小数的比值；不公布或分母为 0 时为 null")
    suppressed = graphene.Boolean(required=True, description="人数过少，或由它可以推出过少的人数，因而不公布")
    as_of = DateTime(required=True, description="其中最近一次变动的统计时间")
    tenants = graphene.Int(description="其中有数据的单位数；不公布时为 null")

    def resolve_region(root: answers.Statistic, info: Any) -> dict[str, Any]:
        """Return the region that the answer has read already."""
        level = root.region_level
        return {
            "code": root.region,
            "name": root.region_name,
            "level": None if level is None else Level(level),
            "own": root.own,
        }


class StatisticsSource(graphene.ObjectType):
    """一个单位的数据在一个期间是否齐全、是否最新、是否已报送。"""

    slug = graphene.String(required=True, description="单位简称")
    name = graphene.String(required=True, description="单位名称")
    region_code = graphene.String(required=True, description="行政区划代码")
    missing = graphene.Boolean(required=True, description="该期间没有任何数据")
    counted_at = DateTime(description="最近一次统计的时间；从未统计为 null")
    stale_since = DateTime(description="自何时起数据未能更新；最新时为 null")
    report = graphene.Field(reports.ReportStage, description="该期间的报送状态；尚未报送为 null")


def _arguments() -> dict[str, Any]:
    return {
        "indicators": graphene.List(
            graphene.NonNull(graphene.String), required=True, description="指标代码，最多 40 个"
        ),
        "region": graphene.String(description="六位行政区划代码；默认为全国，或本人唯一可看的地区"),
        "level": RegionLevel(description="其下该级每个地区一行，另有各上级的本级；默认只有该地区一行"),
        "period": graphene.String(description="2022（年）、2022Q3（季）或 2022-09（月）；默认今年"),
        "periods": graphene.List(
            graphene.NonNull(graphene.String), description="多个期间，成为时间序列；与 period 一并计入"
        ),
        "dimensions": graphene.List(
            graphene.NonNull(graphene.String), description="按哪个维度分组，至多一个"
        ),
    }


class Query(graphene.ObjectType):
    """Root fields about the figures of regions."""

    indicators = graphene.List(
        graphene.NonNull(StatisticIndicator), required=True, description="核心和各制度的全部统计指标。"
    )
    statistics = graphene.List(
        graphene.NonNull(Statistic),
        required=True,
        description="若干指标在一个地区或其下各地区的数值；行数多时请用 statisticsPage。",
        **_arguments(),
    )
    statistics_page = graphene.Field(
        connections.of(Statistic),
        required=True,
        description="与 statistics 相同，分页给出。",
        **_arguments(),
        **connections.arguments(),
    )
    statistics_sources = graphene.Field(
        connections.of(StatisticsSource),
        required=True,
        description="一个地区内各单位在一个期间的数据是否齐全、最新、已报送。",
        region=graphene.String(description="六位行政区划代码；默认为全国，或本人唯一可看的地区"),
        period=graphene.String(required=True, description="2022（年）、2022Q3（季）或 2022-09（月）"),
        **connections.arguments(),
    )

    @declare.requires(rights.SEE)
    def resolve_indicators(root: Any, info: Any) -> list[definition.Indicator]:
        """Return all indicators that a tenant can publish."""
        return list(answers.catalogue().values())

    @declare.requires(rights.SEE)
    def resolve_statistics(root: Any, info: Any, **asked: Any) -> list[answers.Statistic]:
        """Return the figures asked for."""
        rows = answers.answer(_asked(info, asked), limit=MOST_ROWS + 1)
        if len(rows) > MOST_ROWS:
            raise answers.BadQuestion(
                f"结果超过 {MOST_ROWS} 行：请用 statisticsPage 分页查询，或减少指标、期间。"
            )
        return rows

    @declare.requires(rights.SEE)
    def resolve_statistics_page(
        root: Any, info: Any, *, first: int, after: str | None = None, **asked: Any
    ) -> dict[str, Any]:
        """Return one page of the figures asked for."""
        wanted = _asked(info, asked)
        page = connections.page(first=first, after=after)
        rows = answers.answer(wanted, limit=page.first + 1, after=answers.place(connections.texts(page, 5)))
        return connections.answer(rows, page, key=lambda row: answers.key(wanted, row))

    @declare.requires(rights.SEE)
    def resolve_statistics_sources(
        root: Any, info: Any, *, period: str, first: int, after: str | None = None, region: str | None = None
    ) -> dict[str, Any]:
        """Return one page of the tenants behind the figures."""
        page = connections.page(first=first, after=after)
        rows = coverage.sources(
            region=answers.checked(rights.region(info.context.principal, region)),
            period=periods.parse(period).name,
            limit=page.first + 1,
            after=connections.texts(page, 2),
        )
        return connections.answer(rows, page, key=lambda row: (row.region_code, row.slug))


def _asked(info: Any, asked: dict[str, Any]) -> answers.Question:
    return question(info.context.principal, client=info.context.api_client, **asked)


def question(
    principal: Any,
    *,
    client: Any = None,
    indicators: Sequence[str],
    region: str | None = None,
    level: Level | None = None,
    period: str | None = None,
    periods: Sequence[str] | None = None,
    dimensions: Sequence[str] | None = None,
) -> answers.Question:
    """Return what is asked for, checked against what the principal may read; without a period: this year.

    :param client: the program that asks, which may be limited to some groups of indicators.
    """
    rights.check_groups(client, indicators)
    named = [*([period] if period else []), *(periods or [])]
    return answers.question(
        indicators=indicators,
        region=rights.region(principal, region),
        level=level,
        named_periods=named or [f"{timezone.localdate().year:04}"],
        dimensions=dimensions or [],
    )
