"""call notes

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "call_note",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("by", sa.String(32), nullable=False),
        sa.Column("by_surname", sa.String(8), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("words_sealed", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('reached', 'call_back', 'no_answer', 'wrong_number')",
            name=op.f("ck_call_note_outcome_known"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["intake_case.id"],
            name=op.f("fk_call_note_case_id_intake_case"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_note")),
    )
    op.create_index("ix_call_note_case", "call_note", ["case_id", "at"])
    op.create_index("ix_call_note_next", "call_note", ["by", "next_on"])


def downgrade() -> None:
    op.drop_table("call_note")
