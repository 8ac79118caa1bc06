"""How often one address may open a page that needs no sign-in, counted in the shared cache."""

import time

import redis
from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

_WINDOW_SECONDS = 60


def within(request: HttpRequest, *, page: str, per_minute: int) -> bool:
    """Count a request and return whether its address stays within so many a minute, on this host.

    While the cache is away nothing is counted, and everybody stays within.
    """
    address = get_adapter().get_client_ip(request)
    key = f"rate:{page}:{address}:{int(time.time()) // _WINDOW_SECONDS}"
    try:
        cache.add(key, 0, 2 * _WINDOW_SECONDS)
        return int(cache.incr(key)) <= per_minute
    except (redis.RedisError, ValueError):
        # ValueError: the cache came back, or dropped the key, between the two calls.
        return True
