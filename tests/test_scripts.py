"""Scripts of the theme are published as one module where they import one another, without
comments; a site's own stay as they are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from browsing import served
from conftest import REPOSITORY, build_site, write_files
from kbsite.scripts import _GLOBALS, _module, joined_modules, shortened

FILES = {
    "js/a.js": b'// A.\nimport { b, c as d } from "./b.js";\nexport const a = `${b} // ${d}`;\n',
    "js/b.js": b'import * as c from "./c.js";\nexport const b = "b";\nexport { c };\n',
    "js/c.js": b"/** C. */\nexport function one() {\n  return /[/*]/;\n}\n",
    "js/late.js": b'import { one } from "./c.js";\none();\n',
    "js/alone.js": b'import("./late.js"); // late\n',
}
SIMPLE = FILES | {
    "js/b.js": b'import { one } from "./c.js";\nexport const b = one();\nexport const c = 1;\n'
}


def test_a_module_holds_what_it_imports_each_once() -> None:
    scripts = joined_modules(SIMPLE, SIMPLE)
    text = scripts["js/a.js"]
    assert text is not None
    assert text.count("function one()") == 1
    assert not re.search(r"^import", text, re.MULTILINE)
    assert re.findall(r"^export \w+ \w+", text, re.MULTILINE) == ["export const a"]


def test_modules_share_one_scope_where_no_name_is_anothers() -> None:
    """A function around each, and names for what others take from it, are a tenth of a script."""
    files = {
        "js/a.js": b'import { b } from "./b.js";\nimport { two } from "./c.js";\n'
        b"export const a = () => b + two;\n",
        "js/b.js": b'import { one, two } from "./c.js";\nexport const b = one + two;\n',
        "js/c.js": b"export const one = 1;\nexport const two = 2;\n",
    }
    joined = joined_modules(files, files)["js/a.js"] or ""
    assert "=> {" not in joined
    assert re.findall(r"^(?:export )?const (\w+)", joined, re.MULTILINE) == ["one", "two", "b", "a"]


CLASHES = {
    "js/a.js": b'import { b } from "./b.js";\nimport { d as first, rest } from "./d.js";\n'
    b"const most = 1;\nexport const all = [most, ...b(), first, rest()];\n",
    # Its own `most`, and what it takes from a module with one.
    "js/b.js": b'import { c, least } from "./c.js";\nconst [most, other] = [2, 3];\n'
    b"export function b() {\n  return [most, other, c(), least];\n}\n",
    "js/c.js": b"const most = 4;\nexport const least = 5;\n"
    b"export function c() {\n  return most;\n}\n",
    # What others call something else, and what a browser has already.
    "js/d.js": b'import { least } from "./c.js";\nfunction open() {\n  return 7;\n}\n'
    b"export const d = least + 1;\nexport const rest = () => open();\n",
}


@pytest.mark.browser
def test_names_that_meet_stay_those_of_their_module(browser: Browser) -> None:
    joined = joined_modules(CLASHES, CLASHES)["js/a.js"] or ""
    page = browser.new_page()
    run = "async (text) => (await import(`data:text/javascript,${encodeURIComponent(text)}`)).all"
    for text in (joined, shortened(joined).decode()):
        assert page.evaluate(run, text) == [1, 2, 3, 4, 5, 6, 7]
    page.close()


@pytest.mark.browser
def test_no_name_of_a_shared_scope_is_one_of_the_browser(browser: Browser) -> None:
    """Another module may mean the browser's."""
    files = (REPOSITORY / "static/js").rglob("*.js")
    declared = {
        name for file in files for name in _module(file.name, file.read_text("utf-8")).declared
    }
    page = browser.new_page()
    found = page.evaluate("(names) => names.filter((name) => name in window)", sorted(declared))
    page.close()
    assert set(found) <= _GLOBALS


def test_what_only_others_import_is_not_published_by_itself() -> None:
    scripts = joined_modules(SIMPLE, SIMPLE)
    assert {path for path, text in scripts.items() if text is None} == {"js/b.js", "js/c.js"}
    assert scripts["js/late.js"]


