"""The documentation says what the program does: commands, options, keys, codes, messages."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import get_args
from urllib.parse import unquote

import click
import pytest
from markdown_it.token import Token

from conftest import Kbsite, write_files
from kbsite.cli import cli
from kbsite.config import parse_config
from kbsite.config_schema import json_schema
from kbsite.diagnostics import Code
from kbsite.front_matter.reader import _READERS
from kbsite.markdown.blocks.tables import tables
from kbsite.markdown.parser import create_parser
from kbsite.mermaid import draw
from kbsite.outputs.math_font import font_file
from kbsite.publishing.hosting import weigh
from kbsite.urls import heading_slug, unique_slugs
from kbsite.words.pinyin import pinyin_segment

REPOSITORY = Path(__file__).resolve().parents[1]
DOCS = REPOSITORY / "docs"
READMES = (REPOSITORY / "README.md", REPOSITORY / "README.zh-CN.md")
PAGES = (*READMES, REPOSITORY / "CHANGELOG.md", *sorted(DOCS.glob("*.md")))
CODES = get_args(Code)
OPTION = re.compile(r"(?<![\w-])(?:--[a-z][a-z-]+|-[a-zA-Z])(?![\w-])")
#: A machine's own folders; `/x/` of a URL is not one.
MACHINE_PATH = re.compile(
    r"(?<![\w./:-])(?:/(?:home|root|Users|tmp|var|opt|usr|work|mnt|etc|srv)/|[A-Z]:\\)"
)


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def ids(path: Path) -> str:
    return path.name


@lru_cache
def tokens_of(path: Path) -> list[Token]:
    return create_parser((tables,)).parse(text_of(path))


def inline_of(path: Path) -> Iterator[Token]:
    for token in tokens_of(path):
        yield from token.children or ()


def anchors_of(path: Path) -> set[str]:
    """The anchors that a forge gives the headings of a page."""
    tokens = tokens_of(path)
    headings = [
        "".join(child.content for child in after.children or ())
        for token, after in pairwise(tokens)
        if token.type == "heading_open"
    ]
    return set(unique_slugs([heading_slug(heading) for heading in headings]))


def sections_of(path: Path, level: int) -> dict[str, str]:
    """The text below each heading of `level`, by its words without backticks."""
    parts = re.split(rf"^{'#' * level} (.+)$", text_of(path), flags=re.MULTILINE)
    return {
        title.replace("`", "").strip(): re.split(rf"^#{{1,{level}}} ", body, flags=re.MULTILINE)[0]
        for title, body in zip(parts[1::2], parts[2::2], strict=True)
    }


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# --- the command line ---


def commands() -> dict[str, click.Command]:
    return {"kbsite": cli, **{f"kbsite {name}": cmd for name, cmd in cli.commands.items()}}


def options_of(command: click.Command) -> set[str]:
    # A command remembers its first help option, which is that of the whole program.
    context = click.Context(command, parent=click.Context(cli, **cli.context_settings))
    options = {
        name
        for parameter in command.get_params(context)
        if isinstance(parameter, click.Option)
        for name in (*parameter.opts, *parameter.secondary_opts)
    }
    # -h and --help belong to every command and are described once.
    return options - {"-h", "--help"}


@pytest.mark.parametrize("name", commands())
def test_every_command_and_option_is_documented_and_no_other(name: str) -> None:
    section = sections_of(DOCS / "cli.md", 2)[name]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `-")]
    written = {option for row in rows for option in OPTION.findall(row)} - {"-h", "--help"}
    assert written == options_of(commands()[name])


def test_no_command_is_documented_that_does_not_exist() -> None:
    written = {title for title in sections_of(DOCS / "cli.md", 2) if title.startswith("kbsite")}
    assert written == set(commands())


def test_arguments_are_documented() -> None:
    for name, command in commands().items():
        for parameter in command.params:
            if isinstance(parameter, click.Argument):
                section = sections_of(DOCS / "cli.md", 2)[name]
                assert f"`{(parameter.name or '').upper()}`" in section, (name, parameter.name)


def test_options_named_anywhere_exist() -> None:
    known = {option for command in commands().values() for option in options_of(command)}
    for path in PAGES:
        for line in re.findall(r"kbsite (?:build|new|init|eject|schema)\b[^`\n]*", text_of(path)):
            assert set(OPTION.findall(line)) <= known | {"-h", "--help"}, (path.name, line)


def test_the_fields_of_the_json_report(kbsite: Kbsite, tmp_path: Path) -> None:
    write_files(tmp_path, {"content/a.md": "正文"})
    report = json.loads(kbsite("build", "--root", tmp_path, "--json").out)
    section = text_of(DOCS / "cli.md").partition("## The `--json` report")[2]
    for field in (*report, *report["diagnostics"][0]):
        assert f"| `{field}` |" in section, field


# --- the configuration ---


def test_the_generated_parts_are_up_to_date() -> None:
    for path, text in generator().generated().items():
        assert text_of(path) == text, f"{path.name} is old: python docs/generate.py"


def test_every_key_has_an_example_that_is_read() -> None:
    module = generator()
    keys = [key for key, _ in module.keys_of(json_schema())]
    assert list(module.EXAMPLES) == keys
    for key, example in module.EXAMPLES.items():
        _, mistakes = parse_config(example)
        assert not mistakes, key
        assert f"| `{key}` |" in text_of(DOCS / "configuration.md")


def test_the_example_of_nav_leads_where_its_table_says(kbsite: Kbsite, tmp_path: Path) -> None:
    """Every target of the table, and the example, in a site that has them."""
    notes = text_of(DOCS / "configuration.md").partition("**`nav`**")[2]
    example = re.search(r"```yaml\n(.*?)```", notes, re.DOTALL)
    assert example
    table = notes.partition("| target |")[2].partition("\n\n")[0]
    cells = [re.findall("`([^`]+)`", row.split("|")[1]) for row in table.splitlines()[2:]]
    targets = [target.replace("…", "example.org") for cell in cells for target in cell]
    assert len(targets) > 10
    own = "nav: " + json.dumps(targets, ensure_ascii=False)
    files = {
        "content/关于.md": "# 关于本站\n\n## 联系\n",
        "content/书/前言.md": "---\nseries: 书\n---\n",
        "content/附件/简历.pdf": "",
        "static/root/files/简历.pdf": "",
    }
    for name, nav in (("example", example[1]), ("table", own)):
        root = write_files(tmp_path / name, {**files, "kbsite.yaml": nav})
        run = kbsite("build", "--root", root, "--strict", "--base-url", "https://a.example/")
        assert run.code == 0, run.err


def test_the_names_in_pinyin_are_spelt_so() -> None:
    text = text_of(DOCS / "configuration.md").partition("**`permalinks`**")[2].partition("\n\n")[0]
    spelt = re.findall(r"`([^`]+)` → `([^`]+)`", text) + re.findall(
        r"（?(\w+) is\s+`(.+?)`\)", text
    )
    assert len(spelt) == 4
    for name, segment in spelt:
        assert pinyin_segment(name) == segment


# --- front matter ---


def test_every_front_matter_key_is_documented_and_no_other() -> None:
    section = sections_of(DOCS / "authoring.md", 2)["Front matter"].partition("\n### ")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    written = {key for row in rows for key in re.findall(r"`(.+?)`", row)}
    assert {key.lower() for key in written} == set(_READERS)


# --- the architecture ---


def test_the_listing_of_the_architecture_names_every_module() -> None:
    listing = sections_of(DOCS / "architecture.md", 2)["The folder listing"]
    named = set(re.findall(r"(?<=^  )[a-z_]+(?:\.py|/)", listing, flags=re.MULTILINE))
    source = REPOSITORY / "src" / "kbsite"
    modules = {path.name for path in source.glob("*.py") if not path.name.startswith("__")}
    packages = {f"{path.parent.name}/" for path in source.glob("*/__init__.py")}
    assert named == modules | packages


# --- diagnostics ---


def _links(words: str) -> Mapping[str, str | bytes]:
    return {
        "content/笔记.md": words,
        "content/注意力机制.md": "## 缩放\n\n除以维数的根。 ^softmax\n",
        "content/结构.excalidraw.md": "",
        "content/思路.canvas": "",
        **{f"content/层/{n}.md": f"![[层/{n + 1}]]" for n in range(1, 6)},
        "content/层/6.md": "",
        "content/草稿.md": "---\ndraft: true\n---\n",
        "content/a/矩阵.md": "",
        "content/b/矩阵.md": "",
    }


#: Codes that `kbsite check` tells, and no build.
CHECKED = (
    *("alt-missing", "attachment-unused", "dead-end", "duplicate-alias", "duplicate-title"),
    *("emphasis-literal", "image-expires", "orphan", "placeholder-lost", "undated", "untagged"),
    *("unlinked-mention", "url-lost"),
)

#: For each code, a site that has the mistake.
FAULTY: Mapping[str, Mapping[str, str | bytes]] = {
    "alt-missing": {"content/笔记.md": "![](图.png)", "content/图.png": ""},
    "attachment-unused": {"content/笔记.md": "", "content/旧图.png": ""},
    "dead-end": _links("见[[注意力机制]]。"),
    "duplicate-alias": {"content/笔记.md": "---\naliases: [向量]\n---\n", "content/向量.md": ""},
    "duplicate-title": _links(""),
    "emphasis-literal": _links("**没有完的强调"),
    "image-expires": _links("![图](https://a.example/a.png?X-Amz-Expires=3600)"),
    "orphan": _links("见[[注意力机制]]。"),
    "placeholder-lost": _links("由 [公式] 得。"),
    "undated": {"content/笔记.md": ""},
    "untagged": {"content/笔记.md": ""},
    "unlinked-mention": {
        "content/笔记.md": "讲注意力机制的。",
        "content/注意力机制.md": "",
        **{f"content/{number}.md": "别的。" for number in range(30)},
    },
    "url-lost": {"content/几何/向量.md": "", "sitemap.txt": "/\n/旧/向量/\n"},
    "anchor-missing": _links("见[[注意力机制#放缩]]。"),
    "attachment-missing": _links("![结构图](images/unet.png)"),
    "attribute": _links('![图](https://example.com/a.png){onclick="x" width=300}'),
    "base": _links("```base\nviews:\n  - type: table\n   name: 索引\n```"),
    "base-expression": _links("```base\nfilters: file.mtime > now()\n```"),
    "base-part": _links("```base\nviews:\n  - type: table\n    order: [file.nmae]\n```"),
    "base-rows": {
        "content/笔记.md": "```base\nviews:\n  - type: table\n    name: 全部\n```",
        "content/向量.md": "",
        "content/矩阵.md": "",
    },
    "base-url-missing": {"content/笔记.md": ""},
    "base-view": {
        "content/笔记.md": "![[索引.base#按题好]]",
        "content/索引.base": "views:\n  - type: table\n    name: 按题号\n",
    },
    "block-missing": _links("见[[注意力机制#^softmx]]。"),
    "block-repeated": _links("缩放点积。 ^dot\n\n加性注意力。 ^dot\n"),
    "built-site": {"content/笔记.md": "", "content/_site/.kbsite-manifest.json": "{}"},
    "callout": _links("> [!note]标题"),
    "card": {
        "content/笔记.md": "",
        "kbsite.yaml": "base_url: https://example.org/\ncards: true\n",
    },
    "card-glyph": {
        "content/笔记.md": "# 卷积\n",
        "kbsite.yaml": "base_url: https://example.org/\ncards: {notes: true, font: 字.ttf}\n",
    },
    "code-group": _links("::: code-group\n```cpp\nx\n```\n文\n:::"),
    "code-lines": _links("```python {9}\nx\n```"),
    "code-slow": _links("```scala\n慢\n```"),
    "comment-unclosed": _links("正文\n\n%% 待续\n"),
    "config": {"content/笔记.md": "", "kbsite.yaml": "titel: 夜航笔记\n"},
    "conflict": _links("定义\n\n<<<<<<< HEAD\n甲\n=======\n乙\n>>>>>>> 分支"),
    "content-folder": {"笔记.md": ""},
    "diagram": _links("```mermaid\nflowchart LR\n甲 --> 乙\n乙 --> 丙[未完\n```"),
    "diagram-extra": _links("```mermaid\nflowchart LR\n甲 --> 乙\n```"),
    "drawing-export": _links("![[结构.excalidraw]]"),
    "embed-cycle": _links("## 定义\n\n![[#定义]]\n"),
    "embed-depth": _links("![[层/1]]"),
    "embed-file": _links("![[思路.canvas]]"),
    "embed-size": _links("".join("![[注意力机制]]\n\n" for _ in range(201))),
    "encoding": {"content/旧笔记.md": "中文笔记".encode("gbk")},
    "equation": _links(r"由 \eqref{eq:loss} 得"),
    "extension": {
        "content/笔记.md": "",
        "kbsite.yaml": "extensions: [ext/mine.py:keys]\n",
        "ext/mine.py": "def keys(md):\n    raise ValueError('键没有名字')\n",
    },
    "feed-id": {
        "content/向量.md": "---\nid: 第一篇\n---\n",
        "content/笔记.md": "---\nid: 第一篇\n---\n",
    },
    "file-size": {"content/笔记.md": ""},
    "footnote": _links("凸包[^1]的求法。"),
    "foreign-syntax": _links("::: tip\n先看这里\n:::"),
    "front-matter": {"content/笔记.md": "---\ndate: 2026-13-01\n---\n"},
    "front-matter-key": {"content/笔记.md": "---\npubished: true\n---\n"},
    "git-shallow": {"content/笔记.md": ""},
    "html-indented": _links("<table>\n    <tr>\n\n        <td>值</td>\n    </tr>\n</table>"),
    "html-left-out": _links('<script src="plot.js"></script>'),
    "html-markdown": _links(
        "<details>\n<summary>代码</summary>\n```python\nx = 1\n```\n</details>"
    ),
    "html-unclosed": _links("<!-- 旧稿"),
    "html-unopened": _links("文</div>"),
    "math-display": _links("树有 $$n$$ 个结点，根是 $$r$$，高 $$h$$ 层。\n"),
    "text-indented": _links("梯度下降：\n\n    先求损失函数的梯度，再沿它的反方向走一步。\n"),
    "fence-unclosed": _links("```python\nprint()"),
    "image-literal": _links("![](数据 1.csv)"),
    "table-cells": _links("| a | b |\n|---|---|\n| `ls | wc -l` | 统计 |"),
    "table-literal": _links("| a | b |\n|---|"),
    "ignore-unmatched": {
        "content/模板/日记.md": "",
        "content/笔记.md": "",
        "kbsite.yaml": "ignore: [模板页/]\n",
    },
    "image-large": {"content/笔记.md": "![图](图.png)", "content/图.png": "x" * 250_000},
    "images-extra": {"content/笔记.md": "", "kbsite.yaml": "images: {copies: always}\n"},
    "link-ambiguous": _links("见[[矩阵]]。"),
    "link-literal": _links("[说明](https://example.com/a b)"),
    "link-missing": _links("见[[注意力机智]]。"),
    "link-scheme": _links("[运行](javascript:run)"),
    "link-unpublished": _links("见[[草稿]]。"),
    "mark-literal": _links("##余弦距离"),
    "vault-templates": {
        "content/笔记.md": "",
        "content/模板/日记.md": "# {{date}}",
        ".obsidian/templates.json": '{"folder": "content/模板"}',
    },
    "math": _links(r"设 $\frac{1}{n$ 为步长。"),
    "math-backslash": _links(r"步长为 $\\frac{1}{n}$。"),
    "math-brackets": _links(r"设 \(x^2\) 为输入。"),
    "math-comment": _links("准确率为 $p = 50% + b$。"),
    "math-underscore": _links(r"设 $n\_{i}$ 为输入。"),
    "math-unclosed": _links("令 $x 为输入，$y$ 为输出，$z 为噪声，见$。"),
    "media-insecure": _links("![图](http://example.com/a.png)"),
    "media-remote": _links("![图](https://example.com/a.png)"),
    "note-suffix": {"content/笔记.md": "", "content/旧笔记.markdown": ""},
    "name-collision": {
        "content/笔记.md": "![](图%20一.png) ![](图-一.png)",
        "content/图 一.png": "",
        "content/图-一.png": "",
    },
    "permalink": {"content/笔记.md": "---\npermalink: ../笔记/\n---\n"},
    "permalink-collision": {
        "content/向量.md": "",
        "content/笔记.md": "---\nslug: 向量\n---\n",
    },
    "pinyin-collision": {
        "content/几何/凸包.md": "",
        "content/集合/并集.md": "",
        "kbsite.yaml": "permalinks: pinyin\n",
    },
    "policy": {
        "content/笔记.md": "",
        "templates/head.html": '<script>var hm = "https://hm.baidu.com/hm.js?0123456789abcdef"'
        "</script>\n",
    },
    "redirect": {"content/笔记.md": "---\naliases: [/旧/?p=12]\n---\n"},
    "redirect-collision": {
        "content/向量.md": "",
        "content/笔记.md": "---\nredirect_from: /向量/\n---\n",
    },
    "site-size": {"content/笔记.md": ""},
    "static-missing": {"content/笔记.md": "", "static/custom.css": '@import "more.css";\n'},
    "static-name": {"content/笔记.md": "", "static/图?.png": "png"},
    "static-root": {"content/笔记.md": "", "static/baidu_verify_1a2b.html": ""},
    "symlink-outside": {"content/笔记.md": ""},
    "symlink-skipped": {"content/笔记.md": ""},
    "tag-levels": _links("---\ntags: [a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q]\n---\n"),
    "template": {
        "content/笔记.md": "",
        "templates/home.html": '{% extends "base.html" %}\n{% block main %}\n'
        "<h1>{{ page.titel }}</h1>\n{% endblock %}\n",
    },
    "template-changed": {
        "content/笔记.md": "",
        "templates/note.html": "{# kbsite eject: note.html, 0123456789abcdef #}\n",
    },
    "template-copy": {"content/笔记.md": "", "templates/note.html": "<p>{{ body }}</p>\n"},
    "unreadable": {"content/锁.md": ""},
    "worker": {
        "kbsite.yaml": "extensions: [ext/kill.py:rule]\n",
        "ext/kill.py": "import multiprocessing as m, os\n\ndef rule(md):\n    def f(state):\n"
        "        if '坏' in state.src and m.parent_process():\n            os._exit(3)\n"
        "    md.core.ruler.push('f', f)\n",
        "content/笔记.md": "坏",
        "content/另一篇.md": "",
    },
}


def _clone_shallow(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    if shutil.which("git") is None:
        pytest.skip("no git here")
    run = ("git", "-C", str(root), "-c", "user.name=a", "-c", "user.email=a@example.com")
    subprocess.run([*run, "init", "-q"], check=True)
    for number in "12":
        write_files(root, {"content/笔记.md": number})
        subprocess.run([*run, "add", "-A"], check=True)
        subprocess.run([*run, "commit", "-q", "-m", number], check=True)
    clone = root.parent / "clone"
    source = root.resolve().as_uri()
    subprocess.run(["git", "clone", "-q", "--depth", "1", source, str(clone)], check=True)
    return clone


def _copy_font(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The font of formulas, which has no Han."""
    (root / "字.ttf").write_bytes(font_file())
    monkeypatch.setattr("kbsite.cards.planning.version_of", lambda library: "1")
    return root


