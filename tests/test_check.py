"""`kbsite check`: what it finds and what it leaves alone, how it prints, what silences it."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Kbsite, files_of, write_files
from growth import RATIO, cpu_seconds, growth
from kbsite.checks import sitemaps
from kbsite.markdown.links.addresses import addresses
from kbsite.markdown.literal.leftovers import literal_remains
from kbsite.notes import seen_blocks
from kbsite.nouns.sources import SourceFile
from kbsite.reading.parse_options import ParseOptions
from kbsite.refusals import UsageError

HEAD = "---\ndate: 2026-01-01\ntags: [甲]\n---\n"
#: A site with one of each, and beside each what is none.
SITE: dict[str, str | bytes] = {
    "content/几何/index.md": "# 几何\n",
    "content/几何/2d.md": f"{HEAD}# 平面\n\n见[[3d]]、[[贝叶斯]]与[[凸集]]。\n\n![](图.png)\n",
    "content/几何/3d.md": f"{HEAD}# 空间\n\n"
    "见[[2d]]，由 [公式] 得 `[公式]`。[外](https://a.example/x)\n",
    "content/概率.md": "# 概率\n\n[[贝叶斯]]：**没有完\n",
    "content/矩阵.md": "---\ndate: 2026-01-02\ntags: [甲]\naliases: [2d, 方阵]\n---\n"
    "# 平面\n\n[[2d]]\n",
    "content/私.md": "---\nprivate: true\n---\n![[私.png]] [[无人知]]\n",
    "content/几何/图.png": b"\x89PNG",
    "content/私.png": b"\x89PNG",
    "content/旧.png": b"\x89PNG",
    "content/代码.py": "print()\n",
}
EXPECTED = """\
content/几何/2d.md: info: '平面' is also the title of 矩阵.md [duplicate-title]
content/几何/2d.md:7:9: warning: there is no note or file '贝叶斯' [link-missing]
content/几何/2d.md:7:17: warning: there is no note or file '凸集' [link-missing]
content/几何/2d.md:9:1: info: a picture without alternative text: 图.png [alt-missing]
    Say in a few words what it shows, as in ![a tree of 7 nodes](tree.png).
content/几何/3d.md:7:11: warning: [公式] stands for something that was lost when it was pasted \
[placeholder-lost]
    Write what was there, or take it out.
content/旧.png: info: no note uses this file; it is not published [attachment-unused]
content/概率.md: info: this note links to no other [dead-end]
content/概率.md: info: no note links to this one [orphan]
content/概率.md: info: this note has no date [undated]
    Give it a `date`. Without one it stands last in lists, and not in the feed.
content/概率.md: info: this note has no tag [untagged]
content/概率.md:3:1: warning: there is no note or file '贝叶斯' [link-missing]
content/概率.md:3:9: warning: ** stays as it is: it opens or closes nothing bold [emphasis-literal]
    Set it close to the words, close it, or write \\*\\*.
content/矩阵.md: info: no note links to this one [orphan]
content/矩阵.md:4:11: info: the alias '2d' is also the file name of 几何/2d.md [duplicate-alias]
    A link by this name leads there.

Wanted notes:
     2  贝叶斯  (content/几何/2d.md:7:9, content/概率.md:3:1)
     1  凸集  (content/几何/2d.md:7:17)

     3  link-missing
     2  orphan
     1  alt-missing
     1  attachment-unused
     1  dead-end
     1  duplicate-alias
     1  duplicate-title
     1  emphasis-literal
     1  placeholder-lost
     1  undated
     1  untagged
5 notes: 5 warnings, 9 infos
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """`SITE` with an address, as the current folder."""
    root = write_files(tmp_path, {**SITE, "kbsite.yaml": "base_url: https://a.example/notes/\n"})
    monkeypatch.chdir(root)
    return root


def test_one_of_each_and_what_is_none(site: Path, kbsite: Kbsite) -> None:
    before = files_of(site / "content")
    run = kbsite("check")
    assert (run.code, run.out, run.err) == (0, EXPECTED, "")
    assert files_of(site / "content") == before
    assert not (site / "_site").exists()


def test_the_exit_code_is_that_of_a_build(site: Path, kbsite: Kbsite) -> None:
    assert kbsite("check", "--strict").code == 1
    write_files(site, {"content/错.md": "---\ntitle: [错\n---\n"})
    assert kbsite("check").code == 1
    write_files(site, {"kbsite.yaml": "titel: a\n"})
    assert kbsite("check").code == 2


