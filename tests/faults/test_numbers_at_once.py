"""Fifty services at once around credentials: numbers without gaps, and one state for each person."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django_tenants.utils import tenant_context
from faults.racing import AT_ONCE, at_once, tenant
from issued import CLEAR, ISSUER, LICENCE, TODAY, licensed
from pytest_django.plugin import DjangoDbBlocker

from core.credentials import issuing, selectors, services
from core.credentials.issuing import Wanted
from core.credentials.models import Credential, CredentialStep
from core.decisions.models import DecisionRecord
from core.people import services as people
from core.people.models import Person
from tenants import registry

GUILTY = {"serious_consequence": True, "cause": "DERELICTION"}
D2023 = date(2023, 12, 1)


@pytest.fixture(scope="module")
def numbering(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[registry.TenantRecord]:
    """A tenant of this module's own that issues licences."""
    with django_db_blocker.unblock(), tenant("numbering", plugins=["fuquan_licensing"]) as record:
        yield record


@pytest.fixture
def inside(numbering, django_db_blocker) -> Iterator[Callable[[list[Callable[[], object]]], list[str]]]:
    """Do works at once in the tenant, which the test's own connection serves as well."""
    with django_db_blocker.unblock(), tenant_context(numbering):
        yield lambda works: at_once(numbering, works)


def somebody(number: int = 1) -> list[Person]:
    return [people.register(name="张三") for _ in range(number)]


def steps_of(person: Person) -> list[str]:
    kept = CredentialStep.objects.filter(credential__person=person)
    return list(kept.order_by("credential_id", "version").values_list("status", flat=True))


def test_people_at_once_and_whole_batches_get_numbers_that_follow_each_other(inside):
    single, listed = somebody(40), [somebody(5) for _ in range(10)]
    before = Credential.objects.count()

    outcomes = inside(
        [
            *(lambda person=person: licensed(person) for person in single),
            *(
                lambda people=people: issuing.issue_many(
                    kind=LICENCE,
                    level="JUNIOR",
                    wanted=[Wanted(person.pk, CLEAR) for person in people],
                    on=date(2022, 6, 15),
                    issuer=ISSUER,
                    today=TODAY,
                )
                for people in listed
            ),
        ]
    )

    assert outcomes == ["DONE"] * AT_ONCE
    given = sorted(Credential.objects.values_list("number", flat=True))
    assert given == [f"FQ-2022-{serial:05}" for serial in range(1, before + 91)]


def test_one_person_is_issued_one_licence(inside):
    [person] = somebody()
    decided = DecisionRecord.objects.count()

    outcomes = inside([lambda: licensed(person)] * AT_ONCE)

    assert sorted(outcomes) == [*["CREDENTIAL_HELD"] * (AT_ONCE - 1), "DONE"]
    assert steps_of(person) == ["VALID"]
    assert DecisionRecord.objects.count() == decided + 1


def test_two_levels_at_once_leave_one_valid(inside):
    [person] = somebody()

    outcomes = inside([lambda: licensed(person), lambda: licensed(person, "INTERMEDIATE")] * 25)

    assert outcomes.count("DONE") in (1, 2)
    assert sorted(set(outcomes)) == ["CREDENTIAL_HELD", "DONE"]
    shown = selectors.page(limit=10, on=TODAY, today=TODAY, filters=selectors.Filters(person=person.pk))
    assert [row.level for row in shown if row.status == "VALID"] == ["INTERMEDIATE"]


def test_a_licence_is_revoked_once(inside):
    [person] = somebody()
    licence = licensed(person)

    outcomes = inside(
        [lambda: services.revoke(credential=licence.pk, on=D2023, today=TODAY, facts=GUILTY, version=1)]
        * AT_ONCE
    )

    assert sorted(outcomes) == [*["CONFLICT"] * (AT_ONCE - 1), "DONE"]
    assert steps_of(person) == ["VALID", "REVOKED"]


def test_a_promotion_and_a_revocation_at_once_leave_the_lower_one_with_one_end(inside):
    [person] = somebody()
    junior = licensed(person)

    outcomes = inside(
        [
            lambda: licensed(person, "INTERMEDIATE", on=D2023),
            lambda: services.revoke(credential=junior.pk, on=D2023, today=TODAY, facts=GUILTY),
        ]
    )

    assert sorted(outcomes) in (["CREDENTIAL_STATUS", "DONE"], ["DONE", "DONE"])
    ends = CredentialStep.objects.filter(credential=junior).exclude(status="VALID")
    assert ends.count() == 1
