"""Rules are tried where their constructs can begin, not at every character and line. No I/O.

markdown-it tries all its rules one after the other wherever something may begin. What most of them
read begins with one of a few characters, which are listed here by the name of the rule.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from typing import Any, Generic, TypeAlias, TypeVar

from markdown_it import MarkdownIt
from markdown_it.parser_block import RuleFuncBlockType
from markdown_it.parser_inline import RuleFuncInlineType
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

_Rule = TypeVar("_Rule", bound=Callable[..., bool])
#: Rule → the characters that what it reads can begin with.
_Beginnings: TypeAlias = Mapping[Any, Container[str]]


class _TextBeginnings:
    """Text begins with whatever ends none, and with what a mail address begins with."""

    #: What ends a text, but for `+` and `-`, which may begin an address.
    ends = frozenset("\n!#$%&*:<=>@[\\]^_`{}~")

    def __contains__(self, char: object) -> bool:
        return char not in self.ends


_INLINE: Mapping[str, Container[str]] = {
    "text": _TextBeginnings(),
    "newline": "\n",
    **dict.fromkeys(("bracket_math", "doubled_brackets", "environment_hint"), "\\"),
    **dict.fromkeys(("equation_ref", "escape"), "\\"),
    **dict.fromkeys(("formula_run", "github_math", "math_inline"), "$"),
    "comment": "%",
    "hashtag": "#",
    "backticks": "`",
    "strikethrough": "~",
    "highlight": "=",
    "emphasis": frozenset("*_"),
    "wikilink": frozenset("[!"),
    **dict.fromkeys(("footnote_ref", "link", "spaced_link"), "["),
    **dict.fromkeys(("image", "spaced_image"), "!"),
    "footnote_inline": "^",
    **dict.fromkeys(("autolink", "html_inline"), "<"),
    "entity": "&",
    "attributes": "{",
}
# What is not here looks at indentation or at the next line too.
_BLOCK: Mapping[str, Container[str]] = {
    "math_block": frozenset("$"),
    **dict.fromkeys(("bracket_block", "doubled_block", "environment_math"), frozenset("\\")),
    "comment": frozenset("%"),
    "code_group": frozenset(":"),
    "code_tabs": frozenset("="),
    "fence": frozenset("`~"),
    "blockquote": frozenset(">"),
    "hr": frozenset("*-_"),
    "list": frozenset("*+-0123456789"),
    **dict.fromkeys(("footnote_def", "reference"), frozenset("[")),
    "toc_line": frozenset("[@"),
    "abbreviation": frozenset("*"),
    "html_block": frozenset("<"),
    "heading": frozenset("#"),
}
_CHARACTERS = frozenset(map(chr, range(128)))


class Beginnings:
    """Where the rules of a parser can begin that kbsite knows: those that it has now."""

    def __init__(self, md: MarkdownIt) -> None:
        self.inline = _of(md.inline.ruler, _INLINE)
        self.block = _of(md.block.ruler, _BLOCK)


def _of(ruler: Ruler[_Rule], known: Mapping[str, Container[str]]) -> _Beginnings:
    rules = zip(ruler.get_active_rules(), ruler.getRules(), strict=True)
    return {rule: known[name] for name, rule in rules if name in known}


def dispatch(md: MarkdownIt, beginnings: Beginnings) -> None:
    """Makes `md` try each rule only where it can begin; one that is not among `beginnings`, such
    as a site's own, is tried everywhere. The order stays."""
    md.inline.ruler = _Dispatcher(md.inline.ruler, beginnings.inline, _inline_rule)
    md.block.ruler = _Dispatcher(md.block.ruler, beginnings.block, _block_rule)


class _ByCharacter(Generic[_Rule]):
    """The rules of a chain that can begin with a character, in their order."""

    def __init__(self, rules: Iterable[_Rule], beginnings: _Beginnings) -> None:
        chain = list(rules)
        self.known = {c: _beginning(chain, c, beginnings) for c in _CHARACTERS}
        self.others = _beginning(chain, "\x80", beginnings)


def _beginning(chain: Iterable[_Rule], char: str, beginnings: _Beginnings) -> tuple[_Rule, ...]:
    return tuple(r for r in chain if r not in beginnings or char in beginnings[r])


class _Dispatcher(Ruler[_Rule]):
    """A ruler each chain of which is one rule, that asks those of the next character."""

    def __init__(
        self,
        ruler: Ruler[_Rule],
        beginnings: _Beginnings,
        combined: Callable[[_ByCharacter[_Rule]], _Rule],
    ) -> None:
        vars(self).update(vars(ruler))
        self._beginnings = beginnings
        self._combined = combined
        #: By the name of the chain: its rules, and the one that stands for them.
        self._chains: dict[str, tuple[list[_Rule], list[_Rule]]] = {}

    def getRules(self, chainName: str = "") -> list[_Rule]:  # noqa: N802, N803
        rules = super().getRules(chainName)
        chain = self._chains.get(chainName)
        # It is another list once a rule was added, switched on or off.
        if chain is None or chain[0] is not rules:
            combined = self._combined(_ByCharacter(rules, self._beginnings))
            chain = self._chains[chainName] = rules, [combined]
        return chain[1]


def _inline_rule(rules: _ByCharacter[RuleFuncInlineType]) -> RuleFuncInlineType:
    known, others = rules.known, rules.others

    def rule(state: StateInline, silent: bool) -> bool:
        found = False
        for rule in known.get(state.src[state.pos], others):
            found = rule(state, silent)
            if found:
                break
        return found

    return rule


def _block_rule(rules: _ByCharacter[RuleFuncBlockType]) -> RuleFuncBlockType:
    known, others = rules.known, rules.others

    def rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        begin = state.bMarks[start_line] + state.tShift[start_line]
        found = False
        for rule in known.get(state.src[begin : begin + 1], others):
            found = rule(state, start_line, end_line, silent)
            if found:
                break
        return found

    return rule
