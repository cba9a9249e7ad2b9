"""Each request gets an id; oversized and compressed bodies are turned away before parsing."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, ip_address, ip_network

from flask import Flask, current_app, g, request
from flask.globals import request_ctx

from backend.problems import ForeignForm, NotFound, TooLarge, WrongMediaType
from backend.randomness import random_bytes

MAX_UPLOAD_BYTES = 12 * 1024 * 1024
MAX_FORM_BYTES = 256 * 1024


def request_id() -> str:
    """Give the present request's id, as shown in `instance` and in the log."""
    known: str | None = g.get("request_id")
    if known is None:
        known = g.request_id = random_bytes(8).hex()
    return known


def request_source() -> str:
    """Give whom the request came from, for counting: an IPv4 address, or the network of an IPv6 one.

    Whoever has one IPv6 address has the 2**64 beside it, so that counting addresses counts nothing.
    """
    return _source_of(request.remote_addr or "")


@lru_cache(maxsize=4096)
def _source_of(written: str) -> str:
    try:
        address = ip_address(written)
    except ValueError:
        return written
    if isinstance(address, IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or ip_network((int(address), 64), strict=False))


def is_api() -> bool:
    """Whether the caller is a program: it gets problem+json; a person gets a page."""
    return request.path.startswith(("/api/", "/openapi.json", "/healthz", "/readyz", "/metrics"))


def bind(app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = MAX_UPLOAD_BYTES
    app.config["MAX_FORM_MEMORY_SIZE"] = MAX_FORM_BYTES
    app.config["MAX_FORM_PARTS"] = 400
    app.before_request(_turn_away)
    app.before_request(_same_origin)


def _turn_away() -> None:
    """Only files may be large: the reader of plain forms takes in all that it is given."""
    asked = request_ctx.request  # itself: `request` looks for it at each mention
    if not asked.path.isprintable():  # NUL and its like: no address of ours, and no database's
        raise NotFound
    has_files = asked.mimetype == "multipart/form-data"
    most = MAX_UPLOAD_BYTES if has_files else MAX_FORM_BYTES
    asked.max_content_length = most
    if (asked.content_length or 0) > most:
        raise TooLarge
    if asked.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise WrongMediaType


def _same_origin() -> None:
    """Let pages be written to from our own pages only; the form's token is asked for besides.

    Sec-Fetch-Site is told by every browser of the last years. Older ones tell Origin, which is
    `null` under our no-referrer policy and then says nothing either way.
    """
    if request.method in ("GET", "HEAD", "OPTIONS") or is_api():
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise ForeignForm
        return
    origin = request.headers.get("Origin", "null")
    ours = current_app.extensions["settings"].public_base_url
    if origin not in ("null", ours, request.host_url.rstrip("/")):
        raise ForeignForm
