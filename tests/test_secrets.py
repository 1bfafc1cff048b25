"""Notes that are not published leave no trace: behind every road that a public note can take to
one, no byte of its names stands in any output.

Each kind of note that is kept back is called by signs that stand nowhere else, and every file of
the site, what the preview tells its page script, and a build with drafts are searched for them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest

from conftest import Kbsite, files_of, unpacked, write_files
from kbsite.front_matter.unread_names import heading_name
from kbsite.markdown.html.hidden import without_hidden
from markdown_cases import flatten, parse, parse_body
from previewing import preview


class Hidden(NamedTuple):
    """A note that is kept back: what its front matter says, its title, its file, its alias, what
    its URL would be, a heading and a tag of it. All of them are `marks`."""

    says: str
    title: str
    file: str
    alias: str
    slug: str
    heading: str

    @property
    def marks(self) -> tuple[str, ...]:
        """The signs of its names, each by itself, and its words in Latin."""
        return (*self.title, *self.file, *self.alias, *self.heading, self.slug)

    @property
    def text(self) -> str:
        front = f"title: {self.title}\nslug: {self.slug}\naliases: [{self.alias}]\n{self.says}\n"
        terms = f"tags: [标{self.title}]\nseries: 系{self.title}\n"
        links = (
            f"[[集]] ![[集]] 此处说到集。![图](图-{self.slug}.png) #另{self.title} ^{self.slug}\n"
        )
        return f"---\n{front}{terms}---\n## {self.heading}\n\n{links}\n$x_{{{self.slug}}}$\n"


PRIVATE = Hidden("private: true", "龘靐", "齉爩", "麤灪", "zqprivate", "龖厵")
DRAFT = Hidden("draft: true", "叒叕", "孨毳", "猋舙", "zqdraft", "畾厽")
UNREAD = Hidden("draft：true", "壨灥", "嚞嘦", "犇焱", "zqunread", "淼囧")
UNLISTED = Hidden("unlisted: true", "劦刕", "皛羴", "歮惢", "zqunlisted", "垚壵")


def targets(note: Hidden) -> Iterator[str]:
    """The names by which a link finds it."""
    yield from (note.file, f"暗/{note.file}", note.title, note.alias, f"{note.file}.md")
    yield from (f"{note.file}#{note.heading}", f"{note.title}#^{note.slug}")


def links(note: Hidden) -> Iterator[str]:
    """Every form of a link to it that has no words which name it."""
    for target in targets(note):
        yield from (f"[[{target}]]", f"[[{target}|它]]", f"![[{target}]]", f"![[{target}|它]]")
    path = f"暗/{note.file}.md"
    for address in (path, f"../{path}", f"/{path}", f"<{path}>", f"{path}#{note.heading}"):
        yield from (f"[它]({address})", f"![它]({address})", f"[]({address})")
    yield f'[它](/暗/{note.slug}/ "题")'
    yield f"[它]({quote(path)})"


def front_matters(links: list[str]) -> Iterator[str]:
    """Every key that is read or shown, with links as its value, in its value and as its name."""
    for number, alone in enumerate(links):
        text = f"见 {alone} 与 {links[number - 1]} 处"
        yield yaml(title=text, summary=text, series=alone, tags=[alone, text])
        yield yaml(title=alone, description=alone, series=text, tag=alone, aliases=[alone, text])
        names = {"slug": alone, "permalink": text, "id": alone, "redirect_from": alone}
        yield yaml(date="2026-01-01", summary=alone, **names)
    deep = {"甲": {"乙": [links, {"丙": links}]}, **dict.fromkeys(links, 1)}
    yield yaml(属=links, 深=deep, **dict.fromkeys(links, "值"))
    yield f"+++\ntitle = 'x'\n'属' = {json.dumps(links, ensure_ascii=False)}\n+++\n"
    said = {"属": links, "深": [[links, {"键": links}]]}
    yield json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def yaml(**entries: Any) -> str:
    written = partial(json.dumps, ensure_ascii=False)
    lines = (f"{written(key)}: {written(value)}\n" for key, value in entries.items())
    return f"---\n{''.join(lines)}---\n"


COLUMNS = (
    *("file.name", "title", "summary", "series", "tags", "属", "深", "file.links", "file.tags"),
    *("file.aliases", "formula.常", "formula.连", "formula.拼"),
)
BASE = """\
formulas:
  常: '"见 {link} 处"'
  连: 'link("{target}")'
  拼: '"[[" + "{target}" + "]]"'
