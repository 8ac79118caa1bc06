"""Read a user's inbox."""

from uuid import UUID

from core.notices.models import Notice


def inbox(*, user_id: UUID, limit: int, after: UUID | None = None, unread_only: bool = False) -> list[Notice]:
    """Return notices of a user, the newest first; one query.

    :param after: the identifier of the notice before the first.
    """
    notices = Notice.objects.filter(user_id=user_id)
    if after is not None:
        notices = notices.filter(pk__lt=after)
    if unread_only:
        notices = notices.filter(read_at__isnull=True)
    return list(notices.order_by("-pk")[:limit])


def unread(*, user_id: UUID) -> int:
    """Return how many notices a user has not read; one query."""
    return Notice.objects.filter(user_id=user_id, read_at__isnull=True).count()
