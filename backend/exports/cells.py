"""What may stand in a cell of a list that leaves: never a formula, never a number rounded away. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
_LONG_NUMBER: Final = re.compile(r"[0-9]{12,}")
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_MOST: Final = 1000


def safe_cell(value: object) -> str:
    """Give the text of a cell. What a spreadsheet could take for a formula (also after blanks, or in
    full width) and numbers of 12 digits and more get an apostrophe in front; control and invisible
    characters become blanks."""
    text = _CONTROL.sub(" ", str(value if value is not None else ""))[:_MOST]
    is_started = str(value or "").startswith(_STARTS)
    plain = unicodedata.normalize("NFKC", text).lstrip(" '\u3000\u00a0")
    if is_started or plain.startswith(_STARTS) or _LONG_NUMBER.fullmatch(plain.strip()):
        return "'" + text
    return text
