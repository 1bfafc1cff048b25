"""Comments and analytics of others: nothing without configuration, then no more than is needed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from browsing import Visit, served
from conftest import BASE_URL, build_site, write_files
from kbsite.config import Config, parse_config
from kbsite.contexts import SiteContext, site_context
from kbsite.settings.services import Hosts, analytics_service, hosts_of

GISCUS = """comments:
  service: giscus
  options: {repo: a/b, repo-id: R_1, category: 公告, category-id: DIC_2, input-position: bottom}
"""


def context_of(text: str) -> SiteContext:
    config, found = parse_config(text)
    assert not found
    return site_context(config, (), "assets/x")


def test_without_configuration_nobody_is_let_in() -> None:
    context = site_context(Config(), (), "assets/x")
    assert (context.comments, context.analytics) == (None, None)
    assert context.hosts == Hosts("", "", "")


@pytest.mark.parametrize(
    ("text", "script", "style", "connect"),
    [
        (GISCUS, " https://giscus.app", " https://giscus.app", " https://giscus.app"),
        (
            "comments: {service: waline, server: 'https://w.example/x/'}",
            " https://unpkg.com",
            " https://unpkg.com",
            " https://w.example",
        ),
        (
            "comments: {service: twikoo, server: 'https://t.example:8443', "
            "script: 'https://cdn.example/t.js', style: 'https://css.example/t.css'}",
            " https://cdn.example",
            " https://css.example",
            " https://t.example:8443",
        ),
        (
            "analytics: {service: plausible, id: a.example}",
            " https://plausible.io",
            "",
            " https://plausible.io",
        ),
        (
            "analytics: {service: baidu, id: abc}",
            " https://hm.baidu.com",
            "",
            " https://hm.baidu.com",
        ),
    ],
)
def test_a_service_adds_its_hosts(text: str, script: str, style: str, connect: str) -> None:
    hosts = context_of(text).hosts
    assert (hosts.script, hosts.style, hosts.connect) == (script, style, connect)


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("comments:\n  service: waline\n", (2, 3), "waline needs `comments.server`"),
        ("analytics: {service: google}", (1, 12), "google needs `analytics.id`"),
        ("comments: {service: disqus}", (1, 21), "'disqus' is none of "),
        ("comments: {server: 'https://a b/;'}", (1, 20), "is not of the form https://"),
        ("comments: {service: giscus, options: {Repo: x}}", (1, 11), "'Repo' is no name"),
        ("verification: {gogle: x}", (1, 16), "unknown key `verification.gogle`"),
        (
            'verification: {google: \'<meta name="google-site-verification" content="a1B2">\'}',
            (1, 24),
            'content="a1B2">\' is not of the form a1B2c3',
        ),
        ("verification:\n  baidu: baidu_verify_codeva-a1.html", (2, 10), "form codeva-a1B2c3"),
        ("police: abc", (1, 9), "'abc' is not of the form 京公网安备00000000000000号"),
        ("icp: <a href='x'>京ICP备1号</a>", (1, 6), "is not of the form 京ICP备"),
        ("cards: perhaps", (1, 8), "`cards` must be `key: value` lines"),
    ],
)
def test_what_cannot_work_is_told_with_its_place(
    text: str, place: tuple[int, int], said: str
) -> None:
    _, found = parse_config(text)
    assert any((f.line, f.column) == place and said in f.message for f in found), found


@pytest.mark.browser
def test_no_html_of_a_note_says_which_script_brings_the_comments(
    browser: Browser, tmp_path: Path
) -> None:
    """Not where browsers see an id in what others take for a value, either."""
    told = "data-service=waline data-script=/notes/e.js"
    note = (
        f"<div id='KB-comments-place' {told}></div>\n\n"
        f'<div a=b"c=" id=KB-comments-place {told} x=y">z</div>\n\n'
        f"<h2 id=KB-comments-place {told}>h</h2>\n\n"
        f"一 <b id=KB-comments-place {told}>b</b> [e](e.js)\n"
    )
    files = {
        "content/a.md": note,
        "content/e.js": "window.ran = true; export const init = () => {};",
    }
    write_files(tmp_path / "site", {"kbsite.yaml": GISCUS, **files})
    output = tmp_path / "served/notes"
    build_site(tmp_path / "site", "--output", output, "--base-url", BASE_URL)
    with served(tmp_path / "served") as host, Visit(browser, f"{host}/notes/") as visit:
        visit.context.route(re.compile("^https:"), lambda route: route.fulfill(body=""))
        page: Page = visit.go("a/")
        page.locator(".comments").scroll_into_view_if_needed()
        page.locator("#KB-comments-place script").wait_for(state="attached")
        assert "https://giscus.app/client.js" in visit.requests
        assert page.evaluate("() => window.ran") is None


@pytest.mark.browser
def test_no_html_of_a_note_is_what_scripts_ask_the_document_for(
    browser: Browser, tmp_path: Path
) -> None:
    names = ("querySelector", "addEventListener", "currentScript", "head")
    kinds = ("img name", "form name", "object name", "object id", "embed name", "iframe name")
    note = "".join(f"<{kind}={name}></{kind.split()[0]}>\n\n" for kind in kinds for name in names)
    write_files(tmp_path / "site", {"content/a.md": note})
    output = tmp_path / "served/notes"
    build_site(tmp_path / "site", "--output", output, "--base-url", BASE_URL)
    with served(tmp_path / "served") as host, Visit(browser, f"{host}/notes/") as visit:
        page: Page = visit.go("a/")
        own = page.evaluate("names => names.filter((name) => Object.hasOwn(document, name))", names)
        assert own == []


@pytest.mark.browser
def test_comments_are_loaded_when_they_are_reached(browser: Browser, tmp_path: Path) -> None:
    """With what the configuration says, in the theme of the page, and without a complaint."""
    lines = "".join(f"第 {n} 段。\n\n" for n in range(120))
    files = {"content/a.md": lines, "content/b.md": f"---\ncomments: false\n---\n{lines}"}
    analytics = "analytics: {service: umami, id: abc, server: 'https://count.example'}\n"
    write_files(tmp_path / "site", {"kbsite.yaml": GISCUS + analytics, **files})
    output = tmp_path / "served/notes"
    build_site(tmp_path / "site", "--output", output, "--base-url", BASE_URL)
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body="window.loaded = true;", content_type="text/javascript")

    with served(tmp_path / "served") as host, Visit(browser, f"{host}/notes/") as visit:
        visit.context.route(re.compile("^https:"), answer)
        page: Page = visit.go("a/")
        page.wait_for_load_state("networkidle")
        # Nobody is counted on the author's own machine.
        assert asked == []
        page.locator(".comments").scroll_into_view_if_needed()
        script = page.locator("#KB-comments-place script")
        script.wait_for(state="attached")
        page.wait_for_function("() => window.loaded")
        assert asked == ["https://giscus.app/client.js"]
        told = script.evaluate("e => ({ ...e.dataset })")
        assert told == {
            "repo": "a/b",
            "repoId": "R_1",
            "category": "公告",
            "categoryId": "DIC_2",
            "inputPosition": "bottom",
            "mapping": "pathname",
            "strict": "1",
            "reactionsEnabled": "1",
            "lang": "zh-CN",
            "theme": "light",
        }
        assert visit.go("b/").locator(".comments").count() == 0
        assert visit.complaints == []


def test_a_service_adds_its_own_hosts_and_no_others() -> None:
    def connect(more: str) -> str:
        config, _ = parse_config(f"analytics: {{service: umami, id: a{more}}}\n")
        return hosts_of((analytics_service(config.analytics),)).connect

    assert connect(", server: 'https://count.example/'") == " https://count.example"
    assert connect("") == " https://cloud.umami.is https://api-gateway.umami.dev"


def test_the_digits_of_a_record_alone_are_one() -> None:
    config, found = parse_config("police: 11010502030013\n")
    assert not found
    assert config.police == "11010502030013"
