"""Seal what stands in the database anew, after another key was put first."""

from collections.abc import Callable
from uuid import UUID

from django.db import connection

from core.audit import acting
from core.people import identities, services
from core.people.models import Person

BATCH = 500
"""So many people are sealed in one transaction, so that nobody who edits one of them waits for long."""
_OLD = """
SELECT id FROM core_person
 WHERE substr(id_number_cipher, 1, %(length)s) <> %(head)s OR substr(phone_cipher, 1, %(length)s) <> %(head)s
 ORDER BY id
"""


def reseal(*, progress: Callable[[int, int], None] | None = None) -> int:
    """Seal all identity numbers and phones of the current tenant with the first key; return how many people.

    Run for every tenant after a new key was put first, and before the old one is taken away. What stands
    under the first key already is left alone, so that a run that was broken off goes on where it stood.
    Versions stay: nothing about the people changes.

    :param progress: told after each batch how many of how many people are done.
    :raises core.crypto.CannotOpen: if something was sealed with a key that is not at hand.
    """
    old = _old()
    for start in range(0, len(old), BATCH):
        batch = old[start : start + BATCH]
        with acting(reason="更换加密密钥"):
            for person in Person.objects.select_for_update().filter(pk__in=batch).order_by("pk"):
                _seal(person)
        if progress is not None:
            progress(start + len(batch), len(old))
    return len(old)


def _old() -> list[UUID]:
    head = identities.keyring().head
    with connection.cursor() as cursor:
        cursor.execute(_OLD, {"head": head, "length": len(head)})
        return [id for (id,) in cursor.fetchall()]


def _seal(person: Person) -> None:
    fields = [field for field in identities.FIELDS if services.opened(person, field) is not None]
    for field in fields:
        services.seal(person, field, services.opened(person, field))
    person.save(update_fields=[f"{field}_{part}" for field in fields for part in ("cipher", "blind")])
