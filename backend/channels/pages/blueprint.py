"""The one blueprint the page families hang on, and what they share."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from flask import Blueprint, current_app, request

from backend.chat.services import Chat
from backend.config import Settings
from backend.content.library import Library
from backend.content.names import Scheme
from backend.content.words import Words
from backend.doors.layout import beijing_day
from backend.inputs import clean_text
from backend.regions.codes import is_code
from backend.regions.queries import (
    Division,
    children_of,
    current_division,
    full_name,
    window_for,
)

pages = Blueprint("pages", __name__, template_folder="templates")


def library() -> Library:
    found: Library = current_app.extensions["library"]
    return found


def words() -> Words:
    found: Words = current_app.extensions["words"]
    return found


def chat() -> Chat:
    found: Chat = current_app.extensions["chat"]
    return found


def settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


def today() -> date:
    return beijing_day()


def short_title(scheme: str) -> str:
    """Give the short name of a scheme, as replies use it."""
    entry = words().schemes.get(scheme)
    return entry.short if entry else scheme


def scheme_or_none(name: str) -> Scheme | None:
    return Scheme(name) if name in set(Scheme) else None


def place_argument(name: str = "place") -> str | None:
    """Give the division code in the address or form, when it is one we know."""
    code = request.values.get(name, "")
    if not is_code(code):
        return None
    division = current_division(code)
    return division.code if division else None


def place_parts(code: str | None) -> dict[str, Any]:
    """Give what a page says of a place: its name and its window."""
    if code is None:
        return {"place": None, "place_name": "", "window": None}
    return {"place": code, "place_name": full_name(code), "window": window_for(code)}


def townships() -> list[Division]:
    return children_of(settings().home_region)


def text_argument(name: str, most: int) -> str:
    """Give a cleaned, bounded text field of the form; empty when absent or unreadable."""
    try:
        value = clean_text(request.form.get(name, ""))
    except ValueError:
        return ""
    return str(value)[:most]


def once_key() -> str:
    """Give a fresh once-only key for a form's hidden field."""
    return secrets.token_urlsafe(18)
