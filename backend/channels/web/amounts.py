"""Whole numbers as people write them in a form field. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_MOST_WRITTEN: Final = 60


def read_number(written: str) -> int | None:
    """Give a whole number as people write it (８００元, 1,200.5); None for nothing, -1 for no number."""
    if len(written) > _MOST_WRITTEN:
        return -1
    text = re.sub(r"[\s,，元人块口]", "", unicodedata.normalize("NFKC", written))
    if not text:
        return None
    found = re.fullmatch(r"([0-9]{1,9})(?:\.[0-9]{1,2})?", text, re.ASCII)
    return int(found[1]) if found else -1
