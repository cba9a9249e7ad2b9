"""duty_phone: where a supervisor wants to be told of what is late

Revision ID: 0024
Revises: 0023
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duty_phone",
        sa.Column("staff_id", sa.String(32), nullable=False),
        sa.Column("phone_sealed", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_duty_phone_staff_id_staff_member")
        ),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_duty_phone")),
    )


def downgrade() -> None:
    op.drop_table("duty_phone")
