"""region_stamp: drawn anew with every change of divisions and windows

Revision ID: 0022
Revises: 0021
"""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    stamp = op.create_table(
        "region_stamp",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.String(32), nullable=False),
        sa.CheckConstraint("id = 1", name="single"),
        sa.PrimaryKeyConstraint("id", name="pk_region_stamp"),
    )
    op.execute(stamp.insert().values(id=1, value=secrets.token_hex(16)))


def downgrade() -> None:
    op.drop_table("region_stamp")
