"""The local units of departments: name, duty phone, who leads what, from when to when.

Revision ID: 0018
Revises: 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

_KNOWN = (
    "'charity_redcross', 'civil_affairs', 'disabled_persons_federation', 'education', 'emergency_management',"
    " 'health', 'healthcare_security', 'housing', 'human_resources', 'justice', 'public_security', 'trade_union'"
)


def upgrade() -> None:
    op.create_table(
        'department_unit',
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.Column('division_code', sa.String(length=12), nullable=False),
        sa.Column('department', sa.String(length=40), nullable=False),
        sa.Column('name', sa.String(length=80), nullable=False),
        sa.Column('phone', sa.String(length=40), nullable=False),
        sa.Column('leads', sa.JSON(), nullable=False),
        sa.Column('assists', sa.JSON(), nullable=False),
        sa.Column('from_on', sa.Date(), nullable=False),
        sa.Column('until_on', sa.Date(), nullable=True),
        sa.Column('source', sa.String(length=200), nullable=False),
        sa.Column('is_demo', sa.Boolean(), nullable=False),
        sa.CheckConstraint(f"department IN ({_KNOWN})", name=op.f('ck_department_unit_department_known')),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name=op.f('ck_department_unit_dates_in_order')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_department_unit')),
        sa.UniqueConstraint('division_code', 'department', 'from_on', name=op.f('uq_department_unit_division_code_department_from_on')),
    )


def downgrade() -> None:
    op.drop_table('department_unit')
