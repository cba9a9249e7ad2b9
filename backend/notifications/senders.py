"""Who carries a notice out: a Sender for each kind of address, and two that need no provider.

An address is text `kind:value` (`phone:…`, `wechat_official:…`, `staff:…`). A channel registers its
Sender for its kind; whatever has none goes to the default chosen by the setting SENDERS. A finder
tells further addresses of the one a notice is for: a mini-program bound to the case, the robots of
a window.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from flask import Flask, current_app

from backend.outgoing.calls import Answer, CallFailed, CallRefused

_EXTENSION = "senders"
_PASSING = frozenset({401, 403, 404, 408, 425, 429})  # mended on the other side, not by us


class SendFailed(Exception):
    """Could not be delivered now (network, 5xx, 429): try again later. `reason` is one short word
    for the operator, without personal data."""

    def __init__(self, reason: str = "unreachable") -> None:
        self.reason = reason
        super().__init__(reason)


class SendRefused(SendFailed):
    """Will never be delivered (address gone, refused): straight to the dead letters, unless the
    person has another address."""


class ProviderAway(SendFailed):
    """The provider itself does not answer: whatever else goes to it waits too."""


def failed(call: CallFailed) -> SendFailed:
    """Give what a failed call means for the notice."""
    return SendRefused(call.reason) if isinstance(call, CallRefused) else ProviderAway(call.reason)


def judge(answer: Answer) -> None:
    """Let a 2xx pass. Raises SendFailed for what may pass, SendRefused for what will not."""
    if 200 <= answer.status < 300:
        return
    if answer.status >= 500 or answer.status == 429:
        raise ProviderAway(f"http {answer.status}")
    if answer.status in _PASSING:
        raise SendFailed(f"http {answer.status}")
    raise SendRefused(f"http {answer.status}")


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
    number: str = field(default="", repr=False)

    @property
    def kind(self) -> str:
        """Give the kind of address; empty when there is none."""
        return self.address.partition(":")[0] if self.address else ""

    @property
    def target(self) -> str:
        """Give the address without its kind."""
        return self.address.partition(":")[2] if self.address else ""


class Sender(Protocol):
    """Delivers one notice, or raises SendFailed / SendRefused. Called outside any transaction."""

    def send(self, message: Outgoing) -> None: ...


Finder = Callable[[str, str | None], Sequence[str]]
"""(subject id, address) -> further addresses, each `kind:value`."""


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
    """The register: kind of address -> Sender, the default for all others, and the finders."""

    def __init__(self, default: Sender) -> None:
        self.default = default
        self._by_kind: dict[str, Sender] = {}
        self._finders: dict[str, list[Finder]] = {"resident": [], "staff": [], "system": []}

    def register(self, kind: str, sender: Sender) -> None:
        """Let `sender` carry every notice whose address begins with `kind:`."""
        self._by_kind[kind] = sender

    def find_by(self, audience: str, finder: Finder) -> None:
        """Ask `finder`, too, where this audience is reached."""
        self._finders[audience].append(finder)

    def of(self, message: Outgoing) -> Sender:
        return self._by_kind.get(message.kind, self.default)

    def further(self, audience: str, subject_id: str, address: str | None) -> list[str]:
        """Give what every finder of the audience knows."""
        return [
            found for finder in self._finders[audience] for found in finder(subject_id, address)
        ]


def bind(app: Flask) -> None:
    """Put the register into the application, with the default that SENDERS names."""
    recording = app.extensions["settings"].senders == "recording"
    app.extensions[_EXTENSION] = Senders(RecordingSender() if recording else ConsoleSender())


def senders() -> Senders:
    """Give the application's register."""
    found: Senders = current_app.extensions[_EXTENSION]
    return found
