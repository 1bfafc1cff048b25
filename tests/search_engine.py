"""The search engine in one page of Chromium, over a site that is served below a base path. Not a
test."""

from __future__ import annotations

import shutil
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from playwright.sync_api import Browser, Page

from browsing import served
from conftest import BASE_URL, REPOSITORY, build_site, write_files

Made = TypeVar("Made")

BASE = "/notes/"
#: Where the modules lie that are tested: as they are written, not as they are published.
MODULES = f"{BASE}modules/"

#: `window.search` is an engine whose requests pass through `window.onFetch`, if there is one, which
#: may answer in place of the server; `asked` has their file names.
_OPEN = """async ([modules, baseUrl]) => {
  const { createSearch } = await import(modules + "engine.js");
  window.open = (base = baseUrl) => {
    window.asked = [];
    window.search = createSearch({
      baseUrl: base,
      fetch: async (url, init) => {
        asked.push(url.split("/").at(-1));
        return (await window.onFetch?.(url, init)) ?? fetch(url, init);
      },
    });
  };
  window.open();
}"""


class SearchPage:
    """Asks the engine; each test begins with a new one."""

    def __init__(self, page: Page, site: Path) -> None:
        self.page, self.site = page, site

    def renew(self, base: str = BASE) -> None:
        """A new engine that remembers nothing, and no fault in the network."""
        self.page.evaluate("base => { window.onFetch = null; window.open(base) }", base)

    def ask(self, query: str, **options: Any) -> dict[str, Any]:
        """An answer, as `search` promises it."""
        return self.ask_all([query], **options)[0]

    def ask_all(self, queries: Sequence[str], **options: Any) -> list[dict[str, Any]]:
        """The answers to some queries, asked one after the other."""
        answers: list[dict[str, Any]] = self.run(
            "const all = [];"
            "for (const query of queries) all.push(await search.search(query, options));"
            "return all;",
            queries=list(queries),
            options=options,
        )
        return answers

    def titles(self, query: str) -> list[str]:
        """The titles of the results, best first; of partial ones in brackets."""
        return shown(self.ask(query))

    @contextmanager
    def without(self, *modules: str) -> Iterator[SearchPage]:
        """Another page, that cannot load some modules."""
        page = self.page.context.new_page()
        for name in modules:
            page.route(f"**/{name}.js", lambda route: route.fulfill(status=404))
        page.goto(self.page.url)
        page.evaluate(_OPEN, [MODULES, BASE])
        yield SearchPage(page, self.site)
        page.close()

    def run(self, script: str, **values: Any) -> Any:
        """What the body of an asynchronous function returns, with `values` as variables."""
        names = ", ".join(values)
        return self.page.evaluate(f"async ({{ {names} }}) => {{ {script} }}", values)

    def fails(self, script: str, **values: Any) -> tuple[str, str]:
        """Name and message of the error that a script ends with."""
        caught = f"try {{ {script} }} catch (error) {{ return [error.name, error.message]; }}"
        name, message = self.run(f"{caught} return ['', ''];", **values)
        return name, message


def shown(answer: Mapping[str, Any]) -> list[str]:
    """The titles in an answer; of partial results in brackets."""
    results = [result["title"] for result in answer["results"]]
    return [*results, *(f"({result['title']})" for result in answer["partial"])]


def marked(result: Mapping[str, Any], field: str) -> list[str]:
    """What is marked in the title, heading or snippet."""
    units = result[field].encode("utf-16-le")
    return [units[2 * a : 2 * b].decode("utf-16-le") for a, b in result["marks"][field]]


def build(root: Path, notes: Mapping[str, str], output: Path) -> Path:
    """A site of `notes` (path below content/ → Markdown) below a base path."""
    write_files(root, {f"content/{path}": text for path, text in notes.items()})
    build_site(root, "--output", output, "--base-url", BASE_URL)
    return output


def run_to_end(steps: Generator[None, None, Made]) -> Made:
    """What comes of `steps`."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            made: Made = end.value
            return made


@contextmanager
def search_page(browser: Browser, folder: Path, notes: Mapping[str, str]) -> Iterator[SearchPage]:
    """A page with an engine over a site of `notes`, made in `folder`."""
    site = build(folder / "source", notes, folder / "served" / "notes")
    shutil.copytree(REPOSITORY / "static/js/search", site / "modules")
    context = browser.new_context()
    with served(site.parent) as host:
        page = context.new_page()
        page.goto(f"{host}{BASE}404.html")
        page.evaluate(_OPEN, [MODULES, BASE])
        yield SearchPage(page, site)
    context.close()
