"""Find who is recorded twice: by hash of the identity number, then by name, birth date and organisation."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db import connection

from core.people import identities


class Basis(StrEnum):
    """By what two rows seem to be one person, the surest first."""

    ID_NUMBER = "ID_NUMBER"
    PHONE = "PHONE"
    NAME_BIRTH_ORGANISATION = "NAME_BIRTH_ORGANISATION"


@dataclass(frozen=True)
class Other:
    """A row that seems to be the same person."""

    id: UUID
    name: str
    basis: Basis

    def as_json(self) -> dict[str, str]:
        """Return the row as plain JSON values."""
        return {"id": str(self.id), "name": self.name, "basis": self.basis.value}


@dataclass(frozen=True)
class Pair:
    """Two rows that seem to be one person, the older one first."""

    first: UUID
    second: UUID
    basis: Basis


_LINKED = """
    SELECT a.person_id, a.organisation_id FROM core_appointment a
    UNION
    SELECT k.id, k.kept_by_id FROM core_person k WHERE k.kept_by_id IS NOT NULL
"""
_OF = f"""
SELECT p.id, p.name, p.id_number_blind = ANY(%(blinds)s::bytea[]) IS TRUE AS same_number
  FROM core_person p
 WHERE p.merged_into_id IS NULL AND p.erased_at IS NULL AND p.id <> %(self)s AND (
       p.id_number_blind = ANY(%(blinds)s::bytea[])
    OR (p.name = %(name)s AND p.birth_on = %(birth)s AND EXISTS (
            SELECT FROM ({_LINKED}) AS linked
             WHERE linked.person_id = p.id AND linked.organisation_id = %(organisation)s)))
 ORDER BY same_number DESC, p.id
 LIMIT 10
"""  # noqa: S608 - made of constants
_PAIRS = f"""
WITH linked AS ({_LINKED}), pairs AS (
    SELECT a.id AS first, b.id AS second, 'PHONE' AS basis
      FROM core_person a
      JOIN core_person b ON b.phone_blind = a.phone_blind AND b.name = a.name AND a.id < b.id
     WHERE a.merged_into_id IS NULL AND b.merged_into_id IS NULL
       AND (a.id_number_blind IS NULL OR b.id_number_blind IS NULL)
    UNION ALL
    SELECT a.id, b.id, 'NAME_BIRTH_ORGANISATION'
      FROM core_person a
      JOIN core_person b ON b.name = a.name AND b.birth_on = a.birth_on AND a.id < b.id
     WHERE a.merged_into_id IS NULL AND b.merged_into_id IS NULL
       AND a.erased_at IS NULL AND b.erased_at IS NULL
       AND (a.id_number_blind IS NULL OR b.id_number_blind IS NULL)
       AND EXISTS (SELECT FROM linked x JOIN linked y USING (organisation_id)
                    WHERE x.person_id = a.id AND y.person_id = b.id)
)
SELECT DISTINCT ON (first, second) first, second, basis
  FROM pairs
 WHERE %(organisations)s::uuid[] IS NULL OR (
       EXISTS (SELECT FROM linked WHERE person_id = first AND organisation_id = ANY(%(organisations)s))
   AND EXISTS (SELECT FROM linked WHERE person_id = second AND organisation_id = ANY(%(organisations)s)))
 ORDER BY first, second, basis DESC
 LIMIT %(limit)s
"""  # noqa: S608 - made of constants


def of(
    *,
    name: str,
    birth_on: date | None,
    id_number: str | None,
    organisation_id: UUID | None,
    other_than: UUID,
) -> list[Other]:
    """Return whom a description seems to describe, those with the same identity number first; one query.

    :param birth_on: None = do not look by name.
    :param id_number: None = do not look by number.
    """
    if id_number is None and (birth_on is None or organisation_id is None):
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            _OF,
            {
                "name": name,
                "birth": birth_on,
                "organisation": organisation_id,
                "blinds": identities.blinds(id_number, field="id_number") if id_number else [],
                "self": other_than,
            },
        )
        return [
            Other(id=id, name=found, basis=Basis.ID_NUMBER if same else Basis.NAME_BIRTH_ORGANISATION)
            for id, found, same in cursor.fetchall()
        ]


def pairs(*, limit: int, organisations: Collection[UUID] | None = None) -> list[Pair]:
    """Return rows that seem to be one person although their identity numbers do not tell; one query.

    :param organisations: only pairs of people who have or had to do with these; None = all.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _PAIRS,
            {"limit": limit, "organisations": None if organisations is None else list(organisations)},
        )
        return [Pair(first=first, second=second, basis=Basis(basis)) for first, second, basis in cursor]
