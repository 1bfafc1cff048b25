"""What a page of a built site costs a reader, and whether it keeps what is promised: bytes,
requests, other hosts, complaints, shifts, and the text without script. Not a test: a tool of
`test_web_targets.py` and `benchmarks/web/`, which can be pointed at any site.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Response

from browsing import Visit

#: What is not packed already; servers pack it.
_PACKED = ("text/", "application/json", "application/xml", "image/svg", "javascript")
#: Notes what moves that the reader did not ask to ("layout-shift" of the Layout Instability API),
#: from the first on, but for what formulas and tables come to while the page arrives: they are as
#: wide as all that is in them.
WATCH_SHIFTS = """
window.kbShifts = [];
const outer = (node) => (node instanceof Element ? node : node?.parentElement);
const settles = ({ node }) => outer(node)?.closest("math, table");
const arrives = (entry) => {
  const { domInteractive } = performance.getEntriesByType("navigation")[0];
  return !domInteractive || entry.startTime < domInteractive;
};
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    const { sources } = entry;
    if (entry.hadRecentInput) continue;
    if (arrives(entry) && sources.length && sources.every(settles)) continue;
    const what = sources.map(({ node }) => outer(node)?.outerHTML.slice(0, 80) ?? "gone");
    window.kbShifts.push([entry.value, what.join(" ")]);
  }
}).observe({ type: "layout-shift", buffered: true });
"""
#: Brings all that waits for being seen.
_SCROLL = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const end = document.body.scrollHeight;
  for (let y = 0; y < end; y += innerHeight) {
    scrollTo(0, y);
    await frame();
  }
  scrollTo(0, 0);
  await document.fonts.ready;
  await frame();
}"""
#: What is read: without what only a script can do something with, but for heads of tables, which
#: it makes buttons of.
_TEXT = """() => {
  const body = document.body.cloneNode(true);
  const unread = "script, button:not(th *), dialog, [hidden]";
  for (const one of body.querySelectorAll(unread)) one.remove();
  return body.textContent.replace(/\\s+/g, " ").trim();
}"""

WIDTHS = (360, 1280)
State = Literal["light", "dark", "narrow", "search"]
STATES: tuple[State, ...] = ("light", "dark", "narrow", "search")


class Fetched(NamedTuple):
    """A file that the page asked for: its address, its kind as the browser names it (`document`,
    `script`, `font`, `image` …) and its bytes on the wire, gzip where servers pack."""

    url: str
    kind: str
    size: int


class Costs(NamedTuple):
    """What a page is when it is the first that a reader opens."""

    fetched: tuple[Fetched, ...]
    #: Addresses on other hosts that were asked for.
    foreign: tuple[str, ...]
    #: What the browser said, breaches of the policy among it.
    complaints: tuple[str, ...]
    #: How far things moved, at two widths, and what.
    shifts: tuple[tuple[float, str], ...]
    #: The text with script and without.
    texts: tuple[str, str]

    @property
    def shift(self) -> float:
        """How far things moved in all."""
        return sum(value for value, _ in self.shifts)

    def weight(self, *kinds: str) -> int:
        """The bytes of files of these kinds, of all without any."""
        return sum(one.size for one in self.fetched if not kinds or one.kind in kinds)


class Visits(NamedTuple):
    """Pages in which many addresses may be opened one after another, each as the first: another
    would start a process."""

    #: Without script; nothing is weighed there.
    plain: Visit
    #: Width of the window → the page, and what it was answered.
    watched: Mapping[int, tuple[Visit, list[Response]]]


@contextmanager
def visits(browser: Browser) -> Iterator[Visits]:
    """Where it goes is said in full."""
    with ExitStack() as open_ones:
        plain = open_ones.enter_context(Visit(browser, "", java_script_enabled=False))
        watched = {width: open_ones.enter_context(Visit(browser, "")) for width in WIDTHS}
        yield Visits(plain, {width: (visit, _heard(visit)) for width, visit in watched.items()})


def _heard(visit: Visit) -> list[Response]:
    """Has what moves noted, and everything fetched, each time; what is answered comes into the
    list."""
    visit.without_cache()
    visit.page.add_init_script(WATCH_SHIFTS)
    answers: list[Response] = []
    visit.page.on("response", lambda answer: answers.append(answer))
    return answers


def costs_of(
    visits: Visits, address: str, look: Callable[[Page, int], None] = lambda page, width: None
) -> Costs:
    """Opens the page at `address` three times: without script, narrow, and wide. `look` is called
    with each, and its width; 0 is without script."""
    without = visits.plain.go(address).evaluate(_TEXT)
    look(visits.plain.page, 0)
    host = urlsplit(address).netloc
    complaints: list[str] = []
    foreign: list[str] = []
    shifts: list[tuple[float, str]] = []
    for width, (visit, answers) in visits.watched.items():
        page = visit.page
        page.goto("about:blank")
        page.set_viewport_size({"width": width, "height": 800})
        for heard in (visit.complaints, visit.requests, answers):
            heard.clear()
        visit.go(address)
        page.evaluate(_SCROLL)
        shifts += map(tuple, page.evaluate("window.kbShifts"))
        complaints += visit.complaints
        hosts = [url for url in visit.requests if url.startswith("http")]
        foreign += [url for url in hosts if urlsplit(url).netloc != host]
        if width == WIDTHS[-1]:
            # The last is the wide one, whose text and files are told.
            fetched = tuple(_fetched(answer) for answer in answers)
            text = page.evaluate(_TEXT)
        look(page, width)
        page.evaluate("localStorage.clear(), sessionStorage.clear()")
    return Costs(fetched, tuple(foreign), tuple(complaints), tuple(shifts), (text, without))


def _fetched(answer: Response) -> Fetched:
    kind = answer.request.resource_type
    if not answer.url.startswith("http") or not answer.ok:
        return Fetched(answer.url, kind, 0)
    data = answer.body()
    if any(name in answer.headers.get("content-type", "") for name in _PACKED):
        data = gzip.compress(data, 6)
    return Fetched(answer.url, kind, len(data))


def violations_in(
    page: Page, axe: Callable[[Page], list[str]], state: State, query: str = "的"
) -> list[str]:
    """What assistive technology cannot use of the page that is open, in a state of it: light, dark,
    320 px wide, or with the search open and something found by `query`. The last changes it."""
    page.emulate_media(color_scheme="dark" if state == "dark" else "light", reduced_motion="reduce")
    page.set_viewport_size({"width": 320 if state == "narrow" else 1280, "height": 800})
    if state == "search":
        page.keyboard.press("Control+k")
        page.locator("input[role=combobox]").last.fill(query)
        page.locator("[role=option]").first.wait_for()
    return axe(page)
