"""A real HTTP server in a thread that plays somebody else's service: it keeps what it was asked and
answers from a script, also badly."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Asked:
    """One request as it came."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Say:
    """One answer. `drip` seconds pass between the bytes, `wait` before anything is said."""

    body: Any = None
    status: int = 200
    wait: float = 0.0
    drip: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"

    def raw(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


Script = Callable[[Asked], Say]


class Provider:
    """The server. `faults` are used up first, one a request; then `script` answers."""

    def __init__(self, script: Script) -> None:
        self.script, self.asked, self.faults = script, list[Asked](), list[Say]()
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self._server.server_port}"

    def to(self, path: str) -> list[Asked]:
        return [one for one in self.asked if one.path == path]

    def answer(self, asked: Asked) -> Say:
        with self._lock:
            self.asked.append(asked)
            if self.faults:
                return self.faults.pop(0)
        return self.script(asked)

    def start(self) -> None:
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def _do(self) -> None:
                parts = urlsplit(self.path)
                length = int(self.headers.get("Content-Length") or 0)
                said = provider.answer(
                    Asked(
                        self.command,
                        parts.path,
                        dict(parse_qsl(parts.query)),
                        {name.lower(): value for name, value in self.headers.items()},
                        self.rfile.read(length),
                    )
                )
                time.sleep(said.wait)
                raw = said.raw()
                try:
                    self.send_response(said.status)
                    self.send_header("Content-Type", said.content_type)
                    self.send_header("Content-Length", str(len(raw)))
                    for name, value in said.headers.items():
                        self.send_header(name, value)
                    self.end_headers()
                    if not said.drip:
                        self.wfile.write(raw)
                        return
                    for byte in raw:
                        self.wfile.write(bytes([byte]))
                        self.wfile.flush()
                        time.sleep(said.drip)
                except OSError:
                    pass  # the caller hung up

            do_GET = do_POST = _do  # noqa: N815 - names of the standard library

            def log_message(self, *_: Any) -> None:
                pass

        return Handler


@contextmanager
def playing(script: Script) -> Iterator[Provider]:
    provider = Provider(script)
    provider.start()
    try:
        yield provider
    finally:
        provider.stop()
