"""A site of Hugo → notes. No I/O but through the `Source`."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from kbsite.importers.model import Conversion, Made, Options, Source
from kbsite.importers.posts.cascades import cascades
from kbsite.importers.posts.configuration import Settings, read_settings, text
from kbsite.importers.posts.context import Context
from kbsite.importers.posts.escaped_formulas import escaped_formulas
from kbsite.importers.posts.front import Dialect
from kbsite.importers.posts.hugo_languages import Languages, default_language
from kbsite.importers.posts.hugo_shortcodes import hugo_shortcodes
from kbsite.importers.posts.importing import imported
from kbsite.importers.posts.kinds import EXCLUDED, is_post, other_markup, placed
from kbsite.importers.posts.patterns import expressions, names
from kbsite.importers.posts.permalinks import Former, filled, hugo_clock, hugo_segment, moment_of
from kbsite.importers.posts.places import PARTS, root_of, wrapper_of
from kbsite.importers.posts.sites import Place, Post, Site, Skip
from kbsite.urls import IMAGE_SUFFIXES, PLAYER_SUFFIXES, suffix_of

_ROOTS = (
    r"((?:[^/]+/)*?)(?:config/_default/)?hugo\.(?:toml|ya?ml|json)$",
    r"((?:[^/]+/)*?)(?:config/_default/)?config\.(?:toml|ya?ml|json)$",
    r"((?:[^/]+/)*?)content/",
)
_SUFFIXES = ("toml", "yaml", "yml", "json")
_SETTINGS = [
    f"{folder}{name}.{suffix}"
    for folder in ("", "config/_default/")
    for name in ("hugo", "config")
    for suffix in _SUFFIXES
]
_OF_LANGUAGE = re.compile(r"(?P<folder>(?:.*/)?)_?index\.(?P<code>[\w-]+)(?P<suffix>\.\w+)")
_DIALECT = Dialect(old=("aliases", "alias", "redirect_from"), url=("url", "permalink"), hidden=True)


def hugo(source: Source, options: Options) -> Iterator[Made]:
    """The importer: a site's folder, or its `content` alone."""
    paths = [entry.path for entry in source.entries]
    found = root_of(paths, _ROOTS, rf"{PARTS}|config/[^/]+")
    root = wrapper_of(paths) if found is None else found
    read = read_settings(source, [root + path for path in _SETTINGS])
    values = dict(read.values)
    for section in ("permalinks", "languages", "markup"):
        # A section may have a file of its own.
        apart = [f"{root}config/_default/{section}.{suffix}" for suffix in _SUFFIXES]
        values = {section: read_settings(source, apart).values, **values}
    # Hugo's keys have no case.
    read = read._replace(values={key.lower(): value for key, value in values.items()})
    folder = (text(read.values, "contentdir") or "content").strip("/") + "/"
    by_language = Languages(read.values, folder).folders
    if not any(
        path.startswith((root + folder, *(root + f for f in by_language))) for path in paths
    ):
        folder = ""
    languages = Languages(read.values, folder)

    def parted(path: str) -> tuple[str, str] | None:
        """What stands in a path for the language that has a folder, nothing for the one that the
        site has first, and the path from there."""
        for own, code in by_language.items():
            if path.startswith(own):
                return "" if code == languages.first else f"{code}/", path[len(own) :]
        return ("", path[len(folder) :]) if path.startswith(folder) else None

    def plain(path: str) -> str:
        """The path that a page would have if no language had a folder of its own."""
        found = parted(path)
        return folder + "".join(found) if found else path

    def parted_source(path: str) -> tuple[str, str] | None:
        return parted(path[len(root) :]) if path.startswith(root) else None

    inside = (plain(path[len(root) :]) for path in paths if path.startswith(root))
    bundles = _bundles(path for path in inside if path.startswith(folder))
    site = _site(root, languages, read, bundles, plain)
    site = site._replace(roots=(*site.roots, *by_language))
    inherited = cascades(source, read.values, parted_source)
    site = site._replace(inherited=lambda path: inherited(root + path))
    yield from imported(source, options, site)


def _takes_backslashes(settings: Mapping[str, Any]) -> bool:
    """Whether Goldmark takes backslashes out of formulas: no extension hands them on."""
    extension = ("markup", "goldmark", "extensions", "passthrough", "enable")
    handler = text(settings, "markup", "defaultMarkdownHandler")
    return handler in ("", "goldmark", "blackfriday") and text(settings, *extension) != "True"


def _bundles(paths: Iterable[str]) -> frozenset[str]:
    """The folders, with a slash at their ends, that are one page with its files."""
    found = (path.rpartition("/") for path in paths if is_post(path))
    return frozenset(f"{folder}/" for folder, _, name in found if name.startswith("index."))


