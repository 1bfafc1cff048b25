"""The name of a language → Pygments' lexer for it. No I/O.

Only what Pygments ships counts, not the plug-ins of the machine at hand: the same note gives the
same page everywhere.
"""

from __future__ import annotations

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
    **dict.fromkeys(("cc", "cxx", "hpp", "hxx", "c/c++", "c++11", "c++14", "c++17"), "c++"),
    **dict.fromkeys(("c++20", "c++23", "metal"), "c++"),
    **dict.fromkeys(("cuda c++", "cuda-c++"), "cuda"),
    **dict.fromkeys(("ipython", "triton"), "python"),
    **dict.fromkeys(("ipynb", "jsonc", "jsonl", "ndjson"), "json"),
    **dict.fromkeys(("cjs", "mjs", "node"), "javascript"),
    "javascriptreact": "jsx",
    "typescriptreact": "tsx",
    **dict.fromkeys(("plist", "pom", "svg"), "xml"),
    **dict.fromkeys(("astro", "markup", "svelte"), "html"),
    **dict.fromkeys(("dotenv", "env", "shell script"), "bash"),
    **dict.fromkeys(("shellsession", "sh-session", "terminal"), "console"),
    **dict.fromkeys(("cmd", "dos", "windows batch"), "batch"),
    **dict.fromkeys(("hive", "hiveql", "oracle", "plsql", "sqlite"), "sql"),
    "pgsql": "postgresql",
    **dict.fromkeys(("vb", "vba", "visual basic", "visual-basic"), "vb.net"),
    "vbs": "vbscript",
    **dict.fromkeys(("kt", "kts"), "kotlin"),
    "gradle": "groovy",
    "gql": "graphql",
    "jinja2": "jinja",
    "mk": "make",
    "mdx": "markdown",
    "typ": "typst",
    "wasm": "wat",
    "x86asm": "nasm",
    "armasm": "gas",
    **dict.fromkeys(("llvm ir", "llvm-ir"), "llvm"),
    "commonlisp": "common-lisp",
    "emacs lisp": "emacs-lisp",
}


def is_language(name: str) -> bool:
    """Whether `name` (lower case) is that of a language, plain text among them."""
    return name in PLAIN or name in _OTHER_NAMES or name in _names()


@lru_cache(maxsize=256)
def lexer_of(language: str) -> Lexer | None:
    """The lexer of a language (lower case), by Pygments' alias or name or one in common use;
    None where the code stays plain."""
    if language in PLAIN:
        return None
    known = _names().get(_OTHER_NAMES.get(language, language))
    found = find_lexer_class(known) if known else None
    return joined(found(stripnl=False)) if found else None


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
