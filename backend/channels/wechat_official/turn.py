"""A turn: decided by reading only, done and said inside the answering transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from backend.channels.passes import make_pass
from backend.channels.rendering import in_words
from backend.channels.wechat_official.people import Person, remember
from backend.chat.reply_parts import Reply


@dataclass(frozen=True)
class Turn:
    """`text` is the reply, or `reply`, whose links are made in the transaction; `act` does what
    is to be done and may give words that go first. `is_silent`: nothing is answered."""

    text: str = ""
    reply: Reply | None = None
    act: Callable[[], str] = field(default=lambda: "")
    is_silent: bool = False

    def said(self, person: Person, now: datetime) -> str:
        """Do it and give the whole text. Call in the answering transaction."""
        first = self.act()
        rest = self.text
        if self.reply is not None:
            rest = in_words(
                self.reply, lambda path: make_pass(person.address, path, person.place, now)
            )
        return "\n\n".join(part for part in (first, rest) if part)


def remembering(person: Person, now: datetime, **changes: object) -> Callable[[], str]:
    """Give the deed of noting that the person wrote, and what has changed."""

    def act() -> str:
        remember(person, now, **changes)
        return ""

    return act
