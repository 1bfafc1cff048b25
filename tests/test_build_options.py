"""The options of `kbsite build`, and which folders it builds from and into."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import GOOD, Kbsite, build_site, files_of, write_files
from kbsite.settings.config_file import is_no_site


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
