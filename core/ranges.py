"""Periods of days inside the database: start inclusive, end exclusive or open."""

from django.contrib.postgres.fields import DateRangeField
from django.db.models import Func


class DateRange(Func):
    """SQL ``daterange(from, until)`` over two date columns."""

    function = "DATERANGE"
    output_field = DateRangeField()
