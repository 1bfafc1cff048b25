"""Formulas as Chromium lays them out and paints them, in kbsite's font and style sheet.
`KBSITE_REQUIRE_BROWSER=1` fails where there is no Chromium.

One page with all formulas is measured by its own script, and photographed; each formula stands
in a band of its own, so that its ink can be found in the picture.
"""

from __future__ import annotations

import base64
import html
import json
import re
import subprocess
import zlib
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy
import pytest
from playwright.sync_api import Browser

from conftest import REPOSITORY
from kbsite.outputs.math_font import subset_font
from kbsite.tex.convert import convert_tex
from kbsite.tex.mathml import mend
from markdown_cases import parse_body

pytestmark = pytest.mark.browser

#: Name → (TeX, display, width of its box in CSS pixels).
FORMULAS = {
    "root": (r"\sqrt{n}z", False, 600),
    "tall root": (r"\sqrt{\frac{a}{b}}z", True, 600),
    "overline": (r"\overline{x+y+z}", False, 600),
    "underline": (r"\underline{xy}", False, 600),
    "narrow hat": (r"\hat{x}", False, 600),
    "wide hat": (r"\widehat{x+y+z}", False, 600),
    "wide tilde": (r"\overset{˜}{ABC}", False, 600),
    "three dots": (r"\dddot{.}", False, 600),
    "vector": (r"\vec{v}", False, 600),
    "arrow": (r"A\xrightarrow{\text{前向加噪过程}}B", True, 600),
    "short arrow": (r"A\xrightleftharpoons{k}B", True, 600),
    "brace": (r"\overbrace{a+b+c+d+e+f+g+h}", True, 600),
    "number": (r"\begin{align}a&=b\tag{1}\end{align}", True, 600),
    "number, narrow": (r"\begin{align}a&=b\tag{1}\end{align}", True, 200),
    "number, too long": (r"\begin{align}a+b+c+d+e+f+g+h&=i+j+k+l+m\tag{1}\end{align}", True, 200),
    "short row": (r"\begin{align}a&=b&c&=d\\&=n\end{align}", True, 600),
    "shorter rows": (r"\begin{alignat}{2}a\\&=b&&\text{（说明）}\\c&=d\end{alignat}", True, 600),
    "terms": (r"\begin{alignedat}{2}2x&+{}&3y&={}7\\x&-{}&y&={}1\end{alignedat}", True, 600),
    "numbered terms": (r"\begin{alignat}{2}2x&+{}&3y&={}7\\x&-{}&y&={}1\end{alignat}", True, 600),
    "ruled pair": (r"\begin{aligned}a&=b\\\hline c&=d\end{aligned}", True, 600),
    "low rows": (r"\begin{aligned}a&=1\\x&=c\\d&=(n)\end{aligned}", True, 600),
    "low numbered rows": (r"\begin{align*}a&=1\\x&=c\\d&=(n)\tag{1}\end{align*}", True, 600),
    "low cases": (r"f=\begin{cases}a&b\\x&c\\d&y\end{cases}", True, 600),
    "low matrix": (r"\begin{pmatrix}a&b\\x&c\\d&y\end{pmatrix}", True, 600),
    "low limits": (r"\sum_{\substack{a\\x\\d}}", True, 600),
    "words": (r"\text{损失}=\text{误差}", False, 600),
    "word in a script": (r"x_{\text{最大}}", False, 600),
    "fences": (r"\left(x\right)", True, 600),
    "sized": (r"\Biggl(x\Biggr)", True, 600),
    "sized bar": (r"f\Big|_{x}", False, 600),
    "sized slash": (r"G\big/H", False, 600),
    "matrix": (r"\begin{pmatrix}aaaa&b\\c&d\end{pmatrix}", True, 600),
    "box": (r"\boxed{x}", True, 600),
    "cancel": (r"\cancel{xxxx}", True, 600),
    "next row": (r"\begin{aligned}a&=b\\&+c\end{aligned}", True, 600),
    "red": (r"\color{red}x", False, 600),
    "large in a script": (r"e^{\dfrac xy}+n", True, 600),
    "prime": (r"f'", False, 600),
    "integral": (r"\iint_D f", True, 600),
    "smashed": (r"\smash{\frac12}", True, 600),
    "typed": (r"\texttt{dp}[i]", False, 600),
    "emphasis": (r"\emph{ab} \textit{cd}", False, 600),
}
BAND = 120
_MEASURE = """
document.fonts.ready.then(() => {
  const box = (e) => {
    const {left, right, top, bottom} = e.getBoundingClientRect();
    return {left, right, top, bottom, tag: e.localName, text: e.textContent,
            name: e.className, size: parseFloat(getComputedStyle(e).fontSize),
            color: getComputedStyle(e).color, padding: getComputedStyle(e).paddingLeft,
            face: getComputedStyle(e).font.split(" ").slice(0, 2).join(" ")};
  };
  const read = [...document.querySelectorAll('.band')].map((band) => ({
    all: [...band.querySelectorAll('math, math *:not(annotation)')].map(box),
    scroll: [band.scrollWidth, band.clientWidth, band.scrollHeight, band.clientHeight],
  }));
  const out = document.createElement('script');
  out.type = 'application/json';
  out.textContent = JSON.stringify(read);
  document.body.append(out);
});
"""


