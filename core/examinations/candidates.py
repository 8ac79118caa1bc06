"""Where candidates belong on a day."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import connection

_ORGANISATIONS = """
    SELECT p.id, coalesce((
           SELECT a.organisation_id FROM core_appointment a
            WHERE a.person_id = p.id AND a.from_on <= %(on)s AND (a.until_on IS NULL OR a.until_on > %(on)s)
            ORDER BY a.basis = 'FULL_TIME' DESC, a.from_on, a.id LIMIT 1), p.kept_by_id, %(otherwise)s)
      FROM core_person p
     WHERE p.id = ANY(%(people)s) AND p.merged_into_id IS NULL AND p.erased_at IS NULL
"""


def organisations(*, people: Collection[UUID], on: date, otherwise: UUID) -> dict[UUID, UUID]:
    """Return people's organisations on a day: of the post, a full-time one first, else that keeps the file.

    One query; who is none of the people is left out.

    :param otherwise: the organisation of those who have neither.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ORGANISATIONS, {"people": list(people), "on": on, "otherwise": otherwise})
        return dict(cursor.fetchall())
