"""Scripts of the theme are published as one module where they import one another, without
comments; a site's own stay as they are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from rjsmin import jsmin

from browsing import served
from conftest import REPOSITORY, build_site, write_files
from kbsite.assets.javascript import code_of, names_in, with_let, with_short_names
from kbsite.assets.scripts import _flat, _module, _order, joined_modules, shortened

_WORDS = re.compile(r"#?[\w$]+")

FILES = {
    "js/a.js": b'// A.\nimport { b, c as d } from "./b.js";\nexport const a = `${b} // ${d}`;\n',
    "js/b.js": b'import * as c from "./c.js";\nexport const b = "b";\nexport { c };\n',
    "js/c.js": b"/** C. */\nexport function one() {\n  return /[/*]/;\n}\n",
    "js/late.js": b'import { one } from "./c.js";\none();\n',
    "js/alone.js": b'import("./late.js"); // late\n',
}
SIMPLE = FILES | {
    "js/b.js": b'import { one } from "./c.js";\nexport const b = one();\nexport const c = 1;\n'
}


def test_a_module_holds_what_it_imports_each_once() -> None:
    scripts = joined_modules(SIMPLE, SIMPLE)
    text = scripts["js/a.js"]
    assert text is not None
    assert text.count("function one()") == 1
    assert not re.search(r"^import", text, re.MULTILINE)
    assert re.findall(r"^export \w+ \w+", text, re.MULTILINE) == ["export const a"]


def test_modules_share_one_scope_where_no_name_is_anothers() -> None:
    """A function around each, and names for what others take from it, are a tenth of a script."""
    files = {
        "js/a.js": b'import { b } from "./b.js";\nimport { two } from "./c.js";\n'
        b"export const a = () => b + two;\n",
        "js/b.js": b'import { one, two } from "./c.js";\nexport const b = one + two;\n',
        "js/c.js": b"export const one = 1;\nexport const two = 2;\n",
    }
    joined = joined_modules(files, files)["js/a.js"] or ""
    assert "=> {" not in joined
    assert re.findall(r"^(?:export )?const (\w+)", joined, re.MULTILINE) == ["one", "two", "b", "a"]


CLASHES = {
    "js/a.js": b'import { b } from "./b.js";\nimport { d as first, rest } from "./d.js";\n'
    b"const most = 1;\nexport const all = [most, ...b(), first, rest()];\n",
    # Its own `most`, and what it takes from a module with one.
    "js/b.js": b'import { c, least } from "./c.js";\nconst [most, other] = [2, 3];\n'
    b"export function b() {\n  return [most, other, c(), least];\n}\n",
    "js/c.js": b"const most = 4;\nexport const least = 5;\n"
    b"export function c() {\n  return most;\n}\n",
    # What others call something else, and what a browser has already.
    "js/d.js": b'import { least } from "./c.js";\nfunction open() {\n  return 7;\n}\n'
    b"export const d = least + 1;\nexport const rest = () => open();\n",
}


@pytest.mark.browser
def test_names_that_meet_stay_those_of_their_module(browser: Browser) -> None:
    joined = joined_modules(CLASHES, CLASHES)["js/a.js"] or ""
    page = browser.new_page()
    run = "async (text) => (await import(`data:text/javascript,${encodeURIComponent(text)}`)).all"
    for text in (joined, shortened(joined).decode()):
        assert page.evaluate(run, text) == [1, 2, 3, 4, 5, 6, 7]
    page.close()


MEANT = {
    # Each declares what another means of the browser's, the last one too.
    "js/a.js": b'import { b } from "./b-1.js";\nimport { b as other } from "./b_1.js";\n'
    b'import * as c from "./c.js";\nconst origin = [b(), other, c.c, c.d()];\n'
    b"export const all = origin;\n",
    "js/b-1.js": b"const performance = 1;\n"
    b"export const b = () => [performance, `${typeof origin}`];\n",
    "js/b_1.js": b'import { c } from "./c.js";\nlet stop = 2;\n'
    b"export const b = [stop, c, typeof performance, typeof history];\n",
    "js/c.js": b"export const c = typeof stop;\nconst history = 3;\n"
    b"export function d() {\n  return [history, typeof origin];\n}\n",
}


@pytest.mark.browser
def test_no_name_of_a_module_hides_what_another_has_of_the_browser(browser: Browser) -> None:
    joined = joined_modules(MEANT, MEANT)["js/a.js"] or ""
    assert "import" not in joined
    page = browser.new_page()
    run = "async (text) => (await import(`data:text/javascript,${encodeURIComponent(text)}`)).all"
    for text in (joined, shortened(joined).decode()):
        assert page.evaluate(run, text) == [
            [1, "string"],
            [2, "function", "object", "object"],
            "function",
            [3, "string"],
        ]
    page.close()


@pytest.mark.parametrize("meant", ["4 / status", "status`of`"])
def test_a_name_behind_a_slash_or_before_a_template_is_one(meant: str) -> None:
    """What another module declares by it would be taken for what the browser has."""
    files = {
        "js/a.js": b'import { b } from "./b.js";\nconst status = 1;\nf(b, status);\n',
        "js/b.js": f"export const b = () => {meant};\n".encode(),
    }
    joined = joined_modules(files, files)["js/a.js"] or ""
    assert ("=> {" in joined) and "import" not in joined


@pytest.mark.parametrize("entry", ["js/search/dialog.js", "js/search/engine.js"])
def test_modules_of_the_search_share_one_scope(entry: str) -> None:
    """What of them is a name of another's variable costs bytes of each first query: it is called
    otherwise."""
    static = REPOSITORY / "static"
    modules = {
        path: _module(path, file.read_text("utf-8"))
        for file in (static / "js").rglob("*.js")
        if (path := file.relative_to(static).as_posix())
    }
    order = _order(entry, modules, ())
    assert _flat([modules[path] for path in order]) == set(order)


@pytest.mark.parametrize(
    "odd",
    [
        "const d = 1, e = 2;",
        "var d = 1;",
        "const d = await f();",
        "export let d = 1;",
        "const d = 1; const e = 2;",
        "if (f) {\n}\n  const d = 1;",
        "const { d: { e }, f } = g;",
        "const d = `${`${`${1}`}`}`;",
        "if (f) /[\"']/.test(g);",
        "const d = f() {;",
    ],
)
def test_a_module_of_which_it_is_not_certain_what_it_declares_stays_apart(odd: str) -> None:
    files = {"js/a.js": b'import { b } from "./b.js";\nb();\n'}
    files["js/b.js"] = f"export const b = 1;\n{odd}\n".encode()
    assert joined_modules(files, files) == {path: text.decode() for path, text in files.items()}


def test_modules_begin_in_the_order_in_which_they_are_named() -> None:
    files = {
        "js/a.js": b'import { b } from "./b.js";\nimport "./c.js";\nb();\n',
        "js/b.js": b"export const b = () => 1;\n",
        "js/c.js": b"c();\n",
    }
    joined = joined_modules(files, files)["js/a.js"] or ""
    assert joined.index("const b") < joined.index("c()") < joined.index("\nb()")


def test_what_only_others_import_is_not_published_by_itself() -> None:
    scripts = joined_modules(SIMPLE, SIMPLE)
    assert {path for path, text in scripts.items() if text is None} == {"js/b.js", "js/c.js"}
    assert scripts["js/late.js"]


def test_what_is_imported_for_what_it_does_is_published_too() -> None:
    files = SIMPLE | {
        "js/start.js": b'import "./a.js";\nimport "./deep/d.js";\nimport("./late.js");\n',
        "js/deep/d.js": b"d();\n",
        "js/apart.js": b'import "./deep/e.js";\n',
        # What it imports later lies beside it, not beside the other.
        "js/deep/e.js": b'import("./d.js");\n',
    }
    scripts = joined_modules(files, files)
    started = scripts["js/start.js"] or ""
    assert started.count("function one()") == started.count("d();") == 1
    assert re.findall(r"^import.*", started, re.MULTILINE) == ['import("./late.js");']
    assert scripts["js/a.js"]
    assert scripts["js/deep/d.js"]
    assert scripts["js/apart.js"] == files["js/apart.js"].decode()


def test_a_module_written_otherwise_stays_apart() -> None:
    """`export { c }` is none of the ways in which the theme's modules are written."""
    scripts = joined_modules(FILES, FILES)
    assert scripts["js/a.js"] == FILES["js/a.js"].decode()
    assert scripts["js/b.js"] == FILES["js/b.js"].decode()


