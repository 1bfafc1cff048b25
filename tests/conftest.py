"""Fixtures that several test modules share: running kbsite, the repository's own site, which is
built once for all workers, and the browser."""

from __future__ import annotations

import faulthandler
import gc
import importlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from importlib.metadata import Distribution
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import jinja2
import pytest
from _pytest.runner import runtestprotocol
from click.testing import CliRunner
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Page, expect, sync_playwright

from axe import axe_source, violations
from installing import Environment, build_wheel
from kbsite import cli
from kbsite.lock import locked
from kbsite.scaffolding import installed as packing

REPOSITORY = Path(__file__).resolve().parents[1]
BASE_URL = "https://name.github.io/notes/"
#: Where Linux keeps files in memory, and how much has to be free there: all that a run writes is
#: a gigabyte and a half, of which little lies there at once, and more where tests fail.
MEMORY = Path("/dev/shm")
MEMORY_FREE = 4 << 30
#: The first that is there. The shell is the same Chromium without windows, as Playwright itself
#: has it: a page opens in a third of the time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
#: Seconds that a part of a test takes at least to be listed by `--durations`.
SHOWN = 0.005
#: A note that nothing is wrong with.
GOOD = "---\ntitle: 好\ndate: 2026-01-01\n---\n\n文。\n"


def memory_for_files() -> str:
    """The folder for temporary files where `TMPDIR` names none, as it does in workers too: in
    memory, if there is room, and programs may be run from there. Empty: as usual."""
    if any(name in os.environ for name in ("TMPDIR", "TEMP", "TMP")) or sys.platform != "linux":
        return ""
    try:
        found = os.statvfs(MEMORY)
    except OSError:
        return ""
    is_roomy = found.f_bavail * found.f_frsize >= MEMORY_FREE
    may_run = not found.f_flag & os.ST_NOEXEC
    is_ours = os.access(MEMORY, os.R_OK | os.W_OK | os.X_OK) and MEMORY.is_mount()
    return str(MEMORY) if is_roomy and may_run and is_ours else ""


# Processes start here by the hundred; each would compile kbsite anew, which is a third of its time.
# So would pytest each test module, with its assertions written out.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# What a shell starts behind its back is deaf to Ctrl-C, and so are the processes that it starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
# Tests write thousands of small sites, and on a disk a tenth of their time is the system's.
if memory := memory_for_files():
    os.environ["TMPDIR"] = memory
    tempfile.tempdir = None  # pytest asked for it before
