"""Fifty requests at once for the last place, the same post, the same version: one is served, none breaks."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection
from django_tenants.utils import tenant_context
from pytest_django.plugin import DjangoDbBlocker

from core.actors import Actor
from core.appointments import establishment, services
from core.appointments.models import Appointment, AppointmentChange, Post
from core.errors import DomainError
from core.organisations import services as organisations
from core.organisations.facts import Cycle, Outdated
from core.organisations.models import (
    Kind,
    Level,
    Organisation,
    OrganisationChange,
    OrganisationPeriod,
    Sector,
)
from core.people import services as people
from tenants import provisioning, registry, states
from tenants.models import TenantState

AT_ONCE = 50
ROUNDS = 5
D2020, D2021 = date(2020, 1, 1), date(2021, 1, 1)


@pytest.fixture(scope="module")
def racing(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[registry.TenantRecord]:
    """Open a tenant of this module's own, whose transactions really commit; drop it afterwards."""
    with django_db_blocker.unblock():
        operator = Actor(realm="system", id="tests", name="测试")
        provisioning.open_tenant(
            slug="racing", name="丁县", region_code="522702", actor=operator, on=date(2026, 1, 1)
        )
        record = registry.by_schema("racing")
        assert record is not None
        yield record
        connection.set_schema_to_public()
        for state in (TenantState.SUSPENDED, TenantState.ARCHIVED):
            states.change(slug="racing", to=state, actor=operator, reason="测试结束")
        provisioning.drop(slug="racing", actor=operator, reason="测试结束")


def at_once(racing: registry.TenantRecord, works: list[Callable[[], object]]) -> list[str]:
    """Do all works at the same moment, each on a connection of its own; return what became of them."""
    start = Barrier(len(works))

    def run(work: Callable[[], object]) -> str:
        try:
            with tenant_context(racing):
                with connection.cursor() as cursor:
                    # Two cores serve fifty: nobody gives up for want of time here.
                    cursor.execute("SET lock_timeout = '60s'; SET statement_timeout = '120s'")
                start.wait(timeout=60)
                work()
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()
        return "DONE"

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def found(name: str) -> Organisation:
    return organisations.found(
        name=name,
        kind=Kind.COMMITTEE,
        sector=Sector.TOWNSHIP,
        level=Level.TOWNSHIP,
        division_code="522702",
        on=D2020,
    )


@pytest.mark.parametrize("attempt", range(ROUNDS))
def test_the_last_place_is_filled_exactly_once(racing, django_db_blocker, attempt):
    with django_db_blocker.unblock(), tenant_context(racing):
        town = found(f"第{attempt}镇党委")
        establishment.approve(organisation=town.pk, post=Post.WORKER, places=1, on=D2020)
        asking = [people.register(name="张三") for _ in range(AT_ONCE)]

        outcomes = at_once(
            racing,
            [
                lambda person=person: services.appoint(
                    person=person, organisation=town, basis=Appointment.Basis.FULL_TIME, on=D2021
                )
                for person in asking
            ],
        )

        assert sorted(outcomes) == ["DONE", *["QUOTA_FULL"] * (AT_ONCE - 1)]
        assert Appointment.objects.filter(organisation=town).count() == 1
        assert AppointmentChange.objects.filter(appointment__organisation=town).count() == 1


@pytest.mark.parametrize("attempt", range(ROUNDS))
def test_one_person_gets_one_full_time_post(racing, django_db_blocker, attempt):
    with django_db_blocker.unblock(), tenant_context(racing):
        person = people.register(name=f"李四{attempt}")
        towns = [found(f"第{attempt}区第{number}镇党委") for number in range(AT_ONCE)]

        outcomes = at_once(
            racing,
            [
                lambda town=town: services.appoint(
                    person=person, organisation=town, basis=Appointment.Basis.FULL_TIME, on=D2021
                )
                for town in towns
            ],
        )

        assert sorted(outcomes) == [*["ALREADY_FULL_TIME"] * (AT_ONCE - 1), "DONE"]
        assert Appointment.objects.filter(person=person).count() == 1


@pytest.mark.parametrize("attempt", range(ROUNDS))
def test_of_edits_on_one_version_one_is_kept(racing, django_db_blocker, attempt):
    with django_db_blocker.unblock(), tenant_context(racing):
        town = found(f"第{attempt}乡党委")

        outcomes = at_once(
            racing,
            [
                lambda number=number: organisations.rename(
                    organisation=town.pk, name=f"新{number}乡党委", on=D2021, version=1
                )
                for number in range(AT_ONCE)
            ],
        )

        assert sorted(outcomes) == [*[Outdated.code] * (AT_ONCE - 1), "DONE"]
        assert list(
            OrganisationChange.objects.filter(organisation=town).values_list("version", flat=True)
        ) == [
            1,
            2,
        ]


@pytest.mark.parametrize("attempt", range(ROUNDS))
def test_two_moves_at_once_make_no_ring(racing, django_db_blocker, attempt):
    with django_db_blocker.unblock(), tenant_context(racing):
        one, two = found(f"第{attempt}甲党委"), found(f"第{attempt}乙党委")

        outcomes = at_once(
            racing,
            [
                lambda: organisations.move(organisation=one.pk, parent=two.pk, on=D2021),
                lambda: organisations.move(organisation=two.pk, parent=one.pk, on=D2021),
            ],
        )

        assert sorted(outcomes) == ["DONE", Cycle.code]
        below = OrganisationPeriod.objects.filter(organisation__in=[one, two], parent__isnull=False)
        assert below.count() == 1
