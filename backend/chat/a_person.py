"""A person is asked for: which turns ask for one, where the question goes, and what is then said.

The room knows no cases: who opens one (`HandOver`) is bound from above. Without a township nobody knows which window it is, so that is asked, once. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol

from backend.chat.reply_parts import Link, Reply
from backend.chat.understanding import Understanding
from backend.regions.codes import level_of

TO_A_PERSON: Final = frozenset({"person", "help_neighbour"})
WHERE_FIRST: Final = (
    "您在哪个乡镇、街道？说一声就行，比如“我在蟒川镇”。您前面写的话都记着，一起送到窗口。"
)
_NEW: Final = (
    "已经送到{window}，由窗口的人来答。\n编号 {number}\n办理码 {code}\n"
    "这两样请马上抄下来，办理码别告诉别人。看回答：打开“查进度”，填这两样。"
)
_THERE_ALREADY: Final = (
    "您的事已经在{window}了，您刚才说的也记上了。\n编号 {number}，办理码就是刚才给您的 {code}。\n"
    "看回答：打开“查进度”，填这两样。"
)
_CALL: Final = "等不及就打窗口电话 {phone}，{hours}。"


@dataclass(frozen=True)
class Handed:
    """What the person is told of the case their question became. `is_new`: opened just now."""

    number: str
    spoken: str
    access_code: str
    window: str
    phone: str
    hours: str
    due_on: date | None
    is_new: bool


class HandOver(Protocol):
    """Opens one case for a conversation, or adds the words to the one that is open. Called in a
    transaction. Raises PlaceNotServed."""

    def __call__(
        self, conversation_id: str, place: str, words: str, channel: str, now: datetime
    ) -> Handed: ...


def asks_for_a_person(got: Understanding) -> bool:
    return got.kind == "service" and got.topic in TO_A_PERSON


def is_exact(place: str | None) -> bool:
    """Whether a place tells which window it is: a township or something inside one."""
    return place is not None and level_of(place) in ("township", "village")


def asked_earlier(normalised: str) -> Understanding:
    """Give what a bare place means after a person was asked for."""
    return Understanding("service", confidence=0.9, normalised=normalised, topic="person")


def said_of(handed: Handed, before: Reply) -> Reply:
    """Give the answer once the question is at the window: where, number, code, and until when; then
    what the answer `before` said to do while one waits."""
    lines = [
        (_NEW if handed.is_new else _THERE_ALREADY).format(
            window=handed.window, number=handed.spoken, code=handed.access_code
        ),
        f"{handed.due_on.month}月{handed.due_on.day}日以前有信。" if handed.due_on else "",
        _CALL.format(phone=handed.phone, hours=handed.hours or "上班时间"),
    ]
    lines += before.text.split("\n")[1:]
    text = "\n".join(one for one in lines if one)
    return Reply(text, links=(Link("查进度", "/status"),), citations=before.citations)
