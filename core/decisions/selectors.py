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
    versions = standing_versions(plugin, on=on, regions=scopes(region))
    if not versions:
        versions = standing_versions(plugin)
    return nearest(versions, on=on, region=region, plugin=plugin)


def nearest(versions: Sequence[PolicyVersion], *, on: date, region: str, plugin: str) -> PolicyVersion:
    """Return the one of a plugin's standing versions that counts on a day in a region.

    :raises NoPolicy: if none of them does.
    """
    wanted = scopes(region)
    counting = [
        version
        for version in versions
        if version.region_code in wanted
        and version.effective_from <= on
        and (version.effective_until is None or version.effective_until > on)
    ]
    if counting:
        return max(counting, key=lambda version: wanted.index(version.region_code))
    if not versions:
        raise NoPolicy(f"{plugin} 还没有制度版本；请先启用该插件。")
    first = min(version.effective_from for version in versions)
    raise NoPolicy(
        f"{on} 没有生效的制度版本：最早的版本自 {first} 起生效；请改用该日及以后的日期。",
        extensions={"plugin": plugin, "on": on.isoformat(), "first": first.isoformat()},
    )


def standing_versions(
    plugin: str, *, on: date | None = None, regions: Sequence[str] | None = None
) -> list[PolicyVersion]:
    """Return a plugin's versions that are not superseded; one query.

    :param on: only those in force on this day.
    :param regions: only those of these scopes.
    """
    rows = PolicyVersion.objects.filter(plugin=plugin, superseded_at__isnull=True)
    if on is not None:
        rows = rows.filter(
            Q(effective_until__isnull=True) | Q(effective_until__gt=on), effective_from__lte=on
        )
    if regions is not None:
        rows = rows.filter(region_code__in=regions)
    return list(rows)


def by_region(*, plugin: str, on: date) -> dict[str, PolicyVersion]:
    """Return the versions in force on a day by their scope region; the tenant's own under an empty text."""
    return {
        version.region_code: version
        for version in PolicyVersion.objects.filter(
            Q(effective_until__isnull=True) | Q(effective_until__gt=on),
            plugin=plugin,
            superseded_at__isnull=True,
            effective_from__lte=on,
        )
    }


def versions_of(plugin: str) -> Sequence[PolicyVersion]:
    """Return all versions of a plugin's policy, also superseded ones, newest day first."""
    return list(PolicyVersion.objects.filter(plugin=plugin).order_by("-effective_from", "-enacted_at"))


def record(identifier: UUID) -> DecisionRecord:
    """Return one decision as it was made.

    :raises UnknownDecision: if this tenant has none of this identifier.
    """
    row = DecisionRecord.objects.select_related("policy_version").filter(pk=identifier).first()
    if row is None:
        raise unknown(identifier)
    return row


def unknown(named: object) -> UnknownDecision:
    """Return the refusal for an identifier that names no decision here."""
    return UnknownDecision(f"没有编号为 {named} 的认定记录，或不在您的权限范围内；请核对编号。")


def scopes(region: str) -> list[str]:
    """Return the scopes that count for a region, widest first: tenant, province, prefecture, county.

    >>> scopes("522702")
    ['', '520000', '522700', '522702']
    """
    if not region:
        return [""]
    return ["", f"{region[:2]}0000", f"{region[:4]}00", region]
