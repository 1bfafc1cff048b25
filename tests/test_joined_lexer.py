"""Joined lexers give Pygments' tokens: same types, same texts, same places, in every language.

What is joined only where a lexer comes by often is joined at once here."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pygments.lexer import (
    ExtendedRegexLexer,
    Lexer,
    RegexLexer,
    bygroups,
    combined,
    default,
    include,
    inherit,
    this,
    using,
    words,
)
from pygments.lexers import find_lexer_class, get_all_lexers
from pygments.token import Keyword, Name, Number, Operator, Punctuation, String, Text, Whitespace

from conftest import REPOSITORY
from kbsite.code import joined_rules
from kbsite.code.joined_lexer import joined
from kbsite.code.joined_loops import JoinedExtendedRegexLexer, JoinedRegexLexer
from kbsite.code.lexers import lexer_of
from kbsite.code.regex_starts import starting, surely_matches
from kbsite.code.regex_trees import join, tree_of
from test_code import check_spans

#: They have no types.
BYGROUPS: Any = bygroups
USING: Any = using

LANGUAGES = sorted(name for name, _, _, _ in get_all_lexers(plugins=False))


@pytest.fixture(autouse=True)
def joined_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_OFTEN", "_PER_LETTER", "_OFTEN_AGAIN"):
        monkeypatch.setattr(joined_rules, name, 0)


def pygments_lexer(language: str) -> Lexer:
    found = find_lexer_class(language)
    assert found is not None
    return found(stripnl=False)


Tokens = list[tuple[int, Any, str]]


def tokens_of(lexer: Lexer, text: str) -> Tokens | str:
    """The tokens, or what was raised on the way."""
    try:
        return list(lexer.get_tokens_unprocessed(text))
    # A lexer's bugs are kept too.
    except Exception as fault:
        return repr(fault)


def same(lexer: Lexer, *texts: str) -> None:
    """The second run meets joined rules everywhere."""
    other = joined(lexer)
    for text in texts:
        expected = tokens_of(lexer, text)
        for _ in range(2):
            assert tokens_of(other, text) == expected, (lexer, text)


# --- real code ---

#: Files of this repository, by the language that they are in.
FILES = {
    "Python": ["src/kbsite/code/block.py", "tests/test_code.py"],
    "CSS": ["static/css/*.css"],
    "JavaScript": ["static/js/*.js"],
    "HTML + Jinja": ["templates/*.html"],
    "Makefile": ["Makefile"],
    "TOML": ["pyproject.toml"],
    "YAML": ["kbsite.yaml"],
    "Markdown": ["docs/deploy.md", "README.zh-CN.md"],
    "JSON": ["docs/kbsite.schema.json"],
}


@pytest.mark.parametrize("language", FILES)
def test_the_same_tokens_in_files_of_this_repository(language: str) -> None:
    found = find_lexer_class(language) or find_lexer_class("HTML+Django/Jinja")
    assert found is not None
    paths = [path for pattern in FILES[language] for path in sorted(REPOSITORY.glob(pattern))]
    assert paths
    same(found(stripnl=False), *(path.read_text("utf-8")[:6000] for path in paths[:4]))


CODE = {
    "C": "#include <stdio.h>\n#if 0\nx\n#endif\nint main(void) { return 0x1Fu + 'c'; } /* 注 */\n",
    "C++": 'template <class T> std::vector<int> f(T&& x) { auto s = R"(原)"; return {1\'000}; }\n',
    "C#": 'namespace A { class B { string s = $"{x}"; var t = @"a""b"; int? n = null; } }\n',
    "Objective-C": '@interface A : NSObject\n- (NSString *)f:(int)x;\n@end\nid s = @"字";\n',
    "Java": '@Override public <T> List<T> f(int... a) throws E { label: return "s\\n" + 1_0L; }\n',
    "Kotlin": 'data class A(val x: Int?) { fun f() = "${x ?: 0} $y" }\n',
    "Scala": 'object A extends B { def f[T](x: T): Int = s"$x" match { case _ => 1 } }\n',
    "Go": "package main\nfunc (s *S) F(m map[string]int) (<-chan int) { return nil, `原` }\n",
    "Rust": "fn f<'a>(x: &'a str) -> Result<u8, E> { println!(\"{:?}\", r#\"x\"#); 'a' }\n",
    "Swift": 'let x: Int? = "a\\(b)"\nfunc f() -> [S] { guard let y = x else { return [:] } }\n',
    "TypeScript": "const f = async <T>(x: T): Promise<T> => `a${x}b` as T; /re[/]/g.test(y)\n",
    "TSX": 'const A = () => <div className="x">{y && <B z={1} />}</div>;\n',
    "PHP": '<html><?php function f(array $x): ?int { return strlen("a$x {$y[0]}"); } ?></html>\n',
    "Ruby": 'def f(x) = "a#{x}b"\nputs <<~END\n  文 #{1}\nEND\n:sym => %w[a b], /re/i\n',
    "Perl": 'my %h = (a => 1); $x =~ s/a/b/g; print <<"E";\n文\nE\n',
    "Lua": "local f = function(x) return [[长\n串]] .. #x end -- c\n",
    "S": 'f <- function(x, ...) { if (x %in% c(1, NA)) "s" else `a b` }\n',
    "Julia": 'function f(x::T) where T\n  @show "a$(x)b" r"re"; x\' \nend\n',
    "Haskell": "f :: Int -> [a]\nf x = case x of { 1 -> 'a' : \"b\" } {- {-嵌-} -}\n",
    "Common Lisp": '(defun f (x &key y) "d" `(,x ,@y #\\a))\n',
    "EmacsLisp": '(defun f (x) (interactive) (let ((y 1)) (message "%s" \'y)))\n',
    "Scheme": "(define (f x) (let loop ((i 0)) (if (< i #e1.5) (loop (+ i 1)) '())))\n",
    "Clojure": "(ns a.b) (defn f [x & {:keys [y]}] #{1 \\a} (-> x :k))\n",
    "Bash": "for i in $(ls); do echo \"${x:-$((1+2))}\" | sed 's/a/b/'; done <<EOF\n$y\nEOF\n",
    "Bash Session": "$ ls -l\ntotal 0\n# 注\n$ cat <<E\n> x\n> E\n",
    "PowerShell": 'function F { param([string]$x) Get-ChildItem | ? { $_.A -eq "b$x" } }\n',
    "Batchfile": "@echo off\nfor %%i in (*.txt) do (echo %%~ni & set x=%y%)\n",
    "SQL": "SELECT a, count(*) FROM t WHERE b LIKE '%文%' -- c\nGROUP BY a;\n",
    "PL/pgSQL": "CREATE FUNCTION f() RETURNS int AS $$ BEGIN RETURN 1; END $$ LANGUAGE plpgsql;\n",
    "MySQL": "SELECT `a` FROM t WHERE x = _utf8'文' /* c */ LIMIT 1;\n",
    "HTML": "<!DOCTYPE html><style>a{color:red}</style><script>let x = 1;</script><p a=x>&amp;\n",
    "Vue": '<template><p v-if="x">{{ y }}</p></template><script>export default {}</script>\n',
    "XML": '<?xml version="1.0"?><a b="c"><![CDATA[x]]><!-- 注 --></a>\n',
    "SCSS": "$x: 1px; .a { &:hover { @include b($x); color: #{$y}; } }\n",
    "Sass": ".a\n  color: red\n  +b($x)\n",
    "LessCss": "@x: 1px; .a { .b(); color: darken(@x, 10%); }\n",
    "YAML": "a: &x [1, 'b']\nc: |\n  文\n  d\ne: !!str *x # 注\n",
    "TOML": 'a = 1\n[b."c"]\nd = ["x", 1979-05-27T07:32:00Z]\n',
    "INI": "[a]\nb = c ; d\n",
    "JSON": '{"a": [1, true, null, "文\\u0041"]} // c\n',
    "Docker": 'FROM a:1 AS b\nRUN apt-get \\\n  install x\nCMD ["x"]\n',
    "Nginx configuration file": "server { listen 80; location ~ \\.php$ { return 301 $x; } }\n",
    "CMake": 'if(A) \n set(x "${y}" CACHE STRING "")\nendif()\n',
    "Diff": "--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y\n",
    "TeX": "\\begin{a}$x^2$ \\[ y \\] % c\n\\end{a}\n",
    "Matlab": "function y = f(x)\n  y = x' * [1 2; 3 4]; % 注\n%{\nblock\n%}\nend\n",
    "Fortran": "program a\n  integer :: x = 1\n  print *, 'b' ! c\nend program\n",
    "vhdl": "entity a is port (x : in std_logic); end a; -- c\n",
    "verilog": "module a(input [3:0] x); assign y = 4'b10_x1; endmodule // c\n",
    "NASM": "section .text\n_start: mov eax, [ebx+4] ; c\n",
    "GAS": ".text\nmain: movl $1, %eax # c\n",
    "LLVM": "define i32 @f(i32 %x) { %1 = add i32 %x, 1 ret i32 %1 }\n",
    "GraphQL": "query A($x: Int!) { b(c: $x) { ...D @include(if: true) } }\n",
    "Protocol Buffer": 'syntax = "proto3"; message A { repeated int32 b = 1; }\n',
    "Groovy": "def f = { x -> \"a${x}\" }\napply plugin: 'java'\n",
    "Dart": "class A extends B { final int? x; String f() => 'a$x ${y.z}'; }\n",
    "Elixir": "defmodule A do\n  def f(x), do: ~s(a#{x}) |> IO.puts()\nend\n",
    "Erlang": '-module(a).\nf(X) when X > 0 -> {ok, "b", $c}; f(_) -> error.\n',
    "OCaml": "let rec f x = match x with | [] -> 'a' | h :: t -> f t (* 注 (* 嵌 *) *)\n",
    "F#": 'let f (x: int) = $"a{x}" |> printfn "%s" // c\n',
    "Solidity": "contract A { mapping(address => uint256) public x; function f() external {} }\n",
    "WebGPU Shading Language": "@group(0) @binding(1) var x: array<f32>; fn f() -> u32 { 1u }\n",
    "Zig": 'const std = @import("std"); pub fn f(x: ?u8) !void { _ = x orelse 0; }\n',
    "Nix": "{ pkgs ? import <nixpkgs> {} }: with pkgs; ''a ${x}''\n",
    "Python": 'async def f(x: int = 1, *a) -> None:\n    """文"""\n    f"{x!r:>{n}}" rb"\\d"\n',
    "Python console session": ">>> for i in x:\n...     y\nE: z\n",
    "reStructuredText": "标题\n====\n\n.. code-block:: python\n\n   x = 1\n\n*a* ``b`` `c`_\n",
    "Markdown": "# 标题\n\n```python\nx = 1\n```\n- [x] *a* `b` [c](d)\n",
    "HTTP": 'POST /a HTTP/1.1\nContent-Type: application/json\n\n{"a": 1}\n',
    "Gherkin": 'Feature: a\n  Scenario: b\n    Given c "d" <e>\n',
    "VimL": "function! F(x)\n  let g:a = 'b' \" c\nendfunction\n",
    "Awk": 'BEGIN { FS = ":" } /re/ { print $1, length($0) } # c\n',
}


def broken(code: str) -> Iterator[str]:
    """The code, other line ends, and what remains where it is cut off."""
    yield code
    yield code.replace("\n", "\r\n")
    yield code[: len(code) // 2]
    yield code[len(code) // 3 :] + code[: len(code) // 3]
    yield code.replace(" ", "\t\x00 ").replace("a", "é𝑎🎉")


@pytest.mark.parametrize("language", CODE)
def test_the_same_tokens_in_code(language: str) -> None:
    if find_lexer_class(language) is None:
        pytest.skip(f"this Pygments knows no {language}")
    lexer = pygments_lexer(language)
    same(lexer, *broken(CODE[language]))
    assert list(joined(lexer).get_tokens("\n\n" + CODE[language])) == list(
        lexer.get_tokens("\n\n" + CODE[language])
    )


# --- any text, in every language ---

STRAY = "变量=「值」\t\x00\x1b\u2028\ufeff🎉é\u200d\n\r\n\\'\"`${}[]()<>#/*-%@!?;:.,|&^~0x1Fe+9_aZ "


def soup(language: str, seed: int = 0) -> str:
    """Text made of what the language's own rules say, the same each time."""
    chance = random.Random(f"{language} {seed}")
    lexer: Any = pygments_lexer(language)
    rules = [rule for rules in getattr(lexer, "_tokens", {}).values() for rule in rules]
    patterns = [rule[0].__self__.pattern for rule in rules[:400]] or [language]
    parts = []
    for _ in range(25):
        # Words and signs as they stand in the regexes, which mostly mean themselves.
        pieces = re.findall(r"\w+|\\?[^\w\s]|\s", chance.choice(patterns))
        start = chance.randrange(len(pieces) + 1)
        parts += [piece.removeprefix("\\") for piece in pieces[start : start + 3]]
        parts.append(chance.choice((" ", "\n", "", chance.choice(STRAY))))
    return "".join(parts)


