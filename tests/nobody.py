"""Identity numbers and phones of nobody.

Sequence codes 996 to 999 were kept for centenarians, so with a birth date of these times a number is valid
and no person's. No operator has mobile numbers that begin with 154.
"""

from datetime import date

from core.people import identity_numbers

PHONE = "15400001234"


def number(born_on: date = date(1990, 3, 7), *, region: str = "522702", sequence: int = 997) -> str:
    """Return a valid identity number; an odd sequence code (997, 999) is a man's, an even one a woman's."""
    assert 996 <= sequence <= 999
    first = f"{region}{born_on:%Y%m%d}{sequence}"
    return first + identity_numbers.check_digit(first)


NUMBER = number()
