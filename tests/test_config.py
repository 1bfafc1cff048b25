"""How formulas and line breaks are configured, and what is said of a mistake in that."""

from __future__ import annotations

import pytest

from kbsite.config import Config, parse_config
from kbsite.nodes.tree import COLON_HINT
from kbsite.settings import foreign_keys
from kbsite.settings.config_sections import MathConfig
from kbsite.settings.foreign_keys import hint_for_foreign

NAMES = r"A name is ASCII letters, or one character that is none, as \R, \norm or \*."
BODIES = "Write it on one line in single quotes; in JSON double every backslash."


def config(text: str) -> Config:
    """The configuration `text`, which must hold no mistake."""
    read, mistakes = parse_config(text)
    assert mistakes == ()
    return read


def test_the_defaults() -> None:
    assert config("").line_breaks == "auto"
    assert config("").math == MathConfig(macros={}, delimiters="dollars")


@pytest.mark.parametrize("choice", ["auto", "hard", "soft"])
def test_line_breaks(choice: str) -> None:
    assert config(f"line_breaks: {choice}").line_breaks == choice


@pytest.mark.parametrize("choice", ["dollars", "all"])
def test_delimiters(choice: str) -> None:
    assert config(f"math:\n  delimiters: {choice}").math.delimiters == choice


def test_macros_have_names_without_backslash() -> None:
    text = "math: {macros: {R: '\\mathbb{R}', '\\norm': ' |#1| ', '\\*': 1, ' x ': ''}}"
    macros = {"R": r"\mathbb{R}", "norm": "|#1|", "*": "1", "x": ""}
    assert config(text).math.macros == macros


@pytest.mark.parametrize(
    ("text", "line", "column", "message", "hint"),
    [
        (
            "line_breaks: hart",
            *(1, 14, "`line_breaks`: 'hart' is none of auto, hard, soft; did you mean hard?", ""),
        ),
        (
            "math: {delimiters: latex}",
            *(1, 20, "`math.delimiters`: 'latex' is none of dollars, all", ""),
        ),
        ("math: {macros: {R2: x}}", 1, 17, "`math.macros`: 'R2' cannot name a macro", NAMES),
        ("math: {macros: {'': x}}", 1, 17, "`math.macros`: '' cannot name a macro", NAMES),
        ("math: {macros: {'\\': x}}", 1, 17, r"`math.macros`: '\\' cannot name a macro", NAMES),
        ("math: {macros: {ab*: x}}", 1, 17, "`math.macros`: 'ab*' cannot name a macro", NAMES),
        (
            "math:\n  macros:\n    R: x\n    '\\R': y\n",
            *(4, 5, "`math.macros`: the macro `R` stands here twice", "Keep one of them."),
        ),
        (
            "math: {macros: {R: }}",
            *(1, 20, "`math.macros`: the body of `R` must be text", BODIES),
        ),
        (
            'math: {macros: {R: "x\\nabla"}}',
            *(1, 20, "`math.macros`: the body of `R` holds a control character", BODIES),
        ),
        (
            "title: 站\n<<<<<<< HEAD\npublish: marked\n=======\n>>>>>>> 分支\n",
            *(2, 1, "a conflict of git, which is still to be merged"),
            "Keep what is to stay of both sides, and take the lines of <<<<<<<, ======= and "
            ">>>>>>> away.",
        ),
        (
            ' title: 站\npublish: marked\nignore: ["私*"]\n',
            *(2, 1, "this line is indented less than the first"),
            "The keys of one mapping begin in one column: indent none of them.",
        ),
        *(
            (
                f"title: 站\n{end}\npublish: marked\n",
                *(line, 1, "a second document, which nothing reads"),
                "Take the line of --- or ... away: all keys stand in one document.",
            )
            for end, line in (("---", 2), ("...", 3))
        ),
        (
            "math: {macros: R}",
            *(1, 16, "`math.macros`: expected `key: value` lines, got text (it reads 'R')", ""),
        ),
        (
            'title: 夜航\nauthor: "没闭合\nlatest: 3\n',
            *(2, 9, 'the quote " that opens here is not closed'),
            'Close it with another " behind the value, or leave it out.',
        ),
        ("latest: 十二", 1, 9, "`latest`: expected a number, got text (it reads '十二')", ""),
        ("latest: 1.5", 1, 9, "`latest`: expected a number, got a fraction (it reads 1.5)", ""),
        ("title：夜航", 1, 1, "the configuration must be `key: value` lines", COLON_HINT),
        ("baseURL: ''", 1, 1, "unknown key `baseURL`", "Did you mean `base_url`?"),
        ("root: /notes/", 1, 1, "unknown key `root`", "Here it is `base_url`."),
        ("site_name: 甲", 1, 1, "unknown key `site_name`", "Here it is `title`."),
        (
            *("feed: true", 1, 1, "unknown key `feed`"),
            "Nothing has to be said: with `base_url` there are a feed and a sitemap.",
        ),
        (
            *("cleanUrls: true", 1, 1, "unknown key `cleanUrls`"),
            "Nothing has to be said: addresses end with /, not with .html.",
        ),
        (
            *("favicon: a.png", 1, 1, "unknown key `favicon`"),
            "The icon is a file: static/icon.svg.",
        ),
        (
            *("comments: {repo: a/b}", 1, 12, "unknown key `comments.repo`"),
            "What a service is told stands below `comments.options`.",
        ),
        ("line-breaks: hard", 1, 1, "unknown key `line-breaks`", "Did you mean `line_breaks`?"),
    ],
)
def test_a_mistake_has_a_place(text: str, line: int, column: int, message: str, hint: str) -> None:
    read, (found,) = parse_config(text)
    assert read == Config()
    assert (found.line, found.column, found.message, found.hint) == (line, column, message, hint)


def test_keys_of_other_generators_lead_to_keys_that_exist() -> None:
    """Each by its own spelling, none of which is a key here."""
    sections = {f"math.{key}" for key in MathConfig.__struct_fields__}
    known = {*Config.__struct_fields__, *sections}
    for own, others in foreign_keys._KEYS.items():
        assert own in known
        assert not known & {*others}
    assert all(not known & {*others} for others in foreign_keys._OTHERWISE.values())
    assert hint_for_foreign("siteDir") == hint_for_foreign("site_dir") == "Here it is `output`."
    assert hint_for_foreign("titel") == hint_for_foreign("math.theme") == ""


def test_every_wrong_macro_is_told() -> None:
    _, mistakes = parse_config("math:\n  macros:\n    a1: x\n    b: []\n    c: y\n    d e: z\n")
    assert [found.line for found in mistakes] == [3, 4, 6]
