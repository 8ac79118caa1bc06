"""What this plugin hands to the core."""

import graphene

from core.credentials.kinds import CredentialKind
from core.decisions.writes import Question, Write
from core.demo import Demo
from core.hookspecs import hookimpl
from core.indicators.definition import Indicator
from core.policy.scheme import Scheme
from plugins.fuquan_licensing.credentials import LICENCE
from plugins.fuquan_licensing.scheme import SCHEME


@hookimpl
def scheme() -> Scheme:
    """Return Fuquan's law."""
    return SCHEME


@hookimpl
def credentials() -> tuple[CredentialKind, ...]:
    """Return the scheme's licence."""
    return (LICENCE,)


@hookimpl
def check(write: Write) -> list[Question]:
    """Return what Fuquan's law asks of a write of the core."""
    from plugins.fuquan_licensing import checks

    return checks.questions(write)


@hookimpl
def indicators() -> tuple[Indicator, ...]:
    """Return the figures of licences and their examinations."""
    from plugins.fuquan_licensing import indicators as figures

    return figures.INDICATORS


@hookimpl
def graphql_query() -> type[graphene.ObjectType]:
    """Return the scheme's root field."""
    from plugins.fuquan_licensing.api import Query

    return Query


@hookimpl
def graphql_mutation() -> type[graphene.ObjectType]:
    """Return the scheme's mutations."""
    from plugins.fuquan_licensing.api import Mutation

    return Mutation


@hookimpl
def demo() -> Demo:
    """Return the tenant that shows the scheme."""
    from plugins.fuquan_licensing.demo import filling

    return Demo(slug="fuquan", name="福泉市", region_code="522702", fill=filling.fill)
