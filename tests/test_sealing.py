"""Sealing: bound to its place, refuses anything altered, old keys still open."""

from __future__ import annotations

import base64

import pytest

from backend.ciphers import AES, SM4, cipher_for
from backend.config import DataKey
from backend.sealing import SealBroken, Sealer

OLD, NEW = DataKey("k1", bytes(range(32))), DataKey("k2", bytes(range(32, 64)))
NATIONAL = DataKey("sm1", bytes(range(64, 96)), SM4)
PLACE = ("pre_application", "row-1", "body")


@pytest.mark.parametrize("key", [OLD, NATIONAL])
def test_what_is_sealed_opens_in_its_place_only(key: DataKey) -> None:
    seal = Sealer([key])
    envelope = seal.seal("家里三口人", *PLACE)
    assert "家里" not in envelope
    assert seal.open(envelope, *PLACE) == "家里三口人"
    for elsewhere in (("referral", *PLACE[1:]), (PLACE[0], "row-2", "body"), (*PLACE[:2], "note")):
        with pytest.raises(SealBroken):
            seal.open(envelope, *elsewhere)


@pytest.mark.parametrize("key", [OLD, NATIONAL])
def test_every_altered_character_is_noticed(key: DataKey) -> None:
    seal = Sealer([key])
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


@pytest.mark.parametrize("key", [OLD, NATIONAL])
def test_every_part_of_an_envelope_counts(key: DataKey) -> None:
    """Parts of another envelope of the same key and place, parts cut off, parts said twice."""
    seal = Sealer([key])
    one, other = (
        seal.seal("家里三口人", *PLACE).split(":"),
        seal.seal("家里四口人", *PLACE).split(":"),
    )
    assert one[:3] == ["v1", key.alg, key.kid]
    assert len(one) == 6
    for part in (3, 4, 5):
        for instead in (other[part], "", one[part][:4], one[part] * 2):
            with pytest.raises(SealBroken):
                seal.open(":".join([*one[:part], instead, *one[part + 1 :]]), *PLACE)
    for wrong in (one[:5], [*one, one[5]], ["v2", *one[1:]], [one[0], "none", *one[2:]]):
        with pytest.raises(SealBroken):
            seal.open(":".join(wrong), *PLACE)
    for tag in ("", "AAAA", one[5][:16]):  # a shorter tag is easier to guess
        with pytest.raises(SealBroken):
            seal.open(":".join([*one[:5], tag]), *PLACE)


def test_the_cipher_an_envelope_names_must_be_its_keys() -> None:
    seal = Sealer([NATIONAL, OLD])
    envelope = seal.seal("x", *PLACE)
    with pytest.raises(SealBroken):
        seal.open(envelope.replace(SM4, AES), *PLACE)
    with pytest.raises(SealBroken):
        seal.open(envelope.replace("sm1", "k1"), *PLACE)


def test_envelopes_of_an_earlier_release_open() -> None:
    """Written before the tag had a part of its own: k1, nonce of twelve zeros, "家里三口人"."""
    seal = Sealer([NATIONAL, OLD])
    sealed = cipher_for(AES, OLD.secret, "seal").encrypt(
        b"\0" * 12, "家里三口人".encode(), b"t|r|f"
    )
    text = base64.urlsafe_b64encode(sealed).decode()
    assert seal.open(f"v1:a256gcm:k1:AAAAAAAAAAAAAAAA:{text}", "t", "r", "f") == "家里三口人"


def test_from_one_cipher_to_the_other_and_back() -> None:
    first = Sealer([OLD]).seal("一", *PLACE)
    both = Sealer([NATIONAL, OLD])
    second = both.seal("二", *PLACE)
    back = Sealer([NEW, NATIONAL, OLD])
    third = back.seal("三", *PLACE)
    assert [one.split(":")[1] for one in (first, second, third)] == [AES, SM4, AES]
    assert [back.open(one, *PLACE) for one in (first, second, third)] == ["一", "二", "三"]
    assert both.fingerprint("phone", "1") == Sealer([OLD]).fingerprint("phone", "1")


def test_fingerprints_by_sm3() -> None:
    before, alone = Sealer([OLD]), Sealer([NATIONAL])
    after = Sealer([NATIONAL, OLD], "sm3")
    stored = before.fingerprint("phone", "13800000000")
    made = after.fingerprint("phone", "13800000000")
    assert after.fingerprints("phone", "13800000000") == [made, stored]
    assert after.rehashed(stored) == made == after.rehashed(made)
    assert made != alone.fingerprint("phone", "13800000000")
    for one in (made, alone.fingerprint("phone", "1")):
        assert one.startswith("sm3:")
        assert len(one) == 64
    assert after.fingerprint("person", "1") != after.fingerprint("phone", "1")
    assert before.fingerprints("phone", "13800000000") == [stored]
    assert not before.rehashes
    assert not alone.rehashes
    assert Sealer([NEW, NATIONAL, OLD], "sm3").fingerprint("phone", "13800000000") == made