def test_json_is_one_object_with_every_diagnostic(site: Path, kbsite: Kbsite) -> None:
    report = json.loads(kbsite("check", "--json").out)
    assert list(report) == ["notes", "diagnostics", "counts", "wanted"]
    assert report["notes"] == 5
    assert sum(report["counts"].values()) == len(report["diagnostics"]) == 14
    assert list(report["diagnostics"][0]) == [
        "code", "severity", "path", "line", "column", "message", "hint"
    ]  # fmt: skip
    assert report["wanted"][1] == {
        "name": "凸集",
        "places": [{"path": "content/几何/2d.md", "line": 7, "column": 17}],
    }
    assert kbsite("check", "--format", "json").out == kbsite("check", "--json").out


def test_annotations_of_github_are_escaped(site: Path, kbsite: Kbsite) -> None:
    write_files(site.parent / site.name, {"content/a,b:100%.md": "[[50%, 对]]\n"})
    lines = kbsite("check", "--format", "github").out.splitlines()
    assert (
        "::warning file=content/a%2Cb%3A100%25.md,line=1,col=1,title=link-missing::"
        "there is no note or file '50%25, 对'" in lines
    )
    hints = [line for line in lines if "placeholder-lost" in line]
    assert hints[0].endswith("pasted%0AWrite what was there, or take it out.")
    assert all(line.startswith(("::warning ", "::notice ")) for line in lines)


