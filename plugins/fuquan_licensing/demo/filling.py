"""Fill the demonstration tenant, in the order in which things happened."""

import random

from core.actors import Actor
from plugins.fuquan_licensing.demo import changes, growth, licensing, staff, training, units

ACTOR = Actor(realm="system", id="demo", name="演示数据")


def fill() -> None:
    """Fill the tenant that the connection serves; the same data each time, through the services."""
    dice = random.Random(522702)
    county = units.found(dice=dice, actor=ACTOR)
    department = county[0].id
    people = staff.fill(units=county, dice=dice, actor=ACTOR)
    training.fill(organisation=department, staff=people, dice=dice, actor=ACTOR)
    growth.fill(staff=people, dice=dice, actor=ACTOR)
    licensing.fill(organisation=department, staff=people, dice=dice, actor=ACTOR)
    changes.fill(actor=ACTOR)
