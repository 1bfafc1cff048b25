"""The rules of a RegexLexer's states, by the character that comes next. No I/O.

    States(lexer._tokens)["root"]["x"]  →  what to try in the state `root` before an `x`

Pygments tries the rules of a state one after another. Those that cannot match before the next
character are left out here, and the others become one regex, whose first alternative that matches
is the first rule that would have. Compiling costs as much as hundreds of matches, so this is done
only where the lexer comes by often.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pygments.lexer import bygroups
from pygments.token import _TokenType

from kbsite.code.regex_starts import is_one_character, starting, surely_matches
from kbsite.code.regex_trees import Items, Tree, join, tree_of

# No narrower: the loops have no time to tell what they know.
Match = Callable[..., Any]
Action = Callable[..., Iterator[Any]]
#: A rule as Pygments keeps it: match function, action, change of the stack of states.
RawRule = tuple[Match, Any, Any]
#: What follows from a match: a token's type, or None; the change of the stack; groups and the
#: types of their tokens, or None; any other action, or None; the rule's own match function where
#: that action needs it, since the groups of a joined regex have other numbers.
Outcome = tuple[
    _TokenType | None,
    Any,
    tuple[tuple[int, _TokenType], ...] | None,
    Action | None,
    Match | None,
]
#: A type, a change of the stack and 1, where a rule surely matches this character alone; or no type
#: and 0, where one surely matches nothing.
Sure = tuple[_TokenType | None, Any, int]
#: What to try before a character, one of: a joined regex and its outcomes by `lastindex`; what is
#: sure; rules to try one by one.
Choice = tuple[Match | None, Sequence[Any], Sure | None, Any]

#: After how many tries the rules of a state are looked into, and how many more for each letter of
#: their regexes; after how many tries rules that were looked into are joined.
_OFTEN, _PER_LETTER, _OFTEN_AGAIN = 1000, 0.2, 400
_NEVER = sys.maxsize
#: How many characters a state remembers.
_MOST_CHARACTERS = 2048


class Rule(NamedTuple):
    match: Match
    outcome: Outcome
    pattern: re.Pattern[str] | None


class Trial:
    """Rules that are tried one by one, until they are worth joining."""

    __slots__ = ("joined", "left", "rules", "trees")

    def __init__(self, rules: Sequence[Rule], trees: Sequence[Tree] | None) -> None:
        self.rules = [(rule.match, rule.outcome) for rule in rules]
        #: What can begin with the character at hand, by rule; None for what cannot be joined.
        self.trees = trees
        #: Tries until then; whoever tries counts.
        self.left = _OFTEN_AGAIN
        self.joined: Choice | None = None

    def choice(self) -> Choice:
        """The same rules joined."""
        if self.joined is None:
            self.joined = self._join()
        return self.joined

    def _join(self) -> Choice:
        unjoined: Choice = (None, (), None, self)
        if not self.trees:
            self.left = _NEVER
            return unjoined
        try:
            joined = join(self.trees)
        # Another Python's regexes may look otherwise: that costs speed alone.
        except Exception:
            self.left = _NEVER
            return unjoined
        outcomes: list[Outcome | None] = [None] * (joined.marks[-1] + 1)
        for (match, outcome), mark, shift in zip(
            self.rules, joined.marks, joined.shifts, strict=True
        ):
            kind, move, parts, action, _ = outcome
            parts = parts and tuple((group + shift, part) for group, part in parts)
            outcomes[mark] = (kind, move, parts, action, match if action else None)
        return joined.pattern.match, outcomes, None, None


class State(dict[str, Choice]):
    """The rules of one state, by the next character; "" is the end of the text."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        super().__init__()
        self._rules = rules
        self._trees: list[Tree | None] | None = None
        self._choices: dict[bytes, Choice] = {}
        letters = sum(len(rule.pattern.pattern) for rule in rules if rule.pattern)
        self._in_turn = Trial(rules, None)
        self._in_turn.left = _OFTEN + int(_PER_LETTER * letters)
        self._is_read = False

    def __missing__(self, character: str) -> Choice:
        in_turn: Choice = (None, (), None, self._in_turn)
        # A text of ever new characters is not worth more than Pygments' way.
        if len(self) >= _MOST_CHARACTERS:
            return in_turn
        choice = self[character] = self._choice(character) if self._is_read else in_turn
        return choice

    def improve(self, character: str, trial: Trial) -> None:
        """To be called where `trial` has no tries left."""
        if trial is self._in_turn:
            trial.left = _NEVER
            self._is_read = True
            self.clear()
        else:
            self[character] = trial.choice()

    def _choice(self, character: str) -> Choice:
        if self._trees is None:
            self._trees = [_tree(rule.pattern) for rule in self._rules]
        chosen: list[Rule] = []
        trees: list[Tree] = []
        trace: list[bool] = []
        joinable = True
        for rule, tree in zip(self._rules, self._trees, strict=True):
            if tree is None:
                chosen.append(rule)
                joinable = False
                continue
            found = starting(tree.items, tree.flags, character, trace)
            if found is None:
                continue
            chosen.append(rule)
            trees.append(tree._replace(items=found.items))
            if not found.items or (character and surely_matches(found.items)):
                break
        key = bytes(trace)
        choice = self._choices.get(key)
        if choice is None:
            sure = _sure(chosen[0], trees[0].items) if trees and joinable else None
            trial = None if sure else Trial(chosen, trees if joinable else None)
            choice = self._choices.setdefault(key, (None, (), sure, trial))
        return choice


