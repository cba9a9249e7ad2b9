"""一门助: a resident asks, scans, applies; a township window claims, helps and answers.

The package exports the application factory and nothing else. The map of the rooms, and which
way imports point, stands in README.md and is held by `lint-imports` and tests/guards.
"""

from typing import Any


def create_app(*args: Any, **kwargs: Any) -> Any:
    """Build the application; see backend.app.create_app. Imported late so that the pure rules
    (and the tools that only need them) do not load the web."""
    from backend.app import create_app as build

    return build(*args, **kwargs)


__all__ = ["create_app"]
