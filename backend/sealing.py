"""Sealing personal data at rest, and keyed hashes to find it again.

Envelope `v1:a256gcm:<kid>:<nonce>:<ciphertext and tag>` (base64url), authenticated and bound to
table, row and field, so that a value copied into another row does not open. Search by
HMAC-SHA256 under a key of its own, derived per purpose. Keys come from DATA_KEYS, newest first:
new envelopes use the first, old ones open with the key they name.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from collections.abc import Sequence
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from flask import current_app

from backend.config import DataKey
from backend.randomness import random_bytes


class SealBroken(Exception):
    """The envelope is malformed, was altered, belongs elsewhere, or its key is missing."""


def _derive(secret: bytes, purpose: str) -> bytes:
    return HKDFExpand(algorithm=SHA256(), length=32, info=purpose.encode()).derive(secret)


class Sealer:
    """Seals and opens values; one per application, made from the settings' data keys."""

    def __init__(self, keys: Sequence[DataKey]) -> None:
        if not keys:
            raise ValueError("no data keys")
        self._ciphers = {key.kid: AESGCM(_derive(key.secret, "seal")) for key in keys}
        self._file_secrets = {key.kid: key.secret for key in keys}
        self._newest = keys[0].kid
        # The oldest key stays the hash key, so that adding a key does not hide what is stored.
        self._hash_secret = keys[-1].secret
        self._hash_keys: dict[str, bytes] = {}

    def seal(self, value: str, *place: str) -> str:
        """Seal `value` for the place (table, row id, field); give the envelope."""
        nonce = random_bytes(12)
        sealed = self._ciphers[self._newest].encrypt(nonce, value.encode(), _bound(place))
        return f"v1:a256gcm:{self._newest}:{_b64(nonce)}:{_b64(sealed)}"

    def open(self, envelope: str, *place: str) -> str:
        """Give the value sealed for this place. Raises SealBroken."""
        parts = envelope.split(":")
        if len(parts) != 5 or parts[:2] != ["v1", "a256gcm"] or parts[2] not in self._ciphers:
            raise SealBroken
        try:
            nonce, sealed = _unb64(parts[3]), _unb64(parts[4])
            return self._ciphers[parts[2]].decrypt(nonce, sealed, _bound(place)).decode()
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
        return list(self._file_secrets)

    def file_key(self, kid: str, salt: bytes) -> bytes:
        """Give the key of one file, made from the key `kid` and the file's own salt.

        Raises KeyError when there is no such key.
        """
        return _derive(self._file_secrets[kid], f"file:{salt.hex()}")

    def fingerprint(self, purpose: str, value: str) -> str:
        """Give the keyed hash by which `value` is found again: 64 hex digits, one-way."""
        key = self._hash_keys.get(purpose)
        if key is None:
            key = self._hash_keys[purpose] = _derive(self._hash_secret, f"search:{purpose}")
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
