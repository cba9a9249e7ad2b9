"""Fields of WeChat's XML -> an InboundMessage. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from backend.channels.base import (
    InboundMessage,
    LinkMessage,
    MenuClick,
    PictureMessage,
    PlaceMessage,
    QuietEvent,
    Scanned,
    Subscribed,
    TextMessage,
    UnheardVoice,
    UnknownMessage,
    Unsubscribed,
)
from backend.channels.wechat_official.xml import XmlBroken

_SECONDS = re.compile(r"[0-9]{1,12}", re.ASCII)
_ID = re.compile(r"[\x21-\x7e]{1,64}", re.ASCII)
# Characters nobody types: controls but tab and newline, and the marks that turn text around.
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SCENE = "qrscene_"
_MOST_TEXT = 3000


def message_of(fields: Mapping[str, str]) -> InboundMessage:
    """Give the message. Raises XmlBroken when it has no sender, time or id."""
    account, sender = fields.get("ToUserName", ""), fields.get("FromUserName", "")
    time, kind = fields.get("CreateTime", "").strip(), fields.get("MsgType", "").strip().lower()
    if not (_ID.fullmatch(account) and _ID.fullmatch(sender) and _SECONDS.fullmatch(time) and kind):
        raise XmlBroken
    if kind == "event":
        event, button = fields.get("Event", "").strip(), fields.get("EventKey", "").strip()
        key = f"event\n{time}\n{event}\n{button}"
        return _event((account, sender, int(time), key), event.lower(), button[:128])
    number = fields.get("MsgId", "").strip()
    if not _ID.fullmatch(number):
        raise XmlBroken
    return _message((account, sender, int(time), f"message\n{number}"), kind, fields)


_Head = tuple[str, str, int, str]


def _message(head: _Head, kind: str, fields: Mapping[str, str]) -> InboundMessage:
    if kind == "text":
        return TextMessage(*head, text=clean(fields.get("Content", "")))
    if kind == "voice":
        heard = clean(fields.get("Recognition", ""))
        return TextMessage(*head, text=heard, spoken=True) if heard else UnheardVoice(*head)
    if kind in ("image", "video", "shortvideo", "file"):
        return PictureMessage(*head)
    if kind == "location":
        return PlaceMessage(*head, label=clean(fields.get("Label", "")))
    if kind == "link":
        return LinkMessage(*head, title=clean(fields.get("Title", "")))
    return UnknownMessage(*head, kind=kind[:20])


def _event(head: _Head, event: str, button: str) -> InboundMessage:
    if event == "subscribe":
        if button.startswith(_SCENE):
            return Scanned(*head, scene=button.removeprefix(_SCENE), is_new=True)
        return Subscribed(*head)
    if event == "scan":
        return Scanned(*head, scene=button)
    if event == "unsubscribe":
        return Unsubscribed(*head)
    if event == "click":
        return MenuClick(*head, button=button)
    return QuietEvent(
        *head
    )  # a page opened, a place reported, a template delivered, a mass message


def clean(text: str) -> str:
    """Give the text as we take it in: NFC, without control and direction characters, bounded."""
    text = unicodedata.normalize("NFC", text[: _MOST_TEXT * 2].replace("\r\n", "\n"))
    return _UNWANTED.sub("", text).strip()[:_MOST_TEXT]
