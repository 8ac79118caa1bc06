"""The ledger of projects as a file to keep."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.access.principals import AnyPrincipal
from core.api.scalars import Date
from core.errors import DomainError
from core.projects import ledger, workbook

MOST_ROWS = 5_000
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class LedgerTooLong(DomainError):
    """More projects are asked for than one workbook holds."""

    code = "BAD_USER_INPUT"


@never_cache
@require_safe
@login_required
def ledger_workbook(request: HttpRequest) -> HttpResponse:
    """Answer the ledger from `from` to `until`, of one `organisation` and those below, as a workbook."""
    principal: AnyPrincipal = request.principal  # type: ignore[attr-defined]
    if principal.must_change_password or not principal.may("projects.see"):
        raise PermissionDenied
    today = timezone.localdate()
    try:
        period = ledger.period(_day(request, "from"), _day(request, "until"), today=today)
        rows = ledger.seen(
            principal,
            period=period,
            limit=MOST_ROWS + 1,
            organisation=request.GET.get("organisation") or None,
            today=today,
        )
        if len(rows) > MOST_ROWS:
            raise LedgerTooLong(f"期间内的项目超过 {MOST_ROWS} 个：请缩短期间，或只导出一个党组织的台账。")
    except DomainError as refusal:
        return HttpResponse(
            refusal.message,
            status=404 if refusal.code == "NOT_FOUND" else 400,
            content_type="text/plain; charset=utf-8",
        )
    response = HttpResponse(workbook.of(rows, period=period), content_type=_XLSX)
    name = f"project-ledger-{period.from_on:%Y%m%d}-{period.shown_on:%Y%m%d}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _day(request: HttpRequest, name: str) -> date:
    return Date.parse_value(request.GET.get(name))
