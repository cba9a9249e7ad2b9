"""What every test may ask for: an application on an empty database, a client, a fixed day.

Each worker makes its applications once, one for SQLite and, where TEST_POSTGRES_URL is set, one for
PostgreSQL, and empties the tables before every test.
"""

from __future__ import annotations

import contextvars
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from backend.attachments import store
from backend.chat.matcher import Matcher
from backend.config import DataKey, Settings
from backend.content.library import Library
from backend.content.words import Words
from backend.extensions import Base, db
from tests.support.real_content import real_library, real_words

# Noisy machines must not fail a property for being slow, and a failure must come again.
hypothesis.settings.register_profile("project", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("project")

POSTGRES_URL = os.environ.get("TEST_POSTGRES_URL", "")
DATABASES = ["sqlite", *(["postgres"] if POSTGRES_URL else [])]


class SeparateClient(FlaskClient):
    """Each request runs in a context of its own, as it does on a server, although the test itself
    holds an application context for talking to services."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        return contextvars.Context().run(super().open, *args, **kwargs)


def settings_for(folder: Path, **changes: Any) -> Settings:
    values: dict[str, Any] = {
        "var_dir": folder,
        "database_url": f"sqlite:///{folder / 'test.sqlite3'}",
        "secret_key": "test-only-" + "x" * 40,
        "data_keys": (DataKey("k1", bytes(range(32))),),
        "senders": "recording",
    }
    return Settings(**(values | changes))


def build_app(folder: Path, **changes: Any) -> Flask:
    """Make an application for tests: cheap password hashing, no tokens in forms."""
    from backend import create_app

    app: Flask = create_app(settings_for(folder, **changes))
    app.test_client_class = SeparateClient
    app.config.update(WTF_CSRF_ENABLED=False, CHEAP_PASSWORDS=True)
    return app


@pytest.fixture(scope="session")
def _apps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Flask]]:
    apps: dict[str, Flask] = {}
    for database in DATABASES:
        changes = (
            {"database_url": fresh_postgres_database("suite")} if database == "postgres" else {}
        )
        app = apps[database] = build_app(tmp_path_factory.mktemp(database), **changes)
        with app.app_context():
            Base.metadata.create_all(db.engine)
    yield apps
    for app in apps.values():
        with app.app_context():
            db.engine.dispose()


def fresh_postgres_database(name: str) -> str:
    """Make an empty database on the test server and give its address."""
    import psycopg

    server, _, own = POSTGRES_URL.rpartition("/")  # the base's name keeps two suites apart
    full_name = f"{own}_{name}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with psycopg.connect(POSTGRES_URL.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {full_name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {full_name}")
    return f"{server}/{full_name}"


@pytest.fixture(params=DATABASES)
def app(request: pytest.FixtureRequest, _apps: dict[str, Flask]) -> Iterator[Flask]:
    """An application whose tables are empty and no paper lies; its context is open for the test."""
    app = _apps[request.param]
    with app.app_context():
        _empty()
        for path, _ in store.lying():
            path.unlink()
        app.extensions["rates"].reset()
        yield app
        db.session.remove()
        app.extensions["guide_scans"].flush()
        app.extensions["chat"].memory.log.flush()


_PASS = text("INSERT INTO deletion_pass (id) VALUES (1) ON CONFLICT DO NOTHING")


def _empty() -> None:
    tables = Base.metadata.sorted_tables
    with db.engine.begin() as connection:
        if db.engine.dialect.name == "postgresql":
            names = ", ".join(table.name for table in tables)
            connection.execute(_PASS)
            connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
        else:
            connection.execute(_PASS)
            for table in reversed(tables):
                if table.name != "deletion_pass":
                    connection.execute(table.delete())
            connection.execute(text("DELETE FROM deletion_pass"))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def day() -> date:
    """The day on which tests happen, unless they say otherwise."""
    return date(2026, 11, 23)


@pytest.fixture(scope="session")
def library() -> Library:
    """The policy texts as they stand in the project."""
    return real_library()


@pytest.fixture(scope="session")
def words() -> Words:
    """What the service understands, as it stands in the project."""
    return real_words()


@pytest.fixture(scope="session")
def matcher(words: Words, tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    return Matcher(words, tmp_path_factory.mktemp("cut"))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where every suite must run (CI), a skipped test is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("NOTHING_SKIPPED") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture
def by_day() -> Iterator[None]:
    """Eleven in the morning: at night nothing leaves for residents, whatever the hour of the test."""
    with time_machine.travel(datetime(2026, 11, 23, 3, tzinfo=UTC)):
        yield