@pytest.mark.parametrize("part", range(6))
def test_the_same_tokens_in_soup_of_every_language(part: int) -> None:
    """And what comes of tokens; compiling all rules of Pygments once takes long enough."""
    for language in LANGUAGES[part::6]:
        lexer = pygments_lexer(language)
        same(lexer, soup(language))
        check_spans(lexer)


HANDFUL = ["Python", "C++", "JavaScript", "YAML", "Ruby", "HTML", "Bash", "PHP"]


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(HANDFUL), st.text(st.sampled_from(STRAY) | st.characters(), max_size=60))
def test_the_same_tokens_in_any_text(language: str, text: str) -> None:
    same(pygments_lexer(language), text)


@pytest.mark.parametrize("language", HANDFUL)
def test_the_same_tokens_before_and_after_rules_are_joined(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joined_rules, "_OFTEN", 20)
    monkeypatch.setattr(joined_rules, "_OFTEN_AGAIN", 5)
    lexer, other = pygments_lexer(language), joined(pygments_lexer(language))
    code = CODE.get(language, STRAY)
    for i in range(0, len(code), 7):
        assert tokens_of(other, code[i:]) == tokens_of(lexer, code[i:])


# --- every kind of rule ---


class Inner(RegexLexer):
    tokens: ClassVar = {"root": [(r"g+", Name.Other), (r"\W", Text)]}


