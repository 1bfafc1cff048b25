"""Code groups in Chromium: tabs by mouse and keyboard, what is remembered and found in them,
narrow, printed, copied, without script and storage; and that nothing moves while a page loads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from browsing import Visit, served
from conftest import build_site, write_files

pytestmark = pytest.mark.browser

LANGUAGES = ("C++", "Python", "Java", "Go", "Rust", "Kotlin", "TypeScript")
MANY = "".join(f"```text [{name}]\n{name}\n```\n" for name in LANGUAGES)
NOTE = f"""
::: code-group
```cpp [C++] {{1}}
int a;
```

```python linenos
a = 1
b = 2
c = 3
last = "斑马"
```
:::

^g

[见上](#^g)。

## 别处

{"一段话。" * 200}

=== "Java"

    ```java
    int a;
    ```

=== "Python"

    ```python
    a = 1
    b = 2
    ```

{"一段话。" * 200}

::: code-group
{MANY}:::
"""
NAMELESS = """::: code-group
```
甲
```
```
乙
```
:::

文

::: code-group
```math
x
```
```
丁
```
```cpp [C++]
戊
```
:::

=== "式"

    ```math
    y
    ```

=== "C++"

    ```cpp
    己
    ```
"""
SHIFTS = """new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.moved = (window.moved ?? 0) + entry.value;
}).observe({ type: "layout-shift", buffered: true })"""
TOP = "(tab) => tab.getBoundingClientRect().top"
NO_STORAGE = (
    """Object.defineProperty(window, "localStorage", { get() { throw new Error("refused"); } })"""
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("groups")
    notes = {"解法": NOTE, "再一题": NOTE, "无名": NAMELESS}
    notes["无"] = "```cpp\nint a;\n```\n"
    write_files(folder / "site", {f"content/{name}.md": text for name, text in notes.items()})
    address = ("--base-url", "https://name.github.io/notes/")
    build_site(folder / "site", "--output", folder / "served/notes", *address)
    return folder / "served"


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with served(site) as host:
        yield f"{host}/notes/"


def selected(page: Page) -> list[str]:
    """The tab of each group that is chosen, and whether its panel is the one that is seen."""
    seen = page.locator(".code-group > [role=tabpanel]:not([hidden])")
    chosen = page.locator("[role=tab][aria-selected=true]").all_inner_texts()
    assert seen.evaluate_all("all => all.map((one) => one.dataset.label)") == chosen
    return chosen


def test_code_in_tabs(browser: Browser, address: str, axe: Callable[[Page], list[str]]) -> None:
    with Visit(
        browser,
        address,
        viewport={"width": 1280, "height": 900},
        permissions=["clipboard-read", "clipboard-write"],
    ) as visit:
        page = visit.go("解法/")
        assert selected(page) == ["C++", "Java", "C++"]
        assert axe(page) == []
        # What is chosen here is chosen wherever it can be, and what was clicked stays in its place.
        page.get_by_role("tab", name="Python").nth(1).scroll_into_view_if_needed()
        tab = page.get_by_role("tab", name="Python").nth(1)
        before = tab.evaluate(TOP)
        tab.click()
        assert selected(page) == ["python", "Python", "Python"]
        assert abs(tab.evaluate(TOP) - before) < 1
        # With arrows, around the ends, and one stop of the keyboard for all.
        for key, name in (("ArrowRight", "Java"), ("ArrowLeft", "Python"), ("Home", "Java")):
            page.keyboard.press(key)
            expect(page.get_by_role("tab", name=name, exact=True).first).to_be_focused()
        assert selected(page) == ["python", "Java", "Java"]
        page.keyboard.press("ArrowLeft")
        assert selected(page) == ["python", "Python", "Python"]
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "a = 1\nb = 2\n"
        # What is copied is what is seen, also of a tab that was chosen with the button in sight.
        page.evaluate("document.activeElement.blur()")
        group = page.locator(".code-group").first
        group.get_by_role("tab", name="C++").hover()
        page.locator(".copy").wait_for()
        group.get_by_role("tab", name="C++").click()
        page.locator(".copy").click()
        assert page.evaluate("navigator.clipboard.readText()") == "int a;"
        assert group.locator(".marked:visible").count() == 1
        group.get_by_role("tab", name="python").click()
        assert group.locator(".numbered .line:visible").count() == 4
        # A preview of a link shows all of it.
        page.get_by_role("link", name="见上").hover()
        expect(page.locator(".link-card .code:visible")).to_have_count(2)
        assert page.locator(".link-card figcaption:visible").count() == 1
        # It is remembered: the other page has it from the first paint, where nothing moves.
        page.add_init_script(SHIFTS)
        visit.go("再一题/")
        assert selected(page) == ["python", "Python", "Python"]
        page.evaluate(
            "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )
        assert page.evaluate("window.moved ?? 0") == 0
        page.emulate_media(media="print")
        assert page.locator(".code-group .code:visible").count() == 4 + len(LANGUAGES)
        assert page.locator("figcaption:visible").first.inner_text() == "C++"
        assert page.locator("[role=tab]:visible").count() == 0
        page.emulate_media(media="screen")
        page.set_viewport_size({"width": 320, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        page.locator(".code-group").last.get_by_role("tab", name="C++").focus()
        page.keyboard.press("End")
        last = page.get_by_role("tab", name=LANGUAGES[-1])
        expect(last).to_be_in_viewport(ratio=0.9)
        visit.requests.clear()
        visit.go("无/")
        assert not any("code-groups" in url for url in visit.requests)
        assert visit.complaints == []


def test_a_tab_without_a_name_is_that_of_its_group_alone(browser: Browser, address: str) -> None:
    with Visit(browser, address) as visit:
        page = visit.go("无名/")
        tabs = page.get_by_role("tab")
        expect(tabs).to_have_text(["1", "2", "math", "2", "C++", "式", "C++"])
        tabs.nth(1).click()
        expect(page.locator("[role=tab][aria-selected=true]")).to_have_text(["2", "math", "式"])
        expect(page.get_by_text("乙")).to_be_visible()
        # What stands in a tab has its title on paper.
        title = page.locator(".code-title")
        expect(title).to_be_hidden()
        page.emulate_media(media="print")
        expect(title).to_be_visible()
        page.emulate_media(media="screen")
        page.reload()
        expect(page.locator("[role=tab][aria-selected=true]")).to_have_text(["1", "math", "式"])
        assert visit.complaints == []


def test_what_is_in_another_tab_is_found(browser: Browser, address: str) -> None:
    with Visit(browser, address) as visit:
        visit.page.add_init_script(NO_STORAGE)
        page = visit.go("解法/#:~:text=斑马")
        expect(page.get_by_text("斑马")).to_be_visible()
        assert selected(page)[0] == "python"
        # An address may name what is hidden, too.
        page.get_by_role("tab", name="Java").first.click()
        hidden = page.locator(".code-group > [hidden]").nth(1)
        hidden.evaluate("(panel) => { location.hash = panel.id; }")
        expect(page.get_by_role("tab", name="Python", exact=True).first).to_have_attribute(
            "aria-selected", "true"
        )
        assert visit.complaints == []


def test_without_scripts_they_stand_one_below_another(browser: Browser, address: str) -> None:
    with Visit(browser, address, java_script_enabled=False) as visit:
        page = visit.go("解法/")
        assert page.locator(".code-group .code:visible").count() == 4 + len(LANGUAGES)
        assert page.locator("figcaption:visible").all_inner_texts() == [
            "C++",
            "Java",
            "Python",
            *LANGUAGES,
        ]
        assert page.locator("[role=tablist]").count() == 0


def test_nothing_moves_where_a_page_comes_slowly(browser: Browser, site: Path) -> None:
    with served(site, slowly=True) as host, Visit(browser, f"{host}/notes/") as visit:
        visit.page.add_init_script(f"localStorage['kb-code'] = '[\"python\"]'; {SHIFTS}")
        page = visit.go("解法/")
        assert selected(page)[0] == "python"
        assert page.evaluate("window.moved ?? 0") == 0
