"""`kbsite import` as a whole, with the importer of plain Markdown: every file and every change is
accounted for, importing again changes nothing, and what was written here is never lost."""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import Kbsite, files_of, write_files, zipped
from kbsite.config import Config
from kbsite.importers import kinds
from kbsite.importers.archive import open_source
from kbsite.importers.journal import JOURNAL, Move, finish, move_all
from kbsite.importers.likely import likely_other
from kbsite.importers.memory import FILE_NAME
from kbsite.importers.model import Copy, Counts, Draft, Fate, Line, Made, Options, Source
from kbsite.importers.session import ImportOptions, Session
from kbsite.importers.writing import Writer
from kbsite.urls import nfc

NOTES: dict[str, str | bytes] = {
    "notes/几何/点.md": (
        "---\ntitle: 点 # 一个注释\ntags: [几何]\n---\n"
        "\n$x$ 与 [线](线.markdown)\n\n![图](图.png)\n"
    ),
    "notes/几何/线.markdown": "# 线\n\n回到[点](点.md)。\n\n```py\n[点](点.markdown)\n```\n",
    "notes/几何/图.png": b"\x89PNG",
    "notes/知乎.md": "一\n\n![[公式]](https://www.zhihu.com/equation?tex=%5Ceta) 与 \\(a\\)\n",
    "notes/旧.md": "旧编码".encode("gbk"),
    "notes/.hidden/x.md": "",
    "notes/.DS_Store": b"",
    "notes/坏.md": "---\ntitle: 坏\ndate: 2024-13-45\n---\n文\n",
    "notes/更坏.md": "---\ntitle: [a\nprivate: true\n---\n文\n",
    "notes/开.md": "---\ntitle: 开\nprivate: true\n\n文\n",
}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "notes.zip"
    path.write_bytes(zipped(NOTES))
    return path


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    return folder


def sum_of(before: int, after: int, made: int = 0, lost: int = 0) -> dict[str, int]:
    return {"before": before, "after": after, "made": made, "lost": lost, "unexplained": 0}


def test_markdown_comes_over_and_holds_together(kbsite: Kbsite, source: Path, site: Path) -> None:
    run = kbsite("import", "markdown", source, "--root", site, "--json")
    assert run.code == 0, run.err
    account = json.loads(run.out)
    assert {(one["path"], one["fate"], one["target"], one["why"]) for one in account["files"]} == {
        ("notes/.DS_Store", "skipped", "", "made by the operating system"),
        ("notes/.hidden/x.md", "skipped", "", "a hidden file"),
        ("notes/几何/图.png", "imported", "content/几何/图.png", ""),
        ("notes/几何/点.md", "imported", "content/几何/点.md", ""),
        ("notes/几何/线.markdown", "imported", "content/几何/线.md", ""),
        ("notes/坏.md", "imported", "content/坏.md", ""),
        ("notes/旧.md", "imported", "content/旧.md", "read as GB18030"),
        ("notes/更坏.md", "imported", "content/更坏.md", ""),
        ("notes/开.md", "imported", "content/开.md", ""),
        ("notes/知乎.md", "imported", "content/知乎.md", ""),
    }
    assert account["summary"] == {"imported": 8, "merged": 0, "skipped": 2, "failed": 0}
    assert account["sums"]["formulas"] == sum_of(2, 3, made=1)
    assert account["sums"]["images"] == sum_of(2, 1, lost=1)
    changes = {(c["source"], c["line"], c["target_line"], c["outcome"]) for c in account["changes"]}
    assert changes >= {
        ("notes/几何/点.md", 6, 6, "converted"),
        ("notes/知乎.md", 3, 3, "converted"),
        ("notes/坏.md", 0, 0, "kept"),
        ("notes/更坏.md", 1, 5, "kept"),
    }

    written = {
        path: data.decode(errors="replace") for path, data in files_of(site / "content").items()
    }
    assert written["几何/点.md"] == str(NOTES["notes/几何/点.md"]).replace("线.markdown", "线.md")
    assert written["几何/线.md"] == NOTES["notes/几何/线.markdown"]
    assert written["知乎.md"] == "一\n\n$\\eta$ 与 $a$\n"
    assert written["旧.md"] == "旧编码\n"
    assert written["坏.md"] == "---\ntitle: 坏\nimported-date: '2024-13-45'\n---\n文\n"
    assert written["更坏.md"].startswith("---\ndraft: true\n---\n\n```yaml\n---\ntitle: [a\n")
    assert written["开.md"] == "---\ndraft: true\n---\n" + str(NOTES["notes/开.md"])
    assert "几何/点.md" in (site / "import-markdown.md").read_text(encoding="utf-8")

    checked = json.loads(kbsite("check", "--root", site, "--drafts", "--json").out)
    codes = {one["code"] for one in checked["diagnostics"] if one["severity"] != "info"}
    assert codes <= {"undated", "untagged", "summary-missing", "alt-missing"}, codes


