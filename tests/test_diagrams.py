"""Mermaid diagrams: what is drawn, in which colours, how large; what happens to the others."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import msgspec
import pytest
from playwright.sync_api import Browser, Page

from conftest import REPOSITORY
from graphs import graph_of
from kbsite.claims import Claims
from kbsite.compose.body import Shown, compose_body
from kbsite.config import Config
from kbsite.languages.zh_cn import CHINESE
from kbsite.mermaid import draw as diagram_module
from kbsite.mermaid.alt import LENGTH
from kbsite.mermaid.colours import contrast, hex_of, over, read_colour
from kbsite.mermaid.draw import draw_diagram, read_diagram
from kbsite.mermaid.measure import Budget
from kbsite.mermaid.text_width import text_width, wrapped
from kbsite.mermaid.theme import DARK, LIGHT, Palette
from kbsite.model import Note
from kbsite.notes import parse_note
from kbsite.nouns.bodies import Body
from kbsite.nouns.diagrams import Diagram, DiagramFault
from kbsite.nouns.slots import Drawing
from kbsite.nouns.sources import SourceFile
from kbsite.outputs.diagrams import diagrams
from kbsite.reading.parse_options import ParseOptions

pytest.importorskip("merman", reason="the extra `diagrams` has no wheel here")

#: One diagram of each kind as authors write them, with a word that its picture must hold.
KINDS = {
    "flowchart": (
        """\
flowchart TD
    A[读取笔记] --> B{有 front matter 吗？}
    B -- 有 --> C["解析 YAML（严格）"]
    B -->|没有| D[(数据库)]
    C --> E["一个很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长的标签"]
""",
        "读取笔记",
    ),
    "graph with subgraphs": (
        """\
graph LR
    subgraph 后端["后端服务（Kubernetes 集群）"]
        b1[网关] --> b2[用户服务]
    end
    a -- "一个很长的边标签，里面有中文和 English words，看看会怎样" --> b1
""",
        "后端服务（Kubernetes 集群）",
    ),
    "sequence": (
        """\
sequenceDiagram
    participant 客户端
    participant S as 认证服务器（OAuth 2.0）
    客户端->>+S: 发送授权码与 code_verifier
    Note over 客户端,S: 这里走 TLS 加密通道
    S-->>-客户端: 返回访问令牌
    critical 必须成功
        客户端->>S: 刷新
    end
    rect rgb(191, 223, 255)
        客户端->>S: 高亮
    end
""",
        "返回访问令牌",
    ),
    "class": (
        """\
classDiagram
    class 动物 {
        +String 名字
        +叫(音量: int) void
    }
    动物 <|-- 鸭子 : 继承
    class Shape~T~ {
      <<interface>>
      draw()
    }
""",
        "+String 名字",
    ),
    "state": (
        """\
stateDiagram-v2
    [*] --> 待处理
    待处理 --> 处理中 : 开始处理
    state 处理中 {
        读取 --> 写入
    }
    note right of 待处理 : 需要人工介入的情况
""",
        "开始处理",
    ),
    "er": (
        """\
