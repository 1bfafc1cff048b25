"""What browsers would refuse, or not find, of a site's own templates and stylesheets."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import write_files
from kbsite.appearance import check_appearance
from kbsite.config import Config
from kbsite.scan import scan_site, theme_templates
from kbsite.settings.config_sections import AnalyticsConfig

OWN_POLICY = '{% extends "theme/base.html" %}\n{% block policy %}<meta http-equiv='

Found = list[tuple[str, int, int, str, str]]


@pytest.fixture
def found(tmp_path: Path) -> Callable[..., Found]:
    """What is told of the files of a site: path, line, column, code, message and hint."""

    def check(files: dict[str, str], config: Config | None = None) -> Found:
        write_files(tmp_path, {"content/一.md": "# 一\n", **files})
        config = config or Config()
        sources = scan_site(tmp_path, config, tmp_path / "_site")
        return [
            (d.path, d.line, d.column, d.code, f"{d.message} | {d.hint}")
            for d in check_appearance(sources, config)
        ]

    return check


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "<p>x</p>\n  <script>\nvar s='https://hm.baidu.com/hm.js?0a1b';</script>",
            "2:3 a script that stands in a page itself; `analytics: {service: baidu, id: 0a1b}`",
        ),
        (
            '<script async src="https://www.googletagmanager.com/gtag/js?id=G-AB12"></script>',
            "1:1 a script of www.googletagmanager.com; `analytics: {service: google, id: G-AB12}`",
        ),
        (
            '<script src="https://giscus.app/client.js" data-repo="a/b"></script>',
            "1:1 a script of giscus.app; `comments: {service: giscus}`",
        ),
        ('<script src="//cdn.jsdelivr.net/x.js"></script>', "a script of cdn.jsdelivr.net; copy"),
        ("<script type=module>f()</script>", "a script that stands in a page itself; static/js"),
        ("<style>p { color: red }</style>", "a `<style>` that stands; static/custom.css"),
        ('<a onclick="f()">x</a>', "a script in an attribute; `addEventListener`"),
        ('<a href="javascript:f()">x</a>', "a script in an attribute; `addEventListener`"),
        (
            '<link href="https://fonts.googleapis.com/css2?family=A&amp;b" rel="stylesheet">',
            "a stylesheet of fonts.googleapis.com; `@font-face`",
        ),
        ('<img src="http://a.example/x.png">', "a picture of a.example; `https:`"),
        ('<form action="https://a.example/{{ page.url }}"></form>', "a form of a.example; copy"),
        (
            '{% if page.note %}<script src="{{ site.assets }}/js/none.js?v=1"></script>{% endif %}',
            "1:19 'js/none.js' in static/;",
        ),
        ('<link rel=icon href="{{site.assets}}/icno.svg">', "no file 'icno.svg'; 'icon.svg'"),
        ("<script>f({{ page.title | tojson }})</script>", "a script that stands"),
        # What is let in, and what only a build knows.
        ('<script type="application/ld+json">{"a": {{ x | tojson }}}</script>', ""),
        ('<script type="{{ kind }}">x</script>', ""),
        ("<script>{% if x %}{{ y }}{% endif %}</script>", ""),
        ('<script src="{{ site.analytics.script }}"></script>', ""),
        ('<script src="https://{{ host }}/x.js"></script>', ""),
        ('<script src="{% if a %}https://a.example{% else %}/b{% endif %}/x.js"></script>', ""),
        ('<script src="{{ site.assets }}/js/site.js"></script><img src="/图.png">', ""),
        ('<script src="{{ site.assets }}/js/{{ name }}.js"></script>', ""),
        ('<link rel="preconnect" href="https://a.example"><img src="https://a.example/x">', ""),
        ('<iframe src="https://player.example/x"></iframe><a href="https://a.example">x</a>', ""),
        ("{# <script>x</script> #}<!-- <script>y</script> -->", ""),
        ("<textarea>{{ '<script>' }}</textarea>", ""),
        # What browsers do not run, or take for text.
        ("<template><style>p {}</style><script>f()</script></template>", ""),
        ("<textarea><script>f()</script></textarea><title><style>p {}</style></title>", ""),
        ('<noscript><img src="https://a.example/x"><style>p {}</style></noscript>', ""),
        ('<iframe src="about:blank"></iframe>', ""),
        ('<p one="1" only="2" once="3" onion="4">', ""),
        ('<input onbeforeinput="f()">', "a script in an attribute"),
        ('<template><template></template></template><i onclick="f()">', "1:43 in an attribute"),
        ("<title>{{ a }}</title>\n<style>p {}</style>", "2:1 `<style>`"),
        ('<p it\'s a="<b">\n <IMG SRC=http://a.example/x.png>', "2:2 a picture of a.example"),
        # What nobody can make sense of.
        ("![图](a.png) <![x](y)", ""),
        ("<![ ", ""),
        ("<![%", ""),
        ('<![x]><img src="http://a.example/x">', "1:7 a picture of a.example"),
        ("<a <!-- <?", ""),
    ],
)
def test_what_a_template_loads_or_runs(found: Callable[..., Found], text: str, told: str) -> None:
    said = found({"templates/head.html": text})
    if not told:
        assert said == []
        return
    [(path, line, column, code, message)] = said
    assert path == "templates/head.html"
    assert told[0] not in "123456789" or told.startswith(f"{line}:{column} ")
    assert code == ("static-missing" if "file" in message.split("|")[0] else "policy")
    for part in told.removeprefix(f"{line}:{column} ").split(";"):
        assert part.strip() in message


@pytest.mark.parametrize("name", ["README.md", "old.js", "head.html.bak", "head.html~", "x.txt"])
def test_what_is_no_page_among_the_templates_is_not_read(
    found: Callable[..., Found], name: str
) -> None:
    assert found({f"templates/{name}": "<script>f()</script>"}) == []


@pytest.mark.parametrize(
    ("path", "part"),
    [
        *(
            ("templates/head.html", part)
            for part in ("<a ", '<a x="', "a{{b ", "{#", "{%", "<!--", "<script>", "<![", "</")
        ),
        ("templates/head.html", "<meta http-equiv=Content-Security-Policy "),
        ("templates/base.html", "<meta http-equiv=Content-Security-Policy "),
        ("static/custom.css", '"\\'),
        ("static/custom.css", "url("),
        ("static/custom.css", "@import url( "),
        ("static/custom.css", "p{background:url(//a.example/x)}"),
        ("static/custom.css", "p{background:url(/x)}"),
    ],
)
def test_what_has_no_end_takes_no_time(found: Callable[..., Found], path: str, part: str) -> None:
    size = 95_000 if path.endswith(".html") else 2_000_000
    before = time.process_time()
    found({path: part * (size // len(part))})
    assert time.process_time() - before < 2


def test_a_template_that_is_too_large_may_have_any_policy(found: Callable[..., Found]) -> None:
    script = '<script src="https://a.example/x.js"></script>'
    files = {"templates/head.html": script, "templates/base.html": " " * 100_001}
    assert found(files) == []


def test_the_themes_own_templates_are_in_order(found: Callable[..., Found]) -> None:
    """Each as it is copied."""
    copies = {f"templates/{path}": file.data.decode() for path, file in theme_templates().items()}
    assert found(copies) == []


SCRIPT = {"templates/footer.html": '<script src="https://a.example/x.js"></script>'}


@pytest.mark.parametrize(
    ("policy", "is_told"),
    [
        ('"Content-Security-Policy" content="script-src \'self\' https://a.example">', False),
        ('"Content-Security-Policy" content="script-src \'self\' *.example">', False),
        ('"Content-Security-Policy" content="script-src \'self\' {{ hosts }}">', False),
        ('"Content-Security-Policy" content="img-src \'self\'">', False),
        ('"Content-Security-Policy" content="default-src \'self\' https://b.example">', True),
        ('"refresh" content="1">', False),
        (
            '"Content-Security-Policy" content="script-src \'self\'; script-src-elem a.example">',
            False,
        ),
        (
            '"Content-Security-Policy" content="script-src a.example; script-src-elem b.example">',
            True,
        ),
        ('"Content-Security-Policy" content="script-src https://a.example:443">', False),
        ('"Content-Security-Policy" content="script-src http://a.example:80">', False),
        ('"Content-Security-Policy" content="script-src a.example:*">', False),
        ('"Content-Security-Policy" content="script-src a.example:8443">', True),
    ],
)
def test_a_policy_of_the_sites_own_counts(
    found: Callable[..., Found], policy: str, is_told: bool
) -> None:
    base = {"templates/base.html": OWN_POLICY + policy + "{% endblock %}"}
    assert bool(found({**SCRIPT, **base})) == is_told


@pytest.mark.parametrize(
    ("policy", "text", "is_told"),
    [
        ("script-src 'self'; script-src-attr 'unsafe-inline'", '<a onclick="f()">', False),
        ("script-src 'unsafe-inline'; script-src-attr 'none'", '<a onclick="f()">', True),
        ("script-src 'self'; script-src-attr 'unsafe-inline'", "<script>f()</script>", True),
        ("script-src 'self'; script-src-elem 'unsafe-inline'", "<script>f()</script>", False),
        ("style-src 'self'; style-src-elem 'unsafe-inline'", "<style>p {}</style>", False),
    ],
)
def test_directives_for_elements_and_attributes(
    found: Callable[..., Found], policy: str, text: str, is_told: bool
) -> None:
    base = f'{OWN_POLICY}"Content-Security-Policy" content="{policy}">{{% endblock %}}'
    assert bool(found({"templates/base.html": base, "templates/head.html": text})) == is_told


@pytest.mark.parametrize(
    "block",
    [
        "{{ super() | replace('self', 'a.example') }}",
        "{{ super().replace('self', 'a.example') }}",
        "{% set policy = super() %}{{ policy }}",
        "{% endblock %}{% block head %}{{ super() }}",
    ],
)
def test_what_is_made_of_the_themes_policy_nobody_knows(
    found: Callable[..., Found], block: str
) -> None:
    base = '{% extends "theme/base.html" %}{% block policy %}' + block + "{% endblock %}"
    assert found({**SCRIPT, "templates/base.html": base}) == []


def test_another_block_leaves_the_policy(found: Callable[..., Found]) -> None:
    base = '{% extends "theme/base.html" %}{% block head %}{{ super() }}{% endblock %}'
    assert found({**SCRIPT, "templates/base.html": base})


def test_hosts_that_kbsite_yaml_lets_in(found: Callable[..., Found]) -> None:
    script = "https://www.googletagmanager.com/gtag/js?id=G-1"
    files = {"templates/head.html": f'<script src="{script}"></script>'}
    assert found(files)
    assert found(files, Config(analytics=AnalyticsConfig("google", "G-1"))) == []


def test_the_site_itself_is_no_other_host(found: Callable[..., Found]) -> None:
    files = {"templates/head.html": '<script src="https://me.example/x.js"></script>'}
    assert found(files, Config(base_url="https://me.example/notes/")) == []
    assert found(files, Config(base_url="https://you.example/"))


def test_what_a_stylesheet_loads(found: Callable[..., Found]) -> None:
    css = """@import "gone.css"; @import url(https://fonts.googleapis.com/css2?family=A);
/* url(no.png) */ body { background: url(img/gone.png); content: "url(x.png)" }
@font-face { font-family: A; src: url("https://x.example/a.woff2"), url(data:font/woff2;base64,A) }
p { background: url(https://x.example/a.png), url(#id), url('css/site.css?x'), url(../图.png) }
@import 'more.css' screen; q { mask: url("图 一.svg"), url(%E5%9B%BE%20一.svg) }
"""
    files = {"static/custom.css": css, "static/more.css": "", "static/图 一.svg": ""}
    said = [
        (line, column, code, message.split(" | ")[0])
        for _, line, column, code, message in found(files)
    ]
    refuses = "the page's content security policy refuses"
    assert said == [
        (1, 1, "static-missing", "there is no file 'gone.css' in static/"),
        (1, 21, "policy", f"{refuses} a stylesheet of fonts.googleapis.com"),
        (2, 38, "static-missing", "there is no file 'img/gone.png' in static/"),
        (3, 35, "policy", f"{refuses} a font of x.example"),
    ]


def test_a_stylesheet_in_a_folder_names_what_is_beside_it(found: Callable[..., Found]) -> None:
    css = "p { background: url(a.png), url(../b.png), url(b.png) }"
    files = {"static/own/x.css": css, "static/own/a.png": "", "static/b.png": ""}
    assert [message[:26] for *_, message in found(files)] == ["there is no file 'own/b.png"[:26]]


@pytest.mark.parametrize(
    "css",
    [
        "@namespace svg url(http://www.w3.org/2000/svg);",
        "@document url(http://a.example/) { p { color: red } }",
        "@-moz-document url-prefix(http://a.example/), url(http://a.example/) {}",
        "p { background: url(?x); mask: url(..); cursor: url(./css/../css/site.css) }",
        '@import "http://a.example/x.css',
    ],
)
def test_what_a_stylesheet_does_not_load(found: Callable[..., Found], css: str) -> None:
    assert found({"static/own/x.css": css, "static/own/css/site.css": ""}) == []


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("./css/site.css", ""),
        ("css/../css/site.css?v=1", ""),
        ("../图.png", ""),
        ("css/../../图.png", ""),
        ("..", ""),
        ("", ""),
        ("?v=1", ""),
        ("./css/./none.bin", "there is no file 'css/none.bin' in static/ | "),
        ("Own.JS", "there is no file 'Own.JS' in static/ | Did you mean 'js/own.js'?"),
        ("js/onw.js", "there is no file 'js/onw.js' in static/ | Did you mean 'js/own.js'?"),
    ],
)
def test_addresses_within_static(found: Callable[..., Found], address: str, told: str) -> None:
    text = f'<link rel="icon" href="{{{{ site.assets }}}}/{address}">'
    said = found({"templates/head.html": text, "static/js/own.js": ""})
    assert [message for *_, message in said] == ([told] if told else [])


def test_many_files_that_are_not_there_take_no_time(found: Callable[..., Found]) -> None:
    css = "".join(f"p {{ background: url(pictures/of-notes-{n}.png) }}" for n in range(400))
    pictures = {f"static/pictures/of_notes_{n}.png": "" for n in range(500)}
    before = time.process_time()
    assert len(found({"static/custom.css": css, **pictures})) == 400
    assert time.process_time() - before < 2


@pytest.mark.parametrize(
    ("files", "near"),
    [
        ({"templates/foooter.html": ""}, "footer.html"),
        ({"templates/Head.html": ""}, "head.html"),
        ({"templates/foooter.html": "", "templates/footer.html": ""}, ""),
        ({"templates/foooter.html": "", "templates/head.html": "{% include 'foooter.html' %}"}, ""),
        ({"templates/foooter.html": "", "templates/head.html": "{% include name %}"}, ""),
        ({"templates/licence.html": ""}, ""),
        ({"templates/head.html~": "", "templates/footer.html.bak": ""}, ""),
    ],
)
def test_a_template_that_no_page_has(
    found: Callable[..., Found], files: dict[str, str], near: str
) -> None:
    said = found(files)
    assert [message.rpartition(" | ")[2] for *_, message in said] == (
        [f"Did you mean {near!r}?"] if near else []
    )
