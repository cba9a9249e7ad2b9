"""Event -> words: one short template per event, from `policy_texts/notices/plan.yaml`. Pure.

Words for residents are all but alike on purpose: whoever picks up the phone learns that there is
news and where to look. Only the values named in PLACEHOLDERS may enter a notice. Two other things
leave by the same outbox: what was said in a conversation the person began (`REPLIES`, their own
words and the answer to them), and machine-readable events for another system (`SYSTEM`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from string import Template
from typing import Final

from backend.content.notice_plan import PLACEHOLDERS, plan

__all__ = ["PLACEHOLDERS", "REPLIES", "SYSTEM", "Audience", "Message", "known_events"]

# Said in a conversation the person began, and only there (never by text message).
REPLIES: Final = {
    "chat:answered_later": "您刚才问的",
    "chat:clerk_replied": "窗口回复",
}
SYSTEM: Final = frozenset({"webhook:event"})
_MOST_NUMBERS: Final = 5


class Audience(StrEnum):
    RESIDENT = "resident"
    STAFF = "staff"
    SYSTEM = "system"


@dataclass(frozen=True)
class Message:
    """What is sent: a title of a few words and one or two plain sentences."""

    title: str
    text: str = field(repr=False)


def known_events(audience: Audience) -> frozenset[str]:
    """Give the events that have words for this audience."""
    return frozenset(plan().moves.get(audience, {}))


def is_reply(event: str) -> bool:
    """Whether it carries words of a conversation: never merged, never held back, never opted out."""
    return event in REPLIES or event in SYSTEM


def message_for(event: str, audience: Audience, values: Mapping[str, str]) -> Message:
    """Give the words for one event.

    Raises KeyError for an event without words and ValueError for a value no text may carry.
    """
    if is_reply(event):
        if values.keys() != {"text"}:
            raise ValueError(f"a reply carries its text and nothing else: {sorted(values)}")
        return Message(REPLIES.get(event, event), values["text"])
    if odd := values.keys() - PLACEHOLDERS:
        raise ValueError(f"values no notice may carry: {sorted(odd)}")
    move = plan().move(audience, event)
    if move is None:
        raise KeyError(event)
    if audience is Audience.STAFF:
        number = values.get("number") or "（无编号）"
        words = Template(move.words).substitute(number=number)
        return Message(plan().file.staff.title, words)
    return Message(plan().file.resident.title, _for_resident(values))


def for_own_phone(count: int) -> Message:
    """Give all that a text message to a supervisor's own phone says: how many, never which."""
    words = plan().file.staff
    return Message(words.title, Template(words.sms).substitute(count=count))


def merged(audience: Audience, last: Message, values: Sequence[Mapping[str, str]]) -> Message:
    """Give one message in place of several; `last` is what the newest alone would say."""
    numbers = list(dict.fromkeys(one["number"] for one in values if one.get("number")))
    if len(numbers) < 2:
        return last
    if audience is Audience.STAFF:
        named = "、".join(numbers[:_MOST_NUMBERS]) + ("等" if len(numbers) > _MOST_NUMBERS else "")
        text = Template(plan().file.staff.several).substitute(count=len(numbers), numbers=named)
        return Message(last.title, text)
    words = plan().file.resident
    return Message(
        last.title, Template(words.several).substitute(count=len(numbers)) + words.always
    )


def _for_resident(values: Mapping[str, str]) -> str:
    words = plan().file.resident
    parts = [Template(words.news if values.get("number") else words.plain).substitute(values)]
    if values.get("window_phone"):
        parts.append(Template(words.call).substitute(window_phone=values["window_phone"]))
    parts.append(words.always)
    return "".join(parts)
