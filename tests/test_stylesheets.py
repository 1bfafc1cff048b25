"""Imports of a stylesheet are written out."""

from __future__ import annotations

import itertools
import re
import time

import pytest

from conftest import REPOSITORY
from kbsite.assets.stylesheets import bundled, in_shadow_tree, shortened
from test_code import BACKGROUNDS, COLOURS, coloured, contrast

FILES = {
    "css/site.css": b'@import "a.css";\n@import "b.css";\np {}\n',
    "css/a.css": b"a {}\n",
    "css/b.css": b"@import 'a.css';\n  @import \"site.css\" ;\nb {}\n",
}


def test_imports_stand_in_the_file_each_once() -> None:
    assert bundled("css/site.css", FILES) == b"a {}\n\n\nb {}\np {}\n"


@pytest.mark.parametrize(
    "line",
    [
        b'@import "none.css";',
        b'@import "a.css" print;',
        b'@import "../a.css";',
        b'@import url("https://example.com/a.css");',
        b'/* @import "a.css"; */',
    ],
)
def test_other_imports_stay(line: bytes) -> None:
    assert bundled("css/x.css", {**FILES, "css/x.css": line}) == line


def test_what_a_browser_does_not_need_is_left_out_and_strings_stay() -> None:
    css = b'/* a; */ a ,b > c  {\n  content: "x  , /* y */ ;";\n --x: ;  top: 0  1px ;\n}\n'
    assert shortened(css) == b'a,b > c{content: "x  , /* y */ ;";--x: ;top: 0 1px ;}\n'


@pytest.mark.parametrize("piece", [b" ", b"/*", b'"', b'"\\', b"{ ", b"a "])
def test_it_is_shortened_in_linear_time(piece: bytes) -> None:
    started = time.process_time()
    shortened(piece * 100_000)
    assert time.process_time() - started < 3


# --- browsers without light-dark() ---

WITHOUT = b"@supports not (color: light-dark(red, red))"


@pytest.mark.parametrize(
    ("rule", "fallback"),
    [
        (
            b":root { --paper: light-dark(#fff, #000); --page: 1px; --ink: light-dark(red, blue) }",
            b":root { --paper: var(--if-light, #fff) var(--if-dark, #000);"
            b" --ink: var(--if-light, red) var(--if-dark, blue); }",
        ),
        (
            b"/* a { } */\n.a, .b { color: light-dark( rgb(1, 2, 3) , var(--x, red) ); }",
            b".a, .b { color: var(--if-light, rgb(1, 2, 3)) var(--if-dark, var(--x, red)); }",
        ),
        (
            b"a { color: light-dark( color-mix(in srgb , red 5%, blue)  lime , a\n b ) }",
            b"a { color: var(--if-light, color-mix(in srgb , red 5%, blue)  lime)"
            b" var(--if-dark, a\n b); }",
        ),
        (
            b"p::before { content: '{;}'; border: 1px solid light-dark(red, blue); }",
            b"p::before { border: 1px solid var(--if-light, red) var(--if-dark, blue); }",
        ),
    ],
)
def test_a_colour_of_two_themes_is_told_to_older_browsers(rule: bytes, fallback: bytes) -> None:
    css = b"a {}\n" + rule + b"\n@media print { b {} }\n"
    published = bundled("x.css", {"x.css": css})
    behind = b"\n" + WITHOUT + b" { " + fallback + b" }"
    assert published.startswith(css.replace(rule, rule + behind))
    assert published.count(WITHOUT) == 2, "the rule's, and the one that says which theme it is"


def test_a_rule_in_a_condition_stays_in_it() -> None:
    css = b"@media print { a { color: light-dark(red, blue); } b {} }"
    inner = b"a { color: light-dark(red, blue); }\n" + WITHOUT
    published = bundled("x.css", {"x.css": css})
    assert published.startswith(b"@media print { " + inner)
    assert b"} } b {} }" in published


@pytest.mark.parametrize(
    "css",
    [
        b"a { color: red; }",
        b"/* light-dark(red, blue) */ a {}",
        b"a { color: light-dark(red); }",
        b"a { color: light-dark(red, blue",
        b"/* a { color: light-dark(red, blue); }",
    ],
)
def test_what_has_no_such_colour_is_as_written(css: bytes) -> None:
    assert bundled("x.css", {"x.css": css}) == css


