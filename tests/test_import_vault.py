"""Vaults of Obsidian, and names of files as links spell them (`importers/obsidian.py`)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest import write_files
from kbsite.engine import BuildOptions, Engine
from post_exports import (
    PNG,
    Files,
    front_of,
    import_from,
    packed,
)


def test_names_that_collide_are_told_apart(tmp_path: Path) -> None:
    """Drafts and posts of one name, names that differ in case or Unicode only, two of one slug."""
    files = {
        "source/_posts/A.md": "---\ntitle: 一\n---\n{% post_link b %}\n",
        "source/_posts/b.md": "---\ntitle: 二\nslug: x\n---\n",
        "source/_drafts/b.md": "---\ntitle: 三\nslug: x\n---\n",
        "source/b/index.md": "---\ntitle: 四\n---\n",
    }
    imported = import_from(packed(tmp_path / "a.zip", files), "hexo", tmp_path / "site")
    titles = sorted(str(front_of(imported, path)["title"]) for path in imported.notes)
    assert titles == sorted("一二三四")
    found = Engine(imported.root, BuildOptions()).build().diagnostics
    assert [one for one in found if one.severity == "error"] == []


def test_excluded_files_of_a_vault_come_in_and_are_named(tmp_path: Path) -> None:
    filters = ["归档/", "/.*\\.geheim\\.md/", "稿", "/(a+)+$/", 7]
    notes = ("a.md", "归档/b.md", "x/归档/c.md", "d.geheim.md", "稿纸.md")
    files: Files = {
        ".obsidian/app.json": json.dumps({"userIgnoreFilters": filters}),
        **dict.fromkeys(notes, "文\n"),
    }
    imported = import_from(write_files(tmp_path / "a", files), "obsidian", tmp_path / "site")
    assert set(imported.notes) == set(notes)
    told = {one.source for one in imported.account.changes if one.construct == "excluded note"}
    assert told == {"归档/b.md", "d.geheim.md", "稿纸.md"}
    assert imported.fates("skipped")[".obsidian/app.json"] == (
        "settings of Obsidian; 3 notes of its excluded files came in; "
        "excluded files that are wrong or too long: `(a+)+$`"
    )


@pytest.mark.parametrize("kind", ["markdown", "obsidian", "jekyll"])
def test_links_may_call_files_by_names_that_were_scrambled(kind: str, tmp_path: Path) -> None:
    """As an editor wrote them that saw these names."""
    note, folder, image = (name.encode().decode("cp437") for name in ("笔记", "学习", "图"))
    text = f"![]({folder}/{image}.png) ![](学习/{image}.png) [a]({note}.md#b) [c]({folder}.md)"
    wiki = f" ![[{image}.png]] [[{note}|词]] [[笔记]] [[{folder}]] `[[{note}]]`"
    text += wiki if kind != "jekyll" else ""
    files: Files = {f"{note}.md": f"---\ntitle: 题\n---\n{text}\n", f"{folder}/{image}.png": PNG}
    imported = import_from(write_files(tmp_path / "a", files), kind, tmp_path / "site")
    after = "![](学习/图.png) ![](学习/图.png) [a](笔记.md#b)"
    wiki = f" ![[图.png]] [[笔记|词]] [[笔记]] [[{folder}]] `[[{note}]]`"
    expected = f"{after} [c]({folder}.md){wiki if kind != 'jekyll' else ''}"
    assert imported.text("笔记.md").strip().rpartition("\n")[2] == expected


@pytest.mark.parametrize("kind", ["markdown", "obsidian"])
def test_links_to_files_with_another_name_are_mended(kind: str, tmp_path: Path) -> None:
    """Names that no system can hold, and those that differ in case alone."""
    links = (
        "[小](note.md#节) [大](Note.md) [[note]] [[Note|大]] [[NOTE]] [c](con.md) [[con]] "
        "![p](a:b.png) ![p](./a%3Ab.png) ![[a:b.png]] [q](问?.md) [q](问%3F.md#节) [[问?]] "
        "[[夹/other]] [[A]] [外](https://example.com/con.md?x) `[[con]]`\n"
    )
    files: Files = {
        "夹/链.md": links.replace("](", "](../").replace("../https", "https"),
        **dict.fromkeys(("Note.md", "note.md", "con.md", "问?.md", "A.MD", "夹/other.md"), "文\n"),
        "a:b.png": PNG,
    }
    imported = import_from(packed(tmp_path / "a.zip", files), kind, tmp_path / "site")
    assert imported.text("夹/链.md") == (
        "[小](../note-2.md#节) [大](../Note.md) [[note-2|note]] [[Note|大]] [[NOTE]] "
        "[c](../con_.md) [[con_|con]] ![p](../a-b.png) ![p](../a-b.png) ![[a-b.png]] "
        "[q](../问-.md) [q](../问-.md#节) [[问-|问?]] "
        "[[夹/other]] [[A]] [外](https://example.com/con.md?x) `[[con]]`\n"
    )
    (told,) = {one.source for one in imported.account.changes if one.construct == "link"}
    assert told == "夹/链.md"


@pytest.mark.parametrize("is_first", [True, False])
def test_names_that_differ_in_how_accents_are_encoded(is_first: bool, tmp_path: Path) -> None:
    names = ["caf\u00e9.md", "cafe\u0301.md"][:: 1 if is_first else -1]
    text = "[[caf\u00e9]] [[cafe\u0301]]\n"
    files: Files = {name: f"{name}\n" for name in names}
    source = packed(tmp_path / "a.zip", {**files, "链.md": text})
    imported = import_from(source, "obsidian", tmp_path / "site")
    assert imported.text("caf\u00e9.md") == f"{names[0]}\n"
    links = "[[caf\u00e9]] [[caf\u00e9-2|cafe\u0301]]\n"
    if not is_first:
        links = "[[caf\u00e9-2|caf\u00e9]] [[caf\u00e9|cafe\u0301]]\n"
    assert imported.text("链.md") == links


def test_links_of_an_old_site_mean_the_file_that_they_spell(tmp_path: Path) -> None:
    post = '[甲]({{< ref "note.md" >}}) [乙]({{< ref "Note" >}}) [丙](note.md) ![丁](/A.png)\n'
    names = ("content/Note.md", "content/note.md")
    files: Files = {"hugo.toml": "", "content/x.md": post, **dict.fromkeys(names, "文\n")}
    pictures: Files = {"static/A.png": PNG, "static/a.png": PNG + b"\n"}
    source = packed(tmp_path / "a.zip", {**files, **pictures})
    imported = import_from(source, "hugo", tmp_path / "site")
    expected = "[甲](note-2.md) [乙](Note.md) [丙](note-2.md) ![丁](A.png)\n"
    assert imported.text("x.md").endswith(expected)


def test_names_that_differ_by_case_are_those_of_the_source(tmp_path: Path) -> None:
    files = {
        "source/_posts/D.md": "---\ntitle: 一\ndate: 2024-01-01\n---\n{% foo %}\n",
        "source/_posts/d.md": "---\ntitle: 二\ndate: 2024-01-01\n---\n{% foo %}\n",
        "source/_drafts/d.md": "---\ntitle: 三\n---\n",
    }
    imported = import_from(packed(tmp_path / "a.zip", files), "hexo", tmp_path / "site")
    assert {one.path for one in imported.account.files} == set(files)
    assert {one.source for one in imported.account.changes} == set(files)
    urls = {
        front["title"]: front.get("redirect_from")
        for front in (front_of(imported, path) for path in imported.notes)
    }
    assert urls == {"一": ["/2024/01/01/D/"], "二": ["/2024/01/01/d/"], "三": None}


def test_a_vault_keeps_names_that_every_system_can_hold(tmp_path: Path) -> None:
    """And links to the others find them."""
    files: Files = {
        "_目录/_甲 #1.md": "[[乙?]] ![[图:一.png]] [丙](乙%3F.md) `[[乙?]]`\n",
        "_目录/乙?.md": "[[_甲 #1]] [开](obsidian://open?vault=v&file=%E7%94%B2%23%E8%8A%82)\n",
        "甲.md": "## 节\n[无](obsidian://open?vault=v)\n",
        "图:一.png": PNG,
    }
    imported = import_from(packed(tmp_path / "a.zip", files), "obsidian", tmp_path / "site")
    found = Engine(imported.root, BuildOptions()).build().diagnostics
    assert [one.message for one in found if one.code.startswith(("link-m", "attachment"))] == []
    assert imported.text("_目录/_甲 #1.md") == (
        "[[_目录/乙-|乙?]] ![[图-一.png]] [丙](乙-.md) `[[乙?]]`\n"
    )
    assert "[开](../甲.md#节)" in imported.text("_目录/乙-.md")


@pytest.mark.parametrize("into", ["库", ""])
def test_links_of_a_vault_stay_within_it(into: str, tmp_path: Path) -> None:
    """Whatever else the site has of the names that they use."""
    own: Files = {
        "矩阵.md": "自己的\n",
        "图/1.png": PNG,
        "别/深/诗.md": "自己的\n",
        "自己.md": "甲\n",
    }
    write_files(tmp_path / "site/content", own)
    vault: Files = {
        "首页.md": (
            "---\nup: '[[矩阵]]'\n---\n"
            "[[矩阵]] ![[1.png]] [[数学/矩阵#节]] [[矩阵|阵]] [[诗]] `[[矩阵]]` [[自己]]\n\n"
            "[绝](数学/矩阵.md) [名](矩阵.md#节) ![](附件/1.png) <img src='/附件/1.png'>\n\n"
            "| a | b |\n|---|---|\n| [[矩阵]] | [[矩阵\\|m]] |\n"
        ),
        "数学/矩阵.md": "# 矩阵\n\n## 节\n\n[首](/首页.md) [[首页]] [诗](/语文/诗.md)\n",
        "语文/诗.md": "诗 ![[矩阵]]\n",
        "附件/1.png": PNG + b"0",
    }
    source = write_files(tmp_path / "vault", vault)
    imported = import_from(source, "obsidian", tmp_path / "site", into=into)
    at = f"{into}/" if into else ""
    home = imported.text(f"{at}首页.md")
    assert f"[[{at}数学/矩阵|矩阵]] ![[" in home and f"[[{at}数学/矩阵|阵]]" in home
    assert f"| [[{at}数学/矩阵\\|矩阵]] | [[{at}数学/矩阵\\|m]] |" in home
    assert "`[[矩阵]]` [[自己]]" in home and "[绝](数学/矩阵.md) [名](数学/矩阵.md#节)" in home
    assert f"<img src='{'附件/1.png' if into else '/附件/1.png'}'>" in home
    assert [c.why for c in imported.account.changes if c.construct == "link in a property"] == [
        f"[[矩阵]] leads to another file of the site; {at}数学/矩阵 is meant"
    ]
    found = Engine(imported.root, BuildOptions()).build().diagnostics
    assert [one for one in found if one.code.startswith(("link", "attachment", "embed"))] == []
    again = import_from(source, "obsidian", tmp_path / "site", into=into)
    assert {one.state for one in again.account.files} == {"unchanged"}
