"""Long, deep and narrow notes in Chromium: the last sections in the contents, numbers and levels
of lists, last lines, what is folded, the button at code, addresses on paper."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from browsing import Visit, served
from conftest import BASE_URL, run_kbsite, write_files

pytestmark = pytest.mark.browser

BASE = "/notes/"
_SECTION = "\n\n## {}\n\n" + "文字。" * 200
NOTES = {
    "长.md": "开头。"
    + "".join(map(_SECTION.format, "甲乙丙"))
    + "\n\n## 小结\n\n短。\n\n## 练习\n\n短。\n\n## 文献\n\n短。\n",
    "短.md": "开头。" * 150 + "\n\n## 一\n\n短。\n\n## 二\n\n短。\n",
    "折.md": "<details><summary>题</summary>\n\n## 解\n\n短。\n\n</details>\n\n开头。"
    + "".join(_SECTION.format(number) for number in range(60)),
    "表.md": "1000. 甲\n1001. 乙\n\n> 99999. 丙\n\n"
    + "".join(f"{number}. 丁\n" for number in range(1, 102)),
    "深.md": "\n".join("  " * level + "- 文字" for level in range(12))
    + "\n\n"
    + "\n".join(f"{'>' * level} 文字\n{'>' * level}" for level in range(1, 13)),
    "码.md": "```python\nx = 1\n```\n",
    "题.md": f"---\ntitle: {'很长的题目' * 30}\ndate: 2026-05-01\n---\n见[[码]]一篇。 #甲 #乙A\n",
    "叠.md": "<details><summary>题</summary>\n\n解。\n\n</details>\n\n## **粗**的 *字*\n\n## 二\n",
    "层/一个/名字/相当/长的/路径/甲.md": "正文[^1]。[^2]\n\n[^1]: 注。\n[^2]: 注。\n",
    "类/甲.md": "开头。\n",
    "类/子/乙.md": "开头。\n",
    "链.md": "[词](https://zh.example/wiki/梯度%20下降?a=%2F%E6%A2%AF#%FF)\n",
}
NOTES |= {
    f"目/{count}.md": f"---\ntitle: {'文字' * count}\n---\n\n文。\n" for count in range(6, 18)
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("notes")
    write_files(folder / "content", NOTES)
    run_kbsite("build", "--root", folder, "--output", folder / "notes", "--base-url", BASE_URL)
    with served(folder) as host:
        yield host + BASE


@pytest.fixture(scope="module")
def shared(browser: Browser, address: str) -> Iterator[Visit]:
    with Visit(browser, address) as visit:
        yield visit
        assert visit.complaints == []


@pytest.fixture
def visit(shared: Visit) -> Visit:
    shared.page.set_viewport_size({"width": 1280, "height": 800})
    shared.page.emulate_media(forced_colors="none", color_scheme="light", media="screen")
    return shared


def follow(page: Page, words: str) -> None:
    page.locator(".toc a", has_text=words).click()
    expect(page.locator(".toc [aria-current]")).to_have_text(words)


def test_short_last_sections_are_reached_in_the_contents(visit: Visit) -> None:
    page = visit.go("长/")
    current = page.locator(".toc [aria-current]")
    expect(current).to_have_count(0)
    # All three are in sight at the end of the page: the one that was asked for is meant.
    for words in ("小结", "文献", "练习", "丙"):
        follow(page, words)
    page.evaluate("scrollTo(0, 1e6)")
    expect(current).to_have_text("文献")
    page.evaluate("scrollTo(0, 0)")
    expect(current).to_have_count(0)
    page.reload()
    page.goto(f"{visit.address}长/#练习")
    expect(current).to_have_text("练习")


def test_where_little_is_to_be_scrolled_the_contents_begin_at_the_top(visit: Visit) -> None:
    page = visit.go("短/")
    room = page.evaluate("document.documentElement.scrollHeight - innerHeight")
    page.set_viewport_size({"width": 1280, "height": 800 + room - 60})
    expect(page.locator(".toc [aria-current]")).to_have_count(0)
    page.evaluate("scrollTo(0, 1e6)")
    expect(page.locator(".toc [aria-current]")).to_have_text("二")


def test_contents_follow_what_changes_without_a_scroll(visit: Visit) -> None:
    page = visit.go("折/")
    current = page.locator(".toc [aria-current]")
    # As in browsers that do not hold the place of what is read.
    page.evaluate("document.documentElement.style.overflowAnchor = 'none'; scrollTo(0, 3000)")
    page.evaluate("document.fonts.ready")
    expect(current).to_have_count(1)
    reached = """() => [...document.querySelectorAll(".prose h2")].findLast((heading) =>
      heading.checkVisibility() && heading.getBoundingClientRect().top < innerHeight * 0.2
    )?.textContent ?? ''"""
    first = page.evaluate(reached)
    expect(current).to_have_text(first)
    page.evaluate(
        "for (const p of document.querySelectorAll('.prose > p')) p.style.height = '30px'"
    )
    assert page.evaluate(reached) not in ("", first)
    expect(current).to_have_text(page.evaluate(reached))
    page.evaluate("scrollTo(0, 0)")
    expect(current).to_have_count(0)
    # What is folded opens, or the contents are new, and no box has another size.
    frames = "await new Promise(requestAnimationFrame);" * 5
    page.evaluate(
        """async () => {
      const details = document.querySelector(".prose details");
      document.querySelector(".prose").style.height = document.body.style.height = "9000px";
      details.style.marginTop = "-300px";
      FRAMES
      details.open = true;
    }""".replace("FRAMES", frames)
    )
    expect(current).to_have_text("解")
    page.evaluate(
        """async () => {
      FRAMES
      const contents = document.querySelector(".toc ul");
      contents.replaceWith(contents.cloneNode(true));
      document.querySelector(".toc [aria-current]").removeAttribute("aria-current");
    }""".replace("FRAMES", frames)
    )
    expect(current).to_have_text("解")


def test_no_heading_is_measured_while_the_page_is_scrolled(visit: Visit) -> None:
    page = visit.go("折/")
    count = page.evaluate("""async () => {
      const frame = () => new Promise(requestAnimationFrame);
      for (let wait = 0; wait < 10; wait++) await frame();
      const { getBoundingClientRect } = Element.prototype;
      let count = 0;
      Element.prototype.getBoundingClientRect = function () {
        count += this.matches("h2");
        return getBoundingClientRect.call(this);
      };
      for (let at = 1; at <= 30; at++) {
        scrollTo(0, at * 300);
        await frame();
      }
      Element.prototype.getBoundingClientRect = getBoundingClientRect;
      return count;
    }""")
    assert count == 0
    expect(page.locator(".toc [aria-current]")).to_have_count(1)


def test_the_section_that_is_read_is_seen_in_forced_colours(visit: Visit) -> None:
    visit.page.emulate_media(forced_colors="active")
    page = visit.go("长/#甲")
    bar, paper = page.locator(".toc [aria-current]").evaluate(
        "a => [getComputedStyle(a, '::before').backgroundColor,"
        " getComputedStyle(document.body).backgroundColor]"
    )
    assert bar != paper


def test_the_words_that_a_quote_is_about_are_seen_in_forced_colours(visit: Visit) -> None:
    visit.page.emulate_media(forced_colors="active", color_scheme="dark")
    page = visit.go("码/")
    words, around = page.locator(".backlinks mark").evaluate(
        "mark => [mark, mark.parentElement].map(e => getComputedStyle(e).color)"
    )
    assert words == around


def test_a_day_stands_beside_the_first_line_of_its_title(visit: Visit) -> None:
    page = visit.go("tags/甲/")
    day, title, line = page.locator(".entries article").evaluate("""article => {
      const [day, title] = ["time", "h2"].map((name) => article.querySelector(name));
      const words = document.createRange();
      words.selectNodeContents(day);
      const middle = ({ top, height }, of = height) => top + of / 2;
      const line = parseFloat(getComputedStyle(title).lineHeight);
      const box = title.getBoundingClientRect();
      return [middle(words.getBoundingClientRect()), middle(box, line), line];
    }""")
    assert abs(day - title) < line / 4


def test_nothing_stands_between_a_tag_and_its_sign(visit: Visit) -> None:
    """Browsers that put a space between Han and Latin count `#` to the latter."""
    page = visit.go("题/")
    widths = """link => {
      const words = document.createRange();
      words.selectNodeContents(link);
      const width = () => words.getBoundingClientRect().right - link.getBoundingClientRect().left;
      const shown = width();
      link.style.textAutospace = "no-autospace";
      return shown - width();
    }"""
    for tag in (".note-header .tags a", ".prose a.tag"):
        assert page.locator(tag).filter(has_text="甲").first.evaluate(widths) == 0


def test_dashes_and_dots_are_those_of_a_chinese_font(visit: Visit) -> None:
    """Where the system has one; in English they are not."""
    page = visit.go("短/")
    page.evaluate("""document.querySelector(".prose").innerHTML =
      '<p id="han">——……</p><h2 id="head">——……</h2><p id="all">汉</p>'
      + '<p id="en" lang="en">——……</p>'""")
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]

    def font(name: str) -> str:
        node = session.send("DOM.querySelector", {"nodeId": root, "selector": f"#{name}"})
        fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node["nodeId"]})["fonts"]
        return ", ".join(one["familyName"] for one in fonts)

    if font("all") != "Noto Sans CJK SC":
        pytest.skip("the system has no Chinese font of those that are named")
    assert font("han") == font("head") == font("all")
    assert font("en") != font("all")


def test_words_in_another_language_keep_the_font_of_what_they_stand_in(visit: Visit) -> None:
    page = visit.go("短/")
    page.evaluate("""document.querySelector(".prose").innerHTML =
      '<h2 style="--heading-font: Georgia">题 <i lang="en">a</i></h2>'
      + '<p><code>b <i lang="en">b</i></code> <i lang="fr">c</i></p>'""")
    fonts = page.locator(".prose i").evaluate_all(
        "all => all.map(one => getComputedStyle(one).fontFamily)"
    )
    code = page.locator(".prose code").evaluate("code => getComputedStyle(code).fontFamily")
    assert fonts[:2] == ["none, Georgia", code]
    assert fonts[2].startswith("none, system-ui")


def test_long_numbers_of_lists_stand_in_the_text(visit: Visit) -> None:
    """Drawn as words in the list's type, with their point, they are no wider than its indent."""
    page = visit.go("表/")
    rooms = page.evaluate("""() => {
      const rooms = {};
      for (const list of document.querySelectorAll(".prose ol")) {
        const last = list.start + list.children.length - 1;
        const number = document.createElement("span");
        number.textContent = `${last}. `;
        number.style.whiteSpace = "pre";
        list.lastElementChild.append(number);
        rooms[last] = parseFloat(getComputedStyle(list).paddingLeft) - number.offsetWidth;
        number.remove();
      }
      return rooms;
    }""")
    assert sorted(rooms) == ["1001", "101", "99999"]
    assert all(0 <= room < 12 for room in rooms.values()), rooms