class Everything(RegexLexer):
    flags = re.MULTILINE | re.IGNORECASE
    tokens: ClassVar = {
        "root": [
            (r"[^\S\n]+", Whitespace),
            include("numbers"),
            (words(("if", "else", "elif"), suffix=r"\b"), Keyword),
            (r"(?P<quote>['\"])(.*?)(?P=quote)", BYGROUPS(None, String)),
            (r"(a)(b)?(c)", BYGROUPS(Name, None, Keyword)),
            (r"(x)?y(?(1)z|w)", Operator),
            (r"<", Punctuation, "tag"),
            (r"\(", Punctuation, "#push"),
            (r"\)", Punctuation, "#pop"),
            (r"\[", Punctuation, ("brackets", "deep")),
            (r"\{", Punctuation, combined("numbers", "braces")),
            (r"(?<=k)ö", Name),
            (r"q(?=r)|(?!r)s", Name.Constant),
            (r"(?-i:U)+|[k-l]", Name.Class),
            (r"^#.*$", Text),
            (r"(e)(.+?)(f)", BYGROUPS(Text, USING(this, state="braces"), Text)),
            (r"(g)(.+?)(h)", BYGROUPS(USING(Inner), USING(this, stripnl=True), None)),
            (r"m", lambda lexer, match: iter([(match.start(), Name, match[0]), (0, Text, "")])),
            (r"(?>v+)|w++|\bz\B|(?=t)[^u]", Name.Function),
        ],
        "numbers": [(r"\d+(?!\d)", Number), (r"(?a:\w)é", Text)],
        "tag": [(r"[^<>\n]", Name.Tag), (r">", Punctuation, "#pop"), (r"(?=<)", String, "#pop")],
        "brackets": [(r"[^\]\n]", Text), (r"\]", Punctuation, "#pop:2")],
        "deep": [(r"\.", Text, ("#pop", "#push")), default(("#pop", "tag"))],
        "braces": [(r"\}", Punctuation, "#pop"), (r".", String)],
    }


