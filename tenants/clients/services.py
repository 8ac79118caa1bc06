"""Register programs that read figures, and give them tokens that last minutes."""

import hashlib
import hmac
from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from core.access import services as access
from core.access import tokens
from core.access.models import User
from core.actors import Actor
from core.errors import DomainError
from tenants.clients import selectors
from tenants.clients.models import ApiClient, ClientQuery

MINUTES = 10
"""How long a token of a client lasts."""


class ClientRefused(DomainError):
    """No client has this identifier and secret, or it reads nothing any more."""

    code = "UNAUTHENTICATED"


class UnknownGroup(DomainError):
    """There is no such group of indicators."""

    code = "BAD_USER_INPUT"


@transaction.atomic
def register(
    *,
    name: str,
    regions: Collection[str],
    actor: Actor,
    groups: Collection[str] = (),
    per_minute: int = 60,
    persisted_only: bool = False,
) -> tuple[ApiClient, str]:
    """Return a new client and its secret, which cannot be read again.

    :param regions: codes of the regions in which it reads; none: the whole country.
    :raises UnknownGroup: if a group is none.
    """
    known = selectors.groups()
    if unknown := sorted(set(groups) - known):
        raise UnknownGroup(f"没有指标组 {'、'.join(unknown)}：可用的为 {'、'.join(sorted(known))}。")
    client = ApiClient(
        name=name, groups=sorted(set(groups)), per_minute=per_minute, persisted_only=persisted_only
    )
    user = access.create_user(username=f"client-{client.pk}", name=name, actor=actor)
    places: list[str | None] = [*regions] or [None]
    for region in places:
        access.grant_role(user=user, role="STATISTICS_READER", region_code=region, actor=actor)
    secret = tokens.mint()
    client.user_id, client.secret_digest = user.pk, tokens.digest(secret)
    client.save(force_insert=True)
    return client, secret


def issue(*, identifier: str, secret: str) -> str:
    """Return a token of the client with this identifier and secret; the token lasts `MINUTES`.

    :raises ClientRefused: if there is no such client.
    """
    client = selectors.by_identifier(identifier)
    digest = tokens.digest(secret)
    if client is None or not hmac.compare_digest(bytes(client.secret_digest), digest):
        raise ClientRefused("client_id 或 client_secret 不正确，或该程序已停用：请联系平台管理员。")
    _, clear = access.issue_token(
        user=User.objects.get(pk=client.user_id),
        name="接口程序",
        expires_at=timezone.now() + timedelta(minutes=MINUTES),
        scopes=["statistics.see"],
        actor=Actor(realm="public", id=str(client.user_id), name=client.name),
    )
    return clear


def allow(*, client: ApiClient, text: str) -> str:
    """Let a client send a query by the digest of its text; return the digest."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    ClientQuery.objects.get_or_create(client=client, digest=digest, defaults={"text": text})
    return digest


def revoke(*, client: UUID) -> bool:
    """End a client, from the next request on; return whether it was none before."""
    return bool(
        ApiClient.objects.filter(pk=client, revoked_at__isnull=True).update(revoked_at=timezone.now())
    )
