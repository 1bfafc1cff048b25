"""Small sites under `sites/<feature>/site/`, built and compared with `expected/`: the diagnostics
as printed, the files published, the `<main>` of the pages named here.

`KBSITE_UPDATE=1 pytest tests/test_sites.py` rewrites the expectations; read the difference.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from unicodedata import normalize
from urllib.parse import quote, unquote

import pytest
from click.testing import CliRunner

from conftest import Kbsite, Once, build_site, files_of, write_files
from kbsite import cli
from kbsite.config import Config
from kbsite.nouns.sources import Seen
from kbsite.scan import scan_site
from kbsite.scanning.found_files import read_file
from kbsite.urls import nfc
from media_files import pdf, png, wav

SITES = Path(__file__).parent / "sites"
UPDATE = bool(os.environ.get("KBSITE_UPDATE"))
LONG = "长" * 80


@dataclass(frozen=True)
class Site:
    """What is compared of one site: pages by permalink, and the exit code. `made` are files
    that no repository should hold: of another encoding, or named as some file system forbids."""

    pages: tuple[str, ...]
    code: int = 0
    arguments: tuple[str, ...] = ()
    made: Mapping[str, str | bytes] = field(default_factory=dict)


FEATURES = {
    "links": Site(
        pages=("链接", "几何/向量", "几何", "几何/凸包"),
        made={f"content/{normalize('NFD', 'Café Notes')}.md": "合成与分解的名字是一个。\n"},
    ),
    "private": Site(pages=("", "公开", "公开二", "题目", "tags", "archive", "search"), code=1),
    "embeds": Site(
        pages=("", "页", "夹/深", "夹/丁", "圆/一", "圆/己", "链/1"),
        made={"content/夹/图.png": png(4, 2)},
    ),
    "link-forms": Site(
        pages=("处/形式", "处/文件"),
        made={
            **{f"content/画/{name}": png(4, 2) for name in ("甲.excalidraw.png", "乙.png")},
            **{
                f"content/画/{name}": "<svg xmlns='http://www.w3.org/2000/svg'/>"
                for name in ("丙.excalidraw.light.svg", "丙.excalidraw.dark.svg", "图.svg")
            },
            **{
                f"content/画/{name}.excalidraw.md": "---\nexcalidraw-plugin: parsed\n---\n机密\n"
                for name in ("甲", "乙", "丙", "丁")
            },
            "content/画/戊.excalidraw": "{}",
            "content/板.canvas": "{}",
            "content/论文.pdf": pdf(),
            "content/C# 讲义.pdf": pdf(),
            "content/声.mp3": wav(),
            "content/像.mp4": b"",
            "content/像.png": png(8, 4),
            "content/书.base": "views: []\n",
            f"content/处/{normalize('NFD', 'Café')}.md": "合成与分解。\n",
        },
    ),
    "marked": Site(pages=("", "标明的")),
    "readmes": Site(
        pages=("", "链接", "算法", "算法/图论", "算法/两数之和", "两者", "search/README"),
    ),
    "unlisted": Site(pages=("", "列出", "不列", "tags", "archive", "search")),
    "permalinks": Site(
        pages=("", "a/b/固定", "叶", "书", "旁"),
        code=1,
        made={
            "content/CON.md": "设备名。\n",
            "content/aux.txt.md": "设备名。\n",
            "content/a:b?.md": "别的系统不许的字符。\n",
            f"content/{LONG}.md": "名字太长。\n",
            "content/..两点.md": "隐藏的文件。\n",
        },
    ),
    "redirects": Site(pages=("链接", "2020/旧", "几何/旧", "a.html", "old/path.html")),
    "pinyin": Site(
        pages=(
            "",
            "ji-he",
            "几何",
            "ji-he/tu-bao",
            "tags",
            "tags/ji-he",
            "tags/几何",
            "di-2-zhang",
        ),
        code=1,
    ),
    "lists": Site(
        pages=("", "一", "二", "tags", "tags/深度学习", "tags/深度学习/优化", "archive"),
    ),
    "navigation": Site(
        pages=(
            *(
                "",
                "folders",
                "书",
                "书/前言",
                "书/第2章",
                "书/附录丙",
                "书/附录丙/一",
                "书/不列",
                "关于",
            ),
            *("讲座/第一讲", "讲座/第二讲", "讲座/旁话", "补遗", "series", "series/Score-Models"),
            *(
                "tags",
                "tags/概率",
                "tags/概率/随机-过程",
                "tags/概率/随机-过程/布朗运动",
                "tags/孤",
            ),
        ),
    ),
    "dates": Site(pages=("", "archive", "斜", "区"), code=1),
    "tables": Site(pages=("索引", "题/一", "题/二", "书/甲")),
    "base-path": Site(pages=("", "组/甲", "组/乙", "tags/数-学", "search")),
    "bad-input": Site(
        pages=("", "公式", "分隔线"),
        code=1,
        made={
            "content/国标.md": "---\ntitle: 国标\n---\n\n这是一篇用国标码写的笔记。\n".encode(
                "gbk"
            ),
            "content/断的.md": "---\ntitle: 断的\n---\n\n半个字：".encode() + b"\xe4\xbd\n",
            "content/十六位.md": "---\ntitle: 甲\n---\n".encode("utf-16"),
            "content/有记号.md": "\ufeff---\r\ntitle: BOM 与 CRLF\r\n---\r\n\r\n文。\r\n",
            "content/控制符.md": "---\ntitle: 甲\x08乙\n---\n",
            "content/深.md": "---\na: " + "[" * 2000 + "]" * 2000 + "\n---\n",
        },
    ),
    # Its pages are judged in test_kitchen_sink.py.
    "kitchen-sink": Site(
        pages=(),
        made={
            "content/附件/图.png": png(640, 360),
            "content/附件/录音.wav": wav(),
            "content/附件/演示.mp4": b"no video, but a file",
            "content/附件/讲义.pdf": pdf(),
        },
    ),
    "empty": Site(pages=("", "tags", "archive", "search", "graph", "404.html")),
    "english": Site(
        pages=("", "one", "sub", "sub/two", "archive", "tags/math", "search", "404.html")
    ),
}


def site_folder(feature: str, folder: Path) -> Path:
    """The sources of `feature`, copied to `folder`, which is returned."""
    shutil.copytree(SITES / feature / "site", folder, dirs_exist_ok=True)
    return write_files(folder, FEATURES[feature].made)


def build(feature: str, once: Once) -> Path:
    """The site of `feature`, built once for all that look at it; the output folder. Beside it lies
    what the build said."""

    def make(folder: Path) -> None:
        site = FEATURES[feature]
        site_folder(feature, folder)
        command = ("build", "--root", str(folder), "-v", *site.arguments)
        done = CliRunner().invoke(cli.cli, command)
        assert done.exit_code == site.code, done.output
        write_files(folder, {"diagnostics.txt": done.stderr})

    return once(f"site-{feature}", make) / "_site"


def main_of(page: str) -> str:
    """The `<main>` of a page: what is not the same on every page."""
    match = re.search(r"<main.*?</main>\n", page, re.DOTALL)
    assert match, "the page has no <main>"
    return match.group()


def page_file(permalink: str) -> str:
    """The file of a permalink written without slashes around it."""
    if permalink.endswith(".html"):
        return permalink
    return f"{permalink}/index.html".removeprefix("/")


@pytest.mark.parametrize("feature", FEATURES)
def test_the_site_is_as_expected(feature: str, once: Once) -> None:
    output = build(feature, once)
    listing = sorted(
        re.sub(r"\w{16}(?=-light\.svg|-dark\.svg)", "…", path)
        for path in files_of(output)
        # Copies of pictures are there where Pillow is.
        if not re.match(r"assets/(?:\w{12}|search|formulas|pictures)/", path)
    )
    found = {
        "diagnostics.txt": (output.parent / "diagnostics.txt").read_text(encoding="utf-8"),
        "outputs.txt": "\n".join(listing) + "\n",
    }
    for page in FEATURES[feature].pages:
        text = (output / page_file(page)).read_text(encoding="utf-8")
        found[page_file(page)] = main_of(text)
    expected = SITES / feature / "expected"
    if UPDATE:
        shutil.rmtree(expected, ignore_errors=True)
        write_files(expected, found)
    hint = f"if {feature} changed on purpose: KBSITE_UPDATE=1 pytest tests/test_sites.py"
    assert sorted(found) == sorted(files_of(expected)), hint
    for path, text in found.items():
        assert text == (expected / path).read_text(encoding="utf-8"), f"{path}: {hint}"


# What may stand nowhere: words of the title, alias, slug, tag, summary, heading, body, file of
# every note of sites/private that is not published. `marked` and `english` have some too.
SECRETS = ("机密", "secretslug", "secretpixels", "暗室", "maybe", "\U0001d516")


def spellings(word: str) -> list[bytes]:
    """The ways in which a word can hide in HTML, XML, JSON and URLs."""
    encoded = quote(word)
    numeric = "".join(f"&#{ord(char)};" for char in word)
    hexadecimal = "".join(f"&#x{ord(char):x};" for char in word)
    escaped = word.encode("unicode-escape").decode()
    forms = {word, encoded, encoded.lower(), numeric, hexadecimal, escaped}
    return [form.encode() for form in forms]


@pytest.mark.parametrize("feature", ["private", "marked", "navigation", "tables"])
def test_an_unpublished_note_leaves_no_byte_behind(feature: str, once: Once) -> None:
    output = build(feature, once)
    for path, data in files_of(output).items():
        for form in (form for word in SECRETS for form in spellings(word)):
            assert form not in path.encode(), f"{form.decode()} in the name {path}"
            at = data.find(form)
            assert at < 0, f"{path}: …{data[max(0, at - 120) : at + 60].decode(errors='replace')}…"


def test_drafts_are_published_when_asked_for_and_private_notes_never(
    tmp_path: Path, kbsite: Kbsite
) -> None:
    output = site_folder("private", tmp_path) / "_site"
    kbsite("build", "--root", tmp_path)
    kbsite("build", "--root", tmp_path, "--drafts")
    assert (output / "草稿机密/index.html").exists()
    assert not list(output.rglob("*secretslug*"))
    assert not (output / "停发机密").exists()


def test_a_site_without_its_private_notes_is_the_same_site(tmp_path: Path, kbsite: Kbsite) -> None:
    """But for links to them, which are missing then: so only notes nobody links to are taken
    away here."""
    write_files(
        tmp_path,
        {
            "content/甲.md": "---\ntags: [a]\ndate: 2026-01-01\n---\n\n[[乙]]、[签](/tags/)\n",
            "content/乙.md": "---\ntags: [b]\n---\n\n文 $x$。\n",
            "content/夹/密.md": "---\nprivate: true\ntags: [c]\n---\n\n$\\mathbb{Z}$[[甲]]\n",
            "content/密二.md": "---\ndraft: true\npermalink: /乙/\n---\n\n![](图.png)\n",
            # They would introduce pages that the header and a note link to.
            "content/tags.md": "---\nprivate: true\n---\n",
            "content/archive/index.md": "---\ndraft: true\nseries: 密\norder: 1\n---\n",
            "content/图.png": b"png",
        },
    )
    kbsite("build", "--root", tmp_path)
    with_them = files_of(tmp_path / "_site")
    shutil.rmtree(tmp_path / "content/夹")
    shutil.rmtree(tmp_path / "content/archive")
    for path in ("密二.md", "tags.md"):
        (tmp_path / "content" / path).unlink()
    kbsite("build", "--root", tmp_path)
    assert files_of(tmp_path / "_site") == with_them


def test_names_that_differ_only_by_case_collide(tmp_path: Path, kbsite: Kbsite) -> None:
    write_files(tmp_path, {"content/Note.md": "甲。\n", "content/note.md": "乙。\n"})
    if len(list((tmp_path / "content").iterdir())) < 2:
        pytest.skip("this file system folds case")
    run = kbsite("build", "--root", tmp_path)
    assert run.code == 1
    assert "note.md: error: would be published at /note/, where Note.md stands already" in run.err
    assert (tmp_path / "_site/Note/index.html").exists()


def test_folders_and_tags_that_differ_only_by_case_share_no_page_name(
    tmp_path: Path, kbsite: Kbsite
) -> None:
    """On a file system that folds case one of the two pages would replace the other."""
    write_files(tmp_path, {"content/Go/a.md": "甲。\n", "content/go/b.md": "乙。\n"})
    if len(list((tmp_path / "content").iterdir())) < 2:
        pytest.skip("this file system folds case")
    kbsite("build", "--root", tmp_path)
    paths = list(files_of(tmp_path / "_site"))
    assert len({path.casefold() for path in paths}) == len(paths)


def test_two_files_of_one_composed_name_are_an_error(tmp_path: Path, kbsite: Kbsite) -> None:
    name = "é.md"
    write_files(tmp_path / "content", {normalize(f, name): f for f in ("NFC", "NFD")})
    if len(list((tmp_path / "content").iterdir())) < 2:
        pytest.skip("this file system normalises names")
    run = kbsite("build", "--root", tmp_path)
    assert run.code == 1
    assert "two files have this name" in run.err


def test_of_two_files_of_one_composed_name_one_is_read(tmp_path: Path) -> None:
    """The digest is that of the file whose text is published, also after an edit of either."""
    composed, decomposed = (normalize(form, "é") for form in ("NFC", "NFD"))
    names = [f"{composed}/x.md", f"{composed}.png", f"{composed}/{decomposed}.md"]
    others = [f"{decomposed}/x.md", f"{decomposed}.png", f"{decomposed}/{composed}.md"]
    alone = f"{decomposed}/另.md"
    write_files(tmp_path / "content", dict.fromkeys((*names, alone), "甲"))
    write_files(tmp_path / "content", dict.fromkeys(others, "乙"))
    if len(list((tmp_path / "content").iterdir())) < 4:
        pytest.skip("this file system normalises names")
    seen: dict[str, Seen] = {}
    for text in ("甲", "丙"):
        write_files(tmp_path / "content", dict.fromkeys(others, text))
        sources = scan_site(tmp_path, Config(), tmp_path / "_site", seen)
        seen = dict(sources.seen)
        assert len(sources.diagnostics) == 3
        digests = {file.path: file.digest for file in sources.notes}
        digests |= {file.path: file.digest for file in sources.attachments}
        for path in (*names[:2], nfc(names[2]), nfc(alone)):
            data = read_file(tmp_path / "content", path)
            assert digests[path] == hashlib.sha256(data).hexdigest(), path
            if path in names:
                assert data.decode() == "甲"


def test_an_attachment_in_a_decomposed_folder_is_published(tmp_path: Path, kbsite: Kbsite) -> None:
    """As macOS and old zip files store them."""
    folder = normalize("NFD", "Café")
    write_files(
        tmp_path / "content",
        {f"{folder}/{normalize('NFD', 'é')}.png": b"png", "a.md": "![](Café/é.png)\n"},
    )
    run = kbsite("build", "--root", tmp_path)
    assert run.code == 0, run.err
    assert files_of(tmp_path / "_site")["Café/é.png"] == b"png"


def test_an_attachment_never_takes_the_place_of_a_page(tmp_path: Path, kbsite: Kbsite) -> None:
    write_files(
        tmp_path / "content",
        {
            "甲.md": "[页](甲/index.html)、[站](robots.txt)\n",
            "甲/index.html": "附件",
            "robots.txt": "附件",
        },
    )
    run = kbsite("build", "--root", tmp_path)
    assert run.code == 1
    assert run.err.count("collision") == 2
    assert "<main" in (tmp_path / "_site/甲/index.html").read_text(encoding="utf-8")


SYNC = "甲.sync-conflict-20260101-101010-ABCDEFG"


@pytest.mark.parametrize(
    "copy",
    [
        *("甲 (1)", "甲(2)", "甲 - 副本", "甲 - 副本 (2)", "甲 副本", "甲的副本", "甲 copy"),
        *("甲 copy 2", "甲 - Copy (3)", "甲 2", SYNC, "甲 (某机's conflicted copy 2026-01-01)"),
    ],
)
def test_an_original_goes_before_its_copy(copy: str, tmp_path: Path, kbsite: Kbsite) -> None:
    text = "---\n{}redirect_from: /旧/\nid: 一\n---\n{}\n"
    for front in ("permalink: /甲乙/\n", "slug: 甲乙\n", ""):
        root = tmp_path / (front[:4] or "none")
        notes = {
            "夹/甲.md": text.format(front, "原件"),
            f"夹/{copy}.md": text.format(front, "抄件"),
        }
        write_files(root / "content", notes)
        run = kbsite("build", "--root", root)
        said = f"content/夹/{copy}.md:2:1: error: would be published at"
        assert (said in run.err, run.code) == (bool(front), int(bool(front)))
        assert front or f"content/夹/{copy}.md:3:5: warning: `id`: " in run.err
        assert "content/夹/甲.md:" not in run.err
        page = "甲乙" if front.startswith("p") else "夹/甲乙" if front else "夹/甲"
        assert "原件" in (root / f"_site/{page}/index.html").read_text(encoding="utf-8")
        assert f"/{page}/" in unquote((root / "_site/旧/index.html").read_text(encoding="utf-8"))


def test_a_copy_may_spell_its_place_otherwise(tmp_path: Path, kbsite: Kbsite) -> None:
    notes = {"甲.md": "---\npermalink: /A/\n---\n", "甲 (1).md": "---\npermalink: a\n---\n"}
    write_files(tmp_path / "content", notes)
    assert "content/甲.md:" not in kbsite("build", "--root", tmp_path).err


def test_a_name_like_that_of_a_copy_is_none_without_its_original(
    tmp_path: Path, kbsite: Kbsite
) -> None:
    text = "---\npermalink: /乙/\n---\n"
    write_files(tmp_path / "content", {"第 1.md": text, "第一.md": text})
    err = kbsite("build", "--root", tmp_path).err
    assert "content/第一.md:2:1: error: would be published at /乙/, where 第 1.md stands" in err


@pytest.mark.parametrize("other", ["permalink: /丙/\nslug: 丁", "slug: 丁", "id: 二"])
def test_nor_is_one_that_names_another_place(other: str, tmp_path: Path, kbsite: Kbsite) -> None:
    notes = {
        "书.md": "---\npermalink: /乙/\nslug: 丁\nid: 一\nredirect_from: /旧/\n---\n",
        "书 3.md": f"---\n{other}\n---\n",
        "论.md": "---\nslug: 丁\nid: 二\n---\n",
    }
    notes["龙.md"] = "---\npermalink: /丙/\n---\n"
    write_files(tmp_path / "content", notes)
    assert "content/书 3.md:" not in kbsite("build", "--root", tmp_path).err


def test_a_version_of_another_machine_is_told(tmp_path: Path, kbsite: Kbsite) -> None:
    notes = {"甲.md": "甲\n", f"{SYNC}.md": "乙\n", "conflict.md": "丙\n"}
    write_files(tmp_path / "content", notes)
    lines = [
        one for one in kbsite("build", "--root", tmp_path).err.split("\n") if "[conflict]" in one
    ]
    said = "the version of 甲.md that another machine has, as a note of its own [conflict]"
    assert lines == [f"content/{SYNC}.md: warning: {said}"]


def test_nothing_is_told_of_a_note_of_conflicts(tmp_path: Path, kbsite: Kbsite) -> None:
    notes = {"论 (a conflicted copy b).md": "", "乙 (conflicted copy 1).md": "", f"{SYNC}.md": ""}
    write_files(tmp_path / "content", notes | {"乙.md": "---\nprivate: true\n---\n"})
    err = kbsite("build", "--root", tmp_path).err
    assert "content/乙 (conflicted copy 1).md: warning: the version of 乙.md that" in err
    said = "a version that another machine had of 甲.md, which is not here [conflict]"
    assert f"content/{SYNC}.md: warning: {said}" in err
    assert err.count("[conflict]") == 2


def test_a_permalink_below_a_file_is_a_collision(tmp_path: Path, kbsite: Kbsite) -> None:
    """`/a.html` is a file, so nothing can stand at `/a.html/b/`."""
    write_files(
        tmp_path / "content",
        {
            "甲.md": "---\npermalink: /a.html\n---\n",
            "乙.md": "---\npermalink: /a.html/b/\n---\n",
        },
    )
    run = kbsite("build", "--root", tmp_path)
    assert run.code == 1, run.err
    assert "[permalink-collision]" in run.err


# --- dates from git ---


def git(folder: Path, *arguments: str, date: str = "2026-01-01T00:00:00+00:00") -> None:
    identity = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org"}
    identity |= {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.org"}
    environment = {**os.environ, **identity, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
    environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(
        ["git", "-c", "protocol.file.allow=always", "-C", folder, *arguments],
        check=True,
        env=environment,
        capture_output=True,
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A git repository whose note was written on 1 March and changed on 2 April, in UTC."""
    if not shutil.which("git"):
        pytest.skip("git is not installed")
    folder = tmp_path / "repository"
    write_files(folder, {"content/夹/笔 记.md": "第一稿。\n"})
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "1", date="2026-03-01T20:00:00+00:00")
    write_files(folder, {"content/夹/笔 记.md": "第二稿。\n"})
    git(folder, "commit", "-qam", "2", date="2026-04-02T00:00:00+00:00")
    return folder


