"""`- [ ] task` and `- [x] done`. No I/O.

Obsidian's themes know more signs between the brackets; all mean done but spaces, of whatever width.
Letters, digits and characters of Chinese are none: `- [1] 李航` is a reference, `- [注] 此处` a
remark.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from kbsite.markdown.settings import settings_of
from kbsite.words.unseen import INVISIBLE

_BOX = re.compile(r"\[([^\[\]\n])\][^\S\n]+(?=\S)")
_EMPTY = re.compile(rf"[\s{INVISIBLE}]")

#: `Token.meta` key of the text of an item: (whether its task is done, how a screen reader says so).
TASK = "task"


def task_list(md: MarkdownIt) -> None:
    """Takes the box off the text of an item and stamps it."""
    md.core.ruler.after("block", "task_list", _rule)


def _rule(state: StateCore) -> None:
    tokens, settings = state.tokens, settings_of(state.env)
    for item, paragraph, text in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if item.type != "list_item_open" or paragraph.type != "paragraph_open":
            continue
        box = _BOX.match(text.content)
        if box and (box[1] in "xX" or not box[1].isalnum()):
            done = _EMPTY.match(box[1]) is None
            text.meta[TASK] = (done, settings.done if done else settings.open)
            item.attrs["class"] = "task"
            text.content = text.content[box.end() :]
