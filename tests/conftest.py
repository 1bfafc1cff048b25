"""Fixtures that several test modules share: running kbsite, and the repository's own site
built once a session."""

from __future__ import annotations

import faulthandler
import gzip
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from axe import axe_source, violations
from kbsite import cli

REPOSITORY = Path(__file__).resolve().parents[1]
BASE_URL = "https://name.github.io/notes/"


class Run(NamedTuple):
    """What one command came to."""

    code: int
    out: str
    err: str


Kbsite = Callable[..., Run]


def run_kbsite(*arguments: str | Path, env: Mapping[str, str] | None = None) -> Run:
    """`kbsite` in a process of its own, with `env` over the environment."""
    done = subprocess.run(
        [sys.executable, "-m", "kbsite", *map(str, arguments)],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **(env or {})},
        stdin=subprocess.DEVNULL,
    )
    run = Run(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in run.err, run.err
    return run


@pytest.fixture
def kbsite(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Kbsite:
    """`kbsite(*arguments)`: the console script, in this process because it is faster."""

    def run(*arguments: str | Path) -> Run:
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["kbsite", *map(str, arguments)])
        code = 0
        try:
            cli.main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        printed = capsys.readouterr()
        return Run(code, printed.out, printed.err)

    return run


@pytest.fixture(scope="session")
def repository_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This repository's own notes, built with the address that `kbsite.yaml` gives."""
    output = tmp_path_factory.mktemp("repository") / "site"
    run = run_kbsite("build", "--root", REPOSITORY, "--output", output, "--strict")
    assert run.code == 0, run.err
    return output


@pytest.fixture(scope="session")
def repository_site_below(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as it is published below `/notes/`; the folder stands for that path."""
    output = tmp_path_factory.mktemp("below") / "notes"
    run = run_kbsite(
        "build", "--root", REPOSITORY, "--output", output, "--base-url", BASE_URL, "--strict"
    )
    assert run.code == 0, run.err
    return output


def pytest_sessionfinish() -> None:
    """A process that does not end after its last test says where it is, and ends: something that a
    test left behind must not hold up the whole run."""
    is_worker = "PYTEST_XDIST_WORKER" in os.environ
    faulthandler.dump_traceback_later(60 if is_worker else 180, exit=True)


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Writes `files` (path → text or bytes) below `folder`, which is returned."""
    for path, content in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below `folder`, by path."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def unpacked(file: Path) -> bytes:
    """What a file of a site says; those of the search are packed."""
    data = file.read_bytes()
    return gzip.decompress(data) if file.suffix == ".bin" else data


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, or Playwright's own where it was installed."""
    path = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if not path:
        if os.environ.get("KBSITE_REQUIRE_BROWSER"):
            pytest.fail("KBSITE_REQUIRE_BROWSER is set and there is no Chromium")
        pytest.skip("there is no Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def axe(request: pytest.FixtureRequest) -> Callable[[Page], list[str]]:
    """`axe(page)`: what assistive technology cannot use. Skipped where axe is not to be had."""
    cache = request.config.cache
    assert cache
    source = axe_source(cache.mkdir("axe"))
    return lambda page: violations(page, source)
