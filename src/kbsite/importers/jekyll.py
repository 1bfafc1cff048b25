"""A site of Jekyll → notes. No I/O but through the `Source`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from kbsite.importers.model import Change, Conversion, Line, Made, Options, Source
from kbsite.importers.posts import kramdown
from kbsite.importers.posts.configuration import Settings, read_settings, text
from kbsite.importers.posts.context import Context
from kbsite.importers.posts.escaped_formulas import escaped_formulas
from kbsite.importers.posts.front import Dialect
from kbsite.importers.posts.importing import Place, Post, Site, Skip, imported
from kbsite.importers.posts.jekyll_tags import jekyll_tags
from kbsite.importers.posts.kinds import is_markdown, is_post, other_markup, placed
from kbsite.importers.posts.permalinks import Former, filled, jekyll_clock, jekyll_slug, moment_of
from kbsite.importers.posts.places import root_of, wrapper_of
from kbsite.importers.texts.chat_math import bracket_formulas
from kbsite.urls import IMAGE_SUFFIXES, PLAYER_SUFFIXES, suffix_of

_ROOTS = (
    r"((?:[^/]+/)*?)_config\.(?:ya?ml|toml)$",
    r"((?:[^/]+/)*?)_(?:posts|drafts)/",
)
_DIALECT = Dialect(spaced=True, old=("redirect_from", "alias"))
_STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
_DATED = re.compile(r"(\d{2,4}-\d{1,2}-\d{1,2})-(.+)")
_SECTION = re.compile(r"(?:^|(?P<above>.*)/)_(?P<kind>posts|drafts)/(?P<below>.*)")
#: Files that every repository has, and those that make a theme.
_REPOSITORY = re.compile(
    r"(?i)(?:readme|license|licence|changelog|contributing|code_of_conduct)\b.*"
)
_THEME = frozenset({".scss", ".sass", ".less", ".liquid", ".rb", ".gemspec", ".lock", ".coffee"})


def jekyll(source: Source, options: Options) -> Iterator[Made]:
    """The importer: a site's folder, or its `_posts` alone."""
    paths = [entry.path for entry in source.entries]
    found = root_of(paths, _ROOTS)
    root = wrapper_of(paths) if found is None else found
    names = [f"{root}_config.{suffix}" for suffix in ("yml", "yaml", "toml")]
    yield from imported(source, options, _site(root, read_settings(source, names)))


def _site(root: str, read: Settings) -> Site:
    settings = read.values

    def former(post: Post) -> Sequence[Former]:
        return _former(post, settings)

    def conversions(context: Context) -> Sequence[Conversion]:
        separator = text(settings, "excerpt_separator")
        return (
            jekyll_tags(context),
            *((_excerpts(separator),) if separator else ()),
            kramdown.blocks,
            kramdown.within_html,
            kramdown.spans,
            kramdown.inline_formulas,
            bracket_formulas(doubled=True),
            escaped_formulas(is_certain=False),
        )

    return Site(
        root,
        lambda path: _place(path, settings),
        _DIALECT,
        former,
        _complete,
        conversions,
        ("", "_posts/", "_drafts/"),
        text(settings, "baseurl"),
        (urlsplit(text(settings, "url")).netloc,),
        read,
        "_includes/",
        text(settings, "kramdown", "hard_wrap") == "True",
        settings.get("future") is not True,
    )


