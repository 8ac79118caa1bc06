"""Read the tree of organisations as it stood on a day."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import connection

_SUBTREE = """
    WITH RECURSIVE below AS (
        SELECT o.id FROM core_organisation o WHERE o.id = ANY(%(roots)s)
        UNION
        SELECT p.organisation_id
          FROM core_organisationperiod p
          JOIN below b ON p.parent_id = b.id
         WHERE p.from_on <= %(on)s AND (p.until_on IS NULL OR p.until_on > %(on)s)
    )
    SELECT id FROM below
"""


def subtree(*, roots: Collection[UUID], on: date) -> frozenset[UUID]:
    """Return the roots and all organisations below them on a day; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_SUBTREE, {"roots": list(roots), "on": on})
        return frozenset(row[0] for row in cursor.fetchall())
