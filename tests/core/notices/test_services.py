"""Notices are given once and read by whom they were given to."""

from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from core.notices import selectors, services
from core.notices.models import MailState, Notice


def test_a_notice_is_given_once_to_each_user(user, notice):
    lina, wangfang = user(), user("wangfang")

    first = services.give([notice(lina), notice(lina), notice(wangfang)])
    again = services.give([notice(lina), notice(lina, key="k2")])

    assert (first, again) == (2, 1)
    assert Notice.objects.filter(user_id=lina).count() == 2


def test_the_database_keeps_a_second_one_out(user, notice):
    lina = user()
    services.give([notice(lina)])

    with pytest.raises(IntegrityError, match="notice_is_given_once"), transaction.atomic():
        notice(lina).save(force_insert=True)


def test_many_are_given_with_as_many_queries_as_one(user, notice, django_assert_num_queries):
    lina = user()
    for count in (1, 500):
        with django_assert_num_queries(7):
            services.give([notice(lina, key=f"{count}/{number}") for number in range(count)])

    assert selectors.unread(user_id=lina) == 501


def test_the_inbox_shows_the_newest_first_page_by_page(user, notice):
    lina, wangfang = user(), user("wangfang")
    services.give([notice(lina, key=key) for key in "abc"] + [notice(wangfang, key="d")])

    first = selectors.inbox(user_id=lina, limit=2)
    rest = selectors.inbox(user_id=lina, limit=2, after=first[-1].pk)

    assert [[row.key for row in page] for page in (first, rest)] == [["c", "b"], ["a"]]


def test_notices_are_marked_read_one_by_one_or_all(user, notice):
    lina, wangfang = user(), user("wangfang")
    services.give([notice(lina, key=key) for key in "abc"] + [notice(wangfang)])
    [_, middle, _] = selectors.inbox(user_id=lina, limit=3)

    assert services.mark_read(user_id=lina, notices=[middle.pk]) == 1
    assert services.mark_read(user_id=lina, notices=[middle.pk]) == 0
    assert [row.key for row in selectors.inbox(user_id=lina, limit=3, unread_only=True)] == ["c", "a"]
    assert services.mark_read(user_id=lina) == 2
    assert (selectors.unread(user_id=lina), selectors.unread(user_id=wangfang)) == (0, 1)


def test_nobody_marks_the_notices_of_others(user, notice):
    lina, wangfang = user(), user("wangfang")
    services.give([notice(lina), notice(wangfang)])
    both = [row.pk for row in Notice.objects.all()]

    for wanted in (both, [UUID(int=7)]):
        with pytest.raises(services.UnknownNotice) as refusal:
            services.mark_read(user_id=lina, notices=wanted)
        assert refusal.value.code == "NOT_FOUND"
    assert Notice.objects.filter(read_at__isnull=False).count() == 0


def test_no_mail_is_asked_for_where_the_installation_sends_none(user, notice, hand_over):
    services.give([notice(user(email="lina@example.cn"))])

    assert Notice.objects.get().mail_state == MailState.NONE
    assert hand_over() == 0
