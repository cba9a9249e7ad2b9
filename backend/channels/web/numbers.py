"""Public numbers inside a sentence, cut out so that a page can make them dialable. Pure."""

from __future__ import annotations

import re
from typing import Final

_NUMBER: Final = re.compile(
    r"(?<![0-9A-Za-z-])(11[09]|12[02]|12[0-9]{3})(?![0-9A-Za-z-])", re.ASCII
)
_BY_MESSAGE: Final = "12110"  # takes messages only; the area code's last three digits go behind it


def with_calls(line: str) -> list[tuple[str, str]]:
    """Cut a line into (piece, address to dial); the address is empty where there is no number."""
    pieces = _NUMBER.split(line)
    return [
        (piece, dial(piece) if place % 2 else "") for place, piece in enumerate(pieces) if piece
    ]


def dial(number: str) -> str:
    """Give the address that calls a number, or opens a message where it only takes messages."""
    return f"sms:{number}" if number == _BY_MESSAGE else f"tel:{number}"
