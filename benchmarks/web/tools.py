"""What is installed from npm and measures pages: Lighthouse, html-validate, the Nu Html Checker."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / ".bench/web/node_modules"
#: All that html-validate recommends.
_RULES = {
    "root": True,
    "extends": ["html-validate:recommended"],
    "rules": {
        # Where a footnote stands, how wide a diagram is.
        "no-inline-style": "off",
        # A heading's anchor begins as the heading does, with a figure or a Han character.
        "valid-id": ["error", {"relaxed": True}],
    },
}
_SCORES = ("performance", "accessibility", "best-practices", "seo")
#: MathML Core has them on every element; the checker's schema is that of MathML 3.
_ALLOWED = ("Attribute “scriptlevel” not allowed", "Attribute “displaystyle” not allowed")


def lighthouse(url: str, runs: int, chromium: str) -> list[int] | None:
    """Performance, accessibility, best practices and SEO of a page on a phone, medians; None where
    there is no Lighthouse."""
    program = FOLDER / ".bin/lighthouse"
    if not program.exists():
        return None
    command = [str(program), url, "--quiet", "--output=json"]
    command += [f"--only-categories={','.join(_SCORES)}"]
    command += ["--chrome-flags=--headless=new --no-sandbox"]
    environment = {**os.environ, "CHROME_PATH": chromium}
    scores: list[list[float]] = []
    for _ in range(runs):
        done = subprocess.run(command, capture_output=True, env=environment, check=True)
        categories = json.loads(done.stdout)["categories"]
        scores.append([100 * categories[name]["score"] for name in _SCORES])
    return [round(statistics.median(column)) for column in zip(*scores, strict=True)]


def html_validate(site: Path, folder: Path) -> Mapping[str, int] | None:
    """Rule → how often html-validate finds it broken; `folder` is for its own files. None where it
    is not there."""
    program = FOLDER / ".bin/html-validate"
    if not program.exists():
        return None
    rules = folder / "rules.json"
    rules.write_text(json.dumps(_RULES), encoding="utf-8")
    # What it prints is cut off where it is long.
    report = folder / "report.json"
    command = [str(program), "--config", str(rules), "--formatter", f"json={report}", str(site)]
    subprocess.run(command, capture_output=True)
    files = json.loads(report.read_text(encoding="utf-8"))
    return Counter(message["ruleId"] for file in files for message in file["messages"])


def nu_checker(site: Path) -> Mapping[str, int] | None:
    """Message → how often the Nu Html Checker says it as an error; None where it is not there."""
    jar = FOLDER / "vnu-jar/build/dist/vnu.jar"
    if not jar.exists() or not shutil.which("java"):
        return None
    command = ["java", "-jar", str(jar), "--format", "json", "--skip-non-html", str(site)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    messages = json.loads(done.stderr)["messages"]
    errors = (one["message"] for one in messages if one["type"] == "error")
    return Counter(said for said in errors if not said.startswith(_ALLOWED))
