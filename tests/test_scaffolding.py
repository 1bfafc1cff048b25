"""`kbsite new`, `kbsite init` and `kbsite version`."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

import kbsite as package
from conftest import GOOD, Kbsite, files_of, write_files


def test_new_writes_a_note_that_builds(site: Path, kbsite: Kbsite) -> None:
    run = kbsite("new", "线段树: 一", "--root", site, "--into", "算法")
    (path,) = (site / "content/算法").iterdir()
    assert (run.code, run.out) == (0, f"Wrote {path}\n")
    text = path.read_text(encoding="utf-8")
    assert text == f"---\ntitle: '线段树: 一'\ndate: {date.today()}\ntags: []\n---\n\n"
    assert kbsite("build", "--root", site, "--strict").code == 0


@pytest.mark.parametrize(
    ("given", "name", "title"),
    [
        ("Kruskal 与  Prim", "Kruskal 与 Prim", "Kruskal 与 Prim"),
        ("a: b // c?", "a-b-c", "'a: b // c?'"),
        ("x - y", "x - y", "x - y"),
        ("长 " * 100, None, None),
        ("KMP.md", "KMP", "KMP"),
        ("读 [[没有|那一本]] 与 [[深/页]] 有感", "读 那一本 与 深-页 有感", None),
        ("公式 $a<b$ 与 $\\frac{a}{b}$", "公式 $a-b$ 与 $-frac{a}{b}$", None),
        ("[词](没有.md)", "词", "词"),
    ],
)
def test_a_new_note_is_named_as_its_title_is_linked_to(
    site: Path, kbsite: Kbsite, given: str, name: str | None, title: str | None
) -> None:
    """With its spaces, and without a warning of the first build."""
    assert kbsite("new", given, "--root", site).code == 0
    (path,) = (file for file in (site / "content").iterdir() if file.stem != "好")
    assert name in (path.stem, None)
    assert path.stem == path.stem.strip() and " -" not in path.stem.replace(" - ", "")
    assert title is None or f"\ntitle: {title}\n" in path.read_text(encoding="utf-8")
    write_files(site, {"content/连.md": f"[[{path.stem}]]\n"})
    run = kbsite("build", "--root", site, "--strict")
    assert (run.code, run.out[:7]) == (0, "3 notes"), run.err


def test_new_says_which_page_a_note_introduces(site: Path, kbsite: Kbsite) -> None:
    write_files(site, {"content/图论/a.md": GOOD, "content/几何/a.md": GOOD})
    for title, into, told in (
        ("index", "", ", which introduces the home page"),
        ("archive", "", ", which introduces the page /archive/"),
        ("index", "图论", ", which introduces the page of the folder 图论"),
        ("README", "图论", ""),
        ("README", "几何", ", which introduces the page of the folder 几何"),
        ("图论", "", ", which introduces the page of the folder 图论"),
        ("archive", "图论", ""),
    ):
        run = kbsite("new", title, "--root", site, "--into", into)
        path = site / "content" / into / f"{title}.md"
        assert run.out == f"Wrote {path}{told}\n"


def test_a_new_index_is_called_as_its_folder(site: Path, kbsite: Kbsite) -> None:
    write_files(site, {"content/图论/a.md": GOOD})
    assert kbsite("new", "index", "--root", site, "--into", "图论").code == 0
    kbsite("build", "--root", site)
    page = (site / "_site/图论/index.html").read_text(encoding="utf-8")
    assert "<h1>图论</h1>" in page


def test_new_refuses_to_write_over_a_note(site: Path, kbsite: Kbsite) -> None:
    run = kbsite("new", "好", "--root", site)
    assert (run.code, run.err) == (2, f"kbsite: {site / 'content/好.md'} exists already\n")
    assert (site / "content/好.md").read_text(encoding="utf-8") == GOOD


@pytest.mark.parametrize(
    "title", [".NET 笔记", "C++ / C#", "CON", "长" * 300, "a:b?*", "index", "'引号\" #"]
)
def test_a_new_note_is_published_whatever_its_title(site: Path, kbsite: Kbsite, title: str) -> None:
    run = kbsite("new", title, "--root", site)
    assert run.code == 0, run.err
    run = kbsite("build", "--root", site)
    assert run.out.startswith("2 notes")


@pytest.mark.parametrize("title", ["", "  ", "/", "..", ".md", " - "])
def test_new_needs_a_title(site: Path, kbsite: Kbsite, title: str) -> None:
    run = kbsite("new", title, "--root", site)
    assert (run.code, run.err) == (2, "kbsite: a note needs a title\n")


def test_new_stays_in_the_content_folder(site: Path, kbsite: Kbsite) -> None:
    run = kbsite("new", "外", "--root", site, "--into", "../..")
    assert run.code == 2
    assert "leaves the content folder" in run.err


@pytest.mark.parametrize(
    "folder", [".git", ".kbsite/x", "a/.b", "_site", "a\nb", "con", "a/nul.x", "a.", "稿", "稿/深"]
)
@pytest.mark.parametrize("has_content", [True, False])
def test_new_refuses_a_folder_that_is_no_part_of_the_site(
    tmp_path: Path, kbsite: Kbsite, folder: str, has_content: bool
) -> None:
    write_files(tmp_path, {"content/a.md" if has_content else "a.md": GOOD})
    write_files(tmp_path, {"kbsite.yaml": "ignore: 稿/\n"})
    before = files_of(tmp_path)
    run = kbsite("new", "题", "--root", tmp_path, "--into", folder)
    if has_content and folder == "_site":
        assert run.code == 0
        return
    assert run.code == 2
    assert run.err.startswith(f"kbsite: --into {folder!r}")
    assert files_of(tmp_path) == before


def test_new_takes_a_folder_that_is_there_whatever_its_name(site: Path, kbsite: Kbsite) -> None:
    write_files(site, {"content/为什么?/a.md": GOOD, "content/.git/x": ""})
    assert kbsite("new", "题", "--root", site, "--into", "为什么?").code == 0
    assert kbsite("build", "--root", site).out.startswith("3 notes")
    for folder in ("为什么?/怎么?", ".git", "为什么/a?"):
        assert kbsite("new", "题", "--root", site, "--into", folder).code == 2


def test_new_in_a_vault_does_not_hide_its_notes(tmp_path: Path, kbsite: Kbsite) -> None:
    """A `content/` that appears there would be all that the next build reads."""
    write_files(tmp_path, {"甲.md": GOOD})
    assert kbsite("new", "乙", "--root", tmp_path).code == 0
    assert kbsite("build", "--root", tmp_path).out.startswith("2 notes")


def test_new_says_when_the_configuration_is_wrong(site: Path, kbsite: Kbsite) -> None:
    """It names the content folder, so nothing is written on a guess."""
    write_files(site, {"kbsite.yaml": "contents: notes\n"})
    run = kbsite("new", "甲", "--root", site)
    assert run.code == 2
    assert "kbsite.yaml:1:1" in run.err
    assert not (site / "content/甲.md").exists()


def test_init_makes_a_site_that_builds_without_a_warning(tmp_path: Path, kbsite: Kbsite) -> None:
    folder = tmp_path / "新站"
    run = kbsite("init", folder)
    assert run.code == 0
    assert f"\nNext:\n  cd {folder}\n  kbsite serve" in run.out
    run = kbsite("build", "--root", folder, "--strict", "--base-url", "https://example.org/")
    assert (run.code, run.err) == (0, "")
    assert run.out.startswith("2 notes")
    assert "<math" in (folder / "_site/index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("settings", "left_out"),
    [
        ({"templates.json": '{"folder": "/模板/"}'}, {"模板"}),
        ({"plugins/templater-obsidian/data.json": '{"templates_folder": "库/T"}'}, {"库/T"}),
        (
            {
                "templates.json": '{"folder": "模板"}',
                "plugins/templater-obsidian/data.json": '{"templates_folder": "库/T"}',
            },
            {"模板", "库/T"},
        ),
        ({"templates.json": '{"folder": ""}'}, set()),
        ({"daily-notes.json": '{"template": ""}'}, set()),
        ({"daily-notes.json": '{"template": "没有"}'}, set()),
        ({"templates.json": '{"folder": "/"}'}, set()),
        ({"templates.json": "[1"}, set()),
        ({"app.json": '{"userIgnoreFilters": ["模板/"]}'}, set()),
    ],
)
def test_templates_of_a_vault_are_no_notes(
    settings: dict[str, str], left_out: set[str], tmp_path: Path, kbsite: Kbsite
) -> None:
    write_files(tmp_path, {f".obsidian/{name}": text for name, text in settings.items()})
    notes = ("甲.md", "模板/日记.md", "库/T/周记.md", "库/乙.md", "模板二/丙.md")
    write_files(tmp_path, {"kbsite.yaml": "content: .\n", **dict.fromkeys(notes, GOOD)})
    write_files(tmp_path, {"甲.md": "![](模板/图.png)\n", "模板/图.png": "x"})
    run = kbsite("build", "--root", tmp_path)
    told = {line.partition("/: info: the vault's")[0] for line in run.err.splitlines()}
    assert run.code == 0
    assert {"模板", "库/T"} & told == left_out
    assert run.out.startswith(f"{5 - len(left_out)} notes")
    assert (tmp_path / "_site/模板/图.png").is_file()
    assert (tmp_path / "_site/模板/日记").exists() is ("模板" not in left_out)


def test_the_template_of_daily_notes_is_no_note(tmp_path: Path, kbsite: Kbsite) -> None:
    periodic = '{"weekly": {"template": "周.md"}, "daily": {"template": "T/内"}, "x": 1}'
    settings = {
        "daily-notes.json": '{"template": "/模板/日记"}',
        "templates.json": '{"folder": "T"}',
        "plugins/periodic-notes/data.json": periodic,
    }
    write_files(tmp_path, {f".obsidian/{name}": text for name, text in settings.items()})
    notes = dict.fromkeys(("甲.md", "模板/日记.md", "模板/日记二.md", "周.md", "T/内.md"), GOOD)
    write_files(tmp_path, {"kbsite.yaml": "content: .\n", **notes})
    run = kbsite("build", "--root", tmp_path)
    told = [line for line in run.err.splitlines() if "info: the vault's" in line]
    assert run.out.startswith("2 notes") and len(told) == 3
    assert (
        "模板/日记.md: info: the vault's template of daily notes, which is none itself" in run.err
    )
    assert not (tmp_path / "_site/模板/日记").exists()


def test_a_vault_around_the_notes_names_templates_from_its_own_folder(
    site: Path, kbsite: Kbsite
) -> None:
    write_files(site, {"content/T/x.md": GOOD, ".obsidian/templates.json": '{"folder": "T"}'})
    assert "vault-templates" not in kbsite("build", "--root", site).err
    write_files(site, {".obsidian/templates.json": '{"folder": "content/T"}'})
    told = "content/T/: info: the vault's folder of templates, which are no notes: 1 file"
    assert told in kbsite("build", "--root", site).err


@pytest.mark.parametrize(
    ("glob", "told"),
    [
        ("templats/**", "warning"),
        ("库/templats/", "warning"),
        ("content/模板/", "warning"),
        ("早已删除/", "info"),
        ("2023", "info"),
        ("第1章.md", "info"),
        ("第一章.md", "info"),
        ("内/第1章.md", "info"),
        ("c.md", "info"),
        ("ab.md", "info"),
        ("c/第10节.md", "info"),
        ("Ko.txt", "info"),
        ("!a.md", "warning"),
        ("{a,b}.md", "warning"),
        ("*.{a,b}", "warning"),
        ("第[!0]章.md", ""),
        ("模板/", ""),
        ("/模板/*.md", ""),
        ("内/", ""),
        ("*.tmp.md", ""),
        ("**/私人/*", ""),
        (".obsidian/**", ""),
        ("node_modules/", ""),
        ("built", ""),
        ("content/built/", ""),
        ("长" * 100 + ".md", ""),
    ],
)
def test_a_glob_of_what_is_not_there_is_told(
    glob: str, told: str, site: Path, kbsite: Kbsite
) -> None:
    """A slip of the pen publishes what was to be left out. A name that the system cannot even look
    for is none."""
    notes = ("content/库/templates2/a.md", "content/templates/b.md", "content/模板/内/d.md")
    numbered = ("content/2024/第10章.md", "content/b/第10节.md", "content/内/cd.md")
    settings = f'ignore:\n  - "{glob}"\noutput: content/built\n'
    write_files(site, {**dict.fromkeys(notes + numbered, GOOD), "kbsite.yaml": settings})
    lines = [line for line in kbsite("build", "--root", site).err.split("\n") if "ignore" in line]
    assert [line.split(":")[3].strip() for line in lines] == ([told] if told else [])
    assert all(line.startswith("kbsite.yaml:2:5: ") for line in lines)


@pytest.mark.parametrize(
    ("ignore", "part"),
    [
        ("[私人/，草稿/]", "私人/"),
        ("私人/、草稿/", "私人/"),
        ('"私人/, 草稿/"', "私人/"),
        ("私人/ 草稿/", "私人/"),
        ("私人 草稿", "私人"),
        ("[没有/;草稿/]", "草稿/"),
        ("[“私人/”]", "私人/"),
        ("['*.tmp.md，草稿/']", "草稿/"),
        ("私人/\n  草稿/", "私人/"),
        ("[私人 没有]", ""),
        ("[没有/，也没有/]", ""),
        ("['私人/* 草稿/*']", "私人/*"),
        ("['没有/** 草稿/**']", "草稿/**"),
        (f"['{'长' * 300}, 草稿/']", "草稿/"),
    ],
)
def test_several_names_in_one_glob_are_told(
    ignore: str, part: str, site: Path, kbsite: Kbsite
) -> None:
    notes = dict.fromkeys(("content/私人/a.md", "content/草稿/b.md"), GOOD)
    write_files(site, {**notes, "kbsite.yaml": f"ignore: {ignore}\n"})
    (line,) = (
        line
        for line in kbsite("build", "--root", site).err.split("\n")
        if "ignore" in line and "kbsite.yaml:" in line
    )
    said = f"it is read as one name, and {part!r} is one of its own [ignore-unmatched]"
    assert (": warning: " in line, said in line) == (bool(part), bool(part))


@pytest.mark.parametrize("glob", ["私人 二/*.tmp.md", f"{'长' * 300}, 没有/", "*.tmp.md, 没有/"])
def test_nothing_is_told_of_what_may_be_one_name(glob: str, site: Path, kbsite: Kbsite) -> None:
    notes = dict.fromkeys(("content/私人 二/a.md", "content/私人/b.md"), GOOD)
    write_files(site, {**notes, "kbsite.yaml": f"ignore: ['{glob}']\n"})
    assert "ignore-unmatched" not in kbsite("build", "--root", site).err


@pytest.mark.parametrize(
    ("glob", "meant"),
    [("日记", "日记.md"), ("私人/日记", "私人/日记.md"), ("私人 附", "私人 附.md")],
)
def test_a_glob_that_lacks_a_suffix_is_a_slip(
    glob: str, meant: str, site: Path, kbsite: Kbsite
) -> None:
    names = ("content/私人/日记.md", "content/私人 附.md", "content/附/a.md")
    write_files(site, {**dict.fromkeys(names, GOOD), "kbsite.yaml": f"ignore: [{glob}]\n"})
    err = kbsite("build", "--root", site).err
    assert ": warning: " in err and f"Did you mean {meant!r}?" in err


def test_signs_of_other_programs_in_a_glob_are_named(site: Path, kbsite: Kbsite) -> None:
    write_files(site, {"kbsite.yaml": 'ignore: ["!a.md", "{a,b}.md"]\n'})
    err = kbsite("build", "--root", site).err
    assert "'!a.md', which leaves nothing out: a `!` in front is no sign here" in err
    assert "'{a,b}.md', which leaves nothing out: braces are no signs here" in err
    assert "Did you mean" not in err


def test_a_link_to_a_template_is_told_as_one(site: Path, kbsite: Kbsite) -> None:
    links = "[[日记]] [[T/日记.md]] [词](../T/日记.md) [词](./日记.md) [[/日记]] [[日志]]\n"
    write_files(site, {"content/T/日记.md": GOOD, "content/甲/x.md": links})
    write_files(site, {"content/.obsidian/templates.json": '{"folder": "T"}'})
    err = kbsite("build", "--root", site).err
    assert err.count("is a template, which is no note [link-missing]") == 3
    assert "T/日记.md lies in the folder that Obsidian's settings name for templates." in err
    for name in ("日志", "./日记.md", "/日记"):
        assert f"there is no note or file {name!r}" in err
    wanted = json.loads(kbsite("check", "--root", site, "--format", "json").out)["wanted"]
    places = {one["name"]: [at["column"] - 1 for at in one["places"]] for one in wanted}
    written = {"./日记": "[词](./", "日记": "[[/日记", "日志": "[[日志"}
    assert places == {name: [links.index(link)] for name, link in written.items()}


def test_init_makes_a_site_of_the_notes_that_are_there(tmp_path: Path, kbsite: Kbsite) -> None:
    notes = {"算法/二分.md": GOOD, "算法/图/c.md": GOOD, "KMP.md": GOOD, "README.md": "# 说明\n"}
    write_files(tmp_path, {**notes, ".obsidian/app.json": "{}", "画.excalidraw.md": ""})
    before = kbsite("build", "--root", tmp_path)
    run = kbsite("init", tmp_path)
    assert (run.code, "\n4 notes are here already" in run.out) == (0, True)
    assert not (tmp_path / "content").exists()
    after = kbsite("build", "--root", tmp_path)
    assert [run.out[:7] for run in (before, after)] == ["4 notes", "4 notes"]
    assert ("content-folder" in before.err, "content-folder" in after.err) == (True, False)


def test_init_in_a_folder_of_what_only_looks_like_notes_writes_no_examples(
    tmp_path: Path, kbsite: Kbsite
) -> None:
    write_files(tmp_path, {"a/README.markdown": GOOD})
    assert "The site is made of" not in kbsite("init", tmp_path / "a").out
    write_files(tmp_path / "b", {"甲.markdown": GOOD, "夹/乙.Rmd": GOOD})
    run = kbsite("init", tmp_path / "b")
    assert "2 files that look like notes are not read (甲.markdown)" in run.out
    assert not (tmp_path / "b/content").exists()


SECRET = "机密之言"
COPIES = ("己.md~", "己六.md.1", "己二.md.bak", "己三.MD.save2", "己四.md_", "己五.md (1)")
LIKE_NOTES = ("乙.markdown", "辛.markdn", "丙.MDX", "丁.qmd", "戊.md.txt", "夹/庚.Rmd", *COPIES)


def test_what_only_looks_like_a_note_is_told_and_never_published(
    site: Path, kbsite: Kbsite
) -> None:
    write_files(
        site, {f"content/{name}": f"---\nprivate: true\n---\n{SECRET}\n" for name in LIKE_NOTES}
    )
    forms = "[词](<{0}>)\n\n![[{0}]]\n\n<a href='{0}'>词</a>\n\n"
    links = "".join(map(forms.format, LIKE_NOTES))
    write_files(site, {"content/甲.md": f"{links}\n[[庚]] [[己二]]\n"})
    run = kbsite("build", "--root", site, "-v")
    assert run.code == 0
    assert run.err.count("[note-suffix]") == len(LIKE_NOTES)
    assert run.err.count("warning: not read as a note") == len(LIKE_NOTES) - len(COPIES)
    assert run.err.count("is not read as a note: only .md files are [") == 3 * len(LIKE_NOTES) + 2
    assert "there is no note" not in run.err and "there is no file" not in run.err
    published = (file for file in (site / "_site").rglob("*") if file.is_file())
    assert not [file for file in published if SECRET.encode() in file.read_bytes()]
    report = json.loads(kbsite("check", "--root", site, "--format", "json").out)
    assert not report["wanted"]


@pytest.mark.parametrize(
    ("head", "is_kept_back"),
    [
        ("---\nprivate: true\n---\n", True),
        ("---\r\ntitle: 甲\r\ndraft: true\r\n---\r\n", True),
        ("---\npublish: false\ntitle: [\n---\n", True),
        ("\ufeffprivate: true\n", True),
        ("---\nprivate: false\n---\n", False),
        ("---\ntitle: [\n---\n", False),
        ("正文\n\nprivate: true 是一个键\n", False),
    ],
)
def test_a_text_that_keeps_itself_back_is_not_published_by_a_link(
    site: Path, kbsite: Kbsite, head: str, is_kept_back: bool
) -> None:
    texts = [f"抄{suffix}" for suffix in (".txt", ".text", ".org", ".RST", ".adoc", ".tex")]
    write_files(site, {f"content/{text}": head + SECRET for text in texts})
    write_files(site, {"content/甲.md": "\n".join(f"[词]({text})" for text in texts)})
    for _ in range(2):
        run = kbsite("build", "--root", site)
        for text in texts:
            assert (f"'{text}' is not for everybody [link-missing]" in run.err) is is_kept_back
            assert (site / f"_site/{text}").exists() is not is_kept_back


@pytest.mark.parametrize(
    ("name", "head", "is_kept_back"),
    [
        ("抄.html", "---\nprivate: true\n---\n", True),
        ("抄", "\ufeff+++\ndraft = true\n+++\n", True),
        ("抄.csv", "---\nprivate: false\n---\n", False),
        ("抄.csv", "private: true\n", False),
        ("抄.yml", "---\nprivate: true\n---\n", False),
    ],
)
def test_any_file_may_keep_itself_back_by_front_matter(
    site: Path, kbsite: Kbsite, name: str, head: str, is_kept_back: bool
) -> None:
    write_files(site, {f"content/{name}": head, "content/甲.md": f"[词]({name})\n"})
    run = kbsite("build", "--root", site)
    assert (f"{name!r} is not for everybody" in run.err) is is_kept_back
    assert (site / f"_site/{name}").exists() is not is_kept_back


def test_init_gives_a_folder_that_only_says_what_it_is_examples(
    tmp_path: Path, kbsite: Kbsite
) -> None:
    write_files(tmp_path, {"README.md": "# 说明\n", "CHANGELOG.zh-CN.md": "", "_site/a.md": ""})
    write_files(tmp_path, {"src/README_en.md": "", "venv/lib/site-packages/p/LICENSE.md": ""})
    assert kbsite("init", tmp_path).code == 0
    assert kbsite("build", "--root", tmp_path, "--strict").out.startswith("2 notes")


def test_a_note_may_begin_as_the_name_of_such_a_file(tmp_path: Path, kbsite: Kbsite) -> None:
    write_files(tmp_path, {"Security-笔记.md": GOOD, "README.md": ""})
    assert "\n2 notes are here already" in kbsite("init", tmp_path).out
    assert kbsite("build", "--root", tmp_path).out.startswith("2 notes")


def test_notes_may_be_the_readmes_of_folders(tmp_path: Path, kbsite: Kbsite) -> None:
    write_files(tmp_path, {"算法/README.md": GOOD, "网络/README.md": GOOD})
    assert "\n2 notes are here already" in kbsite("init", tmp_path).out


def test_notes_beside_the_content_folder_are_told_of(site: Path, kbsite: Kbsite) -> None:
    write_files(site, {"README.md": "", "b.md": GOOD, "夹/c.md": GOOD, "_site/d.md": ""})
    told = "info: only content/ is read, and not "
    assert f"{told}1 Markdown file beside it" in kbsite("build", "--root", site).err
    write_files(site, {".obsidian/app.json": "{}"})
    assert f"{told}2 Markdown files beside it" in kbsite("build", "--root", site).err
    assert "content-folder" not in kbsite("build", "--root", site, "--content", ".").err
    write_files(site, {"kbsite.yaml": "content: content\n"})
    assert "content-folder" not in kbsite("build", "--root", site).err


def test_init_refuses_a_folder_that_has_a_site(site: Path, kbsite: Kbsite) -> None:
    before = files_of(site)
    run = kbsite("init", "--root", site)
    sentence = f"kbsite: {site} holds a site already; --deploy-only adds what publishes it\n"
    assert (run.code, run.err) == (2, sentence)
    assert files_of(site) == before


@pytest.mark.parametrize(
    "title",
    ["一: 二 # 三", 'it\'s "so"', "long words " * 20, "第一行\n第二行", "{brace} $x$", "2026"],
)
def test_init_keeps_any_title(tmp_path: Path, kbsite: Kbsite, title: str) -> None:
    assert kbsite("init", tmp_path / "s", "--title", title).code == 0
    run = kbsite("build", "--root", tmp_path / "s", "--json")
    assert run.code == 0, run.out
    page = (tmp_path / "s/_site/index.html").read_text(encoding="utf-8")
    from html import unescape

    assert f"<title>{' '.join(title.split())}</title>" in unescape(page)


def test_version(kbsite: Kbsite) -> None:
    assert kbsite("--version") == (0, f"kbsite {package.__version__}\n", "")


@pytest.mark.parametrize("command", [(), ("build",), ("new",), ("init",), ("schema",)])
def test_every_command_explains_itself(kbsite: Kbsite, command: tuple[str, ...]) -> None:
    run = kbsite(*command, "-h")
    assert run.code == 0
    assert "Usage: " in run.out
