"""The built site in Chromium: what a reader sees, with and without JavaScript, wide and narrow,
light, dark and printed. `KBSITE_REQUIRE_BROWSER=1` fails where there is no Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from browsing import Visit, served
from conftest import BASE_URL, REPOSITORY, Kbsite, write_files
from kbsite.code.block import highlight_fence
from test_code import contrast

pytestmark = pytest.mark.browser

BASE = "/notes/"
MATH = "llm/flash-attention/"
#: Some lines of prose, and few elements.
LIGHT = "deploy/"
FOOTNOTES = "diffusion/controlnet/"


@pytest.fixture(scope="session")
def address(repository_site_below: Path) -> Iterator[str]:
    """Where the site is served, as GitHub Pages serves a project: below a path."""
    with served(repository_site_below.parent) as host:
        yield host + BASE


@pytest.fixture(scope="module")
def shared(browser: Browser, address: str) -> Iterator[Visit]:
    with Visit(browser, address) as visit:
        yield visit


@pytest.fixture
def visit(shared: Visit) -> Visit:
    """One page for all tests that ask for it, in the light, with nothing remembered: what a page
    is made from need not be fetched again."""
    page = shared.page
    page.emulate_media(color_scheme="light", media="screen")
    page.set_viewport_size({"width": 1280, "height": 720})
    if page.url.startswith(shared.address):
        page.evaluate("localStorage.clear()")
    shared.complaints.clear()
    return shared


def test_the_policy_holds_and_a_breach_would_be_heard(visit: Visit) -> None:
    """No inline script runs: what an author's HTML or a mistake brings in stays dead."""
    page = visit.go("")
    page.evaluate(
        "() => { const s = document.createElement('script');"
        " s.textContent = 'window.ran = 1'; document.body.append(s) }"
    )
    assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in text for text in visit.complaints)


def test_what_is_not_there_shows_the_sites_own_page(visit: Visit) -> None:
    """At any depth its links still lead home."""
    page = visit.go("no/such/page/")
    assert page.locator("h1").inner_text() == "没有这一页"
    page.locator("main a").first.click()
    assert page.url == visit.address
    assert page.locator("h1").inner_text() == "INCOMING TRANSMISSION"


# --- theme ---


def background(page: Page) -> str:
    colour: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    if colour == "rgba(0, 0, 0, 0)":
        colour = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    return colour


def brightness(colour: str) -> float:
    numbers = [float(part) for part in colour.strip("rgba()").replace(",", " ").split()[:3]]
    return sum(numbers) / 3


def test_the_theme_button_switches_and_the_choice_stays(visit: Visit) -> None:
    page = visit.go("")
    assert brightness(background(page)) > 200
    page.get_by_role("button", name="切换深色与浅色").click()
    assert brightness(background(page)) < 80
    visit.go(LIGHT)
    assert brightness(background(page)) < 80
    page.reload()
    assert brightness(background(page)) < 80
    page.get_by_role("button", name="切换深色与浅色").click()
    visit.go("tags/")
    assert brightness(background(page)) > 200
    assert visit.complaints == []


def test_the_theme_follows_the_system_and_print_is_dark_on_light(visit: Visit) -> None:
    """Nobody wants to print a black page, and white words on white paper cannot be read."""
    for scheme, dark in _SCHEMES:
        visit.page.emulate_media(color_scheme=scheme, media="screen")
        page = visit.go(LIGHT)
        assert (brightness(background(page)) < 100) == dark
        page.emulate_media(media="print")
        ink = page.evaluate("getComputedStyle(document.querySelector('.prose > p')).color")
        assert brightness(ink) < 100
        paper = background(page)
        assert paper == "rgba(0, 0, 0, 0)" or brightness(paper) > 200


_SCHEMES: tuple[tuple[Literal["light", "dark"], bool], ...] = (("light", False), ("dark", True))


def test_a_browser_without_light_dark_has_the_same_colours(browser: Browser, address: str) -> None:
    """One such is made by calling the function and the question for it something else."""

    def old(route: Route) -> None:
        text = route.fetch().text().replace("@supports not (color: light-dark(", "@media all, ((")
        route.fulfill(content_type="text/css", body=text.replace("light-dark(", "no-such("))

    colours = """[getComputedStyle(document.body).color,
        getComputedStyle(document.querySelector("a")).color,
        getComputedStyle(document.body).backgroundColor]"""
    seen: dict[str, list[list[str]]] = {"light": [], "dark": []}
    for is_old in (False, True):
        with Visit(browser, address) as visit:
            if is_old:
                visit.page.route("**/*.css", old)
            for scheme, _ in _SCHEMES:
                visit.page.emulate_media(color_scheme=scheme, media="screen")
                page = visit.go(LIGHT)
                states = [page.evaluate(colours)]
                page.locator(".theme-switch").click()
                states.append(page.evaluate(colours))
                page.emulate_media(media="print")
                seen[scheme].append([*states, page.evaluate(colours)])
                page.evaluate("localStorage.clear()")
    for known, unknown in seen.values():
        assert known == unknown
        # Paper has no background.
        assert len({str(state[:2]) for state in known}) == 2


