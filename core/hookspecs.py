"""The plugin API: every hook, when it is called, and what the core does with the answer.

A plugin is an entry point of the group ``hongling.plugins`` whose package has a module ``hooks`` with
functions marked ``@hookimpl``. What does not stand in this module is not public. Hooks return data; the
core calls them through `core.plugins`, one plugin at a time, so that a failing plugin fails alone.
"""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import graphene
import pluggy

from core.credentials.kinds import CredentialKind
from core.decisions.writes import Question, Write
from core.indicators.definition import Indicator
from core.policy.scheme import Scheme

if TYPE_CHECKING:
    # It fills tenants by all the core's services, which ask plugins: these must be loadable before.
    from core.demo import Demo

PROJECT = "hongling"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def scheme() -> Scheme:  # type: ignore[empty-body]
    """Return the plugin's scheme: title, source, policy with its dated defaults, actions, API version.

    The one required hook. Called once per process when plugins are loaded; the answer names the plugin
    in the console and answers `decide`.
    """


@hookspec
def graphql_query() -> type[graphene.ObjectType]:  # type: ignore[empty-body]
    """Return a class with exactly one field, named after the plugin, that joins Query of its tenants.

    Called when a schema with the plugin is built. Every type that it brings starts with the plugin's
    prefix; a clash of names takes the plugin out of the schema.
    """


@hookspec
def graphql_mutation() -> type[graphene.ObjectType]:  # type: ignore[empty-body]
    """Return a class whose fields, verb first, join Mutation of the plugin's tenants.

    Called when a schema with the plugin is built.
    """


@hookspec
def check(write: Write) -> Sequence[Question]:  # type: ignore[empty-body]
    """Return what the plugin's law asks of a write that the core is about to make; an empty list if nothing.

    Called before a person is appointed, leaves a post, is transferred or graded, and before the grades of a
    cycle hold (`core.decisions.writes` has a class for each), in the transaction of that write and with the
    tenant's rights. The hook reads what it needs with the core's selectors and writes nothing. The core
    decides every question, refuses the write if any decision blocks, and keeps the decisions with it.
    Facts that no record yields are left out: the user is asked for them by name. Where the hook raises or
    answers in a wrong type, the write is refused: a law that cannot be asked is not passed over.
    """


@hookspec
def switched_on(day: date) -> None:
    """Put the plugin's own reference data into the tenant that the connection serves.

    Called inside the transaction that switches the plugin on, every time it is switched on, with the
    tenant's rights: it must be idempotent. An exception leaves the plugin off and nothing written.
    """


@hookspec
def credentials() -> tuple[CredentialKind, ...]:  # type: ignore[empty-body]
    """Return the kinds of credentials that the scheme issues: levels, numbers, and the action for each step.

    Called once per process. The core then keeps such credentials, and asks the named actions before it
    writes: it fills in those of their facts that are called `on`, `level`, `city` or `certificate_status`,
    whoever asks gives the others.
    """


@hookspec
def indicators() -> tuple[Indicator, ...]:  # type: ignore[empty-body]
    """Return the figures that the scheme adds to the statistics, each as SQL over the tenant's records.

    Called once per process. Codes are shared by everybody: one that the core or another plugin uses takes
    the plugin out of use. The statements run with the tenant's rights in tenants that run the plugin;
    `core.indicators.definition` says what they return, `core.indicators.fragments` has their usual parts.
    """


@hookspec
def demo() -> "Demo":  # type: ignore[empty-body]
    """Return the tenant that shows the scheme in demo mode, and the function that fills it.

    Called by `hongling prepare` in demo mode only. The tenant is opened once; `fill` runs once, inside
    one transaction and with the tenant's rights, after the scheme was switched on.
    """
