"""Sealing personal data at rest, and keyed hashes to find it again.

Envelope `v1:<alg>:<kid>:<nonce>:<ciphertext>:<tag>` (base64url), authenticated and bound to table, row
and field, so that a value copied into another row does not open. Keys come from DATA_KEYS, newest
first: new envelopes use the first and its cipher (`ciphers`), old ones open with the key they name.

Search by a keyed hash, derived per purpose from the last key, so that adding a key does not hide what
is stored: HMAC-SHA256, 64 hex digits; or HMAC-SM3, `sm3:` and 60. Where the last key is not SM4's, the
SM3 hash is taken of the SHA-256 one: what is stored can then be made anew without knowing what it was
made of (`tasks.rehashing`), and until it is, both are looked for (`fingerprints`).
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from collections.abc import Sequence
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from flask import current_app

from backend.ciphers import AES, SM4, TAG, Aead, cipher_for, derive, sm3_mark
from backend.config import DataKey
from backend.randomness import random_bytes

_VERSION: Final = "v1"
_SM3: Final = "sm3:"
_DIGITS: Final = 60


class SealBroken(Exception):
    """The envelope is malformed, was altered, belongs elsewhere, or its key is missing."""


class Sealer:
    """Seals and opens values; one per application, made from the settings' data keys. `search_hash`
    is sha256 or sm3; `head` is how the envelopes of the newest key begin."""

    def __init__(self, keys: Sequence[DataKey], search_hash: str = "") -> None:
        if not keys:
            raise ValueError("no data keys")
        self._keys = {key.kid: key for key in keys}
        self._ciphers = {key.kid: cipher_for(key.alg, key.secret, "seal") for key in keys}
        self._newest = keys[0].kid
        self.head = f"{_VERSION}:{keys[0].alg}:{keys[0].kid}"
        self._hash_key = keys[-1]
        self._marks: dict[str, bytes] = {}
        national = [key for key in keys if key.alg == SM4]
        wraps = bool(national) and self._hash_key.alg == AES
        self._wrap = derive(SM4, national[-1].secret, "search:wrap") if wraps else b""
        self._by_sm3 = wraps and search_hash == "sm3"

    def seal(self, value: str, *place: str) -> str:
        """Seal `value` for the place (table, row id, field); give the envelope."""
        nonce = random_bytes(12)
        sealed = self._ciphers[self._newest].encrypt(nonce, value.encode(), _bound(place))
        return f"{self.head}:{_b64(nonce)}:{_b64(sealed[:-TAG])}:{_b64(sealed[-TAG:])}"

    def open(self, envelope: str, *place: str) -> str:
        """Give the value sealed for this place. Raises SealBroken.

        Envelopes of an earlier release hold ciphertext and tag in one piece.
        """
        parts = envelope.split(":")
        key = self._keys.get(parts[2]) if len(parts) in (5, 6) else None
        if key is None or parts[:2] != [_VERSION, key.alg]:
            raise SealBroken
        try:
            nonce, sealed, *tag = map(_unb64, parts[3:])
            if tag and len(tag[0]) != TAG:
                raise SealBroken
            whole = sealed + b"".join(tag)
            return self._ciphers[key.kid].decrypt(nonce, whole, _bound(place)).decode()
        except (InvalidTag, ValueError, binascii.Error) as error:
            raise SealBroken from error

    def seal_json(self, value: Any, *place: str) -> str:
        return self.seal(json.dumps(value, ensure_ascii=False, separators=(",", ":")), *place)

    def open_json(self, envelope: str, *place: str) -> Any:
        return json.loads(self.open(envelope, *place))

    @property
    def newest(self) -> str:
        """The name of the key that new envelopes and files are sealed with."""
        return self._newest

    @property
    def kids(self) -> list[str]:
        """The names of the keys at hand, newest first."""
        return list(self._keys)

    def file_cipher(self, kid: str, salt: bytes) -> Aead:
        """Give the cipher of one file, from the key `kid` and the file's own salt.

        Raises KeyError when there is no such key.
        """
        key = self._keys[kid]
        return cipher_for(key.alg, key.secret, f"file:{salt.hex()}")

    def file_key(self, kid: str, salt: bytes) -> bytes:
        """Give 32 bytes made from the key `kid` and a salt. Raises KeyError when there is no such key."""
        key = self._keys[kid]
        return derive(key.alg, key.secret, f"file:{salt.hex()}")

    def fingerprint(self, purpose: str, value: str) -> str:
        """Give the keyed hash by which `value` is found again: 64 signs, one-way."""
        made = self._made_first(purpose, value)
        return self.rehashed(made) if self._by_sm3 else made

    def fingerprints(self, purpose: str, value: str) -> list[str]:
        """Give every hash under which `value` may be stored, the one that is written now first: with a
        key of either cipher both kinds, so that turning back loses nothing either."""
        made = self._made_first(purpose, value)
        if not self._wrap:
            return [made]
        both = [self.rehashed(made), made]
        return both if self._by_sm3 else both[::-1]

    def matches(self, stored: str, purpose: str, value: str) -> bool:
        """Whether `stored` is the keyed hash of `value`; in constant time."""
        asked = stored.encode()
        found = [
            hmac.compare_digest(asked, one.encode()) for one in self.fingerprints(purpose, value)
        ]
        return any(found)

    def lasting_mark(self, purpose: str, value: str) -> str:
        """Give a mark that lies where no rehashing reaches it, on people's own phones."""
        return self._made_first(purpose, value)

    @property
    def rehashes(self) -> bool:
        """Whether what is stored under SHA-256 is to be made anew under SM3."""
        return self._by_sm3

    def rehashed(self, stored: str) -> str:
        """Give the SM3 hash in place of a stored SHA-256 one; what is one already stays, and all of them
        where there are not keys of both ciphers."""
        if not self._wrap or stored.startswith(_SM3):
            return stored
        return _SM3 + sm3_mark(self._wrap, stored.encode()).hex()[:_DIGITS]

    def _made_first(self, purpose: str, value: str) -> str:
        key = self._marks.get(purpose)
        if key is None:
            alg, secret = self._hash_key.alg, self._hash_key.secret
            key = self._marks[purpose] = derive(alg, secret, f"search:{purpose}")
        if self._hash_key.alg == SM4:
            return _SM3 + sm3_mark(key, value.encode()).hex()[:_DIGITS]
        return hmac.digest(key, value.encode(), "sha256").hex()


def _bound(place: tuple[str, ...]) -> bytes:
    return "|".join(place).encode()


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()


def _unb64(text: str) -> bytes:
    """Take back what `_b64` wrote and nothing else: one value has one envelope text."""
    raw = base64.b64decode(text, altchars=b"-_", validate=True)
    if _b64(raw) != text:
        raise ValueError("not canonical")
    return raw


def sealer() -> Sealer:
    """Give the application's Sealer."""
    found: Sealer = current_app.extensions["sealer"]
    return found