def test_modules_in_a_circle_stay_apart() -> None:
    files = {
        "js/a.js": b'import { b } from "./b.js";\nexport const a = 1;\n',
        "js/b.js": b'import { a } from "./a.js";\nexport const b = 1;\n',
    }
    assert joined_modules(files, files) == {path: text.decode() for path, text in files.items()}


def test_a_site_may_replace_a_module_of_the_theme() -> None:
    theme = [path for path in SIMPLE if path != "js/c.js"]
    scripts = joined_modules(SIMPLE, theme)
    assert "js/c.js" not in scripts
    assert scripts["js/a.js"] == SIMPLE["js/a.js"].decode()


CHAIN = {
    "js/a.js": b'import { b } from "./b.js";\nexport const a = b;\n',
    "js/b.js": b'import { c } from "./c.js";\nimport { e } from "./e.js";\n'
    b"export const b = [c, e];\n",
    "js/c.js": b'import { d } from "./d.js";\nexport const c = d;\n',
    "js/d.js": b"export const d = 1;\n",
    "js/e.js": b'import { f } from "./f.js";\nexport const e = f;\n',
    "js/f.js": b"export const f = 1;\n",
    "js/g.js": b'import { f } from "./f.js";\nf();\n',
}


@pytest.mark.parametrize(
    ("own", "apart"),
    [
        # What a module that stays apart imports, and what that does.
        ({"js/b.js": b'import{c}from"./c.js";export let b=c'}, "acd"),
        ({"js/e.js": CHAIN["js/e.js"]}, "abcdf"),
        ({"js/own/x.js": b"const c = await import('../c.js')"}, "cd"),
        ({"js/x.js": b"import { a as one } from './a.js?2';"}, "abcdef"),
    ],
)
def test_what_is_imported_from_outside_a_joined_module_is_published(
    own: dict[str, bytes], apart: str
) -> None:
    theme = [path for path in CHAIN if path not in own]
    scripts = joined_modules(CHAIN | own, theme)
    published = {path for path, text in scripts.items() if text is not None}
    given = {f"js/{name}.js" for name in apart}
    assert given <= published
    # Those that no other module imports hold what they import.
    assert published - given <= {"js/a.js", "js/e.js", "js/g.js"}
    for path in given:
        assert scripts[path] == CHAIN[path].decode()


