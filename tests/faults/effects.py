"""The effect that the killed workers carry out; they are told of this module on their command line."""

from django.db import connection

from core.tasks import effect


@effect("faults.effects.count")
def count(*, number: int) -> None:
    """Leave a row without any key that could hide a double, and tell the test."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO fault_effect VALUES (%s)", [number])
        cursor.execute("NOTIFY fault_effects")
