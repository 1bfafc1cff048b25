"""Code blocks with Pygments' classes. No I/O.

    <figure class="code-block"><figcaption>x.py</figcaption>             where it has a title
    <pre class="code lines numbered" data-language="python" style="counter-reset:line 9"
    tabindex="0"><code class="language-python"><span class="line marked">…
    </span></code></pre></figure>

A line is an element where it has a number (the stylesheet counts) or is marked; lines that a diff
adds and removes are `<ins>` and `<del>`, which needs no colour and can be heard.
"""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import Literal, NamedTuple

from kbsite.code.cpu_limit import CpuLimitError, with_cpu_limit
from kbsite.code.fence_info import DIFF_LANGUAGES, FenceInfo, Ranges, fence_info
from kbsite.code.lexers import lexer_of
from kbsite.code.line_marks import Mark, Marks, diff_lines, diff_marks, without_notations
from kbsite.code.spans import token_spans

#: How much CPU time the colours of one block may take.
CPU_SECONDS = 5.0

_ELEMENTS: dict[Mark, str] = {"added": "ins", "removed": "del"}


class Fault(NamedTuple):
    """What is wrong with a code block."""

    code: Literal["code-lines", "code-slow"]
    message: str
    hint: str = ""


class Highlighted(NamedTuple):
    """A whole code block; `faults` are for its author."""

    html: str
    faults: tuple[Fault, ...] = ()


_SLOW = Fault(
    "code-slow",
    "code shown plain: finding its colours takes too long",
    "Name the language `text`, or shorten the block.",
)


def highlight_fence(text: str, info: str, title: str = "") -> Highlighted:
    """A block of code with its info string, "" where it has none. What its tab calls it is its
    `title`, before one of its own."""
    read = fence_info(info)
    if title and read.title != title:
        read = read._replace(title=f"{title} · {read.title}" if read.title else title)
    return highlight_code(text, read, CPU_SECONDS)


def highlight_code(text: str, info: FenceInfo, seconds: float) -> Highlighted:
    """A block of code. Languages that Pygments does not know stay plain, and so does what its
    lexer fails at. A block whose colours take more than `seconds` of CPU stays plain with a fault,
    and is tried again the next time."""
    try:
        return _highlighted(text, info, seconds)
    except CpuLimitError:
        block = _block(text, info, None)
        return block._replace(faults=(*block.faults, _SLOW))


@lru_cache(maxsize=1024)
def _highlighted(text: str, info: FenceInfo, seconds: float) -> Highlighted:
    # CpuLimitError leaves nothing in the memo.
    return _block(text, info, seconds)


def _block(text: str, info: FenceInfo, seconds: float | None) -> Highlighted:
    """`seconds` is None for a block without colours."""
    code, marks = without_notations(text)
    if info.diff:
        inner, signs = _diff(code, info.language, seconds)
        marks = {i: marks.get(i, set()) | signs.get(i, set()) for i in {*marks, *signs}}
    else:
        inner = _spans(code, info.language, seconds)
    lines = inner.removesuffix("\n").split("\n") if inner else []
    fault = info.fault
    named: tuple[tuple[Mark, Ranges], ...] = (
        ("added", info.added),
        ("removed", info.removed),
        ("marked", info.marked),
    )
    for mark, ranges in named:
        for first, last in ranges:
            for i in range(first - 1, min(last, len(lines))):
                marks.setdefault(i, set()).add(mark)
            if last > len(lines):
                fault = fault or f"there is no line {last}: the block ends with line {len(lines)}"
    if marks or info.line_numbers:
        inner = "".join(
            _line(line, marks.get(i, set()), info.line_numbers) for i, line in enumerate(lines)
        )
    html = _frame(inner, info, len(lines), has_marks=bool(marks))
    return Highlighted(html, (Fault("code-lines", fault),) if fault else ())


def _spans(text: str, language: str, seconds: float | None) -> str:
    if seconds is not None and lexer_of(language):
        try:
            return with_cpu_limit(seconds, token_spans, text, language)
        except CpuLimitError:
            raise
        except Exception:
            # A lexer's bug is not the author's mistake.
            pass
    return escape(text, quote=False)


def _diff(text: str, language: str, seconds: float | None) -> tuple[str, Marks]:
    """A diff in the colours of Pygments' diff, or of the language that it changes. The signs
    stay: they are part of the text, and of what a reader copies."""
    lines = diff_lines(text.split("\n"))
    marks = diff_marks(lines)
    if language in DIFF_LANGUAGES:
        return _spans(text, language, seconds), marks
    code = "\n".join("" if line.header else line.code for line in lines)
    spans = _spans(code, language, seconds).split("\n")
    shown = (
        f'<span class="gu">{escape(line.code, quote=False)}</span>'
        if line.header
        else line.sign + html
        for line, html in zip(lines, spans, strict=False)
    )
    return "\n".join(shown), marks


def _line(html: str, marks: set[Mark], numbered: bool) -> str:
    """One line; the newline is within its element, which is a block."""
    if not marks and not numbered:
        return f"{html}\n"
    element = next((name for mark, name in _ELEMENTS.items() if mark in marks), "span")
    classes = " ".join(("line", *sorted(marks)))
    return f'<{element} class="{classes}">{html}\n</{element}>'


def _frame(inner: str, info: FenceInfo, count: int, *, has_marks: bool) -> str:
    flags = (
        ("lines", has_marks or info.line_numbers),
        ("numbered", info.line_numbers),
        ("diff", info.diff),
    )
    classes = " ".join(("code", *(name for name, holds in flags if holds)))
    styles = []
    if info.line_numbers and info.first_line != 1:
        styles.append(f"counter-reset:line {info.first_line - 1}")
    if info.line_numbers and (digits := len(str(info.first_line + count - 1))) > 2:
        styles.append(f"--digits:{digits}")
    style = f' style="{";".join(styles)}"' if styles else ""
    label = name = ""
    if info.language:
        label = f' data-language="{escape(info.language)}"'
        name = f' class="language-{escape("-".join(info.language.split()))}"'
    pre = f'<pre class="{classes}"{label}{style} tabindex="0"><code{name}>{inner}</code></pre>'
    if not info.title:
        return f"{pre}\n"
    title = escape(info.title, quote=False)
    return f'<figure class="code-block"><figcaption>{title}</figcaption>\n{pre}</figure>\n'
