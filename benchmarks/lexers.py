"""Pygments' lexers beside the joined ones: `python benchmarks/lexers.py [FOLDER …] [--runs N]`.

The code blocks of all notes below each folder, each text once; without a folder those of this
repository and as many made up. For each language, in a fresh process: seconds of CPU that
Pygments' lexer and the joined one take for all blocks, in turn, the medians of several runs; what
the joined one takes the first time, when its rules are not yet looked into; and of the whole way
from a block to its HTML. Tokens that differ end the run.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import re
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent
_FENCE = re.compile(r"^(`{3,}|~{3,})([^\n`]*)\n(.*?)^\1", re.DOTALL | re.MULTILINE)
#: Made-up code; capital letters stand for names, digits for numbers.
_MADE = {
    "c++": "// 循环 A\nstd::vector<int> A(const B& C) {\n    for (int i = 1; i < C.size(); i++) "
    '{\n        if (C[i] == "D") return E(C, 0x2f);\n        A += C[i] * 3;\n    }\n}\n',
    "java": "/** 返回 A */\npublic class A {\n    private final Map<String, B> C = new HashMap<>();"
    '\n    public int D(int[] E) {\n        return E.length > 1 ? C.get("x") : 2;\n    }\n}\n',
    "python": 'class A(B):\n    """说明 C"""\n\n    def D(self, E: int = 1) -> list[str]:\n'
    '        return [f"{x}" for x in self.E if x > 2 and not A]  # 注释\n\n',
    "go": "func (A *B) C(D []int, E map[string]bool) (int, error) {\n\tfor i := range D {\n"
    "\t\tif E[A] && i != 1 { return i + 2, nil }\n\t}\n\treturn 0, nil\n}\n",
    "javascript": "export const A = async (B, C) => {\n  const D = await B.map((x) => x * 1);\n"
    "  if (D === null || C) return `${D} 文`;\n  return new E({ a: 'b', C });\n};\n",
    "typescript": "interface A<B> { C: number; D?: string }\nexport function E(A: B[]): Map<C, D> "
    "{\n  return A.filter((x) => x.D !== 1) as unknown as C;\n}\n",
}


def blocks_of(folder: Path) -> dict[str, set[str]]:
    """Language, in lower case → code."""
    blocks: dict[str, set[str]] = defaultdict(set)
    for path in sorted(folder.rglob("*.md")):
        for match in _FENCE.finditer(path.read_text("utf-8", errors="replace")):
            words = match[2].strip().strip("{}").lstrip(".").lower().split()
            if words:
                blocks[words[0]].add(match[3])
    return blocks


def made(language: str, count: int = 150) -> set[str]:
    """Blocks of made-up code, the same each time."""
    chance = random.Random(language)
    names = ["x", "node", "dp", "result", "maxValue", "left_index", "Solution", "queue", "计数"]

    def other(match: re.Match[str]) -> str:
        return chance.choice(names) if match[0].isalpha() else str(chance.randrange(1000))

    text = _MADE[language]
    return {
        "".join(re.sub(r"\b[A-E]\b|\b\d\b", other, text) for _ in range(chance.randrange(2, 12)))
        for _ in range(count)
    }


def measured(language: str, texts: list[str], runs: int) -> list[float] | None:
    """Seconds of Pygments, joined, joined the first time, and of the way to HTML with each."""
    from pygments.lexers import find_lexer_class

    from kbsite.code import lexers, spans

    other = lexers.lexer_of(language)
    found = find_lexer_class(other.name) if other else None
    if other is None or found is None:
        return None
    own = found(stripnl=False)
    sides: dict[str, Callable[[str], object]] = {
        "own": lambda text: list(own.get_tokens(text)),
        "other": lambda text: list(other.get_tokens(text)),
        "own html": lambda text: spans.written((0, *token) for token in own.get_tokens(text)),
        "other html": lambda text: spans.token_spans(text, language),
    }

    def seconds(side: str) -> float:
        gc.collect()
        gc.disable()
        begin = time.process_time()
        for text in texts:
            sides[side](text)
        gc.enable()
        return time.process_time() - begin

    sides["own"](texts[0])
    first = seconds("other")
    for text in texts:
        if sides["own"](text) != sides["other"](text):
            raise SystemExit(f"{language}: other tokens in {text!r}")
    taken = [{side: seconds(side) for side in sides} for _ in range(runs)]
    medians = {side: statistics.median(run[side] for run in taken) for side in sides}
    return [medians["own"], medians["other"], first, medians["own html"], medians["other html"]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--child", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        texts = json.load(sys.stdin)
        print(json.dumps(measured(options.child, texts, options.runs)))
        return
    blocks: dict[str, set[str]] = defaultdict(set)
    for folder in options.folders or [REPOSITORY / "content", REPOSITORY / "docs"]:
        for language, texts in blocks_of(folder).items():
            blocks[language] |= texts
    if not options.folders:
        for language in _MADE:
            blocks[language] |= made(language)
    print("| language | blocks | KB | Pygments s | joined s | × | first s | × | to HTML × |")
    print("|---|---|---|---|---|---|---|---|---|")
    total = [0.0] * 5
    sizes = [0, 0]
    for language, texts in sorted(blocks.items(), key=lambda pair: -sum(map(len, pair[1]))):
        done = subprocess.run(
            [sys.executable, __file__, "--child", language, "--runs", str(options.runs)],
            input=json.dumps(sorted(texts)),
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        if done.returncode:
            raise SystemExit(done.stderr)
        row = json.loads(done.stdout)
        if row:
            size = sum(map(len, texts))
            total = [a + b for a, b in zip(total, row, strict=True)]
            sizes = [sizes[0] + len(texts), sizes[1] + size]
            print_row(language, len(texts), size, row)
    print_row("**all**", sizes[0], sizes[1], total)


def print_row(language: str, count: int, size: int, row: list[float]) -> None:
    own, other, first, own_html, other_html = row
    print(
        f"| {language} | {count:,} | {size / 1000:,.0f} | {own:.3f} | {other:.3f} "
        f"| {own / other:.1f} | {first:.3f} | {own / first:.1f} | {own_html / other_html:.1f} |",
        flush=True,
    )


if __name__ == "__main__":
    main()