def test_twelve_levels_can_be_read_on_a_phone(visit: Visit) -> None:
    page = visit.go("深/")
    page.set_viewport_size({"width": 320, "height": 600})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    measures = page.locator(".prose :is(li, blockquote)").evaluate_all(
        "all => all.map(e => e.clientWidth / parseFloat(getComputedStyle(e).fontSize))"
    )
    assert len(measures) == 24
    assert min(measures) >= 3


def test_the_words_of_the_button_at_code_stay_in_a_line(visit: Visit) -> None:
    page = visit.go("码/")
    page.set_viewport_size({"width": 320, "height": 600})
    page.locator("pre").hover()
    lines = page.locator(".copy").evaluate("""button => {
      const words = document.createRange();
      words.selectNodeContents(button);
      return words.getClientRects().length;
    }""")
    assert lines == 1


def test_addresses_are_printed_as_they_are_read(visit: Visit) -> None:
    page = visit.go("链/")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    link = page.locator(".prose a")
    printed = link.evaluate("a => getComputedStyle(a, '::after').content")
    assert "https://zh.example/wiki/梯度%20下降?a=%2F梯#%FF" in printed


def test_no_title_in_a_list_ends_with_a_line_of_a_single_character(visit: Visit) -> None:
    page = visit.go("archive/")
    page.set_viewport_size({"width": 390, "height": 800})
    titles = page.locator(".year a").filter(has_text="文字")
    lines = titles.evaluate_all("""all => all.map(title => {
      const words = document.createRange();
      words.selectNodeContents(title);
      return [...words.getClientRects()].map(({ width }) => width);
    })""")
    assert len({len(widths) for widths in lines}) > 1
    assert min(widths[-1] for widths in lines) > 1.5 * 17


