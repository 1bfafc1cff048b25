"""The preview in Chromium: what a writer sees of it while a note is being written."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Literal
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from browsing import Visit
from conftest import write_files
from media_files import pdf, png, wav
from serve_process import Preview
from test_sites import site_folder

pytestmark = pytest.mark.browser

SINK = "厨房水槽"
BASE = "/notes"
#: What the page does with a URL of the editor.
RECORDER = "window.opened = []; window.open = (url) => { opened.push(url) }"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
EDITOR = "http://editor.test/open?file={path}&line={line}"

#: Long enough to be scrolled, and with something to fold and to select.
LONG = "\n\n".join(
    [
        "第一段。",
        *(
            f"## 第{n}节\n\n第{n}节的文字，写得长一点，好占去几行：{'一些话，' * 30}"
            for n in range(12)
        ),
        "> [!question]- 折起的问题\n> 答案在里面。",
        "选中这一段里的几个字。",
        "```python\nx = 1\n```",
        "![图](图.png)",
        "最后一段。",
    ]
)
SIZE = {"width": 1000, "height": 700}
numbers = itertools.count(1)


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """One server for all tests; each writes notes of its own."""
    root = site_folder("kitchen-sink", tmp_path_factory.mktemp("preview"))
    settings = (root / "kbsite.yaml").read_text("utf-8")
    files: dict[str, str | bytes] = {
        "kbsite.yaml": f'{settings}editor: "{EDITOR}"\n',
        "content/图.png": png(40, 30),
        "static/custom.css": "h1 { letter-spacing: 1px; }\n",
        "templates/footer.html": "<p>页脚</p>\n",
    }
    preview = Preview(write_files(root, files), BASE)
    preview.start()
    yield preview
    preview.stop()


@pytest.fixture(scope="module")
def shared(browser: Browser, preview: Preview) -> Iterator[Visit]:
    with Visit(browser, preview.address, viewport=SIZE) as visit:
        visit.page.add_init_script(RECORDER)
        yield visit


@pytest.fixture
def visit(shared: Visit) -> Visit:
    """One page for all tests, with nothing remembered: to open another takes longer than most of
    what is looked at here."""
    page = shared.page
    page.mouse.move(2, 690)
    page.emulate_media(media="screen", color_scheme="light", reduced_motion="no-preference")
    if page.url.startswith("http"):
        page.evaluate("localStorage.clear(), sessionStorage.clear()")
    page.goto("about:blank")
    shared.requests.clear()
    shared.complaints.clear()
    return shared


@pytest.fixture
def timed(browser: Browser, preview: Preview) -> Iterator[Visit]:
    """A page whose clock a test may set."""
    with Visit(browser, preview.address, viewport=SIZE) as visit:
        yield visit


class Writer:
    """A note that a test writes, and the page that shows it."""

    def __init__(
        self,
        preview: Preview,
        visit: Visit,
        text: str,
        head: str = "",
        name: str = "",
        is_opened: bool = True,
    ) -> None:
        self.preview, self.visit, self.head = preview, visit, head
        self.name = name or f"笔记{next(numbers)}"
        self.write(text)
        preview.wait_for(self.name, 200)
        self.page = visit.page
        if is_opened:
            opened(visit, preview.url(self.name))
            self.page.evaluate("window.alive = true")

    @property
    def file(self) -> str:
        return f"content/{self.name}.md"

    def write(self, text: str) -> None:
        self.text = text
        self.preview.save(self.file, f"---\ntitle: {self.name}\n{self.head}---\n\n{text}\n")

    def edit(self, old: str, new: str) -> None:
        assert old in self.text
        self.write(self.text.replace(old, new))


def opened(visit: Visit, path: str) -> Page:
    """The page there; the preview's script knows what it was made from, listens, and has asked
    what is wrong with it."""
    with visit.page.expect_response("**/_kbsite/page?*"):
        visit.go(path)
    expect(visit.page.locator("kbsite-preview .bar")).to_be_visible()
    return visit.page


@pytest.fixture
def write(preview: Preview, visit: Visit) -> Callable[..., Writer]:
    """`write(text, head, name)`: a new note of this text, and its page opened."""
    return partial(Writer, preview, visit)


def is_alive(page: Page) -> bool:
    """Whether it was not loaded anew."""
    return bool(page.evaluate("window.alive === true"))


# --- only what changed is changed ---

MARK = "document.querySelectorAll('body, body *').forEach(e => { e.marked = true })"
#: Which notes of other tests are near this one is their concern.
UNMARKED = """[...document.querySelectorAll("body *")]
    .filter((one) => !one.marked && !one.closest(".relations")).map((one) => one.outerHTML)"""
TOP = "e => e.getBoundingClientRect().top"


@pytest.mark.parametrize("anchoring", ["auto", "none"])
def test_an_edit_changes_its_own_block_and_nothing_moves(
    write: Callable[..., Writer], anchoring: str
) -> None:
    """In browsers that hold what is in sight by themselves, and in Safari."""
    writer = write(LONG)
    page = writer.page
    page.evaluate("value => { document.body.style.overflowAnchor = value }", anchoring)
    page.evaluate(MARK)
    page.locator("details.callout summary").click()
    page.locator("pre").focus()
    page.locator("p", has_text="选中这一段").evaluate(
        "p => getSelection().setBaseAndExtent(p.firstChild, 0, p.firstChild, 5)"
    )
    page.locator("#第8节").evaluate("e => e.scrollIntoView()")
    before = page.locator("#第8节").evaluate(TOP)
    writer.edit(
        "第2节的文字", "第2节的文字，多了一段。\n\n这是多出的一段，长得足以占去两行：" + "长" * 90
    )
    expect(page.locator("p", has_text="多出的一段")).to_have_count(1)
    assert page.locator("#第8节").evaluate(TOP) == pytest.approx(before, abs=1)
    unmarked = page.evaluate(UNMARKED)
    assert len(unmarked) == 1, unmarked
    assert "多出的一段" in unmarked[0]
    assert page.locator("details.callout").get_attribute("open") is not None
    assert page.evaluate("getSelection().toString()") == "选中这一段"
    assert page.evaluate("document.activeElement.localName") == "pre"
    assert is_alive(page)


def test_a_changed_word_leaves_the_paragraph_its_node_and_the_selection_before_it(
    write: Callable[..., Writer],
) -> None:
    writer = write("一段**很重要**的文字，后面要改。")
    page = writer.page
    page.evaluate(MARK)
    page.locator(".prose p").evaluate(
        "p => getSelection().setBaseAndExtent(p.lastChild, 0, p.lastChild, 3)"
    )
    writer.edit("要改", "改了")
    expect(page.locator(".prose p")).to_have_text("一段很重要的文字，后面改了。")
    assert page.evaluate(UNMARKED) == []
    assert page.evaluate("getSelection().toString()") == "的文字"


def test_what_lies_between_two_edits_stays(write: Callable[..., Writer]) -> None:
    writer = write("\n\n".join(f"第{n}段。" for n in range(9)))
    page = writer.page
    page.evaluate("document.querySelectorAll('.prose p').forEach(p => { p.was = p.textContent })")
    writer.edit("第0段。\n\n第1段。", "新。\n\n又新。\n\n第0段改了。\n\n第1段。")
    expect(page.get_by_text("又新。")).to_be_visible()
    writer.write(writer.text.replace("第4段。\n\n", "").replace("新。", "更新。") + "\n\n末了。")
    expect(page.get_by_text("末了。")).to_be_visible()
    was = page.evaluate("[...document.querySelectorAll('.prose p')].slice(3, 10).map(p => p.was)")
    assert was == [f"第{n}段。" for n in (1, 2, 3, 5, 6, 7, 8)]


def test_a_name_that_browsers_and_servers_write_in_two_ways(write: Callable[..., Writer]) -> None:
    writer = write("旧的。", name="C++与it's(1)!")
    writer.edit("旧的。", "新的。")
    expect(writer.page.locator(".prose p")).to_have_text("新的。")


def test_title_tags_and_list_of_headings_follow(write: Callable[..., Writer]) -> None:
    writer = write("## 甲\n\n文字。\n\n## 乙\n\n文字。")
    page = writer.page
    writer.head = "tags: [新标签]\n"
    writer.edit("## 乙", "## 丙\n\n文字。\n\n## 丁")
    expect(page.locator(".toc li")).to_have_text(["甲", "丙", "丁"])
    page.evaluate("location.hash = '丁'")
    expect(page.locator(".toc [aria-current]")).to_have_text("丁")
    expect(page.locator(".note-header .tags")).to_have_text("新标签")
    writer.preview.save(writer.file, "---\ntitle: 换了名\n---\n\n## 甲\n")
    expect(page).to_have_title(re.compile("^换了名 · "))
    assert is_alive(page)


def test_a_folded_callout_obeys_its_author_when_the_author_changes_it(
    write: Callable[..., Writer],
) -> None:
    writer = write("> [!note]+ 开着\n> 文字。")
    page = writer.page
    page.locator("summary.callout-title").click()
    assert page.locator("details.callout").get_attribute("open") is None
    writer.edit("> 文字。", "> 文字改了。")
    expect(page.get_by_text("文字改了。")).to_have_count(1)
    assert page.locator("details.callout").get_attribute("open") is None
    writer.edit("[!note]+", "[!note]-")
    page.wait_for_timeout(200)
    writer.edit("[!note]-", "[!note]+")
    expect(page.locator("details.callout")).to_have_attribute("open", "")


def test_code_in_tabs_stays_and_becomes_so(write: Callable[..., Writer]) -> None:
    group = "::: code-group\n```cpp\nint a;\n```\n```python\na = 1\n```\n:::"
    writer = write(f"甲。\n\n{group}\n\n乙。")
    page = writer.page
    page.get_by_role("tab", name="python").click()
    writer.edit("a = 1", "b = 2")
    expect(page.get_by_text("b = 2")).to_be_visible()
    # The block behind keeps its line.
    page.locator("p:text-is('乙。')").hover()
    page.keyboard.down("Alt")
    line = (writer.preview.root / writer.file).read_text("utf-8").split("\n").index("乙。") + 1
    expect(page.locator("kbsite-preview .alt-hint")).to_have_text(f"{writer.file}:{line}")
    page.keyboard.up("Alt")
    writer.edit("乙。", group)
    expect(page.get_by_role("tab")).to_have_text(["cpp", "python"] * 2)
    expect(page.get_by_text("a = 1")).to_be_visible()
    writer.edit("```python\nb = 2", "```go\nc := 3\n```\n```python\nb = 2")
    expect(page.get_by_role("tab")).to_have_text(["cpp", "go", "python", "cpp", "python"])
    expect(page.get_by_text("b = 2")).to_be_visible()
    assert is_alive(page)


def test_an_open_search_stays(write: Callable[..., Writer]) -> None:
    writer = write("第一段。")
    page = writer.page
    page.keyboard.press("/")
    page.get_by_role("combobox").fill("厨房")
    expect(page.get_by_role("option").first).to_be_visible()
    writer.edit("第一段。", "改了。")
    expect(page.get_by_text("改了。")).to_have_count(1)
    assert page.locator("dialog").evaluate("d => d.open && d.matches(':modal')")
    assert page.get_by_role("combobox").input_value() == "厨房"
    assert page.get_by_role("option").first.is_visible()
    assert is_alive(page)


def test_an_open_dialog_and_what_scripts_added_stay(write: Callable[..., Writer]) -> None:
    writer = write("第一段。\n\n第二段。")
    page = writer.page
    page.evaluate("""() => {
        const dialog = document.createElement("dialog");
        dialog.innerHTML = "<input>";
        document.body.append(dialog);
        document.querySelector(".prose").append(document.createElement("hr"));
        dialog.showModal();
    }""")
    page.locator("dialog input").fill("扩散")
    writer.edit("第二段。", "第二段改了。\n\n第三段。")
    expect(page.locator(".prose p")).to_have_text(["第一段。", "第二段改了。", "第三段。"])
    assert page.locator("dialog").evaluate("d => d.open && d.matches(':modal')")
    assert page.locator("dialog input").input_value() == "扩散"
    assert page.locator(".prose hr").count() == 1
    assert page.locator(".theme-switch").is_visible()


def test_an_open_dialog_of_the_author_is_left_alone_until_it_is_closed(
    write: Callable[..., Writer],
) -> None:
    writer = write("<dialog>\n\n旧的。\n\n</dialog>\n\n文字。")
    page = writer.page
    page.evaluate("document.querySelector('dialog').showModal()")
    writer.edit("旧的。", "新的。")
    writer.edit("文字。", "文字改了。")
    expect(page.get_by_text("文字改了。")).to_have_count(1)
    expect(page.locator("dialog")).to_have_text("旧的。")
    page.evaluate("document.querySelector('dialog').close()")
    writer.edit("文字改了。", "文字又改了。")
    expect(page.locator("dialog")).to_have_text("新的。")
    assert is_alive(page)


def test_pictures_are_not_loaded_again(write: Callable[..., Writer], visit: Visit) -> None:
    writer = write("前面。\n\n![图](图.png)\n\n后面。")
    page = writer.page
    visit.requests.clear()
    writer.edit("前面。", "前面改了。\n\n又一段。")
    expect(page.get_by_text("又一段。")).to_be_visible()
    assert [url for url in visit.requests if url.endswith(".png")] == []
    assert visit.complaints == []


WIDTHS = "[...document.querySelectorAll('.prose img')].map(img => img.naturalWidth)"


def test_a_picture_that_changed_is_loaded_again_and_no_other(
    write: Callable[..., Writer], preview: Preview, visit: Visit
) -> None:
    content = preview.root / "content"
    (content / "换.png").write_bytes(png(20, 10))
    (content / "声.wav").write_bytes(wav())
    (content / "页.pdf").write_bytes(pdf())
    raw = '<picture><source srcset="换.png, 无.png 9x"><img src="图.png"></picture>'
    writer = write(f"![换](换.png)\n\n![图](图.png)\n\n{raw}\n\n![](声.wav)\n\n![](页.pdf)")
    page = writer.page
    page.wait_for_function(f"() => String({WIDTHS}) === '20,40,20'")
    steps = page.evaluate("history.length")
    visit.requests.clear()
    (content / "换.png").write_bytes(png(60, 30))
    page.wait_for_function(f"() => String({WIDTHS}) === '60,40,60'")
    assert page.locator(".prose img").first.get_attribute("width") == "60"
    assert [url for url in visit.requests if quote("图.png") in url] == []
    # The words stay, and so does the page.
    (content / "页.pdf").write_bytes(pdf() + b"\n")
    expect(page.locator("iframe[src*='kbsite=']")).to_have_count(1)
    (content / "声.wav").write_bytes(wav(2))
    expect(page.locator("audio[src*='kbsite=']")).to_have_count(1)
    assert page.evaluate("history.length") == steps
    # A picture that was away for a moment is another, too.
    (content / "换.png").unlink()
    expect(page.locator(".prose img")).to_have_count(2)
    (content / "换.png").write_bytes(png(80, 30))
    page.wait_for_function(f"() => String({WIDTHS}) === '80,40,80'")
    assert is_alive(page)


@pytest.mark.parametrize("picture", ["![形](形.png)", '<p><img src="形.png"></p>'])
def test_a_picture_of_another_shape_at_the_edge_moves_nothing_in_sight(
    write: Callable[..., Writer], preview: Preview, picture: str
) -> None:
    """Until it has loaded, the new size is laid out in the shape of the old picture; in browsers
    that hold what is in sight by themselves, and in Safari."""
    file = preview.root / "content/形.png"
    file.write_bytes(png(300, 200))
    page = write(f"前面。\n\n{picture}\n\n{LONG}").page
    for anchoring, left in itertools.product(("auto", "none"), (2, 60, 98)):
        page.evaluate("value => { document.body.style.overflowAnchor = value }", anchoring)
        page.locator(".prose img").first.evaluate(
            "(img, left) => scrollBy(0, img.getBoundingClientRect().bottom - left)", left
        )
        before = page.locator("#第0节").evaluate(TOP)
        for width, height in ((500, 100), (300, 200)):
            file.write_bytes(png(width, height))
            page.wait_for_function(f"() => {WIDTHS}[0] === {width}")
            page.wait_for_timeout(100)
            top = page.locator("#第0节").evaluate(TOP)
            assert top == pytest.approx(before, abs=1), (anchoring, left, width)
    assert is_alive(page)


def test_the_chosen_theme_stays(write: Callable[..., Writer]) -> None:
    writer = write("文字。")
    page = writer.page
    page.locator(".theme-switch").click()
    chosen = page.evaluate("document.documentElement.dataset.theme")
    writer.edit("文字。", "改了。")
    expect(page.locator(".prose p")).to_have_text("改了。")
    assert page.evaluate("document.documentElement.dataset.theme") == chosen


SAME = r"""() => document.body.outerHTML.replace(/\/assets\/[0-9a-f]{12}\//g, "/assets/*/")"""


def test_whatever_the_edit_the_page_is_as_one_that_is_loaded(
    preview: Preview, visit: Visit
) -> None:
    """Blocks of the note with every construct are dropped, doubled, moved and changed."""
    file = f"content/{SINK}.md"
    original = (preview.root / file).read_text("utf-8")
    page = opened(visit, preview.url(SINK))
    page.evaluate("window.alive = true")
    fresh = visit.context.new_page()
    chance = random.Random(7)
    head, *blocks = re.split(r"\n\n(?=\S)", original)
    for number in range(9):
        edited(blocks, chance, number)
        titled = head.replace("title: ", f"title: 第{number}次 ")
        preview.save(file, "\n\n".join([titled, *blocks]) + "\n")
        expect(page).to_have_title(re.compile(f"^第{number}次 "))
        fresh.goto(preview.address + preview.url(SINK), wait_until="domcontentloaded")
        assert page.evaluate(SAME) == fresh.evaluate(SAME), number
        assert page.title() == fresh.title()
        # It would follow the next edit, too.
        fresh.goto("about:blank")
    assert is_alive(page)
    preview.save(file, original)


def edited(blocks: list[str], chance: random.Random, number: int) -> None:
    """Some edits of random blocks."""
    for _ in range(chance.choice((1, 1, 3, 20))):
        i, j = chance.randrange(len(blocks)), chance.randrange(len(blocks))
        match chance.randrange(5):
            case 0 if len(blocks) > 20:
                del blocks[i]
            case 1:
                blocks.insert(j, blocks[i])
            case 2:
                blocks.insert(j, blocks.pop(i))
            case 3:
                blocks.insert(i, f"新的一段{number}，含 $x_{number}$。")
            case _:
                blocks[i] = re.sub(r"[一二三的文x]", f"换{number}", blocks[i], count=2)


# --- styles, templates, other pages ---


def test_a_stylesheet_is_swapped_and_no_style_of_the_site_reaches_the_preview(
    write: Callable[..., Writer], preview: Preview
) -> None:
    page = write(LONG).page
    page.evaluate("scrollTo(0, 900)")
    css = "h1 { letter-spacing: 7px; } kbsite-preview, aside, .follow { display: none !important; }"
    preview.save("static/custom.css", css)
    expect(page.locator("h1")).to_have_css("letter-spacing", "7px")
    expect(page.locator("link[rel=stylesheet][href*='custom.css']")).to_have_count(1)
    expect(page.locator("kbsite-preview .follow")).to_be_visible()
    assert page.evaluate("scrollY") == 900
    assert is_alive(page)
    preview.save("static/custom.css", "h1 { letter-spacing: 1px; }\n")
    expect(page.locator("h1")).to_have_css("letter-spacing", "1px")
    expect(page.locator("head link[rel=stylesheet]")).to_have_count(2)


def test_a_script_does_not_run_again_when_the_folder_it_lies_in_is_renamed(
    write: Callable[..., Writer], preview: Preview
) -> None:
    """The search has a script in the header."""
    (preview.root / "static/count.js").write_text("window.runs = (window.runs ?? 0) + 1;")
    preview.save("templates/footer.html", '<script src="{{ site.assets }}/count.js"></script>\n')
    page = write("文字。").page
    assert page.evaluate("window.runs") == 1
    preview.save("static/custom.css", "h1 { letter-spacing: 3px; }\n")
    expect(page.locator("h1")).to_have_css("letter-spacing", "3px")
    page.wait_for_timeout(200)
    assert page.evaluate("window.runs") == 1
    assert is_alive(page)
    preview.save("static/custom.css", "h1 { letter-spacing: 1px; }\n")
    preview.save("templates/footer.html", "<p>页脚</p>\n")


def test_a_new_symbol_has_its_font(write: Callable[..., Writer]) -> None:
    """The stylesheet of formulas keeps its address when it names another font."""
    writer = write("公式 $x$。\n\n别的。")
    page = writer.page
    page.evaluate("document.fonts.ready")
    writer.edit("$x$", r"$x \ltimes \circledast$")
    expect(page.locator("link[href*='math.css?kbsite=']")).to_have_count(1)
    assert is_alive(page)


def test_a_template_is_patched_in_and_another_set_of_scripts_loads_the_page(
    write: Callable[..., Writer], preview: Preview
) -> None:
    page = write(LONG).page
    page.evaluate("scrollTo(0, 900)")
    preview.save("templates/footer.html", "<p>新的页脚</p>\n")
    expect(page.locator("footer")).to_contain_text("新的页脚")
    assert is_alive(page)
    preview.save("templates/footer.html", '<p>页脚</p><script src="/none.js"></script>\n')
    page.wait_for_function("() => window.alive === undefined")
    expect(page.locator("footer script")).to_have_count(1)
    page.wait_for_function("() => scrollY === 900")
    preview.save("templates/footer.html", "<p>页脚</p>\n")
    expect(page.locator("footer script")).to_have_count(0)


def test_another_page_is_new_when_it_is_visited(
    write: Callable[..., Writer], preview: Preview, visit: Visit
) -> None:
    writer = write("旧的。")
    page = opened(visit, preview.url("另一篇"))
    writer.edit("旧的。", "新的。")
    page.wait_for_timeout(300)
    page.go_back()
    expect(page.locator(".prose p")).to_have_text("新的。")


def test_a_note_that_is_deleted_shows_that_it_is(
    write: Callable[..., Writer], preview: Preview
) -> None:
    writer = write("文字。")
    (preview.root / writer.file).unlink()
    expect(writer.page.locator("h1")).to_have_text("没有这一页")
    writer.write("又有了。")
    expect(writer.page.locator(".prose p")).to_have_text("又有了。")


def test_a_site_that_moves_below_another_path_takes_open_pages_along(
    write: Callable[..., Writer], preview: Preview
) -> None:
    writer = write("## 节\n\n文字。")
    settings = (preview.root / "kbsite.yaml").read_text("utf-8")
    moved = settings.replace("/notes/", "/elsewhere/")
    assert moved != settings
    preview.save("kbsite.yaml", moved)
    try:
        writer.page.wait_for_url(f"**/elsewhere/{quote(writer.name)}/")
        expect(writer.page.locator(".prose p")).to_have_text("文字。")
    finally:
        preview.save("kbsite.yaml", settings)
        writer.page.wait_for_url(f"**/notes/{quote(writer.name)}/")


def test_a_note_that_is_renamed_takes_its_open_page_along(
    write: Callable[..., Writer], preview: Preview, visit: Visit
) -> None:
    writer = write(LONG)
    page = writer.page
    page.evaluate("scrollTo(0, 900)")
    old, new = preview.root / writer.file, preview.root / "content/改名.md"
    old.rename(new)
    page.wait_for_url(f"**{preview.url('改名')}")
    page.wait_for_function("() => scrollY === 900")
    # Away for a moment on its way.
    text = new.read_bytes()
    new.unlink()
    expect(page.locator("h1")).to_have_text("没有这一页")
    (preview.root / "content/又改.md").write_bytes(text)
    page.wait_for_url(f"**{preview.url('又改')}")
    expect(page.get_by_text("最后一段。")).to_have_count(1)
    # Who comes later is told that it is not there.
    opened(visit, preview.url("又改"))
    opened(visit, preview.url("另一篇"))
    # The page knows by now what it shows.
    page.wait_for_function("() => sessionStorage.getItem('kbsite-shown') === location.pathname")
    opened(visit, preview.url("改名"))
    page.wait_for_timeout(300)
    expect(page.locator("h1")).to_have_text("没有这一页")


def test_a_text_that_is_away_for_a_moment_comes_back_to_its_place(
    write: Callable[..., Writer], preview: Preview
) -> None:
    """Its file, all of it, or what came behind the first lines."""
    writer = write(LONG)
    page, whole = writer.page, writer.text

    def gone() -> None:
        (preview.root / writer.file).unlink()
        expect(page.locator("h1")).to_have_text("没有这一页")

    def empty() -> None:
        writer.write("")
        expect(page.locator(".prose p")).to_have_count(0)

    def short() -> None:
        writer.write("第一段。")
        expect(page.locator(".prose p")).to_have_count(1)
        writer.write("第一段。\n\n第二段。")
        expect(page.locator(".prose p")).to_have_count(2)

    # Each from a place of its own: none comes back to that of the one before.
    for goes_away, place in ((gone, 2000), (empty, 1900), (short, 1800)):
        page.evaluate(f"scrollTo(0, {place})")
        goes_away()
        assert page.evaluate("scrollY") < place
        writer.write(whole)
        expect(page.get_by_text("最后一段。")).to_have_count(1)
        page.wait_for_function(f"() => scrollY === {place}")


def test_who_scrolls_meanwhile_is_not_taken_back(write: Callable[..., Writer]) -> None:
    writer = write(LONG)
    page, whole = writer.page, writer.text
    page.evaluate("scrollTo(0, 2000)")
    writer.write("\n\n".join("第一段。" for _ in range(20)))
    expect(page.locator(".prose p")).to_have_count(20)
    page.evaluate("scrollTo(0, 10)")
    writer.write(whole)
    expect(page.get_by_text("最后一段。")).to_have_count(1)
    page.wait_for_timeout(100)
    assert page.evaluate("scrollY") < 100


# --- the connection ---


def test_a_server_that_starts_again_is_found_and_caught_up_with(
    write: Callable[..., Writer], preview: Preview
) -> None:
    """Also with a picture that changed meanwhile."""
    picture = preview.root / "content/离.png"
    picture.write_bytes(png(20, 10))
    writer = write("旧的。\n\n![离](离.png)")
    page = writer.page
    page.wait_for_function(f"() => String({WIDTHS}) === '20'")
    preview.stop()
    expect(page.locator("kbsite-preview .lost")).to_have_text(re.compile("断开"))
    writer.edit("旧的。", "新的。")
    picture.write_bytes(png(60, 30))
    preview.start()
    expect(page.locator(".prose p").first).to_have_text("新的。")
    page.wait_for_function(f"() => String({WIDTHS}) === '60'")
    expect(page.locator("kbsite-preview .lost")).to_be_hidden()
    assert is_alive(page)


HIDE = """hidden => {
    Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_a_hidden_tab_lets_go_of_its_connection_and_catches_up_when_it_is_shown(
    preview: Preview, timed: Visit
) -> None:
    writer = Writer(preview, timed, "旧的。")
    page = writer.page
    page.clock.install()
    page.evaluate(HIDE, True)
    page.clock.fast_forward(2300)
    timed.requests.clear()
    writer.edit("旧的。", "新的。")
    page.wait_for_timeout(400)
    assert timed.requests == []
    page.evaluate(HIDE, False)
    expect(page.locator(".prose p")).to_have_text("新的。")
    assert is_alive(page)


# --- mistakes ---


def test_a_mistake_is_laid_over_the_last_good_page_until_it_is_mended(
    write: Callable[..., Writer], preview: Preview
) -> None:
    writer = write("好的。")
    page = writer.page
    overlay = page.locator("kbsite-preview .overlay")
    expect(overlay).to_be_hidden()
    preview.save(writer.file, "---\ntitle: 坏\ndate: 2026-13-01\n---\n\n不好的。\n")
    expect(overlay).to_be_visible()
    expect(overlay.locator(".where")).to_have_text(re.compile(f"^{writer.file}:3"))
    expect(overlay.locator("mark.line")).to_have_text(re.compile("3date: 2026-13-01"))
    href = overlay.locator("a").get_attribute("href") or ""
    assert href.startswith("http://editor.test/open?file=") and href.endswith("&line=3")
    expect(page.locator(".prose p")).to_have_text("好的。")
    page.keyboard.press("Escape")
    expect(overlay).to_be_hidden()
    preview.save(writer.file, "---\ntitle: 坏\ndate: 2026-14-01\n---\n\n不好的。\n")
    expect(overlay).to_be_visible()
    writer.write("又好了。")
    expect(overlay).to_be_hidden()
    expect(page.locator(".prose p")).to_have_text("又好了。")
    assert is_alive(page)


def test_a_new_note_that_is_broken_says_why_in_its_place_until_it_is_mended(
    visit: Visit, preview: Preview
) -> None:
    name = f"笔记{next(numbers)}"
    page = opened(visit, preview.url(name))
    expect(page.locator("h1")).to_have_text("没有这一页")
    preview.save(f"content/{name}.md", "---\ntitle: a: b\n---\n\n文字。\n")
    expect(page.locator("h1")).to_have_text("这一页现在无法生成")
    overlay = page.locator("kbsite-preview .overlay")
    expect(overlay.locator("h2")).to_have_text("有错，这一页还没有生成过")
    expect(overlay.locator("mark.line")).to_have_text(re.compile("2title: a: b"))
    preview.save(f"content/{name}.md", "---\ntitle: a\n---\n\n文字。\n")
    expect(page.locator(".prose p")).to_have_text("文字。")
    expect(overlay).to_be_hidden()


def test_a_template_that_is_broken_shows_its_line_on_every_page(
    write: Callable[..., Writer], preview: Preview
) -> None:
    page = write("文字。").page
    overlay = page.locator("kbsite-preview .overlay")
    preview.save("templates/footer.html", "<p>页脚</p>\n{% if %}\n")
    expect(overlay.locator(".where")).to_have_text(re.compile(r"templates/footer\.html:2"))
    preview.save("templates/footer.html", "<p>页脚</p>\n")
    expect(overlay).to_be_hidden()
    expect(page.locator(".prose p")).to_have_text("文字。")


def test_warnings_are_counted_listed_and_gone_when_they_are_mended(
    write: Callable[..., Writer],
) -> None:
    writer = write("见 [[没有的笔记]] 与 [[也没有]]。")
    page = writer.page
    count = page.locator("kbsite-preview .count")
    expect(count).to_have_text("2 处提醒")
    panel = page.locator("kbsite-preview .panel")
    expect(panel).to_be_hidden()
    count.press("Enter")
    expect(panel.locator(".message")).to_have_text([re.compile("没有的笔记"), re.compile("也没有")])
    expect(panel.locator(".where").first).to_have_text(re.compile(f"{writer.file}:5"))
    writer.edit("与 [[也没有]]", "")
    expect(count).to_have_text("1 处提醒")
    expect(panel.locator("li")).to_have_count(1)
    panel.locator(".close").press("Escape")
    expect(panel).to_be_hidden()
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.className") != ""
    writer.edit("[[没有的笔记]]", "别的")
    expect(count).to_be_hidden()


def test_axe_finds_nothing_in_panel_and_overlay(
    write: Callable[..., Writer], preview: Preview, axe: Callable[[Page], list[str]]
) -> None:
    writer = write("见 [[没有的笔记]]。", head="draft: true\n")
    page = writer.page

    def found() -> list[list[str]]:
        """By day and by night."""
        each = []
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            each.append(axe(page))
        return each

    page.locator("kbsite-preview .count").press("Enter")
    expect(page.locator("kbsite-preview .panel")).to_be_visible()
    assert found() == [[], []]
    preview.save(writer.file, "---\ndate: 2026-13-01\n---\n\n不好的。\n")
    expect(page.locator("kbsite-preview .overlay")).to_be_visible()
    assert found() == [[], []]


def test_a_draft_is_marked_by_the_script_alone(write: Callable[..., Writer]) -> None:
    page = write("文字。", head="draft: true\n").page
    expect(page.locator("kbsite-preview .badge", has_text="草稿")).to_be_visible()
    assert "草稿" not in page.evaluate("document.body.outerHTML")


# --- following ---


def test_following_opens_the_note_that_is_saved_at_the_heading_that_changed(
    write: Callable[..., Writer], preview: Preview
) -> None:
    other = write(LONG, is_opened=False)
    writer = write("在这里。")
    page = writer.page
    follow = page.get_by_role("switch", name="跟随")
    other.edit("第9节的文字", "第9节的新文字")
    page.wait_for_timeout(400)
    assert is_alive(page), "it follows only when it is asked to"
    follow.click()
    other.edit("第9节的新文字", "第9节的更新的文字")
    page.wait_for_url(f"**{preview.url(other.name)}*")
    expect(page.locator("#第9节")).to_be_in_viewport()
    expect(follow).to_be_checked()
    expect(page.locator("kbsite-preview .bar")).to_be_visible()
    page.wait_for_load_state("networkidle")
    # On the same page: only if what changed first is out of sight.
    page.emulate_media(reduced_motion="reduce")
    at = page.evaluate("scrollY")
    other.edit("第9节的更新的文字", "第9节的最新的文字")
    expect(page.get_by_text("第9节的最新的文字")).to_be_in_viewport()
    assert page.evaluate("scrollY") == at
    other.write(other.text.replace("第1节的文字", "第1节的新文字").replace("最后一段", "最末一段"))
    expect(page.get_by_text("第1节的新文字")).to_be_in_viewport()
    flashes = page.get_by_text("第1节的新文字").evaluate("e => e.getAnimations().length")
    assert flashes == 1


def test_following_goes_on_when_a_hidden_tab_is_shown(preview: Preview, timed: Visit) -> None:
    other = Writer(preview, timed, "旧的。", is_opened=False)
    page = Writer(preview, timed, "在这里。").page
    page.get_by_role("switch", name="跟随").click()
    page.clock.install()
    page.evaluate(HIDE, True)
    page.clock.fast_forward(2100)
    other.edit("旧的。", "新的。")
    page.wait_for_timeout(300)
    page.evaluate(HIDE, False)
    page.wait_for_url(f"**{preview.url(other.name)}*")
    expect(page.locator(".prose p")).to_have_text("新的。")


# --- from the page to its source ---

#: What is clicked, and how the line in the source begins.
PLACES = {
    "h1": "title:",
    ".prose > p:has-text('中文一行')": "中文一行",
    "h3#own-id": "### 标题里有",
    "h3#own-id math": "### 标题里有",
    "li:has(> p:text-is('二之二')) p >> nth=0": "  - 二之二",
    "p:text-is('同一项的第二段。')": "    同一项的第二段。",
    "ul ul ol li:text-is('乙')": "    2. 乙",
    "li pre >> nth=0": "  ```python",
    "li > .math math >> nth=0": "  $$",
    "dt:text-is('注意力')": "注意力",
    "dd p:has-text('基于分数')": ": 也叫",
    "dd .math": "  $$\\mathrm{softmax}",
    "blockquote blockquote p": "> > 引中之引",
    ".callout-abstract .callout-title": "> [!abstract] 摘要",
    ".callout-tip .math": "> $$",
    ".callout-example tbody td >> nth=0": "> | 步数",
    ".prose > .math >> nth=0": "\\[",
    ".prose > .math >> nth=1": "$$",
    "td:has(math[alttext='P(A|B)'])": "| $P(A|B)$",
    "td:text-is('22')": "| $|x|$",
    "figure.code-block pre .line >> nth=3": "```python {2,4-5}",
    "pre.diff": "```diff",
    "pre:has-text('缩进的代码')": "    缩进的代码",
    "figure.diagram img >> nth=0": "```mermaid",
    "figcaption:has-text('图 1')": "![示意图]",
    "details p:has-text('Markdown')": "里面是 **Markdown**",
    "section.footnotes p:text-is('第一段。')": "[^长]: 第一段",
    "section.footnotes pre": "    ```python",
    "p:text-is('结尾。')": "结尾。",
}


def test_a_click_with_alt_opens_the_line_of_every_construct(preview: Preview, visit: Visit) -> None:
    source = (preview.root / f"content/{SINK}.md").read_text("utf-8").split("\n")
    page = opened(visit, preview.url(SINK))
    wrong = {}
    for selector, begin in PLACES.items():
        page.evaluate("opened = []")
        page.locator(selector).first.dispatch_event("click", {"altKey": True, "bubbles": True})
        page.wait_for_function("() => opened.length")
        url = page.evaluate("opened[0]")
        line = int(url.rpartition("=")[2])
        if not source[line - 1].startswith(begin):
            wrong[selector] = (line, source[line - 1])
    assert wrong == {}
    assert url.startswith("http://editor.test/open?file=")
    assert str(preview.root.name) in url


def test_alt_shows_where_a_click_leads_and_no_link_is_followed(
    write: Callable[..., Writer], preview: Preview
) -> None:
    writer = write("见 [[另一篇]]。")
    page = writer.page
    page.evaluate(
        "addEventListener('click', e => setTimeout(() => { prevented = e.defaultPrevented }), true)"
    )
    link = page.locator(".prose a")
    link.hover()
    hint, outline = (page.locator(f"kbsite-preview .{name}") for name in ("alt-hint", "outline"))
    expect(hint).to_be_hidden()
    page.keyboard.down("Alt")
    expect(hint).to_have_text(f"{writer.file}:5")
    expect(outline).to_be_visible()
    link.click()
    page.keyboard.up("Alt")
    expect(hint).to_be_hidden()
    assert page.evaluate("opened.length") == 1
    # Else Chromium would store what the link leads to.
    page.wait_for_function("window.prevented === true")
    assert page.url.endswith(preview.url(writer.name))
    writer.write("前面多一段。\n\n见 [[另一篇]]。")
    expect(page.locator(".prose p")).to_have_count(2)
    link.click(modifiers=["Alt"])
    page.wait_for_function("() => opened.length === 2")
    assert page.evaluate("opened[1]").endswith("line=7")
    link.click()
    page.wait_for_url(f"**{preview.url('另一篇')}")


def test_nothing_of_it_is_printed(write: Callable[..., Writer]) -> None:
    page = write("文字。").page
    page.emulate_media(media="print")
    expect(page.locator("kbsite-preview .bar")).to_be_hidden()


def test_every_module_says_what_it_is_for_and_is_small() -> None:
    folder = Path(__file__).parents[1] / "src/kbsite/preview/browser"
    for file in folder.glob("*.js"):
        first, second, *rest = file.read_text("utf-8").split("\n")
        assert first == "// @ts-check", file.name
        assert second.startswith("// "), file.name
        assert len(rest) < 250, file.name
