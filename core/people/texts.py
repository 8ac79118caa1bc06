"""Free texts about a person in the tables of all nouns and plugins, for lawful erasure.

A model with a foreign key to `Person` names its columns of such texts: ``personal_texts = ("evidence",)``.
One whose rows are about a person by way of another's says which: ``personal_path = "assessment__person"``.
Lists and JSON in such a column become what they are by default. A model whose texts stand inside of others
has a method ``erased_texts(erased)``, which returns the columns as they are to be then.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import Case, F, Q, Value, When

from core.actors import Actor
from core.audit import services as audit
from core.people.models import Person

ERASED = "（已抹除）"
"""What stands where something was erased."""


def erase(*, person_id: UUID, actor: Actor, reason: str) -> int:
    """Erase the texts about a person, here and in the audit; return in how many rows.

    Called in the transaction of the erasure.
    """
    rows = 0
    for model, column in _referring():
        about = model._default_manager.filter(**{column: person_id})
        keys = list(about.values_list("pk", flat=True))
        texts: tuple[str, ...] = model.personal_texts  # type: ignore[attr-defined]
        if hasattr(model, "erased_texts"):
            for row in about:
                columns = row.erased_texts(ERASED)  # type: ignore[attr-defined]
                about.filter(pk=row.pk).update(**columns)
        elif keys:
            about.update(**{text: _erased(model, text) for text in texts})
        for key in keys:
            audit.erase(
                table=model._meta.db_table,
                row_key=str(key),
                # Reasons given for changes of such a row are texts about the person, too.
                fields=[*texts, "@reason"],
                actor=actor,
                reason=reason,
            )
        rows += len(keys)
    return rows


def _erased(model: type[models.Model], text: str) -> Case | Value:
    field: Any = model._meta.get_field(text)
    if isinstance(field, models.JSONField | ArrayField):
        return Value(field.get_default(), output_field=field)
    nothing = Q(**{text: ""}) | Q(**{f"{text}__isnull": True})
    return Case(When(nothing, then=F(text)), default=Value(ERASED, output_field=field))


def _referring() -> Iterator[tuple[type[models.Model], str]]:
    """Return each model with such texts and its column that refers to people, where the tenant has it."""
    here = set(connection.introspection.table_names())
    for model in apps.get_models():
        if not getattr(model, "personal_texts", ()) or model._meta.db_table not in here:
            continue
        for field in model._meta.get_fields():
            related: Any = getattr(field, "related_model", None)
            if isinstance(field, models.ForeignKey) and related is Person:
                yield model, field.attname
        if path := getattr(model, "personal_path", ""):
            yield model, path
