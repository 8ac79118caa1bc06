"""The ledger as a workbook."""

import io
from datetime import date
from decimal import Decimal

import pytest
from browsing import PASSWORD, sign_in
from django.db import connection
from python_calamine import CalamineWorkbook

from core.access import services as access
from core.actors import SYSTEM
from core.organisations import services as organisations
from core.projects import pages

ADDRESS = "/projects/ledger.xlsx?from=2026-01-01&until=2026-04-01"


@pytest.fixture
def browser(town, client_of):
    """Sign somebody in at tenant beta with a role, of one organisation if one is given."""

    def make(role: str, organisation=None):
        user = access.create_user(username=role.lower(), name="李娜", actor=SYSTEM, password=PASSWORD)
        place = {} if organisation is None else {"organisation_id": organisation.pk}
        access.grant_role(user=user, role=role, actor=SYSTEM, **place)
        tenant, client = connection.tenant, client_of("beta")
        sign_in(client, username=role.lower())
        connection.set_tenant(tenant)
        return client

    return make


def lines(answer) -> list[list]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return book.get_sheet_by_index(0).to_python()


def test_the_workbook_has_a_line_per_project(browser, raised):
    raised(more={"budget": Decimal("30000.10"), "supports": {"FUNDS": "镇财政"}})

    answer = browser("VIEWER").get(ADDRESS)

    heading, line = lines(answer)
    row = dict(zip(heading, line, strict=True))
    place = "责任党组织（2026-03-31 的体系）"
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="project-ledger-20260101-20260331.xlsx"'
    )
    assert {title: row[title] for title in ("项目", "来源", place, "生成日期", "阶段")} == {
        "项目": "补短板",
        "来源": "薄弱环节",
        place: "甲镇党委",
        "生成日期": "2026-01-10",
        "阶段": "生成",
    }
    assert (row["资金预算（元）"], row["结余（元）"], row["资金保障"]) == (30000.1, 0.0, "镇财政")


def test_the_workbook_says_of_which_day_its_organisations_are(browser, town, raised):
    raised()
    organisations.rename(organisation=town.pk, name="甲街道党工委", on=date(2026, 4, 1))

    viewer = browser("VIEWER")
    [former_heading, former], [later_heading, later] = (
        [cells[2] for cells in lines(viewer.get(f"/projects/ledger.xlsx?from=2026-01-01&until={until}"))]
        for until in ("2026-04-01", "2026-04-02")
    )

    assert (former_heading, former) == ("责任党组织（2026-03-31 的体系）", "甲镇党委")
    assert (later_heading, later) == ("责任党组织（2026-04-01 的体系）", "甲街道党工委")


def test_a_title_is_never_a_formula(browser, raised):
    raised('=HYPERLINK("http://example.com")')

    _, line = lines(browser("VIEWER").get(ADDRESS))

    assert line[0] == '\'=HYPERLINK("http://example.com")'


def test_a_unit_gets_its_own_projects(browser, raised, town, found):
    raised("本单位")
    other = found("乙镇党委")
    raised("外单位", organisation=other.pk)
    unit_officer = browser("UNIT_OFFICER", town)

    assert [line[0] for line in lines(unit_officer.get(ADDRESS))[1:]] == ["本单位"]
    assert unit_officer.get(f"{ADDRESS}&organisation={other.pk}").status_code == 404
    assert unit_officer.get(f"{ADDRESS}&organisation=1").status_code == 404


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "日期须写成"),
        ("?from=2026-01-01", "日期须写成"),
        ("?from=2026-02-30&until=2026-03-01", "没有 2026-02-30 这一天"),
        ("?from=2026-04-01&until=2026-04-01", "至少有一天"),
    ],
)
def test_a_period_that_is_none_is_refused_in_words(browser, query, message):
    answer = browser("VIEWER").get(f"/projects/ledger.xlsx{query}")

    assert answer.status_code == 400
    assert message in answer.content.decode()


def test_a_ledger_too_long_for_one_file_is_refused_not_cut(browser, raised, monkeypatch):
    monkeypatch.setattr(pages, "MOST_ROWS", 1)
    raised("一", on=date(2026, 1, 10))
    raised("二", on=date(2026, 2, 1))
    viewer = browser("VIEWER")

    whole = viewer.get("/projects/ledger.xlsx?from=2026-01-01&until=2026-02-01")
    long = viewer.get(ADDRESS)

    assert len(lines(whole)) == 2
    assert (long.status_code, "超过 1 个" in long.content.decode()) == (400, True)


def test_who_may_not_read_projects_gets_none(browser, client_of, raised):
    raised()

    assert browser("AUDITOR").get(ADDRESS).status_code == 403
    assert client_of("beta").get(ADDRESS).status_code == 302
    assert client_of(None).get(ADDRESS).status_code == 404
