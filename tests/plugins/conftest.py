"""What the tests of every plugin's law share; the calendar is the published one of 2024 and 2025."""

from datetime import date, timedelta

import pytest

from core.policy.calendar import WorkingCalendar


def _span(first, last):
    return {first + timedelta(days) for days in range((last - first).days + 1)}


@pytest.fixture(scope="session")
def calendar():
    """Arrangements published for 2024 and 2025; 2026 by its statutory days only."""
    return WorkingCalendar(
        version="2025-published",
        first_year=2024,
        last_year=2025,
        holidays=frozenset(
            {date(2024, 1, 1), date(2024, 6, 10), date(2025, 1, 1)}
            | _span(date(2024, 2, 10), date(2024, 2, 17))
            | _span(date(2024, 4, 4), date(2024, 4, 6))
            | _span(date(2024, 5, 1), date(2024, 5, 5))
            | _span(date(2024, 9, 15), date(2024, 9, 17))
            | _span(date(2024, 10, 1), date(2024, 10, 7))
            | _span(date(2025, 1, 28), date(2025, 2, 4))
            | _span(date(2025, 4, 4), date(2025, 4, 6))
            | _span(date(2025, 5, 1), date(2025, 5, 5))
            | _span(date(2025, 5, 31), date(2025, 6, 2))
            | _span(date(2025, 10, 1), date(2025, 10, 8))
        ),
        workdays=frozenset(
            {date(2024, 2, 4), date(2024, 2, 18), date(2024, 4, 7), date(2024, 4, 28), date(2024, 5, 11)}
            | {date(2024, 9, 14), date(2024, 9, 29), date(2024, 10, 12), date(2025, 1, 26), date(2025, 2, 8)}
            | {date(2025, 4, 27), date(2025, 9, 28), date(2025, 10, 11)}
        ),
        statutory_next_year=frozenset(
            {date(2026, 1, 1), date(2026, 4, 5), date(2026, 5, 1), date(2026, 5, 2), date(2026, 6, 19)}
            | {date(2026, 9, 25)}
            | _span(date(2026, 2, 16), date(2026, 2, 19))
            | _span(date(2026, 10, 1), date(2026, 10, 3))
        ),
    )


@pytest.fixture(scope="session")
def codes():
    """Code and severity of each finding, in order."""
    return lambda decision: [(finding.code, finding.severity.value) for finding in decision.findings]
