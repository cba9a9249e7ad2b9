"""Danger first: which kind, whether it is now, and whether a policy question only mentions it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backend.chat.lexicon import Hit
from backend.content.word_files import Emergency, EmergencyFile

_LEVELS = {"E0": 0, "E1": 1, "E2": 2}
_NEAR = 5


@dataclass(frozen=True, slots=True)
class Alarm:
    """A danger that was read: its kind, and whether it lies in the past (`is_past`)."""

    kind: Emergency
    hit: Hit
    is_past: bool


class EmergencyReader:
    """Reads danger out of hits; rather once too often, but not from a question about money."""

    def __init__(self, file: EmergencyFile) -> None:
        """Keep the kinds by id."""
        self._kinds = {kind.id: kind for kind in file.kinds}
        self._past, self._denied = tuple(file.past), tuple(file.denied)
        self._aftermath = tuple(file.aftermath)

    def read(self, text: str, hits: Sequence[Hit], lifted: Sequence[Hit]) -> Alarm | None:
        """Give the gravest danger; None when there is none or the words are about later help."""
        alarms = []
        for hit in hits:
            covered = any(no.start <= hit.start and hit.end <= no.end for no in lifted)
            if covered or self._is_denied(text, hit):
                continue
            kind = self._kinds[hit.entry.target]
            is_past = any(word in text[: hit.start] for word in self._past)
            if kind.id not in _OF_THE_MIND and self._is_aftermath(text, hit):
                continue
            if is_past and kind.level == "E0" and kind.id not in _OF_THE_MIND:
                continue
            alarms.append(Alarm(kind, hit, is_past))
        return min(alarms, key=_gravity, default=None)

    def _is_denied(self, text: str, hit: Hit) -> bool:
        before = text[max(0, hit.start - _NEAR) : hit.start]
        return any(before.endswith(word) for word in self._denied)

    def _is_aftermath(self, text: str, hit: Hit) -> bool:
        around = text[: hit.start] + "。" + text[hit.end :]
        return any(word in around for word in self._aftermath)


_OF_THE_MIND = frozenset({"suicide_now", "suicide_thought"})


def _gravity(alarm: Alarm) -> tuple[int, int]:
    return _LEVELS[alarm.kind.level], -len(alarm.hit.entry.phrase)
