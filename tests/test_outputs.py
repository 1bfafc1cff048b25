"""What is published beside pages: `feed.xml`, `sitemap.xml`, `robots.txt`, the math font."""

from __future__ import annotations

import base64
import io
import re
import xml.etree.ElementTree as ElementTree
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

import feedparser
import html5lib
import pytest
from fontTools.ttLib import TTFont

from conftest import Kbsite, files_of, write_files
from growth import RATIO, cpu_seconds, growth, uncollected
from kbsite.outputs.feed_content import feed_content
from kbsite.outputs.feed_safety import safe

URL = "https://name.github.io/notes/"
MATHML = "{http://www.w3.org/1998/Math/MathML}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def note(title: str, day: int | None = None, body: str = "文。", more: str = "") -> str:
    date = f"date: 2026-01-{day:02}\n" if day else ""
    return f"---\ntitle: {title}\n{date}{more}---\n\n{body}\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Twenty-five dated notes, one undated, one unlisted, one private, in two folders."""
    files = {f"content/组/第{n}篇.md": note(f"第 {n} 篇", n) for n in range(1, 25)}
    body = (
        "## 节\n\n见[[第 1 篇]]、[[#节]]、<a href='第2篇.md'>二</a>、![](图%20a.png)、"
        "[没有](没有.md)，$\\sqrt x<y$ & \x0b。\n"
    )
    more = "updated: 2026-03-01 12:00\ntags: [数 学, a&b]\n"
    files["content/组/富.md"] = note("富 <文> & 「本」", 31, body, more)
    files["content/无.md"] = note("没有日期")
    files["content/不列.md"] = note("不列的", 30, more="unlisted: true\ntags: [独]\n")
    files["content/密.md"] = note("机密", 30, more="private: true\n")
    write_files(tmp_path, {**files, "content/组/图 a.png": b"png"})
    return tmp_path


@pytest.fixture
def output(site: Path, kbsite: Kbsite) -> Path:
    """The site published at `URL`."""
    run = kbsite("build", "--root", site, "--base-url", URL)
    assert run.code == 0, run.err
    return site / "_site"


# --- feed ---


def test_the_feed_is_valid(output: Path) -> None:
    feed = feedparser.parse((output / "feed.xml").read_bytes())
    assert feed.bozo == 0, feed.get("bozo_exception")
    assert feed.version == "atom10"
    assert (feed.feed.id, feed.feed.title, feed.feed.language) == (URL, "知识库", "zh-CN")
    rels = {link.rel: link.href for link in feed.feed.links}
    assert rels == {"self": URL + "feed.xml", "alternate": URL}


def test_the_feed_holds_the_newest_twenty_dated_notes(output: Path) -> None:
    entries = feedparser.parse((output / "feed.xml").read_bytes()).entries
    titles = [entry.title for entry in entries]
    assert titles == ["富 <文> & 「本」", *(f"第 {n} 篇" for n in range(24, 5, -1))]
    assert len({entry.id for entry in entries}) == 20
    assert all(entry.id == entry.link for entry in entries)


def test_the_dates_of_the_feed_are_rfc_3339(output: Path) -> None:
    text = (output / "feed.xml").read_text(encoding="utf-8")
    moments = re.findall(r"<(?:updated|published)>([^<]*)</", text)
    assert len(moments) == 1 + 2 * 20
    for moment in moments:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", moment)
        assert datetime.fromisoformat(moment).tzinfo
    assert moments[0] == "2026-03-01T12:00:00+08:00"
    assert moments[1] == "2026-01-31T00:00:00+08:00"


def test_every_address_in_the_feed_is_absolute(output: Path) -> None:
    """A feed reader shows the text on another host."""
    entry = feedparser.parse((output / "feed.xml").read_bytes()).entries[0]
    root = ElementTree.parse(output / "feed.xml").getroot()
    (content,) = root.findall("{*}entry[1]/{*}content")
    tree = html5lib.parseFragment(content.text or "", namespaceHTMLElements=False)
    addresses = [e.get(name) for e in tree.iter() for name in ("href", "src") if e.get(name)]
    *links, formula = (unquote(address) for address in addresses if address)
    assert links == [
        URL + "组/第1篇/",
        unquote(entry.link) + "#节",
        URL + "组/第2篇/",
        URL + "组/图-a.png",
    ]
    assert (output / formula.removeprefix(URL)).read_bytes().startswith(b"<svg ")
    assert {tag.term for tag in entry.tags} == {"数 学", "a&b"}


