"""Batches: everything handed over is written, a refused record holds up nobody."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from flask import Flask

from backend.batches import BatchWriter


def test_many_hands_one_record_each(app: Flask) -> None:
    written: list[int] = []
    writer: BatchWriter[int] = BatchWriter(app, written.extend)
    hands = [threading.Thread(target=writer.add, args=(number,)) for number in range(200)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    writer.flush()
    assert sorted(written) == list(range(200))


def test_a_refused_record_is_dropped_and_the_others_stay(app: Flask) -> None:
    written: list[int] = []

    def write(records: Sequence[int]) -> None:
        if 13 in records:
            raise ValueError
        written.extend(records)

    writer: BatchWriter[int] = BatchWriter(app, write)
    for number in range(10, 16):
        writer.add(number)
    writer.flush()
    assert sorted(written) == [10, 11, 12, 14, 15]


def test_what_waits_can_be_found(app: Flask) -> None:
    gate = threading.Event()
    writer: BatchWriter[int] = BatchWriter(app, lambda _records: gate.set())
    writer.add(7)
    assert writer.find(lambda number: number == 7) in (7, None)
    writer.flush()
    assert writer.find(lambda number: number == 7) is None
    assert gate.is_set()
