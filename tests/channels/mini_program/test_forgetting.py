"""How many messages somebody agreed to is not kept for ever."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from backend.extensions import db, utc_now
from backend.residents.models import MessageConsent
from backend.residents.services import (
    Resident,
    agree,
    bind,
    forget_bindings,
    forget_old_consents,
    hash_of,
)
from backend.transaction import transaction


def test_a_consent_goes_thirty_days_after_the_last_case(app: Flask) -> None:
    now = utc_now()
    stays, goes = (
        Resident(hash_of(address), address)
        for address in ("mini_program:stays", "mini_program:goes")
    )
    with transaction():
        for one, case_id in ((stays, "a" * 32), (goes, "b" * 32)):
            agree(one, True, now)
            bind(one, case_id, now)
    later = now + timedelta(days=31)
    with transaction():
        assert forget_old_consents(later) == 0
        forget_bindings(["b" * 32])
        assert forget_old_consents(now + timedelta(days=29)) == 0
        assert forget_old_consents(later) == 1
    assert list(db.session.scalars(select(MessageConsent.resident_hash))) == [stays.hash]
