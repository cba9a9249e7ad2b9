"""Asking a virus scanner about an upload, where the office runs one (setting ATTACHMENT_SCANNER).

Every upload is drawn anew anyway; the scanner is for offices whose rules want one. A scanner that
was set and does not answer stops uploads (503): a file nobody looked at is not taken in silently.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from flask import Flask, current_app

from backend.attachments.problems import refused
from backend.problems import OutOfService

_PIECE = 128 * 1024
_SECONDS = 20.0


class Scanner(Protocol):
    """Gives whether the bytes are clean; raises OSError when it cannot tell."""

    def is_clean(self, raw: bytes) -> bool: ...


class NoScanner:
    """None is set: drawing anew is what protects."""

    def is_clean(self, raw: bytes) -> bool:
        return True


@dataclass(frozen=True)
class ClamdScanner:
    """clamd by its INSTREAM command; `address` is a socket's path or `host:port`."""

    address: str

    def is_clean(self, raw: bytes) -> bool:
        with self._connected() as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(raw), _PIECE):
                piece = raw[start : start + _PIECE]
                line.sendall(len(piece).to_bytes(4, "big") + piece)
            line.sendall(b"\0\0\0\0")
            said = b""
            while not said.endswith(b"\0") and len(said) < 4096:
                more = line.recv(1024)
                if not more:
                    break
                said += more
        words = said.rstrip(b"\0\n")
        if words.endswith(b"OK"):
            return True
        if words.endswith(b"FOUND"):
            return False
        raise OSError("the scanner gave no verdict")

    @contextmanager
    def _connected(self) -> Iterator[socket.socket]:
        host, _, port = self.address.rpartition(":")
        if host and port.isdigit():
            with socket.create_connection((host, int(port)), timeout=_SECONDS) as line:
                yield line
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(_SECONDS)
            line.connect(self.address)
            yield line


def bind(app: Flask) -> None:
    """Put the scanner the settings name into the application."""
    address = app.extensions["settings"].attachment_scanner
    app.extensions["attachment_scanner"] = ClamdScanner(address) if address else NoScanner()


def scan(raw: bytes) -> None:
    """Raises AttachmentRefused for what is not clean, OutOfService when the scanner is away."""
    scanner: Scanner = current_app.extensions["attachment_scanner"]
    try:
        is_clean = scanner.is_clean(raw)
    except OSError as error:
        raise OutOfService(
            "文件检查暂时用不了，没有保存。请过一会儿再传，或带原件到窗口。"
        ) from error
    if not is_clean:
        raise refused("infected")
