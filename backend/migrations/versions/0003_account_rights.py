"""account rights: second factor, recovery codes, whole views, emergency access, kin

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("staff_member") as batch:
        batch.add_column(
            sa.Column("must_change_password", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("staff_member") as batch:
        batch.alter_column("must_change_password", server_default=None)
    # Whoever is signed in signs in once more: nobody knows when they last proved themselves.
    op.execute("DELETE FROM staff_session")
    with op.batch_alter_table("staff_session") as batch:
        batch.add_column(sa.Column("proved_at", sa.DateTime(), nullable=False))
        batch.drop_constraint(op.f("ck_staff_session_kind"), type_="check")
        batch.create_check_constraint(
            op.f("ck_staff_session_kind"), "kind IN ('page', 'api', 'half')"
        )
    op.create_table(
        "second_factor",
        sa.Column("staff_id", sa.String(32), nullable=False),
        sa.Column("secret_sealed", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_second_factor_staff_id_staff_member")
        ),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("staff_id", sa.String(32), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_recovery_code_staff_id_staff_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("staff_id", "code_hash", name=op.f("uq_recovery_code_staff_id_code_hash")),
    )
    op.create_table(
        "whole_view",
        sa.Column("staff_id", sa.String(32), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("subject", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("staff_id", "on", "subject", name=op.f("pk_whole_view")),
    )
    op.create_index("ix_whole_view_on", "whole_view", ["on"])
    op.create_table(
        "emergency_access",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("staff_id", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(32), nullable=False),
        sa.Column("subject_number", sa.String(32), nullable=False),
        sa.Column("division_code", sa.String(12), nullable=False),
        sa.Column("reason_sealed", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("until_at", sa.DateTime(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(), nullable=True),
        sa.Column("reviewed_by", sa.String(32), nullable=True),
        sa.Column("verdict", sa.String(8), nullable=True),
        sa.Column("words_sealed", sa.Text(), nullable=True),
        sa.CheckConstraint("until_at > opened_at", name=op.f("ck_emergency_access_ends_later")),
        sa.CheckConstraint(
            "(reviewed_at IS NULL) = (reviewed_by IS NULL)",
            name=op.f("ck_emergency_access_reviewed_by_someone"),
        ),
        sa.CheckConstraint(
            "(reviewed_at IS NULL) = (verdict IS NULL)",
            name=op.f("ck_emergency_access_reviewed_with_verdict"),
        ),
        sa.CheckConstraint(
            "verdict IS NULL OR verdict IN ('fit', 'unfit')",
            name=op.f("ck_emergency_access_verdict_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_access")),
    )
    op.create_index("ix_emergency_access_staff", "emergency_access", ["staff_id", "until_at"])
    op.create_index(
        "ix_emergency_access_review", "emergency_access", ["reviewed_at", "division_code"]
    )
    op.create_table(
        "kin_hash",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("staff_id", sa.String(32), nullable=False),
        sa.Column("relation", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("person_hash", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('id_number', 'phone')", name=op.f("ck_kin_hash_kind_known")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_kin_hash_staff_id_staff_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kin_hash")),
        sa.UniqueConstraint("staff_id", "person_hash", name=op.f("uq_kin_hash_staff_id_person_hash")),
    )


def downgrade() -> None:
    for table in ("kin_hash", "emergency_access", "whole_view", "recovery_code", "second_factor"):
        op.drop_table(table)
    op.execute("DELETE FROM staff_session")
    with op.batch_alter_table("staff_session") as batch:
        batch.drop_constraint(op.f("ck_staff_session_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_staff_session_kind"), "kind IN ('page', 'api')")
        batch.drop_column("proved_at")
    with op.batch_alter_table("staff_member") as batch:
        batch.drop_column("must_change_password")
