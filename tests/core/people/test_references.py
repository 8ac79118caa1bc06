"""Whatever refers to people in any table of the core or a plugin: merged with them, erased with them."""

from collections import defaultdict

from django.apps import apps
from django.db import connection, models

from core.people import merging
from core.people import services as people

_KEYS = """
SELECT t.relname, a.attname, r.relname
  FROM pg_constraint c
  JOIN pg_class t ON t.oid = c.conrelid
  JOIN pg_class r ON r.oid = c.confrelid
  JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY(c.conkey)
 WHERE c.contype = 'f' AND t.relnamespace = current_schema::regnamespace
"""
_EXCLUSIVE = """
SELECT DISTINCT coalesce(c.conname, i.relname)
  FROM pg_index x
  JOIN pg_class i ON i.oid = x.indexrelid
  JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = ANY(x.indkey)
  LEFT JOIN pg_constraint c ON c.conindid = x.indexrelid AND c.contype IN ('u', 'x')
 WHERE (x.indisunique OR x.indisexclusion) AND NOT x.indisprimary
   AND x.indrelid = %s::regclass AND a.attname = %s
"""
_TEXTS = """
SELECT table_name, column_name FROM information_schema.columns
 WHERE table_schema = current_schema AND table_name = ANY(%s)
   AND (data_type IN ('text', 'character varying', 'json', 'jsonb') OR udt_name IN ('_text', '_varchar'))
"""
KEPT_WITH_THE_ROW = {"core_person", "core_personmerge", "core_identitydisclosure"}
"""Tables that tell of a row itself: what they say of an absorbed row stays with it."""

ACTORS = ("_realm", "_by_id", "_by_name", "disclosed_to_id", "disclosed_to_name")
"""Ends of the columns that say who recorded something: an officer, not the person recorded of."""

ABOUT_SOMETHING_ELSE = {
    "core_trainingsession": "refers to the obligation to evaluate it; its texts are about the session",
}
"""Tables that refer to one with people in it, and are about no person all the same."""

SAYS_NOTHING = {
    "core_appointment": {"title"},  # what an office calls the post
    "core_appointmentchange": {"values"},  # the columns of the appointment
    "core_assessment": {"total"},
    "core_assessmentlisting": {"decider", "end_decider"},
    "core_assessmentresult": {"decider", "terms", "total"},
    "core_assessmentreview": {"evaluator"},  # who judged
    "core_assessmentscore": {"evaluator", "figures", "item"},
    "core_attachment": {"permission", "sha256", "subject_kind"},
    "core_credential": {"issuer_name", "kind", "level", "number", "region_code"},
    "core_decisionrecord": {
        *("action", "calendar_version", "parameters", "region_code", "subject_id", "subject_kind"),
        "sources",  # where the facts stood: days, codes and figures of other tables
    },
    "core_honour": {"issuer"},
    "core_identitydisclosure": {"fields"},
    "core_notice": {"key", "subject_kind"},
    "core_obligation": {"calendar_version", "kind", "subject_kind"},
    "core_person": {"education_code"},
    "core_personmerge": {"filled", "moved"},
    "core_policyexception": {"action", "authority", "clause_code", "subject_id", "subject_kind"},
    "fuquan_licensing_answer": {"chosen"},
    "fuquan_licensing_change": {"document_number"},
    "fuquan_licensing_mark": {"keys", "points"},
    "fuquan_licensing_registration": {"number"},
    "fuquan_licensing_reviewcase": {"body"},
    "fuquan_licensing_revocation": {"document_number"},
    "fuquan_licensing_sitting": {"paper"},
}
"""Columns of text that hold codes, figures, names of authorities or of whoever judged."""


def keys() -> list[tuple[str, str, str]]:
    """Return every foreign key of the schema: table, column, table referred to."""
    with connection.cursor() as cursor:
        cursor.execute(_KEYS)
        return cursor.fetchall()


def about_people() -> set[str]:
    """Return the tables that refer to people, those that refer to such a table, and so on."""
    referring = defaultdict(set)
    for table, _, target in keys():
        referring[target].add(table)
    found, new = {"core_person"}, {"core_person"}
    while new:
        new = {table for target in new for table in referring[target] - ABOUT_SOMETHING_ELSE.keys()} - found
        found |= new
    return found


def texts() -> dict[str, set[str]]:
    """Return by table the columns of text about people that hold no code of ours and name no officer."""
    fields: dict[tuple[str, str], models.Field] = {
        (model._meta.db_table, field.column): field
        for model in apps.get_models()
        for field in model._meta.concrete_fields
    }
    with connection.cursor() as cursor:
        cursor.execute(_TEXTS, [sorted(about_people())])
        rows = cursor.fetchall()
    result: dict[str, set[str]] = defaultdict(set)
    for table, column in rows:
        if not fields[table, column].choices and not column.endswith(ACTORS):
            result[table].add(column)
    return result


def test_every_reference_to_people_is_moved_when_they_are_merged(in_alpha):
    found = {
        f"{table}.{column}"
        for table, column, target in keys()
        if target == "core_person" and table not in KEPT_WITH_THE_ROW
    }

    assert {"core_appointment.person_id", "core_projectmember.person_id"} <= found
    assert {str(reference) for reference in merging.references()} == found


def test_what_a_person_has_once_is_said_in_words_when_two_have_it(in_alpha):
    said = {
        name: message
        for model in apps.get_models()
        for name, message in getattr(model, "merge_conflicts", {}).items()
    }
    exclusive = set()
    for reference in merging.references():
        with connection.cursor() as cursor:
            cursor.execute(_EXCLUSIVE, [reference.table, reference.column])
            exclusive |= {name for (name,) in cursor.fetchall()}

    assert {"person_has_one_full_time_post_a_day", "person_takes_part_once"} <= exclusive
    assert said.keys() == exclusive


def test_every_text_about_a_person_goes_with_lawful_erasure(in_alpha):
    erased = {model._meta.db_table: set(getattr(model, "personal_texts", ())) for model in apps.get_models()}
    erased["core_person"] = set(people.NAMING)

    left = {
        table: sorted(columns - erased[table] - SAYS_NOTHING.get(table, set()))
        for table, columns in texts().items()
    }

    assert {table: columns for table, columns in left.items() if columns} == {}


def test_the_list_of_texts_that_stay_names_no_text_that_does_not_exist(in_alpha):
    found = texts()

    assert SAYS_NOTHING.keys() | ABOUT_SOMETHING_ELSE.keys() <= {table for table, _, _ in keys()}
    assert {
        table: columns - found[table] for table, columns in SAYS_NOTHING.items() if columns - found[table]
    } == {}


def test_who_names_texts_says_how_they_come_to_a_person(in_alpha):
    direct = {table for table, _, target in keys() if target == "core_person"}

    named = [model for model in apps.get_models() if getattr(model, "personal_texts", ())]

    assert {
        model._meta.db_table: model.personal_path for model in named if hasattr(model, "personal_path")
    } == {
        model._meta.db_table: getattr(model, "personal_path", "")
        for model in named
        if model._meta.db_table not in direct
    }
