"""The front matter of a post as its generator reads it → kbsite's keys. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from kbsite.front_matter.block import Split
from kbsite.importers.model import Change, Options, Outcome
from kbsite.importers.posts.permalinks import moment_of
from kbsite.importers.posts.withheld import lists_nowhere

#: Keys that turn something of a theme on or off, or choose a template: nothing on kbsite's pages.
_THEME = ("layout", "comments", "comment", "toc", "mathjax", "katex", "mermaid", "copyright")
_UPDATED = ("updated", "lastmod", "last_modified_at", "modified")
_COMMENTED = re.compile(
    r"(\s*+)<!--[ \t]*(\n\s*?(?P<fence>---|\+\+\+)[ \t]*\n(?:.*\n)*?(?P=fence)[ \t]*)"
    r"\n[ \t]*-->[ \t]*(?=\n|\Z)"
)
#: By which themes put a post before the others: a flag, or a number that orders several.
_PINNED = ("sticky", "top", "pin")
_TRUE = (True, "true", "yes", "on", 1)


class Dialect(NamedTuple):
    """`spaced`: tags in a text are divided by spaces; `nested`: a list of categories is a path;
    `old`: the keys that hold old URLs; `url`: the keys that hold the URL itself; `tabs`: a tab at
    the beginning of a line stands for two spaces; `hidden`: front matter may stand in a comment of
    HTML; `media`: the keys that say in which folder the pictures of a post lie."""

    spaced: bool = False
    nested: bool = False
    old: Sequence[str] = ("redirect_from",)
    url: Sequence[str] = ("permalink",)
    tabs: bool = False
    hidden: bool = False
    media: Sequence[str] = ()


class PostFront(NamedTuple):
    """`front` in kbsite's keys; `categories`, each from its top down; `urls`: what the post says of
    its URL and its old ones, by the key; `given`: what it said, keys in lower case."""

    front: dict[str, object]
    categories: Sequence[Sequence[str]]
    urls: Mapping[str, Sequence[str]]
    given: Mapping[str, object]


class _Report:
    """Gathers changes of front matter with the line of the key."""

    def __init__(self, block: str, first: int, changes: list[Change]) -> None:
        self.lines = block.split("\n")
        self.first = first
        self.changes = changes

    def add(self, key: str, outcome: Outcome, why: str) -> None:
        pattern = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*[:=]""", re.IGNORECASE)
        row = next((n for n, line in enumerate(self.lines) if pattern.match(line)), -1)
        line = self.first + row if row >= 0 else 0
        self.changes.append(Change(f"front matter {key}", outcome, line, why))


def post_front(
    values: Mapping[str, object],
    dialect: Dialect,
    options: Options,
    changes: list[Change],
    block: str,
    first_line: int,
) -> PostFront:
    """What `values`, read from `block`, come to."""
    report = _Report(block, first_line, changes)
    given = _renamed(values, options)
    front: dict[str, object] = {}
    urls: dict[str, Sequence[str]] = {}
    categories = _categories(given, dialect)
    tags = tags_of(given, dialect)
    tags += ["/".join(category) for category in categories]
    for key, value in given.items():
        if key in ("tags", "tag", "categories", "category"):
            if key.startswith("categor") and value is not None:
                report.add(key, "converted", "categories are tags")
        elif key in dialect.url or key in dialect.old:
            # An empty one is none, as archetypes have them.
            urls[key] = [url for url in _texts(value) if url]
            if urls[key]:
                report.add(key, "converted", "a redirect leads from there")
        elif key == "title":
            front["title"] = " ".join(str(value).split()) if value is not None else None
        elif key in _UPDATED:
            front.setdefault("updated", value)
        elif key in _THEME and not isinstance(value, list | dict) and not _is_off(key, value):
            report.add(key, "lost", "it is for the old site's theme")
        else:
            _other(key, value, front, tags, report)
    if tags:
        front["tags"] = list(dict.fromkeys(tag for tag in tags if tag))
    return PostFront(_ordered(front), categories, urls, given)


def _is_off(key: str, value: object) -> bool:
    """Whether a key leaves out a part of the page that kbsite's has, too."""
    return key in ("comments", "toc") and str(value).casefold() in ("false", "no", "off")


def tags_of(given: Mapping[str, object], dialect: Dialect) -> list[str]:
    """The tags that a post has, categories left out."""
    return [*_words(given.get("tags"), dialect), *_words(given.get("tag"), dialect)]


def uncommented(text: str) -> str:
    """A text without the comment of HTML in which its front matter stands, as Hugo takes it; its
    lines keep their numbers."""
    found = _COMMENTED.match(text)
    return f"{found[1]}{found[2]}\n{text[found.end() :]}" if found else text