def test_importing_again_changes_nothing(kbsite: Kbsite, source: Path, site: Path) -> None:
    assert kbsite("import", "markdown", source, "--root", site).code == 0
    before = {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in site.rglob("*")}
    run = kbsite("import", "markdown", source, "--root", site)
    assert "8 unchanged" in run.out
    assert {p: (p.stat().st_mtime_ns, p.stat().st_ino) for p in site.rglob("*")} == before


def test_a_dry_run_gives_the_same_account_and_writes_nothing(
    kbsite: Kbsite, source: Path, site: Path
) -> None:
    dry = json.loads(
        kbsite("import", "markdown", source, "--root", site, "--json", "--dry-run").out
    )
    assert list(site.iterdir()) == []
    wet = json.loads(kbsite("import", "markdown", source, "--root", site, "--json").out)
    assert dry.pop("dry_run") and not wet.pop("dry_run")
    assert dry == wet


def test_where_no_note_comes_over_it_is_said(kbsite: Kbsite, tmp_path: Path, site: Path) -> None:
    write_files(tmp_path / "s", {"config/production/hugo.toml": "", "a.txt": "文\n"})
    run = kbsite("import", "hugo", tmp_path / "s", "--root", site)
    assert run.code == 1 and "No note came over" in run.out
    assert "No note came over" in (site / "import-hugo.md").read_text(encoding="utf-8")


ID = "0123456789abcdef" * 2


@pytest.mark.parametrize(
    ("kind", "paths", "likely"),
    [
        ("notion", ["库/.obsidian/app.json", "库/甲.md"], "obsidian"),
        ("obsidian", [f"甲 {ID}.md"], "notion"),
        ("markdown", ["甲.md", f"库 {ID}_all.csv"], "notion"),
        ("hugo", ["b/source/_posts/a.md"], "hexo"),
        ("markdown", ["_posts/2024-05-01-a.md"], "jekyll"),
        ("hexo", ["_posts/2024-05-01-a.md", "_layouts/post.html"], "jekyll"),
        ("hexo", ["_posts/2024-05-01-a.md", "images/a.png"], ""),
        ("jekyll", ["hugo.toml", "content/a.md"], "hugo"),
        ("obsidian", ["source/_posts/a.md", "source/_posts/.obsidian/app.json"], ""),
        ("hexo", ["source/_posts/a.md", "source/_posts/.obsidian/app.json"], ""),
        ("obsidian", [".obsidian/app.json", f"甲/乙 {ID}.md"], ""),
        ("markdown", ["甲.md", f"{ID}.png", "posts/a.md"], ""),
    ],
)
def test_files_tell_of_the_tool_that_was_meant(kind: str, paths: list[str], likely: str) -> None:
    found = likely_other(kind, paths)
    assert (found.kind if found else "") == likely


def test_the_account_says_what_a_source_may_be(kbsite: Kbsite, site: Path, tmp_path: Path) -> None:
    write_files(tmp_path / "库", {".obsidian/app.json": "{}", "甲.md": "[[乙]]\n", "乙.md": "文\n"})
    run = kbsite("import", "notion", tmp_path / "库", "--root", site)
    said = ".obsidian/app.json tells of a vault of Obsidian: kbsite import obsidian reads it as one"
    assert run.code == 0 and said in run.out
    assert "kbsite import obsidian" in (site / "import-notion.md").read_text(encoding="utf-8")
    run = kbsite("import", "notion", tmp_path / "库", "--root", site, "--json")
    assert json.loads(run.out)["likely"] == "obsidian"


