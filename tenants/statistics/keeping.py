"""Which periods a tenant's figures are kept for: the years with records, the newest of them in detail."""

from collections.abc import Collection, Iterable
from datetime import date

from django.apps import apps
from django.db import connection
from django.db.models import DateField
from psycopg import sql

from core.indicators import periods
from core.indicators.definition import Indicator
from core.indicators.periods import Period
from core.law.policy import CorePolicy

_DAYS = frozenset({"from_on", "issued_on", "due_on", "last_on", "on"})
"""Columns of days on which something happened; what a year of birth or a law's first day is not."""


def periods_of(*, recorded: Collection[int], policy: CorePolicy, today: date) -> list[Period]:
    """Return the periods to keep figures of, newest last day first, longer ones before shorter ones.

    Years from the first with records to this one, at most `figure_years` of them; of the newest
    `figure_detail_years` years among this one, the one before and those with records, the quarters and
    months that have begun.

    :param recorded: years with records.
    """
    first = min([year for year in recorded if year > today.year - policy.figure_years], default=today.year)
    detailed = sorted({*recorded, today.year, today.year - 1}, reverse=True)[: policy.figure_detail_years]
    names = [f"{year:04}" for year in range(min(first, today.year), today.year + 1)]
    for year in detailed:
        if year >= first:
            names += [f"{year:04}Q{quarter}" for quarter in range(1, 5)]
            names += [f"{year:04}-{month:02}" for month in range(1, 13)]
    begun = [period for period in map(periods.parse, names) if period.from_on <= today]
    return sorted(begun, key=lambda period: (-period.until_on.toordinal(), period.from_on))


def recorded_years(indicators: Iterable[Indicator], *, today: date) -> set[int]:
    """Return the years, up to this one, in which the records behind some indicators happened; one query."""
    tables = {table for indicator in indicators for table in indicator.touched_by}
    parts = [
        sql.SQL("SELECT extract(year FROM {day})::int AS year FROM {table} WHERE {day} <= {today}").format(
            day=sql.Identifier(field.column), table=sql.Identifier(model._meta.db_table), today=today
        )
        for model in apps.get_models()
        if model._meta.db_table in tables
        for field in model._meta.concrete_fields
        if isinstance(field, DateField) and field.column in _DAYS
    ]
    if not parts:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(" UNION ").join(sorted(parts, key=str)))
        return {year for (year,) in cursor.fetchall()}