def _site(
    root: str,
    languages: Languages,
    read: Settings,
    bundles: Collection[str],
    plain: Callable[[str], str],
) -> Site:
    settings = read.values
    folder = languages.folder
    ignored = expressions(names(settings, "ignorefiles"))
    read = read._replace(refused=ignored.refused)

    def place(path: str) -> Place | Skip:
        is_ignored = ignored(path)
        path = plain(path)
        if path.startswith(folder) and is_ignored:
            return Skip(EXCLUDED)
        found = _place(path, folder, settings)
        if isinstance(found, Place) and found.is_note and _is_in_bundle(path, folder, bundles):
            return found._replace(draft="it lies in the bundle of a page: it had none of its own")
        return found

    def former(post: Post) -> Sequence[Former]:
        return _former(post._replace(path=plain(post.path)), folder, settings)

    def conversions(context: Context) -> Sequence[Conversion]:
        versions = partial(languages.names, context.path)
        shortcodes = hugo_shortcodes(context._replace(versions=versions))
        return (shortcodes, formulas)

    formulas = escaped_formulas(is_certain=bool(read.path) and _takes_backslashes(settings))
    base = urlsplit(text(settings, "baseurl"))
    return Site(
        root=root,
        place=place,
        dialect=_DIALECT,
        former=former,
        complete=lambda path, read, changes: None,
        conversions=conversions,
        roots=(folder, "static/", "assets/"),
        base=base.path,
        hosts=(base.netloc,),
        settings=read,
        breaks=text(settings, "markup", "goldmark", "renderer", "hardWraps") == "True",
        waits=settings.get("buildfuture") is not True,
    )


def _place(path: str, folder: str, settings: Mapping[str, Any]) -> Place | Skip:
    if path.startswith(folder):
        inside = path[len(folder) :]
        if found := _OF_LANGUAGE.fullmatch(inside):
            # A page that stands for its folder, in the language that the site has first.
            code = default_language(settings)
            is_first = found["code"] == code and is_post(path)
            code = "" if is_first else f".{found['code']}"
            inside = f"{found['folder']}index{code}{found['suffix']}"
        return other_markup(path) or placed(inside, path)
    top, _, inside = path.partition("/")
    if top == "static" and inside:
        return Place(inside, is_note=False)
    is_media = suffix_of(path) in IMAGE_SUFFIXES | PLAYER_SUFFIXES
    if top == "assets" and is_media:
        return Place(inside, is_note=False)
    return Skip("it belongs to Hugo or its theme")


def _is_in_bundle(path: str, folder: str, bundles: Collection[str]) -> bool:
    """Whether a page is a resource of another one."""
    own = path.rpartition("/")[0] + "/"
    is_index = path[len(own) :].startswith("index.")
    above = (path[: at + 1] for at in range(len(folder), len(path)) if path[at] == "/")
    return any(each in bundles and not (is_index and each == own) for each in above)


def _former(post: Post, folder: str, settings: Mapping[str, Any]) -> Sequence[Former]:
    page = post.path[len(folder) :]
    urls = post.front.urls
    section = posixpath.dirname(posixpath.dirname(page) if _is_index(page) else page)
    found = [Former(_joined(section, url)) for key in _DIALECT.old for url in urls.get(key, ())]
    if post.front.given.get("draft") is True or not is_post(page):
        return found
    names = _names(page, settings)
    if own := [url for key in _DIALECT.url for url in urls.get(key, ())]:
        return [*found, *(_filled(url, names, post) for url in own)]
    template = _template(names, settings)
    if template and not page.endswith("_index.md"):
        return [*found, _filled(template, names, post)]
    *folders, name = names
    slug = str(post.front.given.get("slug") or "")
    segments = [*map(hugo_segment, folders), hugo_segment(slug or name)]
    ugly = settings.get("uglyurls") is True and not _is_index(page)
    path = "/".join(filter(None, segments))
    return [*found, Former(f"/{path}.html" if ugly else f"/{path}/".replace("//", "/"))]


def _joined(section: str, url: str) -> str:
    """An alias, which is relative to the section of its page."""
    whole = posixpath.normpath(posixpath.join("/", section, url)).replace("//", "/")
    return f"{whole}/" if url.endswith("/") and whole != "/" else whole


def _is_index(page: str) -> bool:
    return posixpath.basename(page).partition(".")[0] in ("index", "_index")


def _names(page: str, settings: Mapping[str, Any]) -> list[str]:
    """The names of a page's URL: folders and its own, its language in front where that is not the
    default one. The last is "" for the home page."""
    *folders, name = page.rpartition(".")[0].split("/")
    languages = settings.get("languages")
    stem, dot, code = name.rpartition(".")
    if dot and isinstance(languages, Mapping) and code in languages:
        name = stem
        if code != default_language(settings):
            folders = [code, *folders]
    if name in ("index", "_index"):
        name = folders.pop() if folders else ""
    return [*folders, name]


def _template(names: Sequence[str], settings: Mapping[str, Any]) -> str:
    """The pattern that the configuration has for the section of a page."""
    section = names[0] if len(names) > 1 else ""
    pages = settings.get("permalinks")
    if isinstance(pages, Mapping) and isinstance(pages.get("page"), Mapping):
        pages = pages["page"]
    pattern = pages.get(section) if isinstance(pages, Mapping) else None
    return pattern if isinstance(pattern, str) else ""


def _filled(template: str, names: Sequence[str], post: Post) -> Former:
    given = post.front.given
    *folders, name = names
    base = hugo_segment(name)
    title = hugo_segment(str(given.get("title") or name))
    slug = hugo_segment(str(given.get("slug") or ""))
    values = {
        **hugo_clock(moment_of(given.get("date"))),
        "section": hugo_segment(folders[0]) if folders else "",
        "sections": "/".join(map(hugo_segment, folders)),
        "title": title,
        "slug": slug or title,
        "filename": base,
        "contentbasename": base,
        "slugorfilename": slug or base,
        "slugorcontentbasename": slug or base,
    }
    url, unknown = filled(template, values)
    why = f"the permalinks of the site need {unknown}, which the post does not say"
    return Former(url, "" if url else why)