def test_what_is_folded_stands_apart_from_what_follows(visit: Visit) -> None:
    page = visit.go("叠/")
    folded = page.locator(".prose details")

    def apart() -> float:
        below, above = page.locator(".prose h2").first.bounding_box(), folded.bounding_box()
        assert below and above
        return below["y"] - above["y"] - above["height"]

    margin = folded.evaluate("e => parseFloat(getComputedStyle(e).marginBottom)")
    assert margin > 10
    closed = apart()
    folded.locator("summary").click()
    assert apart() == closed, "opened, it ends without a gap of its own"
    summary = folded.locator("summary")
    assert summary.evaluate("e => getComputedStyle(e).cursor") == "pointer"


def test_nothing_stands_out_in_the_contents_for_being_bold_in_a_heading(visit: Visit) -> None:
    weights = (
        visit.go("叠/")
        .locator(".toc :is(a, strong, em)")
        .evaluate_all("all => [...new Set(all.map(e => getComputedStyle(e).fontWeight))]")
    )
    assert weights == ["400"]


def test_the_lists_of_a_folder_are_equally_wide(visit: Visit) -> None:
    ends = (
        visit.go("类/")
        .locator(".sections, .entries, .label")
        .evaluate_all("all => all.map(e => Math.round(e.getBoundingClientRect().right))")
    )
    assert len(ends) == 4
    assert len(set(ends)) == 1


