"""A sealed file opens whole and in its own place, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.ciphers import SM4
from backend.config import DataKey
from backend.sealed_files import TEMPORARY, open_bytes, put_file, seal_bytes
from backend.sealing import SealBroken, Sealer

OLD, NEW = DataKey("k1", bytes(range(32))), DataKey("k2", bytes(range(1, 33)))
NATIONAL = DataKey("sm1", bytes(range(2, 34)), SM4)
SEALER = Sealer([OLD])
PIECE = 64 * 1024


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
@pytest.mark.parametrize("key", [OLD, NATIONAL])
def test_opens_what_was_sealed(size: int, key: DataKey) -> None:
    data = bytes(index % 251 for index in range(size))
    sealed = seal_bytes(Sealer([key]), data, "attachment", "a", "paper")
    assert open_bytes(Sealer([NEW, key]), sealed, "attachment", "a", "paper") == data
    assert size < 16 or data[:16] not in sealed


@pytest.mark.parametrize("key", [OLD, NATIONAL])
def test_no_change_goes_unnoticed(key: DataKey) -> None:
    sealer = Sealer([key])
    sealed = seal_bytes(sealer, b"x" * (2 * PIECE + 5), "attachment", "a", "paper")
    piece = PIECE + 16
    start = len(sealed) - 2 * piece - 21
    pieces = [sealed[start : start + piece], sealed[start + piece : start + 2 * piece]]
    head, tail = sealed[:start], sealed[start + 2 * piece :]
    for altered in (
        sealed[:-1],
        head + pieces[0] + pieces[1],  # the end cut off
        head + pieces[1] + pieces[0] + tail,  # in another order
        head + pieces[0] + tail,  # one left out
        sealed + b"\0",
        b"YMF2" + sealed[4:],
        sealed[:5] + b"zz" + sealed[7:],  # another key's name
        b"",
        b"YMF1",
    ):
        with pytest.raises(SealBroken):
            open_bytes(sealer, altered, "attachment", "a", "paper")


def test_opens_in_no_other_place() -> None:
    sealed = seal_bytes(SEALER, b"paper", "attachment", "a", "paper")
    for place in (("attachment", "b", "paper"), ("attachment", "a", "thumb")):
        with pytest.raises(SealBroken):
            open_bytes(SEALER, sealed, *place)


def test_old_files_open_after_a_new_key() -> None:
    sealed = seal_bytes(SEALER, b"paper", "t", "a", "f")
    assert open_bytes(Sealer([NEW, OLD]), sealed, "t", "a", "f") == b"paper"
    with pytest.raises(SealBroken):
        open_bytes(Sealer([NEW]), sealed, "t", "a", "f")


def test_a_file_is_there_whole_or_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "ab" / "name"
    put_file(path, b"first")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"first", 0o600)
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="space"):
        put_file(tmp_path / "cd" / "name", b"second")
    assert not [one for one in tmp_path.rglob("*") if one.name.startswith(TEMPORARY)]
    assert not (tmp_path / "cd" / "name").exists()
