"""The graph in Chromium, below a base path: its page by mouse, keyboard and list, and what is
around a note, of which nothing is loaded before it is opened."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from browsing import Visit, served
from conftest import REPOSITORY
from test_code import contrast

pytestmark = pytest.mark.browser

BASE = "/notes/"
NOTE = "diffusion/sde/"
GRAPH = re.compile(r"/(js/graph|assets/graph)/")
#: How many pixels are drawn on, and a sum of them, which tells two pictures apart.
PIXELS = """canvas => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let [drawn, sum] = [0, 0];
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3]) [drawn, sum] = [drawn + 1, (sum * 31 + data[i] + 7 * data[i + 1] + i) % 1e9];
  }
  return [drawn, sum];
}"""


#: Counts the frames that are asked for.
COUNT = """() => {
  const ask = requestAnimationFrame.bind(window);
  window.frames_ = 0;
  window.requestAnimationFrame = (draw) => {
    window.frames_ += 1;
    return ask(draw);
  };
}"""


@pytest.fixture(scope="module")
def visit(browser: Browser, repository_site_below: Path) -> Iterator[Visit]:
    """One page for all tests here."""
    with served(repository_site_below.parent) as host, Visit(browser, host + BASE) as visit:
        yield visit


@pytest.fixture
def page(visit: Visit) -> Page:
    """A wide, light page without animation, on nothing yet."""
    visit.page.unroute_all()
    visit.page.set_viewport_size({"width": 1280, "height": 900})
    visit.page.emulate_media(color_scheme="light", reduced_motion="reduce")
    visit.requests.clear()
    visit.complaints.clear()
    return visit.page


def opened(visit: Visit, query: str = "") -> Locator:
    """The canvas of the page of the graph, drawn."""
    visit.page.goto("about:blank")
    page = visit.go(f"graph/{query}")
    expect(page.locator(".graph-message")).to_be_hidden()
    return page.locator(".graph canvas")


def seen(canvas: Locator) -> Any:
    """What tells the picture from others, once it stands."""
    canvas.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )
    return canvas.evaluate(PIXELS)


def still(canvas: Locator) -> Any:
    """The same, when it moves no more."""
    last, now = None, seen(canvas)
    while now != last:
        last, now = now, seen(canvas)
    return now


def complaints(visit: Visit) -> list[str]:
    """Without what the tests themselves do."""
    return [said for said in visit.complaints if "getImageData" not in said]


def titles(page: Page) -> list[str]:
    return page.locator(".graph-side .graph-notes > li > a").all_inner_texts()


def test_the_picture_moves_by_mouse_wheel_buttons_and_keys(visit: Visit, page: Page) -> None:
    canvas = opened(visit)
    whole = seen(canvas)
    assert whole[0] > 2000
    box = canvas.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 90, y + 40, steps=3)
    page.mouse.up()
    page.mouse.move(x, box["y"] - 30)
    moved = seen(canvas)
    assert moved != whole
    stage = page.locator(".graph-stage")
    stage.press("0")
    assert seen(canvas) == whole
    before = page.evaluate("scrollY")
    page.mouse.move(x, y)
    page.mouse.wheel(0, -300)
    page.mouse.move(x, box["y"] - 30)
    near = seen(canvas)
    assert near not in (whole, moved)
    assert page.evaluate("scrollY") == before
    page.get_by_role("button", name="显示全部").click()
    assert seen(canvas) == whole
    pictures = []
    for key in ("ArrowLeft", "ArrowDown", "+", "-", "Home"):
        stage.press(key)
        pictures.append(seen(canvas))
    assert pictures[-1] == whole
    assert len({tuple(picture) for picture in (*pictures, whole)}) == 4
    page.get_by_role("button", name="放大").click()
    assert seen(canvas) != whole
    assert complaints(visit) == []


def test_a_note_is_found_filtered_and_opened_from_the_list(visit: Visit, page: Page) -> None:
    canvas = opened(visit)
    whole = seen(canvas)
    every = titles(page)
    assert len(every) == 18
    search = page.get_by_role("searchbox")
    search.fill("flash")
    expect(page.locator(".graph-side .graph-notes > li")).to_have_count(1)
    found = seen(canvas)
    assert found != whole
    search.fill("没有的")
    expect(page.locator(".graph-side .count")).to_have_text("没有符合条件的笔记。")
    search.fill("")
    expect(page.locator(".graph-side .graph-notes > li")).to_have_count(18)
    folder = page.get_by_role("combobox", name="文件夹")
    folder.select_option(label="扩散模型")
    assert 1 < len(titles(page)) < 18
    pressed = page.locator('.graph-legend [aria-pressed="true"]')
    expect(pressed).to_have_text("扩散模型")
    pressed.click()
    assert titles(page) == every
    page.get_by_role("combobox", name="标签").select_option(index=1)
    assert 0 < len(titles(page)) < 18
    page.get_by_role("combobox", name="标签").select_option("")
    button = page.get_by_role("button", name=re.compile("条链接$")).first
    button.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    links = page.locator(".graph-way a")
    assert links.count() >= 10
    assert seen(canvas) != whole
    links.first.press("Enter")
    page.wait_for_url(lambda url: not url.endswith("/graph/"))
    expect(page.locator(".note h1")).to_be_visible()


def test_the_lines_of_a_long_title_begin_below_one_another(visit: Visit, page: Page) -> None:
    opened(visit)
    titles = page.locator(".graph-side .graph-notes > li > a").evaluate_all("""all => all.map(a => {
      const words = document.createRange();
      words.selectNodeContents(a);
      return [...words.getClientRects()].map(({ left }) => Math.round(left));
    })""")
    assert any(len(lines) > 1 for lines in titles)
    assert len({left for lines in titles for left in lines}) == 1


def test_what_is_under_the_mouse_is_lit_and_a_click_opens_it(visit: Visit, page: Page) -> None:
    """The address that names a note puts it in the middle."""
    canvas = opened(visit, f"?note={BASE}{NOTE}")
    first = page.locator(".graph-side .graph-notes > li").first
    expect(first.locator(".graph-way").first).to_be_visible()
    assert first.locator("> a").get_attribute("href") == BASE + NOTE
    lit = seen(canvas)
    page.locator(".graph-side .graph-notes > li > a").nth(3).hover()
    assert seen(canvas) != lit
    page.mouse.move(5, 5)
    assert seen(canvas) == lit
    # Where there is a hand there is a note.
    box = canvas.bounding_box()
    assert box
    for x, y in ((x, y) for y in range(30, int(box["height"]), 14) for x in range(30, 800, 14)):
        page.mouse.move(box["x"] + x, box["y"] + y)
        if page.locator(".graph-stage").evaluate("stage => stage.style.cursor") == "pointer":
            break
    page.mouse.down()
    page.mouse.up()
    page.wait_for_url(lambda url: "/graph/" not in url)


def test_the_colours_follow_the_theme(visit: Visit, page: Page) -> None:
    canvas = opened(visit)
    light = seen(canvas)
    page.locator(".theme-switch").click()
    dark = seen(canvas)
    assert dark[1] != light[1]
    page.locator(".theme-switch").click()
    page.mouse.move(5, 5)
    assert seen(canvas) == light
    page.evaluate("localStorage.clear()")
    page.reload()
    expect(page.locator(".graph-message")).to_be_hidden()
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.wait_for_timeout(50)
    assert seen(canvas)[1] == dark[1]


#: Keeps the colours in which titles, what is behind them and nodes are painted.
COLOURS = """() => {
  window.colours = { fillRect: new Set(), fillText: new Set(), fill: new Set() };
  for (const name of Object.keys(colours)) {
    const paint = CanvasRenderingContext2D.prototype[name];
    CanvasRenderingContext2D.prototype[name] = function (...all) {
      colours[name].add(this.fillStyle);
      return paint.apply(this, all);
    };
  }
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_titles_can_be_read_in_forced_colours(
    browser: Browser, visit: Visit, scheme: Literal["light", "dark"]
) -> None:
    options = {"forced_colors": "active", "color_scheme": scheme}
    with Visit(browser, visit.address, **options) as forced:
        forced.context.add_init_script(f"({COLOURS})()")
        opened(forced)
        page = forced.page
        page.wait_for_function("colours.fillText.size")
        behind, titles, nodes = page.evaluate("Object.values(colours).map((all) => [...all])")
        paper = page.evaluate(
            """() => {
              const context = document.createElement("canvas").getContext("2d");
              context.fillStyle = getComputedStyle(document.body).backgroundColor;
              return context.fillStyle;
            }"""
        )
        assert behind == [paper]
        assert min(contrast(paper, title) for title in titles) > 7
        assert min(contrast(paper, node) for node in nodes) > 3
        assert len(nodes) > 2


def test_without_motion_nothing_flies(visit: Visit, page: Page) -> None:
    canvas = opened(visit)
    page.evaluate(COUNT)
    page.locator(".graph-stage").press("+")
    page.locator(".graph-stage").press("0")
    page.wait_for_timeout(350)
    still = page.evaluate("window.frames_")
    assert still <= 3
    page.emulate_media(reduced_motion="no-preference", color_scheme="light")
    page.locator(".graph-stage").press("+")
    page.locator(".graph-stage").press("0")
    page.wait_for_timeout(450)
    assert page.evaluate("window.frames_") > still + 4
    assert canvas.is_visible()


def test_what_is_around_a_note_is_loaded_when_it_is_opened(visit: Visit, page: Page) -> None:
    visit.go(NOTE)
    page.wait_for_load_state("networkidle")
    assert not any(GRAPH.search(url) for url in visit.requests)
    page.locator(".graph-panel summary").press("Enter")
    canvas = page.locator(".graph-panel canvas")
    expect(canvas).to_be_visible()
    assert len([url for url in visit.requests if "assets/graph/" in url]) == 1
    two = seen(canvas)
    assert two[0] > 1000
    page.get_by_role("button", name="直接相连").click()
    assert seen(canvas) != two
    listed = {
        unquote(str(link.get_attribute("href"))) for link in page.locator(".graph-way a").all()
    }
    written = page.locator(".prose a[href^='/notes/']")
    linked = {unquote(str(link.get_attribute("href"))).partition("#")[0] for link in written.all()}
    backlinks = {
        unquote(str(link.get_attribute("href"))) for link in page.locator(".backlinks li > a").all()
    }
    assert listed == (linked | backlinks) - {BASE + NOTE}
    # The page scrolls over it, and it zooms with Ctrl.
    one = seen(canvas)
    canvas.hover()
    page.mouse.move(0, 0)
    assert seen(canvas) == one
    canvas.scroll_into_view_if_needed()
    canvas.hover(position={"x": 8, "y": 8})
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    assert seen(canvas) != one
    page.get_by_role("link", name="在完整图谱中查看").click()
    expect(page.locator(".graph-side .graph-way").first).to_be_visible()
    assert complaints(visit) == []


def test_a_finger_shows_first_and_opens_then(browser: Browser, repository_site_below: Path) -> None:
    with (
        served(repository_site_below.parent) as host,
        Visit(
            browser, host + BASE, has_touch=True, viewport={"width": 360, "height": 740}
        ) as visit,
    ):
        canvas = opened(visit)
        page = visit.page
        assert len(visit.requests) <= 6, visit.requests
        page.locator(".graph-folder option").first.evaluate(
            "option => option.text = '很长的文件夹'.repeat(9)"
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        whole = still(canvas)
        # The note that is in the middle when it alone is looked for.
        page.get_by_role("searchbox").fill("flash")
        expect(page.locator(".graph-side .graph-notes > li")).to_have_count(1)
        page.wait_for_timeout(100)
        found = still(canvas)
        assert found != whole
        box = canvas.bounding_box()
        assert box
        at = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.touchscreen.tap(*at)
        assert seen(canvas) != found
        assert page.url.endswith("/graph/")
        page.touchscreen.tap(*at)
        page.wait_for_url(lambda url: url.endswith("/flash-attention/"))


def test_a_lost_network_is_said_and_tried_again(visit: Visit, page: Page) -> None:
    def fail(route: Route) -> None:
        route.abort()

    page.route("**/assets/graph/**", fail)
    page.goto("about:blank")
    visit.go("graph/")
    expect(page.get_by_text("图谱没有加载成功")).to_be_visible()
    page.unroute("**/assets/graph/**", fail)
    page.get_by_role("button", name="重试").click()
    expect(page.locator(".graph canvas")).to_be_visible()
    expect(page.locator(".graph-message")).to_be_hidden()


def test_nothing_keeps_anybody_out(
    visit: Visit, page: Page, axe: Callable[[Page], list[str]]
) -> None:
    opened(visit)
    page.get_by_role("button", name=re.compile("条链接$")).first.click()
    page.locator(".graph-legend button").first.click()
    assert axe(page) == []
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    # A page with few elements: axe looks through all of them.
    visit.go("deploy/")
    page.locator(".graph-panel summary").click()
    expect(page.locator(".graph-panel canvas")).to_be_visible()
    page.set_viewport_size({"width": 320, "height": 640})
    assert axe(page) == []
    opened(visit)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_without_script_the_links_are_a_list(browser: Browser, repository_site_below: Path) -> None:
    with (
        served(repository_site_below.parent) as host,
        Visit(browser, host + BASE, java_script_enabled=False) as visit,
    ):
        page = visit.go("graph/")
        assert page.locator(".graph").is_hidden()
        assert page.locator(".graph-all section > ul > li > a").count() == 18
        assert page.locator(".graph-all ul ul a").count() > 20
        visit.go(NOTE)
        page.locator(".graph-panel summary").click()
        assert page.locator(".graph-panel .graph-picture").is_hidden()
        assert (
            page.locator(".graph-panel a").get_attribute("href")
            == f"{BASE}graph/?note={BASE}{NOTE}"
        )


def test_each_script_is_short() -> None:
    for script in (REPOSITORY / "static/js/graph").glob("*.js"):
        assert len(script.read_text("utf-8").splitlines()) <= 250, script.name


def test_the_list_is_there_when_the_script_does_not_arrive(visit: Visit, page: Page) -> None:
    page.route("**/js/graph-page.js", lambda route: route.abort())
    visit.go("graph/")
    expect(page.locator(".graph-all a").first).to_be_visible()
    expect(page.locator(".graph")).to_be_hidden()


def test_paper_has_the_list_without_the_sentence_about_scripts(visit: Visit, page: Page) -> None:
    opened(visit)
    page.emulate_media(media="print")
    expect(page.locator(".graph-all a").first).to_be_visible()
    expect(page.locator(".graph-all > p").first).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.querySelector('main')).paddingBottom") == "0px"
    page.emulate_media(media="screen")
