"""Fifty requests at once for the last place, the same post, the same version: one is served, none breaks."""

from collections.abc import Iterator

import pytest
from django_tenants.utils import tenant_context
from faults.racing import AT_ONCE, D2020, D2021, at_once, found, tenant
from pytest_django.plugin import DjangoDbBlocker

from core.appointments import establishment, services
from core.appointments.models import Appointment, AppointmentChange, Post
from core.organisations import services as organisations
from core.organisations.facts import Cycle, Outdated
from core.organisations.models import OrganisationChange, OrganisationPeriod
from core.people import services as people
from tenants import registry

ROUNDS = 5


@pytest.fixture(scope="module")
def racing(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[registry.TenantRecord]:
    """A tenant of this module's own."""
    with django_db_blocker.unblock(), tenant("racing") as record:
        yield record


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
