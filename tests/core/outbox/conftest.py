"""Effects of the tests, and a way to read the outbox from inside a tenant."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import connection
from django_tenants.utils import schema_context

from core.outbox.models import OutboxEffect
from core.tasks import effect
from tenants import rights


@effect("tests.outbox.note")
def note(*, number: int) -> None:
    """Leave a row in the tenant."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO noted VALUES (%s)", [number])


@effect("tests.outbox.note_and_fail")
def note_and_fail(*, number: int) -> None:
    """Leave a row and fail, so that the row must not stay."""
    note.run(number=number)
    raise ValueError("价格：秘密")


@pytest.fixture
def effects() -> Callable[[], list[OutboxEffect]]:
    """Return all effects that are noted, in their order."""

    def read() -> list[OutboxEffect]:
        with schema_context(settings.PUBLIC_SCHEMA_NAME):
            return list(OutboxEffect.objects.order_by("id"))

    return read


@pytest.fixture
def noted(in_alpha) -> Callable[[], list[int]]:
    """Give tenant alpha the table that the effects write, and return what it holds."""
    with rights.owner(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE noted (number integer)")

    def read() -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT number FROM noted ORDER BY number")
            return [number for (number,) in cursor.fetchall()]

    return read
