"""Demonstration data of the scheme."""

from core import demo
from core.organisations.models import Kind, Level, Sector

UNITS = [
    ("青山乡党委", Kind.COMMITTEE, Sector.TOWNSHIP, Level.TOWNSHIP),
    ("碧水镇党委", Kind.COMMITTEE, Sector.TOWNSHIP, Level.TOWNSHIP),
    ("云峰乡党委", Kind.COMMITTEE, Sector.TOWNSHIP, Level.TOWNSHIP),
]


def fill() -> None:
    """Fill the demonstration tenant with units and people."""
    demo.fill_tree(root="中共贵州省委组织部", units=UNITS, division_code="520000", people=80, seed=520000)