def test_what_is_imported_for_what_it_does_is_published_too() -> None:
    files = SIMPLE | {
        "js/start.js": b'import "./a.js";\nimport "./deep/d.js";\nimport("./late.js");\n',
        "js/deep/d.js": b"d();\n",
        "js/apart.js": b'import "./deep/e.js";\n',
        # What it imports later lies beside it, not beside the other.
        "js/deep/e.js": b'import("./d.js");\n',
    }
    scripts = joined_modules(files, files)
    started = scripts["js/start.js"] or ""
    assert started.count("function one()") == started.count("d();") == 1
    assert re.findall(r"^import.*", started, re.MULTILINE) == ['import("./late.js");']
    assert scripts["js/a.js"]
    assert scripts["js/deep/d.js"]
    assert scripts["js/apart.js"] == files["js/apart.js"].decode()


def test_a_module_written_otherwise_stays_apart() -> None:
    """`export { c }` is none of the ways in which the theme's modules are written."""
    scripts = joined_modules(FILES, FILES)
    assert scripts["js/a.js"] == FILES["js/a.js"].decode()
    assert scripts["js/b.js"] == FILES["js/b.js"].decode()


def test_modules_in_a_circle_stay_apart() -> None:
    files = {
        "js/a.js": b'import { b } from "./b.js";\nexport const a = 1;\n',
        "js/b.js": b'import { a } from "./a.js";\nexport const b = 1;\n',
    }
    assert joined_modules(files, files) == {path: text.decode() for path, text in files.items()}


def test_a_site_may_replace_a_module_of_the_theme() -> None:
    theme = [path for path in SIMPLE if path != "js/c.js"]
    scripts = joined_modules(SIMPLE, theme)
    assert "js/c.js" not in scripts
    assert scripts["js/a.js"] == SIMPLE["js/a.js"].decode()


def test_comments_and_blanks_go_and_nothing_else() -> None:
    """But for `const`, which is longer than `let` and written hundreds of times."""
    text = (
        "/** @type {string} */\nconst x = `a  // b\n  ${1}`; // c\nlet y = /[/*] /u; y = 'const '\n"
    )
    assert shortened(text) == b"let x=`a  // b\n  ${1}`;let y=/[/*] /u;y='const '\n"


@pytest.mark.browser
def test_the_published_engine_answers_as_the_written_one(
    browser: Browser, repository_site_below: Path
) -> None:
    [engine] = repository_site_below.glob("assets/*/js/search/engine.js")
    published = f"/notes/{engine.relative_to(repository_site_below).as_posix()}"
    queries = ["显存", '"一遍递推"', "FlashAttention反向", "O(n log n)", "tubao", "Chamelon"]
    ask = """async ([module, queries]) => {
      const search = (await import(module)).createSearch({ baseUrl: "/notes/" });
      const answers = [];
      for (const query of queries) answers.push(await search.search(query));
      return answers;
    }"""
    with served(repository_site_below.parent) as host:
        page = browser.new_page()
        page.route(
            "**/static/js/**",
            lambda route: route.fulfill(
                path=REPOSITORY / route.request.url.removeprefix(host).lstrip("/"),
                content_type="text/javascript",
            ),
        )
        page.goto(f"{host}/notes/404.html")
        got = page.evaluate(ask, [published, queries])
        assert got == page.evaluate(ask, ["/static/js/search/engine.js", queries])
        assert all(answer["results"] or answer["partial"] for answer in got)
        page.close()


def test_a_sites_own_scripts_are_published_as_they_are(tmp_path: Path) -> None:
    own = "// Mine.\nexport  const x = 1;\n"
    write_files(
        tmp_path,
        {"content/a.md": "# A\n", "static/mine.js": own, "static/js/theme-switch.js": own},
    )
    build_site(tmp_path, "--output", tmp_path / "out")
    for name in ("mine.js", "js/theme-switch.js"):
        [file] = (tmp_path / "out/assets").glob(f"*/{name}")
        assert file.read_text("utf-8") == own
    [theme] = (tmp_path / "out/assets").glob("*/js/theme.js")
    assert b"//" not in theme.read_bytes()
