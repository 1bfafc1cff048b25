"""The only orchestrator: scans, plans and publishes a site, and remembers what it published.
I/O through scan, publish and the cache.

`build()` may be called again and again: `kbsite serve` and `kbsite build` take one path. Where
nothing changed since the site was published it ends after the scan, and what it would have needed
is not even imported.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kbsite.cache import FOLDER as CACHE_FOLDER
from kbsite.cache import Cache
from kbsite.config import Config, load_config, with_option
from kbsite.diagnostics import Diagnostic, ProduceError, ordered
from kbsite.extensions.entries import read_extensions
from kbsite.keys import folder_name, key_of
from kbsite.model import BuildResult
from kbsite.nouns.sources import Sources
from kbsite.processes.standby import Standby
from kbsite.publish import Published, publish
from kbsite.publishing.hosting import weigh
from kbsite.publishing.output_place import check_strangers, misplaced
from kbsite.publishing.stamps import NO_STAMPS
from kbsite.scan import breaks_lines, content_folder, scan_site
from kbsite.scanning.found_files import ChangedFileError
from kbsite.scanning.git_dates import git_state
from kbsite.stages.remembered import Known, Publication, Remembered
from kbsite.stages.site import Planned, Site

if TYPE_CHECKING:
    from kbsite.stages.pipeline import Pipeline

Progress = Callable[[str, int, int], None]
"""Called with (stage, how many are done, of how many)."""


class BuildOptions(msgspec.Struct, frozen=True):
    """What the command line says; None leaves the configuration's word."""

    content: str | None = None
    output: str | None = None
    base_url: str | None = None
    drafts: bool = False
    jobs: int = 0
    #: For a server: a note that cannot be read stays as it was when it could, and where many pages
    #: are to be planned there are outputs before they are.
    live: bool = False


