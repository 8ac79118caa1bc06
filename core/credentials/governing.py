"""Ask the scheme's law about a step of a credential, with the facts that the core knows filled in."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from core.credentials import catalogue
from core.credentials.kinds import CredentialKind
from core.decisions import schemes
from core.decisions import services as decisions
from core.decisions.about import About, Source
from core.decisions.services import Answer
from core.errors import DomainError
from core.policy import jsontext, periods
from core.policy.problems import FactsError, Problem
from core.policy.scheme import UnknownAction


class UnknownKind(DomainError):
    """No scheme that the tenant runs issues credentials of this kind."""

    code = "BAD_USER_INPUT"


def kind_of(code: str) -> CredentialKind:
    """Return a kind that may be issued and changed here.

    :raises UnknownKind: if no scheme that the tenant runs has it.
    """
    kinds = catalogue.offered()
    if code not in kinds:
        known = "、".join(f"{kind.code}（{kind.title}）" for kind in kinds.values()) or "（无）"
        raise UnknownKind(f"没有名为 {code} 的证书种类：本单位启用的制度所发证书为 {known}。")
    return kinds[code]


def ask(
    *,
    action: str,
    given: Mapping[str, Any],
    known: Mapping[str, Any],
    sources: Iterable[Source] = (),
    about: About,
    like: Answer | None = None,
    on: date,
    today: date,
) -> Answer:
    """Return what the law says of a step; nothing is written.

    :param given: facts that somebody states, plain JSON values.
    :param known: facts that the records yield; those that the action does not ask for are left out.
    :param sources: where known facts come from.
    :param like: another answer of the same batch.
    :raises FactsError: naming every fact that is given otherwise than it is known, or that is wrong.
    :raises DomainError: as `core.decisions.services.decide`.
    """
    scheme = schemes.active().get(action.partition(".")[0])
    if scheme is None:
        raise UnknownAction(action)
    if not isinstance(given, Mapping):
        raise FactsError([Problem("facts", "WRONG_TYPE", "“所述事实”（facts）须为对象，写在 { } 内")])
    asked = scheme.action(action).facts.model_fields
    plain = {name: jsontext.plain(value) for name, value in known.items() if name in asked}
    wrong = [
        Problem(
            name,
            "FROM_RECORDS",
            f"“{asked[name].title}”（{name}）由系统记录得出，为 {plain[name]}："
            "不必填写；记录有误的，请先更正记录",
        )
        for name in sorted(plain.keys() & given.keys())
        if given[name] != plain[name]
    ]
    if wrong:
        raise FactsError(wrong)
    return decisions.decide(
        action=action,
        facts={**given, **plain},
        sources=[source for source in sources if source.fact in plain],
        about=about,
        like=like,
        on=on,
        today=today,
    )


def valid_until(kind: CredentialKind, answer: Answer, *, on: date) -> date | None:
    """Return the first day on which a credential issued on a day holds no more, None = it does not lapse."""
    months = None if kind.validity_months is None else getattr(answer.policy, kind.validity_months)
    return None if months is None else periods.add_months(on, months)
