"""Smaller copies of pictures, where Pillow is installed."""

from __future__ import annotations

import io
import random
import re
import struct
import zlib
from pathlib import Path

import pytest

from conftest import Kbsite, files_of, write_files
from growth import cpu_seconds
from kbsite.assets.picture_files import plan_copies
from kbsite.nouns.sources import Attachment
from kbsite.placing.picture_copies import widths_of
from kbsite.scanning.found_files import content_digest
from kbsite.scanning.picture_place import without_place

Image = pytest.importorskip("PIL.Image")
features = pytest.importorskip("PIL.features")


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


def test_a_photograph_with_another_picture_in_its_file_does_not_move(tmp_path: Path) -> None:
    """As telephones write them, with a depth or a map of the bright parts behind."""
    shots = [Image.open(io.BytesIO(screenshot(1600, 800, "JPEG"))) for _ in range(2)]
    out = io.BytesIO()
    shots[0].save(out, "MPO", save_all=True, append_images=shots[1:])
    data = out.getvalue()
    assert Image.open(io.BytesIO(data)).n_frames == 2
    (tmp_path / "照.jpg").write_bytes(data)
    attachment = Attachment("照.jpg", content_digest(data), len(data), 1600, 800)
    for planned, width in zip(plan_copies(tmp_path, attachment), (720, 1440), strict=True):
        copy = Image.open(io.BytesIO(planned.produce()))
        assert (copy.format, copy.size) == ("WEBP", (width, width // 2))


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


@pytest.mark.parametrize(
    ("form", "size", "copied"),
    [
        # A file of some kilobytes, of which Pillow warns and takes a gigabyte for.
        ("PNG", (10_000, 9_500), None),
        # As a good telephone takes it.
        ("JPEG", (8_000, 12_000), (720, 1080)),
        # What Pillow alone takes for a picture, and reads by Ghostscript.
        ("EPS", (300, 200), None),
    ],
)
def test_a_picture_takes_no_more_memory_than_there_is(
    tmp_path: Path,
    form: str,
    size: tuple[int, int],
    copied: tuple[int, int] | None,
    recwarn: pytest.WarningsRecorder,
) -> None:
    out = io.BytesIO()
    Image.new("1" if form == "PNG" else "L", size).save(out, form)
    data = out.getvalue()
    (tmp_path / "a.png").write_bytes(data)
    digest = content_digest(data)
    attachment = Attachment("a.png", digest, max(len(data), 20_000), *size)
    narrow = next(plan_copies(tmp_path, attachment)).produce()
    if copied:
        assert Image.open(io.BytesIO(narrow)).size == copied
    else:
        assert narrow == data
    assert not [one for one in recwarn if "bomb" in str(one.message)]


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


def in_jpeg(part: bytes) -> bytes:
    plain = screenshot(60, 40, "JPEG")
    return plain[:2] + b"\xff\xe1" + struct.pack(">H", len(part) + 2) + part + plain[2:]


def in_png(kind: bytes, part: bytes) -> bytes:
    plain = screenshot(60, 40, "PNG")
    checksum = struct.pack(">I", zlib.crc32(kind + part))
    return plain[:33] + struct.pack(">I", len(part)) + kind + part + checksum + plain[33:]


LATITUDE = struct.pack("<6I", 31, 1, 14, 1, 12, 1)


def tiff(*entries: tuple[int, int, int, bytes], offset: int | None = None) -> bytes:
    """One that is turned, with these entries of a place; `offset` in place of their own."""
    place = 38 + 2 + 12 * len(entries) + 4
    values, listed = b"", b""
    for tag, kind, count, value in entries:
        at = place + len(values) if offset is None else offset
        head = struct.pack("<HHI", tag, kind, count)
        listed += head + (struct.pack("<I", at) if len(value) > 4 else value.ljust(4, b"\0"))
        values += value if len(value) > 4 else b""
    main = struct.pack("<HHHIIHHIII", 2, 0x0112, 3, 1, 6, 0x8825, 4, 1, 38, 0)
    return b"II*\0\x08\0\0\0" + main + struct.pack("<H", len(entries)) + listed + bytes(4) + values


def turned_and_placed(data: bytes) -> tuple[object, dict[int, object]]:
    exif = Image.open(io.BytesIO(data)).getexif()
    return exif.get(0x0112), exif.get_ifd(0x8825)


@pytest.mark.parametrize("kind", [0, 14, 129, 60000])
@pytest.mark.parametrize("is_first", [True, False])
def test_an_entry_of_a_type_that_is_not_known_keeps_none_of_a_place(
    kind: int, is_first: bool
) -> None:
    entries = [(1, 2, 2, b"N\0"), (2, 5, 3, LATITUDE)]
    entries.insert(0 if is_first else 2, (27, kind, 8, b"some-map"))
    kept = without_place(in_jpeg(b"Exif\0\0" + tiff(*entries)))
    assert LATITUDE not in kept and b"some-map" not in kept
    assert turned_and_placed(kept) == (6, {})


def test_a_list_of_a_place_that_is_cut_off_is_emptied_as_far_as_it_goes() -> None:
    whole = tiff((1, 2, 2, b"N\0"), (2, 5, 3, LATITUDE), (29, 2, 11, b"2024:01:02\0"))
    kept = without_place(in_jpeg(b"Exif\0\0" + whole[: 38 + 2 + 24]))
    assert turned_and_placed(kept) == (6, {})


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("offset", [0, 2, 8, 20, 30, 200, 1000, 5000, 1 << 31])
def test_what_is_damaged_in_a_place_changes_nothing_else(offset: int) -> None:
    damaged = tiff((1, 2, 2, b"N\0"), (2, 5, 3, LATITUDE), offset=offset)
    exif = b"Exif\0\0" + damaged
    plain = screenshot(600, 400, "JPEG")
    jpeg = plain[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + plain[2:]
    kept = without_place(jpeg)
    assert len(kept) == len(jpeg) and kept.endswith(plain[2:])
    assert turned_and_placed(kept) == (6, {})
    place = struct.pack("<HHII", 0x8825, 4, 1, 38)
    jpeg = jpeg.replace(place, place[:-4] + struct.pack("<I", offset))
    kept = without_place(jpeg)
    assert len(kept) == len(jpeg) and kept.endswith(plain[2:])
    assert turned_and_placed(kept)[0] == 6


WORDS = [
    b'<e:a e:GPSLatitude="SECRET"/>',
    b"<e:a drone-dji:GpsLongitude = 'SEC\"RET'/>",
    b'<e:a e:GPSLatitude="SEC\'RET"/>',
    b"<e:GPSAltitude rdf:datatype=\"d\" xml:lang='x'>SECRET</e:GPSAltitude>",
    b'<e:GPSAltitude rdf:parseType="Resource"><rdf:value>SECRET</rdf:value></e:GPSAltitude>',
    b"<e:GPSAltitude><!-- m -->" + b" " * 300 + b"SECRET</e:GPSAltitude>",
]


@pytest.mark.parametrize("words", WORDS)
def test_xmp_says_a_place_in_many_ways(words: bytes) -> None:
    around = b'<x xmlns:GPSx="u"/><e:GPSSpeed a="" /><t>A</t><e:GPSSpeed></e:GPSSpeed>\n<t>B</t>'
    xmp = around + words + around
    data = in_jpeg(b"http://ns.adobe.com/xap/1.0/\0" + xmp)
    kept = without_place(data)
    assert b"SEC" not in kept and b"RET" not in kept and len(kept) == len(data)
    assert kept.count(around) == 2
    assert re.sub(rb"\s", b"", kept) == re.sub(rb"SEC(['\"]?RET)|\s", b"", data)


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("form", ["iTXt", "iTXt compressed", "tEXt", "zTXt raw", "tEXt raw"])
def test_a_png_has_xmp_in_many_forms(words: bytes, form: str) -> None:
    name, raw = b"XML:com.adobe.xmp\0", b"\nxmp\n%8d\n" % len(words) + words.hex("\n", -36).encode()
    kind, part = {
        "iTXt": (b"iTXt", name + b"\0\0\0\0" + words),
        "iTXt compressed": (b"iTXt", name + b"\1\0zh\0\0" + zlib.compress(words)),
        "tEXt": (b"tEXt", name + words),
        "zTXt raw": (b"zTXt", b"Raw profile type xmp\0\0" + zlib.compress(raw + b"\n")),
        "tEXt raw": (b"tEXt", b"Raw profile type xmp\0" + raw + b"\n"),
    }[form]
    kept = without_place(in_png(kind, part))
    picture = Image.open(io.BytesIO(kept))
    picture.load()
    text = str(next(iter(picture.text.values())))
    if "raw" in form:
        text = bytes.fromhex("".join(text.split("\n")[3:])).decode()
    assert "SECRET" not in text and 'SEC"RET' not in text and "SEC'RET" not in text
    assert len(text) == len(words) and "GPS" in text.upper()


@pytest.mark.parametrize("is_compressed", [True, False])
def test_a_png_may_have_its_exif_in_a_text(is_compressed: bool) -> None:
    exif = b"Exif\0\0" + tiff((1, 2, 2, b"N\0"), (2, 5, 3, LATITUDE))
    raw = b"\nexif\n%8d\n" % len(exif) + exif.hex("\n", -36).upper().encode() + b"\n"
    part = b"Raw profile type exif\0" + (b"\0" + zlib.compress(raw) if is_compressed else raw)
    data = in_png(b"zTXt" if is_compressed else b"tEXt", part)
    assert turned_and_placed(data)[1] != {}
    assert turned_and_placed(without_place(data)) == (6, {})
    cut = in_png(b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(raw)[:-9])
    assert without_place(cut) is cut


def test_a_text_of_a_png_is_read_in_linear_time() -> None:
    text = b"\nexif\n 9" + b" \n" * 500_000 + b"x"
    data = in_png(b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(text))
    assert cpu_seconds(lambda: without_place(data)) < 3


def box(kind: bytes, *parts: bytes) -> bytes:
    inside = b"".join(parts)
    return struct.pack(">I", len(inside) + 8) + kind + inside


def heic(exif: bytes, xmp: bytes, *, in_idat: bool) -> bytes:
    """Its data of a picture, Exif and XMP, which begin at 1000 of the file or in a box beside."""
    kinds = b"".join(
        box(b"infe", struct.pack(">IHH", 2 << 24, number, 0), kind, b"\0")
        for number, kind in ((1, b"hvc1"), (2, b"Exif"), (3, b"mime"))
    )
    at = 0 if in_idat else 1000
    sizes = (100, len(exif), len(xmp))
    places = b"".join(
        struct.pack(
            ">HHHHII", number, in_idat, 0, 1, at + sum(sizes[: number - 1]), sizes[number - 1]
        )
        for number in (1, 2, 3)
    )
    data = b"\2" * 100 + exif + xmp
    meta = box(
        b"meta",
        bytes(4),
        box(b"idat", data if in_idat else b""),
        box(b"iinf", struct.pack(">IH", 0, 3), kinds),
        box(b"iloc", struct.pack(">IHH", 1 << 24, 0x4400, 3), places),
    )
    begin = box(b"ftyp", b"heic\0\0\0\0mif1heic") + meta
    if in_idat:
        return begin
    free = box(b"free", bytes(1000 - len(begin) - 16))
    return begin + free + box(b"mdat", data, b"\3" * 5000)


@pytest.mark.parametrize("in_idat", [True, False])
@pytest.mark.parametrize("mark", [b"", b"Exif\0\0"])
def test_a_heic_says_where_its_exif_lies(mark: bytes, in_idat: bool) -> None:
    entries = (1, 2, 2, b"N\0"), (2, 5, 3, LATITUDE)
    head = struct.pack(">I", len(mark)) + mark
    data = heic(head + tiff(*entries), XMP, in_idat=in_idat)
    kept = without_place(data)
    assert LATITUDE in data and LATITUDE not in kept and len(kept) == len(data)
    assert b"77/10" in data and b"77/10" not in kept and b"<dc:title>Hall" in kept
    exif = head + tiff(*entries, offset=200)
    damaged = heic(exif, b"<x/>", in_idat=in_idat)
    kept = without_place(damaged)
    before, _, after = damaged.partition(exif)
    assert kept != damaged and kept.startswith(before) and kept.endswith(after)
    for end in range(8, len(data), 7):
        assert len(without_place(data[:end])) == end


@pytest.mark.skipif(not features.check("avif"), reason="Pillow without AVIF")
def test_an_avif_is_read_as_a_heic_is() -> None:
    data = photograph("AVIF")
    assert turned_and_placed(data)[1] != {}
    kept = without_place(data)
    assert turned_and_placed(kept)[1] == {} and b"77/10" in data and b"77/10" not in kept


def test_a_published_picture_says_no_place(tmp_path: Path, kbsite: Kbsite) -> None:
    data = photograph("JPEG")
    files: dict[str, str | bytes] = {"content/照.jpg": data, "content/原.bak": data}
    files["content/a.md"] = "![照](照.jpg) [原](原.bak)\n"
    assert kbsite("build", "--root", write_files(tmp_path, files)).code == 0
    for name in ("照.jpg", "原.bak"):
        assert (tmp_path / "_site" / name).read_bytes() == without_place(data)
        assert (tmp_path / "content" / name).read_bytes() == data