class Heir(Everything):
    tokens: ClassVar = {"root": [(r"q", Name.Label), inherit, (r"[^\n]", Text, "tag")]}

    def get_tokens_unprocessed(self, text: str, stack: Any = ("root",)) -> Iterator[Any]:
        for place, kind, value in super().get_tokens_unprocessed(text, stack):
            yield place, Name.Builtin if value == "if" else kind, value


class ByName(Heir):
    def get_tokens_unprocessed(self, text: str, stack: Any = ("root",)) -> Iterator[Any]:
        for place, kind, value in Everything.get_tokens_unprocessed(self, text, stack):
            yield place, Name.Builtin if value == "else" else kind, value


class Own(Everything):
    def get_tokens_unprocessed(self, text: str, stack: Any = ("root",)) -> Iterator[Any]:
        yield 0, Text, type(self).__name__ + text


def jump(lexer: Lexer, match: re.Match[str], context: Any) -> Iterator[Any]:
    yield match.start(), Keyword, match[0]
    context.stack.append("inside")
    context.end = min(len(context.text), match.end() + 6)
    context.pos = match.end()


class Context(ExtendedRegexLexer):
    tokens: ClassVar = {
        "root": [
            (r"j", jump),
            (r"(a)(b)?(c)", BYGROUPS(Name, None, Keyword)),
            (r"(g)(.)", BYGROUPS(Name, USING(Inner)), "inside"),
            (r"[^\n]", Text),
        ],
        "inside": [(r"\w+$", Name), (r"\w", String), (r"[\]>]", Text, "#pop"), default("#pop")],
    }


