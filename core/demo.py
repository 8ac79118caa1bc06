"""What a scheme's demonstration tenant is, and names of nobody to fill it with."""

import random
from collections.abc import Callable
from dataclasses import dataclass

_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英文华建国玉珍海燕晓东雪梅志红"


@dataclass(frozen=True)
class Demo:
    """The tenant that shows one scheme: short name, name, division code, and what fills it."""

    slug: str
    name: str
    region_code: str
    fill: Callable[[], None]


def names(count: int, *, dice: random.Random) -> list[str]:
    """Return so many plausible names: combinations of common characters, of no particular person."""
    return [dice.choice(_SURNAMES) + "".join(dice.sample(_GIVEN, dice.choice((1, 2)))) for _ in range(count)]
