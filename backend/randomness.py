"""Random bytes from the operating system, fetched in blocks: one system call serves many ids.

Bytes are given out once. A forked child starts with an empty store, so that two processes never
give out the same ones.
"""

from __future__ import annotations

import os
import threading

_BLOCK = 4096
_lock = threading.Lock()
_store = b""


def random_bytes(count: int) -> bytes:
    """Give `count` (at most 4096) unguessable bytes."""
    global _store
    with _lock:
        if len(_store) < count:
            _store = os.urandom(_BLOCK)
        taken, _store = _store[-count:], _store[:-count]
        return taken


def _forget() -> None:
    global _store, _lock
    _lock, _store = threading.Lock(), b""


os.register_at_fork(after_in_child=_forget)
