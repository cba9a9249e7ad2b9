"""Make sheets and prove them before they leave: what cannot be read later is not printed.

Every sheet is drawn as it will be printed and goes through `printing.proof`. Where a reader stumbles
over the usual pattern of a code, the other patterns that say the same are tried; where all fail, or
words do not fit, or the font lacks a character, that one sheet is left out with the reason, and the
others are printed. Nothing here knows the database.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING, Any, Final

from reportlab.pdfgen.canvas import Canvas

from backend.guides.posters import PLACED, Poster, Size, draw_poster, poster_pdf
from backend.printing.fonts import GlyphsMissing
from backend.printing.pen import DoesNotFit
from backend.printing.pictures import drawn, opened, png_of
from backend.printing.qr import svg

if TYPE_CHECKING:
    from backend.printing.proof import Proof

_PROOF_DPI: Final = {Size.A4: 92, Size.A3: 65, Size.CARD: 150, Size.FORM: 180}
_PICTURE_DPI: Final = {Size.A4: 150, Size.A3: 106, Size.CARD: 150, Size.FORM: 150}
_AT_ONCE: Final = 2  # threads: drawing waits for reading and the other way round
_HELD: Final = 16  # sheets in memory as pictures at a time
_MASKS: Final = range(8)
_EPOCH: Final = (2000, 1, 1, 0, 0, 0)  # the same sheets give the same archive

Advance = Callable[[int], object]


@dataclass(frozen=True)
class Refused:
    """A sheet that was not printed, and why, in words for the office."""

    poster: Poster
    why: str


@dataclass(frozen=True)
class PrintRun:
    """The PDF of what passed (empty when nothing did), and what was left out."""

    pdf: bytes
    printed: tuple[Poster, ...]
    refused: tuple[Refused, ...]


def run_press(
    posters: Sequence[Poster], size: Size, title: str, advance: Advance = lambda _done: None
) -> PrintRun:
    """Draw and prove `posters`; `advance` is told of every sheet proved.

    The same posters give the same bytes.
    """
    drawable, refused = _drawable(posters, size)
    pdf = poster_pdf(drawable, size, title) if drawable else b""
    advance(len(refused))
    passed: list[Poster] = []
    for poster, proof in _proofs(pdf, drawable, size, advance):
        found = poster if proof.passed else _with_other_mask(poster, size)
        if found is None:
            refused.append(
                Refused(poster, f"印前检验没过：{proof.why()}。请停用这个码、另发一个再印。")
            )
        else:
            passed.append(found)
    if passed != drawable:
        pdf = poster_pdf(passed, size, title) if passed else b""
    return PrintRun(pdf, tuple(passed), tuple(refused))


def _drawable(posters: Iterable[Poster], size: Size) -> tuple[list[Poster], list[Refused]]:
    """Try every sheet on scrap paper: words that do not fit, characters the font lacks."""
    scrap = Canvas(io.BytesIO())
    fine: list[Poster] = []
    refused: list[Refused] = []
    for poster in posters:
        try:
            draw_poster(scrap, poster, size)
        except (GlyphsMissing, DoesNotFit) as fault:
            refused.append(Refused(poster, str(fault)))
        else:
            fine.append(poster)
    return fine, refused


def _proofs(
    pdf: bytes, posters: Sequence[Poster], size: Size, advance: Advance
) -> Iterator[tuple[Poster, Proof]]:
    """Prove the pages of `pdf` two at a time, in order."""
    from backend.printing.proof import proof_of  # heavy: only who prints loads the two readers

    dpi = _PROOF_DPI[size]

    def _prove(poster: Poster, picture: Any) -> Proof:
        return proof_of(picture, PLACED[size], dpi, poster.in_code(size))

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for start in range(0, len(posters), _HELD):
            held = posters[start : start + _HELD]
            with opened(pdf) as document:
                pictures = [
                    document[start + number].render(scale=dpi / 72, grayscale=True).to_pil()
                    for number in range(len(held))
                ]
            for poster, proof in zip(held, pool.map(_prove, held, pictures), strict=True):
                advance(1)
                yield poster, proof


def _with_other_mask(poster: Poster, size: Size) -> Poster | None:
    """Give the sheet with a pattern both readers read; None when there is none."""
    others = [replace(poster, mask=mask) for mask in _MASKS]
    for other in others:
        pdf = poster_pdf([other], size, "")
        if all(proof.passed for _, proof in _proofs(pdf, [other], size, lambda _done: None)):
            return other
    return None


def write_zip(run: PrintRun, size: Size, target: IO[bytes], advance: Advance) -> None:
    """Write an archive: per sheet a picture and the bare code as SVG, a list, and the PDF."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        rows = [("文件", "地方", "主题", "码", "网址", "编号", "印制日期")]
        for number, poster in enumerate(run.printed):
            name = f"{poster.serial:06d}-{poster.code}"
            picture = png_of(drawn(run.pdf, number, dpi=_PICTURE_DPI[size]))
            _put(archive, f"{name}.png", picture, zipfile.ZIP_STORED)
            _put(archive, f"{name}.svg", svg(poster.in_code(size), poster.mask).encode())
            rows.append(
                (
                    name,
                    poster.township + poster.village,
                    poster.headline,
                    poster.spoken,
                    poster.in_code(size),
                    str(poster.serial),
                    poster.printed_on.isoformat(),
                )
            )
            advance(1)
        table = io.StringIO()
        csv.writer(table).writerows(rows)
        _put(archive, "清单.csv", table.getvalue().encode("utf-8-sig"))
        _put(archive, "海报.pdf", run.pdf, zipfile.ZIP_STORED)


def _put(
    archive: zipfile.ZipFile, name: str, content: bytes, how: int = zipfile.ZIP_DEFLATED
) -> None:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.external_attr = 0o644 << 16
    entry.compress_type = how
    archive.writestr(entry, content)
