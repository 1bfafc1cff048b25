"""axe-core, which says what of a page assistive technology cannot use. Not a test.

It is fetched from npm once and kept in pytest's cache; without npm, or a network, tests that want
it are skipped.
"""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from playwright.sync_api import Page

from kbsite.lock import locked

VERSION = "4.14.1"
#: Every rule; but of what keeps to it, which nobody reads, no list is made: a fifth of the time.
_RUN = """axe.run({ iframes: false, resultTypes: ["violations"] })
    .then(({ violations }) => violations)"""


def axe_source(folder: Path) -> str:
    """The script, kept in `folder`, which other workers may ask for at the same moment."""
    script = folder / f"axe-{VERSION}.js"
    with locked(folder):
        if not script.exists():
            _fetch(folder, script)
    return script.read_text(encoding="utf-8")


def _fetch(folder: Path, script: Path) -> None:
    npm = shutil.which("npm")
    if not npm:
        pytest.skip("there is no npm to fetch axe-core with")
    command = [npm, "pack", f"axe-core@{VERSION}", "--pack-destination", str(folder)]
    if subprocess.run(command, capture_output=True, cwd=folder).returncode:
        pytest.skip("axe-core cannot be fetched")
    package = folder / f"axe-core-{VERSION}.tgz"
    with tarfile.open(package) as files:
        member = files.extractfile("package/axe.min.js")
        assert member
        script.write_bytes(member.read())
    package.unlink()


def violations(page: Page, source: str) -> list[str]:
    """What axe finds on `page` as it is shown now, a line each."""
    # Half a megabyte to hand over and compile, which a document needs once.
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(source)
    found = page.evaluate(_RUN)
    return [
        f"{rule['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
        for rule in found
        for node in rule["nodes"]
    ]
