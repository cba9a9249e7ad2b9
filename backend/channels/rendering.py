"""Fit a reply to what a door can carry. Pure.

Links become `<a>` where the door shows them and plain addresses where not; suggestions become a
line of questions one may send back. A long text is cut at ends of lines or sentences, never inside
a character or a link, by bytes, because that is what platforms count.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from backend.chat.reply_parts import Reply

MOST_BYTES = 1800  # a text of the official account may have 2048
_ENDS = re.compile(r"(?<=[\n。！？；])")
_LINK = re.compile(r"(<a .*?</a>)", re.DOTALL)


def in_words(reply: Reply, address: Callable[[str], str], *, with_links: bool = True) -> str:
    """Give the reply as one text. `address` makes a full address of a page's path."""
    lines = [reply.text]
    for link in reply.links:
        if link.url.startswith(("tel:", "sms:")):
            continue  # the number stands in the text, and every phone lets one tap it
        url = address(link.url)
        lines.append(f'<a href="{url}">{link.label}</a>' if with_links else f"{link.label}：{url}")
    if reply.suggestions and not reply.choices:
        lines.append("还可以问：" + "；".join(one.text for one in reply.suggestions))
    return "\n".join(lines)


def split(text: str, most: int = MOST_BYTES) -> list[str]:
    """Give the text in pieces of at most `most` bytes of UTF-8, each with something in it."""
    pieces, current = [], ""
    for part in _parts(text, most):
        if current and len((current + part).encode()) > most:
            pieces.append(current)
            current = ""
        current += part
    pieces.append(current)
    return [piece.strip() for piece in pieces if piece.strip()]


def _parts(text: str, most: int) -> Sequence[str]:
    """Give what must stay together: links whole, sentences whole where they fit."""
    parts: list[str] = []
    for piece in _LINK.split(text):
        if _LINK.fullmatch(piece) and len(piece.encode()) <= most:
            parts.append(piece)
            continue
        for sentence in _ENDS.split(piece):
            parts += [sentence] if len(sentence.encode()) <= most else _chopped(sentence, most)
    return parts


def _chopped(sentence: str, most: int) -> list[str]:
    chunks: list[str] = []
    current: list[str] = []
    size = 0
    for character in sentence:
        width = len(character.encode())
        if size + width > most:
            chunks.append("".join(current))
            current, size = [], 0
        current.append(character)
        size += width
    return [*chunks, "".join(current)]
