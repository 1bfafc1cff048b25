"""The command line: every command and option, exit codes 0 (well), 1 (the notes are at fault),
2 (usage or environment), and a sentence in place of every traceback."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import msgspec
import pytest

import kbsite as package
from conftest import Kbsite, build_site, files_of, write_files
from kbsite.cli import cli
from kbsite.config import Config, load_config
from kbsite.engine import BuildOptions, Engine
from kbsite.nouns.sources import Seen, Sources
from kbsite.scan import scan_site
from kbsite.scanning.file_facts import read_facts
from kbsite.settings.config_file import is_no_site
from kbsite.words.globs import matcher

GOOD = "---\ntitle: 好\ndate: 2026-01-01\n---\n\n文。\n"
WARNS = "---\ntitle: 警\n---\n\n[[没有]]\n"
WRONG = "---\ntitle: [错\n---\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with one good note and no configuration."""
    return write_files(tmp_path / "site", {"content/好.md": GOOD})


# --- build: exit codes and what is printed ---


def test_a_folder_that_holds_only_notes_builds(site: Path, kbsite: Kbsite) -> None:
    run = kbsite("build", "--root", site)
    assert run.code == 0
    assert run.out.startswith("1 note, 8 pages in ")
    assert run.out.endswith(f" files written, 0 removed in {site / '_site'}\n")
    assert (site / "_site/好/index.html").exists()


def test_a_warning_does_not_fail_the_build(site: Path, kbsite: Kbsite) -> None:
    write_files(site, {"content/警.md": WARNS})
    run = kbsite("build", "--root", site)
    assert run.code == 0
    assert "警.md:5:1: warning: there is no note or file '没有' [link-missing]" in run.err
    assert run.out.endswith("; 1 warning\n")
    assert (site / "_site/警/index.html").exists()


def test_an_error_drops_its_note_publishes_the_rest_and_exits_1(site: Path, kbsite: Kbsite) -> None:
    write_files(site, {"content/错.md": WRONG})
    run = kbsite("build", "--root", site)
    assert run.code == 1
    assert "错.md:3:1: error: " in run.err
    assert run.out.endswith("; 1 error\n")
    assert (site / "_site/好/index.html").exists()
    assert not (site / "_site/错").exists()


def test_diagnostics_name_files_from_the_site_folder(site: Path, kbsite: Kbsite) -> None:
    """So that an editor's terminal can open them."""
    write_files(site, {"content/警.md": WARNS})
    line = kbsite("build", "--root", site).err.splitlines()[-1]
    assert (site / line.split(":")[0]).exists(), line


@pytest.mark.parametrize("note", [WARNS, WRONG])
def test_strict_fails_and_publishes_nothing(site: Path, kbsite: Kbsite, note: str) -> None:
    kbsite("build", "--root", site)
    before = files_of(site / "_site")
    write_files(site, {"content/二.md": note, "content/好.md": GOOD + "改过。\n"})
    run = kbsite("build", "--root", site, "--strict")
    assert run.code == 1
    assert files_of(site / "_site") == before


def test_strict_publishes_a_clean_site(site: Path, kbsite: Kbsite) -> None:
    assert kbsite("build", "--root", site, "--strict").code == 0
    assert (site / "_site/index.html").exists()


def test_strict_refuses_a_permalink_collision(site: Path, kbsite: Kbsite) -> None:
    write_files(site, {"content/二.md": "---\npermalink: /好/\n---\n"})
    run = kbsite("build", "--root", site, "--strict")
    assert run.code == 1
    assert "[permalink-collision]" in run.err
    assert not (site / "_site").exists()


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("content: nope", "1:10: error: there is no folder of notes at nope [config]"),
        ("output: .", "1:9: error: the output folder . holds the notes; choose another [config]"),
        ("output: static", "1:9: error: the output folder static is not apart from "),
    ],
)
def test_a_folder_that_cannot_be_is_told_with_its_line(
    site: Path, kbsite: Kbsite, written: str, said: str
) -> None:
    write_files(site, {"kbsite.yaml": f"{written}\n", "static/a.css": ""})
    run = kbsite("build", "--root", site)
    assert run.code == 2 and f"kbsite.yaml:{said}" in run.err


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("..", "the slug '..' is not a path inside the site [permalink]"),
        ("好", "[permalink-collision]"),
    ],
)
def test_a_slug_that_cannot_be_is_told_with_its_line(
    site: Path, kbsite: Kbsite, slug: str, said: str
) -> None:
    write_files(site, {"content/龙.md": f"---\ntitle: 龙\nslug: {slug}\n---\n"})
    run = kbsite("build", "--root", site)
    assert run.code == 1
    assert "content/龙.md:3:1: error: " in run.err and said in run.err


def test_a_slug_is_one_name(site: Path, kbsite: Kbsite) -> None:
    write_files(site, {"content/夹/龙.md": "---\ntitle: 龙\nslug: a/b\n---\n"})
    run = kbsite("build", "--root", site)
    assert run.code == 0 and (site / "_site/夹/a-b/index.html").exists()
    said = "warning: the slug 'a/b' is one name: its `/` is `-` in /夹/a-b/ [permalink]"
    assert f"content/夹/龙.md:3:1: {said}\n    Write a path as `permalink`." in run.err
    # What goes before it means nothing then.
    write_files(site, {"content/夹/龙.md": "---\nslug: a/b\npermalink: /a/b/\n---\n"})
    assert "[permalink]" not in kbsite("build", "--root", site).err


@pytest.mark.parametrize("url", ["/_kbsite/page/", "/_KBSITE/a.html"])
def test_what_the_preview_has_a_meaning_for_is_no_permalink(
    site: Path, kbsite: Kbsite, url: str
) -> None:
    write_files(site, {"content/二.md": f"---\npermalink: {url}\n---\n"})
    run = kbsite("build", "--root", site)
    assert run.code == 1
    assert "which kbsite itself uses" in run.err
    assert "[permalink-collision]" in run.err


@pytest.mark.parametrize("url", ["/_kbsite/page/", "/.git/a.html", "/.nojekyll"])
def test_nothing_is_redirected_from_what_others_have_a_meaning_for(
    site: Path, kbsite: Kbsite, url: str
) -> None:
    write_files(site, {"content/三.md": f"---\nredirect_from: {url}\n---\n"})
    run = kbsite("build", "--root", site)
    assert "which kbsite itself uses" in run.err
    assert "[redirect-collision]" in run.err


def test_quiet_says_nothing_where_nothing_failed(site: Path, kbsite: Kbsite) -> None:
    write_files(site, {"content/警.md": WARNS})
    assert kbsite("build", "--root", site, "-q") == (0, "", "")


def test_quiet_says_why_it_failed(site: Path, kbsite: Kbsite) -> None:
    write_files(site, {"content/错.md": WRONG})
    run = kbsite("build", "--root", site, "--quiet")
    assert (run.code, run.out) == (1, "")
    assert "错.md:3:1: error: " in run.err
    assert "info:" not in run.err


def test_more_than_twenty_warnings_are_grouped_by_code(site: Path, kbsite: Kbsite) -> None:
    links = "\n\n".join(f"[[没有{number}]]" for number in range(30))
    write_files(site, {"content/多.md": links})
    grouped = kbsite("build", "--root", site)
    assert grouped.err.count("[link-missing]") == 4
    assert "… and 27 more [link-missing] (-v shows all)" in grouped.err
    every = kbsite("build", "--root", site, "-v")
    assert every.err.count("[link-missing]") == 30


def test_json_has_exactly_these_keys(site: Path, kbsite: Kbsite) -> None:
    write_files(site, {"content/警.md": WARNS, "content/错.md": WRONG})
    run = kbsite("build", "--root", site, "--json")
    assert (run.code, run.err) == (1, "")
    report = json.loads(run.out)
    assert list(report) == ["notes", "pages", "written", "removed", "seconds", "diagnostics"]
    assert (report["notes"], report["pages"], report["removed"]) == (2, 9, 0)
    assert report["written"] > 6
    assert 0 < report["seconds"] < 60
    for diagnostic in report["diagnostics"]:
        assert list(diagnostic) == [
            "code", "severity", "path", "line", "column", "message", "hint"
        ]  # fmt: skip
    missing = next(d for d in report["diagnostics"] if d["code"] == "link-missing")
    assert (missing["severity"], missing["line"], missing["column"]) == ("warning", 5, 1)


