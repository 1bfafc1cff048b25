"""What Hexo, Hugo and Jekyll did not publish is no published note (`importers/hexo.py`, `hugo.py`,
`jekyll.py`)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from conftest import write_files
from kbsite.importers.kinds import IMPORTERS
from kbsite.importers.model import Draft, Fate, Options
from kbsite.importers.posts.patterns import globs
from post_exports import (
    PNG,
    Files,
    Texts,
    front_of,
    import_from,
)


@pytest.mark.parametrize(
    ("front", "is_withheld"),
    [
        ("expiryDate: 2024-05-01", True),
        ("expiryDate: 2024-05-02", False),
        ("publishDate: 2024-05-03", True),
        ("date: 2024-05-03", True),
        ("date: 2024-05-02", False),
        ("headless: true", True),
        ("_build: {render: never}", True),
        ("build: {list: never}", False),
        ("_build: {List: Never}", False),
        ("_build: {render: never}", True),
        ("build: {Render: link}", True),
        ("build: {render: always}", False),
        ("pubdate: 2024-05-03", True),
        ("published: 2024-05-03", True),
        ("published: 2024-05-01", False),
        ("publishDate: 2024-01-01\npubdate: 2024-05-03", False),
        ("unpublishdate: 2024-05-01", True),
    ],
)
def test_what_hugo_did_not_publish_is_a_draft(front: str, is_withheld: bool) -> None:
    source = Texts({"content/a.md": f"---\ntitle: 题\n{front}\n---\n正文\n"})
    (draft,) = IMPORTERS["hugo"](source, Options(today=date(2024, 5, 1)))
    assert isinstance(draft, Draft)
    assert draft.front.get("draft", False) is is_withheld
    assert draft.front.get("unlisted", False) is ("list" in front.lower())
    assert "published" not in draft.front


def drafts_of(files: Files, kind: str) -> dict[str, bool | str]:
    """Of each file below the site's posts whether it became a draft, or why it was skipped."""
    texts = {path: data for path, data in files.items() if isinstance(data, str)}
    found: dict[str, bool | str] = {}
    for made in IMPORTERS[kind](Texts(texts), Options(today=date(2024, 5, 1))):
        if isinstance(made, Draft):
            found[made.source] = made.front.get("draft", False) is True
            told = [one.why for one in made.changes if one.construct == "draft"]
            assert len(told) == found[made.source] and all(told)
            assert not (found[made.source] and "redirect_from" in made.front) or "2030" in str(made)
        elif isinstance(made, Fate):
            found[made.path] = made.why
    return {
        path: one for path, one in found.items() if not path.endswith((".yml", ".yaml", ".toml"))
    }


LEFT_OUT = "the configuration leaves it out"
HIDDEN_BELOW = "---\ncascade: {draft: true}\n---\n节\n"


def test_what_jekyll_did_not_publish_is_no_published_note() -> None:
    config = (
        "exclude: [weg, '*.bak.md', 'docs/*.md']\ninclude: [docs/doch.md]\n"
        "collections:\n  wiki: {output: false}\n  hilfe: {output: true}\n"
        "defaults:\n- scope: {path: geheim}\n  values: {published: false}\n"
    )
    files = {
        "_posts/2030-01-01-a.md": True,
        "_posts/2024-01-01-b.md": False,
        "_posts/c.md": True,
        "_posts/2024-01-01-d.bak.md": LEFT_OUT,
        "_wiki/e.md": True,
        "_hilfe/f.md": False,
        "weg/g/h.md": LEFT_OUT,
        "docs/i.md": LEFT_OUT,
        "docs/doch.md": False,
        "wegen/j.md": False,
        "vendor/bundle/k.md": "it belongs to Jekyll or its theme",
        "geheim/l.md": True,
    }
    assert drafts_of({"_config.yml": config, **dict.fromkeys(files, "文\n")}, "jekyll") == files


