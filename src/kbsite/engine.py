"""The only orchestrator: runs the stages, each memoised by the digest of what it read. I/O through
`scan` and the cache alone.

`build()` may be called again and again: `kbsite serve` and `kbsite build` take one path.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import chain
from pathlib import Path

import msgspec

from kbsite.cache import FOLDER as CACHE_FOLDER
from kbsite.cache import Cache
from kbsite.config import Config, UsageError, load_config, with_option
from kbsite.contexts import NoteContext, site_context
from kbsite.diagnostics import Diagnostic, ProduceError, below, info, ordered
from kbsite.extensions.entries import read_extensions
from kbsite.extensions.modules import Extensions, load_extensions
from kbsite.extensions.planning import plan_own
from kbsite.extensions.reading import check_rules, faults_in
from kbsite.git_dates import read_git_dates
from kbsite.graph import build_graph
from kbsite.keys import digest_of, key_of
from kbsite.model import (
    BuildResult,
    GitDates,
    Note,
    ParsedNote,
    PlannedOutput,
    SiteGraph,
    Sources,
)
from kbsite.notes import ParseOptions
from kbsite.outputs import OUTPUTS
from kbsite.pages import plan_pages
from kbsite.parsing import LostNoteError, NoteParser
from kbsite.producing import Look, PageProducer, Renderer, produce_all
from kbsite.publish import Published, Stamp, publish
from kbsite.redirects import plan_redirects
from kbsite.scan import breaks_lines, content_folder, content_prefix, read_attachment, scan_site
from kbsite.shadows import check_shadows
from kbsite.stylesheets import bundled
from kbsite.templates import check_blocks, template_environment
from kbsite.urls import output_path

Progress = Callable[[str, int, int], None]
"""Called with (stage, how many are done, of how many)."""


class BuildOptions(msgspec.Struct, frozen=True):
    """What the command line says; None leaves the configuration's word."""

    content: str | None = None
    output: str | None = None
    base_url: str | None = None
    drafts: bool = False
    jobs: int = 0


_STAMPS = "stamps"
_decode_stamps = msgspec.msgpack.Decoder(dict[str, Stamp]).decode