class Engine:
    """Builds the site in `root`. What it holds are memos."""

    def __init__(
        self,
        root: Path,
        options: BuildOptions,
        progress: Progress = lambda stage, done, total: None,
    ) -> None:
        self.root = root
        self.options = options
        self.progress = progress
        #: The sources that `news` told of last.
        self._shown = ""

    @cached_property
    def _cache(self) -> Cache:
        """Opened late: it is not made for a build that cannot begin."""
        return Cache(self.root / CACHE_FOLDER)

    @cached_property
    def _last(self) -> Remembered:
        return Remembered(self._cache)

    @cached_property
    def _pipeline(self) -> Pipeline:
        # Before what it need not wait for, if it did not begin yet.
        standby = self._standby
        from kbsite.stages.pipeline import Pipeline

        live = self.options.live
        return Pipeline(self._cache, self._jobs, self.progress, standby, live)

    @cached_property
    def _standby(self) -> Standby:
        """Another process for what an edit touches, which loads the parser while this one scans the
        rest and loads its own; a server has all of it already, and a first build uses several."""
        is_wanted = self._last.published.last.notes and not self.options.live
        # A process that is forked within a transaction takes its locks for its own.
        self._cache.commit()
        standby = Standby(self._jobs if is_wanted else 1)
        standby.load("kbsite.stages.note_parsing")
        return standby

    @property
    def _jobs(self) -> int:
        return self.options.jobs or os.cpu_count() or 1

    def close(self) -> None:
        """Lets go of the cache and of other processes."""
        if "_standby" in self.__dict__:
            self._standby.stop()
        if "_last" in self.__dict__:
            self._last.close()
        if "_cache" in self.__dict__:
            self._cache.close()

    def build(self) -> BuildResult:
        """Plans the site as its sources are now, or remembers that it is published already.

        Raises OSError, and UsageError where the command line asks for what cannot be."""
        site = self._scan(inspects=True)
        if isinstance(site, BuildResult):
            return site
        last, content = self._last.published.last, content_folder(self.root, site.config)
        if (
            not site.digest
            or (site.digest, folder_name(site.output)) != (last.sources, last.folder)
            or (last.git is not None and last.git != git_state(content))
        ):
            return self._plan(site).result
        self._cache.commit()
        return BuildResult(
            outputs=(),
            diagnostics=last.diagnostics,
            notes=last.notes,
            pages=last.pages,
            folder=str(site.output),
            sources=last.sources,
            git=last.git,
            is_remembered=True,
        )

    def plan(self) -> BuildResult:
        """Plans the site as its sources are now, published or not. Raises what `build` raises."""
        return self.survey().result

    def survey(self) -> Planned:
        """The same with all that it was planned from; without a graph where nothing could be."""
        site = self._scan()
        return Planned(site) if isinstance(site, BuildResult) else self._plan(site)

    def rehearse(self, result: BuildResult) -> Diagnostic | None:
        """Makes every output and keeps none of them; what is wrong with the first that cannot be
        made. Raises OSError."""
        from kbsite.stages.producing import produce_all

        try:
            for _ in produce_all(result.outputs, self._jobs, self._cache.path, self._standby):
                pass  # What it says is not wanted
        except ProduceError as fault:
            return fault.diagnostic
        return None

    def news(self) -> Iterator[Planned | None]:
        """What the site is now, for a server: first its pages, then the whole, each planned when it
        is asked for; None where there is time for something else. Nothing where the sources are
        those of the last time. Raises what `build` raises."""
        site = self._scan()
        if isinstance(site, BuildResult):
            seen = key_of(site.diagnostics)
        else:
            seen = key_of(site.digest or self._digest(site.config, site.sources), site.extensions)
        if seen == self._shown:
            return
        # What was not told to its end is told again.
        self._shown = ""
        if isinstance(site, BuildResult):
            yield Planned(site)
        else:
            yield from self._steps(site)
        self._shown = seen

    def _steps(self, site: Site) -> Iterator[Planned | None]:
        from kbsite.stages.stored_notes import LostNoteError

        try:
            yield from self._pipeline.steps(site)
        except LostNoteError:
            self._pipeline.forget()
            yield from self._pipeline.steps(site)
        finally:
            # Other processes can read it, and are not kept from writing.
            self._cache.commit()

    def forget(self) -> None:
        """Everything is made anew, as a part of what was remembered is lost."""
        self._pipeline.forget()
        self._shown = ""

    def publish(
        self, result: BuildResult, *, clean: bool = False, on_file: Callable[[int], None]
    ) -> Published:
        """Publishes what `build` planned, if anything: makes only what is not there already.

        Raises OSError, ForeignFileError and ProduceError."""
        if result.is_remembered:
            if not clean and self._last.touched() == frozenset():
                return Published(0, 0)
            result = self.plan()
        from kbsite.stages.stored_notes import LostNoteError

        try:
            return self._publish(result, clean, on_file)
        except LostNoteError:
            # The cache is damaged; nothing is published yet.
            self._pipeline.forget()
        except ChangedFileError:
            pass  # What is published last has to be what was found last
        return self._publish(self.plan(), clean, on_file)

    # --- steps ---

    def _scan(self, *, inspects: bool = False) -> Site | BuildResult:
        """What is to be planned, or that nothing can be; `inspects` what lies there meanwhile."""
        config, mistakes = load_config(self.root)
        if mistakes:
            return BuildResult((), ordered(mistakes), 0, 0, "")
        for name in ("content", "output", "base_url"):
            if (value := getattr(self.options, name)) is not None:
                config = with_option(config, name, value)
        output, content = self.root / config.output, content_folder(self.root, config)
        options = (self.options.content, self.options.output)
        if mistake := misplaced(self.root, config, content, output, CACHE_FOLDER, options):
            return BuildResult((), (mistake,), 0, 0, "")
        extensions, faults = read_extensions(self.root, config)
        if faults:
            return BuildResult((), ordered(faults), 0, 0, "")
        if inspects:
            check_strangers(self.root, content, output)
            self._last.inspect(self._jobs)
        folder, known = folder_name(content), self._last.known.last
        files = known.files if known.folder == folder else {}
        sources = scan_site(self.root, config, output, files, lambda: self._standby)
        self._last.known.keep(Known(folder, dict(sources.seen)))
        # Code of the site's own may read anything.
        digest = "" if extensions else self._digest(config, sources)
        return Site(self.root, output, config, extensions, sources, self.options.drafts, digest)

    def _digest(self, config: Config, sources: Sources) -> str:
        return key_of(
            config,
            self.options.drafts,
            msgspec.structs.replace(sources, seen={}),
            breaks_lines(self.root, content_folder(self.root, config)),
        )

    def _plan(self, site: Site) -> Planned:
        *_, last = self._steps(site)
        assert last, "the whole comes last"
        return last

    def _publish(
        self, result: BuildResult, clean: bool, on_file: Callable[[int], None]
    ) -> Published:
        from kbsite.stages.kept_outputs import KeptOutputs
        from kbsite.stages.producing import produce_all

        if not result.folder:
            return Published(0, 0)
        last, folder = self._last.published.last, folder_name(Path(result.folder))
        kept = KeptOutputs(self._cache)
        make = partial(produce_all, jobs=self._jobs, cache=self._cache.path, standby=self._standby)
        published = publish(
            result.outputs,
            Path(result.folder),
            clean=clean,
            stamps=self._last.untouched() if last.folder == folder and not clean else NO_STAMPS,
            produce=partial(kept.produce, make=make),
            on_file=on_file,
        )
        kept.settle(result.outputs)
        self._pipeline.keep_templates()
        stamps = published.stamps
        published = replace(published, diagnostics=tuple(weigh(stamps.paths, stamps.file_sizes())))
        self._last.keep(
            Publication(
                result.sources,
                result.git,
                folder,
                len(stamps.paths),
                stamps.mark,
                ordered((*result.diagnostics, *published.diagnostics)),
                result.notes,
                result.pages,
            ),
            stamps,
        )
        self._cache.commit()
        return published
