"""GraphQL: the indicators, their figures for a period, and the records behind a figure."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal as ExactDecimal
from typing import Any
from uuid import UUID

import graphene
from django.utils import timezone

from core.access import declare
from core.access.permissions import Mark
from core.access.principals import AnyPrincipal
from core.api import connections
from core.api.identifiers import parsed
from core.api.scalars import JSON, Date, Decimal
from core.indicators import definition, periods, records, registry, selectors
from core.indicators.periods import Span
from core.organisations import scope
from core.organisations import selectors as organisations

_SEE = "statistics.see"


class BadCell(selectors.BadDimension):
    """Dimension and value do not name a cell of a figure."""


def _enum(kind: Any, name: str, title: str) -> Any:
    return graphene.Enum.from_enum(
        kind, name=name, description=lambda choice: choice.label if choice else title
    )


IndicatorKind = _enum(definition.Kind, "IndicatorKind", "指标与时间的关系")
IndicatorCounts = _enum(definition.Counts, "IndicatorCounts", "指标统计的对象")
IndicatorPart = _enum(records.Part, "IndicatorPart", "指标的分子或分母")


class Indicator(graphene.ObjectType):
    """一项统计指标。比例的值为 0 至 1 的小数，由分子、分母之和相除得出，从不由比例平均得出。"""

    assumed_rows = 60

    code = graphene.String(required=True, description="代码")
    title = graphene.String(required=True, description="名称")
    unit = graphene.String(required=True, description="单位")
    kind = graphene.Field(IndicatorKind, required=True, description="期末数、期间发生数或期间去重数")
    counts = graphene.Field(IndicatorCounts, required=True, description="统计的对象")
    is_share = graphene.Boolean(required=True, description="是否为分子与分母之比；否则为计数")
    dimensions = graphene.List(graphene.NonNull(graphene.String), required=True, description="可以分组的维度")
    source = graphene.String(required=True, description="依据")

    def resolve_is_share(root: definition.Indicator, info: Any) -> bool:
        """Return whether it has a denominator."""
        return root.denominator is not None

    def resolve_source(root: definition.Indicator, info: Any) -> str:
        """Return where the figure comes from."""
        return root.clause


class IndicatorValue(graphene.ObjectType):
    """一项指标在一个期间的数值；期末数按期末日（期间未结束的按今天）的党组织体系统计。"""

    indicator = graphene.Field(Indicator, required=True)
    period = graphene.String(required=True, description="统计期间")
    on = Date(required=True, description="统计截至日：期间最后一天，未结束的为今天")
    dimension = JSON(required=True, description="各维度的值；NOT_RECORDED 为未登记；不分组时为空对象")
    numerator = Decimal(required=True, description="分子；计数即为该数")
    denominator = Decimal(description="分母；计数为 null")
    value = Decimal(description="计数，或四舍五入到 6 位小数的比值；分母为 0 时为 null")


class RecordUnit(graphene.ObjectType):
    """记录所属的党组织。"""

    id = graphene.ID(required=True)
    name = graphene.String(required=True, description="名称，统计截至日的")


class IndicatorRecord(graphene.ObjectType):
    """指标数值背后的一条记录；不在本人查看范围内的只计数，不显示是谁。"""

    kind = graphene.String(
        required=True, description="PERSON 人员、ORGANISATION 党组织、APPOINTMENT 任职、QUOTA 员额等"
    )
    id = graphene.ID(description="记录的标识；不在查看范围内的为 null")
    name = graphene.String(description="人员或党组织的名称；不在查看范围内的为 null")
    label = graphene.String(description="事项，例如岗位、培训名称")
    organisation = graphene.Field(RecordUnit, description="所属党组织；不在查看范围内的为 null")
    amount = Decimal(required=True, description="计入的数；全部记录之和即为该数值")

    def resolve_id(root: records.Record, info: Any) -> UUID | None:
        """Return the identifier, unless it is out of sight."""
        return None if root.hidden else root.id

    def resolve_organisation(root: records.Record, info: Any) -> dict[str, Any] | None:
        """Return what the list has read already."""
        if root.organisation_id is None or root.organisation_name is None:
            return None
        return {"id": root.organisation_id, "name": root.organisation_name}

    def resolve_amount(root: records.Record, info: Any) -> int | ExactDecimal:
        """Return how much it adds, without zeros at the end."""
        return selectors.plain(root.amount)


class Query(graphene.ObjectType):
    """Root fields about indicators."""

    indicators = graphene.List(
        graphene.NonNull(Indicator), required=True, description="本单位可用的全部指标，含已启用插件的。"
    )
    indicator_values = graphene.List(
        graphene.NonNull(IndicatorValue),
        required=True,
        description="若干指标在一个期间的数值，只统计本人权限范围内的党组织。",
        codes=graphene.List(graphene.NonNull(graphene.String), required=True, description="指标代码"),
        period=graphene.String(required=True, description="2022（年）、2022Q3（季）或 2022-09（月）"),
        organisation=graphene.ID(description="只统计该党组织及其下级（按统计截至日的体系）；默认全部"),
        dimensions=graphene.List(
            graphene.NonNull(graphene.String), default_value=[], description="按这些维度分组"
        ),
    )
    indicator_records = graphene.Field(
        connections.of(IndicatorRecord),
        required=True,
        description="一个数值背后的记录，按拼音排序，不在查看范围内的在最后；各条 amount 之和等于该数值。",
        code=graphene.String(required=True, description="指标代码"),
        period=graphene.String(required=True, description="2022（年）、2022Q3（季）或 2022-09（月）"),
        organisation=graphene.ID(description="只要该党组织及其下级的（按统计截至日的体系）；默认全部"),
        dimension=JSON(description='只要这一格的，例如 {"sector": "VILLAGE"}；默认全部'),
        part=IndicatorPart(required=True, description="分子或分母"),
        **connections.arguments(),
    )

    @declare.requires(_SEE)
    def resolve_indicators(root: Any, info: Any) -> list[definition.Indicator]:
        """Return the indicators of the core and of the active plugins."""
        return list(registry.active().values())

    @declare.requires(_SEE)
    def resolve_indicator_values(
        root: Any,
        info: Any,
        *,
        codes: list[str],
        period: str,
        organisation: str | None = None,
        dimensions: list[str],
    ) -> list[dict[str, Any]]:
        """Return the figures of the organisations that the principal answers for."""
        chosen = registry.chosen(codes)
        split = tuple(dict.fromkeys(dimensions))
        selectors.check(chosen, split)
        today = timezone.localdate()
        span = periods.passed(periods.parse(period), today=today)
        found = selectors.cells(
            indicators=chosen,
            span=span,
            splits=[split],
            organisations=_asked(info.context.principal, organisation, span=span, today=today),
        )
        known = {indicator.code: indicator for indicator in chosen}
        return [
            {
                **cell._asdict(),
                "indicator": known[cell.code],
                "value": cell.value,
                "period": period,
                "on": span.on,
            }
            for cell in found
        ]

    @declare.requires(_SEE)
    def resolve_indicator_records(
        root: Any,
        info: Any,
        *,
        code: str,
        period: str,
        part: Any,
        first: int,
        after: str | None = None,
        organisation: str | None = None,
        dimension: Any = None,
    ) -> dict[str, Any]:
        """Return one page of the records behind a figure."""
        principal = info.context.principal
        [indicator] = registry.chosen([code])
        for permission in indicator.rows.see:
            declare.enforce(principal, Mark("requires", permission))
        page = connections.page(first=first, after=after)
        today = timezone.localdate()
        span = periods.passed(periods.parse(period), today=today)
        rows = records.page(
            indicator=indicator,
            part=records.Part(part),
            span=span,
            sight=records.Sight(
                organisations=scope.reach(principal, "organisations.see", on=today),
                people=scope.reach(principal, "people.see", on=today),
                today=today,
            ),
            limit=page.first + 1,
            after=_place(page),
            dimension=_cell(dimension),
            organisations=_asked(principal, organisation, span=span, today=today),
        )
        return connections.answer(rows, page, key=lambda row: row.key)


def _asked(
    principal: AnyPrincipal, organisation: str | None, *, span: Span, today: date
) -> frozenset[UUID] | None:
    """Return what a figure is limited to: what the principal answers for today, and of it one subtree.

    The subtree is that of the span's last day, with closed organisations where they stood last.
    """
    reached = scope.reach(principal, _SEE, on=today)
    if organisation is None:
        return reached
    root = scope.require(reached, parsed(organisation), named=organisation)
    below = organisations.answerable(roots=[root], on=span.on)
    if not below:
        raise organisations.unknown(organisation)
    return below if reached is None else below & reached


def _cell(dimension: Any) -> dict[str, str]:
    """Return the values of a cell by dimension.

    :raises BadCell: if it is no object of texts.
    """
    cell = {} if dimension is None else dimension
    if not isinstance(cell, dict) or not all(isinstance(value, str) for value in cell.values()):
        raise BadCell('dimension 须写成 {"维度": "值"} 这样的对象，例如 {"sector": "VILLAGE"}。')
    return cell


def _place(page: connections.Page) -> tuple[str, str, UUID] | None:
    key: Sequence[str] | None = connections.texts(page, 3)
    if key is None:
        return None
    identifier = parsed(key[2])
    if identifier is None:
        raise connections.BadCursor("after 不是本列表给出的游标：请使用上一页的 endCursor。")
    return key[0], key[1], identifier
