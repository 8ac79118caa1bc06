"""Scalars that keep days strict and numbers exact."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal as ExactDecimal
from fractions import Fraction
from typing import Any

import graphene
from graphql.language import ast

from core.errors import DomainError
from core.policy import jsontext

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class BadScalar(DomainError):
    """A value of an argument is not what its type asks for."""

    code = "BAD_USER_INPUT"


class JSON(graphene.Scalar):
    """任意 JSON 值（对象、数组、数字、文字、布尔、null），不是装着 JSON 的字符串；数字精确，不经过浮点数。"""

    @staticmethod
    def serialize(value: Any) -> Any:
        """Return a value of plain JSON types and Decimals; days become ISO texts.

        :raises TypeError: if something in it has no place in JSON, floats and NaN included.
        """
        return jsontext.read(jsontext.write(value))

    @staticmethod
    def parse_value(value: Any) -> Any:
        """Return a variable's value with Decimals for numbers that are no integers.

        :raises JsonError: as `jsontext.checked`.
        """
        return jsontext.checked(value)

    @staticmethod
    def parse_literal(node: ast.ValueNode, variables: Mapping[str, Any] | None = None) -> Any:
        """Return the value of an inline literal, variables inside it filled in.

        :raises JsonError: as `jsontext.checked`.
        :raises BadScalar: if the literal holds an enum name, which JSON does not know.
        """
        return jsontext.checked(_literal(node, variables or {}))


def _literal(node: ast.ValueNode, variables: Mapping[str, Any]) -> Any:
    match node:
        case ast.VariableNode():
            return variables.get(node.name.value)
        case ast.NullValueNode():
            return None
        case ast.StringValueNode() | ast.BooleanValueNode():
            return node.value
        case ast.IntValueNode() | ast.FloatValueNode():
            return jsontext.read(node.value)
        case ast.ListValueNode():
            return [_literal(item, variables) for item in node.values]
        case ast.ObjectValueNode():
            return {field.name.value: _literal(field.value, variables) for field in node.fields}
    raise BadScalar(f"JSON 中不能写 {getattr(node, 'value', node.kind)}：文字请加双引号。")


class Date(graphene.Scalar):
    """日期，写成 "2020-09-02"。"""

    @staticmethod
    def serialize(value: Any) -> str:
        """Return the day as ISO text.

        :raises TypeError: if the value is no day; an instant is none.
        """
        if isinstance(value, datetime) or not isinstance(value, date):
            raise TypeError(f"{value!r} is no day")
        return value.isoformat()

    @staticmethod
    def parse_value(value: Any) -> date:
        """Return the day that a text names.

        :raises BadScalar: if it is not exactly `YYYY-MM-DD`, or there is no such day.
        """
        if isinstance(value, str) and _DAY.fullmatch(value):
            try:
                return date.fromisoformat(value)
            except ValueError:
                raise BadScalar(f"没有 {value} 这一天：请核对年月日。") from None
        raise BadScalar('日期须写成 "2020-09-02" 这样的文字。')

    @classmethod
    def parse_literal(cls, node: ast.ValueNode, variables: Mapping[str, Any] | None = None) -> date:
        """Return the day of an inline literal.

        :raises BadScalar: as `parse_value`.
        """
        return cls.parse_value(node.value if isinstance(node, ast.StringValueNode) else None)


class DateTime(graphene.Scalar):
    """时刻，带时区，写成 "2020-09-02T08:30:00+08:00"。"""

    @staticmethod
    def serialize(value: Any) -> str:
        """Return the instant as ISO text with its offset.

        :raises TypeError: if the value is no instant or names no time zone.
        """
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise TypeError(f"{value!r} is no instant")
        return value.isoformat()

    @staticmethod
    def parse_value(value: Any) -> datetime:
        """Return the instant that a text names.

        :raises BadScalar: if it is no ISO instant with an offset, or there is none such.
        """
        if isinstance(value, str) and "T" in value:
            try:
                instant = datetime.fromisoformat(value)
            except ValueError:
                instant = None
            if instant is not None and instant.tzinfo is not None:
                return instant
        raise BadScalar('时刻须带时区，写成 "2020-09-02T08:30:00+08:00" 这样的文字。')

    @classmethod
    def parse_literal(cls, node: ast.ValueNode, variables: Mapping[str, Any] | None = None) -> datetime:
        """Return the instant of an inline literal.

        :raises BadScalar: as `parse_value`.
        """
        return cls.parse_value(node.value if isinstance(node, ast.StringValueNode) else None)


class Decimal(graphene.Scalar):
    """精确的十进制数，写成 JSON 数字，不经过浮点数。"""

    @staticmethod
    def serialize(value: Any) -> ExactDecimal | int:
        """Return the number as it leaves: exact where its decimals end, else half up to 6 of them.

        :raises TypeError: if the value is a float or no number at all.
        """
        if isinstance(value, bool) or not isinstance(value, int | ExactDecimal | Fraction):
            raise TypeError(f"{value!r} is no exact number")
        number: ExactDecimal | int = jsontext.read(jsontext.number(value))
        return number

    @staticmethod
    def parse_value(value: Any) -> ExactDecimal:
        """Return the number of a variable.

        :raises BadScalar: if it is no number; one in quotes is none.
        """
        number = jsontext.checked(value)
        if isinstance(number, bool) or not isinstance(number, int | ExactDecimal):
            raise BadScalar("须填写数字，不加引号。")
        return ExactDecimal(number)

    @classmethod
    def parse_literal(cls, node: ast.ValueNode, variables: Mapping[str, Any] | None = None) -> ExactDecimal:
        """Return the number of an inline literal.

        :raises BadScalar: as `parse_value`.
        """
        return cls.parse_value(_literal(node, variables or {}))


class Confidential(graphene.Scalar):
    """文字，例如身份证号、电话；有误时，错误信息中不重复其内容。"""

    @staticmethod
    def serialize(value: Any) -> str:
        """Refuse: what comes in under this type leaves under none.

        :raises TypeError: always.
        """
        raise TypeError("a confidential value does not leave")

    @staticmethod
    def parse_value(value: Any) -> str:
        """Return the text.

        :raises BadScalar: if the value is no text.
        """
        if not isinstance(value, str):
            raise BadScalar("身份证号、电话须写成加双引号的文字。")
        return value

    @classmethod
    def parse_literal(cls, node: ast.ValueNode, variables: Mapping[str, Any] | None = None) -> str:
        """Return the text of an inline literal.

        :raises BadScalar: if the literal is no text.
        """
        return cls.parse_value(node.value if isinstance(node, ast.StringValueNode) else None)
