"""A site's own Markdown rules and outputs (`extensions:` in `kbsite.yaml`)."""

from __future__ import annotations

import json
import multiprocessing
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from conftest import Kbsite, files_of, run_kbsite, write_files
from kbsite.config import load_config
from kbsite.engine import BuildOptions, Engine
from kbsite.extensions.entries import read_extensions
from kbsite.extensions.modules import load_extensions

#: `[[[Ctrl]]]` is a key. A token of its own that has content alone.
KEYS = r"""
import re

KEY = re.compile(r"\[\[\[([^\[\]]+)\]\]\]")


def keys(md):
    def rule(state, silent):
        found = KEY.match(state.src, state.pos)
        if found is None:
            return False
        if not silent:
            state.push("key", "kbd", 0).content = found[1]
        state.pos = found.end()
        return True

    md.inline.ruler.before("wikilink", "key", rule)
"""

PLUGINS = """
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.subscript import sub_plugin


def boxes(md):
    container_plugin(md, "盒")
"""

#: A file with the title of every note, and what else a rule of that name says.
TITLES = """
import json

from kbsite.keys import digest_of
from kbsite.model import PlannedOutput


def titles(graph, config):
    text = json.dumps(dict(graph.titles), ensure_ascii=False)
    yield PlannedOutput("data/标题.json", digest_of(text), text.encode)
"""


def site(folder: Path, extensions: str, files: Mapping[str, str | bytes]) -> Path:
    """A site with two notes and these files, which may be other notes."""
    notes = {"content/甲.md": "见[[乙]]。\n", "content/乙.md": "文 *强*。\n"}
    return write_files(folder, {**notes, "kbsite.yaml": f"extensions: {extensions}\n", **files})


def page(root: Path, permalink: str) -> str:
    return (root / "_site" / permalink / "index.html").read_text(encoding="utf-8")


# --- Markdown rules ---


def test_a_token_with_content_alone_is_an_element_wherever_it_stands(
    tmp_path: Path, kbsite: Kbsite
) -> None:
    """In the title, body, contents, excerpt and quote; its words count as text."""
    note = "# 按 [[[Esc]]]\n\n用 [[[A<B]]] 见[[乙]]。\n\n## 键 [[[Tab]]]\n\n## 二\n"
    root = site(tmp_path, "[ext/k.py:keys]", {"ext/k.py": KEYS, "content/甲.md": note})
    assert kbsite("build", "--root", root).code == 0
    html = page(root, "甲")
    assert "<h1>按 <kbd>Esc</kbd></h1>" in html
    assert "<title>按 Esc · 知识库</title>" in html
    assert '<p>用 <kbd>A&lt;B</kbd> 见<a href="/%E4%B9%99/">乙</a>。</p>' in html
    assert '<h2 id="键-tab">键 <kbd>Tab</kbd></h2>' in html
    assert '<a href="#%E9%94%AE-tab">键 <kbd>Tab</kbd></a>' in html
    assert "<blockquote><p>用 <kbd>A&lt;B</kbd> 见<mark>乙</mark>。</p>" in page(root, "乙")
    assert '<p class="excerpt">用 <kbd>A&lt;B</kbd> 见乙。</p>' in page(root, "")


def test_plugins_can_be_named_and_used(tmp_path: Path, kbsite: Kbsite) -> None:
    note = "# 水 H~2~O\n\n::: 盒\n冰 H~2~O 见[[乙]]。\n:::\n\n3~5 个 ~~删~~\n"
    root = site(
        tmp_path,
        "[ext/p.py:sub_plugin, ext/p.py:boxes]",
        {"ext/p.py": PLUGINS, "content/甲.md": note},
    )
    assert kbsite("build", "--root", root, "--strict").code == 0
    html = page(root, "甲")
    assert "<h1>水 H<sub>2</sub>O</h1>" in html
    link = '<a href="/%E4%B9%99/">乙</a>'
    assert f'<div class="盒">\n<p>冰 H<sub>2</sub>O 见{link}。</p>\n</div>' in html
    assert "3~5 个 <s>删</s>" in html
    assert "冰 H<sub>2</sub>O 见<mark>乙</mark>。" in page(root, "乙")


