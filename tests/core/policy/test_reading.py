"""Every kind of fact and every way to get it wrong, on one invented model."""

import pickle
from datetime import date
from decimal import Decimal

import pytest
from pydantic import Field

from core.policy.checks import Disjoint, NotAfter, PartOf, Unique
from core.policy.fields import Amount, Code, Count, Day, Division, Flag, Identity, Ratio, Score, Share, Text
from core.policy.models import Facts
from core.policy.problems import FactsError
from core.policy.vocabulary import Sector


class Entry(Facts):
    id: Identity = Field(title="编号")
    issued_on: Day = Field(title="发证日期")


class Everything(Facts):
    checks = (
        NotAfter("entries[].issued_on"),
        Unique("entries[].id"),
        PartOf(("advanced",), "qualified"),
        PartOf(("qualified", "backward"), "organisations"),
        Disjoint(("first", "second")),
    )

    on: Day = Field(title="日期")
    organisations: Count = Field(title="组织数")
    qualified: Count = Field(title="合格数")
    advanced: Count = Field(title="先进数")
    backward: Count = Field(title="后进数")
    days: Amount = Field(title="天数")
    score: Score = Field(title="成绩")
    ratio: Ratio = Field(title="比例")
    share: Share = Field(title="占比")
    in_post: Flag = Field(title="在岗")
    sector: Sector = Field(title="单位类别")
    cause: Code = Field(title="原因")
    note: Text = Field(title="说明")
    city: Division = Field(title="城市")
    entries: tuple[Entry, ...] = Field(title="证书", min_length=1)
    counts: dict[Sector, Count] = Field(title="各类数")
    first: tuple[Sector, ...] = Field(title="甲类")
    second: tuple[Sector, ...] = Field(title="乙类")
    grade: Sector | None = Field(None, title="可空")


GOOD = {
    "on": "2024-02-29",
    "organisations": 10,
    "qualified": 8,
    "advanced": 8,
    "backward": 2,
    "days": Decimal("12.5"),
    "score": 100,
    "ratio": Decimal("0.5"),
    "share": Decimal("0.79999999999999999999"),
    "in_post": True,
    "sector": "TWO_NEW",
    "cause": "WORK_ERROR",
    "note": "说明",
    "city": "320500",
    "entries": [{"id": "a", "issued_on": "2024-02-29"}, {"id": 7, "issued_on": "2023-01-01"}],
    "counts": {"ORGAN": 1},
    "first": ["ORGAN", "ORGAN"],
    "second": ["SOE"],
}


def problems_of(**change):
    with pytest.raises(FactsError) as refusal:
        Everything.read({**GOOD, **change})
    return [(problem.path, problem.code) for problem in refusal.value.problems]


def test_good_facts_are_read_exactly():
    facts = Everything.read(GOOD)

    assert facts.on == date(2024, 2, 29)
    assert facts.days == Decimal("12.5")
    assert facts.share == Decimal("0.79999999999999999999")
    assert facts.sector is Sector.TWO_NEW
    assert facts.grade is None
    assert [entry.id for entry in facts.entries] == ["a", 7]


@pytest.mark.parametrize("name", sorted(GOOD))
def test_each_fact_left_out_is_named(name):
    with pytest.raises(FactsError) as refusal:
        Everything.read({key: value for key, value in GOOD.items() if key != name})

    assert [(problem.path, problem.code) for problem in refusal.value.problems] == [(name, "MISSING")]
    assert f"（{name}）" in refusal.value.message


@pytest.mark.parametrize("name", sorted(GOOD))
def test_each_fact_that_is_null_is_named(name):
    assert problems_of(**{name: None}) == [(name, "NULL")]