def test_nothing_in_the_feed_runs() -> None:
    """Its readers have no policy of the page's."""
    html = (
        """<p title=" onload='x' > " onclick="a > b">文 onerror="x"</p>"""
        """<img src="/a.png"OnError = alert(1) alt="'"><svg/onload=x><b a='"' onfocus='y'>粗</b>"""
    )
    assert feed_content(html, URL, URL).html == (
        """<p title=" onload='x' > " >文 onerror="x"</p>"""
        """<img src="https://name.github.io/a.png" alt="'"><svg/><b a='"' >粗</b>"""
    )


RUNS = "javascript:alert(1)"


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        (f'<a href="{RUNS}">甲</a>', "<a >甲</a>"),
        (f"<a\nHREF = {RUNS}>甲</a>", "<a\n>甲</a>"),
        ('<a title="a>b" href=" java&#10;script:x" id="c">甲</a>', '<a title="a>b"  id="c">甲</a>'),
        ("<a href='\x01&#x6a;ava\tscript&colon;x'>甲</a>", "<a >甲</a>"),
        (f'<area href="{RUNS}"><iframe src={RUNS}></iframe>', "<area ><iframe ></iframe>"),
        (f"<form action={RUNS}><button formaction='{RUNS}'>", "<form ><button >"),
        (f'<object data="{RUNS}"></object><embed src="{RUNS}">', "<object ></object><embed >"),
        (f'<svg><a xlink:href="{RUNS}">甲</a></svg>', "<svg><a >甲</a></svg>"),
        (f'<animate attributeName="href" values="a;{RUNS}"/><set to="{RUNS}">', None),
        (f'<video poster="{RUNS}"></video><img srcset="https://a/a.png 1x, {RUNS} 2x">', None),
        ('<iframe srcdoc="<b>a</b>" src="https://a/">', '<iframe  src="https://a/">'),
        ("<iframe src='data:text/html,x'></iframe>", "<iframe ></iframe>"),
        ('<a href="data:image/svg+xml,x"><img src="data:image/png;base64,x="></a>', None),
        ('<a href="vbscript:x" href="file:///a"><a href="mailto:a@b.c">', None),
        ('<a b==">"<img src="https://a/" onerror=x>">', '<a b==">"<img src="https://a/" >">'),
        ('<!a <b title=">"<img src="https://a/" onerror=x>', None),
        ("甲<script>x('<a>')</script >乙<!-- <b title=\"--><img onerror=x>", "甲乙<img >"),
        ('<a onclick=x>甲<a href="', "<a >甲"),
    ],
)
def test_no_address_in_the_feed_runs(html: str, kept: str | None) -> None:
    shown = feed_content(html, URL, URL).html
    assert kept is None or shown == kept
    assert_nothing_runs(shown)
    assert ("data:image/png" in shown) == ("data:image/png" in html)
    assert ("mailto:" in shown) == ("mailto:" in html)


def assert_nothing_runs(shown: str) -> None:
    trees = [
        html5lib.parseFragment(shown, namespaceHTMLElements=False, scripting=scripting)
        for scripting in (False, True)
    ]
    for element in (element for tree in trees for element in tree.iter()):
        assert element.tag != "script"
        for name, value in element.attrib.items():
            assert not str(name).startswith("on") and "script:" not in value, shown


