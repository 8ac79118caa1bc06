"""Sittings: the paper stays, no answer is lost, none is accepted late."""

from datetime import timedelta
from decimal import Decimal

import examining
import pytest
from browsing import CLERK
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.policy import jsontext
from plugins.fuquan_licensing.bank import papers
from plugins.fuquan_licensing.bank import selectors as bank
from plugins.fuquan_licensing.bank.models import QuestionVersion
from plugins.fuquan_licensing.bank.papers import Blueprint
from plugins.fuquan_licensing.examinations.models import Mark, Registration
from plugins.fuquan_licensing.sittings import marking, services
from plugins.fuquan_licensing.sittings.models import Answer, Sitting


def let_time_pass(sitting: Sitting) -> None:
    """Move the end of a sitting to a minute ago."""
    Sitting.objects.filter(pk=sitting.pk).update(due_at=timezone.now() - timedelta(minutes=1))


def test_a_sitting_gets_a_paper_that_its_seed_draws_again(ticket, examination):
    desk = services.begin(ticket=ticket)

    entries = bank.entries(on=timezone.localdate(examination.opens_at))
    blueprint = Blueprint.read(jsontext.read(examination.blueprint))
    assert papers.draw(blueprint, entries, seed=desk.sitting.seed) == desk.paper
    assert desk.sitting.due_at - desk.sitting.started_at == timedelta(minutes=60)


def test_beginning_again_gives_the_same_paper_and_the_saved_answers(ticket):
    first = services.begin(ticket=ticket)
    services.save(ticket=ticket, lease=1, sequence=1, answers={0: [2], 5: [1]})

    second = services.begin(ticket=ticket)

    assert second.paper == first.paper
    assert second.answers == {0: [2], 5: [1]}
    assert second.sitting.lease == 2


def test_the_device_that_was_replaced_can_save_nothing_more(ticket):
    services.begin(ticket=ticket)
    services.save(ticket=ticket, lease=1, sequence=1, answers={0: [2]})
    services.begin(ticket=ticket)

    with pytest.raises(services.TakenOver):
        services.save(ticket=ticket, lease=1, sequence=2, answers={0: [3]})

    assert Answer.objects.get().chosen == [2]


def test_an_older_saving_that_arrives_late_replaces_nothing(ticket):
    services.begin(ticket=ticket)
    services.save(ticket=ticket, lease=1, sequence=2, answers={0: [2]})

    services.save(ticket=ticket, lease=1, sequence=1, answers={0: [1], 1: [3]})

    assert dict(Answer.objects.values_list("place", "chosen")) == {0: [2], 1: [3]}


def test_a_new_device_counts_from_one_again(ticket):
    services.begin(ticket=ticket)
    services.save(ticket=ticket, lease=1, sequence=9, answers={0: [2]})
    services.begin(ticket=ticket)

    services.save(ticket=ticket, lease=2, sequence=1, answers={0: [1]})

    assert Answer.objects.get().chosen == [1]


def test_an_answer_is_taken_back_by_an_empty_one(ticket):
    services.begin(ticket=ticket)
    services.save(ticket=ticket, lease=1, sequence=1, answers={0: [2]})

    services.save(ticket=ticket, lease=1, sequence=2, answers={0: []})

    assert Answer.objects.get().chosen == []


def test_after_the_time_nothing_is_saved(ticket):
    desk = services.begin(ticket=ticket)
    let_time_pass(desk.sitting)

    with pytest.raises(services.TimeOver):
        services.save(ticket=ticket, lease=1, sequence=1, answers={0: [2]})

    assert Answer.objects.count() == 0


def test_after_the_time_nobody_hands_in(ticket):
    desk = services.begin(ticket=ticket)
    let_time_pass(desk.sitting)

    with pytest.raises(services.TimeOver):
        services.hand_in(ticket=ticket, lease=1, sequence=1, answers=examining.right(desk))

    assert (Answer.objects.count(), Mark.objects.count()) == (0, 0)


def test_handing_in_everything_right_is_marked_with_100(ticket):
    desk = services.begin(ticket=ticket)

    services.hand_in(ticket=ticket, lease=1, sequence=1, answers=examining.right(desk))

    mark = Mark.objects.get()
    assert (mark.score, mark.number, mark.source) == (Decimal(100), 1, Mark.Source.SITTING)
    assert len(mark.keys) == 20


def test_handing_in_twice_is_refused_and_changes_nothing(ticket):
    desk = services.begin(ticket=ticket)
    services.hand_in(ticket=ticket, lease=1, sequence=1, answers={})

    with pytest.raises(services.HandedIn):
        services.hand_in(ticket=ticket, lease=1, sequence=2, answers=examining.right(desk))

    assert Mark.objects.get().score == 0