# --- sizes and media ---


_MEDIA: tuple[tuple[Literal["screen", "print"], Literal["light", "dark"], int], ...] = (
    ("screen", "light", 1280),
    ("screen", "dark", 320),
    ("print", "light", 794),
    ("print", "dark", 794),
)

# The paragraphs and code blocks that a reader cannot see, and how many there are.
_UNSEEN = """() => {
  const all = [...document.querySelectorAll(".prose > p, .prose pre, h1")];
  const unseen = all.filter((element) => {
    const box = element.getBoundingClientRect();
    const seen = element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    return !seen || box.width < 100 || box.height < 10;
  });
  return [unseen.map((element) => element.textContent.slice(0, 40)), all.length];
}"""


def test_the_prose_is_seen_on_every_medium(visit: Visit) -> None:
    for path in (MATH, "geometry/2d/"):
        page = visit.go(path)
        for media, scheme, width in _MEDIA:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(media=media, color_scheme=scheme)
            unseen, count = page.evaluate(_UNSEEN)
            assert unseen == [], (path, media, scheme, width)
            assert count > 10


# The measure of the text, and of each column beside it that is open, in Han characters of its size.
_MEASURES = """() => {
  const inner = (element) => {
    const style = getComputedStyle(element);
    const pads = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
    return (element.clientWidth - pads) / parseFloat(style.fontSize);
  };
  const beside = [...document.querySelectorAll(".toc, .nearby")].filter(
    (column) => getComputedStyle(column).position === "sticky");
  return [inner(document.querySelector(".prose")), beside.map(inner)];
}"""


