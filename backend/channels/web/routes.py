"""Every page family, imported so that its addresses are on the blueprint."""

from __future__ import annotations

from backend.channels.web import (
    apply,
    chat,
    explain,
    guide,
    guide_shapes,
    home,
    mandates,
    mine,
    notice,
    offline,
    privacy,
    schemes,
    screen,
    status,
)
from backend.channels.web.blueprint import bp

__all__ = [
    "apply",
    "bp",
    "chat",
    "explain",
    "guide",
    "guide_shapes",
    "home",
    "mandates",
    "mine",
    "notice",
    "offline",
    "privacy",
    "schemes",
    "screen",
    "status",
]
