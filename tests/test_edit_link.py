"""The link from a note to its file, for readers who want to mend it."""

from __future__ import annotations

from pathlib import Path

from conftest import Kbsite, write_files

URL = "https://github.com/NAME/notes/edit/main/content/{path}?plain=1"


def test_a_note_has_a_link_to_its_file(tmp_path: Path, kbsite: Kbsite) -> None:
    write_files(tmp_path, {"kbsite.yaml": f"edit_url: {URL}\n", "content/图/a b&.md": "文。\n"})
    kbsite("build", "--root", tmp_path)
    (page,) = (tmp_path / "_site/图").glob("*/index.html")
    href = "https://github.com/NAME/notes/edit/main/content/%E5%9B%BE/a%20b%26.md?plain=1"
    assert f'<a href="{href}">编辑这篇笔记</a>' in page.read_text(encoding="utf-8")
    assert "github.com" not in (tmp_path / "_site/index.html").read_text(encoding="utf-8")


def test_an_address_without_a_path_is_a_mistake(tmp_path: Path, kbsite: Kbsite) -> None:
    write_files(tmp_path, {"kbsite.yaml": "edit_url: https://github.com/NAME/notes\n", "a.md": ""})
    run = kbsite("build", "--root", tmp_path)
    assert run.code == 2
    assert "kbsite.yaml:1:11" in run.err and "edit_url" in run.err
