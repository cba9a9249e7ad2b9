"""Who wants to know that somebody lost a post: the rooms above say so, this room tells them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Flask, current_app

Hook = Callable[[str, datetime], object]
_EXTENSION = "leaving"


def when_someone_leaves(app: Flask, hook: Hook) -> None:
    """Let `hook(staff_id, now)` run in the transaction in which a post ends or changes."""
    app.extensions.setdefault(_EXTENSION, []).append(hook)


def left(staff_id: str, now: datetime) -> None:
    """Tell whoever wants to know that this person's posts have changed."""
    hooks: list[Hook] = current_app.extensions.get(_EXTENSION, [])
    for hook in hooks:
        hook(staff_id, now)