def test_no_column_is_squeezed_for_another(visit: Visit) -> None:
    """The text keeps 40 Han characters a line, and what stands beside it has ten or more."""
    beside = {}
    page = visit.go("diffusion/sde/")
    for width in (1024, 1199, 1200, 1279, 1280, 1400, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        text, columns = page.evaluate(_MEASURES)
        assert 34 <= text <= 40, width
        assert min(columns) >= 10, (width, columns)
        beside[width] = len(columns)
    assert (beside[1024], beside[1280]) == (1, 2)


def test_what_a_note_brings_along_does_not_run_as_the_site(
    browser: Browser, tmp_path: Path, kbsite: Kbsite
) -> None:
    """A demo in a frame does, by itself."""
    marks = "document.body.className = 'ran'; top.document.documentElement.className = 'taken';"
    note = (
        "[一](a.js) [二](s.css) [三](evil.html)\n\n<script src='a.js'></script> "
        "<link rel='stylesheet' href='s.css'>\n\n<div><script src='a.js'></script>\n"
        "<svg><script href='a.js'/></svg><meta http-equiv='refresh' content='0;url=/elsewhere'>\n"
        "<!--><script src='a.js'></script>-->\n<x \"><script src='a.js'></script>\">\n"
        "<iframe src='evil.html'></iframe>\n"
        "<iframe srcdoc=\"<body><script src='/notes/a.js'></script>\"></iframe>\n</div>\n"
    )
    files = {"一.md": note, "a.js": marks, "s.css": "body { opacity: .5 }"}
    files["evil.html"] = f"<body><script>{marks}</script>"
    write_files(tmp_path / "content", files)
    kbsite("build", "--root", tmp_path, "--output", tmp_path / "notes", "--base-url", BASE_URL)
    with served(tmp_path) as host:
        page = browser.new_page()
        page.goto(f"{host}{BASE}%E4%B8%80/")
        for number in (0, 1):
            frame = page.frame_locator("iframe").nth(number)
            expect(frame.locator("body.ran")).to_be_attached()
        assert page.evaluate("document.documentElement.className") != "taken"
        assert page.evaluate("document.body.className") != "ran"
        assert page.evaluate("getComputedStyle(document.body).opacity") == "1"
        assert page.url.endswith("/%E4%B8%80/")
        page.close()


def test_trees_of_many_levels_can_be_read(browser: Browser, tmp_path: Path, kbsite: Kbsite) -> None:
    """Twelve levels of folders or tags leave a line of six Han characters and more."""
    deep = "/".join(["文件夹"] * 12)
    note = f"---\ntags: [{deep}]\n---\n\n文。\n"
    write_files(tmp_path / "content", {f"{deep}/一.md": note, f"{deep}/二.md": note})
    kbsite("build", "--root", tmp_path, "--output", tmp_path / "notes", "--base-url", BASE_URL)
    with served(tmp_path) as host, Visit(browser, host + BASE) as visit:
        for path in ("folders/", "tags/", f"{deep}/一/"):
            page = visit.go(path)
            for width in (320, 1280):
                page.set_viewport_size({"width": width, "height": 800})
                page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
                links = page.locator(":is(.tree, .nearby) a")
                assert links.count() >= 12
                measures = links.evaluate_all(
                    "all => all.map(a => a.clientWidth / parseFloat(getComputedStyle(a).fontSize))"
                )
                assert min(measures) >= 6, (path, width, measures)


def test_lists_are_no_wider_than_the_screen(
    browser: Browser, tmp_path: Path, kbsite: Kbsite
) -> None:
    """Whatever excerpts and titles hold; and nothing in an excerpt scrolls, where no key reaches
    it."""
    word = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenpflege"
    head = f"series: {word}\ntags: [{word}]\ndate: 2024-05-01"
    formulas = (
        r"方程 $V(s) = \max_a \sum_{s'} P(s'|s,a)\left[R(s,a,s') + \gamma V(s')\right]$，与 "
        r"$\log p(x) \ge \mathbb{E}_{q(z|x)}[\log p(x|z)] - D_{KL}(q(z|x) \| p(z)) + c_1$ 同。"
    )
    notes = {
        "甲/index.md": f"{formulas}\n",
        "甲/一.md": f"---\n{head}\n---\n\n{formulas}\n",
        "甲/二.md": f"---\ntitle: {word}\n{head}\n---\n\n`{'a_b' * 30}` {word}\n",
    }
    write_files(tmp_path / "content", notes)
    kbsite("build", "--root", tmp_path, "--output", tmp_path / "notes", "--base-url", BASE_URL)
    with served(tmp_path) as host, Visit(browser, host + BASE) as visit:
        pages = ("", "甲/", "tags/", f"tags/{word.lower()}/", f"series/{word}/", "archive/")
        for path in (*pages, "folders/", "search/", "graph/"):
            page = visit.go(path)
            for width in (320, 414, 650):
                page.set_viewport_size({"width": width, "height": 800})
                taken, cut, scrolling = page.evaluate("""() => {
                  const all = [...document.querySelectorAll(".excerpt, .excerpt span")];
                  return [
                    document.documentElement.scrollWidth,
                    all.some((one) => one.getBoundingClientRect().right > innerWidth),
                    all.some((one) => /auto|scroll/.test(getComputedStyle(one).overflowX)),
                  ];
                }""")
                assert (taken, cut, scrolling) == (width, False, False), path


def test_the_pages_own_entry_is_in_sight_among_long_titles(
    browser: Browser, tmp_path: Path, kbsite: Kbsite
) -> None:
    title = "# 第{}讲：在非对称的网络分区里，领导者的租约与日志的压缩怎样才能共存\n"
    notes = {f"content/分布式/一致性/{i}.md": title.format(i) for i in range(10, 30)}
    write_files(tmp_path, notes)
    kbsite("build", "--root", tmp_path, "--output", tmp_path / "notes", "--base-url", BASE_URL)
    options = {"viewport": {"width": 1280, "height": 720}, "java_script_enabled": False}
    with served(tmp_path) as host, Visit(browser, host + BASE, **options) as visit:
        page = visit.go("分布式/一致性/25/")
        own = page.locator(".nearby [aria-current=page]").bounding_box()
        assert own
        assert own["y"] + 40 <= 720, "its first line"


def test_the_theme_button_stands_beside_a_long_name(
    browser: Browser, tmp_path: Path, kbsite: Kbsite
) -> None:
    config = "title: 一个名字很长很长的中文技术知识库与个人笔记\n"
    write_files(tmp_path, {"kbsite.yaml": config, "content/一.md": "文。\n"})
    kbsite("build", "--root", tmp_path, "--output", tmp_path / "notes", "--base-url", BASE_URL)
    with served(tmp_path) as host, Visit(browser, host + BASE) as visit:
        page = visit.go("")
        for width in (320, 360):
            page.set_viewport_size({"width": width, "height": 800})
            name, button = (
                page.locator(f".{k}").bounding_box() for k in ("site-title", "theme-switch")
            )
            assert name and button
            assert name["x"] + name["width"] <= button["x"]
            assert name["y"] <= button["y"] < name["y"] + name["height"]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_emphasis_is_seen_in_han_and_latin(visit: Visit, language: str) -> None:
    page = visit.go("")
    pictures = []
    for text in ("强调的中文", "stressed"):
        for name in ("em", "span"):
            page.evaluate(
                """([language, text]) => {
                  document.documentElement.lang = language;
                  document.querySelector("main").innerHTML = text;
                }""",
                [language, f"<p><{name}>{text}</{name}></p>"],
            )
            pictures.append(page.locator("main p").screenshot())
    assert len(set(pictures)) == 4


# --- formulas ---


def test_formulas_are_drawn_in_the_sites_own_font_and_can_be_copied(visit: Visit) -> None:
    page = visit.go(MATH)
    page.evaluate("document.fonts.ready")
    loaded = page.evaluate(
        "[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)"
    )
    # Marks of the text are those of a font of the system.
    families = [family.strip("\"'") for family in loaded]
    assert [family for family in families if family != "Han marks"] == ["kbsite Math"]
    sizes = page.evaluate(
        "[...document.querySelectorAll('.prose math')].map(m => {"
        " const box = m.getBoundingClientRect(); return [box.width, box.height] })"
    )
    assert len(sizes) > 50
    assert [size for size in sizes if size[0] < 3 or size[1] < 5] == []
    assert page.locator("math merror").count() == 0
    # Numerator above denominator: MathML works, whatever the font.
    above = page.evaluate(
        "[...document.querySelectorAll('.prose mfrac')].map(f =>"
        " f.children[0].getBoundingClientRect().bottom <="
        " f.children[1].getBoundingClientRect().top + 1)"
    )
    assert len(above) > 2
    assert all(above)
    # What is read aloud, and what is copied.
    bare = page.evaluate(
        "[...document.querySelectorAll('math')].filter(m => !m.getAttribute('alttext')"
        " || !m.querySelector('annotation[encoding=\"application/x-tex\"]')).length"
    )
    assert bare == 0


# --- keyboard ---


def test_no_line_begins_with_the_mark_of_a_footnote(visit: Visit) -> None:
    page = visit.go(FOOTNOTES)
    lefts = page.evaluate(
        """() => {
          const { outerHTML } = document.querySelector(".footnote-mark");
          const mark = outerHTML.replace(/ id="[^"]*"/, "");
          const prose = document.querySelector(".prose");
          return Array.from({ length: 20 }, (_, i) => {
            const line = document.createElement("p");
            line.style.width = `${100 + 4 * i}px`;
            line.innerHTML = `最后一步的投影${mark}。`;
            prose.append(line);
            const { left } = line.querySelector("a").getBoundingClientRect();
            return left - line.getBoundingClientRect().left;
          });
        }"""
    )
    assert min(lefts) > 10


def test_the_first_tab_skips_to_the_text(visit: Visit) -> None:
    page = visit.go(MATH)
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.inner_text() == "跳到正文"
    box = focused.bounding_box()
    assert box and box["x"] >= 0 and box["y"] >= 0
    page.keyboard.press("Enter")
    target = page.evaluate("document.querySelector(':target')?.tagName")
    assert target == "MAIN"


# --- code ---

CODE = (
    (
        "python {2,4-6} title=x.py linenos=98",
        "x = 1\ny = '''中\n\n文'''  # 注\n" + "z = f(z)\n" * 3,
    ),
    ("rust", "fn f() {} // [!code --]\nfn g() {} // [!code ++]\nlet x: u8 = 'a'; // [!code hl]\n"),
    ("diff-c linenos", "@@ -1 +1 @@\n-int x; /* 旧 */\n+int y = 0x1F;\n \n"),
    ("diff", "--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y\n z\n"),
    ("text {2} linenos", "短\n" + "长" * 400 + "\n末\n"),
)


@contextmanager
def prose(
    browser: Browser, html: str, scheme: Literal["light", "dark"] = "light", width: int = 800
) -> Iterator[Page]:
    """A page of nothing but the text of a note."""
    page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 900})
    page.set_content(f'<body><main class="prose">{html}</main></body>')
    for name in ("palette", "code", "constructs", "site"):
        style = (REPOSITORY / f"static/css/{name}.css").read_text(encoding="utf-8")
        page.add_style_tag(content=style)
    yield page
    page.close()


