"""Read attachments: those of records, and one for whoever may download it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from core.access import permissions
from core.access.principals import AnyPrincipal
from core.attachments.models import Attachment
from core.organisations import scope
from core.people import selectors as people


def of(*, subject_kind: str, ids: Collection[UUID]) -> Mapping[UUID, list[Attachment]]:
    """Return the attachments of records of one kind by record, in the order of upload; one query.

    Withdrawn ones too: that there was one is part of the record. Of people by whom they are about, so that
    they follow a merge.
    """
    key = "person_id" if subject_kind == "PERSON" else "subject_id"
    result: dict[UUID, list[Attachment]] = defaultdict(list)
    rows = Attachment.objects.filter(subject_kind=subject_kind, **{f"{key}__in": ids})
    for row in rows.order_by("uploaded_at", "pk"):
        result[getattr(row, key)].append(row)
    return result


def visible(
    *, attachment: UUID, principal: AnyPrincipal, on: date, change: bool = False
) -> Attachment | None:
    """Return an attachment that the principal may download, or with `change` withdraw; None for any other.

    A draft is its uploader's alone.
    """
    row = Attachment.objects.filter(pk=attachment).first()
    if row is None or principal.actor is None:
        return None
    if row.subject_id is None:
        own = (row.uploaded_by_realm, row.uploaded_by_id) == (principal.actor.realm, principal.actor.id)
        return row if own else None
    needed = f"{row.permission.removesuffix('.see')}.change" if change else row.permission
    if needed not in permissions.PERMISSIONS:
        return None
    reached = scope.reach(principal, needed, on=on)
    if reached is not None and row.organisation_id not in reached:
        return None
    if row.person_id is not None and people.person(id=row.person_id, organisations=reached, on=on) is None:
        return None
    return row
