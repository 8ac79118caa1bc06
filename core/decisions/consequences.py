"""What rests on decisions: rows of other tables that name one, such as the steps of a credential.

A model that refers to decisions says what its rows are called: ``called = "证书变动"``.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import cache
from typing import NamedTuple
from uuid import UUID

from django.apps import apps
from django.db.models import ForeignKey, Model

from core.decisions import schemes
from core.decisions.models import DecisionRecord


class Consequence(NamedTuple):
    """A row that rests on a decision: what kind of row in Chinese, its table, its primary key as text."""

    title: str
    table: str
    row: str


def of(decisions: Collection[UUID]) -> Mapping[UUID, list[Consequence]]:
    """Return the rows that rest on decisions, by decision; one query a table that refers to decisions."""
    found: dict[UUID, list[Consequence]] = defaultdict(list)
    if not decisions:
        return found
    running = {"core", *schemes.active()}
    for model, column in references():
        if model._meta.app_label not in running:
            continue
        rows = model._default_manager.filter(**{f"{column}__in": decisions}).values_list(column, "pk")
        for decision, key in rows.order_by("pk"):
            title = str(getattr(model, "called", model._meta.verbose_name))
            found[decision].append(Consequence(title, model._meta.db_table, str(key)))
    return found


@cache
def references() -> list[tuple[type[Model], str]]:
    """Return the tables of core and plugins that refer to decisions, and the columns in which they do."""
    return [
        (model, relation.attname)
        for model in sorted(apps.get_models(), key=lambda one: one._meta.db_table)
        if model is not DecisionRecord
        for relation in model._meta.concrete_fields
        if isinstance(relation, ForeignKey) and relation.related_model is DecisionRecord
    ]
