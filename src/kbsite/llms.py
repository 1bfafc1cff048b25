"""`llms.txt` (llmstxt.org): what a language model can read of the site, and where; on request
`llms-full.txt`, which is all of it. No I/O."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial

from kbsite.compose.inline import compose_text
from kbsite.config import Config
from kbsite.keys import key_of
from kbsite.languages import LANGUAGES
from kbsite.model import PlannedOutput, SiteGraph
from kbsite.output_tables import OutputRows
from kbsite.urls import href, markdown_url, output_path
from kbsite.words.order import order_key

#: So many notes are described by how they begin, more by their tags alone: the file would be too
#: long for who is to read it, and all notes would be read for it in every build.
DESCRIBED = 500
_LONG = 100


def plan_llms(graph: SiteGraph, config: Config, markdown: OutputRows) -> Iterator[PlannedOutput]:
    """`markdown` are the Markdown files of notes; without one the page of a note is named. What no
    list has is in neither file."""
    index = _Index(graph, config, frozenset(markdown.paths))
    yield PlannedOutput("llms.txt", index.key(), index.text)
    if config.llms_full:
        by_path = {file.path: file for file in markdown}
        files = [
            found
            for _, paths in _by_folder(graph, config)
            for path in paths
            if (found := by_path.get(_file(graph, path)))
        ]
        key = key_of("llms-full", config.title, [(file.path, file.key) for file in files])
        produce = partial(_joined, f"# {_line(config.title)}\n", files)
        yield PlannedOutput("llms-full.txt", key, produce)


def _by_folder(graph: SiteGraph, config: Config) -> Iterator[tuple[str, Sequence[str]]]:
    """A heading for each folder at the top, and the notes below it in the order of their paths;
    those of no folder come first."""
    words = LANGUAGES[config.language]
    sections: dict[str, list[str]] = {}
    for path in sorted(graph.urls.keys() - graph.unlisted, key=lambda path: order_key(None, path)):
        sections.setdefault(path.partition("/")[0] if "/" in path else "", []).append(path)
    for name in sorted(sections, key=lambda name: order_key(None, name)):
        folder = graph.folders.get(name) if name else None
        yield _line(folder.title if folder else name or words.notes_in), sections[name]


class _Index:
    """A line for each note: its title, where it is, and what it is about."""

    def __init__(self, graph: SiteGraph, config: Config, markdown: Collection[str]) -> None:
        """`markdown` are the paths of the Markdown files."""
        self._graph = graph
        self._config = config
        self._markdown = markdown
        self._terms = {term.key: term.name for term in graph.terms}
        self._summaries: Mapping[str, str] = {}
        if len(graph.urls) <= DESCRIBED:
            listed = (path for path in graph.urls if path not in graph.unlisted)
            self._summaries = {path: self._summary(path) for path in listed}

    def key(self) -> str:
        """Of all that the text is made from: most builds do not make it."""
        graph = self._graph
        return key_of(
            "llms",
            self._config,
            sorted(self._markdown),
            graph.urls,
            sorted(graph.unlisted),
            graph.titles,
            [(path, folder.title) for path, folder in graph.folders.items()],
            self._summaries or (graph.tags, self._terms),
        )

    def text(self) -> bytes:
        config = self._config
        lines = [f"# {_line(config.title)}", ""]
        if config.description:
            lines += [f"> {_line(config.description)}", ""]
        for heading, paths in _by_folder(self._graph, config):
            lines += [f"## {heading}", "", *map(self._entry, paths), ""]
        return ("\n".join(lines).rstrip("\n") + "\n").encode()

    def _entry(self, path: str) -> str:
        graph = self._graph
        url = graph.urls[path]
        target = markdown_url(url) if _file(graph, path) in self._markdown else url
        title = _line(graph.titles[path]).replace("[", "\\[").replace("]", "\\]")
        root = self._config.origin + self._config.base_path
        about = self._summaries[path] if self._summaries else self._tags(path)
        return f"- [{title}]({href(root, target)})" + (f": {about}" if about else "")

    def _summary(self, path: str) -> str:
        graph = self._graph
        text = compose_text(graph.notes[path].summary, graph.resolutions[path])
        return text if len(text) <= _LONG else f"{text[:_LONG]}…"

    def _tags(self, path: str) -> str:
        return ", ".join(self._terms[key] for key in self._graph.tags[path])


def _file(graph: SiteGraph, path: str) -> str:
    return output_path(markdown_url(graph.urls[path]))


def _line(text: str) -> str:
    return " ".join(text.split())


def _joined(head: str, files: Sequence[PlannedOutput]) -> bytes:
    return b"\n".join([head.encode(), *(file.produce() for file in files)])
