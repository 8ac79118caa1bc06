"""Two at once: jobs that remind, and people who check and send back."""

import threading
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from browsing import CLERK
from django.db import connection
from django_tenants.utils import tenant_context

from core.access import services as access
from core.access.models import RoleAssignment, User
from core.actors import Actor
from core.errors import DomainError
from core.notices.models import Notice
from core.obligations import deadlines, reminders, services
from core.obligations.models import Obligation
from core.obligations.services import Duty
from core.organisations import services as organisations
from core.organisations.models import (
    Kind,
    Level,
    Organisation,
    OrganisationChange,
    OrganisationPeriod,
    Sector,
)
from tenants import registry

DUE = date(2026, 5, 1)
CHECKERS = [Actor(realm="tenant", id=str(number), name=f"核验人{number}") for number in range(2)]


@pytest.fixture
def committed(django_db_setup, django_db_blocker) -> Iterator[tuple[registry.TenantRecord, Obligation]]:
    """An obligation in tenant beta, and who answers for it, that other connections see; gone afterwards."""
    with django_db_blocker.unblock():
        connection.set_schema_to_public()
        record = registry.by_schema("beta")
        assert record is not None
        with tenant_context(record):
            town = organisations.found(
                name="甲镇党委",
                kind=Kind.COMMITTEE,
                sector=Sector.TOWNSHIP,
                level=Level.TOWNSHIP,
                division_code="360823",
                on=date(2020, 1, 1),
            )
            user = access.create_user(username="zhen", name="李娜", actor=CLERK)
            access.grant_role(user=user, role="UNIT_OFFICER", organisation_id=town.pk, actor=CLERK)
            duty = Duty("REPORT", "报送总结", town.pk, deadlines.fixed(DUE))
            row = services.assign(duty, on=date(2026, 1, 5), actor=CLERK)
        yield record, row
        with tenant_context(record):
            for model in (Notice, Obligation, RoleAssignment, User, OrganisationChange, OrganisationPeriod):
                model.objects.all().delete()
            Organisation.objects.all().delete()
        connection.set_schema_to_public()


def at_once(record: registry.TenantRecord, works: list[Callable[[], object]]) -> list[object]:
    """Do all works at the same moment, each on a connection of its own; return what became of them."""
    together, outcomes = threading.Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        try:
            with tenant_context(record):
                together.wait()
                outcomes.append(work())
        except DomainError as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_two_jobs_at_once_remind_once(committed):
    record, _ = committed

    given = at_once(record, [lambda: reminders.remind(on=DUE)] * 4)

    assert sorted(given) == [0, 0, 0, 1]
    with tenant_context(record):
        assert Notice.objects.count() == 1


def test_of_two_who_fulfil_at_once_one_is_refused(committed):
    record, row = committed

    outcomes = at_once(
        record,
        [
            lambda actor=actor: (
                services.fulfil(obligation=row.pk, evidence="已报送", on=DUE, actor=actor).version
            )
            for actor in CHECKERS
        ],
    )

    assert sorted(outcomes, key=str) == [2, "OBLIGATION_NOT_OPEN"]


def test_of_a_check_and_a_return_at_once_one_is_refused(committed):
    record, row = committed
    with tenant_context(record):
        services.fulfil(obligation=row.pk, evidence="已报送", on=DUE, actor=CLERK)

    outcomes = at_once(
        record,
        [
            lambda: services.check(obligation=row.pk, on=DUE, version=2, actor=CHECKERS[0]).version,
            lambda: (
                services.send_back(obligation=row.pk, reason="缺附件", version=2, actor=CHECKERS[1]).version
            ),
        ],
    )

    assert sorted(outcomes, key=str) == [3, "CONFLICT"]
