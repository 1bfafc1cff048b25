"""What of a site's folder is read, and what is said of what is not."""

from __future__ import annotations

import errno
import hashlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest

from conftest import GOOD, Kbsite, files_of, write_files
from kbsite.config import Config, load_config
from kbsite.engine import BuildOptions, Engine
from kbsite.nouns.sources import Seen, Sources
from kbsite.scan import scan_site
from kbsite.scanning.file_facts import read_facts
from kbsite.scanning.walk import paths_beside
from kbsite.words.globs import matcher


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


@pytest.mark.parametrize("folder", ["content", "static", "templates"])
def test_where_a_hidden_link_leads_is_nobodys_business(
    site: Path, tmp_path: Path, kbsite: Kbsite, folder: str
) -> None:
    """Of a tool that keeps its folder elsewhere."""
    write_files(tmp_path / "outside", {"a.md": GOOD})
    write_files(site / folder, {"夹/a.txt": ""})
    for name in (".venv", "夹/.git"):
        (site / folder / name).symlink_to(tmp_path / "outside", target_is_directory=True)
    run = kbsite("build", "--root", site)
    assert run.code == 0
    assert "symlink" not in run.err


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


@pytest.mark.skipif(os.name != "posix", reason="pipes and links that lead in a circle")
def test_what_lies_beside_the_notes_is_files(tmp_path: Path) -> None:
    """Whoever looks: links in a circle and to nothing, to a folder, and pipes are none."""
    folder = write_files(tmp_path / "static", {"甲/b.css": "", "a.css": "", ".甲/c.css": ""})
    for name, target in (
        ("圈", "圈"),
        ("无", "没有"),
        ("夹", "甲"),
        ("上", ".."),
        ("l.css", "a.css"),
    ):
        (folder / name).symlink_to(target)
    os.mkfifo(folder / "管")
    assert [path for path, _ in paths_beside(folder, "static", None)] == [
        "a.css",
        "l.css",
        "甲/b.css",
    ]
