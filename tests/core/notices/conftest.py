"""Users of tenant beta, and a mail server that speaks SMTP on this machine."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from browsing import CLERK
from django_tenants.utils import schema_context, tenant_context

from core.access import services as access
from core.notices import tasks
from core.notices.models import Notice
from core.outbox.models import OutboxEffect
from core.runtime.addresses import free_port


@dataclass
class MailServer:
    """What the server accepted, and the answers that it gives in turn instead of accepting."""

    accepted: list[EmailMessage] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    hang_up: bool = False

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        """Accept a recipient, or give the answer that is waiting."""
        if self.answers:
            return self.answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        """Keep a mail; hang up without an answer if told so."""
        self.accepted.append(message_from_bytes(envelope.content, policy=policy.default))
        if self.hang_up:
            server.transport.abort()
        return "250 OK"


@pytest.fixture
def mail_server(settings) -> Iterator[MailServer]:
    """Let the installation send e-mail to a server of its own."""
    handler = MailServer()
    port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.NOTICES_BY_MAIL = True
    # The test runner puts Django's mail into a list; here it goes out for real.
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    yield handler
    controller.stop()


@pytest.fixture
def user(in_beta) -> Callable[..., UUID]:
    """Make a user, with an address if given."""

    def make(name: str = "lina", email: str = "") -> UUID:
        made = access.create_user(username=name, name="李娜", actor=CLERK)
        access.set_email(user_id=made.pk, email=email, actor=CLERK)
        return made.pk

    return make


@pytest.fixture
def notice() -> Callable[..., Notice]:
    """Describe a notice to give."""

    def make(user_id: UUID, key: str = "k", **more) -> Notice:
        return Notice(**{"user_id": user_id, "key": key, "title": "待办“报送总结”今天到期", **more})

    return make


@pytest.fixture
def hand_over(beta, django_capture_on_commit_callbacks) -> Callable[[], int]:
    """Do what workers do with the mails that are waiting, due or not; return how many those are.

    What follows the commit is done here, in the tenant, because the test's own transaction goes on.
    """

    def run() -> int:
        with schema_context("public"):
            effects = list(OutboxEffect.objects.filter(task="core.notices.mail", done_at__isnull=True))
            with django_capture_on_commit_callbacks() as committed:
                for effect in effects:
                    tasks.mail(tenant=effect.tenant, outbox_id=str(effect.id))
        with tenant_context(beta):
            for send in committed:
                send()
        return len(effects)

    return run
