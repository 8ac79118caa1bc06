"""Demonstration data of the scheme."""

from core import demo
from core.organisations.models import Kind, Level, Sector

UNITS = [
    ("马场坪街道党工委", Kind.WORKING_COMMITTEE, Sector.SUBDISTRICT, Level.TOWNSHIP),
    ("牛场镇党委", Kind.COMMITTEE, Sector.TOWNSHIP, Level.TOWNSHIP),
    ("道坪镇党委", Kind.COMMITTEE, Sector.TOWNSHIP, Level.TOWNSHIP),
    ("市直机关工委", Kind.WORKING_COMMITTEE, Sector.ORGAN, Level.COUNTY),
    ("市国有资产公司党委", Kind.COMMITTEE, Sector.SOE, Level.GRASSROOTS),
]


def fill() -> None:
    """Fill the demonstration tenant with units and people."""
    demo.fill_tree(root="中共福泉市委", units=UNITS, division_code="522702", people=120, seed=522702)
