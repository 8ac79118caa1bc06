"""The organisations of the demonstration and the posts in them; the townships are invented."""

from datetime import date

from core.appointments.models import EntryChannel, Post
from core.organisations.models import Kind, Level, Sector
from core.showcase.units import Seat, Unit

ROOT = "中共贵州省委"
FOUNDED_ON = date(2003, 1, 1)
_COUNTIES = {
    ("520500", "中共毕节市委"): ("520521", "中共大方县委", ("青山乡党委", "碧水镇党委", "云峰乡党委")),
    ("520300", "中共遵义市委"): ("520328", "中共湄潭县委", ("石桥镇党委", "松林乡党委", "双河镇党委")),
    ("522600", "中共黔东南州委"): ("522631", "中共黎平县委", ("梨花镇党委", "长岭乡党委", "金竹乡党委")),
}
COUNTIES = tuple(county for _, county, _ in _COUNTIES.values())
TOWNS = tuple(town for _, _, towns in _COUNTIES.values() for town in towns)
_POSTS = (
    (Post.SECRETARY, 2011, EntryChannel.ELECTED, "党委书记"),
    (Post.ORGANISATION_COMMISSIONER, 2011, EntryChannel.ELECTED, "组织委员"),
    (Post.DEPUTY_SECRETARY, 2012, EntryChannel.ELECTED, "党委副书记"),
    (Post.WORKER, 2008, EntryChannel.CIVIL_SERVICE_EXAM, "党政办干部"),
    (Post.WORKER, 2011, EntryChannel.CIVIL_SERVICE_EXAM, "组织干事"),
    (Post.WORKER, 2011, EntryChannel.SELECTED_GRADUATE, "党建干事"),
    (Post.WORKER, 2013, EntryChannel.SELECTED_GRADUATE, "党建干事"),
    (Post.WORKER, 2006, EntryChannel.PUBLIC_RECRUITMENT, "党建指导员"),
)
SPARE = {COUNTIES[0]: 2, TOWNS[0]: 1, TOWNS[4]: 1}
"""Places for workers beyond those that are filled."""
SEATS = len(_POSTS)
"""So many posts each township has."""


def units() -> list[Unit]:
    """Return the organisations from the province down to the townships."""
    made = [Unit(ROOT, Kind.COMMITTEE, Sector.ORGAN, Level.PROVINCE, "520000")]
    for (city_code, city), (code, county, towns) in _COUNTIES.items():
        made.append(Unit(city, Kind.COMMITTEE, Sector.ORGAN, Level.CITY, city_code, below=ROOT))
        made.append(Unit(county, Kind.COMMITTEE, Sector.ORGAN, Level.COUNTY, code, below=city))
        made += [
            Unit(
                town,
                Kind.COMMITTEE,
                Sector.TOWNSHIP,
                Level.TOWNSHIP,
                code,
                below=county,
                more={"staff_count": 42 + 3 * number, "member_count": 36 + 2 * number, "status": "QUALIFIED"},
            )
            for number, town in enumerate(towns)
        ]
    return made


def seats() -> list[Seat]:
    """Return the posts: those of the townships first, one township after the other."""
    towns = [
        Seat(town, post, date(year, 8, 1), channel, title)
        for town in TOWNS
        for post, year, channel, title in _POSTS
    ]
    counties = [
        Seat(county, Post.WORKER, date(2009, 8, 1), EntryChannel.CIVIL_SERVICE_EXAM, "组织部干部")
        for county in COUNTIES
    ]
    return [*towns, *counties]
