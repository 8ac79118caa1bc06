"""Give people posts, and count indicators of the tenant that the connection serves."""

import secrets
from datetime import date
from decimal import Decimal
from typing import Any

from core.appointments import services
from core.appointments.models import Appointment
from core.credentials.models import Credential, CredentialStep
from core.indicators import periods, registry, selectors
from core.organisations.models import Kind, Level, Organisation, OrganisationPeriod, Sector
from core.people.models import Person
from core.training.models import TrainingAttendance, TrainingKind, TrainingLevel, TrainingSession

TODAY = date(2026, 3, 1)


def post(person: Person, organisation: Organisation, **more: Any) -> Appointment:
    """Give somebody one more post, full-time from 2021 on unless told otherwise."""
    values = {"basis": Appointment.Basis.FULL_TIME, "on": date(2021, 1, 1)}
    return services.appoint(person=person, organisation=organisation, **(values | more))


def cells(code: str, period: str, *, today: date = TODAY, **more: Any) -> list[selectors.Cell]:
    """Count an indicator for a period."""
    return selectors.cells(
        indicators=[registry.active()[code]],
        span=periods.passed(periods.parse(period), today=today),
        **more,
    )


def unit(name: str, sector: Sector, *, division_code: str = "522702") -> Organisation:
    """Found an organisation of a sector that stands since 2020, wherever it lies."""
    organisation = Organisation.objects.create()
    OrganisationPeriod.objects.create(
        organisation=organisation,
        from_on=date(2020, 1, 1),
        name=name,
        pinyin=name,
        kind=Kind.BRANCH,
        sector=sector,
        level=Level.GRASSROOTS,
        division_code=division_code,
    )
    return organisation


def worker(name: str, organisation: Organisation, **more: Any) -> Person:
    """Record somebody with a full-time post from 2021 on."""
    person = Person.objects.create(name=name, pinyin=name)
    values = {"basis": Appointment.Basis.FULL_TIME, "from_on": date(2021, 1, 1)}
    Appointment.objects.create(person=person, organisation=organisation, **(values | more))
    return person


def credential(
    person: Person, kind: str, level: str, *, steps: tuple[tuple[date, str], ...] = ()
) -> Credential:
    """Record a credential issued on 1 June 2022 that later took some steps."""
    issued = Credential.objects.create(
        kind=kind,
        number=secrets.token_hex(8),
        level=level,
        person=person,
        issued_on=date(2022, 6, 1),
        issuer_name="组织部",
        public_secret=secrets.token_bytes(18),
    )
    for version, (on, status) in enumerate(((date(2022, 6, 1), "VALID"), *steps), start=1):
        CredentialStep.objects.create(
            credential=issued,
            version=version,
            person=person,
            status=status,
            from_on=on,
            recorded_by_realm="system",
            recorded_by_name="测试",
        )
    return issued


def trained(person: Person, organisation: Organisation, *, days: str, last_on: date) -> None:
    """Record a session that ended on a day, of which somebody attended so many days."""
    session = TrainingSession.objects.create(
        title="轮训班",
        level=TrainingLevel.COUNTY,
        kind=TrainingKind.ROTATION,
        organiser=organisation,
        from_on=last_on,
        last_on=last_on,
        days=Decimal(days),
    )
    TrainingAttendance.objects.create(session=session, person=person, attended_days=Decimal(days))


def total(code: str, period: str = "2022", **more: Any) -> Any:
    """Return numerator and denominator of an indicator, the numerator alone of a count."""
    [cell] = cells(code, period, **more)
    return cell.numerator if cell.denominator is None else (cell.numerator, cell.denominator)


def by(code: str, dimension: str, period: str = "2022") -> dict[str, Any]:
    """Return the numerators of an indicator by a dimension."""
    found = cells(code, period, splits=[(dimension,)])
    return {cell.dimension[dimension]: cell.numerator for cell in found}
