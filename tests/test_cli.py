"""The command line: exit codes 0 (well), 1 (the notes are at fault), 2 (usage or environment), a
sentence in place of every traceback, and what is printed, of configuration and templates too."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import GOOD, Kbsite, build_site, files_of, write_files
from kbsite.cli import cli

WARNS = "---\ntitle: 警\n---\n\n[[没有]]\n"
WRONG = "---\ntitle: [错\n---\n"


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


@pytest.mark.parametrize(
    "arguments",
    [
        ["--root", ".", "build"],
        ["--root=.", "build"],
        ["--root", "check", "build"],
        ["-q", "build"],
        ["--no-drafts", "serve"],
    ],
)
def test_an_option_before_its_command_is_told_where_it_belongs(
    kbsite: Kbsite, arguments: list[str]
) -> None:
    """Git and others take theirs there. A folder may be called as a command is."""
    run, option = kbsite(*arguments), arguments[0].partition("=")[0]
    assert run.code == 2
    assert f"It stands behind the command: kbsite {arguments[-1]} {option}\n" in run.err
    # What no command has, and what is misspelt.
    assert "behind the command" not in kbsite("-q", "mv", "a", "b").err
    assert "--version" in kbsite("--verson").err
