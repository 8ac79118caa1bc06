"""How credentials stood on a day, for lists and for those who count."""

from datetime import date
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from issued import LICENCE, NANJING, SUZHOU, TODAY, appointed, certified, licensed

from core.credentials import selectors, services
from core.credentials.selectors import Count, Filters
from core.people import services as people

D2022, D2023 = date(2022, 6, 15), date(2023, 6, 15)


def numbers(*, on: date = TODAY, **filters) -> list[str]:
    return [row.number for row in selectors.page(limit=100, on=on, today=TODAY, filters=Filters(**filters))]


@pytest.fixture
def several(somebody):
    """Zhang holds INTERMEDIATE, Li two letters of 2019 and 2020, Wang certificates of two cities."""
    zhang, li, wang = somebody("张三"), somebody("李四"), somebody("王五")
    licensed(zhang)
    licensed(zhang, "INTERMEDIATE", on=D2023)
    appointed(li, on=date(2019, 3, 1))
    appointed(li, on=date(2020, 3, 1))
    certified(wang)
    certified(wang, city=NANJING)
    return {"zhang": zhang, "li": li, "wang": wang}


def test_the_list_begins_with_the_newest(several):
    assert numbers() == [
        "FQ-2023-00001",
        "JS-320100-2022-00001",
        "JS-320500-2022-00001",
        "FQ-2022-00001",
        "XJ-2020-0001",
        "XJ-2019-0001",
    ]


def test_what_had_not_been_issued_by_the_day_is_not_in_the_list(several):
    assert numbers(on=date(2022, 6, 14)) == ["XJ-2020-0001", "XJ-2019-0001"]
    assert numbers(on=date(2019, 2, 28)) == []


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"kind": LICENCE}, ["FQ-2023-00001", "FQ-2022-00001"]),
        ({"level": "INTERMEDIATE"}, ["FQ-2023-00001"]),
        ({"status": "SUPERSEDED"}, ["FQ-2022-00001"]),
        ({"status": "EXPIRED"}, ["XJ-2020-0001", "XJ-2019-0001"]),
        ({"number": "XJ-2019-0001"}, ["XJ-2019-0001"]),
        ({"number": "XJ-2019"}, []),
        ({"person": UUID(int=7)}, []),
        ({"organisations": []}, []),
    ],
)
def test_the_list_is_narrowed(several, filters, found):
    assert numbers(**filters) == found


def test_the_list_of_a_person(several):
    assert numbers(person=several["li"].pk) == ["XJ-2020-0001", "XJ-2019-0001"]


@pytest.mark.parametrize(
    ("on", "before", "found"),
    [
        (date(2019, 6, 1), date(2020, 2, 29), []),
        (date(2019, 6, 1), date(2020, 3, 1), ["XJ-2019-0001"]),
        (date(2020, 2, 29), date(2021, 3, 1), ["XJ-2019-0001"]),
        (date(2020, 3, 1), date(2021, 3, 1), ["XJ-2020-0001"]),
    ],
)
def test_what_runs_out_before_a_day_is_found(several, on, before, found):
    assert numbers(on=on, expiring_before=before) == found


def test_pages_follow_each_other(several):
    whole = selectors.page(limit=100, on=TODAY, today=TODAY)

    read, after = [], None
    while rows := selectors.page(limit=2, on=TODAY, today=TODAY, after=after):
        read += rows
        after = (rows[-1].issued_on, rows[-1].id)

    assert read == whole


def test_readers_see_the_credentials_of_people_in_sight(several, somebody, unit, town):
    other = unit("道坪镇党委")
    licensed(somebody("赵六", other))

    assert numbers(organisations=[other.pk]) == ["FQ-2022-00002"]
    assert len(numbers(organisations=[town.pk])) == 6
    assert numbers(unit=[other.pk]) == ["FQ-2022-00002"]
    [row] = selectors.page(limit=1, on=TODAY, today=TODAY, filters=Filters(organisations=[other.pk]))
    assert selectors.one(credential=row.id, on=TODAY, today=TODAY, organisations=[town.pk]) is None
    assert selectors.one(credential=row.id, on=TODAY, today=TODAY, organisations=[other.pk]) == row


def test_counts_are_those_of_the_day(several):
    letter, licence = "xiajiang_three_roles.letter", LICENCE
    certificate = "jiangsu_four_level.certificate"

    assert selectors.counts(on=date(2020, 2, 29)) == [Count(letter, "", "COMMISSIONER", "VALID", 1)]
    assert selectors.counts(on=D2023) == [
        Count(licence, "", "INTERMEDIATE", "VALID", 1),
        Count(licence, "", "JUNIOR", "SUPERSEDED", 1),
        Count(certificate, NANJING, "JUNIOR", "VALID", 1),
        Count(certificate, SUZHOU, "JUNIOR", "VALID", 1),
        Count(letter, "", "COMMISSIONER", "EXPIRED", 2),
    ]


def test_standing_tells_of_each_what_the_counts_sum_up(several):
    rows = selectors.standing(on=D2023)

    assert sorted((row.level, row.status) for row in rows if row.person_id == several["zhang"].pk) == [
        ("INTERMEDIATE", "VALID"),
        ("JUNIOR", "SUPERSEDED"),
    ]
    assert len(rows) == sum(one.total for one in selectors.counts(on=D2023))


def test_a_public_code_finds_its_credential_and_no_other_code_does(several):
    [row, *_] = selectors.page(limit=1, on=TODAY, today=TODAY)
    code = row.public_code

    assert selectors.by_public_code(code, on=TODAY) == row
    assert len(code) == 24
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    for other in (wrong, code[:-4], "", "没有", "A" * 24, "=" * 24, code + "A"):
        assert selectors.by_public_code(other, on=TODAY) is None


STEPS = st.lists(
    st.tuples(st.integers(1, 400), st.sampled_from(["GOOD", "POOR", "LEFT", "VIOLATION"])), max_size=6
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(taken=STEPS, asked=st.lists(st.integers(-10, 3000), min_size=1, max_size=8))
def test_any_day_shows_what_a_replay_of_the_steps_shows(in_alpha, taken, asked):
    first = date(2022, 6, 15)
    with transaction.atomic():
        certificate = certified(people.register(name="张三"), on=first)
        kept, day, status = [(first, "VALID")], first, "VALID"
        for days, what in taken:
            day = date.fromordinal(day.toordinal() + days)
            if status not in ("VALID", "SUSPENDED"):
                break
            if what in ("GOOD", "POOR"):
                grade = {"GOOD": "COMPETENT", "POOR": "BASIC"}[what]
                services.inspect(
                    credential=certificate.pk,
                    on=day,
                    today=TODAY,
                    facts={
                        "failed_before": False,
                        "grade": grade,
                        "training_sessions": 1,
                        "training_days": 3,
                    },
                )
                status = {"GOOD": "VALID", "POOR": "SUSPENDED"}[what]
            else:
                end, status = {
                    "LEFT": (services.expire, "EXPIRED"),
                    "VIOLATION": (services.revoke, "REVOKED"),
                }[what]
                end(credential=certificate.pk, on=day, today=TODAY, facts={"cause": what})
            kept.append((day, status))

        for days in asked:
            on = date.fromordinal(first.toordinal() + days)
            expected = [status for since, status in kept if since <= on][-1:] or [None]
            row = selectors.one(credential=certificate.pk, on=on, today=TODAY)
            assert [row.status if row else None] == expected
        transaction.set_rollback(True)
