"""The press: what passes is printed, what does not is left out with its reason, the rest goes on."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from backend.guides.posters import Size
from backend.guides.press import run_press, write_zip
from backend.printing import proof as proofs
from backend.printing.proof import Proof
from tests.factories.posters import make_poster


@pytest.mark.parametrize("size", list(Size))
def test_a_sample_passes_every_harm(size: Size) -> None:
    """The whole county takes the same way: `flask posters make --under 410482000000`."""
    sheets = [make_poster(seed) for seed in range(4)]
    told: list[int] = []
    run = run_press(sheets, size, "海报", told.append)
    assert run.refused == ()
    assert [one.code for one in run.printed] == [one.code for one in sheets]
    assert len(pypdfium2.PdfDocument(run.pdf)) == 4
    assert sum(told) == 4


def test_words_that_do_not_fit_stop_one_sheet_only() -> None:
    bad = make_poster(2, window_address="很长的地址" * 60)
    run = run_press([make_poster(1), bad, make_poster(3, village="𠮷村")], Size.A4, "海报")
    assert len(run.printed) == len(pypdfium2.PdfDocument(run.pdf)) == 1
    assert ["太长" in one.why or "U+20BB7" in one.why for one in run.refused] == [True, True]


def test_a_pattern_a_reader_stumbles_over_is_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    real, seen = proofs.proof_of, []

    def _first_fails(*args: Any) -> Proof:
        seen.append(args)
        return Proof(14, (("模糊", "OpenCV"),)) if len(seen) == 1 else real(*args)

    monkeypatch.setattr(proofs, "proof_of", _first_fails)
    run = run_press([make_poster()], Size.A4, "海报")
    assert run.refused == ()
    assert run.printed[0].mask is not None
    page = pypdfium2.PdfDocument(run.pdf)[0].render(scale=1, grayscale=True).to_pil()
    assert [one.text for one in zxingcpp.read_barcodes(page)] == [make_poster().address]


def test_a_sheet_no_pattern_saves_is_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = Proof(14, (("撕破", "OpenCV"), ("远看", "zxing")))
    monkeypatch.setattr(proofs, "proof_of", lambda *_args: failed)
    run = run_press([make_poster()], Size.A4, "海报")
    assert (run.pdf, run.printed) == (b"", ())
    assert "撕破后 OpenCV 读不出；远看后 zxing 读不出" in run.refused[0].why
    assert "另发一个" in run.refused[0].why


def test_nothing_to_print_is_no_error() -> None:
    assert run_press([], Size.A4, "").pdf == b""


def test_an_archive_holds_pictures_codes_and_a_list() -> None:
    run = run_press([make_poster(1), make_poster(2)], Size.A4, "海报")
    archives = []
    for _ in range(2):
        stream = io.BytesIO()
        write_zip(run, Size.A4, stream, lambda _done: None)
        archives.append(stream.getvalue())
    assert archives[0] == archives[1]
    with zipfile.ZipFile(io.BytesIO(archives[0])) as archive:
        names = [f"{one.serial:06d}-{one.code}" for one in run.printed]
        expected = [f"{name}.{form}" for name in names for form in ("png", "svg")]
        assert archive.namelist() == [*expected, "清单.csv", "海报.pdf"]
        for poster, name in zip(run.printed, names, strict=True):
            picture = Image.open(io.BytesIO(archive.read(f"{name}.png"))).convert("L")
            assert [one.text for one in zxingcpp.read_barcodes(picture)] == [poster.address]
            assert picture.height == 1754  # A4 at 150 dpi
        assert "寺上村" in archive.read("清单.csv").decode("utf-8-sig")
        assert archive.read("海报.pdf") == run.pdf
