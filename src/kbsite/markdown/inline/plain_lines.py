"""What holds no mark but those of formulas is read without asking the rules. No I/O.

Half of all headings, items, cells and paragraphs of notes are text alone.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from kbsite.markdown.math.formula_runs import FormulaRuns
from kbsite.markdown.new_tokens import text_token

#: Nothing begins with these, but for addresses.
_HARMLESS = "]}>:!+-"


def plain_lines(md: MarkdownIt) -> None:
    """To be set where there are no rules but kbsite's: one of a site may read any text."""
    ends = md.inline.terminator_re.match
    marks = "".join(c for c in map(chr, range(128)) if c not in _HARMLESS and ends(c))
    # Addresses hold `://` or a `@`, or begin with `www.`.
    address = r"://|@|[wW]\."
    mark = re.compile(rf"[{re.escape(marks)}]|{address}")
    # What stands in few formulas, so that most that would be read in vain are not.
    others = re.compile(rf"[`\n]|\*\*|\[\[|{address}")
    runs = FormulaRuns(f"[{re.escape(marks)}]")

    def tokens_of(content: str) -> list[Token] | None:
        """None where a rule may have to be asked."""
        found = mark.search(content)
        if not found:
            return [text_token(content)] if content else []
        begin = found.start()
        if found[0] != "$" or others.search(content, begin):
            return None
        tokens = [text_token(content[:begin])] if begin else []
        end, words = runs.read(content, begin, len(content), 0, tokens)
        if end < len(content):
            return None
        return [*tokens, text_token(words)] if words else tokens

    def rule(state: StateCore) -> None:
        for token in state.tokens:
            if token.type != "inline":
                continue
            children = token.children = token.children or []
            known = tokens_of(token.content)
            if known is None:
                state.md.inline.parse(token.content, state.md, state.env, children)
            else:
                children += known

    md.core.ruler.at("inline", rule)
