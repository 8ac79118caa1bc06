"""Reading divisions and the calendar, from the public schema and from a tenant's."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.utils import IntegrityError
from django_tenants.utils import tenant_context

from core.reference import selectors, services
from core.reference.models import Division, Level, WorkingDay, WorkingDayVersion

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


def test_a_division_is_found_on_its_first_day():
    found = selectors.division(code="540481", on=date(2023, 1, 1))

    assert found is not None
    assert (found.name, found.level, found.parent_code) == ("米林市", Level.COUNTY, "540400")
    assert found.path == "540000/540400/540481"


def test_a_division_is_not_found_the_day_before_it_begins():
    assert selectors.division(code="540481", on=date(2022, 12, 31)) is None


def test_a_division_is_not_found_on_the_day_it_ends():
    last = selectors.division(code="540422", on=date(2022, 12, 31))

    assert last is not None and last.successors == ["540481"]
    assert selectors.division(code="540422", on=date(2023, 1, 1)) is None


def test_one_code_has_another_name_on_another_day():
    days = [date(2019, 12, 31), date(2020, 1, 1)]

    assert [selectors.division(code="130502", on=day).name for day in days] == ["桥东区", "襄都区"]


def test_an_unknown_code_is_not_found():
    assert selectors.division(code="999999", on=TODAY) is None


def test_provinces_are_34():
    provinces = selectors.children(on=TODAY)

    assert len(provinces) == 34
    assert [provinces[0].code, provinces[33].code] == ["110000", "820000"]


def test_children_of_a_municipality_are_its_groupings():
    assert [(row.code, row.is_grouping) for row in selectors.children(code="500000", on=TODAY)] == [
        ("500100", True),
        ("500200", True),
    ]


def test_children_are_those_of_the_day():
    assert [row.code for row in selectors.children(code="460300", on=date(2020, 1, 1))] == [
        "460302",
        "460303",
    ]
    assert list(selectors.children(code="460300", on=date(2019, 12, 31))) == []


def test_a_prefecture_comes_with_its_counties():
    codes = [row.code for row in selectors.subtree(code="522700", on=TODAY)]

    assert codes[:3] == ["522700", "522701", "522702"]
    assert len(codes) == 13


def test_a_province_comes_with_everything_below():
    codes = [row.code for row in selectors.subtree(code="520000", on=TODAY)]

    assert len(codes) == 1 + 9 + 88
    assert {code[:2] for code in codes} == {"52"}


def test_a_county_comes_alone():
    assert [row.name for row in selectors.subtree(code="522702", on=TODAY)] == ["福泉市"]


@pytest.mark.parametrize(
    "read",
    [
        lambda: selectors.division(code="522702", on=TODAY),
        lambda: list(selectors.children(code="522700", on=TODAY)),
        lambda: list(selectors.subtree(code="520000", on=TODAY)),
    ],
    ids=["division", "children", "subtree"],
)
def test_one_query_reads_divisions(django_assert_num_queries, read):
    read()

    with django_assert_num_queries(1):
        read()


def test_a_subtree_is_read_by_the_index_of_paths():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = selectors.subtree(code="522700", on=TODAY).explain()

    assert "reference_division_path" in plan


def test_a_tenant_reads_divisions_and_days_and_cannot_write_them(alpha):
    with tenant_context(alpha):
        assert selectors.division(code="522702", on=TODAY).name == "福泉市"
        assert selectors.calendar().version == "2026"
        for table in (Division, WorkingDayVersion, WorkingDay):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                table.objects.all()._raw_delete(using="default")

    assert Division.objects.count() == 6214


def test_the_database_refuses_two_divisions_of_one_code_on_one_day():
    with pytest.raises(IntegrityError, match="reference_division_stands_one_way_a_day"), transaction.atomic():
        Division.objects.create(
            code="522702",
            name="福泉县",
            level=Level.COUNTY,
            parent_code="522700",
            path="520000/522700/522702",
            is_grouping=False,
            valid_from=date(1995, 12, 31),
            valid_to=date(1996, 1, 2),
        )


def test_the_calendar_of_the_shipped_file_counts_as_announced():
    calendar = selectors.calendar()

    assert (calendar.version, calendar.first_year, calendar.last_year) == ("2026", 2004, 2026)
    assert calendar.nth_working_day_after(date(2025, 9, 26), 15) == (date(2025, 10, 23), False)
    assert calendar.nth_working_day_after(date(2026, 2, 13), 1) == (date(2026, 2, 14), False)
    assert calendar.nth_working_day_after(date(2027, 2, 4), 1) == (date(2027, 2, 9), True)


def test_a_calendar_read_before_costs_one_query(django_assert_num_queries):
    first = selectors.calendar()

    with django_assert_num_queries(1):
        again = selectors.calendar()
    with django_assert_num_queries(1):
        named = selectors.calendar("2026")

    assert again is first and named is first


def test_an_unknown_version_of_the_calendar_is_named():
    with pytest.raises(selectors.CalendarMissing, match="工作日历没有版本“1999”"):
        selectors.calendar("1999")


def test_without_any_version_the_way_out_is_told():
    WorkingDay.objects.all().delete()
    WorkingDayVersion.objects.all().delete()

    with pytest.raises(selectors.CalendarMissing, match="工作日历尚未载入；请管理员运行 reference load"):
        selectors.calendar()


def test_a_version_enacted_while_the_process_runs_is_seen_at_once(next_year):
    before = selectors.calendar()

    services.load_working_days(path=next_year())

    assert (before.version, selectors.calendar().version) == ("2026", "2027")
    assert selectors.calendar("2026") is before