erDiagram
    用户 ||--o{ 订单 : 下单
    用户 {
        string email UK "唯一的电子邮箱地址"
    }
""",
        "唯一的电子邮箱地址",
    ),
    "gantt": (
        """\
gantt
    title 知识库重构计划
    dateFormat YYYY-MM-DD
    section 设计阶段
    需求分析 :done, a1, 2024-01-01, 7d
    解析器实现 :crit, b1, after a1, 10d
""",
        "需求分析",
    ),
    "pie": ('pie showData\n    title 时间分配\n    "写代码" : 45\n    "开会" : 25\n', "时间分配"),
    "mindmap": ("mindmap\n  root((机器学习))\n    监督学习\n      [Q-learning]\n", "监督学习"),
    "timeline": ("timeline\n    title 发展史\n    1958 : 感知机\n    1986 : 反向传播\n", "感知机"),
    "journey": (
        "journey\n    title 我的一天\n    section 上班\n      写代码: 3: 我, 猫\n",
        "写代码",
    ),
    "git": ('gitGraph\n    commit id: "初始提交"\n    branch dev\n    commit\n', "初始提交"),
    "quadrant": (
        "quadrantChart\n    x-axis 不急 --> 急\n    quadrant-1 立即做\n    写论文: [0.3, 0.8]\n",
        "写论文",
    ),
    "xychart": (
        'xychart-beta\n    title "销售额"\n    x-axis [一月, 二月]\n    bar [20, 45]\n',
        "一月",
    ),
    "sankey": ("sankey-beta\n煤炭,发电,25\n天然气,发电,15\n", "煤炭 25"),
    "block": (
        'block-beta\n    columns 2\n    a["网关服务"] b[("数据库")]\n    a --> b\n',
        "网关服务",
    ),
    "c4": (
        'C4Context\n    Person(u, "个人客户", "银行的客户")\n    System(s, "网银")\n',
        "个人客户",
    ),
    "requirement": (
        "requirementDiagram\n    requirement 性能 {\n    id: 1\n    text: 小于一秒\n    }\n",
        "性能",
    ),
    "kanban": ("kanban\n  待办\n    [写文档]\n  完成\n    id2[搭建环境]\n", "写文档"),
    "architecture": (
        "architecture-beta\n    service db(database)[数据库]\n    service s(server)[服务器]\n"
        "    db:L -- R:s\n",
        "数据库",
    ),
    "packet": ('packet-beta\n0-15: "源端口"\n16-31: "目的端口"\n', "源端口"),
    "styled": (
        """\
flowchart LR
  classDef 黑 fill:#000
  classDef 蓝 fill:lightblue,color:white
  classDef 深 fill:rgb(20,30,40)
  甲:::黑 --> 乙:::蓝 --> 丙:::深 --> 丁
  style 丁 color:yellow
""",
        "丁",
    ),
}
THEMES = {"light": LIGHT, "dark": DARK}


def drawn(source: str) -> Diagram:
    found = read_diagram(source)
    assert isinstance(found, Diagram), found
    return found


def fault(source: str) -> DiagramFault:
    found = read_diagram(source)
    assert isinstance(found, DiagramFault)
    return found


def texts_of(svg: bytes) -> list[str]:
    elements = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return [" ".join("".join(element.itertext()).split()) for element in elements]


# --- the picture ---


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_drawn_as_plain_svg(kind: str, theme: str) -> None:
    """Well-formed, with its size, its words as text, and nothing that loads or runs."""
    source, word = KINDS[kind]
    diagram, svg = drawn(source), draw_diagram(source, dark=theme == "dark")
    root = ElementTree.fromstring(svg)
    assert (root.get("width"), root.get("height")) == (str(diagram.width), str(diagram.height))
    assert root.get("viewBox", "").split()[2:] == [str(diagram.width), str(diagram.height)]
    assert word in texts_of(svg)
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags & {"script", "foreignObject", "image", "a", "iframe", "animate", "set"} == set()
    names = {name for element in root.iter() for name in element.attrib}
    assert not [name for name in names if name.startswith("on")]
    text = svg.decode()
    assert re.findall(r"url\((?!#)", text) == []
    assert "@import" not in text and "@font-face" not in text
    assert set(re.findall(r"https?://[^\"\s]*", text)) == {"http://www.w3.org/2000/svg"}


@pytest.mark.parametrize("kind", KINDS)
def test_both_themes_have_the_same_shape(kind: str) -> None:
    """One size is given to both `<img>`, so a change of theme moves nothing."""
    source, _ = KINDS[kind]
    light, dark = (
        ElementTree.fromstring(draw_diagram(source, dark=is_dark)) for is_dark in (False, True)
    )
    assert light.get("viewBox") == dark.get("viewBox")
    assert draw_diagram(source, dark=False) != draw_diagram(source, dark=True)


def test_the_font_is_a_stack_that_has_chinese_on_every_system() -> None:
    svg = draw_diagram(KINDS["c4"][0], dark=False).decode()
    assert set(re.findall(r"font-family:([^;}]*)", svg)) == {
        'system-ui,-apple-system,"Segoe UI","PingFang SC","Microsoft YaHei",'
        '"Noto Sans CJK SC",sans-serif'
    }


def test_the_same_bytes_in_another_process() -> None:
    script = (
        "import sys; from kbsite.mermaid.draw import draw_diagram as draw\n"
        "for s in sys.stdin.read().split('\\0'): sys.stdout.buffer.write(draw(s, dark=True))\n"
    )
    sources = [source for source, _ in KINDS.values()]
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", script],
        input="\0".join(reversed(sources)).encode(),
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.stderr == b""
    assert done.stdout == b"".join(draw_diagram(source, dark=True) for source in reversed(sources))


def test_the_name_is_that_of_the_source() -> None:
    first, again = drawn("flowchart LR\n甲 --> 乙"), drawn("flowchart LR\n甲 --> 乙")
    assert re.fullmatch(r"[0-9a-f]{16}", first.name)
    assert first.name == again.name != drawn("flowchart LR\n甲 --> 丙").name


# --- text that fits ---


@pytest.mark.parametrize("text", ["汉字", "全角，标点。", "ＡＢＣ", "한국어", "カナ"])
def test_a_wide_character_is_one_em(text: str) -> None:
    assert text_width(text, 16) == 16 * len(text)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("汉字", 1),
        ("汉字汉字汉字", 2),
        ("两个 words", 2),
        ("甲<br>乙", 2),
        ("abcdefghijklmnopqr", 3),
    ],
)
def test_lines_break_between_words_and_anywhere_in_han(text: str, lines: int) -> None:
    assert wrapped(text, 16, 64)[0] == lines


#: In the page: texts that reach out of the picture, or out of the shape of their node.
OVERFLOWS = """() => {
  const out = [], box = e => e.getBoundingClientRect();
  const root = box(document.querySelector("svg"));
  for (const text of document.querySelectorAll("text")) {
    const r = box(text);
    if (!r.width || text.closest("defs")) continue;
    if (r.left < root.left - 1 || r.right > root.right + 1) out.push(["cut", text.textContent]);
    const node = text.closest(".node, .mindmap-node, .cluster, .actor, .note, .labelBkg");
    const shapes = node ? [...node.querySelectorAll("rect, path, polygon, circle")].map(box) : [];
    if (!shapes.length) continue;
    const left = Math.min(...shapes.map(s => s.left));
    const right = Math.max(...shapes.map(s => s.right));
    if (r.left < left - 0.5 || r.right > right + 0.5) out.push(["overflows", text.textContent]);
  }
  return out;
}"""


@pytest.fixture(scope="module")
def canvas(browser: Browser) -> Iterator[Page]:
    """A large page; each test replaces all that is in it."""
    page = browser.new_page(viewport={"width": 2000, "height": 2000})
    yield page
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("kind", KINDS)
def test_no_label_overflows_its_box_or_the_picture(kind: str, canvas: Page) -> None:
    """As Chromium sets it in this machine's fonts, which are among the widest."""
    canvas.set_content(draw_diagram(KINDS[kind][0], dark=False).decode())
    assert canvas.evaluate(OVERFLOWS) == []


# --- colours ---


@pytest.mark.parametrize("theme", THEMES)
def test_text_can_be_read_on_every_ground_of_the_palette(theme: str) -> None:
    palette: Palette = THEMES[theme]
    ink = read_colour(palette.ink)
    grounds = (palette.paper, palette.node, palette.group, palette.note, palette.alert)
    assert ink
    for ground in (*grounds, *palette.tints):
        assert contrast(ink, read_colour(ground) or ink) >= 4.5, ground


def test_the_palette_is_that_of_the_page() -> None:
    css = (REPOSITORY / "static/css/palette.css").read_text(encoding="utf-8")
    for name in ("paper", "ink", "soft", "accent"):
        found = re.search(rf"--{name}: light-dark\((#\w+), (#\w+)\)", css)
        assert found and found.groups() == (getattr(LIGHT, name), getattr(DARK, name))


#: In the page: texts whose contrast with what lies below them is under 4.5 : 1.
UNREADABLE = """paper => {
  const parse = text => {
    const m = text.match(/^rgba?\\(([^)]*)\\)/);
    const p = m ? m[1].split(/[ ,/]+/).map(Number) : null;
    return p && [p[0], p[1], p[2], p.length > 3 ? p[3] : 1];
  };
  const over = (a, b) => [0, 1, 2].map(i => a[i] * a[3] + b[i] * (1 - a[3]));
  const luminance = c => {
    const [r, g, b] = c.map(v => v / 255).map(
      v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const opacity = e => {
    let all = 1;
    for (; e && e.tagName !== "BODY"; e = e.parentElement) all *= +getComputedStyle(e).opacity;
    return all;
  };
  const out = [];
  for (const text of document.querySelectorAll("text, tspan")) {
    const own = [...text.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    // Numbers of messages stand on markers, which cannot be hit; slanted text is not in its box.
    if (!own || text.closest("defs, .sequenceNumber, [transform*='rotate']")) continue;
    const r = text.getBoundingClientRect(), style = getComputedStyle(text);
    const x = r.left + r.width / 2, y = r.top + r.height / 2;
    let ground = paper;
    for (const e of document.elementsFromPoint(x, y).reverse()) {
      const after = text.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING;
      if (!e.isPointInFill || after || ["text", "tspan"].includes(e.tagName)) continue;
      const at = new DOMPoint(x, y).matrixTransform(e.getScreenCTM().inverse());
      const s = getComputedStyle(e);
      if (s.fill === "none" || !e.isPointInFill(at)) continue;
      const color = parse(s.fill);
      if (color) color[3] *= s.fillOpacity * opacity(e);
      if (color) ground = over(color, ground);
    }
    const ink = parse(style.fill);
    ink[3] *= style.fillOpacity * opacity(text);
    const [a, b] = [luminance(over(ink, ground)), luminance(ground)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) out.push([text.textContent, style.fill, ground.join()]);
  }
  return out;
}"""


@pytest.mark.browser
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_text_can_be_read_in_both_themes(kind: str, theme: str, canvas: Page) -> None:
    paper = [round(part * 255) for part in (read_colour(THEMES[theme].paper) or ())[:3]]
    canvas.set_content(draw_diagram(KINDS[kind][0], dark=theme == "dark").decode())
    assert canvas.evaluate(UNREADABLE, paper) == []


@pytest.mark.parametrize(
    ("text", "colour"),
    [
        ("#f00", "#ff0000"),
        ("Red", "#ff0000"),
        ("rgb(255, 0, 0)", "#ff0000"),
        ("rgb(100%,0%,0%)", "#ff0000"),
        ("hsl(0, 100%, 50%)", "#ff0000"),
        ("rgba(255,0,0,.5)", "#ff000080"),
        ("transparent", "#00000000"),
    ],
)
def test_colours_are_read(text: str, colour: str) -> None:
    found = read_colour(text)
    assert found and hex_of(found) == colour


@pytest.mark.parametrize("text", ["", "url(#a)", "#12", "rgb(1,2)", "var(--x)", "nosuch"])
def test_what_is_no_colour_is_none(text: str) -> None:
    assert read_colour(text) is None


def test_contrast_is_that_of_wcag() -> None:
    black, white = (0.0, 0.0, 0.0, 1.0), (1.0, 1.0, 1.0, 1.0)
    assert contrast(black, white) == pytest.approx(21)
    assert contrast(over((0.0, 0.0, 0.0, 0.0), white), white) == pytest.approx(1)


# --- its words ---


@pytest.mark.parametrize(
    ("source", "alt"),
    [
        ("flowchart LR\n甲 --> 乙 -->|是| 丙", "flowchart: 甲 → 乙; 乙 → 丙 (是)"),
        ("graph LR\na[甲<br>方] --> b[`乙`]\nc[丙]", "flowchart: 甲 方 → 乙; 丙"),
        ("sequenceDiagram\n甲->>乙: 你好", "sequenceDiagram: 甲 → 乙 (你好)"),
        ("stateDiagram-v2\n[*] --> 甲", "stateDiagram: [*] → 甲"),
        ('pie\ntitle 分配\n"甲" : 2\n"乙" : 1', "pie: 分配: 甲; 乙"),
        ("---\ntitle: 图\n---\nmindmap\n 根\n  叶", "mindmap: 根 → 叶"),
        ("flowchart LR\naccTitle: 标题\naccDescr: 描述\n甲 --> 乙", "标题: 描述"),
    ],
)
def test_alt_says_what_the_diagram_shows(source: str, alt: str) -> None:
    assert drawn(source).alt == alt


def test_alt_is_bounded() -> None:
    source = "flowchart LR\n" + "\n".join(f"节点{i} --> 节点{i + 1}" for i in range(60))
    alt = drawn(source).alt
    assert len(alt) <= LENGTH and alt.endswith("…")


# --- mistakes ---


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("flowchart TD\nA[好] --> B\nB --> C[你好 --> D[世界]\nC --> D", 3),
        ("flowchart TD\nA --> B\nsubgraph 甲\nC --> D", 3),
        ("flowchart TD\nsubgraph 甲\nend\nsubgraph 乙\nsubgraph 丙\nend\nC --> D", 4),
        ("flowchart TD\nsubgraph 甲\nA --> B\nC[你 --> D[好]\nend\nA --> C", 4),
        ("sequenceDiagram\n甲->>乙: 好\n乙-->", 3),
        ("stateDiagram-v2\n[*] --> a\na -->\nb --> c", 3),
        ("erDiagram\nA ||--o{ B : x\nA ||--\n", 3),
        ("gantt\ntitle x\nsection a\n foo bar\n", 4),
        ('pie\n "a" : x\n', 2),
        ("mindmap\n root\n  a\n b\n", 4),
        ('%%{init: {"flowchart": {"curve": "basis"}}}%%\nflowchart LR\nA -->\nA[\n', 4),
        ("---\ntitle: 图\n---\npie\n oops\n", 5),
        ("---\ntitle: [\n---\npie\n", 3),
        ("nonsense\nx", 1),
        ("", 1),
        ("flowchart LR\n%%{init: {", 2),
    ],
)
def test_a_syntax_error_names_its_line(source: str, line: int) -> None:
    found = fault(source)
    assert found.line == line, found
    assert found.message and "\n" not in found.message