ALPHABET = 'if else elif \'a"" abc ac xyz yw <>()[]{}.k\u00f6qrsU#egfhmvwzt 12é\njklu'


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from([Everything, Heir, ByName, Own, Context]),
    st.text(st.sampled_from(ALPHABET), max_size=40)
    | st.lists(st.sampled_from(ALPHABET.split(" ")), max_size=12).map(" ".join),
)
def test_every_kind_of_rule(lexer: Callable[..., Lexer], text: str) -> None:
    same(lexer(stripnl=False), text)


def test_a_text_of_ever_new_characters_is_remembered_in_part() -> None:
    text = "".join(map(chr, range(0x4E00, 0x4E00 + 3000))) * 2
    lexer, other = Everything(), joined(Everything())
    for _ in range(2):
        assert tokens_of(other, text) == tokens_of(lexer, text)
    kept: Any = vars(type(other))["_joined"]
    assert len(kept.states["root"]) == joined_rules._MOST_CHARACTERS


def loops_of(monkeypatch: pytest.MonkeyPatch, lexer: Lexer, text: str) -> set[str]:
    """Whose loop gives the tokens."""
    seen: set[str] = set()
    for owner in (RegexLexer, ExtendedRegexLexer, JoinedRegexLexer, JoinedExtendedRegexLexer):
        loop = vars(owner)["get_tokens_unprocessed"]

        def told(self: Any, *args: Any, loop: Any = loop, **options: Any) -> Any:
            seen.add(loop.__module__)
            return loop(self, *args, **options)

        told.__module__ = loop.__module__
        monkeypatch.setattr(owner, "get_tokens_unprocessed", told)
    list(joined(lexer).get_tokens(text))
    return seen


