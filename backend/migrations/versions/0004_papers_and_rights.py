"""papers of a case, changes to what was sent in, erasures

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table('erasure',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('case_id', sa.String(length=32), nullable=False),
    sa.Column('what', sa.String(length=10), nullable=False),
    sa.Column('why', sa.String(length=10), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.CheckConstraint("what IN ('case', 'sensitive')", name=op.f('ck_erasure_what_known')),
    sa.CheckConstraint("why IN ('period', 'asked', 'consent')", name=op.f('ck_erasure_why_known')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_erasure'))
    )
    with op.batch_alter_table('erasure', schema=None) as batch_op:
        batch_op.create_index('ix_erasure_at', ['at'], unique=False)
        batch_op.create_index('ix_erasure_case', ['case_id'], unique=False)

    op.create_table('attachment',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('case_id', sa.String(length=32), nullable=False),
    sa.Column('paper', sa.String(length=20), nullable=False),
    sa.Column('media_type', sa.String(length=20), nullable=False),
    sa.Column('size_bytes', sa.Integer(), nullable=False),
    sa.Column('pages', sa.Integer(), nullable=False),
    sa.Column('consent', sa.String(length=12), nullable=False),
    sa.Column('added_by', sa.String(length=10), nullable=False),
    sa.Column('staff_id', sa.String(length=32), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint("(added_by = 'staff') = (staff_id IS NOT NULL)", name=op.f('ck_attachment_staff_is_named')),
    sa.CheckConstraint("consent IN ('before', 'with_upload', 'in_person')", name=op.f('ck_attachment_consent_known')),
    sa.CheckConstraint("media_type IN ('image/jpeg', 'application/pdf')", name=op.f('ck_attachment_type_known')),
    sa.CheckConstraint("paper IN ('household_book', 'id_card', 'income', 'medical', 'other')", name=op.f('ck_attachment_paper_known')),
    sa.CheckConstraint('size_bytes > 0 AND pages > 0', name=op.f('ck_attachment_counts')),
    sa.ForeignKeyConstraint(['case_id'], ['intake_case.id'], name=op.f('fk_attachment_case_id_intake_case')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attachment'))
    )
    with op.batch_alter_table('attachment', schema=None) as batch_op:
        batch_op.create_index('ix_attachment_case', ['case_id', 'created_at'], unique=False)

    op.create_table('pre_application_change',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('pre_application_id', sa.String(length=32), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('details_sealed', sa.Text(), nullable=False),
    sa.CheckConstraint("kind IN ('corrected', 'consent_given', 'consent_withdrawn', 'deletion_asked')", name=op.f('ck_pre_application_change_kind_known')),
    sa.ForeignKeyConstraint(['pre_application_id'], ['pre_application.id'], name=op.f('fk_pre_application_change_pre_application_id_pre_application')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pre_application_change')),
    sa.UniqueConstraint('pre_application_id', 'seq', name=op.f('uq_pre_application_change_pre_application_id_seq'))
    )
    with op.batch_alter_table('pre_application', schema=None) as batch_op:
        batch_op.add_column(sa.Column('erase_on', sa.Date(), nullable=True))
        batch_op.create_index('ix_pre_application_erase_on', ['erase_on'], unique=False)




def downgrade() -> None:

    with op.batch_alter_table('pre_application', schema=None) as batch_op:
        batch_op.drop_index('ix_pre_application_erase_on')
        batch_op.drop_column('erase_on')

    op.drop_table('pre_application_change')
    with op.batch_alter_table('attachment', schema=None) as batch_op:
        batch_op.drop_index('ix_attachment_case')

    op.drop_table('attachment')
    with op.batch_alter_table('erasure', schema=None) as batch_op:
        batch_op.drop_index('ix_erasure_case')
        batch_op.drop_index('ix_erasure_at')

    op.drop_table('erasure')