@contextmanager
def code_page(
    browser: Browser, scheme: Literal["light", "dark"], width: int = 800
) -> Iterator[Page]:
    blocks = "".join(highlight_fence(text, info).html for info, text in CODE)
    with prose(browser, blocks, scheme, width) as page:
        yield page


def test_code_is_copied_as_it_was_written(browser: Browser) -> None:
    with code_page(browser, "light") as page:
        copied = page.locator("pre").evaluate_all(
            "all => all.map(e => (getSelection().selectAllChildren(e), getSelection().toString()))"
        )
    written = [re.sub(r" // \[!code \S+\]", "", text) for _, text in CODE]
    assert [text.rstrip("\n") for text in copied] == [text.rstrip("\n") for text in written]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_code_can_be_read_on_the_lines_that_stand_out(
    browser: Browser, scheme: Literal["light", "dark"]
) -> None:
    """Every colour that is computed, of text and of what is drawn beside it."""
    with code_page(browser, scheme) as page:
        pairs = page.evaluate("""() => {
        const found = new Set();
        const ground = e => {
            const colour = getComputedStyle(e).backgroundColor;
            return colour.endsWith(", 0)") ? ground(e.parentElement) : colour;
        };
        for (const e of document.querySelectorAll("pre, pre *"))
            for (const part of [null, "::before", "::after"]) {
                const style = getComputedStyle(e, part);
                if (!part || style.content !== "none") found.add(`${style.color}/${ground(e)}`);
            }
        return [...found];
    }""")
    assert len(pairs) > 15
    for pair in pairs:
        front, back = (
            "#" + "".join(f"{int(n):02x}" for n in re.findall(r"\d+", colour)[:3])
            for colour in pair.split("/")
        )
        assert contrast(front, back) >= 4.5, pair


