"""What looks like a heading or an item of a list in a paragraph and is none: no space stands behind
its mark, or one that Markdown does not take for a space. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it.token import Token

from kbsite.markdown.reporter import Meant
from kbsite.words.patterns import late_pattern
from kbsite.words.unseen import INVISIBLE, NO_SPACES

_BULLET = r"(?:[-+*]|[0-9]{1,9}[.)])"
# One `#` begins a tag; several before a full stop or a bracket are spoken of.
_MARK = late_pattern(
    rf"^(?P<mark>\#{{1,6}}|{_BULLET})(?P<space>[{NO_SPACES}]|[{INVISIBLE}]+ )(?=\S)"
    r"|^(?P<run>#{2,6})(?=[^\s#.,;:!?)\]}|/\\、，。；：！？）】》」』”—…-])",
    re.MULTILINE,
)
_RUN = re.compile("##[^#\\s]")
_UNSEEN = re.compile(rf"[\s{INVISIBLE}]*")
_LEADING = late_pattern(rf"#+[{NO_SPACES}{INVISIBLE}]?|{_BULLET}[{NO_SPACES}{INVISIBLE}]")
_BREAKS = frozenset({"softbreak", "hardbreak"})


def may_have_marks(body: str) -> bool:
    """Whether a text may have some that no space stands behind."""
    return _RUN.search(body) is not None


def literal_marks(text: Token) -> Iterator[Meant]:
    """Those of the text of a paragraph; the first only of what looks like items."""
    content = text.content
    if not (found := list(_MARK.finditer(content))):
        return
    shown = leading_marks(text, _LEADING)
    items = False
    for one in found:
        leading = _LEADING.match(content, one.start())
        if leading is None or leading.group() not in shown:
            continue
        if mark := one["run"]:
            message = f"`{mark}` begins no heading: no space stands behind it"
            hint = rf"Put a space behind it, or write \{mark}."
            yield Meant("mark-literal", one.start(), message, hint)
            continue
        mark, name = one["mark"], "heading" if one["mark"][0] == "#" else "item of a list"
        if name == "heading" or not items:
            sign = f"U+{ord(one['space'][0]):04X}"
            message = f"`{mark}` begins no {name}: {sign} behind it is no space"
            yield Meant("mark-literal", one.start(), message, "Put a plain space there.")
        items = items or name != "heading"


def leading_marks(text: Token, leading: re.Pattern[str]) -> set[str]:
    """What lines that are text begin with, as `leading` says: not those of code, formulas and
    HTML."""
    shown: set[str] = set()
    begins = True
    for child in text.children or ():
        if begins and child.type == "text":
            blank = _UNSEEN.match(child.content)
            found = leading.match(child.content, blank.end() if blank else 0)
            shown.update([found.group()] if found else ())
        begins = child.type in _BREAKS
    return shown
