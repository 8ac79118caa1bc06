"""The organisations of the demonstration and the posts in them; names of enterprises are invented."""

from datetime import date

from core.appointments.models import EntryChannel, Post
from core.organisations.models import Kind, Level, Sector
from core.showcase.units import Seat, Unit

ROOT = "中共峡江县委"
FOUNDED_ON = date(2012, 1, 1)
CODE = "360823"
ORGANS, PARK, SOCIAL = "中共峡江县委县直机关工委", "中共峡江县工业园区工委", "峡江县社会组织综合党委"
TOWNS = ("水边镇党委", "马埠镇党委", "巴邱镇党委", "仁和镇党委")
_OFFICES = {
    "县农业农村局党支部": (Sector.ORGAN, "BACKWARD", 2),
    "县交通运输局党支部": (Sector.ORGAN, "BACKWARD", 2),
    "县文化馆党支部": (Sector.INSTITUTION, "BACKWARD", 1),
    "县财政局党支部": (Sector.ORGAN, "ADVANCED", 5),
    "县民政局党支部": (Sector.ORGAN, "QUALIFIED", 3),
    "县司法局党支部": (Sector.ORGAN, "QUALIFIED", 4),
}
_FIRMS = {
    "赣江新材料公司党支部": (Sector.PRIVATE_ENTERPRISE, "BACKWARD", 2),
    "玉笥生物医药公司党支部": (Sector.PRIVATE_ENTERPRISE, "QUALIFIED", 3),
    "金坪箱包公司联合党支部": (Sector.PRIVATE_ENTERPRISE, "BACKWARD", 1),
    "福民农产品公司党支部": (Sector.PRIVATE_ENTERPRISE, "QUALIFIED", 3),
}
_CIRCLES = {"县民办教育协会党支部": (Sector.SOCIAL_ORGANISATION, "QUALIFIED", 3)}
SINCE = (2012, 2014, 2015, 2017)


def units() -> list[Unit]:
    """Return the organisations, the county's committee first."""
    upper = [
        Unit(ROOT, Kind.COMMITTEE, Sector.ORGAN, Level.COUNTY, CODE),
        Unit(ORGANS, Kind.WORKING_COMMITTEE, Sector.ORGAN, Level.COUNTY, CODE, below=ROOT),
        Unit(PARK, Kind.WORKING_COMMITTEE, Sector.ORGAN, Level.COUNTY, CODE, below=ROOT),
        Unit(SOCIAL, Kind.COMMITTEE, Sector.SOCIAL_ORGANISATION, Level.COUNTY, CODE, below=ROOT),
        *(Unit(name, Kind.COMMITTEE, Sector.TOWNSHIP, Level.TOWNSHIP, CODE, below=ROOT) for name in TOWNS),
    ]
    lower = [
        Unit(
            name,
            Kind.JOINT_BRANCH if "联合" in name else Kind.BRANCH,
            sector,
            Level.GRASSROOTS,
            CODE,
            below=above,
            more={"status": status, "star_rating": stars, "six_good": stars > 3, "member_count": 9 + stars},
        )
        for above, group in ((ORGANS, _OFFICES), (PARK, _FIRMS), (SOCIAL, _CIRCLES))
        for name, (sector, status, stars) in group.items()
    ]
    return [*upper, *lower]


def seats() -> list[Seat]:
    """Return the full-time posts: first those of the county's organs, whose people are sent out."""
    organs = [
        Seat(
            name, Post.WORKER, date(SINCE[number % 4], 9, 1), EntryChannel.CIVIL_SERVICE_EXAM, "机关党务干部"
        )
        for number in range(5)
        for name in _OFFICES
    ]
    towns = [
        Seat(name, post, date(SINCE[number], 6, 1), channel)
        for name in TOWNS
        for number, (post, channel) in enumerate(
            (
                (Post.SECRETARY, EntryChannel.ELECTED),
                (Post.ORGANISATION_COMMISSIONER, EntryChannel.ELECTED),
                (Post.WORKER, EntryChannel.SELECTED_GRADUATE),
                (Post.WORKER, EntryChannel.PUBLIC_RECRUITMENT),
            )
        )
    ]
    return [*organs, *towns]


def assessed() -> list[str]:
    """Return the names of the organisations at the grassroots and in the townships."""
    return [*TOWNS, *_OFFICES, *_FIRMS, *_CIRCLES]


def weak() -> list[str]:
    """Return the names of backward organisations among organs and institutions."""
    return [name for name, (_, status, _) in _OFFICES.items() if status == "BACKWARD"]


def two_new() -> list[str]:
    """Return the names of two-new organisations at the grassroots."""
    return [*_FIRMS, *_CIRCLES]
