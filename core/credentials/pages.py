"""The certificate as PDF for those who may see it, and the public page that its QR code leads to."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.access import rates
from core.access.principals import AnyPrincipal
from core.credentials import catalogue, certificate, names, selectors
from core.organisations import scope
from core.policy.vocabulary import CredentialStatus

VIEWS_A_MINUTE = 60
"""How often one address may open public pages; an office of many may share one."""

_SEE = "credentials.see"


@never_cache
@require_safe
def sheet(request: HttpRequest, credential: UUID) -> HttpResponse:
    """Answer the certificate of a credential whose holder the reader may see; else 404."""
    principal: AnyPrincipal = request.principal  # type: ignore[attr-defined]
    today = timezone.localdate()
    row = None
    if principal.may(_SEE) and not principal.must_change_password:
        reached = scope.reach(principal, _SEE, on=today)
        row = selectors.one(credential=credential, on=today, today=today, organisations=reached)
    if row is None or row.kind not in catalogue.known():
        raise Http404
    path = reverse("credential_public", kwargs={"code": row.public_code})
    response = HttpResponse(
        certificate.of(row, address=request.build_absolute_uri(path)), content_type="application/pdf"
    )
    response.headers["Content-Disposition"] = f'inline; filename="{row.number}.pdf"'
    return response


@never_cache
@require_safe
def public(request: HttpRequest, code: str) -> HttpResponse:
    """Answer what everybody may know of a credential who holds its code.

    Masked name, level, status, day of issue and issuer, and nothing else. A code that is nobody's takes the
    same way: one query, one page.
    """
    if not rates.within(request, page="credential", per_minute=VIEWS_A_MINUTE):
        return render(request, "429.html", status=429)
    row = selectors.by_public_code(code, on=timezone.localdate())
    kinds = catalogue.known()
    if row is None:
        return render(request, "credentials/unknown.html", status=404)
    kind = kinds.get(row.kind)
    shown = {
        "name": names.masked(row.person_name),
        "level": kind.label(row.level) if kind else row.level,
        "status": CredentialStatus[row.status],
        "valid": row.status == CredentialStatus.VALID,
        "issued_on": row.issued_on,
        "issuer": row.issuer_name,
    }
    return render(request, "credentials/public.html", shown)
