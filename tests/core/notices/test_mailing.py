"""Copies by e-mail, over a real SMTP server: at most one each, whatever happens on the way."""

import socket
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tenants.utils import schema_context

from core.access import services as access
from core.access.models import User
from core.actors import SYSTEM
from core.notices import services
from core.notices.models import MailState, Notice
from core.outbox.models import OutboxEffect
from core.people import services as people


@pytest.fixture
def given(user, notice, mail_server) -> Notice:
    """A notice to somebody with an address."""
    services.give([notice(user(email="lina@example.cn"))])
    return Notice.objects.get()


def outcome() -> tuple[str, int, bool]:
    notice = Notice.objects.get()
    return notice.mail_state, notice.mail_attempts, notice.mailed_at is not None


def test_a_copy_goes_to_the_users_address(given, mail_server, hand_over):
    assert hand_over() == 1

    [mail] = mail_server.accepted
    assert (mail["To"], mail["From"], mail["Subject"]) == (
        "lina@example.cn",
        "hongling@localhost",
        "红领提醒",
    )
    assert mail["Message-ID"] == f"<{given.pk}@hongling>"
    assert mail.get_content().splitlines()[0] == "待办“报送总结”今天到期"
    assert outcome() == ("SENT", 1, True)


def test_a_copy_is_sent_once_however_often_it_is_handed_over(given, mail_server, hand_over):
    hand_over()
    with schema_context("public"):
        OutboxEffect.objects.filter(task="core.notices.mail").update(done_at=None)

    assert hand_over() == 1
    assert len(mail_server.accepted) == 1


def test_giving_a_notice_again_sends_nothing_more(given, notice, mail_server, hand_over):
    hand_over()
    services.give([notice(given.user_id)])

    assert hand_over() == 0
    assert len(mail_server.accepted) == 1


def test_nothing_is_sent_to_users_without_an_address(user, notice, mail_server, hand_over):
    gone = user("gone", email="gone@example.cn")
    services.give([notice(user()), notice(gone)])
    User.objects.filter(pk=gone).update(is_active=False)
    hand_over()

    assert mail_server.accepted == []
    assert sorted(Notice.objects.values_list("mail_state", flat=True)) == ["FAILED", "NONE"]


def test_the_address_is_the_one_at_the_time_of_sending(given, mail_server, hand_over):
    user = User.objects.get(pk=given.user_id)
    access.set_email(user_id=user.pk, email="new@example.cn", actor=SYSTEM)
    hand_over()

    assert [mail["To"] for mail in mail_server.accepted] == ["new@example.cn"]


def test_what_a_notice_says_of_somebody_does_not_leave_the_product(user, notice, mail_server, hand_over):
    person = people.register(name="张三")
    services.give([notice(user(email="lina@example.cn"), title="评估张三", person=person)])
    hand_over()

    [mail] = mail_server.accepted
    assert "张三" not in mail.as_string() + mail.get_content()
    assert mail.get_content().splitlines()[0] == "您有一条涉及人员的提醒。"


def test_a_mail_server_that_is_away_is_tried_again_later(given, mail_server, hand_over, settings):
    reachable = settings.EMAIL_PORT
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = closed.getsockname()[1]
        hand_over()
    assert outcome() == ("PENDING", 1, False)
    with schema_context("public"):
        [waiting] = OutboxEffect.objects.filter(task="core.notices.mail", done_at__isnull=True)
    assert waiting.available_at - timezone.now() > timedelta(seconds=services.RETRY_SECONDS - 10)

    settings.EMAIL_PORT = reachable
    assert hand_over() == 1
    assert outcome() == ("SENT", 2, True)
    assert len(mail_server.accepted) == 1


def test_a_refusal_for_now_is_tried_again_and_given_up_in_the_end(given, mail_server, hand_over):
    mail_server.answers = ["451 try again later"] * services.MAIL_ATTEMPTS

    assert [hand_over() for _ in range(services.MAIL_ATTEMPTS + 1)] == [*[1] * services.MAIL_ATTEMPTS, 0]
    assert outcome() == ("FAILED", services.MAIL_ATTEMPTS, False)
    assert mail_server.accepted == []


def test_a_refusal_for_good_is_not_tried_again(given, mail_server, hand_over):
    mail_server.answers = ["550 no such mailbox"]

    assert [hand_over(), hand_over()] == [1, 0]
    assert outcome() == ("FAILED", 1, False)


def test_an_answer_that_never_came_is_not_asked_for_twice(given, mail_server, hand_over):
    mail_server.hang_up = True

    assert [hand_over(), hand_over()] == [1, 0]
    assert outcome() == (MailState.SENDING, 1, False)
    assert len(mail_server.accepted) == 1


def test_a_worker_that_died_before_speaking_to_the_server_leaves_it_uncertain(given, hand_over):
    assert services.begin_mail(given.pk) is True
    assert services.begin_mail(given.pk) is False

    assert hand_over() == 1
    assert outcome() == (MailState.SENDING, 1, False)
