"""WeChat's encrypted envelope: AES-256-CBC, 16 random bytes, length, message, app id. Pure.

Whatever is wrong with an envelope is the one EnvelopeBroken: who sends faulty ones must not learn
what was wrong. The signature has been checked before anything is opened.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import struct

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

_BLOCK = 32  # PKCS#7 over 32 bytes, not the cipher's 16
_HEAD = 20


class EnvelopeBroken(Exception):
    """It cannot be opened."""


class Envelope:
    """Opens and closes envelopes of one account; `aes_key` is the EncodingAESKey (43 characters)."""

    def __init__(self, aes_key: str, app_id: str) -> None:
        self._key = base64.b64decode(aes_key + "=")
        self._app_id = app_id.encode()
        if len(self._key) != 32:
            raise ValueError("EncodingAESKey")

    def open(self, text: str) -> bytes:
        """Give the message inside. Raises EnvelopeBroken."""
        try:
            sealed = base64.b64decode(text.encode("ascii"), validate=True)
        except (binascii.Error, UnicodeEncodeError, ValueError) as error:
            raise EnvelopeBroken from error
        if not sealed or len(sealed) % 16:
            raise EnvelopeBroken
        opener = self._cipher().decryptor()
        plain = opener.update(sealed) + opener.finalize()
        message, whose = _taken_apart(plain)
        if not hmac.compare_digest(whose, self._app_id):
            raise EnvelopeBroken
        return message

    def close(self, message: bytes) -> str:
        """Give the envelope around `message`."""
        raw = os.urandom(16) + struct.pack(">I", len(message)) + message + self._app_id
        padding = _BLOCK - len(raw) % _BLOCK
        closer = self._cipher().encryptor()
        sealed = closer.update(raw + bytes([padding]) * padding) + closer.finalize()
        return base64.b64encode(sealed).decode()

    def _cipher(self) -> Cipher[CBC]:
        return Cipher(AES(self._key), CBC(self._key[:16]))


def _taken_apart(plain: bytes) -> tuple[bytes, bytes]:
    padding = plain[-1]
    if not 1 <= padding <= _BLOCK or plain[-padding:] != bytes([padding]) * padding:
        raise EnvelopeBroken
    plain = plain[:-padding]
    if len(plain) < _HEAD:
        raise EnvelopeBroken
    (length,) = struct.unpack(">I", plain[16:_HEAD])
    if length > len(plain) - _HEAD:
        raise EnvelopeBroken
    return plain[_HEAD : _HEAD + length], plain[_HEAD + length :]