def test_a_site_in_a_folder_is_annotated_by_its_folder(
    site: Path, kbsite: Kbsite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(site.parent)
    out = kbsite("check", "--root", site.name, "--format", "github").out
    assert f"::notice file={site.name}/content/旧.png,title=attachment-unused::" in out


def test_a_note_and_the_configuration_silence_codes(site: Path, kbsite: Kbsite) -> None:
    write_files(
        site,
        {
            "content/概率.md": "---\ncheck_ignore: [emphasis-literal, undated]\n---\n"
            "# 概率\n\n[[贝叶斯]]：**没有完\n",
            "kbsite.yaml": "check:\n  ignore:\n    - link-missing 几何/\n    - alt-missing\n"
            "    - orphan 矩*.md\n    - base-url-missing\n",
        },
    )
    out = kbsite("check").out
    gone = ("alt-missing", "emphasis-literal", "undated", "base-url-missing")
    assert not any(f"[{code}]" in out for code in gone)
    assert "content/概率.md:6:1: warning: there is no note or file '贝叶斯'" in out
    assert out.count("[link-missing]") == out.count("[orphan]") == 1
    # What is not told of is not wanted there either.
    assert "     1  贝叶斯  (content/概率.md:6:1)" in out


def test_a_code_that_does_not_exist_is_told_with_the_nearest(site: Path, kbsite: Kbsite) -> None:
    write_files(site, {"content/概率.md": "---\ncheck_ignore: [orphn]\n---\n"})
    out = kbsite("check").out
    assert "概率.md:2:16: warning: `check_ignore`: 'orphn' is no code of a diagnostic" in out
    assert "Did you mean `orphan`?" in out
    write_files(site, {"kbsite.yaml": "check: {ignore: [undatd 日记/]}\n"})
    out = kbsite("check").out
    assert "kbsite.yaml:1:18: error: `check.ignore`: 'undatd' is no code" in out
    assert "Did you mean `undated`?" in out


@pytest.mark.parametrize(("glob", "told"), [("日记/", 0), ("/日记/", 1), ("/日记/*.md", 2)])
def test_a_glob_of_notes_is_read_as_those_of_ignore(
    glob: str, told: int, site: Path, kbsite: Kbsite
) -> None:
    files = dict.fromkeys(("日记/a.md", "日记/深/b.md", "旧/日记/c.md"), "[[没有]]")
    write_files(site / "content", files)
    write_files(site, {"kbsite.yaml": f"check: {{ignore: [link-missing {glob}]}}\n"})
    lines = kbsite("check").out.splitlines()
    assert sum("日记/" in line and "[link-missing]" in line for line in lines) == told


def test_errors_are_not_silenced(site: Path, kbsite: Kbsite) -> None:
    write_files(
        site,
        {
            "content/错.md": "---\ntitle: [错\n---\n",
            "kbsite.yaml": "check: {ignore: front-matter}\n",
        },
    )
    assert "[front-matter]" in kbsite("check").out


def test_what_is_true_of_most_notes_is_said_once(tmp_path: Path, kbsite: Kbsite) -> None:
    notes = {f"content/{n}.md": "[[0]]\n" for n in range(30)}
    out = kbsite("check", "-v", "--root", write_files(tmp_path, notes)).out
    assert "info: 30 of 30 notes have no tag [untagged]" in out
    assert "info: 29 of 30 notes are linked from no other [orphan]" in out


def test_mistakes_in_templates_are_found_and_nothing_is_published(
    site: Path, kbsite: Kbsite
) -> None:
    write_files(site, {"templates/note.html": '{% extends "theme/note.html" %}{{ page.nix.a }}'})
    write_files(site, {"templates/footer.html": "{{ 1 / 0 }}"})
    run = kbsite("check")
    assert run.code == 1
    assert "templates/footer.html:1:1: error: division by zero [template]" in run.out
    assert not (site / "_site").exists()


def test_drafts_are_checked_when_asked_for(site: Path, kbsite: Kbsite) -> None:
    write_files(site, {"content/稿.md": "---\ndraft: true\n---\n[代码]\n"})
    assert "稿.md" not in kbsite("check").out
    assert "content/稿.md:4:1: warning: [代码] stands" in kbsite("check", "--drafts").out


# --- literal remains and addresses, note by note ---


def remains(text: str) -> list[tuple[str, int, int]]:
    source = SourceFile("a.md", "", text.encode())
    found = literal_remains(seen_blocks(source, ParseOptions("+08:00")))
    return [(one.text, *one.at) for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("幂 2**3、x**2 + y**2、(a)**(b)、a ** b、`a**b`、$a**b$", []),
        ("f(*args, **kwargs) 与 g(**opts) 的参数", []),
        (r"\*\*不是\*\*、\[公式]", []),
        ("正常的**加粗。**后面与**“引号”**", []),
        ("** 空格 ** 与", [("**", 1, 1)]),
        ("文\n**没有完\n", [("**", 2, 1)]),
        ("<aside>\n💡 **重点** <code>**x**</code>\n</aside>", [("**", 2, 3)]),
        ("> 引\n> 文 [公式] `[公式]`\n", [("[公式]", 2, 5)]),
        ("| a | b |\n|---|---|\n| `x` | [Math] |\n", [("[Math]", 3, 9)]),
        ("![[公式]](https://www.zhihu.com/equation?tex=x) [图片](a.png)", []),
        ("[公式]: http://x\n\n[公式]", []),
        ("---\ntitle: a\n---\n\n&amp; `x` [代码]", [("[代码]", 5, 11)]),
        ("%% [公式] %%\n\n```\n[公式] **中文\n```\n", []),
    ],
)
def test_what_is_literal(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert remains(text) == expected


def test_stars_in_html_are_told_as_such(tmp_path: Path, kbsite: Kbsite) -> None:
    files = {"content/笔记.md": "<div>\n**甲**\n</div>\n"}
    out = kbsite("check", "--root", write_files(tmp_path, files)).out
    assert (
        "content/笔记.md:2:1: warning: ** stays as it is: in a block of HTML no Markdown is read "
        "[emphasis-literal]\n    Write <b>…</b> there, or leave a blank line above and below the "
        "words.\n"
    ) in out


def test_pictures_and_their_words(tmp_path: Path, kbsite: Kbsite) -> None:
    signed = "https://b.s3.amazonaws.com/a.png?X-Amz-Algorithm=A&X-Amz-Expires=3600"
    lines = [
        f"![图]({signed})",
        f'<img alt="图" src="{signed.replace("&", "&amp;")}">',
        "![图](https://x.oss-cn-beijing.aliyuncs.com/a?Expires=1700000000&OSSAccessKeyId=L&Signature=s)",
        "![图](https://a.example/a.png?v=2&size=large)",
        "![](b.png) ![|300](b.png) ![[b.png]] ![[b.png|300]]",
        '![[b.png|词]] ![词|300](b.png) <img src="b.png" alt=""> ![[笔记]] [](b.png)',
        '<img src="b.png"> 文',
        '![](b.png "题")',
        # What is not there needs no words yet.
        '![](没有.png) ![[没有.png]] ![[没有.excalidraw]] <img src="没有.png">',
    ]
    files: dict[str, str | bytes] = {"content/笔记.md": "\n\n".join(lines), "content/b.png": b""}
    out = kbsite("check", "--json", "--root", write_files(tmp_path, files)).out
    found = json.loads(out)["diagnostics"]
    assert [one["line"] for one in found if one["code"] == "image-expires"] == [1, 3, 5]
    alt = [(one["line"], one["column"]) for one in found if one["code"] == "alt-missing"]
    assert alt == [(9, 1), (9, 12), (9, 27), (9, 38), (13, 11)]


def test_external_addresses_with_their_places(site: Path, kbsite: Kbsite) -> None:
    write_files(
        site,
        {
            "content/外.md": "<https://b.example/> ![图](https://c.example/a.png)\n"
            '<a href="https://a.example/x">词</a> [[2d]] [密](mailto:a@a.example)\n',
            "content/私.md": "---\nprivate: true\n---\nhttps://secret.example/\n",
        },
    )
    assert kbsite("check", "--external-list").out == (
        "https://a.example/x\tcontent/几何/3d.md:7:25\n"
        "https://a.example/x\tcontent/外.md:2:10\n"
        "https://b.example/\tcontent/外.md:1:1\n"
        "https://c.example/a.png\tcontent/外.md:1:22\n"
    )
    report = json.loads(kbsite("check", "--external-list", "--json").out)
    assert report["external"][1] == {
        "url": "https://b.example/",
        "places": [{"path": "content/外.md", "line": 1, "column": 1}],
    }


@pytest.mark.parametrize(
    "make",
    [
        lambda n: r"\a `x` " * n,
        lambda n: "".join("`" * (i % 60) + "a" for i in range(n)),
        lambda n: "**文" * n,
        lambda n: "[公式] ![a](b) " * n,
        lambda n: "<code <pre" * n,
    ],
)
def test_hostile_texts_take_time_that_grows_with_their_length(make: Callable[[int], str]) -> None:
    def seconds(n: int) -> float:
        source = SourceFile("a.md", "", make(n).encode())
        blocks = seen_blocks(source, ParseOptions("+08:00"))
        return cpu_seconds(lambda: (list(literal_remains(blocks)), list(addresses(blocks))))

    assert growth(seconds, 2000) < RATIO


# --- --suggest-links ---

MENTIONS = {
    **{f"content/别的{number}.md": "无关的话。\n" for number in range(30)},
    "content/贝叶斯.md": "# 贝叶斯公式\n\n由全概率得，再由全概率公式得。\n",
    "content/全.md": "---\naliases: [全概率]\n---\n# 全概率公式\n\n"
    "`贝叶斯公式`与$贝叶斯公式$与贝叶斯公式，又是贝叶斯公式。\r\n",
    "content/表.md": "## 贝叶斯公式\n\n| 甲 | 乙 |\n|---|---|\n"
    "| 全概率 | [词](全.md) 贝叶斯公式 |\n",
    "content/混.md": "---\ntitle: 混淆\n---\n也讲混淆。\n",
    "content/a/混淆.md": "# 矩阵\n",
    "content/已.md": "[[贝叶斯]]与贝叶斯公式。讲混淆。\n",
}


def test_links_that_could_be_set_are_named(tmp_path: Path, kbsite: Kbsite) -> None:
    root = write_files(tmp_path, MENTIONS)
    before = files_of(root / "content")
    found = json.loads(kbsite("check", "--suggest-links", "--json", "--root", root).out)
    told = [
        (one["path"].removeprefix("content/"), one["line"], one["column"], one["hint"])
        for one in found["diagnostics"]
        if one["code"] == "unlinked-mention"
    ]
    assert told == [
        ("全.md", 6, 17, "Write [[贝叶斯公式]]"),
        ("已.md", 1, 16, r"Write [[混|混淆]]"),
        ("表.md", 5, 19, "Write [[贝叶斯公式]]"),
        ("贝叶斯.md", 3, 2, "Write [[全概率]]"),
    ]
    assert files_of(root / "content") == before


def test_with_drafts_a_draft_may_be_linked(tmp_path: Path, kbsite: Kbsite) -> None:
    draft = MENTIONS["content/全.md"].replace("---\n", "---\ndraft: true\n", 1)
    root = write_files(tmp_path, {**MENTIONS, "content/全.md": draft})
    assert "全概率" not in kbsite("check", "--suggest-links", "-v", "--root", root).out
    found = kbsite("check", "--suggest-links", "--drafts", "-v", "--root", root).out
    assert "Write [[全概率]]" in found


def test_links_are_set_after_the_diff_was_shown(tmp_path: Path, kbsite: Kbsite) -> None:
    root = write_files(tmp_path, MENTIONS)
    before = files_of(root / "content")
    assert kbsite("check", "--suggest-links", "--write", "--root", root).code == 2
    assert files_of(root / "content") == before
    run = kbsite("check", "--suggest-links", "--write", "--yes", "--root", root)
    assert run.code == 0
    assert "\n+由[[全概率]]得，再由全概率公式得。\n" in run.out
    after = files_of(root / "content")
    assert (
        after["全.md"]
        .decode()
        .endswith("`贝叶斯公式`与$贝叶斯公式$与[[贝叶斯公式]]，又是贝叶斯公式。\r\n")
    )
    assert after["全.md"].count(b"\r") == 1
    assert "unlinked-mention" not in kbsite("check", "--suggest-links", "-v", "--root", root).out
    silent = "---\ncheck_ignore: unlinked-mention\n---\n" + MENTIONS["content/贝叶斯.md"]
    write_files(root, {"content/贝叶斯.md": silent})
    assert "Nothing to write" in kbsite("check", "--suggest-links", "--write", "--root", root).out


# --- --against ---

XML = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{}</urlset>\n'
)


