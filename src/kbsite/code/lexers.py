"""The name of a language → Pygments' lexer for it. No I/O.

Only what Pygments ships counts, not the plug-ins of the machine at hand: the same note gives the
same page everywhere.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pygments.lexer import Lexer
from pygments.lexers import find_lexer_class, get_all_lexers

from kbsite.code.joined_lexer import joined

#: Names that promise no colours.
PLAIN = frozenset(
    ("", "text", "txt", "plain", "plain text", "plain-text", "plaintext", "none", "nohighlight")
)

# Names that editors, Notion and chat tools give to a language that Pygments calls otherwise.
_OTHER_NAMES = {
    **dict.fromkeys(("h", "opencl", "openqasm", "qasm"), "c"),
    **dict.fromkeys(("c89", "c90", "c99", "c11", "c17", "c23", "ansi-c"), "c"),
    **dict.fromkeys(("cc", "cxx", "hpp", "hxx", "c/c++", "c++0x", "metal"), "c++"),
    **dict.fromkeys(("cuda c++", "cuda-c++", "hip"), "cuda"),
    "mm": "objective-c++",
    "cshtml": "c#",
    "ino": "arduino",
    **dict.fromkeys(("ipython", "triton"), "python"),
    **dict.fromkeys(("ipynb", "geojson", "jsonc", "jsonl", "ndjson"), "json"),
    **dict.fromkeys(("cjs", "ecmascript", "es6", "mjs", "node", "nodejs"), "javascript"),
    "javascriptreact": "jsx",
    "typescriptreact": "tsx",
    **dict.fromkeys(("csproj", "plist", "pom", "svg", "xsd"), "xml"),
    **dict.fromkeys(("astro", "htm", "markup", "svelte", "vue-html", "xhtml"), "html"),
    "vuejs": "vue",
    "postcss": "scss",
    **dict.fromkeys(("dotenv", "env", "shell script"), "bash"),
    **dict.fromkeys(("shellsession", "sh-session", "terminal"), "console"),
    **dict.fromkeys(("cmd", "dos", "windows batch"), "batch"),
    **dict.fromkeys(("hive", "hiveql", "oracle", "plsql", "sqlite"), "sql"),
    **dict.fromkeys(("mssql", "pl/sql"), "sql"),
    "pgsql": "postgresql",
    **dict.fromkeys(("vb", "vba", "visual basic", "visual-basic"), "vb.net"),
    "vbs": "vbscript",
    **dict.fromkeys(("kt", "kts"), "kotlin"),
    **dict.fromkeys(("gradle", "jenkinsfile"), "groovy"),
    **dict.fromkeys(("frag", "vert"), "glsl"),
    "f95": "fortran",
    **dict.fromkeys(("f77", "fortran77", "fortran-77"), "fortranfixed"),
    "containerfile": "docker",
    **dict.fromkeys(("compose", "docker-compose"), "yaml"),
    "cljc": "clojure",
    "cmakelists": "cmake",
    "feature": "gherkin",
    "ml": "ocaml",
    "patch": "diff",
    "robot": "robotframework",
    "sol": "solidity",
    "tfvars": "terraform",
    "vimscript": "vim",
    "gql": "graphql",
    "jinja2": "jinja",
    "mk": "make",
    "mdx": "markdown",
    "typ": "typst",
    "wasm": "wat",
    **dict.fromkeys(("assembly", "masm", "x86", "x86asm"), "nasm"),
    **dict.fromkeys(("arm", "armasm", "mipsasm", "riscv"), "gas"),
    **dict.fromkeys(("llvm ir", "llvm-ir"), "llvm"),
    "commonlisp": "common-lisp",
    "emacs lisp": "emacs-lisp",
}
# `python3.11`, `c++17`, `go1.22`: which version of a language it is. `md5` and `ec2` are none.
_VERSION = re.compile(r"([a-z]{3,}|[a-z][+#]+|go)-?[0-9]{1,4}(?:\.[0-9]{1,3}){0,2}")


def is_language(name: str) -> bool:
    """Whether `name` (lower case) is that of a language, plain text among them."""
    return name in PLAIN or _known(name) is not None


@lru_cache(maxsize=256)
def lexer_of(language: str) -> Lexer | None:
    """The lexer of a language (lower case), by Pygments' alias or name or one in common use;
    None where the code stays plain."""
    if language in PLAIN:
        return None
    known = _known(language)
    found = find_lexer_class(known) if known else None
    return joined(found(stripnl=False)) if found else None


def _known(language: str) -> str | None:
    """Pygments' name of the lexer."""
    names = _names()
    known = names.get(_OTHER_NAMES.get(language, language))
    if known is None and (versioned := _VERSION.fullmatch(language)):
        known = names.get(_OTHER_NAMES.get(versioned[1], versioned[1]))
    return known


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Lower-case alias or name → Pygments' name of the lexer; an alias wins, as it does there."""
    lexers = list(get_all_lexers(plugins=False))
    names: dict[str, str] = {}
    for name, aliases, _, _ in lexers:
        for alias in aliases:
            names.setdefault(alias.lower(), name)
    for name, _, _, _ in lexers:
        names.setdefault(name.lower(), name)
        names.setdefault(name.lower().replace(" ", "-"), name)
    return names