def test_comments_and_blanks_go_and_nothing_else() -> None:
    """But for `const`, which is longer than `let` and written hundreds of times, and names."""
    text = (
        "/** @type {string} */\nconst x = `a  // b\n  ${1}`; // c\nlet y = /[/*] /u; y = 'const '\n"
    )
    assert shortened(text) == b"let x=`a  // b\n  ${1}`;let y=/[/*] /u;y='const '\n"


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("for (const x of y) {}", "for (let x of y) {}"),
        ("export const [x] = y;", "export let [x] = y;"),
        ("a.const; b = {const: 1, const() {}};", None),
        ('a = "(const b = 1;const c";', None),
        ("a = '\\';const b';const c = 1;", "a = '\\';const b';let c = 1;"),
        ("a = `;const b ${c(`;const d`)};const e`;", None),
        ("a = /[/'];const b/;", None),
        ("a=b/c;const d='/';", "a=b/c;let d='/';"),
        # Whether this divides is not certain.
        ("{} /';const a/;const b = '';", None),
        ("a++ / 2;const b = 1;", None),
        ("a = `${b(/}/,`(const c`)}`;const d = 1;", "a = `${b(/}/,`(const c`)}`;let d = 1;"),
        ("a = `${b / '}'}`;const c = 1;", None),
        ("a = `${`${`${1}`}`}`;const b = 1;", None),
    ],
)
def test_const_is_let_in_code_alone(text: str, published: str | None) -> None:
    assert with_let(text) == (published or text)