# Nothing is wrong with what takes long on a busy machine: neither with what a page comes to by
# itself, nor with an example of Hypothesis, of which sixty or more are tried.
expect.set_options(timeout=20_000)
settings.register_profile(
    "kbsite",
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.load_profile("kbsite")


def compile_once() -> None:
    """Makes a template that was compiled before cheap, whichever templates a site has beside it:
    compiling is most of what a small site costs, and not kbsite's work."""
    real = jinja2.Environment.compile
    codes: dict[tuple[object, ...], Any] = {}

    def compiled(environment: jinja2.Environment, *arguments: Any, **named: Any) -> Any:
        key = (type(environment), *arguments, *named.items())
        if key not in codes:
            codes[key] = real(environment, *arguments, **named)
        return codes[key]

    jinja2.Environment.compile = compiled  # type: ignore[assignment, method-assign]


def pack_once() -> None:
    """Makes the wheel that `kbsite init` may bring along cheap where it was packed before: it is
    the whole package."""
    real = packing._wheel
    wheels: dict[tuple[str | None, ...], bytes] = {}

    def packed(distribution: Distribution) -> bytes:
        key = (distribution.version, *map(distribution.read_text, packing._ABOUT))
        if key not in wheels:
            wheels[key] = real(distribution)
        return wheels[key]

    packing._wheel = packed


compile_once()
pack_once()


class Run(NamedTuple):
    """What one command came to."""

    code: int
    out: str
    err: str


Kbsite = Callable[..., Run]


def run_kbsite(
    *arguments: str | Path, env: Mapping[str, str] | None = None, before: str = ""
) -> Run:
    """`kbsite` in a process of its own, with `env` over the environment, which runs the lines of
    `before` first."""
    program = f"{before}from kbsite.__main__ import program\nprogram()\n"
    start = ["-c", program] if before else ["-m", "kbsite"]
    done = subprocess.run(
        [sys.executable, *start, *map(str, arguments)],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **(env or {})},
        stdin=subprocess.DEVNULL,
    )
    run = Run(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in run.err, run.err
    return run


def build_site(root: Path, *arguments: str | Path) -> None:
    """Builds a site without an error, in this process: with all that it has loaded and compiled
    that takes a tenth of the time."""
    done = CliRunner().invoke(cli.cli, ["build", "--root", str(root), *map(str, arguments)])
    assert done.exit_code == 0, (done.output, done.exception)


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


Once = Callable[[str, Callable[[Path], None]], Path]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with one good note and no configuration."""
    return write_files(tmp_path / "site", {"content/好.md": GOOD})


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """`once(name, make)`: a folder that `make` fills for all workers; the first that asks makes it
    while others that ask wait. Nobody changes what is in it."""
    base = tmp_path_factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def made(name: str, make: Callable[[Path], None]) -> Path:
        place = base / f"once-{name}"
        with locked(place):
            if not (place / "made").exists():
                folder = place / str(os.getpid())
                folder.mkdir()
                make(folder)
                (place / "made").write_text(folder.name)
        return place / (place / "made").read_text()

    return made


@pytest.fixture(scope="session")
def repository_site(once: Once) -> Path:
    """This repository's own notes, built with the address that `kbsite.yaml` gives; beside it lies
    what the build said."""

    def make(folder: Path) -> None:
        built = ("build", "--root", REPOSITORY, "--output", folder / "site", "--strict", "-v")
        run = run_kbsite(*built)
        assert run.code == 0, run.err
        write_files(folder, {"said.txt": run.err})

    return once("repository", make) / "site"


@pytest.fixture(scope="session")
def repository_site_below(once: Once) -> Path:
    """The same as it is published below `/notes/`; the folder stands for that path."""

    def make(folder: Path) -> None:
        built = ("build", "--root", REPOSITORY, "--output", folder / "notes", "--strict")
        run = run_kbsite(*built, "--base-url", BASE_URL)
        assert run.code == 0, run.err

    return once("below", make) / "notes"


@pytest.fixture(scope="session")
def wheel(once: Once) -> Path:
    """The wheel of this repository."""

    def make(folder: Path) -> None:
        build_wheel(folder)

    return next(once("wheel", make).glob("*.whl"))


@pytest.fixture(scope="session")
def installed(wheel: Path, once: Once) -> Environment:
    """An environment in which nothing but that wheel was installed."""
    return Environment(once("installed", lambda folder: Environment.make(folder).install(wheel)))


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: servers and browsers keep tests waiting a good deal."""
    return (os.cpu_count() or 1) + 1


def pytest_collection(session: pytest.Session) -> None:
    """Where all tests are run by several processes, each would compile all modules, side by side
    with the others. So each begins with a share of its own, and has the rest from the others."""
    gc.disable()
    number, count = (os.environ.get(f"PYTEST_XDIST_WORKER{end}", "") for end in ("", "_COUNT"))
    tests = REPOSITORY / "tests"
    if not number or [Path(one).resolve() for one in session.config.args] != [tests]:
        return
    modules = sorted(tests.glob("test_*.py"))
    for module in modules[int(number.removeprefix("gw")) % int(count) :: int(count)]:
        # One that cannot be loaded is told of when its turn comes.
        with suppress(Exception, pytest.skip.Exception):
            importlib.import_module(module.stem)


def pytest_collection_finish() -> None:
    """Thousands of tests are never garbage, so nobody has to look through them again and again."""
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Of a test that passes a worker tells once, and of what took long before it and behind it: to
    send three reports and to say that it begins costs as much as most tests. A file for JUnit is
    made of all of them."""
    if "PYTEST_XDIST_WORKER" not in os.environ or item.config.getoption("xmlpath"):
        return None
    for report in runtestprotocol(item, log=False, nextitem=nextitem):
        if report.when == "call" or not report.passed or report.duration >= SHOWN:
            item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


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


def zipped(files: Mapping[str, str | bytes] | Iterable[tuple[str | ZipInfo, bytes]]) -> bytes:
    """A zip archive of (name, content)."""
    pairs = files.items() if isinstance(files, Mapping) else files
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, data in pairs:
            archive.writestr(name, data)
    return buffer.getvalue()


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
    return zlib.decompress(data) if file.suffix == ".bin" else data


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Debian's Chromium, or of Google's."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        if os.environ.get("KBSITE_REQUIRE_BROWSER"):
            pytest.fail("KBSITE_REQUIRE_BROWSER is set and there is no Chromium")
        pytest.skip("there is no Chromium")
    return path


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """A new context of it has nothing of what others visited."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def axe(request: pytest.FixtureRequest) -> Callable[[Page], list[str]]:
    """`axe(page)`: what assistive technology cannot use. Skipped where axe is not to be had."""
    cache = request.config.cache
    assert cache
    source = axe_source(cache.mkdir("axe"))
    return lambda page: violations(page, source)
