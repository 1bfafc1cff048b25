"""What an export of Notion becomes (`importers/notion/`): pages, databases, properties, links
between them, and the account of all."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

import pytest

from conftest import Kbsite, write_files, zipped
from kbsite.front_matter.block import split_front_matter
from kbsite.importers.archive import open_source
from kbsite.importers.front import values_of
from kbsite.importers.model import Fate, Options
from kbsite.importers.notion.importer import notion
from notion_exports import VARIANTS, Database, Export, Page, hex_id
from notion_imports import OPTIONS, PICTURE, Files, imported, one

# --- a whole export ---

LEETCODE = Database(
    "题目 库",
    ("名称", "难度", "标签", "完成", "用时", "日期", "#", "Search", "相关", "备注"),
    (
        Page(
            "两数之和",
            "# 思路\n\n用哈希表 $O(n)$，见[第二题]({三数之和})。",
            [
                Page("证明", "回到[上面]({两数之和})，用它。"),
            ],
            values={
                "难度": "简单",
                "标签": "哈希, 数组",
                "完成": "Yes",
                "用时": "12",
                "#": "1",
                "日期": "2024年4月3日",
                "Search": "快",
                "备注": "第一行\n第二行: 冒号",
                "相关": f"三数之和 (%E4%B8%89 {hex_id('三数之和')}.md), 没有 (x%20{'0' * 32}.md)",
            },
        ),
        Page(
            "三数之和",
            "双指针。",
            values={
                "难度": "中等",
                "标签": "数组",
                "完成": "No",
                "用时": "30.5",
                "#": "15",
                "日期": "April 4, 2024 → April 6, 2024",
            },
        ),
        Page("只有一行", values={"难度": "困难", "日期": "2024/04/05"}, is_written=False),
    ),
    shown=1,
)
HOME = """欢迎来到[题目]({题目 库})与[数学]({数学 & C++})。[死链](https://www.notion.soundefined)
[不在](%E4%B8%8D%20{id:别的}.md)，在[线上](https://www.notion.so/y-{id:数学 & C++}?pvs=21#00)。

![截图]({图 一.png})

<aside>
⚠️ **当心** [这里]({数学 & C++})

- $x$

</aside>

- ## 折叠的标题
\x20
    ```C++
    int x; // [不是](链接.md)
    ```
\x20
"""
WORKSPACE = [
    Page(
        "知识库",
        HOME.replace("{id:别的}", hex_id("别的")),
        [
            LEETCODE,
            Page(
                "数学 & C++",
                "见[[Vue] 实践]({[Vue] 实践})。",
                [Page("[Vue] 实践", "![[公式]](https://www.zhihu.com/equation?tex=%5Ceta)")],
            ),
        ],
        {"图 一.png": PICTURE, f"{hex_id('无名')}.png": PICTURE},
    )
]
NOTES = {
    "知识库.md": """---
title: 知识库
line_breaks: hard
---

欢迎来到[题目](知识库/题目%20库/index.md)与[数学](知识库/数学%20&%20C++.md)。死链
不在，在[线上](知识库/数学%20&%20C++.md)。

![截图](知识库/图%20一.png)

> [!warning]
> **当心** [这里](知识库/数学%20&%20C++.md)
>
> - $x$

> [!note]- 折叠的标题
> ```cpp
> int x; // [不是](链接.md)
> ```
""",
    "知识库/数学 & C++.md": """---
title: 数学 & C++
---

见[[Vue] 实践](数学%20&%20C++/Vue%20实践.md)。
""",
    "知识库/数学 & C++/Vue 实践.md": """---
title: '[Vue] 实践'
---

$$\\eta$$
""",
    "知识库/题目 库/index.md": """---
title: 题目 库
---

```base
filters:
  and:
    - file.folder == this.file.folder
    - file.path != this.file.path
properties:
  file.name:
    displayName: 名称
  "note.Search (Notion)":
    displayName: Search
views:
  - type: table
    name: 题目 库
    order:
      - file.name
      - 难度
      - 标签
      - 完成
      - 用时
      - 日期
      - "note.日期 →"
      - "note.#"
      - "note.Search (Notion)"
      - 相关
      - 备注
```
""",
    "知识库/题目 库/两数之和.md": """---
title: 两数之和
date: 2024-04-03
tags: [哈希, 数组]
难度: 简单
标签: [哈希, 数组]
完成: true
用时: 12
'#': 1
日期: 2024-04-03
Search (Notion): 快
备注: '第一行

  第二行: 冒号'
相关: ['[[知识库/题目 库/三数之和|三数之和]]', 没有]
---

# 思路

用哈希表 $O(n)$，见[第二题](三数之和.md)。
""",
    "知识库/题目 库/三数之和.md": """---
title: 三数之和
date: 2024-04-04
tags: [数组]
难度: 中等
标签: [数组]
完成: false
用时: 30.5
'#': 15
日期: 2024-04-04
日期 →: 2024-04-06
---

双指针。
""",
    "知识库/题目 库/只有一行.md": """---
title: 只有一行
date: 2024-04-05
难度: 困难
日期: 2024-04-05
---
""",
    "知识库/题目 库/两数之和/证明.md": """---
title: 证明
---

回到[上面](../两数之和.md)，用它。
""",
}


@pytest.mark.parametrize("name", VARIANTS)
def test_every_variant_of_an_export_gives_the_same_notes(tmp_path: Path, name: str) -> None:
    (tmp_path / "export.zip").write_bytes(Export(WORKSPACE, VARIANTS[name]).packed())
    with open_source(tmp_path / "export.zip") as source:
        result = imported(source)
    assert result.notes == NOTES
    assert result.copies == {"知识库/图 一.png": PICTURE, "知识库/知识库.png": PICTURE}


def test_the_account_of_an_export_is_complete() -> None:
    export = Export(WORKSPACE, VARIANTS["one zip"])
    export.files["index.html"] = b"<html></html>"
    result = imported(Files(export.files))
    table = export.paths["题目 库"]
    assert result.fates == {
        "index.html": "skipped: the list of contents that Notion adds",
        table: "merged: a filtered view of a database whose rows are all in the other file",
    }
    assert result.places[table.replace(".csv", "_all.csv")] == "知识库/题目 库/index.md"
    assert result.changes == {
        "知识库.md": [
            "code language converted 17→17: C++ is written cpp",
            "link lost 3→6: Notion did not say where it leads",
            f"link lost 4→7: %E4%B8%8D%20{hex_id('别的')}.md is not in the export",
            "link converted 4→7: it leads to the page, no longer to a block of it",
            "callout converted 8→11: warning",
            "toggle converted 15→16: a callout that is folded, and no heading any more",
            "line break converted 4→7: kept by `line_breaks: hard` in the front matter",
        ],
        "知识库/数学 & C++.md": [],
        "知识库/数学 & C++/Vue 实践.md": ["Zhihu formula converted 3→5: "],
        "知识库/题目 库/两数之和.md": [
            "property converted 9→1: kbsite reads `Search` as something else: "
            "it is `Search (Notion)` now",
            "relation lost 12→1: 相关: 没有 is not in the export",
            "properties converted 3→1: 9 of them stand in the front matter",
        ],
        "知识库/题目 库/三数之和.md": [
            "properties converted 3→1: 6 of them stand in the front matter"
        ],
        "知识库/题目 库/只有一行.md": [],
        "知识库/题目 库/两数之和/证明.md": [],
        "知识库/题目 库/index.md": [
            "database row converted 5→1: without a page: 知识库/题目 库/只有一行.md is new",
            "database converted 1→1: a table of its notes",
            "what no export holds lost 1→1: views, their filters, sorting; relations, rollups, "
            "formulas but for what they last showed",
        ],
    }


def test_imported_notes_build_and_hold_together(tmp_path: Path, kbsite: Kbsite) -> None:
    result = imported(Files(Export(WORKSPACE).files))
    files: dict[str, str | bytes] = {f"content/{path}": text for path, text in result.notes.items()}
    files |= {f"content/{path}": data for path, data in result.copies.items()}
    write_files(tmp_path, files | {"kbsite.yaml": "title: 笔记\nlanguage: zh-CN\n"})
    built = kbsite("build", "--root", tmp_path, "--strict")
    assert built.code == 0, built.err
    checked = kbsite("check", "--root", tmp_path, "--strict")
    assert "link-missing" not in checked.out and "warning" not in checked.out, checked.out
    table = (tmp_path / "_site/知识库/题目-库/index.html").read_text(encoding="utf-8")
    body = table[table.index("<tbody") : table.index("</tbody>")]
    assert body.count("<tr") == 3
    assert "<td>困难</td>" in body and ">三数之和</a>" in body
    home = (tmp_path / "_site/知识库/index.html").read_text(encoding="utf-8")
    assert 'data-callout="warning"' in home and "<details" in home


# --- properties ---


def properties(values: Sequence[Mapping[str, str]], options: Options = OPTIONS) -> list[str]:
    """The front matter, but for the title, of rows with these values."""
    columns = dict.fromkeys(key for row in values for key in row)
    rows = [Page(f"行{number}", values=row) for number, row in enumerate(values, 1)]
    result = imported(Files(Export([Database("库", ("名", *columns), rows)]).files), options)
    return [
        note.partition("---\n")[2].partition("---")[0].partition("\n")[2].rstrip("\n")
        for path, note in result.notes.items()
        if not path.endswith("index.md")
    ]


@pytest.mark.parametrize(
    ("values", "typed"),
    [
        (("Yes", "No"), ("true", "false")),
        (("Yes", "Maybe"), ("'Yes'", "Maybe")),
        (("1", "2.50", "-3"), ("1", "2.5", "-3")),
        (("1,234", "12"), ("1234", "12")),
        (("007", "12"), ("'007'", "'12'")),
        (("3", "三"), ("'3'", "三")),
        (("甲, 乙", "甲"), ("[甲, 乙]", "[甲]")),
        (("一句话, 说完了。", "甲"), ("一句话, 说完了。", "甲")),
        (("April 3, 2024", "Apr 13, 2024 10:00 PM"), ("2024-04-03", "2024-04-13 22:00:00")),
        (("2024年4月3日 下午3:05", "2024/4/3"), ("2024-04-03 15:05:00", "2024-04-03")),
        (("27. Juli 2023 11:52", "3 avril 2024"), ("2023-07-27 11:52:00", "2024-04-03")),
        (("03/04/2024", "01/02/2024"), ("03/04/2024", "01/02/2024")),
        (("April 31, 2024 10:00", "甲"), ("April 31, 2024 10:00", "甲")),
        (("https://e.com/a, b",), ("https://e.com/a, b",)),
    ],
)
def test_a_column_has_the_type_of_all_its_values(
    values: Sequence[str], typed: Sequence[str]
) -> None:
    expected = [f"键: {value}" for value in typed]
    assert [front.splitlines()[-1] for front in properties([{"键": v} for v in values])] == expected


def test_what_stands_for_title_tags_and_dates_is_said_by_the_site() -> None:
    row = {
        "分类": "甲, 乙",
        "写于": "2024年4月3日",
        "上次编辑时间": "2024年4月5日 22:27",
        "全名": "题: 目",
    }
    said = Options(title=("全名",), tags=("分类",), date=("写于",))
    result = imported(
        Files(Export([Database("库", ("名", *row), [Page("行", values=row)])]).files), said
    )
    assert result.notes["库/行.md"] == (
        "---\ntitle: '题: 目'\ndate: 2024-04-03\nupdated: 2024-04-05 22:27:00\ntags: [甲, 乙]\n"
        "分类: [甲, 乙]\n写于: 2024-04-03\n上次编辑时间: 2024-04-05 22:27:00\n全名: '题: 目'\n---\n"
    )


def test_a_key_that_kbsite_reads_otherwise_is_renamed() -> None:
    row = {
        "Order": "高",
        "Published": "Yes",
        "Slug": "a",
        "ID": "7",
        "Created": "某天",
        "date": "x",
    }
    assert properties([row])[0].splitlines() == [
        *("Order (Notion): 高", "Published: true", "Slug (Notion): a", "ID (Notion): 7"),
        *("Created (Notion): 某天", "date (Notion): x"),
    ]


@pytest.mark.parametrize(
    ("row", "front"),
    [
        ({"标签": "哈希", "创建时间": "2024年4月3日"}, "date: 2024-04-03\ntags: [哈希]\n"),
        ({"標籤": "甲, 乙", "建立時間": "2024/04/03"}, "date: 2024-04-03\ntags: [甲, 乙]\n"),
        ({"Created time": "April 3, 2024", "日期": "2024/05/01"}, "date: 2024-05-01\n"),
        ({"标记": "难"}, "tags: [难]\n"),
        ({"标记": "3", "日期": "改日"}, ""),
        ({"标记": "这是一句话。"}, ""),
        ({"标签": f"页 (%E9%A1%B5%20{hex_id('页')}.md)"}, ""),
        ({"标签": "", "创建时间": ""}, ""),
    ],
)
def test_usual_names_of_columns_stand_for_tags_and_the_date(
    row: dict[str, str], front: str
) -> None:
    database = Database("库", ("名", *row), [Page("行", values=row)])
    made = imported(Files(Export([database, Page("页")]).files), Options())
    head = made.notes["库/行.md"].split("---\n")[1]
    known = ("date:", "tags:")
    assert "".join(x for x in head.splitlines(keepends=True) if x.startswith(known)) == front


def test_a_page_alone_has_the_properties_that_look_like_it() -> None:
    text = "#: 126\nLast edited time: 27. Juli 2023 11:52\n标签: 甲, 乙\n\n正文: 不是\n"
    note = imported(Files({f"a {hex_id('a')}.md": f"# 甲\n\n{text}".encode()})).notes["甲.md"]
    assert note == (
        "---\ntitle: 甲\nupdated: 2023-07-27 11:52:00\ntags: [甲, 乙]\n'#': 126\n"
        "Last edited time: 2023-07-27 11:52:00\n标签: [甲, 乙]\n---\n\n正文: 不是\n"
    )
    for text in ("注意: 这是正文\n", "注意: 这是正文\n还有一行\n", "- 键: 值\n- 键: 值\n"):
        assert one(text).startswith(text.split("\n")[0])


def test_a_relation_names_the_note_from_the_content_folder() -> None:
    result = imported(Files(Export(WORKSPACE).files), Options(into="旧/笔记"))
    note = result.notes["知识库/题目 库/两数之和.md"]
    assert "相关: ['[[旧/笔记/知识库/题目 库/三数之和|三数之和]]', 没有]\n" in note


def test_a_link_in_a_property_leads_as_one_in_the_text() -> None:
    rows = [Page("题一", "正文", values={"备注": "x"}), Page("题二", values={"备注": "x"})]
    page = Page("外", "备注: 又见 [题二]({题二}) `[码](x.md)`\nURL: https://a.com/x\n\n正文\n")
    export = Export([page, Database("库", ("名", "备注"), rows)])
    path = export.paths["题一"]
    text = (
        f"见 [题二]({quote(export.paths['题二'].rpartition('/')[2])}) 和 $E=mc^2$，[没了](没了.md)"
    )
    row = export.files[path].decode().replace("备注: x", f"备注: {text}")
    result = imported(Files({**export.files, path: row.encode()}))
    assert "备注: 见 [题二](题二.md) 和 $E=mc^2$，没了\n" in result.notes["库/题一.md"]
    assert "备注: 又见 [题二](库/题二.md) `[码](x.md)`\n" in result.notes["外.md"]
    assert any(told.startswith("link lost 3→") for told in result.changes["库/题一.md"])


def test_what_is_a_property_is_said_by_the_database() -> None:
    long = "一\n二\n\n三 $x$\n- 列\n\n四"
    rows = [
        Page("多行", "正文", values={"备注": long, "Tags": "a, b"}),
        Page("无", "备注: 这其实是正文？\n\n后"),
        Page("有", "\n备注: 正文", values={"Tags": "c, d"}),
    ]
    notes = imported(Files(Export([Database("库", ("名", "备注", "Tags"), rows)]).files)).notes
    front, body = notes["库/多行.md"].split("---\n")[1:]
    assert values_of(split_front_matter(f"---\n{front}---\n")) == {
        "title": "多行",
        "tags": ["a", "b"],
        "备注": long,
    }
    assert body == "\n正文\n"
    assert notes["库/无.md"].endswith("---\n\n备注: 这其实是正文？\n\n后\n")
    assert "tags: [c, d]" in notes["库/有.md"] and notes["库/有.md"].endswith("\n备注: 正文\n")


def test_rows_of_one_title_are_told_apart_by_their_properties() -> None:
    rows = [
        Page("同名", f"第{n}", key=f"k{n}", values={"数": str(n), "见": f"乙 ({n}.md)"})
        for n in (3, 1, 2)
    ]
    rows.append(Page("同名", key="k9", values={"数": "9"}, is_written=False))
    export = Export([Database("库", ("名", "数", "见"), rows)])
    table = export.paths["库"]
    # In each file paths begin where it lies.
    export.files[table] = export.files[table].replace("乙 (".encode(), "乙 (库/".encode())
    result = imported(Files(export.files))
    written = {path: note for path, note in result.notes.items() if "index" not in path}
    assert len(written) == 4
    for n in (1, 2, 3):
        assert sum(f"数: {n}\n" in note and f"第{n}" in note for note in written.values()) == 1
    assert sum("数: 9\n" in note for note in written.values()) == 1


def test_a_view_in_another_page_makes_no_notes_again() -> None:
    rows = [Page(f"行{n}", values={"数": str(n)}) for n in (1, 2)]
    again = [Page("行1", values={"数": "1"}, is_written=False)]
    view = Database("视图", ("名", "数"), again, key="view")
    export = Export([Page("家", "[看]({view})", [view]), Database("库", ("名", "数"), rows)])
    result = imported(Files(export.files))
    assert set(result.notes) == {"家.md", "库/index.md", "库/行1.md", "库/行2.md"}
    assert "[看](库/index.md)" in result.notes["家.md"]
    assert result.fates[export.paths["view"]] == "merged: a view of the database 库"


def test_rows_that_lie_beside_their_database_are_found() -> None:
    """An export with *Create folders for subpages* off."""
    row = Page("行 #", "[去]({家})", values={"数": "1"})
    export = Export([Database("库", ("名", "数"), [row]), Page("家")])
    flat = {path.rpartition("/")[2]: data for path, data in export.files.items()}
    result = imported(Files(flat))
    assert set(result.notes) == {"家.md", "库/index.md", "库/行 ＃.md"}
    note = result.notes["库/行 ＃.md"]
    assert note == "---\ntitle: '行 #'\n数: 1\n---\n\n[去](../家.md)\n"


def test_rows_without_a_name_are_their_pages() -> None:
    """Whose own title may say so."""
    rows = [Page("", "文", key=key, values={"数": key}) for key in "12"]
    export = Export([Database("库", ("名", "数"), rows)])
    second = next(path for path in export.files if hex_id("2") in path)
    export.files[second] = export.files[second].replace(b"# \n", b"# Untitled\n")
    result = imported(Files(export.files))
    assert set(result.notes) == {"库/index.md", "库/Untitled.md", "库/Untitled-2.md"}


def test_parts_that_are_missing_are_named(tmp_path: Path) -> None:
    """A later one without the first for certain; one by itself if it lacks what it links to."""
    parts = Export(WORKSPACE, VARIANTS["two zips in one"]).packed()
    (folder := tmp_path / "parts").mkdir()
    with zipfile.ZipFile(io.BytesIO(parts)) as both:
        names = [name.rpartition("/")[2] for name in sorted(both.namelist())]
        for name, place in zip(sorted(both.namelist()), (tmp_path, folder), strict=True):
            (place / name.rpartition("/")[2]).write_bytes(both.read(name))
    found = []
    for path in (folder, tmp_path / names[0]):
        with open_source(path) as source:
            fates = [made for made in notion(source, OPTIONS) if isinstance(made, Fate)]
        found.append([(fate.path, fate.why) for fate in fates if "missing" in fate.why])
    ((missing, why),), ((other, seems),) = found
    assert (missing, other) == (names[0], names[1])
    assert why.startswith("is missing. Notion gave this export in parts: import")
    assert seems.startswith("seems to be missing, as pages lead to ")


def test_a_picture_before_a_title_is_the_icon() -> None:
    export = Export([Page("甲", "文", files={"图.png": PICTURE})])
    path = export.paths["甲"]
    link = f'<img src="{quote(path.removesuffix(".md"))}/{quote("图.png")}" width="40px" /> 甲'
    export.files[path] = export.files[path].replace("# 甲".encode(), f"# {link}".encode())
    result = imported(Files(export.files), Options(into="旧"))
    assert result.notes["甲.md"].startswith("---\ntitle: 甲\nicon: '[[旧/甲/图.png]]'\n---\n")


# --- what may be wrong with an export ---


def test_names_that_meet_are_kept_apart_and_links_go_by_id() -> None:
    pages = [Page("同名", "{同名乙}", key="同名甲"), Page("同名", "[另]({同名甲})", key="同名乙")]
    result = imported(Files(Export(pages).files))
    assert set(result.notes) == {"同名.md", "同名-2.md"}
    second = next(note for note in result.notes.values() if "[另]" in note)
    other = next(path for path, note in result.notes.items() if note is not second)
    assert f"[另]({other})" in second


def test_what_is_no_page_of_notion_still_comes_along() -> None:
    files = {
        "没有id.md": "没有标题\n".encode(),
        "空.md": b"",
        f"Untitled {hex_id('u')}.md": b"# \n\nx\n",
        f"坏 {hex_id('b')}.md": b"\0",
        f"网页 {hex_id('h')}.html": b"<p>",
        "数据.csv": b"a,b\n1,2\n",
        f"空 {hex_id('c')}.csv": b"",
        f"坏 {hex_id('d')}.csv": b"\0",
        f"坏 {hex_id('d')}/行 {hex_id('r')}.md": b"# \xe8\xa1\x8c\n\nx: y\n",
        ".hidden": b"",
        "a.pdf": b"%PDF",
    }
    result = imported(Files(files))
    assert result.fates == {
        f"坏 {hex_id('b')}.md": "failed: it is no text",
        f"坏 {hex_id('d')}.csv": "failed: it is no text",
        f"网页 {hex_id('h')}.html": "failed: a page as HTML; export as Markdown & CSV",
        ".hidden": "skipped: a hidden file",
    }
    assert set(result.copies) == {"数据.csv", "a.pdf"}
    assert "没有标题" in result.notes["没有id.md"]
    assert {"空-2.md", "Untitled.md", "坏/行.md", "空/index.md"} < set(result.notes)


def test_a_broken_csv_file_loses_no_cell_and_is_told() -> None:
    rows = ["名,状态", '"甲 ""一""",好,,', "乙,好,多,,余", '丙,"好" 坏', '丁,"开', "戊,好", ""]
    result = imported(Files({f"表 {hex_id('t')}.csv": "\n".join(rows).encode()}))
    assert "column 3: 多\ncolumn 5: 余\n" in result.notes["表/乙.md"]
    assert "状态: 好 坏\n" in result.notes["表/丙.md"]
    assert "状态: 好\n---" in result.notes["表/甲 一.md"]
    assert "戊,好" in result.notes["表/丁.md"]
    told = [said for said in result.changes["表/index.md"] if said.startswith("CSV file kept")]
    assert [said.partition(": ")[2] for said in told] == [
        "text stands behind a closing quote: where cells and rows end is a guess",
        "a quote is never closed: what follows it is one cell",
        "5 cells, of 2 columns",
    ]
    assert all(f" {line}→" in said for line, said in zip((4, 5, 3), told, strict=True))


def test_an_import_again_keeps_every_place() -> None:
    first = imported(Files(Export(WORKSPACE).files))
    placed = {first.ids[target]: target for target in first.notes}
    moved = Page("改名", WORKSPACE[0].text, WORKSPACE[0].children, WORKSPACE[0].files, key="知识库")
    again = imported(Files(Export([moved]).files), Options(placed=placed))
    assert set(again.notes) == set(first.notes)
    assert again.notes["知识库.md"].startswith("---\ntitle: 改名\n")


def test_files_of_a_page_with_another_title_are_the_same_files(
    tmp_path: Path, kbsite: Kbsite
) -> None:
    files = {"图.png": PICTURE, "变.png": b"1"}
    text = "![]({图.png}) ![]({变.png})"
    (tmp_path / "site").mkdir()
    for name, title, changed in (("a", "旧名", b"1"), ("b", "新名", b"2")):
        page = Page(title, text, files={**files, "变.png": changed}, key="页")
        (tmp_path / f"{name}.zip").write_bytes(zipped(Export([page]).files))
        run = kbsite("import", "notion", tmp_path / f"{name}.zip", "--root", tmp_path / "site")
        assert run.code == 0
    content = tmp_path / "site/content"
    assert {path.name for path in (content / "旧名").iterdir()} == {"图.png", "变.png", "变-2.png"}
    note = (content / "旧名.md").read_text(encoding="utf-8")
    assert "![](旧名/图.png) ![](旧名/变-2.png)" in note
    assert "content/旧名/变.png" in run.out and "content/旧名/图.png" not in run.out
    memory = json.loads((tmp_path / "site/.kbsite-imports.json").read_text(encoding="utf-8"))
    assert len(memory["imports"]["notion"]["files"]) == 3


def test_what_was_moved_here_makes_no_other_source(tmp_path: Path, kbsite: Kbsite) -> None:
    site = tmp_path / "site"
    site.mkdir()
    text = "![]({图 1.png})\n\n[子]({子}) 与 [子]({子})\n\n后文"
    for name, end in (("a", "甲"), ("b", "乙")):
        page = Page("页", f"{text}{end}", [Page("子", "文")], {"图 1.png": PICTURE})
        (tmp_path / f"{name}.zip").write_bytes(zipped(Export([page]).files))

    def told(name: str) -> tuple[str, str]:
        run = kbsite("import", "notion", tmp_path / f"{name}.zip", "--root", site, "--json")
        (one,) = (f for f in json.loads(run.out)["files"] if f["target"] == "content/页.md")
        return one["state"], one["why"]

    assert told("a") == ("new", "")
    moved = kbsite("mv", "页/", "新/", "--root", site, "--yes")
    assert moved.code == 0, moved.err
    for _ in range(3):
        assert told("a") == ("unchanged", "edited here")
    assert told("b")[1].startswith("edited here, and newer in the source")
