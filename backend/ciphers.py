"""The ciphers a data key may have: AES-256-GCM, and SM4-GCM with SM3 (GB/T 32907, GB/T 32905). Pure.

Both come from `cryptography`. A distribution's own build of it, or of the OpenSSL under it, may lack
SM4-GCM or SM3: `missing` tries them on published values before anything is sealed with them.
"""

from __future__ import annotations

from typing import Final, Protocol

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256, SM3, Hash, HashAlgorithm
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

AES: Final = "a256gcm"
SM4: Final = "sm4gcm"
TAG: Final = 16
_KEY_BYTES: Final = {AES: 32, SM4: 16}


class Aead(Protocol):
    """Seals with a nonce of 12 bytes; the tag of 16 stands behind what is sealed. `decrypt` raises
    InvalidTag for whatever was altered."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes: ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes: ...


class _Sm4Gcm:
    """SM4 in GCM (RFC 8998), in the manner of `cryptography`'s own AESGCM."""

    def __init__(self, key: bytes) -> None:
        self._cipher = algorithms.SM4(key)

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        sealing = Cipher(self._cipher, modes.GCM(nonce)).encryptor()
        sealing.authenticate_additional_data(associated_data)
        return sealing.update(data) + sealing.finalize() + sealing.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        """Give what was sealed; nothing of it leaves here before the tag is found right."""
        if len(data) < TAG:
            raise ValueError("shorter than its tag")
        opening = Cipher(self._cipher, modes.GCM(nonce, data[-TAG:])).decryptor()
        opening.authenticate_additional_data(associated_data)
        return opening.update(data[:-TAG]) + opening.finalize()


def derive(alg: str, secret: bytes, purpose: str, length: int = 32) -> bytes:
    """Give a key of its own for a purpose, by HKDF over the hash that belongs to the cipher."""
    hashed: HashAlgorithm = SM3() if alg == SM4 else SHA256()
    return HKDFExpand(algorithm=hashed, length=length, info=purpose.encode()).derive(secret)


def cipher_for(alg: str, secret: bytes, purpose: str) -> Aead:
    """Give the cipher of a data key for a purpose."""
    key = derive(alg, secret, purpose, _KEY_BYTES[alg])
    return _Sm4Gcm(key) if alg == SM4 else AESGCM(key)


def sm3_mark(key: bytes, value: bytes) -> bytes:
    """Give HMAC-SM3 of `value`: 32 bytes."""
    worker = HMAC(key, SM3())
    worker.update(value)
    return worker.finalize()


# RFC 8998, appendix A.1, and the first example of GB/T 32905-2016, appendix A.
_KEY: Final = bytes.fromhex("0123456789abcdeffedcba9876543210")
_NONCE: Final = bytes.fromhex("00001234567800000000abcd")
_BOUND: Final = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
_PLAIN: Final = b"".join(bytes([one]) * 8 for one in bytes.fromhex("aabbccddeeffeeaa"))
_SEALED: Final = bytes.fromhex(
    "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
    "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
    "83de3541e4c2b58177e065a9bf7b62ec"
)
_ABC: Final = bytes.fromhex("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0")


def missing() -> str:
    """Name what this machine lacks of SM4-GCM and SM3; empty when both are there and right."""
    try:
        cipher = _Sm4Gcm(_KEY)
        is_right = cipher.encrypt(_NONCE, _PLAIN, _BOUND) == _SEALED
        is_right = is_right and cipher.decrypt(_NONCE, _SEALED, _BOUND) == _PLAIN
    except UnsupportedAlgorithm:
        is_right = False
    if not is_right:
        return "SM4-GCM"
    try:
        hashing = Hash(SM3())
        hashing.update(b"abc")
        is_right = hashing.finalize() == _ABC and len(sm3_mark(_KEY, b"abc")) == 32
    except UnsupportedAlgorithm:
        is_right = False
    return "" if is_right else "SM3"
