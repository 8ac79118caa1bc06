"""What this plugin hands to the core."""

from core.demo import Demo
from core.hookspecs import hookimpl
from core.policy.scheme import Scheme
from plugins.jiangsu_four_level import rules
from plugins.jiangsu_four_level.policy import FourLevelPolicy

SCHEME = Scheme(
    name="jiangsu_four_level",
    title="两新组织党务工作者四级五专",
    source="江苏省两新组织党务工作者“四级五专”做法",
    policy=FourLevelPolicy,
    actions=rules.ACTIONS,
)


@hookimpl
def scheme() -> Scheme:
    """Return the scheme."""
    return SCHEME


@hookimpl
def demo() -> Demo:
    """Return the tenant that shows the scheme."""
    from plugins.jiangsu_four_level import demo as data

    return Demo(slug="jiangsu", name="江苏省", region_code="320000", fill=data.fill)
