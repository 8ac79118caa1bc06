"""The demonstration's figure is that which is counted by hand, and transfers rest on the law."""

import pytest
from counting import total
from showing import counted, filled

from core.decisions.models import DecisionRecord
from core.policy import jsontext

WORKERS = """
    SELECT a.person_id FROM core_appointment a
      JOIN core_organisationperiod o ON o.organisation_id = a.organisation_id AND o.sector = 'TOWNSHIP'
     WHERE a.from_on <= '2014-12-31' AND (a.until_on IS NULL OR a.until_on > '2014-12-31')
"""
TRAINED = """
    SELECT a.person_id, sum(a.attended_days) FROM core_trainingattendance a
      JOIN core_trainingsession t ON t.id = a.session_id AND t.last_on BETWEEN '2014-01-01' AND '2014-12-31'
     GROUP BY a.person_id
"""


@pytest.fixture
def shown(alpha):
    with filled(alpha, "guizhou_township"):
        yield


def test_twelve_days_are_counted_by_hand_too(shown):
    days = dict(counted(TRAINED))
    workers = {person for (person,) in counted(WORKERS)}
    met = {person for person in workers if days[person] >= 12}

    assert total("training_12d_share", "2014") == (len(met), len(workers)) == (42, 70)
    assert {days[person] for person in workers - met} == {7, 11.5}


def test_moves_and_grades_keep_what_the_law_said(shown):
    found = {}
    for record in DecisionRecord.objects.filter(action__startswith="guizhou_township."):
        codes = [finding["code"] for finding in jsontext.read(record.decision)["findings"]]
        found.setdefault(record.action.partition(".")[2], []).append(codes)

    assert sorted(found["transfer"]) == [[], [], ["GZ-APPROVED"]]
    assert found["head_term"] == [["GZ-TERM"], ["GZ-TERM"]]
    assert found["excellent_cap"] == [[], []]