@pytest.mark.parametrize("code_page", ["cp936", "cp1252", "ascii", "utf-8"])
def test_json_can_be_read_whatever_the_console_takes(
    site: Path, code_page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows gives a program whose output goes to a file the code page of its language."""
    write_files(site, {"content/é.md": "见[[无🚀]]。\n"})
    kept = io.BytesIO()
    stream = io.TextIOWrapper(kept, code_page, errors="backslashreplace")
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", stream)
        for arguments in (("build", "--json"), ("check", "--json"), ("schema",)):
            root = () if arguments == ("schema",) else ("--root", site)
            with pytest.raises(SystemExit):
                cli([*map(str, (*arguments, *root))])
            stream.flush()
            report = json.loads(kept.getvalue())
            kept.truncate(kept.seek(0))
            if root:
                found = next(d for d in report["diagnostics"] if d["code"] == "link-missing")
                assert found["path"] == "content/é.md"
                assert "无🚀" in found["message"]


def test_json_tells_of_a_wrong_configuration_too(site: Path, kbsite: Kbsite) -> None:
    write_files(site, {"kbsite.yaml": "titel: a\n"})
    run = kbsite("build", "--root", site, "--json")
    report = json.loads(run.out)
    assert (run.code, report["notes"], report["written"]) == (2, 0, 0)
    assert report["diagnostics"][0]["code"] == "config"


# --- build: options ---


def test_content_and_output_are_taken_from_the_site_folder(site: Path, kbsite: Kbsite) -> None:
    write_files(site, {"notes/甲.md": GOOD})
    assert kbsite("build", "--root", site, "--content", "notes", "--output", "out/www").code == 0
    assert (site / "out/www/甲/index.html").exists()
    assert not (site / "_site").exists()


def test_output_may_be_anywhere(site: Path, kbsite: Kbsite, tmp_path: Path) -> None:
    assert kbsite("build", "--root", site, "--output", tmp_path / "elsewhere").code == 0
    assert (tmp_path / "elsewhere/index.html").exists()


def test_the_root_is_here_where_none_is_given(
    site: Path, kbsite: Kbsite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(site)
    assert kbsite("build").code == 0
    assert (site / "_site/index.html").exists()


@pytest.mark.parametrize("command", ["build", "check", "serve"])
def test_within_a_site_the_root_has_to_be_named(
    command: str, site: Path, kbsite: Kbsite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A part of it would be read without its configuration."""
    write_files(site, {"kbsite.yaml": "title: 夜航\n", "content/深/a.md": GOOD})
    monkeypatch.chdir(site / "content/深")
    run = kbsite(command)
    assert run.code == 2
    assert f"there is no kbsite.yaml here, but one in {site.resolve()}; say --root " in run.err
    assert sorted(path.name for path in Path.cwd().iterdir()) == ["a.md"]
    if command != "serve":
        assert kbsite(command, "--root", ".").code == 0
        assert kbsite(command, "--root", site).code == 0


def test_commands_in_a_folder_of_notes_take_the_site_around_it(
    site: Path, kbsite: Kbsite, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whole, with its links; what is written comes where they say."""
    write_files(tmp_path / "vault", {"外.md": "文字\n"})
    notes = {"content/深/a.md": GOOD, "content/深/b.md": GOOD, "content/c.md": "[[深/a]]\n"}
    write_files(site, {"kbsite.yaml": "title: 夜航\n", **notes})
    monkeypatch.chdir(site / "content/深")
    assert kbsite("mv", "a.md", "甲.md", "--yes").code == 0
    assert (site / "content/c.md").read_text(encoding="utf-8") == "[[深/甲]]\n"
    assert kbsite("new", "新").code == 0
    assert kbsite("import", "markdown", tmp_path / "vault").code == 0
    assert kbsite("eject", "note.html").code == 0
    assert (site / "content/外.md").exists() and (site / "templates/note.html").exists()
    assert sorted(path.name for path in Path.cwd().iterdir()) == ["b.md", "新.md", "甲.md"]


def test_elsewhere_in_a_site_the_root_has_to_be_named(
    site: Path, kbsite: Kbsite, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(site, {"kbsite.yaml": "title: 夜航\n", "other/a.md": GOOD})
    monkeypatch.chdir(site / "other")
    run = kbsite("new", "新")
    assert (run.code, "say --root " in run.err) == (2, True)
    assert kbsite("new", "新", "--root", ".").code == 0


@pytest.mark.parametrize("name", ["kbsite.yml", "kbsite.yaml.txt", "Kbsite.yml"])
def test_a_configuration_by_another_name_is_not_ignored(
    name: str, site: Path, kbsite: Kbsite
) -> None:
    write_files(site, {name: "publish: marked\n"})
    for command in (["build"], ["check"], ["new", "新"], ["init", "--deploy-only"]):
        run = kbsite(*command, "--root", site)
        assert run.code == 2
        assert f"{name}: " in run.err + run.out
        assert "did you mean kbsite.yaml?" in run.err + run.out
    (site / "content").rename(site / "notes")
    assert "did you mean kbsite.yaml?" in kbsite("init", site).err


def test_a_configuration_that_leads_to_nothing_is_not_ignored(site: Path, kbsite: Kbsite) -> None:
    (site / "kbsite.yaml").unlink(missing_ok=True)
    (site / "kbsite.yaml").symlink_to("gone.yaml")
    run = kbsite("build", "--root", site)
    assert run.code == 2
    assert "a symbolic link that leads to nothing" in run.err


def test_base_url_is_honoured(site: Path, kbsite: Kbsite) -> None:
    kbsite("build", "--root", site, "--base-url", "https://name.github.io/notes/")
    page = (site / "_site/好/index.html").read_text(encoding="utf-8")
    assert '<link rel="canonical" href="https://name.github.io/notes/%E5%A5%BD/">' in page
    assert 'href="/notes/tags/"' in page


@pytest.mark.parametrize(
    "url",
    [
        *(
            "name.github.io/notes",
            "ftp://a.example/",
            "https://a.example/?q",
            "/notes/",
            "https://",
        ),
        *(
            "https://e.com/../x/",
            "https://e.com/a/%2E./",
            # Links of such a site would lead to another host.
            "https://e.com//f.com/",
            "https://e.com/%2ff.com/",
            "https://e.com/a%2F..%2fb/",
            "https://e.com:99999/",
            "https://e.com:0/",
        ),
    ],
)
def test_a_base_url_that_is_none_is_refused(site: Path, kbsite: Kbsite, url: str) -> None:
    run = kbsite("build", "--root", site, "--base-url", url)
    assert run.code == 2
    assert "--base-url" in run.err
    assert not (site / "_site").exists()


@pytest.mark.parametrize("option", ["--content", "--output"])
def test_an_empty_folder_name_is_refused(site: Path, kbsite: Kbsite, option: str) -> None:
    run = kbsite("build", "--root", site, option, "")
    assert run.code == 2
    assert option in run.err


@pytest.mark.parametrize("folder", ["content", ".", "..", "content/.."])
def test_an_output_folder_that_holds_the_notes_is_refused(
    site: Path, kbsite: Kbsite, folder: str
) -> None:
    before = files_of(site)
    run = kbsite("build", "--root", site, "--output", folder)
    assert run.code == 2
    assert "holds the notes" in run.err
    assert files_of(site) == before


@pytest.mark.parametrize(
    "folder",
    ["static", "templates/deep", "static/../static", ".kbsite", ".git", ".git/hooks", "ext", "."],
)
def test_an_output_folder_that_the_site_is_made_from_is_refused(
    site: Path, kbsite: Kbsite, folder: str
) -> None:
    """`static` grew with each build, and `templates` took the page 404 for a template."""
    rule = "def rule(markdown):\n    pass\n"
    write_files(site, {"kbsite.yaml": "extensions: [ext/mine.py:rule]\n", "ext/mine.py": rule})
    before = files_of(site)
    run = kbsite("build", "--root", site, "--output", folder)
    assert run.code == 2
    assert run.err.endswith("; choose another\n")
    assert {path for path in files_of(site) if not path.startswith(".kbsite")} == set(before)


def test_another_name_of_such_a_folder_is_refused_too(site: Path, kbsite: Kbsite) -> None:
    (site / "static").mkdir()
    (site / "out").symlink_to("static", target_is_directory=True)
    run = kbsite("build", "--root", site, "--output", "out/www")
    assert run.code == 2
    assert "is not apart from" in run.err


def test_code_right_in_the_site_folder_leaves_the_output_where_it_is(
    site: Path, kbsite: Kbsite
) -> None:
    rule = "def rule(markdown):\n    pass\n"
    write_files(site, {"kbsite.yaml": "extensions: [mine.py:rule]\n", "mine.py": rule})
    assert kbsite("build", "--root", site).code == 0
    (site / "content").rename(site / "../notes")
    (site / "content").symlink_to("../notes", target_is_directory=True)
    assert kbsite("build", "--root", site).code == 0


def test_code_among_the_notes_is_apart_from_an_output_there(site: Path, kbsite: Kbsite) -> None:
    rule = "def rule(markdown):\n    pass\n"
    write_files(site, {"kbsite.yaml": "extensions: [content/e.py:rule]\n", "content/e.py": rule})
    assert kbsite("build", "--root", site, "--output", "content/pub").code == 0
    assert "is not apart from" in kbsite("build", "--root", site, "--output", "content/e.py").err


@pytest.mark.parametrize("entry", [":rule", ".", "", "ext:rule", "_site/no.py:rule", "x" * 300])
def test_a_faulty_extension_is_no_fault_of_the_output(
    site: Path, kbsite: Kbsite, entry: str
) -> None:
    write_files(site, {"kbsite.yaml": f'extensions: ["{entry}"]\n', "ext/a.py": ""})
    run = kbsite("build", "--root", site)
    assert run.code == 1
    assert "the output folder" not in run.err
    assert "kbsite.yaml:1:14: error: `extensions`" in run.err


@pytest.mark.parametrize("folder", ["../elsewhere", ".hidden"])
def test_a_folder_of_others_is_written_to_only_when_told(
    site: Path, kbsite: Kbsite, folder: str
) -> None:
    write_files(site / folder, {"passwd": "theirs", ".git": "gitdir: x"})
    run = kbsite("build", "--root", site, "--output", folder)
    assert run.code == 2
    assert "holds files that kbsite did not write; choose one that is empty" in run.err
    assert files_of(site / folder) == {"passwd": b"theirs", ".git": b"gitdir: x"}
    write_files(site / folder, {".kbsite-manifest.json": ""})
    for _ in range(2):
        assert kbsite("build", "--root", site, "--output", folder).code == 0
    assert (site / folder / "passwd").read_text() == "theirs"


def test_a_home_folder_is_no_site_though_all_in_it_is_hidden(
    site: Path, kbsite: Kbsite, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = write_files(site / "../home", {".profile": "theirs"})
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(home))
    run = kbsite("build", "--root", site, "--output", home)
    assert run.code == 2 and "is a home folder; choose one in it" in run.err
    assert files_of(home) == {".profile": b"theirs"}
    assert kbsite("build", "--root", site, "--output", home / "site").code == 0


def test_notes_are_not_taken_for_a_site(site: Path, kbsite: Kbsite) -> None:
    """What lies in the output folder is not read: they would be gone from the site."""
    notes: dict[str, str | bytes] = {"丁/戊.md": "# 戊\n", "a.png": b"", ".x/a.md": ""}
    write_files(site / "content/丙", notes)
    run = kbsite("build", "--root", site, "--output", "content/丙")
    assert (
        run.code == 2 and "content/丙 holds the note 丁/戊.md, which would not be read" in run.err
    )
    assert files_of(site / "content/丙").keys() == notes.keys()
    (site / "content/丙/丁/戊.md").unlink()
    for _ in range(2):
        assert kbsite("build", "--root", site, "--output", "content/丙").code == 0


def test_twins_and_what_a_branch_says_of_itself_are_no_notes(site: Path, kbsite: Kbsite) -> None:
    write_files(site, {"kbsite.yaml": "content: .\n"})
    write_files(site / "_site", {".git": "gitdir: x", "README.md": "# 发布\n"})
    assert kbsite("build", "--root", site).code == 0
    # As where it was fetched without what is hidden: there are twins of pages in it.
    (site / "_site/.kbsite-manifest.json").unlink()
    assert [*(site / "_site").rglob("index.md")]
    run = kbsite("build", "--root", site)
    assert run.code == 0, run.err
    (site / "_site/.kbsite-manifest.json").unlink()
    (site / "_site/.git").unlink()
    assert "holds the note README.md" in kbsite("build", "--root", site).err


def test_a_branch_that_is_checked_out_is_empty_but_for_what_is_hidden(
    site: Path, kbsite: Kbsite
) -> None:
    write_files(site / "../pages", {".git": "gitdir: x", ".nojekyll": ""})
    assert kbsite("build", "--root", site, "--output", "../pages").code == 0


def test_so_is_a_new_disk(site: Path, kbsite: Kbsite) -> None:
    write_files(site, {"../disk/lost+found/.keep": ""})
    assert kbsite("build", "--root", site, "--output", "../disk").code == 0


def test_a_site_below_a_folder_of_programs_builds_into_itself(
    tmp_path: Path, kbsite: Kbsite
) -> None:
    site = tmp_path / ".svn/站"
    write_files(site, {"content/好.md": GOOD, ".svn/x": ""})
    assert kbsite("build", "--root", site).code == 0
    assert kbsite("build", "--root", site, "--output", "../out").code == 0
    for folder in (".svn/out", "../.git/out"):
        run = kbsite("build", "--root", site, "--output", folder)
        assert (run.code, "; choose another" in run.err) == (2, True)


def test_drafts_are_published_only_when_asked_for(site: Path, kbsite: Kbsite) -> None:
    write_files(site, {"content/稿.md": "---\ndraft: true\n---\n"})
    kbsite("build", "--root", site)
    assert not (site / "_site/稿").exists()
    kbsite("build", "--root", site, "--drafts")
    assert (site / "_site/稿/index.html").exists()


def test_clean_writes_every_file(site: Path, kbsite: Kbsite) -> None:
    kbsite("build", "--root", site)
    assert "0 files written" in kbsite("build", "--root", site).out
    assert " 0 files written" not in kbsite("build", "--root", site, "--clean").out


def test_the_number_of_processes_must_be_a_number(site: Path, kbsite: Kbsite) -> None:
    assert kbsite("build", "--root", site, "--jobs", "1").code == 0
    assert kbsite("build", "--root", site, "--jobs", "0").code == 0
    assert kbsite("build", "--root", site, "--jobs", "-1").code == 2
    assert kbsite("build", "--root", site, "--jobs", "many").code == 2


@pytest.mark.skipif(os.name == "nt", reason="pipes break otherwise there")
@pytest.mark.parametrize("command", ["check", "build", "schema"])
def test_a_pipe_that_nobody_reads_is_no_mistake_of_the_notes(command: str, site: Path) -> None:
    arguments = [] if command == "schema" else ["--root", str(site)]
    # What is made once, that process need not load what makes it.
    build_site(site)
    process = subprocess.Popen(
        [sys.executable, "-m", "kbsite", command, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout and process.stderr
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert (process.wait(), b"roken pipe" in said) == (141, False)


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_whole_disk_or_home_is_no_site(
    command: str, tmp_path: Path, kbsite: Kbsite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("USERPROFILE" if os.name == "nt" else "HOME", str(tmp_path))
    write_files(tmp_path, {"好.md": GOOD})
    run = kbsite(command, "--root", tmp_path)
    assert (run.code, "is a home folder, without a kbsite.yaml or content/" in run.err) == (2, True)
    write_files(tmp_path, {"kbsite.yaml": "title: 站\n"})
    assert kbsite(command, "--root", tmp_path).code == 0


@pytest.mark.parametrize("root", ["", "a", "a/content"])
def test_only_a_disk_and_a_home_are_no_site(root: str, tmp_path: Path) -> None:
    write_files(tmp_path, {"a/content/好.md": GOOD})
    assert is_no_site(tmp_path / root) == ""
    assert is_no_site(Path(tmp_path.anchor)) == "the whole disk"


def test_wrong_usage_exits_2(site: Path, kbsite: Kbsite) -> None:
    assert kbsite("build", "--no-such-option").code == 2
    assert kbsite("no-such-command").code == 2
    run = kbsite("build", "--root", site / "nowhere")
    assert run.code == 2
    assert "does not exist" in run.err


def test_a_content_folder_that_is_not_there_is_named(site: Path, kbsite: Kbsite) -> None:
    run = kbsite("build", "--root", site, "--content", "nots")
    assert run.code == 2
    assert run.err == f"kbsite: there is no folder of notes at {site / 'nots'}\n"


@pytest.mark.skipif(os.name == "nt", reason="the bytes of arguments are a matter of POSIX")
@pytest.mark.parametrize(
    "arguments",
    [
        *(["new", "\udcff"], ["new", "甲", "--into", "\udcff"], ["mv", "好", "q\udcff"]),
        *(["build", "--root", "/x/b\udcff"], ["build", "--output", "\udcff"]),
        *(["build", "--base-url", "https://e.com/\udcff"], ["check", "--against", "\udcff"]),
        *(["import", "obsidian", "/x/i\udcff"], ["init", "\udcff"], ["eject", "\udcff"]),
    ],
)
def test_an_argument_that_is_no_text_is_a_sentence(
    site: Path, kbsite: Kbsite, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(site)
    before = files_of(site)
    run = kbsite(*arguments)
    assert (run.code, run.out, files_of(site)) == (2, "", before)
    assert run.err.startswith("kbsite: the argument ")
    assert run.err.endswith("\\xff is not UTF-8\n")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such folders")
def test_a_site_whose_path_is_no_text_is_a_sentence(
    site: Path, kbsite: Kbsite, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = site.rename(site.with_name("b\udcff"))
    monkeypatch.chdir(odd)
    for command in (["build"], ["check"], ["new", "题"], ["mv", "好", "坏", "--yes"]):
        run = kbsite(*command)
        assert (run.code, run.err.endswith("b\\xff is not UTF-8\n")) == (2, True), run.err


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such folders")
def test_notes_may_lie_in_a_folder_whose_path_is_no_text(site: Path, kbsite: Kbsite) -> None:
    (site / "content").rename(site.with_name("b\udcff"))
    (site / "content").symlink_to("../b\udcff", target_is_directory=True)
    for _ in range(2):
        assert kbsite("build", "--root", site).code == 0


def test_a_vault_without_content_folder_builds(tmp_path: Path, kbsite: Kbsite) -> None:
    write_files(tmp_path, {"甲.md": "[[乙]]", "夹/乙.md": "文", "templates/不读.md": "模板"})
    for again in range(2):
        run = kbsite("build", "--root", tmp_path)
        assert run.code == 0
        assert run.out.startswith("2 notes"), f"its own output was read as notes ({again=})"
    assert "no content/ here: every note below the site folder is read" in run.err


def test_a_folder_without_notes_is_told_and_how_to_make_a_site(
    tmp_path: Path, kbsite: Kbsite
) -> None:
    run = kbsite("build", "--root", tmp_path)
    assert run.out.startswith("0 notes")
    assert "no content/ here, and no note is read from the site folder" in run.err
    assert "--root" in run.err and "kbsite init" in run.err


@pytest.mark.parametrize(
    ("files", "options", "told"),
    [
        ({"n/a.md": GOOD, "kbsite.yaml": "ignore: [n/**]\n"}, (), "the site folder"),
        ({"content/a.txt": ""}, (), "content/"),
        ({"content/a.md": GOOD, "n/a.txt": ""}, ("--content", "n"), "n/"),
        ({"a.txt": "", "kbsite.yaml": "content: .\n"}, (), "the site folder"),
        ({"content/a.md": GOOD, "kbsite.yaml": "ignore: ['*.md']\n"}, (), "content/"),
    ],
)
def test_a_build_that_reads_no_note_says_from_where(
    tmp_path: Path, kbsite: Kbsite, files: dict[str, str], options: tuple[str, ...], told: str
) -> None:
    write_files(tmp_path, files)
    run = kbsite("build", "--root", tmp_path, *options)
    assert run.out.startswith("0 notes")
    assert f"no note is read from {told} [content-folder]" in run.err
    is_ignored = "ignore" in files.get("kbsite.yaml", "")
    assert ("`ignore` in kbsite.yaml leaves out some" in run.err) == is_ignored


def test_unwritable_output_is_a_sentence(site: Path, kbsite: Kbsite) -> None:
    write_files(site, {"blocked": "a file"})
    run = kbsite("build", "--root", site, "--output", "blocked/_site")
    assert run.code == 2
    assert run.err.splitlines()[-1].startswith("kbsite: ")


# --- configuration ---


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "titel: a\n",
            "kbsite.yaml:1:1: error: unknown key `titel` [config]\n    Did you mean `title`?",
        ),
        ("title: a\nmath:\n  macro: {}\n", "kbsite.yaml:3:3: error: unknown key `math.macro`"),
        ("language: zh\n", "kbsite.yaml:1:11: error: `language`: 'zh' is none of zh-CN, en"),
        ("language: zh-cn\n", "did you mean zh-CN?"),
        ("latest: many\n", "kbsite.yaml:1:9: error: `latest`: "),
        ("latest: 0\n", "kbsite.yaml:1:9: error: `latest`: "),
        ("timezone: Asia/Shanghai\n", "kbsite.yaml:1:11: error: `timezone`: "),
        ("base_url: example.org\n", "kbsite.yaml:1:11: error: `base_url`: "),
        ("title: a: b\n", "kbsite.yaml:1:9: error: "),
        ("title: a\ntitle: b\n", "kbsite.yaml:2:1: error: the key 'title' stands here twice"),
        ("- a\n", "kbsite.yaml:1:1: error: the configuration must be `key: value` lines"),
        ("ignore: {a: b}\n", "kbsite.yaml:1:9: error: `ignore`: "),
        (
            "robots: {disallow: [/a/, diary]}\n",
            "kbsite.yaml:1:20: error: `robots.disallow`: 'diary' is not of the form /drafts/",
        ),
        (
            "editor: vim\n",
            "kbsite.yaml:1:9: error: `editor`: 'vim' is none of vscode, cursor, obsidian, idea, "
            "and not of the form myeditor://open?file={path}&line={line} [config]",
        ),
        (
            "relations: false\n",
            "kbsite.yaml:1:12: error: `relations` must be `key: value` lines [config]\n"
            "    Its keys, on indented lines below it: mentions, related.",
        ),
        (
            "relations: {mentions: yes}\n",
            "kbsite.yaml:1:23: error: `relations.mentions`: expected true or false, got text "
            "(it reads 'yes')",
        ),
        (
            "comments: {service: disqus}\n",
            "kbsite.yaml:1:21: error: `comments.service`: 'disqus' is none of giscus, waline, "
            "twikoo",
        ),
        ("\ttitle: a\n", "kbsite.yaml:1:1: error: "),
        ('title: a\ncontent: "a\\0b"\n', "kbsite.yaml:2:10: error: a control character: 'a\\x00b'"),
        *(
            (f"{key}: {value}\n", f"kbsite.yaml:1:{len(key) + 3}: error: `{key}`: {said}")
            for key, value, said in (
                ("output", "~/x", "'~/x' begins with a sign of shells, which is none here: "),
                ("content", '"~"', "'~' begins with a sign of shells, which is none here: "),
                ("output", '""', "it is empty; without the key it has its default [config]"),
                ("title", '""', "it is empty; without the key it has its default [config]"),
                ("title", '"　"', "it is empty; without the key it has its default [config]"),
            )
        ),
        ('output: "a\\nb"\n', "kbsite.yaml:1:9: error: `output`: 'a\\nb' is not of the form"),
        ('cards: {notes: true, font: "a\\0"}\n', "kbsite.yaml:1:28: error: a control character"),
    ],
)
def test_a_mistake_in_the_configuration_has_its_place(
    site: Path, kbsite: Kbsite, text: str, message: str
) -> None:
    write_files(site, {"kbsite.yaml": text})
    run = kbsite("build", "--root", site)
    assert run.code == 2
    assert message in run.err
    assert not (site / "_site").exists()


def test_every_mistake_is_named_not_just_the_first(site: Path, kbsite: Kbsite) -> None:
    write_files(site, {"kbsite.yaml": "titel: a\nlatest: x\npublish: some\n"})
    run = kbsite("build", "--root", site)
    assert run.err.count("error:") == 3
    assert run.out == "Nothing built; 3 errors\n"


@pytest.mark.parametrize(
    "text", ["", "# nothing\n", "title:\nauthor: ~\nmath:\n", "title: 2026\nlatest: 3\n"]
)
def test_a_configuration_that_says_little_is_fine(site: Path, kbsite: Kbsite, text: str) -> None:
    write_files(site, {"kbsite.yaml": text})
    assert kbsite("build", "--root", site).code == 0


def test_a_configuration_in_another_encoding_is_a_sentence(site: Path, kbsite: Kbsite) -> None:
    write_files(site, {"kbsite.yaml": "title: 笔记本\n".encode("gbk")})
    run = kbsite("build", "--root", site)
    assert run.code == 2
    assert "not UTF-8" in run.err


@pytest.mark.skipif(os.name == "nt", reason="there are no pipes with a name")
@pytest.mark.parametrize("name", ["kbsite.yaml", "content/.obsidian/app.json"])
def test_a_pipe_in_place_of_a_file_is_not_waited_for(site: Path, kbsite: Kbsite, name: str) -> None:
    (site / name).parent.mkdir(exist_ok=True)
    os.mkfifo(site / name)
    run = kbsite("build", "--root", site)
    assert (run.code, "it is no file" in run.err) in ((2, True), (0, False))


def test_schema_prints_the_json_schema_of_every_key(kbsite: Kbsite) -> None:
    run = kbsite("schema")
    assert run.code == 0
    schema = json.loads(run.out)
    properties = schema["$defs"]["Config"]["properties"]
    assert {"title", "base_url", "publish", "ignore", "math"} <= set(properties)
    assert schema["$defs"]["Config"]["additionalProperties"] is False
    # `cards: true`, in short.
    assert {"type": "boolean"} in properties["cards"]["anyOf"]


# --- templates ---


@pytest.mark.parametrize(
    ("template", "line"),
    [
        ("{% extends 'base.html' %}\n{% block main %}\n{{ page.nothing }}\n{% endblock %}\n", 3),
        ("{% extends 'base.html' %}\n{% block main %}\n{{ 1 / 0 }}\n{% endblock %}\n", 3),
        ("<p>\n{% if %}\n", 2),
        ("<p>\n{% include 'gone.html' %}\n", 2),
    ],
)
def test_a_template_error_names_file_and_line(
    site: Path, kbsite: Kbsite, template: str, line: int
) -> None:
    kbsite("build", "--root", site)
    before = files_of(site / "_site")
    write_files(site, {"templates/note.html": template, "content/好.md": GOOD + "改。\n"})
    run = kbsite("build", "--root", site)
    assert run.code == 1
    assert f"templates/note.html:{line}:1: error: " in run.err
    assert files_of(site / "_site") == before


@pytest.mark.parametrize(
    ("wrong", "message", "hint"),
    [
        ("{{ page.titel }}", "Page has no attribute 'titel'", "Did you mean `title`?"),
        ("{{ page.note.tag }}", "NoteContext has no attribute 'tag'", "Did you mean `tags`?"),
        ("{{ pages.title }}", "'pages' is undefined", "Did you mean `page`?"),
        ("{% include 'foot.html' %}", "there is no template 'foot.html'", "'footer.html'?"),
        ("{% include 'x' %}", "there is no template 'x'", "`kbsite eject` lists those"),
    ],
)
def test_a_template_error_says_what_was_meant(
    site: Path, kbsite: Kbsite, wrong: str, message: str, hint: str
) -> None:
    write_files(site, {"templates/note.html": f"<p>\n{wrong}</p>\n"})
    lines = kbsite("build", "--root", site).err.splitlines()
    place = lines.index(f"templates/note.html:2:1: error: {message} [template]")
    assert hint in lines[place + 1]


def test_a_mistake_that_the_theme_stumbles_over_is_told_where_the_site_made_it(
    site: Path, kbsite: Kbsite
) -> None:
    write_files(site, {"content/好.md": GOOD.replace("date", "tags: [甲]\ndate")})
    assert kbsite("eject", "tag.html", "--root", site).code == 0
    file = site / "templates/tag.html"
    text = file.read_text(encoding="utf-8").replace("page.entries", "page.entriez")
    file.write_text(text, encoding="utf-8")
    line = text[: text.index("entriez")].count("\n") + 1
    run = kbsite("build", "--root", site)
    message = "error: Page has no attribute 'entriez' [template]\n    Did you mean `entries`?"
    assert (run.code, f"templates/tag.html:{line}:1: {message}" in run.err) == (1, True)


def test_a_template_that_extends_itself_is_a_sentence(site: Path, kbsite: Kbsite) -> None:
    """Whoever wants to build on the theme's `note.html` writes this first."""
    write_files(site, {"templates/note.html": '{% extends "note.html" %}\n'})
    run = kbsite("build", "--root", site)
    assert run.code == 1
    assert (
        "templates/note.html:1:1: error: templates, or macros, that use one another without end"
        in run.err
    )
    assert 'The theme\'s own is "theme/note.html".' in run.err


def test_a_template_that_is_not_utf8_is_a_sentence(site: Path, kbsite: Kbsite) -> None:
    write_files(site, {"templates/footer.html": "页脚".encode("gbk")})
    run = kbsite("build", "--root", site)
    assert run.code in (1, 2)
    assert "templates/footer.html" in run.err


def test_a_site_shadows_templates_and_static_files_one_by_one(site: Path, kbsite: Kbsite) -> None:
    write_files(site, {"templates/footer.html": "<p>我的页脚</p>", "static/icon.svg": "<svg/>"})
    assert kbsite("build", "--root", site).code == 0
    assert "<p>我的页脚</p>" in (site / "_site/index.html").read_text(encoding="utf-8")
    (icon,) = (site / "_site/assets").glob("*/icon.svg")
    assert icon.read_text(encoding="utf-8") == "<svg/>"
    assert (icon.parent / "css/site.css").exists()


# --- what is read ---


@pytest.mark.parametrize("folder", ["static", "templates"])
def test_names_that_are_no_text_are_told_wherever_they_are(
    folder: str, site: Path, kbsite: Kbsite
) -> None:
    (site / folder).mkdir()
    for name in (b"\xd6\xd0.txt", b"a\nb.txt"):
        try:
            (site / folder / os.fsdecode(name)).write_text("x")
        except OSError:
            pytest.skip("this file system has no such names")
    run = kbsite("build", "--root", site)
    assert (run.code, "Traceback" in run.err) == (0, False)
    said = "warning: the file name is not UTF-8 [encoding]"
    assert f"{folder}/\\xd6\\xd0.txt: {said}" in run.err
    assert f"{folder}/a\\nb.txt: warning: the file name holds a control character" in run.err


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_static_files_that_no_site_can_have_are_left_out(site: Path, kbsite: Kbsite) -> None:
    write_files(site, {"static/图?.png": "png", "static/a:b.txt": "文", "static/好 图.png": "png"})
    run = kbsite("build", "--root", site)
    assert (run.code, run.err.count("[static-name]")) == (0, 2)
    names = {path.name for path in (site / "_site/assets").rglob("*")}
    assert names & {"图?.png", "a:b.txt", "好 图.png"} == {"好 图.png"}


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("css", "the theme has a folder of this name"),
        ("icon.svg/a/b.txt", "the theme has a file at icon.svg"),
    ],
)
def test_a_static_file_in_the_way_of_the_theme_is_left_out(
    path: str, said: str, site: Path, kbsite: Kbsite
) -> None:
    write_files(site, {f"static/{path}": "文"})
    run = kbsite("build", "--root", site)
    assert run.code == 0
    assert f"static/{path}: warning: {said}; it is not published [static-name]" in run.err
    for file in ("css/site.css", "icon.svg"):
        assert next((site / "_site/assets").glob(f"*/{file}")).is_file()


