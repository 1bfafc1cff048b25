"""What is served: the outputs as they were planned last, and pages as they were when they could be
made last. I/O through the outputs alone.

All of it belongs to one thread, that of the loop.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import NamedTuple

from kbsite.assets.static_files import is_static
from kbsite.diagnostics import Diagnostic, ProduceError, error
from kbsite.model import PlannedOutput
from kbsite.preview.moves import Moves
from kbsite.preview.unread import unread_pages
from kbsite.stages.page_outputs import NO_PAGES, PageOutputs
from kbsite.stages.site import Planned
from kbsite.urls import href

#: Pages up to so many bytes together are kept for the time when they cannot be made.
_KEPT = 64_000_000
#: More changed pages than this are not named.
_NAMED = 1000
_INDEX = "index.html"
NOT_FOUND = "404.html"


class Answer(NamedTuple):
    """An output: its path, and its bytes or what makes them beside the loop; another `location`
    where it is asked for without the slash at its end. None of them where a page is not there and
    `fault` says why."""

    path: str = ""
    status: HTTPStatus = HTTPStatus.OK
    data: bytes | Callable[[], bytes] | None = None
    location: str = ""
    fault: Diagnostic | None = None


class Change(NamedTuple):
    """What is otherwise than before: URLs of pages as they stand in a browser, None for any page;
    whether stylesheets are; URLs of pictures and other files under the same name as before, None
    for any; and old URLs of notes with the new ones."""

    pages: tuple[str, ...] | None
    styles: bool
    files: tuple[str, ...] | None = ()
    moved: Mapping[str, str] = {}


NO_CHANGE = Change((), styles=False)


class State:
    """The newest outputs. `number` counts what differed."""

    def __init__(self) -> None:
        self.number = 0
        self.planned: Planned | None = None
        #: What is wrong with the site as a whole, so that nothing newer can be planned.
        self.broken: Diagnostic | None = None
        self.base_path = ""
        self._moves = Moves()
        self._pages = NO_PAGES
        #: What the pages are shown with; all outputs as they were when all were planned last.
        self._files: Mapping[str, PlannedOutput] = {}
        self._all: Mapping[str, PlannedOutput] = {}
        self._is_whole = False
        self._made: OrderedDict[str, tuple[str, bytes]] = OrderedDict()
        self._size = 0
        #: Why a page cannot be made, by its path.
        self.faults: dict[str, Diagnostic] = {}
        #: Why there never was a page, by its path.
        self._unread: Mapping[str, Diagnostic] = {}

    def take(self, planned: Planned, base_path: str) -> Change:
        """Serves what was planned, from now on, and what that changes."""
        result = planned.result
        if planned.graph is None:
            errors = (d for d in result.diagnostics if d.severity == "error")
            self.broken, self._is_whole = next(errors, None), True
            self.number += 1
            return NO_CHANGE
        outputs = {output.path: output for output in result.outputs}
        change = NO_CHANGE
        if planned.is_whole:
            self._all = outputs
        else:
            unread = unread_pages(planned)
            change = self._change(planned.pages, outputs, unread, base_path)
            moved = self._moves.take(self.planned, planned).items()
            moved_urls = {href(base_path, old): href(base_path, new) for old, new in moved}
            change = change._replace(moved=moved_urls)
            self._files, self._unread = outputs, unread
            self.broken = None
            self.faults.clear()
            self.number += 1
        self._pages, self._is_whole = planned.pages, planned.is_whole
        self.planned, self.base_path = planned, base_path
        return change

    def refuse(self, why: str) -> bool:
        """Nothing can be read: where nothing was served so far, that is said in place of a page,
        which would be waited for; whether it is."""
        if self.planned:
            return False
        self.broken, self._is_whole = error("unreadable", "", why), True
        self.number += 1
        return True

    def _change(
        self,
        pages: PageOutputs,
        files: Mapping[str, PlannedOutput],
        unread: Mapping[str, Diagnostic],
        base_path: str,
    ) -> Change:
        """What `pages`, `files` and the pages that are `unread` change."""
        changed = [path for path in files if _key(files, path) != _key(self._files, path)]
        changed += self._files.keys() - files.keys()
        styles = any(path.endswith(".css") for path in changed)
        paths = {path for path in changed if path.endswith(".html")}
        paths |= set(pages.differing(self._pages))
        paths |= {path for path, _ in unread.items() ^ self._unread.items()}
        if not self._pages or base_path != self.base_path:
            return Change(None, styles)
        shown = _urls(
            (p for p in changed if _keeps_name(files.get(p) or self._files[p])), base_path
        )
        urls = _urls(paths, base_path) if len(paths) <= _NAMED else None
        return Change(urls, styles, shown if len(shown) <= _NAMED else None)

    def waits_for(self, path: str) -> bool:
        """Whether what is asked for at `path` is still to be planned."""
        if self.planned is None:
            return self.broken is None
        if self._is_whole:
            return False
        name = _name(path)
        return not (name in self._pages or name in self._files or name in self._unread)

    def answer(self, path: str) -> Answer:
        """What is served at a decoded path, which counts from the site's root."""
        found = self._at(path)
        if found is None:
            if self._at(path + "/") or _name(path + "/") in self._unread:
                return Answer(location=href(self.base_path, path + "/"))
            if fault := self._unread.get(_name(path)):
                return Answer(path, fault=fault)
            missing = self._named(NOT_FOUND)
            made = self.made(missing) if missing else Answer(NOT_FOUND, fault=self.broken)
            return made._replace(status=HTTPStatus.NOT_FOUND)
        return self.made(found)

    def made(self, output: PlannedOutput) -> Answer:
        """An output with its bytes. Raises LostNoteError."""
        path = output.path
        if output.travels:
            return Answer(path, data=output.produce)
        is_page = path.endswith(".html")
        key, data = self._made.get(path, ("", b""))
        if is_page and output.key and key == output.key:
            return Answer(path, data=data, fault=self.broken)
        try:
            data = output.produce()
        except ProduceError as fault:
            self.faults[path] = fault.diagnostic
            # The page as it was when its template could be read.
            return Answer(path, data=data if key else None, fault=fault.diagnostic)
        self.faults.pop(path, None)
        if is_page:
            self._keep(path, output.key, data)
        return Answer(path, data=data, fault=self.broken)

    def fault(self, path: str) -> Diagnostic | None:
        """Why the page at a decoded path is not as its sources say, or not there."""
        name = _name(path)
        return self.broken or self.faults.get(name) or self._unread.get(name)

    def moved(self, path: str) -> str:
        """The address of the note whose page was at a decoded path, "" where that is not known."""
        url = self._moves.of(path)
        return href(self.base_path, url) if url else ""

    def output_at(self, path: str) -> PlannedOutput | None:
        """The output at a decoded path."""
        return self._at(path)

    def _at(self, path: str) -> PlannedOutput | None:
        return self._named(_name(path))

    def _named(self, name: str) -> PlannedOutput | None:
        """The output in a file."""
        if self._is_whole:
            return self._all.get(name)
        found = self._pages.get(name) or self._files.get(name)
        # The rest is served as it was until it is planned.
        return found or (None if name.endswith(".html") else self._all.get(name))

    def _keep(self, path: str, key: str, data: bytes) -> None:
        _, old = self._made.pop(path, ("", b""))
        self._made[path] = key, data
        self._size += len(data) - len(old)
        while self._size > _KEPT:
            _, (_, oldest) = self._made.popitem(last=False)
            self._size -= len(oldest)


def _urls(paths: Iterable[str], base_path: str) -> tuple[str, ...]:
    urls = ("/" + path.removesuffix(_INDEX) for path in sorted(paths))
    return tuple(href(base_path, url) for url in urls)


def _keeps_name(output: PlannedOutput) -> bool:
    """Whether a file that pages show has the same name when its bytes are others: those of
    `static/` lie in a folder named by their digest, and what takes long to make is named by its."""
    return not output.is_kept and not is_static(output.path)


def _name(path: str) -> str:
    """The file that is served at a path."""
    name = path.removeprefix("/")
    return name + _INDEX if not name or name.endswith("/") else name


def _key(outputs: Mapping[str, PlannedOutput], path: str) -> str:
    return outputs[path].key if path in outputs else ""
