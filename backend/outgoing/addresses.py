"""Which address may be called. Pure: names and addresses in, a verdict out."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

_NAME = re.compile(
    r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])?"
)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_PLAIN = re.compile(r"[\x21-\x7e]+")


class NotAllowedThere(Exception):
    """The address may not be called; `reason` is a short word for the operator."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True)
class Target:
    """Where a call goes: host as written, port, and whether it may lie inside."""

    scheme: str
    host: str
    port: int
    is_inside: bool


def target_of(url: str, hosts: Iterable[str], inside: Iterable[str]) -> Target:
    """Give the target of `url`, which must be plain https to an allowed host, or an inside origin.

    `hosts` are names, with a port where it is not 443. Raises NotAllowedThere.
    """
    if not _PLAIN.fullmatch(url) or "\\" in url:
        raise NotAllowedThere("odd characters")
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError as error:
        raise NotAllowedThere("malformed") from error
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise NotAllowedThere("odd parts")
    if f"{parts.scheme}://{parts.netloc}".lower() in {one.lower() for one in inside}:
        return Target(parts.scheme, host, port or (443 if parts.scheme == "https" else 80), True)
    if parts.scheme != "https":
        raise NotAllowedThere("not https")
    if not _NAME.fullmatch(host):
        raise NotAllowedThere("not a host name")
    allowed = {one.lower() for one in hosts}
    if (host if port in (None, 443) else f"{host}:{port}") not in allowed:
        raise NotAllowedThere("host not allowed")
    return Target("https", host, port or 443, False)


def is_public(written: str) -> bool:
    """Whether an address belongs to the open internet, in whatever spelling it comes: also inside
    IPv6 (mapped, 6to4, Teredo, NAT64)."""
    try:
        address = ipaddress.ip_address(written.partition("%")[0])
    except ValueError:
        return False
    return all(_is_open(one) for one in (address, *_within(address)))


def _is_open(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and address in _NAT64:
        return True  # judged by the address within
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not address.is_unspecified
    )


def _within(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> list[ipaddress.IPv4Address]:
    if isinstance(address, ipaddress.IPv4Address):
        return []
    found = [one for one in (address.ipv4_mapped, address.sixtofour) if one is not None]
    if address.teredo is not None:
        found += address.teredo
    if address in _NAT64:
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return found
