"""What is said of an organisation: ORG-DEPUTY."""

import pytest

from core.organisations import findings
from core.organisations.findings import Staffing
from core.organisations.models import Kind, Sector
from core.policy.decision import Severity


@pytest.mark.parametrize("kind", [Kind.GENERAL_BRANCH, Kind.COMMITTEE])
def test_a_community_with_neither_deputy_nor_full_time_worker_is_warned_of(kind):
    [finding] = findings.of(kind=kind, sector=Sector.COMMUNITY, staffing=Staffing())

    assert (finding.code, finding.severity) == ("ORG-DEPUTY", Severity.WARN)
    assert finding.facts == {"kind": kind, "sector": "COMMUNITY", "deputies": 0, "full_time": 0}
    assert finding.satisfied_on is None


@pytest.mark.parametrize("staffing", [Staffing(deputies=1), Staffing(full_time=1), Staffing(1, 1)])
def test_one_deputy_or_one_full_time_worker_is_enough(staffing):
    assert findings.of(kind=Kind.COMMITTEE, sector=Sector.COMMUNITY, staffing=staffing) == []


@pytest.mark.parametrize("kind", sorted(set(Kind) - {Kind.GENERAL_BRANCH, Kind.COMMITTEE}))
def test_other_kinds_need_neither(kind):
    assert findings.of(kind=kind, sector=Sector.COMMUNITY, staffing=Staffing()) == []


@pytest.mark.parametrize("sector", sorted(set(Sector) - {Sector.COMMUNITY}))
def test_other_sectors_need_neither(sector):
    assert findings.of(kind=Kind.COMMITTEE, sector=sector, staffing=Staffing()) == []
