"""Everyday formulas, each alone in a note, are found by their TeX, by what is seen of it, and by
other ways to type them.

`fixtures/search/formulas.txt` has one a line, behind tabs other ways to type it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from conftest import REPOSITORY
from kbsite.search.characters import normalised
from kbsite.search.neighbours import split
from kbsite.search.terms import GREEK_NAMES
from kbsite.tex.readable_math import readable_math
from search_engine import MODULES, SearchPage, search_page

pytestmark = pytest.mark.browser

FIXTURE = REPOSITORY / "tests/fixtures/search/formulas.txt"
LINES = [line.split("\t") for line in FIXTURE.read_text("utf-8").splitlines()]
FORMULAS = [tex for tex, *_ in LINES]
SIGNS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
TITLES = [f"记{SIGNS[i // 22]}{SIGNS[i % 22]}" for i in range(len(FORMULAS))]
#: So many notes have the same in what they say.
SHARED = 4
#: Letters without a neighbour are no terms.
ALONE = {r"|\mathcal{V}|", r"|\mathcal{V}| + |\mathcal{E}|", "|V|", "|V| + |E|"}

_DISPLAYED = re.compile(r"\$\$(.+?)\$\$|(?<!\$)\$([^$\n]+)\$(?!\$)", re.DOTALL)
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
#: What reads otherwise than plain words.
_IS_TEX = re.compile(r"\\[A-Za-z|]|[_^]\{")
_IS_COMMAND = re.compile(r"\\[A-Za-z]+")


def own_formulas() -> list[str]:
    """Those of this repository's notes, each once."""
    texts = [path.read_text("utf-8") for path in sorted((REPOSITORY / "content").rglob("*.md"))]
    found = [pair for text in texts for pair in _DISPLAYED.findall(_CODE.sub("", text))]
    return list(dict.fromkeys(" ".join((shown or inline).split()) for shown, inline in found))


@pytest.fixture(scope="module")
def open_page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchPage]:
    notes = {
        f"{i}.md": f"---\ntitle: {title}\n---\n\n有下面的式子：$${tex}$$\n"
        for i, (title, tex) in enumerate(zip(TITLES, FORMULAS, strict=True))
    }
    with search_page(browser, tmp_path_factory.mktemp("formulas"), notes) as page:
        yield page


def places(page: SearchPage, asked: list[tuple[str, str]]) -> dict[str, int]:
    """Query → the place of its title among the results, for those that are not first; 99 where it
    is not among eight."""
    answers = page.ask_all([query for query, _ in asked], limit=8)
    found = {}
    for (query, title), answer in zip(asked, answers, strict=True):
        titles = [result["title"] for result in answer["results"]]
        found[query] = titles.index(title) + 1 if title in titles else 99
    return {query: place for query, place in found.items() if place > 1 and query not in ALONE}


def test_formulas_are_found_as_tex(open_page: SearchPage) -> None:
    late = places(open_page, list(zip(FORMULAS, TITLES, strict=True)))
    assert {query: place for query, place in late.items() if place > SHARED} == {}
    assert len(late) <= 8, late


def test_formulas_are_found_as_they_are_seen(open_page: SearchPage) -> None:
    seen = [readable_math(tex).text for tex in FORMULAS]
    late = places(open_page, list(zip(seen, TITLES, strict=True)))
    assert {query: place for query, place in late.items() if place > SHARED} == {}
    assert len(late) <= 8, late


def test_formulas_are_found_by_other_ways_to_type_them(open_page: SearchPage) -> None:
    asked = [
        (query, title)
        for (_, *others), title in zip(LINES, TITLES, strict=True)
        for query in others
    ]
    late = places(open_page, asked)
    assert {query: place for query, place in late.items() if place > SHARED} == {}
    assert len(late) <= 8, late


def test_typed_tex_is_read_as_at_the_build(open_page: SearchPage) -> None:
    """To the same words, but for commands that only the build knows, which are asked by name."""
    formulas = [tex for tex in [*FORMULAS, *own_formulas()] if _IS_TEX.search(tex)]
    formulas = [tex for tex in formulas if not _IS_COMMAND.fullmatch(tex)]
    read = open_page.run(
        f"""
        const {{ readFormula, shownFormula, written }} = await import("{MODULES}formula-query.js");
        const {{ greekLetter, normalised, tokens }} = await import("{MODULES}terms.js");
        return formulas.map((tex) => {{
          const shown = shownFormula(readFormula(tex, greekLetter).query);
          return [shown, tokens(normalised(written(shown))).map(({{ text }}) => text)];
        }});
        """,
        formulas=formulas,
    )
    other = {}
    for tex, (shown, words) in zip(formulas, read, strict=True):
        tokens = split(normalised(readable_math(tex).text))[1::2]
        built = [GREEK_NAMES.get(token, token) for token in tokens]
        if words != built and "\\" not in shown:
            other[tex] = (shown, readable_math(tex).text)
    assert len(formulas) > 700
    assert len(other) <= 3, other
    assert sum("\\" in shown for shown, _ in read) < len(formulas) / 100


def test_what_is_asked_for_of_a_formula(open_page: SearchPage) -> None:
    """Typed without its backslash it is the same, and all of it has to be there, as of what is
    seen; its sign is that of texts."""
    asked = ("\\max_{i=0}", "max_{i=0}", "sum_{k \\neq j}", "b^(-1/2)")
    maximum, typed, total, power = open_page.run(
        f"""
        const formulas = await import("{MODULES}formula-query.js");
        const {{ parse }} = await import("{MODULES}query.js");
        return asked.map((query) => {{
          const {{ clauses, text, literal, formula }} = parse(query, false, {{ formulas }});
          const terms = clauses.flatMap(({{ units }}) => units.flatMap(({{ terms }}) => terms));
          return [text, terms, literal.source, formula?.source];
        }});
        """,
        asked=asked,
    )
    assert typed[:3] == maximum[:3]
    assert typed[3] is None
    assert maximum[1] == ["max i", "i 0"]
    assert total[:2] == ["∑ (k ≠ j)", ["sum k", "k j"]]
    assert "≠" in total[2]
    assert power[3] is None