properties:
  属: {{displayName: "{link}"}}
views:
  - type: table
    name: "{link}"
    filters: 'file.hasLink("{target}") || true'
    groupBy: {{property: 属, direction: ASC}}
    order:
      - "{link}"
{columns}"""


def texts(links: list[str]) -> Iterator[str]:
    """The constructs of a text, with links in each. Those in the author's own HTML are none."""
    for link in links:
        yield f"# {link}\n\n## 节 {link}\n\n- [ ] {link}\n\n> [!note] {link}\n> {link}\n"
    for link in links:
        yield (
            f"{link} 字 <!-- more --> {link}\n\n| {link} | 乙 |\n|---|---|\n| {link} | 2 |\n\n"
            f"脚[^1] **{link}** ~~{link}~~ =={link}==\n\n[^1]: {link}\n\n词\n: {link}\n\n"
            f"![{link}](图.png)\n"
        )


def public_notes(hidden: Hidden) -> Iterator[str]:
    every = list(links(hidden))
    kinds = every[::9]
    yield from front_matters(kinds)
    yield "\n\n".join(every)
    yield yaml(summary=" ".join(every)) + "- " + "\n- ".join(every)
    yield from texts([link.replace("|", "\\|") for link in kinds[:4]])
    columns = "".join(f"      - {name}\n" for name in COLUMNS)
    fences = (
        BASE.format(target=t, link=link, columns=columns)
        for t, link in zip(targets(hidden), every, strict=False)
    )
    yield "---\ntags: 表\n---\n" + "".join(f"```base\n{fence}```\n" for fence in list(fences)[::3])


def site(*hidden: Hidden) -> dict[str, str]:
    """Notes that lead to each of `hidden` by every road, and those themselves."""
    notes = {f"暗/{note.file}.md": note.text for note in hidden}
    for note in hidden:
        notes |= {f"公/{note.says[:5]}-{i}.md": text for i, text in enumerate(public_notes(note))}
    files = {f"content/{path}": text for path, text in notes.items()}
    files |= {f"content/暗/图-{note.slug}.png": "p" for note in hidden}
    files["content/集.md"] = "---\ndate: 2026-01-01\n---\n"
    files["content/图.png"] = "p"
    nav = json.dumps([target for note in hidden for target in targets(note)])
    files["kbsite.yaml"] = f"base_url: https://name.example/\nnav: {nav}\n"
    return files


def traces(files: Mapping[str, bytes], marks: Iterable[str]) -> set[tuple[str, str]]:
    """(file, sign) of all that says one of `marks`, in whatever spelling."""
    spelt = {
        mark: {mark, quote(mark), quote(mark).lower(), json.dumps(mark)[1:-1]} for mark in marks
    }
    found = set()
    for path, data in files.items():
        text = (path + "\n").encode() + data
        found |= {
            (path, mark)
            for mark, forms in spelt.items()
            if any(form.encode() in text for form in forms)
        }
    return found


def built(root: Path) -> dict[str, bytes]:
    output = root / "_site"
    return {
        path: unpacked(output / path)
        for path in files_of(output)
        if not path.endswith((".woff2", ".png"))
    }


def test_no_output_names_a_note_that_is_kept_back(tmp_path: Path, kbsite: Kbsite) -> None:
    """A build shows neither private notes nor drafts, one with drafts, and the preview's page
    script, no private one."""
    write_files(tmp_path, site(PRIVATE, DRAFT))
    run = kbsite("build", "--root", tmp_path)
    assert run.code == 0, run.err
    files = built(tmp_path)
    assert "私密笔记" in files["公/priva-0/index.html"].decode()
    assert traces(files, (*PRIVATE.marks, *DRAFT.marks)) == set()
    with preview(tmp_path) as served:
        urls = [f"/{path.removesuffix('index.html')}" for path in files if path.endswith(".html")]
        told = {url: json.dumps(without_lines(served.data(url))).encode() for url in urls}
        assert traces(told, PRIVATE.marks) == set()
        shown = {path: served.get(f"/{quote(path)}").data for path in files if path[0] == "公"}
        assert traces(shown, PRIVATE.marks) == set()
        assert traces(shown, DRAFT.marks) != set()
    kbsite("build", "--root", tmp_path, "--drafts")
    assert traces(built(tmp_path), PRIVATE.marks) == set()


