"""Parts that the statements of indicators are put together from.

Arguments are column names and expressions written in code, never values from outside.
"""

from collections.abc import Iterable
from typing import Any

TOUCHED_BY_POSTS = ("core_appointment", "core_organisationperiod", "core_person", "core_policyversion")
"""Tables behind rows about people in post with their dimensions."""


def in_force(alias: str, *, on: str = "%(on)s::date") -> str:
    """Return the condition that a row with `from_on` and `until_on` is in force on a day."""
    return f"({alias}.from_on <= {on} AND ({alias}.until_on IS NULL OR {alias}.until_on > {on}))"


def within(column: str) -> str:
    """Return the condition that a day lies in the part of the period that has passed."""
    return f"({column} >= %(from_on)s::date AND {column} < %(until_on)s::date)"


def asked(column: str = "organisation_id") -> str:
    """Return the condition that an organisation is among those asked for."""
    return f"(%(organisations)s::uuid[] IS NULL OR {column} = ANY(%(organisations)s::uuid[]))"


def years(since: str, *, on: str = "%(on)s::date") -> str:
    """Return the years that are full on a day, 0 before the first; null where the first day is null.

    As `core.policy.periods.completed_years`: the corresponding day of a later year, or that month's last day.
    """
    difference = f"(extract(year FROM {on}) - extract(year FROM {since}))::int"
    full = f"{difference} - ({since} + make_interval(years => {difference}) > {on})::int"
    return f"(CASE WHEN {since} IS NOT NULL THEN greatest({full}, 0) END)"


def band(number: str, *, lowest: str, names: str) -> str:
    """Return the name of the band in which a number lies; null for null.

    :param lowest: name of the value that holds the lowest numbers of all bands but the first.
    :param names: name of the value that holds the names of all bands.
    """
    return f"(%({names})s::text[])[1 + width_bucket({number}, %({lowest})s::int[])]"


def age(person: str = "s", *, on: str = "%(on)s::date") -> str:
    """Return a person's age in completed years."""
    return years(f"{person}.birth_on", on=on)


def about_person(person: str = "s", *, on: str = "%(on)s::date") -> str:
    """Return the columns `sex`, `education` and `age_band` of a person on a day."""
    banded = band(age(person, on=on), lowest="age_from", names="age_bands")
    return f"{person}.sex, {person}.education, {banded} AS age_band"


def main_post(person: str, *, on: str = "%(on)s::date") -> str:
    """Return a subquery with `organisation_id`: where somebody is a worker on a day; no row for others.

    Of several posts in the organisations asked for it is the full-time one, else the one that began first.
    """
    return f"""
        SELECT b.organisation_id FROM core_appointment b
         WHERE b.person_id = {person} AND b.counts_as_worker AND {in_force("b", on=on)}
           AND {asked("b.organisation_id")}
         ORDER BY b.basis = 'FULL_TIME' DESC, b.from_on, b.id LIMIT 1
    """  # noqa: S608 - made of names written in code


def called(column: str, choices: Iterable[tuple[str, Any]]) -> str:
    """Return the Chinese term of a coded column: a CASE over codes and terms."""
    cases = " ".join(f"WHEN '{code}' THEN '{term}'" for code, term in choices)
    return f"(CASE {column} {cases} END)"
