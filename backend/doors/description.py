"""What the framework leaves out of the API description, and what it adds that is not so.

It drops parameters a call names itself as soon as its path is a model, and declares a 422 in a
shape of its own for every call that has none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_ALSO = "x-also-takes"
_BODY = "x-body"


def also_takes(
    *parameters: Mapping[str, Any], body: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Give the `openapi_extensions` of a call that takes headers or queries besides its models, or
    a `body` that is no model (a form with a file)."""
    return {_ALSO: list(parameters)} | ({_BODY: dict(body)} if body else {})


def complete(document: dict[str, Any]) -> None:
    """Set the document right, in place."""
    for call in calls(document):
        parameters = [*call.get("parameters", []), *call.pop(_ALSO, [])]
        if parameters:
            call["parameters"] = parameters
        if body := call.pop(_BODY, None):
            call["requestBody"] = body
        invalid = call["responses"].get("422", {})
        if "application/json" in invalid.get("content", {}):
            del call["responses"]["422"]


def calls(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Give every operation of the document."""
    for item in document["paths"].values():
        yield from item.values()
