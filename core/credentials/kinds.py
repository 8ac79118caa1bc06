"""Kinds of credentials that a scheme issues, as data; pure, so that a scheme's law may name them.

A kind says what its levels are, how its numbers look, and which action of the scheme governs each step. The
core keeps the records; the law stays in the scheme's rules.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from string import Formatter

from core.policy.choice import Choice
from core.policy.scheme import Scheme

NUMBER_FIELDS = frozenset({"year", "region", "serial"})
"""What a number's pattern may hold: the year of issue, the city's code, and the number in the series."""


class Verb(Choice):
    """A step that a credential can take after it was issued."""

    SUSPEND = "SUSPEND", "暂停"
    RESTORE = "RESTORE", "恢复"
    REVOKE = "REVOKE", "注销"
    EXPIRE = "EXPIRE", "失效"
    LOWER = "LOWER", "降级"


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a credential, or what it names its holder, with its Chinese term."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Step:
    """That an action of the scheme carries a step.

    Where `key` is given, the action's outcome decides: the step follows only if the outcome's value under
    that key is `value`; the action then may block and still have consequences.
    """

    verb: Verb
    action: str
    key: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class CredentialKind:
    """One kind of credential.

    :param code: `<plugin>.<noun>`, kept with every credential.
    :param wording: what the certificate says of its holder, a clause that ends without a full stop.
    :param levels: lowest first.
    :param number: pattern such as ``FQ-{year}-{serial:05}``; one series per pattern with all but the serial
        filled in.
    :param issue_action: full name of the action that decides about issuing.
    :param steps: what may happen later; a verb that is missing does not exist in this law. Of several with
        one verb the first serves whoever asks for the step by name.
    :param inspection: full name of the action whose outcome chooses among the steps, if there is one.
    :param climbing: whether a higher level takes the place of a lower one.
    :param by_city: whether credentials count in one prefecture-level city (设区市) only.
    :param validity_months: name of the policy's parameter for it, None = holds until it is ended.
    """

    code: str
    title: str
    wording: str
    levels: tuple[Level, ...]
    number: str
    issue_action: str
    steps: tuple[Step, ...] = ()
    inspection: str | None = None
    climbing: bool = True
    by_city: bool = False
    validity_months: str | None = None

    def label(self, level: str) -> str:
        """Return the term of a level; an unknown code stands for itself."""
        return next((one.label for one in self.levels if one.code == level), level)

    def has(self, level: str) -> bool:
        """Return whether there is a level of this code."""
        return any(one.code == level for one in self.levels)

    def below(self, level: str) -> tuple[str, ...]:
        """Return the codes of the lower levels where levels are climbed, lowest first."""
        return self._rungs()[: self._place(level)]

    def above(self, level: str) -> tuple[str, ...]:
        """Return the codes of the higher levels where levels are climbed."""
        return self._rungs()[self._place(level) + 1 :]

    def step(self, verb: Verb) -> Step | None:
        """Return the step that serves whoever asks for it by name, None if this law knows none."""
        return next((step for step in self.steps if step.verb is verb), None)

    def prefix(self, *, year: int, region: str) -> str:
        """Return the pattern with all but the serial filled in: the name of the series."""
        return "".join(
            text + ("" if name is None else _hole(name, spec, year=year, region=region))
            for text, name, spec, _ in Formatter().parse(self.number)
        )

    def problems(self, scheme: Scheme) -> Iterator[str]:
        """Yield what is wrong with the kind as one of this scheme, in Chinese."""
        names = [name for _, name, _, _ in Formatter().parse(self.number) if name is not None]
        actions = {action.name for action in scheme.actions}
        codes = [level.code for level in self.levels]
        named = {self.issue_action, *(step.action for step in self.steps), *filter(None, [self.inspection])}
        if not self.code.startswith(f"{scheme.name}."):
            yield f"证书种类 {self.code} 须以 {scheme.name}. 开头"
        if not codes or len(set(codes)) < len(codes):
            yield f"证书种类 {self.code} 的级别缺失或重复：{codes}"
        if names.count("serial") != 1 or set(names) - NUMBER_FIELDS:
            yield f"证书种类 {self.code} 的编号格式 {self.number} 须恰有一个 serial，另可有 year、region"
        if named - actions:
            yield f"证书种类 {self.code} 所引事项不存在：{'、'.join(sorted(named - actions))}"
        if self.validity_months is not None and self.validity_months not in scheme.policy.model_fields:
            yield f"证书种类 {self.code} 的有效期参数 {self.validity_months} 不在制度参数中"

    def _rungs(self) -> tuple[str, ...]:
        return tuple(level.code for level in self.levels) if self.climbing else ()

    def _place(self, level: str) -> int:
        rungs = self._rungs()
        return rungs.index(level) if level in rungs else len(rungs)


def number(prefix: str, serial: int) -> str:
    """Return a number of a series.

    >>> number("FQ-2022-{serial:05}", 123)
    'FQ-2022-00123'
    """
    return prefix.format(serial=serial)


def _hole(name: str, spec: str | None, *, year: int, region: str) -> str:
    form = f":{spec}" if spec else ""
    filled: str = f"{{{name}{form}}}"
    return filled if name == "serial" else filled.format(year=year, region=region)
