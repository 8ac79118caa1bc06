"""Read the question bank."""

import json
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

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


class Key(NamedTuple):
    """The right options of a question, and the version of the bank that says so."""

    version: str
    places: list[int]


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
