"""lists that leave, public notices

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table('list_export',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('staff_id', sa.String(length=32), nullable=False),
    sa.Column('division_code', sa.String(length=12), nullable=False),
    sa.Column('queue', sa.String(length=20), nullable=False),
    sa.Column('state', sa.String(length=24), nullable=False),
    sa.Column('form', sa.String(length=4), nullable=False),
    sa.Column('row_count', sa.Integer(), nullable=False),
    sa.Column('reason_sealed', sa.Text(), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('needs_second', sa.Boolean(), nullable=False),
    sa.Column('approved_by', sa.String(length=32), nullable=True),
    sa.Column('approved_at', sa.DateTime(), nullable=True),
    sa.Column('until_at', sa.DateTime(), nullable=True),
    sa.Column('fetched', sa.Integer(), nullable=False),
    sa.CheckConstraint("form IN ('csv', 'xlsx')", name=op.f('ck_list_export_form_known')),
    sa.CheckConstraint('(approved_by IS NULL) = (approved_at IS NULL)', name=op.f('ck_list_export_approved_by_someone')),
    sa.CheckConstraint('approved_by IS NULL OR approved_by <> staff_id', name=op.f('ck_list_export_second_person')),
    sa.CheckConstraint('row_count >= 0', name=op.f('ck_list_export_counted')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_list_export'))
    )
    with op.batch_alter_table('list_export', schema=None) as batch_op:
        batch_op.create_index('ix_list_export_asked_at', ['asked_at'], unique=False)
        batch_op.create_index('ix_list_export_staff', ['staff_id', 'asked_at'], unique=False)

    op.create_table('public_notice',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('case_id', sa.String(length=32), nullable=False),
    sa.Column('scheme', sa.String(length=40), nullable=False),
    sa.Column('place', sa.String(length=12), nullable=False),
    sa.Column('window_id', sa.String(length=32), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('last_on', sa.Date(), nullable=False),
    sa.Column('shown_sealed', sa.Text(), nullable=True),
    sa.Column('published_by', sa.String(length=32), nullable=False),
    sa.Column('published_at', sa.DateTime(), nullable=False),
    sa.Column('taken_down_at', sa.DateTime(), nullable=True),
    sa.CheckConstraint('last_on >= from_on', name=op.f('ck_public_notice_days_in_order')),
    sa.ForeignKeyConstraint(['case_id'], ['intake_case.id'], name=op.f('fk_public_notice_case_id_intake_case')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_public_notice'))
    )
    with op.batch_alter_table('public_notice', schema=None) as batch_op:
        batch_op.create_index('ix_public_notice_last_on', ['last_on'], unique=False)
        batch_op.create_index('uq_public_notice_up', ['case_id'], unique=True, sqlite_where=sa.text('taken_down_at IS NULL'), postgresql_where=sa.text('taken_down_at IS NULL'))




def downgrade() -> None:

    with op.batch_alter_table('public_notice', schema=None) as batch_op:
        batch_op.drop_index('uq_public_notice_up', sqlite_where=sa.text('taken_down_at IS NULL'), postgresql_where=sa.text('taken_down_at IS NULL'))
        batch_op.drop_index('ix_public_notice_last_on')

    op.drop_table('public_notice')
    with op.batch_alter_table('list_export', schema=None) as batch_op:
        batch_op.drop_index('ix_list_export_staff')
        batch_op.drop_index('ix_list_export_asked_at')

    op.drop_table('list_export')

