"""What was worked out from something that never changes (the content, the holiday table) is kept as
long as that lives: every move asks for the same few limits and days again. Pure."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Concatenate, Final, Generic, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

Owner = TypeVar("Owner")
Found = TypeVar("Found")
Asked = ParamSpec("Asked")
_MOST: Final = 4096  # of one owner; days and places of open cases are fewer


class KeptBy(Generic[Owner, Found]):
    """Answers by owner and key. Whoever gets one does not change it."""

    def __init__(self) -> None:
        self._of: WeakKeyDictionary[Owner, dict[Hashable, Found]] = WeakKeyDictionary()

    def get(self, owner: Owner, key: Hashable, find: Callable[[], Found]) -> Found:
        """Give what `find` finds, asking once for each owner and key."""
        known = self._of.setdefault(owner, {})
        if key not in known:
            if len(known) >= _MOST:
                known.clear()
            known[key] = find()
        return known[key]


def kept(
    find: Callable[Concatenate[Owner, Asked], Found],
) -> Callable[Concatenate[Owner, Asked], Found]:
    """Keep what `find` gives by its first argument, asking once for each set of the others."""
    known = KeptBy[Owner, Found]()

    @wraps(find)
    def ask(owner: Owner, /, *args: Asked.args, **named: Asked.kwargs) -> Found:
        key = (args, *named.items())
        return known.get(owner, key, lambda: find(owner, *args, **named))

    return ask
