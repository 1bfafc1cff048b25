"""The wheel carries the theme: installed anywhere, it makes and builds a site."""

from __future__ import annotations

import zipfile
from pathlib import Path

from conftest import REPOSITORY, files_of, write_files
from installing import Environment
from kbsite.assets.scripts import shortened


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
    assert "kbsite = kbsite.__main__:program" in info["entry_points.txt"]
    assert "MIT License" in info["LICENSE"]
    assert "Requires-Python: >=3.11" in info["METADATA"]


def test_init_and_build_work_from_the_wheel_alone(installed: Environment, tmp_path: Path) -> None:
    installed.run(tmp_path, "kbsite", "init", "site")
    where = "import kbsite; print(kbsite.__file__)"
    assert str(installed.packages) in installed.run(tmp_path, "python", "-c", where)
    installed.run(tmp_path / "site", "kbsite", "build", "--strict")
    built = files_of(tmp_path / "site/_site")
    assert {"index.html", "开始/index.html", "assets/math.css"} <= set(built)
    scripts = [data for path, data in built.items() if path.endswith("/js/theme.js")]
    assert scripts == [shortened((REPOSITORY / "static/js/theme.js").read_text("utf-8"))]


def test_a_folder_with_nothing_but_content_builds(installed: Environment, tmp_path: Path) -> None:
    write_files(tmp_path, {"content/笔记.md": "公式 $x$。\n"})
    installed.run(tmp_path, "kbsite", "build")
    assert "<math" in (tmp_path / "_site/笔记/index.html").read_text(encoding="utf-8")
