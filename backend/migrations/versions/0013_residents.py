"""residents who come back by the mini-program: visits, bound cases, consents to messages

Revision ID: 0013
Revises: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'resident_session',
        sa.Column('token_hash', sa.String(length=64), nullable=False),
        sa.Column('resident_hash', sa.String(length=64), nullable=False),
        sa.Column('address_sealed', sa.Text(), nullable=False),
        sa.Column('expires_at', sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_resident_session')),
    )
    op.create_index('ix_resident_session_expires_at', 'resident_session', ['expires_at'])
    op.create_table(
        'resident_binding',
        sa.Column('resident_hash', sa.String(length=64), nullable=False),
        sa.Column('case_id', sa.String(length=32), nullable=False),
        sa.Column('address_sealed', sa.Text(), nullable=False),
        sa.Column('bound_at', sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint('resident_hash', 'case_id', name=op.f('pk_resident_binding')),
    )
    op.create_index('ix_resident_binding_case_id', 'resident_binding', ['case_id'])
    op.create_table(
        'message_consent',
        sa.Column('resident_hash', sa.String(length=64), nullable=False),
        sa.Column('remaining', sa.Integer(), nullable=False),
        sa.Column('changed_at', sa.DateTime(), nullable=False),
        sa.CheckConstraint('remaining >= 0', name=op.f('ck_message_consent_remaining_counts')),
        sa.PrimaryKeyConstraint('resident_hash', name=op.f('pk_message_consent')),
    )


def downgrade() -> None:
    op.drop_table('message_consent')
    op.drop_table('resident_binding')
    op.drop_table('resident_session')
