"""intake_case: the cases that wait for a joint meeting are found by their place

Revision ID: 0021
Revises: 0020
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_WAITS = sa.text("meeting_since IS NOT NULL")


def upgrade() -> None:
    op.drop_index("ix_intake_case_meeting", "intake_case")
    op.create_index(
        "ix_intake_case_meeting",
        "intake_case",
        ["division_code"],
        sqlite_where=_WAITS,
        postgresql_where=_WAITS,
    )


def downgrade() -> None:
    op.drop_index("ix_intake_case_meeting", "intake_case")
    op.create_index("ix_intake_case_meeting", "intake_case", ["meeting_since"])
