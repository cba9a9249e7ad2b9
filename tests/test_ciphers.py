"""SM4-GCM and SM3 as published; a machine without them is told so at the start."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SM3, Hash

from backend import ciphers
from backend.ciphers import AES, SM4, cipher_for, missing, sm3_mark
from backend.cli import keys
from backend.config import SettingsInvalid, load_settings, new_data_key


def test_sm4_block_as_in_the_standard() -> None:
    """GB/T 32907-2016, appendix A.1: key and text the same."""
    text = bytes.fromhex("0123456789abcdeffedcba9876543210")
    block = Cipher(algorithms.SM4(text), modes.ECB()).encryptor()  # noqa: S305 - one block, published
    assert (block.update(text) + block.finalize()).hex() == "681edf34d206965e86b3e94f536e4246"


def test_sm3_as_in_the_standard() -> None:
    """GB/T 32905-2016, appendix A.2: "abcd" sixteen times."""
    hashing = Hash(SM3())
    hashing.update(b"abcd" * 16)
    said = "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
    assert hashing.finalize().hex() == said


def test_hmac_sm3_is_hmac_over_sm3() -> None:
    """RFC 2104 written out over SM3, for a key shorter than the block of 64."""
    key, text = b"k" * 32, "身份证号".encode()

    def sm3(data: bytes) -> bytes:
        hashing = Hash(SM3())
        hashing.update(data)
        return hashing.finalize()

    pad = key.ljust(64, b"\0")
    inner = sm3(bytes(one ^ 0x36 for one in pad) + text)
    assert sm3_mark(key, text) == sm3(bytes(one ^ 0x5C for one in pad) + inner)


def test_sm4_gcm_as_published_is_what_the_start_tries() -> None:
    """RFC 8998, appendix A.1, which `missing` works through."""
    assert missing() == ""


@pytest.mark.parametrize("alg", [AES, SM4])
def test_an_altered_bit_anywhere_is_refused(alg: str) -> None:
    cipher = cipher_for(alg, bytes(range(32)), "seal")
    nonce, sealed = b"\1" * 12, cipher.encrypt(b"\1" * 12, b"abc", b"place")
    assert cipher.decrypt(nonce, sealed, b"place") == b"abc"
    for at in range(len(sealed)):
        altered = bytes(one ^ (index == at) for index, one in enumerate(sealed))
        with pytest.raises(InvalidTag):
            cipher.decrypt(nonce, altered, b"place")
    for wrong in ((b"\2" * 12, sealed, b"place"), (nonce, sealed, b"other")):
        with pytest.raises(InvalidTag):
            cipher.decrypt(*wrong)
    with pytest.raises((InvalidTag, ValueError)):
        cipher.decrypt(nonce, sealed[:10], b"place")


def test_each_purpose_and_cipher_has_its_own_key() -> None:
    secret = bytes(range(32))
    made = {ciphers.derive(alg, secret, purpose) for alg in (AES, SM4) for purpose in ("a", "b")}
    assert len(made) == 4


class _Lacking:
    """What a build without the algorithm does."""

    def __init__(self, *_: object, **__: object) -> None:
        raise UnsupportedAlgorithm("not in this build")


@pytest.mark.parametrize(
    ("part", "said"), [("Cipher", "SM4-GCM"), ("Hash", "SM3"), ("HMAC", "SM3")]
)
def test_a_build_without_it_is_refused_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str, said: str
) -> None:
    monkeypatch.setattr(ciphers, part, _Lacking)
    assert missing() == said
    env = {"VAR_DIR": str(tmp_path), "DATA_KEYS": f"{new_data_key(SM4)},{new_data_key()}"}
    with pytest.raises(SettingsInvalid, match=f"不带 {said}.*pip"):
        load_settings(env)
    refused = CliRunner().invoke(keys, ["--sm4"])
    assert refused.exit_code != 0
    assert said in refused.output
    # whoever does not ask for it is not held up
    assert load_settings(env | {"DATA_KEYS": new_data_key()}).data_keys[0].alg == AES


def test_a_build_that_computes_wrongly_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ciphers, "_SEALED", b"\0" * 80)
    assert missing() == "SM4-GCM"


def test_keys_name_their_cipher(tmp_path: Path) -> None:
    national, plain = new_data_key(SM4), new_data_key()
    read = load_settings({"VAR_DIR": str(tmp_path), "DATA_KEYS": f"{national}, {plain}"})
    assert [key.alg for key in read.data_keys] == [SM4, AES]
    assert read.search_hash == "sha256"
    assert read.data_keys[0].kid.startswith("sm")
    only = load_settings({"VAR_DIR": str(tmp_path), "DATA_KEYS": national})
    assert only.search_hash == "sm3"
    both = {"VAR_DIR": str(tmp_path), "DATA_KEYS": f"{national},{plain}", "SEARCH_HASH": "sm3"}
    assert load_settings(both).search_hash == "sm3"


@pytest.mark.parametrize(
    ("keys_text", "more", "said"),
    [
        ("k1:sm4gcm:{secret}", {}, "以 sm 开头"),  # an old key may not change its cipher
        ("sm1:{secret}", {}, "以 sm 开头"),
        ("sm1:a256gcm:{secret}", {}, "以 sm 开头"),
        ("k1:des:{secret}", {}, "只能是 a256gcm"),
        ("sm1:sm4gcm:c2hvcnQ=", {}, "32 个随机字节"),
        ("k1:{secret}", {"SEARCH_HASH": "sm3"}, "至少有一把国密钥匙"),
        ("sm1:sm4gcm:{secret}", {"SEARCH_HASH": "sha256"}, "不能设 SEARCH_HASH=sha256"),
        ("k1:{secret}", {"SEARCH_HASH": "md5"}, "只能是 sha256 或 sm3"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(
    tmp_path: Path, keys_text: str, more: dict[str, str], said: str
) -> None:
    secret = new_data_key().partition(":")[2]
    env = {"VAR_DIR": str(tmp_path), "DATA_KEYS": keys_text.format(secret=secret)} | more
    with pytest.raises(SettingsInvalid, match=said) as caught:
        load_settings(env)
    assert secret not in str(caught.value)


def test_keys_for_the_national_ciphers_are_made(tmp_path: Path) -> None:
    made = CliRunner().invoke(keys, ["--sm4"])
    assert made.exit_code == 0
    env = dict(line.split("=", 1) for line in made.output.split())
    read = load_settings(env | {"VAR_DIR": str(tmp_path), "PUBLIC_BASE_URL": "https://a.example"})
    assert read.data_keys[0].alg == SM4
