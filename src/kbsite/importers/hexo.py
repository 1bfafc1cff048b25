"""A site of Hexo → notes. No I/O but through the `Source`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from kbsite.importers.model import Change, Conversion, Made, Options, Source
from kbsite.importers.posts.configuration import Settings, read_settings, text
from kbsite.importers.posts.context import Context
from kbsite.importers.posts.escaped_formulas import escaped_formulas
from kbsite.importers.posts.front import Dialect, PostFront, tags_of, with_date
from kbsite.importers.posts.hexo_fences import hexo_fences
from kbsite.importers.posts.hexo_tags import hexo_tags
from kbsite.importers.posts.importing import imported
from kbsite.importers.posts.kinds import AMONG_DRAFTS, EXCLUDED, other_markup, placed
from kbsite.importers.posts.patterns import globs, names
from kbsite.importers.posts.permalinks import (
    Former,
    Value,
    clock,
    filled,
    hexo_slug,
    moment_of,
)
from kbsite.importers.posts.places import PARTS, root_of, wrapper_of
from kbsite.importers.posts.sites import Place, Post, Site, Skip

_OTHER_RENDERERS = ("hexo-renderer-pandoc", "hexo-renderer-kramdown", "hexo-renderer-mmark")
_ROOTS = (
    r"((?:[^/]+/)*?)source/_(?:posts|drafts)/",
    r"((?:[^/]+/)*?)_config\.ya?ml$",
    r"((?:[^/]+/)*?)_(?:posts|drafts)/",
)
_DIALECT = Dialect(nested=True, tabs=True, old=("redirect_from", "alias"))
_PERMALINK = ":year/:month/:day/:title/"
_NAME_TOKENS = {
    "year": r"\d{4}",
    "month": r"\d{2}",
    "i_month": r"\d{1,2}",
    "day": r"\d{2}",
    "i_day": r"\d{1,2}",
    "title": r".+",
}


def hexo(source: Source, options: Options) -> Iterator[Made]:
    """The importer: a site's folder, its `source` or its `_posts` alone."""
    paths = [entry.path for entry in source.entries]
    found = root_of(paths, _ROOTS, PARTS)
    root = wrapper_of(paths) if found is None else found
    read = read_settings(source, [f"{root}_config.yml", f"{root}_config.yaml"])
    folder = (text(read.values, "source_dir") or "source").strip("/") + "/"
    if not any(path.startswith(root + folder) for path in paths):
        folder = ""
    package = read_settings(source, [f"{root}package.json"]).values.get("dependencies")
    plugins = frozenset(package) if isinstance(package, Mapping) else frozenset()
    yield from imported(source, options, _site(root, folder, read, plugins))


def _has_breaks(read: Settings, plugins: Collection[str]) -> bool:
    """Whether a single line break is one: so it is by default, and not for all renderers."""
    if any(plugin in _OTHER_RENDERERS for plugin in plugins):
        return False
    said = (
        text(read.values, "marked", "breaks"),
        text(read.values, "markdown", "render", "breaks"),
    )
    return "False" not in said


def _takes_backslashes(plugins: Collection[str]) -> bool:
    """Whether it is known that the renderer takes backslashes out of formulas."""
    knows_math = any(re.search("katex|markdown-it|kramdown|pandoc", name) for name in plugins)
    return "hexo-renderer-marked" in plugins and not knows_math


def _locking_tags(settings: Mapping[str, Any]) -> Collection[str]:
    """The tags, case folded, whose posts hexo-blog-encrypt locks with one password."""
    encrypt = settings.get("encrypt")
    tags = encrypt.get("tags") if isinstance(encrypt, Mapping) else None
    listed = tags if isinstance(tags, tuple | list) else ()
    said = (text(each, "name") for each in listed if isinstance(each, Mapping))
    return frozenset(name.casefold() for name in said if name)


def _lock(given: Mapping[str, object], locks: Collection[str]) -> str:
    """Why a plugin locked a post that names no password itself, or ""."""
    if given.get("password") == "":
        # That alone takes a post out of hexo-blog-encrypt.
        return ""
    if given.get("encrypt") is True:
        return "it says `encrypt`: the old site showed it for a password"
    tag = next((tag for tag in tags_of(given, _DIALECT) if tag.casefold() in locks), "")
    return f"the old site showed what has the tag {tag[:60]} for a password" if tag else ""


