"""Accounts: opened, moved, closed; and what the trail says of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from backend.accounts import services
from backend.accounts.actor import Post
from backend.accounts.permissions import Role
from backend.accounts.problems import AccountNotFound, UsernameTaken
from backend.accounts.queries import list_accounts, names_of, posts_of
from backend.audit.models import AuditEntry
from backend.extensions import db
from backend.problems import Invalid
from backend.transaction import transaction
from tests.factories.accounts import PASSWORD, TOWN, make_staff

NOW = datetime(2026, 11, 23, 1, 12, tzinfo=UTC)


def test_an_account_is_opened_with_its_post(app: Flask) -> None:
    make_staff(Role.CLERK, username="noise", now=NOW)
    actor = make_staff(Role.HANDLER, department="justice", username="Li.Example", now=NOW)
    line = next(one for one in list_accounts(NOW) if one.staff_id == actor.staff_id)
    assert line.username == "li.example"
    assert line.posts == (Post(Role.HANDLER, TOWN, "justice"),)
    assert names_of([actor.staff_id, "unknown"]) == {actor.staff_id: "李示例"}


def test_every_unfit_field_is_named_at_once(app: Flask) -> None:
    with pytest.raises(Invalid) as refused, transaction():
        services.create_account("x", " ", "12345678", "boss", "41048", now=NOW)
    pointers = {error.pointer for error in refused.value.errors}
    assert pointers == {"/username", "/display_name", "/password", "/role", "/division_code"}


def test_a_handler_needs_a_department(app: Flask) -> None:
    with pytest.raises(Invalid) as refused, transaction():
        services.create_account("li", "李示例", PASSWORD, Role.HANDLER, TOWN, now=NOW)
    assert [error.pointer for error in refused.value.errors] == ["/department"]


def test_a_username_is_given_once_whatever_its_capitals(app: Flask) -> None:
    make_staff(Role.CLERK, username="li")
    with pytest.raises(UsernameTaken), transaction():
        services.create_account("ＬＩ", "李示例", PASSWORD, Role.CLERK, TOWN, now=NOW)


def test_a_new_post_ends_the_old_one_on_the_spot(app: Flask) -> None:
    actor = make_staff(Role.CLERK, now=NOW)
    later = NOW + timedelta(days=1)
    with transaction():
        services.change_post(actor.staff_id, Role.EDITOR, "410482000000", now=later)
    assert posts_of(actor.staff_id, later) == (Post(Role.EDITOR, "410482000000"),)
    assert posts_of(actor.staff_id, NOW) == (Post(Role.CLERK, TOWN),)


def test_what_is_not_there_cannot_be_changed(app: Flask) -> None:
    with pytest.raises(AccountNotFound), transaction():
        services.disable("f" * 32, now=NOW)
    with pytest.raises(AccountNotFound), transaction():
        services.change_password("f" * 32, PASSWORD)


def test_the_trail_names_each_change_and_no_password(app: Flask) -> None:
    actor = make_staff(Role.CLERK, now=NOW)
    with transaction():
        services.change_password(actor.staff_id, PASSWORD + "新", by="admin")
        services.disable(actor.staff_id, now=NOW, by="admin")
    entries = list(db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq)))
    assert [entry.action for entry in entries] == [
        "account:created",
        "account:password_changed",
        "account:disabled",
    ]
    assert {entry.subject for entry in entries} == {actor.staff_id}
    assert PASSWORD not in str([entry.fields for entry in entries])
