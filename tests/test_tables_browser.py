"""Tables of notes in Chromium: sorted, filtered, by keyboard, narrow, printed, without script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from axe import axe_source, violations
from browsing import Visit, served
from conftest import build_site, write_files

pytestmark = pytest.mark.browser

ROWS = (
    ("2 两数之和", 2, "简单", "2026-01-09", "true", "排序"),
    ("15 三数之和", 15, "中等", "2026-01-10", "false", "双指针"),
    ("164 最大间距", 164, "中等", "", "true", "桶"),
    ("1 阿尔法", 1, "困难", "2025-12-31", "false", "哈希"),
)
INDEX = """
```base
properties: {number: {displayName: 题号}, done: {displayName: 完成}, day: {displayName: 日期}}
views:
  - type: table
    name: 按题号
    filters: number > 0
    order: [number, file.name, difficulty, day, done, file.tags, a, b, c, d]
    sort: [{property: number, direction: ASC}]
  - type: table
    name: 按难度
    filters: number > 0
    order: [file.name, number]
    groupBy: {property: difficulty, direction: ASC}
    summaries: {number: Sum, file.name: Unique, difficulty: Empty}
  - type: table
    name: 一行
    filters: number == 15
    order: [file.name, file.tags]
```
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("tables")
    notes = {
        f"content/{title}.md": f"---\nnumber: {number}\ndifficulty: {difficulty}\nday: {day}\n"
        f"done: {done}\ntags: [{tag}]\na: 一段长一些的文字\nb: long-words-of-latin\n---\n"
        for title, number, difficulty, day, done, tag in ROWS
    }
    # One note links to the index, with and without words, one names it.
    notes["content/2 两数之和.md"] += "回到[[索引]]，也见 ![[索引#没有]]。"
    notes["content/15 三数之和.md"] += "这道题也在索引里，式 $x^2$ 与 `索引`。"
    write_files(folder / "site", {"content/索引.md": f"---\ntags: [桶]\n---\n{INDEX}", **notes})
    output = folder / "served/notes"
    address = ("--base-url", "https://name.github.io/notes/")
    build_site(folder / "site", "--output", output, *address)
    with served(folder / "served") as host:
        yield f"{host}/notes/"


def numbers(page: Page, table: int = 0) -> list[int]:
    """The first number of each row that is seen, in their order."""
    rows = page.locator(".notes-table").nth(table).locator("tbody tr:not(.group):visible")
    return [int(text) for text in rows.locator("th").evaluate_all(_FIRST)]


_FIRST = "cells => cells.map((cell) => cell.textContent.split(' ')[0])"


