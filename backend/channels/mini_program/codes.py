"""Round codes of the mini-program for guides: asked for once, then kept as a file."""

from __future__ import annotations

from pathlib import Path

from flask import current_app

from backend.channels.mini_program.login import asked, client
from backend.extensions import new_id
from backend.guides.opening import NoSuchGuide
from backend.guides.queries import find_guide

PAGE = "pages/guide/guide"


def image_of(written: str) -> bytes:
    """Give the picture for a guide code in use. Raises NoSuchGuide, NotOffered, OutOfService."""
    guide = find_guide(written)
    if guide is None or guide.retired_at is not None:
        raise NoSuchGuide
    folder = Path(current_app.extensions["settings"].var_dir) / "cache" / "mini_codes"
    path = folder / f"{client().app_id}-{guide.code}"
    try:
        return path.read_bytes()
    except FileNotFoundError:
        pass
    picture = asked(lambda: client().code_image(guide.code, PAGE))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = folder / new_id()
    fresh.write_bytes(picture)
    fresh.replace(path)
    return picture
