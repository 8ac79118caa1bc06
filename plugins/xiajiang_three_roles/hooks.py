"""What this plugin hands to the core."""

from core.credentials.kinds import CredentialKind
from core.demo import Demo
from core.hookspecs import hookimpl
from core.policy.scheme import Scheme
from plugins.xiajiang_three_roles.credentials import LETTER
from plugins.xiajiang_three_roles.scheme import SCHEME


@hookimpl
def scheme() -> Scheme:
    """Return Xiajiang's law."""
    return SCHEME


@hookimpl
def credentials() -> tuple[CredentialKind, ...]:
    """Return the scheme's letter of appointment."""
    return (LETTER,)


@hookimpl
def demo() -> Demo:
    """Return the tenant that shows the scheme."""
    from plugins.xiajiang_three_roles import demo as data

    return Demo(slug="xiajiang", name="峡江县", region_code="360823", fill=data.fill)
