"""Which cases a list that left held, for the residents who ask who looked.

Revision ID: 0020
Revises: 0019
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'exported_case',
        sa.Column('export_id', sa.String(length=32), nullable=False),
        sa.Column('case_id', sa.String(length=32), nullable=False),
        sa.Column('at', sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ['export_id'], ['list_export.id'], name=op.f('fk_exported_case_export_id_list_export'), ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(
            ['case_id'], ['intake_case.id'], name=op.f('fk_exported_case_case_id_intake_case'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('export_id', 'case_id', name=op.f('pk_exported_case')),
    )
    op.create_index('ix_exported_case_case', 'exported_case', ['case_id'])


def downgrade() -> None:
    op.drop_table('exported_case')