def states(kbsite: Kbsite, *arguments: str | Path) -> dict[str, str]:
    """What became of each file, by its name."""
    run = kbsite("import", "markdown", *arguments, "--json")
    return {one["path"]: one["state"] for one in json.loads(run.out)["files"]}


def test_a_newer_source_updates_what_nobody_edited(
    kbsite: Kbsite, tmp_path: Path, site: Path
) -> None:
    """What was edited, moved or written here stays and is named; `--overwrite` takes the source."""
    source, content = tmp_path / "s", site / "content"
    write_files(site, {"content/own.md": "mine\n", "content/Case.md": "mine\n"})
    write_files(source, dict.fromkeys(("a.md", "b.md", "c.md", "own.md", "case.md"), "1\n"))
    write_files(source, {"gone.md": "1\n", "same.bin": b"1"})
    first = states(kbsite, source, "--root", site)
    assert [first[name] for name in ("a.md", "own.md", "case.md")] == ["new", "kept", "kept"]
    assert (content / "own.md").read_text() == "mine\n" and not (content / "case.md").exists()

    write_files(source, {"a.md": "2\n", "b.md": "2\n", "new.md": "2\n", "own.md": "mine\n"})
    (source / "gone.md").unlink()
    (content / "b.md").write_text("edited\n")
    (content / "c.md").unlink()
    run = kbsite("import", "markdown", source, "--root", site, "--json")
    account = json.loads(run.out)
    told = {one["path"]: (one["fate"], one["state"], one["why"]) for one in account["files"]}
    assert told == {
        "a.md": ("imported", "updated", ""),
        "b.md": (
            "skipped",
            "kept",
            "edited here, and newer in the source; --overwrite replaces it",
        ),
        "c.md": ("skipped", "kept", "was moved or deleted here; --overwrite writes it again"),
        "case.md": ("skipped", "kept", "Case.md has this name, or its URL"),
        "new.md": ("imported", "new", ""),
        "own.md": ("imported", "unchanged", ""),
        "same.bin": ("imported", "unchanged", ""),
    }
    assert account["gone"] == ["content/gone.md"] and (content / "gone.md").exists()
    assert (content / "b.md").read_text() == "edited\n"

    (content / "gone.md").unlink()
    forced = states(kbsite, source, "--root", site, "--overwrite")
    assert (forced["b.md"], forced["c.md"], forced["case.md"]) == ("updated", "new", "kept")
    assert (content / "b.md").read_text() == "2\n"
    assert "gone.md" not in (site / FILE_NAME).read_text(encoding="utf-8")


def test_each_folder_is_an_import_of_its_own(kbsite: Kbsite, tmp_path: Path, site: Path) -> None:
    source = write_files(tmp_path / "s", {"a.md": "1\n"})
    for into in ("笔记/x", "笔记/y"):
        assert states(kbsite, source, "--root", site, "--into", into) == {"a.md": "new"}
    assert set(json.loads((site / FILE_NAME).read_text(encoding="utf-8"))["imports"]) == {
        "markdown 笔记/x",
        "markdown 笔记/y",
    }
    assert (site / "import-markdown-笔记-y.md").exists()


def test_a_folder_that_is_there_is_imported_into_whatever_its_name(
    kbsite: Kbsite, tmp_path: Path, site: Path
) -> None:
    source = write_files(tmp_path / "s", {"a.md": "1\n"})
    write_files(site, {"content/为什么?/b.md": "2\n"})
    assert states(kbsite, source, "--root", site, "--into", "为什么?") == {"a.md": "new"}
    assert kbsite("import", "markdown", source, "--root", site, "--into", "怎么?").code == 2


