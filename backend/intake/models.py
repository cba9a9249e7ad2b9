"""Tables: cases and their history. What else belongs to a case is in part_models."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NoReturn, cast

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from backend.audit.protection import protect
from backend.extensions import Base, new_id
from backend.intake.states import FINAL, CaseState, Result

KINDS = ("pre_application", "referral", "question", "dispute", "review")
# What can be accepted or declined; questions and disputes are answered and closed.
APPLICATIONS = frozenset({"pre_application", "referral"})


def _among(values: object) -> str:
    return ", ".join(f"'{value}'" for value in sorted(values))  # type: ignore[call-overload]


def _index_of_few(name: str, *columns: str, where: str) -> Index:
    """Give an index of the cases of which `where` holds: each move writes to every index its case
    stands in, so one that is asked for few cases holds only these."""
    few = text(where)
    return Index(f"ix_intake_case_{name}", *columns, sqlite_where=few, postgresql_where=few)


_FINAL = _among(FINAL)
RESULTS = _among(Result)


class IntakeCase(Base):
    """One case (办件). `version` is the number of its last event.

    Personal (class A): `summary_sealed`, `person_hash`, `phone_hash`, `household_hash`. Notes
    (class B): `asked_sealed`, `wanted_sealed`, `reason_sealed`. Kept with the case, two years after it ended.

    `urgent_at`: since when it is urgent, where that was not so from the start. `due_at` only where the limit is in hours; `hint` says which reminder of this due date has left.
    `pauses` are the spans ([from, until] days, the last one open-ended) in which an accepted case
    waited for the resident. `offered_…`: the window a transfer was offered to; until it takes the
    case, `window_id` and `holder_id` answer for it. `bounces` counts transfers and referrals sent
    back; `meeting_since`: it bounced too often and waits for a joint meeting. `untold_since`: since
    when a no to the case, or to one scheme of it (also while the case goes on), waits to be handed to
    its person. `wanted_…`: what
    the holder would like to ask the resident for once more, until a supervisor has answered (wishes).
    """

    __tablename__ = "intake_case"
    __table_args__ = (
        CheckConstraint(f"kind IN ({_among(KINDS)})", name="kind_known"),
        CheckConstraint(f"state IN ({_among(CaseState)})", name="state_known"),
        CheckConstraint(f"result IS NULL OR result IN ({RESULTS})", name="result_known"),
        CheckConstraint("(holder_id IS NULL) = (held_since IS NULL)", name="holder_since"),
        CheckConstraint("state <> 'in_hand' OR holder_id IS NOT NULL", name="in_hand_is_held"),
        CheckConstraint(
            f"holder_id IS NULL OR state NOT IN ('submitted', {_FINAL})", name="held_only_in_work"
        ),
        CheckConstraint(
            "(state IN ('declined', 'closed')) = (decided_at IS NOT NULL)", name="decided_has_time"
        ),
        CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name="decided_by_someone"),
        CheckConstraint(
            "(decided_at IS NULL) = (reason_sealed IS NULL)", name="decided_for_reason"
        ),
        CheckConstraint("(state = 'closed') = (result IS NOT NULL)", name="closed_has_result"),
        CheckConstraint(
            "(state <> 'declined'"
            " AND (result IS NULL OR result NOT IN ('refused', 'reduced', 'stopped')))"
            " OR article IS NOT NULL",
            name="no_has_article",
        ),
        CheckConstraint("told_at IS NULL OR decided_at IS NOT NULL", name="told_when_decided"),
        CheckConstraint(
            "untold_since IS NULL OR told_at IS NULL",
            name="untold_until_delivered",
        ),
        CheckConstraint("state <> 'accepted' OR accepted_at IS NOT NULL", name="accepted_has_time"),
        CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn_has_time"
        ),
        CheckConstraint(
            "state <> 'awaiting_supplement' OR asked_sealed IS NOT NULL", name="asked_for_something"
        ),
        CheckConstraint("urgent_at IS NULL OR urgent IS true", name="urgent_since"),
        CheckConstraint("(due_on IS NULL) = (due_rule IS NULL)", name="due_by_rule"),
        CheckConstraint(f"due_on IS NULL OR state NOT IN ({_FINAL})", name="due_only_open"),
        CheckConstraint("due_at IS NULL OR due_on IS NOT NULL", name="due_at_has_day"),
        CheckConstraint("hint IS NULL OR hint IN ('soon', 'late')", name="hint_known"),
        CheckConstraint(
            "(offered_window_id IS NULL) = (offered_division IS NULL)", name="offered_to_window"
        ),
        CheckConstraint(
            f"offered_window_id IS NULL OR state NOT IN ('accepted', {_FINAL})",
            name="offered_before_accepted",
        ),
        CheckConstraint(
            "offered_window_id IS NULL OR offered_window_id <> window_id", name="offered_elsewhere"
        ),
        CheckConstraint(
            f"meeting_since IS NULL OR state NOT IN ({_FINAL})", name="meeting_only_open"
        ),
        CheckConstraint("bounces >= 0", name="bounces_count"),
        CheckConstraint("(wanted_at IS NULL) = (wanted_sealed IS NULL)", name="wanted_whole"),
        CheckConstraint(
            "wanted_at IS NULL OR (holder_id IS NOT NULL AND asked_times > 0)",
            name="wanted_by_holder",
        ),
        CheckConstraint("version >= 1", name="version_counts"),
        Index("ix_intake_case_queue", "division_code", "state", "due_on"),
        _index_of_few("mine", "holder_id", "state", "due_on", where="holder_id IS NOT NULL"),
        _index_of_few("due", "due_on", where="due_on IS NOT NULL"),
        _index_of_few("hint", "hint", "due_on", where="due_on IS NOT NULL"),
        Index("ix_intake_case_person", "person_hash"),
        Index("ix_intake_case_phone", "phone_hash"),
        Index("ix_intake_case_household", "household_hash"),
        Index("ix_intake_case_subject", "subject_ref"),
        _index_of_few("parent", "parent_id", where="parent_id IS NOT NULL"),
        _index_of_few("provisional", "due_on", where="provisional IS true"),
        _index_of_few("untold", "division_code", "untold_since", where="untold_since IS NOT NULL"),
        _index_of_few("offered", "offered_division", where="offered_division IS NOT NULL"),
        _index_of_few("wanted", "wanted_at", where="wanted_at IS NOT NULL"),
        _index_of_few("meeting", "division_code", where="meeting_since IS NOT NULL"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    number: Mapped[str | None] = mapped_column(String(32), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    scheme: Mapped[str | None] = mapped_column(String(40))
    subject_ref: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(32))
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("intake_case.id"))
    state: Mapped[str] = mapped_column(String(24))
    version: Mapped[int] = mapped_column(default=1)
    urgent: Mapped[bool] = mapped_column(default=False)
    urgent_at: Mapped[datetime | None]
    place: Mapped[str] = mapped_column(String(12))
    window_id: Mapped[str] = mapped_column(String(32))
    division_code: Mapped[str] = mapped_column(String(12))
    routing_reason: Mapped[str] = mapped_column(String(200))
    holder_id: Mapped[str | None] = mapped_column(String(32))
    holder_surname: Mapped[str | None] = mapped_column(String(8))
    held_since: Mapped[datetime | None]
    created_at: Mapped[datetime]
    complete_on: Mapped[date]
    contacted_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    extended_at: Mapped[datetime | None]
    due_on: Mapped[date | None]
    due_at: Mapped[datetime | None]
    due_rule: Mapped[str | None] = mapped_column(String(80))
    due_source: Mapped[str] = mapped_column(String(160), default="")
    due_derivation: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    provisional: Mapped[bool] = mapped_column(default=False)
    hint: Mapped[str | None] = mapped_column(String(4))
    pauses: Mapped[list[list[str]] | None] = mapped_column(JSON(none_as_null=True))
    offered_window_id: Mapped[str | None] = mapped_column(String(32))
    offered_division: Mapped[str | None] = mapped_column(String(12))
    bounces: Mapped[int] = mapped_column(default=0)
    meeting_since: Mapped[datetime | None]
    asked_sealed: Mapped[str | None] = mapped_column(Text)
    asked_times: Mapped[int] = mapped_column(default=0)
    wanted_at: Mapped[datetime | None]
    wanted_sealed: Mapped[str | None] = mapped_column(Text)
    result: Mapped[str | None] = mapped_column(String(16))
    article: Mapped[str | None] = mapped_column(String(200))
    reason_sealed: Mapped[str | None] = mapped_column(Text)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(String(32))
    told_at: Mapped[datetime | None]
    untold_since: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    person_hash: Mapped[str | None] = mapped_column(String(64))
    phone_hash: Mapped[str | None] = mapped_column(String(64))
    household_hash: Mapped[str | None] = mapped_column(String(64))
    summary_sealed: Mapped[str] = mapped_column(Text)

    def __repr__(self) -> str:
        return f"<IntakeCase {self.id} {self.state} v{self.version}>"


class CaseEvent(Base):
    """One move: from, to, who, when, words (sealed, class B). Append-only; `seq` counts per case.

    `hash` is over everything the row says and the hash of the case's event before it (chain.py).
    """

    __tablename__ = "case_event"
    __table_args__ = (
        UniqueConstraint("case_id", "seq"),
        CheckConstraint("actor_kind IN ('staff', 'resident', 'system')", name="actor_kind_known"),
        CheckConstraint("name LIKE 'case:%'", name="name_grammar"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("intake_case.id"))
    seq: Mapped[int]
    name: Mapped[str] = mapped_column(String(40))
    state_from: Mapped[str | None] = mapped_column(String(24))
    state_to: Mapped[str] = mapped_column(String(24))
    actor_kind: Mapped[str] = mapped_column(String(10))
    actor_id: Mapped[str | None] = mapped_column(String(32))
    actor_surname: Mapped[str] = mapped_column(String(8), default="")
    at: Mapped[datetime]
    details_sealed: Mapped[str] = mapped_column(Text)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


protect(cast(Table, CaseEvent.__table__))


@event.listens_for(CaseEvent, "before_update")
@event.listens_for(CaseEvent, "before_delete")
def _append_only(*_args: object) -> NoReturn:
    raise RuntimeError("case events are only added, never changed")
