"""Every page family, imported so that its addresses are on the blueprint."""

from __future__ import annotations

from backend.channels.web import (
    apply,
    ask,
    chat,
    explain,
    guide,
    guide_shapes,
    home,
    leaving,
    mandates,
    mine,
    notice,
    offline,
    open_numbers,
    privacy,
    schemes,
    screen,
    status,
)
from backend.channels.web.blueprint import bp

__all__ = [
    "apply",
    "ask",
    "bp",
    "chat",
    "explain",
    "guide",
    "guide_shapes",
    "home",
    "leaving",
    "mandates",
    "mine",
    "notice",
    "offline",
    "open_numbers",
    "privacy",
    "schemes",
    "screen",
    "status",
]
