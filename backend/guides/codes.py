"""The short code on a printed sheet: six characters drawn by chance and one check character. Pure.

The 23 characters have no look-alikes (no 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V). 23 is prime and the
weights 1…7 are all different and not zero, so the check finds every single wrong character and
every swap of two: no slip of the pen opens another village's guide.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Callable

ALPHABET = "34679ACDEFGHJKMNPQRTWXY"
LENGTH = 7
_VALUE = {character: value for value, character in enumerate(ALPHABET)}


def new_code(choose: Callable[[str], str] = secrets.choice) -> str:
    """Draw a code; whether it is taken already is for the caller to see."""
    body = "".join(choose(ALPHABET) for _ in range(LENGTH - 1))
    return body + check_character(body)


def check_character(body: str) -> str:
    """Give the character that makes the weighted sum of the whole code a multiple of 23."""
    total = sum(weight * _VALUE[character] for weight, character in enumerate(body, start=1))
    # LENGTH * x = -total (mod 23), with the inverse of LENGTH
    return ALPHABET[-total * pow(LENGTH, -1, len(ALPHABET)) % len(ALPHABET)]


def read_code(written: str) -> str | None:
    """Give the code a person meant by what was typed or scanned; None when it cannot be one.

    Takes small letters, full-width characters, blanks and dashes.
    """
    text = unicodedata.normalize("NFKC", written).upper()
    code = "".join(character for character in text if character not in " -_·—")
    if len(code) != LENGTH or any(character not in _VALUE for character in code):
        return None
    return code if check_character(code[:-1]) == code[-1] else None


def spoken(code: str) -> str:
    """Write the code in two groups, as it is printed and read aloud: 3A7-K9PX."""
    return f"{code[:3]}-{code[3:]}"
