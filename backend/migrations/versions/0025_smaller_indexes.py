"""intake_case: what is asked for few cases is indexed for these only

Revision ID: 0025
Revises: 0024
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

# Name, columns before, columns now, of which cases.
_INDEXES = (
    ("mine", ["holder_id", "state", "due_on"], None, "holder_id IS NOT NULL"),
    ("due", ["due_on"], None, "due_on IS NOT NULL"),
    ("hint", ["hint", "due_on"], None, "due_on IS NOT NULL"),
    ("parent", ["parent_id"], None, "parent_id IS NOT NULL"),
    ("provisional", ["provisional"], ["due_on"], "provisional IS true"),
    ("offered", ["offered_division"], None, "offered_division IS NOT NULL"),
    ("wanted", ["wanted_at"], None, "wanted_at IS NOT NULL"),
)


def upgrade() -> None:
    for name, before, now, where in _INDEXES:
        few = sa.text(where)
        op.drop_index(f"ix_intake_case_{name}", "intake_case")
        op.create_index(
            f"ix_intake_case_{name}",
            "intake_case",
            now or before,
            sqlite_where=few,
            postgresql_where=few,
        )


def downgrade() -> None:
    for name, before, _, _ in _INDEXES:
        op.drop_index(f"ix_intake_case_{name}", "intake_case")
        op.create_index(f"ix_intake_case_{name}", "intake_case", before)