def test_without_the_extra_the_fault_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    diagram_module._library.cache_clear()
    monkeypatch.setitem(sys.modules, "merman", None)
    try:
        found = fault("flowchart LR\n甲 --> 乙")
    finally:
        diagram_module._library.cache_clear()
    assert found.missing


# --- what is not trusted ---


def test_a_diagram_cannot_configure_what_is_safe() -> None:
    source = """\
%%{init: {"securityLevel": "loose", "theme": "forest", "flowchart": {"htmlLabels": true,
  "curve": "linear"}, "themeCSS": "*{background:url(https://evil.example/x)}",
  "themeVariables": {"primaryColor": "#ff0000"}, "fontFamily": "evil"}}%%
flowchart LR
  甲["<img src=x onerror=alert(1)>甲<script>alert(1)</script>"] --> 乙
  style 乙 fill:url(https://evil.example/y),stroke:red
  click 甲 "javascript:alert(1)"
  click 乙 href "https://evil.example/z"
"""
    for dark in (False, True):
        svg = draw_diagram(source, dark=dark).decode()
        for word in ("evil", "script", "onerror", "ff0000", "<image", "href"):
            assert word not in svg.lower()


def test_settings_of_layout_are_kept() -> None:
    plain = drawn("flowchart LR\n甲 --> 乙")
    spaced = drawn('%%{init: {"flowchart": {"rankSpacing": 150}}}%%\nflowchart LR\n甲 --> 乙')
    same = drawn("---\nconfig:\n  flowchart:\n    rankSpacing: 150\n---\nflowchart LR\n甲 --> 乙")
    assert spaced.width == same.width > plain.width
    vast = drawn('%%{init: {"flowchart": {"rankSpacing": 1e9}}}%%\nflowchart LR\n甲 --> 乙')
    assert vast.width == plain.width


