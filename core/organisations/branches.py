"""SQL for statements of other nouns that read what stands below some organisations.

Day and organisations are names of the statement's values. A branch may be the whole county: `below` reads so
many of its organisations and no more, `complete` tells whether that was all, and `inside` looks upwards from
an organisation that is none of those. So no statement costs more the larger the county is.
"""

FEW = 1_000
"""So many organisations of a branch are read at once; whether others belong to it is looked up one by one."""

STANDING = "p.from_on <= %({on})s AND (p.until_on IS NULL OR p.until_on > %({on})s)"
"""Condition on a period `p`: it holds on a day."""
ANSWERED = f"""({STANDING}
            OR (p.until_on <= %({{on}})s AND NOT EXISTS (
                SELECT FROM core_organisationperiod q
                 WHERE q.organisation_id = p.organisation_id AND q.from_on > p.from_on))
            OR (p.from_on > %({{on}})s AND NOT EXISTS (
                SELECT FROM core_organisationperiod q
                 WHERE q.organisation_id = p.organisation_id AND q.from_on < p.from_on)))"""  # noqa: S608 - constant
"""The same, or it is the last of an organisation that is closed by then, or the first of one to come: where
its records are answered for."""


def recursion(name: str, *, roots: str, holds: str) -> str:
    """Return a recursive part of a WITH: `name` is to hold organisations (`id`) and all below them.

    :param roots: name of the value that lists the organisations.
    :param holds: `STANDING` or `ANSWERED` for a day.
    """
    return f"""{name} AS (
        SELECT o.id FROM core_organisation o WHERE o.id = ANY(%({roots})s)
        UNION
        SELECT p.organisation_id
          FROM core_organisationperiod p
          JOIN {name} b ON p.parent_id = b.id
         WHERE {holds}
    )"""  # noqa: S608 - made of constants


def below(name: str, *, roots: str, holds: str) -> str:
    """Return parts of a WITH RECURSIVE that make `inside` possible; parameters as `recursion`."""
    return f"""{recursion(f"{name}_all", roots=roots, holds=holds)},
    {name} AS MATERIALIZED (SELECT id FROM {name}_all LIMIT {FEW})"""  # noqa: S608 - made of constants


def complete(name: str) -> str:
    """Return the condition that `name` holds the whole branch."""
    return f"(SELECT count(*) < {FEW} FROM {name})"  # noqa: S608 - made of constants


def inside(name: str, column: str, *, roots: str, holds: str) -> str:
    """Return the condition that an organisation is one of a branch; parameters as in `below`."""
    return f"""({column} IN (SELECT id FROM {name}) OR NOT {complete(name)} AND EXISTS (
        WITH RECURSIVE up AS (
            SELECT {column} AS id
            UNION
            SELECT p.parent_id FROM core_organisationperiod p JOIN up ON p.organisation_id = up.id
             WHERE {holds}
        )
        SELECT FROM up WHERE up.id = ANY(%({roots})s)))"""  # noqa: S608 - made of constants
