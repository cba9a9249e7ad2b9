"""Measure side by side in one run, and print ratios. `make bench`, or name one: chat_turn, …"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

ALL = (
    "chat_turn",
    "pre_application",
    "division_list",
    "understanding",
    "case_lifecycle",
    "case_queue",
)


def main() -> None:
    for name in sys.argv[1:] or ALL:
        print(f"== {name}", flush=True)
        for line in importlib.import_module(f"benchmarks.{name}").measure():
            print(line, flush=True)


if __name__ == "__main__":
    main()
