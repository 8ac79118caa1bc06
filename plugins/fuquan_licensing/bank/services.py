"""Write the question bank: add, import, revise, retire."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection, transaction

from core.access import schemas
from core.actors import Actor
from core.errors import DomainError
from core.organisations.facts import Outdated
from core.policy import jsontext
from plugins.fuquan_licensing.bank.models import Question, QuestionVersion
from plugins.fuquan_licensing.bank.papers import Kind

TRUE_FALSE = ("正确", "错误")


class BadQuestion(DomainError):
    """A question cannot be as described."""

    code = "BAD_USER_INPUT"


class UnknownQuestion(DomainError):
    """No question has this identifier in this tenant."""

    code = "NOT_FOUND"


@dataclass(frozen=True)
class Draft:
    """A question as somebody wrote it; `key` holds the places of the right options, from 0."""

    topic: str
    kind: Kind
    text: str
    options: tuple[str, ...]
    key: frozenset[int]

    @property
    def digest(self) -> bytes:
        """SHA-256 of topic, kind, wording and options: what makes two questions the same."""
        said = jsontext.write([self.topic, self.kind.value, self.text, list(self.options)])
        return hashlib.sha256(said.encode()).digest()


@dataclass(frozen=True)
class Imported:
    """What became of the rows of an import."""

    added: int
    known: int


def add_many(*, drafts: Iterable[Draft], actor: Actor) -> Imported:
    """Add questions and say how many the bank had already; those are left alone. Two writes in all.

    :raises BadQuestion: if one of them cannot be; then none is added.
    """
    wanted = {draft.digest: checked(draft) for draft in drafts}
    with transaction.atomic():
        _lock()
        known = {
            bytes(digest)
            for digest in QuestionVersion.objects.filter(digest__in=list(wanted)).values_list(
                "digest", flat=True
            )
        }
        new = [(digest, draft) for digest, draft in wanted.items() if digest not in known]
        questions = Question.objects.bulk_create(
            Question(topic=draft.topic, kind=draft.kind) for _, draft in new
        )
        QuestionVersion.objects.bulk_create(
            _version(question, draft, 1, "", actor)
            for question, (_, draft) in zip(questions, new, strict=True)
        )
    return Imported(added=len(new), known=len(wanted) - len(new))


def revise(
    *, question: UUID, draft: Draft, version: int, reason: str, actor: Actor
) -> tuple[Question, QuestionVersion]:
    """Give a question a new version; papers that were drawn keep the old one. Return both.

    :raises BadQuestion: if it cannot be so, the reason is missing, or topic or kind would change.
    :raises Outdated: if the question has another version by now.
    :raises UnknownQuestion: if there is none of this identifier.
    """
    if not reason.strip():
        raise BadQuestion("修订题目须写明理由（reason）。")
    with transaction.atomic():
        row = _locked(question)
        if row.version != version:
            raise Outdated(
                f"该题目已被他人修订（您看到的是第 {version} 版，现为第 {row.version} 版）：请刷新后核对。",
                extensions={"version": row.version},
            )
        if (draft.topic, draft.kind) != (row.topic, row.kind):
            raise BadQuestion("修订不能改变主题和题型：请停用本题，另加一题。")
        row.version += 1
        row.save(update_fields=["version"])
        made = _version(row, checked(draft), row.version, reason.strip(), actor)
        made.save(force_insert=True)
    return row, made


def retire(*, question: UUID, on: date) -> Question:
    """Take a question out of later papers and return it; retiring it again changes nothing.

    :raises UnknownQuestion: if there is none of this identifier.
    """
    with transaction.atomic():
        row = _locked(question)
        if row.retired_on is None:
            row.retired_on = on
            row.save(update_fields=["retired_on"])
    return row


def checked(draft: Draft) -> Draft:
    """Return the question.

    :raises BadQuestion: if wording, options or key cannot be.
    """
    named = f"“{draft.text[:30]}”"
    if not draft.topic or not draft.text:
        raise BadQuestion("题目须有主题和题干。")
    if draft.kind == Kind.TRUE_FALSE and draft.options != TRUE_FALSE:
        raise BadQuestion(f"判断题{named}的选项须为“正确”“错误”。")
    if not 2 <= len(draft.options) <= 10 or len(set(draft.options)) < len(draft.options):
        raise BadQuestion(f"题目{named}须有 2 至 10 个互不相同的选项。")
    if any(not option for option in draft.options):
        raise BadQuestion(f"题目{named}有空白的选项。")
    if not draft.key or not draft.key <= set(range(len(draft.options))):
        raise BadQuestion(f"题目{named}的答案须是选项之一。")
    if draft.kind != Kind.MULTIPLE and len(draft.key) != 1:
        raise BadQuestion(f"{draft.kind.label}{named}只能有一个答案。")
    if draft.kind == Kind.MULTIPLE and len(draft.key) < 2:
        raise BadQuestion(f"多选题{named}至少有两个答案；只有一个答案的请用单选题。")
    return draft


def unknown(question: object) -> UnknownQuestion:
    """Return the refusal for an identifier that names no question here."""
    return UnknownQuestion(f"没有编号为 {question} 的题目；请核对编号。")


def _version(question: Question, draft: Draft, number: int, reason: str, actor: Actor) -> QuestionVersion:
    options: Sequence[str] = draft.options
    return QuestionVersion(
        question=question,
        number=number,
        text=draft.text,
        options=list(options),
        key=sorted(draft.key),
        digest=draft.digest,
        reason=reason,
        **actor.columns("recorded_by"),
    )


def _locked(question: UUID) -> Question:
    row = Question.objects.select_for_update().filter(pk=question).first()
    if row is None:
        raise unknown(question)
    return row


def _lock() -> None:
    """Let one import go at a time: two of the same file must not both find its questions missing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext(%s), hashtext('question bank'))", [schemas.current()]
        )
