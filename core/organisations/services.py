"""Write organisations."""

from datetime import date

from django.db import transaction

from core.errors import DomainError
from core.organisations.models import Kind, Level, Organisation, OrganisationPeriod, Sector


class InvalidOrganisation(DomainError):
    """An organisation cannot be founded as described."""

    code = "BAD_USER_INPUT"


def found(
    *,
    name: str,
    kind: Kind,
    sector: Sector,
    level: Level,
    division_code: str,
    on: date,
    parent: Organisation | None = None,
) -> Organisation:
    """Found an organisation that stands from a day on, below a parent that stands on that day.

    :raises InvalidOrganisation: if the name is empty or the parent does not stand on the day.
    """
    if not name.strip():
        raise InvalidOrganisation("请填写党组织名称。")
    with transaction.atomic():
        if parent is not None and not _stands(parent, on=on):
            raise InvalidOrganisation(f"上级党组织在 {on} 尚未成立或已撤销；请改选上级或日期。")
        organisation = Organisation.objects.create()
        OrganisationPeriod.objects.create(
            organisation=organisation,
            from_on=on,
            name=name.strip(),
            parent=parent,
            kind=kind,
            sector=sector,
            level=level,
            division_code=division_code,
        )
    return organisation


def _stands(organisation: Organisation, *, on: date) -> bool:
    period = OrganisationPeriod.objects.select_for_update().filter(organisation=organisation, from_on__lte=on)
    return any(row.until_on is None or row.until_on > on for row in period)
