"""The demonstration's figures are those that are counted by hand, and they tell the cities apart."""

from datetime import date

import pytest
from counting import by, total
from showing import counted, filled

from core.decisions import services
from core.decisions.models import DecisionRecord
from plugins.jiangsu_four_level.demo.places import CITIES

LAST_DAY = "DATE '2022-12-31'"
IN_POST = f"a.from_on <= {LAST_DAY} AND (a.until_on IS NULL OR a.until_on > {LAST_DAY})"
WORKERS = f"""
    SELECT DISTINCT a.person_id, o.division_code FROM core_appointment a
      JOIN core_organisationperiod o ON o.organisation_id = a.organisation_id
     WHERE {IN_POST} AND o.sector IN ('PRIVATE_ENTERPRISE', 'SOCIAL_ORGANISATION')
"""
LATEST = f"""
    SELECT DISTINCT ON (s.credential_id) s.credential_id, s.status FROM core_credentialstep s
     WHERE s.from_on <= {LAST_DAY} ORDER BY s.credential_id, s.version DESC
"""
CERTIFIED = f"""
    SELECT c.person_id, c.level, c.region_code FROM core_credential c
      JOIN ({LATEST}) l ON l.credential_id = c.id AND l.status = 'VALID'
"""
TRAINED = """
    SELECT a.person_id, sum(a.attended_days) AS days FROM core_trainingattendance a
      JOIN core_trainingsession t ON t.id = a.session_id
     WHERE t.last_on BETWEEN '2022-01-01' AND '2022-12-31' AND t.cancelled_on IS NULL
       AND a.attended_days > 0 GROUP BY a.person_id
"""


def workers_of(staff: list[tuple], city: str) -> set:
    return {person for person, code in staff if code[:4] == city[:4]}


@pytest.fixture
def shown(alpha):
    with filled(alpha, "jiangsu_four_level"):
        yield


def test_certificates_are_counted_by_hand_too(shown):
    levels = dict(counted(f"SELECT level, count(*) FROM ({CERTIFIED}) z GROUP BY level"))
    certified = {person for person, _, _ in counted(CERTIFIED)}
    workers = {person for person, _ in counted(WORKERS)}

    assert (
        by("certificates", "level")
        == levels
        == {
            "JUNIOR": 16,
            "INTERMEDIATE": 14,
            "SENIOR": 6,
            "SPECIAL": 3,
        }
    )
    assert total("certificates") == 39
    assert total("certified_share") == (len(certified & workers), len(workers)) == (39, 79)


def test_training_is_judged_by_the_law_of_each_city(shown):
    days = dict(counted(TRAINED))
    staff = counted(WORKERS)
    asked = {"320100": 3, "320500": 5, "321000": 3}
    met = {
        city: {person for person in workers_of(staff, city) if days.get(person, 0) >= least}
        for city, least in asked.items()
    }

    assert total("training_met_share") == (sum(map(len, met.values())), len(staff)) == (50, 79)
    assert {city: len(people) for city, people in met.items()} == {"320100": 23, "320500": 15, "321000": 12}


def test_every_step_of_a_certificate_and_every_secretary_rests_on_a_decision(shown):
    [[undecided]] = counted("SELECT count(*) FROM core_credentialstep WHERE decision_id IS NULL")
    actions = dict(counted("SELECT action, count(*) FROM core_decisionrecord GROUP BY action"))

    assert undecided == 0
    assert actions["jiangsu_four_level.select_secretary"] == 9
    assert actions["jiangsu_four_level.certify"] == 87
    assert actions["jiangsu_four_level.annual_inspection"] == 9
    assert actions["jiangsu_four_level.withdraw"] == 1
    assert all(services.replay(record) for record in DecisionRecord.objects.all())


def test_the_version_of_one_city_decides_there_and_nowhere_else(shown):
    facts = {"sessions": 1, "days": 4}
    answers = {
        city.name: services.decide(
            action="jiangsu_four_level.training",
            facts={**facts, "city": city.code},
            on=date(2022, 12, 31),
            today=date(2022, 12, 31),
        )
        for city in CITIES
    }

    allowed = {name: answer.decision.allowed for name, answer in answers.items()}
    assert allowed == {"南京市": True, "苏州市": False, "扬州市": True}
