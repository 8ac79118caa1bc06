"""Report periods: submitted by the tenant, accepted and thereby frozen or returned by the province."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from django_tenants.utils import get_tenant_model, tenant_context

from core.access.principals import Scope
from core.actors import Actor
from core.audit import acting
from core.errors import DomainError
from core.indicators import periods
from core.indicators.periods import Length, Period
from core.law import services as law
from core.reference import selectors as reference
from tenants.models import Figure, Report, ReportState
from tenants.reports import selectors
from tenants.statistics import counting, publishing
from tenants.statistics import services as statistics


class NotReportable(DomainError):
    """A period is not reported: a month, one that still runs, or one without figures."""

    code = "NOT_REPORTABLE"


class ReportedAlready(DomainError):
    """The period is submitted or frozen already."""

    code = "REPORTED_ALREADY"


class NotCounted(DomainError):
    """Some of the period's figures cannot be counted now."""

    code = "NOT_COUNTED"


class UnknownReport(DomainError):
    """No report within reach has this identifier."""

    code = "NOT_FOUND"


class NotSubmitted(DomainError):
    """A report was to be decided that does not wait for a decision."""

    code = "NOT_SUBMITTED"


class ReportChanged(DomainError):
    """A report has changed since it was read."""

    code = "CONFLICT"


class ReasonMissing(DomainError):
    """A report was to be returned without a reason."""

    code = "REASON_MISSING"


def submit(*, period: str, actor: Actor, on: date) -> Report:
    """Report a quarter or a year of the connection's tenant and return the report.

    Its figures are counted once more from the records and then stand still, so that what is accepted is
    what was submitted.

    :raises BadPeriod: if the text names no period that has begun.
    :raises NotReportable: if it is a month, still runs, or lies before all records.
    :raises NotCounted: naming the indicators that cannot be counted.
    :raises ReportedAlready: if it waits for a decision or is frozen.
    """
    wanted = periods.parse(period)
    span = periods.passed(wanted, today=on)
    if wanted.length is Length.MONTH:
        raise NotReportable(f"只报送季度和年度：{period} 是月份，不需报送。")
    if span.running:
        raise NotReportable(
            f"统计期间 {period} 至 {wanted.until_on - timedelta(days=1)} 结束，结束后才能报送。"
        )
    with acting(actor=actor, reason=f"报送 {period}"):
        publishing.lock(schema=connection.schema_name, wait=True)  # type: ignore[attr-defined]
        _check_kept(wanted, on=on)
        if failures := counting.count_one(wanted, today=on):
            raise NotCounted(
                f"{period} 的指标 {'、'.join(sorted(failures))} 现在无法统计，排除故障后才能报送。",
                extensions={"indicators": sorted(failures)},
            )
        if not publishing.report(period=wanted, due_on=_due(wanted, on=on), actor=actor, on=on):
            raise ReportedAlready(f"{period} 已经报送；如需更正，请由省级退回后重新报送。")
        statistics.touch_reports(wanted)
        return next(row for row in selectors.own() if row.period == period)


def accept(*, id: UUID, version: int, scope: Scope, actor: Actor) -> Report:
    """Accept a submitted report, which freezes the period's figures for good, and return it.

    :param scope: the regions that the actor decides for.
    :raises UnknownReport: if no report within the scope has this identifier.
    :raises NotSubmitted: if it does not wait for a decision.
    :raises ReportChanged: if its version is another one by now.
    """
    with acting(actor=actor, reason="接受报送"), transaction.atomic():
        row = _submitted(id, version=version, scope=scope)
        return _decided(row, ReportState.FROZEN, actor=actor)


def send_back(*, id: UUID, version: int, reason: str, scope: Scope, actor: Actor) -> Report:
    """Return a submitted report with a reason; its figures follow the records again.

    :raises ReasonMissing: if there is no reason, or one of more than 500 characters.
    :raises UnknownReport: as `accept`, and as there NotSubmitted and ReportChanged.
    """
    why = reason.strip()
    if not 1 <= len(why) <= 500:
        raise ReasonMissing("退回须写明原因，1 至 500 个字，报送单位据此更正。")
    with acting(actor=actor, reason=f"退回报送：{why}"), transaction.atomic():
        row = _submitted(id, version=version, scope=scope)
        _decided(row, ReportState.RETURNED, actor=actor, reason=why)
        _release(row)
        return row


def _check_kept(period: Period, *, on: date) -> None:
    """Refuse a period that figures are not kept of."""
    if period.name not in {one.name for one in counting.kept(today=on)}:
        raise NotReportable(f"{period.name} 没有记录，或已超出统计数据保持更新的年限，不能报送。")


def _due(period: Period, *, on: date) -> date:
    """Return the last day on which a report of a period is in time."""
    last = period.until_on - timedelta(days=1 - law.in_force(on).report_days)
    return reference.calendar().forward_to_working_day(last)[0]


def _submitted(id: UUID, *, version: int, scope: Scope) -> Report:
    """Return a report that waits for a decision, which nobody else takes or counts for meanwhile."""
    row = selectors.one(scope, id)
    if row is None:
        raise UnknownReport(f"您管辖的地区内没有标识为 {id} 的报送，请核对。")
    publishing.lock(schema=row.tenant.schema_name, wait=True)
    row = Report.objects.select_for_update().get(pk=id)
    if row.state != ReportState.SUBMITTED:
        raise NotSubmitted(
            f"{row.tenant.name} {row.period} 的报送现为“{ReportState(row.state).label}”，不待审核。",
            extensions={"state": row.state},
        )
    if row.version != version:
        raise ReportChanged("该报送已有变动，请刷新后再审核。", extensions={"version": row.version})
    return row


def _decided(row: Report, state: ReportState, *, actor: Actor, reason: str = "") -> Report:
    Report.objects.filter(pk=row.pk).update(
        state=state,
        version=F("version") + 1,
        decided_at=Now(),
        decided_by_realm=actor.realm,
        decided_by_id=actor.id,
        decided_by_name=actor.name,
        reason=reason,
    )
    row.refresh_from_db()
    return row


def _release(row: Report) -> None:
    """Publish what the records yield again, and have the tenant count the period anew."""
    figures = Figure.objects.filter(tenant=row.tenant_id, period=row.period, frozen=True)
    values: dict[str, Any] = {"live_numerator": None, "live_denominator": None, "frozen": False}
    figures.update(numerator=F("live_numerator"), denominator=F("live_denominator"), as_of=Now(), **values)
    tenant = get_tenant_model().objects.get(pk=row.tenant_id)
    with tenant_context(tenant):
        statistics.touch_period(periods.parse(row.period))
