"""One form for calls, visits and the rest: call notes become contact notes, with how one was in touch.

Revision ID: 0019
Revises: 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

_SHARED = "id, case_id, by, by_surname, at, outcome, next_on, words_sealed"


def _make(table: str, *more: sa.schema.SchemaItem) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("by", sa.String(32), nullable=False),
        sa.Column("by_surname", sa.String(8), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("words_sealed", sa.Text(), nullable=False),
        *more,
        sa.CheckConstraint(
            "outcome IN ('reached', 'call_back', 'no_answer', 'wrong_number')",
            name=op.f(f"ck_{table}_outcome_known"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["intake_case.id"], name=op.f(f"fk_{table}_case_id_intake_case"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_case", table, ["case_id", "at"])
    op.create_index(f"ix_{table}_next", table, ["by", "next_on"])


def upgrade() -> None:
    _make(
        "contact_note",
        sa.Column("how", sa.String(20), nullable=False),
        sa.CheckConstraint(
            "how IN ('message', 'phone', 'post', 'village', 'visit', 'window')",
            name=op.f("ck_contact_note_how_known"),
        ),
    )
    op.execute(f"INSERT INTO contact_note ({_SHARED}, how) SELECT {_SHARED}, 'phone' FROM call_note")
    op.drop_table("call_note")


def downgrade() -> None:
    _make("call_note")
    op.execute(f"INSERT INTO call_note ({_SHARED}) SELECT {_SHARED} FROM contact_note")
    op.drop_table("contact_note")
