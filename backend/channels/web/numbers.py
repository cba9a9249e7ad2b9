"""Public numbers inside a sentence, cut out so that a page can make them dialable. Pure."""

from __future__ import annotations

import re
from typing import Final

_PUBLIC: Final = "110|119|120|122|12110|12333|12338|12345|12348|12351|12355|12356|12385|12388|12393"
_NUMBER: Final = re.compile(rf"(?<![0-9A-Za-z-])({_PUBLIC})(?![0-9A-Za-z元-])", re.ASCII)
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