def test_what_a_render_rule_writes_is_read_like_html_of_the_author(
    tmp_path: Path, kbsite: Kbsite
) -> None:
    """Its links lead to pages, its pictures are published, its ids can be linked to; in a quote
    there is nothing of these."""
    rule = """
def cards(md):
    def parse(state, silent):
        if not state.src.startswith("[卡]", state.pos):
            return False
        if not silent:
            state.push("card", "", 0)
        state.pos += 3
        return True

    md.inline.ruler.before("wikilink", "card", parse)
    word = '<b class="x" contenteditable>牌</b>'
    html = f'<a href="乙.md" id="卡"><img src="图.png" alt="">{word}</a>'
    md.add_render_rule("card", lambda *_: html)
"""
    note = "[卡] 到[这](#卡)与[[乙]]。\n"
    root = site(
        tmp_path,
        "[ext/c.py:cards]",
        {"ext/c.py": rule, "content/甲.md": note, "content/图.png": b"png"},
    )
    assert kbsite("build", "--root", root, "--strict").code == 0
    html = page(root, "甲")
    assert '<p><a href="/%E4%B9%99/" id="卡"><img src="/%E5%9B%BE.png" alt="">' in html
    assert (
        '<b class="x" contenteditable>牌</b></a> 到<a href="/%E7%94%B2/#%E5%8D%A1">这</a>' in html
    )
    assert (root / "_site/图.png").is_file()
    assert '<p><b class="x" >牌</b> 到这与<mark>乙</mark>。</p>' in page(root, "乙")


def test_tokens_of_no_tag_stay_balanced(tmp_path: Path, kbsite: Kbsite) -> None:
    rule = """
from markdown_it.token import Token


def blocks(md):
    def add(state):
        for kind, tag, nesting, content in (
            ("say", "", 0, "一<二"),
            ("box", "section", 0, "内容"),
            ("line", "hr", 0, ""),
            ("open_nothing", "", 1, ""),
            ("close_nothing", "", -1, ""),
        ):
            state.tokens.append(Token(kind, tag, nesting, content=content, block=True))

    md.core.ruler.push("add", add)
"""
    root = site(tmp_path, "[ext/b.py:blocks]", {"ext/b.py": rule})
    assert kbsite("build", "--root", root).code == 0
    expected = "<p>一&lt;二</p>\n<section>内容</section>\n<hr>\n\n</div>"
    assert expected in page(root, "乙")


def test_a_render_rule_may_replace_what_kbsite_writes_itself(
    tmp_path: Path, kbsite: Kbsite
) -> None:
    """Where it returns None, kbsite writes the token as ever."""
    rule = """
def plot(md):
    def fence(renderer, tokens, i, options, env):
        if tokens[i].info == "图表":
            return f'<figure class="plot">{len(tokens[i].content.split())} 点</figure>'

    md.add_render_rule("fence", fence)
"""
    note = "```图表\n1 2 3\n```\n\n```python\nx = 1\n```\n"
    root = site(tmp_path, "[ext/f.py:plot]", {"ext/f.py": rule, "content/乙.md": note})
    assert kbsite("build", "--root", root, "--strict").code == 0
    html = page(root, "乙")
    assert '<figure class="plot">3 点</figure>' in html
    assert '<span class="o">=</span>' in html


def test_rules_run_in_the_order_given(tmp_path: Path, kbsite: Kbsite) -> None:
    rule = """
def _adds(sign):
    def rule(md):
        def add(state):
            state.tokens[-2].children[-1].content += sign

        md.core.ruler.push(sign, add)

    return rule


one, two = _adds("①"), _adds("②")
"""
    root = site(tmp_path, "[ext/o.py:two, ext/o.py:one]", {"ext/o.py": rule})
    assert kbsite("build", "--root", root).code == 0
    assert "。②①</p>" in page(root, "乙")


# --- outputs ---


def test_an_output_is_published_beside_kbsites_own(tmp_path: Path, kbsite: Kbsite) -> None:
    root = site(tmp_path, "ext/t.py:titles", {"ext/t.py": TITLES})
    assert kbsite("build", "--root", root).code == 0
    assert json.loads((root / "_site/data/标题.json").read_text(encoding="utf-8")) == {
        "甲.md": "甲",
        "乙.md": "乙",
    }
    write_files(root, {"kbsite.yaml": ""})
    assert kbsite("build", "--root", root).code == 0
    assert not (root / "_site/data").exists()


