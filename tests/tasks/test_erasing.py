"""Erasing reaches everything that hangs on a case; a new table cannot be forgotten."""

from __future__ import annotations

from flask import Flask

from backend.extensions import Base

# table with a case's id -> what erases it (tasks/erasing.py, or the database with the case)
REACHED = {
    "attachment": "attachments.erase_of",
    "public_notice": "public_notices.erase_notices_of",
    "pre_application": "applications.erase_pre_application",
    "referral": "referrals.erase_referral",
    "resident_binding": "residents.forget_bindings",
    "case_event": "intake.erase",
    "case_clock": "intake.erase",
    "case_item": "intake.erase",
    "case_meeting": "intake.erase",
    "case_referral": "intake.erase",
    "case_transfer": "intake.erase",
    "contact_note": "on delete cascade",
    "exported_case": "on delete cascade",
    "mandate": "on delete cascade",
    "visit": "on delete cascade",
    "wechat_person": "its own period; the id alone tells nothing",
    "erasure": "stays: it is what says that the case is gone",
}


def test_every_table_that_names_a_case_is_reached(app: Flask) -> None:
    naming = {
        table.name
        for table in Base.metadata.sorted_tables
        if "case_id" in table.columns
        or any(
            key.column.table.name == "intake_case" and table.name != "intake_case"
            for key in table.foreign_keys
        )
    }
    assert naming == set(REACHED)
    cascading = {
        table.name
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.ondelete == "CASCADE" and key.column.table.name == "intake_case"
    }
    assert cascading == {name for name, how in REACHED.items() if how == "on delete cascade"}
