"""A full chat turn over HTTP beside a bare Flask JSON echo on the same server, in turns."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.load import free_port, rate, wait_for

QUESTIONS = [
    "低保要什么材料",
    "我妈得了尿毒症，花了好多钱，能申请什么救助",
    "临时救助几天能下来",
    "残疾人两项补贴一个月多少钱",
    "特困供养去哪里办",
    "公租房怎么申请",
    "孩子上大学没钱交学费怎么办",
    "低保停了去哪里说理",
]
ROUNDS, SECONDS = 5, 3.0


def measure() -> list[str]:
    """Give the report's lines: medians and the ratio round by round.

    Half of the questions come word for word again, as buttons and common questions do; half are
    new each time (a name put before them), so that no reading is remembered.
    """
    again = [{"text": question} for question in QUESTIONS] * 250
    new = [
        {"text": f"我是{number}组的，{question}"} for number in range(250) for question in QUESTIONS
    ]
    bodies = [one for pair in zip(again, new, strict=True) for one in pair]
    with tempfile.TemporaryDirectory() as folder:
        ours, echo = free_port(), free_port()
        environment = os.environ | {"VAR_DIR": folder, "PORT": str(ours)}
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        server = subprocess.Popen(
            [sys.executable, "-m", "backend", "serve", "--demo"], env=environment, **quiet
        )
        echo_path = Path(__file__).with_name("echo_server.py")
        yardstick = subprocess.Popen(
            [sys.executable, str(echo_path), str(echo)],
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)},
            **quiet,
        )
        try:
            wait_for(ours, "/healthz")
            wait_for(echo)
            chat = "/api/v1/chat/messages"
            rate(ours, chat, bodies, 1.0)
            rate(echo, "/echo", bodies, 1.0)
            pairs = [
                (rate(echo, "/echo", bodies, SECONDS), rate(ours, chat, bodies, SECONDS))
                for _ in range(ROUNDS)
            ]
        finally:
            server.terminate()
            yardstick.terminate()
            server.wait(20)
            yardstick.wait(20)
    ratios = sorted(turn / plain for plain, turn in pairs)
    return [
        f"bare echo     {statistics.median(plain for plain, _ in pairs):8.0f} a second",
        f"chat turn     {statistics.median(turn for _, turn in pairs):8.0f} a second",
        f"chat / echo   {statistics.median(ratios):8.2f}   (lowest {ratios[0]:.2f}, highest {ratios[-1]:.2f})",
    ]