def test_an_output_sees_nothing_of_what_is_not_published(tmp_path: Path, kbsite: Kbsite) -> None:
    files = {
        "ext/mine.py": """
from kbsite.model import PlannedOutput

def output(graph, config):
    yield PlannedOutput("graph.txt", "1", lambda: repr(graph).encode())
""",
        "content/甲.md": "甲。\n",
        "content/密文.md": "---\nprivate: 也许\n---\n",
    }
    root = site(tmp_path, "[ext/mine.py:output]\nnav: [密文]", files)
    kbsite("build", "--root", root)
    seen = (root / "_site/graph.txt").read_text(encoding="utf-8")
    assert "甲.md" in seen
    assert "密文" not in seen


def test_two_functions_of_a_file_share_its_module(tmp_path: Path, kbsite: Kbsite) -> None:
    """A rule may gather what an output then publishes, if there is one process."""
    source = """
from dataclasses import dataclass

from kbsite.model import PlannedOutput


@dataclass
class Seen:
    count: "int" = 0


SEEN = Seen()


def rule(md):
    def add(state):
        SEEN.count += 1

    md.core.ruler.push("count", add)


def output(graph, config):
    yield PlannedOutput("count.txt", str(SEEN.count), str(SEEN.count).encode)
"""
    root = site(tmp_path, "[ext/s.py:rule, ext/s.py:output]", {"ext/s.py": source})
    assert kbsite("build", "--root", root).code == 0
    assert (root / "_site/count.txt").read_bytes() == b"2"


def test_an_edited_file_is_read_anew_and_its_notes_too(tmp_path: Path) -> None:
    """`serve` builds again in the same process."""
    root = site(
        tmp_path, "[ext/k.py:keys, ext/t.py:titles]", {"ext/k.py": KEYS, "ext/t.py": TITLES}
    )
    write_files(root, {"content/甲.md": "[[[Esc]]]\n"})
    engine = Engine(root, BuildOptions())

    def built() -> tuple[dict[str, bytes], dict[str, str]]:
        outputs = engine.build().outputs
        made = {output.path: output.produce() for output in outputs}
        return made, {output.path: output.key for output in outputs}

    first, keys = built()
    assert b"<kbd>Esc</kbd>" in first["甲/index.html"]
    assert built() == (first, keys)
    write_files(root, {"ext/k.py": KEYS.replace('"kbd"', '"samp"')})
    second, later = built()
    assert b"<samp>Esc</samp>" in second["甲/index.html"]
    assert keys["甲/index.html"] != later["甲/index.html"]
    assert keys["data/标题.json"] == later["data/标题.json"]
    write_files(root, {"ext/t.py": TITLES + "\n# another\n"})
    assert built()[1]["data/标题.json"] != later["data/标题.json"]
    write_files(root, {"ext/k.py": KEYS})
    assert built()[0]["甲/index.html"] == first["甲/index.html"]
    ours = [name for name in sys.modules if name.startswith("kbsite_extension_")]
    files = {getattr(sys.modules[name], "__file__", "") for name in ours}
    assert len(ours) == len(files), "an old module stayed"


def test_no_bytecode_is_left_in_the_site(tmp_path: Path, kbsite: Kbsite) -> None:
    root = site(tmp_path, "[ext/k.py:keys]", {"ext/k.py": KEYS})
    kbsite("build", "--root", root)
    assert list(files_of(root / "ext")) == ["k.py"]


@pytest.fixture
def start_method() -> Iterator[Callable[[str], None]]:
    """Chooses how processes are started; afterwards all is as before."""
    before = multiprocessing.get_start_method(allow_none=True)
    yield lambda method: multiprocessing.set_start_method(method, force=True)
    multiprocessing.set_start_method(before, force=True)