def _site(root: str, folder: str, read: Settings, plugins: Collection[str]) -> Site:
    settings = read.values
    formulas = escaped_formulas(is_certain=_takes_backslashes(plugins))

    included = globs(names(settings, "include"))
    excluded = globs(names(settings, "exclude"))
    ignored = globs(names(settings, "ignore"))
    locks = _locking_tags(settings)
    read = read._replace(refused=(*included.refused, *excluded.refused, *ignored.refused))

    def place(path: str) -> Place | Skip:
        if not path.startswith(folder):
            return Skip("it belongs to Hexo or its theme")
        inside = path[len(folder) :]
        if excluded(inside) or ignored(inside) or ignored(path):
            return Skip(EXCLUDED)
        return _place(inside, path, is_included=included(inside))

    def complete(path: str, read: PostFront, changes: list[Change]) -> None:
        if why := _lock(read.given, locks):
            read.front["private"] = True
            changes.append(Change("private", "converted", 0, why))
        if path.startswith(f"{folder}_posts/"):
            stem = path[len(folder) :].rpartition(".")[0].removeprefix("_posts/")
            with_date(read.front, _named_moment(_name_parts(stem, text(settings, "new_post_name"))))

    def former(post: Post) -> Sequence[Former]:
        return _former(post, folder, settings)

    def conversions(context: Context) -> Sequence[Conversion]:
        return (hexo_tags(context), hexo_fences, formulas)

    url = text(settings, "url")
    return Site(
        root=root,
        place=place,
        dialect=_DIALECT,
        former=former,
        complete=complete,
        conversions=conversions,
        roots=(folder, f"{folder}_posts/", f"{folder}_drafts/"),
        base=text(settings, "root") or urlsplit(url).path,
        hosts=(urlsplit(url).netloc,),
        settings=read,
        code=f"{folder}{(text(settings, 'code_dir') or 'downloads/code').strip('/')}/",
        breaks=_has_breaks(read, plugins),
        waits=settings.get("future") is False,
    )


def _place(path: str, source: str, *, is_included: bool) -> Place | Skip:
    """Where a file of `source/` goes; a post and its asset folder stay side by side."""
    first, _, rest = path.partition("/")
    in_posts = first in ("_posts", "_drafts")
    inside = rest if in_posts else path
    is_hidden = any(part.startswith("_") for part in inside.split("/")[:-1])
    if not is_included and (is_hidden or inside.startswith("_")):
        return Skip("Hexo publishes nothing whose name begins with _")
    if in_posts and (markup := other_markup(source)):
        return markup
    assets = source.rpartition(".")[0]
    draft = AMONG_DRAFTS if first == "_drafts" else ""
    return placed(inside, source, draft=draft, assets=assets, is_page=not in_posts)


def _former(post: Post, folder: str, settings: Mapping[str, Any]) -> Sequence[Former]:
    urls = post.front.urls
    found = [Former(url) for key in _DIALECT.old for url in urls.get(key, ())]
    path = post.path[len(folder) :]
    if path.startswith("_drafts/") or post.front.given.get("published") is False:
        return found
    if own := urls.get("permalink"):
        return [*found, *map(Former, own)]
    stem = path.rpartition(".")[0]
    if not path.startswith("_posts/"):
        is_index = stem.rpartition("/")[2] == "index"
        return [*found, Former(f"/{stem.removesuffix('index')}" if is_index else f"/{stem}.html")]
    template = text(settings, "permalink") or _PERMALINK
    url, unknown = filled(template, _tokens(stem.removeprefix("_posts/"), post, settings))
    why = f"the permalinks of the site need {unknown}, which the post does not say"
    return [*found, Former(url, "" if url else why)]


def _tokens(stem: str, post: Post, settings: Mapping[str, Any]) -> Mapping[str, Value]:
    given = post.front.given
    named = _name_parts(stem, text(settings, "new_post_name"))
    title = named.get("title", stem)
    at = moment_of(given.get("date")) or _named_moment(named)
    defaults = settings.get("permalink_defaults")
    others = {**(defaults if isinstance(defaults, Mapping) else {}), **given}
    return {
        **{key: str(value) for key, value in others.items() if isinstance(value, str | int)},
        **clock(at),
        "title": title,
        "name": title.rpartition("/")[2],
        "post_title": hexo_slug(str(given.get("title") or "")).lower(),
        "category": _category(post, settings),
    }


def _name_parts(stem: str, template: str) -> Mapping[str, str]:
    """What `new_post_name` says that the name of a file holds."""
    parts = re.split(r":(year|i_month|month|i_day|day|title)", template.removesuffix(".md"))
    if len(parts) < 3 or len(set(parts[1::2])) < len(parts[1::2]):
        return {}
    pattern = "".join(
        f"(?P<{part}>{_NAME_TOKENS[part]})" if n % 2 else re.escape(part)
        for n, part in enumerate(parts)
    )
    found = re.fullmatch(pattern, stem)
    return found.groupdict() if found else {}


def _named_moment(named: Mapping[str, str]) -> datetime | None:
    keys = (("year",), ("month", "i_month"), ("day", "i_day"))
    return moment_of("-".join(next((named[k] for k in each if k in named), "") for each in keys))


def _category(post: Post, settings: Mapping[str, Any]) -> str:
    """The last category with those above it, as it stands in URLs."""
    if not post.front.categories:
        return text(settings, "default_category") or "uncategorized"
    named = settings.get("category_map")
    names = named if isinstance(named, Mapping) else {}
    return "/".join(hexo_slug(str(names.get(c, c))) for c in post.front.categories[-1])
