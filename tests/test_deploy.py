"""What `kbsite init` writes deploys the site: its workflow, run step by step as GitHub would, gives
a site that works below the path of a project. The workflow of this repository is the same."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, expect

from browsing import Visit, served
from checker import check_site
from conftest import REPOSITORY, Kbsite, Once, files_of, write_files
from installing import Environment, run_steps
from kbsite import __version__
from kbsite.publishing.hosting import FILE_BYTES, SITE_BYTES, weigh
from kbsite.scaffolding.installed import own_requirement

PAGES = ".github/workflows/pages.yml"
REQUIREMENTS = ".github/requirements.txt"
needs_git = pytest.mark.skipif(not shutil.which("git"), reason="there is no git")
#: As `configure-pages` gives it.
ADDRESS = "https://name.github.io/notes"


# --- what is installed ---


class Installed:
    """A distribution of which pip tells `direct_url.json`, or an index by its `INSTALLER`."""

    version = "1.2.3"

    def __init__(self, direct: object = None, installer: str | None = "pip\n") -> None:
        texts = {"direct_url.json": json.dumps(direct) if direct else None, "INSTALLER": installer}
        self.texts = {**texts, "METADATA": "Name: kbsite\n", "entry_points.txt": "", "RECORD": "x"}
        self.metadata = _Extras()

    def read_text(self, name: str) -> str | None:
        return self.texts.get(name)


class _Extras:
    def get_all(self, name: str) -> list[str]:
        return ["images", "dev", "diagrams"]


REPO = "https://forge.example/someone/kbsite.git"
COMMIT = "0123456789012345678901234567890123456789"


@pytest.mark.parametrize(
    ("direct", "line"),
    [
        (None, "kbsite[diagrams,images]==1.2.3"),
        (
            {"url": REPO, "vcs_info": {"vcs": "git", "commit_id": COMMIT}},
            f"kbsite[diagrams,images] @ git+{REPO}@{COMMIT}",
        ),
        (
            {"url": REPO, "vcs_info": {"vcs": "git", "commit_id": COMMIT}, "subdirectory": "py"},
            f"kbsite[diagrams,images] @ git+{REPO}@{COMMIT}#subdirectory=py",
        ),
        (
            {"url": "https://forge.example/kbsite-1.2.3.tar.gz", "archive_info": {}},
            "kbsite[diagrams,images] @ https://forge.example/kbsite-1.2.3.tar.gz",
        ),
    ],
)
def test_what_anybody_can_install_is_installed_from_there(
    monkeypatch: pytest.MonkeyPatch, direct: object, line: str
) -> None:
    monkeypatch.setattr(metadata, "distribution", lambda name: Installed(direct))
    assert own_requirement(".github") == (line, None)


@pytest.mark.parametrize(
    "direct",
    [
        {"url": "file:///somewhere/kbsite", "dir_info": {"editable": True}},
        {"url": "file:///somewhere/kbsite-1.2.3-py3-none-any.whl", "archive_info": {}},
        {"url": "ssh://git@forge.example/k.git", "vcs_info": {"vcs": "git", "commit_id": COMMIT}},
        {"url": "https://${TOKEN}@forge.example/k.git", "vcs_info": {"vcs": "git"}},
        {"url": REPO, "vcs_info": {"vcs": "git"}},
        {"url": 3},
        ["no object"],
    ],
)
def test_what_others_cannot_get_is_brought_along(
    monkeypatch: pytest.MonkeyPatch, direct: object
) -> None:
    monkeypatch.setattr(metadata, "distribution", lambda name: Installed(direct))
    line, wheel = own_requirement(".github")
    assert line == "./.github/kbsite-1.2.3-py3-none-any.whl[diagrams,images]"
    assert wheel and wheel[0] == ".github/kbsite-1.2.3-py3-none-any.whl"


def test_unpacked_files_that_nobody_installed_are_brought_along(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(metadata, "distribution", lambda name: Installed(installer=None))
    assert own_requirement(".github").wheel


def test_sources_without_metadata_can_only_name_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(name: str) -> None:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "distribution", lost)
    assert own_requirement(".github") == (f"kbsite=={__version__}", None)


def test_the_wheel_that_is_brought_along_is_that_which_is_built(
    wheel: Path, tmp_path: Path, kbsite: Kbsite
) -> None:
    """File for file, but for what differs by who made it; and to the byte each time."""
    for name in "ab":
        assert kbsite("init", tmp_path / name).code == 0
    first, second = (next((tmp_path / name / ".github").glob("*.whl")) for name in "ab")
    assert first.read_bytes() == second.read_bytes()
    assert first.stat().st_size < 2_000_000
    with zipfile.ZipFile(wheel) as theirs, zipfile.ZipFile(first) as ours:
        made = {"WHEEL", "RECORD", "METADATA"}
        for archive in (theirs, ours):
            assert archive.testzip() is None
        contents = [
            {n: a.read(n) for n in a.namelist() if n.rpartition("/")[2] not in made}
            for a in (theirs, ours)
        ]
    assert contents[0] == contents[1]


# --- what is written ---


def test_a_wheel_is_committed_where_wheels_are_ignored(tmp_path: Path, kbsite: Kbsite) -> None:
    write_files(tmp_path, {"甲.md": "甲", ".gitignore": "*.whl\n"})
    assert kbsite("init", tmp_path, "--deploy-only").code == 0
    lines = (tmp_path / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert ("!/.github/*.whl" in lines) == bool(list(tmp_path.glob(".github/*.whl")))


def test_a_site_that_exists_gets_what_publishes_it_and_nothing_else(
    tmp_path: Path, kbsite: Kbsite
) -> None:
    own = {"甲.md": "甲", "kbsite.yaml": "title: 甲\n", ".gitignore": "*.bak", PAGES: "name: Own\n"}
    write_files(tmp_path, own)
    run = kbsite("init", tmp_path, "--deploy-only")
    assert run.code == 0, run.err
    assert f"Kept {tmp_path / PAGES}" in run.out
    after = files_of(tmp_path)
    assert after.pop(".gitignore") == b"*.bak\n/_site/\n/.kbsite/\n"
    assert {path: after[path].decode() for path in own if path != ".gitignore"} == {
        path: text for path, text in own.items() if path != ".gitignore"
    }
    new = set(after) - set(own)
    assert new == {REQUIREMENTS, f".github/kbsite-{__version__}-py3-none-any.whl"}
    # Nothing of it is a note or an attachment, where the folder itself is that of the notes.
    assert kbsite("check", "--root", tmp_path, "-v").out.count(".whl") == 0
    again = kbsite("init", tmp_path, "--deploy-only")
    assert "Wrote" not in again.out
    assert kbsite("init", tmp_path / "none", "--deploy-only").code == 2


def test_what_publishes_fits_the_configuration(tmp_path: Path, kbsite: Kbsite) -> None:
    """The workflow builds what it hands over, wherever builds at home go."""
    write_files(tmp_path, {"甲.md": "甲", "kbsite.yaml": "output: ./public\n"})
    assert kbsite("init", tmp_path, "--deploy-only").code == 0
    ignored = (tmp_path / ".gitignore").read_text(encoding="utf-8").split()
    assert ignored[:3] == ["/_site/", "/.kbsite/", "/public/"]
    steps = workflow(tmp_path / PAGES)["jobs"]["build"]["steps"]
    assert "--output _site" in next(step["run"] for step in steps if step["name"] == "Build")
    write_files(tmp_path, {"kbsite.yaml": "output: [\n"})
    assert "kbsite.yaml:" in kbsite("init", tmp_path, "--deploy-only").err


def test_another_version_takes_the_place_of_a_wheel_only_when_asked(
    tmp_path: Path, kbsite: Kbsite
) -> None:
    assert kbsite("init", tmp_path).code == 0
    wheel = next((tmp_path / ".github").glob("*.whl"))
    whole = wheel.read_bytes()
    wheel.write_bytes(b"older")
    kbsite("init", tmp_path, "--deploy-only")
    assert wheel.read_bytes() == b"older"
    (tmp_path / REQUIREMENTS).unlink()
    kbsite("init", tmp_path, "--deploy-only")
    assert wheel.read_bytes() == whole


# --- in a repository that is there ---


def repository(folder: Path, *, branch: str = "main", remote: bool = True) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    git = ["git", "-C", str(folder)]
    subprocess.run([*git, "init", "-q", "-b", branch], check=True)
    if remote:
        address = "https://github.com/name/project.git"
        subprocess.run([*git, "remote", "add", "origin", address], check=True)


@needs_git
@pytest.mark.parametrize("place", ["docs", "文档/my notes (1)", "2024"])
def test_the_workflow_of_a_site_in_a_repository_stands_at_its_top(
    place: str, tmp_path: Path, kbsite: Kbsite
) -> None:
    """GitHub runs no other; what it runs it runs in the site, and all paths lead there."""
    repository(tmp_path)
    site = tmp_path / place
    run = kbsite("init", site)
    assert run.code == 0, run.err
    assert f"Wrote {tmp_path / PAGES}\n" in run.out
    assert not (site / PAGES).exists()
    assert (site / REQUIREMENTS).exists() and not (tmp_path / REQUIREMENTS).exists()
    job = workflow(tmp_path / PAGES)["jobs"]["build"]
    assert job["defaults"] == {"run": {"working-directory": place}}
    steps = {step["name"]: step for step in job["steps"]}
    assert steps["Set up Python"]["with"]["cache-dependency-path"] == f"{place}/{REQUIREMENTS}"
    assert steps["Restore what the last build made"]["with"]["path"] == f"{place}/.kbsite"
    key = steps["Restore what the last build made"]["with"]["key"]
    assert f"hashFiles('{place}/{REQUIREMENTS}')" in key
    assert steps["Hand over the site"]["with"]["path"] == f"{place}/_site"
    assert steps["Install kbsite"]["run"].endswith(f" -r {REQUIREMENTS}")
    up = "../" * len(Path(place).parts)
    added = [".gitignore", ".github", f"{up}{PAGES}"]
    assert "git init" not in run.out and "git remote" not in run.out
    assert f"git add kbsite.yaml content {' '.join(added)}\n" in run.out
    again = kbsite("init", site, "--deploy-only")
    assert f"Kept {tmp_path / PAGES}\n" in again.out
    assert f"git add kbsite.yaml content {' '.join(added)}\n" in again.out
    subprocess.run(["git", "-C", str(tmp_path), "add", "."], check=True)
    commit = ["-c", "user.name=n", "-c", "user.email=n@example.org", "commit", "-qm", "x"]
    subprocess.run(["git", "-C", str(tmp_path), *commit], check=True)
    again = kbsite("init", site, "--deploy-only")
    assert "git push" in again.out and "git add" not in again.out
    # Another site of this repository is not what that one builds.
    other = kbsite("init", tmp_path / "other")
    assert f"{tmp_path / PAGES} was there and does not build this site" in other.out
    assert "git push" not in other.out


@needs_git
def test_what_is_said_fits_the_repository(tmp_path: Path, kbsite: Kbsite) -> None:
    repository(tmp_path / "a", branch="dev")
    run = kbsite("init", tmp_path / "a")
    assert "git init" not in run.out and "git remote" not in run.out
    assert "       git add kbsite.yaml content .gitignore .github\n" in run.out
    assert "to main or master publishes what it brings; this branch is dev." in run.out
    repository(tmp_path / "b", branch="master", remote=False)
    run = kbsite("init", tmp_path / "b")
    assert "git init" not in run.out
    assert "git push -u origin master\nEvery later push publishes" in run.out
    assert "       git add -A\n" in run.out
    # What else lies in a repository is not the site's to commit.
    named = "kbsite.yaml content .gitignore .github ../.github/workflows/pages.yml"
    repository(tmp_path / "c", remote=False)
    run = kbsite("init", tmp_path / "c/notes")
    assert "git remote add origin ADDRESS" in run.out
    assert f"       git add {named}\n" in run.out
    # What a repository leaves out is none of it.
    write_files(tmp_path / "a", {".gitignore": "/notes/\n"})
    run = kbsite("init", tmp_path / "a/notes")
    assert "       git init -b main\n" in run.out
    assert (tmp_path / "a/notes" / PAGES).exists()


@needs_git
def test_notes_that_lie_outside_of_the_repository_are_not_to_be_added(
    tmp_path: Path, kbsite: Kbsite
) -> None:
    """Git refuses that; and where they lie on another drive no path leads there from the site."""
    site = tmp_path / "site"
    repository(site)
    write_files(tmp_path, {"notes/a.md": "", "site/kbsite.yaml": "content: ../notes\n"})
    run = kbsite("init", site, "--deploy-only")
    assert "       git add kbsite.yaml .gitignore .github\n" in run.out


@needs_git
@pytest.mark.parametrize("options", [(), ("--deploy-only",)])
def test_a_repository_that_git_refuses_is_not_taken_for_none(
    options: tuple[str, ...], tmp_path: Path, kbsite: Kbsite
) -> None:
    """As one of another user; nothing is written beside what could not be known."""
    repository(tmp_path)
    (tmp_path / ".git/HEAD").write_text("?")
    (tmp_path / "docs").mkdir()
    run = kbsite("init", tmp_path / "docs", *options)
    assert (run.code, run.out) == (2, "")
    assert f"git refuses the repository in {tmp_path}; call `git status` there" in run.err
    assert not list((tmp_path / "docs").iterdir())


@needs_git
def test_a_folder_that_no_workflow_can_name_is_told_of(tmp_path: Path, kbsite: Kbsite) -> None:
    repository(tmp_path)
    run = kbsite("init", tmp_path / "it's")
    assert (run.code, (tmp_path / PAGES).exists()) == (0, False)
    assert 'a workflow of GitHub cannot name the folder "it\'s"' in run.out
    assert "git push" not in run.out


def test_a_workflow_of_another_is_not_said_to_publish(tmp_path: Path, kbsite: Kbsite) -> None:
    write_files(tmp_path, {"甲.md": "甲", PAGES: "name: Own\n"})
    run = kbsite("init", tmp_path, "--deploy-only")
    assert f"Not online yet: {tmp_path / PAGES} was there and does not build this site" in run.out
    assert "publishes" not in run.out
    write_files(tmp_path, {PAGES: "run: kbsite build --strict\n"})
    assert "publishes" in kbsite("init", tmp_path, "--deploy-only").out


# --- the workflow ---


def workflow(path: Path) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return read


def test_the_workflow_of_this_repository_is_the_same_but_for_what_is_installed(
    tmp_path: Path, kbsite: Kbsite
) -> None:
    kbsite("init", tmp_path)
    theirs, own = workflow(tmp_path / PAGES), workflow(REPOSITORY / PAGES)
    steps = [read["jobs"]["build"].pop("steps") for read in (theirs, own)]
    assert theirs == own
    differing = {a["name"] for a, b in zip(*steps, strict=True) if a != b}
    assert differing == {
        "Set up Python",
        "Restore what the last build made",
        "Install kbsite",
        "Build",
    }
    assert [(step["name"], step.get("uses")) for step in steps[0]] == [
        (step["name"], step.get("uses")) for step in steps[1]
    ]


def test_the_workflow_may_do_no_more_than_it_has_to(tmp_path: Path, kbsite: Kbsite) -> None:
    kbsite("init", tmp_path)
    read = workflow(tmp_path / PAGES)
    jobs = read["jobs"]
    assert read["permissions"] == {"contents": "read"}
    assert jobs["build"]["permissions"] == {"contents": "read", "pages": "read"}
    assert jobs["deploy"]["permissions"] == {"pages": "write", "id-token": "write"}
    assert read["concurrency"] == {"group": "pages", "cancel-in-progress": False}
    steps = [step for job in jobs.values() for step in job["steps"]]
    assert all(re.search(r"@[0-9a-f]{40}$", step["uses"]) for step in steps if "uses" in step)
    assert len([step for step in steps if "uses" in step]) == 6
    assert not [step for step in steps if "${{" in step.get("run", "")]


def test_the_workflow_hands_over_what_is_well_known(tmp_path: Path, kbsite: Kbsite) -> None:
    kbsite("init", tmp_path)
    steps = workflow(tmp_path / PAGES)["jobs"]["build"]["steps"]
    handed = {"path": "_site", "include-hidden-files": True}
    assert steps[-1]["with"] == handed


@pytest.mark.parametrize("whose", ["init", "init below", "repository"])
def test_a_linter_finds_nothing_in_the_workflow(whose: str, tmp_path: Path, kbsite: Kbsite) -> None:
    if whose == "init below":
        repository(tmp_path)
    kbsite("init", tmp_path / "docs" if whose == "init below" else tmp_path)
    root = REPOSITORY if whose == "repository" else tmp_path
    places = (str(Path(sys.executable).parent), os.environ.get("PATH", ""))
    zizmor = shutil.which("zizmor", path=os.pathsep.join(places))
    assert zizmor, "it comes with the tools of development"
    command = [zizmor, "--offline", "--persona", "auditor", "--no-progress", str(root / PAGES)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No findings" in done.stdout


# --- the workflow at work ---


@pytest.fixture(scope="session")
def deployed(once: Once, installed: Environment) -> Path:
    """A folder in which `notes/` is what the workflow of a new site hands over; beside it lies the
    site, in `site/`."""

    def make(folder: Path) -> None:
        installed.run(folder, "kbsite", "init", "site")
        runner = Environment.make(folder / "runner")
        lines = run_steps(folder / "site" / PAGES, folder / "site", runner, ADDRESS)
        assert [line.split()[0] for line in lines] == ["python", "kbsite", "rm"]
        assert (runner.packages / "kbsite/theme/templates/base.html").exists()
        (folder / "site/_site").rename(folder / "notes")

    return once("deployed", make)


@pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash")
def test_every_link_of_what_is_deployed_resolves_below_its_path(deployed: Path) -> None:
    report = check_site(deployed / "notes", "/notes", "https://name.github.io")
    assert (report.faults, report.broken) == ([], [])
    assert report.checked > 100
    feed = (deployed / "notes/feed.xml").read_text(encoding="utf-8")
    assert f"{ADDRESS}/" in feed


@pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash")
def test_the_second_deployment_is_warm(
    deployed: Path, tmp_path: Path, kbsite: Kbsite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Elsewhere, with other times of files and nothing in the output folder, as after a checkout
    and with `.kbsite` from the cache: nothing is parsed anew."""

    def refuse(*of: object) -> None:
        raise AssertionError("parsed")

    monkeypatch.setattr("kbsite.stages.note_parsing.parse_with", refuse)
    shutil.copytree(deployed / "site", tmp_path / "site", copy_function=shutil.copyfile)
    run = kbsite("build", "--root", tmp_path / "site", "--base-url", f"{ADDRESS}/")
    assert run.code == 0, run.err
    files = files_of(tmp_path / "site/_site")
    # That names unlisted notes, too.
    del files[".kbsite-manifest.json"]
    assert files == files_of(deployed / "notes")


