"""Where no view answers: a page in plain Chinese, JSON to programs."""

import json

import psycopg
import pytest
from django.db import OperationalError

from hongling_api import failures


@pytest.mark.parametrize(
    ("host", "path", "status", "words", "has_home"),
    [
        ("alpha.localhost", "/no-such-page/", 404, "没有找到页面", True),
        ("nowhere.localhost", "/", 404, "没有找到页面", False),
        ("elsewhere.example", "/", 400, "请求有误", False),
    ],
)
def test_people_get_a_page_in_chinese_that_leads_home_where_there_is_one(
    client, alpha, host: str, path: str, status: int, words: str, has_home: bool
) -> None:
    response = client.get(path, headers={"host": host})

    page = response.content.decode()
    assert response.status_code == status
    assert words in page
    assert ("返回首页" in page) is has_home


@pytest.mark.parametrize(
    ("host", "status", "code"),
    [("nowhere.localhost", 404, "NOT_FOUND"), ("elsewhere.example", 400, "BAD_REQUEST")],
)
def test_programs_get_json(client, alpha, host: str, status: int, code: str) -> None:
    response = client.post("/graphql/", "{}", content_type="application/json", headers={"host": host})

    assert response.status_code == status
    assert response.json()["errors"][0]["extensions"]["code"] == code


def test_a_database_that_is_away_is_named_to_programs(rf) -> None:
    try:
        psycopg.connect("postgresql://127.0.0.1:1/none", connect_timeout=2)
    except psycopg.OperationalError as cause:
        away = OperationalError(str(cause))
        away.__cause__ = cause

    try:
        raise away
    except OperationalError:
        response = failures.failed(rf.post("/graphql/"))

    assert response.status_code == 503
    assert json.loads(response.content)["errors"][0]["extensions"]["code"] == "UNAVAILABLE"


def test_what_nobody_expected_is_not_told_to_programs(rf) -> None:
    try:
        raise RuntimeError("password=hunter2")
    except RuntimeError:
        response = failures.failed(rf.post("/graphql/"))

    assert response.status_code == 500
    assert b"hunter2" not in response.content
    assert json.loads(response.content)["errors"][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
