"""A made-up knowledge base that costs what real ones do:
`python benchmarks/made_up.py FOLDER --notes 1000 [--kind mixed|math|code] [--seed 7]`.

The same arguments give the same bytes. Measured on real notes: a math-heavy note has some 13 KB
and 105 formulas, two thirds of them distinct in the whole; a code-heavy one some 6.7 KB and six
code blocks, half of them distinct.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple


class Kind(NamedTuple):
    """How many paragraphs, formulas and code blocks a note has, about."""

    paragraphs: int
    inline: int
    display: int
    code: int


KINDS = {
    "mixed": Kind(paragraphs=12, inline=10, display=3, code=2),
    "math": Kind(paragraphs=32, inline=75, display=30, code=1),
    "code": Kind(paragraphs=12, inline=4, display=0, code=6),
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
NAMES = (
    "left",
    "right",
    "count",
    "total",
    "index",
    "cache",
    "graph",
    "node",
    "depth",
    "limit",
    "score",
    "prev",
)


class Writer:
    """Writes notes; all its choices come from one seeded stream."""

    def __init__(self, seed: int, notes: int, kind: Kind) -> None:
        self.chance = random.Random(seed)
        self.notes = notes
        self.kind = kind
        self.blocks: list[str] = []
        self.formulas: list[str] = []

    def note(self, number: int) -> tuple[str, str]:
        """(path, text) of one note."""
        pick = self.chance.choice
        topic = TOPICS[number % len(TOPICS)]
        title = f"{topic}中的{pick(THINGS)}{pick(ACTIONS)} {number}"
        tags = sorted({topic, f"{topic}/{pick(THINGS)}", pick(QUALITIES)})
        day = f"20{20 + number % 7}-{number % 12 + 1:02}-{number % 28 + 1:02}"
        head = f"title: {title}\ndate: {day}\naliases: [别名{number}]\ntags: [{', '.join(tags)}]"
        return f"{topic}/{number:05}-{pick(THINGS)}.md", f"---\n{head}\n---\n\n" + "".join(
            self._body()
        )

    def _body(self) -> Iterator[str]:
        kind, chance = self.kind, self.chance
        inline = self._shares(kind.inline)
        display, code = self._places(kind.display), self._places(kind.code)
        for place in range(kind.paragraphs):
            if place % 5 == 0:
                a, b = chance.sample(THINGS, 2)
                yield f"## {a}与{b}的{chance.choice(ACTIONS)}\n\n"
            yield self._paragraph(inline[place]) + "\n\n"
            for _ in range(display.count(place)):
                yield f"$$\n{self._formula(display=True)}\n$$\n\n"
            for _ in range(code.count(place)):
                yield self._code() + "\n"
            if place % 7 == 3:
                yield self._list()
        if self.chance.random() < 0.3:
            yield self._table()

    def _shares(self, total: int) -> list[int]:
        places = self._places(total)
        return [places.count(i) for i in range(self.kind.paragraphs)]

    def _places(self, count: int) -> list[int]:
        count = max(0, round(count * self.chance.uniform(0.6, 1.4)))
        return [self.chance.randrange(self.kind.paragraphs) for _ in range(count)]

    def _sentence(self) -> str:
        pick = self.chance.choice
        words = {
            **dict(zip("abc", self.chance.sample(THINGS, 3), strict=True)),
            **dict(zip("vw", self.chance.sample(ACTIONS, 2), strict=True)),
        }
        return pick(FORMS).format(**words, q=pick(QUALITIES), x=pick(LATIN))

    def _paragraph(self, formulas: int) -> str:
        sentences = [self._sentence() for _ in range(self.chance.randint(2, 5))]
        for _ in range(formulas):
            place = self.chance.randrange(len(sentences))
            sentences[place] += f"，记作 ${self._formula()}$"
        roll = self.chance.random()
        if roll < 0.15:
            sentences[0] = f"**{sentences[0]}。**"
        elif roll < 0.25:
            sentences[-1] += f"，见[[{self._other()}]]"
        elif roll < 0.35:
            sentences[-1] += f"，即 `{self.chance.choice(NAMES)}[i]`"
        return "。".join(sentences) + "。"

    def _other(self) -> str:
        return f"别名{self.chance.randrange(self.notes)}"

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
        if self.formulas and self.chance.random() < 1 / 3:
            return self.chance.choice(self.formulas)
        made = f"{self._term(2 if display else 1)} = {self._sum(3 if display else 1)}"
        self.formulas.append(made)
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

    def _code(self) -> str:
        if self.blocks and self.chance.random() < 0.5:
            return self.chance.choice(self.blocks)
        language, template = self.chance.choice(CODE)
        a, b, c = self.chance.sample(NAMES, 3)
        lines = [
            line.format(a=a, b=b, c=c, n=self.chance.randrange(10_000))
            for line in template
            for _ in range(self.chance.randint(1, 2) if "{n}" in line else 1)
        ]
        block = f"```{language}\n" + "\n".join(lines) + "\n```\n"
        self.blocks.append(block)
        return block


CODE: Sequence[tuple[str, Sequence[str]]] = (
    ("cpp", (
        "#include <vector>", "using namespace std;", "class Solution {{", "public:",
        "    int solve(vector<int>& {a}, int {b}) {{",
        "        int {c} = {n}; // 初值",
        "        for (size_t i = 0; i < {a}.size(); ++i) {{",
        "            if ({a}[i] > {n}) {{ {c} = max({c}, {a}[i] - {b}); }}",
        "            {c} ^= {a}[i] << {n} % 31;",
        "        }}", "        return {c};", "    }}", "}};",
    )),
    ("python", (
        "from collections import defaultdict", "", "def solve({a}: list[int], {b}: int) -> int:",
        '    """返回{a}的最大值。"""', "    {c} = defaultdict(int)",
        "    for i, value in enumerate({a}):",
        "        {c}[value % {n}] += i * {b}  # 计数",
        "        if value > {n} and {b}:", "            return {c}[value]",
        "    return max({c}.values(), default={n})",
    )),
    ("java", (
        "class Solution {{", "    public int solve(int[] {a}, int {b}) {{",
        "        int {c} = {n};", "        for (int i = 0; i < {a}.length; i++) {{",
        "            {c} = Math.max({c}, {a}[i] * {n} % {b});",
        '            if ({c} == 0) throw new IllegalStateException("错误 {n}");',
        "        }}", "        return {c};", "    }}", "}}",
    )),
    ("go", (
        "func solve({a} []int, {b} int) int {{", "\t{c} := {n}",
        "\tfor i, v := range {a} {{", "\t\tif v > {n} && i < {b} {{ {c} += v }}",
        "\t}}", "\treturn {c}", "}}",
    )),
    ("javascript", (
        "/** @param {{number[]}} {a} */", "const solve = ({a}, {b} = {n}) => {{",
        "  let {c} = new Map();", "  for (const value of {a}) {{",
        "    {c}.set(value, ({c}.get(value) ?? {n}) + {b});",
        "  }}", "  return [...{c}.values()].filter((x) => x > {n});", "}};",
    )),
    ("bash", (
        "set -euo pipefail", 'for {a} in "$@"; do', '  echo "处理 ${{{a}}} {n}" >&2',
        "  grep -c {b} \"${{{a}}}\" | sort -n | head -{n}", "done",
    )),
)  # fmt: skip


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
