"""The schema of a tenant's host: the core and the plugins that the tenant runs."""

from functools import lru_cache
from threading import Lock

import graphene
import structlog

import core.access.api
import core.appointments.api
import core.archive.api
import core.assessments.api
import core.assessments.mutations
import core.attachments.api
import core.credentials.api
import core.decisions.api
import core.decisions.exceptions_api
import core.decisions.records_api
import core.examinations.api
import core.examinations.mutations
import core.honours.api
import core.indicators.api
import core.notices.api
import core.obligations.api
import core.organisations.api
import core.people.api
import core.people.mutations
import core.projects.api
import core.surveys.api
import core.talks.api
import core.training.api
import tenants.reports.own_api
from core import plugins
from hongling_api import composition
from hongling_api.composition import Composed, CompositionError, Part

log = structlog.get_logger(__name__)

CORE = (
    Part("core.access", core.access.api.Query),
    Part("core.decisions", core.decisions.api.Query, core.decisions.api.Mutation),
    Part("core.decisions.records", core.decisions.records_api.Query, core.decisions.records_api.Mutation),
    Part(
        "core.decisions.exceptions",
        core.decisions.exceptions_api.Query,
        core.decisions.exceptions_api.Mutation,
    ),
    Part("core.organisations", core.organisations.api.Query, core.organisations.api.Mutation),
    Part("core.appointments", core.appointments.api.Query, core.appointments.api.Mutation),
    Part("core.people", core.people.api.Query, core.people.mutations.Mutation),
    Part("core.archive", core.archive.api.Query),
    Part("core.assessments", core.assessments.api.Query, core.assessments.mutations.Mutation),
    Part("core.examinations", core.examinations.api.Query, core.examinations.mutations.Mutation),
    Part("core.projects", core.projects.api.Query, core.projects.api.Mutation),
    Part("core.attachments", core.attachments.api.Query, core.attachments.api.Mutation),
    Part("core.credentials", core.credentials.api.Query, core.credentials.api.Mutation),
    Part("core.talks", core.talks.api.Query, core.talks.api.Mutation),
    Part("core.honours", core.honours.api.Query, core.honours.api.Mutation),
    Part("core.surveys", core.surveys.api.Query, core.surveys.api.Mutation),
    Part("core.indicators", core.indicators.api.Query),
    Part("core.training", core.training.api.Query, core.training.api.Mutation),
    Part("core.obligations", core.obligations.api.Query, core.obligations.api.Mutation),
    Part("core.notices", core.notices.api.Query, core.notices.api.Mutation),
    Part("tenants.reports", tenants.reports.own_api.Query, tenants.reports.own_api.Mutation),
)
"""What every tenant has, module by module."""

_LOCK = Lock()


def schema(active: frozenset[str]) -> Composed:
    """Return the schema of the core and these plugins, cached by the set of those that can be used.

    A plugin that brings a clash or no schema at all is quarantined and left out; all else stays.
    """
    wanted = active & frozenset(plugins.usable())
    # One at a time: whoever asks meanwhile gets the cached answer instead of building it again.
    with _LOCK:
        return _schema(wanted)


@lru_cache(maxsize=64)
def _schema(wanted: frozenset[str]) -> Composed:
    parts = list(CORE)
    for name in sorted(wanted):
        try:
            part = plugin_part(name)
            composition.compose([*parts, part])
        except CompositionError as error:
            plugins.quarantine(name, error.message)
        except plugins.PluginFailed as error:
            # `describe` has quarantined the plugin already.
            log.warning("plugin_without_schema", plugin=name, reason=error.message)
        else:
            parts.append(part)
    return composition.compose(parts)


def plugin_part(name: str) -> Part:
    """Return what a plugin brings to the schema.

    :raises PluginFailed: if one of its hooks fails.
    :raises CompositionError: if its Query has any but one field, named after the plugin.
    """
    query = plugins.describe(name, "graphql_query", expected=type)
    mutation = plugins.describe(name, "graphql_mutation", expected=type)
    part = Part(name, query, mutation)
    for _root, brought in part.roots():
        if not issubclass(brought, graphene.ObjectType):
            raise CompositionError(f"{name} 应提供 graphene.ObjectType 类，实为 {brought!r}。", part=name)
    if query is not None and list(query._meta.fields) != [name]:
        raise CompositionError(f"{name} 的 Query 须只有一个字段，名为 {name}。", part=name)
    return part
