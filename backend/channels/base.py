"""What comes in through a door of others, as values; whatever is not known has a class too. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class InboundMessage:
    """`account` is who was written to, `sender` who wrote (the platform's id, class C), `key` what
    makes a repeat recognisable: the platform's message id, or what stands for it."""

    account: str
    sender: str = field(repr=False)
    sent_at: int
    key: str


@dataclass(frozen=True)
class TextMessage(InboundMessage):
    """Words, typed or recognised from a voice message (`spoken`)."""

    text: str = field(repr=False)
    spoken: bool = False


@dataclass(frozen=True)
class PictureMessage(InboundMessage):
    """A picture, video or file; it is not fetched."""


@dataclass(frozen=True)
class UnheardVoice(InboundMessage):
    """A voice message without recognised words."""


@dataclass(frozen=True)
class PlaceMessage(InboundMessage):
    """A place somebody sent: the platform's words for it."""

    label: str = field(repr=False)


@dataclass(frozen=True)
class LinkMessage(InboundMessage):
    """A link somebody passed on; it is not opened."""

    title: str = field(repr=False)


@dataclass(frozen=True)
class MenuClick(InboundMessage):
    """A button of our menu."""

    button: str


@dataclass(frozen=True)
class Scanned(InboundMessage):
    """A code was scanned; `scene` is our guide code. `is_new`: the person subscribed by it."""

    scene: str
    is_new: bool = False


@dataclass(frozen=True)
class Subscribed(InboundMessage):
    """Somebody subscribed without a code."""


@dataclass(frozen=True)
class Unsubscribed(InboundMessage):
    """Somebody left; no answer can reach them."""


@dataclass(frozen=True)
class QuietEvent(InboundMessage):
    """Something the platform reports that asks for no answer (a page opened, a template sent)."""


@dataclass(frozen=True)
class UnknownMessage(InboundMessage):
    """A kind we do not know."""

    kind: str
