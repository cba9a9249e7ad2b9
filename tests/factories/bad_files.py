"""Made-up files that try to hurt whoever opens them, drawn when asked for."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image, PngImagePlugin

from tests.factories.papers import picture

CANARY = "金丝雀33.9867N112.8449E"


def told(kind: str) -> bytes:
    """A picture that says where it was taken, in whatever way its kind allows."""
    image = Image.open(io.BytesIO(picture()))
    out, words = io.BytesIO(), CANARY.encode()
    if kind == "PNG":
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Comment", CANARY)
        notes.add_itxt("XML:com.adobe.xmp", CANARY, zip=True)
        image.save(out, "PNG", pnginfo=notes)
    elif kind == "WEBP":
        image.save(out, "WEBP", exif=b"Exif\0\0" + words, xmp=words)
    else:
        image.save(out, "JPEG", comment=words, xmp=words, icc_profile=words)
    return out.getvalue()


def moving(kind: str) -> bytes:
    """A picture of three frames, each of another tone."""
    frames = [Image.new("RGB", (400, 300), (tone, tone, tone)) for tone in (40, 90, 140)]
    for frame in frames:
        frame.paste((250, 250, 250), (0, 0, 200, 150))
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


def png_of_size(width: int, height: int) -> bytes:
    """A PNG that says it is so large and holds hardly anything."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 64)), (b"IEND", b"")]
    made = [
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(made)


def large_but_allowed(side: int = 6000) -> bytes:
    """A see-through picture just under the most pixels: allowed, and hungry when it is drawn."""
    image = Image.new("RGBA", (side, side), (255, 255, 255, 128))
    image.paste((0, 0, 0, 255), (0, 0, side // 2, side // 2))
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()


def locked_pdf() -> bytes:
    """A PDF that asks for a password."""
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    sheet = Canvas(out, encrypt="geheim")
    sheet.drawString(100, 700, "locked")
    sheet.save()
    return out.getvalue()


def raw_pdf(content: bytes, box: str = "0 0 595 842", extra: bytes = b"", more: str = "") -> bytes:
    """A PDF of one page with this (packed) content stream; the reader finds the objects itself."""
    packed = zlib.compress(content, 9)
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        + f"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Contents 4 0 R{more}>>endobj\n".encode()
        + b"4 0 obj<</Filter/FlateDecode/Length "
        + str(len(packed)).encode()
        + b">>stream\n"
        + packed
        + b"\nendstream endobj\n"
        + extra
        + b"trailer<</Root 1 0 R>>\n"
    )


def bomb_pdf(mebibytes: int = 600) -> bytes:
    """A small PDF whose page unpacks to very much."""
    maker = zlib.compressobj(9)
    piece = b"0 0 m 9 9 l S\n" * 80_000
    rounds = mebibytes * 1024 * 1024 // len(piece)
    packed = b"".join(maker.compress(piece) for _ in range(rounds)) + maker.flush()
    plain = raw_pdf(b"x")
    own = zlib.compress(b"x", 9)
    size = f"/Length {len(own)}>>".encode()
    return plain.replace(size, f"/Length {len(packed)}>>".encode()).replace(own, packed)


def picture_bomb_pdf(side: int = 40_000) -> bytes:
    """A small PDF that shows a picture of very many pixels."""
    maker = zlib.compressobj(9)
    row = b"\0" * (side // 8)
    packed = b"".join(maker.compress(row) for _ in range(side)) + maker.flush()
    extra = (
        f"5 0 obj<</Type/XObject/Subtype/Image/Width {side}/Height {side}/BitsPerComponent 1"
        f"/ColorSpace/DeviceGray/Filter/FlateDecode/Length {len(packed)}>>stream\n"
    ).encode()
    return raw_pdf(
        b"q 500 0 0 800 0 0 cm /A Do Q 10 10 50 50 re f",
        extra=extra + packed + b"\nendstream endobj\n",
        more="/Resources<</XObject<</A 5 0 R>>>>",
    )
