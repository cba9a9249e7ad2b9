"""The pool after the database went away: a connection that rested is asked first."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from backend import transaction
from backend.transaction import ping_after_rest
from tests.conftest import POSTGRES_URL


def _cut(engine_url: str) -> None:
    """End every other connection to this database, as a restart of the server does."""
    engine = create_engine(engine_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND application_name = 'resting'"
            )
        )
    engine.dispose()


@pytest.mark.postgres
@pytest.mark.skipif(not POSTGRES_URL, reason="needs PostgreSQL")
@pytest.mark.parametrize("rested", [True, False])
def test_a_connection_that_rested_is_asked_before_use(
    rested: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = create_engine(POSTGRES_URL, connect_args={"application_name": "resting"})
    ping_after_rest(engine)
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    _cut(POSTGRES_URL)
    if not rested:
        with pytest.raises(OperationalError), engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    else:
        later = time.monotonic() + 2
        monkeypatch.setattr(transaction.time, "monotonic", lambda: later)
    with engine.connect() as connection:  # whatever was met, it goes on from here
        assert connection.execute(text("SELECT 1")).scalar() == 1
    engine.dispose()