@pytest.mark.parametrize(
    "name", ["style", "TITLE", "textarea", "xmp", "noscript", "iframe", "noembed", "noframes"]
)
@pytest.mark.parametrize(
    "hidden", ["<!--", '<a title="', "<style><!--", "<script>", "<!a", "<a onclick=x>", "<b c='--"]
)
def test_what_holds_text_hides_nothing_that_runs(name: str, hidden: str) -> None:
    shown = safe(f"甲<{name}>{hidden}</{name}><img onerror=x src=a>--><!--{hidden}")
    assert_nothing_runs(shown)
    assert shown.startswith(f"甲<{name}>") and "<img  src=a>" in shown


@pytest.mark.parametrize("left_out", ['onclick="x"', "onclick=x ", "srcdoc='' "])
def test_what_is_left_out_gives_no_attribute_a_value(left_out: str) -> None:
    shown = safe(f"<a href {left_out}=javascript:alert(1)>甲</a>")
    assert_nothing_runs(shown)
    assert shown.endswith("=javascript:alert(1)>甲</a>")


@pytest.mark.parametrize(
    "name",
    [
        *("action", "background", "by", "cite", "classid", "codebase", "data", "formaction"),
        *("from", "href", "imagesrcset", "longdesc", "onclick", "ping", "poster", "src", "srcdoc"),
        *("srcset", "to", "values"),
    ],
)
def test_what_runs_is_found_behind_what_is_harmless(name: str) -> None:
    harmless = '<p class="a" title="<b">甲</p><mi mathvariant="normal">x</mi>'
    html = f'{harmless}<b class="a" {name}="javascript:1" id="b">乙</b>{harmless}'
    assert safe(html) == f'{harmless}<b class="a"  id="b">乙</b>{harmless}'


@pytest.mark.parametrize(
    "html",
    ["<a ", "<a onx ", '<a x="', '<p class="a">甲</p>', "<a href=x:y>", "<xmp><a x='</xmp>", "<!"],
)
def test_twice_the_html_takes_a_feed_twice_as_long(html: str) -> None:
    def seconds(n: int) -> float:
        return cpu_seconds(lambda: safe("<b onx=1>" + html * n))

    with uncollected():
        assert growth(seconds, 20_000) < RATIO


def test_what_is_harmless_takes_a_feed_little_time() -> None:
    html = '<mi>x</mi><mo stretchy="false">(</mo>' * 5000
    once = min(cpu_seconds(lambda: safe(f"<b onx=1>{html}")) for _ in range(5))
    # As long as to look at each tag by itself, without its attributes.
    by_tags = min(cpu_seconds(lambda: [*re.finditer("<[a-z]", html)]) for _ in range(5))
    assert once < 8 * by_tags


def test_unlisted_and_private_notes_are_not_in_the_feed(output: Path) -> None:
    text = (output / "feed.xml").read_text(encoding="utf-8")
    assert "不列的" not in text
    assert "机密" not in text


def test_a_site_without_dated_notes_still_has_a_valid_feed(tmp_path: Path, kbsite: Kbsite) -> None:
    """Every page links to it."""
    write_files(tmp_path, {"content/a.md": "文。\n"})
    kbsite("build", "--root", tmp_path, "--base-url", URL)
    feed = feedparser.parse((tmp_path / "_site/feed.xml").read_bytes())
    assert (feed.bozo, feed.entries) == (0, [])


# --- sitemap and robots ---


def canonical_of(output: Path) -> set[str]:
    """The address that each page gives as its own; a page that must not be indexed gives none."""
    found = set()
    for file in output.rglob("*.html"):
        page = file.read_text(encoding="utf-8")
        canonical = re.search(r'<link rel="canonical" href="([^"]+)">', page)
        noindex = '<meta name="robots" content="noindex">' in page
        assert bool(canonical) != noindex, file
        if canonical:
            found.add(canonical[1])
    return found


def test_the_sitemap_is_every_canonical_page_and_nothing_else(output: Path) -> None:
    root = ElementTree.parse(output / "sitemap.xml").getroot()
    listed = [element.text for element in root.iter(SITEMAP + "loc")]
    assert len(listed) == len(set(listed))
    assert set(listed) == canonical_of(output)
    # Notes; home, 组, tags and two tags; archive, all notes and graph.
    assert len(listed) == 25 + 1 + 5 + 3


