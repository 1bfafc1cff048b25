"""A site's look: its own stylesheet, slots, templates in place of the theme's, and `kbsite eject`,
which remembers what a template was copied from."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from conftest import Kbsite, files_of, write_files
from kbsite import scan
from kbsite.assets.shadows import PURPOSES, SLOTS

NOTE = "---\ntitle: 好\ntags: [a]\n---\n\n文，见[[二]]。\n"
THEME = scan.theme_folder() / "templates"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Two notes that link to one another."""
    notes = {"content/夹/好.md": NOTE, "content/二.md": "[[好]] $x$\n"}
    return write_files(tmp_path / "site", notes)


@pytest.fixture
def theme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A theme that may be changed: its `templates/`."""
    folder = tmp_path / "theme"
    for name in ("templates", "static"):
        shutil.copytree(scan.theme_folder() / name, folder / name)
    monkeypatch.setattr(scan, "theme_folder", lambda: folder)
    return folder / "templates"


def pages_of(root: Path) -> dict[str, bytes]:
    return {path: data for path, data in files_of(root / "_site").items() if ".html" in path}


# --- the site's own stylesheet, and the slots ---


def test_custom_css_stands_behind_the_theme_on_every_page(site: Path, kbsite: Kbsite) -> None:
    kbsite("build", "--root", site)
    assert all(b"custom" not in page for page in pages_of(site).values())
    css = '@import "more.css";\n:root { --accent: light-dark(#123456, #abcdef); }\n'
    write_files(site, {"static/custom.css": css, "static/more.css": "p { color: red; }\n"})
    kbsite("build", "--root", site, "--base-url", "https://a.example/n/")
    pages = pages_of(site)
    assert len(pages) > 5
    for page in pages.values():
        links = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.decode())
        assert links[0].endswith("/css/site.css")
        assert links[-1] == links[0].replace("css/site.css", "custom.css")
        assert links[-1].startswith("/n/assets/")
    published = (site / "_site" / links[-1].removeprefix("/n/")).read_text(encoding="utf-8")
    assert published.startswith("p { color: red; }")
    assert "--if-light" in published


def test_slots_are_on_every_page_and_know_the_assets(site: Path, kbsite: Kbsite) -> None:
    slots = {
        "templates/head.html": '<script src="{{ site.assets }}/js/mine.js" defer></script>\n',
        "templates/footer.html": "<p>{{ page.title }} · {{ site.title }}</p>\n",
        "static/js/mine.js": "1;\n",
    }
    write_files(site, slots)
    run = kbsite("build", "--root", site, "--strict")
    assert run.code == 0 and "template" not in run.err
    for page in pages_of(site).values():
        found = re.search(
            r'<script src="/(assets/\w+/js/mine\.js)" defer></script>\n</head>', page.decode()
        )
        assert found and (site / "_site" / found[1]).read_bytes() == b"1;\n"
        assert re.search(r"<p>.+ · 知识库</p>\n</footer>", page.decode())


@pytest.mark.parametrize("slot", sorted(SLOTS))
def test_an_unknown_name_in_a_slot_has_its_line(site: Path, kbsite: Kbsite, slot: str) -> None:
    kbsite("build", "--root", site)
    before = files_of(site / "_site")
    write_files(site, {f"templates/{slot}": "<p>\n\n{{ sitte.title }}</p>\n"})
    run = kbsite("build", "--root", site)
    assert run.code == 1
    assert f"templates/{slot}:3:1: error: 'sitte' is undefined [template]" in run.err
    assert files_of(site / "_site") == before


# --- templates in place of the theme's ---


def test_a_site_may_replace_one_block_of_a_page(site: Path, kbsite: Kbsite) -> None:
    """It builds on the theme's template, of which it has no copy that could grow old."""
    main = "{% block main %}\n<p>前言</p>\n{{ super() }}\n{% endblock %}\n"
    own = '{% extends "theme/note.html" %}\n' + main
    write_files(site, {"templates/note.html": own})
    run = kbsite("build", "--root", site)
    assert run.code == 0 and "[template" not in run.err
    page = (site / "_site/夹/好/index.html").read_text(encoding="utf-8")
    assert '<main id="KB-content" class="without-toc">\n<p>前言</p>\n' in page
    assert '<article class="note">' in page and 'class="backlinks"' in page


def test_the_frame_of_all_pages_may_be_built_on(site: Path, kbsite: Kbsite) -> None:
    own = '{% extends "theme/base.html" %}\n{% block main %}无{% endblock %}\n'
    write_files(site, {"templates/base.html": own})
    assert kbsite("build", "--root", site).code == 0
    assert b'<article class="note">' in pages_of(site)["夹/好/index.html"]


