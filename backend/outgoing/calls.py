"""Make one checked call: resolve once, connect to the checked address, bounded in time and size."""

from __future__ import annotations

import contextlib
import json
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from flask import Flask, current_app
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from backend.outgoing.addresses import NotAllowedThere, Target, is_public, target_of
from backend.providers import Providers

log = logging.getLogger(__name__)

SECONDS = 5.0
MOST_BYTES = 64 * 1024
Resolve = Callable[[str, int], Iterable[str]]


class CallFailed(Exception):
    """It did not work now (name, network, time, size); another try may. `reason` is one or two words
    for the operator, without addresses or personal data."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class CallRefused(CallFailed):
    """Our own rules forbid it; no further try will help."""


@dataclass(frozen=True)
class Answer:
    """What came back, whatever the status; `body` is at most 64 KB (or the caller's limit)."""

    status: int
    content_type: str
    body: bytes = field(repr=False)

    def json(self) -> dict[str, Any]:
        """Give the body as an object. Raises CallFailed when it is none."""
        try:
            found = json.loads(self.body.decode("utf-8"))
        except (ValueError, RecursionError) as error:
            raise CallFailed("broken answer") from error
        if not isinstance(found, dict):
            raise CallFailed("broken answer")
        return found


def _resolved(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


class Caller:
    """Makes calls under one set of rules; one per application."""

    def __init__(self, providers: Providers, resolve: Resolve = _resolved) -> None:
        base = urlsplit(providers.wechat.api_base)
        self.inside = set(providers.outgoing.inside)
        self.hosts = set(providers.outgoing.hosts) | {"oapi.dingtalk.com", "qyapi.weixin.qq.com"}
        if providers.wechat.api_base == "https://api.weixin.qq.com":
            self.hosts.add("api.weixin.qq.com")
        else:  # another base was written down by the operator
            self.inside.add(f"{base.scheme}://{base.netloc}")
        if providers.sms.url:
            self.hosts.add(urlsplit(providers.sms.url).netloc.lower())
        self._resolve = resolve

    def check(self, url: str) -> Target:
        """Give where `url` leads. Raises CallRefused when that is not allowed."""
        try:
            return target_of(url, self.hosts, self.inside)
        except NotAllowedThere as refusal:
            raise CallRefused(refusal.reason) from refusal

    def call(
        self,
        method: str,
        url: str,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        seconds: float = SECONDS,
        most_bytes: int = MOST_BYTES,
    ) -> Answer:
        """Make the call and give the answer of any status. Raises CallFailed, CallRefused."""
        target = self.check(url)
        deadline = time.monotonic() + seconds
        address = self._address_of(target)
        with _session(address, seconds) as session:
            try:
                return _exchange(session, method, url, body, headers or {}, deadline, most_bytes)
            except requests.Timeout as error:
                raise CallFailed("too slow") from error
            except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
                late = time.monotonic() >= deadline - 0.05
                raise CallFailed("too slow" if late else "unreachable") from error
            except ValueError as error:
                raise CallFailed("broken answer") from error

    def _address_of(self, target: Target) -> str:
        try:
            found = list(self._resolve(target.host, target.port))
        except (OSError, UnicodeError) as error:
            raise CallFailed("name unknown") from error
        if not found:
            raise CallFailed("name unknown")
        if not target.is_inside and not all(is_public(one) for one in found):
            log.warning("a call to a private address was refused")
            raise CallRefused("private address")
        return found[0]


def _exchange(
    session: requests.Session,
    method: str,
    url: str,
    body: bytes | None,
    headers: Mapping[str, str],
    deadline: float,
    most_bytes: int,
) -> Answer:
    left = max(0.1, deadline - time.monotonic())
    with session.request(
        method,
        url,
        data=body,
        headers={"Accept-Encoding": "identity", **headers},
        timeout=left,
        allow_redirects=False,
        stream=True,
    ) as response:
        pieces, size = [], 0
        while piece := response.raw.read1(16 * 1024):
            size += len(piece)
            if size > most_bytes:
                raise CallFailed("answer too large")
            if time.monotonic() > deadline:
                raise CallFailed("too slow")
            pieces.append(piece)
        return Answer(
            response.status_code, response.headers.get("Content-Type", ""), b"".join(pieces)
        )


@contextlib.contextmanager
def _session(address: str, seconds: float) -> Iterator[requests.Session]:
    """Give a session whose every connection goes to `address`, cut off when the time is over: a
    timeout of the library counts anew with each byte that drips in."""
    spares: list[socket.socket] = []
    timer = threading.Timer(seconds, _cut, (spares,))
    timer.daemon = True
    session = requests.Session()
    session.trust_env = False
    adapter = HTTPAdapter(max_retries=0)
    adapter.poolmanager.pool_classes_by_scheme = _pools(address, spares)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    timer.start()
    try:
        yield session
    finally:
        timer.cancel()
        session.close()
        for spare in spares:
            spare.close()


def _cut(spares: list[socket.socket]) -> None:
    for spare in list(spares):
        with contextlib.suppress(OSError):
            spare.shutdown(socket.SHUT_RDWR)


def _pools(address: str, spares: list[socket.socket]) -> dict[str, type[HTTPConnectionPool]]:
    def connected(connection: HTTPConnection) -> socket.socket:
        timeout = connection.timeout if isinstance(connection.timeout, (int, float)) else SECONDS
        made = socket.create_connection((address, connection.port or 443), timeout)
        spares.append(made.dup())
        return made

    class Plain(HTTPConnection):
        _new_conn = connected

    class Secure(HTTPSConnection):
        _new_conn = connected

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


def bind(app: Flask) -> None:
    app.extensions["caller"] = Caller(app.extensions["settings"].providers)


def caller() -> Caller:
    """Give the application's Caller."""
    found: Caller = current_app.extensions["caller"]
    return found
