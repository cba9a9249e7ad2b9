"""case_item: that a no to one of several schemes reached its person; owed also while the case goes on

Revision ID: 0023
Revises: 0022
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_OWED = sa.text("untold_since IS NOT NULL")
_NEW = "untold_since IS NULL OR told_at IS NULL"
_OLD = "untold_since IS NULL OR (decided_at IS NOT NULL AND told_at IS NULL)"


def upgrade() -> None:
    instant = _instant()
    op.execute(
        f"ALTER TABLE case_item ADD COLUMN told_at {instant}"
        " CONSTRAINT ck_case_item_told_when_settled"
        " CHECK (told_at IS NULL OR settled_at IS NOT NULL)"
    )
    op.execute(
        "UPDATE case_item SET told_at ="
        " (SELECT told_at FROM intake_case WHERE intake_case.id = case_item.case_id)"
        " WHERE result = 'refused'"
    )
    _replace_check(_NEW, "untold_since")
    op.execute(
        "UPDATE intake_case SET untold_since = (SELECT min(settled_at) FROM case_item"
        " WHERE case_id = intake_case.id AND result = 'refused')"
        " WHERE decided_at IS NULL AND EXISTS (SELECT 1 FROM case_item"
        " WHERE case_id = intake_case.id AND result = 'refused')"
    )


def downgrade() -> None:
    _replace_check(_OLD, "CASE WHEN decided_at IS NULL THEN NULL ELSE untold_since END")
    op.execute("ALTER TABLE case_item DROP COLUMN told_at")


def _replace_check(check: str, kept: str) -> None:
    """Give the column another check: a new column with it takes its place. In plain SQL, for batch
    mode would make the table anew on SQLite and lose the checks that stand with other columns."""
    op.drop_index("ix_intake_case_untold", "intake_case")
    op.execute(f"ALTER TABLE intake_case ADD COLUMN owed_since {_instant()}")
    op.execute(f"UPDATE intake_case SET owed_since = {kept}")
    op.execute("ALTER TABLE intake_case DROP COLUMN untold_since")
    op.execute(
        f"ALTER TABLE intake_case ADD COLUMN untold_since {_instant()}"
        f" CONSTRAINT ck_intake_case_untold_until_delivered CHECK ({check})"
    )
    op.execute("UPDATE intake_case SET untold_since = owed_since")
    op.execute("ALTER TABLE intake_case DROP COLUMN owed_since")
    op.create_index(
        "ix_intake_case_untold",
        "intake_case",
        ["division_code", "untold_since"],
        sqlite_where=_OWED,
        postgresql_where=_OWED,
    )


def _instant() -> str:
    return "DATETIME" if op.get_bind().dialect.name == "sqlite" else "TIMESTAMP"
