"""Text within a formula: `\\text{若 $x$ 则}` and its kin → text and mathematics side by side,
since math-core reads no mathematics in text. No I/O."""

from __future__ import annotations

import re

from kbsite.tex.marks import CIRCUMFLEX, TILDE
from kbsite.tex.rewriter import Rewriter, Rule
from kbsite.tex.tokens import TexError, command_of, joined

#: Commands whose argument is text, and what math-core calls them.
TEXT_COMMANDS = {
    **{name: name for name in (r"\text", r"\textrm", r"\textbf", r"\textit", r"\textsf")},
    **{name: name for name in (r"\texttt", r"\textsc", r"\emph")},
    r"\textsl": r"\textit",
    **dict.fromkeys((r"\mbox", r"\hbox", r"\textup", r"\textmd", r"\textnormal"), r"\text"),
}
_SHOWN = {
    r"\dots": "…",
    r"\ldots": "…",
    r"\textellipsis": "…",
    r"\LaTeX": "LaTeX",
    r"\TeX": "TeX",
    r"\KaTeX": "KaTeX",
    r"\AA": "Å",
    r"\aa": "å",
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
    **dict.fromkeys((r"\!", r"\negthinspace", r"\strut", r"\mathstrut"), ""),
    **dict.fromkeys((r"\negmedspace", r"\negthickspace"), ""),
    r"\allowbreak": "",
    r"\textregistered": "®",
    r"\degree": "°",
    r"\textdegree": "°",
    r"\space": " ",
    r"\vdots": "⋮",
    r"\cdots": "⋯",
    r"\ddots": "⋱",
    **dict.fromkeys((r"\displaystyle", r"\textstyle"), ""),
    **dict.fromkeys(("\\\\", r"\newline", r"\hfill"), " "),
    r"\lbrace": r"\{",
    r"\rbrace": r"\}",
    r"\textbraceleft": r"\{",
    r"\textbraceright": r"\}",
    r"\checkmark": "✓",
    r"\textbardbl": "‖",
    **dict.fromkeys((r"\dotsc", r"\dotso"), "…"),
    **dict.fromkeys((r"\dotsb", r"\dotsm", r"\dotsi"), "⋯"),
    r"\varvdots": "⋮",
    r"\lbrack": "[",
    r"\rbrack": "]",
    r"\textasciitilde": TILDE,
    r"\textasciicircum": CIRCUMFLEX,
}
_TEXT_SPECIAL = re.compile(r"[\\{}$#%&_^~]")
_LIGATURES = {"--": "–", "---": "—", "``": "“", "''": "”"}
_LIGATURE = re.compile(r"(?<!\\)(?:---?|``|'')")
_CLOSES = {"$": "$", r"\(": r"\)"}
#: Commands that are the same in text and in mathematics.
_ELSEWHERE = frozenset(
    (
        *(r"\textcolor", r"\colorbox", r"\fcolorbox", r"\fbox", r"\smash", r"\rule", r"\raisebox"),
        *(r"\rlap", r"\llap", r"\clap", r"\eqref", r"\ref", r"\url", r"\href", r"\verb", r"\char"),
        *(r"\mathrlap", r"\mathllap", r"\mathclap"),
        *(r"\sout", r"\textcircled", r"\reflectbox", r"\hspace"),
        *(r"\kern", r"\mkern", r"\hskip", r"\mskip"),
        *(r"\htmlClass", r"\htmlId", r"\htmlStyle", r"\htmlData"),
        *(r"\class", r"\cssId", r"\style", r"\unicode"),
    )
)
#: Commands of mathematics around text.
_AROUND = frozenset(
    (r"\underline", r"\overline", r"\boxed", r"\phantom", r"\hphantom", r"\vphantom")
)
_SWITCHES = {
    r"\rm": r"\textrm",
    r"\bf": r"\textbf",
    r"\it": r"\textit",
    r"\sf": r"\textsf",
    r"\tt": r"\texttt",
}
#: Commands with words, in words.
_WORDS = TEXT_COMMANDS | dict.fromkeys((r"\pmb", r"\bm", r"\boldsymbol"), r"\textbf")
#: What words cannot hold → what to write.
_REFUSED = {
    "_": r"write \_ for the sign, or mathematics between dollars: \text{… $x_1$ …}",
    "^": r"put mathematics in words between dollars: \text{… $x^2$ …}",
    "&": r"write \& for the sign, or end the words before it",
}
_SPLITTING = (
    _SWITCHES.keys() | _SHOWN.keys() | _CLOSES.keys() | _WORDS.keys() | _ELSEWHERE | _AROUND
) | {r"\color"}


def as_text(words: str) -> str:
    """Characters as they are, for `\\text{…}`."""
    escaped = {"\\": r"\textbackslash ", "~": TILDE, "^": CIRCUMFLEX}
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
            words = joined(self.run)
            if r"\texttt" not in commands:
                words = _LIGATURE.sub(lambda match: _LIGATURES[match[0]], words)
            self.rewriter.write(opening, words, "}" * len(commands))
            self.run = []

    def _walk(self, i: int, end: int, commands: tuple[str, ...]) -> None:
        rewriter = self.rewriter
        while i < end:
            text, rewriter.place = rewriter.tokens[i]
            command = command_of(text)
            if text == "{":
                i = self._group(i + 1, rewriter.closing[i], commands)
            elif command in _SPLITTING and text not in _SHOWN:
                self._flush(commands)
                if text in _SWITCHES:
                    commands = (*commands[:1], _SWITCHES[text])
                    i = rewriter.skip_space(i + 1, end)
                else:
                    i = self._split(command, i, end, commands)
            elif text in _REFUSED:
                raise TexError(f'"{text}" in words; {_REFUSED[text]}', rewriter.place)
            else:
                self.run.append(_SHOWN.get(text, text))
                # A command swallows the space behind it.
                swallows = text in _SHOWN and text[-1].isalpha()
                i = rewriter.skip_space(i + 1, end) if swallows else i + 1
        self._flush(commands)

    def _split(self, command: str, i: int, end: int, commands: tuple[str, ...]) -> int:
        """Writes what is no text itself, and gives the index of what comes next."""
        rewriter = self.rewriter
        if command in _CLOSES:
            return self._mathematics(i + 1, end, _CLOSES[command])
        if command in _ELSEWHERE:
            return rewriter.step(i, end)
        if command == r"\color":
            colour, i = rewriter.colour(i + 1, end)
            with rewriter.element(f'mrow style="color:{colour};"'):
                self._walk(i, end, commands)
            return end
        begin, stop, i = rewriter.argument(i + 1, end)
        if command in _WORDS:
            name = _WORDS[command]
            self._walk(begin, stop, commands if name in commands else (*commands, name))
        else:
            rewriter.write(command, "{")
            self._walk(begin, stop, commands)
            rewriter.write("}")
        return i

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
        begin, i = i, rewriter.until(i, end, closing)
        if i == end:
            raise TexError("a formula in text is never closed", rewriter.place)
        display, rewriter.display = rewriter.display, False
        rewriter.write(r"{\textstyle")
        rewriter.braced(begin, i)
        rewriter.write("}")
        rewriter.display = display
        return i + 1
