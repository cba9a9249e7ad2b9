"""reviews, what was told to the person, and the chain of a case's events

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_KINDS = "kind IN ('dispute', 'pre_application', 'question', 'referral'{})"
_RESULTS = "result IS NULL OR result IN ('answered', 'duplicate', 'granted'{})"
_NEW_RESULTS = ", 'kept', 'reduced', 'refused', 'resolved', 'stopped', 'unreachable'"
_OLD_RESULTS = ", 'refused', 'resolved', 'unreachable'"
_OLD_NO = (
    "(state <> 'declined' AND (result IS NULL OR result <> 'refused')) OR article IS NOT NULL"
)
_NEW_NO = (
    "(state <> 'declined'"
    " AND (result IS NULL OR result NOT IN ('refused', 'reduced', 'stopped')))"
    " OR article IS NOT NULL"
)


def upgrade() -> None:
    with op.batch_alter_table("intake_case") as batch:
        batch.add_column(sa.Column("told_at", sa.DateTime(), nullable=True))
    _checks(_KINDS.format(", 'review'"), _RESULTS.format(_NEW_RESULTS), _NEW_NO)
    with op.batch_alter_table("intake_case") as batch:
        batch.create_check_constraint(
            op.f("ck_intake_case_told_when_decided"), "told_at IS NULL OR decided_at IS NOT NULL"
        )
    untold = sa.text("decided_at IS NOT NULL AND told_at IS NULL")
    op.create_index(
        "ix_intake_case_untold",
        "intake_case",
        ["decided_at"],
        sqlite_where=untold,
        postgresql_where=untold,
    )
    with op.batch_alter_table("case_event") as batch:
        batch.add_column(sa.Column("previous_hash", sa.String(64), nullable=True))
        batch.add_column(sa.Column("hash", sa.String(64), nullable=True))
    _chain_what_is_there()
    with op.batch_alter_table("case_event") as batch:
        batch.alter_column("previous_hash", existing_type=sa.String(64), nullable=False)
        batch.alter_column("hash", existing_type=sa.String(64), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("case_event") as batch:
        batch.drop_column("hash")
        batch.drop_column("previous_hash")
    op.drop_index("ix_intake_case_untold", "intake_case")
    # What the older tables cannot hold ends as the nearest thing they can.
    op.execute("UPDATE intake_case SET kind = 'dispute' WHERE kind = 'review'")
    op.execute(
        "UPDATE intake_case SET result = 'resolved' WHERE result IN ('kept', 'reduced', 'stopped')"
    )
    with op.batch_alter_table("intake_case") as batch:
        batch.drop_constraint(op.f("ck_intake_case_told_when_decided"), type_="check")
    _checks(_KINDS.format(""), _RESULTS.format(_OLD_RESULTS), _OLD_NO)
    with op.batch_alter_table("intake_case") as batch:
        batch.drop_column("told_at")


def _checks(kinds: str, results: str, no: str) -> None:
    with op.batch_alter_table("intake_case") as batch:
        for name, words in (("kind_known", kinds), ("result_known", results), ("no_has_article", no)):
            batch.drop_constraint(op.f(f"ck_intake_case_{name}"), type_="check")
            batch.create_check_constraint(op.f(f"ck_intake_case_{name}"), words)


def _chain_what_is_there() -> None:
    """Give the events written so far their hashes, case by case, as intake/chain.py counts them."""
    connection = op.get_bind()
    events = sa.table(
        "case_event",
        *(
            sa.column(name)
            for name in (
                "id", "case_id", "seq", "name", "state_from", "state_to", "actor_kind", "actor_id",
                "actor_surname", "details_sealed", "previous_hash", "hash",
            )
        ),
        sa.column("at", sa.DateTime()),
    )  # fmt: skip
    query = sa.select(events).order_by(events.c.case_id, events.c.seq)
    case_id, previous = None, ""
    for row in connection.execute(query).all():
        if row.case_id != case_id:
            case_id, previous = row.case_id, "0" * 64
        at = row.at.isoformat(timespec="microseconds") + "+00:00"
        said = [
            row.case_id, row.seq, row.name, row.state_from, row.state_to, row.actor_kind,
            row.actor_id, row.actor_surname, at, row.details_sealed, previous,
        ]  # fmt: skip
        listed = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        found = hashlib.sha256(listed.encode()).hexdigest()
        connection.execute(
            sa.update(events)
            .where(events.c.id == row.id)
            .values(previous_hash=previous, hash=found)
        )
        previous = found