HOSTILE = {
    "10,000 nodes": "flowchart LR\n" + "\n".join(f"n{i}-->n{i + 1}" for i in range(10_000)),
    "1,000 nodes": "flowchart LR\n" + "\n".join(f"n{i}-->n{i + 1}" for i in range(1000)),
    "all with all": "flowchart LR\n"
    + " & ".join(f"a{i}" for i in range(150))
    + " --> "
    + " & ".join(f"b{i}" for i in range(150)),
    "deep subgraphs": "flowchart LR\n" + "subgraph a\n" * 800 + "A-->B\n" + "end\n" * 800,
    "deep loops": "sequenceDiagram\n" + "loop a\n" * 2000 + "A->>B: x\n" + "end\n" * 2000,
    "deep mindmap": "mindmap\n" + "".join(" " * i + f"n{i}\n" for i in range(1, 200)),
    "brackets": "flowchart LR\nA" + "[" * 40_000,
    "directives": "%%{" * 16_000,
    "front matter": "---\n" * 12_000,
    "long label": "flowchart LR\nA[" + "中" * 16_000 + "]",
    "styles": "flowchart LR\nA\nstyle A " + "fill:" + "(" * 40_000,
    "huge numbers": "xychart-beta\nx-axis 0 --> 1e308\nline [1e308, -1e308]\n",
    "huge columns": "block-beta\ncolumns 3\na:100000000\n",
    "entities": "erDiagram\n" + "".join(f"A{i} ||--o{{ A{i + 1} : x\n" for i in range(1500)),
    "sections of one name": "kanban\n" + "  完成\n    [甲]\n" * 31,
    "control characters": "flowchart LR\nA[\x01\x02\ufffe\ud800]",
    "spaces": "flowchart LR\n" + " " * 40_000 + "A-->B",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_sources_end_soon(name: str) -> None:
    """Drawn or refused, in time; nothing is raised."""
    start = time.process_time()
    found = read_diagram(HOSTILE[name])
    assert time.process_time() - start < 10
    if isinstance(found, Diagram):
        assert max(found.width, found.height) <= 20_000
    else:
        assert found.message


def test_a_panic_in_the_library_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def execute(self, request: Any) -> Any:
            raise RuntimeError("called `Option::unwrap()` on a `None` value\nnote: …")

    monkeypatch.setattr(diagram_module, "_engine", lambda merman, dark: (Broken(), Budget()))
    assert "unwrap" in fault("flowchart LR\n恐慌 --> 乙").message


# --- on the site ---


def note_with(*found: Diagram, path: str = "图.md") -> Note:
    note, _ = parse_note(SourceFile(path, path, b""), ParseOptions("+08:00", ()))
    return msgspec.structs.replace(note, diagrams=found)


def page_with(*found: Diagram, base_path: str = "", dark: bool = True) -> str:
    body = Body(pieces=tuple(Drawing(i) for i in range(len(found))))
    return compose_body(Shown(note_with(*found), body, (), ()), base_path, CHINESE, dark=dark)


def test_a_note_shows_both_pictures() -> None:
    diagram = Diagram("", '甲 → "乙"', 300, 70, "0123456789abcdef")
    html = page_with(diagram, base_path="/notes")
    assert html == (
        '<figure class="diagram" style="--width:300px" tabindex="0">'
        '<img class="diagram-light" src="/notes/assets/diagrams/0123456789abcdef-light.svg"'
        ' alt="甲 → &quot;乙&quot;" width="300" height="70" loading="lazy">'
        '<img class="diagram-dark" src="/notes/assets/diagrams/0123456789abcdef-dark.svg"'
        ' alt="甲 → &quot;乙&quot;" width="300" height="70" loading="lazy"></figure>\n'
    )
    light = page_with(diagram, base_path="/notes", dark=False)
    assert light.count("<img") == 1 and "-light.svg" in light


def test_each_picture_is_one_output() -> None:
    """However many notes show it."""
    one, two = (
        drawn("flowchart LR\n甲 --> 乙"),
        drawn("mindmap\n甲"),
    )
    graph = graph_of([note_with(one, two, path="a.md"), note_with(one, path="b.md")])
    outputs = list(diagrams(graph, Config()))
    expected = {
        f"assets/diagrams/{d.name}-{theme}.svg" for d in (one, two) for theme in ("light", "dark")
    }
    assert [output.path for output in outputs] == sorted(expected, key=_light_first)
    assert len({output.key for output in outputs}) == 4
    for output in outputs:
        assert ElementTree.fromstring(output.produce()).get("width")


def _light_first(path: str) -> tuple[str, bool]:
    name, _, theme = path.rpartition("-")
    return name, theme == "dark.svg"


def test_the_folder_of_pictures_is_shared_and_cannot_be_a_file() -> None:
    assert Claims(()).claim("assets/diagrams/mine.png", "mine.png") is None
    assert Claims(()).claim("assets/diagrams", "diagrams") is not None


@pytest.mark.browser
@pytest.mark.parametrize(
    ("system", "chosen", "shown"),
    [
        ("light", "", "light"),
        ("dark", "", "dark"),
        ("light", "dark", "dark"),
        ("dark", "light", "light"),
    ],
)
def test_the_picture_of_the_theme_is_shown_and_the_only_one_loaded(
    system: Any, chosen: str, shown: str, browser: Browser
) -> None:
    css = (REPOSITORY / "static/css/diagram.css").read_text(encoding="utf-8")
    body = page_with(drawn("flowchart LR\n甲 --> 乙"), base_path="http://site.invalid")
    attribute = f' data-theme="{chosen}"' if chosen else ""
    html = f'<html{attribute}><style>{css}</style><div class="prose">{body}</div></html>'
    page = browser.new_page(color_scheme=system)
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.route("http://site.invalid/**", lambda route: route.abort())
    page.set_content(html)
    page.wait_for_timeout(100)
    visible = page.evaluate(
        "[...document.images].filter(i => i.checkVisibility()).map(i => i.className)"
    )
    assert visible == [f"diagram-{shown}"]
    assert [url.rpartition("-")[2] for url in loaded] == [f"{shown}.svg"]
    page.emulate_media(media="print")
    visible = page.evaluate(
        "[...document.images].filter(i => i.checkVisibility()).map(i => i.className)"
    )
    assert visible == ["diagram-light"]
    page.close()