def test_what_hugo_did_not_publish_is_no_published_note() -> None:
    config = (
        "ignoreFiles = ['\\.bak\\.md$', '(a+)+$', '[']\n"
        "cascade = [{target = {path = '/z*/**'}, draft = true}]\n"
    )
    hidden = "---\ncascade:\n  build: {render: never, list: never}\n---\n节\n"
    kinds = (
        "---\ncascade:\n- _target: {kind: section}\n  draft: true\n"
        "- draft: true\n  target: {path: /x/**/ja, lang: en}\n---\n节\n"
    )
    files = {
        "content/a/_index.md": False,
        "content/a/b.md": True,
        "content/a/c/d.md": True,
        "content/a/offen.md": False,
        "content/b.bak.md": LEFT_OUT,
        "content/c/index.md": False,
        "content/c/seite.md": True,
        "content/c/d/index.md": True,
        "content/x/_index.md": False,
        "content/x/ja.md": True,
        "content/x/nein.md": False,
        "content/x/y/_index.md": True,
        "content/zz/e.md": True,
    }
    texts = {
        **dict.fromkeys(files, "文\n"),
        "content/a/_index.md": hidden,
        "content/a/offen.md": "---\nbuild: {}\n---\n文\n",
        "content/x/_index.md": kinds,
    }
    assert drafts_of({"hugo.toml": config, **texts}, "hugo") == files
    made = IMPORTERS["hugo"](Texts(texts), Options(today=date(2024, 5, 1)))
    unlisted = [one.source for one in made if isinstance(one, Draft) and "unlisted" in one.front]
    assert unlisted == ["content/a/b.md", "content/a/c/d.md"]


@pytest.mark.parametrize("own", ["content.zh", "content/zh"])
def test_what_a_section_of_hugo_says_holds_in_folders_of_languages(own: str) -> None:
    config = (
        f"languages: {{zh: {{contentDir: {own}}}, en: {{contentDir: content/en}}}}\n"
        "cascade:\n- _target: {path: /notes/**}\n  draft: true\n"
        "- _target: {path: /neu/**, lang: zh}\n  draft: true\n"
    )
    files = {
        f"{own}/posts/_index.md": False,
        f"{own}/posts/p.md": True,
        f"{own}/notes/n.md": True,
        f"{own}/neu/n.md": True,
        f"{own}/a.md": False,
        "content/en/posts/p.md": False,
        "content/en/notes/n.md": True,
        "content/en/neu/n.md": False,
    }
    texts = {**dict.fromkeys(files, "文\n"), f"{own}/posts/_index.md": HIDDEN_BELOW}
    assert drafts_of({"hugo.yaml": config, **texts}, "hugo") == files


def test_what_hexo_did_not_publish_is_no_published_note() -> None:
    config = (
        "future: false\nexclude: ['**/*.bak.md', _posts/weg/**]\nignore: '**/nie/**'\n"
        "include: _seiten/**\n"
    )
    files = {
        "source/_posts/a.md": True,
        "source/_posts/b.md": False,
        "source/_posts/c.bak.md": LEFT_OUT,
        "source/_posts/weg/d/e.md": LEFT_OUT,
        "source/f/nie/g.md": LEFT_OUT,
        "source/_seiten/h.md": False,
        "source/_andere/i.md": "Hexo publishes nothing whose name begins with _",
    }
    texts = {**dict.fromkeys(files, "文\n"), "source/_posts/a.md": "---\ndate: 2030-01-01\n---\n"}
    assert drafts_of({"_config.yml": config, **texts}, "hexo") == files


@pytest.mark.parametrize("kind", ["hexo", "jekyll", "hugo"])
def test_patterns_that_cannot_be_heeded_are_told(kind: str) -> None:
    pattern = "[z-a].md" if kind != "hugo" else "(a+)+$"
    key, name = ("ignoreFiles", "hugo.yaml") if kind == "hugo" else ("exclude", "_config.yml")
    source = Texts({name: f"{key}: ['{pattern}', gut]\n", "_posts/2024-05-01-a.md": "文\n"})
    made = {
        one.path: one.why for one in IMPORTERS[kind](source, Options()) if isinstance(one, Fate)
    }
    why = f"settings, which were read but for patterns that are wrong or too long: `{pattern}`"
    assert made[name] == why