@pytest.mark.parametrize(
    ("text", "published"),
    [
        (
            "function sum(x){return x+sum(x-1);}f(sum(2));",
            "function a(x){return x+a(x-1);}f(a(2));",
        ),
        # Those that stand there more often, then those that come first; none that is there already.
        ("let one=1;let two=one+one+a;", "let b=1;let c=b+b+a;"),
        (
            "class One{}\nasync function two(b){return[new One,...two(b)]}",
            "class a{}\nasync function c(b){return[new a,...c(b)]}",
        ),
        ("let one=1;f(`a`,/b/,c.d,one);", "let e=1;f(`a`,/b/,c.d,e);"),
        # Text, what others take, properties, labels and keys are other things.
        (
            'let one=1;f(one,"one",/one/,x.one,x?.one);',
            'let a=1;f(a,"one",/one/,x.one,x?.one);',
        ),
        (
            "export let one=1;export function two(){}export{three};let three=one;",
            "export let one=1;export function two(){}export{three};let three=one;",
        ),
        ("let one=1;f({one});", "let one=1;f({one});"),
        ("let one=1;f({x,one:2});", "let one=1;f({x,one:2});"),
        ("let one=1;class Two{one=2}", "let one=1;class a{one=2}"),
        ("let one=1;class Two{a(){}\none(){}}", "let one=1;class b{a(){}\none(){}}"),
        ("let one=1;class Two{get one(){}}", "let one=1;class a{get one(){}}"),
        ("let one=1;class Two{static*one(){}}", "let one=1;class a{static*one(){}}"),
        ("let{one}=f();one+1;", "let{one}=f();one+1;"),
        (
            "class{#one=1;#a=2;two(){return#one in x?.y.#one;}}",
            "class{#b=1;#a=2;two(){return#b in x?.y.#b;}}",
        ),
        ("class{#one=1;f=`${this.#one}`;g='#one'}", "class{#one=1;f=`${this.#one}`;g='#one'}"),
        ("let one=1;f(`${one}`);", "let one=1;f(`${one}`);"),
        # An inner one of the name means another thing, before and after.
        (
            "let one=1;f(one=>one+1,[2,one,3],{x:one,y:2*one});",
            "let a=1;f(a=>a+1,[2,a,3],{x:a,y:2*a});",
        ),
        # What is not declared here is the browser's.
        ("f(()=>{let one=1;});g(one);", "f(()=>{let one=1;});g(one);"),
        ("f(function one(){});one();", "f(function one(){});one();"),
        ("let two=function one(){};one();", "let a=function one(){};one();"),
        # What is declared in braces, and stands in these alone, has one as well.
        ("f(()=>{let one=1;g(one)});", "f(()=>{let a=1;g(a)});"),
        ("f(()=>{let[one,two]=g;x(two,one)});", "f(()=>{let[a,b]=g;x(b,a)});"),
        ("f((one,two)=>{return two+one});", "f((a,b)=>{return b+a});"),
        ("class{one(two){if(two)x(two)}}", "class{one(a){if(a)x(a)}}"),
        ("f(()=>{try{g()}catch(one){g(one)}});", "f(()=>{try{g()}catch(a){g(a)}});"),
        ("f((one,two)=>{two(one)},(two)=>two);", "f((a,two)=>{two(a)},(two)=>two);"),
        ("f(()=>{if(one){one()}});", "f(()=>{if(one){one()}});"),
        ("f(()=>{for(let one of g){}one()});", "f(()=>{for(let one of g){}one()});"),
        ("f(()=>{if\n(one){one()}});", "f(()=>{if\n(one){one()}});"),
        ("f(()=>{let one=1;});{one()}", "f(()=>{let one=1;});{one()}"),
        ("export let one=(x)=>{let two=x;return two};", "export let one=(x)=>{let a=x;return a};"),
        ("f((one)=>{g({one})});", "f((one)=>{g({one})});"),
        # Braces of a class belong to no brackets before them.
        (
            "class One extends two(Three){four(five){x(Three)}}",
            "class a extends two(Three){four(five){x(Three)}}",
        ),
        ("class One extends Two{f(three){x(three)}}", "class b extends Two{f(a){x(a)}}"),
        # Some names are words of the language in other places; a name that is exported as another.
        ("let get=f;class{get x(){return get()}}", "let get=f;class{get x(){return get()}}"),
        ('import x from"x";let from=f;from(x);', 'import x from"x";let from=f;from(x);'),
        ("let async=f;f(async()=>{},async);", "let async=f;f(async()=>{},async);"),
        ("let one=1;let two=one;export{two as one};", "let one=1;let two=one;export{two as one};"),
        ("let from=1;f(from,x=>x+from);", "let a=1;f(a,x=>x+a);"),
        # A text that is run is code.
        ("let one=1;f(eval('one'));", "let one=1;f(eval('one'));"),
        ("let \\u006fne=1;let two=2;", "let \\u006fne=1;let two=2;"),
        ("{} /';let one='';", "{} /';let one='';"),
        # A slash divides behind what is a value alone.
        ("let one=4;f(x/one,g(x)/one/2);", "let a=4;f(x/a,g(x)/a/2);"),
        ("let one=4;if(f(x))/one/.test(x);", "let one=4;if(f(x))/one/.test(x);"),
        ("let one=4;f(()=>{while(x)/one/.test(x)});", "let one=4;f(()=>{while(x)/one/.test(x)});"),
        ("let one=4;f(typeof/one/.x);", "let one=4;f(typeof/one/.x);"),
    ],
)
def test_what_a_module_declares_for_itself_has_a_short_name(text: str, published: str) -> None:
    assert with_short_names(text) == published


