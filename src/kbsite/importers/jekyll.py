"""A site of Jekyll → notes. No I/O but through the `Source`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from kbsite.importers.model import Change, Conversion, Line, Made, Options, Source
from kbsite.importers.posts import kramdown
from kbsite.importers.posts.configuration import Settings, read_settings, text
from kbsite.importers.posts.context import Context
from kbsite.importers.posts.escaped_formulas import escaped_formulas, escaped_in_lines
from kbsite.importers.posts.front import Dialect, PostFront, with_date
from kbsite.importers.posts.importing import imported
from kbsite.importers.posts.jekyll_tags import jekyll_tags
from kbsite.importers.posts.kinds import (
    AMONG_DRAFTS,
    EXCLUDED,
    is_markdown,
    is_post,
    other_markup,
    placed,
)
from kbsite.importers.posts.kramdown_tables import tables
from kbsite.importers.posts.patterns import globs, names
from kbsite.importers.posts.permalinks import Former, filled, jekyll_clock, jekyll_slug, moment_of
from kbsite.importers.posts.places import PARTS, root_of, wrapper_of
from kbsite.importers.posts.sites import Place, Post, Site, Skip
from kbsite.importers.texts.table_bars import table_bars
from kbsite.urls import IMAGE_SUFFIXES, PLAYER_SUFFIXES, suffix_of

_ROOTS = (
    r"((?:[^/]+/)*?)_config\.(?:ya?ml|toml)$",
    r"((?:[^/]+/)*?)_(?:posts|drafts)/",
)
# The last are Chirpy's.
_DIALECT = Dialect(spaced=True, old=("redirect_from", "alias"), media=("media_subpath", "img_path"))
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
#: What Jekyll leaves out of itself.
_EXCLUDED = (
    *(".sass-cache", ".jekyll-cache", "gemfiles", "Gemfile", "Gemfile.lock", "node_modules"),
    *("vendor/bundle", "vendor/cache", "vendor/gems", "vendor/ruby"),
)
_is_excluded = globs(_EXCLUDED, crossing=True)
_NOT_CONTENT = "it belongs to Jekyll or its theme"
_THEME = frozenset({".scss", ".sass", ".less", ".liquid", ".rb", ".gemspec", ".lock", ".coffee"})


def jekyll(source: Source, options: Options) -> Iterator[Made]:
    """The importer: a site's folder, or its `_posts` alone."""
    paths = [entry.path for entry in source.entries]
    found = root_of(paths, _ROOTS, PARTS)
    root = wrapper_of(paths) if found is None else found
    files = [f"{root}_config.{suffix}" for suffix in ("yml", "yaml", "toml")]
    read = read_settings(source, files)
    inside = text(read.values, "source").removeprefix("./").strip("/")
    if inside and any(path.startswith(f"{root}{inside}/") for path in paths):
        root = f"{root}{inside}/"
    yield from imported(source, options, _site(root, read))


def _site(root: str, read: Settings) -> Site:
    settings = read.values
    collected = text(settings, "collections_dir").strip("/")
    included = globs(names(settings, "include"), crossing=True)
    excluded = globs(names(settings, "exclude"), crossing=True)
    read = read._replace(refused=(*included.refused, *excluded.refused))

    def plain(path: str) -> str:
        """The path as it would be if collections had no folder of their own."""
        rest = path.removeprefix(f"{collected}/")
        return rest if collected and rest.startswith("_") else path

    def is_taken(path: str) -> bool:
        """Whether a path is taken in, a folder above it, or one of their names."""
        return included(path) or any(included(name) for name in path.split("/"))

    def place(path: str) -> Place | Skip:
        is_included = is_taken(path)
        if excluded(path) and not is_included:
            return Skip(EXCLUDED)
        if _is_excluded(path) and not is_included:
            return Skip(_NOT_CONTENT)
        return _place(plain(path), settings, is_included=is_included)

    def complete(path: str, read: PostFront, changes: list[Change]) -> None:
        _complete(plain(path), read.front)

    def former(post: Post) -> Sequence[Former]:
        return _former(post._replace(path=plain(post.path)), settings)

    def inherited(path: str) -> Mapping[str, object]:
        return _defaults(plain(path), settings)

    return Site(
        root=root,
        place=place,
        dialect=_DIALECT,
        former=former,
        complete=complete,
        conversions=partial(_conversions, text(settings, "excerpt_separator")),
        roots=("", *(f"{collected}/{name}/".lstrip("/") for name in ("_posts", "_drafts"))),
        base=text(settings, "baseurl"),
        hosts=(urlsplit(text(settings, "url")).netloc,),
        settings=read,
        code="_includes/",
        breaks=text(settings, "kramdown", "hard_wrap") == "True",
        waits=settings.get("future") is not True,
        footnotes=False,
        inherited=inherited,
    )


