"""`kbsite serve`: what it serves is what `kbsite build --drafts` publishes, and it follows the
files."""

from __future__ import annotations

import errno
import gc
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conftest import REPOSITORY, Kbsite, files_of, write_files
from kbsite.cache import FOLDER as CACHE_FOLDER
from kbsite.claims import MANIFEST
from kbsite.collector import collect_seldom
from kbsite.lock import locked
from kbsite.preview.byte_ranges import content_range, range_asked
from kbsite.preview.command import serve
from kbsite.preview.loop import _LONGEST as LONGEST
from kbsite.preview.session import ServeOptions, Session
from kbsite.stages.site import Planned
from media_files import png, wav
from previewing import SAVES, Preview, by_rename, preview, wait_until

SCRIPT = re.compile(
    rb'<script type="module" src="[^"]*/_kbsite/preview/preview.js"[^>]*></script>\n'
)
SITE = {
    "kbsite.yaml": "title: 笔记\neditor: vscode\n",
    "content/甲.md": "---\ntitle: 甲\ndate: 2026-01-01\n---\n"
    "## 节一\n\n见 [[乙]]。\n\n## 节二\n\n正文。\n",
    "content/乙.md": "---\ntitle: 乙\ndate: 2026-01-02\n---\n乙的正文。\n",
    "content/稿.md": "---\ntitle: 稿\ndraft: true\n---\n还没写完。\n",
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return write_files(tmp_path / "站", SITE)


@pytest.fixture
def served(site: Path) -> Iterator[Preview]:
    with preview(site) as running:
        yield running


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> float:
    """The preview looks far more often than each second at what nobody tells it of; how many
    seconds it takes until it has."""
    monkeypatch.setattr("kbsite.preview.loop._CHECK", 0.15)
    return 0.3


def body(text: str) -> str:
    return f"---\ntitle: 甲\ndate: 2026-01-01\n---\n## 节一\n\n{text}\n\n## 节二\n\n正文。\n"


# --- what is served ---


@pytest.mark.parametrize("name", sorted(p.name for p in (REPOSITORY / "tests/sites").iterdir()))
def test_what_is_served_is_what_a_build_publishes(
    name: str, tmp_path: Path, kbsite: Kbsite
) -> None:
    """Byte for byte, but for one line in every page."""
    root = tmp_path / "site"
    shutil.copytree(REPOSITORY / "tests/sites" / name / "site", root)
    kbsite("build", "--root", root, "--drafts", "--output", tmp_path / "out")
    shutil.rmtree(root / ".kbsite", ignore_errors=True)
    published = files_of(tmp_path / "out")
    published.pop(MANIFEST, None)
    with preview(root) as running:
        base = running.session._config.base_path
        for path, data in published.items():
            url = f"{base}/{path.removesuffix('index.html')}"
            reply = running.get(url)
            got, found = SCRIPT.subn(b"", reply.data)
            assert got == data, path
            assert found == path.endswith(".html"), path
            assert reply.status == 200
        outputs = running.session.state.planned
        assert outputs is None or {o.path for o in outputs.result.outputs} == set(published)


def test_a_page_that_is_not_there_is_the_page_that_says_so(served: Preview) -> None:
    reply = served.get("/没有/")
    assert reply.status == 404
    assert "没有这一页" in reply.text
    assert served.get("/_kbsite/没有").status == 404


def test_a_page_without_its_slash_leads_to_the_one_with_it(served: Preview) -> None:
    reply = served.get("/甲")
    assert (reply.status, reply.headers["location"]) == (302, "/%E7%94%B2/")


def test_a_site_below_a_path_is_served_there(tmp_path: Path) -> None:
    write_files(tmp_path, SITE | {"kbsite.yaml": "base_url: https://name.github.io/notes/\n"})
    with preview(tmp_path) as running:
        assert running.get("/").headers["location"] == "/notes/"
        assert running.get("/notes").headers["location"] == "/notes/"
        assert 'src="/notes/_kbsite/preview/preview.js"' in running.text("/notes/甲/")
        assert running.get("/notes/feed.xml").status == 200
        assert running.get("/甲/").status == 404


def test_what_did_not_change_is_not_sent_again(served: Preview) -> None:
    first = served.get("/甲/")
    again = served.get("/甲/", If_None_Match=first.headers["etag"])
    assert (again.status, again.data) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert first.headers["cache-control"] == "no-cache"
    assert f'data-digest="{first.headers["etag"].strip(chr(34))}"' in first.text


def test_head_is_get_without_a_body(served: Preview) -> None:
    reply = served.get("/甲/", method="HEAD")
    assert (reply.status, reply.data) == (200, b"")
    assert int(reply.headers["content-length"]) == len(served.get("/甲/").data)


@pytest.mark.parametrize(
    ("asked", "status", "data", "said"),
    [
        ("bytes=2-4", 206, b"234", "bytes 2-4/10"),
        ("bytes=7-", 206, b"789", "bytes 7-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=-99", 206, b"0123456789", "bytes 0-9/10"),
        ("Bytes=0-99", 206, b"0123456789", "bytes 0-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=-0", 416, b"", "bytes */10"),
        ("bytes=0-1,4-5", 200, b"0123456789", None),
        ("bytes=4-2", 200, b"0123456789", None),
        ("bytes=14-12", 200, b"0123456789", None),
        ("bytes=-", 200, b"0123456789", None),
        ("lines=0-1", 200, b"0123456789", None),
        (f"bytes={'9' * 5000}-", 200, b"0123456789", None),
    ],
)
def test_a_part_of_a_file(asked: str, status: int, data: bytes, said: str | None) -> None:
    part = range_asked("GET", {"range": asked}, 10, '"a"')
    if part is None:
        assert (status, said) == (200, None)
        return
    assert (206 if part else 416, b"0123456789"[part.start : part.stop]) == (status, data)
    assert content_range(part, 10) == said


def test_a_player_may_begin_anywhere(served: Preview, site: Path) -> None:
    sound = wav()
    write_files(site, {"content/声.wav": sound, "content/甲.md": body("![](声.wav)")})
    served.wait_for("/甲/", "<audio")
    whole = served.get("/声.wav")
    assert (whole.status, whole.headers["accept-ranges"]) == (200, "bytes")
    part = served.get("/声.wav", Range="bytes=10-19")
    assert (part.status, part.data) == (206, sound[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(sound)}"
    assert (part.headers["etag"], part.headers["content-type"]) == (
        whole.headers["etag"],
        whole.headers["content-type"],
    )
    assert served.get("/声.wav", Range="bytes=10-19", If_Range='"old"').data == sound
    known = served.get("/声.wav", Range="bytes=10-19", If_Range=whole.headers["etag"])
    assert known.status == 206
    assert served.get("/声.wav", method="HEAD", Range="bytes=1-2").status == 200
    beyond = served.get("/声.wav", Range=f"bytes={len(sound)}-")
    assert (beyond.status, beyond.data) == (416, b"")
    assert beyond.headers["content-range"] == f"bytes */{len(sound)}"
    assert served.get("/甲/", Range="bytes=0-3").status == 200


def test_drafts_are_served_and_said_to_be_drafts(served: Preview, site: Path) -> None:
    assert "还没写完" in served.text("/稿/")
    assert (served.data("/稿/")["draft"], served.data("/甲/")["draft"]) == (True, False)


def test_without_drafts_they_are_not_there(site: Path) -> None:
    with preview(site, drafts=False) as running:
        assert running.get("/稿/").status == 404


def test_without_reload_pages_are_as_published(site: Path) -> None:
    with preview(site, reloads=False) as running:
        assert b"_kbsite" not in running.get("/甲/").data
        assert running.get("/_kbsite/events").status == 404


def test_serving_writes_nothing_but_the_cache(served: Preview, site: Path) -> None:
    assert served.get("/").status == 200
    assert {entry.name for entry in site.iterdir()} == {".kbsite", "content", "kbsite.yaml"}


# --- it follows the files ---


@pytest.mark.parametrize("save", SAVES)
def test_every_way_of_saving_shows(
    save: Callable[[Path, str], None], served: Preview, site: Path
) -> None:
    """Nothing but the newest state is ever kept, and it costs few builds."""
    events = served.events()
    before = served.settled()
    save(site / "content/甲.md", body("新的一句，写完了。"))
    served.wait_for("/甲/", "新的一句，写完了。")
    events.close()
    assert 1 <= served.settled() - before <= 2
    assert {file.name for file in (site / "content").iterdir()} == {"甲.md", "乙.md", "稿.md"}


def test_an_edit_is_told_with_the_pages_it_changes(served: Preview, site: Path) -> None:
    served.settled()
    events = served.events()
    assert events.hello[0] == "hello"
    by_rename(site / "content/甲.md", body("见 [[乙]]。").replace("正文。", "另一句。"))
    name, data = events.next()
    assert name == "build"
    assert data["build"] == events.hello[1]["build"] + 1
    assert data["changed"] == ["/", "/%E7%94%B2/"]
    assert data["note"] == {"url": "/%E7%94%B2/", "anchor": "节二"}
    assert data["styles"] is False
    events.close()


def test_a_stylesheet_is_told_as_one(served: Preview, site: Path) -> None:
    events = served.events()
    write_files(site, {"static/custom.css": "p { color: red }\n"})
    name, data = events.next()
    assert (name, data["styles"], data["note"]) == ("build", True, None)
    page = served.text("/甲/")
    found = re.search(r'href="([^"]*/custom.css)"', page)
    assert found
    assert served.text(found[1]) == "p { color: red }\n"
    events.close()


def test_a_file_that_changed_unnoticed_is_served_as_it_is_now(site: Path) -> None:
    """Its bytes lie on disk, and are not those that were planned."""
    write_files(site, {"content/甲.md": "[一](a.txt)\n", "content/a.txt": "旧"})
    with preview(site, reloads=False) as running:
        assert running.text("/a.txt") == "旧"
        write_files(site, {"content/a.txt": "新的"})
        assert running.text("/a.txt") == "新的"


def test_a_file_that_cannot_be_read_any_more_is_said_to_be_so(
    site: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    write_files(site, {"content/甲.md": "[一](a.txt)\n", "content/a.txt": "旧"})
    with preview(site, reloads=False) as running:
        assert running.text("/a.txt") == "旧"
        (site / "content/a.txt").unlink()
        (site / "content/a.txt").mkdir()
        reply = running.get("/a.txt")
        assert reply.status == 503
        assert str(site / "content/a.txt") in reply.text
        assert running.get("/甲/").status == 200
    assert "Traceback" not in capfd.readouterr().err


def test_what_a_page_is_made_of_is_waited_for_longer_than_a_page(
    served: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build that lasts is said in place of a page, which asks again; in place of a stylesheet it
    left the page bare."""
    style = re.search(r'href="([^"]*/site[.]css)"', served.text("/甲/"))
    assert style
    monkeypatch.setattr("kbsite.preview.server._PATIENCE", 0.2)
    served.session.loop.ask(lambda: time.sleep(1.0))
    assert served.get("/甲/").status == 503
    served.session.loop.ask(lambda: time.sleep(1.0))
    assert served.get(style[1]).status == 200


def test_a_picture_that_changed_is_told_also_to_who_comes_later(
    served: Preview, site: Path
) -> None:
    # A folder of the author's own that has the name of the site's.
    name, url = "assets/图.png", "/assets/%E5%9B%BE.png"
    write_files(site, {f"content/{name}": png(4, 3), "content/甲.md": body(f"![图]({name})")})
    served.wait_for("/甲/", "<img")
    served.settled()
    events = served.events()
    write_files(site, {f"content/{name}": png(4, 3) + b"\0"})
    name, data = events.next()
    assert (name, data["changed"], data["files"]) == ("build", [], [url])
    events.close()
    late = served.events()
    assert (late.hello[1]["files"][url], late.hello[1]["since"]) == (data["build"], 0)
    late.close()


def test_a_thousand_files_at_once_are_two_builds_at_most(served: Preview, site: Path) -> None:
    before = served.settled()
    started = time.monotonic()
    write_files(site / "content", {f"多/{i}.md": f"第 {i} 篇\n" for i in range(1000)})
    seconds = time.monotonic() - started
    served.wait_for("/多/999/", "第 999 篇")
    served.wait_for("/多/0/", "第 0 篇")
    # A machine that is so busy is not kept waiting for the last of them.
    assert served.settled() - before <= 2 + seconds // LONGEST


def test_nothing_is_built_while_nothing_changes(
    hasty: float, served: Preview, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """kbsite's own reading and serving, and a file that stays what it was, are no change."""
    before = served.settled()
    scans: list[None] = []
    real = served.session.engine.news

    def news() -> Iterator[Planned | None]:
        scans.append(None)
        return real()

    monkeypatch.setattr(served.session.engine, "news", news)
    for url in ("/", "/甲/", "/robots.txt"):
        served.get(url)
    time.sleep(hasty)
    assert scans == []
    text = (site / "content/甲.md").read_text(encoding="utf-8")
    by_rename(site / "content/甲.md", text)
    wait_until(lambda: bool(scans), "a look at the files")
    assert served.settled() == before


@pytest.mark.usefixtures("hasty")
def test_the_settings_of_a_vault_around_the_notes_are_followed(served: Preview, site: Path) -> None:
    write_files(site, {"content/模板/日.md": "日记", ".obsidian/app.json": "{}"})
    served.wait_for("/模板/日/", "日记")
    write_files(site, {".obsidian/templates.json": '{"folder": "content/模板"}'})
    wait_until(lambda: served.get("/模板/日/").status == 404, "the folder of templates left out")


def test_a_deleted_note_is_gone_with_its_links(served: Preview, site: Path) -> None:
    assert '<a href="/%E4%B9%99/">乙</a>' in served.text("/甲/")
    (site / "content/乙.md").unlink()
    wait_until(lambda: served.get("/乙/").status == 404, "the page is gone")
    assert '<span class="missing">乙</span>' in served.text("/甲/")
    assert "link-missing" in {d["code"] for d in served.data("/甲/")["faults"]}


def test_a_renamed_note_moves_and_its_backlinks_follow(served: Preview, site: Path) -> None:
    (site / "content/甲.md").rename(site / "content/丙.md")
    wait_until(lambda: served.get("/甲/").status == 404, "the old page is gone")
    assert "节一" in served.text("/丙/")
    assert 'href="/%E4%B8%99/"' in served.text("/乙/")
    assert 'href="/%E7%94%B2/"' not in served.text("/乙/")
    assert served.data("/甲/")["moved"] == "/%E4%B8%99/"


def test_a_note_with_another_address_is_told_as_the_same(served: Preview, site: Path) -> None:
    """One with a new slug, one that is deleted and made again elsewhere with its title, and none
    that takes the name."""
    events = served.events()
    head = "---\ntitle: 甲\ndate: 2026-01-01\nslug: a\n---\n"
    by_rename(site / "content/甲.md", f"{head}正文。\n")
    _, data = events.next()
    assert data["moved"] == {"/%E7%94%B2/": "/a/"}
    (site / "content/甲.md").unlink()
    _, data = events.next()
    assert (data["moved"], served.data("/a/")["moved"]) == ({}, "")
    write_files(site, {"content/夹/丁.md": "---\ntitle: 甲\n---\n改了。\n"})
    _, data = events.next()
    url = "/%E5%A4%B9/%E4%B8%81/"
    assert data["moved"] == {"/%E7%94%B2/": url, "/a/": url}
    assert served.get("/a/").status == 404
    write_files(site, {"content/a.md": "别的。\n"})
    served.wait_for("/a/", "别的。")
    assert served.data("/a/")["moved"] == ""
    events.close()


def test_a_page_follows_the_notes_that_it_shows(served: Preview, site: Path) -> None:
    """Its lines are those of its own note; what is shown has none."""
    by_rename(site / "content/甲.md", body("![[乙]]"))
    served.wait_for("/甲/", "乙的正文")
    lines = served.data("/甲/")["lines"]
    assert [line for _, line in lines] == [2, 5, 7, 9, 11]
    by_rename(site / "content/乙.md", "改过的乙。\n\n![[甲#节二]]\n")
    served.wait_for("/甲/", "改过的乙")
    assert served.text("/甲/").count("<p>正文。</p>") == 2


def test_a_folder_that_is_deleted_and_made_again_is_followed(
    hasty: float, served: Preview, site: Path
) -> None:
    shutil.move(site / "content", site.parent / "weg")
    wait_until(lambda: served.get("/甲/").status == 404, "the notes are gone")
    shutil.move(site.parent / "weg", site / "content")
    served.wait_for("/甲/", "节一")
    time.sleep(hasty)
    by_rename(site / "content/甲.md", body("还在跟随。"))
    served.wait_for("/甲/", "还在跟随。")


def test_another_base_path_is_another_address(served: Preview, site: Path) -> None:
    write_files(site, {"kbsite.yaml": "base_url: https://name.github.io/notes/\n"})
    wait_until(lambda: served.get("/notes/甲/").status == 200, "the pages have moved")
    assert f"The site is now at http://{served.host}/notes/" in served.report.lines
    assert served.get("/甲/").headers["location"] == "/notes/%E7%94%B2/"
    facts = served.get("/_kbsite/page?url=/notes/").headers["location"]
    assert facts == "/notes/_kbsite/page?url=/notes/"
    assert served.get("/notes/没有/").status == 404
    write_files(site, {"kbsite.yaml": "base_url: https://name.github.io/\n"})
    wait_until(lambda: served.get("/甲/").status == 200, "the pages have moved back")
    assert served.get("/notes/甲/").headers["location"] == "/%E7%94%B2/"
    assert served.get("/没有/").status == 404


# --- mistakes ---


def test_a_broken_note_keeps_its_last_good_page(served: Preview, site: Path) -> None:
    good = served.get("/甲/").data
    by_rename(site / "content/甲.md", "---\ntitle: [\n---\n坏了\n")
    wait_until(lambda: served.data("/甲/")["broken"] is not None, "the mistake is told")
    fault = served.data("/甲/")["broken"]
    assert (fault["path"], fault["line"], fault["code"]) == ("content/甲.md", 3, "front-matter")
    assert fault["excerpt"] == [[1, "---"], [2, "title: ["], [3, "---"], [4, "坏了"], [5, ""]]
    assert fault["editor"].startswith("vscode://file/")
    assert fault["editor"].endswith("/content/%E7%94%B2.md:3:1")
    assert served.get("/甲/").data == good
    # Its place in the site too.
    assert 'href="/%E7%94%B2/"' in served.text("/乙/")
    assert [d.path for d in served.report.found if d.severity == "error"] == ["content/甲.md"]
    by_rename(site / "content/甲.md", body("好了。"))
    served.wait_for("/甲/", "好了。")
    assert served.data("/甲/")["broken"] is None


def test_a_note_that_was_always_broken_says_why_in_its_place(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        **SITE,
        "content/丁.md": "---\ntitle: [\n---\n",
        "content/戊.md": b"\xff\xfe\xfa",
        "content/己.md": "---\nslug: ji\ndate: 2026-13-01\n---\n",
        # Another note has its page.
        "content/庚.md": "---\ntitle: [\n---\n",
        "content/辛.md": "---\npermalink: /庚/\n---\n辛的正文。\n",
    }
    write_files(tmp_path, files)
    with preview(tmp_path) as running:
        never = running.get("/丁/")
        assert never.status == 503
        assert "content/丁.md:3:1" in never.text
        assert "preview.js" in never.text
        assert running.get("/丁").headers["location"] == "/%E4%B8%81/"
        assert running.data("/丁/")["broken"]["path"] == "content/丁.md"
        assert "content/戊.md" in running.text("/戊/")
        assert "content/己.md:3:7" in running.text("/ji/")
        assert running.get("/己/").status == 404
        assert "辛的正文" in running.text("/庚/")
        assert running.data("/庚/")["broken"] is None
        found = [d.path for d in running.report.found if d.severity == "error"]
        assert found == [f"content/{name}.md" for name in "丁己庚戊"]


def test_a_new_note_that_is_broken_is_told_to_the_page_that_waits_for_it(
    served: Preview, site: Path
) -> None:
    assert served.get("/坏/").status == 404
    events = served.events()
    url = "/%E5%9D%8F/"
    for text in ("---\ntitle: a: b\n---\nx\n", "---\ndate: 2026-13-01\n---\nx\n"):
        by_rename(site / "content/坏.md", text)
        name, data = events.next()
        assert (name, data["changed"]) == ("build", [url])
        assert served.get("/坏/").status == 503
        assert "content/坏.md:2:" in served.text("/坏/")
    by_rename(site / "content/坏.md", "好了。\n")
    served.wait_for("/坏/", "好了。")
    assert served.data("/坏/")["broken"] is None
    (site / "content/坏.md").unlink()
    wait_until(lambda: served.get("/坏/").status == 404, "the page is gone")
    events.close()


def test_the_last_good_page_outlives_the_server(site: Path, kbsite: Kbsite) -> None:
    with preview(site) as running:
        good = running.get("/甲/").data
        by_rename(site / "content/甲.md", "---\ntitle: [\n---\n")
        wait_until(lambda: running.data("/甲/")["broken"] is not None, "the mistake is told")
    with preview(site) as running:
        assert running.get("/甲/").data == good
        assert running.data("/甲/")["broken"]["code"] == "front-matter"
    # A build does without.
    assert kbsite("build", "--root", site).code == 1
    assert not (site / "_site/甲/index.html").exists()


def test_a_server_that_is_started_again_has_caught_up(site: Path) -> None:
    with preview(site) as running:
        served_by = running.events()
        first = served_by.hello[1]["server"]
    assert served_by.next() == ("", {})
    by_rename(site / "content/甲.md", body("趁它不在。"))
    with preview(site) as running:
        assert "趁它不在。" in running.text("/甲/")
        assert running.events().hello[1]["server"] != first


@pytest.mark.usefixtures("hasty")
def test_a_broken_template_keeps_every_page_that_was_made(served: Preview, site: Path) -> None:
    good = served.get("/甲/").data
    (site / "templates").mkdir()
    by_rename(
        site / "templates/note.html", "{% extends 'base.html' %}\n{% block main %}\n{{ oh no }}\n"
    )
    wait_until(lambda: served.data("/甲/")["broken"] is not None, "the mistake is told")
    fault = served.data("/甲/")["broken"]
    assert (fault["path"], fault["line"]) == ("templates/note.html", 3)
    assert [2, "{% block main %}"] in fault["excerpt"]
    assert served.get("/甲/").data == good
    # What was never made before is a page that says why.
    never = served.get("/稿/")
    assert never.status == 503
    assert "templates/note.html:3" in never.text
    assert "preview.js" in never.text
    assert "template" in {d.code for d in served.report.found}
    text = "{% extends 'theme/note.html' %}{% block note_header %}好了{% endblock %}"
    by_rename(site / "templates/note.html", text)
    served.wait_for("/甲/", "好了")
    served.wait_for("/稿/", "好了")
    assert served.data("/甲/")["broken"] is None


@pytest.mark.parametrize(
    ("path", "broken", "mended"),
    [
        ("kbsite.yaml", "title: [\n", SITE["kbsite.yaml"]),
        ("kbsite.yaml", 'content: "a\\0b"\n', SITE["kbsite.yaml"]),
        ("ext/own.py", "def rule(md:\n", "def rule(md):\n    pass\n"),
        ("ext/own.py", "def rule(md):\n    md.oh_no()\n", "def rule(md):\n    pass\n"),
    ],
)
def test_a_broken_site_stays_as_it_was(path: str, broken: str, mended: str, tmp_path: Path) -> None:
    files = {**SITE, "ext/own.py": "def rule(md):\n    pass\n"}
    files["kbsite.yaml"] += "extensions: ext/own.py:rule\n"
    write_files(tmp_path, files)
    with preview(tmp_path) as running:
        good = running.get("/甲/").data
        events = running.events()
        write_files(tmp_path, {path: broken})
        name, _ = events.next()
        assert name == "broken"
        assert running.data("/甲/")["broken"]["path"] == path
        assert running.get("/甲/").data == good
        by_rename(tmp_path / path, mended)
        wait_until(lambda: running.data("/甲/")["broken"] is None, "all is well")
        by_rename(tmp_path / "content/甲.md", body("好了。"))
        running.wait_for("/甲/", "好了。")


def test_a_fault_of_one_build_does_not_end_the_server(
    served: Preview, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = served.get("/甲/").data

    def fail(*arguments: object) -> None:
        raise ValueError("embedded null byte")

    with monkeypatch.context() as patched:
        patched.setattr("kbsite.engine.scan_site", fail)
        by_rename(site / "content/甲.md", body("没有人看见。"))
        wait_until(lambda: any("ValueError" in line for line in served.report.lines), "it is told")
        assert served.get("/甲/").data == good
    by_rename(site / "content/甲.md", body("又好了。"))
    served.wait_for("/甲/", "又好了。")


def test_a_site_that_could_never_be_read_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(tmp_path, SITE)

    def refuse(*arguments: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(tmp_path / "content"))

    with monkeypatch.context() as patched:
        patched.setattr("kbsite.engine.scan_site", refuse)
        with preview(tmp_path) as running:
            for path in ("/", "/甲/"):
                never = running.get(path)
                assert never.status == 503
                assert f"{tmp_path / 'content'}: Permission denied" in never.text
            patched.undo()
            by_rename(tmp_path / "content/甲.md", body("好了。"))
            running.wait_for("/甲/", "好了。")
            assert running.data("/甲/")["broken"] is None


def test_what_the_system_does_not_allow_is_told_as_by_a_build(
    served: Preview, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(site / "content"))

    with monkeypatch.context() as patched:
        patched.setattr("kbsite.engine.scan_site", refuse)
        by_rename(site / "content/甲.md", body("没有人看见。"))
        told = f"kbsite: {site / 'content'}: Permission denied"
        wait_until(lambda: told in served.report.lines, "it is told")


def test_a_build_beside_a_preview_does_it_no_harm(
    served: Preview, site: Path, kbsite: Kbsite
) -> None:
    by_rename(site / "content/甲.md", "---\ntitle: [\n---\n")
    wait_until(lambda: served.data("/甲/")["broken"] is not None, "the mistake is told")
    kbsite("build", "--root", site)
    by_rename(site / "content/乙.md", "之后的乙。\n")
    served.wait_for("/乙/", "之后的乙。")
    assert "节一" in served.text("/甲/") or served.get("/甲/").status == 503


def test_pages_are_shown_while_another_build_runs(served: Preview, site: Path) -> None:
    with locked(site / CACHE_FOLDER):
        by_rename(site / "content/甲.md", body("新的甲。"))
        told = "Another build of this site is running; waiting for it"
        wait_until(lambda: told in served.report.lines, "it waits")
        started = time.monotonic()
        assert "节一" in served.text("/甲/")
        assert time.monotonic() - started < 2
        assert "新的甲。" not in served.text("/甲/")
    served.wait_for("/甲/", "新的甲。")


@pytest.mark.usefixtures("hasty")
def test_what_could_not_be_read_is_tried_again_and_told_once(
    served: Preview, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing tells that a disk is there again."""
    tries: list[None] = []

    def refuse(*arguments: object) -> None:
        tries.append(None)
        raise OSError(errno.EIO, "Input/output error", str(site / "content"))

    told = f"kbsite: {site / 'content'}: Input/output error"
    with monkeypatch.context() as patched:
        patched.setattr("kbsite.engine.scan_site", refuse)
        by_rename(site / "content/甲.md", body("好了。"))
        wait_until(lambda: len(tries) > 2, "it tries again")
    served.wait_for("/甲/", "好了。")
    assert served.report.lines.count(told) == 1


@pytest.mark.usefixtures("hasty")
def test_pages_are_told_once_where_what_comes_behind_them_is_tried_again(
    served: Preview, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk, say."""
    manifest = "/assets/search/manifest.bin"
    wait_until(lambda: served.get(manifest).status == 200, "all is planned")
    tries: list[None] = []

    def refuse(*arguments: object) -> None:
        tries.append(None)
        raise OSError(errno.ENOSPC, "No space left on device", str(site))

    with monkeypatch.context() as patched:
        patched.setattr("kbsite.stages.pipeline.files_of_many", refuse)
        by_rename(site / "content/甲.md", body("没地方了。"))
        wait_until(lambda: len(tries) > 2, "it tries again")
        by_rename(site / "content/甲.md", body("还是没有。"))
        served.wait_for("/甲/", "还是没有。")
    wait_until(lambda: served.get(manifest).status == 200, "there is room again")
    assert ": 0" not in served.report.lines
    told = f"kbsite: {site}: No space left on device"
    assert served.report.lines.count(told) == 1


@pytest.mark.usefixtures("hasty")
def test_without_events_it_looks_every_second(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a network mount, or past the limit of watches."""

    def refuse(*arguments: object, **options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("kbsite.preview.watcher.Observer.schedule", refuse)
    with preview(site) as running:
        told = "The system does not tell of changes (No space left on device); looking every second"
        assert running.report.lines.count(told) == 1
        by_rename(site / "content/甲.md", body("没人说起。"))
        running.wait_for("/甲/", "没人说起。")
        builds = running.session.builds
        scans: list[object] = []

        def count() -> Iterator[Planned | None]:
            scans.append(None)
            return news()

        news = running.session.engine.news
        monkeypatch.setattr(running.session.engine, "news", count)
        wait_until(lambda: len(scans) >= 2, "it looks again")
        assert running.session.builds == builds


# --- it lasts ---


def test_memory_is_flat_over_many_saves(served: Preview, site: Path) -> None:
    file = site / "content/甲.md"

    def save(first: int, last: int) -> int:
        for number in range(first, last):
            by_rename(file, body(f"第 {number} 次。"))
            served.wait_for("/甲/", f"第 {number} 次。")
        gc.unfreeze()
        gc.collect()
        return len(gc.get_objects())

    early = save(0, 10)
    late = save(10, 30)
    # A page that stays would be hundreds a save; all that there was before would hide a part.
    assert late - early < 20 * 40


def test_what_builds_leave_in_circles_is_collected(served: Preview) -> None:
    """As the command line has it, rounds come by themselves after a million objects."""
    served.settled()
    before = gc.get_threshold()
    collect_seldom()
    try:
        rounds = gc.get_stats()[2]["collections"]
        kept = [[] for _ in range(150_000)]  # type: ignore[var-annotated]
        wait_until(lambda: gc.get_stats()[2]["collections"] > rounds, "there is a round")
        assert len(kept) == 150_000
    finally:
        gc.set_threshold(*before)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT to send")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_within_a_second_with_pages_open(site: Path, ending: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "kbsite", "serve", "--root", str(site), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout
    line = process.stdout.readline()
    address = re.search(r"http://(127\.0\.0\.1:\d+)/", line)
    assert address, line
    from previewing import Events

    wait_until(lambda: "pages" in process.stdout.readline(), "a first build")  # type: ignore[union-attr]
    events = Events(address[1])
    started = time.monotonic()
    process.send_signal(ending)
    assert process.wait(60) == 0
    # A second, on a machine that has nothing else to do; without an end if it waited for readers.
    assert time.monotonic() - started < 10
    assert events.next() == ("", {})
    assert "Traceback" not in (process.stderr.read() if process.stderr else "")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT to send")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.usefixtures("hasty")
def test_ctrl_c_ends_the_preview_where_its_exception_gets_lost(
    ending: signal.Signals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python has no use for what a destructor raises."""

    class Dying:
        def __del__(self) -> None:
            signal.raise_signal(ending)

    def check(session: Session) -> None:
        Dying()
        monkeypatch.setattr(session.loop, "_check", lambda: pytest.fail("it goes on"))

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    monkeypatch.setattr(Session, "_check", check)
    monkeypatch.setattr(sys, "unraisablehook", lambda lost: None)
    try:
        serve(write_files(tmp_path, {"content/甲.md": "甲\n"}), ServeOptions(port=0, reloads=False))
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
