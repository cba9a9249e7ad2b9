"""Which passwords are fit, and that the whole of one counts."""

from __future__ import annotations

import pytest
from flask import Flask

from backend.accounts import passwords


@pytest.mark.parametrize(
    "password",
    [
        "short-1",
        "x" * 129 + "7",
        "password123",
        "P@ssw0rd",
        "qwertyuiop",
        "87654321",
        "aaaaaaaaaa",
        "abcabcabcabc",
        "13800000000",
        "clerk-a2026",
        "        ",
        "broken\ud800password",
    ],
)
def test_unfit_passwords_are_refused_with_a_sentence(password: str) -> None:
    assert passwords.fault_of(password, "clerk-a")


@pytest.mark.parametrize(
    "password", ["三棵-白杨-7719", "correct horse battery", "x7" * 4 + "绿色的河水", "a b c d e f!"]
)
def test_long_uncommon_ones_are_fit_whatever_they_are_made_of(password: str) -> None:
    assert passwords.fault_of(password, "clerk-a") is None


def test_every_character_counts_up_to_the_last(app: Flask) -> None:
    """bcrypt would stop at 72 bytes: two long passwords must not open each other's account."""
    long = "河水与麦田" * 25
    kept = passwords.hash_password(long + "甲")
    assert kept.startswith("$argon2id$")
    assert passwords.matches(long + "甲", kept)
    assert not passwords.matches(long + "乙", kept)


def test_nobody_is_checked_like_somebody(app: Flask) -> None:
    assert not passwords.matches("nobody has this password", None)
    assert not passwords.matches("anything", "not a hash")


def test_the_field_cost_is_the_recommended_one(app: Flask) -> None:
    from argon2 import PasswordHasher, Type

    default = PasswordHasher()
    assert default.type is Type.ID
    assert default.memory_cost >= 64 * 1024
    app.config["CHEAP_PASSWORDS"] = False
    try:
        assert "m=65536" in passwords.hash_password("三棵-白杨-7719")
    finally:
        app.config["CHEAP_PASSWORDS"] = True
