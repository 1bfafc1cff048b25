"""The search in Chromium, below a base path: the dialog and its page, by keyboard, mouse and input
method, on a bad network, and what is marked in the note that was found."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest
from playwright.sync_api import Browser, CDPSession, Locator, Page, Route, expect

from browsing import Visit, served
from conftest import REPOSITORY
from kbsite.assets.scripts import shortened

pytestmark = pytest.mark.browser

BASE = "/notes/"
#: The one with the fewest elements, which are laid out anew with each dialog; a heading of it,
#: which is its anchor too.
NOTE = "deploy/dify/"
HEADING = "关键的环境变量"
#: A note with a word in formulas that stands in its text, too.
FORMULAS = "llm/flash-attention/"
#: A page with far fewer elements.
FOLDER = "deploy/"
INDEX = re.compile(r"/assets/search/")
#: In several notes; in the title of one.
QUERY = "显存"


@pytest.fixture(scope="module")
def visit(browser: Browser, repository_site_below: Path) -> Iterator[Visit]:
    """One page for all tests here."""
    with served(repository_site_below.parent) as host, Visit(browser, host + BASE) as visit:
        # While there is any route Chromium's own cache is left out. A route that a test adds leaves
        # it out too late now and then: the engine comes from there, and not `SPY`.
        visit.context.route("https://example.org/**", lambda route: route.abort())
        yield visit


@pytest.fixture
def page(visit: Visit) -> Page:
    """The folder's page just loaded, on a wide screen, nothing remembered."""
    return loaded(visit, FOLDER)


@pytest.fixture
def note(visit: Visit) -> Page:
    """The same of the note."""
    return loaded(visit, NOTE)


def loaded(visit: Visit, path: str) -> Page:
    visit.page.unroute_all()
    visit.context.set_offline(False)
    page = visit.page
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(color_scheme="light")
    # A button that the mouse was left on is pointed at again, and loads the engine.
    page.mouse.move(2, 790)
    visit.requests.clear()
    visit.complaints.clear()
    visit.go(path)
    page.evaluate("localStorage.clear()")
    return page


def field(page: Page) -> Locator:
    return page.get_by_role("combobox")


def options(page: Page) -> Locator:
    return page.locator(".search-found .search-hit")


def open_dialog(page: Page) -> Locator:
    page.keyboard.press("/")
    expect(field(page)).to_be_focused()
    return page.locator("dialog")


def search(page: Page, query: str = QUERY) -> Locator:
    """The answer to `query` in the open dialog or on the page of the search."""
    field(page).fill(query)
    expect(page.locator(".search-panel")).not_to_have_attribute("aria-busy", "true")
    expect(options(page).first).to_be_visible()
    return options(page)


#: In place of the engine: records what it is asked, and keeps back the answer to `window.held`
#: until `release()`.
SPY = """import { createSearch as real } from "./engine.js?real";
export function createSearch(site) {
  const engine = real(site);
  const search = engine.search.bind(engine);
  const gate = new Promise((release) => (window.release = release));
  engine.search = async (query, options) => {
    window.asked.push([query, options.signal]);
    const answer = await search(query, { ...options, signal: undefined });
    if (query === window.held) await gate;
    return answer;
  };
  return engine;
}"""


def spy(page: Page, held: str = "") -> None:
    """Before the engine is loaded: `SPY` stands in for it."""
    page.evaluate("held => Object.assign(window, { asked: [], held })", held)
    page.route(
        re.compile(r"/engine\.js(\?\d+)?$"),
        lambda route: route.fulfill(body=SPY, content_type="text/javascript"),
    )


def asked(page: Page) -> list[str]:
    queries: list[str] = page.evaluate("window.asked.map(([query]) => query)")
    return queries


def highlighted(page: Page) -> list[str]:
    """The texts that are marked in a note."""
    texts: list[str] = page.evaluate(
        """() => [...(CSS.highlights.get("kb-search") ?? [])].map((place) => {
          const range = document.createRange();
          range.setStart(place.startContainer, place.startOffset);
          range.setEnd(place.endContainer, place.endOffset);
          return range.toString();
        })"""
    )
    return texts


def await_marks(page: Page) -> None:
    expect(page.get_by_role("button", name="清除标记")).to_be_visible()


# --- before it is used ---


