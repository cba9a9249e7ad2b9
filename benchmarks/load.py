"""Send requests over kept connections from a few threads and count how many were answered."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Sequence
from typing import Any


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, path: str = "/", seconds: float = 90) -> None:
    """Wait until something answers on the port. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request("GET", path)
            if connection.getresponse().read() is not None:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise TimeoutError(f"nothing answers on port {port}")


def rate(port: int, path: str, bodies: Sequence[Any], seconds: float, threads: int = 4) -> float:
    """Give answers per second. Raises RuntimeError for any answer but 200."""
    counts, faults = [0] * threads, []
    end = time.monotonic() + seconds

    def work(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        place = number
        while time.monotonic() < end:
            body = json.dumps(bodies[place % len(bodies)]).encode()
            connection.request("POST", path, body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                faults.append(answer.status)
                return
            counts[number] += 1
            place += threads
        connection.close()

    workers = [threading.Thread(target=work, args=(number,)) for number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if faults:
        raise RuntimeError(f"answers with status {sorted(set(faults))}")
    return sum(counts) / seconds
