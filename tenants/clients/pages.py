"""`POST /oauth/token`: OAuth 2.0 client credentials (RFC 6749, section 4.4)."""

import base64
import binascii

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.access import rates
from tenants.clients import services


@csrf_exempt
@never_cache
@require_POST
def token(request: HttpRequest) -> JsonResponse:
    """Answer a token for a client's identifier and secret, in the form or as HTTP Basic."""
    if not rates.within(request, page="oauth-token", per_minute=30):
        return _error("slow_down", "请求过于频繁：请稍后再试。", status=429)
    if request.POST.get("grant_type") != "client_credentials":
        return _error("unsupported_grant_type", "grant_type 须为 client_credentials。", status=400)
    identifier, secret = _credentials(request)
    try:
        clear = services.issue(identifier=identifier, secret=secret)
    except services.ClientRefused as refusal:
        return _error("invalid_client", refusal.message, status=401)
    return JsonResponse({"access_token": clear, "token_type": "Bearer", "expires_in": services.MINUTES * 60})


def _credentials(request: HttpRequest) -> tuple[str, str]:
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            identifier, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return "", ""
        return identifier, secret
    return request.POST.get("client_id", ""), request.POST.get("client_secret", "")


def _error(code: str, message: str, *, status: int) -> JsonResponse:
    return JsonResponse(
        {"error": code, "error_description": message},
        status=status,
        json_dumps_params={"ensure_ascii": False},
    )