def test_a_folder_introduced_by_an_unlisted_note_is_not_in_the_sitemap(
    tmp_path: Path, kbsite: Kbsite
) -> None:
    files = {"夹/index.md": note("介绍", more="unlisted: true\n"), "夹/甲.md": note("甲")}
    write_files(tmp_path / "content", files)
    kbsite("build", "--root", tmp_path, "--base-url", URL)
    root = ElementTree.parse(tmp_path / "_site/sitemap.xml").getroot()
    listed = {element.text for element in root.iter(SITEMAP + "loc")}
    assert listed == canonical_of(tmp_path / "_site")


def test_the_sitemap_of_this_repository(repository_site: Path) -> None:
    root = ElementTree.parse(repository_site / "sitemap.xml").getroot()
    assert {element.text for element in root.iter(SITEMAP + "loc")} == canonical_of(repository_site)


def test_lastmod_is_the_day_of_the_last_change_and_never_made_up(output: Path) -> None:
    root = ElementTree.parse(output / "sitemap.xml").getroot()
    dates = {
        unquote(entry.findtext(SITEMAP + "loc", "")): entry.findtext(SITEMAP + "lastmod")
        for entry in root
    }
    assert dates[URL + "组/富/"] == "2026-03-01T12:00:00+08:00"
    assert dates[URL + "组/第3篇/"] == "2026-01-03"
    assert dates[URL + "无/"] is None


def test_files_of_the_root_are_published_as_they_are(tmp_path: Path, kbsite: Kbsite) -> None:
    files = {
        "baidu_verify_codeva-1.html": "a1b2\n",
        "robots.txt": "User-agent: *\nDisallow: /\n",
        ".well-known/security.txt": "Contact: mailto:a@example.org\n",
        "a.css": "p   { }\n",
        "_headers": "/*\n",
    }
    site = write_files(tmp_path, {f"static/root/{path}": text for path, text in files.items()})
    write_files(site, {"content/甲.md": "文\n", "static/root/.env": "秘密"})
    run = kbsite("build", "--root", site)
    assert (run.code, "static-root" in run.err) == (0, False)
    for path, text in files.items():
        assert (site / "_site" / path).read_bytes() == text.encode()
    assert not list((site / "_site").rglob(".env"))
    assert not list((site / "_site/assets").rglob("robots.txt"))


def test_a_file_of_the_root_moves_no_asset_and_is_removed_with_its_source(
    tmp_path: Path, kbsite: Kbsite
) -> None:
    site = write_files(tmp_path, {"content/甲.md": "文\n"})
    kbsite("build", "--root", site)
    page = (site / "_site/甲/index.html").read_bytes()
    write_files(site, {"static/root/robots.txt": "一", "static/root/a.txt": "二"})
    kbsite("build", "--root", site)
    assert (site / "_site/甲/index.html").read_bytes() == page
    assert (site / "_site/robots.txt").read_text(encoding="utf-8") == "一"
    for name in ("robots.txt", "a.txt"):
        (site / "static/root" / name).unlink()
    kbsite("build", "--root", site)
    assert (site / "_site/robots.txt").read_text(encoding="utf-8") != "一"
    assert not (site / "_site/a.txt").exists()