@pytest.mark.parametrize("name", sorted(GOOD))
@pytest.mark.parametrize("odd", [{"$number": "1"}, {"x": {}}, [[]]], ids=repr)
def test_each_fact_of_another_shape_is_named(name, odd):
    assert {path.split(".")[0].split("[")[0] for path, _ in problems_of(**{name: odd})} == {name}


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("organisations", "10", "WRONG_TYPE"),
        ("organisations", True, "WRONG_TYPE"),
        ("organisations", Decimal("10.0"), "WRONG_TYPE"),
        ("backward", -1, "OUT_OF_BOUNDS"),
        ("organisations", 10**15 + 1, "OUT_OF_BOUNDS"),
        ("organisations", 10**400, "UNREADABLE"),
        ("days", "12.5", "WRONG_TYPE"),
        ("days", False, "WRONG_TYPE"),
        ("days", Decimal("-0.5"), "OUT_OF_BOUNDS"),
        ("days", Decimal("NaN"), "UNREADABLE"),
        ("days", float("inf"), "UNREADABLE"),
        ("score", Decimal("100.00000000000000000001"), "OUT_OF_BOUNDS"),
        ("score", -1, "OUT_OF_BOUNDS"),
        ("ratio", 0, "OUT_OF_BOUNDS"),
        ("share", Decimal("1.01"), "OUT_OF_BOUNDS"),
        ("share", 80, "OUT_OF_BOUNDS"),
        ("in_post", 1, "WRONG_TYPE"),
        ("in_post", "true", "WRONG_TYPE"),
        ("on", "2023-02-29", "NO_SUCH_DAY"),
        ("on", "0000-01-01", "NO_SUCH_DAY"),
        ("on", "2024-2-9", "WRONG_TYPE"),
        ("on", "20240229", "WRONG_TYPE"),
        ("on", "1709164800", "WRONG_TYPE"),
        ("on", "2024-02-29T00:00:00", "WRONG_TYPE"),
        ("on", "２０２４-02-29", "WRONG_TYPE"),
        ("on", 20240229, "WRONG_TYPE"),
        ("sector", "organ", "UNKNOWN_CODE"),
        ("sector", 3, "UNKNOWN_CODE"),
        ("cause", "work error", "WRONG_FORM"),
        ("note", "", "TOO_SHORT"),
        ("note", "长" * 201, "TOO_LONG"),
        ("note", "\x00", "UNREADABLE"),
        ("entries", [], "TOO_SHORT"),
        ("entries", {}, "WRONG_TYPE"),
        ("counts", [], "WRONG_TYPE"),
        ("counts", Decimal("3.5"), "WRONG_TYPE"),
        ("entries", Decimal("3.5"), "WRONG_TYPE"),
        ("note", Decimal("3.5"), "WRONG_TYPE"),
        ("in_post", Decimal("0.5"), "WRONG_TYPE"),
        ("on", Decimal("0.5"), "WRONG_TYPE"),
        ("grade", "X", "UNKNOWN_CODE"),
        ("city", 320500, "WRONG_TYPE"),
        ("city", "", "WRONG_FORM"),
        ("city", "32050", "WRONG_FORM"),
        ("city", "3205000", "WRONG_FORM"),
        ("city", "020500", "WRONG_FORM"),
        ("city", "３20500", "WRONG_FORM"),
        ("city", "3２0500", "WRONG_FORM"),
        ("city", "苏州市", "WRONG_FORM"),
    ],
)
def test_a_value_out_of_order_is_named(name, value, code):
    assert problems_of(**{name: value}) == [(name, code)]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"entries": [{"id": 1, "issued_on": "2024-03-01"}]}, ("entries[0].issued_on", "AFTER_LIMIT")),
        (
            {"entries": [{"id": 1, "issued_on": "2024-01-01"}, {"id": 1, "issued_on": "2024-01-01"}]},
            ("entries[1].id", "DUPLICATE"),
        ),
        ({"entries": [{"id": True, "issued_on": "2024-01-01"}]}, ("entries[0].id", "WRONG_TYPE")),
        ({"entries": [{"id": "", "issued_on": "2024-01-01"}]}, ("entries[0].id", "WRONG_TYPE")),
        ({"advanced": 9}, ("advanced", "PART_EXCEEDS_WHOLE")),
        ({"backward": 3}, ("qualified", "PART_EXCEEDS_WHOLE")),
        ({"second": ["ORGAN"]}, ("second[0]", "DUPLICATE")),
        ({"entries": [Decimal("3.5")]}, ("entries[0]", "WRONG_TYPE")),
        ({"counts": {"X": 1}}, ("counts.X", "UNKNOWN_CODE")),
        ({"counts": {"ORGAN": "1"}}, ("counts.ORGAN", "WRONG_TYPE")),
    ],
)
def test_facts_at_odds_with_each_other_are_named(change, found):
    assert problems_of(**change) == [found]


def test_all_problems_are_told_at_once():
    entries = [{"id": "a", "issued_on": "2025-01-01"}, {"id": "b", "isued_on": "2024-01-01"}]

    assert problems_of(entries=entries, score="8", in_post=None, extra=1, advanced=9, days=1e400) == [
        ("days", "UNREADABLE"),
        ("score", "WRONG_TYPE"),
        ("in_post", "NULL"),
        ("entries[1].issued_on", "MISSING"),
        ("entries[1].isued_on", "UNKNOWN"),
        ("extra", "UNKNOWN"),
        ("entries[0].issued_on", "AFTER_LIMIT"),
        ("advanced", "PART_EXCEEDS_WHOLE"),
    ]


def test_a_misspelt_fact_is_answered_with_the_nearest_name():
    with pytest.raises(FactsError) as refusal:
        Everything.read({**GOOD, "sectr": "ORGAN"})

    assert refusal.value.message == "事实有误：没有名为 sectr 的事实：是否应为 sector？"
    assert refusal.value.extensions == {
        "problems": [
            {"path": "sectr", "code": "UNKNOWN", "message": "没有名为 sectr 的事实：是否应为 sector？"}
        ]
    }


def test_an_unknown_code_is_answered_with_the_known_ones():
    with pytest.raises(FactsError) as refusal:
        Everything.read({**GOOD, "sector": "FARM"})

    assert "“单位类别”（sector）须为 TOWNSHIP 乡镇、SUBDISTRICT 街道" in refusal.value.message


@pytest.mark.parametrize("tree", [None, [], "x", 3, True])
def test_facts_that_are_no_object_are_refused(tree):
    with pytest.raises(FactsError) as refusal:
        Everything.read(tree)

    assert [(problem.path, problem.code) for problem in refusal.value.problems] == [("", "WRONG_TYPE")]


def test_very_many_problems_are_cut_off_and_counted():
    with pytest.raises(FactsError) as refusal:
        Everything.read({**GOOD, "entries": [{}] * 150})

    assert len(refusal.value.problems) == 201
    assert refusal.value.problems[-1].message == "另有 100 处问题未列出：请先改正以上各处"


def test_an_error_survives_the_way_between_processes():
    with pytest.raises(FactsError) as refusal:
        Everything.read({**GOOD, "score": 101})

    copy = pickle.loads(pickle.dumps(refusal.value))

    assert (copy.message, copy.problems) == (refusal.value.message, refusal.value.problems)
