"""Compares with KaTeX which formulas are converted: `python benchmarks/math_katex.py [FOLDER …]`.

Every formula of the notes in each folder (this repository's by default), as kbsite's parser
finds them, is given to kbsite and to KaTeX. Printed are a table with the counts and the
seconds of CPU that converting took, and every formula that only one of the two converts.
Macros of the site are not read. `--sheet` takes the constructs of `docs/math-constructs.txt`
instead of notes.

Needs Node 18 or newer and npm, which downloads KaTeX into a temporary folder; give `--katex
FOLDER` for one in which `npm install katex` was run before. Nothing of this is needed to
build a site.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from kbsite.config import Config
from kbsite.notes import parse_note
from kbsite.reading.parse_options import ParseOptions
from kbsite.scan import content_folder, read_note, scan_site
from kbsite.tex.convert import convert_tex
from kbsite.tex.formula import Formula

HERE = Path(__file__).resolve().parent
Macros = tuple[tuple[str, str], ...]
#: TeX, and whether it is displayed.
Key = tuple[str, bool]


class Found(NamedTuple):
    """How often a formula occurs, and in which note first."""

    times: int
    note: str


def formulas(folder: Path) -> dict[Key, Found]:
    """The distinct formulas of the notes in `folder`."""
    found: dict[Key, Found] = {}
    note, content = "", content_folder(folder, Config())

    def noted(tex: str, display: bool, macros: Macros) -> Formula:
        times, first = found.get((tex, display), Found(0, note))
        found[tex, display] = Found(times + 1, first)
        return convert_tex(tex, display, macros)

    with mock.patch("kbsite.markdown.math.formulas.convert_tex", noted):
        for source in scan_site(folder, Config(), folder / "_site").notes:
            note = source.path
            parse_note(read_note(content, note), ParseOptions("+00:00", ()))
    return found


def sheet() -> dict[Key, Found]:
    """The constructs of the documentation."""
    sys.path.insert(0, str(HERE.parent / "docs"))
    from generate_math import constructs

    return {(construct.tex, True): Found(1, construct.topic) for construct in constructs()}


def katex_errors(keys: Iterable[Key], installed: Path | None) -> tuple[list[str], float]:
    """(KaTeX's error for each formula, "" where there is none; seconds of CPU)."""
    if not shutil.which("node") or not shutil.which("npm"):
        raise SystemExit("Node and npm are needed for this comparison.")
    with tempfile.TemporaryDirectory() as temporary:
        folder = installed or Path(temporary)
        if not installed:
            npm = [shutil.which("npm") or "npm", "install", "--silent", "--no-save", "katex"]
            subprocess.run([*npm, "--prefix", str(folder)], check=True)
        given, answer = Path(temporary) / "formulas.json", Path(temporary) / "errors.json"
        given.write_text(json.dumps(list(keys)), encoding="utf-8")
        module = folder / "node_modules" / "katex" / "dist" / "katex.mjs"
        script = str(HERE / "math_katex.mjs")
        subprocess.run(["node", script, str(module), str(given), str(answer)], check=True)
        result = json.loads(answer.read_text(encoding="utf-8"))
    return result["errors"], result["seconds"]


def compare(title: str, found: Mapping[Key, Found], katex: Path | None) -> None:
    """Prints the table and the differences of one collection."""
    errors, katex_seconds = katex_errors(found, katex)
    convert_tex.cache_clear()
    started = time.process_time()
    converted = [convert_tex(tex, display, ()) for tex, display in found]
    seconds = time.process_time() - started
    counts = Counter(
        (not error, not formula.fault) for error, formula in zip(errors, converted, strict=True)
    )
    total = sum(one.times for one in found.values())
    print(f"\n{title}: {len(found):,} distinct formulas, {total:,} in all\n")
    print("| | converted | refused | CPU |\n|---|---|---|---|")
    for name, place, cpu in (("KaTeX", 0, katex_seconds), ("kbsite", 1, seconds)):
        yes = sum(count for answer, count in counts.items() if answer[place])
        print(f"| {name} | {yes:,} | {len(found) - yes:,} | {cpu:.2f} s |")
    print(f"| only KaTeX | {counts[True, False]:,} | | |")
    print(f"| only kbsite | {counts[False, True]:,} | | |")
    for (key, one), error, formula in zip(found.items(), errors, converted, strict=True):
        if bool(error) != bool(formula.fault):
            who = "only kbsite" if error else "only KaTeX"
            print(f"\n{who}, in {one.note}: {' '.join(key[0].split())[:200]}")
            print(f"    {error or formula.fault}")


def main() -> None:
    """Reads the arguments."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--sheet", action="store_true", help="the documentation's constructs")
    parser.add_argument("--katex", type=Path, help="a folder with node_modules/katex")
    arguments = parser.parse_args()
    if arguments.sheet:
        compare("docs/math-constructs.txt", sheet(), arguments.katex)
        return
    for folder in arguments.folders or [HERE.parent]:
        compare(str(folder), formulas(folder), arguments.katex)


if __name__ == "__main__":
    main()
