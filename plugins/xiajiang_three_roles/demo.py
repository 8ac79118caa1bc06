"""Demonstration data of the scheme."""

from core import demo
from core.organisations.models import Kind, Level, Sector

UNITS = [
    ("水边镇党委", Kind.COMMITTEE, Sector.TOWNSHIP, Level.TOWNSHIP),
    ("县直机关工委", Kind.WORKING_COMMITTEE, Sector.ORGAN, Level.COUNTY),
    ("工业园区党工委", Kind.WORKING_COMMITTEE, Sector.PRIVATE_ENTERPRISE, Level.COUNTY),
]


def fill() -> None:
    """Fill the demonstration tenant with units and people."""
    demo.fill_tree(root="中共峡江县委", units=UNITS, division_code="360823", people=92, seed=360823)
