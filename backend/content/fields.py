"""The scheme as a field of a request body, wherever a person or a program names one."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from backend.content.names import Scheme
from backend.inputs import field_fault

_IDS = [scheme.value for scheme in Scheme]


def _known(value: str) -> str:
    if value not in _IDS:
        raise field_fault("没有这个救助项目，请从项目名单里选一个（见 /api/v1/schemes）。")
    return value


SchemeId = Annotated[
    str, Field(max_length=40, json_schema_extra={"enum": list(_IDS)}), AfterValidator(_known)
]
