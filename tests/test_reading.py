"""A note as it is read in Chromium (`sites/kitchen-sink/`): how wide a line is, what follows the
reader, what is copied, what is seen in large, where footnotes stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from browsing import Visit
from test_kitchen_sink import NOTE, host, loaded  # noqa: F401

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page(browser: Browser, host: str) -> Iterator[Page]:  # noqa: F811
    """The note at 1280 pixels; each test leaves nothing open."""
    options: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
    with Visit(browser, host, **options, reduced_motion="reduce") as visit:
        visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
        yield loaded(visit.go(NOTE))
        assert visit.complaints == []


# The characters of a line; whether the page scrolls sideways; footnotes that do not stand level
# with their marks, or at one another's place.
LAYOUT = """() => {
  const prose = document.querySelector(".prose");
  const box = (e) => e.getBoundingClientRect();
  const notes = [...document.querySelectorAll(".prose > .footnotes > ol > li")];
  const marks = notes.map((_, i) => document.querySelector(`[id="FNREF-${i + 1}"]`));
  const beside = notes.filter((note) => box(note).left > box(prose).right);
  return {
    measure: prose.clientWidth / parseFloat(getComputedStyle(prose).fontSize),
    taken: document.documentElement.scrollWidth,
    beside: beside.length,
    above: beside.filter((note, i) => box(note).top < box(marks[i]).top - 24).length,
    over: beside.filter((note, i) => i && box(note).top < box(notes[i - 1]).bottom).length,
    contents: box(document.querySelector(".toc")).left > box(prose).right,
    level: Math.abs(box(notes[0]).top - box(marks[0]).top) < 24,
  };
}"""


def test_a_line_has_as_many_characters_at_every_width(page: Page) -> None:
    found = {}
    for width in (320, 768, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        found[width] = page.evaluate(LAYOUT)
        page.emulate_media(media="screen")
    assert [width for width, layout in found.items() if layout["taken"] > width] == []
    assert all(34 <= found[width]["measure"] <= 40 for width in (768, 1280, 1920))
    assert [found[width]["contents"] for width in found] == [False, False, True, True]
    # With contents beside the text there is room for footnotes on the widest only.
    assert [found[width]["beside"] for width in found] == [0, 0, 0, 3]
    assert found[1920]["level"] and found[1920]["above"] == found[1920]["over"] == 0
    page.emulate_media(media="print")
    assert page.evaluate(LAYOUT)["beside"] == 0
    assert not page.locator("header.site-header, .toc, .to-top a, .relations").first.is_visible()
    outside = page.locator("a", has_text="外面").first
    target = outside.evaluate("a => getComputedStyle(a, '::after').content")
    assert "https://example.com/a_b_c?x=1&y=2" in target
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1280, "height": 800})


def test_the_contents_follow_what_is_read(page: Page) -> None:
    current = page.locator(".toc [aria-current]")
    page.evaluate("scrollTo(0, 0)")
    expect(current).to_have_count(0)
    for words in ("代码", "列表", "嵌入"):
        page.evaluate(f"document.getElementById('{words}').scrollIntoView()")
        expect(current).to_have_text(words)
    page.evaluate("scrollTo(0, 0)")
    expect(current).to_have_count(0)


def test_code_is_copied_by_a_button_that_the_keyboard_reaches(page: Page) -> None:
    clipboard = "navigator.clipboard.readText()"
    page.locator(".code-block pre").hover()
    button = page.get_by_role("button", name="复制")
    expect(button).to_have_count(1)
    button.click()
    expect(page.locator(".copy")).to_have_text("已复制")
    copied = page.evaluate(clipboard)
    assert copied.startswith("import torch\ndef attention(q, k, v):\n")
    assert not copied.endswith("\n")
    page.locator("h1").hover()
    page.locator("pre", has_text="没有语言的代码").focus()
    page.keyboard.press("Shift+Tab")
    expect(button).to_be_visible()
    page.keyboard.press("Tab")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".copy")).to_have_text("已复制")
    assert page.evaluate(clipboard) == "std::vector<int> a(n);\nstd::array<int, N> a{};"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "没有语言的代码\n"
    page.locator("h1").hover()
    page.evaluate("document.activeElement.blur()")


def test_a_section_is_linked_to_where_its_heading_is_pointed_at(page: Page) -> None:
    page.locator(".prose > h2", has_text="表格").hover()
    link = page.locator(".heading-anchor")
    expect(link).to_have_accessible_name("本节链接")
    link.click()
    assert page.evaluate("decodeURIComponent(location.hash)") == "#表格"


COPY = """selector => {
  const data = new DataTransfer();
  const options = { clipboardData: data, bubbles: true, cancelable: true };
  const copied = new ClipboardEvent("copy", options);
  const range = document.createRange();
  const [first, last] = [selector.from, selector.to].map((text) => document.evaluate(text,
    document, null, XPathResult.FIRST_ORDERED_NODE_TYPE).singleNodeValue);
  range.setStart(first, 0);
  range.setEnd(last, last.childNodes.length || last.length);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  document.body.dispatchEvent(copied);
  return data.getData("text/plain");
}"""
MATH = "//*[local-name()='math']"


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        # All of it, or a part.
        (f"//p{MATH}[@alttext='x\\in\\R^n']", f"//p{MATH}[@alttext='x\\in\\R^n']", r"x\in\R^n"),
        (
            f"//p{MATH}[@alttext='x\\in\\R^n']//*[local-name()='mi'][1]",
            f"//p{MATH}[@alttext='x\\in\\R^n']//*[local-name()='mi'][1]",
            r"x\in\R^n",
        ),
        ("//p[contains(., '引文一段')]",) * 2 + (r"引文一段，里面有 $e^{i\pi}+1=0$。",),
        ("//p[contains(., '没有标题的笔记')]",) * 2 + ("",),
    ],
)
def test_a_formula_is_copied_as_its_tex(page: Page, start: str, end: str, text: str) -> None:
    """What holds none is left to the browser."""
    assert page.evaluate(COPY, {"from": start, "to": end}) == text


def test_lines_stay_as_they_are_beside_a_formula(page: Page) -> None:
    """No blank lines for those between tags, and code with its own."""
    whole = {"from": "//div[contains(@class, 'prose')]", "to": "//div[contains(@class, 'prose')]"}
    text = page.evaluate(COPY, whole)
    assert "\n\n\n" not in text[: text.index("代码\nattention")]
    assert "import torch\ndef attention(q, k, v):\n" in text


def test_a_diagram_is_one_stop(page: Page) -> None:
    page.keyboard.press("Tab")
    diagram = page.locator("figure.diagram").first
    assert diagram.get_attribute("tabindex") is None
    assert diagram.locator("img").first.get_attribute("tabindex") == "0"


def test_a_figure_is_seen_in_large_and_gives_the_focus_back(
    page: Page, axe: Callable[[Page], list[str]]
) -> None:
    picture = page.locator(".prose figure img[alt='示意图']")
    dialog = page.get_by_role("dialog", name="放大的图片")
    picture.click()
    expect(dialog).to_contain_text("图 1：题注里有 x² 与 <b>")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.keyboard.press("Tab")
    picture.focus()
    page.keyboard.press("Enter")
    expect(dialog.locator("img")).to_be_visible()
    assert axe(page) == []
    dialog.get_by_role("button", name="关闭").click()
    expect(picture).to_be_focused()