def test_a_file_in_the_place_of_another_one_gets_a_second_name(
    kbsite: Kbsite, tmp_path: Path, site: Path
) -> None:
    """Its notes show their own picture, whichever import the other one is of."""
    for kind, note, picture in (("markdown", "一", b"1"), ("obsidian", "二", b"2")):
        text = "![图](图/1.png) ![[1.png]] ![同](图/同.png)\n"
        files: dict[str, str | bytes] = {
            f"{note}.md": text,
            "图/1.png": picture,
            "图/同.png": b"0",
            "图/own.png": picture,
        }
        write_files(tmp_path / kind, files)
    write_files(site, {"content/图/Own.png": b"3"})
    for _ in range(2):
        for kind in ("markdown", "obsidian"):
            assert kbsite("import", kind, tmp_path / kind, "--root", site).code == 0
    content = site / "content"
    assert {path.name: path.read_bytes() for path in (content / "图").iterdir()} == {
        "Own.png": b"3",
        "own-2.png": b"1",
        "own-3.png": b"2",
        "1.png": b"1",
        "1-2.png": b"2",
        "同.png": b"0",
    }
    assert (content / "一.md").read_text() == "![图](图/1.png) ![[1.png]] ![同](图/同.png)\n"
    shown = "![图](图/1-2.png) ![[图/1-2.png]] ![同](图/同.png)\n"
    assert (content / "二.md").read_text() == shown

    # What was edited here is no other file.
    (content / "图/1-2.png").write_bytes(b"4")
    write_files(tmp_path / "obsidian", {"图/1.png": b"5"})
    run = kbsite("import", "obsidian", tmp_path / "obsidian", "--root", site, "--json")
    told = {one["path"]: one["why"] for one in json.loads(run.out)["files"]}
    assert told["图/1.png"].startswith("edited here, and newer in the source")


def test_what_came_to_the_site_makes_no_other_source(
    kbsite: Kbsite, tmp_path: Path, site: Path
) -> None:
    source = write_files(tmp_path / "s", {"子/乙.md": "[[丙]]\n", "丙.md": "文\n"})

    def told() -> tuple[str, str]:
        run = kbsite("import", "obsidian", source, "--into", "库", "--root", site, "--json")
        (one,) = (one for one in json.loads(run.out)["files"] if one["path"] == "子/乙.md")
        return one["state"], one["why"]

    assert told() == ("new", "")
    note = site / "content/库/子/乙.md"
    note.write_text(note.read_text() + "改\n")
    write_files(site, {"content/自/丙.md": "别\n"})
    for _ in range(2):
        assert told() == ("unchanged", "edited here")
    write_files(source, {"子/乙.md": "[[丁]]\n"})
    assert told()[1].startswith("edited here, and newer in the source")


def test_overwriting_takes_a_file_that_has_the_very_path(
    kbsite: Kbsite, tmp_path: Path, site: Path
) -> None:
    source = write_files(tmp_path / "s", {"a.md": "![](1.png)\n", "1.png": b"1"})
    write_files(site, {"content/1.png": b"2"})
    assert states(kbsite, source, "--root", site, "--overwrite")["1.png"] == "updated"
    assert (site / "content/a.md").read_text() == "![](1.png)\n"


