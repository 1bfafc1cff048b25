"""Syntax of other programs that is text here, or code: told once a note for each kind. No I/O."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from markdown_it.token import Token

from kbsite.markdown.literal.foreign_fences import foreign_fence
from kbsite.markdown.math.environment_math import FORMULAS
from kbsite.markdown.places import Place
from kbsite.markdown.reporter import Reporter

_CALLOUT = "Write it as a callout: > [!note], and > before each of its lines."

# The tags of Liquid and of Hexo that are surely meant: `{% x %}` may be spoken of.
_TAGS = "|".join(
    (
        *("asset_img", "asset_link", "asset_path", "assign", "blockquote", "button", "capture"),
        *("centerquote", "codeblock", "comment", "cq", "folding", "gist", "hideToggle"),
        *("highlight", "image", "img", "include", "include_code", "include_relative", "link"),
        *("note", "post_link", "post_path", "post_url", "pullquote", "quote", "raw", "tabs"),
        *("unless", "video", "youtube"),
    )
)


class _Kind(NamedTuple):
    """`begins` is in every text that has it; the first group of `pattern` is told."""

    begins: str
    pattern: re.Pattern[str]
    message: str
    hint: str


# Those that Material for MkDocs draws, which need no space before them.
_ADMONITIONS = "|".join(
    (
        *("abstract", "attention", "bug", "caution", "check", "cite", "danger", "done", "error"),
        *("example", "fail", "failure", "faq", "help", "hint", "important", "info", "missing"),
        *("note", "question", "quote", "success", "summary", "tip", "tldr", "todo", "warning"),
    )
)


def _admonition(mark: str, title_alone: str = "") -> re.Pattern[str]:
    """`title_alone` is a further way to begin, where one may have no kind."""
    return re.compile(
        rf"^({mark})(?:[ \t]+[a-z][a-z-]*|[ \t]*(?i:{_ADMONITIONS}){title_alone})"
        r"(?:[ \t]+(?:inline|end))*[ \t]*(?:\"[^\n]*\"[ \t]*)?$",
        re.MULTILINE,
    )


_KINDS = (
    _Kind(
        "{{",
        re.compile(r"(\{\{[<%])[ \t]*+/?[ \t]*+[a-zA-Z]"),
        "a shortcode of Hugo is text here",
        "`kbsite import hugo` makes Markdown of those that have a counterpart.",
    ),
    _Kind(
        "{%",
        re.compile(rf"(\{{%)-?[ \t]*(?:{_TAGS})\b[^%\n]*%\}}"),
        "a tag of Jekyll or Hexo is text here",
        "`kbsite import jekyll` and `kbsite import hexo` make Markdown of those that have a "
        "counterpart.",
    ),
    _Kind(
        ":::",
        re.compile(r"^(:{3,})[ \t]*\{?\.?[a-zA-Z]", re.MULTILINE),
        "a container of VuePress, Docusaurus or Quarto is text here",
        _CALLOUT,
    ),
    _Kind(
        "!!!",
        _admonition(r"!!!"),
        "an admonition of MkDocs is text here",
        _CALLOUT,
    ),
    _Kind(
        "???",
        _admonition(r"\?\?\?\+?", r"|(?=[ \t]+\"[^\n]*\"[ \t]*$)"),
        "an admonition of MkDocs is text here",
        _CALLOUT,
    ),
    _Kind(
        "===",
        re.compile(r"^(===[!+]{0,2})[ \t]+\"[^\"\n]+\"[ \t]*$", re.MULTILINE),
        "a tab of MkDocs is text here, and code what is indented below it",
        "Write it as a callout with its title: > [!example] Title, and > before each of its lines.",
    ),
    _Kind(
        ">",
        re.compile(r"\A([!?]>)[ \t]+\S"),
        "a hint of Docsify is text here",
        _CALLOUT,
    ),
    _Kind(
        "{:",
        re.compile(r"^[ \t]*(\{::?)[ \t]*+[/.#a-zA-Z][^{}\n]*\}[ \t]*$", re.MULTILINE),
        "a line of kramdown is text here",
        "Write [TOC] for {:toc}, and attributes of a heading at its end, as {#id .name}; `kbsite "
        "import jekyll` does.",
    ),
    _Kind(
        "{#eq-",
        re.compile(r"(?:(?:\$\$|\\\])[ \t]*|^)(\{#eq-)[\w-]+\}[ \t]*$", re.MULTILINE),
        "a label of Quarto is text here",
        r"Write \label{…} into the formula, and \eqref{…} where it is referred to.",
    ),
)
# What Logseq writes by itself below an item; others are properties that some program may read.
_PROPERTY = (
    r"(?:collapsed:: (?:true|false)|id:: [0-9a-f]{8}-|heading:: (?:true|[1-6])"
    r"|logseq\.[\w.-]+:: \S|background-color:: \S|ls-type:: \S|hl-\w+:: \S)"
)
_LOGSEQ = (
    _Kind(
        "::",
        re.compile(rf"^[ \t]*(?=({_PROPERTY}))", re.MULTILINE),
        "a property of Logseq is text here",
        "Leave its line out: it folds, numbers or names the item, which nothing here does.",
    ),
    _Kind(
        "((",
        re.compile(r"(\(\([0-9a-f]{8}-)[0-9a-f]{4}-[0-9a-f-]{17,}\)\)"),
        "a reference to a block of Logseq is text here",
        "Write a link to its heading, as in [[note#heading]].",
    ),
)
# LaTeX that is none of mathematics: an environment, or what parts a text, in a line of its own.
_ENVIRONMENT = rf"\\begin\{{(?!(?:{FORMULAS})\*?\}})[a-zA-Z]+\*?\}}"
_PART = r"\\(?:chapter|(?:sub){0,2}section|(?:sub)?paragraph)\*?\{"
_LATEX = (
    _Kind(
        "\\",
        re.compile(rf"^[ \t]*({_ENVIRONMENT})", re.MULTILINE),
        "an environment of LaTeX is text here",
        "Markdown has lists, tables, pictures and code of its own; a theorem can be a callout: "
        "> [!note] Theorem, and > before each of its lines.",
    ),
    _Kind(
        "\\",
        re.compile(rf"^[ \t]*({_PART})[^{{}}\n]+\}}[ \t]*$", re.MULTILINE),
        "a heading of LaTeX is text here",
        "Write it as a heading: ## words.",
    ),
)
_FILES = frozenset(("_sidebar.md", "_navbar.md", "_coverpage.md"))
# Where any may be: quickly searched for, as each begins with a character alone.
_IN_LINE = re.compile(r"\{(?:\{[<%]|[%:]|#eq-)")
_IN_LATEX = re.compile(f"{_ENVIRONMENT}|{_PART}")
_IN_LOGSEQ = re.compile(rf"(?:^|(?<=[\n\t ])){_PROPERTY}|\(\([0-9a-f]{{8}}-")
_BEGINNING = re.compile(r"\n[ \t>*+-]*+(?::::|!!!|\?\?\?|===[^=\n]|[!?]>)")


class Foreign:
    """That of one note, whose text is `body`."""

    def __init__(self, reporter: Reporter, body: str) -> None:
        self.reporter = reporter
        # Most notes have none, and their blocks need not be looked at.
        has_others = _IN_LINE.search(body) or _BEGINNING.search(f"\n{body}")
        has_logseq = (":: " in body or "((" in body) and _IN_LOGSEQ.search(body)
        self._kinds = (
            *(_KINDS if has_others else ()),
            *(_LOGSEQ if has_logseq else ()),
            *(_LATEX if _IN_LATEX.search(body) else ()),
        )
        self._told: set[str] = set()
        #: The last text, and what was found in it.
        self._text = ""
        self._found: list[tuple[_Kind, re.Match[str]]] = []
        if (name := reporter.path.rpartition("/")[2]) in _FILES:
            message = f"{name}, which is a part of Docsify's page, is a note here"
            self._tell(message, (1, 1), f"`ignore: [{name}]` in kbsite.yaml leaves it out.")

    def is_in(self, text: str) -> bool:
        """Whether any stands in the text of a block, told or not."""
        return bool(self._found_in(text))

    def read(self, token: Token, place_of: Callable[[Token], Place]) -> None:
        """Tells of what stands in the text of a block."""
        for kind, found in self._found_in(token.content):
            if kind.message not in self._told and _is_text(token, found[1]):
                self._tell(kind.message, place_of(token).of(found.start(1)), kind.hint)

    def _found_in(self, text: str) -> list[tuple[_Kind, re.Match[str]]]:
        if text != self._text:
            # The parts of a paragraph that embeds divide all have its whole text.
            self._text = text
            self._found = [
                (kind, found)
                for kind in self._kinds
                if kind.begins in text and (found := kind.pattern.search(text))
            ]
        return self._found

    def read_fence(self, language: str, place: Place) -> None:
        """Tells of a block that another program shows as something else than code."""
        if (found := foreign_fence(language)) and found.message not in self._told:
            self._tell(found.message, place.of_line(0), found.hint)

    def _tell(self, message: str, at: tuple[int, int], hint: str) -> None:
        self._told.add(message)
        self.reporter.inform("foreign-syntax", at, message, hint)


def _is_text(token: Token, mark: str) -> bool:
    return any(child.type == "text" and mark in child.content for child in token.children or ())