def test_a_page_loads_a_kilobyte_of_it_and_nothing_of_the_index(visit: Visit, page: Page) -> None:
    page.wait_for_load_state("networkidle")
    assert [url for url in visit.requests if "search" in url] == []
    script = shortened((REPOSITORY / "static/js/search.js").read_text(encoding="utf-8"))
    assert len(gzip.compress(script)) < 1024
    with page.expect_request("**/js/search/engine.js"):
        page.get_by_role("link", name="搜索").hover()
    page.wait_for_load_state("networkidle")
    assert [url for url in visit.requests if INDEX.search(url)] == []
    assert visit.complaints == []


def test_without_script_its_page_lists_all_notes(
    browser: Browser, visit: Visit, repository_site_below: Path
) -> None:
    with Visit(browser, visit.address, java_script_enabled=False) as plain:
        page = plain.go(FOLDER)
        page.get_by_role("link", name="搜索").click()
        assert page.url == f"{visit.address}search/"
        assert page.locator("h1").inner_text() == "搜索"
        links = page.locator(".search-all a")
        hrefs = links.evaluate_all("all => all.map((a) => a.getAttribute('href'))")
        assert len(set(hrefs)) == len(hrefs) > 10
        for href in hrefs:
            folder = repository_site_below / unquote(href).removeprefix(BASE)
            assert (folder / "index.html").is_file()
        assert page.locator(".search-all p").is_visible()
        assert page.locator("input").count() == 0
        assert page.locator("meta[name=robots]").get_attribute("content") == "noindex"


# --- by keyboard ---


def test_from_a_slash_to_the_section_with_the_keyboard_alone(visit: Visit, page: Page) -> None:
    page.keyboard.press("/")
    expect(field(page)).to_be_focused()
    page.keyboard.insert_text("最大间距 桶")
    expect(options(page).first).to_be_visible()
    expect(field(page)).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    active = page.locator("[aria-selected=true]")
    href = active.get_attribute("href") or ""
    assert active.get_attribute("id") == field(page).get_attribute("aria-activedescendant")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/leetcode/164-maximum-gap/"))
    await_marks(page)
    assert "h=" in href
    assert page.url == visit.address.removesuffix(BASE) + re.sub(r"\?[^#]*", "", href)
    assert {"桶"} <= set(highlighted(page)) <= {"最大间距", "间距", "最大", "桶"}
    assert visit.complaints == []


def test_arrows_home_and_end_move_through_the_options(page: Page) -> None:
    open_dialog(page)
    search(page, "注意力")
    every = page.locator("[role=option]")
    count = every.count()
    assert count > 4

    def at() -> int:
        selected = page.locator("[aria-selected=true]")
        assert selected.count() == 1
        own = selected.get_attribute("id")
        assert own == field(page).get_attribute("aria-activedescendant")
        expect(selected).to_be_in_viewport()
        ids: list[str] = every.evaluate_all("all => all.map((option) => option.id)")
        return ids.index(own or "")

    seen = [at()]
    keys = ("ArrowDown", "ArrowDown", "ArrowUp", "End", "ArrowDown", "ArrowUp", "Home")
    for key in keys:
        page.keyboard.press(key)
        seen.append(at())
    assert seen == [0, 1, 2, 1, count - 1, 0, count - 1, 0]
    # In the field they move the cursor, until an arrow is used.
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Home")
    page.keyboard.type("x ")
    expect(field(page)).to_have_value("x 注意力")


def test_a_heading_of_the_open_note_is_shown_and_marked(note: Page) -> None:
    """Also one whose words stand nowhere else in it."""
    heading = note.locator(f"h2[id='{HEADING}']")
    dialog = open_dialog(note)
    search(note, HEADING)
    note.keyboard.press("Enter")
    await_marks(note)
    expect(dialog).to_be_hidden()
    expect(note).to_have_url(re.compile(f"/{NOTE}#."))
    expect(heading).to_be_in_viewport()
    assert highlighted(note) == [HEADING]


def test_a_place_of_the_open_page_is_not_left_behind_the_dialog(note: Page) -> None:
    """Without words to mark nothing is loaded, nor where the address is the one that is open."""
    heading = note.locator(f"h2[id='{HEADING}']")
    for way in ("Enter", "click"):
        note.evaluate("scrollTo(0, 0)")
        dialog = open_dialog(note)
        first = search(note).first
        first.evaluate(f"(link) => (link.href = location.pathname + '#{HEADING}')")
        note.keyboard.press("Enter") if way == "Enter" else first.click()
        expect(dialog).to_be_hidden()
        expect(heading).to_be_in_viewport()
        assert unquote(note.url).endswith(f"{NOTE}#{HEADING}")


