"""Installed, usable and active plugins, and the one place where their hooks are called.

pluggy stops at the first exception, so hooks are called one plugin at a time: what a plugin raises, or
answers in a wrong type, or does not answer in time, is contained and quarantines that plugin alone.
"""

import threading
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from typing import Any

import pluggy
import structlog
from django.db import connection

from core import hookspecs, installed
from core.errors import DomainError
from core.policy.scheme import API_VERSION, Scheme

log = structlog.get_logger(__name__)

ANSWER_WITHIN_SECONDS = 10.0
"""How long a hook that only describes the plugin may take."""


class PluginFailed(DomainError):
    """A hook raised, answered in a wrong type or did not answer in time."""

    code = "PLUGIN_FAILED"


@dataclass(frozen=True)
class Plugin:
    """A plugin that was found: usable with its scheme, or quarantined with the reason."""

    name: str
    package: str
    scheme: Scheme | None
    quarantined: str | None


_QUARANTINE: dict[str, str] = {}


def all_found() -> list[Plugin]:
    """Return every plugin that the entry points name, sorted by name, with why it cannot be used."""
    schemes = _loaded().schemes
    names = sorted({*installed.FOUND.packages, *installed.FOUND.broken})
    return [
        Plugin(
            name=name,
            package=installed.FOUND.packages.get(name, ""),
            scheme=None if name in _QUARANTINE else schemes.get(name),
            quarantined=_QUARANTINE.get(name),
        )
        for name in names
    ]


def usable() -> dict[str, Scheme]:
    """Return the schemes of the plugins that can be active, by name."""
    return {name: scheme for name, scheme in _loaded().schemes.items() if name not in _QUARANTINE}


def active() -> dict[str, Scheme]:
    """Return the schemes of the plugins that the connection's tenant runs, by name: the one filter."""
    tenant = getattr(connection, "tenant", None)
    running: frozenset[str] = getattr(tenant, "active_plugins", frozenset())
    return {name: scheme for name, scheme in usable().items() if name in running}


def quarantine(name: str, reason: str) -> None:
    """Take a plugin out of use in this process; the first reason stays."""
    if _QUARANTINE.setdefault(name, reason) == reason:
        log.error("plugin_quarantined", plugin=name, reason=reason)


def implements(name: str, hook: str) -> bool:
    """Return whether the plugin has an implementation of the hook."""
    return any(impl.plugin_name == name for impl in getattr(_loaded().manager.hook, hook).get_hookimpls())


def describe(name: str, hook: str, *, expected: type) -> Any:
    """Return what a hook without arguments says of its plugin, or None where it has no such hook.

    The plugin answers in a thread of its own with a deadline, because nothing else can end an endless
    loop; such hooks use no database. A failure quarantines the plugin.

    :raises PluginFailed: if the hook raises, answers in a wrong type or does not answer in time.
    """
    if not implements(name, hook):
        return None
    caller = _caller(_loaded().manager, name, hook)
    try:
        answer = _within_deadline(caller, name=name, hook=hook)
        if not _fits(answer, expected):
            raise PluginFailed(
                f"插件 {name} 的 {hook} 应返回 {expected.__name__}，实为 {type(answer).__name__}。"
            )
    except PluginFailed as failure:
        quarantine(name, failure.message)
        raise
    return answer


def asked(hook: str, *, expected: type, **arguments: Any) -> dict[str, Any]:
    """Return what each plugin that the connection's tenant runs answers to a hook that guards a write.

    Called in the caller's transaction and with the tenant's rights. A failure takes no plugin out of use:
    the next write would pass unguarded. For the same reason a plugin that the tenant runs and that is
    quarantined or gone counts as failing, unless it is known to have no such hook.

    :raises PluginFailed: if a plugin cannot be asked, raises or answers in a wrong type.
    """
    running: frozenset[str] = getattr(getattr(connection, "tenant", None), "active_plugins", frozenset())
    answers = {}
    for name in sorted(running):
        if name not in usable() and not _loaded().manager.has_plugin(name):
            raise _unasked(name, "插件未安装或已被隔离")
        if not implements(name, hook):
            continue
        if name in _QUARANTINE:
            raise _unasked(name, "插件已被隔离")
        answer = guarded(name, partial(_caller(_loaded().manager, name, hook), **arguments))
        if not isinstance(answer, expected):
            raise _unasked(name, f"{hook} 应返回 {expected.__name__}，实为 {type(answer).__name__}")
        answers[name] = answer
    return answers


