"""Passwords: which are fit, how they are kept, how they are checked.

Argon2id; the whole password counts (8 to 128 characters, nothing is cut off). Length and not being
common are all that is asked: rules about capitals and signs make people write them on the wall.
"""

from __future__ import annotations

import functools
import threading
import unicodedata
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

SHORTEST, LONGEST = 8, 128
_LIST = Path(__file__).with_name("common_passwords.txt")
_RUNS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
# A hash takes 64 MB for its moment: no more than this many at once, the others wait.
_TURNS = threading.BoundedSemaphore(4)


def fault_of(password: str, username: str) -> str | None:
    """Give a Chinese sentence saying why the password cannot be used; None when it is fit."""
    try:
        password.encode()
    except UnicodeEncodeError:
        return "密码里有不完整的字符，请重新输入。"
    length = len(_whole(password))
    if length < SHORTEST:
        return f"密码太短，至少 {SHORTEST} 个字符。"
    if length > LONGEST:
        return f"密码太长，最多 {LONGEST} 个字符。"
    if is_common(password, username):
        return "这个密码太常见，容易被猜到；可以用几个不相干的词连起来。"
    return None


def is_common(password: str, username: str) -> bool:
    """Whether the password is among the first a stranger would try."""
    plain = _whole(password).casefold()
    letters = "".join(char for char in plain if char.isalnum())
    name = username.casefold()
    return (
        not plain.strip()
        or plain in _common()
        or letters in _common()
        or (len(name) >= 3 and plain.replace(name, "", 1).strip("0123456789_-@.!") == "")
        or _repeats(plain)
        or _runs_on(plain)
        or (plain.isdigit() and len(plain) <= 11)
    )


def hash_password(password: str) -> str:
    """Give the Argon2id hash to be kept."""
    with _TURNS:
        return _hasher().hash(_whole(password))


def matches(password: str, password_hash: str | None) -> bool:
    """Whether the password belongs to the hash. None (no such account) takes the same time."""
    with _TURNS:
        try:
            _hasher().verify(password_hash or _nobody(_is_cheap()), _whole(password))
        except (VerificationError, InvalidHashError, UnicodeEncodeError):
            return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made under an older cost and should be made anew."""
    return _hasher().check_needs_rehash(password_hash)


def _whole(password: str) -> str:
    return unicodedata.normalize("NFC", password)


def _is_cheap() -> bool:
    return bool(current_app.config.get("CHEAP_PASSWORDS"))


def _hasher() -> PasswordHasher:
    return _made(_is_cheap())


@functools.cache
def _made(cheap: bool) -> PasswordHasher:
    if cheap:  # for tests only
        return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return PasswordHasher()


@functools.cache
def _nobody(cheap: bool) -> str:
    return _made(cheap).hash("nobody has this password")


@functools.cache
def _common() -> frozenset[str]:
    return frozenset(_LIST.read_text("utf-8").split())


def _repeats(plain: str) -> bool:
    """One short block again and again: aaaaaaaa, 12121212, abcabcabc."""
    return any(
        (plain[:size] * (len(plain) // size + 1))[: len(plain)] == plain
        for size in range(1, len(plain) // 2 + 1)
        if size <= 4
    )


def _runs_on(plain: str) -> bool:
    return any(plain in run or plain[::-1] in run for run in _RUNS)
