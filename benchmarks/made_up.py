"""A made-up knowledge base that costs what real ones do:
`python benchmarks/made_up.py FOLDER --notes 1000 [--kind mixed|math|code] [--seed 7]`.

The same arguments give the same bytes. What it is like was measured on real notes:

| | notes | MB | formulas | distinct | code blocks | distinct |
|---|---|---|---|---|---|---|
| math | 465 | 6 | 49,000 | 2/3 | few | |
| code | 4,029 | 27 | few | | 23,000 | 1/2 |
| mixed | 8,783 | 64 | 153,700 | 1/5 | 51,500 | 1/2 |
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import made_up_code


class Kind(NamedTuple):
    """How many paragraphs, formulas and code blocks a note has, about, and which share of the
    formulas and of the code blocks stands nowhere before."""

    paragraphs: int
    inline: float
    display: float
    code: float
    new_formulas: float
    new_code: float


KINDS = {
    "mixed": Kind(
        paragraphs=11, inline=15, display=2.5, code=5.9, new_formulas=1 / 5, new_code=1 / 2
    ),
    "math": Kind(
        paragraphs=24, inline=80, display=25, code=0.6, new_formulas=2 / 3, new_code=1 / 2
    ),
    "code": Kind(paragraphs=12, inline=3, display=0, code=5.7, new_formulas=1 / 5, new_code=1 / 2),
}

TOPICS = (
    "扩散模型",
    "注意力",
    "计算几何",
    "动态规划",
    "图论",
    "编译器",
    "分布式",
    "数据库",
    "概率",
    "优化",
)
THINGS = (
    "模型", "梯度", "矩阵", "向量", "序列", "缓存", "节点", "参数", "样本", "损失", "区间", "指针",
    "协程", "事务", "索引", "分布", "噪声", "特征", "状态", "边界", "队列", "哈希表", "显存",
)  # fmt: skip
ACTIONS = (
    "更新", "归一化", "分解", "合并", "遍历", "压缩", "采样", "估计", "投影", "展开", "对齐",
    "预处理", "反向传播", "重排", "同步", "回收", "校验", "插值", "收敛",
)  # fmt: skip
QUALITIES = (
    "稳定",
    "稀疏",
    "对称",
    "单调",
    "有界",
    "可逆",
    "昂贵",
    "线性",
    "局部",
    "并行",
    "精确",
    "近似",
)
LATIN = (
    "Transformer",
    "softmax",
    "GPU",
    "batch size",
    "LRU",
    "B+ 树",
    "FP16",
    "AdamW",
    "KV cache",
    "TCP",
)
FORMS = (
    "{a}的{b}需要先{v}，否则{c}不再{q}",
    "如果{a}足够{q}，那么{v}之后的{b}可以直接复用",
    "与{x}不同，这里的{a}在每一步都要{v}",
    "直观地说，{a}越{q}，{b}就越容易{v}",
    "实现时把{a}放在{x}里，{v}的代价从{b}转移到了{c}",
    "注意{a}与{b}的顺序：先{v}再{w}",
    "这一步的复杂度取决于{a}，而不是{b}的大小",
    "实验中{a}的{q}程度决定了{b}能否{v}",
)
LETTERS = "abcdefghkmnpqrstuvwxyz"
GREEK = ("alpha", "beta", "gamma", "theta", "lambda", "mu", "sigma", "phi", "omega", "epsilon")
RELATIONS = ("=", "\\le", "\\sim", "\\approx", "\\in")
#: Formulas that every note has again and again.
SYMBOLS = tuple(
    f"{a}{b}"
    for a in (*LETTERS, *(f"\\{g}" for g in GREEK))
    for b in ("", "_i", "_t", "_{t-1}", "^2", "_{i,j}", "(x)")
)
NAMES = ("left", "right", "count", "dp", "index", "cache", "node", "depth", "prev")


class Writer:
    """Writes notes; all its choices come from one seeded stream."""

    def __init__(self, seed: int, notes: int, kind: Kind) -> None:
        self.chance = random.Random(seed)
        self.notes = notes
        self.kind = kind
        self.blocks: dict[str, list[str]] = {}
        self.formulas: list[str] = []
        self.displays: list[str] = []

    def note(self, number: int) -> tuple[str, str]:
        """(path, text) of one note."""
        topic, thing = _topic(number), _thing(number)
        title = f"{topic}中的{thing}{self.chance.choice(ACTIONS)} {number}"
        tags = sorted({topic, f"{topic}/{thing}", self.chance.choice(QUALITIES)})
        # No day to come: Hugo would leave the note out.
        day = f"20{19 + number % 7}-{number % 12 + 1:02}-{number % 28 + 1:02}"
        head = f"title: {title}\ndate: {day}\ntags: [{', '.join(tags)}]\n"
        if number % 20 == 0:
            head += f"aliases: [旧名{number}]\n"
        return f"{topic}/{_name(number)}.md", f"---\n{head}---\n\n" + "".join(self._body(number))

    def _body(self, number: int) -> Iterator[str]:
        kind, chance = self.kind, self.chance
        inline = self._shares(kind.inline)
        display, code = self._places(kind.display), self._places(kind.code)
        languages = made_up_code.languages(chance, len(code))
        for place in range(kind.paragraphs):
            if place % 2 == 0:
                a, b = chance.sample(THINGS, 2)
                yield f"## {a}与{b}的{chance.choice(ACTIONS)}\n\n"
            yield self._paragraph(number, inline[place]) + "\n\n"
            for _ in range(display.count(place)):
                yield f"$$\n{self._formula(display=True)}\n$$\n\n"
            for _ in range(code.count(place)):
                yield self._code(languages.pop()) + "\n"
            if place % 7 == 3:
                yield self._list()
        if self.chance.random() < 0.3:
            yield self._table()

    def _shares(self, total: float) -> list[int]:
        places = self._places(total)
        return [places.count(i) for i in range(self.kind.paragraphs)]

    def _places(self, count: float) -> list[int]:
        whole = int(count * self.chance.uniform(0.6, 1.4) + self.chance.random())
        return [self.chance.randrange(self.kind.paragraphs) for _ in range(whole)]

    def _sentence(self) -> str:
        pick = self.chance.choice
        words = {
            **dict(zip("abc", self.chance.sample(THINGS, 3), strict=True)),
            **dict(zip("vw", self.chance.sample(ACTIONS, 2), strict=True)),
        }
        return pick(FORMS).format(**words, q=pick(QUALITIES), x=pick(LATIN))

    def _paragraph(self, number: int, formulas: int) -> str:
        sentences = [self._sentence() for _ in range(self.chance.randint(2, 5))]
        for _ in range(formulas):
            place = self.chance.randrange(len(sentences))
            sentences[place] += f"，记作 ${self._formula()}$"
        roll = self.chance.random()
        if roll < 0.15:
            sentences[0] = f"**{sentences[0]}**"
        elif roll < 0.25:
            sentences[-1] += f"，见{self._link(number)}"
        elif roll < 0.35:
            sentences[-1] += f"，即 `{self.chance.choice(NAMES)}[i]`"
        return "。".join(sentences) + "。"

    def _link(self, number: int) -> str:
        """Two of three are wikilinks, which not every generator knows."""
        other = self.chance.randrange(self.notes)
        if self.chance.random() < 2 / 3:
            return f"[[{_name(other)}]]"
        same = _topic(other) == _topic(number)
        return f"[{_thing(other)}]({'' if same else f'../{_topic(other)}/'}{_name(other)}.md)"

    def _list(self) -> str:
        return "".join(f"- {self._sentence()}\n" for _ in range(self.chance.randint(2, 4))) + "\n"

    def _table(self) -> str:
        pick = self.chance.choice
        rows = (
            f"| {pick(THINGS)} | {self.chance.randrange(1000)} | {pick(QUALITIES)} |\n"
            for _ in range(self.chance.randint(2, 6))
        )
        return "| 方法 | 耗时 | 性质 |\n|---|---|---|\n" + "".join(rows) + "\n"

    # --- formulas ---

    def _formula(self, *, display: bool = False) -> str:
        if self.chance.random() > self.kind.new_formulas:
            if display and self.displays:
                return self.chance.choice(self.displays)
            if not display:
                known = self.formulas if self.formulas and self.chance.random() < 0.3 else SYMBOLS
                return self.chance.choice(known)
        if display:
            made = f"{self._term(1)} = {self._sum(2)}"
        else:
            made = f"{self._term(0)} {self.chance.choice(RELATIONS)} {self._term(1)}"
        (self.displays if display else self.formulas).append(made)
        return made

    def _sum(self, terms: int) -> str:
        signs = [self.chance.choice((" + ", " - ")) for _ in range(terms - 1)]
        parts = [self._term(2) for _ in range(terms)]
        return parts[0] + "".join(s + p for s, p in zip(signs, parts[1:], strict=True))

    def _symbol(self) -> str:
        return (
            self.chance.choice(LETTERS)
            if self.chance.random() < 0.6
            else f"\\{self.chance.choice(GREEK)}"
        )

    def _term(self, depth: int) -> str:
        s = self._symbol
        if depth == 0:
            return f"{s()}_{{{self.chance.choice(LETTERS)}{self.chance.randrange(1, 9)}}}"
        below = self._term(depth - 1)
        forms = (
            f"{s()}_{{{s()}}}^{{{self.chance.randrange(2, 99)}}}",
            f"\\frac{{{below}}}{{{s()} + {self.chance.randrange(1, 99)}}}",
            f"\\sqrt{{{below}}}",
            f"\\sum_{{i=1}}^{{{s()}}} {below}",
            f"\\mathbb{{E}}_{{{s()}}}\\left[ {below} \\right]",
            f"\\log {below}",
            f"\\| {s()} \\|_{self.chance.randrange(1, 4)}",
        )
        return self.chance.choice(forms)

    # --- code ---

    def _code(self, language: str) -> str:
        known = self.blocks.setdefault(language, [])
        if known and self.chance.random() > self.kind.new_code:
            return self.chance.choice(known)
        known.append(f"```{language}\n{made_up_code.program(self.chance, language)}```\n")
        return known[-1]


# What a link has to know of any note without having written it.


def _topic(number: int) -> str:
    return TOPICS[number % len(TOPICS)]


def _thing(number: int) -> str:
    return THINGS[number * 7919 // len(TOPICS) % len(THINGS)]


def _name(number: int) -> str:
    return f"{number:05}-{_thing(number)}"


def write_notes(folder: Path, count: int, kind: str, seed: int) -> None:
    """Writes `count` notes below `folder`."""
    writer = Writer(seed, count, KINDS[kind])
    for number in range(count):
        path, text = writer.note(number)
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    """Parses the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--notes", type=int, default=1000)
    parser.add_argument("--kind", choices=KINDS, default="mixed")
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    write_notes(arguments.folder, arguments.notes, arguments.kind, arguments.seed)


if __name__ == "__main__":
    main()
