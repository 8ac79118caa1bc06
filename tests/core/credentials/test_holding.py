"""Which credentials of one person go side by side, follow or take the place of each other."""

from datetime import date
from uuid import UUID

import pytest
from browsing import CLERK
from issued import (
    ISSUER,
    KUNSHAN,
    NANJING,
    SUZHOU,
    TODAY,
    appointed,
    certified,
    history,
    licensed,
    state,
)

from core.credentials import issuing, selectors, services, steps
from core.credentials.models import Credential, CredentialStep
from core.decisions.models import DecisionRecord
from plugins.fuquan_licensing.credentials import LICENCE as KIND

D2022, D2023 = date(2022, 6, 15), date(2023, 6, 15)


def test_a_higher_level_takes_the_place_of_the_lower(somebody):
    person = somebody()
    junior = licensed(person)

    higher = licensed(person, "INTERMEDIATE", on=D2023)

    assert history(junior) == [(1, "VALID", D2022), (2, "SUPERSEDED", D2023)]
    assert CredentialStep.objects.get(credential=junior, version=2).successor == higher
    assert Credential.objects.get(pk=junior.pk).version == 2


def test_revoking_the_higher_one_revives_no_lower_one(somebody):
    person = somebody()
    junior, higher = licensed(person), licensed(person, "INTERMEDIATE", on=D2023)

    services.revoke(
        credential=higher.pk,
        on=date(2024, 1, 1),
        today=TODAY,
        facts={"serious_consequence": True, "cause": "WORK_ERROR"},
    )

    after = {row.level: row.status for row in selectors.page(limit=10, on=TODAY, today=TODAY)}
    assert after == {"JUNIOR": "SUPERSEDED", "INTERMEDIATE": "REVOKED"}
    assert history(junior)[-1] == (2, "SUPERSEDED", D2023)
    assert licensed(person, on=date(2024, 1, 1)).number == "FQ-2024-00001"


def test_nobody_holds_a_level_twice_or_a_lower_one_beside_a_higher(somebody):
    person = somebody()
    licensed(person, "INTERMEDIATE")
    before = state()

    for level in ("JUNIOR", "INTERMEDIATE"):
        with pytest.raises(issuing.AlreadyHeld) as refusal:
            licensed(person, level, on=D2023)
        assert refusal.value.code == "CREDENTIAL_HELD"
        assert refusal.value.extensions == {"number": "FQ-2022-00001"}

    assert state() == before


def test_the_database_itself_keeps_a_level_from_being_held_twice(somebody):
    person = somebody()
    held = licensed(person)
    before = state()
    terms = issuing.Terms(KIND, "JUNIOR", "", D2023, ISSUER, "", CLERK)
    grant = issuing.Grant(UUID(int=7), person, None, DecisionRecord.objects.get())

    with pytest.raises(issuing.AlreadyHeld):
        issuing.store(terms, [grant], superseded={})

    assert state()[0] == before[0]
    assert held.ended_on is None


def test_a_credential_that_lapsed_by_its_term_may_be_followed_by_the_next(somebody):
    person = somebody()
    first = appointed(person, on=date(2019, 3, 1))

    with pytest.raises(issuing.AlreadyHeld):
        appointed(person, on=date(2020, 2, 29))
    second = appointed(person, on=date(2020, 3, 1))

    assert [row.number for row in (first, second)] == ["XJ-2019-0001", "XJ-2020-0001"]
    assert history(first) == [(1, "VALID", date(2019, 3, 1))]


def test_roles_are_held_side_by_side(somebody):
    person = somebody()
    appointed(person, "SUPERVISOR")

    appointed(person, "COMMISSIONER")

    shown = selectors.page(limit=10, on=date(2019, 3, 1), today=TODAY)
    assert sorted((row.level, row.status) for row in shown) == [
        ("COMMISSIONER", "VALID"),
        ("SUPERVISOR", "VALID"),
    ]


def test_certificates_count_in_their_city_only(somebody):
    person = somebody()
    certified(person, city=SUZHOU)

    with pytest.raises(issuing.AlreadyHeld):
        certified(person, city=KUNSHAN)
    certified(person, city=NANJING)
    certified(person, "INTERMEDIATE", on=D2023, city=NANJING)

    shown = {(row.region_code, row.level): row for row in selectors.page(limit=10, on=D2023, today=TODAY)}
    assert {key: (row.number, row.status) for key, row in shown.items()} == {
        (SUZHOU, "JUNIOR"): ("JS-320500-2022-00001", "VALID"),
        (NANJING, "JUNIOR"): ("JS-320100-2022-00001", "SUPERSEDED"),
        (NANJING, "INTERMEDIATE"): ("JS-320100-2023-00001", "VALID"),
    }


def test_a_lower_one_of_a_later_day_is_in_the_way(somebody):
    person = somebody()
    licensed(person, on=D2023)
    before = state()

    with pytest.raises(steps.LaterStep) as refusal:
        licensed(person, "INTERMEDIATE", on=D2022)

    assert refusal.value.extensions == {"from_on": "2023-06-15"}
    assert state() == before
