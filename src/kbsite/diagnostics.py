"""What is wrong with a site's sources, as values; how it is printed. No I/O."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal, get_args

import msgspec

Severity = Literal["error", "warning", "info"]

#: Where the library of an extra is missing. Both are named, as the last installation counts.
EXTRAS_HINT = 'In a checkout of kbsite:  pipx install --force ".[diagrams,images]"'

#: Every code a diagnostic can carry; `docs/diagnostics.md` explains each (a test checks it).
Code = Literal[
    "alt-missing",
    "anchor-missing",
    "attachment-missing",
    "attachment-unused",
    "attribute",
    "base",
    "base-expression",
    "base-part",
    "base-rows",
    "base-url-missing",
    "base-view",
    "block-missing",
    "block-repeated",
    "built-site",
    "callout",
    "card",
    "card-glyph",
    "code-group",
    "code-lines",
    "code-slow",
    "comment-unclosed",
    "config",
    "conflict",
    "content-folder",
    "dead-end",
    "diagram",
    "diagram-extra",
    "duplicate-alias",
    "duplicate-title",
    "emphasis-literal",
    "drawing-export",
    "embed-cycle",
    "embed-depth",
    "embed-file",
    "embed-size",
    "encoding",
    "equation",
    "extension",
    "feed-id",
    "fence-unclosed",
    "file-size",
    "footnote",
    "foreign-syntax",
    "front-matter",
    "front-matter-key",
    "git-shallow",
    "html-indented",
    "html-left-out",
    "html-markdown",
    "html-unclosed",
    "html-unopened",
    "ignore-unmatched",
    "image-large",
    "image-literal",
    "images-extra",
    "image-expires",
    "link-ambiguous",
    "link-literal",
    "link-missing",
    "link-scheme",
    "link-unpublished",
    "mark-literal",
    "math",
    "math-backslash",
    "math-brackets",
    "math-comment",
    "math-display",
    "math-unclosed",
    "math-underscore",
    "media-insecure",
    "media-remote",
    "name-collision",
    "note-suffix",
    "orphan",
    "permalink",
    "permalink-collision",
    "pinyin-collision",
    "placeholder-lost",
    "policy",
    "redirect",
    "redirect-collision",
    "site-size",
    "static-missing",
    "static-name",
    "static-root",
    "symlink-outside",
    "symlink-skipped",
    "table-cells",
    "table-literal",
    "tag-levels",
    "template",
    "template-changed",
    "template-copy",
    "text-indented",
    "undated",
    "unlinked-mention",
    "unreadable",
    "untagged",
    "url-lost",
    "vault-templates",
    "worker",
]

CODES: tuple[str, ...] = get_args(Code)

#: More warnings than this are shown as examples by code, with their number.
GROUP_OVER = 20
_EXAMPLES = 3


class Diagnostic(msgspec.Struct, frozen=True):
    """One mistake. `path` is relative to the site folder, `line` and `column` count from 1
    (0 where the mistake has no place in a text)."""

    code: Code
    severity: Severity
    path: str
    line: int
    column: int
    message: str
    hint: str = ""


class ProduceError(Exception):
    """An output that cannot be produced; `diagnostic` says what is wrong with its source."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        # What an exception is made of, it is made of again behind the border of a process.
        super().__init__(diagnostic)
        self.diagnostic = diagnostic

    def __str__(self) -> str:
        return self.diagnostic.message


def error(
    code: Code, path: str, message: str, *, line: int = 0, column: int = 0, hint: str = ""
) -> Diagnostic:
    """A mistake that keeps a note from being published."""
    return Diagnostic(code, "error", path, line, column, message, hint)


def warning(
    code: Code, path: str, message: str, *, line: int = 0, column: int = 0, hint: str = ""
) -> Diagnostic:
    """A mistake that spoils a part of a published page."""
    return Diagnostic(code, "warning", path, line, column, message, hint)


def info(
    code: Code, path: str, message: str, *, line: int = 0, column: int = 0, hint: str = ""
) -> Diagnostic:
    """Something worth knowing that is not a mistake."""
    return Diagnostic(code, "info", path, line, column, message, hint)


def below(folder: str, diagnostic: Diagnostic) -> Diagnostic:
    """A mistake in a file of `folder` ("" or ending with /), named from the site folder."""
    if not diagnostic.path:
        return diagnostic
    return msgspec.structs.replace(diagnostic, path=folder + diagnostic.path)


def ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sorted by place, each once: the order in which they are printed everywhere."""
    return tuple(
        sorted(
            set(diagnostics),
            key=lambda d: (d.path, d.line, d.column, d.severity, d.code, d.message),
        )
    )


def exit_code(diagnostics: Iterable[Diagnostic], strict: bool) -> int:
    """That of a command which found these: 2 where `kbsite.yaml` is wrong, 1 for another error, or
    a warning where that is `strict`."""
    kinds = {(one.code, one.severity) for one in diagnostics}
    severities = {severity for _, severity in kinds}
    if ("config", "error") in kinds:
        return 2
    return int("error" in severities or (strict and "warning" in severities))


def counted(number: int, noun: str) -> str:
    """`1 note`, `2,000 notes`."""
    return f"{number:,} {noun}{'s' * (number != 1)}"


def format_diagnostic(diagnostic: Diagnostic) -> str:
    """`path:line:column: severity: message [code]`, the hint on a line of its own."""
    place = diagnostic.path
    if diagnostic.line:
        place += f":{diagnostic.line}:{diagnostic.column}"
    prefix = f"{place}: " if place else ""
    text = f"{prefix}{diagnostic.severity}: {diagnostic.message} [{diagnostic.code}]"
    return f"{text}\n    {diagnostic.hint}" if diagnostic.hint else text


def format_report(diagnostics: Sequence[Diagnostic], *, everything: bool = False) -> list[str]:
    """The lines of a report: errors all, the rest grouped by code past `GROUP_OVER` of them."""
    errors = [d for d in diagnostics if d.severity == "error"]
    others = [d for d in diagnostics if d.severity != "error"]
    if everything or len(others) <= GROUP_OVER:
        return [format_diagnostic(d) for d in diagnostics]
    lines = [format_diagnostic(d) for d in errors]
    for code, count in sorted(Counter(d.code for d in others).items()):
        same = [d for d in others if d.code == code]
        lines += [format_diagnostic(d) for d in same[:_EXAMPLES]]
        if count > _EXAMPLES:
            lines.append(f"    … and {count - _EXAMPLES:,} more [{code}] (-v shows all)")
    return lines
