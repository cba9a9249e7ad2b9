"""A division code as a field of a request body."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from backend.inputs import DigitText, field_fault
from backend.regions.codes import is_code


def _division(value: str) -> str:
    if not is_code(value):
        raise field_fault("请选择现在住的村或社区（12 位区划代码）。")
    return value


DivisionText = Annotated[DigitText, Field(max_length=24), AfterValidator(_division)]
