"""The numbers of a list get the room that the longest takes. No I/O.

Every list has room for two digits. Longer numbers would stand in the margin, over the bar of a
quote, and on a phone outside of the window.
"""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_COMMON = 2


def list_numbers(md: MarkdownIt) -> None:
    """Says on lists with longer numbers how many digits those have."""
    md.core.ruler.after("block", "list_numbers", _rule)


def _rule(state: StateCore) -> None:
    # The lists that are open, each with the number of its last item.
    lists: list[tuple[Token, int]] = []
    for token in state.tokens:
        if token.type in ("ordered_list_open", "bullet_list_open"):
            lists.append((token, int(token.attrs.get("start", 1)) - 1))
        elif not lists:
            continue
        elif token.type == "list_item_open":
            lists[-1] = (lists[-1][0], lists[-1][1] + 1)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            opening, last = lists.pop()
            if opening.type == "ordered_list_open" and (style := room_of(last)):
                opening.attrs["style"] = style


def room_of(number: int) -> str:
    """The style of a list with this number, "" where it needs none."""
    digits = len(str(number))
    return f"--number-digits:{digits}" if digits > _COMMON else ""