def test_where_a_page_stands_begins_each_line_with_a_name(visit: Visit) -> None:
    page = visit.go("层/一个/名字/相当/长的/路径/甲/")
    page.set_viewport_size({"width": 320, "height": 800})
    lines = page.locator(".crumbs a").evaluate_all("""all => all.map(a => {
      const { left, top } = a.getBoundingClientRect();
      return [Math.round(top), Math.round(left)];
    })""")
    begins = dict(reversed(lines))
    assert len(begins) > 1
    assert len(set(begins.values())) == 1


def test_letters_of_twice_the_size_leave_the_names_of_folders_whole(visit: Visit) -> None:
    """A phone of 360 pixels has room for as many as one of half the width; a letter a line stood
    beside what opens the notes around."""
    page = visit.go("层/一个/名字/相当/长的/路径/甲/")
    page.set_viewport_size({"width": 180, "height": 800})
    assert page.locator(".above-nearby").count() == 1
    names = page.locator(".crumbs a")
    heights = names.evaluate_all("all => all.map(a => a.getBoundingClientRect().height)")
    assert max(heights) < 40, "of one line"


def test_a_thumb_meets_the_mark_of_a_footnote(browser: Browser, address: str) -> None:
    """WCAG asks for 24 px or for a line; a mark is half as tall as its line."""
    phone = {"viewport": {"width": 390, "height": 800}, "is_mobile": True, "has_touch": True}
    path = "层/一个/名字/相当/长的/路径/甲/"
    with Visit(browser, address, **phone) as there:
        links = there.go(path).locator(".footnote-mark a, .footnote-back")
        for box in [link.bounding_box() for link in links.all()]:
            assert box
            assert box["height"] >= 30
            assert box["width"] >= 16
