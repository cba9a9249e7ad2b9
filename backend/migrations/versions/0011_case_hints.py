"""An index for the reminders that have not left yet.

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_intake_case_hint", "intake_case", ["hint", "due_on"])


def downgrade() -> None:
    op.drop_index("ix_intake_case_hint", "intake_case")