@pytest.mark.browser
@pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash")
def test_what_is_deployed_works_below_its_path(browser: Browser, deployed: Path) -> None:
    with served(deployed) as host, Visit(browser, f"{host}/notes/") as visit:
        page = visit.go("")
        page.locator("main").get_by_role("link", name="开始").first.click()
        expect(page.locator("h1")).to_have_text("开始")
        page.locator(".prose").get_by_role("link", name="公式与代码").hover()
        expect(page.locator(".link-card")).to_contain_text("行内公式")
        page.mouse.move(1, 1)
        page.keyboard.press("/")
        page.get_by_role("combobox").fill("着色")
        expect(page.locator(".search-found .search-hit").first).to_contain_text("公式与代码")
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("公式与代码")
        expect(page.locator("math")).not_to_have_count(0)
        visit.go("graph/")
        expect(page.locator(".graph-message")).to_be_hidden()
        expect(page.locator(".graph-side .graph-notes > li > a")).to_have_count(2)
        visit.go("no/such/page/")
        page.locator("main a").first.click()
        assert page.url == f"{host}/notes/"
        assert [url for url in visit.requests if not url.startswith(f"{host}/notes/")] == []
        missed = f"{host}/notes/no/such/page/"
        assert [said for said in visit.complaints if missed not in said and "404" not in said] == []


