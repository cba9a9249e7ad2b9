"""What a clerk would like to ask for once more, until a supervisor has answered.

Revision ID: 0017
Revises: 0016
"""

from __future__ import annotations

from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

# In plain SQL, the checks with the column dropped first: making the table anew would lose the checks
# it has (batch mode does not see them) on SQLite.
_COLUMNS = (
    ("wanted_sealed", "TEXT", ""),
    ("wanted_at", "{instant}", "CONSTRAINT ck_intake_case_wanted_whole CHECK ((wanted_at IS NULL) = (wanted_sealed IS NULL))"
     " CONSTRAINT ck_intake_case_wanted_by_holder CHECK (wanted_at IS NULL OR (holder_id IS NOT NULL AND asked_times > 0))"),
)


def upgrade() -> None:
    instant = "DATETIME" if op.get_bind().dialect.name == "sqlite" else "TIMESTAMP"
    for name, kind, rest in _COLUMNS:
        op.execute(f"ALTER TABLE intake_case ADD COLUMN {name} {kind.replace('{instant}', instant)} {rest}")
    op.create_index("ix_intake_case_wanted", "intake_case", ["wanted_at"])


def downgrade() -> None:
    op.drop_index("ix_intake_case_wanted", "intake_case")
    for name, _, _ in reversed(_COLUMNS):
        op.execute(f"ALTER TABLE intake_case DROP COLUMN {name}")
