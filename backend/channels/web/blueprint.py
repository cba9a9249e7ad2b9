"""The blueprint every page family adds itself to, and what several of them share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from flask import Blueprint, current_app, request

from backend.channels.web.numbers import with_calls
from backend.chat.services import Chat
from backend.config import Settings
from backend.content.library import Library
from backend.content.names import Scheme
from backend.doors.layout import beijing_day
from backend.extensions import utc_now
from backend.guides.queries import Guide, find_guide
from backend.problems import NotFound
from backend.regions.codes import is_code
from backend.regions.queries import Window, children_of, current_division, full_name, window_for

bp = Blueprint("web", __name__, template_folder="templates")
bp.add_app_template_filter(with_calls, "calls")


class NoSuchScheme(NotFound):
    slug, title = "no-such-scheme", "没有这个项目"
    detail_default = "请从项目名单里选一个；拿不准就用“问一问”，或去乡镇、街道的社会救助窗口问。"


@dataclass(frozen=True)
class Place:
    """Where the page is about: the division that stands today, its full name, its window."""

    code: str
    name: str
    level: str
    parent_code: str
    window: Window | None


def library() -> Library:
    return cast(Library, current_app.extensions["library"])


def chat_service() -> Chat:
    return cast(Chat, current_app.extensions["chat"])


def today() -> date:
    return beijing_day(utc_now())


def scheme_of(written: str) -> Scheme:
    """Give the scheme of an address. Raises NoSuchScheme."""
    if written not in set(Scheme):
        raise NoSuchScheme
    return Scheme(written)


def schemes_for_residents() -> list[Scheme]:
    """Give the schemes in the order of lists, without the general topic."""
    return [scheme for scheme in Scheme if scheme is not Scheme.GENERAL]


def place_of(written: str) -> Place | None:
    """Give the place of a division code, following merges; None when it is unknown or none."""
    division = current_division(written) if is_code(written) else None
    if division is None:
        return None
    return Place(
        code=division.code,
        name=full_name(division.code) or division.name,
        level=division.level,
        parent_code=division.parent_code,
        window=window_for(division.code),
    )


def asked_place() -> Place | None:
    """Give the place named in the address or the form."""
    return place_of(request.values.get("place", ""))


def asked_guide() -> Guide | None:
    """Give the guide in use whose code came along (`code` or `guide`)."""
    written = request.values.get("code") or request.values.get("guide") or ""
    guide = find_guide(written) if written else None
    return guide if guide and guide.retired_at is None else None


def townships() -> list[tuple[str, str]]:
    """Give (code, name) of the home county's townships."""
    settings: Settings = current_app.extensions["settings"]
    return [(one.code, one.name) for one in children_of(settings.home_region)]


def villages_of(township: str) -> list[tuple[str, str]]:
    """Give (code, name) of a township's villages and communities."""
    return [(one.code, one.name) for one in children_of(township)]


def clipped(name: str, most: int) -> str:
    """Give a form field trimmed, at most `most` characters, without what a database refuses."""
    return request.form.get(name, "").replace("\x00", "").strip()[:most]
