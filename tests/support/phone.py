"""Sealing as the phone does (static/seal.js), for tests that have no browser."""

from __future__ import annotations

import base64
import os

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def seal(data: bytes, lock: str, owner: str, key: str) -> bytes:
    """Give the box for what the page named as its lock."""
    kid, point = lock.rsplit(".", 1)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), base64.b64decode(point))
    mine = ec.generate_private_key(ec.SECP256R1())
    made = mine.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = mine.exchange(ec.ECDH(), theirs)
    secret = HKDF(algorithm=SHA256(), length=32, salt=made, info=b"yimenzhu phone box")
    nonce = os.urandom(12)
    sealed = AESGCM(secret.derive(shared)).encrypt(nonce, data, f"{owner}|{key}".encode())
    return b"YMP1" + bytes([len(kid)]) + kid.encode() + made + nonce + sealed