def _collections(settings: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    """What the configuration says of each collection."""
    found = settings.get("collections")
    if isinstance(found, Mapping):
        return {key: value if isinstance(value, Mapping) else {} for key, value in found.items()}
    return {str(name): {} for name in found} if isinstance(found, tuple | list) else {}


def _place(path: str, settings: Mapping[str, Any]) -> Place | Skip:
    if found := _SECTION.fullmatch(path):
        if markup := other_markup(path):
            return markup
        folder, slash, name = found["below"].rpartition("/")
        dated = _DATED.fullmatch(name) if is_post(name) else None
        above = f"{found['above']}/" if found["above"] else ""
        inside = f"{above}{folder}{slash}{dated[2] if dated else name}"
        return placed(inside, path, draft=found["kind"] == "drafts")
    first, _, rest = path.partition("/")
    if first.startswith("_") and rest and first[1:] in _collections(settings):
        return other_markup(path) or placed(f"{first[1:]}/{rest}", path)
    if any(part.startswith("_") for part in path.split("/")):
        return Skip("it belongs to Jekyll or its theme")
    suffix = suffix_of(path)
    is_media = suffix in IMAGE_SUFFIXES | PLAYER_SUFFIXES
    if suffix in _THEME or not (rest or is_media or is_markdown(path)):
        return Skip("it belongs to Jekyll or its theme")
    if not rest and _REPOSITORY.fullmatch(path):
        return Skip("it is about the repository")
    return placed(path, path, is_page=True)


def _complete(path: str, front: dict[str, object]) -> None:
    """The date that the name of a post has."""
    dated = _DATED.fullmatch(path.rpartition("/")[2])
    at = moment_of(dated[1]) if dated else None
    if at and front.get("date") is None and _SECTION.fullmatch(path):
        rest = dict(front)
        front.clear()
        title = {"title": rest.pop("title")} if "title" in rest else {}
        rest.pop("date", None)
        front.update({**title, "date": date(at.year, at.month, at.day), **rest})


def _excerpts(separator: str) -> Conversion:
    """A line that is the configured separator → `<!-- more -->`."""

    def convert(lines: list[Line], changes: list[Change]) -> list[Line]:
        if separator.strip() in ("<!-- more -->", "<!--more-->"):
            return lines
        for at, line in enumerate(lines):
            if line.text.strip() == separator.strip():
                changes.append(Change("excerpt separator", "converted", line.number))
                return [*lines[:at], Line("<!-- more -->", line.number), *lines[at + 1 :]]
        return lines

    return convert


def _former(post: Post, settings: Mapping[str, Any]) -> Sequence[Former]:
    urls, given = post.front.urls, post.front.given
    found = [Former(url) for key in _DIALECT.old for url in urls.get(key, ())]
    section = _SECTION.fullmatch(post.path)
    first = post.path.partition("/")[0]
    is_collected = not section and first.startswith("_")
    if (section and section["kind"] == "drafts") or given.get("published") is False:
        return found
    if is_collected and _collections(settings).get(first[1:], {}).get("output") is not True:
        return found
    template = next(iter(urls.get("permalink", ())), "") or _default(post.path, settings)
    if section:
        template = template or text(settings, "permalink") or "date"
    elif is_collected:
        own = _collections(settings)[first[1:]].get("permalink")
        template = template or str(own or "/:collection/:path:output_ext")
    else:
        style = text(settings, "permalink")
        pretty = style == "pretty" or style.endswith("/")
        template = template or ("/:path/:basename/" if pretty else "/:path/:basename:output_ext")
    url, unknown = filled(_STYLES.get(template, template), _tokens(post, section))
    if not section and re.search(r"/index(?:\.html|/)$", url):
        url = url[: url.rindex("index")]
    why = f"the permalinks of the site need {unknown}, which the post does not say"
    return [*found, Former(url, "" if url else why)]


def _default(path: str, settings: Mapping[str, Any]) -> str:
    """The `permalink` of the `defaults` that apply to a path; the last counts."""
    kind = "posts" if _SECTION.fullmatch(path) else "pages"
    if kind == "pages" and path.startswith("_"):
        kind = path.partition("/")[0][1:]
    chosen = ""
    defaults = settings.get("defaults")
    for entry in defaults if isinstance(defaults, tuple | list) else ():
        scope = entry.get("scope") if isinstance(entry, Mapping) else None
        scope = scope if isinstance(scope, Mapping) else {}
        folder = str(scope.get("path") or "").strip("/")
        inside = not folder or path == folder or path.startswith(f"{folder}/")
        if inside and str(scope.get("type") or kind) == kind:
            chosen = text(entry, "values", "permalink") or chosen
    return chosen


def _tokens(post: Post, section: re.Match[str] | None) -> Mapping[str, str | None]:
    given = post.front.given
    folder, _, name = post.path.rpartition("/")
    stem = name.rpartition(".")[0]
    dated = _DATED.fullmatch(stem) if section else None
    slug = str(given.get("slug") or (dated[2] if dated else stem))
    at = moment_of(given.get("date")) or (moment_of(dated[1]) if dated else None)
    above = section["above"].split("/") if section and section["above"] else []
    names = [*above, *(name for category in post.front.categories for name in category)]
    categories = list(dict.fromkeys(name.lower() for name in names))
    collection, _, below = post.path.partition("/")
    return {
        **jekyll_clock(at),
        "title": jekyll_slug(slug),
        "slug": jekyll_slug(slug, cased=False),
        "name": jekyll_slug(stem, cased=False),
        "categories": "/".join(categories),
        "slugified_categories": "/".join(jekyll_slug(c, cased=False) for c in categories),
        "output_ext": ".html",
        "basename": stem,
        "path": below.rpartition(".")[0] if collection.startswith("_") else folder,
        "collection": collection.lstrip("_"),
    }