def listed(*urls: str) -> str:
    return XML.format(
        "".join(f"<url><loc>https://a.example/notes{url}</loc></url>\n" for url in urls)
    )


def test_urls_that_would_be_gone_and_their_notes(site: Path, kbsite: Kbsite) -> None:
    write_files(
        site,
        {
            "old.xml": listed(
                "/", "/tags/", "/几何/2d/", "/旧/3d/", "/概率伦/", "/tags/没有/", "/矩阵", "/旧/"
            ),
            "content/矩阵.md": "---\nredirect_from: /旧/矩阵/\n---\n",
        },
    )
    run = kbsite("check", "--against", "old.xml")
    assert run.code == 1
    assert [line for line in run.out.splitlines() if re.search("old.xml|note is|below", line)] == [
        "old.xml:6:6: error: nothing would be published at /旧/3d/ any more [url-lost]",
        "    Its note is 几何/3d.md (/几何/3d/): give that  redirect_from: /旧/3d/",
        "old.xml:7:6: error: nothing would be published at /概率伦/ any more [url-lost]",
        "    Perhaps its note is 概率.md (/概率/): give that  redirect_from: /概率伦/",
        "old.xml:8:6: error: nothing would be published at /tags/没有/ any more [url-lost]",
        "old.xml:10:6: error: nothing would be published at /旧/ any more [url-lost]",
        "    What was below it is below /几何/ now.",
    ]


