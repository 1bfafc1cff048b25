"""The generators that are compared, with their settings below `others/`. RUNS them.

All have the same notes, highlight the code while the site is built, and give every note a page;
`does` names what else they do. Where an own choice had to be made it is the cheaper one for the
other tool: Hugo writes one short feed and MathML only, Material's pages hold the part of the
navigation around them; Eleventy is run with KaTeX as it comes and with MathML only. The programs
are started without their Python wrappers.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import cost

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent
TOOLS = REPOSITORY / ".bench"
BIN = TOOLS / "venv" / "bin"
#: Keywords, numbers, operators: of Pygments, which Hugo's Chroma is named after, and of Prism.
PYGMENTS = rb'<span class="(?:kt?|m[if]?|o)">'
PRISM = rb'<span class="token (?:keyword|number|operator)'


class Tool(NamedTuple):
    """A generator. `does`: of math, code and search, what it does while building. `settings`:
    folders under `others/`, the later over the earlier. `template`: the file that is changed, and
    the text in it before which that is done. `made`: what to delete for a cold build. `env`:
    its environment, `{folder}` is where it works. `page` is in the page of each note and in no
    other; `highlighted`, a regex, in those with code; `search` is where its index says how many
    pages it has. `good`: exit codes of success."""

    name: str
    does: str
    settings: Sequence[str]
    commands: Sequence[Sequence[str]]
    template: tuple[str, str]
    made: Sequence[str] = ("_site",)
    env: Mapping[str, str] = {}
    page: bytes = b"<article"
    highlighted: bytes = PYGMENTS
    search: str = ""
    good: Sequence[int] = (0,)


def _installed(pattern: str, otherwise: str) -> str:
    """A program inside the tools' environment."""
    found = sorted((TOOLS / "venv").glob(f"lib/python*/site-packages/{pattern}"))
    return str(found[0]) if found else otherwise


HUGO = (_installed("hugo/binaries/hugo*", "hugo"), "--quiet", "-d", "_site")
PAGEFIND = (
    _installed("pagefind_bin_extended/pagefind_extended*", "pagefind"),
    *("--site", "_site", "--quiet"),
)
#: kbsite reads a note again that was written less than two seconds before a build, and nobody has
#: written thousands of notes by then.
SETTLE = 3.0
PAGEFIND_INDEX = "_site/pagefind/pagefind-entry.json"
ELEVENTY = ("node", "node_modules/@11ty/eleventy/cmd.cjs", "--quiet")
KBSITE = (sys.executable, "-m", "kbsite", "build", "-q")

_HUGO = Tool(
    "Hugo",
    "code",
    ("hugo",),
    (HUGO,),
    ("layouts/_default/single.html", "</article>"),
    # Hugo keeps the formulas that it converted in its cache.
    ("_site", "resources", "cache"),
    {"HUGO_CACHEDIR": "{folder}/cache"},
)
_KBSITE = Tool(
    "kbsite",
    "math, code, search",
    (),
    ((*KBSITE, "--base-url", "https://example.org/"),),
    ("templates/note.html", "</article>"),
    ("_site", ".kbsite"),
    {"PYTHONPATH": str(REPOSITORY / "src")},
    page=b'<article class="note"',
    # Diagnostics are no failure.
    good=(0, 1),
    search="_site/assets/search/manifest.bin",
)
_ELEVENTY = Tool(
    "Eleventy + KaTeX",
    "math, code",
    ("eleventy",),
    (ELEVENTY,),
    ("_includes/note.njk", "</article>"),
    highlighted=PRISM,
)