def test_a_sitting_whose_time_passed_is_ended_once_with_what_was_saved(ticket):
    desk = services.begin(ticket=ticket)
    half = {place: chosen for place, chosen in examining.right(desk).items() if place < 10}
    services.save(ticket=ticket, lease=1, sequence=1, answers=half)
    let_time_pass(desk.sitting)

    ended = [services.end_overdue(), services.end_overdue()]

    assert ended == [1, 0]
    sitting = Sitting.objects.get()
    assert (sitting.ending, sitting.ended_at) == (Sitting.Ending.TIME, sitting.due_at)
    assert Mark.objects.get().score == 50


@pytest.mark.parametrize("answers", [{20: [0]}, {-1: [0]}, {0: [4]}, {0: [0], 1: [-1]}])
def test_an_answer_that_is_not_on_the_paper_is_refused_with_all_others(ticket, answers):
    services.begin(ticket=ticket)

    with pytest.raises(services.BadAnswer):
        services.save(ticket=ticket, lease=1, sequence=1, answers=answers)

    assert Answer.objects.count() == 0


def test_a_wrong_ticket_admits_nobody(ticket):
    with pytest.raises(services.UnknownTicket):
        services.begin(ticket=services.mint())

    assert Sitting.objects.count() == 0


def test_a_ticket_is_taken_in_capital_letters_and_with_blanks_around_it(ticket):
    assert services.begin(ticket=f" {ticket.upper()} ").sitting.lease == 1


def test_saving_before_beginning_is_refused(ticket):
    with pytest.raises(services.NotOpen):
        services.save(ticket=ticket, lease=1, sequence=1, answers={0: [0]})


def test_a_withdrawn_registration_admits_nobody(ticket):
    Registration.objects.update(withdrawn_reason="离职")

    with pytest.raises(services.NotOpen):
        services.begin(ticket=ticket)


def test_the_closing_time_ends_a_sitting_that_began_late(in_alpha):
    examination = examining.opened(minutes=600, lasting=timedelta(minutes=30))
    [only] = examining.seated(examination, 1)

    assert services.begin(ticket=only).sitting.due_at == examination.closes_at


def test_a_corrected_key_lists_who_changes_and_changes_nobody_before_the_order(ticket, examination):
    desk = services.begin(ticket=ticket)
    services.hand_in(ticket=ticket, lease=1, sequence=1, answers=examining.right(desk))
    examining.correct_key(desk.paper[3].version, 1)

    [changed] = marking.changes(examination=examination.pk)

    assert (changed.before, changed.after) == (Decimal(100), Decimal(95))
    assert Mark.objects.count() == 1


def test_marking_again_on_order_keeps_the_earlier_score(ticket, examination):
    desk = services.begin(ticket=ticket)
    services.hand_in(ticket=ticket, lease=1, sequence=1, answers=examining.right(desk))
    examining.correct_key(desk.paper[3].version, 1)

    marking.mark_again(examination=examination.pk, reason="第 4 题答案更正", actor=CLERK)

    assert list(Mark.objects.order_by("number").values_list("number", "score", "source")) == [
        (1, Decimal(100), Mark.Source.SITTING),
        (2, Decimal(95), Mark.Source.REMARK),
    ]
    assert marking.changes(examination=examination.pk) == []


def test_marking_again_without_a_reason_is_refused(ticket, examination):
    desk = services.begin(ticket=ticket)
    services.hand_in(ticket=ticket, lease=1, sequence=1, answers=examining.right(desk))
    examining.correct_key(desk.paper[3].version, 1)

    with pytest.raises(marking.BadRemark):
        marking.mark_again(examination=examination.pk, reason=" ", actor=CLERK)

    assert Mark.objects.count() == 1


def test_a_paper_is_kept_as_it_was_drawn_whatever_becomes_of_the_bank(ticket):
    desk = services.begin(ticket=ticket)
    before = jsontext.write(desk.sitting.paper)
    QuestionVersion.objects.update(text="改过")

    assert jsontext.write(services.begin(ticket=ticket).sitting.paper) == before


def test_a_hundred_overdue_sittings_take_as_many_queries_as_ten(in_alpha):
    taken = []
    for count in (10, 100):
        for ticket in examining.seated(examining.opened(), count):
            services.begin(ticket=ticket)
        Sitting.objects.filter(ended_at=None).update(due_at=timezone.now() - timedelta(minutes=1))
        with CaptureQueriesContext(connection) as captured:
            ended = services.end_overdue()
        taken.append((ended, len(captured)))

    assert taken == [(10, taken[0][1]), (100, taken[0][1])]
