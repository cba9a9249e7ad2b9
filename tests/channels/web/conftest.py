"""A phone without scripts in the small demo county."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from backend.guides.queries import guides_of
from tests.factories.county import VILLAGE, make_county


@pytest.fixture
def phone(app: Flask, client: FlaskClient) -> FlaskClient:
    make_county()
    return client


@pytest.fixture
def codes(phone: FlaskClient) -> dict[str, str]:
    """Topic -> code of the village's guides."""
    return {guide.topic: guide.code for guide in guides_of(VILLAGE)}