def test_no_output_names_a_note_whose_front_matter_cannot_be_read(
    tmp_path: Path, kbsite: Kbsite
) -> None:
    run = kbsite("build", "--root", write_files(tmp_path, site(UNREAD)))
    assert "[front-matter]" in run.err
    assert traces(built(tmp_path), UNREAD.marks) == set()


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: 离职谈判\naliases: [跳槽, “走人”]\ndraft：true\n---\n",
        "---\ntitle：“离职谈判”\ndraft: true\nalias:\n  - 跳槽\n- '走人' # 名\n---\n",
        "---\ntitle: 离职谈判 # 名\naliases: 跳槽，走人\ndraft: !!bool true\n---\n",
        "---\naliases:\n  - 跳槽\n  - 走人\ndraft:true\n---\n\n# 离职谈判 #\n",
        "---\nencrypt: true\naliases: [跳槽, 走人]\n---\n\n# 离职谈判\n",
        "---\ntitle: 离职谈判\naliases: 跳槽, 走人\nprivate: true\n\n正文\n",
        "+++\ntitle = '离职谈判'\naliases = [\n  '跳槽',\n  '走人',\n]\ndraft = 是\n+++\n",
        '{"title": "离职谈判", "aliases": ["跳槽", "走人"], "draft": tru}\n',
        "正文\n\n---\ntitle: 离职谈判\naliases: [跳槽, 走人]\nprivate: true\n---\n",
        "---\ntitle: >\n  离职谈判\naliases: [\n跳槽,\n走人\n]\ndraft：true\n---\n",
        "---\ntitle:\n  离职谈判\naliases:\n  # 名\n  - 跳槽\n  - 走人\ndraft：true\n---\n",
        "---\ntitle: |-\n  离职谈判\naliases:\n  [跳槽,\n  走人]\ndraft：true\n---\n",
    ],
)
def test_names_of_a_note_that_cannot_be_read_are_kept_back(
    tmp_path: Path, kbsite: Kbsite, text: str
) -> None:
    files = {"content/稿.md": text, "content/公.md": "[[离职谈判]] [[跳槽]] [[走人]] [[稿]]\n"}
    run = kbsite("build", "--root", write_files(tmp_path, files))
    assert run.code == 1 and "link-missing" not in run.err
    page = (tmp_path / "_site/公/index.html").read_text()
    assert page.count("私密笔记</p>") == 1 and '<span class="missing">' not in page
    assert traces(built(tmp_path), ("离职谈判", "跳槽", "走人")) == set()


def test_the_heading_of_a_note_that_cannot_be_read_takes_no_time_to_find() -> None:
    assert heading_name("# 题" + " " * 1_000_000 + "目 ##\n# 二") == "题" + " " * 1_000_000 + "目"
    assert [heading_name(f"#  \n{text}\n") for text in ("# C#", "## 二", " # 题 # ")] == [
        "C#",
        "",
        "题",
    ]


def test_only_what_links_to_an_unlisted_note_names_it(tmp_path: Path, kbsite: Kbsite) -> None:
    """By itself nothing does: no list, no table, no file of the search or the graph."""
    tables = "---\nup: '[[皛羴|它]]'\n---\n[[皛羴|它]] [它](../暗/皛羴.md)\n\n```base\nviews:\n"
    tables += "  - {type: table, order: [file.name, file.links, file.tags, up]}\n```\n"
    root = write_files(
        tmp_path,
        {
            "content/暗/皛羴.md": UNLISTED.text,
            "content/暗/图-zqunlisted.png": "p",
            "content/公/甲.md": tables,
            "content/集.md": "[[甲]]",
            "kbsite.yaml": "base_url: https://name.example/\n",
        },
    )
    assert kbsite("build", "--root", root).code == 0
    found = traces(built(root), UNLISTED.marks)
    # Its own page, its picture, the page at its old name, and what lists all files.
    named = {(p, mark) for p, mark in found if not p.startswith(("暗/", ".kbsite-manifest"))}
    assert named == {(f"公/甲/index.{suffix}", "zqunlisted") for suffix in ("html", "md")}


