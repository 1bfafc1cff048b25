"""What every kind of page of this repository's own site costs its readers, and what they are
promised: few bytes and requests, nothing from other hosts, nothing that moves, the same without
script, and nothing that some cannot use. Below a path, as GitHub Pages serves a project;
`benchmarks/web/` measures more of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect

from browsing import Visit, served
from conftest import REPOSITORY, build_site, write_files
from kbsite.assets.scripts import shortened
from page_costs import STATES, WATCH_SHIFTS, Costs, Visits, costs_of, violations_in, visits

pytestmark = pytest.mark.browser

#: One page of every kind, below the base path.
PAGES = {
    "home": "",
    "note with math": "llm/flash-attention/",
    "note without math": "deploy/dify/",
    "note with code": "leetcode/164-maximum-gap/",
    "long formulas": "diffusion/sde/",
    "geometry": "geometry/2d/",
    "folder": "llm/",
    "tags": "tags/",
    "tag": "tags/深度学习/",
    "archive": "archive/",
    "all notes": "folders/",
    "not found": "404.html",
}
#: Bytes, as servers pack them. Those with formulas have the font.
MOST = {"home": 50_000, "note without math": 40_000}
#: Width of the window in which a page is opened → those in which it is looked at.
BESIDE = {360: (360, 320), 1280: (1280, 768)}
BEGINS = "document.querySelector('.note .prose')?.getBoundingClientRect().top ?? 0"


class Looked(NamedTuple):
    """One page, as the first that a reader opens."""

    kind: str
    costs: Costs
    headings: int
    #: Whether the theme button is seen, with script and without.
    buttons: tuple[bool, bool]
    #: Where the text of a note begins on a phone, in pixels from the top; 0 on other pages.
    begins: float
    #: Width of the window → what the page takes, with all that unfolds unfolded.
    widths: dict[int, int]


@pytest.fixture(scope="module")
def address(repository_site_below: Path) -> Iterator[str]:
    with served(repository_site_below.parent) as host:
        yield f"{host}/notes/"


@pytest.fixture(scope="module")
def three(browser: Browser) -> Iterator[Visits]:
    with visits(browser) as three:
        yield three


@pytest.fixture(scope="module", params=PAGES)
def looked(request: pytest.FixtureRequest, three: Visits, address: str) -> Looked:
    buttons: dict[bool, bool] = {}
    widths: dict[int, int] = {}
    headings, begins = 0, 0.0

    def look(page: Page, width: int) -> None:
        nonlocal headings, begins
        buttons[width > 0] = page.locator(".theme-switch").is_visible()
        headings = page.locator("h1").count()
        if width == 360:
            begins = page.evaluate(BEGINS)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        for taken in BESIDE.get(width, ()):
            page.set_viewport_size({"width": taken, "height": 800})
            widths[taken] = page.evaluate("document.scrollingElement.scrollWidth")

    costs = costs_of(three, address + PAGES[request.param], look)
    seen = (buttons[True], buttons[False])
    return Looked(request.param, costs, headings, seen, begins, widths)


def test_it_loads_without_a_complaint_and_asks_no_other_host(looked: Looked) -> None:
    """Breaches of the policy would be complaints."""
    assert looked.costs.complaints == ()
    assert looked.costs.foreign == ()
    assert looked.headings == 1


def test_it_is_light(looked: Looked) -> None:
    own = [one for one in looked.costs.fetched if one.kind != "image"]
    assert len(own) <= 6, own
    assert sum(one.size for one in own) <= MOST.get(looked.kind, 100_000), own
    assert looked.costs.weight("script") <= 10_000
    assert {one.kind for one in own} <= {"document", "stylesheet", "script", "font"}


def test_nothing_moves(looked: Looked) -> None:
    assert looked.costs.shifts == ()


#: Pages that are watched while they arrive → width of the window.
ARRIVING = {"home": 360, "folder": 1280, "tag": 360, "all notes": 1280, "not found": 1280}


@pytest.fixture(scope="module")
def arrived(browser: Browser, repository_site_below: Path) -> Iterator[dict[str, Page]]:
    """Kind → the page, which came tag by tag; all at once, since each keeps one waiting."""
    with served(repository_site_below.parent, slowly=True) as host, ExitStack() as open_ones:
        pages = {}
        for kind, width in ARRIVING.items():
            size = {"width": width, "height": 800}
            visit = open_ones.enter_context(Visit(browser, f"{host}/notes/", viewport=size))
            pages[kind] = visit.page
            visit.page.add_init_script(WATCH_SHIFTS)
            visit.page.goto(visit.address + PAGES[kind], wait_until="commit")
        yield pages


@pytest.mark.parametrize("kind", ARRIVING)
def test_nothing_moves_while_it_arrives(kind: str, arrived: dict[str, Page]) -> None:
    page = arrived[kind]
    page.wait_for_load_state()
    assert page.evaluate("window.kbShifts") == []


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_until_the_answer(width: int, browser: Browser, address: str) -> None:
    """The query stands in the address, and each file is late."""
    late = {"offline": False, "latency": 150, "downloadThroughput": -1, "uploadThroughput": -1}
    with Visit(browser, address, viewport={"width": width, "height": 800}) as visit:
        page = visit.page
        page.add_init_script(WATCH_SHIFTS)
        visit.context.new_cdp_session(page).send("Network.emulateNetworkConditions", late)
        visit.go("search/?q=显存")
        expect(page.locator(".search-hit").first).to_be_visible()
        assert page.evaluate("window.kbShifts") == []


def test_a_short_note_stands_where_it_will(browser: Browser, tmp_path: Path) -> None:
    """It has no contents, and stands in the middle of a tablet from the beginning."""
    text = "一段没有小节的文字。" * 30
    root = write_files(tmp_path, {"content/短.md": text, "content/乙.md": "[[短]]"})
    base = ("--base-url", "https://name.github.io/notes/")
    build_site(root, "--output", root / "host/notes", *base)
    with (
        served(root / "host", slowly=True) as host,
        Visit(browser, f"{host}/notes/", viewport={"width": 1000, "height": 800}) as visit,
    ):
        visit.page.add_init_script(WATCH_SHIFTS)
        page = visit.go("短/")
        assert sum(value for value, _ in page.evaluate("window.kbShifts")) < 0.001


def test_the_text_is_the_same_without_script(looked: Looked) -> None:
    with_script, without = looked.costs.texts
    assert with_script == without
    assert len(without) > 20
    assert looked.buttons == (True, False)


def test_the_text_begins_on_the_first_screen_of_a_phone(looked: Looked) -> None:
    assert looked.begins <= 480


def test_nothing_scrolls_sideways(looked: Looked) -> None:
    """Wide formulas, tables and code scroll in their own boxes."""
    assert [width for width, taken in looked.widths.items() if taken > width] == []


#: Of tokens that look the same in a block of code one stays, of the others the text: thousands
#: would each be compared with what lies behind them.
THIN = """() => {
  for (const block of document.querySelectorAll("pre")) {
    const seen = new Set();
    for (const token of block.querySelectorAll("span[class]:not(:has(*))")) {
      let look = "";
      for (let one = token; one !== block; one = one.parentElement) {
        look += `${one.localName}.${one.className}[${one.getAttribute("style")}] `;
      }
      if (seen.has(look)) token.replaceWith(...token.childNodes);
      seen.add(look);
    }
  }
  return document.querySelectorAll("pre span").length;
}"""


@pytest.mark.parametrize("kind", ["home", "note with code", "tag"])
def test_everybody_can_use_it(
    kind: str, browser: Browser, address: str, axe: Callable[[Page], list[str]]
) -> None:
    with Visit(browser, address) as visit:
        page = visit.go(PAGES[kind])
        assert (page.evaluate(THIN) > 0) == ("code" in kind)
        # The search is the same on all, and what takes long to look through is looked through less.
        states = [state for state in STATES if kind == "home" or state != "search"]
        found = {state: violations_in(page, axe, state) for state in states}
    assert found == {state: [] for state in states}


def test_what_is_too_pale_would_be_heard(
    three: Visits, address: str, axe: Callable[[Page], list[str]]
) -> None:
    """Where something lies above a text, if only in empty space, no contrast is measured."""
    visit, _ = three.watched[1280]
    page = visit.go(address + PAGES["tag"])
    page.evaluate("document.querySelector('main').style.color = '#ccc'")
    assert [said for said in axe(page) if said.startswith("color-contrast: ")] != []


def test_what_blocks_is_tiny() -> None:
    text = (REPOSITORY / "static/js/theme.js").read_text(encoding="utf-8")
    assert len(shortened(text)) <= 500
