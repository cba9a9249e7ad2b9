"""What `audit verify` looks at besides the trail itself; rooms above hang up their own checks."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, current_app

Check = Callable[[], list[str]]
_NAME = "audit_checks"


def add_check(app: Flask, check: Check) -> None:
    """Have `check` asked too: it gives a Chinese sentence for every altered place."""
    app.extensions.setdefault(_NAME, []).append(check)


def checks() -> list[Check]:
    return list(current_app.extensions.get(_NAME, ()))
