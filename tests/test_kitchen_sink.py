"""One note with every construct (`sites/kitchen-sink/`), as a reader meets it: light, dark,
narrow, printed, without script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from browsing import Visit, served
from conftest import Once, build_site
from test_sites import site_folder

pytestmark = pytest.mark.browser

NOTE = "notes/" + quote("厨房水槽") + "/"

#: What the note has of each construct, as a selector.
CONSTRUCTS = {
    "strong": "p strong",
    "deleted": "s",
    "highlight": "mark",
    "tag": "p a.tag",
    "abbreviation": "abbr[title]",
    "bare address": 'a[href="https://example.com/"]',
    "mail": 'a[href="mailto:someone@example.com"]',
    "hard break": "p br",
    "heading with an id of its own": "h3#own-id.marked",
    "nested list": "ul ul ol",
    "task": "li.task input[type=checkbox][disabled]",
    "definition list": "dl dt + dd + dd",
    "quote in a quote": "blockquote blockquote",
    "callout": ".callout.callout-note > .callout-title",
    "folded callout": "details.callout-question:not([open]) details.callout-example[open] pre",
    "callout of one's own kind": '.callout-note[data-callout="定理"]',
    "formula": "p > math",
    "formula in brackets": '.math math[alttext^="\\\\int"]',
    "equation number": "mtext.equation-number[id]",
    "equation reference": ".equation-reference a",
    "table with a formula with a bar": 'td math[alttext="P(A|B)"]',
    "code with title, numbers, marks": "figure.code-block pre.numbered .marked",
    "diff": "pre.diff ins.added",
    "diagram": "figure.diagram img.diagram-light",
    "figure": "figure > :is(img, picture) + figcaption",
    "image of a size": 'img[width="60"][height="40"]',
    "sound": "audio[controls]",
    "video": 'video[controls][width="320"]',
    "pdf": ".pdf iframe + a",
    "srcset": "img[srcset]",
    "note in a note": "figure.embed > figcaption > a",
    "section of a note": ".embed > blockquote h3",
    "footnotes of an embed": ".embed .footnotes li",
    "item of a note": 'li > .embed ol[start="2"] > li',
    "embed in a callout": ".callout > .embed table",
    "footnote mark": "sup.footnote-mark a",
    "table of one's own": "div > table[tabindex]",
    "drawn table of one's own": 'pre[tabindex="0"]:not([class])',
    "lines of one's own": "pre:not([tabindex])",
    "formula in a sentence": "strong > .math math",
    "footnotes": "section.footnotes li pre",
    "contents": ".toc-marker ul ul",
}
STATES: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}},
    "narrow": {"viewport": {"width": 320, "height": 700}},
    "without script": {"java_script_enabled": False},
}


@pytest.fixture(scope="module")
def host(once: Once) -> Iterator[str]:
    """Where the site is served; nothing in it is worth a warning."""

    def make(folder: Path) -> None:
        root = site_folder("kitchen-sink", folder)
        build_site(root, "--output", folder / "served/notes", "--strict")

    with served(once("kitchen-sink", make) / "served") as address:
        yield address + "/"


def loaded(page: Page) -> Page:
    """`page` with its lazy pictures, too."""
    page.evaluate("document.querySelectorAll('[loading]').forEach(e => e.loading = 'eager')")
    page.wait_for_function("() => [...document.images].every(image => image.complete)")
    return page


@pytest.fixture(scope="module", params=STATES)
def seen(request: pytest.FixtureRequest, browser: Browser, host: str) -> Iterator[Visit]:
    """The note in each state, for tests that only look at it."""
    with Visit(browser, host, **STATES[request.param]) as visit:
        loaded(visit.go(NOTE))
        yield visit


@pytest.fixture(scope="module")
def wide(browser: Browser, host: str) -> Iterator[Page]:
    """The note in the light, all its pictures loaded, for tests that only look at it."""
    with Visit(browser, host, **STATES["light"]) as visit:
        yield loaded(visit.go(NOTE))


@pytest.fixture(scope="module")
def shared(browser: Browser, host: str) -> Iterator[Visit]:
    with Visit(browser, host) as visit:
        yield visit


@pytest.fixture
def page(shared: Visit) -> Page:
    """The note just opened, wide and in the light; one page for all tests that do something with
    it: to start another takes as long as to load it."""
    page = shared.page
    page.emulate_media(media="screen", color_scheme="light", forced_colors="none")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("about:blank")
    return shared.go(NOTE)


def test_every_construct_is_there_and_nothing_is_refused(seen: Visit, host: str) -> None:
    missing = [name for name, css in CONSTRUCTS.items() if not seen.page.locator(css).count()]
    assert missing == []
    assert seen.complaints == []
    # Chromium shows a PDF by pages of its own, `chrome:…` and `chrome-extension:…`.
    own = (host, "chrome")
    assert [url for url in seen.requests if not url.startswith(own)] == []


def test_a_diagram_follows_the_theme(seen: Visit) -> None:
    is_dark = seen.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    shown = {t: seen.page.locator(f"img.diagram-{t}").first.is_visible() for t in ("light", "dark")}
    assert shown == {"light": not is_dark, "dark": is_dark}


def test_the_authors_own_colours_can_be_read_in_the_dark(seen: Visit) -> None:
    colour = "one => getComputedStyle(one)"
    lines = seen.page.locator("table[style]")
    assert lines.evaluate(f"{colour}.borderColor") == lines.evaluate(f"{colour}.color")
    # Ink by day.
    assert seen.page.locator("pre > b").evaluate(f"{colour}.color") == "rgb(29, 31, 34)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_named_block_is_marked_where_a_link_leads_to_it(page: Page, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    page.locator('a[href$="%5Enamed"]', has_text="有名字的一段").click()
    block = page.locator("p:target")
    assert block.inner_text().startswith("一段有名字的话")
    assert block.evaluate("p => getComputedStyle(p).backgroundColor") != "rgba(0, 0, 0, 0)"


def test_the_text_is_the_same_without_script(browser: Browser, host: str, page: Page) -> None:
    with Visit(browser, host, java_script_enabled=False) as plain:
        without = plain.go(NOTE).locator("main").inner_html()
    assert page.locator("main").inner_html() == without


def test_it_does_not_scroll_sideways(page: Page) -> None:
    loaded(page)
    for width in (1280, 768, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_pictures_are_seen_and_keep_their_place(wide: Page) -> None:
    sizes = wide.evaluate(
        "[...document.querySelectorAll('.prose img')].filter(i => i.offsetParent)"
        ".map(i => [i.naturalWidth > 0, i.getAttribute('width'), i.getAttribute('height')])"
    )
    assert len(sizes) >= 7
    assert all(seen and width and height for seen, width, height in sizes)
    assert wide.locator(".prose > p img, .prose td img").first.get_attribute("loading") is None


def test_ids_are_unique(wide: Page) -> None:
    ids = wide.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids)) > 20


def test_equation_numbers_stand_at_the_right_edge(wide: Page) -> None:
    gaps = wide.evaluate(
        "[...document.querySelectorAll('.math .equation-number')].map(n => "
        "n.closest('.math').getBoundingClientRect().right - n.getBoundingClientRect().right)"
    )
    assert len(gaps) == 3
    assert all(-1 <= gap <= 6 for gap in gaps), gaps


def test_links_in_text_are_underlined(wide: Page) -> None:
    """Colour alone does not tell them. Numbers that stand above the line are told by that."""
    bare = wide.evaluate("""[...document.querySelectorAll(".prose p a")].filter(a =>
        getComputedStyle(a).textDecorationLine !== "underline" && !a.closest("math")
        && !a.matches(".footnote-mark a, .footnote-back")).map(a => a.outerHTML)""")
    assert bare == []


def test_footnotes_and_equations_lead_there_and_back(page: Page) -> None:
    page.locator(".footnote-mark a").first.click()
    assert page.evaluate("location.hash") == "#FN-1"
    page.locator("li#FN-1 .footnote-back").nth(1).click()
    assert page.evaluate("location.hash") == "#FNREF-1-2"
    page.locator(".equation-reference a").first.click()
    target = page.evaluate("decodeURIComponent(location.hash)")
    assert target == "#eq:eq:elbo"
    assert page.locator(":target").text_content() == "(1)"


def test_print_unfolds_what_is_folded(page: Page) -> None:
    answer = page.locator("details.callout-question p", has_text="答案")
    assert not answer.is_visible()
    page.emulate_media(media="print")
    assert answer.bounding_box()
    assert not page.locator(".footnote-back").first.is_visible()


# --- reading with a keyboard, with fewer colours ---

SHIFTS = """window.shift = 0;
new PerformanceObserver(list => list.getEntries().forEach(e => { shift += e.value }))
    .observe({ type: "layout-shift", buffered: true })"""


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_moves_while_one_reads(browser: Browser, host: str, width: int) -> None:
    """Pictures, the theme button, the font of formulas. Web Vitals call 0.1 good."""
    with Visit(browser, host, viewport={"width": width, "height": 800}) as visit:
        visit.page.add_init_script(SHIFTS)
        page = visit.go(NOTE)
        page.evaluate("""async () => { for (let y = 0; y < document.body.scrollHeight; y += 600) {
            scrollTo(0, y);
            await new Promise(requestAnimationFrame);
        } }""")
        loaded(page)
        assert page.evaluate("shift") < 0.02


def test_everything_that_scrolls_is_reached_by_tab(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    unreachable = page.evaluate("""[...document.querySelectorAll("main *")].filter(e =>
        e.scrollWidth > e.clientWidth + 1 && e.tabIndex < 0
        && /auto|scroll/.test(getComputedStyle(e).overflowX)).map(e => e.outerHTML)""")
    assert unreachable == []


def test_tab_comes_out_of_the_frame_of_a_pdf(page: Page) -> None:
    page.locator(".pdf iframe").scroll_into_view_if_needed()
    page.locator("video").focus()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.neighbours a')"):
            break
    else:
        pytest.fail("the focus does not come out of the frame of the PDF")
    focused = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert focused == "solid"


def test_signs_are_seen_in_forced_colours(page: Page) -> None:
    page.emulate_media(forced_colors="active")
    signs = page.locator(".callout-title").evaluate_all(
        "all => all.map(e => getComputedStyle(e, '::before').backgroundColor)"
    )
    bars = page.locator("pre.numbered .line").evaluate_all(
        "all => all.map(e => getComputedStyle(e).borderLeftColor)"
    )
    white = "rgb(255, 255, 255)"
    assert len(signs) > 10
    assert white not in signs
    assert [bar == white for bar in bars] == [True, False, True, False, False]
