"""Who carries a notice out: a Sender for each kind of address, and two that need no provider.

An address is text `kind:value` (`phone:…`, `wechat_official:…`, `staff:…`). A channel registers its
Sender for its kind; whatever has none goes to the default chosen by the setting SENDERS.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from flask import Flask, current_app

_EXTENSION = "senders"


class SendFailed(Exception):
    """Could not be delivered now (network, 5xx, 429): try again later. `reason` is one short word
    for the operator, without personal data."""

    def __init__(self, reason: str = "unreachable") -> None:
        self.reason = reason
        super().__init__(reason)


class SendRefused(SendFailed):
    """Will never be delivered (address gone, refused): straight to the dead letters."""


@dataclass(frozen=True)
class Outgoing:
    """One notice as a Sender gets it. `address` is None when the person left none: then only the
    status page tells them. `message_id` is the same on every try."""

    message_id: str
    event: str
    audience: str
    subject_id: str
    address: str | None = field(repr=False)
    title: str
    text: str = field(repr=False)

    @property
    def kind(self) -> str:
        """Give the kind of address; empty when there is none."""
        return self.address.partition(":")[0] if self.address else ""


class Sender(Protocol):
    """Delivers one notice, or raises SendFailed / SendRefused. Called outside any transaction."""

    def send(self, message: Outgoing) -> None: ...


@dataclass
class ConsoleSender:
    """Prints one line per notice, without address, number or words: for a laptop."""

    write: Callable[[str], None] = print

    def send(self, message: Outgoing) -> None:
        where = message.kind or "只在查进度页可见"
        self.write(f"通知 {message.message_id[:8]} {message.event} → {message.audience}（{where}）")


@dataclass
class RecordingSender:
    """Keeps what it was given, for tests; raises the faults put into `faults`, one per try."""

    sent: list[Outgoing] = field(default_factory=list)
    faults: list[Exception] = field(default_factory=list)

    def send(self, message: Outgoing) -> None:
        if self.faults:
            raise self.faults.pop(0)
        self.sent.append(message)


class Senders:
    """The register: kind of address -> Sender, and the default for all others."""

    def __init__(self, default: Sender) -> None:
        self.default = default
        self._by_kind: dict[str, Sender] = {}

    def register(self, kind: str, sender: Sender) -> None:
        """Let `sender` carry every notice whose address begins with `kind:`."""
        self._by_kind[kind] = sender

    def of(self, message: Outgoing) -> Sender:
        return self._by_kind.get(message.kind, self.default)


def bind(app: Flask) -> None:
    """Put the register into the application, with the default that SENDERS names."""
    recording = app.extensions["settings"].senders == "recording"
    app.extensions[_EXTENSION] = Senders(RecordingSender() if recording else ConsoleSender())


def senders() -> Senders:
    """Give the application's register."""
    found: Senders = current_app.extensions[_EXTENSION]
    return found
