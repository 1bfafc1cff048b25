"""Which files of an old site are notes, and which nobody can read as one. No I/O."""

from __future__ import annotations

from kbsite.importers.posts.html_posts import is_html
from kbsite.importers.posts.sites import Place, Skip
from kbsite.urls import suffix_of

#: Why a note is a draft.
AMONG_DRAFTS = "it lies among the drafts"
#: Why a file is none.
EXCLUDED = "the configuration leaves it out"

_MARKDOWN = frozenset({".md", ".markdown", ".mkd", ".mkdn", ".mdown", ".mdwn", ".mmark"})
_OTHER_MARKUP = frozenset(
    {".org", ".rst", ".adoc", ".asciidoc", ".textile", ".ipynb", ".mdx", ".rmd", ".qmd", ".pug"}
    | {".ejs", ".swig", ".njk", ".haml", ".pandoc"}
)


def is_markdown(path: str) -> bool:
    return suffix_of(path) in _MARKDOWN


def is_post(path: str) -> bool:
    """Whether a text among the posts is one that becomes a note: Markdown, or HTML."""
    return is_markdown(path) or is_html(path)


def _as_note(path: str) -> str:
    """The path with `.md` at its end; `_index` stands for its folder."""
    folder, slash, name = path.rpartition("/")
    stem = name[: -len(suffix_of(name))]
    return f"{folder}{slash}{'index' if stem == '_index' else stem}.md"


def placed(
    path: str, source: str, *, draft: str = "", assets: str = "", is_page: bool = False
) -> Place | Skip:
    """Where a file of the posts goes: `path` in the new tree, `source` in the old site. Of pages
    that are no posts (`is_page`) those in HTML stay files; `draft` as in `Place`."""
    if any(part.startswith(".") for part in source.split("/")):
        return Skip("it is hidden")
    if is_markdown(source) or (is_html(source) and not is_page):
        return Place(_as_note(path), is_note=True, draft=draft, assets=assets)
    return Place(path, is_note=False)


def other_markup(path: str) -> Skip | None:
    """Why a text among the posts is no note."""
    suffix = suffix_of(path)
    if suffix in _OTHER_MARKUP:
        return Skip(f"it is no Markdown: {suffix}")
    return None
