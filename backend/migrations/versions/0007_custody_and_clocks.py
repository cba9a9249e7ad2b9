"""What else belongs to a case: transfers offered, departments' returns, items, meetings, clocks.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


_FINAL = "'closed', 'declined', 'withdrawn'"
_UNANSWERED = sa.text('answered_at IS NULL AND returned_at IS NULL AND cancelled_at IS NULL')
# Columns are added with their checks, in plain SQL: making the tables anew would lose the checks
# they have (batch mode does not see them) on SQLite. A check stands with the column that is dropped
# first, so that the way down works too.
_COLUMNS = (
    ("case_referral", "scheme", "VARCHAR(40)", "DEFAULT '' NOT NULL"),
    ("case_referral", "is_lead", "BOOLEAN", "DEFAULT {no} NOT NULL"),
    ("case_referral", "accepted_at", "{instant}", ""),
    ("case_referral", "accepted_by", "VARCHAR(32)", "CONSTRAINT ck_case_referral_accepted_by_one CHECK ((accepted_at IS NULL) = (accepted_by IS NULL))"),
    ("case_referral", "article", "VARCHAR(200)", ""),
    ("case_referral", "returned_by", "VARCHAR(32)", ""),
    ("case_referral", "returned_at", "{instant}", "CONSTRAINT ck_case_referral_returned_alone CHECK (returned_at IS NULL OR (answered_at IS NULL AND cancelled_at IS NULL))"),
    ("case_referral", "return_sealed", "TEXT", "CONSTRAINT ck_case_referral_returned_for_reason CHECK ((returned_at IS NULL) = (return_sealed IS NULL) AND (returned_at IS NULL OR article IS NOT NULL))"),
    ("intake_case", "due_at", "{instant}", "CONSTRAINT ck_intake_case_due_at_has_day CHECK (due_at IS NULL OR due_on IS NOT NULL)"),
    ("intake_case", "hint", "VARCHAR(4)", "CONSTRAINT ck_intake_case_hint_known CHECK (hint IS NULL OR hint IN ('soon', 'late'))"),
    ("intake_case", "pauses", "JSON", ""),
    ("intake_case", "offered_division", "VARCHAR(12)", ""),
    ("intake_case", "offered_window_id", "VARCHAR(32)", "CONSTRAINT ck_intake_case_offered_to_window CHECK ((offered_window_id IS NULL) = (offered_division IS NULL))"
     f" CONSTRAINT ck_intake_case_offered_before_accepted CHECK (offered_window_id IS NULL OR state NOT IN ('accepted', {_FINAL}))"
     " CONSTRAINT ck_intake_case_offered_elsewhere CHECK (offered_window_id IS NULL OR offered_window_id <> window_id)"),
    ("intake_case", "bounces", "INTEGER", "DEFAULT 0 NOT NULL CONSTRAINT ck_intake_case_bounces_count CHECK (bounces >= 0)"),
    ("intake_case", "meeting_since", "{instant}", f"CONSTRAINT ck_intake_case_meeting_only_open CHECK (meeting_since IS NULL OR state NOT IN ({_FINAL}))"),
    ("intake_case", "household_hash", "VARCHAR(64)", ""),
)
_CASE_INDEXES = {
    "ix_intake_case_household": "household_hash",
    "ix_intake_case_meeting": "meeting_since",
    "ix_intake_case_offered": "offered_division",
    "ix_intake_case_phone": "phone_hash",
}


def _said(text: str) -> str:
    sqlite = op.get_bind().dialect.name == "sqlite"
    return text.replace("{no}", "0" if sqlite else "false").replace("{instant}", "DATETIME" if sqlite else "TIMESTAMP")


def upgrade() -> None:
    op.create_table('case_clock',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('case_id', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('started_at', sa.DateTime(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('due_at', sa.DateTime(), nullable=True),
    sa.Column('due_rule', sa.String(length=80), nullable=False),
    sa.Column('due_title', sa.String(length=120), nullable=False),
    sa.Column('due_source', sa.String(length=160), nullable=False),
    sa.Column('due_derivation', sa.JSON(), nullable=False),
    sa.Column('provisional', sa.Boolean(), nullable=False),
    sa.Column('hint', sa.String(length=4), nullable=True),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.CheckConstraint("hint IS NULL OR hint IN ('soon', 'late')", name=op.f('ck_case_clock_hint_known')),
    sa.ForeignKeyConstraint(['case_id'], ['intake_case.id'], name=op.f('fk_case_clock_case_id_intake_case')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_clock'))
    )
    with op.batch_alter_table('case_clock', schema=None) as batch_op:
        batch_op.create_index('ix_case_clock_case', ['case_id'], unique=False)
        batch_op.create_index('ix_case_clock_due', ['due_on'], unique=False, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
        batch_op.create_index('uq_case_clock_running', ['case_id', 'name'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('case_item',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('case_id', sa.String(length=32), nullable=False),
    sa.Column('scheme', sa.String(length=40), nullable=False),
    sa.Column('lead_department', sa.String(length=40), nullable=False),
    sa.Column('added_by', sa.String(length=32), nullable=False),
    sa.Column('added_at', sa.DateTime(), nullable=False),
    sa.Column('result', sa.String(length=16), nullable=True),
    sa.Column('reason_sealed', sa.Text(), nullable=True),
    sa.Column('article', sa.String(length=200), nullable=True),
    sa.Column('settled_by', sa.String(length=32), nullable=True),
    sa.Column('settled_at', sa.DateTime(), nullable=True),
    sa.CheckConstraint("result IS NULL OR result <> 'refused' OR article IS NOT NULL", name=op.f('ck_case_item_no_has_article')),
    sa.CheckConstraint("result IS NULL OR result IN ('answered', 'duplicate', 'granted', 'refused', 'resolved', 'unreachable')", name=op.f('ck_case_item_result_known')),
    sa.CheckConstraint('(settled_at IS NULL) = (result IS NULL) AND (settled_at IS NULL) = (reason_sealed IS NULL) AND (settled_at IS NULL) = (settled_by IS NULL)', name=op.f('ck_case_item_settled_whole')),
    sa.ForeignKeyConstraint(['case_id'], ['intake_case.id'], name=op.f('fk_case_item_case_id_intake_case')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_item')),
    sa.UniqueConstraint('case_id', 'scheme', name=op.f('uq_case_item_case_id_scheme'))
    )
    op.create_table('case_meeting',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('case_id', sa.String(length=32), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('participants_sealed', sa.Text(), nullable=False),
    sa.Column('decision_sealed', sa.Text(), nullable=False),
    sa.Column('to_window', sa.String(length=32), nullable=True),
    sa.Column('recorded_by', sa.String(length=32), nullable=False),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['intake_case.id'], name=op.f('fk_case_meeting_case_id_intake_case')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_meeting'))
    )
    with op.batch_alter_table('case_meeting', schema=None) as batch_op:
        batch_op.create_index('ix_case_meeting_case', ['case_id'], unique=False)

    op.create_table('case_transfer',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('case_id', sa.String(length=32), nullable=False),
    sa.Column('from_window', sa.String(length=32), nullable=False),
    sa.Column('to_window', sa.String(length=32), nullable=False),
    sa.Column('offered_by', sa.String(length=32), nullable=False),
    sa.Column('offered_at', sa.DateTime(), nullable=False),
    sa.Column('reason_sealed', sa.Text(), nullable=False),
    sa.Column('answer', sa.String(length=10), nullable=True),
    sa.Column('answered_by', sa.String(length=32), nullable=True),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.Column('return_sealed', sa.Text(), nullable=True),
    sa.Column('article', sa.String(length=200), nullable=True),
    sa.CheckConstraint("(answer = 'returned' AND return_sealed IS NOT NULL AND article IS NOT NULL) OR (answer IS NULL OR answer <> 'returned') AND return_sealed IS NULL", name=op.f('ck_case_transfer_returned_for_reason')),
    sa.CheckConstraint("answer IS NULL OR answer IN ('accepted', 'recalled', 'returned')", name=op.f('ck_case_transfer_answer_known')),
    sa.CheckConstraint('(answer IS NULL) = (answered_at IS NULL)', name=op.f('ck_case_transfer_answered_has_time')),
    sa.ForeignKeyConstraint(['case_id'], ['intake_case.id'], name=op.f('fk_case_transfer_case_id_intake_case')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_transfer'))
    )
    with op.batch_alter_table('case_transfer', schema=None) as batch_op:
        batch_op.create_index('ix_case_transfer_case', ['case_id'], unique=False)
        batch_op.create_index('uq_case_transfer_open', ['case_id'], unique=True, sqlite_where=sa.text('answered_at IS NULL'), postgresql_where=sa.text('answered_at IS NULL'))

    for table, name, kind, rest in _COLUMNS:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {_said(kind)} {_said(rest)}")
    op.drop_index('uq_case_referral_open', 'case_referral')
    op.create_index('uq_case_referral_open', 'case_referral', ['case_id', 'department', 'scheme'], unique=True, sqlite_where=_UNANSWERED, postgresql_where=_UNANSWERED)
    op.create_index('ix_case_referral_case', 'case_referral', ['case_id'])
    for name, column in _CASE_INDEXES.items():
        op.create_index(name, 'intake_case', [column])
    with op.batch_alter_table('pre_application') as batch_op:
        batch_op.alter_column('phone_hash', existing_type=sa.String(64), nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM pre_application WHERE phone_hash IS NULL")
    with op.batch_alter_table('pre_application') as batch_op:
        batch_op.alter_column('phone_hash', existing_type=sa.String(64), nullable=False)
    for name in _CASE_INDEXES:
        op.drop_index(name, 'intake_case')
    op.drop_index('ix_case_referral_case', 'case_referral')
    op.drop_index('uq_case_referral_open', 'case_referral')
    for table, name, _, _ in reversed(_COLUMNS):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
    was_open = sa.text('answered_at IS NULL AND cancelled_at IS NULL')
    op.create_index('uq_case_referral_open', 'case_referral', ['case_id', 'department'], unique=True, sqlite_where=was_open, postgresql_where=was_open)

    with op.batch_alter_table('case_transfer', schema=None) as batch_op:
        batch_op.drop_index('uq_case_transfer_open', sqlite_where=sa.text('answered_at IS NULL'), postgresql_where=sa.text('answered_at IS NULL'))
        batch_op.drop_index('ix_case_transfer_case')

    op.drop_table('case_transfer')
    with op.batch_alter_table('case_meeting', schema=None) as batch_op:
        batch_op.drop_index('ix_case_meeting_case')

    op.drop_table('case_meeting')
    op.drop_table('case_item')
    with op.batch_alter_table('case_clock', schema=None) as batch_op:
        batch_op.drop_index('uq_case_clock_running', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
        batch_op.drop_index('ix_case_clock_due', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
        batch_op.drop_index('ix_case_clock_case')

    op.drop_table('case_clock')
