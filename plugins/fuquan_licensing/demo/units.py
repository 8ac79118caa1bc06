"""The organisations of the demonstration county: 549 of them."""

import random
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from core.actors import Actor
from core.organisations import services
from core.organisations.models import Kind, Level, Sector, Standing
from core.organisations.services import Founding

DIVISION = "522702"
ORGANISATIONS = 549
FOUNDED_ON = date(2012, 1, 1)

_NAMES = tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Unit:
    """An organisation of the demonstration as it was founded."""

    id: UUID
    name: str
    kind: Kind
    sector: Sector
    staff_count: int


def found(*, dice: random.Random, actor: Actor) -> list[Unit]:
    """Found the county's organisations level by level and return them; a fixed number of writes."""

    def below(
        parent: UUID | None, names: Sequence[str], kind: Kind, sector: Sector, level: Level
    ) -> list[Founding]:
        return [_founding(name, kind, sector, level, parent, dice) for name in names]

    def founded(foundings: list[Founding]) -> list[Unit]:
        rows = services.found_many(foundings, on=FOUNDED_ON, reason="建库", actor=actor)
        return [
            Unit(row.pk, given.name, given.kind, given.sector, (given.more or {})["staff_count"] or 0)
            for row, given in zip(rows, foundings, strict=True)
        ]

    grassroots, county, township = Level.GRASSROOTS, Level.COUNTY, Level.TOWNSHIP
    [root] = founded(below(None, ["中共福泉市委员会"], Kind.COMMITTEE, Sector.ORGAN, county))
    working = founded(
        below(
            root.id,
            [
                "市直属机关工作委员会",
                "市委教育工作委员会",
                "市委两新工作委员会",
                "市国资系统委员会",
                "市卫生健康系统委员会",
            ],
            Kind.WORKING_COMMITTEE,
            Sector.ORGAN,
            county,
        )
        + below(
            root.id, [f"{name}党委" for name in _NAMES["towns"]], Kind.COMMITTEE, Sector.TOWNSHIP, township
        )
        + below(
            root.id,
            [f"{name}党工委" for name in _NAMES["subdistricts"]],
            Kind.WORKING_COMMITTEE,
            Sector.SUBDISTRICT,
            township,
        )
    )
    organs, schools, two_new, owned, health = (unit.id for unit in working[:5])
    towns = working[5:]
    societies = [f"{place}{kind}" for place in ("福泉", "金山") for kind in _NAMES["societies"]]
    firms = [
        f"{place}{_NAMES['trades'][number * 7 % len(_NAMES['trades'])]}公司"
        for number, place in enumerate(_NAMES["places"] * 2)
    ] + [f"福泉{trade}{number}厂" for number in ("一", "二") for trade in _NAMES["trades"]]
    branch, general = Kind.BRANCH, Kind.GENERAL_BRANCH
    wanted = [
        *below(
            organs, [f"市{name}机关党支部" for name in _NAMES["organs"]], branch, Sector.ORGAN, grassroots
        ),
        *below(
            organs,
            [f"市{name}党支部" for name in _NAMES["institutions"]],
            branch,
            Sector.INSTITUTION,
            grassroots,
        ),
        *below(
            schools,
            [f"{place}{kind}党支部" for kind in ("小学", "中学", "幼儿园") for place in _NAMES["places"]][
                :55
            ],
            branch,
            Sector.SCHOOL,
            grassroots,
        ),
        *below(
            health,
            [
                "市第一人民医院党委",
                "市中医院党委",
                *(f"{name}卫生院党支部" for name in _NAMES["places"][:12]),
            ],
            branch,
            Sector.HOSPITAL,
            grassroots,
        ),
        *below(
            owned, [f"市{trade}投资公司党支部" for trade in _NAMES["trades"]], branch, Sector.SOE, grassroots
        ),
        *below(two_new, [f"{name}党支部" for name in firms], branch, Sector.PRIVATE_ENTERPRISE, grassroots),
        *below(
            two_new, [f"{name}党支部" for name in societies], branch, Sector.SOCIAL_ORGANISATION, grassroots
        ),
    ]
    for number, town in enumerate(towns):
        short = town.name[:2]
        own = [f"{short}{place}" for place in _NAMES["places"][number:][:8]]
        wanted += below(
            town.id, [f"{name}村党总支" for name in own], general, Sector.VILLAGE, grassroots
        ) + below(
            town.id,
            [f"{short}{place}社区党总支" for place in ("东门", "西门")],
            general,
            Sector.COMMUNITY,
            grassroots,
        )
    lowest = founded(wanted)
    villages = [unit for unit in lowest if unit.sector in (Sector.VILLAGE, Sector.COMMUNITY)]
    left = ORGANISATIONS - 1 - len(working) - len(lowest)
    groups = founded(
        [
            _founding(
                f"{village.name[:-3]}{_ORDER[number // len(villages)]}党支部",
                Kind.BRANCH,
                village.sector,
                grassroots,
                village.id,
                dice,
            )
            for number, village in ((number, villages[number % len(villages)]) for number in range(left))
        ]
    )
    return [root, *working, *lowest, *groups]


_ORDER = ("第一", "第二", "第三", "第四")
_STAFF = {
    Sector.TOWNSHIP: (60, 110),
    Sector.SUBDISTRICT: (80, 130),
    Sector.ORGAN: (18, 190),
    Sector.INSTITUTION: (8, 60),
    Sector.SOE: (40, 480),
    Sector.SCHOOL: (20, 160),
    Sector.HOSPITAL: (25, 420),
    Sector.PRIVATE_ENTERPRISE: (12, 300),
    Sector.SOCIAL_ORGANISATION: (5, 40),
    Sector.VILLAGE: (4, 9),
    Sector.COMMUNITY: (6, 14),
}
_STANDINGS = [*[Standing.QUALIFIED] * 13, *[Standing.ADVANCED] * 6, Standing.BACKWARD]


def _founding(
    name: str, kind: Kind, sector: Sector, level: Level, parent: UUID | None, dice: random.Random
) -> Founding:
    staff = dice.randint(*_STAFF[sector])
    return Founding(
        name,
        kind,
        sector,
        level,
        DIVISION,
        parent=parent,
        more={
            "staff_count": staff,
            "member_count": max(3, staff * dice.randint(2, 6) // 10),
            "star_rating": dice.choice((None, 2, 3, 3, 4, 4, 5)),
            "status": dice.choice(_STANDINGS),
        },
    )
