"""Smaller copies of pictures, where Pillow is installed."""

from __future__ import annotations

import io
import random
import re
from pathlib import Path

import pytest

from conftest import Kbsite, files_of, write_files
from kbsite.picture_copies import widths_of
from kbsite.picture_place import without_place

Image = pytest.importorskip("PIL.Image")


@pytest.mark.parametrize(
    ("width", "copies"),
    [(300, (300,)), (790, (790,)), (900, (720, 900)), (1440, (720, 1440)), (4000, (720, 1440))],
)
def test_widths(width: int, copies: tuple[int, ...]) -> None:
    assert widths_of(width) == copies


def screenshot(width: int, height: int, form: str = "PNG") -> bytes:
    """Noise, so that it takes some room."""
    noise = random.Random(1)
    small = Image.frombytes(
        "RGB", (width // 10, height // 10), noise.randbytes(width * height // 100 * 3)
    )
    out = io.BytesIO()
    small.resize((width, height)).save(out, form)
    return out.getvalue()


def test_a_picture_has_copies_and_stays_itself(tmp_path: Path, kbsite: Kbsite) -> None:
    large, photo = screenshot(1600, 800), screenshot(900, 600, "JPEG")
    moving = io.BytesIO()
    frames = [Image.open(io.BytesIO(screenshot(400, 400))) for _ in range(2)]
    frames[1].putpixel((0, 0), (1, 2, 3))
    frames[0].save(moving, "PNG", save_all=True, append_images=frames[1:])
    note = "![[屏幕.png|400]] ![照](照.jpg) ![动](动.png) ![断](断.png) ![小](小.png)\n"
    note += "[原件](屏幕.bak) ![[龙.png]]\n"
    files: dict[str, str | bytes] = {
        "content/a.md": note,
        "content/屏幕.png": large,
        # The same bytes under other names, the first of which says nothing of a picture.
        "content/屏幕.bak": large,
        "content/龙.png": large,
        "content/照.jpg": photo,
        "content/动.png": moving.getvalue(),
        "content/断.png": large[:30_000],
        "content/小.png": screenshot(40, 40),
    }
    write_files(tmp_path, files)
    # Large as it is, nobody waits for it.
    run = kbsite("build", "--root", tmp_path)
    assert run.code == 0 and "more than 200 KB" not in run.err
    page = (tmp_path / "_site/a/index.html").read_text(encoding="utf-8")
    pattern = r'<img src="([^"]*)" srcset="([^"]*)" sizes="([^"]*)"[^>]*width="(\d+)"'
    shown = [(srcset, *rest) for source, srcset, *rest in re.findall(pattern, page)]
    sources = re.findall(r'<img src="[^"]*(\.\w+)" srcset', page)
    assert sources == [".png", ".jpg", ".png", ".png", ".png"]
    assert [rest for _, *rest in shown] == [
        ["400px", "400"],
        ["min(900px, 100vw, 44rem)", "900"],
        ["min(400px, 100vw, 44rem)", "400"],
        ["min(1600px, 100vw, 44rem)", "1600"],
        ["min(1600px, 100vw, 44rem)", "1600"],
    ]
    output = files_of(tmp_path / "_site")
    for place, (srcset, *_) in enumerate(shown):
        for entry in srcset.split(", "):
            path, width = entry.split()
            data = output[path.removeprefix("/")]
            if place in (0, 1, 4):
                assert len(data) < len(large)
                copy = Image.open(io.BytesIO(data))
                assert (copy.format, f"{copy.width}w") == ("WEBP", width)
            else:
                # What moves and what is broken is as it was.
                assert data in files.values()
    assert output["屏幕.png"] == large
    assert re.search(r'<img src="[^"]*" alt="小" width="40"', page)

    write_files(tmp_path, {"kbsite.yaml": "images: {copies: never}\n"})
    run = kbsite("build", "--root", tmp_path)
    assert run.code == 0 and "屏幕.png: warning: a picture of 2,083 KB" in run.err
    assert "srcset" not in (tmp_path / "_site/a/index.html").read_text(encoding="utf-8")
    assert not [path for path in files_of(tmp_path / "_site") if path.startswith("assets/pictures")]


XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description exif:GPSLatitude="31,14.2057N" '
    b"exif:GPSLongitude = '121,29.99E' tiff:Make=\"Cam\">"
    b"<exif:GPSAltitude>77/10</exif:GPSAltitude>\n<dc:title>Hall</dc:title></x:xmpmeta>"
)


def photograph(form: str, *, big_endian: bool = False) -> bytes:
    exif = Image.Exif()
    exif.endian = ">" if big_endian else "<"
    exif[0x0112], exif[0x010F] = 6, "Camera"
    exif[0x8825] = {1: "N", 2: (31.0, 14.0, 12.3457), 3: "E", 4: (121.0, 29.0, 59.25), 27: b"GPS!"}
    out = io.BytesIO()
    options = {"xmp": XMP} if form != "PNG" else {}
    picture = Image.new("RGB", (60, 40), (10, 120, 90))
    picture.save(out, form, exif=exif.tobytes(), **options)
    return out.getvalue()


@pytest.mark.parametrize("big_endian", [False, True])
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_the_place_where_a_picture_was_taken_is_left_out(form: str, big_endian: bool) -> None:
    data = photograph(form, big_endian=big_endian)
    assert Image.open(io.BytesIO(data)).getexif().get_ifd(0x8825)[3] == "E"
    kept = without_place(data)
    assert len(kept) == len(data)
    before, after = (Image.open(io.BytesIO(one)) for one in (data, kept))
    assert before.tobytes() == after.tobytes()
    exif = after.getexif()
    assert (exif[0x0112], exif[0x010F], exif.get_ifd(0x8825)) == (6, "Camera", {})
    assert b"GPS!" in data and b"GPS!" not in kept
    if form != "PNG":
        for value in (b"31,14.2057N", b"121,29.99E", b"77/10"):
            assert value in data and value not in kept
        assert b'tiff:Make="Cam"' in kept and b"<dc:title>Hall</dc:title>" in kept
    assert without_place(kept) == kept


def test_what_has_no_place_or_is_damaged_stays_as_it_is() -> None:
    plain = screenshot(60, 40, "JPEG")
    assert without_place(plain) is plain
    for data in (photograph("JPEG"), photograph("WEBP"), photograph("PNG")):
        for end in range(8, 400, 7):
            assert len(without_place(data[:end])) == len(data[:end])
    text = b"Exif\0\0" + photograph("JPEG")
    assert without_place(text) is text


def test_a_heic_has_its_exif_in_its_midst() -> None:
    jpeg = photograph("JPEG")
    begin = jpeg.index(b"Exif\0\0")
    heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + jpeg[begin : begin + 400] + b"\2" * 50
    kept = without_place(heic)
    assert b"GPS!" in heic and b"GPS!" not in kept and len(kept) == len(heic)


def test_a_published_picture_says_no_place(tmp_path: Path, kbsite: Kbsite) -> None:
    data = photograph("JPEG")
    files: dict[str, str | bytes] = {"content/照.jpg": data, "content/原.bak": data}
    files["content/a.md"] = "![照](照.jpg) [原](原.bak)\n"
    assert kbsite("build", "--root", write_files(tmp_path, files)).code == 0
    for name in ("照.jpg", "原.bak"):
        assert (tmp_path / "_site" / name).read_bytes() == without_place(data)
        assert (tmp_path / "content" / name).read_bytes() == data
