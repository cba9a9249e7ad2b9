"""How personal values look where they need not be read in full; and masking inside free text. Pure.

ID 110***********002X, phone 138****0000, name 张*.
"""

from __future__ import annotations

import re

_ID_IN_TEXT = re.compile(r"(?<![0-9])([1-9][0-9]{2})[0-9]{11}([0-9]{3}[0-9Xx])(?![0-9])")
_PHONE_IN_TEXT = re.compile(r"(?<![0-9])(1[3-9][0-9])[0-9]{4}([0-9]{4})(?![0-9])")
_CARD_IN_TEXT = re.compile(r"(?<![0-9])([0-9]{4})[0-9]{8,11}([0-9]{4})(?![0-9])")


def mask_name(name: str) -> str:
    """Give the family name and one star: 张*."""
    return name[:1] + "*" if name else ""


def mask_phone(phone: str) -> str:
    """Give first three and last four digits; shorter numbers keep their last two."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else "****" + phone[-2:]


def mask_id_number(id_number: str) -> str:
    """Give the first three and last four characters of an ID number."""
    if len(id_number) < 8:
        return "*" * len(id_number)
    return id_number[:3] + "*" * (len(id_number) - 7) + id_number[-4:]


def mask_free_text(text: str) -> str:
    """Mask ID, mobile and bank card numbers typed into a sentence, before it is kept anywhere."""
    text = _ID_IN_TEXT.sub(lambda m: f"{m[1]}{'*' * 11}{m[2]}", text)
    text = _PHONE_IN_TEXT.sub(lambda m: f"{m[1]}****{m[2]}", text)
    return _CARD_IN_TEXT.sub(lambda m: f"{m[1]}{'*' * 8}{m[2]}", text)