def _sure(rule: Rule, items: Items) -> Sure | None:
    """What follows where `items` can begin; None where that is not sure."""
    kind, move, parts, action, _ = rule.outcome
    if parts is not None or action is not None:
        return None
    if not items and kind is None:
        return None, move, 0
    return (kind, move, 1) if is_one_character(items) else None


class States(dict[str, State]):
    """All states of a lexer, by name; `adapted` gives the action to take in place of one."""

    def __init__(self, raw: Mapping[str, Sequence[RawRule]], adapted: Callable[[Any], Any]) -> None:
        super().__init__()
        self.raw = raw
        self._adapted = adapted

    def __missing__(self, name: str) -> State:
        state = self[name] = State([_rule(raw, self._adapted) for raw in self.raw[name]])
        return state


def _rule(raw: RawRule, adapted: Callable[[Any], Any]) -> Rule:
    match, action, move = raw
    outcome: Outcome
    if action is None or type(action) is _TokenType:
        outcome = (action, move, None, None, None)
    elif (types := _types_by_group(action)) is not None:
        outcome = (None, move, types, None, None)
    else:
        outcome = (None, move, None, adapted(action), None)
    pattern = getattr(match, "__self__", None)
    return Rule(match, outcome, pattern if isinstance(pattern, re.Pattern) else None)


def _tree(pattern: re.Pattern[str] | None) -> Tree | None:
    """None where the regex cannot be joined."""
    if pattern is None:
        return None
    try:
        return tree_of(pattern.pattern, pattern.flags)
    # As above.
    except Exception:
        return None


def _types_by_group(action: Action) -> tuple[tuple[int, _TokenType], ...] | None:
    """The types that a `bygroups` gives to groups; None for any other action."""
    actions = arguments_of(action, bygroups)
    if actions is None:
        return None
    kinds = actions["args"]
    if not all(kind is None or type(kind) is _TokenType for kind in kinds):
        return None
    return tuple((group, kind) for group, kind in enumerate(kinds, 1) if kind is not None)


def arguments_of(action: Any, *makers: Callable[..., Any]) -> dict[str, Any] | None:
    """What one of Pygments' makers of actions knew when it made `action`; None if none did."""
    code = getattr(action, "__code__", None)
    for maker in makers:
        if code is not None and code in maker.__code__.co_consts:
            return {
                name: cell.cell_contents
                for name, cell in zip(code.co_freevars, action.__closure__ or (), strict=True)
            }
    return None