# --- limits ---


def test_what_comes_near_a_limit_of_the_host_is_told_of() -> None:
    near = FILE_BYTES * 8 // 10
    paths = [str(number) for number in range(SITE_BYTES // FILE_BYTES)]
    sizes = [near] * len(paths)
    assert list(weigh(paths, sizes)) == []
    found = weigh([*paths, "讲座.mp4"], [*sizes, near + 1])
    codes = [(one.code, one.severity) for one in found]
    assert codes == [("site-size", "warning"), ("file-size", "warning")]


def test_a_build_that_does_nothing_says_it_again(
    tmp_path: Path, kbsite: Kbsite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kbsite.publishing.hosting.SITE_BYTES", 1000)
    write_files(tmp_path, {"content/甲.md": "甲"})
    first, second = (kbsite("build", "--root", tmp_path, "--strict") for _ in range(2))
    assert "[site-size]" in first.err
    assert first.err == second.err
    assert first.code == second.code == 1


# --- a server of one's own ---


def test_the_rule_for_what_never_changes_names_what_does(repository_site: Path) -> None:
    """The pattern in docs/deploy.md, over the files of a site."""
    found = re.search(r"location ~ (\S+) \{", (REPOSITORY / "docs/deploy.md").read_text("utf-8"))
    assert found
    paths = [f"/{path}" for path in files_of(repository_site / "assets")]
    anew = {path for path in paths if not re.search(found[1], f"/assets{path}")}
    assert anew == {"/math.css", "/search/manifest.bin", "/graph/all.json"}
    fixed = [path for path in paths if path not in anew and path != "/math/LICENSE.txt"]
    assert [path for path in fixed if not re.search(r"/[0-9a-z]{8,}", path)] == []
