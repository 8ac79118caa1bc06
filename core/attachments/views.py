"""Upload and download over HTTP; both for sessions and for bearer tokens."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from core.access import declare
from core.access.permissions import Mark
from core.access.principals import AnyPrincipal
from core.actors import Actor
from core.attachments import kinds, selectors, services, store, uploads
from core.attachments.models import Attachment
from core.errors import DomainError

_STATUS = {
    "UNAUTHENTICATED": 401,
    "FORBIDDEN": 403,
    "NOT_FOUND": 404,
    "CONTENT_MISSING": 404,
    "FILE_TOO_LARGE": 413,
    "FILE_TYPE_REFUSED": 415,
    "FILE_UNSAFE": 422,
}
_SLACK = 3
"""Up to so many times the allowed size is read and dropped for the sake of a readable refusal."""


@csrf_exempt
@require_POST
@never_cache
def upload(request: HttpRequest) -> HttpResponse:
    """Store the form's `file` as a draft and answer its identifier, hash, kind and size as JSON.

    The check against forged requests is made here: it reads the form, which may hold a file only afterwards.
    """
    try:
        if int(request.headers.get("Content-Length") or 0) > _SLACK * settings.ATTACHMENT_BYTES:
            raise services.too_large()
        principal: AnyPrincipal = request.principal  # type: ignore[attr-defined]
        author = _author(principal)
        capped = uploads.accept(request)
        _check_csrf(request)
        content = request.FILES.get("file")
        if capped.exceeded:
            raise services.too_large()
        if not isinstance(content, UploadedFile):
            raise services.InvalidAttachment("没有收到文件：请用 multipart/form-data 发送名为 file 的文件。")
        row = services.upload(content=content, name=content.name or "", actor=author)
    except MultiPartParserError:
        return _refused(services.InvalidAttachment("请求体不是完整的 multipart/form-data：请重新上传。"))
    except DomainError as refusal:
        return _refused(refusal)
    return _json(described(row), status=201)


@require_safe
@never_cache
def download(request: HttpRequest, attachment: UUID) -> HttpResponseBase:
    """Answer the content under its original name, as a file to keep, never as a page of this host."""
    principal: AnyPrincipal = request.principal  # type: ignore[attr-defined]
    if not principal.is_authenticated:
        return redirect_to_login(request.get_full_path())
    try:
        _settled(principal)
        row = selectors.visible(attachment=attachment, principal=principal, on=timezone.localdate())
        if row is None or row.withdrawn_at is not None:
            raise services.unknown(attachment)
        content = store.opened(row.sha256)
    except DomainError as refusal:
        return _refused(refusal)
    kind = kinds.FileKind(row.kind)
    answer = FileResponse(content, as_attachment=True, filename=row.name, content_type=kinds.MEDIA[kind])
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def described(row: Attachment) -> dict[str, Any]:
    """Return what an upload answers."""
    return {
        "id": str(row.pk),
        "name": row.name,
        "type": row.kind,
        "size": row.size_bytes,
        "sha256": row.sha256,
    }


def _author(principal: AnyPrincipal) -> Actor:
    """Return who uploads, if they may write anything at all."""
    declare.enforce(principal, Mark("signed_in"))
    _settled(principal)
    writes = {name for name in principal.permissions if name.endswith(".change")} | (
        {"cases.review"} & principal.permissions
    )
    if not writes:
        raise declare.AccessDenied("您没有登记业务的权限，不能上传附件：如工作需要，请联系系统管理员授权。")
    assert principal.actor is not None
    return principal.actor


def _settled(principal: AnyPrincipal) -> None:
    """Refuse whoever still uses the first password, as every field that asks for a permission does."""
    if principal.must_change_password:
        raise declare.AccessDenied("当前为初始密码：请先在“修改密码”页面设置新密码，再办理业务。")


class _Csrf(CsrfViewMiddleware):
    """Django's check, as a question."""

    def _reject(self, request: HttpRequest, reason: str) -> str:
        return reason


def _unnamed(request: HttpRequest) -> HttpResponse:
    """Stand for a view that asks for no exemption."""
    return HttpResponse()


def _check_csrf(request: HttpRequest) -> None:
    if request.principal.via != "session":  # type: ignore[attr-defined]
        return
    check = _Csrf(_unnamed)
    check.process_request(request)
    if check.process_view(request, _unnamed, (), {}) is not None:
        raise declare.AccessDenied("请求缺少有效的 CSRF 令牌：请刷新页面后重试；程序请改用访问令牌。")


def _refused(refusal: DomainError) -> JsonResponse:
    error = {"message": refusal.message, "extensions": {"code": refusal.code, **refusal.extensions}}
    return _json({"errors": [error]}, status=_STATUS.get(refusal.code, 400))


def _json(value: dict[str, Any], *, status: int) -> JsonResponse:
    return JsonResponse(value, status=status, json_dumps_params={"ensure_ascii": False})
