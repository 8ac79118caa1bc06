"""Take free texts about a person out of a stored decision, so that it still comes out byte for byte."""

from copy import copy
from typing import Any

from core.decisions import schemes, services
from core.decisions.models import DecisionRecord
from core.errors import DomainError
from core.policy import describe, jsontext
from core.policy.describe import Kind

_OF_EXCEPTIONS = ("reason", "evidence")


def without_texts(record: DecisionRecord, *, erased: str) -> dict[str, str]:
    """Return the columns of a decision with the free texts of its facts and exceptions replaced.

    Codes, days and figures stay. The decision is made again from what is left; where its scheme can no longer
    be asked, the texts are taken out of the stored answer instead.

    :param erased: what stands in their place.
    """
    facts = jsontext.read(record.facts)
    texts = [facts[name] for name in _texts(record.action) if isinstance(facts.get(name), str)]
    facts |= {name: erased for name in _texts(record.action) if isinstance(facts.get(name), str)}
    used = jsontext.read(record.exceptions)
    texts += [one[name] for one in used for name in _OF_EXCEPTIONS]
    used = [{**one, **dict.fromkeys(_OF_EXCEPTIONS, erased)} for one in used]
    left = copy(record)
    left.facts, left.exceptions = jsontext.write(facts), jsontext.write(used)
    try:
        decision = services.again(left).as_tree()
    except DomainError:
        decision = _replaced(jsontext.read(record.decision), texts, erased)
    return {"facts": left.facts, "exceptions": left.exceptions, "decision": jsontext.write(decision)}


def _texts(action: str) -> list[str]:
    """Return the facts of an action that are free texts."""
    scheme = schemes.usable().get(action.partition(".")[0])
    if scheme is None:
        return []
    return [value.name for value in describe.facts(scheme.action(action).facts) if value.kind is Kind.TEXT]


def _replaced(tree: Any, texts: list[str], erased: str) -> Any:
    if isinstance(tree, dict):
        return {name: _replaced(value, texts, erased) for name, value in tree.items()}
    if isinstance(tree, list):
        return [_replaced(value, texts, erased) for value in tree]
    if isinstance(tree, str):
        for text in filter(None, texts):
            tree = tree.replace(text, erased)
    return tree