def guarded(name: str, call: Callable[[], Any]) -> Any:
    """Return what a plugin's code answers while it guards a write.

    :raises DomainError: as it is, if the plugin means its users to see it.
    :raises PluginFailed: if it raises anything else; nothing of that is repeated, for it may quote a person.
    """
    try:
        return call()
    except DomainError:
        raise
    except (Exception, SystemExit) as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        log.error(
            "plugin_guard_failed",
            plugin=name,
            error=type(error).__name__,
            place=f"{place.filename}:{place.lineno}",
        )
        raise _unasked(name, type(error).__name__) from error


def _unasked(name: str, why: str) -> PluginFailed:
    return PluginFailed(
        f"插件 {name} 无法核对本次办理（{why}）。为免漏审，未作任何更改；请管理员修复或停用该插件后重试。",
        extensions={"plugin": name},
    )


def switched_on(name: str, **arguments: Any) -> None:
    """Call the plugin's `switched_on` in the caller's transaction and with the tenant's rights.

    :raises PluginFailed: if the hook raises; the caller's transaction is to be rolled back.
    """
    if not implements(name, "switched_on"):
        return
    try:
        _caller(_loaded().manager, name, "switched_on")(**arguments)
    except Exception as error:
        log.exception("plugin_hook_failed", plugin=name, hook="switched_on")
        raise PluginFailed(
            f"插件 {name} 启用失败：{type(error).__name__}: {error}。未作任何更改。"
        ) from error


@dataclass(frozen=True)
class _Loaded:
    manager: pluggy.PluginManager
    schemes: dict[str, Scheme]


@cache
def _loaded() -> _Loaded:
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    schemes: dict[str, Scheme] = {}
    for name, reason in installed.FOUND.broken.items():
        quarantine(name, reason)
    for name, package in sorted(installed.FOUND.packages.items()):
        if name in _QUARANTINE:
            continue
        try:
            schemes[name] = _load(manager, name, package)
        except PluginFailed as failure:
            quarantine(name, failure.message)
            if manager.has_plugin(name):
                manager.unregister(name=name)
    return _Loaded(manager, schemes)


def _load(manager: pluggy.PluginManager, name: str, package: str) -> Scheme:
    try:
        hooks = import_module(f"{package}.hooks")
        manager.register(hooks, name=name)
        manager.check_pending()
    except Exception as error:
        raise PluginFailed(f"插件 {name} 的 hooks 不能使用：{type(error).__name__}: {error}") from error
    if not any(impl.plugin_name == name for impl in manager.hook.scheme.get_hookimpls()):
        raise PluginFailed(f"插件 {name} 缺少必需的钩子 scheme。")
    scheme = _within_deadline(_caller(manager, name, "scheme"), name=name, hook="scheme")
    if not isinstance(scheme, Scheme):
        raise PluginFailed(f"插件 {name} 的 scheme 应返回 Scheme，实为 {type(scheme).__name__}。")
    for problem in _problems(name, scheme):
        raise PluginFailed(problem)
    return scheme


def _problems(name: str, scheme: Scheme) -> Iterator[str]:
    if scheme.api_version != API_VERSION:
        yield f"插件 {name} 按接口版本 {scheme.api_version} 编写，本系统为 {API_VERSION}；请换用相应版本。"
    if scheme.name != name:
        yield f"插件 {name} 的 scheme 自称 {scheme.name}，须与入口点同名。"


def _caller(manager: pluggy.PluginManager, name: str, hook: str) -> Callable[..., Any]:
    """Return a function that calls the hook of one plugin and hands back its single answer."""
    others = [plugin for other, plugin in manager.list_name_plugin() if other != name and plugin is not None]
    subset = manager.subset_hook_caller(hook, remove_plugins=others)

    def call(**arguments: Any) -> Any:
        answers = subset(**arguments)
        return answers[0] if answers else None

    return call


def _fits(answer: Any, expected: type) -> bool:
    return isinstance(answer, type) if expected is type else isinstance(answer, expected)


def _within_deadline(call: Callable[[], Any], *, name: str, hook: str) -> Any:
    outcome: dict[str, Any] = {}

    def run() -> None:
        try:
            outcome["answer"] = call()
        except BaseException as error:  # noqa: BLE001 - also SystemExit of a plugin must not pass
            outcome["error"] = error

    thread = threading.Thread(target=run, name=f"hook-{name}-{hook}", daemon=True)
    thread.start()
    thread.join(ANSWER_WITHIN_SECONDS)
    if thread.is_alive():
        raise PluginFailed(f"插件 {name} 的 {hook} 在 {ANSWER_WITHIN_SECONDS:g} 秒内没有应答。")
    if "error" in outcome:
        error = outcome["error"]
        log.error("plugin_hook_failed", plugin=name, hook=hook, error=repr(error), exc_info=error)
        raise PluginFailed(f"插件 {name} 的 {hook} 出错：{type(error).__name__}: {error}")
    return outcome["answer"]
