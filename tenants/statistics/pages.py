"""The figures as files to keep, for people and programs with a token."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.access import declare
from core.access.declare import AccessDenied, NotAuthenticated
from core.access.permissions import Mark
from core.access.principals import AnyPrincipal
from core.errors import DomainError
from core.reference.models import Level
from tenants.statistics import answers, api, files, rights

_WRITERS: dict[str, tuple[str, Callable[..., bytes]]] = {
    "csv": ("text/csv; charset=utf-8", files.as_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", files.as_workbook),
}


@never_cache
@require_safe
def figures(request: HttpRequest, form: str) -> HttpResponse:
    """Answer the figures that the address asks for, as CSV or workbook; arguments as of `statistics`."""
    principal: AnyPrincipal = request.principal  # type: ignore[attr-defined]
    try:
        declare.enforce(principal, Mark("requires", rights.SEE))
        rows = answers.answer(_question(request, principal), limit=api.MOST_ROWS + 1)
        if len(rows) > api.MOST_ROWS:
            raise answers.BadQuestion(f"结果超过 {api.MOST_ROWS} 行：请减少指标、期间或地区。")
    except NotAuthenticated as refusal:
        return _refused(refusal, status=401)
    except AccessDenied as refusal:
        return _refused(refusal, status=403)
    except DomainError as refusal:
        return _refused(refusal, status=400)
    media, write = _WRITERS[form]
    response = HttpResponse(write(rows), content_type=media)
    response.headers["Content-Disposition"] = f'attachment; filename="statistics.{form}"'
    return response


def _question(request: HttpRequest, principal: AnyPrincipal) -> answers.Question:
    level = request.GET.get("level") or None
    if level is not None and level not in Level.values:
        raise answers.BadQuestion(f"level 须为 {'、'.join(Level.values)} 之一，不能是 {level}。")
    return api.question(
        principal,
        client=request.api_client,  # type: ignore[attr-defined]
        indicators=_several(request, "indicators"),
        region=request.GET.get("region") or None,
        level=None if level is None else Level(level),
        periods=_several(request, "period"),
        dimensions=_several(request, "dimensions"),
    )


def _several(request: HttpRequest, name: str) -> list[str]:
    return [text for text in request.GET.get(name, "").split(",") if text]


def _refused(refusal: DomainError, *, status: int) -> HttpResponse:
    return HttpResponse(refusal.message, status=status, content_type="text/plain; charset=utf-8")
