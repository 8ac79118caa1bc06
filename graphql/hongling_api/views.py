"""The view behind `/graphql/`: graphene-django's, with everything closed that it leaves open.

Its structure stays (`parse_body`, `get_response`, `render_graphiql`); it takes no query from an address or
a form, knows media types and statuses, checks CSRF for sessions only, and never answers in its own words.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from graphene_django.views import GraphQLView

from core.policy import jsontext
from hongling_api import errors, execution, limits, public_schema, responses, tenant_schema
from hongling_api.composition import Composed
from hongling_api.documents import Documents
from hongling_api.responses import HttpRefusal
from tenants.clients import selectors as clients


@lru_cache(maxsize=64)
def _documents(composed: Composed) -> Documents:
    return Documents(composed, limits.current())


def _unnamed(request: HttpRequest) -> HttpResponse:
    """Stand for a view that asks for no exemption."""
    return HttpResponse()


class _Csrf(CsrfViewMiddleware):
    """Django's check, as a question."""

    def _reject(self, request: HttpRequest, reason: str) -> str:
        return reason


@method_decorator(csrf_exempt, name="dispatch")
class ApiView(GraphQLView):
    """GraphQL over HTTP; each host says with which schema."""

    graphiql_template = "hongling_api/graphiql.html"

    def __init__(self) -> None:
        # The schema depends on the request, so what graphene-django sets up per address stays unused.
        super(GraphQLView, self).__init__()

    def composed(self, request: HttpRequest) -> Composed:
        """Return the schema that serves a request."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer a POST, show the page to a signed-in browser, refuse all else."""
        media = responses.media_type(request)
        try:
            if request.method == "GET" and self._may_see_page(request):
                return self.render_graphiql(request)
            if request.method != "POST":
                raise HttpRefusal(
                    "查询请用 POST 发送；登录后用浏览器打开本页可以使用查询工具。",
                    code="METHOD_NOT_ALLOWED",
                    status=405,
                    headers={"Allow": "GET, POST"},
                )
            data = self.parse_body(request)
            self._check_csrf(request)
            text, status = self.get_response(request, data)
        except HttpRefusal as refusal:
            return responses.refused(refusal, media=media)
        return responses.response(text, media=media, status=status)

    def get_response(
        self, request: HttpRequest, data: Mapping[str, Any], show_graphiql: bool = False
    ) -> tuple[str, int]:
        """Return the text and status of the answer to the parameters of a request."""
        query, variables, operation_name, _ = self.get_graphql_params(request, data)
        composed = self.composed(request)
        stranger = not request.principal.is_authenticated  # type: ignore[attr-defined]
        return execution.answer(
            request,
            composed=composed,
            prepared=_documents(composed).prepared(query, stranger=stranger),
            operation_name=operation_name,
            variables=variables,
            reason=_reason(data),
            request_id=errors.request_id(),
            media=responses.media_type(request),
            limits=limits.current(),
        )

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Return the JSON object in the body, numbers exact.

        :raises HttpRefusal: if the body is of another kind, too large, no JSON, or a batch.
        """
        allowed = limits.current().body_bytes
        if request.content_type != "application/json" or (request.encoding or "utf-8").lower() not in (
            "utf-8",
            "utf8",
        ):
            raise HttpRefusal(
                "请求体须为 application/json，UTF-8 编码。", code="UNSUPPORTED_MEDIA_TYPE", status=415
            )
        if int(request.headers.get("Content-Length") or 0) > allowed or len(request.body) > allowed:
            raise HttpRefusal(f"请求过大：不得超过 {allowed} 字节。", code="REQUEST_TOO_LARGE", status=413)
        try:
            data = jsontext.read(request.body.decode("utf-8"))
        except UnicodeDecodeError:
            raise _bad_request("请求体不是 UTF-8 编码的文字。") from None
        except jsontext.JsonError as error:
            if error.path.startswith("variables."):
                raise _bad_variable(error, media=responses.media_type(request)) from None
            raise _bad_request(error.message) from None
        if isinstance(data, list):
            raise _bad_request("不接受成批的查询：请逐个发送。")
        if not isinstance(data, dict):
            raise _bad_request('请求体须为 JSON 对象，例如 {"query": "{ me { username } }"}。')
        return data

    @staticmethod
    def get_graphql_params(
        request: HttpRequest, data: Mapping[str, Any]
    ) -> tuple[str, dict[str, Any], str | None, None]:
        """Return query, variables and operation name; nothing is taken from the address.

        :raises HttpRefusal: if one is missing or of another type.
        """
        query, variables = data.get("query"), data.get("variables")
        operation_name, extensions = data.get("operationName"), data.get("extensions")
        if not isinstance(query, str):
            raise _bad_request("缺少 query，或它不是文字。")
        if variables is not None and not isinstance(variables, dict):
            raise _bad_request("variables 须为 JSON 对象或 null。")
        if operation_name is not None and not isinstance(operation_name, str):
            raise _bad_request("operationName 须为文字或 null。")
        if extensions is not None and not isinstance(extensions, dict):
            raise _bad_request("extensions 须为 JSON 对象或 null。")
        return query, variables or {}, operation_name, None

    def render_graphiql(self, request: HttpRequest, **data: Any) -> HttpResponse:
        """Return the page of the query tool, made of our own files only."""
        answer = render(request, self.graphiql_template)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @staticmethod
    def _may_see_page(request: HttpRequest) -> bool:
        wants_page = any(str(accepted).startswith("text/html") for accepted in request.accepted_types)
        return wants_page and request.principal.is_authenticated  # type: ignore[attr-defined]

    @staticmethod
    def _check_csrf(request: HttpRequest) -> None:
        """Refuse a request that a browser may have been tricked into: one that a session vouches for."""
        if request.principal.via != "session":  # type: ignore[attr-defined]
            return
        check = _Csrf(_unnamed)
        check.process_request(request)
        if check.process_view(request, _unnamed, (), {}) is not None:
            raise HttpRefusal(
                "请求缺少有效的 CSRF 令牌：请刷新页面后重试；程序请改用访问令牌。",
                code="FORBIDDEN",
                status=403,
            )


class TenantApi(ApiView):
    """The API of a tenant's host: the core and the plugins that the tenant runs."""

    def composed(self, request: HttpRequest) -> Composed:
        """Return the schema of the tenant's set of plugins."""
        return tenant_schema.schema(request.tenant.active_plugins)  # type: ignore[attr-defined]


class PublicApi(ApiView):
    """The API of the public host; programs that are registered there may name queries by their digests."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Return the JSON object in the body, with the query that a client names by its digest."""
        data = super().parse_body(request)
        client = request.api_client  # type: ignore[attr-defined]
        if client is None:
            return data
        try:
            return clients.body(client, data)
        except clients.QueryNotAllowed as refusal:
            raise HttpRefusal(refusal.message, code=refusal.code, status=400) from None

    def composed(self, request: HttpRequest) -> Composed:
        """Return the public schema."""
        return public_schema.schema()


def _reason(data: Mapping[str, Any]) -> str:
    """Return the reason that a client gives in `extensions.reason` for what it changes."""
    reason = (data.get("extensions") or {}).get("reason")
    return reason[:500] if isinstance(reason, str) else ""


def _bad_variable(error: jsontext.JsonError, *, media: str) -> HttpRefusal:
    """Return the refusal of a value that cannot be kept, as of any other variable that is wrong."""
    answer = {"errors": [errors.plain(error)]}
    return HttpRefusal(error.message, code=error.code, status=responses.status_of(answer, media))


def _bad_request(message: str) -> HttpRefusal:
    return HttpRefusal(message, code="BAD_REQUEST", status=400)
