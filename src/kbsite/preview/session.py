"""One run of `kbsite serve`: engine, watcher and server together. I/O through them."""

from __future__ import annotations

import secrets
import threading
import time
import webbrowser
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import closing, suppress
from pathlib import Path
from traceback import format_exc
from typing import Any, NamedTuple
from urllib.parse import unquote

from kbsite.cache import FOLDER as CACHE_FOLDER
from kbsite.collector import collect_at_leisure, keep_all
from kbsite.config import Config, load_config
from kbsite.engine import BuildOptions, Engine
from kbsite.lock import lock_of
from kbsite.nouns.sources import Sources
from kbsite.preview.addresses import listen
from kbsite.preview.channel import Channel
from kbsite.preview.following import changed_files, edited_note, same_templates
from kbsite.preview.loop import Loop, WaitingError
from kbsite.preview.own_files import own_files
from kbsite.preview.page_data import PageData, Place, fault_data
from kbsite.preview.report import Report
from kbsite.preview.server import Content, Server
from kbsite.preview.state import NO_CHANGE, Answer, Change, State
from kbsite.preview.watcher import Folder, Watcher, folders_of
from kbsite.real_paths import real_path
from kbsite.refusals import UsageError, sentence_of
from kbsite.scanning.found_files import ChangedFileError
from kbsite.stages.site import Planned
from kbsite.stages.stored_notes import LostNoteError

#: So many open pages are made before they are asked for.
_OPEN = 3
#: Seconds that an open page has to ask for what is new, and again for the rest, before the build
#: goes on with what nobody looks at.
_PATIENCE = 0.1


class ServeOptions(NamedTuple):
    """What the command line says."""

    host: str = "127.0.0.1"
    port: int = 8000
    opens: bool = False
    drafts: bool = True
    reloads: bool = True


