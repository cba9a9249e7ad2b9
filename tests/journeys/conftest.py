"""Every journey happens in the small demo county."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.factories.county import make_county


@pytest.fixture(autouse=True)
def county(app: Flask) -> None:
    make_county()
