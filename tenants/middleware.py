"""From the host name to the tenant: the first thing that happens to a request."""

from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.urls import set_urlconf

from tenants import registry
from tenants.connections import connection
from tenants.models import TenantState
from tenants.registry import TenantRecord


class TenantMiddleware:
    """Point the connection and the URLs at the host's tenant; refuse hosts that serve none.

    A half-made or archived tenant answers like an unknown one; a suspended one says so. The connection
    goes back to public when the response is made, so that a worker thread never keeps a tenant's rights.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        host = request.get_host().rsplit(":", 1)[0].lower().rstrip(".")
        connection.set_schema_to_public()
        if host == settings.PUBLIC_HOST:
            request.tenant = None  # type: ignore[attr-defined]
            self._route(request, settings.PUBLIC_SCHEMA_URLCONF)
            return self.get_response(request)
        record = registry.by_host(host)
        if record is None or record.state in (TenantState.PROVISIONING, TenantState.ARCHIVED):
            raise Http404(f"没有找到网址 {host} 对应的单位，请核对网址。")
        if not record.is_ready:
            return _suspended(request, record)
        request.tenant = record  # type: ignore[attr-defined]
        connection.set_tenant(record)
        structlog.contextvars.bind_contextvars(tenant=record.schema_name)
        try:
            self._route(request, settings.ROOT_URLCONF)
            return self.get_response(request)
        finally:
            connection.set_schema_to_public()
            structlog.contextvars.unbind_contextvars("tenant")

    @staticmethod
    def _route(request: HttpRequest, urlconf: str) -> None:
        request.urlconf = urlconf
        set_urlconf(urlconf)


def _suspended(request: HttpRequest, record: TenantRecord) -> HttpResponse:
    message = f"{record.name}的服务已停用，恢复前不能登录和办理业务，数据不受影响；请联系上级管理员。"
    if request.path.startswith("/graphql/"):
        errors = [{"message": message, "extensions": {"code": "TENANT_SUSPENDED"}}]
        return JsonResponse({"errors": errors}, status=503, json_dumps_params={"ensure_ascii": False})
    page = loader.render_to_string("503.html", {"request": {"tenant": record}, "message": message})
    return HttpResponse(page, status=503)
