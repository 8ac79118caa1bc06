"""Exceptions become errors with a code, and nothing of the inside gets out."""

import psycopg
import pytest
from django.db import OperationalError, connection, transaction
from graphql import GraphQLError

from core.errors import DomainError
from hongling_api import errors

ON = 'query ($on: Date!) { decide(action: "x", facts: {}, on: $on) { allowed } }'


def _raised_by(sql: str) -> Exception:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except Exception as error:  # noqa: BLE001 - whatever the database raises is what is looked at
        return error
    raise AssertionError("the database did not object")


def test_a_refusal_of_the_domain_keeps_its_words_code_and_extensions() -> None:
    refusal = DomainError("名额已满：请先申请员额。", "QUOTA_FULL", {"findings": []})

    answer = errors.formatted(GraphQLError("x", path=["a"], original_error=refusal), request_id="7")

    assert answer == {
        "message": "名额已满：请先申请员额。",
        "path": ["a"],
        "extensions": {"code": "QUOTA_FULL", "findings": []},
    }


def test_what_nobody_expected_is_told_by_its_number_only() -> None:
    inside = RuntimeError("password=hunter2 at /srv/secret.py")

    answer = errors.formatted(GraphQLError(str(inside), path=["a"], original_error=inside), request_id="7")

    assert answer["extensions"] == {"code": "INTERNAL_SERVER_ERROR", "requestId": "7"}
    assert answer["message"] == "系统出错，未能完成：请稍后再试，仍不行请把编号 7 告诉系统管理员。"


def test_a_slow_statement_is_a_timeout(db) -> None:
    error = _raised_by("SET LOCAL statement_timeout = 20; SELECT pg_sleep(5)")

    assert errors.refusal(error, request_id="7").code == "TIMEOUT"


def test_a_serialisation_failure_is_a_conflict(db) -> None:
    error = _raised_by("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '40001'; END $$")

    assert errors.refusal(error, request_id="7").code == "CONFLICT"


def test_a_lock_that_is_not_given_is_a_conflict(db) -> None:
    error = _raised_by("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = 'lock_not_available'; END $$")

    assert errors.refusal(error, request_id="7").code == "CONFLICT"


def test_a_database_that_goes_away_is_unavailable(db) -> None:
    error = _raised_by("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = 'admin_shutdown'; END $$")

    assert errors.refusal(error, request_id="7").code == "UNAVAILABLE"


def test_a_database_that_does_not_answer_is_unavailable() -> None:
    try:
        psycopg.connect("postgresql://127.0.0.1:1/none", connect_timeout=2)
    except psycopg.OperationalError as cause:
        error = OperationalError(str(cause))
        error.__cause__ = cause

    assert errors.refusal(error, request_id="7").code == "UNAVAILABLE"


def test_a_fault_in_our_own_sql_is_internal(db) -> None:
    error = _raised_by("SELECT * FROM no_such_table")

    assert errors.refusal(error, request_id="7").code == "INTERNAL_SERVER_ERROR"


@pytest.mark.parametrize(
    ("query", "variables", "code"),
    [
        ("{", None, "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", None, "GRAPHQL_VALIDATION_FAILED"),
        ('query ($on: Date!) { decide(action: "x", facts: {}, on: $on) { allowed } }', {}, "BAD_USER_INPUT"),
        (
            'query ($on: Date!) { decide(action: "x", facts: {}, on: $on) { allowed } }',
            {"on": "2023-02-29"},
            "BAD_USER_INPUT",
        ),
        ('{ decide(action: "x", facts: {}, on: "2023-02-29") { allowed } }', None, "BAD_USER_INPUT"),
        ('{ decide(action: "no.such", facts: {}) { allowed } }', None, "BAD_USER_INPUT"),
        ('{ people(after: "x") { edges { node { id } } } }', None, "BAD_USER_INPUT"),
    ],
)
def test_wrong_requests_have_codes_of_their_own(officer, query, variables, code) -> None:
    assert officer.codes(query, variables) == [code]


def test_a_day_that_does_not_exist_is_named(officer) -> None:
    [error] = officer.ask(ON, {"on": "2023-02-29"})["errors"]

    assert error["message"] == "变量 on 有误：没有 2023-02-29 这一天：请核对年月日。"


def test_a_variable_of_another_type_is_told_in_chinese_and_its_reason_to_programs(officer) -> None:
    query = "query ($count: Int!) { people(first: $count) { edges { cursor } } }"

    for value in ({}, {"count": None}, {"count": "3"}, {"count": 1.5}, {"count": True}):
        [error] = officer.ask(query, value)["errors"]

        assert error["message"] == "变量 count 有误：须符合类型 Int!（带 ! 的不能为空），请核对所给的值。"
        assert error["extensions"].keys() == {"code", "detail"}
        assert error["extensions"]["code"] == "BAD_USER_INPUT"


def test_a_missing_selection_is_named_without_advice(officer) -> None:
    [error] = officer.ask("{ me }")["errors"]

    assert error["message"] == (
        "查询不符合接口定义：Field 'me' of type 'Me!' must have a selection of subfields."
    )


def test_a_day_before_the_first_policy_is_named(officer) -> None:
    query = """{ decide(action: "fuquan_licensing.quota", on: "1999-12-31",
      facts: {sector: "ORGAN", staff_count: 100}) { allowed } }"""

    [error] = officer.ask(query)["errors"]

    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["message"].startswith("1999-12-31 没有生效的制度版本")


def test_a_missing_right_is_forbidden(client_of, viewer) -> None:
    query = """mutation { enactPolicy(input: {
      plugin: "fuquan_licensing", parameters: {}, effectiveFrom: "2031-01-01", basisTitle: "x"
    }) { policyVersion { id } } }"""

    [error] = viewer.ask(query)["errors"]

    assert error["extensions"] == {"code": "FORBIDDEN", "permission": "policies.change"}
