"""The archive over GraphQL."""

import pytest
from asking import Asker, token_of
from django.db import connection

ARCHIVE = """query ($person: ID!) { personArchive(person: $person) { person { name education idNumber }
    parts { code title note sections { title visible message more
    entries { kind title fromOn untilOn place result } } } } }"""
NOBODY = "0192f0c4-0000-7000-8000-000000000000"


@pytest.fixture
def asker(town, client_of):
    """Make someone of tenant beta with a role, of one organisation if one is given."""
    return lambda role, organisation=None: Asker(
        client_of("beta"), token_of(role, organisation=organisation and organisation.pk)
    )


def test_the_archive_is_answered_whole(asker, live, somebody):
    live(1)

    archive = asker("ORGANISATION_OFFICER").data(ARCHIVE, person=str(somebody.pk))["personArchive"]

    assert archive["person"] == {"name": "张三", "education": "BACHELOR", "idNumber": None}
    assert [part["code"] for part in archive["parts"]] == [
        "BASICS",
        "WORK",
        "TRAINING",
        "ASSESSMENT",
        "PAY",
        "HONOURS",
    ]
    [training] = [part for part in archive["parts"] if part["code"] == "TRAINING"]
    assert training["sections"][0] == {
        "title": "培训",
        "visible": True,
        "message": "",
        "more": False,
        "entries": [
            {
                "kind": "县级集中轮训",
                "title": "书记轮训",
                "fromOn": "2025-05-01",
                "untilOn": "2025-05-03",
                "place": "县委党校",
                "result": "参加 2.5 天，测试 88 分合格",
            }
        ],
    }


def test_a_viewer_is_told_what_is_kept_back(asker, live, somebody):
    live(1)

    archive = asker("VIEWER").data(ARCHIVE, person=str(somebody.pk))["personArchive"]

    hidden = {
        section["title"]: section["message"]
        for part in archive["parts"]
        for section in part["sections"]
        if not section["visible"]
    }
    assert hidden.keys() == {"谈话", "处分处理"}
    assert all("talks.see" in message for message in hidden.values())


def test_only_archives_in_sight_are_there(alpha, asker, client_of, somebody, town, found):
    other = found("乙镇党委")
    unit_officer, stranger = asker("UNIT_OFFICER", town), asker("UNIT_OFFICER", other)

    assert unit_officer.data(ARCHIVE, person=str(somebody.pk))["personArchive"]["person"]["name"] == "张三"
    assert stranger.refusal(ARCHIVE, person=str(somebody.pk))["code"] == "NOT_FOUND"
    for identifier in (NOBODY, "1"):
        assert unit_officer.refusal(ARCHIVE, person=identifier)["code"] == "NOT_FOUND"
    assert asker("AUDITOR").refusal(ARCHIVE, person=str(somebody.pk))["code"] == "FORBIDDEN"
    connection.set_tenant(alpha)
    elsewhere = Asker(client_of("alpha"), token_of("ORGANISATION_OFFICER"))
    assert elsewhere.refusal(ARCHIVE, person=str(somebody.pk))["code"] == "NOT_FOUND"