def test_control_and_enter_open_another_tab(visit: Visit, page: Page) -> None:
    open_dialog(page)
    search(page)
    with visit.context.expect_page() as opening:
        page.keyboard.press("Control+Enter")
    other = opening.value
    await_marks(other)
    assert QUERY in set(highlighted(other))
    other.close()
    assert page.locator("dialog").is_visible()


def test_escape_closes_it_and_the_focus_returns(page: Page) -> None:
    link = page.get_by_role("link", name="归档")
    for keys in ("Control+k", "Meta+k", "/"):
        link.focus()
        page.keyboard.press(keys)
        expect(field(page)).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("dialog")).to_be_hidden()
        expect(link).to_be_focused()
    page.get_by_role("link", name="搜索").click()
    expect(field(page)).to_be_focused()
    page.get_by_role("button", name="关闭搜索").click()
    expect(page.get_by_role("link", name="搜索")).to_be_focused()


@contextmanager
def held_back(page: Page, is_lost: bool = False) -> Iterator[None]:
    """The scripts of the dialog arrive at the end, or never."""
    routes: list[Route] = []
    page.route("**/js/search/dialog.js", lambda route: routes.append(route))
    yield
    for route in routes:
        route.abort() if is_lost else route.continue_()
    page.unroute("**/js/search/dialog.js")


@pytest.mark.parametrize("keys", ["/", "Control+k"])
def test_what_is_typed_before_the_dialog_is_there_stays(page: Page, keys: str) -> None:
    link = page.get_by_role("link", name="归档")
    link.focus()
    with held_back(page):
        page.keyboard.press(keys)
        page.keyboard.type("attentiom")
        page.keyboard.press("Backspace")
        page.keyboard.press("Control+k")
        page.keyboard.type("n")
    expect(page.locator("dialog")).to_be_visible()
    expect(field(page)).to_have_value("attention")
    expect(field(page)).to_be_focused()
    expect(options(page).first).to_be_visible()
    page.keyboard.type(" x")
    expect(field(page)).to_have_value("attention x")
    page.keyboard.press("Escape")
    expect(link).to_be_focused()
    assert page.locator("input.search-early").count() == 0


def test_enter_before_the_dialog_is_there_opens_what_is_found(page: Page) -> None:
    with held_back(page):
        page.keyboard.press("/")
        page.keyboard.type("Maximum Gap")
        page.keyboard.press("Enter")
        page.keyboard.press("Shift")
    expect(page).to_have_url(re.compile("/leetcode/164-maximum-gap/"))


def test_escape_before_the_dialog_is_there_closes_it(page: Page) -> None:
    link = page.get_by_role("link", name="归档")
    link.focus()
    with held_back(page):
        page.keyboard.press("/")
        page.keyboard.type("ab")
        page.keyboard.press("Escape")
        expect(link).to_be_focused()
    page.wait_for_load_state("networkidle")
    assert page.locator("dialog, input").count() == 0
    open_dialog(page)
    expect(field(page)).to_have_value("")


@pytest.mark.parametrize("way", ["Tab", "click"])
def test_who_goes_elsewhere_before_the_dialog_is_there_stays_there(page: Page, way: str) -> None:
    with held_back(page):
        page.keyboard.press("/")
        page.keyboard.type("ab")
        if way == "Tab":
            page.keyboard.press("Shift+Tab")
        else:
            page.locator("h1").click()
        expect(page.locator("input.search-early")).to_have_count(0)
        at = page.evaluate("document.activeElement.outerHTML")
    page.wait_for_load_state("networkidle")
    assert page.locator("dialog, input").count() == 0
    assert page.evaluate("document.activeElement.outerHTML") == at
    open_dialog(page)
    expect(field(page)).to_have_value("")


def test_the_link_of_the_search_leaves_what_is_typed_before_the_dialog_is_there(
    page: Page,
) -> None:
    with held_back(page):
        page.keyboard.press("/")
        page.keyboard.type("ab")
        page.get_by_role("link", name="搜索").click()
        page.keyboard.type("c")
    expect(field(page)).to_have_value("abc")


def test_the_cursor_stays_where_it_is_when_the_dialog_comes(page: Page) -> None:
    with held_back(page):
        page.keyboard.press("/")
        page.keyboard.type("ac")
        page.keyboard.press("ArrowLeft")
        page.keyboard.type("b")
    expect(field(page)).to_be_focused()
    page.keyboard.type("X")
    expect(field(page)).to_have_value("abXc")