#: Words in it are signs that stand nowhere else; what is seen is Latin.
HIDDEN_HTML = """begin <span style="display:none">龘 [[b]] `靐`</span> seen **strong
<b hidden title="a>b">齉 *爩*</b>** [[b]]<img hidden src="p.png" alt="麤">.

<div hidden>灪</div>

<div style="color: red; DISPLAY : none">

龖 *厵*

- 叒

> 叕

```python
孨 = 1
```

$毳$

$$
猋
$$

| 舙 | 畾 |
|---|---|
| 厽 | 劦 |

<div>刕</div>

</div>

<p HIDDEN>皛

## head <i style=display:none>羴</i> line

<ul><li hidden>歮</li><li>item</li></ul>

out[^1]<span hidden>惢[^2]</span>

[^1]: foot <em hidden>垚</em> one

[^2]: foot two

<details><summary>more</summary>folded</details>
"""


def test_what_html_hides_is_said_on_its_page_alone(tmp_path: Path, kbsite: Kbsite) -> None:
    """No excerpt, description, search, quote or Markdown has it, also where another note shows the
    note; pages have it as it is written."""
    files = {
        "content/a.md": f"# Title<b hidden>壵</b>\n\n{HIDDEN_HTML}",
        "content/b.md": "# b\n\nstrong words of b\n",
        "content/c.md": "![[a]]\n\n![[a#head line]]\n",
        "content/d.md": "[[a#head i style display none 羴 i line]]\n",
        "content/index.md": "",
        "content/p.png": "p",
        "kbsite.yaml": "base_url: https://name.example/\nllms_full: true\n",
    }
    run = kbsite("build", "--root", write_files(tmp_path, files))
    assert run.code == 0, run.err
    files_made = built(tmp_path)
    signs = {sign for sign in files["content/a.md"] if sign >= "\u4e00"}
    assert {path for path, _ in traces(files_made, signs)} == {"a/index.html", "c/index.html"}
    assert "head line" in files_made["d/index.html"].decode()
    page = files_made["a/index.html"].decode()
    head, _, body = page.partition("<h1>Title</h1>")
    assert not signs & set(head) and signs - set(body) == {"壵"}
    assert "<li hidden>歮</li><li>item</li></ul>" in body
    assert 'content="begin seen strong b' in head
    twin = files_made["a/index.md"].decode()
    assert "begin seen **strong**" in twin
    for words in (
        "## head line",
        "- item",
        "out[^1]",
        "[^1]: foot one",
        "[^2]: foot two",
        "folded",
    ):
        assert words in twin
    back = files_made["b/index.html"].decode()
    assert "</strong> <mark>b</mark>.</p></blockquote>" in back


