"""Imports of a stylesheet are written out."""

from __future__ import annotations

import pytest

from kbsite.stylesheets import bundled

FILES = {
    "css/site.css": b'@import "a.css";\n@import "b.css";\np {}\n',
    "css/a.css": b"a {}\n",
    "css/b.css": b"@import 'a.css';\n  @import \"site.css\" ;\nb {}\n",
}


def test_imports_stand_in_the_file_each_once() -> None:
    assert bundled("css/site.css", FILES) == b"a {}\n\n\nb {}\np {}\n"


@pytest.mark.parametrize(
    "line",
    [
        b'@import "none.css";',
        b'@import "a.css" print;',
        b'@import "../a.css";',
        b'@import url("https://example.com/a.css");',
        b'/* @import "a.css"; */',
    ],
)
def test_other_imports_stay(line: bytes) -> None:
    assert bundled("css/x.css", {**FILES, "css/x.css": line}) == line
