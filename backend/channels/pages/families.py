"""Every page family, imported so that its views hang on the blueprint."""

from __future__ import annotations

from backend.channels.pages import apply, follow, home, policies, screen, talk
from backend.channels.pages.blueprint import pages

FAMILIES = (home, talk, policies, screen, apply, follow)

__all__ = ["FAMILIES", "pages"]
