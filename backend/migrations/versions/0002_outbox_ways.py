"""outbox: merged and skipped notices, the channel they left by; opt-outs; contacts on duty

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('outbox_message') as table:
        table.add_column(sa.Column('channel', sa.String(length=20), nullable=False, server_default=''))
        table.add_column(sa.Column('merged_into', sa.String(length=32), nullable=True))
        table.drop_constraint(op.f('ck_outbox_message_state_known'), type_='check')
        table.create_check_constraint(
            op.f('ck_outbox_message_state_known'),
            "state IN ('waiting', 'sent', 'dead', 'merged', 'skipped')",
        )
        table.drop_constraint(op.f('ck_outbox_message_audience_known'), type_='check')
        table.create_check_constraint(
            op.f('ck_outbox_message_audience_known'), "audience IN ('resident', 'staff', 'system')"
        )
        table.create_check_constraint(
            op.f('ck_outbox_message_merged_into_one'), "(state = 'merged') = (merged_into IS NOT NULL)"
        )
        table.create_index('ix_outbox_message_merged_into', ['merged_into'])
    op.create_table(
        'notice_opt_out',
        sa.Column('address_hash', sa.String(length=64), nullable=False),
        sa.Column('since', sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint('address_hash', name=op.f('pk_notice_opt_out')),
    )
    op.create_table(
        'duty_contact',
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.Column('division_code', sa.String(length=12), nullable=False),
        sa.Column('department', sa.String(length=40), nullable=False),
        sa.Column('kind', sa.String(length=10), nullable=False),
        sa.Column('address_sealed', sa.Text(), nullable=False),
        sa.Column('secret_sealed', sa.Text(), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('dingtalk', 'wecom', 'mail')", name=op.f('ck_duty_contact_kind_known')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_duty_contact')),
    )
    op.create_index('ix_duty_contact_division_code', 'duty_contact', ['division_code'])


def downgrade() -> None:
    op.drop_table('duty_contact')
    op.drop_table('notice_opt_out')
    op.execute("DELETE FROM outbox_message WHERE state IN ('merged', 'skipped') OR audience = 'system'")
    with op.batch_alter_table('outbox_message') as table:
        table.drop_index('ix_outbox_message_merged_into')
        table.drop_constraint(op.f('ck_outbox_message_merged_into_one'), type_='check')
        table.drop_constraint(op.f('ck_outbox_message_audience_known'), type_='check')
        table.create_check_constraint(
            op.f('ck_outbox_message_audience_known'), "audience IN ('resident', 'staff')"
        )
        table.drop_constraint(op.f('ck_outbox_message_state_known'), type_='check')
        table.create_check_constraint(
            op.f('ck_outbox_message_state_known'), "state IN ('waiting', 'sent', 'dead')"
        )
        table.drop_column('merged_into')
        table.drop_column('channel')
