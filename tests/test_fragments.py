"""What parts of an older version of a note came to is taken over, and changes nothing."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from kbsite.model import ParsedNote
from kbsite.notes import parse_note
from kbsite.nouns.fragments import Fragments
from kbsite.nouns.sources import SourceFile
from kbsite.reading.parse_options import ParseOptions

BLOCKS = (
    "```python\nprint('你好')\n```",
    '```python {1} title="a.py"\nprint(1)\n```',
    "```python {9}\nprint(1)\n```",
    "```python\nprint(1)  # [!code ++]\n```",
    "```cpp\nint x = 1;\n```",
    "```\n没有语言\n```",
    "```text\n也没有\n```",
    "```nobody-knows\nx = 1\n```",
    "> ```python\n> print(1)\n> ```",
    "    x = 1",
    "一段话，有 `代码` 和公式 $x^2$。",
)


def read(text: str, fragments: Fragments | None = None) -> ParsedNote:
    data = text.encode()
    source = SourceFile("笔记.md", hashlib.sha256(data).hexdigest(), data)
    return parse_note(source, ParseOptions("+08:00"), fragments=fragments)


VERSIONS = st.lists(st.sampled_from(BLOCKS), max_size=6).map("\n\n".join)


@given(VERSIONS, VERSIONS)
def test_a_note_is_the_same_with_fragments_of_an_older_version(old: str, new: str) -> None:
    before, afresh = Fragments(), Fragments()
    read(old, before)
    after = Fragments(before.used)
    assert read(new, after) == read(new, afresh) == read(new)
    # What the new version uses is kept, nothing else, and none is missing the next time.
    assert after.used == afresh.used


def test_code_that_is_known_is_not_coloured_again() -> None:
    first = Fragments()
    read(BLOCKS[0], first)
    (key,) = first.used
    known = Fragments({key: "<pre>以前的结果</pre>"})
    assert "<pre>以前的结果</pre>" in str(read(f"新的一段。\n\n{BLOCKS[0]}", known).body.pieces)


def test_the_name_of_a_tab_is_a_part_of_its_code() -> None:
    tab = '=== "%s"\n\n    ```python\n    print(1)\n    ```\n\n'
    first = Fragments()
    read(tab % "甲" + tab % "乙", first)
    assert len(first.used) == 2
    known = Fragments(dict.fromkeys(first.used, "<pre>以前的结果</pre>"))
    assert str(read(tab % "甲" + tab % "丙", known).body.pieces).count("以前的结果") == 1


def test_other_code_and_another_info_string_are_other_fragments() -> None:
    fragments = Fragments()
    read("\n\n".join((BLOCKS[0], BLOCKS[1], BLOCKS[4])), fragments)
    assert len(fragments.used) == 3


def test_a_block_with_a_mistake_is_told_of_each_time() -> None:
    fragments = Fragments()
    text = "```python {9}\nprint(1)\n```"
    first, second = read(text, fragments), read(text, Fragments(fragments.used))
    assert fragments.used == {}
    assert [d.code for d in second.note.diagnostics] == ["code-lines"]
    assert first == second


def test_code_without_colours_costs_no_fragment() -> None:
    fragments = Fragments()
    read("```\nx\n```\n\n```text\nx\n```\n\n    x", fragments)
    assert fragments.used == {}
