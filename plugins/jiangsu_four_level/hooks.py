"""What this plugin hands to the core."""

from core.credentials.kinds import CredentialKind
from core.decisions.writes import Question, Write
from core.demo import Demo
from core.hookspecs import hookimpl
from core.indicators.definition import Indicator
from core.policy.scheme import Scheme
from plugins.jiangsu_four_level.credentials import CERTIFICATE
from plugins.jiangsu_four_level.scheme import SCHEME


@hookimpl
def scheme() -> Scheme:
    """Return Jiangsu's law."""
    return SCHEME


@hookimpl
def credentials() -> tuple[CredentialKind, ...]:
    """Return the scheme's certificate."""
    return (CERTIFICATE,)


@hookimpl
def check(write: Write) -> list[Question]:
    """Return what Jiangsu's law asks of a write of the core."""
    from plugins.jiangsu_four_level import checks

    return checks.questions(write)


@hookimpl
def indicators() -> tuple[Indicator, ...]:
    """Return the figures of certificates and of training."""
    from plugins.jiangsu_four_level import indicators as figures

    return figures.INDICATORS


@hookimpl
def demo() -> Demo:
    """Return the tenant that shows the scheme."""
    from plugins.jiangsu_four_level import demo as data

    return Demo(slug="jiangsu", name="江苏省", region_code="320000", fill=data.fill)
