"""`docs/customising.md` is true: each section's files make a site, whose pages hold what it says;
its tables name every variable of the palette and everything that a template sees."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from conftest import REPOSITORY, Kbsite, write_files
from kbsite import contexts

PAGE = REPOSITORY / "docs/customising.md"
TEXT = PAGE.read_text(encoding="utf-8")
FENCE = re.compile(r"^\*\*`([^`]+)`\*\*( holds)?\n\n```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
STRUCTS = {
    name: value
    for name, value in vars(contexts).items()
    if isinstance(value, type)
    and issubclass(value, msgspec.Struct)
    and value.__module__ == contexts.__name__
}


class Example(NamedTuple):
    """Files of a site, and what published files hold."""

    files: dict[str, str]
    results: dict[str, str]


def section_of(heading: str) -> str:
    """The text below a heading, to the next one of any level."""
    return TEXT.partition(f"{heading}\n")[2].partition("\n#")[0]


def examples() -> dict[str, Example]:
    """By heading; a second `kbsite.yaml` below one begins another example."""
    found: dict[str, Example] = {}
    for part in re.split(r"^## ", TEXT, flags=re.MULTILINE)[1:]:
        title = name = part.partition("\n")[0]
        for fence in FENCE.finditer(part):
            path, holds, content = fence.groups()
            known = found.get(name)
            if known and path in known.files:
                name = f"{title}, {len(found)}"
            example = found.setdefault(name, Example({}, {}))
            (example.results if holds else example.files)[path] = content
    return found


def test_there_are_examples_of_every_way() -> None:
    files = {path for example in examples().values() for path in example.files}
    ways = {"static/custom.css", "templates/head.html", "templates/footer.html", "kbsite.yaml"}
    assert ways | {"templates/note.html", "templates/404.html"} <= files
    assert len([example for example in examples().values() if example.results]) == 3


@pytest.mark.parametrize("title", examples())
def test_an_example_gives_what_it_says(title: str, tmp_path: Path, kbsite: Kbsite) -> None:
    example = examples()[title]
    plain = write_files(tmp_path / "plain", {"content/开始.md": "文 $x$。\n"})
    kbsite("build", "--root", plain)
    root = write_files(tmp_path / "site", {"content/开始.md": "文 $x$。\n", **example.files})
    run = kbsite("build", "--root", root, "--strict")
    assert run.code == 0, run.err
    for path, content in example.results.items():
        assert content.rstrip() in (root / path).read_text(encoding="utf-8")
    if not example.results:
        pages = [(folder / "_site/404.html").read_bytes() for folder in (plain, root)]
        notes = [(folder / "_site/开始/index.html").read_bytes() for folder in (plain, root)]
        assert pages[0] != pages[1] or notes[0] != notes[1], "the example changes nothing"


def test_the_example_of_blocks_is_seen_where_it_says(tmp_path: Path, kbsite: Kbsite) -> None:
    """The author before the reading time, the line between text and backlinks, another policy."""
    files = examples()["Changing a part of a page"].files
    notes = {"content/开始.md": "见[[结束]]。\n", "content/结束.md": "见[[开始]]。\n"}
    root = write_files(tmp_path, {**notes, **files})
    kbsite("build", "--root", root)
    page = (root / "_site/开始/index.html").read_text(encoding="utf-8")
    assert '<p class="meta">\n<span>佚名</span>\n<span>约 1 分钟</span>' in page
    assert (
        '</article>\n<p class="licence">《开始》可以转载，请注明出处。</p>\n<div class="relations">'
        in page
    )
    assert page.count("Content-Security-Policy") == 1 and "https://comments.example" in page


def test_the_policy_of_the_example_differs_by_the_host_alone() -> None:
    """It would grow old unseen if the theme's changed."""
    own = examples()["Changing a part of a page"].files["templates/base.html"]
    (line,) = (line for line in own.splitlines() if line.startswith("<meta"))
    base = (REPOSITORY / "templates/base.html").read_text(encoding="utf-8").splitlines()
    assert line.replace(" https://comments.example", "") in base


