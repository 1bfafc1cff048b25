"""`docs/guide.zh-CN.md` is true: its files are a site without a warning, and the keys, codes and
commands that it names exist."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from conftest import REPOSITORY, Kbsite, write_files
from kbsite.cli import cli
from kbsite.config import parse_config
from kbsite.diagnostics import Code
from kbsite.front_matter.reader import _READERS

TEXT = (REPOSITORY / "docs/guide.zh-CN.md").read_text(encoding="utf-8")
FILE = re.compile(r"^\*\*`([^`]+)`\*\*\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
YAML = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def section(heading: str) -> str:
    """What stands below a heading, without blocks of code."""
    text = re.sub(r"^```.*?^```$", "", TEXT, flags=re.MULTILINE | re.DOTALL)
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def first_cells(heading: str) -> list[str]:
    rows = re.findall(r"^\| (.*?) \| ", section(heading), re.MULTILINE)
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row)]


def test_its_files_are_a_site_without_a_warning(kbsite: Kbsite, tmp_path: Path) -> None:
    files = dict(FILE.findall(TEXT))
    assert len(files) == 7
    # What is asked of the services is a part of the same file.
    files["kbsite.yaml"] = "".join(YAML.findall(TEXT))
    root = write_files(tmp_path, files)
    run = kbsite("build", "--root", root, "--strict")
    assert run.code == 0 and "warning" not in run.err, run.err
    page = (root / "_site/图论/最短路/index.html").read_text(encoding="utf-8")
    assert (
        "编辑这篇笔记" in page
        and "转载请注明" in page
        and "CC BY-NC-SA" in page
        and "giscus" in page
    )


WRONG = first_cells("输入法常打错的符号")


@pytest.mark.parametrize("name", first_cells("上手"))
def test_its_commands_exist(name: str) -> None:
    assert name.split()[1] in cli.commands


def test_its_keys_exist() -> None:
    keys = {name.partition(":")[0] for name in first_cells("一篇笔记")}
    assert len(keys) > 15 and keys <= {*_READERS, "comments", "toc"}
    _, faults = parse_config("".join(YAML.findall(TEXT)))
    assert not faults


def test_its_codes_exist() -> None:
    codes = {re.sub(r"[\[\]]", "", name) for name in first_cells("看懂提示")}
    assert len(codes) > 25 and codes <= set(get_args(Code))


def note_of(wrong: str) -> str:
    """What is typed wrong, with what stands below or around it."""
    below = {"｜": "｜---｜---｜\n", "-": wrong, "1": "2.乙", "￥￥": "x\n￥￥"}
    rest = next((text for begin, text in below.items() if wrong.startswith(begin)), "")
    is_key = "：" in wrong
    return f"---\n{wrong}\n---\n" if is_key else f"{wrong}\n{rest}\n"


def test_what_it_says_of_chinese_input_is_told(kbsite: Kbsite, tmp_path: Path) -> None:
    """All of the first column of its table, each in a note of its own."""
    notes = {f"content/{i}.md": wrong for i, wrong in enumerate(WRONG)}
    root = write_files(tmp_path, {path: note_of(wrong) for path, wrong in notes.items()})
    run = kbsite("build", "--root", root, "-v")
    told = set(re.findall(r"^(content/.+?\.md):\d+:\d+: (?:warning|error)", run.err, re.MULTILINE))
    assert len(WRONG) > 10 and told == notes.keys()
