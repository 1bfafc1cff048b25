"""The wheel carries the theme: installed anywhere, it makes and builds a site."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from conftest import REPOSITORY, Run, files_of, write_files
from kbsite.scripts import shortened

_COPIED = ("src", "templates", "static", "pyproject.toml", "README.md", "LICENSE")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of a copy of the repository, so that nothing is written beside the sources."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in _COPIED:
        source = REPOSITORY / name
        if source.is_dir():
            ignore = shutil.ignore_patterns("__pycache__", "*.egg-info")
            shutil.copytree(source, folder / "copy" / name, ignore=ignore)
        else:
            shutil.copy(source, folder / "copy" / name)
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "-q"]
    command += ["--no-deps", "-w", str(folder / "dist"), str(folder / "copy")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (path,) = (folder / "dist").glob("kbsite-*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder on `sys.path` that holds the wheel's packages, as pip unpacks them."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run_installed(installed: Path, here: Path, *arguments: str) -> Run:
    """`kbsite` from the wheel; its dependencies from this environment, but not its editable
    install, which `-S` keeps away."""
    libraries = [
        str(installed),
        *dict.fromkeys(sysconfig.get_path(p) for p in ("purelib", "platlib")),
    ]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(libraries)}
    done = subprocess.run(
        [sys.executable, "-S", "-m", "kbsite", *arguments],
        cwd=here,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    return Run(done.returncode, done.stdout, done.stderr)


def test_the_wheel_holds_the_package_and_the_theme_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    theme = {
        f"kbsite/theme/{part}/{path}"
        for part in ("templates", "static")
        for path in files_of(REPOSITORY / part)
    }
    assert theme <= names
    browser = "kbsite/preview/browser/"
    scripts = {f"{browser}{path}" for path in files_of(REPOSITORY / "src" / browser)}
    assert scripts <= names
    others = names - theme - scripts
    assert {name for name in others if not name.endswith((".py", "/py.typed"))} == set()
    assert "kbsite/cli.py" in names


def test_the_wheel_has_a_console_script_and_its_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        info = {
            n.rpartition("/")[2]: archive.read(n).decode()
            for n in archive.namelist()
            if ".dist-info/" in n
        }
    assert "kbsite = kbsite.cli:main" in info["entry_points.txt"]
    assert "MIT License" in info["LICENSE"]
    assert "Requires-Python: >=3.11" in info["METADATA"]


def test_init_and_build_work_from_the_wheel_alone(installed: Path, tmp_path: Path) -> None:
    run = run_installed(installed, tmp_path, "init", "site")
    assert run.code == 0, run.err
    run = run_installed(installed, tmp_path / "site", "build", "--strict")
    assert run.code == 0, run.err
    built = files_of(tmp_path / "site/_site")
    assert {"index.html", "开始/index.html", "assets/math.css"} <= set(built)
    scripts = [data for path, data in built.items() if path.endswith("/js/theme.js")]
    assert scripts == [shortened((REPOSITORY / "static/js/theme.js").read_text("utf-8"))]


def test_a_folder_with_nothing_but_content_builds(installed: Path, tmp_path: Path) -> None:
    write_files(tmp_path, {"content/笔记.md": "公式 $x$。\n"})
    run = run_installed(installed, tmp_path, "build")
    assert run.code == 0, run.err
    assert "<math" in (tmp_path / "_site/笔记/index.html").read_text(encoding="utf-8")


def test_it_is_the_wheel_that_runs(installed: Path, tmp_path: Path) -> None:
    """A site's own theme folder is not needed, and the checkout's is not used."""
    (template,) = installed.glob("kbsite/theme/templates/footer.html")
    before = template.read_text(encoding="utf-8")
    write_files(tmp_path, {"content/笔记.md": "文。\n"})
    try:
        template.write_text("<p>from the wheel</p>", encoding="utf-8")
        assert run_installed(installed, tmp_path, "build").code == 0
    finally:
        template.write_text(before, encoding="utf-8")
    assert "from the wheel" in (tmp_path / "_site/index.html").read_text(encoding="utf-8")
