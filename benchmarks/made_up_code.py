"""Made-up code that looks like solutions of programming exercises. No I/O.

A program is a random tree of statements, written out in the syntax of one language: names,
numbers, nesting, length and order differ from block to block, so that nothing but the very same
block can be had from a cache. Measured on 7,235 code blocks of real notes: 480 bytes on average,
a tenth of them below 80 and a tenth above 990; that is what `lines` is drawn for.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

from made_up_dialects import DIALECTS, Dialect

WORDS = (
    "left", "right", "count", "total", "index", "cache", "graph", "node", "depth", "limit",
    "score", "prev", "next", "cur", "start", "end", "best", "answer", "queue", "stack", "path",
    "edge", "weight", "parent", "child", "root", "value", "key", "result", "window", "prefix",
    "suffix", "sum", "mask", "state", "step", "cost", "row", "col", "width", "height", "low",
    "high", "mid", "target", "source", "visited", "order", "level", "offset", "size", "length",
    "buffer", "batch", "token", "grad", "loss", "rank", "degree",
)  # fmt: skip
COMMENTS = (
    "先处理边界", "逐个比较", "维护单调队列", "这里不会溢出", "回溯", "记录最优的下标", "从后往前",
    "剪枝：不可能更好", "哈希表去重", "二分答案", "更新前缀和", "滚动数组", "状态转移",
)  # fmt: skip
STRINGS = ("not found", "节点不存在", "index out of range", "ok", "距离", "invalid input: ", "done")

#: How often a language is met: the shares of the real notes, rounded.
WEIGHTS = {"python": 30, "java": 18, "cpp": 18, "go": 17, "ts": 11, "rust": 6, "js": 4}
_NESTING = ("if", "range", "each", "while")
_PLAIN = ("int", "add", "add", "set", "push", "count", "best", "choose", "swap", "sort", "fail")


def languages(chance: random.Random, count: int) -> list[str]:
    """`count` languages, as rarely the same twice as their number allows."""
    chosen: list[str] = []
    while len(chosen) < count:
        rest = {k: w for k, w in WEIGHTS.items() if k not in chosen} or WEIGHTS
        chosen += chance.choices(list(rest), list(rest.values()))
    return chosen


def program(chance: random.Random, language: str) -> str:
    """One function in `language`."""
    return "\n".join(_Program(chance, DIALECTS[language]).lines()) + "\n"


class _Program:
    """A function that is being written: the names that it has declared so far."""

    def __init__(self, chance: random.Random, dialect: Dialect) -> None:
        self.chance = chance
        self.dialect = dialect
        self.numbers = [self._name() for _ in range(3)]
        self.lists = [self._name() for _ in range(2)]
        self.map = self._name()

    def lines(self) -> Iterator[str]:
        dialect, chance = self.dialect, self.chance
        words = {"F": self._name(), "l": self.lists[0], "x": self.numbers[0]}
        left = max(1, round(chance.lognormvariate(math.log(4.6), 0.85)))
        # What is shorter is a fragment, as notes show them between sentences.
        depth = dialect.depth if left > 4 else 0
        if depth:
            yield from (line % words for line in dialect.head)
            for form in ("int", "list", "map")[: 1 + left // 6]:
                yield dialect.indent * depth + self._statement(form)
        yield from self._block(left, depth)
        if depth:
            yield dialect.indent * depth + self._statement("return")
            yield from dialect.tail

    def _block(self, left: int, depth: int) -> Iterator[str]:
        dialect, chance = self.dialect, self.chance
        while left > 0:
            indent = dialect.indent * depth
            if chance.random() < 0.12:
                yield f"{indent}{dialect.comment}{chance.choice(COMMENTS)}"
            left -= 1
            if left and depth < 5 and chance.random() < 0.35:
                form = chance.choice(_NESTING)
                inner = chance.randint(1, left)
                left -= inner
                yield indent + self._statement(form)
                yield from self._block(inner, depth + 1)
                if form == "if" and left and chance.random() < 0.4:
                    yield indent + dialect.statements["else"]
                    yield from self._block(1, depth + 1)
                    left -= 1
                if dialect.close:
                    yield indent + dialect.close
            else:
                yield indent + self._statement(chance.choice(_PLAIN))

    def _statement(self, form: str) -> str:
        chance = self.chance
        if form in ("int", "range", "each"):
            self.numbers.append(self._name())
            words = {"x": self.numbers[-1]}
        else:
            words = {"x": chance.choice(self.numbers)}
        return self.dialect.statements[form] % {
            **words,
            "l": chance.choice(self.lists),
            "m": self.map,
            "n": chance.randrange(2, 2000),
            "e": self._expression(2),
            "f": self._expression(1),
            "c": self._condition(),
            "s": chance.choice(STRINGS),
        }

    def _expression(self, depth: int) -> str:
        chance, pick = self.chance, self.chance.choice
        roll = chance.random() if depth else chance.random() * 0.5
        if roll < 0.2:
            return str(chance.randrange(100))
        if roll < 0.42:
            return pick(self.numbers)
        if roll < 0.5:
            return f"{pick(self.lists)}[{pick(self.numbers)}]"
        if roll < 0.6:
            return self.dialect.size % pick(self.lists)
        a, b = self._expression(depth - 1), self._expression(depth - 1)
        if roll < 0.68:
            return self.dialect.larger % (a, b)
        return f"{a} {pick(('+', '-', '*'))} {b}" if roll < 0.9 else f"({a} + {b}) >> 1"

    def _condition(self) -> str:
        chance = self.chance
        made = (
            f"{chance.choice(self.numbers)} {chance.choice(('<', '>', '==', '!=', '<=', '>='))} "
            f"{self._expression(1)}"
        )
        roll = chance.random()
        if roll < 0.2:
            other = f"{self._expression(1)} > {chance.randrange(50)}"
            return self.dialect.both % (made, other)
        return self.dialect.negated % made if roll < 0.27 else made

    def _name(self) -> str:
        pick = self.chance.choice
        roll = self.chance.random()
        if roll < 0.2:
            return pick("abcdfghijkmnpqrstuvwxyz")
        if roll < 0.55:
            return pick(WORDS)
        a, b = pick(WORDS), pick(WORDS)
        return f"{a}_{b}" if self.dialect.is_snake else a + b.capitalize()