def test_a_table_is_sorted_and_filtered(
    browser: Browser, address: str, request: pytest.FixtureRequest
) -> None:
    source = axe_source(Path(request.config.cache.mkdir("axe")))
    with Visit(browser, address, viewport={"width": 1280, "height": 900}) as visit:
        page = visit.go("索引/")
        table = page.locator(".notes-table").first
        heading = {
            name: table.get_by_role("columnheader", name=name) for name in ("题号", "日期", "完成")
        }
        assert numbers(page) == [1, 2, 15, 164]
        assert heading["题号"].get_attribute("aria-sort") == "ascending"
        # By the keyboard: a second time down, a third time as it was.
        button = heading["题号"].get_by_role("button")
        button.focus()
        page.keyboard.press("Enter")
        assert numbers(page) == [164, 15, 2, 1]
        assert heading["题号"].get_attribute("aria-sort") == "descending"
        page.keyboard.press("Space")
        assert numbers(page) == [1, 2, 15, 164]
        # Text as a Chinese reader expects it: numbers as numbers, Han by its sound.
        for name in ("笔记", "标签"):
            sort = table.get_by_role("columnheader", name=name).get_by_role("button")
            sort.click()
            assert numbers(page) == [1, 2, 15, 164]
            sort.click()
            assert numbers(page) == [164, 15, 2, 1]
        assert heading["题号"].get_attribute("aria-sort") is None
        # What has no date is last, up and down.
        heading["日期"].get_by_role("button").click()
        assert numbers(page) == [1, 2, 15, 164]
        heading["日期"].get_by_role("button").click()
        assert numbers(page) == [15, 2, 1, 164]
        heading["完成"].get_by_role("button").click()
        assert numbers(page)[:2] == [2, 164]
        # The other table is as it was, and sorts within its groups.
        assert numbers(page, 1) == [15, 164, 1, 2]
        # What hangs together with the note stands below it, and is looked at with the rest.
        mentions = page.locator(".mentions")
        assert not mentions.locator("blockquote").first.is_visible()
        mentions.locator("summary").focus()
        page.keyboard.press("Enter")
        assert mentions.locator("blockquote mark").inner_text() == "索引"
        assert page.locator(".backlinks blockquote").count() == 2
        assert page.locator(".related-notes li a").count() > 0
        assert violations(page, source) == []

        # Narrowed: rows that hold all words, groups that have some.
        field = page.get_by_role("searchbox").nth(1)
        field.fill("中等 164")
        assert numbers(page, 1) == []
        field.fill("之和")
        assert numbers(page, 1) == [15, 2]
        second = page.locator(".notes-table").nth(1)
        assert second.get_by_role("status").inner_text() == "2 / 4 行"
        assert second.locator("tr.group:visible").count() == 2
        # The last row says what the rows that are left come to.
        last = second.locator("tfoot td")
        assert last.all_inner_texts() == ["不同值 2", "合计 17"]
        field.fill("没有这样的")
        assert last.all_inner_texts() == ["不同值 0", "合计 –"]
        assert numbers(page, 0) != [15, 2]
        page.keyboard.press("Escape")
        assert len(numbers(page, 1)) == 4
        assert second.get_by_role("status").inner_text() == ""
        assert last.all_inner_texts() == ["不同值 4", "合计 182"]
        # One row is neither sorted nor narrowed, and no room is kept for that.
        third = page.locator(".notes-table").nth(2)
        assert third.get_by_role("searchbox").count() == third.get_by_role("button").count() == 0
        assert third.locator("caption").evaluate("caption => caption.offsetHeight") < 35
        assert visit.complaints == []


def test_a_table_scrolls_inside_itself_where_it_is_narrow(browser: Browser, address: str) -> None:
    with Visit(browser, address, viewport={"width": 320, "height": 640}) as visit:
        page = visit.go("索引/")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        box = page.locator(".notes-table .table").first
        assert box.evaluate("box => box.scrollWidth > box.clientWidth")
        box.focus()
        page.keyboard.press("ArrowRight")
        for _ in range(50):
            if box.evaluate("box => box.scrollLeft"):
                break
            page.wait_for_timeout(20)
        assert box.evaluate("box => box.scrollLeft") > 0


def test_without_script_a_table_is_whole_and_has_no_buttons(browser: Browser, address: str) -> None:
    with Visit(browser, address, java_script_enabled=False) as visit:
        page = visit.go("索引/")
        assert numbers(page) == [1, 2, 15, 164]
        assert page.locator(".notes-table :is(button, input)").count() == 0
        assert page.get_by_role("columnheader", name="题号").first.get_attribute("aria-sort")
        page.emulate_media(media="print")
        assert numbers(page) == [1, 2, 15, 164]


def test_properties_are_folded_and_open(browser: Browser, address: str) -> None:
    with Visit(browser, address) as visit:
        page = visit.go("15-三数之和/")
        properties = page.locator(".properties")
        assert not properties.get_by_text("中等").is_visible()
        page.get_by_text("属性", exact=True).click()
        assert properties.get_by_text("中等").is_visible()
        assert properties.get_by_role("img", name="否").is_visible()
        assert [url for url in visit.requests if "tables" in url and url.endswith(".js")] == []
