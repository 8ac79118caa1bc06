"""Codes and terms of the core are those that the specification of the domain lists."""

import re
from pathlib import Path

import pytest

from core.appointments.models import EndReason, EntryChannel
from core.organisations.models import Kind, Level, Sector, Standing
from core.people.codes import ProfessionalTitle
from core.policy.vocabulary import CredentialStatus, PersonGrade, PoliticalStatus, UnitGrade
from core.projects.models import Origin, Stage, Support
from core.talks.models import TalkKind
from core.training.models import TrainingKind, TrainingLevel

DOMAIN = (Path(__file__).parents[2] / "docs" / "domain.md").read_text(encoding="utf-8")
CODE = re.compile(r"\b([A-Z][A-Z0-9_]{2,})\b(?: ([\u4e00-\u9fff、/]+))?")
LISTS = (
    (Kind, "- `kind`: ", ".\n"),
    (Sector, "- `sector`: ", ".\n"),
    (Level, "- `level`: ", ". "),
    (Standing, "(星级), status ", ', "六好"'),
    (EndReason, "`end_reason`: ", ". Overlapping"),
    (EntryChannel, "- `entry_channel`: ", ".\n"),
    (PoliticalStatus, "(GB/T 4762 01-13: ", "), joined on"),
    (ProfessionalTitle, "professional title ", ", development"),
    (PersonGrade, "- Person grades: ", ". Unit"),
    (UnitGrade, "Unit grades: ", ".\n"),
    (CredentialStatus, "valid until, status ", "; each step"),
    (TrainingLevel, "sessions (level ", "; kind"),
    (TrainingKind, "/UNIT; kind ", "; topics"),
    (TalkKind, "- **Talks** (谈话): ", ". **Honours"),
)


def listed(start: str, end: str) -> dict[str, list[str]]:
    """Return the codes of a list in the specification, each with its terms, if it has any there."""
    begin = DOMAIN.index(start) + len(start)
    found = CODE.findall(DOMAIN[begin : DOMAIN.index(end, begin)])
    return {code: terms.split("/") if terms else [] for code, terms in found}


@pytest.mark.parametrize(("codes", "start", "end"), LISTS, ids=[codes.__name__ for codes, *_ in LISTS])
def test_codes_and_terms_are_those_of_the_domain(codes, start, end):
    named = listed(start, end)
    labels = {one.value: one.label for one in codes}

    assert list(labels) == list(named) if codes is not Sector else set(labels) == set(named)
    assert {code for code, terms in named.items() if any(term not in labels[code] for term in terms)} == set()


def test_origins_stages_and_supports_of_projects_are_those_of_the_domain():
    [line] = [line for line in DOMAIN.splitlines() if line.startswith("- **Projects and ledgers**")]
    origins = set(CODE.findall(line[: line.index("生成")]))
    supports = line[line.index("five supports (") + len("five supports (") :].partition(")")[0]

    assert {code for code, _ in origins} == set(Origin.values)
    assert [stage.label for stage in (Stage.GENERATED, Stage.IMPLEMENTING, Stage.MONITORING)] == (
        line[line.index("生成") :].partition(" → closed")[0].split(" → ")
    )
    assert [support.label.removesuffix("保障") for support in Support] == supports.split(", ")
