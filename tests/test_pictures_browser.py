"""Pictures of a text in Chromium: which are seen in large, how large, and how often the keyboard
stops at them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from browsing import Visit, served
from conftest import build_site, write_files

pytestmark = pytest.mark.browser

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="{}"/>'
FILES = {
    "kbsite.yaml": "base_url: https://name.github.io/notes/\n",
    "content/高.svg": SVG.format(600, 6000),
    "content/宽.svg": SVG.format(6000, 600),
    "content/小.svg": SVG.format(40, 30),
    "content/夜.md": (
        '# 夜\n\n![黑线](小.svg "题注")\n\n'
        '<picture><source srcset="宽.svg" media="(prefers-color-scheme: dark)">'
        '<img src="小.svg" alt="两幅"></picture>\n'
    ),
    "content/图.md": (
        '# 图\n\n![高](高.svg "高的题注")\n\n![宽](宽.svg "宽的题注")\n\n'
        '![小](小.svg "小的题注")\n\n'
        "一段文字里的 ![没有题注](宽.svg)、![原样](小.svg)、[![链接](宽.svg)](https://example.org/)，"
        "与 ![](宽.svg)。\n"
    ),
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = write_files(tmp_path_factory.mktemp("pictures"), FILES)
    build_site(root, "--output", root / "host/notes")
    with served(root / "host") as host:
        yield f"{host}/notes/图/"


@pytest.fixture(scope="module")
def shared(browser: Browser, address: str) -> Iterator[Visit]:
    with Visit(browser, address) as visit:
        yield visit


@pytest.fixture(params=[(360, 640), (1280, 800)], ids=["phone", "desktop"])
def page(request: pytest.FixtureRequest, shared: Visit) -> Iterator[Page]:
    """The note just opened, in one page for all tests that ask for it."""
    width, height = request.param
    page = shared.page
    page.set_viewport_size({"width": width, "height": height})
    page.mouse.move(2, 2)
    page.goto("about:blank")
    shared.complaints.clear()
    shared.go("")
    page.evaluate("document.querySelectorAll('[loading]').forEach(e => e.loading = 'eager')")
    page.evaluate("Promise.all([...document.images].map(i => i.decode()))")
    yield page
    assert shared.complaints == []


def test_black_lines_are_seen_at_night(browser: Browser, address: str) -> None:
    """They have the ground that they have by day, also in large and in forced colours; a picture
    that has another for the night has none."""
    ground = "image => getComputedStyle(image).backgroundColor"
    with Visit(browser, address.replace("图", "夜")) as visit:
        page = visit.go("")
        paper = page.locator("body").evaluate(ground)
        page.emulate_media(color_scheme="dark")
        assert page.locator("body").evaluate(ground) != paper
        assert page.locator("[alt=两幅]").evaluate(ground) == "rgba(0, 0, 0, 0)"
        assert page.locator("[alt=黑线]").evaluate(ground) == paper
        page.locator("[alt=黑线]").click()
        assert page.locator(".enlarged img").evaluate(ground) == paper
        page.keyboard.press("Escape")
        expect(page.locator(".enlarged img")).to_have_count(0)
        page.emulate_media(color_scheme="dark", forced_colors="active")
        assert page.locator("[alt=黑线]").evaluate(ground) == paper
        page.emulate_media(color_scheme="light", forced_colors="none")
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
        assert page.locator("[alt=黑线]").evaluate(ground) == paper
        assert visit.complaints == []


BOXES = """() => {
  const box = (selector) => document.querySelector(selector).getBoundingClientRect();
  const [image, caption] = [box(".enlarged img"), box(".enlarged p")];
  return {
    width: image.width,
    height: image.height,
    within: Math.min(image.left, image.top) >= 0 && image.right <= innerWidth
      && image.bottom <= caption.top,
    centred: Math.abs(image.left + image.right - innerWidth) < 2,
    caption: caption.bottom <= innerHeight,
  };
}"""


@pytest.mark.parametrize(
    ("name", "shape"), [("高", (600, 6000)), ("宽", (6000, 600)), ("小", (40, 30))]
)
def test_a_picture_in_large_fits_the_window(page: Page, name: str, shape: tuple[int, int]) -> None:
    page.locator(f"figure img[alt={name}]").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"{name}的题注")
    page.wait_for_function("document.querySelector('.enlarged img').complete")
    found: dict[str, Any] = page.evaluate(BOXES)
    width, height = shape
    assert found["within"] and found["centred"] and found["caption"], found
    assert 0 < found["width"] <= width and 0 < found["height"] <= height
    assert abs(found["width"] / found["height"] / (width / height) - 1) < 0.05
    dialog.get_by_role("button", name="关闭").click()
    expect(dialog).to_have_count(0)


def test_any_picture_that_is_shown_smaller_is_seen_in_large(
    page: Page, axe: Callable[[Page], list[str]]
) -> None:
    dialog = page.get_by_role("dialog")
    page.locator("p img[alt=原样]").click()
    page.wait_for_timeout(300)
    expect(dialog).to_have_count(0)
    picture = page.locator("p img[alt=没有题注]")
    picture.hover()
    assert picture.evaluate("image => getComputedStyle(image).cursor") == "zoom-in"
    picture.click()
    expect(dialog.locator("img")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    stops = page.locator(".prose img[tabindex='0'][role=button]")
    names = stops.evaluate_all("all => all.map(image => image.alt)")
    assert names == ["高", "宽", "小", "没有题注"]
    assert axe(page) == []
    picture.focus()
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(picture).to_be_focused()
