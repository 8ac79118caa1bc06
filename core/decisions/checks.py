"""Ask the law about a write of the core: the core's own and that of every plugin that the tenant runs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from core import plugins
from core.actors import Actor
from core.decisions import schemes, services
from core.decisions.models import DecisionRecord
from core.decisions.services import Answer
from core.decisions.writes import CycleGrading, Question, Write
from core.policy.problems import FactsError, Problem

CAP = "core.excellent_cap"


def ask(write: Write, *, today: date) -> tuple[Answer, ...]:
    """Return what the law says of a write, all of it passing; keep it with `keep_all` once it is written.

    Called in the transaction of the write.

    :raises Refused: if a decision blocks; the findings of all of them are in `extensions.findings`.
    :raises FactsError: naming every fact that the user has to add or has added wrongly, with its action.
    :raises PluginFailed: if a plugin that the tenant runs cannot be asked.
    :raises NoPolicy: if no version of a policy is in force on the day.
    """
    found = answers(write, today=today)
    if any(not answer.decision.allowed for answer in found):
        raise services.refusal(*found)
    return found


def answers(write: Write, *, today: date) -> tuple[Answer, ...]:
    """Return what the law says of a write, also where it blocks; nothing is written.

    :raises DomainError: as `ask`, but for `Refused`.
    """
    if not isinstance(write.facts, Mapping):
        raise FactsError([Problem("facts", "WRONG_TYPE", "“各制度另需的事实”（facts）须为对象，写在 { } 内")])
    questions = [
        (name, question)
        for name, asked in plugins.asked("check", expected=Sequence, write=write).items()
        for question in plugins.guarded(name, partial(_own, name, asked))
    ]
    problems = list(_stray(write, [question for _, question in questions]))
    found: list[Answer] = []
    caps: list[int] = []
    for name, question in questions:
        try:
            answer = _answer(name, question, write, today)
        except FactsError as error:
            problems += (_placed(question, problem) for problem in error.problems)
            continue
        found.append(answer)
        if question.cap:
            caps.append(plugins.guarded(name, partial(_cap, answer, question)))
    if problems:
        raise FactsError(problems)
    if isinstance(write, CycleGrading) and write.subject_kind == "PERSON":
        found.insert(0, _core_cap(write, caps, today))
    return tuple(found)


def keep_all(
    found: Sequence[Answer], *, actor: Actor, subject_kind: str, subject_id: str
) -> list[DecisionRecord]:
    """Store the decisions that a write rests on, in its transaction, and return the records."""
    return [
        services.keep(answer, actor=actor, subject_kind=subject_kind, subject_id=subject_id)
        for answer in found
    ]


def _own(name: str, asked: Iterable[Any]) -> list[Question]:
    """Return a plugin's questions, each about an action of its own.

    :raises TypeError: if one is not.
    """
    actions = {action.name for action in schemes.active()[name].actions}
    questions = [*asked]
    for question in questions:
        if not isinstance(question, Question):
            raise TypeError(f"check of {name} answered {type(question).__name__}, not Question")
        if question.action not in actions:
            raise TypeError(f"check of {name} asks about {question.action}, which is none of its actions")
    return questions


def _answer(name: str, question: Question, write: Write, today: date) -> Answer:
    """Return the decision on a question, with the facts that the user added.

    :raises FactsError: if facts are missing or wrong, or the records yield what the user added.
    """
    added = write.facts.get(question.action, {})
    if not isinstance(added, Mapping):
        raise FactsError([Problem("", "WRONG_TYPE", "补充的事实须为对象，写在 { } 内")])
    fields = schemes.active()[name].action(question.action).facts.model_fields
    known = {**({"on": write.on} if "on" in fields else {}), **question.facts}
    twice = [
        Problem(
            fact,
            "FROM_RECORDS",
            f"“{fields[fact].title}”（{fact}）由系统记录得出，不必填写：记录有误的，请先更正记录",
        )
        for fact in sorted(added.keys() & known.keys() & fields.keys())
    ]
    if twice:
        raise FactsError(twice)
    answer: Answer = plugins.guarded(
        name,
        partial(
            services.decide,
            action=question.action,
            facts={**known, **added},
            on=write.on,
            about=question.about or write.about,
            sources=question.sources,
            today=today,
        ),
    )
    return answer


def _core_cap(write: CycleGrading, caps: Sequence[int], today: date) -> Answer:
    """Return what the core says of the number of EXCELLENT; the lowest cap of other laws replaces its own."""
    facts: dict[str, Any] = {"appraised": write.appraised, "excellent": write.excellent}
    if caps:
        facts["cap"] = min(caps)
    return services.decide(action=CAP, facts=facts, on=write.on, about=write.about, today=today)


def _cap(answer: Answer, question: Question) -> int:
    count = answer.decision.outcome[question.cap]
    if type(count) is not int or count < 0:
        raise TypeError(f"{question.action} gives no count as {question.cap}")
    return count


def _stray(write: Write, questions: Iterable[Question]) -> Iterator[Problem]:
    """Yield one problem for each action that the user added facts for and nobody asks about."""
    asked = list(dict.fromkeys(question.action for question in questions))
    for action in sorted(write.facts.keys() - set(asked)):
        known = f"：涉及的有 {'、'.join(asked)}" if asked else "，不必补充事实"
        yield Problem(f"facts.{action}", "UNKNOWN", f"本次办理不涉及事项 {action}{known}")


def _placed(question: Question, problem: Problem) -> Problem:
    """Return a problem as the user meets it: below `facts`, under the action that asks."""
    path = f"facts.{question.action}" + (f".{problem.path}" if problem.path else "")
    return Problem(path, problem.code, f"{question.action}：{problem.message}")
