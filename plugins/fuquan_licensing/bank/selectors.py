"""Read the question bank."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from plugins.fuquan_licensing.bank.papers import Entry, Kind

_ENTRIES = """
SELECT v.id::text, q.topic, q.kind, jsonb_array_length(v.options)
  FROM fuquan_licensing_question q
  JOIN fuquan_licensing_questionversion v ON v.question_id = q.id AND v.number = q.version
 WHERE q.retired_on IS NULL OR q.retired_on > %(on)s
"""
_KEYS = """
SELECT asked.id::text, newest.id::text, newest.key
  FROM fuquan_licensing_questionversion asked
  JOIN LATERAL (
       SELECT id, key FROM fuquan_licensing_questionversion v
        WHERE v.question_id = asked.question_id AND v.digest = asked.digest
        ORDER BY v.number DESC LIMIT 1) AS newest ON true
 WHERE asked.id = ANY(%(versions)s::uuid[])
"""


_ROW = """
SELECT q.id, q.version, q.topic, q.kind, v.text, v.options, v.key, q.retired_on
  FROM fuquan_licensing_question q
  JOIN fuquan_licensing_questionversion v ON v.question_id = q.id AND v.number = q.version
"""
_TOPICS = """
SELECT topic, kind, count(*) FROM fuquan_licensing_question
 WHERE retired_on IS NULL OR retired_on > %(on)s GROUP BY topic, kind ORDER BY topic, kind
"""
_WORDING = """
SELECT v.id::text, q.kind, v.text, v.options
  FROM fuquan_licensing_questionversion v JOIN fuquan_licensing_question q ON q.id = v.question_id
 WHERE v.id = ANY(%(versions)s::uuid[])
"""


class QuestionRow(NamedTuple):
    """A question in its newest version."""

    id: UUID
    version: int
    topic: str
    kind: str
    text: str
    options: list[str]
    key: list[int]
    retired_on: date | None


class Wording(NamedTuple):
    """What a version asks, without its key."""

    kind: Kind
    text: str
    options: list[str]


@dataclass(frozen=True, slots=True)
class TopicCount:
    """How many questions of a topic and kind papers may be drawn from."""

    topic: str
    kind: str
    count: int


class Key(NamedTuple):
    """The right options of a question, and the version of the bank that says so."""

    version: str
    places: list[int]


def page(
    *,
    limit: int,
    after: tuple[str, ...] | None = None,
    topic: str | None = None,
    kind: Kind | None = None,
    search: str | None = None,
    with_retired: bool = False,
) -> list[QuestionRow]:
    """Return questions by topic and kind; one query.

    :param after: topic, kind and identifier of the row before the first.
    :param search: any part of the wording.
    """
    wanted = {
        "(q.topic, q.kind, q.id::text) > (%(after_topic)s, %(after_kind)s, %(after_id)s)": after,
        "q.topic = %(topic)s": topic,
        "q.kind = %(kind)s": kind,
        "position(%(search)s IN v.text) > 0": search,
        "q.retired_on IS NULL": None if with_retired else True,
    }
    conditions = " AND ".join(["true", *(text for text, value in wanted.items() if value is not None)])
    place = after or ("", "", "")
    return _rows(
        f"{_ROW} WHERE {conditions} ORDER BY q.topic, q.kind, q.id LIMIT %(limit)s",
        limit=limit,
        topic=topic,
        kind=kind.value if kind else None,
        search=search,
        after_topic=place[0],
        after_kind=place[1],
        after_id=place[2],
    )


def one(*, question: UUID) -> QuestionRow:
    """Return a question that exists."""
    [row] = _rows(f"{_ROW} WHERE q.id = %(question)s", question=question)
    return row


def topics(*, on: date) -> list[TopicCount]:
    """Return how many questions of each topic and kind papers of a day are drawn from; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_TOPICS, {"on": on})
        return [TopicCount(*row) for row in cursor.fetchall()]


def wordings(*, versions: Collection[str]) -> dict[str, Wording]:
    """Return what versions ask, without their keys; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_WORDING, {"versions": list(versions)})
        return {
            id: Wording(Kind(kind), text, json.loads(options))
            for id, kind, text, options in cursor.fetchall()
        }


def entries(*, on: date) -> list[Entry]:
    """Return the questions from which papers of a day are drawn, in their newest versions."""
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, {"on": on})
        return [
            Entry(version, topic, Kind(kind), options) for version, topic, kind, options in cursor.fetchall()
        ]


def keys(*, versions: Collection[str]) -> dict[str, Key]:
    """Return each version's key: that of the newest version with the same wording and options."""
    with connection.cursor() as cursor:
        cursor.execute(_KEYS, {"versions": list(versions)})
        return {asked: Key(newest, json.loads(key)) for asked, newest, key in cursor.fetchall()}


def _rows(statement: str, **values: Any) -> list[QuestionRow]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [
            QuestionRow(id, version, topic, kind, text, json.loads(options), json.loads(key), retired_on)
            for id, version, topic, kind, text, options, key, retired_on in cursor.fetchall()
        ]
