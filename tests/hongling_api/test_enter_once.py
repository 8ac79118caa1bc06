"""Nobody is asked for what the records yield; every field to fill in says what it is for."""

from pathlib import Path

import graphql
import pytest

SNAPSHOTS = Path(__file__).parents[2] / "graphql" / "hongling_api"
DERIVED = {
    "Assessment": {"total", "rank"},
    "AssessmentTotal": {"value", "exact", "complete"},
    "AssessmentTerm": {"points"},
    "Credential": {"number", "status"},
    "ExaminationResult": {"passed"},
    "Headroom": {"more", "breaks"},
    "IndicatorValue": {"numerator", "denominator", "value"},
    "LedgerEntry": {
        *("stepsDone", "milestonesReached", "milestonesOverdue", "spentInPeriod", "balance"),
        *("received", "spent", "lastEntryOn"),
    },
    "Obligation": {"late", "provisional"},
    "Organisation": {"incumbents", "path"},
    "Person": {"latestAssessment", "sexCode", "politicalStatusCode"},
    "Project": {"received", "spent", "stageSince"},
    "Quota": {"filled", "headroom", "short"},
    "SurveyCounts": {"issued", "returned", "valid"},
    "TrainingCounts": {"enrolled", "attended", "tested", "passed"},
    "TrainingYear": {"sessions"},
}
"""What is worked out of records, by the type that shows it."""
STATED = {
    *((name, "status") for name in ("FoundOrganisationInput", "ChangeOrganisationInput")),
    *((name, "status") for name in ("CorrectOrganisationInput", "SplitPartInput")),
    ("EnactStandardInput", "number"),
}
"""Fields of inputs that share a name with something worked out and state something else."""
OF_RECORDS = {"id", "version"}
"""Fields that name the record which a mutation is about, as the mutation's own description says."""


@pytest.fixture(scope="module")
def schema():
    text = (SNAPSHOTS / "tenant.graphql").read_text(encoding="utf-8")
    return graphql.build_schema(text)


def inputs(schema):
    return [
        (name, field, described)
        for name, one in schema.type_map.items()
        if isinstance(one, graphql.GraphQLInputObjectType)
        for field, described in one.fields.items()
    ]


def test_no_input_asks_for_what_the_records_yield(schema):
    missing = {
        (name, field)
        for name, fields in DERIVED.items()
        for field in fields
        if field not in schema.type_map[name].fields
    }
    derived = {field for fields in DERIVED.values() for field in fields}

    asked = {(name, field) for name, field, _ in inputs(schema) if field in derived}

    assert missing == set()
    assert asked - STATED == set()


def test_every_field_that_is_filled_in_says_what_it_is_for(schema):
    silent = [
        f"{name}.{field}"
        for name, field, described in inputs(schema)
        if field not in OF_RECORDS and not described.description
    ]

    assert len(inputs(schema)) > 300
    assert silent == []