def test_write_redirects_from_the_notes_that_are_sure(site: Path, kbsite: Kbsite) -> None:
    write_files(site, {"old.txt": "/notes/\n/notes/旧/3d/\n/notes/概率伦/\n"})
    before = files_of(site / "content")
    refused = kbsite("check", "--against", "old.txt", "--write")
    assert (refused.code, files_of(site / "content")) == (2, before)
    run = kbsite("check", "--against", "old.txt", "--write", "--yes")
    assert run.code == 1
    assert "+redirect_from:\n+  - /旧/3d/\n" in run.out
    assert run.out.endswith("1 note written\n")
    changed = {path for path, data in files_of(site / "content").items() if data != before[path]}
    assert changed == {"几何/3d.md"}
    write_files(site, {"old.txt": "/notes/旧/3d/\n"})
    assert kbsite("check", "--against", "old.txt").code == 0


def test_no_redirect_is_advised_that_a_build_refuses(site: Path, kbsite: Kbsite) -> None:
    write_files(site, {"old.txt": "/notes/\n/notes/Hello/\n", "content/hello.md": "# 好\n"})
    out = kbsite("check", "--against", "old.txt").out
    assert "nothing would be published at /Hello/ any more [url-lost]" in out
    assert "/hello/ differs from it in case alone, and there can be no redirect" in out
    assert "redirect_from" not in out
    run = kbsite("check", "--against", "old.txt", "--write", "--yes")
    assert (run.code, run.out.endswith("Nothing to write\n")) == (1, True)


def test_the_own_sitemap_has_lost_nothing(site: Path, kbsite: Kbsite) -> None:
    kbsite("build")
    assert kbsite("check", "--against", "_site/sitemap.xml").code == 0
    # As a site without an address has it, the path is that of the home page.
    write_files(site, {"kbsite.yaml": ""})
    assert kbsite("check", "--against", "_site/sitemap.xml").code == 0


