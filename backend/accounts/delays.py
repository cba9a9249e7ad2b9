"""The rising delay after missed sign-ins: how long, and for whom. Pure.

Counted three ways: one account from one source (guessing), one account from anywhere (guessing
from many places), one source over all accounts (one password tried on everybody). The wide counts
start late and stay short, because a whole township may sit behind one address and a stranger must
not be able to lock a clerk out; whoever signed in from this source before is not held up by them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

FORGOTTEN_AFTER = timedelta(hours=24)
KNOWN_FOR = timedelta(days=30)


@dataclass(frozen=True)
class DelayRule:
    """`free` misses cost nothing; then 5 s, doubling with each, never above `longest`."""

    free: int
    longest: timedelta

    def wait_after(self, misses: int) -> timedelta:
        if misses < self.free:
            return timedelta()
        seconds = 5 * 2 ** min(misses - self.free, 20)
        return min(timedelta(seconds=seconds), self.longest)


RULES = {
    "pair": DelayRule(free=3, longest=timedelta(minutes=15)),
    "account": DelayRule(free=10, longest=timedelta(minutes=2)),
    "source": DelayRule(free=20, longest=timedelta(minutes=5)),
}


def misses_now(misses: int, last_at: datetime, now: datetime) -> int:
    """Give the count that still matters: a day without a miss clears it."""
    return 0 if now - last_at >= FORGOTTEN_AFTER else misses


def seconds_left(wait_until: datetime, longest: timedelta, now: datetime) -> int:
    """Give whole seconds still to wait. Never above the rule's longest, even when the clock was
    set back since the miss was written."""
    left = min(wait_until - now, longest)
    return max(0, -(-left // timedelta(seconds=1)))
