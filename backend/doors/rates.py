"""How often one address may call a route: counted in Redis, or in this process without it.

Only routes with a limit in the table are counted; all others cost nothing. When Redis is away the
counting goes on in memory, so that limits hold and nobody is turned away for our own trouble.
"""

from __future__ import annotations

import logging

from flask import Flask
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import FixedWindowRateLimiter

from backend.problems import TooManyRequests

log = logging.getLogger(__name__)


class Rates:
    """The counters of one application."""

    def __init__(self, redis_url: str) -> None:
        self._memory = MemoryStorage()
        self._local = FixedWindowRateLimiter(self._memory)
        shared = storage_from_string(redis_url) if redis_url else None
        self._shared = FixedWindowRateLimiter(shared) if shared else None

    def count(self, limit: str, endpoint: str, address: str) -> None:
        """Count one call; `limit` is written `120/minute`. Raises TooManyRequests."""
        item = parse(limit)
        if not self._hit(item, endpoint, address):
            raise TooManyRequests(headers={"Retry-After": str(item.get_expiry())})

    def reset(self) -> None:
        """Forget what this process counted."""
        self._memory.reset()

    def _hit(self, item: RateLimitItem, endpoint: str, address: str) -> bool:
        if self._shared is not None:
            try:
                return self._shared.hit(item, endpoint, address)
            except Exception as error:
                log.warning("rate store away", extra={"kind": type(error).__name__})
        return self._local.hit(item, endpoint, address)


def bind(app: Flask, redis_url: str) -> None:
    app.extensions["rates"] = Rates(redis_url)