def test_what_is_composed_before_the_dialog_is_there_is_composed_to_its_end(
    page: Page, devtools: CDPSession
) -> None:
    with held_back(page):
        page.keyboard.press("/")
        compose(devtools, "xian cun")
    page.wait_for_load_state("networkidle")
    assert page.locator("dialog").count() == 0
    devtools.send("Input.insertText", {"text": QUERY})
    expect(field(page)).to_have_value(QUERY)
    expect(page.locator(".search-found mark").first).to_have_text(QUERY)


def test_what_was_typed_is_asked_of_the_page_where_there_is_no_dialog(page: Page) -> None:
    with held_back(page, is_lost=True):
        page.keyboard.press("/")
        page.keyboard.type("a b")
    expect(page).to_have_url(re.compile(r"/search/\?q=a(%20|\+)b"))


def test_a_slash_in_a_field_is_a_slash(page: Page) -> None:
    open_dialog(page)
    page.keyboard.type("a/b")
    expect(field(page)).to_have_value("a/b")


def test_tab_stays_inside(page: Page) -> None:
    dialog = open_dialog(page)
    search(page)
    expect(page.locator(".search-tags button").first).to_be_visible()
    visited = set()
    for key in ["Tab"] * 12 + ["Shift+Tab"] * 12:
        page.keyboard.press(key)
        focused = dialog.locator(":focus")
        assert focused.count() == 1
        visited.add(focused.evaluate("(element) => element.className || element.dataset.tag"))
    assert len(visited) > 3


# --- input methods ---


@pytest.fixture
def devtools(visit: Visit) -> Iterator[CDPSession]:
    session = visit.context.new_cdp_session(visit.page)
    yield session
    session.detach()


def compose(devtools: CDPSession, text: str) -> None:
    """Text that an input method shows before it is settled."""
    end = {"selectionStart": len(text), "selectionEnd": len(text)}
    devtools.send("Input.imeSetComposition", {"text": text, **end})


def test_what_is_being_composed_is_not_searched(page: Page, devtools: CDPSession) -> None:
    """And its keys open nothing of what was found before."""
    spy(page)
    open_dialog(page)
    search(page, "最大间距")
    page.keyboard.press("Control+a")
    page.evaluate("window.asked = []")
    for text in ("x", "xi", "xian", "xian cun"):
        compose(devtools, text)
        # As Chromium reports keys that go to an input method.
        page.evaluate(
            """() => document.querySelector("[role=combobox]").dispatchEvent(new KeyboardEvent(
              "keydown", { key: "Enter", keyCode: 229, isComposing: true, bubbles: true }))"""
        )
    page.keyboard.press("Escape")
    page.wait_for_timeout(200)
    assert asked(page) == []
    assert page.locator("dialog").is_visible()
    assert page.url.endswith(FOLDER)
    devtools.send("Input.insertText", {"text": QUERY})
    expect(page.locator(".search-found mark").first).to_have_text(QUERY)
    page.wait_for_timeout(200)
    assert asked(page) == [QUERY]
    page.keyboard.press("Enter")
    await_marks(page)


# --- what is seen ---


def test_results_say_where_and_mark_what(page: Page) -> None:
    open_dialog(page)
    search(page, "注意力")
    first = page.locator(".search-found [role=group]").first
    assert first.locator("mark").first.inner_text() == "注意力"
    expect(page.locator(".search-count")).to_have_text(re.compile(r"^\d+ 篇$"))
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^\d+ 篇$"))
    titles = page.locator(".hit-title").all_inner_texts()
    assert len(titles) == len(set(titles))


def test_what_holds_only_a_part_is_set_apart(page: Page) -> None:
    open_dialog(page)
    search(page, "显存 鼋鼍 训练")
    expect(page.locator(".search-divide")).to_have_text("部分匹配")
    expect(page.locator(".search-count")).to_have_text("没有找到“显存 鼋鼍 训练”")
    group = page.locator(".search-found [role=group]").first
    assert (group.get_attribute("aria-label") or "").startswith("部分匹配")


