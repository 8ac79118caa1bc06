"""GraphQL over HTTP: who gets which answer, status and media type."""

import json
from decimal import Decimal

import pytest
from django.test import Client

from core.policy import jsontext
from hongling_api import tenant_schema

PLAIN = "application/json; charset=utf-8"
GRAPHQL = "application/graphql-response+json; charset=utf-8"


def _post(client: Client, body: bytes | str, content_type: str = "application/json", **headers: str):
    return client.post("/graphql/", body, content_type=content_type, headers=headers)


def test_every_host_says_who_is_asking(officer, platform) -> None:
    assert officer.ask("{ me { username } }")["data"] == {"me": {"username": "officer"}}
    assert platform.ask("{ me { username } }")["data"] == {"me": {"username": "platform"}}


def test_a_token_of_one_host_is_worth_nothing_at_another(officer, client_of) -> None:
    for host in (None, "beta"):
        response = _post(
            client_of(host), '{"query": "{ __typename }"}', authorization=f"Bearer {officer.token}"
        )

        assert response.status_code == 401
        assert response.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_answers_tell_what_they_cost(officer) -> None:
    assert officer.ask("{ me { username name } }")["extensions"] == {"cost": 3}


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (None, PLAIN),
        ("*/*", PLAIN),
        ("application/json", PLAIN),
        ("application/graphql-response+json", GRAPHQL),
        ("application/graphql-response+json, application/json;q=0.9", GRAPHQL),
        ("application/json, application/graphql-response+json;q=0.5", PLAIN),
        ("text/html", PLAIN),
    ],
)
def test_the_client_chooses_the_media_type(stranger, accept: str | None, media: str) -> None:
    response = stranger.send({"query": "{ __typename }"}, **({"accept": accept} if accept else {}))

    assert response.status_code == 200
    assert response.headers["content-type"] == media
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("query", ["{", "{ nothingOfTheKind }", "query ($x: Int!) { __typename }"])
def test_only_the_graphql_media_type_puts_invalid_queries_into_the_status(officer, query: str) -> None:
    plain = officer.send({"query": query})
    strict = officer.send({"query": query}, accept="application/graphql-response+json")

    assert plain.status_code == 200
    assert strict.status_code == 400
    assert "data" not in strict.json()


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch", "head"])
def test_other_methods_are_refused(stranger, method: str) -> None:
    response = getattr(stranger.client, method)("/graphql/?query={__typename}")

    assert response.status_code == 405
    assert response.headers["allow"] == "GET, POST"


@pytest.mark.parametrize(
    "content_type",
    [
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "text/plain",
        "application/json; charset=gbk",
        "",
    ],
)
def test_other_kinds_of_bodies_are_refused(stranger, content_type: str) -> None:
    response = _post(stranger.client, b"query=%7B__typename%7D", content_type=content_type)

    assert response.status_code == 415
    assert response.json()["errors"][0]["extensions"]["code"] == "UNSUPPORTED_MEDIA_TYPE"


@pytest.mark.parametrize(
    "body",
    [
        b" ",
        b"{",
        b"[]",
        b'[{"query": "{ __typename }"}]',
        b'"{ __typename }"',
        b'{"query": 1}',
        b'{"query": "{ __typename }", "variables": []}',
        b'{"query": "{ __typename }", "operationName": 1}',
        b'{"query": "{ __typename }", "extensions": "x"}',
        b'{"query": "{ __typename }", "query": "{ __typename }"}',
        b'{"query": "\xff"}',
        b'{"query": ' + b"[" * 50 + b"]" * 50 + b"}",
        b'{"query": ' + b"[" * 100_000 + b"}",
    ],
)
def test_a_body_that_is_no_request_is_refused(stranger, body: bytes) -> None:
    response = stranger.send(body)

    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"] == {"code": "BAD_REQUEST"}


