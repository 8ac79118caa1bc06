"""Read the law: which policy is in force on a day, and what was decided."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q

from core.decisions.models import DecisionRecord, PolicyVersion
from core.errors import DomainError


class NoPolicy(DomainError):
    """No version of a policy is in force on a day."""

    code = "BAD_USER_INPUT"


class UnknownDecision(DomainError):
    """No decision has this identifier in this tenant."""

    code = "NOT_FOUND"


def in_force(*, plugin: str, on: date, region: str = "") -> PolicyVersion:
    """Return the version in force on a day: that of the nearest region, else the tenant's.

    :param region: six-digit division code whose version, or whose province's or city's, goes before the
        tenant's own.
    :raises NoPolicy: if the day lies before the first version; the message names that day.
    """
    scopes = _scopes(region)
    versions = list(
        PolicyVersion.objects.filter(
            Q(effective_until__isnull=True) | Q(effective_until__gt=on),
            plugin=plugin,
            superseded_at__isnull=True,
            effective_from__lte=on,
            region_code__in=scopes,
        )
    )
    if versions:
        return max(versions, key=lambda version: scopes.index(version.region_code))
    first = (
        PolicyVersion.objects.filter(plugin=plugin, superseded_at__isnull=True)
        .order_by("effective_from")
        .values_list("effective_from", flat=True)
        .first()
    )
    if first is None:
        raise NoPolicy(f"{plugin} 还没有制度版本；请先启用该插件。")
    raise NoPolicy(
        f"{on} 没有生效的制度版本：最早的版本自 {first} 起生效；请改用该日及以后的日期。",
        extensions={"plugin": plugin, "on": on.isoformat(), "first": first.isoformat()},
    )


def versions_of(plugin: str) -> Sequence[PolicyVersion]:
    """Return all versions of a plugin's policy, also superseded ones, newest day first."""
    return list(PolicyVersion.objects.filter(plugin=plugin).order_by("-effective_from", "-enacted_at"))


def record(identifier: UUID) -> DecisionRecord:
    """Return one decision as it was made.

    :raises UnknownDecision: if this tenant has none of this identifier.
    """
    row = DecisionRecord.objects.select_related("policy_version").filter(pk=identifier).first()
    if row is None:
        raise UnknownDecision(f"没有编号为 {identifier} 的认定记录；请核对编号。")
    return row


def affected_by(*, plugin: str, region: str, from_on: date) -> int:
    """Return how many stored decisions rest on versions that an enactment from this day replaces."""
    return DecisionRecord.objects.filter(
        Q(policy_version__effective_until__isnull=True) | Q(policy_version__effective_until__gt=from_on),
        policy_version__plugin=plugin,
        policy_version__region_code=region,
        policy_version__superseded_at__isnull=True,
    ).count()


def _scopes(region: str) -> list[str]:
    """Return the scopes that count for a region, widest first: tenant, province, prefecture, county.

    >>> _scopes("522702")
    ['', '520000', '522700', '522702']
    """
    if not region:
        return [""]
    return ["", f"{region[:2]}0000", f"{region[:4]}00", region]