def test_notes_and_the_header_lead_to_files_of_the_root(tmp_path: Path, kbsite: Kbsite) -> None:
    """By their addresses, and only while they are there; what is named by a path is not one."""
    note = '[书](/Files/书.pdf#page=2) [试](/demo/) <a href="/demo/index.html">试</a>'
    note += " ![](/files/图.png) ![[/files/图.png]] [[/files/书.pdf|词]]"
    files = {
        "content/甲.md": note,
        "kbsite.yaml": "nav: [/files/书.pdf, /demo/]\nbase_url: https://a.example/n/\n",
        "static/root/files/书.pdf": "",
        "static/root/files/图.png": "",
        "static/root/demo/index.html": "",
    }
    site = write_files(tmp_path, files)
    run = kbsite("build", "--root", site, "--strict")
    assert run.code == 0, run.err
    page = unquote((site / "_site/甲/index.html").read_text(encoding="utf-8"))
    assert '<a href="/n/files/书.pdf#page=2">书</a> <a href="/n/demo/">试</a>' in page
    assert page.count('<a href="/n/demo/">') == 3
    assert page.count('<img src="/n/files/图.png"') == 2
    assert '<a href="/n/files/书.pdf">词</a>' in page
    assert '<a href="/n/files/书.pdf">书.pdf</a>\n<a href="/n/demo/">demo</a>' in page

    (site / "static/root/files/书.pdf").unlink()
    run = kbsite("build", "--root", site)
    assert run.err.count("'/Files/书.pdf' [link-missing]") == 1
    assert run.err.count("'/files/书.pdf' [link-missing]") == 1
    assert run.err.count("'/files/书.pdf' [config]") == 1
    text = "[书](files/书.pdf) [乙](<static/a b.txt>)"
    write_files(site, {"static/root/a b.txt": "", "content/甲.md": text})
    write_files(site, {"static/root/files/书.pdf": ""})
    said = kbsite("build", "--root", site).err
    assert "is linked to by its address: [words](/files/书.pdf)\n" in said
    assert "is linked to by its address: [words](</a b.txt>)\n" in said


@pytest.mark.parametrize("target", ["/img/a.png", "img/a.png", "../static/img/a.png"])
def test_a_note_that_names_a_file_of_templates_is_told(
    target: str, tmp_path: Path, kbsite: Kbsite
) -> None:
    site = write_files(tmp_path, {"content/甲.md": f"![图]({target})", "static/img/a.png": ""})
    run = kbsite("build", "--root", site)
    assert f"there is no file '{target}' [attachment-missing]" in run.err
    assert "static/img/a.png is for templates: put it beside the note" in run.err


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("index.html", "at /, where another file of the site stands already"),
        ("甲", "at /甲, where another file of the site stands already (as /甲/)"),
        ("甲/index.html/b.txt", "where another file of the site stands already"),
        ("Feed.xml", "which kbsite itself uses (as /feed.xml)"),
    ],
)
def test_a_file_of_the_root_takes_no_place_of_another(
    path: str, said: str, tmp_path: Path, kbsite: Kbsite
) -> None:
    site = write_files(tmp_path, {"content/甲.md": "文\n", f"static/root/{path}": "根"})
    run = kbsite("build", "--root", site)
    assert run.code == 0
    assert f"static/root/{path}: warning: would be published" in run.err
    assert said in run.err
    assert (site / "_site/甲/index.html").is_file()
    assert "根" not in (site / "_site/index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "path",
    [
        *("robots.txt", "CNAME", "favicon.ico", "googlea1b2c3d4e5f6.html", "_redirects"),
        *("MP_verify_aB3.txt", "sogousiteverification.txt", ".well-known/security.txt"),
    ],
)
def test_a_file_that_is_looked_for_at_the_root_is_told_of(
    path: str, tmp_path: Path, kbsite: Kbsite
) -> None:
    site = write_files(tmp_path, {"content/甲.md": "文\n", f"static/{path}": "根"})
    run = kbsite("build", "--root", site)
    assert f"static/{path}: warning: it is published below /assets/" in run.err
    assert f"Move it to static/root/{path}" in run.err


def test_robots_names_the_sitemap(output: Path) -> None:
    text = (output / "robots.txt").read_text(encoding="utf-8")
    assert text == f"User-agent: *\nAllow: /\nSitemap: {URL}sitemap.xml\n"


def test_without_base_url_nothing_absolute_is_published(site: Path, kbsite: Kbsite) -> None:
    run = kbsite("build", "--root", site)
    paths = set(files_of(site / "_site"))
    assert not paths & {"feed.xml", "sitemap.xml"}
    assert (site / "_site/robots.txt").read_text(encoding="utf-8") == "User-agent: *\nAllow: /\n"
    assert "no `base_url`, so there is no feed and no sitemap [base-url-missing]" in run.err
    page = (site / "_site/index.html").read_text(encoding="utf-8")
    assert "feed.xml" not in page
    assert "canonical" not in page


