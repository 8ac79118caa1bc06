"""The one place where exceptions become errors of a GraphQL response."""

import re
from typing import Any

import psycopg
import structlog
from django.db import Error as DatabaseError
from graphql import GraphQLError, GraphQLSyntaxError, VariableDefinitionNode, print_ast
from uuid_utils.compat import uuid4

from core.errors import DomainError

log = structlog.get_logger(__name__)

STRANGER_HINT = "查询不符合接口定义：请先登录，登录后可查看具体原因。"
"""All that someone who has not signed in learns of an invalid query: nothing of the schema."""


class BadQuery(DomainError):
    """The text of a query is no GraphQL, or does not fit the schema, or names no operation."""

    code = "GRAPHQL_VALIDATION_FAILED"


class Timeout(DomainError):
    """The database needed longer than a request may."""

    code = "TIMEOUT"


class Conflict(DomainError):
    """Someone else is changing the same rows."""

    code = "CONFLICT"


class Unavailable(DomainError):
    """The database cannot be reached."""

    code = "UNAVAILABLE"


class Internal(DomainError):
    """Something that nobody expected; the log has it under the request's number."""

    code = "INTERNAL_SERVER_ERROR"


_OF_STATES = {
    "57014": Timeout("数据库在规定时间内没有完成：请缩小查询范围后再试。"),
    "55P03": Conflict("这些数据正由他人修改：请稍后再试。"),
    "40001": Conflict("数据刚被他人修改：请再试一次。"),
    "40P01": Conflict("数据刚被他人修改：请再试一次。"),
}
_QUOTED_NUMBER = re.compile(r"\d(?:[\s-]?\d){6,}[Xx]?")
_VALUE = re.compile(r" got invalid value .*", re.DOTALL)
_PLACE = re.compile(r" at '([\w.\[\]]+)'$")
_AWAY = Unavailable("数据库暂时无法连接：请稍后再试，仍不行请联系系统管理员。")


def request_id() -> str:
    """Return the number under which the log has the running request."""
    bound = structlog.contextvars.get_contextvars().get("request_id")
    return str(bound) if bound else str(uuid4())


def refusal(error: Exception, *, request_id: str) -> DomainError:
    """Return the refusal that users are told for an exception; what was not expected is logged, not told."""
    if isinstance(error, DomainError):
        return error
    if isinstance(error, DatabaseError):
        cause = error.__cause__
        state = (cause.sqlstate if isinstance(cause, psycopg.Error) else None) or ""
        if state in _OF_STATES:
            return _OF_STATES[state]
        # Class 08: connection; 57P: shut down; 53: no resources; no state at all: no answer from a server.
        unanswered = not state and isinstance(cause, psycopg.OperationalError)
        if unanswered or state.startswith(("08", "57P", "53")):
            log.error("database_unavailable", error=str(error))
            return _AWAY
    log.error("graphql_internal_error", request_id=request_id, exc_info=error)
    return Internal(
        f"系统出错，未能完成：请稍后再试，仍不行请把编号 {request_id} 告诉系统管理员。",
        extensions={"requestId": request_id},
    )


def formatted(error: GraphQLError, *, request_id: str) -> dict[str, Any]:
    """Return an error as it stands in a response: Chinese message, places, `extensions.code`."""
    known = _known(error, request_id=request_id)
    answer: dict[str, Any] = {"message": known.message}
    if error.locations:
        answer["locations"] = [location.formatted for location in error.locations]
    if error.path:
        answer["path"] = error.path
    answer["extensions"] = {"code": known.code, **known.extensions}
    return answer


_FIELD_FAULTS = {
    r"Field '(\w+)' is not defined by type '(\w+)'": "{1} 没有名为 {0} 的字段，请删去或更正",
    r"Field '(\w+)' of required type '([^']+)' was not provided": "缺少字段 {0}（类型 {1}），请补上",
}


def plain(refusal: DomainError) -> dict[str, Any]:
    """Return a refusal that concerns the request as a whole."""
    return {"message": refusal.message, "extensions": {"code": refusal.code, **refusal.extensions}}


def _silent(message: str) -> str:
    """Return a library's message without the numbers it quotes: one may be a person's identity or phone."""
    return _QUOTED_NUMBER.sub("…", message)


def _of_variable(error: GraphQLError) -> str:
    """Return what is wrong with a variable, and where in it, without the value that graphql-core repeats."""
    if not isinstance(error.original_error, GraphQLError):
        return _silent(_VALUE.sub("", error.message))
    cause = error.original_error.message
    place = _PLACE.search(error.message.removesuffix(f"; {cause}"))
    return _silent(f"{place[1]}：{cause}" if place else cause)


def _in_words(detail: str) -> str | None:
    """Return in Chinese what graphql-core found wrong with an input object, if it names a field."""
    for pattern, words in _FIELD_FAULTS.items():
        if found := re.search(pattern, detail):
            return words.format(*found.groups())
    return None


def _known(error: GraphQLError, *, request_id: str) -> DomainError:
    if isinstance(error, GraphQLSyntaxError):
        return BadQuery(f"查询语句有误：{_silent(error.message)}", "GRAPHQL_PARSE_FAILED")
    original: BaseException | None = error
    while isinstance(original, GraphQLError) and original.original_error is not None:
        original = original.original_error
    definition = next((node for node in error.nodes or () if isinstance(node, VariableDefinitionNode)), None)
    variable = definition.variable.name.value if definition is not None else None
    if isinstance(original, DomainError):
        if variable is None:
            return original
        return DomainError(f"变量 {variable} 有误：{original.message}", original.code, original.extensions)
    if definition is not None:
        detail = _of_variable(error)
        wrong = (
            _in_words(detail) or f"须符合类型 {print_ast(definition.type)}（带 ! 的不能为空），请核对所给的值"
        )
        return DomainError(f"变量 {variable} 有误：{wrong}。", "BAD_USER_INPUT", {"detail": detail})
    if not isinstance(original, GraphQLError):
        return refusal(original, request_id=request_id)  # type: ignore[arg-type]
    if error.path is None:
        # One rule gives advice whatever it is told: its words end where the advice begins.
        return BadQuery(f"查询不符合接口定义：{_silent(error.message.partition(' Did you mean ')[0])}")
    return DomainError(f"参数有误：{_silent(error.message)}", "BAD_USER_INPUT")
