"""Credentials of the three schemes that issue some, for tests."""

from datetime import date
from typing import Any

from core.credentials import issuing, selectors
from core.credentials.models import Credential, CredentialSeries, CredentialStep
from core.decisions.models import DecisionRecord
from core.people.models import Person

TODAY = date(2026, 5, 1)
ISSUER = "中共福泉市委组织部"
LICENCE = "fuquan_licensing.licence"
CERTIFICATE = "jiangsu_four_level.certificate"
LETTER = "xiajiang_three_roles.letter"
CLEAR = {"exam_passed": True, "reviews": {"DISCIPLINE": "CLEAR", "PUBLIC_SECURITY": "CLEAR"}}
FAILED = {**CLEAR, "exam_passed": False}
SUZHOU, KUNSHAN, NANJING = "320500", "320583", "320100"


def licensed(
    person: Person, level: str = "JUNIOR", *, on: date = date(2022, 6, 15), **more: Any
) -> Credential:
    """Issue a licence of Fuquan's scheme."""
    given = {"kind": LICENCE, "issuer": ISSUER, "facts": CLEAR, "today": TODAY, **more}
    return issuing.issue(level=level, person=person.pk, on=on, **given)


def certified(
    person: Person, level: str = "JUNIOR", *, on: date = date(2022, 6, 15), city: str = SUZHOU, **more: Any
) -> Credential:
    """Issue a certificate of Jiangsu's scheme, long after its publicity."""
    facts = {"publicity_from": "2022-03-01", "open_objections": 0}
    given = {"kind": CERTIFICATE, "issuer": "中共苏州市委组织部", "facts": facts, "today": TODAY, **more}
    return issuing.issue(level=level, person=person.pk, on=on, region=city, **given)


def appointed(person: Person, role: str = "COMMISSIONER", *, on: date = date(2019, 3, 1)) -> Credential:
    """Issue a letter of Xiajiang's scheme."""
    return issuing.issue(
        kind=LETTER,
        level=role,
        person=person.pk,
        on=on,
        issuer="中共峡江县委组织部",
        facts={"training_passed": True},
        today=TODAY,
    )


def state() -> tuple[Any, ...]:
    """Return all that is stored of credentials, to see that nothing changed."""
    models = (Credential, CredentialStep, CredentialSeries, DecisionRecord)
    return tuple(list(model.objects.order_by("pk").values()) for model in models)


def history(credential: Credential) -> list[tuple[Any, ...]]:
    """Return version, status and first day of each step of a credential."""
    [kept] = selectors.steps(credentials=[credential.pk]).values()
    return [(step.version, step.status, step.from_on) for step in kept]
