"""The shared cache; a cache that cannot be reached costs time, never an answer."""

from typing import Any

import redis
import structlog
from django.core.cache.backends.redis import RedisCache

log = structlog.get_logger(__name__)


class TolerantRedisCache(RedisCache):
    """Redis or Valkey cache that answers like an empty one while its server is away.

    Whatever is cached can be read from the database, so requests go on without it. Only the methods
    that the product uses are tolerant; `incr` stays strict, because a rate limit that silently counts
    nothing is no limit.
    """

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """Return the cached value, or the default while the server is away."""
        try:
            return super().get(key, default, version)
        except redis.RedisError as error:
            log.warning("cache_unavailable", operation="get", error=str(error))
            return default

    def set(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> None:
        """Store a value unless the server is away."""
        try:
            super().set(key, value, *args, **kwargs)
        except redis.RedisError as error:
            log.warning("cache_unavailable", operation="set", error=str(error))

    def add(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> bool:
        """Store a value where none is; return whether none was there, as in an empty cache while away.

        allauth takes its lock on a rate limit and notes a used one-time code with it: answering False
        would refuse every sign-in while the server is away.
        """
        try:
            return super().add(key, value, *args, **kwargs)
        except redis.RedisError as error:
            log.warning("cache_unavailable", operation="add", error=str(error))
            return True

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Forget a value; return whether it was there."""
        try:
            return super().delete(key, version)
        except redis.RedisError as error:
            log.warning("cache_unavailable", operation="delete", error=str(error))
            return False
