"""The archive as a page."""

import re

import nobody
import pytest
from browsing import PASSWORD, sign_in
from django.db import connection

from core.access import services as access
from core.actors import SYSTEM
from core.people import services as people


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


def address(person) -> str:
    return f"/people/{person.pk}/archive/"


def headings(page: str, level: int) -> list[str]:
    return [
        re.sub(r"\s+", " ", text).strip() for text in re.findall(rf"<h{level}[^>]*>(.*?)</h{level}>", page)
    ]


def test_the_page_shows_the_six_parts(browser, live, somebody):
    live(1)

    page = browser("ORGANISATION_OFFICER").get(address(somebody)).content.decode()

    assert headings(page, 1) == ["张三的档案"]
    assert headings(page, 2) == [
        "1 基本情况",
        "2 工作经历",
        "3 教育培训",
        "4 考核评议",
        "5 薪酬待遇",
        "6 奖励处罚",
    ]
    for text in (
        "1990-03-07",
        "中共党员",
        "甲镇党委",
        "参加 2.5 天，测试 88 分合格",
        "优秀，90.1625 分",
        "不登记薪酬",
    ):
        assert text in page
    assert "谈话内容不外传" not in page


def test_numbers_are_masked(browser, town):
    person = people.record(name="李四", kept_by=town, id_number=nobody.NUMBER, phone=nobody.PHONE).person

    page = browser("ORGANISATION_OFFICER").get(address(person)).content.decode()

    assert f"5227**********{nobody.NUMBER[-4:]}" in page
    assert nobody.NUMBER not in page
    assert nobody.PHONE not in page


def test_names_are_text_and_the_policy_is_kept(browser, town):
    person = people.record(name="<b>王五</b>", pinyin="wang wu", kept_by=town).person

    answer = browser("ORGANISATION_OFFICER").get(address(person))

    page = answer.content.decode()
    assert "<b>王五" not in page
    assert "&lt;b&gt;王五" in page
    assert re.findall(r"<style|\sstyle=|\son\w+=", page) == []
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]


def test_what_is_kept_back_is_said(browser, live, somebody):
    live(1)

    page = browser("VIEWER").get(address(somebody)).content.decode()

    assert page.count("talks.see") == 2
    assert "先进工作者" in page
    assert "迟报材料" not in page


def test_the_page_is_for_those_who_see_the_person(browser, client_of, somebody, town, found):
    foreign, auditor = browser("UNIT_OFFICER", found("乙镇党委")), browser("AUDITOR")
    own = browser("VIEWER", town)

    assert own.get(address(somebody)).status_code == 200
    assert own.get("/people/1/archive/").status_code == 404
    assert foreign.get(address(somebody)).status_code == 404
    assert auditor.get(address(somebody)).status_code == 403
    stranger = client_of("beta").get(address(somebody))
    assert (stranger.status_code, stranger.headers["Location"]) == (
        302,
        f"/accounts/login/?next={address(somebody)}",
    )


def test_the_public_host_has_no_archives(client_of, somebody):
    assert client_of(None).get(address(somebody)).status_code == 404
