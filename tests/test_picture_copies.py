"""Smaller copies of pictures, where Pillow is installed."""

from __future__ import annotations

import io
import random
import re
from pathlib import Path

import pytest

from conftest import Kbsite, files_of, write_files
from kbsite.picture_copies import widths_of

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