def _forget_pillow(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("kbsite.stages.findings.version_of", lambda library: "")
    return root


def _forget_merman(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(draw, "_library", lambda: None)
    return root


def _link_outside(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    outside = write_files(root.parent / "other", {"外.md": ""})
    (root / "content" / "外.md").symlink_to(outside / "外.md")
    return root


def _link_nowhere(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (root / "content" / "断.md").symlink_to("无.md")
    return root


def _lock(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "锁.md":
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    return root


def _hurry(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    def spin(text: str, language: str) -> str:
        while True:
            pass

    monkeypatch.setattr("kbsite.code.block.token_spans", spin)
    monkeypatch.setattr("kbsite.code.block.CPU_SECONDS", 0.1)
    return root


def _show_few(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("kbsite.tables.rows.MOST_ROWS", 2)
    return root


def _share_out(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("kbsite.processes.workers._NOTES_A_WORKER", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    return root


def _weigh_much(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    sizes = {"课/讲座.mp4": 93_000_000, **{f"课/{n}.pdf": 79_000_000 for n in range(10)}}
    monkeypatch.setattr("kbsite.engine.weigh", lambda *_: weigh(list(sizes), list(sizes.values())))
    return root


PREPARE: Mapping[str, Callable[[Path, pytest.MonkeyPatch], Path]] = {
    "base-rows": _show_few,
    "diagram-extra": _forget_merman,
    "card-glyph": _copy_font,
    "code-slow": _hurry,
    "file-size": _weigh_much,
    "git-shallow": _clone_shallow,
    "images-extra": _forget_pillow,
    "site-size": _weigh_much,
    "symlink-outside": _link_outside,
    "symlink-skipped": _link_nowhere,
    "unreadable": _lock,
    "worker": _share_out,
}


def printed(report: str, code: str) -> list[str]:
    """Each diagnostic of `code` in a report as it is printed, its hint with it."""
    pattern = rf"^\S.*\[{code}\]$(?:\n {{4}}.*$)?"
    return re.findall(pattern, report, flags=re.MULTILINE)


def test_every_code_is_documented_and_no_other() -> None:
    assert list(sections_of(DOCS / "diagnostics.md", 3)) == sorted(CODES)
    assert set(FAULTY) == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_the_message_shown_for_a_code_is_what_is_printed(
    code: str, kbsite: Kbsite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_files(tmp_path / "site", FAULTY[code])
    if prepare := PREPARE.get(code):
        root = prepare(root, monkeypatch)
    if code in CHECKED:
        monkeypatch.chdir(root)
        options = {
            "url-lost": ("--against", "sitemap.txt"),
            "unlinked-mention": ("--suggest-links",),
        }
        found = printed(kbsite("check", "-v", *options.get(code, ())).out, code)
    else:
        found = printed(kbsite("build", "--root", root, "-v").err, code)
    assert found
    section = sections_of(DOCS / "diagnostics.md", 3)[code]
    assert any(message in section for message in found), found
    severity = re.search(r": (\w+): |^(\w+): ", found[0])
    assert severity
    assert section.strip().startswith(f"**{severity[1] or severity[2]}**")


# --- the whole ---


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_links_and_anchors_resolve(page: Path) -> None:
    for token in inline_of(page):
        url = str(token.attrs.get("href", token.attrs.get("src", "")))
        if not url or re.match(r"[a-z]+:", url):
            continue
        path, _, fragment = unquote(url).partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{page.name}: {url}"
        if fragment:
            assert fragment in anchors_of(target), f"{page.name}: {url}"


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_no_path_of_a_machine_stands_in_the_documentation(page: Path) -> None:
    assert MACHINE_PATH.findall(text_of(page)) == []


def test_scripts_of_the_documentation_name_no_path_of_a_machine() -> None:
    for script in DOCS.glob("*.py"):
        assert MACHINE_PATH.findall(text_of(script)) == []


def test_both_readmes_name_the_same_commands_and_each_other() -> None:
    def commands_in(page: Path) -> set[str]:
        fences = [token for token in tokens_of(page) if token.type == "fence"]
        lines = [line for fence in fences for line in fence.content.splitlines()]
        spans = [token.content for token in inline_of(page) if token.type == "code_inline"]
        # Titles and folder names are in the reader's language.
        named = (re.sub(r'"[^"]*"', '""', text.partition("  #")[0]) for text in (*lines, *spans))
        return {text.strip() for text in named if re.match(r"(kbsite|make|pipx|uv|git|cd) ?", text)}

    english, chinese = READMES
    assert commands_in(english) == commands_in(chinese)
    assert f"({chinese.name})" in text_of(english)
    assert f"({english.name})" in text_of(chinese)


def test_every_page_is_named_in_both_readmes() -> None:
    for readme in READMES:
        for page in DOCS.glob("*.md"):
            assert f"(docs/{page.name})" in text_of(readme), (readme.name, page.name)
