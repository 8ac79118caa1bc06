"""GraphQL of the sample scheme."""

from typing import Any

import graphene

from core.access import declare
from sample_scheme.models import SampleTopic, SampleVisit


class SampleSchemeVisits(graphene.ObjectType):
    """走访统计。"""

    total = graphene.Int(required=True)
    topics = graphene.List(graphene.NonNull(graphene.String), required=True)


class SampleSchemeQuery(graphene.ObjectType):
    """The one root field of the scheme."""

    sample_scheme = graphene.Field(SampleSchemeVisits, required=True)

    @declare.requires("schemes.see")
    def resolve_sample_scheme(root: Any, info: Any) -> dict[str, Any]:
        """Return how many visits were paid, and the topics."""
        return {
            "total": SampleVisit.objects.count(),
            "topics": list(SampleTopic.objects.order_by("name").values_list("name", flat=True)),
        }


class RecordSampleTopic(graphene.Mutation):
    """登记一个走访主题。"""

    class Arguments:
        name = graphene.String(required=True)

    total = graphene.Int(required=True)

    @declare.requires("schemes.change")
    def mutate(root: Any, info: Any, *, name: str) -> dict[str, int]:
        """Record the topic."""
        SampleTopic.objects.get_or_create(name=name)
        return {"total": SampleTopic.objects.count()}


class SampleSchemeMutation(graphene.ObjectType):
    """The mutations of the scheme."""

    record_sample_topic = RecordSampleTopic.Field(required=True)
