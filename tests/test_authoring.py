"""`docs/authoring.md` is true: what it shows is what kbsite makes of it.

Read from the page:

- a row of a table that begins `source | result`: HTML in backticks (that of a paragraph without its
  `<p>`), or `text` where the source stays as it is;
- a block of Markdown, a line `gives` and a block of HTML;
- the other tables and lists, each against the part of kbsite that it describes.

In results a formula is `<math>…</math>`, a picture of a diagram `<img …>`, and addresses are not
percent-encoded. An example has no diagnostics but those that its row links to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import NamedTuple
from urllib.parse import unquote

import pytest
from markdown_it.token import Token

from conftest import REPOSITORY
from graphs import codes_of, graph_of, pages_of
from kbsite.code.fence_info import fence_info
from kbsite.compose.body import Shown, compose_body
from kbsite.config import Config
from kbsite.languages import LANGUAGES
from kbsite.linking.aliases import places_of
from kbsite.markdown.blocks import callout, toc_marker
from kbsite.markdown.blocks.tables import tables
from kbsite.markdown.inline.attributes import ALLOWED_OF_IMAGES
from kbsite.markdown.parser import create_parser
from kbsite.model import FrontMatter, Note, ParsedNote
from kbsite.notes import parse_note
from kbsite.nouns.sources import Attachment, SourceFile
from kbsite.reading.parse_options import ParseOptions
from kbsite.urls import (
    IMAGE_SUFFIXES,
    SAFE_SCHEMES,
    SOUND_SUFFIXES,
    VIDEO_SUFFIXES,
    note_permalink,
    segment,
)

PAGE = REPOSITORY / "docs" / "authoring.md"
ZONE = "+08:00"
PATH = "笔记.md"
#: The site in which the examples stand, each as the note `笔记.md`.
NOTES: Mapping[str, str] = {
    "几何/凸包.md": "---\ntitle: 凸包的三种求法\naliases: [Convex Hull]\n---\n## 定义\n### 例子\n",
    "私密.md": "---\nprivate: true\n---\n",
}
FILES = ("演示.mp4", "录音.mp3", "论文.pdf", "数据.csv")
PICTURES = ("图.png", "图 一.png", "图@2x.png")

#: What keeps the marks beside a formula on its line.
_KEPT = re.compile(r'<span class="kept[^"]*">([^<]*(?:<math>…</math>)?[^<]*)</span>')
_FORMULA = re.compile(r"<math\b.*?</math>", re.DOTALL)
_DIAGRAM = re.compile(r'<img class="diagram-[^>]*>')
_ADDRESS = re.compile(r'( (?:href|src|srcset)=)"([^"]*)"')
_PARAGRAPH = re.compile(r"<p>(.*)</p>", re.DOTALL)
_CODE_LINK = re.compile(r"^diagnostics\.md#(.+)$")


# --- what kbsite makes of an example ---


def parse_whole(text: str, path: str = PATH) -> ParsedNote:
    return parse_note(SourceFile(path, "digest", text.encode()), ParseOptions(timezone=ZONE))


def parse(text: str, path: str = PATH) -> Note:
    return parse_whole(text, path).note


def front_matter(text: str) -> FrontMatter:
    note = parse(text)
    assert note.diagnostics == (), note.diagnostics
    return note.front_matter


class Published(NamedTuple):
    """The HTML of an example as the page shows it, and the codes of its diagnostics."""

    html: str
    codes: set[str]


def publish(text: str) -> Published:
    config = Config()
    texts = {**NOTES, PATH: text}
    parsed = {path: parse_whole(texts[path], path) for path in sorted(texts)}
    notes = [note for note, _ in parsed.values()]
    graph = graph_of(
        notes,
        config,
        attachments=(
            *(Attachment(path, "digest", 1) for path in FILES),
            *(Attachment(path, "digest", 1, width=800, height=600) for path in PICTURES),
        ),
        bodies={path: body for path, (_, body) in parsed.items()},
    )
    words = LANGUAGES[config.language]
    shown = Shown(
        graph.notes[PATH], graph.bodies[PATH], graph.resolutions[PATH], graph.anchors[PATH]
    )
    html = compose_body(shown, "", words)
    html = _DIAGRAM.sub("<img …>", _FORMULA.sub("<math>…</math>", html))
    html = _KEPT.sub(r"\1", html)
    html = _ADDRESS.sub(lambda found: f'{found[1]}"{unquote(found[2])}"', html)
    return Published(html.strip("\n"), codes_of(graph, PATH, notes))


# --- what the page shows ---


class Cell(NamedTuple):
    """A cell of a table: its text without marks, what stands in backticks, where its links
    lead."""

    text: str
    spans: tuple[str, ...]
    links: tuple[str, ...]


class Table(NamedTuple):
    section: str
    line: int
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Example(NamedTuple):
    """`result` is None where nothing that could be checked follows the source."""

    line: int
    source: str
    result: str | None


@lru_cache
def page() -> tuple[Token, ...]:
    return tuple(create_parser((tables,)).parse(PAGE.read_text(encoding="utf-8")))


def _cell(token: Token) -> Cell:
    children = token.children or []
    return Cell(
        "".join(child.content for child in children).strip(),
        tuple(child.content for child in children if child.type == "code_inline"),
        tuple(str(child.attrs["href"]) for child in children if child.type == "link_open"),
    )


def all_tables() -> Iterator[Table]:
    section = ""
    rows: list[list[Cell]] = []
    line = 0
    for token, after in zip(page(), page()[1:], strict=False):
        if token.type == "heading_open":
            section = _cell(after).text
        elif token.type == "table_open":
            rows, line = [], (token.map or [0])[0] + 1
        elif token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            rows[-1].append(_cell(after))
        elif token.type == "table_close":
            head, *body = map(tuple, rows)
            yield Table(section, line, tuple(cell.text for cell in head), tuple(body))


def table_of(section: str, head: Sequence[str]) -> Table:
    (found,) = (t for t in all_tables() if t.section == section and t.head == tuple(head))
    return found


def headings() -> list[tuple[str, int, str]]:
    """(tag, line, words) of every heading."""
    return [
        (token.tag, (token.map or [0])[0], _cell(after).text)
        for token, after in zip(page(), page()[1:], strict=False)
        if token.type == "heading_open"
    ]


def text_of(section: str) -> str:
    """A section up to the next heading of any level; a paragraph is one line."""
    lines = PAGE.read_text(encoding="utf-8").split("\n")
    starts = [(line, words) for _, line, words in headings()]
    (number,) = (i for i, (_, words) in enumerate(starts) if words == section)
    end = starts[number + 1][0] if number + 1 < len(starts) else len(lines)
    return re.sub(r"\n(?!\n|- )", " ", "\n".join(lines[starts[number][0] : end]))


def examples() -> Iterator[Example]:
    blocks = [token for token in page() if token.type in ("fence", "inline")]
    for i, token in enumerate(blocks):
        if token.type == "fence" and token.info == "markdown":
            says, shown = blocks[i + 1 : i + 3]
            is_result = says.content == "gives" and (shown.type, shown.info) == ("fence", "html")
            line = (token.map or [0])[0] + 1
            yield Example(line, token.content, shown.content if is_result else None)


ROWS = [
    (table.line + 2 + number, row)
    for table in all_tables()
    if table.head[:2] == ("source", "result")
    for number, row in enumerate(table.rows)
]
EXAMPLES = list(examples())


# --- source and result ---


@pytest.mark.parametrize(("line", "row"), ROWS, ids=[f"line {line}" for line, _ in ROWS])
def test_a_row(line: int, row: Sequence[Cell]) -> None:
    (source,) = row[0].spans
    result = row[1]
    made = publish(source)
    paragraph = _PARAGRAPH.fullmatch(made.html)
    html = paragraph[1] if paragraph else made.html
    if result.text.startswith("text"):
        assert html == escape(source)
    else:
        assert result.spans, "a result is HTML in backticks, or `text`"
        assert html == result.spans[0]
    assert made.codes == {found[1] for link in result.links if (found := _CODE_LINK.match(link))}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"line {example.line}")
def test_an_example(example: Example) -> None:
    assert example.result is not None, "`gives` and a block of HTML must follow"
    if "```mermaid" in example.source:
        pytest.importorskip("merman")
    assert publish(example.source) == (example.result.strip("\n"), set())


def test_the_page_is_full_of_examples() -> None:
    """Were the page read wrongly, nothing would be compared."""
    assert len(ROWS) > 80
    assert len(EXAMPLES) > 20


# --- front matter and permalinks ---


def test_front_matter_says_the_same_in_three_languages() -> None:
    fences = [t for t in page() if t.type == "fence" and t.info in ("yaml", "toml", "json")][:3]
    assert [fence.info for fence in fences] == ["yaml", "toml", "json"]
    yaml, toml, json = (front_matter(fence.content) for fence in fences)
    assert yaml == toml == json
    assert (yaml.title, yaml.math_macros) == ("随机微分方程与扩散模型", (("R", r"\mathbb{R}"),))


def test_dates() -> None:
    for row in table_of("Dates", ("source", "read as")).rows:
        (source,), (date,) = row[0].spans, row[1].spans
        assert front_matter(f"---\ndate: {source}\n---\n").date == date


def test_flags() -> None:
    yes, no, _ = re.split(r"False:|\. Case", text_of("Flags"))
    for flags, meaning in ((yes, True), (no, False)):
        for flag in re.findall("`(.+?)`", flags):
            assert front_matter(f"---\ndraft: {flag}\n---\n").draft is meaning


def test_words() -> None:
    for row in table_of("Words", ("source", "tags")).rows:
        (source,) = row[0].spans
        assert front_matter(f"---\n{source}\n---\n").tags == tuple(row[1].text.split(" · "))


def test_permalinks() -> None:
    head = ("file below content/", "front matter", "permalink")
    for path, front, url in table_of("Where a note is published", head).rows:
        own = front_matter(f"---\n{''.join(front.spans)}\n---\n")
        assert note_permalink(path.spans[0], own.slug, own.permalink) == url.spans[0]


def test_old_places() -> None:
    head = ("entry of aliases in 几何/新.md", "what it is", "redirects from")
    for entries, _, url in table_of("Old names and URLs", head).rows:
        for entry in entries.spans:
            note = parse(f"---\naliases: ['{entry}']\n---\n", "几何/新.md")
            assert [place.url for place in places_of(note, segment)] == list(url.spans), entry


def test_feed_ids() -> None:
    head = ("id", "in the feed of https://name.github.io/notes/")
    config = Config(base_url=head[1].rpartition(" ")[2])
    for ids, shown in table_of("What the feed knows a note by", head).rows:
        for own in ids.spans:
            graph = graph_of([parse(f"---\nid: '{own}'\n---\n")], config)
            assert graph.feed_ids[PATH] == (shown.spans[0] if shown.spans else own)
            assert graph.faults == ()


def test_introductions() -> None:
    """Each stands on a list page, and in no list."""
    rows = table_of("Order, series, topics", ("file", "introduces")).rows
    files = [path for file, _ in rows for path in file.spans]
    note = "---\ntags: 概率论\nseries: 扩散模型\n---\n"
    notes = [parse(note, "几何/凸包.md"), *(parse("", path) for path in files)]
    graph = graph_of(notes)
    pages = {page.note.path: page for page in pages_of(graph).values() if page.note}
    assert graph.listed == ("几何/凸包.md",)
    assert {pages[path].template for path in files} == {
        *("folder.html", "tag.html", "series.html", "tags.html", "series-list.html"),
        *("archive.html", "folders.html", "search.html", "graph.html", "home.html"),
    }


def test_the_example_of_a_series() -> None:
    (fence,) = (t for t in page() if t.type == "fence" and "series:" in t.content)
    read = front_matter(fence.content)
    assert (read.series, read.order) == ("扩散模型", 2)


# --- lists of names ---


def test_callouts() -> None:
    table = table_of("Quotes and callouts", ("kind", "title", "aliases"))
    titles = LANGUAGES["zh-CN"].callouts
    assert {kind.spans[0] for kind, _, _ in table.rows} == set(callout.KINDS)
    written: dict[str, str] = {}
    for kind, title, aliases in table.rows:
        written[kind.spans[0]] = title.text
        written |= dict(part.split() for part in aliases.text.split(", ") if part)
        for name in (kind.spans[0], *aliases.spans):
            look = f'<div class="callout callout-{kind.spans[0]}" data-callout="{name}">'
            assert publish(f"> [!{name}]").html.startswith(look)
    assert written == dict(titles)


def test_files() -> None:
    rows = table_of("Pictures, video, sound and other files", ("shown as", "files")).rows
    shown = [set(files.spans) for _, files in rows]
    assert shown == [IMAGE_SUFFIXES, VIDEO_SUFFIXES, SOUND_SUFFIXES, {".pdf"}, set()]


def test_options_of_code() -> None:
    for _, spellings in table_of("Code", ("option", "spellings")).rows:
        first, *others = map(fence_info, spellings.spans)
        assert first.language == "python"
        assert first != fence_info("python")
        assert others == [first] * len(others)


def test_names_of_languages() -> None:
    named = re.search(r"whatever its case: (.*?)\. A block", text_of("Code"))
    assert named
    for name in re.findall("`(.+?)`", named[1]):
        assert "<span" in publish(f"```{name}\nif: x = 1\n```").html or name == "plain text", name


def test_schemes_attributes_and_markers() -> None:
    schemes = text_of("Links").rpartition("may have the schemes")[2].partition(".")[0]
    assert set(re.findall("`(.+?)`", schemes)) == SAFE_SCHEMES
    names = text_of("Attributes").rpartition("Taken over are")[2].partition(";")[0]
    assert set(re.findall("`(.+?)`", names)) == ALLOWED_OF_IMAGES
    markers = re.findall(r"`(\S*TOC\S*)`", text_of("Contents"))
    assert len(markers) >= 5
    assert all(toc_marker._MARKER.fullmatch(marker) for marker in markers)


def test_the_page_lists_its_sections() -> None:
    top = text_of("Writing notes")
    assert re.findall(r"^- \[(.+?)\]", top, flags=re.MULTILINE) == [
        words for tag, _, words in headings() if tag == "h2"
    ]