def test_an_index_reads_the_sitemaps_beside_it(site: Path, kbsite: Kbsite) -> None:
    entry = "<sitemap><loc>https://a.example/notes/sitemap-1.xml</loc></sitemap>"
    index = XML.format(entry).replace("urlset", "sitemapindex")
    write_files(site, {"o/sitemap.xml": index, "o/sitemap-1.xml": listed("/没有/", "/概率/")})
    out = kbsite("check", "--against", "o/sitemap.xml").out
    assert "o/sitemap-1.xml:3:6: error: nothing would be published at /没有/" in out
    (site / "o/sitemap-1.xml").unlink()
    run = kbsite("check", "--against", "o/sitemap.xml")
    assert (run.code, run.err) == (
        2,
        "kbsite: o/sitemap.xml is an index; sitemap-1.xml is to lie beside it\n",
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "has a document type"),
        (b"<urlset><url>", "no XML that can be read"),
        (b"<urlset/>", "lists no URL"),
        (b'<?xml version="1.0" encoding="nix"?><a/>', "no XML|not known"),
        (b"\x1f\x8bx", "is damaged"),
        (b"\x89PNG\r\n", "neither a sitemap nor a list"),
        (b"not a url\n", "is no URL"),
    ],
)
def test_what_is_no_sitemap_is_refused(data: bytes, said: str, site: Path, kbsite: Kbsite) -> None:
    (site / "s.xml").write_bytes(data)
    run = kbsite("check", "--against", "s.xml")
    assert run.code == 2
    assert any(word in run.err for word in said.split("|")), run.err


def test_a_packed_sitemap_is_unpacked_no_further_than_it_may(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packer = zlib.compressobj(wbits=31)
    data = packer.compress(listed("/x/").encode()) + packer.flush()
    (tmp_path / "s.xml.gz").write_bytes(data)
    found = sitemaps.read_sitemap(tmp_path / "s.xml.gz")
    assert [one.url for one in found] == ["https://a.example/notes/x/"]
    monkeypatch.setattr(sitemaps, "MAX_BYTES", len(data) + 1)
    with pytest.raises(UsageError, match="larger than a sitemap may be"):
        sitemaps.read_sitemap(tmp_path / "s.xml.gz")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--json", "--format", "github"),
        ("--external-list", "--format", "github"),
        ("--external-list", "--against", "old.xml"),
        ("--write",),
        ("--yes",),
        ("--write", "--against", "old.xml", "--json"),
        ("--against", "https://a.example/sitemap.xml"),
        ("--against", "没有.xml"),
        ("--format", "xml"),
    ],
)
def test_options_that_do_not_go_together(
    arguments: tuple[str, ...], site: Path, kbsite: Kbsite
) -> None:
    write_files(site, {"old.xml": listed("/")})
    run = kbsite("check", *arguments)
    assert (run.code, run.out) == (2, "")
    assert run.err


def test_addresses_of_the_site_to_what_is_not_published(tmp_path: Path, kbsite: Kbsite) -> None:
    told = [
        "<https://ex.org/n/草/>",
        "[x](https://EX.org/n/%E8%8D%89/#a)",
        "<a href='http://ex.org/n/草/index.html'>y</a>",
        "[x](//ex.org/n/p/?a)",
        "![x](https://ex.org/n/夹/密.md)",
        "[x](https://ex.org:443/n/草/)",
        "https://ex.org/n/p/",
        "见 https://ex.org:443/n/p/ 。",
    ]
    others = [
        "[x](https://ex.org/n/公/)",
        "<https://ex.org/草/>",
        "<https://ex.com/n/草/>",
        "[x](/草/)",
        "`https://ex.org/n/草/`",
        "[x](https://[ex.org/n/草/)",
    ]
    files = {
        "content/公.md": "".join(f"{link}\n\n" for link in (*told, *others)),
        "content/草.md": "---\ndraft: true\nslug: ''\n---\n",
        "content/夹/密.md": "---\nprivate: true\npermalink: /p/\n---\n",
        "kbsite.yaml": "base_url: https://ex.org/n/\n",
    }
    run = kbsite("check", "--root", write_files(tmp_path, files))
    found = re.findall(r"公\.md:(\d+):\d+: warning: this address of the site", run.out + run.err)
    assert [int(line) for line in found] == [1, 3, 5, 7, 9, 11, 13, 15]
