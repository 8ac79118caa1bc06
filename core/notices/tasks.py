"""Send copies of notices by e-mail when the outbox hands them over."""

from functools import partial
from uuid import UUID

from django.db import transaction

from core.notices import mailing, services
from core.tasks import effect


@effect("core.notices.mail")
def mail(*, notice: str) -> None:
    """Note that a notice's copy is being sent; once that is committed, send it, still serving the tenant."""
    id = UUID(notice)
    if services.begin_mail(id):
        transaction.on_commit(partial(mailing.send, id))
