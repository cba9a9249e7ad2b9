"""The receipt's number, readable aloud over a bad line, and the access code. Pure.

The number is 12 digits in groups of four: year and month, seven drawn by chance, one check digit
(ISO 7064 mod 11,10), so that a digit misheard is noticed before anyone searches. The number alone
opens nothing; the access code (9 characters out of 23 without look-alikes, over 40 bits) does.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Callable
from datetime import date

ACCESS_ALPHABET = "34679ACDEFGHJKMNPQRTWXY"
ACCESS_LENGTH = 9


def new_number(on: date, draw: Callable[[int], int] = secrets.randbelow) -> str:
    """Give a fresh number: 12 digits, without blanks."""
    body = f"{on:%y%m}{draw(10_000_000):07d}"
    return body + check_digit(body)


def check_digit(body: str) -> str:
    """Give the ISO 7064 mod 11,10 check digit."""
    check = 5
    for digit in body:
        check = ((check or 10) * 2 % 11 + int(digit)) % 10
    return str((1 - (check or 10) * 2 % 11) % 10)


def read_number(written: str) -> str | None:
    """Give the number meant by what was typed; None when it cannot be one."""
    text = unicodedata.normalize("NFKC", written)
    number = "".join(character for character in text if character not in " -—_")
    if len(number) != 12 or not (number.isascii() and number.isdigit()):
        return None
    return number if check_digit(number[:-1]) == number[-1] else None


def spoken(number: str) -> str:
    """Write the number as it is read aloud: 2611 0482 3757."""
    return " ".join((number[:4], number[4:8], number[8:]))


def new_access_code(choose: Callable[[str], str] = secrets.choice) -> str:
    """Give a fresh access code, grouped: K9P-X3A-7MQ."""
    return show_access_code("".join(choose(ACCESS_ALPHABET) for _ in range(ACCESS_LENGTH)))


def show_access_code(plain: str) -> str:
    return "-".join(plain[start : start + 3] for start in range(0, ACCESS_LENGTH, 3))


def read_access_code(written: str) -> str:
    """Give the plain form of what was typed; whether it is right is another question."""
    text = unicodedata.normalize("NFKC", written).upper()
    return "".join(character for character in text if character not in " -—_")
