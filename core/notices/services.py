"""Write notices: give them once, mark them read, and note what became of their copies by e-mail.

A copy by e-mail is sent at most once. `begin_mail` commits SENDING before the mail server is spoken to; only
a refusal that the server, or the way to it, has made certain puts the notice back to be tried again. What a
dead process or a silent server leaves uncertain is not repeated: the notice itself stands in the inbox.
"""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.conf import settings
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from core.access import selectors as access
from core.audit import acting
from core.errors import DomainError
from core.notices.models import MailState, Notice
from core.outbox import services as outbox

MAIL_ATTEMPTS = 5
RETRY_SECONDS = 60
"""How long after the first attempt that failed the next follows; each later one waits 4 times as long."""
_BATCH = 1000


class UnknownNotice(DomainError):
    """A user has no notice of this identifier."""

    code = "NOT_FOUND"


def give(notices: Iterable[Notice]) -> int:
    """Give notices to their users and return how many are new; a fixed number of writes per 1,000.

    One that has the key of an earlier one of the same user is passed over, also when two give it at once.
    Users with an address get a copy by e-mail where the installation sends any.
    """
    rows = list(notices)
    given = 0
    with acting():
        addresses = access.addresses({row.user_id for row in rows}) if settings.NOTICES_BY_MAIL else {}
        for row in rows:
            row.mail_state = MailState.PENDING if row.user_id in addresses else MailState.NONE
        for start in range(0, len(rows), _BATCH):
            batch = _not_given(rows[start : start + _BATCH])
            Notice.objects.bulk_create(batch, ignore_conflicts=True)
            new = dict(
                Notice.objects.filter(pk__in=[row.pk for row in batch]).values_list("pk", "mail_state")
            )
            given += len(new)
            for notice, state in new.items():
                if state == MailState.PENDING:
                    _hand_over(notice, attempt=1)
    return given


def mark_read(*, user_id: UUID, notices: Collection[UUID] | None = None) -> int:
    """Mark notices of a user as read and return how many were unread.

    :param notices: None = all.
    :raises UnknownNotice: if one of them is not the user's; then none is marked.
    """
    own = Notice.objects.filter(user_id=user_id)
    with acting():
        if notices is not None:
            own = own.filter(pk__in=notices)
            if own.count() != len(set(notices)):
                raise UnknownNotice("提醒中有的不存在，或不是发给您的：请刷新后重试。")
        return own.filter(read_at__isnull=True).update(read_at=Now())


def begin_mail(notice: UUID) -> bool:
    """Note that a notice's copy is about to be sent; False if it is not to be, or was begun before."""
    begun = Notice.objects.filter(pk=notice, mail_state=MailState.PENDING).update(
        mail_state=MailState.SENDING, mail_attempts=F("mail_attempts") + 1
    )
    return bool(begun)


def mailed(notice: UUID) -> None:
    """Note that the mail server has accepted a notice's copy."""
    _begun(notice).update(mail_state=MailState.SENT, mailed_at=Now())


def not_mailed(notice: UUID, *, again: bool) -> None:
    """Note that the mail server has certainly not accepted a notice's copy.

    :param again: whether trying again may help; after `MAIL_ATTEMPTS` it is given up all the same.
    """
    with acting():
        row = _begun(notice).select_for_update().first()
        if row is None:
            return
        again = again and row.mail_attempts < MAIL_ATTEMPTS
        _begun(notice).update(mail_state=MailState.PENDING if again else MailState.FAILED)
        if again:
            _hand_over(notice, attempt=row.mail_attempts + 1)


def _not_given(rows: list[Notice]) -> list[Notice]:
    """Return those that were not given before; two who ask at once are told apart by the constraint."""
    given = set(
        Notice.objects.filter(
            user_id__in={row.user_id for row in rows}, key__in=[row.key for row in rows]
        ).values_list("user_id", "key")
    )
    return [row for row in rows if (row.user_id, row.key) not in given]


def _begun(notice: UUID) -> QuerySet[Notice]:
    return Notice.objects.filter(pk=notice, mail_state=MailState.SENDING)


def _hand_over(notice: UUID, *, attempt: int) -> None:
    outbox.emit(
        task="core.notices.mail",
        key=f"notice-mail/{notice}/{attempt}",
        payload={"notice": notice},
        after_seconds=0 if attempt == 1 else RETRY_SECONDS * 4 ** (attempt - 2),
    )