def test_a_note_without_dates_has_those_of_its_commits(repository: Path, kbsite: Kbsite) -> None:
    kbsite("build", "--root", repository)
    page = (repository / "_site/夹/笔-记/index.html").read_text(encoding="utf-8")
    # 20:00 on the first of March is the second in the site's zone, +08:00.
    assert re.findall(r'datetime="([^"]*)"', page) == ["2026-03-02", "2026-04-02"]


def test_a_change_that_was_never_committed_has_no_date(repository: Path, kbsite: Kbsite) -> None:
    """A file's mtime is the day of the checkout: it is never shown."""
    write_files(repository, {"content/新.md": "还没有提交。\n"})
    kbsite("build", "--root", repository)
    page = (repository / "_site/新/index.html").read_text(encoding="utf-8")
    assert "datetime" not in page


def test_a_shallow_clone_gives_no_dates_and_says_so(repository: Path, kbsite: Kbsite) -> None:
    clone = repository.parent / "clone"
    git(repository.parent, "clone", "-q", "--depth", "1", repository.as_uri(), str(clone))
    run = kbsite("build", "--root", clone)
    assert run.code == 0
    assert "the git clone is shallow, so it gives no dates [git-shallow]" in run.err
    page = (clone / "_site/夹/笔-记/index.html").read_text(encoding="utf-8")
    assert "datetime" not in page


def test_a_folder_that_is_linked_to_has_the_dates_of_its_repository(
    repository: Path, kbsite: Kbsite
) -> None:
    site = repository.parent / "site"
    site.mkdir()
    (site / "content").symlink_to(repository / "content", target_is_directory=True)
    kbsite("build", "--root", site)
    page = (site / "_site/夹/笔-记/index.html").read_text(encoding="utf-8")
    assert re.findall(r'datetime="([^"]*)"', page) == ["2026-03-02", "2026-04-02"]


def test_git_is_not_started_where_there_is_no_repository(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(site, {"content/新.md": "没有日期。\n"})
    monkeypatch.setattr("kbsite.scanning.git_dates.git_says", lambda *_: pytest.fail("it is asked"))
    build_site(site)