@pytest.mark.parametrize(
    "language",
    ["C++", "Objective-C", "Arduino", "Lua", "YAML", "Bash Session", "HTML+PHP", "Scheme"],
)
def test_lexers_that_add_to_the_loop_have_the_joined_one(
    monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    text = "$ ls\n<?php if (1) ?> x\n"
    assert loops_of(monkeypatch, pygments_lexer(language), text) == {"kbsite.code.joined_loops"}


def test_a_lexer_that_looks_at_classes_stays_as_it_is() -> None:
    assert type(joined(Own())) is Own
    assert type(joined(pygments_lexer("MIME"))) is find_lexer_class("MIME")


def test_code_is_coloured_by_joined_lexers() -> None:
    lexer = lexer_of("c++")
    assert lexer is not None
    assert type(lexer) is type(joined(pygments_lexer("C++")))


def test_nothing_of_pygments_is_changed() -> None:
    lexer = pygments_lexer("C++")
    own: Any = type(lexer)
    before, rules = dict(vars(own)), {name: list(rules) for name, rules in own._tokens.items()}
    list(joined(lexer).get_tokens(CODE["C++"]))
    assert dict(vars(own)) == before
    assert own._tokens == rules
    assert RegexLexer.get_tokens_unprocessed.__module__ == "pygments.lexer"


# --- regexes ---

REGEXES = [
    r"a|b+",
    r"\s*(?=x)y?",
    r"(?:ab|ac|[d-f])g",
    r"(?i)K|ſ",
    r"[^\W\d]\w*",
    r"(?s).",
    r"(?m)^x$|\Z",
    r"(?<!a)b|(a)?\1c",
    r"(x(y)?)?z|(?!q)[p-r]",
    r"\u4e00|[一-龥]+",
    r"",
    r"(?:a?|b)c",
    r"(?!)a",
]


@given(st.sampled_from(REGEXES), st.text(st.sampled_from("abcdgkxyzqKſ\u212a一 \n1"), max_size=4))
def test_a_match_begins_as_its_tree_says(regex: str, text: str) -> None:
    pattern = re.compile(regex)
    tree = tree_of(regex, pattern.flags)
    match = pattern.match(text)
    start = starting(tree.items, tree.flags, text[:1], [])
    if start is None:
        assert match is None
        return
    only = join([tree._replace(items=start.items)]).pattern.match(text)
    assert (only and only.span()) == (match and match.span())
    if match is None:
        assert not (text and start.items and surely_matches(start.items))


@given(
    st.lists(st.sampled_from(REGEXES), min_size=1, max_size=5),
    st.text(st.sampled_from("abcdgkxyzqKſ\u212a一 \n1"), max_size=5),
    st.integers(0, 5),
)
def test_the_first_regex_that_matches_counts(regexes: list[str], text: str, place: int) -> None:
    patterns = [re.compile(regex) for regex in regexes]
    trees = [
        tree_of(regex, pattern.flags) for regex, pattern in zip(regexes, patterns, strict=True)
    ]
    whole, marks, shifts = join(trees)
    found = whole.match(text, place)
    matches = [pattern.match(text, place) for pattern in patterns]
    first = next((i for i, match in enumerate(matches) if match), None)
    if first is None:
        assert found is None
        return
    expected = matches[first]
    assert found is not None and expected is not None
    assert found.lastindex == marks[first]
    groups = range(1, patterns[first].groups + 1)
    assert [found.span(group + shifts[first]) for group in groups] == [
        expected.span(group) for group in groups
    ]
    assert found.span() == expected.span()