def _conversions(separator: str, context: Context) -> Sequence[Conversion]:
    """Those of posts; `separator` is the configured end of an excerpt."""
    return (
        jekyll_tags(context),
        *((_excerpts(separator),) if separator else ()),
        kramdown.comments,
        kramdown.blocks,
        kramdown.within_html,
        tables,
        table_bars,
        kramdown.spans,
        escaped_in_lines,
        kramdown.inline_formulas,
        escaped_formulas(is_certain=False),
    )


def _collections(settings: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    """What the configuration says of each collection."""
    found = settings.get("collections")
    if isinstance(found, Mapping):
        return {key: value if isinstance(value, Mapping) else {} for key, value in found.items()}
    return {str(name): {} for name in found} if isinstance(found, tuple | list) else {}


def _place(path: str, settings: Mapping[str, Any], *, is_included: bool) -> Place | Skip:
    if found := _SECTION.fullmatch(path):
        if markup := other_markup(path):
            return markup
        folder, slash, name = found["below"].rpartition("/")
        dated = _DATED.fullmatch(name) if is_post(name) else None
        above = f"{found['above']}/" if found["above"] else ""
        inside = f"{above}{folder}{slash}{dated[2] if dated else name}"
        undated = "" if dated else "its name has no date, without which a post is not published"
        return placed(inside, path, draft=AMONG_DRAFTS if found["kind"] == "drafts" else undated)
    first, _, rest = path.partition("/")
    collections = _collections(settings)
    if first.startswith("_") and rest and first[1:] in collections:
        is_shown = collections[first[1:]].get("output") is True
        draft = "" if is_shown else "its collection has no `output: true`: it had no page"
        return other_markup(path) or placed(f"{first[1:]}/{rest}", path, draft=draft)
    if not is_included and any(part.startswith("_") for part in path.split("/")):
        return Skip(_NOT_CONTENT)
    suffix = suffix_of(path)
    is_media = suffix in IMAGE_SUFFIXES | PLAYER_SUFFIXES
    if suffix in _THEME or not (rest or is_media or is_markdown(path)):
        return Skip(_NOT_CONTENT)
    if not rest and _REPOSITORY.fullmatch(path):
        return Skip("it is about the repository")
    return placed(path.lstrip("_"), path, is_page=True)


def _complete(path: str, front: dict[str, object]) -> None:
    """The date that the name of a post has."""
    dated = _DATED.fullmatch(path.rpartition("/")[2])
    at = moment_of(dated[1]) if dated else None
    if _SECTION.fullmatch(path):
        with_date(front, at)


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
    is_collected = not section and first.startswith("_") and first[1:] in _collections(settings)
    if (section and section["kind"] == "drafts") or given.get("published") is False:
        return found
    if is_collected and _collections(settings).get(first[1:], {}).get("output") is not True:
        return found
    template = next(iter(urls.get("permalink", ())), "")
    template = template or text(_defaults(post.path, settings), "permalink")
    if section:
        template = template or text(settings, "permalink") or "date"
    elif is_collected:
        own = _collections(settings)[first[1:]].get("permalink")
        template = template or str(own or "/:collection/:path:output_ext")
    else:
        style = text(settings, "permalink")
        pretty = style == "pretty" or style.endswith("/")
        template = template or ("/:path/:basename/" if pretty else "/:path/:basename:output_ext")
    url, unknown = filled(_STYLES.get(template, template), _tokens(post, section, is_collected))
    if not section and re.search(r"/index(?:\.html|/)$", url):
        url = url[: url.rindex("index")]
    why = f"the permalinks of the site need {unknown}, which the post does not say"
    return [*found, Former(url, "" if url else why)]


def _defaults(path: str, settings: Mapping[str, Any]) -> Mapping[str, object]:
    """What the `defaults` say that apply to a path; the last counts."""
    kind = "posts" if _SECTION.fullmatch(path) else "pages"
    first = path.partition("/")[0]
    if kind == "pages" and first.startswith("_") and first[1:] in _collections(settings):
        kind = first[1:]
    chosen: dict[str, object] = {}
    defaults = settings.get("defaults")
    for entry in defaults if isinstance(defaults, tuple | list) else ():
        scope = entry.get("scope") if isinstance(entry, Mapping) else None
        scope = scope if isinstance(scope, Mapping) else {}
        folder = str(scope.get("path") or "").strip("/")
        inside = not folder or path == folder or path.startswith(f"{folder}/")
        values = entry.get("values") if isinstance(entry, Mapping) else None
        if inside and str(scope.get("type") or kind) == kind and isinstance(values, Mapping):
            chosen.update({str(key).lower(): value for key, value in values.items()})
    return chosen


def _tokens(
    post: Post, section: re.Match[str] | None, is_collected: bool
) -> Mapping[str, str | None]:
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
        "path": below.rpartition(".")[0] if is_collected else folder,
        "collection": collection.lstrip("_"),
    }
