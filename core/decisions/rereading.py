"""Read again, where they came from, the facts that stored decisions rest on."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Model

from core.decisions import about
from core.decisions.about import Place, Source
from core.decisions.models import DecisionRecord
from core.errors import DomainError
from core.policy import jsontext


class UnknownRow(DomainError):
    """No table or column of this name can have given a fact."""

    code = "BAD_USER_INPUT"


@dataclass(frozen=True)
class Reread:
    """The facts of a decision as its records yield them now.

    `changed` are the names of those that differ; `unknown` those derived from what has changed, or whose row
    is gone: `facts` still holds what was stored.
    """

    facts: Mapping[str, Any]
    sources: tuple[Source, ...]
    changed: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def places(records: Iterable[DecisionRecord]) -> dict[Place, Any]:
    """Return what stands now in all columns from which decisions took facts; one query a table.

    A place whose row is gone is left out.
    """
    wanted: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for record in records:
        for source in about.of(record.sources):
            wanted[source.table].add((source.row, source.column))
    found: dict[Place, Any] = {}
    for table, cells in wanted.items():
        model = _models()[table]
        columns = sorted({column for _, column in cells})
        fields = [_field(model, column).attname for column in columns]
        rows = model._default_manager.filter(pk__in={row for row, _ in cells}).values_list("pk", *fields)
        for key, *values in rows:
            found |= {
                (table, str(key), column): _plain(value)
                for column, value in zip(columns, values, strict=True)
            }
    return found


def reread(record: DecisionRecord, now: Mapping[Place, Any]) -> Reread:
    """Return the facts of a decision as they are now.

    :param now: what stands in the columns, as `places` gives it, corrections that are only supposed included.
    """
    facts: dict[str, Any] = jsontext.read(record.facts)
    changed, unknown, sources = set(), set(), []
    for source in about.of(record.sources):
        value = now.get(source.place, _GONE)
        if about.stored(value) == source.value:
            sources.append(source)
            continue
        if source.derived or value is _GONE:
            unknown.add(source.fact)
        else:
            changed.add(source.fact)
            facts[source.fact] = value
        kept = source.value if value is _GONE else about.stored(value)
        sources.append(Source(source.fact, *source.place, kept, source.derived))
    return Reread(facts, tuple(sources), tuple(sorted(changed)), tuple(sorted(unknown)))


def row_of(noun: str, row: str) -> tuple[str, str]:
    """Return table and primary key of a row of a model, such as ``appointment``.

    :raises UnknownRow: if there is no such model.
    """
    return _model(noun)._meta.db_table, row


def supposed(*, noun: str, row: str, values: Mapping[str, Any]) -> dict[Place, Any]:
    """Return corrections that are thought about as what would then stand in the columns.

    :param noun: name of the model, such as ``appointment``.
    :param values: the corrected fields as plain values.
    :raises UnknownRow: if there is no such table or column, or a value is none that it can hold.
    """
    model = _model(noun)
    if not isinstance(values, Mapping):
        raise UnknownRow("更正后的内容（values）须为对象，写在 { } 内。")
    result: dict[Place, Any] = {}
    for name, value in values.items():
        try:
            field: Any = model._meta.get_field(name)
            read = field.to_python(value)
        except (FieldDoesNotExist, AttributeError):
            raise UnknownRow(f"{noun} 没有名为 {name} 的项目；请核对名称。") from None
        except (ValidationError, TypeError, ValueError):
            raise UnknownRow(f"{noun} 的 {name} 不能是 {value}；请核对格式。") from None
        result[model._meta.db_table, row, field.column] = _plain(read)
    return result


class _Gone:
    """Stands for a value whose row is gone: equal to nothing that a row can hold."""


_GONE = _Gone()


@cache
def _models() -> dict[str, type[Model]]:
    return {model._meta.db_table: model for model in apps.get_models()}


def _model(noun: str) -> type[Model]:
    found = next((one for one in _models().values() if one._meta.model_name == noun.lower()), None)
    if found is None:
        raise UnknownRow(f"没有名为 {noun} 的记录种类；请写英文名，例如 appointment。")
    return found


def _field(model: type[Model], column: str) -> Any:
    return next(field for field in model._meta.concrete_fields if field.column == column)


def _plain(value: Any) -> Any:
    """Return a column's value as facts hold it."""
    return str(value) if isinstance(value, UUID) else jsontext.plain(value)
