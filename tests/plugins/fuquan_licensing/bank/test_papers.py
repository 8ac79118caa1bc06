"""Papers drawn by seed, and what an answer is worth."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.fuquan_licensing.bank import papers
from plugins.fuquan_licensing.bank.papers import BadBlueprint, BankTooSmall, Blueprint, Entry, Item, Kind

BANK = [
    *(Entry(f"s{number}", "组织建设", Kind.SINGLE, 4) for number in range(30)),
    *(Entry(f"m{number}", "党章党规", Kind.MULTIPLE, 5) for number in range(20)),
    *(Entry(f"t{number}", "党章党规", Kind.TRUE_FALSE, 2) for number in range(20)),
]


def part(topic: str, kind: Kind, count: int, points: str) -> dict:
    return {"topic": topic, "kind": kind.value, "count": count, "points": Decimal(points)}


def blueprint(*parts: dict) -> Blueprint:
    return Blueprint.read({"parts": list(parts)})


USUAL = blueprint(
    part("组织建设", Kind.SINGLE, 20, "2.5"),
    part("党章党规", Kind.MULTIPLE, 10, "4"),
    part("党章党规", Kind.TRUE_FALSE, 10, "1"),
)


@given(st.integers(min_value=0, max_value=2**32 - 1))
def test_a_paper_follows_its_blueprint_whatever_the_seed(seed):
    paper = papers.draw(USUAL, BANK, seed=seed)

    assert [item.version[0] for item in paper] == ["s"] * 20 + ["m"] * 10 + ["t"] * 10
    assert len({item.version for item in paper}) == 40
    assert sum(item.points for item in paper) == 100


def test_the_same_seed_gives_the_same_paper_whatever_the_order_of_the_bank():
    assert papers.draw(USUAL, BANK, seed=7) == papers.draw(USUAL, reversed(BANK), seed=7)


def test_another_seed_gives_another_paper():
    assert papers.draw(USUAL, BANK, seed=7) != papers.draw(USUAL, BANK, seed=8)


def test_true_and_false_are_never_turned_round():
    paper = papers.draw(USUAL, BANK, seed=3)

    assert {item.order for item in paper if item.version.startswith("t")} == {(0, 1)}


@given(st.integers(min_value=0, max_value=2**32 - 1))
def test_whoever_chooses_the_right_options_gets_full_marks(seed):
    paper = papers.draw(USUAL, BANK, seed=seed)
    keys = {entry.version: [0, 1] if entry.kind == Kind.MULTIPLE else [0] for entry in BANK}
    answers = {place: item.key(keys[item.version]) for place, item in enumerate(paper)}

    assert sum(papers.marked(paper, answers, keys)) == 100


@pytest.mark.parametrize(
    "chosen", [[], [0], [1], [0, 1, 2]], ids=["none", "half", "other half", "one too many"]
)
def test_several_right_options_count_only_together(chosen):
    paper = (Item("m1", Decimal(4), (0, 1, 2)),)

    assert papers.marked(paper, {0: chosen}, {"m1": [0, 1]}) == (Decimal(0),)


def test_options_are_marked_where_they_stand_on_the_paper():
    paper = (Item("s1", Decimal(2), (3, 1, 0, 2)),)

    assert papers.marked(paper, {0: [2]}, {"s1": [0]}) == (Decimal(2),)
    assert papers.marked(paper, {0: [0]}, {"s1": [0]}) == (Decimal(0),)


def test_an_unanswered_question_is_worth_nothing():
    assert papers.marked((Item("s1", Decimal(2), (0, 1)),), {}, {"s1": [0]}) == (Decimal(0),)


def test_a_paper_of_99_points_is_refused():
    with pytest.raises(BadBlueprint, match="现为 99 分"):
        papers.check(blueprint(part("组织建设", Kind.SINGLE, 9, "11")), BANK)


def test_a_topic_asked_for_twice_in_one_kind_is_refused():
    half = part("组织建设", Kind.SINGLE, 10, "5")

    with pytest.raises(BadBlueprint, match="合并"):
        papers.check(blueprint(half, half), BANK)


def test_every_part_for_which_questions_are_missing_is_named():
    wanted = blueprint(
        part("组织建设", Kind.SINGLE, 31, "2"),
        part("党风廉政", Kind.SINGLE, 19, "2"),
    )

    with pytest.raises(BankTooSmall) as refused:
        papers.draw(wanted, BANK, seed=1)

    assert "“组织建设”单选题需 31 道，题库有 30 道" in refused.value.message
    assert "“党风廉政”单选题需 19 道，题库有 0 道" in refused.value.message


def test_an_item_is_written_and_read_back():
    item = Item("s1", Decimal("2.5"), (2, 0, 1))

    assert Item.of(item.as_tree()) == item
