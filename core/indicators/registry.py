"""All indicators: the core's and those of the plugins, each code once."""

from collections.abc import Iterable, Mapping
from functools import cache

from core import plugins
from core.errors import DomainError
from core.indicators import appraisals, duties, establishment, movements, training, units, workers
from core.indicators.definition import Indicator

CORE: tuple[Indicator, ...] = (
    *units.INDICATORS,
    *workers.INDICATORS,
    *establishment.INDICATORS,
    *movements.INDICATORS,
    *training.INDICATORS,
    *appraisals.INDICATORS,
    *duties.INDICATORS,
)


class UnknownIndicator(DomainError):
    """Nobody here counts a figure of this code."""

    code = "BAD_USER_INPUT"


def active() -> dict[str, Indicator]:
    """Return the indicators of the core and of the plugins that the connection's tenant runs, by code."""
    return {indicator.code: indicator for indicator in (*CORE, *_brought(plugins.active()))}


def usable() -> dict[str, Indicator]:
    """Return the indicators of the core and of all plugins that can be used, by code."""
    return {indicator.code: indicator for indicator in (*CORE, *_brought(plugins.usable()))}


def chosen(codes: Iterable[str]) -> list[Indicator]:
    """Return the active indicators of these codes, in this order, each once.

    :raises UnknownIndicator: naming the codes of which there is none in this tenant.
    """
    return chosen_from(active(), codes)


def chosen_from(known: Mapping[str, Indicator], codes: Iterable[str]) -> list[Indicator]:
    """Return those of some indicators that have these codes, in this order, each once.

    :raises UnknownIndicator: naming the codes of which there is none.
    """
    wanted = list(dict.fromkeys(codes))
    if missing := [code for code in wanted if code not in known]:
        raise UnknownIndicator(
            f"没有名为 {'、'.join(missing)} 的指标：请核对名称（可查询 indicators），或先启用提供它的插件。",
            extensions={"indicators": missing},
        )
    return [known[code] for code in wanted]


def owner(code: str) -> str | None:
    """Return the plugin that brings an indicator; None for the core's own and for unknown codes."""
    return next(
        (name for name, brought in _plugins().items() if any(one.code == code for one in brought)), None
    )


def touched(tables: Iterable[str]) -> set[str]:
    """Return the codes of the active indicators that may differ after changes in some tables."""
    changed = set(tables)
    return {code for code, indicator in active().items() if not changed.isdisjoint(indicator.touched_by)}


def _brought(running: Iterable[str]) -> list[Indicator]:
    """Return the indicators of those plugins that are still in use."""
    brought = _plugins()
    usable = plugins.usable()
    return [one for name in sorted(running) if name in usable for one in brought.get(name, ())]


@cache
def _plugins() -> Mapping[str, tuple[Indicator, ...]]:
    """Return what each plugin brings; one that fails, or uses a code twice or another's, is quarantined."""
    found: dict[str, tuple[Indicator, ...]] = {}
    owners = {indicator.code: "核心" for indicator in CORE}
    for name in sorted(plugins.usable()):
        try:
            brought: tuple[Indicator, ...] = plugins.describe(name, "indicators", expected=tuple) or ()
        except plugins.PluginFailed:
            continue  # `describe` has quarantined it
        problem = _problem(name, brought, owners)
        if problem is not None:
            plugins.quarantine(name, problem)
            continue
        found[name] = brought
        owners.update({indicator.code: name for indicator in brought})
    return found


def _problem(name: str, brought: tuple[object, ...], owners: Mapping[str, str]) -> str | None:
    codes: set[str] = set()
    for one in brought:
        if not isinstance(one, Indicator):
            return f"插件 {name} 的 indicators 应返回 Indicator 的元组，其中有 {type(one).__name__}。"
        if one.code in owners:
            return f"指标 {one.code} 同时由{owners[one.code]}和 {name} 提供。"
        if one.code in codes:
            return f"插件 {name} 两次提供指标 {one.code}。"
        codes.add(one.code)
    return None
