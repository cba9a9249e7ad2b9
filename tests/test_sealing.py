"""Sealing: bound to its place, refuses anything altered, old keys still open."""

from __future__ import annotations

import pytest

from backend.config import DataKey
from backend.sealing import SealBroken, Sealer

OLD, NEW = DataKey("k1", bytes(range(32))), DataKey("k2", bytes(range(32, 64)))
PLACE = ("pre_application", "row-1", "body")


def test_what_is_sealed_opens_in_its_place_only() -> None:
    seal = Sealer([OLD])
    envelope = seal.seal("家里三口人", *PLACE)
    assert "家里" not in envelope
    assert seal.open(envelope, *PLACE) == "家里三口人"
    for elsewhere in (("referral", *PLACE[1:]), (PLACE[0], "row-2", "body"), (*PLACE[:2], "note")):
        with pytest.raises(SealBroken):
            seal.open(envelope, *elsewhere)


def test_every_altered_character_is_noticed() -> None:
    seal = Sealer([OLD])
    envelope = seal.seal("x", *PLACE)
    for place in range(len(envelope)):
        altered = (
            envelope[:place] + ("A" if envelope[place] != "A" else "B") + envelope[place + 1 :]
        )
        with pytest.raises(SealBroken):
            seal.open(altered, *PLACE)


def test_keys_rotate_while_old_envelopes_open_and_hashes_stay() -> None:
    before = Sealer([OLD])
    envelope, mark = before.seal("x", *PLACE), before.fingerprint("phone", "13800000000")
    after = Sealer([NEW, OLD])
    assert after.open(envelope, *PLACE) == "x"
    assert after.seal("x", *PLACE).split(":")[2] == "k2"
    assert after.fingerprint("phone", "13800000000") == mark
    with pytest.raises(SealBroken):
        Sealer([NEW]).open(envelope, *PLACE)


def test_fingerprints_differ_by_purpose() -> None:
    seal = Sealer([OLD])
    assert seal.fingerprint("phone", "1") != seal.fingerprint("person", "1")
