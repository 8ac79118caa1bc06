"""What the sample scheme tells the core."""

from datetime import date

import graphene

from core.credentials.kinds import CredentialKind, Level
from core.decisions.writes import Leaving, Question, Write
from core.demo import Demo
from core.hookspecs import hookimpl
from core.indicators.definition import Indicator
from core.policy.scheme import Action, Scheme
from sample_scheme import rules
from sample_scheme.policy import Policy


@hookimpl
def scheme() -> Scheme:
    """Return the scheme with its one action."""
    return Scheme(
        name="sample_scheme",
        title="示例制度",
        source="示例办法",
        policy=Policy,
        actions=(
            Action("sample_scheme.visits", "走访达标", rules.Visits, rules.visits, clauses=(rules.VISITS,)),
        ),
    )


@hookimpl
def graphql_query() -> type[graphene.ObjectType]:
    """Return the scheme's root field."""
    from sample_scheme.api import SampleSchemeQuery

    return SampleSchemeQuery


@hookimpl
def graphql_mutation() -> type[graphene.ObjectType]:
    """Return the scheme's mutations."""
    from sample_scheme.api import SampleSchemeMutation

    return SampleSchemeMutation


@hookimpl
def check(write: Write) -> list[Question]:
    """Ask whether who leaves a full-time post has paid the visits of the year."""
    from sample_scheme.models import SampleVisit

    if not isinstance(write, Leaving) or write.basis != "FULL_TIME":
        return []
    visits = SampleVisit.objects.filter(person=write.person_id, paid_on__year=write.on.year).count()
    return [Question("sample_scheme.visits", {"visits": visits})]


@hookimpl
def switched_on(day: date) -> None:
    """Put the first topic into the tenant."""
    from sample_scheme.models import SampleTopic

    SampleTopic.objects.get_or_create(name="入户走访")


@hookimpl
def credentials() -> tuple[CredentialKind, ...]:
    """Return the scheme's badge, which whoever visits enough is given."""
    return (
        CredentialKind(
            code="sample_scheme.badge",
            title="走访员证",
            wording="全年走访达标，聘为走访员",
            levels=(Level("VISITOR", "走访员"),),
            number="SA-{year}-{serial:03}",
            issue_action="sample_scheme.visits",
        ),
    )


@hookimpl
def indicators() -> tuple[Indicator, ...]:
    """Return how many people paid visits."""
    from sample_scheme.indicators import VISITORS

    return (VISITORS,)


@hookimpl
def demo() -> Demo:
    """Return the tenant that shows the scheme; it needs no people."""
    return Demo(slug="sample", name="示例县", region_code="522702", fill=lambda: None)
