"""A text is described once, written as each tool has it, and imported: its words, formulas, code,
pictures and links come out of every one of them, as many and the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbsite.importers.counting import count
from kbsite.importers.kinds import IMPORTERS
from kbsite.importers.model import Copy, Counts, Draft, Options
from kbsite.importers.rendering import rendered
from post_exports import Texts

FORMULAS = ("x^2", r"\frac{a}{b}", r"\alpha_i < \beta", r"\sum_{i=1}^n x_i")
CODE = (
    "print(1)",
    "a = `b`",
    "{{ x }}",
    "# 题",
    "$y$",
    "``` 不是",
    "[不是](链接)",
    "    缩进",
    "> 引",
)
LANGUAGES = ("python", "c", "text")


class Block(NamedTuple):
    """`kind`: words, display, code, picture, quote, box; `parts`: what it holds."""

    kind: str
    words: str
    formula: str = "x^2"
    code: tuple[str, ...] = ()
    language: str = "text"


class Tool(NamedTuple):
    """How a tool writes things. `note`, `other` and `picture` are paths in its export."""

    note: str
    other: str
    picture: str
    inline: Callable[[str], str]
    display: Callable[[str], str]
    link: Callable[[str], str]
    image: Callable[[str], str]
    code: Callable[[Block], str]
    quote: Callable[[str], str]
    box: Callable[[str], str]


def fence(block: Block) -> str:
    return f"````{block.language}\n" + "\n".join(block.code) + "\n````"


def lines_of(block: Block) -> str:
    return "\n".join(block.code)


def quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


ZHIHU = "https://www.zhihu.com/equation?tex="
ENCODED = {"\\": "%5C", "{": "%7B", "}": "%7D", "^": "%5E", " ": "+", "<": "%3C", "=": "%3D"}


def encoded(tex: str) -> str:
    return "".join(ENCODED.get(char, char) for char in tex)


TOOLS: Mapping[str, Tool] = {
    "hexo": Tool(
        "source/_posts/子/甲.md",
        "source/_posts/乙.md",
        "source/_posts/子/甲/图.png",
        lambda tex: f"${tex}$",
        lambda tex: f"$$\n{tex}\n$$",
        lambda words: f"{{% post_link 乙 '{words}' %}}",
        lambda words: f"{{% asset_img 图.png '' '{words}' %}}",
        lambda b: f"{{% codeblock lang:{b.language} %}}\n{lines_of(b)}\n{{% endcodeblock %}}",
        lambda text: f"{{% blockquote %}}\n{text}\n{{% endblockquote %}}",
        lambda text: f"{{% note warning %}}\n{text}\n{{% endnote %}}",
    ),
    "hugo": Tool(
        "content/posts/甲/index.md",
        "content/乙.md",
        "static/图.png",
        lambda tex: f"\\\\({tex}\\\\)",
        lambda tex: f"$$\n{tex}\n$$",
        lambda words: f'[{words}]({{{{< ref "乙" >}}}})',
        lambda words: f'{{{{< figure src="/图.png" alt="{words}" >}}}}',
        lambda b: f"{{{{< highlight {b.language} >}}}}\n{lines_of(b)}\n{{{{< /highlight >}}}}",
        quoted,
        lambda text: f"{{{{% admonition warning %}}}}\n{text}\n{{{{% /admonition %}}}}",
    ),
    "jekyll": Tool(
        "_posts/2024-01-02-甲.md",
        "_posts/2024-01-03-乙.md",
        "assets/图.png",
        lambda tex: f"$${tex}$$",
        lambda tex: f"$$\n{tex}\n$$",
        lambda words: f"[{words}]({{% post_url 2024-01-03-乙 %}})",
        lambda words: f'![{words}]({{{{ "/assets/图.png" | relative_url }}}})',
        lambda b: f"{{% highlight {b.language} %}}\n{lines_of(b)}\n{{% endhighlight %}}",
        quoted,
        lambda text: f"{quoted(text)}\n{{: .prompt-warning }}",
    ),
    "obsidian": Tool(
        "笔记/甲.md",
        "乙.md",
        "附件/图.png",
        lambda tex: f"![[公式]]({ZHIHU}{encoded(tex)})",
        lambda tex: f"\\[\n{tex}\n\\]",
        lambda words: f"[[乙|{words}]]",
        lambda words: f"![[图.png|{words}]]",
        fence,
        quoted,
        lambda text: f"~~~~ad-warning\n{text}\n~~~~",
    ),
}

BLOCKS = st.lists(
    st.builds(
        Block,
        st.sampled_from(["words", "display", "code", "picture", "quote", "box"]),
        st.sampled_from(["凸包", "一 二", "A & B", "C++", "（注）"]),
        st.sampled_from(FORMULAS),
        st.lists(st.sampled_from(CODE), min_size=1, max_size=4).map(tuple),
        st.sampled_from(LANGUAGES),
    ),
    min_size=1,
    max_size=6,
)


def sentence(block: Block, tool: Tool) -> str:
    return f"文 {block.words}，设 {tool.inline(block.formula)} 为 {tool.link(block.words)}。"


def written(block: Block, tool: Tool) -> str:
    if block.kind == "words":
        return sentence(block, tool)
    if block.kind == "display":
        return tool.display(block.formula)
    if block.kind == "code":
        return tool.code(block)
    if block.kind == "picture":
        return f"见 {tool.image(block.words)}"
    inner = f"{sentence(block, tool)}\n\n{fence(block)}\n\n{sentence(block, tool)}"
    return tool.quote(inner) if block.kind == "quote" else tool.box(inner)


EACH = {
    "words": Counts(formulas=1, links=1),
    "display": Counts(formulas=1),
    "code": Counts(code_blocks=1),
    "picture": Counts(images=1),
    "quote": Counts(formulas=2, code_blocks=1, links=2),
    "box": Counts(formulas=2, code_blocks=1, links=2),
}


@pytest.mark.parametrize("kind", sorted(TOOLS))
@given(blocks=BLOCKS)
@settings(max_examples=40)
def test_what_goes_in_comes_out(kind: str, blocks: list[Block]) -> None:
    tool = TOOLS[kind]
    text = "\n\n".join(written(block, tool) for block in blocks)
    head = "---\ntitle: 题\ndate: 2024-01-02\n---\n"
    source = Texts({tool.note: f"{head}{text}\n", tool.other: f"{head}乙\n", tool.picture: ""})
    made = list(IMPORTERS[kind](source, Options()))
    targets = {one.target for one in made if isinstance(one, Copy | Draft)}
    assert len(targets) == 3
    draft = next(one for one in made if isinstance(one, Draft) and one.source == tool.note)
    note = rendered(draft, "+08:00")
    expected, explained = Counts(), draft.counts
    for block in blocks:
        expected = expected.plus(EACH[block.kind])
    for change in note.changes:
        assert change.outcome != "lost"
        explained = explained.plus(change.delta)
    assert count(note.body) == expected == explained
    for block in blocks:
        if block.kind != "picture":
            assert block.kind == "code" or block.formula in note.body
        if block.kind in ("code", "quote", "box"):
            prefix = "" if block.kind == "code" else "> "
            assert "\n".join(f"{prefix}{line}" for line in block.code) in note.body
        if block.kind == "box":
            assert "> [!warning]" in note.body
        if block.kind in ("picture", "words"):
            assert block.words in note.body
