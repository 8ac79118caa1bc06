"""`hongling reference`: what it prints, and when it exits with 1."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core.reference.models import LoadedFile, WorkingDay, WorkingDayVersion

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("reference", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_load_says_what_was_done():
    assert run("load") == ["行政区划：divisions.csv，6214 条，无变化", "工作日历：2026，784 条，无变化"]


def test_status_shows_what_is_loaded():
    divisions, calendar = run("status")

    assert divisions.startswith("行政区划：6214 条，")
    assert calendar.startswith("工作日历 2026：2004-2026 年，2025-11-04 发布，国务院办公厅")


def test_status_refuses_when_something_is_missing():
    WorkingDay.objects.all().delete()
    WorkingDayVersion.objects.all().delete()
    LoadedFile.objects.all().delete()

    with pytest.raises(CommandError, match="行政区划、工作日历尚未载入；请运行 reference load。"):
        run("status")


def test_an_arrangement_is_enacted_and_shown_first(next_year):
    path = next_year()

    assert run("working-days", str(path)) == [f"读取 {path}", "工作日历版本 2027：已载入，共 798 天"]
    assert run("working-days", str(path))[1] == "工作日历版本 2027：此前已载入，无变化，共 798 天"
    assert run("status")[1].startswith("工作日历 2027：2004-2027 年，2026-11-05 发布")


def test_a_faulty_arrangement_is_refused_by_line(next_year):
    path = next_year(days="2027-01-01,放,元旦\n")

    with pytest.raises(CommandError) as refusal:
        run("working-days", str(path))

    assert refusal.value.returncode == 1
    assert str(refusal.value).splitlines()[1].startswith("第 6 行：类别“放”应为“休”")
    assert WorkingDayVersion.objects.count() == 1
