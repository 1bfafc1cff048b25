"""`- [ ] task` and `- [x] done`. No I/O.

Obsidian's themes know more signs between the brackets; all but the space mean done. Letters,
digits and characters of Chinese are none: `- [1] 李航` is a reference, `- [注] 此处` a remark.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from kbsite.markdown.settings import settings_of

_BOX = re.compile(r"\[([^\[\]\n])\][ \t]+(?=\S)")

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
            done = box[1] != " "
            text.meta[TASK] = (done, settings.done if done else settings.open)
            item.attrs["class"] = "task"
            text.content = text.content[box.end() :]