def test_nothing_found_says_so(page: Page) -> None:
    open_dialog(page)
    query = "<b>鼋鼍</b>$&"
    field(page).fill(query)
    expect(page.locator("[data-for=none]")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text(f"没有找到“{query}”")
    expect(field(page)).to_have_attribute("aria-expanded", "false")
    field(page).fill("")
    expect(page.locator(".search-hints")).to_be_visible()


def test_tags_narrow_and_widen(page: Page) -> None:
    open_dialog(page)
    search(page, "模型")
    before = page.locator(".search-count").inner_text()
    tag = page.locator(".search-tags button").first
    expect(tag).to_have_attribute("aria-pressed", "false")
    name = tag.get_attribute("data-tag") or ""
    tag.click()
    expect(field(page)).to_have_value(f"模型 tag:{name}")
    expect(field(page)).to_be_focused()
    expect(page.locator(".search-count")).not_to_have_text(before)
    pressed = page.locator(".search-tags button[aria-pressed=true]")
    expect(pressed).to_have_attribute("data-tag", name)
    pressed.click()
    expect(field(page)).to_have_value("模型")
    expect(page.locator(".search-count")).to_have_text(before)


def test_more_results_come_behind_those_that_are_there(page: Page) -> None:
    open_dialog(page)
    search(page, "模型")
    groups = page.locator(".search-found [role=group]")
    assert groups.count() == 8
    first = groups.all_inner_texts()
    page.get_by_role("option", name="更多结果").click()
    expect(groups.nth(8)).to_be_visible()
    assert groups.all_inner_texts()[:8] == first
    active = page.locator("[aria-selected=true]")
    assert active.evaluate("option => option.parentElement.matches(':nth-child(9)')")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_assistive_technology_can_use_it(
    page: Page, axe: Callable[[Page], list[str]], scheme: Any, width: int
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 700})
    open_dialog(page)
    assert axe(page) == []
    for query in ("注意力", "显存 鼋鼍 训练"):
        search(page, query)
        expect(page.get_by_role("status")).not_to_be_empty()
        # While an answer is awaited the last one is dimmed.
        expect(page.locator(".search-found")).to_have_css("opacity", "1")
        assert axe(page) == [], query


def test_assistive_technology_can_use_it_above_a_note(
    note: Page, axe: Callable[[Page], list[str]]
) -> None:
    """Which takes long to look through."""
    open_dialog(note)
    search(note, "注意力")
    assert axe(note) == []


def test_its_page_can_be_used_too(
    visit: Visit, page: Page, axe: Callable[[Page], list[str]]
) -> None:
    visit.go("search/")
    assert axe(page) == []
    search(page)
    assert axe(page) == []


def test_on_a_small_screen_it_takes_all_of_it(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 568})
    dialog = open_dialog(page)
    search(page, "注意力")
    box = dialog.bounding_box()
    assert box and (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 320, 568)
    for selector in ("html", "dialog", ".search-found"):
        over = page.locator(selector).evaluate("box => box.scrollWidth - box.clientWidth")
        assert over <= 0, selector


def test_nothing_moves_when_results_come(page: Page) -> None:
    open_dialog(page)
    search(page)
    page.evaluate(
        """() => {
          window.moved = [];
          const note = ({ value, sources }) =>
            window.moved.push([value, ...sources.map(({ node }) => node?.className ?? "")]);
          new PerformanceObserver((list) => list.getEntries().forEach(note))
            .observe({ type: "layout-shift" });
        }"""
    )
    place = field(page).bounding_box(), page.locator(".search-found").bounding_box()
    for query in ("注意力", "显存 训练", "显存 鼋鼍 训练"):
        search(page, query)
        page.wait_for_timeout(500)
        assert (field(page).bounding_box(), page.locator(".search-found").bounding_box()) == place
    assert page.evaluate("window.moved") == []


def test_the_page_behind_keeps_its_place(note: Page) -> None:
    note.evaluate("scrollTo(0, 700)")
    wide = note.locator("main").bounding_box()
    open_dialog(note)
    search(note, "注意力")
    note.mouse.move(20, 400)
    note.mouse.wheel(0, 500)
    note.locator(".search-found").hover()
    note.mouse.wheel(0, 5000)
    note.wait_for_timeout(100)
    assert note.evaluate("scrollY") == 700
    assert note.locator("main").bounding_box() == wide
    note.keyboard.press("Escape")
    note.mouse.wheel(0, 100)
    note.wait_for_function("() => scrollY === 800")


# --- a bad network ---


def test_a_lost_network_is_told_and_can_be_tried_again(browser: Browser, visit: Visit) -> None:
    """In a browser that keeps no part of the index: it would answer without a network."""
    with Visit(browser, visit.address) as fresh:
        page = fresh.go(FOLDER)
        open_dialog(page)
        page.wait_for_load_state("networkidle")
        fresh.context.set_offline(True)
        field(page).fill(QUERY)
        failed = page.locator("[data-for=failed]")
        expect(failed).to_be_visible()
        expect(page.get_by_role("status")).to_contain_text("没有加载成功")
        page.get_by_role("button", name="重试").click()
        expect(failed).to_be_visible()
        fresh.context.set_offline(False)
        page.get_by_role("button", name="重试").click()
        expect(options(page).first).to_be_visible()
        expect(failed).to_be_hidden()
        expect(field(page)).to_be_focused()