ALL = (
    _KBSITE,
    # No feed either: Hugo's has no formulas, and Eleventy and Material make none.
    _KBSITE._replace(name="kbsite, no extras", settings=("kbsite",), commands=(KBSITE,)),
    _HUGO,
    _HUGO._replace(
        name="Hugo + Pagefind",
        does="code, search",
        commands=(HUGO, PAGEFIND),
        search=PAGEFIND_INDEX,
    ),
    _HUGO._replace(
        name="Hugo, math",
        does="math, code",
        settings=("hugo", "hugo-math"),
    ),
    _HUGO._replace(
        name="Hugo, math + Pagefind",
        does="math, code, search",
        settings=("hugo", "hugo-math"),
        commands=(HUGO, PAGEFIND),
        search=PAGEFIND_INDEX,
    ),
    _ELEVENTY,
    # KaTeX as it comes writes each formula as HTML, too, with MathML for screen readers.
    _ELEVENTY._replace(name="Eleventy + KaTeX, MathML only", env={"KATEX_OUTPUT": "mathml"}),
    Tool(
        "Zensical",
        "code, search",
        ("zensical", "material"),
        ((str(BIN / "zensical"), "build"),),
        ("overrides/main.html", "{% endblock %}"),
        ("_site", ".cache"),
        search="_site/search.json",
    ),
    Tool(
        "MkDocs + Material",
        "code, search",
        ("mkdocs", "material"),
        ((str(BIN / "mkdocs"), "build", "-q"),),
        ("overrides/main.html", "{% endblock %}"),
        env={"NO_MKDOCS_2_WARNING": "1"},
        search="_site/search/search_index.json",
    ),
)

_VERSIONS = """
import importlib.metadata as m, json
found = {}
for name in ("hugo", "pagefind", "zensical", "mkdocs", "mkdocs-material"):
    try: found[name] = m.version(name)
    except m.PackageNotFoundError: pass
print(json.dumps(found))
"""


def versions() -> dict[str, str]:
    """Of what is installed, by name."""
    found: dict[str, str] = {}
    if (BIN / "python").exists():
        said = subprocess.run([BIN / "python", "-c", _VERSIONS], capture_output=True, check=True)
        found = json.loads(said.stdout)
    for name in ("@11ty/eleventy", "katex"):
        package = TOOLS / "node_modules" / name / "package.json"
        if package.exists():
            found[name] = json.loads(package.read_text("utf-8"))["version"]
    return found


def prepare(tool: Tool, folder: Path, notes: Path) -> bool:
    """The tool's own copy of the notes in a new `folder`, when they are no longer fresh; False
    where it is not installed."""
    if not all(shutil.which(program) for program, *_ in tool.commands):
        return False
    if "eleventy" in tool.settings and not (TOOLS / "node_modules").is_dir():
        return False
    folder.mkdir()
    for name in tool.settings:
        shutil.copytree(HERE / "others" / name, folder, dirs_exist_ok=True)
    left_out = shutil.ignore_patterns(".*", "_site", "node_modules")
    shutil.copytree(notes, folder / "content", ignore=left_out)
    if "eleventy" in tool.settings:
        (folder / "node_modules").symlink_to(TOOLS / "node_modules")
    time.sleep(SETTLE)
    return True


def build(tool: Tool, folder: Path, limit: float) -> cost.Cost:
    """One build; raises `cost.FailedError`."""
    env = {name: value.format(folder=folder) for name, value in tool.env.items()}
    return cost.together(
        [cost.run(command, folder, env, tool.good, limit) for command in tool.commands]
    )


def make_cold(tool: Tool, folder: Path) -> None:
    """Nothing of an earlier build is left."""
    for name in tool.made:
        shutil.rmtree(folder / name, ignore_errors=True)


def change_template(tool: Tool, folder: Path, run: int) -> str:
    """What every note's page shows from now on. kbsite's template is first copied to the site."""
    name, spot = tool.template
    file = folder / name
    if not file.exists():
        file.parent.mkdir(exist_ok=True)
        shutil.copy(REPOSITORY / name, file)
    seen = f"template {run}"
    text = file.read_text(encoding="utf-8")
    # No comment: Go's templates drop them.
    file.write_text(text.replace(spot, f"<p>{seen}</p>{spot}", 1), encoding="utf-8")
    return seen
