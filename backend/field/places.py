"""Where a household lives, as a grid worker gives it: from the list, by the village's name, or by the
code on the village's notice board, typed or scanned."""

from __future__ import annotations

import re

from backend.accounts.actor import Actor
from backend.accounts.permissions import Permission
from backend.guides.queries import find_guide
from backend.referrals.queries import last_place
from backend.regions.codes import parent_of
from backend.regions.queries import current_division, find_division, under

_MOST = 20
_SCANNED = re.compile(r"/g/([^/?#\s]+)")


def own_places(actor: Actor) -> list[tuple[str, list[tuple[str, str]]]]:
    """Give the worker's own villages as (township name, [(code, name)]), in code order."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for reach in actor.reach(Permission.REFER_HOUSEHOLD):
        for village in under(reach, "village"):
            groups.setdefault(parent_of(village.code) or "", []).append(
                (village.code, village.name)
            )
    named = []
    for code, villages in sorted(groups.items()):
        township = find_division(code)
        named.append((township.name if township else "", villages))
    return named


def usual_place(actor: Actor) -> str:
    """Give the village to begin with: the one referred from last, or the only one there is."""
    known = [code for _, villages in own_places(actor) for code, _ in villages]
    last = last_place(actor)
    if last is not None and last in known:
        return last
    return known[0] if len(known) == 1 else ""


def find_place(written: str, actor: Actor) -> tuple[str, str]:
    """Give (code of the village, "") for a name or a notice-board code of the worker's own area; else
    ("", what to do)."""
    scanned = _SCANNED.search(written)  # a scanner gives the whole address
    text = scanned[1] if scanned else written.strip()
    guide = find_guide(text)
    if guide is not None:
        division = current_division(guide.place)
        if division and actor.covers(Permission.REFER_HOUSEHOLD, division.code):
            return division.code, ""
        return "", "这个码是别处的，您只能登记自己负责的村（社区）。"
    matches = [
        (code, name)
        for _, villages in own_places(actor)
        for code, name in villages
        if text and text in name
    ]
    if len(matches) == 1:
        return matches[0][0], ""
    if matches:
        listed = "、".join(name for _, name in matches[:_MOST])
        return "", f"有几个村名都像：{listed}。请写全一点，或从下面选。"
    return "", "没找到。写村名里的几个字，或公告栏码下面的 7 位字母数字。"
