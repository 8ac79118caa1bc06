"""Enact versions of a policy: the first ones, and those that change the law from a day on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from core.access import schemas
from core.actors import Actor
from core.decisions import past, schemes, selectors
from core.decisions.models import PolicyVersion
from core.decisions.services import read_parameters
from core.errors import DomainError
from core.policy import jsontext
from core.policy.models import Policy
from core.policy.scheme import Scheme, UnknownAction, dump

FIRST_DAY = date(2000, 1, 1)
"""The day from which every tenant's first version of a policy counts (domain.md §3)."""
LISTED = 20
"""How many decisions a refusal names; `policyChangePreview` lists them all."""


class EnactmentRefused(DomainError):
    """A policy version cannot be enacted as described."""

    code = "BAD_USER_INPUT"


def enact_first(given: Iterable[Scheme], *, actor: Actor) -> None:
    """Put the schemes' own parameters in force from the first day on, unless some version exists."""
    wanted = {scheme.name: scheme for scheme in given}
    with transaction.atomic():
        for name in sorted(wanted):
            _lock(name)
        standing = PolicyVersion.objects.filter(plugin__in=wanted).values_list("plugin", flat=True)
        missing = wanted.keys() - set(standing)
        PolicyVersion.objects.bulk_create(
            PolicyVersion(
                plugin=name,
                effective_from=FIRST_DAY,
                parameters=jsontext.write(dump(wanted[name].read_policy({}))),
                basis_title=wanted[name].source,
                **actor.columns("enacted_by"),
            )
            for name in sorted(missing)
        )


def enact(
    *,
    plugin: str,
    parameters: Mapping[str, Any],
    effective_from: date,
    basis_title: str,
    basis_number: str = "",
    region: str = "",
    reason: str = "",
    actor: Actor,
    today: date,
) -> PolicyVersion:
    """Enact a version: the parameters given, laid over those in force on its first day; return it.

    It holds from its first day until the next later version. What was in force ends there; a version that
    began the same day is superseded and kept.

    :param reason: required where the first day lies in the past.
    :raises UnknownAction: if the tenant does not run the plugin.
    :raises PolicyError: naming every parameter that breaks its bounds.
    :raises EnactmentRefused: if basis or reason is missing, or the day lies before the first version. Where
        the reason is missing, `extensions` lists the decisions that would change.
    """
    if not basis_title.strip():
        raise EnactmentRefused("请填写依据文件名称（basis_title）。")
    if effective_from < FIRST_DAY:
        raise EnactmentRefused(f"生效日不得早于 {FIRST_DAY}。")
    if effective_from < today and not reason.strip():
        thought = preview(plugin=plugin, parameters=parameters, effective_from=effective_from, region=region)
        raise _without_reason(affected(thought, limit=LISTED), effective_from)
    with transaction.atomic():
        _lock(plugin)
        _, complete = _complete(plugin, parameters, effective_from, region)
        return _insert(
            plugin=plugin,
            region=region,
            effective_from=effective_from,
            parameters=jsontext.write(dump(complete)),
            basis_number=basis_number.strip(),
            basis_title=basis_title.strip(),
            reason=reason.strip(),
            **actor.columns("enacted_by"),
        )


@dataclass(frozen=True)
class Preview:
    """A version that is thought about: what it would take the place of, and what would be other then."""

    plugin: str
    region: str
    effective_from: date
    until_on: date | None
    version: PolicyVersion
    before: Policy
    after: Policy


def preview(*, plugin: str, parameters: Mapping[str, Any], effective_from: date, region: str = "") -> Preview:
    """Return what enacting a version would do to the law; nothing is written.

    :raises UnknownAction: as `enact`, likewise PolicyError and NoPolicy.
    """
    version, complete = _complete(plugin, parameters, effective_from, region)
    later = (
        _standing(plugin, region).filter(effective_from__gt=effective_from).order_by("effective_from").first()
    )
    return Preview(
        plugin=plugin,
        region=region,
        effective_from=effective_from,
        until_on=later.effective_from if later else None,
        version=version,
        before=read_parameters(schemes.active()[plugin], version.parameters),
        after=complete,
    )


def affected(
    thought: Preview,
    *,
    limit: int,
    after: past.Key | None = None,
    where: Q | None = None,
    seconds: float = past.SECONDS,
) -> past.Page:
    """Return the decisions that a version would change, by day, as far as the search comes in that time.

    :param after: key of the decision before the first to examine.
    :param where: only these decisions.
    """
    begin, until = thought.effective_from, thought.until_on
    days = Q(policy_on__gte=begin) & (Q() if until is None else Q(policy_on__lt=until))
    inside = Q(region_code__startswith=thought.region.rstrip("0"))
    rows = past.standing(plugin=thought.plugin, where=days & inside & (where or Q()))
    enactment = past.Enactment(thought.plugin, thought.region, begin, until, thought.after)
    return past.changes(
        rows, limit=limit, after=after, supposing=past.Supposing(enactment=enactment), seconds=seconds
    )


def _complete(
    plugin: str, parameters: Mapping[str, Any], effective_from: date, region: str
) -> tuple[PolicyVersion, Policy]:
    """Return the version in force on a day, and its policy with the parameters laid over it.

    :raises UnknownAction: if the tenant does not run the plugin.
    """
    scheme = schemes.active().get(plugin)
    if scheme is None:
        raise UnknownAction(plugin)
    base = selectors.in_force(plugin=plugin, on=effective_from, region=region)
    return base, scheme.overlay(read_parameters(scheme, base.parameters), parameters)


def _without_reason(page: past.Page, effective_from: date) -> EnactmentRefused:
    more = "" if page.complete else "以上，其余请用“制度变更预览”（policyChangePreview）逐页查看"
    return EnactmentRefused(
        f"生效日 {effective_from} 早于今天，须写明追溯理由（reason）；"
        f"将改变已有认定 {len(page.changes)} 件{more}。",
        extensions={
            "affected_decisions": len(page.changes),
            "complete": page.complete,
            "decisions": [
                {
                    "id": str(change.record.pk),
                    "action": change.record.action,
                    "allowed_before": change.record.allowed,
                    "allowed_after": change.answer.decision.allowed if change.answer else None,
                }
                for change in page.changes
            ],
        },
    )


def _standing(plugin: str, region: str) -> QuerySet[PolicyVersion]:
    return PolicyVersion.objects.filter(plugin=plugin, region_code=region, superseded_at__isnull=True)


def _insert(*, plugin: str, region: str, effective_from: date, **values: Any) -> PolicyVersion:
    standing = _standing(plugin, region)
    standing.filter(effective_from=effective_from).update(superseded_at=Now())
    standing.filter(
        Q(effective_until__isnull=True) | Q(effective_until__gt=effective_from),
        effective_from__lt=effective_from,
    ).update(effective_until=effective_from)
    later = standing.filter(effective_from__gt=effective_from).order_by("effective_from").first()
    try:
        with transaction.atomic():
            return PolicyVersion.objects.create(
                plugin=plugin,
                region_code=region,
                effective_from=effective_from,
                effective_until=later.effective_from if later else None,
                **values,
            )
    except IntegrityError as error:
        raise EnactmentRefused(
            f"{plugin} 在 {effective_from} 起的期间已有生效版本；请刷新后重试。", code="CONFLICT"
        ) from error


def _lock(plugin: str) -> None:
    """Let one enactment of a plugin's policy in this tenant go at a time, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext(%s), hashtext(%s))", [schemas.current(), plugin]
        )