@pytest.mark.parametrize(
    ("template", "block", "place"),
    [
        ("base", "policy", '<meta charset="utf-8">\n#<meta http-equiv="Content-Security-Policy"'),
        ("base", "head", '<head>\n#<meta charset="utf-8">'),
        ("base", "header", '<header class="site-header">\n#<a class="site-title"'),
        ("base", "footer", '<footer class="site-footer">\n#<p>知识库'),
        ("note", "note_header", '<header class="note-header">\n#<h1>'),
        ("note", "note_meta", '<p class="meta">\n#<span>约'),
        ("note", "note_contents", '</header>\n#<nav class="toc"'),
        ("note", "note_body", '<div class="prose">\n#<h2 id="一">'),
        ("note", "note_footer", '</article>\n#<div class="relations">'),
    ],
)
def test_a_block_is_a_part_of_the_page(
    site: Path, kbsite: Kbsite, template: str, block: str, place: str
) -> None:
    """`place` is the page where the block begins, with # for what the site put before it. Blocks
    of a note know `note`."""
    write_files(site, {"content/夹/好.md": "## 一\n[[二]]\n\n## 二\n"})
    kbsite("build", "--root", site)
    before = pages_of(site)["夹/好/index.html"].decode()
    assert place.replace("#", "") in before
    mark = "#{{ note.path }}" if template == "note" else "#"
    own = f"{{% extends 'theme/{template}.html' %}}{{% block {block} %}}{mark}{{{{ super() }}}}"
    write_files(site, {f"templates/{template}.html": own + "{% endblock %}\n"})
    run = kbsite("build", "--root", site, "--strict")
    assert run.code == 0, run.err
    after = pages_of(site)["夹/好/index.html"].decode()
    written = "#夹/好.md" if template == "note" else "#"
    assert after == before.replace(place.replace("#", ""), place.replace("#", written))


BASE = '{% extends "theme/note.html" %}\n'


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (
            BASE + "\n{% block mian %}{{ super() }}{% endblock %}\n",
            *(3, "theme/note.html has no block `mian`, so this one is not shown"),
        ),
        (BASE + "{% block x %}{% endblock %}{% block head %}{% endblock %}", 2, "no block `x`"),
        (BASE + "\n\n<p>丢了</p>\n", 4, "what stands outside of blocks is not shown"),
        (BASE + "{% block head %}{% endblock %}\n{{ page.title }}\n", 3, "outside of blocks"),
        ('{% extends "mine.html" %}\n{% block mian %}{% endblock %}', 2, "mine.html has no block"),
    ],
)
def test_what_an_extending_template_would_lose_is_told(
    site: Path, kbsite: Kbsite, text: str, line: int, said: str
) -> None:
    """As when an update of the theme no longer has a block."""
    write_files(site, {"templates/note.html": text, "templates/mine.html": BASE})
    run = kbsite("build", "--root", site)
    found = re.findall(r"^templates/note\.html:(\d+):1: warning: (.*) \[template\]$", run.err, re.M)
    assert len(found) == 1
    assert found[0][0] == str(line) and said in found[0][1]


@pytest.mark.parametrize(
    "text",
    [
        BASE + "{# 说明 #}\n{% set a = 1 %}\n{% block main %}{{ page.title }}{% endblock %}\n",
        BASE + "{% block main %}{% block mine %}新{% endblock %}{% endblock %}\n",
        BASE + "{% block mine %}新{% endblock %}{% block main %}{{ self.mine() }}{% endblock %}\n",
        '{% extends "mine.html" %}{% block inner %}{% endblock %}',
        "{% extends page.template and 'base.html' %}{% block any %}{% endblock %}",
        "<p>{{ page.title }}</p>{% block any %}{% endblock %}\n",
    ],
)
def test_blocks_that_are_shown_are_no_mistake(site: Path, kbsite: Kbsite, text: str) -> None:
    mine = BASE + "{% block main %}{% block inner %}{% endblock %}{% endblock %}\n"
    write_files(site, {"templates/note.html": text, "templates/mine.html": mine})
    run = kbsite("build", "--root", site, "--strict")
    assert run.code == 0 and "[template]" not in run.err


# --- eject ---


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
def test_a_copy_of_every_template_changes_no_page(
    site: Path, kbsite: Kbsite, line_end: bytes
) -> None:
    kbsite("build", "--root", site)
    before = pages_of(site)
    for path in PURPOSES:
        run = kbsite("eject", path, "--root", site)
        assert run.code == 0 and run.out == f"Wrote {site / 'templates' / path}\n"
        file = site / "templates" / path
        file.write_bytes(file.read_bytes().replace(b"\n", line_end))
    run = kbsite("build", "--root", site, "--strict")
    assert run.code == 0 and "[template" not in run.err
    assert pages_of(site) == before


def test_eject_does_not_overwrite(site: Path, kbsite: Kbsite) -> None:
    write_files(site, {"templates/note.html": "我的\n"})
    run = kbsite("eject", "note.html", "--root", site)
    assert run.code == 2 and "exists already" in run.err
    assert (site / "templates/note.html").read_text(encoding="utf-8") == "我的\n"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("notes.html", "did you mean note.html?"),
        ("note", "did you mean note.html?"),
        ("../static/icon.svg", "`kbsite eject` lists them"),
        ("zzz", "`kbsite eject` lists them"),
    ],
)
@pytest.mark.parametrize("option", [(), ("--diff",), ("--accept",)])
def test_eject_knows_the_themes_templates_alone(
    site: Path, kbsite: Kbsite, name: str, said: str, option: tuple[str, ...]
) -> None:
    run = kbsite("eject", name, "--root", site, *option)
    assert (run.code, run.out) == (2, "")
    assert f"the theme has no template '{name}'; {said}" in run.err
    assert not (site / "templates").exists()


