"""Every journey happens in the small demo county."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from backend.extensions import utc_now
from tests.factories.county import make_county
from tests.support.door import Door


@pytest.fixture(autouse=True)
def county(app: Flask) -> None:
    make_county()


@pytest.fixture
def door(client: FlaskClient, app: Flask) -> Iterator[Door]:
    """The service on a Monday morning; the day goes on only when the journey says so."""
    monday = utc_now().replace(hour=1, minute=0, second=0, microsecond=0)
    monday += timedelta(days=7 - monday.weekday())
    with time_machine.travel(monday, tick=True) as clock:
        yield Door(client, clock, monday)
