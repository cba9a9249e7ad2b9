"""intake_case: since when it is urgent, where that was not so from the start

Revision ID: 0026
Revises: 0025
"""

from __future__ import annotations

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # In plain SQL, for batch mode would make the table anew on SQLite and lose the checks that stand
    # with other columns.
    instant = "DATETIME" if op.get_bind().dialect.name == "sqlite" else "TIMESTAMP"
    op.execute(
        f"ALTER TABLE intake_case ADD COLUMN urgent_at {instant}"
        " CONSTRAINT ck_intake_case_urgent_since CHECK (urgent_at IS NULL OR urgent IS true)"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE intake_case DROP COLUMN urgent_at")
