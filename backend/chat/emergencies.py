"""Danger first: which kind, whether it is now, and whether a policy question only mentions it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backend.chat.lexicon import Hit
from backend.content.word_files import Emergency, EmergencyFile

_LEVELS = {"E0": 0, "E1": 1, "E2": 2}
_NEAR = 5
OF_THE_MIND = frozenset({"suicide_now", "suicide_thought"})
_NEVER_OVER = frozenset({"violence", "no_money_for_illness"}) | OF_THE_MIND


@dataclass(frozen=True, slots=True)
class Alarm:
    """A danger that was read.

    `is_past` lies behind; `is_mention` comes up in a question about help: the number goes first,
    the answer follows. `hit` is None when no single word told it.
    """

    kind: Emergency
    hit: Hit | None
    is_past: bool
    is_mention: bool = False

    @property
    def lasts(self) -> bool:
        """Tell whether it is of a kind that goes on: no accident, but hunger, blows, despair."""
        return self.kind.level == "E1" or self.kind.id in _NEVER_OVER


class EmergencyReader:
    """Reads danger out of hits; rather once too often, but not from a question about money."""

    def __init__(self, file: EmergencyFile) -> None:
        """Keep the kinds by id."""
        self._kinds = {kind.id: kind for kind in file.kinds}
        self._past, self._denied = tuple(file.past), tuple(file.denied)
        self._prevented, self._aftermath = tuple(file.prevented), tuple(file.aftermath)

    def read(self, text: str, hits: Sequence[Hit], lifted: Sequence[Hit]) -> Alarm | None:
        """Give the gravest danger; None when there is none or it is over and done with."""
        found = [
            alarm
            for hit in hits
            if not any(no.start <= hit.start and hit.end <= no.end for no in lifted)
            for alarm in (self._alarm(text, hit),)
            if alarm
        ]
        return min(found, key=_gravity, default=None)

    def suspected(self, text: str, hits: Sequence[Hit], kind: str) -> Alarm | None:
        """Give an alarm nobody named in so many words; None when the text says it is not so."""
        if any(text[max(0, hit.start - _NEAR) : hit.start].endswith(self._denied) for hit in hits):
            return None
        return Alarm(self._kinds[kind], None, is_past=False)

    def _alarm(self, text: str, hit: Hit) -> Alarm | None:
        kind = self._kinds[hit.entry.target]
        is_of_the_mind = kind.id in OF_THE_MIND
        before = text[max(0, hit.start - _NEAR) : hit.start]
        if before.endswith(self._prevented if is_of_the_mind else self._denied):
            return None
        is_past = any(word in text[: hit.start] for word in self._past)
        around = f"{text[: hit.start]}。{text[hit.end :]}"
        is_about_help = not is_of_the_mind and any(word in around for word in self._aftermath)
        if kind.id not in _NEVER_OVER and (is_about_help or (is_past and kind.level == "E0")):
            return None
        return Alarm(kind, hit, is_past, is_about_help)


def _gravity(alarm: Alarm) -> tuple[bool, int, int]:
    return (
        alarm.is_mention,
        _LEVELS[alarm.kind.level],
        -len(alarm.hit.entry.phrase if alarm.hit else ""),
    )