def test_what_did_not_load_is_loaded_again(browser: Browser, visit: Visit) -> None:
    """In a browser that has seen none of it: without the dialog there is its page, and without
    the engine a button."""
    with Visit(browser, visit.address) as fresh:
        for name in ("dialog.js", "engine.js*"):
            fresh.page.route(f"**/js/search/{name}", lambda route: route.abort())
        page = fresh.go(FOLDER)
        page.keyboard.press("/")
        expect(page).to_have_url(f"{visit.address}search/")
        field(page).fill(QUERY)
        expect(page.locator("[data-for=failed]")).to_be_visible()
        page.unroute_all()
        page.get_by_role("button", name="重试").click()
        expect(options(page).first).to_be_visible()


def test_a_slow_network_is_told(page: Page) -> None:
    held: list[Route] = []
    is_slow = True
    page.route(INDEX, lambda route: held.append(route) if is_slow else route.continue_())
    page.clock.install(time=0)
    open_dialog(page)
    # From here on time stands still, however busy the machine is, but for what is said.
    page.clock.pause_at(3_600_000)
    field(page).fill(QUERY)
    page.clock.run_for(100)
    expect(page.locator(".search-message")).to_be_hidden()
    page.clock.run_for(100)
    expect(page.locator("[data-for=loading]")).to_be_visible()
    page.clock.run_for(3000)
    expect(page.locator("[data-for=slow]")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("网络较慢")
    is_slow = False
    page.clock.resume()
    for route in held:
        route.continue_()
    expect(options(page).first).to_be_visible()
    expect(page.locator(".search-message")).to_be_hidden()


# --- one query after another ---


def test_an_answer_that_was_overtaken_is_never_shown(page: Page) -> None:
    spy(page, QUERY)
    open_dialog(page)
    field(page).fill(QUERY)
    page.wait_for_function("() => window.asked.length === 1")
    search(page, "最大间距")
    shown = options(page).all_inner_texts()
    assert page.evaluate("window.asked.map(([, signal]) => signal.aborted)") == [True, False]
    page.evaluate("window.release()")
    page.wait_for_timeout(200)
    assert options(page).all_inner_texts() == shown
    assert "最大间距" in shown[0]


def test_enter_opens_the_first_of_what_was_asked_last(page: Page) -> None:
    """Even before it is found; never what was found before. Typing on takes it back."""
    spy(page, QUERY)
    open_dialog(page)
    search(page, "最大间距")
    page.evaluate("window.asked = []")
    field(page).fill(QUERY)
    page.keyboard.press("Enter")
    page.wait_for_function("() => window.asked.length > 0")
    assert asked(page) == [QUERY]
    assert page.url.endswith(FOLDER)
    page.keyboard.type(" ")
    page.keyboard.type("训练")
    page.wait_for_timeout(300)
    assert page.url.endswith(FOLDER)
    field(page).fill(QUERY)
    page.keyboard.press("Enter")
    page.evaluate("window.release()")
    await_marks(page)
    assert set(highlighted(page)) == {QUERY}


#: Types `texts` over and over, `count` characters in all, with a pause now and then: by turns too
#: short for an answer to what it lets begin, and long enough.
TYPE = """async ([texts, count]) => {
  const input = document.querySelector("[role=combobox]");
  let typed = 0;
  while (typed < count) {
    for (const text of texts) {
      input.focus();
      input.select();
      for (const character of text) {
        document.execCommand("insertText", false, character);
        if (++typed % 60 === 0) {
          await new Promise((resume) => setTimeout(resume, typed % 120 ? 85 : 150));
        }
      }
    }
  }
}"""


def test_a_thousand_keystrokes_leave_nothing_behind(page: Page, devtools: CDPSession) -> None:
    open_dialog(page)
    devtools.send("Performance.enable")
    texts = ["attention 显存 训练", "max gap 桶", "注意力 tag:GPU", "sde 扩散", "模型"]

    def state() -> dict[str, float]:
        search(page, QUERY)
        page.wait_for_timeout(600)
        devtools.send("HeapProfiler.collectGarbage")
        metrics = devtools.send("Performance.getMetrics")["metrics"]
        return {metric["name"]: metric["value"] for metric in metrics}

    page.evaluate(TYPE, [texts, 200])
    before = state()
    page.evaluate(TYPE, [texts, 1500])
    after = state()
    assert after["Nodes"] - before["Nodes"] < 100
    assert after["JSEventListeners"] - before["JSEventListeners"] < 10
    assert after["JSHeapUsedSize"] - before["JSHeapUsedSize"] < 2e6
    expect(page.locator(".search-count")).to_have_text(re.compile(r"篇$"))
    assert QUERY in page.locator(".search-found [role=group]").first.inner_text()


# --- its page ---


def test_a_query_in_the_address_is_searched_and_kept_in_step(visit: Visit, page: Page) -> None:
    visit.go(f"search/?q={quote('最大间距')}")
    expect(options(page).first).to_contain_text("最大间距")
    expect(field(page)).to_have_value("最大间距")
    expect(page.locator(".search-all")).to_be_hidden()
    entries = page.evaluate("history.length")
    search(page, QUERY)
    expect(page).to_have_url(f"{visit.address}search/?q={quote(QUERY)}")
    assert page.evaluate("history.length") == entries
    page.keyboard.press("Enter")
    await_marks(page)
    page.go_back()
    expect(field(page)).to_have_value(QUERY)
    expect(options(page).first).to_be_visible()
    field(page).fill("")
    expect(page).to_have_url(f"{visit.address}search/")
    expect(page.locator(".search-all")).to_be_visible()


def test_a_query_that_is_left_at_once_is_there_on_the_way_back(visit: Visit, page: Page) -> None:
    visit.go(f"search/?q={quote('最大间距')}")
    expect(options(page).first).to_contain_text("最大间距")
    search(page, QUERY)
    page.keyboard.press("Enter")
    await_marks(page)
    page.go_back()
    expect(field(page)).to_have_value(QUERY)


def test_the_page_has_one_field_and_the_keys_lead_to_it(visit: Visit, page: Page) -> None:
    visit.go("search/")
    expect(field(page)).to_be_focused()
    page.get_by_role("link", name="首页").focus()
    page.keyboard.press("/")
    expect(field(page)).to_be_focused()
    page.get_by_role("link", name="搜索").click()
    expect(field(page)).to_be_focused()
    assert page.locator("dialog").count() == 0
    assert page.url == f"{visit.address}search/"


# --- recent queries ---


def test_queries_that_led_somewhere_are_remembered(visit: Visit, page: Page) -> None:
    open_dialog(page)
    search(page, "最大间距")
    search(page, QUERY)
    page.keyboard.press("Enter")
    await_marks(page)
    visit.go(FOLDER)
    open_dialog(page)
    recent = page.locator(".search-recent li")
    expect(recent).to_have_text([QUERY])
    page.get_by_role("button", name=QUERY, exact=True).click()
    expect(field(page)).to_have_value(QUERY)
    expect(options(page).first).to_be_visible()
    field(page).fill("")
    page.get_by_role("button", name=f"删除“{QUERY}”").click()
    expect(page.locator(".search-recent")).to_be_hidden()
    expect(field(page)).to_be_focused()


def test_eight_are_remembered_the_newest_first(visit: Visit, page: Page) -> None:
    kept = """["一","二","三","四","五","六","七","八"]"""
    page.evaluate("kept => localStorage.setItem('kb-search /notes/', kept)", kept)
    open_dialog(page)
    search(page)
    page.keyboard.press("Enter")
    await_marks(page)
    visit.go(FOLDER)
    open_dialog(page)
    recent = page.locator(".search-recent li")
    expect(recent).to_have_text([QUERY, *"一二三四五六七"])
    for odd in ("{", "[1, null]", '"x"'):
        page.evaluate("odd => localStorage.setItem('kb-search /notes/', odd)", odd)
        page.reload()
        open_dialog(page)
        expect(page.locator(".search-hints")).to_be_visible()
        expect(page.locator(".search-recent")).to_be_hidden()
    assert visit.complaints == []


# --- in the note ---


def test_marks_reach_across_elements_and_take_no_notice_of_case(visit: Visit, page: Page) -> None:
    """Width, accents and case do not count; a heading or another paragraph ends a word."""

    def rewritten(route: Route) -> None:
        text = route.fetch().text()
        prose = (
            "<p>快速<strong>排序</strong>与 ＦＬＡＳＨ、flash。é E</p><p>快速</p><p>排序</p>"
            "<p><math alttext='x'><mtext>flash</mtext></math> a flashy map ap</p>"
        )
        text = re.sub(
            r'<div class="prose">.*?</article>',
            f'<div class="prose">{prose}</div></article>',
            text,
            flags=re.DOTALL,
        )
        route.fulfill(body=text, content_type="text/html; charset=utf-8")

    page.route(f"**/{NOTE}*", rewritten)
    visit.go(f"{NOTE}?h={quote('快速排序')}&h=FLASH&h=ap&h=")
    await_marks(page)
    assert highlighted(page) == ["快速排序", "ＦＬＡＳＨ", "flash", "flash", "ap"]
    assert visit.complaints == []


def test_marks_go_by_escape_or_by_their_button(visit: Visit, page: Page) -> None:
    ways: tuple[Callable[[], None], ...] = (
        lambda: page.keyboard.press("Escape"),
        lambda: page.get_by_role("button", name="清除标记").click(),
    )
    for leave in ways:
        visit.go(f"{NOTE}?x=1&h=Redis")
        await_marks(page)
        assert page.url == f"{visit.address}{NOTE}?x=1"
        open_dialog(page)
        page.keyboard.press("Escape")
        expect(page.locator("dialog")).to_be_hidden()
        assert len(highlighted(page)) > 3
        leave()
        assert highlighted(page) == []
        expect(page.get_by_role("button", name="清除标记")).to_have_count(0)


def test_marks_are_bounded(visit: Visit, page: Page) -> None:
    visit.go(f"{NOTE}?" + "&".join(f"h={quote(letter)}" for letter in "的一是在有中个和"))
    await_marks(page)
    assert 100 < len(highlighted(page)) <= 500


def test_what_is_folded_away_is_opened_for_its_target(visit: Visit, page: Page) -> None:
    def folded(route: Route) -> None:
        text = route.fetch().text()
        folded = re.sub(
            rf'(<h2 id="{HEADING}">.*?</h2>)',
            r"<details><summary>外</summary><details><summary>内</summary>\1</details></details>",
            text,
        )
        assert folded != text
        route.fulfill(body=folded, content_type="text/html; charset=utf-8")

    page.route(f"**/{NOTE}*", folded)
    visit.go(f"{NOTE}?h=sse#{quote(HEADING)}")
    await_marks(page)
    heading = page.locator(f"h2[id='{HEADING}']")
    expect(heading).to_be_in_viewport()
    assert heading.bounding_box()["y"] < 200  # type: ignore[index]


def test_folds_that_hold_a_mark_are_opened(visit: Visit, page: Page) -> None:
    def folded(route: Route) -> None:
        callouts = "".join(
            f'<details id="{name}"><summary>{name}</summary><p>{text}</p></details>'
            for name, text in {"a": "鼋鼍", "b": "别的", "鼋鼍": "别的"}.items()
        )
        text = re.sub(f'(?=<h2 id="{HEADING})', callouts, route.fetch().text())
        route.fulfill(body=text, content_type="text/html; charset=utf-8")

    page.route(f"**/{NOTE}*", folded)
    visit.go(f"{NOTE}?h={quote('鼋鼍')}#{quote(HEADING)}")
    await_marks(page)
    opened = page.locator("article details[open]").evaluate_all("all => all.map(({ id }) => id)")
    assert opened == ["a"]
    expect(page.locator(f"h2[id='{HEADING}']")).to_be_in_viewport()
    assert len(highlighted(page)) == 2


def test_where_storage_is_refused_and_highlights_are_unknown(
    browser: Browser, visit: Visit
) -> None:
    """Nothing is remembered, and marks are elements; what was there comes back when they go."""
    with Visit(browser, visit.address) as old:
        old.context.add_init_script(
            """delete window.Highlight;
            Object.defineProperty(window, "localStorage", { get() { throw new Error("no"); } });"""
        )
        page = old.go(FORMULAS)
        before = page.locator("article .prose").inner_html()
        open_dialog(page)
        search(page, "在线 softmax")
        page.locator(f".search-hit[href*='{FORMULAS}']").first.click()
        marks = page.locator("article mark")
        expect(marks.first).to_be_visible()
        assert {text.lower() for text in marks.all_inner_texts()} <= {"在线", "softmax"}
        page.keyboard.press("Escape")
        assert page.locator("article .prose").inner_html() == before
        open_dialog(page)
        expect(page.locator(".search-recent")).to_be_hidden()
        assert old.complaints == []
