"""What a link leads to, shown beside it in Chromium: notes, sections and footnotes, by mouse and by
keyboard, and never by touch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from browsing import Visit, served
from conftest import build_site, write_files

pytestmark = pytest.mark.browser

FILES = {
    "kbsite.yaml": "base_url: https://name.github.io/notes/\n",
    "content/甲.md": (
        "# 甲\n\n见[[乙]]与[[乙#第二节|那一节]]，另有[[丙]]、[[集]]，也见[本页](#尾)。[^1]\n\n"
        "[外面](https://example.org/) [图](a.svg)\n\n"
        + "一段很长的话。" * 400
        + "\n\n## 尾\n\n尾的文字。\n\n[^1]: 脚注 $x^2$。\n"
    ),
    "content/乙.md": (
        "# 乙的题目\n\n乙的开头 $\\alpha$，见[[甲]]。\n\n## 第一节\n\n"
        + "甲乙丙丁。" * 300
        + "\n\n## 第二节\n\n第二节的字。\n\n### 小节\n\n小节的字。\n\n## 第三节\n\n第三节的字。\n"
    ),
    "content/丙.md": "# 丙\n",
    "content/集/index.md": "# 集\n\n集的引言，见[[乙]]。\n",
    "content/a.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = write_files(tmp_path_factory.mktemp("previews"), FILES)
    build_site(root, "--output", root / "host/notes", "--strict")
    with served(root / "host") as host:
        yield f"{host}/notes/"


@pytest.fixture(scope="module")
def shared(browser: Browser, address: str) -> Iterator[Visit]:
    with Visit(browser, address) as visit:
        yield visit


@pytest.fixture
def visit(shared: Visit) -> Visit:
    """The first note just opened, wide and in the light, with nothing pointed at; one page for all
    tests that ask for it."""
    page = shared.page
    page.unroute_all()
    page.set_viewport_size({"width": 1280, "height": 720})
    page.emulate_media(color_scheme="light")
    page.mouse.move(5, 5)
    page.goto("about:blank")
    shared.requests.clear()
    shared.complaints.clear()
    shared.go("甲/")
    return shared


def card(page: Page) -> Locator:
    return page.locator(".link-card")


def link(page: Page, name: str) -> Locator:
    return page.locator(".prose").get_by_role("link", name=name, exact=True)


def test_a_note_is_shown_and_fetched_once(visit: Visit) -> None:
    page = visit.page
    page.wait_for_load_state("networkidle")
    assert not [url for url in visit.requests if "/previews/" in url or "math.css" in url][1:]
    height = page.evaluate("document.documentElement.scrollHeight")
    for _ in range(2):
        link(page, "乙").hover()
        expect(card(page)).to_contain_text("乙的题目")
        expect(card(page)).to_contain_text("乙的开头")
        assert card(page).locator("math").count() == 1
        assert card(page).locator("[id]").count() == 0
        expect(card(page)).not_to_contain_text("第三节")
        expect(link(page, "乙")).to_have_attribute("aria-describedby", "KB-link-card")
        assert page.evaluate("document.documentElement.scrollHeight") == height
        page.mouse.move(5, 5)
        expect(card(page)).to_have_count(0)
    paths = [url for url in visit.requests if url.endswith("/%E4%B9%99/")]
    assert len(paths) == 1
    assert visit.complaints == []


def test_a_note_that_introduces_a_folder_is_shown_and_shows_others(visit: Visit) -> None:
    link(visit.page, "集").hover()
    expect(card(visit.page)).to_have_text("集集的引言，见乙。")
    visit.go("集/")
    link(visit.page, "乙").hover()
    expect(card(visit.page)).to_contain_text("乙的开头")


def test_a_section_is_shown_where_the_link_leads_to_one(visit: Visit) -> None:
    page = visit.page
    link(page, "那一节").hover()
    expect(card(page)).to_contain_text("第二节的字")
    expect(card(page)).to_contain_text("小节的字")
    expect(card(page)).not_to_contain_text("第三节")
    expect(card(page)).not_to_contain_text("乙的开头")
    link(page, "本页").hover()
    expect(card(page)).to_have_text("尾尾的文字。")


def test_a_footnote_is_shown(visit: Visit) -> None:
    visit.page.locator("[role=doc-noteref]").hover()
    expect(card(visit.page).locator("math")).to_have_count(1)
    expect(card(visit.page)).to_contain_text("脚注")
    expect(card(visit.page)).not_to_contain_text("↩")


def test_it_stays_while_it_is_read_and_goes_with_escape(visit: Visit) -> None:
    page = visit.page
    link(page, "乙").hover()
    expect(card(page)).to_be_visible()
    card(page).hover()
    page.wait_for_timeout(400)
    expect(card(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(card(page)).to_have_count(0)
    box = card(page)
    # Not again before the pointer has left the link.
    page.wait_for_timeout(500)
    expect(box).to_have_count(0)


def test_the_keyboard_opens_it_and_goes_on(visit: Visit) -> None:
    page = visit.page
    link(page, "乙").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(link(page, "乙")).to_be_focused()
    expect(card(page)).to_contain_text("乙的开头")
    page.keyboard.press("Escape")
    expect(card(page)).to_have_count(0)
    expect(link(page, "乙")).to_be_focused()
    page.keyboard.press("Tab")
    expect(link(page, "那一节")).to_be_focused()
    expect(card(page)).to_contain_text("第二节的字")


def test_what_has_nothing_to_show_shows_nothing(visit: Visit) -> None:
    page = visit.page
    page.route("**/%E4%B9%99/", lambda route: route.abort())
    for name in ("外面", "图", "丙", "乙"):
        link(page, name).hover()
        page.wait_for_timeout(450)
        expect(card(page)).to_have_count(0)
    # Once it can be had it is asked for again.
    page.unroute_all()
    page.mouse.move(5, 5)
    link(page, "乙").hover()
    expect(card(page)).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_it_stands_within_the_window(visit: Visit, width: int) -> None:
    page = visit.page
    page.set_viewport_size({"width": width, "height": 500})
    link(page, "那一节").hover()
    expect(card(page)).to_be_visible()
    box = card(page).bounding_box()
    assert box
    assert box["x"] >= 0 and box["x"] + box["width"] <= width
    assert box["y"] >= 0 and box["y"] + box["height"] <= 500


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit: Visit, scheme: Any, axe: Callable[[Page], list[str]]) -> None:
    visit.page.emulate_media(color_scheme=scheme)
    link(visit.page, "那一节").hover()
    expect(card(visit.page)).to_be_visible()
    assert axe(visit.page) == []


def test_a_touch_opens_nothing_but_the_link(browser: Browser, address: str) -> None:
    with Visit(browser, address, has_touch=True) as visit:
        page = visit.go("甲/")
        link(page, "本页").tap()
        page.wait_for_timeout(600)
        expect(card(page)).to_have_count(0)
        link(page, "乙").tap()
        expect(page).to_have_url(f"{address}%E4%B9%99/")


def test_what_scrolls_below_a_resting_pointer_is_not_pointed_at(visit: Visit) -> None:
    page = visit.page
    page.set_viewport_size({"width": 1280, "height": 500})
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    box = link(page, "乙").bounding_box()
    assert box
    shift = page.evaluate("scrollY")
    page.mouse.move(box["x"] + 3, box["y"] + shift + 5)
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(800)
    expect(card(page)).to_have_count(0)
    page.mouse.move(box["x"] + 5, box["y"] + shift + 5)
    expect(card(page)).to_contain_text("乙的开头")


def test_more_than_there_is_room_for_fades_away_and_does_not_scroll(visit: Visit) -> None:
    page = visit.page
    page.set_viewport_size({"width": 360, "height": 300})
    link(page, "乙").hover()
    expect(card(page)).to_have_class("link-card is-cut")
    assert card(page).evaluate("card => getComputedStyle(card).overflowY") == "clip"
