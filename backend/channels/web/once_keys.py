"""The key hidden in a form, so that a second press of the button is no second case."""

from __future__ import annotations

import re
import secrets
from typing import Final

_KEY: Final = re.compile(r"[A-Za-z0-9_-]{16,64}", re.ASCII)


def new_key() -> str:
    """Give a key for a fresh form."""
    return secrets.token_urlsafe(24)


def known_key(text: str) -> str:
    """Give the form's key; empty when it is none of ours."""
    return text if _KEY.fullmatch(text) else ""