def test_a_static_file_that_lies_as_it_did_is_not_read_again(
    site: Path, kbsite: Kbsite, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(site, {"static/大.bin": "一", "static/小.txt": "文"})
    for path in (site / "static").iterdir():
        os.utime(path, (1_700_000_000, 1_700_000_000))
    config = load_config(site)[0]
    # The clock of the file system has to tick once.
    monkeypatch.setattr("kbsite.scanning.walk._TICK", -60_000_000_000)
    first = scan_site(site, config, site / "_site")
    read: list[str] = []

    def note_read(file: Path) -> tuple[str, int, int, bool]:
        read.append(file.name)
        return "0", 0, 0, False

    monkeypatch.setattr("kbsite.scanning.walk.read_facts", note_read)
    again = scan_site(site, config, site / "_site", first.seen)
    assert (read, again.static) == ([], first.static)
    assert "一".encode() not in msgspec.msgpack.encode(first.static)
    (site / "static/大.bin").write_text("二")
    scan_site(site, config, site / "_site", first.seen)
    assert read == ["大.bin"]


def test_a_scan_tells_at_once_that_a_note_is_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(tmp_path, {"content/a.md": "一", "content/b.md": "二"})
    monkeypatch.setattr("kbsite.scanning.walk._TICK", -60_000_000_000)
    told: list[str] = []

    def scan(seen: Mapping[str, Seen]) -> Sources:
        return scan_site(
            tmp_path, Config(), tmp_path / "_site", seen, on_change=lambda: told.append("changed")
        )

    seen = scan({}).seen
    (tmp_path / "content/c.md").write_text("新的", encoding="utf-8")
    os.utime(tmp_path / "content/a.md", (1_700_000_000, 1_700_000_000))
    seen = scan(seen).seen
    assert told == []
    (tmp_path / "content/b.md").write_text("三", encoding="utf-8")
    scan(seen)
    assert told == ["changed"]


def test_a_scan_tells_of_a_note_that_was_edited_right_before_the_last(tmp_path: Path) -> None:
    write_files(tmp_path, {"content/a.md": "一", "content/b.md": "二"})
    told: list[str] = []

    def scan(seen: Mapping[str, Seen]) -> Sources:
        return scan_site(
            tmp_path, Config(), tmp_path / "_site", seen, on_change=lambda: told.append("changed")
        )

    seen = scan({}).seen
    assert scan(seen).seen == seen
    assert told == []
    time = (tmp_path / "content/b.md").stat().st_mtime_ns
    (tmp_path / "content/b.md").write_text("三", encoding="utf-8")
    os.utime(tmp_path / "content/b.md", ns=(time, time))
    sources = scan(seen)
    assert told == ["changed"]
    assert sources.notes[1].digest == hashlib.sha256("三".encode()).hexdigest()


def test_a_static_file_that_changes_while_the_site_is_built_is_found_anew(tmp_path: Path) -> None:
    write_files(tmp_path, {"content/a.md": GOOD, "static/x.txt": "旧", "static/y.txt": "文"})
    engine = Engine(tmp_path, BuildOptions(jobs=1))
    result = engine.build()
    write_files(tmp_path, {"static/x.txt": "新"})
    (tmp_path / "static/y.txt").unlink()
    engine.publish(result, on_file=lambda count: None)
    engine.close()
    names = {path.name: path for path in (tmp_path / "_site/assets").rglob("*.txt")}
    assert list(names) == ["x.txt"]
    assert names["x.txt"].read_text(encoding="utf-8") == "新"


def test_hidden_files_are_never_read(site: Path, kbsite: Kbsite) -> None:
    for folder in (".obsidian", ".trash", ".git", "夹/.hidden"):
        write_files(site / "content", {f"{folder}/密.md": GOOD, f"{folder}/图.png": "png"})
    write_files(site / "content", {".hidden.md": GOOD, "链.md": "![[图.png]] [[密]]"})
    run = kbsite("build", "--root", site)
    assert run.out.startswith("2 notes")
    assert run.err.count("warning:") == 2


def test_what_kbsite_built_elsewhere_is_not_read_as_notes(
    tmp_path: Path, kbsite: Kbsite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A note that became private would stand in the copies of it, and each build would double all
    there is."""
    notes = {"a.md": "# 密语\n\n![](b.png)\n", "b.md": GOOD, "b.png": "png", "夹/图/c.md": GOOD}
    write_files(tmp_path, {**notes, "static/d.txt": "文"})
    for output in ("_edgeone", "try/notes", "夹/site", "_site"):
        assert kbsite("build", "--root", tmp_path, "--output", output).out.startswith("3 notes")
    monkeypatch.chdir(tmp_path / "夹/图")
    assert kbsite("build").out.startswith("1 note,")
    write_files(tmp_path, {"a.md": "---\nprivate: true\n---\n# 密语\n"})
    for root in ((), ("--content", ".")):
        run = kbsite("build", "--root", tmp_path, *root)
        assert run.out.startswith("2 notes")
        assert run.err.count("info: kbsite built a site into this folder") == 4
    site = files_of(tmp_path / "_site")
    assert [path for path in site if "edgeone" in path or "b.png" in path] == []
    assert all("密语".encode() not in data for data in site.values())
    run = kbsite("mv", "b.md", "夹/site/b.md", "--root", tmp_path, "--yes")
    assert (run.code, "no part of the site" in run.err) == (2, True)


def test_packages_of_a_virtual_environment_are_no_notes(tmp_path: Path, kbsite: Kbsite) -> None:
    package = "my-env/lib/python3.11/site-packages/p"
    write_files(tmp_path, {"a.md": GOOD, "my-env/pyvenv.cfg": "", f"{package}/说明.md": GOOD})
    assert kbsite("build", "--root", tmp_path).out.startswith("1 note,")


def test_ignored_files_are_not_read(site: Path, kbsite: Kbsite) -> None:
    notes = ("稿/a.md", "稿/深/b.md", "c.tmp.md", "d.md", "夹/README.md")
    write_files(site / "content", dict.fromkeys(notes, GOOD.replace("好", "别")))
    write_files(site / "content", dict.fromkeys(("x.md", "稿/x.md", "夹/x.md"), GOOD))
    write_files(site, {"kbsite.yaml": "ignore: [稿/, '*.tmp.md', README.md, '**/x.md']\n"})
    run = kbsite("build", "--root", site)
    assert run.out.startswith("2 notes")
    assert (site / "_site/d/index.html").exists()


@pytest.mark.parametrize(
    "width", ["9" * 20, "9" * 400, "1e400", "-3", "inf", "nan", "0.2", "9999999"]
)
def test_a_picture_of_no_size_that_can_be_is_shown_without(
    width: str, site: Path, kbsite: Kbsite
) -> None:
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='9'/>"
    write_files(site / "content", {"u.svg": svg, "图.md": GOOD + "\n![一](u.svg)\n"})
    run = kbsite("build", "--root", site)
    assert (run.code, "Traceback" in run.err) == (0, False)
    page = (site / "_site/图/index.html").read_text(encoding="utf-8")
    assert 'src="/u.svg"' in page
    assert 'height="9"' not in page


def test_a_glob_reaches_folders_at_any_depth_or_the_top_alone(site: Path, kbsite: Kbsite) -> None:
    kept = ("夹/a.md", "夹/顶/b.md")
    gone = ("a.md", "顶/b.md", "私人/c.md", "夹/私人/c.md", "夹/私人/深/c.md")
    write_files(site / "content", dict.fromkeys((*kept, *gone), GOOD))
    write_files(site, {"kbsite.yaml": "ignore: ['**/私人/*', '/*.md', /顶/]\n"})
    run = kbsite("build", "--root", site)
    assert run.out.startswith(f"{len(kept)} notes")
    assert {(site / "_site/夹/a/index.html").exists(), (site / "_site/顶").exists()} == {
        True,
        False,
    }


@pytest.mark.parametrize(
    ("glob", "paths", "others"),
    [
        ("**/私人/**", ["私人/x", "a/私人/x", "a/b/私人/c/x"], ["私人", "a私人/x"]),
        ("稿/", ["稿", "a/稿"], ["a稿"]),
        ("a*.md", ["a.md", "a/b.md", "x/a.md"], ["x/a/b.md", "b.md"]),
        ("a/*.md", ["a/b.md", "a/b/c.md"], ["x/a/b.md"]),
        ("a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["xa/b", "a/xb"]),
        ("/a/*.md", ["a/b.md"], ["a/b/c.md", "x/a/b.md"]),
        ("./a/*.md", ["a/b.md"], ["a/b/c.md", "x/a/b.md"]),
        ("[+--]", ["+", "-"], ["a"]),
        ("/**/b", ["b", "a/b", "x/a/b"], ["ab"]),
        ("[!a]?", ["bc", "x/bc"], ["ac", "a/"]),
        ("/**a*b", ["ab", "a/x/ab", "xaxb"], ["a/b", "ab/x"]),
        ("a*a*b", ["aab", "a/a/aab", "x/aab"], ["ab", "x/ab"]),
        ("[z-a]", ["[z-a]"], ["z", "a"]),
        ("[", ["["], ["a"]),
        ("/", [], ["", "a"]),
        ("e\u0301", ["\u00e9"], ["e"]),
    ],
)
def test_what_a_glob_matches(glob: str, paths: list[str], others: list[str]) -> None:
    matches = matcher([glob]) or (lambda path: False)
    assert [path for path in (*paths, *others) if matches(path)] == paths


@pytest.mark.parametrize(
    "glob", ["*a" * 60 + "b", "/" + "*a" * 60 + "b", "**/a/" * 40 + "b", "/**/*a*a**a*/" * 9 + "b"]
)
def test_stars_are_not_tried_in_every_way(glob: str) -> None:
    matches = matcher([glob])
    assert matches
    assert not any(map(matches, ("a" * 250, "a/" * 2000 + "a", ("a" * 250 + "/") * 16)))
    assert matches(glob.lstrip("/").replace("**/", "").replace("*", ""))


def test_a_symbolic_link_to_hidden_files_is_refused_too(site: Path, kbsite: Kbsite) -> None:
    write_files(site, {".git/config": "token", "content/a.md": "[x](config.txt)"})
    (site / "content/config.txt").symlink_to("../.git/config")
    run = kbsite("build", "--root", site)
    assert run.code == 1
    assert "content/config.txt: error: a symbolic link" in run.err
    assert not (site / "_site/config.txt").exists()


def test_a_symbolic_link_out_of_the_site_is_refused_by_name(
    site: Path, kbsite: Kbsite, tmp_path: Path
) -> None:
    write_files(tmp_path / "outside", {"a.md": "外面的秘密", "图.png": "png"})
    (site / "content/外.md").symlink_to(tmp_path / "outside/a.md")
    (site / "content/外夹").symlink_to(tmp_path / "outside", target_is_directory=True)
    run = kbsite("build", "--root", site)
    assert run.code == 1
    for name in ("外.md", "外夹"):
        sentence = "a symbolic link that leaves the site folder is not followed [symlink-outside]"
        assert f"{name}: error: {sentence}" in run.err
    assert all("外面的秘密".encode() not in data for data in files_of(site / "_site").values())


@pytest.mark.parametrize("folder", ["static", "templates"])
def test_nor_is_one_among_the_theme_files_followed(
    site: Path, kbsite: Kbsite, tmp_path: Path, folder: str
) -> None:
    write_files(tmp_path, {"secret": "外面的秘密"})
    (site / folder).mkdir()
    (site / folder / "footer.html").symlink_to(tmp_path / "secret")
    run = kbsite("build", "--root", site)
    assert run.code == 1
    assert "footer.html" in run.err
    assert all("外面的秘密".encode() not in data for data in files_of(site / "_site").values())


def test_symbolic_links_within_the_site_are_followed(site: Path, kbsite: Kbsite) -> None:
    write_files(site, {"shared/乙.md": "---\ntitle: 乙\n---\n"})
    (site / "content/乙.md").symlink_to(site / "shared/乙.md")
    run = kbsite("build", "--root", site)
    assert run.code == 0
    assert run.out.startswith("2 notes")


def test_a_folder_of_the_command_line_has_no_sign_of_shells(site: Path, kbsite: Kbsite) -> None:
    for option in ("--output", "--content"):
        run = kbsite("build", "--root", site, f"{option}=~/x")
        assert (run.code, f"{option}: '~/x' begins with a sign of shells" in run.err) == (2, True)
    assert not (site / "~").exists()


@pytest.mark.parametrize("output", ["public", "public/site"])
def test_an_output_that_is_a_link_to_nothing_is_told_as_that(
    output: str, site: Path, kbsite: Kbsite
) -> None:
    (site / "public").symlink_to(site / "没有/这里")
    write_files(site, {"kbsite.yaml": f"output: {output}\n"})
    run = kbsite("build", "--root", site)
    said = "public is a symbolic link that leads nowhere [config]"
    assert (run.code, "kbsite.yaml:1:9: error: the output folder " in run.err, said in run.err) == (
        2,
        True,
        True,
    )
    run = kbsite("build", "--root", site, "--output", output)
    assert (run.code, "leads nowhere" in run.err) == (2, True)


def test_init_wants_a_title(tmp_path: Path, kbsite: Kbsite) -> None:
    run = kbsite("init", tmp_path / "a", "--title", " ")
    assert (run.code != 0, "a site needs a title" in run.err, (tmp_path / "a").exists()) == (
        True,
        True,
        False,
    )


def test_dangling_and_looping_links_are_skipped_with_a_warning(site: Path, kbsite: Kbsite) -> None:
    (site / "content/断.md").symlink_to(site / "content/nothing.md")
    (site / "content/圈.md").symlink_to(site / "content/圈.md")
    (site / "content/回").symlink_to(site / "content", target_is_directory=True)
    run = kbsite("build", "--root", site)
    assert run.code == 0
    assert run.out.startswith("1 note,")
    assert run.err.count("[symlink-skipped]") == 3


@pytest.mark.parametrize(
    ("link", "arguments", "code", "said"),
    [
        ("templates", ["build"], 0, ""),
        ("templates", ["check"], 0, ""),
        ("ext.py", ["build"], 1, "'ext.py'"),
        ("content/圈", ["build", "--content", "content/圈"], 2, "there is no folder of notes"),
        ("content/圈", ["new", "丙", "--into", "圈"], 2, "圈"),
        ("content/圈", ["import", "markdown", "{site}/content/圈"], 2, "圈"),
    ],
)
def test_a_link_in_a_circle_is_told_wherever_it_lies(
    link: str, arguments: list[str], code: int, said: str, site: Path, kbsite: Kbsite
) -> None:
    if link == "ext.py":
        write_files(site, {"kbsite.yaml": "title: 站\nextensions: [ext.py:rules]\n"})
    (site / link).symlink_to(Path(link).name)
    run = kbsite(*(one.replace("{site}", str(site)) for one in arguments), "--root", site)
    assert (run.code, said in run.err) == (code, True), run.err


def test_each_link_to_a_folder_is_followed(site: Path, kbsite: Kbsite) -> None:
    """Several folders of notes may share one of pictures."""
    write_files(site, {"content/images/x.png": "png"})
    for folder in ("a", "b"):
        write_files(site, {f"content/{folder}/乙.md": "![](img/x.png)\n"})
        (site / f"content/{folder}/img").symlink_to("../images", target_is_directory=True)
    run = kbsite("build", "--root", site)
    assert run.code == 0
    assert "symlink-skipped" not in run.err
    for path in ("a/img/x.png", "b/img/x.png"):
        assert (site / "_site" / path).exists()


def test_below_a_link_a_folder_is_shown_by_one_more(site: Path, kbsite: Kbsite) -> None:
    write_files(site, {"content/夹/乙.md": "---\ntitle: 乙\n---\n", "content/a/丙.md": GOOD})
    for name in ("链一", "链二"):
        (site / "content/a" / name).symlink_to("../夹", target_is_directory=True)
    (site / "content/b").symlink_to("a", target_is_directory=True)
    run = kbsite("build", "--root", site)
    assert run.code == 0
    assert run.out.startswith("7 notes")
    said = "a symbolic link below another, to a folder that such a one leads to already"
    assert run.err.count("[symlink-skipped]") == 1
    assert f"content/b/链二: warning: {said} [symlink-skipped]" in run.err


def test_a_circle_takes_its_folder_from_no_other_link(site: Path, kbsite: Kbsite) -> None:
    write_files(site, {"content/a/乙.md": GOOD, "content/c/丙.md": GOOD})
    (site / "content/a/self").symlink_to(".", target_is_directory=True)
    (site / "content/c/a").symlink_to("../a", target_is_directory=True)
    for name, target in (("b", "a"), ("d", "c")):
        (site / "content" / name).symlink_to(target, target_is_directory=True)
    run = kbsite("build", "--root", site)
    assert run.code == 0
    for path in ("a/乙", "b/乙", "c/a/乙", "d/a/乙"):
        assert (site / "_site" / path / "index.html").exists()
    assert run.err.count("a symbolic link in a circle") == 4


def test_links_to_folders_full_of_links_do_not_double(site: Path, kbsite: Kbsite) -> None:
    """Followed one by one, these are a million folders."""
    for level in range(20):
        folder = site / f"content/{level:02}"
        write_files(folder, {"a.md": f"---\ntitle: {level}\n---\n"})
        for name in ("x", "y"):
            (folder / name).symlink_to(f"../{level + 1:02}", target_is_directory=True)
    run = kbsite("build", "--root", site)
    assert run.code == 0
    assert run.out.startswith("77 notes")


@pytest.mark.skipif(sys.platform != "linux", reason="file names are bytes on Linux only")
@pytest.mark.parametrize("suffix", [".md", ".png"])
def test_a_file_name_that_is_not_utf8_is_an_error_with_its_name(
    site: Path, suffix: str, kbsite: Kbsite
) -> None:
    """As they come out of a zip file that was made on Chinese Windows."""
    name = os.fsencode(site / "content") + b"/" + "笔记".encode("gbk") + suffix.encode()
    Path(os.fsdecode(name)).write_text(GOOD, encoding="utf-8")
    run = kbsite("build", "--root", site)
    assert run.code == (1 if suffix == ".md" else 0)
    assert f"\\xc7{suffix}: " in run.err
    assert "the file name is not UTF-8 [encoding]" in run.err
    assert (site / "_site/好/index.html").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_a_file_name_that_holds_a_control_character_is_told_on_one_line(
    site: Path, kbsite: Kbsite
) -> None:
    write_files(site, {"content/换\n行.md": GOOD, "content/符\x01.png": b"p"})
    run = kbsite("build", "--root", site)
    assert run.code == 1
    assert (
        "content/换\\n行.md: error: the file name holds a control character [encoding]" in run.err
    )
    assert "content/符\\x01.png: warning: the file name holds a control char" in run.err
    assert not list((site / "_site").glob("*行*"))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads anything")
def test_an_unreadable_note_is_an_error(site: Path, kbsite: Kbsite) -> None:
    write_files(site, {"content/锁.md": GOOD})
    (site / "content/锁.md").chmod(0)
    run = kbsite("build", "--root", site)
    assert run.code == 1
    assert "锁.md: error: cannot be read: Permission denied [unreadable]" in run.err


def test_an_unreadable_file_of_static_is_an_error(
    site: Path, kbsite: Kbsite, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(site, {"static/css/锁.css": "a {}", "content/锁.png": "x"})

    def read(file: Path) -> object:
        if file.stem == "锁":
            raise PermissionError(errno.EACCES, "Permission denied", str(file))
        return read_facts(file)

    monkeypatch.setattr("kbsite.scanning.walk.read_facts", read)
    run = kbsite("build", "--root", site)
    assert run.code == 1
    assert "static/css/锁.css: error: cannot be read: Permission denied [unreadable]" in run.err
    assert "content/锁.png: warning: cannot be read: Permission denied [unreadable]" in run.err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes")
def test_a_pipe_is_told_and_not_waited_for(site: Path, kbsite: Kbsite) -> None:
    write_files(site, {"static/a.css": "a {}"})
    for path in ("content/管.md", "static/管.css"):
        os.mkfifo(site / path)
    run = kbsite("build", "--root", site)
    assert run.code == 0
    for path in ("content/管.md", "static/管.css"):
        told = f"{path}: warning: neither a file nor a folder, so it is not read [unreadable]"
        assert told in run.err


@pytest.mark.parametrize("where", ["scandir", "is_dir"])
def test_a_content_folder_that_cannot_be_read_ends_a_build(
    site: Path, kbsite: Kbsite, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """By its own name; a site without its notes is not published in place of the last."""
    kbsite("build", "--root", site)
    before = files_of(site / "_site")
    real_scan, real_look = os.scandir, Path.is_dir

    def scan(folder: Path) -> object:
        if folder == site / "content":
            raise PermissionError(errno.EACCES, "Permission denied", str(folder))
        return real_scan(folder)

    def look(path: Path) -> bool:
        if path.parent == site / "content":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real_look(path)

    if where == "scandir":
        monkeypatch.setattr(os, "scandir", scan)
    else:
        monkeypatch.setattr(Path, "is_dir", look)
    for command in ("build", "check"):
        run = kbsite(command, "--root", site)
        assert (run.code, run.out) == (2, "")
        assert run.err == f"kbsite: {site / 'content'}: Permission denied\n"
    monkeypatch.undo()
    assert files_of(site / "_site") == before


@pytest.mark.parametrize("name", ["templates", "static"])
def test_a_site_without_its_own_theme_is_not_published(
    site: Path, kbsite: Kbsite, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    folder = write_files(site, {f"{name}/own.html": ""}) / name
    real_scan = os.scandir

    def scan(path: str | Path = ".") -> object:
        if Path(path) == folder:
            raise PermissionError(errno.EACCES, "Permission denied", str(folder))
        return real_scan(path)

    monkeypatch.setattr(os, "scandir", scan)
    run = kbsite("build", "--root", site)
    assert (run.code, run.err) == (2, f"kbsite: {folder}: Permission denied\n")


# --- new, init, version ---


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


# --- consoles ---


def test_a_console_of_another_code_page_never_crashes(site: Path) -> None:
    write_files(site, {"content/𠮷é.md": "---\ntitle: 吉\n---\n\n[[ñandú 🎉]]\n"})
    build_site(site)
    command = [sys.executable, "-m", "kbsite", "build", "--root", str(site)]
    for encoding in ("gbk:strict", "ascii:strict"):
        environment = {**os.environ, "PYTHONIOENCODING": encoding}
        done = subprocess.run(command, capture_output=True, env=environment)
        assert done.returncode == 0, done.stderr
        assert b"Traceback" not in done.stderr
        if encoding.startswith("gbk"):
            assert b"\\U0001f389" in done.stderr


def test_a_pipe_gets_no_progress_bar(site: Path, kbsite: Kbsite) -> None:
    run = kbsite("build", "--root", site)
    assert "\x1b" not in run.out + run.err
    assert run.out.count("\n") == 1


def test_a_name_that_looks_like_another_is_spelt_out(site: Path, kbsite: Kbsite) -> None:
    write_files(site, {"content/a\u202edm.md": "文。\n"})
    run = kbsite("build", "--root", site)
    assert "content/a\\u202edm.md: error: the file name holds a control character" in run.err


@pytest.mark.parametrize(
    ("root", "path"),
    [
        ("../assets", "assets/img/b.png"),
        ("..\\\\assets/", "assets/img/b.png"),
        (".", "记/img/b.png"),
    ],
)
def test_a_picture_below_the_root_of_typora_is_told_of(
    tmp_path: Path, kbsite: Kbsite, root: str, path: str
) -> None:
    pictures = "![图](/img/b.png) ![图](/img/c.png)"
    note = f'---\ntypora-root-url: "{root}"\n---\n{pictures}\n'
    files = {"content/记/a.md": note, f"content/{path}": "p"}
    run = kbsite("build", "--root", write_files(tmp_path, files))
    assert run.err.count("[attachment-missing]") == 2
    assert f"heeds `typora-root-url`: here the path of that file is /{path}" in run.err
    assert run.err.count("typora") == 1
