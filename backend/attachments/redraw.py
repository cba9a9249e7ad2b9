"""Draw one upload anew; run as a program of its own: the upload on stdin, the drawing on stdout.

Imports nothing of the project. Answers one line of JSON, then the drawing and its thumbnail. A file
that cannot be read is an answer too (`fault`), not an error. Limits of memory and time are set on
this process before anything is decoded.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import warnings
from typing import Any

MEMORY = 1_500 * 1024 * 1024
SECONDS = 12  # a full scan of 20 pages takes 4 on a slow core
MOST_PIXELS = 40_000_000
MOST_PAGES = 20
LONGEST_SIDE = 4000  # of a picture; more than a paper needs to be read
PAGE_SIDE = 2400  # of a drawn page: A4 at about 200 dots an inch
PAGE_SCALE = 200 / 72
THUMB = 320
LEAST_SIDE = 200
LEAST_CONTRAST = 8  # between the darkest and the lightest tone; less is a covered lens


class Unreadable(Exception):
    """`fault` is one word; the service says it in a sentence."""

    def __init__(self, fault: str) -> None:
        self.fault = fault
        super().__init__(fault)


def redraw(raw: bytes) -> tuple[dict[str, Any], bytes, bytes]:
    """Give what it is, the drawing and its thumbnail (JPEG). Raises Unreadable."""
    if raw.startswith(b"%PDF-"):
        pages = _pages_of(raw)
        drawn = _bind(pages)
        about = {"media_type": "application/pdf", "pages": len(pages)}
    else:
        pages = [_picture_of(raw)]
        drawn = _jpeg(pages[0], 88)
        about = {"media_type": "image/jpeg", "pages": 1}
    thumb = pages[0].copy()
    thumb.thumbnail((THUMB, THUMB))
    return about, drawn, _jpeg(thumb, 75)


def _picture_of(raw: bytes) -> Any:
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(io.BytesIO(raw), formats=("JPEG", "PNG", "WEBP")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Unreadable("too_many_pixels")
            if min(opened.size) < LEAST_SIDE:
                raise Unreadable("too_small")
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            opened.load()
            picture = _upright(opened)
            if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
                picture = picture.convert("RGBA")
                ground = Image.new("RGBA", picture.size, "white")
                picture = Image.alpha_composite(ground, picture)
            picture = picture.convert("RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unreadable("too_many_pixels") from error
    except UnidentifiedImageError as error:
        raise Unreadable("wrong_type") from error
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError) as error:
        raise Unreadable("broken") from error
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    dark, light = picture.convert("L").getextrema()
    if float(light) - float(dark) < LEAST_CONTRAST:
        raise Unreadable("blank")
    return _bare(picture)


def _upright(picture: Any) -> Any:
    """Turn the picture as the camera was held; what a camera wrote badly does not cost the photo."""
    from PIL import ImageOps

    try:
        return ImageOps.exif_transpose(picture)
    except Exception:
        return picture


def _bare(picture: Any) -> Any:
    """Give the pixels alone: no metadata of the old file comes along."""
    from PIL import Image

    fresh = Image.new("RGB", picture.size)
    fresh.paste(picture)
    return fresh


def _pages_of(raw: bytes) -> list[Any]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        fault = "locked" if "password" in str(error).lower() else "broken"
        raise Unreadable(fault) from error
    if not 0 < len(document) <= MOST_PAGES:
        raise Unreadable("too_many_pages" if len(document) else "broken")
    pages = []
    for number in range(len(document)):
        try:
            page = document[number]
            longest = max(page.get_size())
            if longest <= 0:
                raise Unreadable("broken")
            scale = min(PAGE_SCALE, PAGE_SIDE / longest)
            # Stamps and signatures set on the page are drawn too; nothing of them stays active.
            drawn = page.render(scale=scale, may_draw_forms=False, draw_annots=True)
            pages.append(_bare(drawn.to_pil()))
        except pypdfium2.PdfiumError as error:
            raise Unreadable("broken") from error
    return pages


def _bind(pages: list[Any]) -> bytes:
    out = io.BytesIO()
    pages[0].save(
        out, "PDF", save_all=True, append_images=pages[1:], quality=80, resolution=200, title=""
    )
    return out.getvalue()


def _jpeg(picture: Any, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=False)
    return out.getvalue()


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    raw = sys.stdin.buffer.read()
    try:
        about, drawn, thumb = redraw(raw)
    except Unreadable as unreadable:
        about, drawn, thumb = {"fault": unreadable.fault}, b"", b""
    except (MemoryError, RecursionError):
        about, drawn, thumb = {"fault": "too_many_pixels"}, b"", b""
    head = json.dumps(about | {"drawn": len(drawn), "thumb": len(thumb)}).encode()
    sys.stdout.buffer.write(head + b"\n" + drawn + thumb)


if __name__ == "__main__":
    main()
