"""Event -> words: one short template per event. Pure.

Words for residents are all but alike on purpose: whoever picks up the phone learns that there is
news and where to look. Only the values named in PLACEHOLDERS may enter a text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from string import Template
from typing import Final


class Audience(StrEnum):
    RESIDENT = "resident"
    STAFF = "staff"


@dataclass(frozen=True)
class Message:
    """What is sent: a title of a few words and one or two plain sentences."""

    title: str
    text: str


PLACEHOLDERS: Final = frozenset({"number", "window_phone"})

_NEWS: Final = Template("您的编号 $number 有新进展，请到“查进度”用编号和办理码查看。")
_NEWS_PLAIN: Final = Template("您登记的事有新进展，请联系受理窗口，或打 12345 问。")
_CALL: Final = Template("不方便上网，可以打受理窗口电话 $window_phone 问。")
_NO_FEES: Final = "我们不收钱，也不要银行密码和短信验证码。"

# What residents are told of; each is the same sentence, the list only says which events leave.
RESIDENT_EVENTS: Final = frozenset(
    {
        "case:opened",
        "case:claimed",
        "case:released",
        "case:supplement_requested",
        "case:supplement_received",
        "case:accepted",
        "case:declined",
        "case:transferred",
        "case:referred",
        "case:referral_answered",
        "case:stage_recorded",
        "case:extended",
        "case:closed",
        "case:reopened",
        "case:withdrawn",
        "case:disputed",
        "case:due_changed",
    }
)

_STAFF: Final = {
    "case:opened": Template("窗口来了新办件 $number，请认领。"),
    "case:opened_urgent": Template("窗口来了急办件 $number，请马上认领、先联系人。"),
    "case:transferred": Template("有办件 $number 转到您的窗口，请认领。"),
    "case:referred": Template("有办件 $number 请您部门协办，请查看后答复。"),
    "case:referral_answered": Template("办件 $number 的协办部门已答复，请继续办理。"),
    "case:supplement_received": Template("办件 $number 的居民补来了材料，请查看。"),
    "case:withdrawn": Template("办件 $number 已由居民撤回，不用再办。"),
    "case:disputed": Template("居民对办件 $number 提出异议，请查看并回复。"),
    "case:reopened": Template("办件 $number 已重开，请认领。"),
    "case:reassigned": Template("办件 $number 已由主管放回窗口。"),
    "case:due_soon": Template("办件 $number 快到期了，请抓紧办理。"),
    "case:overdue": Template("办件 $number 已经超期，请马上办理并联系居民。"),
}


def known_events(audience: Audience) -> frozenset[str]:
    """Give the events that have words for this audience."""
    return RESIDENT_EVENTS if audience is Audience.RESIDENT else frozenset(_STAFF)


def message_for(event: str, audience: Audience, values: Mapping[str, str]) -> Message:
    """Give the words for one event.

    Raises KeyError for an event without words and ValueError for a value no text may carry.
    """
    if odd := values.keys() - PLACEHOLDERS:
        raise ValueError(f"values no notice may carry: {sorted(odd)}")
    if event not in known_events(audience):
        raise KeyError(event)
    if audience is Audience.STAFF:
        number = values.get("number") or "（无编号）"
        return Message("一门助待办", _STAFF[event].substitute(number=number))
    return Message("有新进展", _for_resident(values))


def _for_resident(values: Mapping[str, str]) -> str:
    news = _NEWS if values.get("number") else _NEWS_PLAIN
    parts = [news.substitute(values)]
    if values.get("window_phone"):
        parts.append(_CALL.substitute(window_phone=values["window_phone"]))
    parts.append(_NO_FEES)
    return "".join(parts)