def test_each_name_of_the_theme_is_changed_wherever_it_stands_to_one_of_its_own() -> None:
    static = REPOSITORY / "static"
    files = {
        file.relative_to(static).as_posix(): file.read_bytes()
        for file in (static / "js").rglob("*.js")
    }
    for script in filter(None, joined_modules(files, files).values()):
        before = with_let(jsmin(script))
        after = with_short_names(before)
        # Words of code, of texts and all others.
        pairs = {*zip(_WORDS.findall(before), _WORDS.findall(after), strict=True)}
        changed = {old: new for old, new in pairs if old != new}
        assert not names_in(code_of(after) or "") & changed.keys()
        assert not {old for old, _ in pairs} & set(changed.values())
        assert len({*changed.values()}) == len(changed) == sum(old != new for old, new in pairs)
        assert len(after) <= len(before)


def test_of_every_script_of_the_theme_it_is_certain_what_is_code() -> None:
    for file in (REPOSITORY / "static/js").rglob("*.js"):
        published = shortened(file.read_text("utf-8")).decode()
        assert code_of(published) is not None, file
        assert "const " not in published, file


@pytest.mark.browser
def test_the_published_engine_answers_as_the_written_one(
    browser: Browser, repository_site_below: Path
) -> None:
    [engine] = repository_site_below.glob("assets/*/js/search/engine.js")
    published = f"/notes/{engine.relative_to(repository_site_below).as_posix()}"
    queries = ["显存", '"一遍递推"', "FlashAttention反向", "O(n log n)", "tubao", "Chamelon"]
    ask = """async ([module, queries]) => {
      const search = (await import(module)).createSearch({ baseUrl: "/notes/" });
      const answers = [];
      for (const query of queries) answers.push(await search.search(query));
      return answers;
    }"""
    with served(repository_site_below.parent) as host:
        page = browser.new_page()
        page.route(
            "**/static/js/**",
            lambda route: route.fulfill(
                path=REPOSITORY / route.request.url.removeprefix(host).lstrip("/"),
                content_type="text/javascript",
            ),
        )
        page.goto(f"{host}/notes/404.html")
        got = page.evaluate(ask, [published, queries])
        assert got == page.evaluate(ask, ["/static/js/search/engine.js", queries])
        assert all(answer["results"] or answer["partial"] for answer in got)
        page.close()


def test_a_sites_own_scripts_are_published_as_they_are(tmp_path: Path) -> None:
    own = "// Mine.\nexport  const x = 1;\n"
    write_files(
        tmp_path,
        {"content/a.md": "# A\n", "static/mine.js": own, "static/js/theme-switch.js": own},
    )
    build_site(tmp_path, "--output", tmp_path / "out")
    for name in ("mine.js", "js/theme-switch.js"):
        [file] = (tmp_path / "out/assets").glob(f"*/{name}")
        assert file.read_text("utf-8") == own
    [theme] = (tmp_path / "out/assets").glob("*/js/theme.js")
    assert b"//" not in theme.read_bytes()
