"""What is wider than its place in Chromium: on a screen it fades where it goes on, on paper its
columns share the width."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page

from conftest import REPOSITORY
from kbsite.languages import LANGUAGES
from test_browser import prose

pytestmark = pytest.mark.browser

#: Whether its right edge is fading; at its end the mask is wider than the box.
FADES = """box => {
  const style = getComputedStyle(box);
  return style.maskImage.includes("gradient") && style.maskSize.startsWith("100%");
}"""


def table(columns: int, rows: int = 3) -> str:
    """Han in each fifth column, else numbers and days, as a benchmark has them."""

    def cell(row: int, column: int) -> str:
        if (row + column) % 5 == 0:
            return "<td>较长的一句说明文字，用来撑开单元格</td>"
        return "<td>98.76</td>" if column % 2 else '<td class="whole">2023-10</td>'

    head = "".join(f"<th>指标 {column}</th>" for column in range(columns))
    body = "".join(
        f"<tr>{''.join(cell(row, column) for column in range(columns))}</tr>" for row in range(rows)
    )
    return f'<div class="table" tabindex="0"><table><tr>{head}</tr>{body}</table></div>'


def test_what_is_wider_than_its_box_fades_where_it_goes_on(browser: Browser) -> None:
    """No bar is seen on a phone, and a table that is cut between two columns looks whole."""
    with prose(browser, f"<p>文</p>{table(9)}{table(2)}", width=360) as page:
        wide, narrow = page.locator(".table").all()
        assert wide.evaluate(FADES)
        assert not narrow.evaluate(FADES)
        wide.evaluate("box => { box.scrollLeft = box.scrollWidth }")
        page.wait_for_function(f"!({FADES})(document.querySelector('.table'))")
        wide.evaluate("box => { box.scrollLeft = 0 }")
        page.wait_for_function(f"({FADES})(document.querySelector('.table'))")
        # The ring of the focus is drawn around all of it.
        page.keyboard.press("Tab")
        assert wide.evaluate("box => box.matches(':focus-visible')")
        assert not wide.evaluate(FADES)
        page.emulate_media(media="print")
        assert not wide.evaluate(FADES)


@pytest.mark.parametrize(
    ("width", "columns", "is_whole"),
    [(390, 3, False), (390, 4, True), (1280, 3, True), (1280, 8, False), (1280, 11, True)],
)
def test_few_words_stay_whole_where_a_table_does_not_scroll_for_them(
    browser: Browser, width: int, columns: int, is_whole: bool
) -> None:
    """Beside a column of sentences. What scrolls without them, too, may be as wide as they are."""
    head = "<th>列</th>" * (columns - 1) + '<th class="long">说明</th>'
    cells = '<td class="short">中文字符</td>' * (columns - 1) + f"<td>{'一句话，' * 20}</td>"
    source = f'<div class="table" tabindex="0"><table><tr>{head}</tr><tr>{cells}</tr></table></div>'
    with prose(browser, source, width=width) as page:
        box = page.locator(".table")
        scrolls = box.evaluate("box => box.scrollWidth > box.clientWidth")
        words = page.locator(".short").first
        words.evaluate("cell => { cell.innerHTML = `<span>${cell.textContent}</span>` }")
        lines = words.locator("span").evaluate("span => span.getClientRects().length")
        assert (lines == 1) == is_whole
        assert scrolls == (is_whole and columns > 3)


#: The boxes of what holds text.
BOXES = "all => all.map(one => one.getBoundingClientRect().toJSON())"


def test_the_header_takes_a_second_row_only_where_it_has_to(browser: Browser) -> None:
    """At the width of a tablet there is room. Words of a title are broken where nothing helps."""
    header = (
        '<header class="site-header"><a class="site-title">INCOMING TRANSMISSION</a>'
        f"<nav>{'<a>全部笔记</a>' * 5}</nav>"
        '<a class="search-open">搜索</a><button class="theme-switch"></button></header>'
    )
    with prose(browser, header, width=768) as page:
        parts = page.locator(".site-header > *")
        title, nav, search, theme = parts.evaluate_all(BOXES)
        assert title["right"] <= nav["left"] < nav["right"] <= search["left"] < theme["left"]
        assert title["top"] < nav["bottom"] and nav["top"] < title["bottom"]
        page.emulate_media(forced_colors="active")
        half = "button => getComputedStyle(button, '::before').backgroundImage"
        assert "gradient" in page.locator(".theme-switch").evaluate(half)
        # Long entries take the room from one another, not from the button beside them.
        entries = page.locator(".site-header nav a")
        entries.evaluate_all("all => all.forEach(one => { one.textContent += '与分布式系统' })")
        _, nav, search, theme = parts.evaluate_all(BOXES)
        assert nav["height"] > 1.5 * search["height"]
        assert search["width"] == theme["width"] and search["left"] < theme["left"]
        entries.evaluate_all("all => all.forEach(one => { one.textContent = '全部笔记' })")
        page.set_viewport_size({"width": 640, "height": 900})
        title, nav, *_ = parts.evaluate_all(BOXES)
        assert nav["top"] >= title["bottom"]
        page.set_viewport_size({"width": 195, "height": 900})
        lines = page.locator(".site-title").evaluate("""title => {
          const words = document.createRange();
          words.selectNodeContents(title);
          return new Set([...words.getClientRects()].map(line => line.top)).size;
        }""")
        assert lines == 2
        title, nav, search, theme = parts.evaluate_all(BOXES)
        assert title["bottom"] <= search["top"] == theme["top"] < nav["top"]


def test_a_long_folder_above_a_title_goes_on_below_its_beginning(browser: Browser) -> None:
    """What hides the slash at the beginning of a line hid the beginning of its second line."""
    items = "<li><a>首页</a></li><li><a>chapter_computational-performance-of-a-name</a></li>"
    with prose(browser, f'<nav class="crumbs"><ol>{items}</ol></nav>', width=260) as page:
        seen, lines = page.locator(".crumbs ol").evaluate("""list => {
          document.querySelector("main").className = "";
          const words = document.createRange();
          words.selectNodeContents(list.lastChild.lastChild);
          const { left } = list.parentElement.getBoundingClientRect();
          return [left, [...words.getClientRects()].map(line => line.left)];
        }""")
        assert len(lines) > 1
        assert min(lines) >= seen


@pytest.mark.parametrize("columns", [9, 11, 12, 20])
def test_columns_share_the_width_of_the_paper(browser: Browser, columns: int) -> None:
    """Some were as narrow as one character, so that a sentence was as tall as a page."""
    with prose(browser, table(columns), width=673) as page:
        page.emulate_media(media="print")
        assert page.evaluate("document.documentElement.scrollWidth") <= 673
        sides, texts = page.evaluate("""() => {
          const inside = cell => {
            const { paddingLeft, paddingRight, fontSize } = getComputedStyle(cell);
            const padding = parseFloat(paddingLeft) + parseFloat(paddingRight);
            return (cell.clientWidth - padding) / parseFloat(fontSize);
          };
          const words = document.createRange();
          const over = cell => {
            words.selectNodeContents(cell);
            return words.getBoundingClientRect().right - cell.getBoundingClientRect().right;
          };
          const cells = [...document.querySelectorAll("td")];
          return [Math.min(...cells.map(inside)), Math.max(...cells.map(over))];
        }""")
        assert sides > 2.5, "characters a line"
        assert texts <= 0, "nothing lies on the next column"


def test_the_sign_of_a_folded_callout_stands_in_no_line_of_its_own(browser: Browser) -> None:
    """Whatever the last line of its title leaves."""
    source = (
        '<details class="callout callout-note"><summary class="callout-title"></summary></details>'
    )
    with prose(browser, source, width=360) as page:
        page.add_style_tag(content=".bare::after { display: none !important }")
        higher = page.locator("summary").evaluate("""title => {
          const found = [];
          for (let length = 1; length < 60; length++) {
            title.textContent = "题".repeat(length);
            title.classList.remove("bare");
            const height = title.offsetHeight;
            title.classList.add("bare");
            if (title.offsetHeight !== height) found.push(length);
          }
          return found;
        }""")
        assert higher == []


def test_paper_has_no_colour_of_its_own(browser: Browser) -> None:
    """Printed with backgrounds, that of the page would be a panel between white margins."""
    with prose(browser, "<p>文</p>") as page:
        page.emulate_media(media="print")
        for part in ("html", "body", "main", ".prose"):
            colour = "part => getComputedStyle(part).backgroundColor"
            assert page.locator(part).first.evaluate(colour) == "rgba(0, 0, 0, 0)"


def test_without_script_no_room_is_kept_for_the_button_that_needs_it(browser: Browser) -> None:
    style = (REPOSITORY / "static/css/site.css").read_text(encoding="utf-8")
    header = (
        '<header class="site-header"><a class="site-title">题</a><nav></nav>'
        '<a class="search-open">搜索</a><button class="theme-switch" hidden></button></header>'
    )
    ends = []
    for runs in (True, False):
        page = browser.new_page(java_script_enabled=runs)
        page.set_content(f"<style>{style}</style>{header}")
        boxes = [page.locator(part).bounding_box() for part in (".site-header", ".search-open")]
        assert boxes[0] and boxes[1]
        ends.append([round(box["x"] + box["width"]) for box in boxes if box])
        page.close()
    (edge, early), (_, alone) = ends
    assert early < edge - 20
    assert alone == edge


@pytest.mark.parametrize(
    "block",
    [
        '<figure class="embed"><figcaption>甲</figcaption><blockquote>{}</blockquote></figure>',
        '<div class="callout"><p class="callout-title">证明</p>{}</div>',
        '<div class="callout"><p class="callout-title">证明</p><ul>{}</ul></div>',
    ],
    ids=["embed", "callout", "list in a callout"],
)
def test_what_is_as_long_as_a_sheet_leaves_none_empty(browser: Browser, block: str) -> None:
    """It began on a sheet of its own, below a heading that stood alone."""
    item = "<li>{}</li>" if "<ul>" in block else "<p>{}</p>"
    long = block.format(item.format("一句话，" * 40) * 10)
    with prose(browser, f"<p>文</p><h2>题</h2>{long}") as page:
        assert _sheets(page) == 2
    # A short one stays whole.
    short = block.format(item.format("一句话，") * 2)
    with prose(browser, short) as page:
        page.emulate_media(media="print")
        inside = "one => getComputedStyle(one).breakInside"
        kept = page.locator(".embed, .callout").evaluate(inside)
        assert kept == ("auto" if "embed" in block else "avoid")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_titles_of_the_archive_stand_below_one_another(browser: Browser, language: str) -> None:
    """Behind a long day, too: that of September stood further to the right."""
    words = LANGUAGES[language]
    days = "".join(
        f"<li><time>{words.day_of_year(f'2026-{month:02}-28')}</time> <a>有些长的题</a></li>"
        for month in range(1, 13)
    )
    with prose(browser, f'<section class="year"><ol>{days}</ol></section>') as page:
        page.evaluate("language => { document.documentElement.lang = language }", language)
        page.add_style_tag(content=(REPOSITORY / "static/css/lists.css").read_text("utf-8"))
        lefts = page.locator("li a").evaluate_all(
            "all => all.map(one => one.getBoundingClientRect().left)"
        )
        assert len(set(lefts)) == 1
        # Where letters are twice as large as usual a phone has room for one of the two.
        page.set_viewport_size({"width": 180, "height": 800})
        day, title = (page.locator(f"li {tag}").first.bounding_box() for tag in ("time", "a"))
        assert day and title and title["y"] >= day["y"] + day["height"] - 1


def _sheets(page: Page) -> int:
    """How many it takes on paper."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="A4")))
