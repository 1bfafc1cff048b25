"""The walk over a formula's tokens that writes TeX which math-core knows. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from kbsite.tex.colours import css_colour
from kbsite.tex.formula import Numbering
from kbsite.tex.lengths import LENGTH
from kbsite.tex.names import ALPHABET_NAMES
from kbsite.tex.symbols import SIGNS, SPACED, is_read, mark_on
from kbsite.tex.tokens import (
    TexError,
    Token,
    closing_tokens,
    command_of,
    is_word,
    joined,
)
from kbsite.tex.writer import Writer

NEWLINES = frozenset(("\\\\", r"\cr", r"\newline"))
#: What a group that is made of the rest of a row may not enclose.
_DIVIDING = frozenset((r"\over", r"\atop", r"\choose", r"\brace", r"\brack", r"\above", r"\middle"))
STYLES = frozenset((r"\displaystyle", r"\textstyle", r"\scriptstyle", r"\scriptscriptstyle"))
#: Switches of font.
FONTS = frozenset((r"\rm", r"\bf", r"\it", r"\sf", r"\tt", r"\cal", r"\mit", r"\frak"))
#: What math-core lacks of an alphabet: it leaves figures, and has ℍ for I.
BOLD = {figure: chr(0x1D7CE + int(figure)) for figure in "0123456789"}
FRAKTUR = {"I": "ℑ"}
#: `\\mathbf` has them all.
MATHBF: dict[str, str] = {}
#: Both have no bold Han, which is of text.
_HAN = ("\u2e80", "\u9fff")
#: Alphabets and words: an argument without braces together with their own one, as in KaTeX.
_TAKES_ITS_OWN = ALPHABET_NAMES | {r"\text", r"\textrm", r"\textbf", r"\textit", r"\mbox"}
#: As KaTeX has them, in parts of the size of the text.
SIZES = {
    r"\tiny": 0.5,
    r"\sixptsize": 0.6,
    r"\scriptsize": 0.7,
    r"\footnotesize": 0.8,
    r"\small": 0.9,
    r"\normalsize": 1.0,
    r"\large": 1.2,
    r"\Large": 1.44,
    r"\LARGE": 1.728,
    r"\huge": 2.074,
    r"\Huge": 2.488,
}
#: Elements whose contents stick out to one side and take no room: start, end.
RIGHT_LAP = ('mpadded width="0"', "</mpadded>")
LEFT_LAP = (
    'mpadded width="0"><mrow style="transform:translateX(-100%)"',
    "</mrow></mpadded>",
)
CENTRE_LAP = (LEFT_LAP[0].replace("100", "50"), LEFT_LAP[1])


class Declared(NamedTuple):
    """What declarations say of the rest of a group. Size and colour make a group of their own
    of that rest, which then has to begin with the style and font in force."""

    size: float = 1.0
    colour: str = ""
    style: str = ""
    font: str = ""


#: (rewriter, index behind the command, end of the group) → index of what comes next.
Rule = Callable[["Rewriter", int, int], int]


class Rewriter(Writer):
    """Writes what it reads from `tokens`; `rules` are by command or character. Raises TexError
    where they do not fit."""

    def __init__(
        self, tokens: list[Token], rules: dict[str, Rule], display: bool, numbering: Numbering
    ) -> None:
        super().__init__()
        self.tokens = tokens
        self.closing = closing_tokens(tokens)
        self.rules = rules
        #: Whether limits stand below and above here.
        self.display = display
        #: Letters and figures that are written as others here.
        self.letters: Mapping[str, str] = {}
        self.numbering = numbering
        self.declared = Declared()
        #: Whether the cell that began last goes on with what stands before it.
        self.continued = False

    # Reading

    def skip_space(self, i: int, end: int) -> int:
        while i < end and self.tokens[i].text == " ":
            i += 1
        return i

    def text(self, i: int, end: int) -> str:
        return self.tokens[i].text if i < end else ""

    def argument(self, i: int, end: int) -> tuple[int, int, int]:
        """(begin, end, index of what comes next) of the argument at `i`."""
        i = self.skip_space(i, end)
        if i >= end:
            raise TexError("an argument is missing", self.place)
        if self.tokens[i].text == "{":
            return i + 1, self.closing[i], self.closing[i] + 1
        if self.tokens[i].text in _TAKES_ITS_OWN:
            following = self.argument(i + 1, end)[2]
            return i, following, following
        return i, i + 1, i + 1

    def alone(self, begin: int, end: int) -> str:
        """The one token that stands there, perhaps in braces; "" where there are more."""
        begin = self.skip_space(begin, end)
        while end > begin and self.tokens[end - 1].text == " ":
            end -= 1
        if self.text(begin, end) == "{" and self.closing[begin] == end - 1:
            return self.alone(begin + 1, end - 1)
        return self.tokens[begin].text if end - begin == 1 else ""

    def optional(self, i: int, end: int) -> tuple[int, int, int]:
        """The same of an argument in brackets; (`i`, `i`, `i`) where there is none."""
        begin = self.skip_space(i, end)
        if self.text(begin, end) != "[":
            return i, i, i
        k = begin + 1
        while k < end and self.tokens[k].text != "]":
            k = self.closing.get(k, k) + 1
        return (begin + 1, k, k + 1) if k < end else (i, i, i)

    def until(self, i: int, end: int, text: str) -> int:
        """Where `text` stands in this group, `end` where it does not."""
        while i < end and self.tokens[i].text != text:
            i = self.closing.get(i, i) + 1
        return min(i, end)

    def source(self, begin: int, end: int) -> str:
        """Tokens as TeX."""
        return joined(token.text for token in self.tokens[begin:end])

    def characters(self, begin: int, end: int) -> str:
        """Tokens as they are, of what is no TeX: a name, a label, a colour."""
        return "".join(token.text for token in self.tokens[begin:end])

    def colour(self, i: int, end: int) -> tuple[str, int]:
        """(CSS colour, index of what comes next) of `[model]{value}`, the model optional."""
        begin, stop, i = self.optional(i, end)
        model = self.source(begin, stop)
        begin, stop, i = self.argument(i, end)
        value = self.characters(begin, stop)
        if (colour := css_colour(model, value)) is None:
            raise TexError(f'"{value}" is no colour', self.place)
        return colour, i

    def is_infix(self, command: int, begin: int, end: int) -> bool:
        """Whether the contents from `begin` on start with an operator whose left operand stands
        before the token `command`, which makes a group of them."""
        first = self.text(self.skip_space(begin, end), end)
        if first not in SIGNS:
            return first in SPACED
        while command and self.tokens[command - 1].text == " ":
            command -= 1
        before = self.tokens[command - 1].text if command else "{"
        if before == "&":
            return self.continued
        return before.isalnum() or before in "})]!" or (is_word(before) and before not in SPACED)

    def row_space(self, i: int, end: int) -> tuple[str, int]:
        """(length in `\\\\[…]` or "", index of what comes next) behind `\\\\`."""
        if self.text(i, end) == "*":
            i += 1
        if self.text(i, end) == "[":
            for k in range(i + 1, min(end, i + 16)):
                if self.tokens[k].text == "]":
                    length = self.source(i + 1, k).strip()
                    return (length, k + 1) if LENGTH.fullmatch(length) else ("", i)
        return "", i

    # Walking

    def braced(self, begin: int, end: int) -> None:
        """Writes an argument, or a group."""
        self.write("{")
        self.inside(begin, end)
        self.write("}")

    def inside(self, begin: int, end: int) -> None:
        """Writes the inside of a group: what is declared in it ends with it."""
        outer = self.declared
        self.declared = outer._replace(style="", font="")
        self.walk(begin, end)
        self.declared = outer

    def walk(self, begin: int, end: int, divide: Callable[[str, str], None] | None = None) -> None:
        """Writes the tokens from `begin` to `end`. `divide` writes what comes of each `&`, and of
        `\\\\` at the end of each row but the last, with the space below it."""
        outer, display = self.declared, self.display
        opened = False
        i = begin
        while i < end:
            text, self.place = self.tokens[i]
            change = self._declaration(text, i + 1, end)
            divides = text in NEWLINES or text == "&"
            if opened and (change or divides or text in _DIVIDING):
                # An operator has its space, though its right operand is in the next group.
                last = self._last(begin, i)
                self.write("{}" if change and self.is_infix(last, last, end) else "", "}}")
                opened = False
            if change:
                start, (self.declared, i) = i, change
                opened = self._open(outer)
                if opened and self.is_infix(start, i, end):
                    self.write("{}")
            elif divides:
                i = self._divide(text, i + 1, end, divide)
                self.declared, self.display = outer, display
            else:
                if text in STYLES:
                    self.declared = self.declared._replace(style=text)
                    self.display = text == r"\displaystyle"
                elif text in FONTS:
                    self.declared = self.declared._replace(font=text)
                i = self.step(i, end)
                if text in _DIVIDING:
                    opened = self._open(outer)
        if opened:
            self.write("}}")
        self.declared, self.display = outer, display

    def _divide(
        self, text: str, i: int, end: int, divide: Callable[[str, str], None] | None
    ) -> int:
        length = ""
        if text == "&":
            self.continued = False
        else:
            text, (length, i) = "\\\\", self.row_space(i, end)
        if divide:
            divide(text, length)
        else:
            self.write(text)
        return i

    def step(self, i: int, end: int) -> int:
        """Writes what stands at `i`, a command with its arguments by its rule, and gives the
        index of what comes next."""
        text, self.place = self.tokens[i]
        if (rule := self.rules.get(command_of(text))) is not None:
            return rule(self, i + 1, end)
        if text == "{":
            self.braced(i + 1, self.closing[i])
            return self.closing[i] + 1
        if accent := mark_on(text, self.text(i + 1, end)):
            self.write(*((accent, text) if accent == r"\not" else ("{", accent, "{", text, "}}")))
            return i + 2
        letters = FRAKTUR if self.declared.font == r"\frak" else self.letters
        text = letters.get(text, text)
        if (letters is BOLD or letters is MATHBF) and _HAN[0] <= text <= _HAN[1]:
            text = r"\textbf{" + text + "}"
        if text == "*" and self.out and is_word(self.out[-1]):
            # `\\theta*x`: math-core takes the two for a starred command.
            text = " *"
        self.write(text if text.isascii() or is_read(text) else r"\text{" + text + "}")
        return i + 1

    def _last(self, begin: int, i: int) -> int:
        """The index of the last token before `i` that is no space."""
        while i > begin + 1 and self.tokens[i - 1].text == " ":
            i -= 1
        return i - 1

    def _open(self, outer: Declared) -> bool:
        """Opens a group for the rest, where size or colour are not those around it."""
        now, attributes = self.declared, ""
        if now.size != outer.size:
            attributes += f' mathsize="{100 * now.size / outer.size:.4g}%"'
        if now.colour != outer.colour:
            attributes += f' style="color:{now.colour};"'
        if not attributes:
            return False
        self.write("{")
        self.write_element(f"<mrow{attributes}>", "</mrow>")
        self.write("{", now.style, now.font)
        return True

    def _declaration(self, text: str, i: int, end: int) -> tuple[Declared, int] | None:
        if text in SIZES:
            return self.declared._replace(size=SIZES[text]), i
        if text == r"\color":
            colour, i = self.colour(i, end)
            return self.declared._replace(colour=colour), i
        return None
