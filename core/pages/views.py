"""The start page: who am I, where am I, and what is there."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import plugins
from core.access import permissions, schemas
from core.access.principals import Principal
from core.reference import selectors as reference


@dataclass(frozen=True)
class ShownRole:
    """A role as the start page shows it: its title and the place to which it is limited, if any."""

    title: str
    place: str


@never_cache
@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Answer the start page, or send on to the page for a new password while the first one is in use."""
    principal: Principal = request.principal  # type: ignore[attr-defined]
    if principal.must_change_password:
        return redirect("account_change_password")
    tenant = request.tenant  # type: ignore[attr-defined]
    region = reference.division(code=tenant.region_code, on=timezone.localdate()) if tenant else None
    context = {
        "region": region,
        "principal": principal,
        "roles": _shown(principal),
        "permissions": [permissions.PERMISSIONS[one] for one in sorted(principal.permissions)],
        "schemes": [scheme.title for scheme in plugins.active().values()],
    }
    return render(request, "pages/home.html", context)


def _shown(principal: Principal) -> list[ShownRole]:
    realm = schemas.realm()
    return [
        ShownRole(title=role.title, place=held.region or ("本组织及下级" if held.organisation else ""))
        for held in principal.roles
        if (role := permissions.role(realm, held.code))
    ]
