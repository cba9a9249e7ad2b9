"""What every test may ask for: an application on its own database, a client, a fixed day."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from backend.config import DataKey, Settings
from backend.extensions import Base, db

DATABASES = ["sqlite"] + (["postgres"] if os.environ.get("TEST_POSTGRES_URL") else [])


def settings_for(folder: Path, **changes: object) -> Settings:
    values: dict[str, object] = {
        "var_dir": folder,
        "database_url": f"sqlite:///{folder / 'test.sqlite3'}",
        "secret_key": "test-only-" + "x" * 40,
        "data_keys": (DataKey("k1", bytes(range(32))),),
        "senders": "recording",
    }
    return Settings(**(values | changes))  # type: ignore[arg-type]


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """A fresh application with its tables made, on an empty SQLite file of its own."""
    from backend import create_app

    app = create_app(settings_for(tmp_path))
    app.testing = False
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        Base.metadata.create_all(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def day() -> date:
    """The day on which tests happen, unless they say otherwise."""
    return date(2026, 11, 23)
