"""Where no view answers: a page in plain Chinese, JSON to programs."""

import pytest


@pytest.mark.parametrize(
    ("host", "path", "status", "words"),
    [
        ("alpha.localhost", "/no-such-page/", 404, "没有找到页面"),
        ("nowhere.localhost", "/", 404, "没有找到页面"),
        ("elsewhere.example", "/", 400, "请求有误"),
    ],
)
def test_people_get_a_page_in_chinese(client, alpha, host: str, path: str, status: int, words: str) -> None:
    response = client.get(path, headers={"host": host})

    assert response.status_code == status
    assert words in response.content.decode()


@pytest.mark.parametrize(
    ("host", "status", "code"),
    [("nowhere.localhost", 404, "NOT_FOUND"), ("elsewhere.example", 400, "BAD_REQUEST")],
)
def test_programs_get_json(client, alpha, host: str, status: int, code: str) -> None:
    response = client.post("/graphql/", "{}", content_type="application/json", headers={"host": host})

    assert response.status_code == status
    assert response.json()["errors"][0]["extensions"]["code"] == code
