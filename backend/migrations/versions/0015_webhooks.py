"""webhooks: whom we tell, who reports, and which reports have come

Revision ID: 0015
Revises: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'webhook_target',
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.Column('title', sa.String(length=40), nullable=False),
        sa.Column('division_code', sa.String(length=12), nullable=False),
        sa.Column('events', sa.JSON(), nullable=False),
        sa.Column('url_sealed', sa.Text(), nullable=False),
        sa.Column('secret_sealed', sa.Text(), nullable=False),
        sa.Column('told_seq', sa.Integer(), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook_target')),
    )
    op.create_table(
        'webhook_source',
        sa.Column('name', sa.String(length=40), nullable=False),
        sa.Column('title', sa.String(length=40), nullable=False),
        sa.Column('division_code', sa.String(length=12), nullable=False),
        sa.Column('secret_sealed', sa.Text(), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint('name', name=op.f('pk_webhook_source')),
    )
    op.create_table(
        'webhook_report',
        sa.Column('source', sa.String(length=40), nullable=False),
        sa.Column('message_id', sa.String(length=64), nullable=False),
        sa.Column('body_hash', sa.String(length=64), nullable=False),
        sa.Column('received_at', sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint('source', 'message_id', name=op.f('pk_webhook_report')),
    )
    op.create_index('ix_webhook_report_received_at', 'webhook_report', ['received_at'])


def downgrade() -> None:
    op.drop_table('webhook_report')
    op.drop_table('webhook_source')
    op.drop_table('webhook_target')