class Engine:
    """Builds the site in `root`. Holds nothing but memos."""

    def __init__(
        self,
        root: Path,
        options: BuildOptions,
        progress: Progress = lambda stage, done, total: None,
    ) -> None:
        self.root = root
        self.options = options
        self.progress = progress

    @cached_property
    def _cache(self) -> Cache:
        """Opened late: it is not made for a build that cannot begin."""
        return Cache(self.root / CACHE_FOLDER)

    def close(self) -> None:
        """Lets go of the cache."""
        if "_cache" in self.__dict__:
            self._cache.close()

    @cached_property
    def _parser(self) -> NoteParser:
        return NoteParser(self._cache, self._jobs, self.progress)

    @property
    def _jobs(self) -> int:
        return self.options.jobs or os.cpu_count() or 1

    def publish(
        self, result: BuildResult, *, clean: bool = False, on_file: Callable[[], None]
    ) -> Published:
        """Publishes what `build` planned: makes only what is not there already.

        Raises OSError, ForeignFileError and ProduceError."""
        try:
            return self._publish(result, clean, on_file)
        except LostNoteError:
            # The cache is damaged; nothing is published yet.
            self._parser.forget()
            return self._publish(self.build(), clean, on_file)

    def _publish(self, result: BuildResult, clean: bool, on_file: Callable[[], None]) -> Published:
        folder = Path(result.folder)
        key = key_of(str(folder.resolve()))
        packed = self._cache.get(_STAMPS, key)
        published = publish(
            result.outputs,
            folder,
            clean=clean,
            stamps=_decode_stamps(packed) if packed else {},
            produce=partial(produce_all, jobs=self._jobs, cache=self._cache.path),
            on_file=on_file,
        )
        self._cache.put(_STAMPS, {key: msgspec.msgpack.encode(published.stamps)})
        self._cache.commit()
        return published

    def build(self) -> BuildResult:
        """Plans the site as its sources are now.

        Raises OSError, and UsageError where the command line asks for what cannot be."""
        config, mistakes = load_config(self.root)
        if mistakes:
            return BuildResult((), ordered(mistakes), 0, 0, "")
        for name in ("content", "output", "base_url"):
            if (value := getattr(self.options, name)) is not None:
                config = with_option(config, name, value)
        output, content = self.root / config.output, content_folder(self.root, config)
        if content.resolve().is_relative_to(output.resolve()):
            raise UsageError(f"the output folder {output} holds the notes; choose another")
        extensions, found = self._extensions(config)
        if any(mistake.severity == "error" for mistake in found):
            return BuildResult((), ordered(found), 0, 0, "")
        sources = scan_site(self.root, config, output)
        options = _parse_options(self.root, content, config, extensions)
        try:
            notes = self._parser.parse(sources.notes, options, extensions)
        except ProduceError as fault:
            died = below(content_prefix(self.root, config), fault.diagnostic)
            return BuildResult((), ordered([*found, died]), 0, 0, "")
        if faults := faults_in(notes):
            return BuildResult((), ordered([*found, *faults]), 0, 0, "")
        git_dates, shallow = self._git_dates(content, notes)
        graph = build_graph(
            notes,
            sources.attachments,
            git_dates,
            config,
            bodies=self._parser.bodies(notes),
            drafts=self.options.drafts,
        )
        outputs = list(self._plan(graph, sources, config))
        own, faults = plan_own(extensions.outputs, graph, config, outputs)
        if faults:
            return BuildResult((), ordered([*found, *faults]), 0, 0, "")
        outputs += own
        folder = content_prefix(self.root, config)
        in_notes = (below(folder, diagnostic) for diagnostic in graph.diagnostics)
        diagnostics = [*found, *sources.diagnostics, *in_notes, *graph.nav_diagnostics, *shallow]
        diagnostics += check_shadows(sources.shadows, sources.theme)
        diagnostics += check_blocks(template_environment(sources.templates), sources.shadows)
        if not config.base_url:
            diagnostics.append(
                info(
                    "base-url-missing",
                    "",
                    "no `base_url`, so there is no feed and no sitemap",
                    hint="Set it in kbsite.yaml or with --base-url.",
                )
            )
        redirects = {output_path(url) for url, _ in graph.redirects}
        return BuildResult(
            outputs=tuple(sorted(outputs, key=lambda planned: planned.path)),
            diagnostics=ordered(diagnostics),
            notes=len(graph.notes),
            pages=sum(path.endswith(".html") for path in {p.path for p in outputs} - redirects),
            folder=str(output),
        )

    def _extensions(self, config: Config) -> tuple[Extensions, tuple[Diagnostic, ...]]:
        """The site's own rules and outputs, and what is wrong with them."""
        files, mistakes = read_extensions(self.root, config)
        extensions, faults = load_extensions(files)
        return extensions, (*mistakes, *faults, *check_rules(extensions))

    def _git_dates(
        self, content: Path, notes: Sequence[Note]
    ) -> tuple[Mapping[str, GitDates], tuple[Diagnostic, ...]]:
        """Dates of commits where a note has none of its own."""
        if all(note.front_matter.date or note.front_matter.updated for note in notes):
            return {}, ()
        dates, shallow = read_git_dates(content)
        if not shallow:
            return dates, ()
        message = "the git clone is shallow, so it gives no dates"
        hint = "Fetch it all (in GitHub Actions: `fetch-depth: 0`)."
        return dates, (info("git-shallow", "", message, hint=hint),)

    # --- plan ---

    def _plan(self, graph: SiteGraph, sources: Sources, config: Config) -> Iterator[PlannedOutput]:
        static = [(file.path, file.digest) for file in sources.static]
        assets = f"assets/{digest_of(static)[:12]}"
        custom = "custom.css" if any(path == "custom.css" for path, _ in static) else ""
        site = site_context(config, graph.nav, assets, custom)
        renderer = Renderer(Look(sources.templates, site), partial(_shown, graph))
        shared = key_of(site, [(file.path, file.digest) for file in sources.templates])
        for page in chain(plan_pages(graph, config), plan_redirects(graph, config)):
            yield PlannedOutput(
                output_path(page.url),
                digest_of(shared, page),
                PageProducer(renderer, page),
            )
        files = {file.path: file.data for file in sources.static}
        for file in sources.static:
            path = output_path(f"/{assets}/{file.path}")
            if file.path.endswith(".css"):
                yield PlannedOutput(path, key_of(static), partial(bundled, file.path, files))
            else:
                yield PlannedOutput(path, file.digest, partial(bytes, file.data))
        content = content_folder(self.root, config)
        for attachment, url in graph.attachments:
            produce = partial(read_attachment, content, attachment)
            yield PlannedOutput(output_path(url), attachment.digest, produce)
        for plan in OUTPUTS:
            yield from plan(graph, config)


def _parse_options(
    root: Path, content: Path, config: Config, extensions: Extensions
) -> ParseOptions:
    hard = config.line_breaks == "hard" or (
        config.line_breaks == "auto" and breaks_lines(root, content)
    )
    return ParseOptions(
        timezone=config.timezone,
        macros=tuple(sorted(config.math.macros.items())),
        language=config.language,
        hard_breaks=hard,
        brackets=config.math.delimiters == "all",
        rules=tuple((file.path, file.function, file.digest) for file in extensions.rule_sources),
    )


def _shown(graph: SiteGraph, note: NoteContext) -> ParsedNote:
    return ParsedNote(graph.notes[note.path], graph.bodies[note.path])
