"""Files that other generators keep in hidden folders and show all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Kbsite, files_of, write_files
from kbsite.scanning.file_names import is_hidden
from media_files import png

BOOK: dict[str, str | bytes] = {
    "甲/一.md": "![](../.gitbook/assets/图.png)\n\n<img src='../.gitbook/assets/b (1).png'>\n",
    ".gitbook/assets/图.png": png(4, 2),
    ".gitbook/assets/b (1).png": png(2, 2),
    ".gitbook/assets/附.md": "# 附件\n",
    ".gitbook/includes/片段.md": "# 片段\n",
    ".gitbook/assets/.git/config.png": png(1, 1),
}
PRESS: dict[str, str | bytes] = {
    "java/README.md": "![](/img/图.png) ![](./b.png)\n",
    "java/b.png": png(4, 2),
    ".vuepress/public/img/图.png": png(4, 2),
    ".vuepress/public/说明.md": "# 说明\n",
    ".vuepress/config.js": "module.exports = {}\n",
}


@pytest.mark.parametrize(
    ("name", "above", "expected"),
    [
        ("a.png", "", False),
        (".a.png", "甲/", True),
        (".git", "", True),
        (".gitbook", "", False),
        (".gitbook", "甲/", False),
        ("assets", ".gitbook/", False),
        ("vars.yaml", "甲/.gitbook/", True),
        ("图.png", ".gitbook/assets/", False),
        ("附.MD", ".gitbook/assets/", True),
        (".git", ".gitbook/assets/里/", True),
        ("a.md", "x.gitbook/", False),
    ],
)
def test_of_hidden_folders_the_pictures_of_gitbook_are_seen(
    name: str, above: str, expected: bool
) -> None:
    assert is_hidden(name, above) is expected


def test_a_book_of_gitbook_shows_its_pictures(tmp_path: Path, kbsite: Kbsite) -> None:
    write_files(tmp_path / "content", BOOK)
    run = kbsite("build", "--root", tmp_path)
    assert run.out.startswith("1 note,") and "attachment-missing" not in run.err
    made = files_of(tmp_path / "_site")
    assert {"dot-gitbook/assets/图.png", "dot-gitbook/assets/b-(1).png"} <= set(made)


@pytest.mark.parametrize(
    ("files", "written"),
    [
        (BOOK, {"甲/一.md", "gitbook/assets/图.png", "gitbook/assets/b (1).png"}),
        (PRESS, {"java/README.md", "java/b.png", "img/图.png"}),
    ],
)
def test_an_import_brings_what_is_shown_of_hidden_folders(
    files: dict[str, str | bytes], written: set[str], tmp_path: Path, kbsite: Kbsite
) -> None:
    write_files(tmp_path / "old", files)
    site = tmp_path / "site"
    site.mkdir()
    assert kbsite("import", "markdown", tmp_path / "old", "--root", site).code == 0
    assert set(files_of(site / "content")) == written
    run = kbsite("build", "--root", site)
    assert "attachment-missing" not in run.err
