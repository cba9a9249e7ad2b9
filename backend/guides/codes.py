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
_MOST_WRITTEN = 200
_BETWEEN = " -_·—–"
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
    code = plain(written)
    return code if has_form(code) and check_character(code[:-1]) == code[-1] else None


def plain(written: str) -> str:
    """Give what was written in capitals, without full-width forms, blanks and dashes."""
    text = unicodedata.normalize("NFKC", written[:_MOST_WRITTEN]).upper()
    return "".join(character for character in text if character not in _BETWEEN)


def has_form(code: str) -> bool:
    """Whether it is seven characters of ours; whether they check is another question."""
    return len(code) == LENGTH and all(character in _VALUE for character in code)


def near_codes(written: str) -> list[set[str]]:
    """Give the codes a person may have meant, all of them sound: first those one slip away (a wrong
    character, two swapped, one too many, one left out), then those with two wrong characters.

    Characters we do not use (O, 0, I, 1 …) count as wrong ones. Whether a code was ever issued is
    for the caller to see. Empty sets for what is too far off.
    """
    code = plain(written)
    if len(code) == LENGTH + 1:
        shorter = {code[:place] + code[place + 1 :] for place in range(len(code))}
        return [{one for one in shorter if read_code(one)}, set()]
    if len(code) == LENGTH - 1:
        return [_solved({code[:place] + "?" + code[place:] for place in range(LENGTH)}), set()]
    if len(code) != LENGTH:
        return [set(), set()]
    swapped = {
        code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        for place in range(LENGTH - 1)
    }
    once = _solved({_with(code, place, "?") for place in range(LENGTH)})
    twice = _solved(
        {
            _with(_with(code, first, "?"), second, known)
            for first in range(LENGTH)
            for second in range(LENGTH)
            if first != second
            for known in ALPHABET
        }
    )
    return [once | {one for one in swapped if read_code(one)}, twice - once]


def _with(code: str, place: int, character: str) -> str:
    return code[:place] + character + code[place + 1 :]


def _solved(patterns: set[str]) -> set[str]:
    """Fill the one `?` of each pattern so that the code checks; others with odd characters drop out."""
    found = set()
    for pattern in patterns:
        place = pattern.index("?")
        rest = pattern[:place] + pattern[place + 1 :]
        if any(character not in _VALUE for character in rest):
            continue
        total = sum(
            weight * _VALUE[character]
            for weight, character in enumerate(pattern, start=1)
            if character != "?"
        )
        value = -total * pow(place + 1, -1, len(ALPHABET)) % len(ALPHABET)
        found.add(_with(pattern, place, ALPHABET[value]))
    return found


def spoken(code: str) -> str:
    """Write the code in two groups, as it is printed and read aloud: 3A7-K9PX."""
    return f"{code[:3]}-{code[3:]}"
