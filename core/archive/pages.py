"""The archive of a person as a page, for the screen and for A4."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.access.principals import AnyPrincipal
from core.archive import parts
from core.people import codes
from core.people.selectors import PersonRow
from core.policy.vocabulary import PoliticalStatus


@never_cache
@require_safe
@login_required
def person(request: HttpRequest, person: UUID) -> HttpResponse:
    """Answer the six parts of the archive of somebody whom the reader may see; else 404."""
    principal: AnyPrincipal = request.principal  # type: ignore[attr-defined]
    if principal.must_change_password or not principal.may("people.see"):
        raise PermissionDenied
    archive = parts.of(person=person, principal=principal, today=timezone.localdate())
    if archive is None:
        raise Http404
    shown = {
        "archive": archive,
        "basics": _basics(archive.person),
        "printed_by": principal.actor.name if principal.actor else "",
    }
    return render(request, "archive/person.html", shown)


def _basics(row: PersonRow) -> list[tuple[str, object]]:
    """Return what the first part says, in pairs of term and value; days stay days."""
    return [
        ("姓名", row.name),
        ("性别", codes.Sex(row.sex).label if row.sex else None),
        ("出生日期", row.birth_on),
        ("身份证号", row.masked("id_number")),
        ("电话", row.masked("phone")),
        ("学历", codes.Education(row.education).label if row.education else None),
        ("专业", row.major),
        ("政治面貌", PoliticalStatus(row.political_status).label if row.political_status else None),
        ("入党日期", row.joined_on),
        ("转正日期", row.full_member_since),
        ("从事党务工作", row.party_work_since),
        (
            "专业技术职务",
            codes.ProfessionalTitle(row.professional_title).label if row.professional_title else None,
        ),
        ("所在党组织", row.organisation_name),
        ("培养意向", row.development_intention),
    ]
