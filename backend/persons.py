"""ID numbers and phone numbers as residents write them, also as fields of a request body.

Sources: GB 11643-1999 (18 digits, ISO 7064 mod 11-2 check character); residence permits of Hong
Kong, Macao and Taiwan residents (prefixes 81, 82, 83) follow the same rule.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

from backend.inputs import DigitText, field_fault
from backend.sealing import sealer

_ID = re.compile(r"[1-9][0-9]{16}[0-9X]", re.ASCII)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_MOBILE = re.compile(r"1[3-9][0-9]{9}", re.ASCII)
_LANDLINE = re.compile(r"0[0-9]{9,11}", re.ASCII)


def id_number_fault(number: str) -> str | None:
    """Give a sentence on what is wrong with an ID number (upper-case X); None when it is sound."""
    if len(number) != 18:
        return f"身份证号应是 18 位，现在是 {len(number)} 位，请对照证件再数一遍。"
    if not _ID.fullmatch(number):
        return "身份证号前 17 位应是数字，最后一位是数字或 X。"
    if _birth_day(number) is None:
        return "身份证号第 7 到 14 位是出生年月日，现在这个日期不存在，请对照证件检查。"
    if check_character(number[:17]) != number[17]:
        return "身份证号最后一位对不上，多半是抄错了一位，请对照证件再看一遍。"
    return None


def person_fingerprint(kind: str, value: str) -> str:
    """Give the keyed hash by which a person is found again; `kind` is id_number or phone."""
    return sealer().fingerprint(f"person:{kind}", value.upper())


def person_fingerprints(kind: str, value: str) -> list[str]:
    """Give every hash under which the person may be stored."""
    return sealer().fingerprints(f"person:{kind}", value.upper())


def check_character(first_17: str) -> str:
    """Give the 18th character for the first 17 digits."""
    total = sum(int(digit) * weight for digit, weight in zip(first_17, _WEIGHTS, strict=True))
    return _CHECKS[total % 11]


def _birth_day(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def born_on(number: str) -> date | None:
    """Give the day of birth an ID number tells; None when it tells none."""
    return _birth_day(number) if len(number) == 18 and number[:17].isdigit() else None


def plain_phone(written: str) -> str:
    """Give the number without country code and brackets."""
    text = re.sub(r"[()（）.]", "", written)
    for prefix in ("+86", "0086"):
        if text.startswith(prefix):
            return text[len(prefix) :]
    return text


def phone_fault(phone: str) -> str | None:
    """Give a sentence on what is wrong with a phone number; None when it can be called."""
    if _MOBILE.fullmatch(phone) or _LANDLINE.fullmatch(phone):
        return None
    return "电话应是 11 位手机号，或带区号的座机号（如 0375 开头），方便窗口给您回电话。"


def _id_number(value: str) -> str:
    number = value.upper()
    fault = id_number_fault(number)
    if fault:
        raise field_fault(fault)
    return number


def _phone(value: str) -> str:
    phone = plain_phone(value)
    fault = phone_fault(phone)
    if fault:
        raise field_fault(fault)
    return phone


Phone = Annotated[DigitText, Field(max_length=24), AfterValidator(_phone)]
IdNumber = Annotated[DigitText, Field(max_length=24), AfterValidator(_id_number)]
