"""A file a form brings, read up to a limit; what it is, is judged by who reads it."""

from __future__ import annotations

from flask import request

from backend.sheets import MAX_BYTES


def uploaded(name: str) -> bytes:
    """Give the bytes of the form's file `name`, one more than the limit at most; empty for none."""
    found = request.files.get(name)
    return found.stream.read(MAX_BYTES + 1) if found else b""