TEMPLATES = '{"folder": "content/T"}'
NFD = "Cafe\u0301"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("markdown", "{tmp}/none.zip"), "there is no file or folder"),
        (("markdown", "{tmp}/a.rar"), "neither a folder nor a zip archive"),
        (("evernote", "{tmp}/s"), "there is no importer 'evernote'; known: "),
        (("markdown", "{tmp}/s", "--into", "../x"), "no folder below"),
        (("markdown", "{tmp}/s", "--into", "/x"), "no folder below"),
        (("markdown", "{tmp}/s", "--into", ".git"), "no folder below"),
        (("markdown", "{tmp}/s", "--into", "a/con"), "no folder below"),
        (("markdown", "{tmp}/s", "--into", "link"), "leaves the folder of notes"),
        (("markdown", "{tmp}/s", "--into", "库"), "'库' would be no part of the site"),
        (("markdown", "{tmp}/s", "--into", "稿"), "'稿' would be no part of the site"),
        (("markdown", "{tmp}/s", "--into", "稿/深"), "'稿/深' would be no part of the site"),
        (("markdown", "{tmp}/s", "--into", NFD), "would be no part of the site"),
        (("markdown", "{tmp}/s", "--into", "T/x"), "'T/x' would be no part of the site"),
        (("markdown", "{tmp}/site/content"), "lie in one another"),
        (("markdown", "{tmp}"), "lie in one another"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(
    kbsite: Kbsite, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    settings = {
        "kbsite.yaml": f'ignore: [库/, "稿/**", {nfc(NFD)}/]\n',
        ".obsidian/templates.json": TEMPLATES,
    }
    site = write_files(tmp_path / "site", {"content/a.md": "x", **settings})
    (site / "content/link").symlink_to(tmp_path, target_is_directory=True)
    write_files(tmp_path, {"a.rar": "x", "s/a.md": "y"})
    before = files_of(site)
    run = kbsite("import", *(part.format(tmp=tmp_path) for part in arguments), "--root", site)
    assert run.code == 2 and said in run.err, run
    assert files_of(site) == before


def test_a_damaged_memory_is_refused(kbsite: Kbsite, source: Path, site: Path) -> None:
    """As a merge may leave it: without it every note would seem to be edited."""
    (site / FILE_NAME).write_text("<<<<<<< HEAD")
    run = kbsite("import", "markdown", source, "--root", site)
    assert run.code == 2 and "is damaged" in run.err


@pytest.mark.parametrize("kind", sorted(kinds.IMPORTERS))
def test_an_account_is_no_note_beside_the_content_folder(
    kind: str, tmp_path: Path, kbsite: Kbsite
) -> None:
    site = write_files(tmp_path / "site", {"content/甲.md": "文\n"})
    for name in (f"import-{kind}.md", f"import-{kind}-旧-笔记.md"):
        (site / name).write_text("# Import\n", encoding="utf-8")
    assert "content-folder" not in kbsite("build", "--root", site).err
    (site / "import-x.md").write_text("文\n", encoding="utf-8")
    assert "not 1 Markdown file beside it" in kbsite("build", "--root", site).err


def stubborn(source: Source, options: Options) -> Iterator[Made]:
    """An importer that has faults."""
    first, second, third, *_ = source.entries
    lines = [Line("![x](y)", 1)]
    note = Draft(first.path, "1", "a/b.md", {"title": "t"}, lines, [], Counts(images=3))
    yield note
    yield note
    yield Copy(second, "../out.bin")
    yield Copy(third, "a/b.md/c.bin")
    yield Fate("unknown", "skipped")


def test_an_importer_cannot_do_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(kinds.IMPORTERS, "stubborn", stubborn)
    source = write_files(tmp_path / "s", dict.fromkeys("abcde", "x"))
    site = tmp_path / "site"
    site.mkdir()
    account = imported(site, source, "stubborn")
    fates = {one.path: (one.fate, one.why) for one in account.files}
    assert fates["a"] == ("imported", "")
    assert fates["b"][0] == "skipped" and "no path for a file" in fates["b"][1]
    assert fates["c"][0] == "failed"
    assert fates["d"][0] == fates["e"][0] == "failed" and "lost sight" in fates["d"][1]
    assert account.sums["images"].unexplained and account.has_failed
    assert not (tmp_path / "out.bin").exists()


def imported(site: Path, source: Path, kind: str = "markdown", **options: Any) -> Any:
    (site / ".kbsite").mkdir(exist_ok=True)
    session = Session(site, Config(), kind, ImportOptions(**options))
    with open_source(source) as archive:
        return session.run(archive, lambda count: None)[0]


#: What runs or decides a site that lies in one folder with its notes, and what is as any file.
OWN_FILES = [
    *("kbsite.yaml", "KBSITE.yml", "kbsite.yaml.txt", "kb\u200dsite.yaml", "子/kbsite.yaml"),
    *("evil.py", "msgspec/__init__.py", "Makefile", "netlify.toml", "tools/rules.py"),
    *("tools/helper.py", "Templates/note.html", "ſtatic/root/CNAME", "_site/a.html"),
    *("public/a.html", "content/a.md", ".github/x.yml"),
]
AS_ANY = ["a.md", "子/evil.py", "子/templates/x.html", "子/Makefile", "x.yaml", "子/content/b.md"]


@pytest.mark.parametrize("kind", ["markdown", "obsidian", "hexo", "hugo", "jekyll", "notion"])
def test_what_a_site_runs_comes_from_no_archive(kbsite: Kbsite, tmp_path: Path, kind: str) -> None:
    prefix = {"hexo": "source/", "hugo": "content/"}.get(kind, "")
    names = [*OWN_FILES, *AS_ANY]
    files: dict[str, str | bytes] = {f"{prefix}{name}": f"# {name}\n" for name in names}
    (tmp_path / "s.zip").write_bytes(zipped(files))
    settings = 'output: public\nextensions: ["tools/rules.py:rule"]\n'
    before = {"kbsite.yaml": settings, "own.md": "", "tools/rules.py": "def rule(md): pass\n"}
    site = write_files(tmp_path / "site", before)
    run = kbsite("import", kind, tmp_path / "s.zip", "--root", site, "--overwrite", "--json")
    written = {name: data.decode() for name, data in files_of(site).items()}
    assert {name: written[name] for name in before} == before
    told = {one["path"]: one for one in json.loads(run.out)["files"]}
    kept = (".kbsite/", ".kbsite-imports.json", f".import-{kind}.md")
    new = {name for name in written if name not in before and not name.startswith(kept)}
    assert new == {one["target"] for one in told.values() if one["fate"] == "imported"}
    if kind in ("markdown", "obsidian"):
        renamed = ["Templates-2/note.html", "ſtatic-2/root/CNAME", "public-2/a.html"]
        assert new == {*AS_ANY, *renamed, "content-2/a.md"}
        assert "the configuration of a site" in told["kbsite.yaml"]["why"]
        assert "--into" in told["Makefile"]["why"]
    folders = {name.split("/")[0].casefold() for name in new if "/" in name}
    assert not folders & {"templates", "static", "_site", "public", "content", "node_modules"}
    assert not [name for name in new if Path(name).name.casefold().startswith("kbsite.y")]
    assert not {"evil.py", "Makefile", "msgspec/__init__.py", "tools/helper.py"} & new


def test_notes_in_a_folder_named_as_one_of_the_site_get_another(
    kbsite: Kbsite, tmp_path: Path
) -> None:
    notes = {"templates/a.md": "", "甲.md": "[一](templates/a.md) [二](Static/b.md)\n"}
    more = {"Static/b.md": "", "node_modules/c.md": "", "Build/Out/d.md": "", "build/e.md": ""}
    (tmp_path / "s.zip").write_bytes(zipped({**notes, **more}))
    settings = "content: .\noutput: build/out\n"
    site = write_files(tmp_path / "site", {"kbsite.yaml": settings})
    for _ in range(2):
        run = kbsite("import", "markdown", tmp_path / "s.zip", "--root", site)
        assert run.code == 0, run.err
        written = {name for name in files_of(site) if name.endswith(".md") and name[0] != "."}
        new = {"templates-2/a.md", "Static-2/b.md", "Build/Out-2/d.md", "build-2/e.md", "甲.md"}
        assert written == new
    assert (site / "甲.md").read_text("utf-8") == "[一](templates-2/a.md) [二](Static-2/b.md)\n"
    kbsite("import", "markdown", tmp_path / "s.zip", "--root", site, "--into", "夹")
    assert (site / "夹/templates/a.md").exists()


def test_folders_of_a_site_are_any_folders_where_its_notes_have_their_own(
    kbsite: Kbsite, tmp_path: Path
) -> None:
    names = ["a.md", "templates/x.html", "static/x.js", "content/b.md", "Makefile", "x/x.py"]
    own = ["kbsite.yaml", "x/kbsite.yml", "rules.py", "helper.py"]
    (tmp_path / "s.zip").write_bytes(zipped(dict.fromkeys([*names, *own], "x\n")))
    extensions = 'extensions: ["content/rules.py:rule"]\n'
    site = write_files(tmp_path / "site", {"content/own.md": "", "kbsite.yaml": extensions})
    run = kbsite("import", "markdown", tmp_path / "s.zip", "--root", site)
    assert run.code == 0, run.err
    assert set(files_of(site / "content")) == {*names, "own.md"}
    assert (site / "kbsite.yaml").read_text() == extensions


def test_a_full_disk_is_told_of_by_the_file_that_has_no_room(
    source: Path, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "disk full")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="disk full") as caught:
        imported(site, source)
    assert Path(caught.value.filename).is_relative_to(site / "content")


@pytest.mark.parametrize("fault", [KeyboardInterrupt(), OSError(errno.ENOSPC, "disk full")])
def test_what_stops_half_way_leaves_all_as_it_was(
    source: Path, site: Path, monkeypatch: pytest.MonkeyPatch, fault: BaseException
) -> None:
    write_files(site, {"content/own.md": "mine"})
    before = files_of(site)
    saved = Writer.data
    calls = iter(range(100))

    def stop(*arguments: Any, **named: Any) -> Any:
        if next(calls) == 3:
            raise fault
        return saved(*arguments, **named)

    monkeypatch.setattr(Writer, "data", stop)
    with pytest.raises(type(fault)):
        imported(site, source)
    assert files_of(site) == before


@pytest.mark.parametrize("is_first", [True, False])
def test_what_was_killed_while_it_moved_is_finished(
    source: Path, site: Path, is_first: bool
) -> None:
    """A journal names what is still to be moved; the memory comes last. A folder that was not there
    is there whole or not at all."""
    folder = site / ".kbsite"
    staged = write_files(folder / ".import-staging-x", {"files/几何/a.md": "1", "memory": "{}"})
    moves = [
        Move(staged / "files/几何/a.md", site / "content/几何/a.md", "a.md"),
        Move(staged / "memory", site / FILE_NAME, FILE_NAME),
    ]

    with pytest.MonkeyPatch.context() as patch, pytest.raises(Killed):
        patch.setattr("kbsite.importers.journal._carry_out", killed)
        if not is_first:
            write_files(site, {"content/b.md": "2"})
        move_all(site, moves, (staged / "files", site / "content"))
    assert (folder / JOURNAL).exists()
    assert (site / "content/几何/a.md").exists() == is_first
    assert finish(site) and not finish(site)
    assert (site / "content/几何/a.md").read_text() == "1" and (site / FILE_NAME).exists()


class Killed(BaseException):
    """What nothing catches."""


def killed(moves: object) -> None:
    raise Killed


def test_what_cannot_be_put_in_its_place_has_failed(
    source: Path, site: Path, kbsite: Kbsite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not remembered, so that the next import writes it."""
    write_files(site, {"content/自己的.md": "已有\n"})
    replace = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if self.name == "知乎.md":
            raise PermissionError(errno.EACCES, "Permission denied")
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", refuse)
        run = kbsite("import", "markdown", source, "--root", site)
    assert run.code == 1 and "知乎.md: cannot be written: Permission denied" in run.out
    assert states(kbsite, source, "--root", site)["notes/知乎.md"] == "new"


NAME = st.sampled_from(
    ["a", "A", "é", "e\u0301", "con", "x.", " y ", "a b", "a-b", "index", "字" * 80, "b#c", "[d]"]
)
TREE = st.dictionaries(
    st.lists(NAME, min_size=1, max_size=3).map("/".join),
    st.sampled_from([".md", ".markdown", ".png", "", ".MD"]),
    max_size=8,
)


@given(TREE, st.sampled_from(["", "i", "i/j"]))
@settings(max_examples=15)
def test_every_file_has_one_fate_and_a_place_of_its_own(
    tmp_path_factory: pytest.TempPathFactory, tree: dict[str, str], into: str
) -> None:
    folder = tmp_path_factory.mktemp("tree")
    site = folder / "site"
    site.mkdir()
    names = [f"{path}{suffix}" for path, suffix in tree.items()]
    (folder / "s.zip").write_bytes(zipped({name: f"{name}\n" for name in names}))
    account = imported(site, folder / "s.zip", into=into)
    assert len(account.files) == len({one.path for one in account.files}) == len(names)
    content = files_of(site / "content")
    targets = [one.target.removeprefix("content/") for one in account.of("imported")]
    assert sorted(targets) == sorted(content) and len(targets) == len(set(targets)) == len(names)
    assert {one.casefold() for one in targets} == {one.casefold() for one in content}
    assert all(target.startswith(into) for target in targets)
    assert sorted(data.decode() for data in content.values()) == sorted(f"{n}\n" for n in names)
    before = files_of(site)
    assert imported(site, folder / "s.zip", into=into).is_quiet
    assert files_of(site) == before
    shutil.rmtree(folder)