class Session:
    """Serves the site in `root` until `run` is stopped."""

    def __init__(
        self,
        root: Path,
        options: ServeOptions,
        report: Report,
        progress: Callable[[str, int, int], None] = lambda stage, done, total: None,
    ) -> None:
        """Raises AddressError."""
        self.root = real_path(root)
        self.options = options
        self.report = report
        self.address = listen(options.host, options.port)
        self.state = State()
        self.engine = Engine(self.root, BuildOptions(drafts=options.drafts, live=True), progress)
        self.channel = Channel(secrets.token_hex(4))
        self.loop = Loop(self._build, self._check)
        self._config = load_config(self.root)[0]
        #: The base paths that it had before.
        self._former: set[str] = set()
        self._watcher: Watcher | None = None
        self._watched: tuple[Folder, ...] = ()
        self._trouble = ""
        #: Why the files could not be read last, "" where they could.
        self._failure = ""
        self._server = Server(self.address, self._content, self.channel)
        self._sources: Sources | None = None
        self._data = PageData()
        #: The paths of pages that are open.
        self._open: tuple[str, ...] = ()
        self._is_settled = False
        #: How often something new was planned.
        self.builds = 0

    def run(self) -> None:
        """Serves until `loop.stop`, or Ctrl-C."""
        self._greet()
        self.loop.hint()
        with closing(self.engine):
            try:
                self._watch()
                self._server.start()
                self.loop.run()
            finally:
                self._server.stop()
                if self._watcher:
                    self._watcher.stop()

    def _greet(self) -> None:
        address, options = self.address, self.options
        url = address.page(self._config.base_path + "/")
        if options.port and address.guard.port != options.port:
            self.report.warn(f"Port {options.port} is taken; using {address.guard.port}")
        if address.is_open:
            said = "Others in this network can read the site, drafts too, with this address: "
            self.report.warn(said)
        self.report.say(f"{url}  (Ctrl-C ends)")

    # --- files ---

    def _watch(self) -> None:
        """Watches what the configuration says is read."""
        if not self.options.reloads:
            return
        folders = folders_of(self.root, self._config)
        if folders == self._watched:
            return
        if self._watcher:
            self._watcher.stop()
            # What changes before the new one watches is not missed.
            self.loop.hint(False)
        out = (self.root / CACHE_FOLDER, self.root / self._config.output)
        self._watched = folders
        self._watcher = Watcher(folders, out, self.loop.hint)
        self._watcher.start()
        self._say_trouble()

    def _check(self) -> None:
        if self._is_settled:
            collect_at_leisure()
        if self._failure:
            # Nothing tells when there is room on a disk again, or a mount is back.
            self.loop.hint(False)
        if self._watcher:
            self._watcher.check()
            self._say_trouble()

    def _say_trouble(self) -> None:
        trouble = self._watcher.trouble if self._watcher else ""
        if trouble and trouble != self._trouble:
            said = f"The system does not tell of changes ({trouble}); looking every second"
            self.report.warn(said)
        self._trouble = trouble

    # --- builds ---

    def _build(self) -> Iterator[float]:
        started = time.perf_counter()
        try:
            with lock_of(self.root / CACHE_FOLDER) as is_had:
                if not is_had():
                    self.report.say("Another build of this site is running; waiting for it")
                    while not is_had():
                        yield _PATIENCE
                for planned in self.engine.news():
                    change = self._take(planned) if planned else None
                    seconds = time.perf_counter() - started
                    # Whoever waits for a page goes first.
                    yield _PATIENCE if change and self.channel.is_heard else 0
                    if planned:
                        self._say(planned, change, seconds)
            self._watch()
            self._failure = ""
        except (OSError, UsageError) as fault:
            # Files come and go while they are read; what is served stays.
            self._refuse(sentence_of(fault) if isinstance(fault, OSError) else str(fault))
        except Exception:
            # The next change may mend it, which a server that ended would not see.
            self.report.warn(f"kbsite: a fault of its own; what is served stays\n{format_exc()}")

    def _refuse(self, why: str) -> None:
        """The files cannot be read: that is told, once."""
        before, self._failure = self._failure, why
        if why != before:
            self.report.warn(f"kbsite: {why}")
            if self.state.refuse(why):
                self.channel.tell("broken", {"build": self.state.number})

    def _take(self, planned: Planned) -> Change | None:
        """What a step of a build changes, None where that is nothing for an open page."""
        config, mistakes = load_config(self.root)
        if not mistakes:
            self._configure(config)
        change = self.state.take(planned, self._config.base_path)
        if planned.graph is None:
            self.channel.tell("broken", {"build": self.state.number})
        if planned.graph is None or planned.is_whole:
            if planned.graph and not self._is_settled:
                self._is_settled = True
                # To look through all of a large site for garbage takes as long as a build.
                keep_all()
            return None
        # What comes behind the pages could not be made, and is tried again.
        if self._failure and change == NO_CHANGE and not changed_files(self._sources, planned):
            return None
        self.builds += 1
        note = edited_note(planned, self._config.base_path)
        self._tell(planned, change, note)
        self._prepare(planned, note)
        return change

    def _configure(self, config: Config) -> None:
        before, self._config = self._config.base_path, config
        if config.base_path != before:
            self._former.add(before)
            self.report.say(f"The site is now at {self.address.page(config.base_path + '/')}")

    def _say(self, planned: Planned, change: Change | None, seconds: float) -> None:
        if change:
            pages = None if change.pages is None else len(change.pages)
            self.report.built(changed_files(self._sources, planned), pages, seconds)
            self._sources = planned.sources
            if self.options.opens and self.builds == 1:
                page = self.address.page(self._config.base_path + "/")
                threading.Thread(target=webbrowser.open, args=(page,), daemon=True).start()
        self.report.diagnostics((*planned.result.diagnostics, *self.state.faults.values()))

    def _tell(self, planned: Planned, change: Change, note: Mapping[str, str] | None) -> None:
        self.channel.tell(
            "build",
            {
                "build": self.state.number,
                "changed": change.pages,
                "styles": change.styles,
                "files": change.files,
                "moved": change.moved,
                "note": note,
                "faults": sum(d.severity != "info" for d in planned.result.diagnostics),
            },
        )

    def _prepare(self, planned: Planned, note: Mapping[str, str] | None) -> None:
        """Makes the pages that will be asked for at once; where templates are others, also some
        that tell whether these are sound."""
        paths = list(self._open) if self.channel.is_heard else []
        if note and self.channel.is_heard:
            paths.append(unquote(note["url"].removeprefix(self._config.base_path)))
        if planned.graph and not same_templates(self._sources, planned.sources):
            paths += ["/", *list(planned.graph.urls.values())[:1]]
        with suppress(WaitingError):
            for path in dict.fromkeys(paths):
                self._answer(path)
        if self.state.faults:
            self.channel.tell("broken", {"build": self.state.number})

    # --- questions ---

    def _content(self) -> Content:
        return Content(
            output=self._output,
            page=self._page,
            files=own_files(self._config.language),
            base_path=self._config.base_path,
            former=self._former - {self._config.base_path},
            language=self._config.language,
            has_script=self.options.reloads,
        )

    def _output(self, path: str) -> Future[Answer]:
        return self.loop.ask(lambda: self._answer(path))

    def _answer(self, path: str) -> Answer:
        if self.state.waits_for(path):
            raise WaitingError
        try:
            return self.state.answer(path)
        except ChangedFileError:
            # What it is now, the next build finds.
            self.loop.hint()
            raise WaitingError from None
        except LostNoteError:
            if self.state.broken:
                return Answer(path, fault=self.state.broken)
            self.engine.forget()
            self.loop.hint()
            raise WaitingError from None

    def _page(self, path: str) -> Future[Any]:
        return self.loop.ask(lambda: self._describe(path))

    def _describe(self, path: str) -> dict[str, Any]:
        # Why a page cannot be made, making it tells.
        self._answer(path)
        state = self.state
        self._open = (*(one for one in self._open if one != path), path)[-_OPEN:]
        output, place = state.output_at(path), Place(self.root, self._config.editor)
        broken = state.fault(path)
        data: dict[str, Any] = {"build": state.number, "moved": state.moved(path)}
        if state.planned:
            data |= self._data.of(state.planned, output, broken, place)
        elif broken:
            data |= {"path": "", "lines": [], "faults": [], "broken": fault_data(broken, place)}
        return data
