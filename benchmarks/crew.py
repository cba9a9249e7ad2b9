"""Worker processes that take orders by the line, so that two do the same at the same time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent


class Hand:
    """One worker: a module run with `arguments` and settings, which ends up in `take_orders`."""

    def __init__(self, module: str, *arguments: str, settings: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | settings | {"PYTHONPATH": str(_ROOT)},
        )
        self.hear()  # it says so when it is ready

    def say(self, order: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(order + "\n")
        self._process.stdin.flush()

    def hear(self) -> tuple[int, float]:
        """Give how often the work was done, and the seconds of processor it took.

        Raises RuntimeError when the worker has died.
        """
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("a worker has died")
        count, busy = json.loads(line)
        return count, busy

    def dismiss(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(20)


def together(crew: Sequence[Hand], what: str, seconds: float) -> tuple[float, float]:
    """Give how much a second all do together, and milliseconds of their own processor for each."""
    for hand in crew:
        hand.say(f"{what} {seconds}")
    found = [hand.hear() for hand in crew]
    done = max(1, sum(count for count, _ in found))
    return done / seconds, sum(busy for _, busy in found) / done * 1000


def take_orders(jobs: Mapping[str, Callable[[], None]]) -> None:
    """Do what is ordered (`NAME SECONDS`), again and again, until the input ends."""
    print(json.dumps([0, 0]), flush=True)
    for order in sys.stdin:
        name, seconds = order.split()
        count, busy, end = 0, time.process_time(), time.monotonic() + float(seconds)
        while time.monotonic() < end:
            jobs[name]()
            count += 1
        print(json.dumps([count, time.process_time() - busy]), flush=True)