class Measured(NamedTuple):
    """The boxes of a formula's elements in document order, CSS pixels from the page's corner,
    how wide and how tall it wants to be and its band is, and which columns of its band have ink."""

    boxes: list[dict[str, Any]]
    scroll: list[int]
    ink: Any

    def one(self, what: str, text: str | None = None) -> dict[str, Any]:
        """The first box of an element, or of a class written `.name`."""
        return next(
            box
            for box in self.boxes
            if (what[1:] in box["name"].split() if what[0] == "." else box["tag"] == what)
            and (text is None or box["text"] == text)
        )


def page() -> str:
    """Everything inline: what a page loads from a file is of another origin."""
    styles = (REPOSITORY / "static/css/palette.css", REPOSITORY / "static/css/formulas.css")
    css = "".join(path.read_text(encoding="utf-8") for path in styles)
    bands, characters = [], set("ABCDabcdfknvxyz0123456789√")
    for number, (tex, display, width) in enumerate(FORMULAS.values()):
        mathml = mend(convert_tex(tex, display, ()).mathml)
        assert mathml, tex
        characters.update(*re.findall(r">([^<>]+)<", mathml.partition("<annotation")[0]))
        hidden = " only-signs" if "arrow" in list(FORMULAS)[number] else ""
        kind = "math" if display else ""
        style = f"top:{number * BAND + 20}px;width:{width}px"
        bands.append(f'<div class="band {kind}{hidden}" style="{style}">{mathml}</div>')
    italics = "".join(map(chr, range(0x1D434, 0x1D468)))
    font = base64.b64encode(subset_font("".join(sorted(characters)) + italics)).decode()
    return (
        f'<!doctype html><html lang="zh-CN" data-theme="light"><meta charset="utf-8"><style>{css}'
        f'@font-face {{ font-family: "kbsite Math"; src: url("data:font/woff2;base64,{font}") }}'
        'math { font-family: "kbsite Math", math, var(--text-font) }'
        # as site.css has them
        ":not(pre) > code { padding: .35em } em { font-style: normal; font-weight: 600 }"
        "body { margin: 0; background: #fff; font: 20px/1.75 sans-serif }"
        ".band { position: absolute; left: 50px; margin: 0 }"
        ".only-signs :is(mi, mtext) { visibility: hidden }"
        f"</style>{''.join(bands)}<script>{_MEASURE}</script>"
    )


