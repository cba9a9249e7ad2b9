"""Migrations go up and down with data, on both databases, and end where the models are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import CheckConstraint, inspect, text

from backend.extensions import Base, db
from tests.conftest import DATABASES, build_app, fresh_postgres_database


@pytest.fixture(params=DATABASES)
def empty_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    changes = {}
    if request.param == "postgres":
        changes["database_url"] = fresh_postgres_database("migrations")
    app = build_app(tmp_path, **changes)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_up_reaches_the_models(empty_app: Flask) -> None:
    upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        checks = {
            (table, check["name"])
            for table in inspect(connection).get_table_names()
            for check in inspect(connection).get_check_constraints(table)
        }
    expected = {
        (table.name, f"ck_{table.name}_{one.name}")
        for table in Base.metadata.tables.values()
        for one in table.constraints
        if isinstance(one, CheckConstraint)
    }
    assert ("intake_case", "ck_intake_case_in_hand_is_held") in checks
    assert {(table, name.removeprefix(f"ck_{table}_")) for table, name in checks} >= {
        (table, name.removeprefix(f"ck_{table}_").removeprefix(f"ck_{table}_"))
        for table, name in expected
    }, "a table made anew keeps its checks"


def test_down_and_up_again(empty_app: Flask) -> None:
    upgrade()
    with db.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO division (code, name, level, parent_code, valid_from)"
                " VALUES ('410482000000', '汝州市', 'county', '', '2023-06-30')"
            )
        )
    downgrade(revision="base")
    with db.engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    upgrade()
    with db.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM division")) == 0


@pytest.mark.parametrize("table", ["audit_entry", "case_event"])
def test_the_newest_tables_refuse_to_be_changed(empty_app: Flask, table: str) -> None:
    """A table made anew by a later migration must get its triggers back."""
    upgrade()
    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            query = "SELECT count(*) FROM pg_trigger WHERE tgrelid = cast(:name AS regclass) AND NOT tgisinternal"
        else:
            query = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :name"
        assert connection.scalar(text(query), {"name": table}) == 2
