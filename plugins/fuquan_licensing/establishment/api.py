"""GraphQL: the establishment plan, and approving a unit's establishment."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import graphene
from django.utils import timezone

from core.access import declare
from core.api import connections
from core.api.identifiers import parsed
from core.api.scalars import JSON, Date
from core.decisions.types import Finding
from core.organisations import selectors as organisations
from core.policy.vocabulary import Sector
from plugins.fuquan_licensing import offices
from plugins.fuquan_licensing.establishment import selectors, services
from plugins.fuquan_licensing.establishment.selectors import Next, Step, Unit
from plugins.fuquan_licensing.paging import named_before

FuquanNext = graphene.Enum("FuquanNext", [(one.name, one.value) for one in Next], description="下一步")


class FuquanNextStep(graphene.ObjectType):
    """一个单位下一步要办的一件事。"""

    assumed_rows = 3

    code = graphene.Field(FuquanNext, required=True)
    message = graphene.String(required=True, description="说明")

    def resolve_code(root: Step, info: Any) -> str:
        """Return the code."""
        return root.code.value


class FuquanUnit(graphene.ObjectType):
    """一个单位当日的员额。"""

    id = graphene.ID(required=True, description="党组织")
    version = graphene.Int(required=True, description="版本；核定员额时原样填回")
    name = graphene.String(required=True)
    sector = graphene.String(required=True, description="单位类别代码")
    staff_count = graphene.Int(description="在岗人数；未登记为 null")
    approved = graphene.Int(description="核定员额；未核定为 null")
    filled = graphene.Int(required=True, description="专职人数，不含组织委员")
    short = graphene.Int(required=True, description="空缺员额")
    over = graphene.Int(required=True, description="超员人数")
    minimum = graphene.Int(description="员额下限；没有下限为 null")
    maximum = graphene.Int(description="员额上限；没有上限为 null")
    basis = graphene.String(required=True, description="上下限的依据")
    unlicensed = graphene.Int(required=True, description="未持有效证书的专职人数")
    next = graphene.List(graphene.NonNull(FuquanNextStep), required=True, description="下一步，最急的在前")

    def resolve_next(root: Unit, info: Any) -> Any:
        """Return what is to be done."""
        return root.steps


FuquanUnitConnection = connections.of(FuquanUnit)


class FuquanEstablishment(graphene.ObjectType):
    """若干单位的员额合计；空缺和超员逐单位相加，不互相抵消。"""

    units = graphene.Int(required=True, description="单位数")
    approved = graphene.Int(required=True, description="核定员额")
    filled = graphene.Int(required=True, description="专职人数")
    short = graphene.Int(required=True, description="空缺员额")
    over = graphene.Int(required=True, description="超员人数")
    units_below_minimum = graphene.Int(required=True, description="低于员额下限的单位数")
    unlicensed = graphene.Int(required=True, description="未持有效证书的专职人数")


class Part:
    """What the establishment brings to the plugin's root field."""

    units = graphene.Field(
        FuquanUnitConnection,
        required=True,
        description="全市员额计划：各单位的员额、空缺、超员、上下限和下一步，按名称拼音。",
        on=Date(description="哪一天；默认今天"),
        sector=graphene.String(description="只要这一类单位（代码）"),
        next=FuquanNext(description="只要有这一件事要办的"),
        **connections.arguments(),
    )
    establishment = graphene.Field(
        FuquanEstablishment,
        required=True,
        description="本人权限范围内各单位的员额合计。",
        on=Date(description="哪一天；默认今天"),
    )

    def resolve_units(
        root: Any,
        info: Any,
        *,
        first: int,
        after: str | None = None,
        on: date | None = None,
        sector: str | None = None,
        next: Any = None,
    ) -> dict[str, Any]:
        """Return one page of those in sight."""
        reached = offices.reached(info, offices.SEE)
        page = connections.page(first=first, after=after)
        rows = selectors.plan(
            on=on or timezone.localdate(),
            limit=page.first + 1,
            after=named_before(page),
            organisations=reached,
            sector=None if sector is None else _sector(sector),
            step=None if next is None else Next(next.value),
        )
        return connections.answer(rows, page, key=lambda row: (row.pinyin, str(row.id)))

    def resolve_establishment(root: Any, info: Any, *, on: date | None = None) -> selectors.Totals:
        """Return the sums of those in sight."""
        reached = offices.reached(info, offices.SEE)
        return selectors.totals(selectors.plan(on=on or timezone.localdate(), organisations=reached))


class ApproveQuotaInput(graphene.InputObjectType):
    """核定一个单位的专职员额。"""

    class Meta:
        name = "ApproveFuquanQuotaInput"

    organisation = graphene.ID(required=True)
    version = graphene.Int(required=True, description="所见的版本")
    places = graphene.Int(required=True, description="核定员额")
    on = Date(description="自哪一天起；默认今天")
    basis = graphene.String(required=True, description="依据，如文件名称和文号")


class ApproveFuquanQuota(graphene.Mutation):
    """核定员额：按制度认定上下限；该单位因变动而须重新核定的待办随之办结。"""

    class Arguments:
        input = ApproveQuotaInput(required=True)

    unit = graphene.Field(FuquanUnit, required=True)
    findings = graphene.List(graphene.NonNull(Finding), required=True, description="认定中的发现")
    outcome = JSON(required=True, description="认定结果：headroom 余额等")

    @declare.requires(offices.CHANGE)
    def mutate(root: Any, info: Any, *, input: Mapping[str, Any]) -> dict[str, Any]:
        """Approve it by one call into the service."""
        offices.department(info)
        today = timezone.localdate()
        day = input.get("on") or today
        organisation: UUID | None = parsed(input["organisation"])
        if organisation is None:
            raise organisations.unknown(input["organisation"])
        answer = services.approve(
            organisation=organisation,
            version=input["version"],
            places=input["places"],
            on=day,
            basis=input["basis"],
            today=today,
            actor=info.context.principal.actor,
        )
        [unit] = selectors.plan(on=day, organisations=[organisation])
        return {
            "unit": unit,
            "findings": answer.decision.findings,
            "outcome": dict(answer.decision.outcome),
        }


def _sector(code: str) -> Sector:
    if code not in {one.value for one in Sector}:
        raise services.BadApproval(f"没有代码为 {code} 的单位类别；请核对。")
    return Sector(code)
