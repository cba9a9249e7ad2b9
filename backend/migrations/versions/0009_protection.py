"""rows of the trail and of the histories are only added: the database refuses the rest

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_TABLES = ("audit_entry", "case_event")


def upgrade() -> None:
    op.create_table(
        "deletion_pass",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_deletion_pass_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deletion_pass")),
    )
    if op.get_bind().dialect.name == "postgresql":
        _on_postgres()
        return
    for name in _TABLES:
        op.execute(
            f"CREATE TRIGGER {name}_only_added BEFORE UPDATE ON {name}"
            f" BEGIN SELECT RAISE(ABORT, '{name}: rows are only added'); END"
        )
        op.execute(
            f"CREATE TRIGGER {name}_not_deleted BEFORE DELETE ON {name}"
            " WHEN NOT EXISTS (SELECT 1 FROM deletion_pass)"
            f" BEGIN SELECT RAISE(ABORT, '{name}: rows are only added'); END"
        )


def _on_postgres() -> None:
    op.execute(
        "CREATE OR REPLACE FUNCTION rows_only_added() RETURNS trigger LANGUAGE plpgsql AS $$"
        " BEGIN"
        " IF TG_OP <> 'UPDATE' AND EXISTS (SELECT 1 FROM deletion_pass) THEN"
        " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NULL;"
        " END IF;"
        " RAISE EXCEPTION '%: rows are only added', TG_TABLE_NAME;"
        " END $$"
    )
    for name in _TABLES:
        op.execute(
            f"CREATE TRIGGER {name}_only_added BEFORE UPDATE OR DELETE ON {name}"
            " FOR EACH ROW EXECUTE FUNCTION rows_only_added()"
        )
        op.execute(
            f"CREATE TRIGGER {name}_not_emptied BEFORE TRUNCATE ON {name}"
            " FOR EACH STATEMENT EXECUTE FUNCTION rows_only_added()"
        )


def downgrade() -> None:
    on_postgres = op.get_bind().dialect.name == "postgresql"
    for name in _TABLES:
        for trigger in ("only_added", "not_emptied" if on_postgres else "not_deleted"):
            where = f" ON {name}" if on_postgres else ""
            op.execute(f"DROP TRIGGER {name}_{trigger}{where}")
    if on_postgres:
        op.execute("DROP FUNCTION rows_only_added()")
    op.drop_table("deletion_pass")
