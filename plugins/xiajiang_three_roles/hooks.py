"""What this plugin hands to the core."""

from core.demo import Demo
from core.hookspecs import hookimpl
from core.policy.scheme import Scheme
from plugins.xiajiang_three_roles import rules
from plugins.xiajiang_three_roles.policy import ThreeRolesPolicy

SCHEME = Scheme(
    name="xiajiang_three_roles",
    title="党建特派员、指导员、监督员（三员）",
    source="峡江县“三员”做法（2019 年）",
    policy=ThreeRolesPolicy,
    actions=rules.ACTIONS,
)


@hookimpl
def scheme() -> Scheme:
    """Return the scheme."""
    return SCHEME


@hookimpl
def demo() -> Demo:
    """Return the tenant that shows the scheme."""
    from plugins.xiajiang_three_roles import demo as data

    return Demo(slug="xiajiang", name="峡江县", region_code="360823", fill=data.fill)
