"""What readers and authors hold on to, and an upgrade may not change unseen: permalinks, anchors
and feed ids of a site of awkward names (`golden/site`), configuration keys, front matter keys and
diagnostic codes. Each is a text file in `golden/`, a line each.

Nothing rewrites these files; edit them by hand. A new line for a new key or code is harmless. One
that is removed or changed breaks something: a permalink or an anchor, the links and bookmarks of
every reader; a feed id, and feed readers show all notes as new; a key, the sites that use it; a
code, the scripts that look for it. Who does it all the same says so in CHANGELOG.md, with what
users have to do, and keeps the old form alive where that is possible (a redirect, an alias).

A case that is new in `golden/site` (another front matter key, another configuration) gets its lines
in the same way. More configurations: a line in `VARIANTS`.
"""

from __future__ import annotations

import difflib
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import get_args

import pytest

from conftest import REPOSITORY, build_site, files_of
from kbsite.config_schema import json_schema
from kbsite.diagnostics import Code
from kbsite.front_matter.reader import _READERS

GOLDEN = REPOSITORY / "tests/golden"

#: Ways to build the site: a name, and lines for the end of its `kbsite.yaml`. The files of a
#: variant other than "" are `golden/<name>-permalinks.txt` and so on.
VARIANTS: Mapping[str, str] = {"": "", "pinyin": "permalinks: pinyin\n"}


def compare(name: str, lines: Iterator[str]) -> None:
    """Fails with the lines that are not as in `golden/<name>.txt`."""
    frozen = (GOLDEN / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    found = list(lines)
    changes = [line for line in difflib.ndiff(frozen, found) if line.startswith(("- ", "+ "))]
    gone = [line for line in changes if line.startswith("- ")]
    advice = (
        "lines with - are no longer so, which breaks what users rely on: see the top of this test"
        if gone
        else "lines with + are new: add them to the file by hand"
    )
    assert found == frozen, f"golden/{name}.txt: {advice}\n" + "\n".join(changes)


@pytest.fixture(scope="module", params=VARIANTS)
def built(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path]:
    """(prefix of the golden files, output folder) of each variant."""
    variant: str = request.param
    root = tmp_path_factory.mktemp("golden") / "site"
    shutil.copytree(GOLDEN / "site", root)
    with (root / "kbsite.yaml").open("a", encoding="utf-8") as file:
        file.write(VARIANTS[variant])
    build_site(root)
    return f"{variant}-" if variant else "", root / "_site"


def test_permalinks(built: tuple[str, Path]) -> None:
    """Of pages and attachments, as files; assets of the theme have no lasting address."""
    prefix, output = built
    paths = (path for path in files_of(output) if not path.startswith("assets/"))
    compare(f"{prefix}permalinks", (p for p in sorted(paths) if p != ".kbsite-manifest.json"))


def test_anchors(built: tuple[str, Path]) -> None:
    """`page#anchor` of every heading of a note, in the order of the page."""
    prefix, output = built

    def anchors() -> Iterator[str]:
        for path, data in files_of(output).items():
            if path.endswith(".html"):
                for anchor in re.findall(r'<h[1-6] id="([^"]*)"', data.decode()):
                    if not anchor.startswith("KB-"):
                        yield f"{path}#{unescape(anchor)}"

    compare(f"{prefix}anchors", anchors())


def test_feed_ids(built: tuple[str, Path]) -> None:
    """Of the feed itself, then of its entries in the order of the feed."""
    prefix, output = built
    feed = (output / "feed.xml").read_text(encoding="utf-8")
    compare(f"{prefix}feed-ids", (unescape(found) for found in re.findall("<id>(.*?)</id>", feed)))


def test_configuration_keys() -> None:
    """Name, type (or choices), default."""

    def keys(name: str, prefix: str) -> Iterator[str]:
        schema = json_schema()["$defs"][name]["properties"]
        for key, value in schema.items():
            if reference := value.get("anyOf", [value])[0].get("$ref"):
                yield from keys(reference.rpartition("/")[2], f"{prefix}{key}.")
            else:
                kind = "|".join(value["enum"]) if "enum" in value else value.get("type", "any")
                yield f"{prefix}{key}: {kind} = {json.dumps(value['default'], ensure_ascii=False)}"

    compare("configuration-keys", iter(sorted(keys("Config", ""))))


def test_front_matter_keys() -> None:
    compare("front-matter-keys", iter(sorted(_READERS)))


def test_diagnostic_codes() -> None:
    compare("diagnostic-codes", iter(sorted(get_args(Code))))


def test_a_change_is_seen() -> None:
    """The test itself: a line that is gone is told apart from one that is new."""
    codes = sorted(get_args(Code))
    with pytest.raises(AssertionError, match="breaks what users rely on"):
        compare("diagnostic-codes", iter(codes[1:]))
    with pytest.raises(AssertionError, match="add them to the file by hand"):
        compare("diagnostic-codes", iter([*codes, "zzz"]))
