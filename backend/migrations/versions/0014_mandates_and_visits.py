"""mandates and visits

Revision ID: 0014
Revises: 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mandate",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("helper_id", sa.String(32), nullable=False),
        sa.Column("helper_name", sa.String(64), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_by", sa.String(8), nullable=True),
        sa.CheckConstraint(
            "(revoked_at IS NULL) = (revoked_by IS NULL)", name=op.f("ck_mandate_revoked_by_someone")
        ),
        sa.CheckConstraint(
            "revoked_by IS NULL OR revoked_by IN ('resident', 'helper')",
            name=op.f("ck_mandate_revoker_known"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["intake_case.id"], name=op.f("fk_mandate_case_id_intake_case"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate")),
    )
    op.create_index("ix_mandate_helper", "mandate", ["helper_id", "until_on"])
    op.create_index("ix_mandate_case", "mandate", ["case_id"])
    op.create_table(
        "visit",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("place", sa.String(12), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.String(32), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("what_sealed", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("done_by", sa.String(32), nullable=True),
        sa.Column("seen_sealed", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(done_at IS NULL) = (done_by IS NULL)", name=op.f("ck_visit_done_by_someone")
        ),
        sa.CheckConstraint(
            "(done_at IS NULL) = (seen_sealed IS NULL)", name=op.f("ck_visit_done_has_words")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["intake_case.id"], name=op.f("fk_visit_case_id_intake_case"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    op.create_index("ix_visit_place", "visit", ["place", "done_at", "due_on"])
    op.create_index("ix_visit_case", "visit", ["case_id"])


def downgrade() -> None:
    op.drop_table("visit")
    op.drop_table("mandate")
