"""What would come out otherwise by now is listed, and nothing is changed by that."""

from datetime import date

import pytest
from deciding import SIT, enact, listed, rows

from core.decisions import enacting, past, selectors


def test_a_policy_enacted_in_the_past_lists_what_it_changes_and_changes_nothing_by_itself(in_alpha, kept):
    record = kept("fuquan_licensing.sit_exam", SIT)
    before = rows()

    enact(13)

    [change] = listed()
    assert change.record == record
    assert change.answer is not None
    assert (record.allowed, change.answer.decision.allowed) == (True, False)
    assert [finding.code for finding in change.answer.decision.findings] == ["FQ-WAIT"]
    assert rows() == before


def test_a_preview_lists_the_same_before_the_policy_is_enacted(in_alpha, kept):
    record = kept("fuquan_licensing.sit_exam", SIT)
    kept("fuquan_licensing.sit_exam", {**SIT, "on": "2022-04-01"})

    thought = enacting.preview(
        plugin="fuquan_licensing",
        parameters={"months_between_levels": 13},
        effective_from=date(2022, 1, 1),
    )
    found = enacting.affected(thought, limit=10)

    assert [change.record for change in found.changes] == [record]
    assert (found.examined, found.complete) == (2, True)
    assert thought.version == record.policy_version
    assert listed() == []


@pytest.mark.parametrize(("begins", "changed"), [(date(2022, 3, 1), 1), (date(2022, 3, 2), 0)])
def test_a_version_changes_decisions_from_its_first_day_on(in_alpha, kept, begins, changed):
    kept("fuquan_licensing.sit_exam", SIT)

    thought = enacting.preview(
        plugin="fuquan_licensing", parameters={"months_between_levels": 13}, effective_from=begins
    )

    assert len(enacting.affected(thought, limit=10).changes) == changed


def test_a_version_changes_nothing_where_a_later_one_holds(in_alpha, kept):
    enact(12, effective_from=date(2022, 3, 1))
    kept("fuquan_licensing.sit_exam", SIT)

    thought = enacting.preview(
        plugin="fuquan_licensing",
        parameters={"months_between_levels": 13},
        effective_from=date(2022, 1, 1),
    )

    assert thought.until_on == date(2022, 3, 1)
    assert enacting.affected(thought, limit=10).changes == []


def test_what_would_change_anyway_is_not_put_down_to_a_policy_that_is_thought_about(in_alpha, kept):
    kept("fuquan_licensing.sit_exam", SIT)
    enact(13)

    thought = enacting.preview(
        plugin="fuquan_licensing",
        parameters={"filing_working_days": 10},
        effective_from=date(2022, 2, 1),
    )

    assert enacting.affected(thought, limit=10).changes == []


def test_without_a_reason_the_refusal_names_the_decisions(in_alpha, kept):
    record = kept("fuquan_licensing.sit_exam", SIT)

    with pytest.raises(enacting.EnactmentRefused, match="已有认定 1 件") as refused:
        enact(13, reason="")

    assert refused.value.extensions == {
        "affected_decisions": 1,
        "complete": True,
        "decisions": [
            {
                "id": str(record.pk),
                "action": "fuquan_licensing.sit_exam",
                "allowed_before": True,
                "allowed_after": False,
            }
        ],
    }
    assert len(selectors.versions_of("fuquan_licensing")) == 1


def test_a_long_list_goes_on_from_where_it_stopped(in_alpha, kept):
    made = [kept("fuquan_licensing.sit_exam", SIT) for _ in range(5)]
    enact(13)

    first = past.changes(past.standing(), limit=2)
    rest = past.changes(past.standing(), limit=9, after=first.last)

    assert not first.complete
    assert [change.record for change in [*first.changes, *rest.changes]] == made
    assert rest.complete


def test_a_search_without_time_left_tells_how_far_it_came(in_alpha, kept, monkeypatch):
    monkeypatch.setattr(past, "BATCH", 2)
    for _ in range(5):
        kept("fuquan_licensing.sit_exam", SIT)

    found = past.changes(past.standing(), limit=9, seconds=0)

    assert (found.changes, found.examined, found.complete) == ([], 2, False)
    rest = past.changes(past.standing(), limit=9, after=found.last)
    assert (rest.examined, rest.complete) == (3, True)


def test_a_list_makes_as_many_queries_for_many_decisions_as_for_few(
    in_alpha, kept, django_assert_num_queries
):
    for number in range(30):
        kept("fuquan_licensing.sit_exam", SIT)
        if number in (2, 29):
            with django_assert_num_queries(2):
                assert listed(limit=100) == []
