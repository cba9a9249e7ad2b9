"""changes of guide codes, printed sheets, topics asked after a scan

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('guide_code', schema=None) as batch_op:
        batch_op.add_column(sa.Column('issued_by', sa.String(length=32), nullable=True))
        batch_op.create_unique_constraint(op.f('uq_guide_code_serial'), ['serial'])

    op.create_table('guide_change',
    sa.Column('code', sa.String(length=7), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('event', sa.String(length=12), nullable=False),
    sa.Column('place', sa.String(length=12), nullable=False),
    sa.Column('topic', sa.String(length=40), nullable=False),
    sa.Column('why', sa.String(length=200), nullable=False),
    sa.Column('by', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.CheckConstraint("event IN ('repointed', 'retired', 'restored')", name=op.f('ck_guide_change_event_known')),
    sa.ForeignKeyConstraint(['code'], ['guide_code.code'], name=op.f('fk_guide_change_code_guide_code')),
    sa.PrimaryKeyConstraint('code', 'version', name=op.f('pk_guide_change'))
    )
    op.create_table('printed_sheet',
    sa.Column('code', sa.String(length=7), nullable=False),
    sa.Column('size', sa.String(length=8), nullable=False),
    sa.Column('printed_on', sa.Date(), nullable=False),
    sa.Column('serial', sa.Integer(), nullable=False),
    sa.Column('place', sa.String(length=12), nullable=False),
    sa.Column('topic', sa.String(length=40), nullable=False),
    sa.Column('by', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['code'], ['guide_code.code'], name=op.f('fk_printed_sheet_code_guide_code')),
    sa.PrimaryKeyConstraint('code', 'size', 'printed_on', name=op.f('pk_printed_sheet'))
    )
    op.create_table('guide_question',
    sa.Column('code', sa.String(length=7), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('topic', sa.String(length=40), nullable=False),
    sa.Column('questions', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('code', 'day', 'topic', name=op.f('pk_guide_question'))
    )


def downgrade() -> None:
    op.drop_table('guide_question')
    op.drop_table('printed_sheet')
    op.drop_table('guide_change')
    with op.batch_alter_table('guide_code', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('uq_guide_code_serial'), type_='unique')
        batch_op.drop_column('issued_by')
