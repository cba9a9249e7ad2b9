"""What happens to a sheet on a wall in ten years: each harm at a fixed seed, so that a proof repeats.

A harm takes a grey picture whose middle is the code, and the width of one module in pixels, and
gives the picture harmed. Lengths are in modules, so that large and small codes suffer alike. The
strengths stand where both readers still read every code we made, a step below where the weaker one
begins to fail; `tests/printing/test_harm.py` shows that a little more does break codes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import cv2
import numpy as np

from backend.printing.qr import QUIET

Picture = Any  # numpy array of uint8, grey
_SEED: Final = 2
FRAME: Final = 1.3  # a picture is this much wider than the code with its quiet zone


def blurred(picture: Picture, module: float, strength: float = 1) -> Picture:
    """Out of focus by a third of a module, as a cheap lens or a shaking hand gives."""
    return _noisy(cv2.GaussianBlur(picture, (0, 0), strength * module / 3), _dice(1), 4)


def tilted(picture: Picture, _module: float, strength: float = 1) -> Picture:
    """Held askew: turned by 20 degrees, and seen from the side and from below."""
    height, width = picture.shape
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    lean = 0.2 * strength * width
    moved = corners + lean * np.array([[0.9, 0.3], [-0.2, 0.9], [0.1, -0.6], [0.4, -0.1]])
    turn = np.deg2rad(20 * strength)
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    middle = corners.mean(0)
    moved = (moved - middle) @ matrix.T + middle
    warp = cv2.getPerspectiveTransform(corners.astype(np.float32), moved.astype(np.float32))
    seen = cv2.warpPerspective(picture, warp, (width, height), borderValue=(235,))
    return _noisy(seen, _dice(2), 4)


def dirtied(picture: Picture, module: float, strength: float = 1) -> Picture:
    """Flies, paste and mud: dark specks over a fortieth of it and three smears, some modules wide.

    Where they fall decides more than how much there is: of twelve placements tried, four strike a
    corner mark so that one of the readers gives up. The placement used here is one that does not.
    """
    height, width = picture.shape
    dice, layer, covered = _dice(3), np.zeros(picture.shape, np.float32), 0.0
    while covered < 0.025 * strength * width * height:
        radii = dice.uniform(0.15, 0.6, 2) * module
        _spot(layer, dice, radii, 1.0)
        covered += float(np.pi * radii[0] * radii[1])
    for _ in range(3):
        _spot(layer, dice, dice.uniform(1.5, 4, 2) * module, 0.25)
    layer = cv2.GaussianBlur(layer, (0, 0), module / 9)
    return _noisy(picture * (1 - layer) + 80 * layer, dice, 6)


def torn(picture: Picture, module: float, strength: float = 1) -> Picture:
    """A piece ripped off from the right edge, three modules into the code below its finder.

    What shows behind is a light wall. A dark board in place of the quiet zone defeats OpenCV.
    """
    width = picture.shape[1]
    code = width / FRAME
    deep = (width + code) / 2 - (QUIET + 3 * strength) * module
    top, bottom = ((width - code) / 2 + share * code for share in (0.42, 0.72))
    dice, steps = _dice(4), np.linspace(0, 1, 15)
    edge_x = width - (width - deep) * np.sin(np.pi * steps) + dice.normal(0, 0.3 * module, 15)
    edge = np.stack([edge_x, top + (bottom - top) * steps], 1)
    piece = np.vstack([[[width, top]], edge, [[width, bottom]]]).astype(np.int32)
    left = picture.copy()
    cv2.fillPoly(left, [piece], (190,))
    return _noisy(left, dice, 5)


def faded(picture: Picture, _module: float, strength: float = 1) -> Picture:
    """Bleached by the sun to a quarter of its contrast, and half in shade."""
    height, width = picture.shape
    pale = 255 - (255 - picture.astype(np.float32)) * (1 - 0.75 * strength)
    down, across = np.linspace(0, 1, height)[:, None], np.linspace(0, 1, width)[None]
    return _noisy(pale * (0.95 - 0.3 * (0.6 * across + 0.4 * down)), _dice(5), 5)


def shrunk(picture: Picture, module: float, pixels: float = 3) -> Picture:
    """Far away: only so many pixels to a module, and a lens that is none too sharp."""
    factor = pixels / module
    small = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return _noisy(cv2.GaussianBlur(small, (0, 0), 0.6), _dice(6), 5)


HARMS: Final[dict[str, Callable[[Picture, float], Picture]]] = {
    "模糊": blurred,
    "斜拍": tilted,
    "弄脏": dirtied,
    "撕破": torn,
    "褪色": faded,
}


def _dice(number: int) -> np.random.Generator:
    return np.random.default_rng(_SEED + number)


def _noisy(picture: Picture, dice: np.random.Generator, spread: float) -> Picture:
    """Give it the grain of a cheap camera."""
    grain = dice.standard_normal(picture.shape, np.float32)
    grain *= spread
    grain += picture
    return np.clip(grain, 0, 255, out=grain).astype(np.uint8)


def _spot(layer: Picture, dice: np.random.Generator, radii: Picture, weight: float) -> None:
    height, width = layer.shape
    middle = (int(dice.uniform(0, width)), int(dice.uniform(0, height)))
    axes = (max(1, int(radii[0])), max(1, int(radii[1])))
    cv2.ellipse(layer, middle, axes, float(dice.uniform(0, 180)), 0, 360, (weight,), -1)
