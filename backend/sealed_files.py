"""Files sealed at rest: whole or not there, and bound to the row they belong to.

Form: `YMF1`, the key's name, a salt, then pieces of 64 KB, each sealed with the cipher of that key
(AES-256-GCM or SM4-GCM) under a key made for this one file. The number of the piece and whether it is
the last stand in its nonce, so that pieces cannot be dropped, repeated or put in another order; the
place (table, row, what) is bound to every piece, so that a file moved to another row does not open.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag

from backend.ciphers import TAG
from backend.randomness import random_bytes
from backend.sealing import SealBroken, Sealer

_MAGIC = b"YMF1"
_PIECE = 64 * 1024
_SALT = 16
TEMPORARY = ".part-"
"""How the name of a file begins that was not finished."""


def seal_bytes(sealer: Sealer, data: bytes, *place: str) -> bytes:
    """Give `data` as it lies on the disk."""
    kid, salt = sealer.newest, random_bytes(_SALT)
    head = _MAGIC + bytes([len(kid)]) + kid.encode() + salt
    cipher, bound = sealer.file_cipher(kid, salt), _bound(head, place)
    pieces = [
        cipher.encrypt(_nonce(number, is_last=is_last), piece, bound)
        for number, piece, is_last in _cut(data, _PIECE)
    ]
    return head + b"".join(pieces)


def open_bytes(sealer: Sealer, sealed: bytes, *place: str) -> bytes:
    """Give what was sealed for this place. Raises SealBroken."""
    start = len(_MAGIC)
    if sealed[:start] != _MAGIC or len(sealed) <= start:
        raise SealBroken
    end = start + 1 + sealed[start]
    salt = sealed[end : end + _SALT]
    head, rest = sealed[: end + _SALT], sealed[end + _SALT :]
    try:
        cipher = sealer.file_cipher(head[start + 1 : end].decode("ascii"), salt)
        bound = _bound(head, place)
        return b"".join(
            cipher.decrypt(_nonce(number, is_last=is_last), piece, bound)
            for number, piece, is_last in _cut(rest, _PIECE + TAG)
        )
    except (InvalidTag, ValueError, KeyError) as error:
        raise SealBroken from error


def kid_of(path: Path) -> str:
    """Name the key a file that lies sealed on the disk needs; empty when it is none of ours, or gone."""
    with contextlib.suppress(OSError), path.open("rb") as stream:
        head = stream.read(len(_MAGIC) + 1 + 255)
        if head.startswith(_MAGIC) and len(head) > len(_MAGIC):
            start = len(_MAGIC) + 1
            return head[start : start + head[start - 1]].decode("ascii", "replace")
    return ""


def put_file(path: Path, data: bytes) -> None:
    """Write `data` under `path` so that it is there whole, also after a power cut, or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_name(TEMPORARY + path.name)
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(path.parent)


def drop_file(path: Path) -> bool:
    """Take the file away; whether it was there."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    _sync_folder(path.parent)
    return True


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _cut(data: bytes, size: int) -> Iterator[tuple[int, bytes, bool]]:
    """Cut into pieces; an empty file is one empty piece, so that its end is sealed too."""
    count = max(1, -(-len(data) // size))
    for number in range(count):
        yield number, data[number * size : (number + 1) * size], number == count - 1


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if is_last else b"\x00")


def _bound(head: bytes, place: tuple[str, ...]) -> bytes:
    return head + b"|" + "|".join(place).encode()
