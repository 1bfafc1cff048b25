"""The search engine's modules by themselves, in Chromium: text comes to the same terms as at the
build, and a query to what it means."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from playwright.sync_api import Browser, Page

from browsing import served
from conftest import REPOSITORY
from kbsite.search.characters import normalised
from kbsite.search.han_forms import fold_han
from kbsite.search.terms import body_terms, field_terms, word_terms
from kbsite.tex.names import ALPHABET_NAMES

pytestmark = pytest.mark.browser

FIXTURE = Path(__file__).parent / "fixtures/search/terms.md"
MODULES = "/js/search/"
Evaluate = Callable[..., Any]

#: What is asked for of a query that may be TeX.
READ_FORMULA = """
const { readFormula } = modules["formula-query"];
return readFormula(value, modules.terms.greekLetter).query;
"""
#: All terms of a text, from the parts of which the engine makes a query.
_TERMS = """
const { written } = modules["formula-query"];
const normalised = (text) => modules.terms.normalised(written(text)).replaceAll("\\v", " ");
const { hanTerms, isLetter, joinTerm, tokens, wordTerms } = modules.terms;
const length = (text) => [...text].length;
const between = (text) =>
  !text.includes("\\n") && length(text) <= 6 && length(text.replace(/[ \\t]/g, "")) <= 2;
