"""Place + scheme -> which place's window answers, and why. Pure.

社会救助法第三十七条: an application goes to the township of the household register; temporary
assistance goes to the township where the emergency happened, whoever the person is. People without
means of support turn to where they are (第五十二条). Some schemes are applied for elsewhere (school,
housing office, 第三十八条): their cases still come to the window of residence, which passes them on
(第六十四条), because nobody is to be sent from door to door.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from backend.content.names import Scheme

_LAW: Final = "社会救助法"
PRESENT_PLACE: Final = {
    Scheme.TEMPORARY_ASSISTANCE: "第三十七条",
    Scheme.VAGRANT_RELIEF: "第五十二条",
}
_ELSEWHERE: Final = {
    Scheme.EDUCATION_ASSISTANCE: "正式申请向就读学校提出",
    Scheme.HOUSING_ASSISTANCE: "正式申请也可以直接向住房保障部门提出",
}
# Handled where the person lives or works, not where the register is.
_BY_RESIDENCE: Final = frozenset({Scheme.HARDSHIP_WORKERS, Scheme.GENERAL})


@dataclass(frozen=True)
class Routing:
    """Where the case goes. `place` is a 12-digit code; the nearest window to it answers.

    `reason` is a sentence a resident can read; `article` the law it rests on.
    """

    place: str
    reason: str
    article: str


def route(
    scheme: str | None,
    residence: str,
    household_register: str | None = None,
    present_place: str | None = None,
) -> Routing:
    """Choose the place whose window answers.

    `residence` is always known; `household_register` and `present_place` where the person said so.
    A register outside the served area is settled by the caller, who falls back to the residence:
    the window there receives it all the same (社会救助法第六十四条).
    """
    name = next((one for one in Scheme if one == scheme), Scheme.GENERAL)
    if name in PRESENT_PLACE:
        place = present_place or residence
        what = "在人现在所在的地方办" if name is Scheme.VAGRANT_RELIEF else "在急难发生的地方办"
        return Routing(place, f"{what}，不看户口在哪里。", f"{_LAW}{PRESENT_PLACE[name]}")
    if name in _ELSEWHERE:
        reason = f"由住地的窗口先接下来、帮着转；{_ELSEWHERE[name]}。"
        return Routing(residence, reason, f"{_LAW}第三十八条、第六十四条")
    if household_register and household_register != residence and name not in _BY_RESIDENCE:
        return Routing(
            household_register, "这一项在户口所在地的乡镇、街道办。", f"{_LAW}第三十七条"
        )
    return Routing(residence, "由住地乡镇、街道的窗口统一受理。", f"{_LAW}第三十七条、第六十四条")


def fall_back(residence: str) -> Routing:
    """The register lies where we serve nobody: the window of residence receives and passes on."""
    reason = "户口所在地不在本系统范围内，由住地的窗口先接下来，帮着联系户口所在地。"
    return Routing(residence, reason, f"{_LAW}第六十四条")
