"""What people call a place. Pure."""

from __future__ import annotations

_OFFICES = (("村民委员会", "村"), ("社区居民委员会", "社区"), ("居民委员会", ""))


def short_place(name: str) -> str:
    """Give a village's everyday name: 寺上村民委员会 is 寺上村."""
    for office, place in _OFFICES:
        if name.endswith(office) and len(name) > len(office):
            return name.removesuffix(office) + place
    return name
