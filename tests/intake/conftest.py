"""Every test of the queue gets places with windows, the real policy texts and a clerk."""

from __future__ import annotations

import pytest
from flask import Flask

from backend.accounts.actor import Actor
from tests.factories import intake as make


@pytest.fixture
def office(app: Flask) -> Flask:
    make.make_places()
    return app


@pytest.fixture
def clerk(office: Flask) -> Actor:
    return make.clerk()