@pytest.fixture(scope="module")
def measured(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Measured]:
    folder = tmp_path_factory.mktemp("formulas")
    file = folder / "page.html"
    file.write_text(page(), encoding="utf-8")
    picture = folder / "picture.png"
    command = [
        *(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
        *("--force-device-scale-factor=1", "--virtual-time-budget=5000"),
        *(f"--user-data-dir={folder / 'profile'}", f"--window-size=700,{len(FORMULAS) * BAND}"),
    ]
    dump = subprocess.run(
        [*command, "--dump-dom", file.as_uri()], capture_output=True, check=True, timeout=120
    ).stdout.decode()
    subprocess.run(
        [*command, f"--screenshot={picture}", file.as_uri()],
        capture_output=True,
        check=True,
        timeout=120,
    )
    found = re.search(r'<script type="application/json">(.*?)</script>', dump, re.DOTALL)
    assert found, dump[-500:]
    read = json.loads(html.unescape(found[1]))
    dark = pixels(picture).min(axis=2) < 160
    return {
        name: Measured(
            read[number]["all"],
            read[number]["scroll"],
            numpy.flatnonzero(dark[number * BAND : (number + 1) * BAND].any(axis=0)),
        )
        for number, name in enumerate(FORMULAS)
    }


def pixels(picture: Path) -> Any:
    """A PNG of 8 bits a channel, not interlaced, as (height, width, 3)."""
    data, place, packed, width, height, channels = picture.read_bytes(), 8, b"", 0, 0, 0
    while place < len(data):
        length, kind = int.from_bytes(data[place : place + 4], "big"), data[place + 4 : place + 8]
        chunk = data[place + 8 : place + 8 + length]
        if kind == b"IHDR":
            width, height = (int.from_bytes(chunk[i : i + 4], "big") for i in (0, 4))
            channels = {2: 3, 6: 4}[chunk[9]]
        elif kind == b"IDAT":
            packed += chunk
        place += length + 12
    rows = numpy.frombuffer(zlib.decompress(packed), numpy.uint8)
    rows = rows.reshape(height, 1 + width * channels)
    out = numpy.zeros((height, width * channels), numpy.uint8)
    above = numpy.zeros(width * channels, numpy.uint8)
    for number, row in enumerate(rows):
        out[number] = above = unfiltered(int(row[0]), row[1:], above, channels)
    return out.reshape(height, width, channels)[:, :, :3]


def unfiltered(kind: int, row: Any, above: Any, channels: int) -> Any:
    """One row of a PNG (PNG specification, section 9)."""
    if kind == 0:
        return row
    if kind == 2:
        return row + above
    done = [0] * channels
    corner = [0] * channels
    for number, (value, up) in enumerate(zip(row.tolist(), above.tolist(), strict=True)):
        left, diagonal = done[number], corner[number]
        guess = left
        if kind == 3:
            guess = (left + up) // 2
        elif kind == 4:
            nearest = (abs(up - diagonal), abs(left - diagonal), abs(left + up - 2 * diagonal))
            guess = (left, up, diagonal)[nearest.index(min(nearest))]
        done.append((value + guess) & 255)
        corner.append(up)
    return numpy.array(done[channels:], numpy.uint8)


# --- roots, bars, accents ---


def test_nothing_follows_a_root_at_a_distance(measured: dict[str, Measured]) -> None:
    for name in ("root", "tall root"):
        root, after = measured[name].one("msqrt"), measured[name].one("mi", "z")
        assert after["left"] - root["right"] < 1, name


def test_a_root_hardly_drops_below_its_letter(measured: dict[str, Measured]) -> None:
    root, letter = measured["root"].one("msqrt"), measured["root"].one("mi", "n")
    assert root["bottom"] - letter["bottom"] < 0.25 * letter["size"]
    assert letter["left"] - root["left"] < 0.9 * letter["size"]


def test_a_bar_covers_its_base(measured: dict[str, Measured]) -> None:
    for name in ("overline", "underline"):
        bar, letter = measured[name].one(f".{name}"), measured[name].one("mi", "x")
        assert bar["left"] <= letter["left"] + 0.5
        last = max(box["right"] for box in measured[name].boxes if box["tag"] == "mi")
        assert bar["right"] >= last - 0.5
        ink = measured[name].ink
        assert ink[0] <= bar["left"] + 1
        assert ink[-1] >= bar["right"] - 2


def test_a_wide_accent_is_as_wide_as_its_base(measured: dict[str, Measured]) -> None:
    for name in ("wide hat", "wide tilde"):
        letters = [box for box in measured[name].boxes if box["tag"] == "mi"]
        width = letters[-1]["right"] - letters[0]["left"]
        ink = measured[name].ink
        assert 0.9 * width < ink[-1] - ink[0] < 1.4 * width, name


def test_an_accent_is_above_its_letter_and_in_its_middle(measured: dict[str, Measured]) -> None:
    for name, letter in (("narrow hat", "x"), ("vector", "v")):
        accent, base = measured[name].one("mo"), measured[name].one("mi", letter)
        assert accent["bottom"] <= base["top"] + 0.5, name
        assert base["top"] - accent["bottom"] < 0.2 * base["size"], name
        middles = [(box["left"] + box["right"]) / 2 for box in (accent, base)]
        assert abs(middles[0] - middles[1]) < 0.2 * base["size"], name


def test_three_dots_are_three(measured: dict[str, Measured]) -> None:
    ink = measured["three dots"].ink
    assert numpy.count_nonzero(numpy.diff(ink) > 1) == 2


# --- arrows and braces ---


def test_an_arrow_is_as_long_as_its_label(measured: dict[str, Measured]) -> None:
    label = measured["arrow"].one("mtext")
    ink = measured["arrow"].ink
    assert ink[-1] - ink[0] >= label["right"] - label["left"]
    assert ink[0] < label["left"] + 2
    assert ink[-1] > label["right"] - 2
    # Without a break.
    assert numpy.diff(ink).max() == 1


def test_a_short_label_still_has_an_arrow_that_can_be_seen(measured: dict[str, Measured]) -> None:
    ink, size = measured["short arrow"].ink, measured["short arrow"].one("mi")["size"]
    assert 1.1 * size < ink[-1] - ink[0] < 2.5 * size


def test_a_brace_is_painted_whole(measured: dict[str, Measured]) -> None:
    letters = [box for box in measured["brace"].boxes if box["tag"] == "mi"]
    rows = measured["brace"].ink
    assert rows[0] <= letters[0]["left"] + 2
    assert rows[-1] >= letters[-1]["right"] - 2
    assert numpy.diff(rows).max() == 1


# --- numbers ---


@pytest.mark.parametrize("name", ["number", "number, narrow"])
def test_a_number_is_flush_right_and_its_formula_centred(
    measured: dict[str, Measured], name: str
) -> None:
    width = FORMULAS[name][2]
    number = measured[name].one("mtext")
    assert abs(number["right"] - (50 + width)) < 4
    left, right = measured[name].one("mi", "a")["left"], measured[name].one("mi", "b")["right"]
    # Where there is little room the number pushes a little.
    assert abs((left + right) / 2 - (50 + width / 2)) < (2 if width > 300 else 10)
    assert measured[name].scroll[0] <= measured[name].scroll[1]


def test_a_numbered_formula_that_is_too_long_scrolls(measured: dict[str, Measured]) -> None:
    wanted, there, _, _ = measured["number, too long"].scroll
    assert wanted > there
    number = measured["number, too long"].one("mtext")
    last = measured["number, too long"].one("mi", "m")
    assert number["left"] > last["right"]


@pytest.mark.parametrize("name", ["terms", "numbered terms"])
def test_terms_below_one_another_are_spaced_as_in_a_line(
    measured: dict[str, Measured], name: str
) -> None:
    x, y = (measured[name].one("mi", letter) for letter in "xy")
    sign, three = measured[name].one("mo", "+"), measured[name].one("mn", "3")
    space = 4 / 18 * x["size"]
    assert sign["left"] - x["right"] == pytest.approx(space, abs=2)
    assert three["left"] - sign["right"] == pytest.approx(space, abs=2)
    letters = [b for b in measured[name].boxes if b["tag"] == "mi" and b["text"]]
    assert [b["right"] for b in letters[2:]] == pytest.approx([x["right"], y["right"]], abs=0.5)


def test_a_rule_puts_no_gap_into_a_pair_of_columns(measured: dict[str, Measured]) -> None:
    left, sign = measured["ruled pair"].one("mi", "a"), measured["ruled pair"].one("mo", "=")
    assert sign["left"] - left["right"] < 0.4 * left["size"]


@pytest.mark.parametrize("name", ["short row", "shorter rows"])
def test_a_row_with_fewer_cells_has_its_number_at_the_margin(
    measured: dict[str, Measured], name: str
) -> None:
    formula = measured[name]
    numbers = [box for box in formula.boxes if re.fullmatch(r"\(\d\)", box["text"])]
    assert {round(box["right"]) for box in numbers if box["tag"] == "mtext"} <= {647, 648, 649, 650}
    # What stands between the margins stands together, in their middle.
    letters = [box for box in formula.boxes if box["tag"] == "mi"]
    left, right = (
        pick(box[side] for box in letters) for pick, side in ((min, "left"), (max, "right"))
    )
    assert right - left < 200
    assert 200 < left < right < 500


# --- rows ---


@pytest.mark.parametrize(
    ("name", "distance"),
    [
        ("low rows", 1.5),
        ("low numbered rows", 1.5),
        ("low cases", 1.44),
        ("low matrix", 1.24),
        ("low limits", 1),
    ],
)
def test_rows_are_as_far_apart_whichever_letters_they_hold(
    measured: dict[str, Measured], name: str, distance: float
) -> None:
    letters = [measured[name].one("mi", letter) for letter in "axd"]
    for upper, lower in pairwise(letters):
        apart = (lower["bottom"] - upper["bottom"]) / lower["size"]
        assert distance - 0.06 < apart < distance + 0.06


# --- words, fences, the rest ---


def test_an_operator_between_words_has_its_spaces(measured: dict[str, Measured]) -> None:
    formula = measured["words"]
    before, sign, after = formula.one("mi", "损失"), formula.one("mo"), formula.one("mi", "误差")
    for gap in (sign["left"] - before["right"], after["left"] - sign["right"]):
        assert 0.2 * sign["size"] < gap < 0.4 * sign["size"]


def test_a_fraction_of_display_is_as_large_in_a_script(measured: dict[str, Measured]) -> None:
    found = measured["large in a script"]
    assert found.one("mfrac")["size"] == found.one("mi")["size"]


def test_a_sign_that_goes_on_in_the_next_row_has_its_spaces(measured: dict[str, Measured]) -> None:
    formula = measured["next row"]
    sign, after = formula.one("mo", "+"), formula.one("mi", "c")
    assert abs(sign["left"] - formula.one("mo", "=")["left"]) < 0.1 * sign["size"]
    assert 0.2 * sign["size"] < after["left"] - sign["right"] < 0.4 * sign["size"]


def test_words_in_scripts_are_small(measured: dict[str, Measured]) -> None:
    word, letter = (
        measured["word in a script"].one("mtext"),
        measured["word in a script"].one("mi"),
    )
    assert 0.65 < word["size"] / letter["size"] < 0.76


def test_fences_are_close_to_what_they_hold(measured: dict[str, Measured]) -> None:
    fence, letter = measured["fences"].one("mo", "("), measured["fences"].one("mi", "x")
    assert fence["right"] - fence["left"] < 0.45 * fence["size"]
    assert letter["left"] - fence["right"] < 1


def test_sized_fences_are_tall_and_around_the_axis(measured: dict[str, Measured]) -> None:
    fence, letter = measured["sized"].one("mo", "("), measured["sized"].one("mi", "x")
    assert 2.3 < (fence["bottom"] - fence["top"]) / fence["size"] < 2.9
    middle, axis = (fence["top"] + fence["bottom"]) / 2, letter["bottom"] - 0.258 * fence["size"]
    assert abs(middle - axis) < 2


def test_a_sized_bar_with_an_index_is_as_tall_as_without(measured: dict[str, Measured]) -> None:
    bar, letter = measured["sized bar"].one("mo"), measured["sized bar"].one("mi", "f")
    assert (bar["bottom"] - bar["top"]) > 1.6 * bar["size"]
    assert bar["top"] < letter["top"]


def test_a_sized_slash_is_close_to_its_letters(measured: dict[str, Measured]) -> None:
    formula = measured["sized slash"]
    before, after = formula.one("mi", "G"), formula.one("mi", "H")
    assert after["left"] - before["right"] < 0.65 * before["size"]


def test_columns_of_a_matrix_are_centred_and_near_the_fence(measured: dict[str, Measured]) -> None:
    cells = [box for box in measured["matrix"].boxes if box["tag"] == "mtd"]
    letter = measured["matrix"].one("mi", "c")
    cell = cells[2]
    assert letter["left"] - cell["left"] > 0.5 * letter["size"]
    fence = measured["matrix"].one("mo", "(")
    first = measured["matrix"].one("mi", "a")
    assert 0 <= first["left"] - fence["right"] < 0.3 * first["size"]


def test_a_box_and_a_strike_are_painted(measured: dict[str, Measured]) -> None:
    box, letter = measured["box"].one(".boxed"), measured["box"].one("mi")
    assert box["left"] < letter["left"] - 3
    assert box["right"] > letter["right"] + 3
    assert measured["box"].ink[0] < letter["left"] - 3
    strike = measured["cancel"].one(".cancel")
    ink = measured["cancel"].ink
    assert ink[0] <= strike["left"] + 2
    assert ink[-1] >= strike["right"] - 3


def test_a_named_colour_is_that_of_the_theme(measured: dict[str, Measured]) -> None:
    assert measured["red"].one("mi")["color"] == "rgb(212, 0, 0)"


def test_a_prime_is_beside_the_top_of_its_letter(measured: dict[str, Measured]) -> None:
    prime, letter = measured["prime"].one("mo"), measured["prime"].one("mi")
    assert abs(prime["top"] - letter["top"]) < 0.25 * letter["size"]
    assert prime["bottom"] - prime["top"] > 0.25 * letter["size"]


def test_what_follows_a_limit_follows_it_closely(measured: dict[str, Measured]) -> None:
    formula = measured["integral"]
    assert formula.one("mi", "f")["left"] - formula.one("mi", "D")["right"] < 0.6 * 21.6


def test_what_is_smashed_is_not_cut_off(measured: dict[str, Measured]) -> None:
    _, _, wanted, there = measured["smashed"].scroll
    assert wanted <= there


def test_words_in_a_formula_look_as_in_a_formula(measured: dict[str, Measured]) -> None:
    assert measured["typed"].one("code")["padding"] == "0px"
    for element in ("em", "i"):
        assert measured["emphasis"].one(element)["face"].split()[0] == "italic"
        assert "600" not in measured["emphasis"].one(element)["face"]


# --- in a line ---


_LINES = r"""(width) => {
  document.body.style.width = `${width}px`;
  const found = [];
  for (const line of document.querySelectorAll("p")) {
    const parts = [];  // (what, left, width) of each character and each formula
    const walk = (node) => {
      for (const child of node.childNodes) {
        if (child.nodeType === Node.TEXT_NODE) {
          for (let i = 0; i < child.length; i += 1) {
            const range = document.createRange();
            range.setStart(child, i);
            range.setEnd(child, i + 1);
            const box = range.getBoundingClientRect();
            if (child.data[i].trim()) parts.push([child.data[i], box.left, box.right]);
          }
        } else if (child.localName === "math") {
          const box = child.getBoundingClientRect();
          parts.push(["M", box.left, box.right]);
        } else walk(child);
      }
    };
    walk(line);
    parts.forEach(([now, left], i) => {
      if (i && left <= parts[i - 1][1]) found.push([parts[i - 1][0], now]);
    });
  }
  const widths = [...document.querySelectorAll("p")].map((line) => line.scrollWidth);
  return [found, Math.max(...widths)];
}"""


def test_no_line_begins_or_ends_with_a_mark_beside_a_formula(browser: Browser) -> None:
    words = "的一种推广"
    texts = [
        f"{words[:skip]}令“$a-b>0$”与（$x$），则**$w$**。后面有「$a$」；设 **长为 $n$**”，"
        "（==$x+y$==）与“**$z$**”、[为 $k$](https://a.invalid)；(*$q$*), $t$%。"
        r"又（「$\alpha+b$」）（“**$a+b+c+d+e+f+g+h+i+j+k+l+m+n+o+p+q=z$**”）。"
        for skip in range(len(words))
    ]
    lines = "".join(
        re.sub(r"<annotation.*?</annotation>", "", piece)
        for text in texts
        for piece in parse_body(text).pieces
        if isinstance(piece, str)
    )
    css = (REPOSITORY / "static/css/formulas.css").read_text(encoding="utf-8")
    style = "body { margin: 0; font: 17px/1.8 serif; overflow-wrap: anywhere }"
    page = browser.new_page(viewport={"width": 420, "height": 800})
    page.set_content(f'<html lang="zh-CN"><style>{css}{style}</style>{lines}')
    breaks: set[tuple[str, str]] = set()
    for width in range(250, 420, 3):
        found, taken = page.evaluate(_LINES, width)
        assert taken <= width
        breaks.update(map(tuple, found))
    page.close()
    assert {("。", "又"), ("为", "M")} <= breaks
    assert [pair for pair in breaks if pair[1] in "”）」。，、；)%," or pair[0] in "（“「("] == []
