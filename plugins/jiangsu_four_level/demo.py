"""Demonstration data of the scheme."""

from core import demo
from core.organisations.models import Kind, Level, Sector

UNITS = [
    ("软件园非公企业党委", Kind.COMMITTEE, Sector.PRIVATE_ENTERPRISE, Level.GRASSROOTS),
    ("互联网行业党委", Kind.COMMITTEE, Sector.PRIVATE_ENTERPRISE, Level.GRASSROOTS),
    ("社会组织综合党委", Kind.COMMITTEE, Sector.SOCIAL_ORGANISATION, Level.GRASSROOTS),
]


def fill() -> None:
    """Fill the demonstration tenant with units and people."""
    demo.fill_tree(root="中共江苏省委组织部", units=UNITS, division_code="320000", people=90, seed=320000)
