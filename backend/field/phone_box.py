"""What a phone keeps until there is signal: sealed on the phone, to be opened by the service alone.

The page hands the phone a public key. What is written or photographed without signal is sealed to
it (ECDH on P-256 with a key made for this one thing, HKDF-SHA256, AES-256-GCM), so that the phone
itself cannot read it again: who finds or borrows the phone, or copies its storage, learns nothing of
the household. It protects what lies there, not the page while it is being filled in, and not against
whoever has the data keys of the service.

Each box is bound to the worker it was written under and to its own key, so that it cannot be sent in
another's name or as another household's. The private key is made from the data keys; the box names
which, so that keys may be rotated while phones still hold boxes.

Form: `YMP1`, length and name of the key, the point (65 bytes), the nonce (12), the rest.
"""

from __future__ import annotations

import base64
import binascii
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from backend.problems import FieldError, Invalid
from backend.sealing import sealer

_MAGIC: Final = b"YMP1"
_INFO: Final = b"yimenzhu phone box"
_POINT, _NONCE = 65, 12
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_REFUSED: Final = (
    "这一份不是用您的账号在这部手机上存的，或者存的时候坏了，打不开。请重新登记一次，"
    "或者请原来登记的人登录后再送。"
)


def owner_of(staff_id: str) -> str:
    """Give the mark under which a phone keeps this worker's things; it tells nobody who that is."""
    return sealer().lasting_mark("phone-owner", staff_id)[:20]


def lock() -> str:
    """Give what the page hands the phone to seal with: the key's name and the public point."""
    kid = sealer().newest
    point = _private(kid).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return f"{kid}.{base64.b64encode(point).decode()}"


def open_box(box: bytes, owner: str, key: str) -> bytes:
    """Give what the phone sealed for this owner under this once-only key. Raises Invalid."""
    try:
        return _opened(box, f"{owner}|{key}".encode())
    except (ValueError, KeyError, IndexError, InvalidTag) as error:
        raise Invalid(errors=[FieldError("/sealed", _REFUSED)]) from error


def open_text(written: str, owner: str, key: str) -> str:
    """Give the text of a box that came as base64. Raises Invalid."""
    try:
        box = base64.b64decode(written, validate=True)
    except (ValueError, binascii.Error):
        box = b""
    try:
        return open_box(box, owner, key).decode()
    except UnicodeDecodeError as error:
        raise Invalid(errors=[FieldError("/sealed", _REFUSED)]) from error


def _opened(box: bytes, bound: bytes) -> bytes:
    start = len(_MAGIC) + 1
    if not box.startswith(_MAGIC):
        raise ValueError("not a box")
    end = start + box[start - 1]
    kid = box[start:end].decode("ascii")
    if kid not in sealer().kids:
        raise KeyError(kid)
    point, rest = box[end : end + _POINT], box[end + _POINT :]
    theirs = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)
    shared = _private(kid).exchange(ECDH(), theirs)
    secret = HKDF(algorithm=SHA256(), length=32, salt=point, info=_INFO).derive(shared)
    return AESGCM(secret).decrypt(rest[:_NONCE], rest[_NONCE:], bound)


def _private(kid: str) -> EllipticCurvePrivateKey:
    seed = b"".join(sealer().file_key(kid, part) for part in (b"phone-box-1", b"phone-box-2"))
    return derive_private_key(int.from_bytes(seed, "big") % (_ORDER - 1) + 1, SECP256R1())