@pytest.mark.parametrize(
    ("pattern", "crossing", "matched", "other"),
    [
        ("**/{private,drafts}/**/*.md", False, "a/drafts/b/c.md", "a/b/c.md"),
        ("*a*/*b*/*c*/*d*", False, "xa/by/c/d.md", "a/b/c/e"),
        ("?????????.md", False, "123456789.md", "1.md"),
        ("{a,b}/**/{c,d}/**/{e,f}*.{md,html}", False, "a/x/d/e1.md", "a/x/d/g.md"),
        ("a/*/b/*/c", True, "a/x/y/b/z/c/d.md", "a/b/c"),
    ],
)
def test_many_wildcards_cost_little_where_few_compete(
    pattern: str, crossing: bool, matched: str, other: str
) -> None:
    matches = globs([pattern], crossing=crossing)
    assert not matches.refused
    assert matches(matched) and not matches(other)


@pytest.mark.parametrize("pattern", ["*a" * 7, "**/" * 7, "[b-a]", "a" * 201, "{a,aa}" * 7])
def test_patterns_that_may_take_ages_are_refused(pattern: str) -> None:
    matches = globs([pattern])
    assert matches.refused == [pattern] and not matches(pattern)


def test_pictures_lie_where_a_post_of_chirpy_says(tmp_path: Path) -> None:
    """Two of one name in two folders, and a folder for all posts."""
    config = "defaults:\n- scope: {path: ''}\n  values: {img_path: /assets/c}\n"
    text = "![](1.png) <img src='1.png'> ![](/assets/a/1.png) [乙](2024-01-02-b.md)\n"
    files: dict[str, str | bytes] = {
        "_config.yml": config,
        "_posts/2024-01-01-a.md": f"---\nmedia_subpath: /assets/a/\n---\n{text}",
        "_posts/2024-01-02-b.md": f"---\nimg_path: assets/b\n---\n{text}",
        "_posts/2024-01-03-c.md": "---\ntitle: 丙\n---\n![](1.png)\n",
        "_posts/2024-01-04-d.md": "---\nmedia_subpath: https://a.com/x\n---\n![](1.png)\n",
        **{f"assets/{name}/1.png": name.encode() for name in "abc"},
    }
    imported = import_from(write_files(tmp_path / "a", files), "jekyll", tmp_path / "site")
    for name in "ab":
        shown = f"![](assets/{name}/1.png) <img src='assets/{name}/1.png'> ![](assets/a/1.png)"
        assert f"{shown} [乙](b.md)" in imported.text(f"{name}.md")
    assert "![](assets/c/1.png)" in imported.text("c.md")
    assert "![](1.png)" in imported.text("d.md")


def test_jekyll_takes_in_what_its_configuration_names(tmp_path: Path) -> None:
    files: Files = {
        "_config.yml": "source: src\ncollections_dir: my\ninclude: [_pages]\ncollections:\n"
        "  docs: {output: true}\n",
        "README.md": "文\n",
        "src/_pages/about.md": "---\npermalink: /about/\n---\n[甲]({% post_url 2024-05-01-a %})\n",
        "src/_pages/kontakt.md": "文\n",
        "src/my/_posts/2024-05-01-a.md": "---\ncategories: x\n---\n![图](/assets/a.png)\n",
        "src/my/_docs/b/c.md": "文\n",
        "src/_layouts/x.html": "",
        "src/assets/a.png": PNG,
    }
    imported = import_from(write_files(tmp_path / "a", files), "jekyll", tmp_path / "site")
    assert imported.files == {
        *("pages/about.md", "pages/kontakt.md", "a.md", "docs/b/c.md", "assets/a.png")
    }
    assert front_of(imported, "pages/about.md") == {"redirect_from": ["/about/"]}
    assert front_of(imported, "pages/kontakt.md") == {"redirect_from": ["/_pages/kontakt.html"]}
    assert front_of(imported, "docs/b/c.md") == {"redirect_from": ["/docs/b/c.html"]}
    assert front_of(imported, "a.md") == {
        "date": date(2024, 5, 1),
        "tags": ["x"],
        "redirect_from": ["/x/2024/05/01/a.html"],
    }
    assert "(../a.md)" in imported.text("pages/about.md")
    assert "(assets/a.png)" in imported.text("a.md")