# --- the math font ---


def test_a_site_without_formulas_has_no_font(tmp_path: Path, kbsite: Kbsite) -> None:
    write_files(tmp_path, {"content/a.md": "价钱是 5$。\n"})
    kbsite("build", "--root", tmp_path)
    assert not [path for path in files_of(tmp_path / "_site") if "math" in path]
    assert "math.css" not in (tmp_path / "_site/a/index.html").read_text(encoding="utf-8")


def test_only_pages_with_formulas_load_the_font(tmp_path: Path, kbsite: Kbsite) -> None:
    """A formula may also stand in an excerpt or in the sentence around a backlink; on the first
    page nobody waits for those."""
    files = {
        "书/a.md": note("甲", 1, "$x$ 与[[乙]]。"),
        "b.md": note("乙", 2),
        "c.md": note("丙", 3),
    }
    write_files(tmp_path / "content", files)
    kbsite("build", "--root", tmp_path)
    loads = {
        file.relative_to(tmp_path / "_site").as_posix()
        for file in (tmp_path / "_site").rglob("*.html")
        if "/assets/math.css" in file.read_text(encoding="utf-8")
    }
    assert loads == {"书/index.html", "书/a/index.html", "b/index.html"}


def characters_of_formulas(site: Path) -> set[str]:
    """Every character that a page draws in a formula."""
    found: set[str] = set()
    for file in site.rglob("*.html"):
        tree = html5lib.parse(file.read_bytes(), namespaceHTMLElements=False)
        for formula in tree.iter(MATHML + "math"):
            for name in ("mi", "mo", "mn", "mtext", "ms"):
                found |= {
                    char for token in formula.iter(MATHML + name) for char in token.text or ""
                }
    return found


def test_the_font_draws_every_character_of_the_formulas(repository_site: Path) -> None:
    css = (repository_site / "assets/math.css").read_text(encoding="utf-8")
    packed = re.search(r'url\("data:font/woff2;base64,([\w+/=]+)"\)', css)
    assert packed
    data = base64.b64decode(packed[1])
    assert data[:4] == b"wOF2"
    assert len(data) < 100_000
    font = TTFont(io.BytesIO(data))
    assert "MATH" in font
    assert font["name"].getDebugName(1) == "kbsite Math"
    drawn = set(map(chr, font.getBestCmap()))
    used = characters_of_formulas(repository_site)
    assert len(used) > 60
    # Chinese words in a formula and invisible operators are not for a math font to draw.
    invisible = set("\u2061\u2062\u2063\u2064\u200b\u2009\ufe00\n")
    assert not {
        c for c in used - drawn - invisible if not re.match("[\u4e00-\u9fff\uff00-\uffef]", c)
    }
    assert "√" in drawn


def test_the_licence_of_the_font_is_published_with_it(repository_site: Path) -> None:
    notice = (repository_site / "assets/math/LICENSE.txt").read_text(encoding="utf-8")
    assert "SIL Open Font License" in notice
    assert "Copyright" in notice


# --- lists ---


def test_the_pages_of_many_tags_do_not_grow_by_their_square(tmp_path: Path, kbsite: Kbsite) -> None:
    """A note is listed on the page of each of its tags, and named all of them there."""
    names = ", ".join(f"t{number}" for number in range(200))
    many, few = f"---\ntags: [{names}]\n---\n", "---\ntags: [t0, t1]\n---\n"
    write_files(tmp_path, {"content/多.md": many, "content/少.md": few})
    assert kbsite("build", "--root", tmp_path).code == 0
    page = (tmp_path / "_site/tags/t0/index.html").read_text(encoding="utf-8")
    assert page.count('href="/tags/t') == 8 + 2
    assert page.count("<li>…</li>") == 1
    note = (tmp_path / "_site/多/index.html").read_text(encoding="utf-8")
    assert note.count('<li><a href="/tags/t') == 200
    assert "<li>…</li>" not in note