def test_long_lines_of_code_scroll_inside_and_wrap_in_print(browser: Browser) -> None:
    with code_page(browser, "light", width=320) as page:
        wide = "one => one.scrollWidth > one.clientWidth"
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        assert page.locator("pre").last.evaluate(wide)
        lines = page.locator("pre").last.locator(".line")
        widths = [lines.nth(i).evaluate("line => line.offsetWidth") for i in range(3)]
        assert len(set(widths)) == 1, "a line that stands out does so to its end"
        page.emulate_media(media="print")
        assert not page.locator("pre").last.evaluate(wide)
        # Where a page ends both parts have a frame, and none a line or two.
        frame = page.locator("pre").last.evaluate("one => getComputedStyle(one).boxDecorationBreak")
        kept = "line => getComputedStyle(line).breakAfter"
        assert (frame, lines.first.evaluate(kept)) == ("clone", "avoid")


@pytest.mark.parametrize(("width", "beside"), [(360, False), (800, True)])
def test_the_language_stands_beside_a_title_where_there_is_room(
    browser: Browser, width: int, beside: bool
) -> None:
    """On a phone it took half of the line from the title."""
    block = highlight_fence("x = 1\n", 'python title="src/package/module/file.py"').html
    with prose(browser, block, width=width) as page:
        figure = page.locator(".code-block")
        caption, room, whole = figure.evaluate("""figure => {
          const caption = figure.querySelector("figcaption");
          const label = getComputedStyle(figure.querySelector("pre"), "::before");
          const inside = caption.clientWidth - parseFloat(getComputedStyle(caption).paddingRight);
          return [label.position, inside, figure.clientWidth];
        }""")
        assert (caption == "absolute") is beside
        assert room > 0.7 * whole


def test_sentences_of_a_table_can_be_read_on_a_phone_and_years_stay_whole_on_paper(
    browser: Browser,
) -> None:
    """Han can break anywhere: where a table scrolls, a browser makes such cells as narrow as they
    may be; and on paper it took the room for sentences from cells of Latin."""
    sentence = "选一个基准，把数组分成两部分，再递归地排序；最坏情况下退化为平方。" * 2
    short = '<td>2023</td><td>3.12.0</td><td class="whole">2023-10</td>'
    row = f"{short}<td>{sentence}</td><td>{sentence}</td>"
    head = '<th>年份</th><th>版本</th><th>日期</th><th class="long">一</th><th class="long">二</th>'
    table = f'<div class="table"><table><tr>{head}</tr><tr>{row}</tr></table></div>'
    with prose(browser, f"<p>文</p>{table}", width=360) as page:
        assert page.locator("td").last.evaluate("cell => cell.clientWidth") > 160
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 673, "height": 900})
        lines = page.locator("td").evaluate_all("""cells => cells.map(cell => {
            const range = document.createRange();
            range.selectNodeContents(cell);
            return range.getClientRects().length;
        })""")
        assert lines[:3] == [1, 1, 1]
        assert page.evaluate("document.documentElement.scrollWidth") == 673
        size = "one => parseFloat(getComputedStyle(one).fontSize)"
        assert page.locator("td").first.evaluate(size) < page.locator("p").evaluate(size)
