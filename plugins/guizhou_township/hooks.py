"""What this plugin hands to the core."""

from core.demo import Demo
from core.hookspecs import hookimpl
from core.policy.scheme import Scheme
from plugins.guizhou_township import rules
from plugins.guizhou_township.policy import TownshipPolicy

SCHEME = Scheme(
    name="guizhou_township",
    title="乡镇干部队伍管理",
    source="贵州省乡镇干部队伍建设规定（2015 年前后）",
    policy=TownshipPolicy,
    actions=rules.ACTIONS,
)


@hookimpl
def scheme() -> Scheme:
    """Return the scheme."""
    return SCHEME


@hookimpl
def demo() -> Demo:
    """Return the tenant that shows the scheme."""
    from plugins.guizhou_township import demo as data

    return Demo(slug="guizhou", name="贵州省", region_code="520000", fill=data.fill)