@pytest.mark.parametrize(
    ("begin", "piece"),
    [
        *((b"", piece) for piece in (b"light-dark(", b"light-dark((", b"{", b"/*", b'"', b'"\\')),
        *((b"", b"a{--b:"), (b"a{--b:light-dark(c", b" "), (b"a{--b:light-dark(c,", b"() ")),
    ],
)
def test_a_stylesheet_is_read_in_linear_time(begin: bytes, piece: bytes) -> None:
    started = time.process_time()
    bundled("x.css", {"x.css": begin + piece * 100_000 + b"}"})
    assert time.process_time() - started < 3


# --- the palette ---

CONSTRUCTS = (REPOSITORY / "static/css/constructs.css").read_text(encoding="utf-8")
#: The colours of callouts; `info` is the one that others replace.
HUES = set(re.findall(r"--hue: var\(--(\w+)\)", CONSTRUCTS))


def mixed(front: str, back: str, percent: int) -> str:
    """`color-mix(in srgb, front percent%, back)`."""
    pairs = ((int(front[i : i + 2], 16), int(back[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(
        f"{round((f * percent + b * (100 - percent)) / 100):02x}" for f, b in pairs
    )


def test_the_published_stylesheet_tells_every_colour_twice() -> None:
    folder = REPOSITORY / "static"
    files = {f"css/{f.name}": f.read_bytes() for f in (folder / "css").iterdir()}
    published = bundled("css/site.css", files).decode()
    assert published.count("var(--if-light,") == published.count("light-dark(#")
    assert published.count("light-dark(#") > 40


def colours_of(palette: str) -> dict[str, tuple[str, str]]:
    """Name → colours by day and by night."""
    text = (REPOSITORY / f"static/palettes/{palette}.css").read_text(encoding="utf-8")
    found = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", text)
    assert {name for name, *_ in found} <= COLOURS.keys()
    return COLOURS | {name: (light, dark) for name, light, dark in found}


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("palette", ["ink", "signal", "bamboo"])
def test_every_palette_can_be_read(palette: str, theme: int) -> None:
    """Text on all that it stands on; words of code on code and on the lines that stand out."""
    colour = {name: pair[theme] for name, pair in colours_of(palette).items()}
    pairs = {*itertools.product(("ink", "soft", "faint", "accent"), ("paper", "code-paper"))}
    pairs |= {("ink", "mark"), ("accent", "mark")}
    pairs |= {*itertools.product({name for _, name in coloured()} | {"ink"}, BACKGROUNDS)}
    assert len(pairs) > 30
    assert [
        (front, back) for front, back in pairs if contrast(colour[front], colour[back]) < 4.5
    ] == []
    for hue in HUES:
        tint = mixed(colour[hue], colour["paper"], 6)
        for front in (hue, "ink", "soft", "faint", "accent"):
            assert contrast(colour[front], tint) >= 4.5, (front, hue)
        assert contrast(colour[hue], colour["code-paper"]) >= 4.5, hue


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_text_can_be_read_on_the_tint_of_every_callout(theme: int) -> None:
    """Titles in the hue, text, links and what is softer, code; tables and quotes stand there,
    too."""
    percent = re.search(r"background: color-mix\(in srgb, var\(--hue\) (\d+)%", CONSTRUCTS)
    assert percent
    assert {"blue", "green", "amber", "red", "violet", "accent", "faint"} == HUES
    colour = {name: pair[theme] for name, pair in COLOURS.items()}
    for hue in HUES:
        tint = mixed(colour[hue], colour["paper"], int(percent[1]))
        for front in (hue, "ink", "soft", "faint", "accent"):
            assert contrast(colour[front], tint) >= 4.5, (front, hue)
        # Code in a title.
        assert contrast(colour[hue], colour["code-paper"]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_text_can_be_read_on_paper_and_mark(theme: int) -> None:
    fronts, backs = ("ink", "soft", "faint", "accent"), ("paper", "code-paper")
    for front, back in (*itertools.product(fronts, backs), ("ink", "mark"), ("accent", "mark")):
        assert contrast(COLOURS[front][theme], COLOURS[back][theme]) >= 4.5, (front, back)


def test_the_sheet_of_a_shadow_tree_has_colours_for_older_browsers() -> None:
    """The document's `:root` is nothing that it could name."""
    sheet = in_shadow_tree(b"aside { --ink: light-dark(#111, #eee); margin: 0 }").decode()
    without = "@supports not (color: light-dark(red, red))"
    assert (
        f"{without} {{ aside {{ --ink: var(--if-light, #111) var(--if-dark, #eee); }} }}" in sheet
    )
    assert sheet.count(":host {") == 2 and ":root" not in sheet
    assert in_shadow_tree(b"aside { margin: 0 }") == b"aside { margin: 0 }"