def untabbed(split: Split) -> Split:
    """Front matter without tabs at the beginning of lines, which YAML knows none of."""
    if split.language != "YAML" or "\t" not in split.block:
        return split
    block = re.sub(r"(?m)^\t+", lambda tabs: "  " * len(tabs[0]), split.block)
    return split._replace(block=block)


def with_date(front: dict[str, object], at: datetime | None) -> None:
    """Adds the day that the name of a post has, where it says none itself."""
    if at and front.get("date") is None:
        rest = dict(front)
        front.clear()
        title = {"title": rest.pop("title")} if "title" in rest else {}
        rest.pop("date", None)
        front.update({**title, "date": at.date(), **rest})


def tell_rewriting(split: Split, changes: list[Change]) -> None:
    """Says what is lost or is otherwise as the front matter is written anew in YAML."""
    if split.language in ("TOML", "JSON"):
        change = Change(f"front matter in {split.language}", "converted", split.line, "it is YAML")
        changes.append(change)
    if split.language in ("YAML", "TOML"):
        for number, line in enumerate(split.block.split("\n"), split.line):
            if line.startswith("#"):
                changes.append(Change("comment in front matter", "lost", number, line.strip()[:80]))


def _renamed(values: Mapping[str, object], options: Options) -> dict[str, object]:
    """The values by their keys in lower case, those that the configuration names by its own."""
    names = {}
    for name, keys in (("title", options.title), ("tags", options.tags), ("date", options.date)):
        names.update({key.casefold(): name for key in keys})
    given: dict[str, object] = {}
    for key, value in values.items():
        folded = key.strip().casefold()
        if folded == "published" and moment_of(value):
            # Hugo's other name of `publishDate`, where others say whether there is a page.
            folded = "publishdate"
        given.setdefault(names.get(folded, folded), value)
    return given


def _other(
    key: str, value: object, front: dict[str, object], tags: list[str], report: _Report
) -> None:
    if key == "password" and value is not None and value is not False and value != "":
        front["private"] = True
        front[key] = value
        report.add(key, "converted", "what needs a password is private")
    elif key == "hidden" and value in _TRUE:
        front["unlisted"] = True
        report.add(key, "converted", "it is unlisted")
    elif key in _PINNED and (value in _TRUE or (isinstance(value, int | float) and value > 0)):
        front["pinned"] = True
        report.add(key, "converted", "it is pinned")
    elif key in ("build", "_build") and lists_nowhere(value):
        front["unlisted"] = True
        front[key] = value
        report.add(key, "converted", "it is unlisted")
    elif key == "excerpt" and isinstance(value, str) and value.strip():
        front.setdefault("summary", value)
        report.add(key, "converted", "it is the summary")
    elif key == "series" and isinstance(value, list) and len(value) > 1:
        first, *others = _texts(value)
        front[key] = first
        tags += others
        report.add(key, "converted", "a note is in one series; the others are tags")
    else:
        front[key] = value


_FIRST = ("title", "date", "updated", "tags", "series", "slug", "redirect_from", "draft")


def _ordered(front: Mapping[str, object]) -> dict[str, object]:
    known = {key: front[key] for key in _FIRST if key in front}
    return {**known, **{key: value for key, value in front.items() if key not in known}}


def _texts(value: object) -> list[str]:
    items: Iterable[object] = value if isinstance(value, list) else [value]
    return [str(item).strip() for item in items if item is not None and not isinstance(item, dict)]


def _words(value: object, dialect: Dialect) -> list[str]:
    """The tags of a key: a list, or a text, which Jekyll divides at spaces."""
    if isinstance(value, str) and dialect.spaced:
        return value.split()
    flat: list[str] = []
    for item in value if isinstance(value, list) else [value]:
        flat += _texts(item)
    return [word for word in flat if word]


def _categories(given: Mapping[str, object], dialect: Dialect) -> Sequence[Sequence[str]]:
    value = given.get("categories")
    value = given.get("category") if value is None else value
    if not dialect.nested:
        return [[word] for word in _words(value, dialect)]
    if isinstance(value, list) and any(isinstance(item, list) for item in value):
        paths = [_texts(item) for item in value]
    else:
        paths = [_texts(value)]
    return [[part for part in path if part] for path in paths if any(path)]


def with_redirects(front: dict[str, object], urls: Iterable[str]) -> dict[str, object]:
    """The front matter with old URLs in their place among its keys."""
    redirects = list(dict.fromkeys(urls))
    return _ordered({**front, "redirect_from": redirects}) if redirects else front