@pytest.mark.parametrize(
    ("html", "shown"),
    # "" where all of it is seen.
    [
        ('<p>a<b hidden="">x</b>b</p>', "<p>ab</p>"),
        ("<div hidden><div>x</div>y</div>z", "z"),
        ("<div hidden>x<span></div>y", "y"),
        ("<p hidden>x<div>y</div>", "<div>y</div>"),
        ("<table><tr hidden><td>x<tr><td>y</table>", "<table><tr><td>y</table>"),
        ("<ul><li hidden>x</ul>y", "<ul></ul>y"),
        ("a</b hidden>b<br hidden>c", "a</b hidden>bc"),
        ("<b style='display:none; display:inline'>x</b>", ""),
        ('<b class="hidden" data-hidden aria-hidden="true" style="--display:none">x</b>', ""),
        ("<b title='hidden' style=\"content:'display'\">x</b>", ""),
        ("<textarea><b hidden></textarea>x<style>b{display:none}</style>", ""),
        ("<p style='display:&#110;one'>x</p>y", "y"),
        ('<div title="a<b" hidden>x</div>y', "y"),
        ("<i title='>' hidden>x</i>y", "y"),
        ('<svg><rect style="display:none"/><text>y</text></svg>', "<svg><text>y</text></svg>"),
        ("<svg hidden/>y", "y"),
        ("<ul><li hidden><p>x<li>y</ul>", "<ul><li>y</ul>"),
        ("<ul><li hidden>x<ul><li>x</ul>x<li>y</ul>", "<ul><li>y</ul>"),
        ("<p><b hidden>x</p><p>x</b>y</p>", "<p>y</p>"),
        ("<p>a<div hidden></p><p>x</p></div>y", "<p>ay"),
        ("<p style='display:block' style='display:none'>x</p>", ""),
        ("<p style='/* display:none */'>x</p>", ""),
        # A value without quotes ends where it does for browsers.
        ("<b title=甲　hidden>y</b>", ""),
        ('<b class=a"hidden">y</b>', ""),
        ("<b title=x\"'x hidden>x</b>y", "y"),
        ('<b title"hidden>y</b>', ""),
    ],
)
def test_which_html_is_hidden(html: str, shown: str) -> None:
    assert without_hidden(html) == (shown or html)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a：<div hidden>\n\n龘\n\n</div>\n\ny", "a：y"),
        ("a<br><div hidden>\n\n龘\n\n</div>\n\ny", "a y"),
        ("**a**<div style='display:none'>\n\n龘\n\n- 龘\n\n</div>\n\ny", "a y"),
        ("<b hidden>龘\n\n龘</b> y", "y"),
        ("<font\n hidden>\n\n龘</font>y", "y"),
        ("a <span hidden>龘\n\ny", "a y"),
        ("a<p hidden>\n\ny", "a y"),
        ("> <div class='x'\n>  hidden>\n> 龘\n> </div>\n\ny", "y"),
        ("<p hidden>\n龘\n\n<span>\n龘\n</span></p>\n\ny", "y"),
        ("<p hidden>\n龘\n\ny", "y"),
        ("<ul>\n<li hidden><p>龘\n<li>y</li>\n</ul>", "y"),
        ('<svg><rect style="display:none"/><text>y</text></svg>', "y"),
    ],
)
def test_where_ends_what_is_hidden(text: str, seen: str) -> None:
    note = parse(text)
    assert " ".join("".join(map(str, note.summary)).split()) == seen


def test_the_anchor_of_a_heading_has_one_hyphen_for_what_is_hidden_in_it() -> None:
    note = parse("## H <span hidden>龘</span> x\n\n## <b hidden>龘</b> a <b hidden>龘</b>b\n")
    assert [(one.anchor, one.text) for one in note.headings] == [
        ("h-x", ("H x",)),
        ("a-b", ("a b",)),
    ]


def test_a_heading_in_what_is_hidden_behind_words_is_none() -> None:
    body = parse_body(text := "a <div hidden>\n\n## 龘\n\n</div>\n\n## b\n")
    assert [one.anchor for one in parse(text).headings] == ["b"]
    assert "<h2>龘</h2>" in flatten(body.pieces)


def without_lines(page: dict[str, Any]) -> dict[str, Any]:
    """What the preview tells of a page, but for the author's own lines, which it may quote, and
    links to URLs that are none, which it names as written."""
    told = (fault for fault in page["faults"] if fault["code"] != "link-missing")
    faults = [{**fault, "excerpt": []} for fault in told]
    return {**page, "faults": faults, "broken": None}


@pytest.mark.parametrize("drafts", [False, True])
def test_a_scan_that_finds_nothing_would_find_something(drafts: bool) -> None:
    """Each sign is found in each of its spellings."""
    hidden = DRAFT if drafts else PRIVATE
    text = f"{quote(hidden.title)} {json.dumps(hidden.alias)} {hidden.slug}"
    found = {mark for _, mark in traces({"x": text.encode()}, hidden.marks)}
    assert found == {*hidden.title, *hidden.alias, hidden.slug}