function terms(typed) {
  const text = normalised(typed);
  const all = tokens(text);
  const found = new Set();
  for (const [i, token] of all.entries()) {
    const own =
      token.kind === "han" ? [...hanTerms(token.text), [...token.text].at(-1)]
      : token.kind === "greek" ? [token.text] : wordTerms(token.text);
    for (const term of own) found.add(term);
    const next = all[i + 1];
    const isNear = next && between(text.slice(token.end, next.start));
    if (isNear && joinTerm(token, next)) found.add(joinTerm(token, next));
  }
  return [...found];
}
"""


@pytest.fixture(scope="module")
def run(browser: Browser) -> Iterator[Evaluate]:
    """Runs the body of a function in a page; `modules` holds those of the engine, `value` what is
    given."""
    with served(REPOSITORY / "static") as host:
        page: Page = browser.new_page()
        page.goto(f"{host}{MODULES}package.json")
        names = ["terms", "query", "rerank", "look", "postings", "snippets", "typos"]
        names += ["pinyin", "formula-query", "minus", "question", "titles"]
        page.evaluate(
            "async ([folder, names]) => { window.modules = {};"
            "for (const name of names) modules[name] = await import(`${folder}${name}.js`); }",
            [MODULES, names],
        )
        yield lambda body, value=None: page.evaluate(f"(value) => {{ {body} }}", value)
        page.close()


def cases() -> list[tuple[str, str]]:
    """The texts of the fixture with their titles."""
    lines = FIXTURE.read_text("utf-8").split("\n")
    marks = [i for i, line in enumerate(lines) if line == "."]
    starts = marks[::3]
    return [
        (next(line for line in reversed(lines[:start]) if line), "\n".join(lines[start + 1 : end]))
        for start, end in zip(starts, marks[1::3], strict=True)
    ]


#: What is hard about text, to be thrown together.
_HARD = """
a b n x C Q _ __ 0 1 7 42 1234567 12345678901 log nlogn O( ) ( [ ] { } ^ ^2 ^{10} ² ³ ₁ ₙ x₁ ₜ₋₁
ⁿ eˣ × x3 ÷ \\nabla \\sum_ \\theta_t x_{ t_1 _{ ++ c++ C# n! != # ! = - — ‐ . , ， 。 ： :: & | ' "
é É ü ß ǚ ﬁ Ａ ｎ ① ℃ α Σ ς ϕ Ω ά ё й Ж 快速 排序 栈 割点 的 們 擴 々〇 データ ー 한국 𠮷
豈 😀 \u0301 FlashAttention getHTTPResponse lower_bound __init__ IPv6Address 2x 3X4
deadbeef0123456789abcdef aVeryLongWordThatIsLongerThanFortyCharactersInAllOfIt0
"""
PIECES = [*_HARD.split(), " ", " ", " ", "\n", "\t", "\u00a0", "\u3000"]


def random_texts(count: int) -> list[str]:
    chance = random.Random(6)
    return ["".join(chance.choices(PIECES, k=chance.randint(1, 12))) for _ in range(count)]


def test_text_is_normalised_as_at_the_build(run: Evaluate) -> None:
    texts = [text for _, text in cases()] + random_texts(4000)
    # Traditional characters are left to a table that the engine loads after a miss.
    texts = [text for text in texts if fold_han(plain := normalize("NFKC", text)) == plain]
    assert run(f"{_TERMS} return value.map(normalised);", texts) == list(map(normalised, texts))


def test_text_has_the_terms_that_it_has_at_the_build(run: Evaluate) -> None:
    texts = [normalised(text) for _, text in cases()] + [normalised(t) for t in random_texts(4000)]
    got = run(f"{_TERMS} return value.map(terms);", texts)
    for text, terms in zip(texts, got, strict=True):
        assert sorted(terms) == sorted(body_terms(normalised(text))), text


def test_words_have_the_parts_that_they_have_at_the_build(run: Evaluate) -> None:
    words = sorted({word for text in random_texts(2000) for word in normalised(text).split()})
    words = [word for word in words if word.replace("_", "a").isalnum() and word.isascii()]
    assert run("return value.map(modules.terms.wordTerms);", words) == [
        list(word_terms(word)) for word in words
    ]


def test_the_size_of_a_title_needs_no_engine() -> None:
    """Only the build counts the terms of fields; a single letter is one of them."""
    assert "c" in field_terms("C 语言").terms


#: Query → its clauses: (field, negated, phrase, [terms of each unit]).
QUERIES: dict[str, list[tuple[str, bool, str, list[list[str]]]]] = {
    "快速排序": [("", False, "", [["快速", "速排", "排序"]])],
    "栈": [("", False, "", [["栈"]])],
    "链表 Rust": [("", False, "", [["链表"]]), ("", False, "", [["rust"]])],
    "FlashAttention反向": [("", False, "", [["flashattention"]]), ("", False, "", [["反向"]])],
    "std::sort": [("", False, "", [["std"], ["sort"]])],
    "O(n²)": [("", False, "", [["o n2"]])],
    "O(n log n)": [("", False, "", [["o n"], ["n log"], ["log n"]])],
    "Ｏ（ｎ！）": [("", False, "", [["o n!"]])],
    "C 位运算": [("", False, "", [["c"]]), ("", False, "", [["位运", "运算"]])],
    "K折": [("", False, "", [["k 折"]])],
    "C++ C#": [("", False, "", [["c++"]]), ("", False, "", [["c#"]])],
    "__init__": [("", False, "", [["__init__"]])],
    "\\nabla": [("", False, "", [["nabla"]])],
    "ε": [("", False, "", [["epsilon"]])],
    '"快慢 指针"': [("", False, "快慢 指针", [["快慢"], ["指针"]])],
    "“left join”": [("", False, "left join", [["left"], ["join"]])],
    '"left jo': [("", False, "left jo", [["left"], ["jo"]])],
    '""': [],
    "tag:深度学习/扩散": [("tag", False, "", [["#深度学习/扩散"]])],
    'tag:"A b" x1': [("tag", False, "", [["#a b"]]), ("", False, "", [["x1"]])],
    "ｔａｇ：图": [("tag", False, "", [["#图"]])],
    "tag:": [],
    "TITLE:回文": [("title", False, "", [["回文"]])],
    "显存 -lora": [("", True, "", [["lora"]]), ("", False, "", [["显存"]])],
    "显存 －ｌｏｒａ": [("", True, "", [["lora"]]), ("", False, "", [["显存"]])],
    '显存 -"反向 传播" -tag:图': [
        ("", True, "反向 传播", [["反向"], ["传播"]]),
        ("tag", True, "", [["#图"]]),
        ("", False, "", [["显存"]]),
    ],
    # No operators: behind a sign, doubled, alone, or with nothing else.
    "xs & -ys": [("", False, "", [["xs"]]), ("", False, "", [["ys"]])],
    "git --amend": [("", False, "", [["git"]]), ("", False, "", [["amend"]])],
    "删除 - 允许": [("", False, "", [["删除"]]), ("", False, "", [["允许"]])],
    "-lora": [("", False, "", [["lora"]])],
    "ｈｏｗ ｔｏ merge": [("", False, "", [["merge"]])],
    "how to merge ？": [("", False, "", [["merge"]])],
    "what is how": [("", False, "", [["how"]])],
    "？！": [],
}


def test_only_one_character_may_be_the_beginning_of_more(run: Evaluate) -> None:
    open_ = "modules.query.parse(text).clauses[0].units[0].isOpen"
    assert run(f"return value.map((text) => {open_});", ["栈", "栈帧", "单调栈"]) == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_means(run: Evaluate, query: str) -> None:
    clauses = run(
        """
        const late = { minuses: modules.minus, questions: modules.question };
        const { clauses } = modules.query.parse(value, false, late);
        return clauses.map(({ field, isNot, phrase, units }) =>
          [field, isNot, phrase, units.map(({ terms }) => terms)]);
        """,
        query,
    )
    assert [tuple(clause) for clause in clauses] == QUERIES[query]


@pytest.mark.parametrize(
    ("query", "wants"),
    [
        ("k-means 聚类 2024-01-05 I/O", ""),
        ("show whatever - 然后", ""),
        ("排序 -冒泡", "hasMinus"),
        ("“词”－词", "hasMinus"),
        ("HOW to merge", "hasQuestion"),
        ("ｗｈａｔ ｉｓ", "hasQuestion"),
        ("x_{i}", "hasFormula"),
    ],
)
def test_a_query_wants_no_module_that_says_nothing_of_it(
    run: Evaluate, query: str, wants: str
) -> None:
    names = ["hasFormula", "hasMinus", "hasQuestion"]
    asked = "return value[1].filter((name) => modules.query[name](value[0]));"
    assert run(asked, [query, names]) == [name for name in names if name == wants]


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("x^{constructor}", "x^constructor"),
        ("\\sqrt[toString]{x}", "^toString\\sqrtx"),
        ("a_{valueOf}", "a_valueOf"),
        ("\\sqrt[3]{x}^\\top", "\\sqrt∛xᵀ"),
    ],
)
def test_no_word_is_taken_for_a_property_of_an_object(
    run: Evaluate, typed: str, query: str
) -> None:
    assert run(READ_FORMULA, typed).replace(" ", "") == query


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        *((f"{name}{{A}}x", "Ax") for name in sorted(ALPHABET_NAMES)),
        (r"\begin{xalignat*}{2} a &= b \end{xalignat*}", "a=b"),
        (r"\begin{alignedat}{2} a &= b \end{alignedat}", "a=b"),
    ],
)
def test_what_a_formula_says_nothing_with_is_not_asked_for(
    run: Evaluate, typed: str, query: str
) -> None:
    assert run(READ_FORMULA, typed).replace(" ", "").replace("\0", "") == query


def test_no_query_is_too_odd_to_be_read(run: Evaluate) -> None:
    run("for (const text of value) modules.query.parse(text);", random_texts(3000))
    run("modules.query.parse('\"' .repeat(1e5)); modules.query.parse('(a '.repeat(1e5));")


@pytest.mark.parametrize(
    ("word", "other", "far"),
    [
        ("word", "word", 0),
        ("transfomer", "transformer", 1),
        ("dijsktra", "dijkstra", 1),
        ("kagggle", "kaggle", 1),
        ("softmax", "sofmxa", 2),
        ("abcdef", "uvwxyz", 3),
    ],
)
def test_how_far_a_misspelt_word_is(run: Evaluate, word: str, other: str, far: int) -> None:
    assert run("return modules.typos.distance(...value, 2);", [word, other]) == far
    assert run("return modules.typos.distance(...value, 2);", [other, word]) == far


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("kuaisupaixu", ["kuai", "su", "pai", "xu"]),
        ("lvse", ["lv", "se"]),
        ("xi'an", ["xi", "an"]),
        ("zhuang", ["zhuang"]),
        ("shus", ["shu", "s"]),
        ("ksm", None),
        ("python", None),
    ],
)
def test_a_word_may_be_pinyin(run: Evaluate, word: str, syllables: list[str] | None) -> None:
    readings = run("return modules.pinyin.readings(value).map(({ syllables }) => syllables);", word)
    assert (readings[0] if readings else None) == syllables


def test_every_reading_of_the_dictionary_is_a_syllable(run: Evaluate) -> None:
    pytest.importorskip("pypinyin")
    from kbsite.words.pinyin import syllables

    readings = {one for code in range(0x4E00, 0x9FA6) for one in syllables(chr(code))}
    known = run(
        "return value.filter((one) => { const [first] = modules.pinyin.readings(one);"
        "return first && !first.isPart && first.syllables.length === 1; });",
        sorted(readings),
    )
    odd = {one for one in readings - set(known) if one.isascii() and one.isalpha()}
    # Sounds of a few characters that have no other: 呣, 嗯, 哼; 覅 of Wu.
    assert {one for one in odd if len(one) > 2 or one[0] not in "mnh"} == {"fiao"}


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Ａｂ", "ab"),
        ("École Ü", "ecole u"),
        ("n² + x₁", "n2 + x_1"),
        ("n^2", "n2"),
        ("擴散", "扩散"),
        ("ﬁ①", "fi1"),
    ],
)
def test_texts_are_compared_folded_and_marked_as_they_stand(
    run: Evaluate, text: str, folded: str
) -> None:
    got = run(
        """
        const { fold } = modules.snippets;
        const { folded, at } = fold(value, new Map([["擴", "扩"]]));
        return [folded, at ? at.length : folded.length + 1, at ? at.at(-1) : value.length];
        """,
        text,
    )
    assert got == [folded, len(folded) + 1, len(text)]


def test_a_snippet_shows_where_most_of_the_query_is(run: Evaluate) -> None:
    text = "无关的话。" * 60 + "\n归一化在这里，与注意力一起说。" + "又是别的。" * 60 + "注意力。"
    snippet, marks = run(
        """
        const { fold, snippet, spans, wordFinder } = modules.snippets;
        const found = ["归一化", "注意力"].map((word) => spans(fold(value), wordFinder([word])));
        const shown = snippet(value, found, [1, 1]);
        return [shown.snippet, shown.marks.map(([a, b]) => shown.snippet.slice(a, b))];
        """,
        text,
    )
    assert marks == ["归一化", "注意力"]
    assert snippet.startswith("…归一化在这里")
    assert snippet.endswith("…")
    assert 60 < len(snippet) <= 130


def test_a_word_is_marked_whole_and_not_within_another(run: Evaluate) -> None:
    text = "sorting, sort, FlashAttention 的 Attention；std::sort"
    marks = run(
        """
        const { fold, spans, wordFinder } = modules.snippets;
        const finders = ["sort", "attention"].map((word) => wordFinder([word]));
        const found = finders.flatMap((finder) => spans(fold(value), finder));
        return found.map(([a, b]) => [a, value.slice(a, b)]);
        """,
        text,
    )
    assert marks == [[9, "sort"], [47, "sort"], [20, "Attention"], [32, "Attention"]]


def test_a_heading_without_text_is_not_shown_by_the_text_of_another_file(run: Evaluate) -> None:
    """A file holds eight sections; that of the best one comes first, others may come behind it."""
    found = run("""
    const chunk = (sections) =>
      ({ url: "/a/", title: "甲", date: "", tags: [], aliases: [], folds: new Map(), sections });
    const sought = [{ forms: ["zeta"], raw: "zeta", weight: 1, isRun: false }];
    const reranker = new modules.rerank.Reranker({ sought, text: "zeta", said: [] });
    const chunks = new Map([
      [1, chunk([["zeta", "zeta", ""]])],
      [0, chunk([["", "", "开头的话"]])],
    ]);
    return reranker.look({ id: 0, score: 1, section: 8 }, chunks);
    """)
    assert (found["heading"], found["snippet"]) == ("zeta", "")


def test_what_is_read_does_not_depend_on_which_file_arrives_first(run: Evaluate) -> None:
    """The chunks that may be read beyond the first of each note are shared by all notes."""
    read = """
    const text = { url: "/a/", title: "", date: "", tags: [], aliases: [], folds: new Map() };
    const chunk = { ...text, sections: [["", "", "甲"]] };
    const entries = Uint32Array.from({ length: 40 }, (_, i) => (i % 20) << (SHIFT + 3));
    const list = { ids: [1, 2], starts: [0, 20, 40], entries };
    const read = async (slow) => {
      const asked = [];
      const late = (id) => new Promise((done) => setTimeout(done, id === slow ? 3 : 0));
      const state = {
        wish: () => ({ sought: [], text: "", said: [{ kind: "run", finder: /乙/g, list }] }),
        isOpen: () => false,
        isAbsent: async () => false,
        index: { chunk: async (id, at) => (asked.push(`${id}-${at}`), await late(id), chunk) },
      };
      const found = [1, 2].map((id) => ({ id, section: 0, score: 1 }));
      await modules.look.lookAt(state, found, 2);
      return asked.sort();
    };
    return Promise.all([read(1), read(2)]);
    """
    first, second = run(read.replace("SHIFT", "modules.postings.SECTION"))
    assert first == second
    assert len(first) == 26


def test_a_run_with_gaps_is_sought_in_a_moment(run: Evaluate) -> None:
    """A character that comes again and again may be the next one or what stands in a gap. Chromium
    has another way where there are too many; Python goes through all, as other browsers do."""
    source = run(
        """
        const query = { clauses: [{ units: [{ kind: "han", text: value }] }], text: value };
        const wish = { said: [] };
        const state = { query, matches: new Map(), wanted: [], wish: () => wish, inPart: () => [] };
        modules.titles.beside(state, [], 3, modules.terms);
        return wish.said[0].finder.source;
        """,
        "哈" * 28 + "嘿",
    )
    begun = time.process_time()
    assert not re.search(source, "哈" * 38)
    assert time.process_time() - begun < 1
    assert re.search(source, "哈" * 28 + "-嘿")