@pytest.mark.parametrize(
    "value", [b"NaN", b"9" * 5000, b"1e400", b"[" * 50 + b"]" * 50, b'"\\u0000"', b'"\\ud800"']
)
def test_a_value_that_cannot_be_kept_is_named_like_any_other_wrong_variable(stranger, value: bytes) -> None:
    body = b'{"query": "{ __typename }", "variables": {"facts": {"staff_count": %s}}}' % value

    plain, strict = stranger.send(body), stranger.send(body, accept="application/graphql-response+json")

    assert (plain.status_code, strict.status_code) == (200, 400)
    for response in (plain, strict):
        [error] = response.json()["errors"]
        assert error["message"].startswith("variables.facts.staff_count")
        assert error["extensions"] == {"code": "BAD_USER_INPUT"}


def test_a_body_of_more_than_256_kilobytes_is_refused(stranger) -> None:
    response = stranger.send({"query": "{ __typename }", "variables": {"a": "x" * 262_144}})

    assert response.status_code == 413


def test_null_parameters_count_as_absent(stranger) -> None:
    body = {"query": "{ __typename }", "variables": None, "operationName": None, "extensions": None}

    assert stranger.send(body).json()["data"] == {"__typename": "Query"}


def test_one_of_several_operations_is_chosen_by_name(stranger) -> None:
    body = {"query": "query A { __typename } query B { b: __typename }", "operationName": "B"}

    assert stranger.send(body).json()["data"] == {"b": "Query"}


@pytest.mark.parametrize("name", [None, "C"])
def test_an_operation_that_is_not_named_clearly_is_refused(officer, name: str | None) -> None:
    body = {"query": "query A { __typename } query B { __typename }", "operationName": name}

    assert officer.send(body).json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize(
    "query",
    [
        "{ people { edges { node { name } } } }",
        "{ peopel { edges { node { name } } } }",
        "{ people { nothing } }",
        "mutation { enactPolicy }",
        "mutation { nothing }",
        "{ __schema { types { name } } }",
        "{ __typename ...F } fragment F on Query { me { username } }",
    ],
)
def test_strangers_learn_nothing_of_the_schema(stranger, query: str) -> None:
    answer = stranger.ask(query)

    assert answer == {
        "errors": [
            {
                "message": "尚未登录或登录已失效：请先登录，或在请求头 Authorization 中提供有效令牌。",
                "extensions": {"code": "UNAUTHENTICATED"},
            }
        ]
    }


@pytest.mark.parametrize("query", ["{ __typename @nothing }", "{ __type(nam: 1) { name } }", "{ __type }"])
def test_strangers_do_not_learn_why_a_query_is_invalid(stranger, query: str) -> None:
    [error] = stranger.ask(query)["errors"]

    assert error["extensions"] == {"code": "GRAPHQL_VALIDATION_FAILED"}
    assert "locations" not in error
    assert error["message"] == "查询不符合接口定义：请先登录，登录后可查看具体原因。"


@pytest.mark.parametrize("name", ["Person", "Nothing"])
def test_no_type_exists_for_strangers(stranger, name: str) -> None:
    answer = stranger.ask("query ($n: String!) { __type(name: $n) { name } }", {"n": name})

    assert answer["data"] == {"__type": None}


def test_members_are_told_what_is_wrong_but_not_what_would_be_right(officer) -> None:
    [error] = officer.ask("{ me { usernam } }")["errors"]

    assert "usernam" in error["message"]
    assert "Did you mean" not in error["message"]
    assert error["extensions"] == {"code": "GRAPHQL_VALIDATION_FAILED"}


def test_members_may_look_at_the_schema(officer) -> None:
    answer = officer.ask('{ __schema { queryType { name } } __type(name: "Me") { name } }')

    assert answer["data"] == {"__schema": {"queryType": {"name": "Query"}}, "__type": {"name": "Me"}}


def test_a_plugin_stands_in_the_schema_of_its_tenants_only(in_beta) -> None:
    beta = tenant_schema.schema(in_beta.active_plugins)

    assert in_beta.active_plugins == frozenset()
    assert beta is tenant_schema.schema(frozenset())