def test_every_block_of_the_theme_is_explained_and_no_other() -> None:
    templates = {
        file.name: set(re.findall(r"{% block (\w+)", file.read_text(encoding="utf-8")))
        for file in (REPOSITORY / "templates").glob("*.html")
    }
    rows = re.findall(r"^\| `(\w+)` \| (each|`\w+\.html`)", TEXT, re.MULTILINE)
    written = {(block, template.strip("`")) for block, template in rows}
    known = {
        (block, "each" if block == "main" else template)
        for template, blocks in templates.items()
        for block in blocks
    }
    assert written == known
    parts = {"head.html", "footer.html", "macros.html", "relations.html", "search-panel.html"}
    parts |= {"graph-panel.html", "properties.html"}
    parts |= {"comments.html", "metadata.html", "records.html"}
    pages = templates.keys() - parts - {"redirect.html"}
    assert all("main" in templates[page] for page in pages)


def test_the_fences_that_are_no_files_are_commands() -> None:
    loose = [
        fence
        for fence in re.finditer(r"^```(\w+)\n", TEXT, re.MULTILINE)
        if not re.search(r"\*\*`[^`]+`\*\*( holds)?\n\n$", TEXT[: fence.start()])
    ]
    assert {fence[1] for fence in loose} == {"sh"}


def test_every_variable_of_the_palette_is_explained_and_no_other() -> None:
    palette = (REPOSITORY / "static/css/palette.css").read_text(encoding="utf-8")
    known = set(re.findall(r"^\s+(--[\w-]+):", palette, re.MULTILINE))
    rows = [line.split("|")[1] for line in TEXT.splitlines() if line.startswith("| `--")]
    assert {name for row in rows for name in re.findall(r"`(--[\w-]+)`", row)} == known


@pytest.mark.parametrize("name", STRUCTS)
def test_everything_that_a_template_sees_is_explained_and_nothing_else(name: str) -> None:
    """A field that is new in contexts.py gets a row in the section of its struct."""
    headings = re.findall(rf"^#### (?:[\w.]+: )?{name}$", TEXT, re.MULTILINE)
    assert headings, f"docs/customising.md has no section #### {name}"
    heading = next(line for line in TEXT.splitlines() if re.fullmatch(rf"#### (.+: )?{name}", line))
    rows = [line.split("|")[1] for line in section_of(heading).splitlines() if line[:3] == "| `"]
    written = [field for row in rows for field in re.findall(r"`(\w+)`", row)]
    assert sorted(written) == sorted(STRUCTS[name].__struct_fields__)


def test_a_palette_is_what_the_configuration_names_unless_a_site_has_its_own(
    tmp_path: Path, kbsite: Kbsite
) -> None:
    """Another palette is another address, so that no browser keeps the old one."""
    own = ":root { --paper: #ffffff }\n"
    accents = {"": "#2456a6", "signal": "#0b6b62", "bamboo": "#3f6a1d"}
    folders = set()
    for palette, accent in accents.items():
        root = write_files(tmp_path / f"p{palette}", {"content/a.md": "文。\n"})
        if palette:
            write_files(root, {"kbsite.yaml": f"palette: {palette}\n"})
        assert kbsite("build", "--root", root).code == 0
        [style] = root.glob("_site/assets/*/css/site.css")
        folders.add(style.parts[-3])
        declared = re.findall(r"--accent: light-dark\((#\w+),", style.read_text(encoding="utf-8"))
        assert declared[-1] == accent
        assert not list(root.glob("_site/assets/*/palettes"))
    assert len(folders) == 3
    write_files(root, {"static/css/palette.css": own})
    kbsite("build", "--root", root)
    [style] = root.glob("_site/assets/*/css/site.css")
    assert "#3f6a1d" not in style.read_text(encoding="utf-8")
