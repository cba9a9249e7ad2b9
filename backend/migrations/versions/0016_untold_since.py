"""intake_case: since when a no waits to be handed to its person

Revision ID: 0016
Revises: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_NEW = sa.text("untold_since IS NOT NULL")
_OLD = sa.text("decided_at IS NOT NULL AND told_at IS NULL")


def upgrade() -> None:
    op.drop_index("ix_intake_case_untold", "intake_case")
    # In plain SQL, the check with its column: batch mode would make the table anew on SQLite, and
    # the checks that stand with other columns could then not be taken back on the way down.
    instant = "DATETIME" if op.get_bind().dialect.name == "sqlite" else "TIMESTAMP"
    op.execute(
        f"ALTER TABLE intake_case ADD COLUMN untold_since {instant}"
        " CONSTRAINT ck_intake_case_untold_until_delivered"
        " CHECK (untold_since IS NULL OR (decided_at IS NOT NULL AND told_at IS NULL))"
    )
    op.execute(
        "UPDATE intake_case SET untold_since = decided_at WHERE told_at IS NULL"
        " AND (state = 'declined' OR result IN ('refused', 'reduced', 'stopped'))"
    )
    op.create_index(
        "ix_intake_case_untold",
        "intake_case",
        ["division_code", "untold_since"],
        sqlite_where=_NEW,
        postgresql_where=_NEW,
    )


def downgrade() -> None:
    op.drop_index("ix_intake_case_untold", "intake_case")
    op.execute("ALTER TABLE intake_case DROP COLUMN untold_since")
    op.create_index(
        "ix_intake_case_untold",
        "intake_case",
        ["decided_at"],
        sqlite_where=_OLD,
        postgresql_where=_OLD,
    )
