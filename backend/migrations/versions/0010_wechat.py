"""WeChat: deliveries, people, access tokens; short-lived links

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'channel_pass',
        sa.Column('token_hash', sa.String(length=64), nullable=False),
        sa.Column('address_sealed', sa.Text(), nullable=False),
        sa.Column('path', sa.String(length=200), nullable=False),
        sa.Column('place', sa.String(length=12), nullable=True),
        sa.Column('made_at', sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_channel_pass')),
    )
    op.create_index('ix_channel_pass_made_at', 'channel_pass', ['made_at'])
    op.create_table(
        'wechat_token',
        sa.Column('app_id', sa.String(length=32), nullable=False),
        sa.Column('token_sealed', sa.Text(), nullable=False),
        sa.Column('expires_at', sa.DateTime(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('claimed_until', sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint('app_id', name=op.f('pk_wechat_token')),
    )
    op.create_table(
        'wechat_delivery',
        sa.Column('key_hash', sa.String(length=64), nullable=False),
        sa.Column('signature_hash', sa.String(length=64), nullable=False),
        sa.Column('state', sa.String(length=10), nullable=False),
        sa.Column('received_at', sa.DateTime(), nullable=False),
        sa.Column('lease_until', sa.DateTime(), nullable=False),
        sa.Column('lease_token', sa.String(length=32), nullable=False),
        sa.Column('attempts', sa.Integer(), nullable=False),
        sa.Column('message_sealed', sa.Text(), nullable=True),
        sa.Column('answer_sealed', sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('working', 'done')", name=op.f('ck_wechat_delivery_state_known')),
        sa.CheckConstraint(
            "(state = 'done') = (message_sealed IS NULL)", name=op.f('ck_wechat_delivery_done_is_emptied')
        ),
        sa.PrimaryKeyConstraint('key_hash', name=op.f('pk_wechat_delivery')),
        sa.UniqueConstraint('signature_hash', name=op.f('uq_wechat_delivery_signature_hash')),
    )
    op.create_index('ix_wechat_delivery_open', 'wechat_delivery', ['state', 'lease_until'])
    op.create_index('ix_wechat_delivery_received_at', 'wechat_delivery', ['received_at'])
    op.create_table(
        'wechat_person',
        sa.Column('person_hash', sa.String(length=64), nullable=False),
        sa.Column('conversation_id', sa.String(length=32), nullable=False),
        sa.Column('first_at', sa.DateTime(), nullable=False),
        sa.Column('last_at', sa.DateTime(), nullable=False),
        sa.Column('left_at', sa.DateTime(), nullable=True),
        sa.Column('place', sa.String(length=12), nullable=True),
        sa.Column('asking', sa.String(length=12), nullable=False),
        sa.Column('case_id', sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint('person_hash', name=op.f('pk_wechat_person')),
    )
    op.create_index('ix_wechat_person_last_at', 'wechat_person', ['last_at'])
    op.create_index('ix_wechat_person_case_id', 'wechat_person', ['case_id'])


def downgrade() -> None:
    op.drop_table('wechat_person')
    op.drop_table('wechat_delivery')
    op.drop_table('wechat_token')
    op.drop_table('channel_pass')
