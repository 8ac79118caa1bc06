"""Loading divisions and working days: once, whole, never over an older version."""

from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from core.reference import selectors, services
from core.reference.files import FileInvalid
from core.reference.models import DayKind, Division, LoadedFile, WorkingDay, WorkingDayVersion
from core.reference.services import Loaded

pytestmark = pytest.mark.django_db


def content() -> tuple:
    """Return everything that the calendar's tables hold."""
    versions = WorkingDayVersion.objects.order_by("pk").values_list()
    days = WorkingDay.objects.order_by("pk").values_list()
    return list(versions), list(days)


def test_divisions_that_are_loaded_are_not_loaded_again(django_assert_num_queries):
    loaded = services.load_divisions()

    assert loaded == Loaded("divisions.csv", 6214, changed=False)
    with django_assert_num_queries(4):
        services.load_divisions()


def test_divisions_become_equal_to_the_file():
    Division.objects.filter(code="522702").delete()
    Division.objects.filter(code="360823").update(name="误")
    LoadedFile.objects.update(digest="0" * 64)

    loaded = services.load_divisions()

    assert loaded == Loaded("divisions.csv", 6214, changed=True)
    assert Division.objects.count() == 6214
    assert selectors.division(code="522702", on=date(2026, 1, 1)).path == "520000/522700/522702"
    assert selectors.division(code="360823", on=date(2026, 1, 1)).name == "峡江县"
    assert services.load_divisions().changed is False


def test_the_shipped_working_days_are_not_loaded_again():
    before = content()

    assert services.load_working_days() == Loaded("2026", 784, changed=False)
    assert content() == before


def test_the_shipped_working_days_hold_the_statutory_days_of_the_year_after():
    statutory = WorkingDay.objects.filter(version__label="2026", kind=DayKind.STATUTORY)

    assert statutory.count() == 13
    assert set(statutory.values_list("day__year", flat=True)) == {2027}


def test_loading_everything_says_what_was_done():
    assert list(services.load_all()) == [
        "行政区划：divisions.csv，6214 条，无变化",
        "工作日历：2026，784 条，无变化",
    ]


def test_an_arrangement_becomes_a_version_beside_the_older_one(next_year):
    versions, days = content()

    loaded = services.load_working_days(path=next_year())

    assert loaded == Loaded("2027", 771 + 15 + 12, changed=True)
    assert [content()[0][: len(versions)], content()[1][: len(days)]] == [versions, days]
    calendar = selectors.calendar()
    assert (calendar.first_year, calendar.last_year) == (2004, 2027)
    assert calendar.is_working(date(2027, 2, 20)) and not calendar.is_working(date(2027, 2, 9))
    assert not calendar.is_working(date(2026, 10, 1)) and calendar.is_working(date(2026, 10, 10))
    assert calendar.is_provisional(date(2028, 1, 26)) and not calendar.is_working(date(2028, 1, 26))


def test_the_same_file_is_loaded_once(next_year):
    services.load_working_days(path=next_year())
    before = content()

    assert services.load_working_days(path=next_year()) == Loaded("2027", 798, changed=False)
    assert content() == before


def test_the_shipped_file_does_not_go_back_behind_a_newer_version(next_year):
    services.load_working_days(path=next_year())

    assert services.load_working_days() == Loaded("2026", 784, changed=False)
    assert selectors.calendar().version == "2027"


def test_a_correction_of_a_year_replaces_that_year_only(next_year):
    services.load_working_days(path=next_year())
    shorter = next_year.days.replace("2027-02-09,休,春节\n", "").replace("2027-02-20,班,春节\n", "")

    services.load_working_days(path=next_year(label="2027-更正", days=shorter))

    corrected, former = selectors.calendar(), selectors.calendar("2027")
    assert corrected.version == "2027-更正"
    assert corrected.is_working(date(2027, 2, 9)) and not former.is_working(date(2027, 2, 9))
    assert not corrected.is_working(date(2027, 2, 20)) and former.is_working(date(2027, 2, 20))
    assert corrected.statutory_next_year == former.statutory_next_year
    assert {day for day in corrected.holidays if day.year < 2027} == selectors.calendar("2026").holidays


def test_a_december_day_joins_the_year_before(next_year):
    days = "2026-12-31,休,元旦\n2026-12-27,班,元旦\n" + next_year.days

    services.load_working_days(path=next_year(days=days))

    calendar = selectors.calendar()
    assert not calendar.is_working(date(2026, 12, 31)) and calendar.is_working(date(2026, 12, 27))
    assert not calendar.is_working(date(2026, 10, 1))


def refused(path: Path) -> list[str]:
    before = content()
    with pytest.raises(FileInvalid) as refusal:
        services.load_working_days(path=path)
    assert content() == before
    return [problem["message"] for problem in refusal.value.extensions["problems"]]


def test_a_statutory_day_left_out_is_refused(next_year):
    path = next_year(days=next_year.days.replace("2027-06-09,休,端午节\n", ""))

    assert refused(path) == ["2027-06-09（端午节）是 2027 年的法定节假日，应列为“休”。"]


def test_a_year_may_not_be_skipped(next_year):
    path = next_year(days="2028-01-08,班,元旦\n", years="2028")

    assert refused(path) == ["年份从 2028 年开始，与已载入的 2004-2026 年不衔接；请先载入 2027 年的安排。"]


def test_a_year_before_the_first_is_refused(next_year):
    path = next_year(days="2003-10-01,休,国庆节\n", years="2003-2004")

    assert refused(path) == ["年份从 2003 年开始，与已载入的 2004-2026 年不衔接；请先载入 2027 年的安排。"]


def test_a_december_before_the_first_year_is_refused(next_year):
    path = next_year(days="2003-12-31,休,元旦\n", years="2004")

    assert refused(path) == ["文件列有 2003 年的日期，但工作日历从 2004 年开始。"]


def test_a_year_after_which_the_law_is_not_tabled_asks_for_its_statutory_days(next_year):
    years = services.arrangements.read_statutory(services.STATUTORY_DAYS)
    days = "".join(f"{day},休,{name}\n" for year in years.values() for day, name in year.items())

    path = next_year(label="2036", days=days, years="2027-2036")

    assert refused(path) == ["没有 2037 年的法定节假日；请在文件中以“法定”逐日列出，供推算使用。"]

    services.load_working_days(
        path=next_year(label="2036", days=days + "2037-01-01,法定,元旦\n", years="2027-2036")
    )

    assert selectors.calendar().statutory_next_year == {date(2037, 1, 1)}


def test_a_label_is_used_once(next_year):
    services.load_working_days(path=next_year())
    before = content()

    with pytest.raises(services.VersionExists, match="工作日历版本“2027”已存在且内容不同"):
        services.load_working_days(path=next_year(days=next_year.days + "2027-12-31,休,元旦\n"))

    assert content() == before


def test_the_application_role_loads(next_year):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("hongling_app",)

    assert services.load_working_days(path=next_year()).changed
