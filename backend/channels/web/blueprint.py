"""The blueprint every page family adds itself to, and what several of them share."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, current_app, request

from backend.chat.services import Chat
from backend.config import Settings
from backend.content.library import Library
from backend.content.names import Scheme
from backend.problems import NotFound
from backend.regions.codes import is_code
from backend.regions.queries import Division, current_division

bp = Blueprint("web", __name__, template_folder="templates")

_PLACE = "place"


class NoSuchScheme(NotFound):
    slug, title = "no-such-scheme", "没有这个项目"
    detail_default = "请从项目名单里选一个；拿不准就用“问一问”，或去乡镇、街道的社会救助窗口问。"


def library() -> Library:
    return cast(Library, current_app.extensions["library"])


def chat_service() -> Chat:
    return cast(Chat, current_app.extensions["chat"])


def home_region() -> str:
    settings: Settings = current_app.extensions["settings"]
    return settings.home_region


def scheme_of(written: str) -> Scheme:
    """Give the scheme of an address. Raises NoSuchScheme."""
    if written not in set(Scheme):
        raise NoSuchScheme
    return Scheme(written)


def schemes_for_residents() -> list[Scheme]:
    """Give the schemes in the order of lists, without the general topic."""
    return [scheme for scheme in Scheme if scheme is not Scheme.GENERAL]


def asked_place() -> Division | None:
    """Give the place named in the address or form; None when there is none or it is unknown."""
    written = request.values.get(_PLACE, "")
    return current_division(written) if is_code(written) else None