@pytest.mark.parametrize(("method", "jobs"), [("fork", "1"), ("fork", "2"), ("spawn", "2")])
def test_workers_load_the_rules_themselves(
    tmp_path: Path,
    kbsite: Kbsite,
    monkeypatch: pytest.MonkeyPatch,
    start_method: Callable[[str], None],
    method: str,
    jobs: str,
) -> None:
    if method == "fork" and sys.platform == "win32":
        pytest.skip("Windows does not fork")
    start_method(method)
    monkeypatch.setattr("kbsite.processes.workers._NOTES_A_WORKER", 20)
    notes = {f"content/{i}.md": f"第 {i} 篇 [[[Esc]]]\n" for i in range(42)}
    root = site(tmp_path, "[ext/k.py:keys]", {"ext/k.py": KEYS, **notes})
    run = kbsite("build", "--root", root, "--jobs", jobs)
    assert run.code == 0, run.err
    for number in (0, 21, 41):
        assert f"第 {number} 篇 <kbd>Esc</kbd>" in page(root, str(number))


def test_a_fault_in_a_worker_is_told_once(
    tmp_path: Path, kbsite: Kbsite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kbsite.processes.workers._NOTES_A_WORKER", 20)
    rule = "def rule(md):\n    def f(state):\n        raise KeyError('键')\n"
    rule += "    md.core.ruler.push('f', f)\n"
    notes = {f"content/{i:03}.md": "文\n" for i in range(60)}
    root = site(tmp_path, "[ext/f.py:rule]", {"ext/f.py": rule, **notes})
    run = kbsite("build", "--root", root, "--jobs", "2")
    assert run.code == 1
    assert run.err.splitlines()[0] == (
        "ext/f.py:3:9: error: KeyError: '键', while reading 000.md and 61 more [extension]"
    )
    assert not (root / "_site").exists()


# --- mistakes ---


@dataclass(frozen=True)
class Wrong:
    """An entry, the text of `ext/m.py`, what the first line of the report begins with, and what
    else it says."""

    entry: str
    source: str
    place: str
    words: tuple[str, ...] = ()
    code: int = 1


RAISES = "from kbsite.model import PlannedOutput as P\n\n\ndef make():\n    return 1 / 0\n\n\n"
PARSES = "def rule(md):\n    def f(state):\n        {}\n    md.core.ruler.push('f', f)\n"
PLANS = "from kbsite.model import PlannedOutput as P\ndef out(graph, config):\n    {}\n"
ENTRY = "kbsite.yaml:1:14"
WRONG = {
    "no such file": Wrong("ext/no.py:rule", "", ENTRY, ("there is no file 'ext/no.py'",)),
    "a folder": Wrong("ext:rule", "", ENTRY, ("is a folder",)),
    "above the site": Wrong("../m.py:rule", "", ENTRY, ("not below the site folder",)),
    "above it later": Wrong("ext/../../m.py:rule", "", ENTRY, ("not below the site folder",)),
    "absolute": Wrong("/etc/m.py:rule", "", ENTRY, ("not below the site folder",)),
    "a drive": Wrong(r"'C:\site\m.py:rule'", "", ENTRY, ("not below the site folder",)),
    "no function named": Wrong("ext/m.py", "", ENTRY, ("names no function", "file.py:function")),
    "a space": Wrong("{ext/m.py: rule}", "", "kbsite.yaml:1:", ("without a space",), 2),
    "twice": Wrong("ext/m.py:f, ext/m.py:f", "def f(md): 0", "kbsite.yaml:1:26", ("twice",)),
    "no such function": Wrong(
        "ext/m.py:rul", "def rule(md): 0", ENTRY, ("no function `rul`", "`rule`")
    ),
    "no function at all": Wrong("ext/m.py:rule", "", ENTRY, ("no function at all",)),
    "no function but a number": Wrong("ext/m.py:f", "f = 3", ENTRY, ("it is int",)),
    "no parameter": Wrong("ext/m.py:f", "def f(): 0", ENTRY, ("takes 0 parameters",)),
    "three": Wrong("ext/m.py:f", "def f(a, b, c): 0", ENTRY, ("takes 3", "one parameter")),
    "by name only": Wrong("ext/m.py:f", "def f(*, md): 0", ENTRY, ("by name only",)),
    "async": Wrong("ext/m.py:f", "async def f(md): 0", ENTRY, ("is async",)),
    "not Python": Wrong("ext/m.py:f", "x = 1\ndef f(md:\n", "ext/m.py:2:6", ("no Python",)),
    "a null byte": Wrong("ext/m.py:f", "x = '\0'\n", "ext/m.py:1:1", ("null bytes",)),
    "raises at import": Wrong(
        "ext/m.py:f", "名 = '中'; 1 / 0\n", "ext/m.py:1:10", ("ZeroDivisionError", "imported")
    ),
    "imports what is not there": Wrong(
        "ext/m.py:f", "\nimport nowhere_at_all", "ext/m.py:2:1", ("Install it",)
    ),
    "ends the program": Wrong(
        "ext/m.py:f", "import sys\nsys.exit(0)\n", "ext/m.py:2:1", ("SystemExit",)
    ),
    "raises when it is set up": Wrong(
        "ext/m.py:f", "def f(md):\n    md.nothing()\n", "ext/m.py:2:5", ("sets up",)
    ),
    "a rule that returns": Wrong(
        "ext/m.py:f", "def f(md):\n    return 3\n", "ext/m.py:1:1", ("a value of type int",)
    ),
    "raises in a note": Wrong(
        "ext/m.py:rule", PARSES.format("state.none"), "ext/m.py:3:9", ("while reading 乙.md",)
    ),
    "exits in a note": Wrong(
        "ext/m.py:rule", PARSES.format("raise SystemExit"), "ext/m.py:3:9", ("乙.md",)
    ),
    "recurses": Wrong(
        "ext/m.py:rule", PARSES.format("f(state)"), "ext/m.py:3:9", ("RecursionError",)
    ),
    "half a surrogate pair": Wrong(
        "ext/m.py:rule",
        PARSES.format(r"state.tokens[1].children[0].content = '\ud800'"),
        "ext/m.py:1:1",
        ("UnicodeEncodeError",),
    ),
    "breaks the tokens": Wrong(
        "ext/m.py:rule",
        PARSES.format("state.tokens[0].type = 'heading_close'"),
        "ext/m.py:1:1",
        ("heading without a beginning", "乙.md"),
    ),
    "a render rule that returns no text": Wrong(
        "ext/m.py:rule",
        "def rule(md):\n    md.add_render_rule('em_open', lambda *_: 3)\n",
        "ext/m.py:2:1",
        ("the render rule of `em_open` returns int", "乙.md"),
    ),
    "raises in a render rule": Wrong(
        "ext/m.py:rule",
        "def rule(md):\n    md.add_render_rule('em_open', lambda *_: 1 / 0)\n",
        "ext/m.py:2:",
        ("ZeroDivisionError", "乙.md"),
    ),
    "raises when planned": Wrong(
        "ext/m.py:out", PLANS.format("yield graph.none"), "ext/m.py:3:11", ("planned",)
    ),
    "plans nothing": Wrong(
        "ext/m.py:out", PLANS.format("0"), "ext/m.py:2:1", ("gives nothing", "returns")
    ),
    "plans something else": Wrong(
        "ext/m.py:out", PLANS.format("yield 'a.txt'"), "ext/m.py:2:1", ("type str",)
    ),
    "plans other types": Wrong(
        "ext/m.py:out", PLANS.format("yield P('a', 1, bytes)"), "ext/m.py:2:1", ("other types",)
    ),
    "raises when made": Wrong(
        "ext/m.py:out",
        RAISES + "def out(graph, config):\n    yield P('a.txt', 'k', make)\n",
        "ext/m.py:5:12",
        ("while a.txt is made",),
    ),
    "makes text": Wrong(
        "ext/m.py:out", PLANS.format("yield P('a.txt', 'k', str)"), "ext/m.py:2:1", ("encode()",)
    ),
}
TAKEN = (
    *("index.html", "INDEX.html", "甲/index.html", "甲", "甲/index.html/x", "assets", "feed.xml"),
    *(".kbsite-manifest.json", "404.html", "assets/math.css"),
)
for _path in TAKEN:
    _plan = PLANS.format(f"yield P({_path!r}, 'k', bytes)")
    WRONG[f"takes {_path}"] = Wrong("ext/m.py:out", _plan, "ext/m.py:2:1", ("belongs to",))
for _path in ("", "/x", "../x", "a/../b", "a//b", "x/", "a\\b", "a:b", "con", "e\u0301", "长" * 90):
    _plan = PLANS.format(f"yield P({_path!r}, 'k', bytes)")
    WRONG[f"leaves by {_path!a:.20}"] = Wrong(
        "ext/m.py:out", _plan, "ext/m.py:2:1", ("is no path of a published file",)
    )


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site without a mistake, and what was published of it."""
    root = site(tmp_path_factory.mktemp("published"), "", {})
    assert run_kbsite("build", "--root", root).code == 0
    return root


@pytest.mark.parametrize("title", WRONG)
def test_a_mistake_has_a_place_and_publishes_nothing(
    title: str, published: Path, tmp_path: Path, kbsite: Kbsite
) -> None:
    wrong = WRONG[title]
    root = tmp_path / "site"
    shutil.copytree(published, root)
    before = files_of(root / "_site")
    site(root, f"[{wrong.entry}]", {"ext/m.py": wrong.source, "content/己.md": "新\n"})
    run = kbsite("build", "--root", root)
    report = run.err.partition("\n")
    errors = [line for line in run.err.splitlines() if line.startswith(wrong.place)]
    assert run.code == wrong.code
    assert errors and ": error: " in errors[0], run.err
    assert re.match(r"[^:]+:\d+:\d+: ", errors[0]), report
    for word in wrong.words:
        assert word in run.err
    assert str(tmp_path) not in run.err
    assert files_of(root / "_site") == before


def test_a_link_out_of_the_site_is_not_followed(tmp_path: Path, kbsite: Kbsite) -> None:
    outside = write_files(tmp_path / "other", {"m.py": KEYS}) / "m.py"
    root = site(tmp_path / "site", "[ext/m.py:keys]", {"ext/a.py": ""})
    try:
        (root / "ext/m.py").symlink_to(outside)
    except OSError:
        pytest.skip("no symbolic links here")
    run = kbsite("build", "--root", root)
    assert run.code == 1
    assert "'ext/m.py' leaves the site folder" in run.err


def test_an_output_may_be_hidden(tmp_path: Path, kbsite: Kbsite) -> None:
    """As some hosts ask for it; notes and tags are not."""
    source = PLANS.format("yield P('.well-known/a.txt', 'k', bytes)")
    root = site(tmp_path, "[ext/m.py:out]", {"ext/m.py": source})
    assert kbsite("build", "--root", root).code == 0
    assert (root / "_site/.well-known/a.txt").exists()


def test_two_outputs_of_one_path(tmp_path: Path, kbsite: Kbsite) -> None:
    source = PLANS.format("yield P('数据/a.txt', 'k', bytes)") + "two = lambda g, c: out(g, c)\n"
    root = site(tmp_path, "[ext/m.py:out, ext/m.py:two]", {"ext/m.py": source})
    run = kbsite("build", "--root", root)
    assert run.code == 1
    assert "ext/m.py:4:1: error: '数据/a.txt' belongs to ext/m.py:out" in run.err


def test_a_render_rule_that_cannot_be_heeded_is_named(tmp_path: Path, kbsite: Kbsite) -> None:
    """What a link is depends on other notes."""
    source = "def rule(md):\n    md.add_render_rule('link_open', lambda *_: '<a>')\n"
    root = site(tmp_path, "[ext/m.py:rule]", {"ext/m.py": source})
    run = kbsite("build", "--root", root)
    assert run.code == 0
    assert "ext/m.py:2:1: warning: the render rule of `link_open` is not used" in run.err


def test_a_plugin_with_options_of_its_own_is_a_rule(tmp_path: Path) -> None:
    """Parameters with a default do not count; on Windows paths have another slash."""
    source = (
        "def rule(md, strong=True): 0\n\n\ndef out(graph, config, *, pretty=False): return ()\n"
    )
    root = site(tmp_path, r"['ext\m.py:rule', ext/m.py:out]", {"ext/m.py": source})
    config, _ = load_config(root)
    files, mistakes = read_extensions(root, config)
    found, faults = load_extensions(files)
    assert (mistakes, faults) == ((), ())
    assert [rule.source.function for rule in found.rules] == ["rule"]
    assert [output.source.path for output in found.outputs] == ["ext/m.py"]


def test_ctrl_c_is_not_a_mistake_of_the_site(tmp_path: Path) -> None:
    root = site(tmp_path, "[ext/m.py:f]", {"ext/m.py": "raise KeyboardInterrupt\n"})
    with pytest.raises(KeyboardInterrupt):
        Engine(root, BuildOptions()).build()
