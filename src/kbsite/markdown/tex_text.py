"""Text within a formula: `\\text{若 $x$ 则}` and its kin → text and mathematics side by side,
since math-core reads no mathematics in text. No I/O."""

from __future__ import annotations

import re

from kbsite.markdown.tex_rewriter import Rewriter, Rule
from kbsite.markdown.tex_tokens import TexError

#: Commands whose argument is text, and what math-core calls them.
TEXT_COMMANDS = {
    **{name: name for name in (r"\text", r"\textrm", r"\textbf", r"\textit", r"\textsf")},
    **{name: name for name in (r"\texttt", r"\textsc", r"\textsl", r"\emph")},
    **dict.fromkeys((r"\mbox", r"\hbox", r"\textup", r"\textmd", r"\textnormal"), r"\text"),
}
_SHOWN = {
    r"\dots": "…",
    r"\ldots": "…",
    r"\textellipsis": "…",
    r"\LaTeX": "LaTeX",
    r"\TeX": "TeX",
    r"\KaTeX": "KaTeX",
    r"\quad": "\u2003",
    r"\qquad": "\u2003\u2003",
    r"\textcopyright": "©",
    r"\copyright": "©",
    r"\pounds": "£",
    r"\S": "§",
    r"\P": "¶",
    r"\enspace": "\u2002",
    r"\enskip": "\u2002",
    r"\relax": "",
    r"\nobreak": "",
    r"\allowbreak": "",
    r"\textregistered": "®",
    r"\degree": "°",
    r"\textdegree": "°",
    r"\space": " ",
    r"\lbrace": r"\{",
    r"\rbrace": r"\}",
    r"\textbraceleft": r"\{",
    r"\textbraceright": r"\}",
    r"\checkmark": "✓",
    r"\textbardbl": "‖",
}
_TEXT_SPECIAL = re.compile(r"[\\{}$#%&_^~]")
_CLOSES = {"$": "$", r"\(": r"\)"}
#: Commands that are the same in text and in mathematics.
_ELSEWHERE = frozenset(
    (r"\textcolor", r"\colorbox", r"\fcolorbox", r"\eqref", r"\ref", r"\sout", r"\textcircled")
)
_SWITCHES = {
    r"\rm": r"\textrm",
    r"\bf": r"\textbf",
    r"\it": r"\textit",
    r"\sf": r"\textsf",
    r"\tt": r"\texttt",
}
_SPLITTING = _SWITCHES.keys() | _SHOWN.keys() | _ELSEWHERE | _CLOSES.keys() | TEXT_COMMANDS.keys()


def as_text(words: str) -> str:
    """Characters as they are, for `\\text{…}`."""
    escaped = {"\\": r"\textbackslash ", "~": r"\textasciitilde ", "^": r"\textasciicircum "}
    return _TEXT_SPECIAL.sub(lambda match: escaped.get(match[0], "\\" + match[0]), words)


def text_rule(command: str) -> Rule:
    """The rule of a command whose argument is text."""

    def rule(rewriter: Rewriter, i: int, end: int) -> int:
        begin, stop, i = rewriter.argument(i, end)
        _Text(rewriter, begin, stop).write(TEXT_COMMANDS[command])
        return i

    return rule


def write_text(rewriter: Rewriter, begin: int, end: int) -> None:
    """Writes tokens that are text."""
    _Text(rewriter, begin, end).write(r"\text")


class _Text:
    def __init__(self, rewriter: Rewriter, begin: int, end: int) -> None:
        self.rewriter = rewriter
        self.begin, self.end = begin, end
        self.run: list[str] = []

    def write(self, command: str) -> None:
        self.rewriter.write("{")
        self._walk(self.begin, self.end, (command,))
        self.rewriter.write("}")

    def _flush(self, commands: tuple[str, ...]) -> None:
        if self.run:
            opening = "".join(command + "{" for command in commands)
            self.rewriter.write(opening, *self.run, "}" * len(commands))
            self.run = []

    def _walk(self, i: int, end: int, commands: tuple[str, ...]) -> None:
        rewriter = self.rewriter
        while i < end:
            text, rewriter.place = rewriter.tokens[i]
            if text in _CLOSES:
                self._flush(commands)
                i = self._mathematics(i + 1, end, _CLOSES[text])
            elif text in TEXT_COMMANDS:
                begin, stop, i = rewriter.argument(i + 1, end)
                self._flush(commands)
                self._walk(begin, stop, (*commands, TEXT_COMMANDS[text]))
            elif text in _SWITCHES:
                self._flush(commands)
                commands = (*commands[:1], _SWITCHES[text])
                i = rewriter.skip_space(i + 1, end)
            elif text == "{":
                i = self._group(i + 1, rewriter.closing[i], commands)
            elif text in _ELSEWHERE:
                self._flush(commands)
                i = rewriter.step(i, end)
            else:
                self.run.append(_SHOWN.get(text, text))
                # A command swallows the space behind it.
                word = len(text) > 1 and text[-1].isalpha()
                i = rewriter.skip_space(i + 1, end) if word and text in _SHOWN else i + 1
        self._flush(commands)

    def _group(self, begin: int, end: int, commands: tuple[str, ...]) -> int:
        """Keeps the braces, which end a `\\bf` or `\\small`, where nothing splits the group."""
        inner = {token.text for token in self.rewriter.tokens[begin:end]}
        if inner.isdisjoint(_SPLITTING):
            self.run.append(self.rewriter.source(begin - 1, end + 1))
        else:
            self._flush(commands)
            self._walk(begin, end, commands)
        return end + 1

    def _mathematics(self, i: int, end: int, closing: str) -> int:
        rewriter = self.rewriter
        begin = i
        while i < end and rewriter.tokens[i].text != closing:
            i = rewriter.closing.get(i, i) + 1
        if i >= end:
            raise TexError("a formula in text is never closed", rewriter.place)
        display, rewriter.display = rewriter.display, False
        rewriter.write(r"{\textstyle")
        rewriter.braced(begin, i)
        rewriter.write("}")
        rewriter.display = display
        return i + 1
