"""What people try on cases when several act at once: the moves, their words, and whose they are."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any, Final

from backend.accounts.actor import Actor
from backend.intake.contacts import days_tried
from backend.intake.hearings import was_heard
from backend.intake.models import IntakeCase
from backend.intake.states import OPEN, CaseState, Result
from tests.factories import intake as make

S, R = CaseState, Result
NO: Final = (make.REASON, make.ARTICLE)
ACTORS: Final = (
    make.clerk(name="赵示例"), make.clerk(name="钱示例"), make.clerk(make.OTHER_TOWN, "孙示例"),
    make.clerk(make.OTHER_TOWN, "李示例"), make.supervisor(), make.handler("housing"),
)  # fmt: skip
HEAD: Final = ACTORS[4]
_HOUSE = "housing_assistance"
_LOW = "low_income_family"  # the window's own work, with limits of its own
_PAPERS = ["户口簿"]
# verb -> the words it may come with, after case, actor, instant and version
_STAFF: Final[dict[str, tuple[tuple[Any, ...], ...]]] = {
    "claim": ((),),
    "release": (("换人",),),
    "accept": ((),),
    "decline": (NO, NO, (make.REASON, None)),
    "transfer": ((make.OTHER_TOWN, "住在那边"), (make.TOWN, "住在这边")),
    "accept_transfer": ((),),
    "return_transfer": (NO, NO, (make.REASON, " ")),
    "recall_transfer": ((),),
    "refer": ((["housing"], "请核对"),),
    "accept_referral": ((),),
    "return_referral": ((None, *NO),),
    "answer_referral": (
        ("housing", "已核对"),
        ("housing", "已修", _HOUSE, R.GRANTED),
        ("housing", "不是危房", _HOUSE, R.REFUSED, make.ARTICLE),
    ),
    "ask_supplement": ((_PAPERS, None, "漏了"),),
    "take_supplement": ((_PAPERS,), ()),
    "approve_supplement": ((_PAPERS, "确实要"),),
    "record_stage": (
        ("contacted",),
        ("progress",),
        ("notice_hung",),
        ("public_notice",),
        ("notice_down",),
        ("economic_check", None, _HOUSE),
        ("survey", None, _LOW),
        ("notice_hung", None, _LOW),
    ),
    "note_contact": (("phone", False), ("visit", False), ("village", False)) * 3
    + (("phone", True),),
    "record_hearing": (("spoke", "不同意"), ("waived", None), ("absent", None), ("spoke", None)),
    "reopen": (("再看",),),
    "extend": (("等人",),),
    "add_item": ((_HOUSE, (), "看房子"), (_LOW,)),
    "ask_item": ((_HOUSE, (), "再看看房子"),),
    "record_meeting": (
        (None, "各单位", "由邻近镇办", make.OTHER_TOWN),
        (None, "各单位", "由示例镇办", make.TOWN),
        (None, "各单位", "原窗口办"),
    ),
    "follow_up": (
        ("delivered", "visit"),
        ("delivered", None),
        ("paid",),
        ("visited",),
        ("delivered", "visit", None, None, _HOUSE),
        ("delivered", "visit", None, None, _LOW),
    ),
    "review": (("满一年了",),),
    "mark_urgent": (("断了粮",), ("孩子烫伤了",), (" ",)),
    "unmark_urgent": (("是误会",),),
}
_WITHOUT: Final = dict.fromkeys(("survey", "county_check", "public_notice"), "县里已经核过")
_WITHOUT_TWO: Final = {"survey": "已经上过门", "public_notice": "等不得"}
_ENDS: Final[tuple[tuple[Any, ...], ...]] = (
    (R.GRANTED, "按月发", None, None, None, _WITHOUT), (R.GRANTED, "按月发"),
    (R.GRANTED, "按月发", None, None, None, _WITHOUT), (R.REFUSED, *NO),
    (R.GRANTED, "发了一笔", None, None, None, _WITHOUT_TWO),
    (R.REFUSED, *NO, None, None, {"survey": "本人不让上门"}), (R.REFUSED, make.REASON),
    (R.RESOLVED, "办好了", None, "resident"), (R.RESOLVED, "办好了"),
    (R.ANSWERED, "说清楚了", None, "witness", "村支书"), (R.ANSWERED, "说清楚了", None, "witness"),
    (R.UNREACHABLE, "找不到人"), (R.UNREACHABLE, "找不到人"), (R.DUPLICATE, "并到那件"),
    (R.DUPLICATE, "并到那件", None, "resident"),
    (R.RESOLVED, "办好了", None, "attempts"),
    (R.STOPPED, *NO), (R.REDUCED, *NO), (R.STOPPED, make.REASON), (R.STOPPED, *NO), (R.KEPT, "没变"),
)  # fmt: skip
STAFF: Final = _STAFF | {
    "close": _ENDS,
    "settle_item": tuple((_HOUSE, *words[:5]) for words in _ENDS)
    + tuple((_LOW, *words) for words in _ENDS),
}
RESIDENT: Final[dict[str, tuple[tuple[Any, ...], ...]]] = {
    "supplement_received": ((_PAPERS,),),
    "withdraw": ((),),
    "dispute": (("不同意",),),
}
SERVICE: Final = ("leave", "jobs")
VERBS: Final = [*STAFF, *RESIDENT, *SERVICE]
# Where a case stands -> what leads on from there, to its end and beyond; tried as often as all else.
_ONWARD: Final[dict[str, tuple[str, ...]]] = {
    S.SUBMITTED: ("claim", "claim", "claim", "transfer"),
    S.IN_HAND: ("note_contact", "note_contact", "note_contact", "close", "close", "settle_item", "accept", "accept",
                "refer", "transfer", "decline", "add_item", "ask_item", "ask_supplement"),
    S.AWAITING_SUPPLEMENT: ("supplement_received", "take_supplement", "note_contact", "decline", "accept", "close"),
    S.AWAITING_DEPARTMENT: ("answer_referral", "accept_referral", "return_referral", "settle_item"),
    S.ACCEPTED: ("close", "close", "settle_item", "settle_item", "record_stage", "record_stage", "add_item", "ask_item", "refer", "claim"),
    S.DECLINED: ("follow_up", "follow_up", "reopen", "dispute"),
    S.CLOSED: ("follow_up", "review", "dispute", "reopen"),
    S.WITHDRAWN: ("reopen", "dispute"),
}  # fmt: skip
_OFFERED: Final = ("accept_transfer", "return_transfer", "return_transfer", "recall_transfer")
# A review (复核) is there to be ended: heard first, then less, nothing or as before.
_TO_HEAR: Final = ("record_hearing", "record_hearing", "note_contact")


@dataclass(frozen=True)
class Try:
    """One try, drawn before it is known how the case will stand."""

    case: int
    who: Actor | None  # None: whoever it is for
    verb: str  # empty: what leads on
    by_version: bool  # by the version just seen, or by whatever it is now
    words: int

    @classmethod
    def of(cls, drawn: Random) -> Try:
        who = drawn.choice([*ACTORS, *[None] * (3 * len(ACTORS))])
        verb = drawn.choice([*VERBS, *[""] * (2 * len(VERBS))])
        return cls(drawn.randrange(6), who, verb, drawn.random() < 0.5, drawn.randrange(960))


def tries_of(seed: int, round_: int) -> list[Try]:
    """Give what two or three do in this round; now and then one of them does it twice at once.

    Drawn numbers repeat a lot; with the round mixed in they spread evenly over the moves.
    """
    drawn = Random(f"{seed}:{round_}")
    tries = [Try.of(drawn) for _ in range(drawn.choice((2, 3)))]
    return [tries[0], tries[0]] if drawn.random() < 0.1 else tries


def verb_for(row: IntakeCase, one: Try) -> str:
    """Give the verb itself, or one that leads on from where the case stands."""
    if one.verb:
        return one.verb
    onward = _ONWARD[row.state]
    if row.offered_window_id and one.words % 7 < 4:
        onward = _OFFERED
    elif row.urgent and row.state in OPEN and one.words % 4 == 1:
        onward = ("unmark_urgent",)
    elif row.state == S.IN_HAND and row.asked_times and one.words % 5 == 0:
        onward = ("approve_supplement",)
    elif row.urgent_at and one.words % 11 == 0:
        onward = ("unmark_urgent",)
    elif _was_sought(row) and one.words % 2:
        onward = ("close",)
    elif row.kind == "review" and row.state == S.IN_HAND:
        onward = ("close",) if was_heard(row) else _TO_HEAR
    return onward[one.words % len(onward)]


def _was_sought(row: IntakeCase) -> bool:
    """Tell whether the person was sought in vain on three days: then that may end what waits."""
    return row.state == S.IN_HAND and not row.accepted_at and len(days_tried(row)) >= 3


def words_for(row: IntakeCase, verb: str, drawn: int) -> tuple[Any, ...]:
    """Give words for the verb; for an end three times in four a result that fits the case."""
    known = (STAFF | RESIDENT)[verb]
    if verb == "close" and drawn % 3 == 0 and _was_sought(row):
        return (R.UNREACHABLE, "找不到人")
    if verb in ("close", "settle_item") and drawn % 4:
        fitting = _ITEM_ENDS if verb == "settle_item" else _fitting(row)
        known = tuple(
            one for one in known if fitting & {word for word in one if isinstance(word, str)}
        )
    return known[(drawn // 4 + row.version) % len(known)]  # drawn numbers repeat, versions go on


_ITEM_ENDS: Final = frozenset(set(R) - {R.KEPT, R.REDUCED, R.STOPPED})


def _fitting(row: IntakeCase) -> frozenset[Any]:
    if row.kind == "review":
        return frozenset({R.KEPT, R.REDUCED, R.STOPPED})
    if row.accepted_at:
        return frozenset({R.GRANTED, R.REFUSED})
    return _ITEM_ENDS - {R.GRANTED, R.REFUSED}


def whose(row: IntakeCase, verb: str, drawn: int) -> Actor:
    """Give whom this move is for, as the case stands now; of two who may, one or the other."""
    if verb in ("reopen", "extend", "record_meeting", "approve_supplement", "unmark_urgent"):
        return HEAD
    if "referral" in verb:
        return ACTORS[5]
    town = row.offered_division if "_transfer" in verb and "recall" not in verb else None
    first = 2 if (town or row.division_code) == make.OTHER_TOWN else 0
    held = next((one for one in ACTORS if one.staff_id == row.holder_id), None)
    return ACTORS[first + drawn % 2] if town or held is None else held
