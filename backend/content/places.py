"""Division codes as content needs them: which places a place inherits from."""

import re
from functools import lru_cache
from typing import Final

NATIONAL: Final = "000000000000"

# Digits that name a province, a city, a county, a township and a village.
_LEVELS: Final = (2, 4, 6, 9, 12)
_CODE: Final = re.compile(r"[0-9]{12}")


@lru_cache(maxsize=8192)
def lineage(place: str) -> tuple[str, ...]:
    """Give the place and everything it lies in, the most specific first, the nation last.

    Raises ValueError when `place` is not a 12-digit code.
    """
    if not _CODE.fullmatch(place):
        raise ValueError(f"not a 12-digit division code: {place!r}")
    codes = [place[:digits].ljust(12, "0") for digits in reversed(_LEVELS)]
    return tuple(dict.fromkeys([*codes, NATIONAL]))


def is_county_or_below(place: str) -> bool:
    """Tell whether a real county can be named by this code, so that local values may stand there."""
    return place[:2] != "00" and place[2:4] != "00" and place[4:6] != "00"
