"""Which kinds of credentials there are: what the schemes answer to the hook `credentials`."""

import structlog

from core import plugins
from core.credentials.kinds import CredentialKind

log = structlog.get_logger(__name__)

_answers: dict[str, dict[str, CredentialKind]] = {}
"""What each plugin answered: a process asks once."""


def offered() -> dict[str, CredentialKind]:
    """Return the kinds of the schemes that the connection's tenant runs, by code."""
    return {code: kind for name in plugins.active() for code, kind in _of(name).items()}


def known() -> dict[str, CredentialKind]:
    """Return the kinds of all usable schemes, by code: also of one that the tenant runs no longer."""
    return {code: kind for name in plugins.usable() for code, kind in _of(name).items()}


def _of(name: str) -> dict[str, CredentialKind]:
    """Return a plugin's kinds; one that fails or answers wrongly is quarantined and has none."""
    if name not in _answers:
        try:
            answer = plugins.describe(name, "credentials", expected=tuple)
        except plugins.PluginFailed as failure:
            # `describe` has quarantined the plugin already.
            log.warning("plugin_without_credentials", plugin=name, reason=failure.message)
            return {}
        problems = _problems(name, answer or ())
        if problems:
            plugins.quarantine(name, f"插件 {name} 的 credentials 不能使用：{'；'.join(problems)}。")
            return {}
        _answers[name] = {kind.code: kind for kind in answer or ()}
    return _answers[name]


def _problems(name: str, answer: tuple[object, ...]) -> list[str]:
    strangers = [type(one).__name__ for one in answer if not isinstance(one, CredentialKind)]
    if strangers:
        return [f"应返回 CredentialKind，实有 {'、'.join(strangers)}"]
    given = [one for one in answer if isinstance(one, CredentialKind)]
    twice = sorted({one.code for one in given if sum(other.code == one.code for other in given) > 1})
    scheme = plugins.usable()[name]
    return [
        *(f"证书种类 {code} 出现两次" for code in twice),
        *(problem for one in given for problem in one.problems(scheme)),
    ]