def test_a_session_needs_the_csrf_token(client_of, in_alpha) -> None:
    from core.access import services
    from core.actors import SYSTEM

    services.create_user(username="browser", name="浏览器", actor=SYSTEM, password="Hongqiqu-2026-红旗")
    client = client_of("alpha")
    client.force_login(services.User.objects.get(username="browser"))
    page = client.get("/graphql/", headers={"accept": "text/html"})
    token = page.content.decode().split('name="csrf-token" content="')[1].split('"')[0]

    refused = _post(client, '{"query": "{ me { username } }"}')
    answered = _post(client, '{"query": "{ me { username } }"}', **{"x-csrftoken": token})

    assert page.status_code == 200
    assert refused.status_code == 403
    assert refused.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert answered.json()["data"] == {"me": {"username": "browser"}}


def test_strangers_do_not_get_the_page(stranger) -> None:
    assert stranger.client.get("/graphql/", headers={"accept": "text/html"}).status_code == 405


def test_other_origins_are_never_told_that_they_may_read(officer) -> None:
    response = officer.send({"query": "{ __typename }"}, origin="https://elsewhere.example")

    assert not [name for name in response.headers if name.lower().startswith("access-control-")]


def test_numbers_stay_exact_on_their_way_in(officer) -> None:
    query = 'query ($f: JSON!) { decide(action: "fuquan_licensing.quota", facts: $f) { allowed } }'
    response = officer.send(
        b'{"query": %s, "variables": {"f": {"x": 0.1, "y": 100000000000000000001}}}'
        % json.dumps(query).encode()
    )

    [error] = response.json()["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["path"] == ["decide"]


def test_decimals_leave_as_numbers() -> None:
    from hongling_api import responses

    text = responses.write({"b": Decimal("0.10"), "a": [1, None, "字", Decimal("1E+2"), True]})

    assert text == '{"b":0.1,"a":[1,null,"字",100,true]}'
    assert jsontext.read(text) == {"b": Decimal("0.1"), "a": [1, None, "字", 100, True]}


def test_nan_never_leaves() -> None:
    from hongling_api import responses

    with pytest.raises(ValueError, match="not JSON compliant"):
        responses.write({"a": float("nan")})


def _cycle() -> str:
    return "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"


def _doubling() -> str:
    steps = " ".join(f"fragment F{i} on Query {{ ...F{i + 1} ...F{i + 1} }}" for i in range(50))
    return "{ ...F0 } " + steps + " fragment F50 on Query { __typename }"


@pytest.mark.parametrize(
    ("query", "code", "limit"),
    [
        ("{ " + " ".join(f"a{i}: __typename" for i in range(200)) + " }", "LIMIT_EXCEEDED", "aliases"),
        ("{ " + "a { " * 300 + "b" + " }" * 301, "LIMIT_EXCEEDED", "depth"),
        ("{ me { " + " ".join(f"f{i}" for i in range(900)) + " } }", "LIMIT_EXCEEDED", "fields"),
        ("{ me { " + "name " * 480 + " } }", "LIMIT_EXCEEDED", "repeats"),
        ("{ me { " + "name " * 1200 + " } }", "LIMIT_EXCEEDED", "tokens"),
        ("{ me { name } } #" + "x" * 20_000, "LIMIT_EXCEEDED", "query_bytes"),
        ("{ people(first: 101) { edges { node { id } } } }", "LIMIT_EXCEEDED", "page"),
        (_doubling(), "LIMIT_EXCEEDED", "fields"),
        (_cycle(), "GRAPHQL_VALIDATION_FAILED", None),
    ],
    ids=["aliases", "deep", "wide", "repeats", "tokens", "long", "page", "doubling", "cycle"],
)
def test_queries_beyond_the_limits_are_refused(officer, query, code, limit) -> None:
    officer.ask("{ __typename }")

    [error] = officer.ask(query)["errors"]

    assert error["extensions"]["code"] == code
    assert error["extensions"].get("limit") == limit


def test_a_kind_of_operation_that_a_host_lacks_is_refused(platform) -> None:
    answer = platform.ask("subscription { __typename }")

    assert "data" not in answer
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["GRAPHQL_VALIDATION_FAILED"]
