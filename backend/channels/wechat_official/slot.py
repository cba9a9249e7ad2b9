"""The 4.5 seconds in which an answer can still be given in the same call. Pure.

The one who works promises an answer just before writing it down; the one who waits gives up when
the time is over. Whoever comes first decides, so that an answer is given here or sent later, and
never both or neither.
"""

from __future__ import annotations

import threading


class Slot:
    """One waiting call. `taken_over` for work nobody waits for."""

    def __init__(self, *, is_open: bool = True) -> None:
        self._lock = threading.Lock()
        self._open, self._promised = is_open, False
        self._done = threading.Event()
        self.answer: str | None = None

    def promise(self) -> bool:
        """Promise the answer to the waiting call; False when it has given up."""
        with self._lock:
            self._promised = self._open
            return self._promised

    def settle(self, answer: str | None) -> None:
        """Hand the answer over; None: it could not be made."""
        self.answer = answer
        self._done.set()

    def wait(self, seconds: float, more: float) -> bool:
        """Wait for the answer; once it is promised, `more` seconds longer. False: given up."""
        if self._done.wait(seconds):
            return True
        with self._lock:
            if not self._promised:
                self._open = False
                return False
        return self._done.wait(more)
