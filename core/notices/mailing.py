"""Send a notice's copy by e-mail."""

from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from uuid import UUID

import structlog
from django.core import mail

from core.access import selectors as access
from core.notices import services
from core.notices.models import Notice

log = structlog.get_logger(__name__)

_PERMANENT = 500
"""SMTP's answers from here on say that trying again does not help."""


def send(notice: UUID) -> None:
    """Send the copy of a notice whose sending has begun, and note what became of it.

    Called outside transactions: what a mail server has accepted cannot be taken back.
    """
    row = Notice.objects.get(pk=notice)
    address = access.addresses([row.user_id]).get(row.user_id)
    if address is None:
        services.not_mailed(notice, again=False)
        return
    message = _message(row, address)
    server = mail.get_connection()
    try:
        server.open()
    except (SMTPException, OSError) as error:
        # Nothing was handed over yet: the mail server is away, or does not know us.
        log.warning("mail_server_away", notice=str(notice), error=type(error).__name__)
        services.not_mailed(notice, again=True)
        return
    try:
        server.send_messages([message])
    except (SMTPResponseException, SMTPRecipientsRefused) as refusal:
        log.warning("mail_refused", notice=str(notice), smtp_code=_code(refusal))
        services.not_mailed(notice, again=_code(refusal) < _PERMANENT)
    except (SMTPException, OSError) as error:
        log.warning("mail_uncertain", notice=str(notice), error=type(error).__name__)
    else:
        services.mailed(notice)
    finally:
        server.close()


def _message(notice: Notice, address: str) -> mail.EmailMessage:
    """Return the mail; what it says of people stays in the product."""
    told = notice.title if notice.person_id is None else "您有一条涉及人员的提醒。"
    return mail.EmailMessage(
        subject="红领提醒",
        body=f"{told}\n\n请登录红领平台，在收件箱中查看详情并办理。本邮件由系统自动发送，请勿回复。\n",
        to=[address],
        headers={"Message-ID": f"<{notice.pk}@hongling>", "Auto-Submitted": "auto-generated"},
    )


def _code(refusal: SMTPResponseException | SMTPRecipientsRefused) -> int:
    if isinstance(refusal, SMTPResponseException):
        return int(refusal.smtp_code)
    return min(code for code, _ in refusal.recipients.values())