def test_eject_lists_what_there_is_and_what_the_site_did(
    site: Path, kbsite: Kbsite, theme: Path
) -> None:
    kbsite("eject", "note.html", "--root", site)
    kbsite("eject", "tag.html", "--root", site)
    write_files(site, {"templates/home.html": "", "templates/head.html": ""})
    write_files(theme, {"tag.html": "新的\n"})
    lines = kbsite("eject", "--root", site).out.splitlines()
    assert [line.split()[0] for line in lines] == sorted(PURPOSES)
    said = {line.split()[0]: line for line in lines}
    assert said["tags.html"].split(maxsplit=1) == ["tags.html", "all tags"]
    assert said["note.html"].endswith("the page of a note  [replaced by this site]")
    assert "the theme's has changed since" in said["tag.html"]
    assert "without a record" in said["home.html"]
    assert "[this site's own]" in said["head.html"]


def test_every_template_of_the_theme_has_a_purpose() -> None:
    assert set(PURPOSES) == {path.name for path in THEME.iterdir()}


def test_a_template_that_changed_upstream_is_told_until_it_is_accepted(
    site: Path, kbsite: Kbsite, theme: Path
) -> None:
    kbsite("eject", "404.html", "--root", site)
    own = site / "templates/404.html"
    own.write_bytes(own.read_bytes().replace(b"<h1>", b'<h1 class="mine">'))
    assert kbsite("build", "--root", site, "--strict").code == 0
    changed = (theme / "404.html").read_text(encoding="utf-8") + "<p>new</p>\n"
    write_files(theme, {"404.html": changed})
    run = kbsite("build", "--root", site, "--strict")
    assert run.code == 1
    place = "templates/404.html:1:1: warning: the theme's template has changed since"
    assert place in run.err and "[template-changed]" in run.err

    diff = kbsite("eject", "404.html", "--diff", "--root", site)
    assert diff.code == 0
    lines = diff.out.splitlines()
    assert lines[:2] == ["--- theme/404.html", "+++ templates/404.html"]
    assert [line for line in lines[2:] if line[0] in "+-"] == [
        "-<h1>{{ page.title }}</h1>",
        '+<h1 class="mine">{{ page.title }}</h1>',
        "-<p>new</p>",
    ]
    assert kbsite("eject", "--diff", "--root", site).out == diff.out

    assert kbsite("eject", "404.html", "--accept", "--root", site).code == 0
    assert b'<h1 class="mine">' in own.read_bytes()
    assert own.read_bytes().count(b"kbsite eject") == 1
    assert kbsite("build", "--root", site, "--strict").code == 0


def test_line_ends_are_no_change(site: Path, kbsite: Kbsite, theme: Path) -> None:
    """git rewrites them on Windows: those of the copy, and those of the theme in a checkout."""
    kbsite("eject", "note.html", "--root", site)
    own = site / "templates/note.html"
    for file in (own, theme / "note.html"):
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    run = kbsite("build", "--root", site, "--strict")
    assert run.code == 0 and "[template" not in run.err
    assert kbsite("eject", "note.html", "--diff", "--root", site).out == ""
    before = own.read_bytes()
    kbsite("eject", "note.html", "--accept", "--root", site)
    assert own.read_bytes() == before


def test_a_copy_without_a_record_is_worth_knowing(site: Path, kbsite: Kbsite) -> None:
    shutil.copytree(THEME, site / "templates")
    run = kbsite("build", "--root", site, "-v")
    assert run.code == 0
    told = set(re.findall(r"templates/(\S+):1:1: info: .+\[template-copy\]", run.err))
    assert told == set(PURPOSES) - SLOTS
    for path in told:
        kbsite("eject", path, "--accept", "--root", site)
    assert "[template" not in kbsite("build", "--root", site, "-v").err


def test_a_copy_of_what_the_theme_has_no_more(site: Path, kbsite: Kbsite) -> None:
    """And a copy under another name is compared with what it was copied from."""
    record = "{# kbsite eject: {}, 0123456789abcdef (leave this line) #}\n"
    write_files(
        site,
        {
            "templates/tag.html": record.replace("{}", "old.html") + "x\n",
            "templates/tags.html": record.replace("{}", "tag.html") + "x\n",
            "templates/新.html": record.replace("{}", "tag.html") + "x\n",
        },
    )
    run = kbsite("build", "--root", site)
    assert run.err.count("[template-changed]") == 2
    assert "templates/tag.html:1:1: warning: the theme no longer has the template" in run.err


@pytest.mark.parametrize(
    "arguments", [("--accept",), ("note.html", "--accept", "--diff"), ("note.html", "--accept")]
)
def test_eject_refuses_what_makes_no_sense(
    site: Path, kbsite: Kbsite, arguments: tuple[str, ...]
) -> None:
    assert kbsite("eject", *arguments, "--root", site).code == 2
    assert not (site / "templates").exists()
