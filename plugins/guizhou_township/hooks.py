"""What this plugin hands to the core."""

from core.decisions.writes import Question, Write
from core.demo import Demo
from core.hookspecs import hookimpl
from core.indicators.definition import Indicator
from core.policy.scheme import Scheme
from plugins.guizhou_township.scheme import SCHEME


@hookimpl
def scheme() -> Scheme:
    """Return Guizhou's law."""
    return SCHEME


@hookimpl
def check(write: Write) -> list[Question]:
    """Return what Guizhou's law asks of a write of the core."""
    from plugins.guizhou_township import checks

    return checks.questions(write)


@hookimpl
def indicators() -> tuple[Indicator, ...]:
    """Return the figure of training."""
    from plugins.guizhou_township import indicators as figures

    return figures.INDICATORS


@hookimpl
def demo() -> Demo:
    """Return the tenant that shows the scheme."""
    from plugins.guizhou_township import demo as data

    return Demo(slug="guizhou", name="贵州省", region_code="520000", fill=data.fill)
