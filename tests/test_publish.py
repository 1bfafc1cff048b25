"""The output folder: only what changed is written, only what kbsite wrote is removed, and a
build that fails leaves the last site whole."""

from __future__ import annotations

import errno
import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from conftest import Kbsite, files_of, write_files
from kbsite.claims import MANIFEST
from kbsite.model import PlannedOutput
from kbsite.publish import ForeignFileError, Published, publish
from kbsite.publishing.output_folder import OutputFolder
from kbsite.publishing.staging import folds_case, staging_folder
from kbsite.publishing.stamps import NO_STAMPS
from kbsite.refusals import naming


def planned(files: Mapping[str, str]) -> list[PlannedOutput]:
    """Outputs as the engine plans them: sorted, each of its bytes."""
    return [
        PlannedOutput(path, text, lambda text=text: text.encode())  # type: ignore[misc]
        for path, text in sorted(files.items())
    ]


def publish_text(folder: Path, files: Mapping[str, str]) -> Published:
    return publish(planned(files), folder)


def texts_of(folder: Path) -> dict[str, str]:
    """What a reader can ask for: all files but the manifest."""
    return {path: data.decode() for path, data in files_of(folder).items() if path != MANIFEST}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site of three pages."""
    folder = tmp_path / "_site"
    publish_text(folder, {"a/index.html": "a", "b/c/index.html": "c", "index.html": "home"})
    return folder


@pytest.fixture(autouse=True)
def no_staging_folder_stays(tmp_path: Path) -> Iterator[None]:
    """After every test, failed builds included."""
    yield
    assert [path.name for path in tmp_path.iterdir() if "staging" in path.name] == []


def test_what_is_planned_is_there_and_nothing_else(site: Path) -> None:
    assert texts_of(site) == {"a/index.html": "a", "b/c/index.html": "c", "index.html": "home"}


def test_a_full_disk_is_told_with_the_file(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a file is written the system names none."""

    def full(handle: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="No space left") as caught:
        publish_text(site, {"a/index.html": "other"})
    assert Path(caught.value.filename).is_relative_to(site.parent)
    monkeypatch.undo()
    assert texts_of(site)["a/index.html"] == "a"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is always full")
def test_a_new_file_that_finds_no_room_is_told_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "new").symlink_to("/dev/full")
    with pytest.raises(OSError, match="new") as caught, naming("new"):
        (tmp_path / "new").write_bytes(b"text")
    assert caught.value.errno == errno.ENOSPC


def test_the_manifest_lists_the_files(site: Path) -> None:
    manifest = json.loads((site / MANIFEST).read_text(encoding="utf-8"))
    assert manifest == {"version": 1, "files": sorted(texts_of(site))}


def test_the_manifest_has_a_path_a_line(tmp_path: Path) -> None:
    publish_text(tmp_path / "_site", {"图.html": "a", 'b"\u2028.html': "b"})
    text = (tmp_path / "_site" / MANIFEST).read_text(encoding="utf-8")
    listed = {"version": 1, "files": ['b"\u2028.html', "图.html"]}
    assert text == json.dumps(listed, ensure_ascii=False, indent=0) + "\n"


def test_the_manifest_is_left_alone_where_the_list_is_the_same(site: Path) -> None:
    os.utime(site / MANIFEST, (1, 1))
    publish_text(site, {"a/index.html": "new", "b/c/index.html": "c", "index.html": "home"})
    assert (site / MANIFEST).stat().st_mtime == 1


def test_thousands_of_files_are_published(tmp_path: Path) -> None:
    files = {f"{number % 7}/{number}/index.html": f"{number}" for number in range(2500)}
    assert publish_text(tmp_path / "_site", files) == Published(2500, 0)
    assert texts_of(tmp_path / "_site") == files


def test_only_changed_files_are_written(site: Path) -> None:
    """Servers and rsync go by mtime."""
    for file in site.rglob("*.html"):
        os.utime(file, (1, 1))
    result = publish_text(
        site, {"a/index.html": "new", "b/c/index.html": "c", "index.html": "home"}
    )
    assert result == Published(written=1, removed=0)
    fresh = [
        file.relative_to(site).as_posix()
        for file in site.rglob("*.html")
        if file.stat().st_mtime > 1
    ]
    assert fresh == ["a/index.html"]


def test_clean_writes_every_file_anew(site: Path) -> None:
    os.utime(site / "index.html", (1, 1))
    assert publish(planned(texts_of(site)), site, clean=True) == Published(3, 0)
    assert (site / "index.html").stat().st_mtime > 1


def test_what_is_gone_is_removed_with_its_empty_folders(site: Path) -> None:
    assert publish_text(site, {"index.html": "home"}) == Published(0, 2)
    assert sorted(path.name for path in site.iterdir()) == [MANIFEST, "index.html"]


def test_files_of_others_are_kept(site: Path) -> None:
    write_files(site, {"CNAME": "example.org", "b/mine.txt": "mine"})
    publish_text(site, {"index.html": "new"})
    assert texts_of(site) == {"CNAME": "example.org", "b/mine.txt": "mine", "index.html": "new"}


def test_a_folder_of_others_in_place_of_a_file_that_is_gone_is_kept(site: Path) -> None:
    (site / "a/index.html").unlink()
    write_files(site, {"a/index.html/theirs": "theirs"})
    publish_text(site, {"index.html": "home"})
    assert texts_of(site) == {"a/index.html/theirs": "theirs", "index.html": "home"}


def test_files_of_others_are_never_overwritten(site: Path) -> None:
    write_files(site, {"mine.html": "mine"})
    before = files_of(site)
    with pytest.raises(ForeignFileError, match=r"holds mine\.html, which kbsite did not write"):
        publish_text(site, {"a/index.html": "new", "mine.html": "kbsite's"})
    assert files_of(site) == before


@pytest.mark.parametrize("way", ["新", "新/深"])
def test_a_file_of_others_where_a_folder_has_to_be_is_refused(site: Path, way: str) -> None:
    write_files(site, {way: "mine"})
    before = files_of(site)
    with pytest.raises(ForeignFileError, match=f"holds {way}, which kbsite did not write"):
        publish_text(site, {"a/index.html": "new", "新/深/index.html": "kbsite's"})
    assert files_of(site) == before


def test_a_foreign_file_with_the_same_bytes_is_no_obstacle(site: Path) -> None:
    write_files(site, {"same.html": "same"})
    assert publish_text(site, {**texts_of(site)}) == Published(0, 0)


def test_the_command_line_refuses_a_foreign_file_with_a_sentence(
    tmp_path: Path, kbsite: Kbsite
) -> None:
    write_files(tmp_path, {"content/a.md": "文。\n", "_site/index.html": "mine"})
    run = kbsite("build", "--root", tmp_path)
    assert run.code == 2
    assert "holds index.html, which kbsite did not write" in run.err
    assert texts_of(tmp_path / "_site") == {"index.html": "mine"}


def test_an_output_that_is_a_file_is_refused(tmp_path: Path) -> None:
    write_files(tmp_path, {"_site": "not a folder"})
    with pytest.raises(ForeignFileError, match="is a file, not a folder"):
        publish_text(tmp_path / "_site", {"index.html": "home"})


@pytest.mark.parametrize("fault", [OSError("disk full"), ValueError("bug"), KeyboardInterrupt()])
def test_a_build_that_fails_midway_leaves_the_last_site(site: Path, fault: BaseException) -> None:
    def fail() -> bytes:
        raise fault

    before = {file: (file.stat().st_mtime_ns, file.read_bytes()) for file in site.rglob("*.*")}
    outputs = [*planned({"a/index.html": "new"}), PlannedOutput("z", "", fail)]
    with pytest.raises(type(fault)):
        publish(outputs, site)
    after = {file: (file.stat().st_mtime_ns, file.read_bytes()) for file in site.rglob("*.*")}
    assert after == before


def test_the_first_site_is_not_begun_before_it_is_whole(tmp_path: Path) -> None:
    def fail() -> bytes:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        publish([*planned({"a": "a"}), PlannedOutput("b", "", fail)], tmp_path / "_site")
    assert not (tmp_path / "_site").exists()


def test_a_kill_between_two_renames_is_repaired_by_the_next_build(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The manifest then lists old and new files, so nothing is orphaned."""
    after = {"index.html": "new home", "n/index.html": "n"}

    class Kill(BaseException):
        """As SIGKILL: no clean-up of publish runs, but for the staging folder."""

    real, renames = os.replace, 0

    def replace(source: Path, target: Path) -> None:
        nonlocal renames
        renames += 1
        if renames == 3:
            raise Kill
        real(source, target)

    with monkeypatch.context() as patch, pytest.raises(Kill):
        patch.setattr(os, "replace", replace)
        publish_text(site, after)
    for text in texts_of(site).values():
        assert text in {"a", "c", "home", "new home", "n"}
    publish_text(site, after)
    assert texts_of(site) == after


def test_a_refused_rename_is_tried_again(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows a file that a virus scanner reads cannot be replaced for a moment."""
    real, refused = os.replace, 0

    def replace(source: Path, target: Path) -> None:
        nonlocal refused
        if Path(target).name == "index.html" and refused < 3:
            refused += 1
            raise PermissionError(13, "in use", str(target))
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    publish_text(site, {"index.html": "new"})
    assert refused == 3
    assert texts_of(site) == {"index.html": "new"}


def test_a_rename_that_stays_refused_is_an_error(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def replace(source: Path, target: Path) -> None:
        raise PermissionError(13, "in use", str(target))

    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    with pytest.raises(PermissionError):
        publish_text(site, {"index.html": "new"})
    assert texts_of(site)["index.html"] == "home"


def test_a_refused_removal_is_tried_again(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows a file that somebody reads cannot be removed, either."""
    real, refused = os.unlink, 0

    def unlink(path: str, **options: Any) -> None:
        nonlocal refused
        if Path(path).parent.name == "a" and refused < 3:
            refused += 1
            raise PermissionError(13, "in use", path)
        real(path, **options)

    monkeypatch.setattr(os, "unlink", unlink)
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    publish_text(site, {"index.html": "home"})
    assert refused == 3
    assert texts_of(site) == {"index.html": "home"}


# --- names that differ in case alone ---


@pytest.fixture
def folding(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system as those of Windows and macOS: a name finds the file that has it in another
    case."""

    def at(there: OutputFolder, path: str) -> str:
        place = there.root
        for name in path.split("/"):
            names = [one.name for one in place.iterdir()] if place.is_dir() else []
            known = (one for one in names if one.lower() == name.lower())
            place /= next(known, name)
        return str(place)

    monkeypatch.setattr(OutputFolder, "at", at)
    monkeypatch.setattr("kbsite.publish.folds_case", lambda staging: True)


@pytest.mark.usefixtures("folding")
@pytest.mark.parametrize("text", ["a", "other"])
def test_a_page_that_changes_its_case_is_neither_lost_nor_foreign(site: Path, text: str) -> None:
    after = {"A/index.html": text, "b/C/index.html": "c", "index.html": "home"}
    assert publish_text(site, after) == Published(2, 2)
    assert texts_of(site) == after
    assert publish_text(site, after) == Published(0, 0)


@pytest.mark.usefixtures("folding")
def test_a_page_that_changed_its_case_is_not_lost_after_a_kill(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The manifest has both names then."""
    after = {"A/index.html": "a", "index.html": "home"}
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(OutputFolder, "remove", _interrupted)
        publish_text(site, after)
    publish_text(site, after)
    assert texts_of(site) == after


@pytest.mark.usefixtures("folding")
def test_names_that_only_fold_alike_are_two_files(tmp_path: Path) -> None:
    folder = tmp_path / "_site"
    publish_text(folder, {"maß.html": "ours"})
    write_files(folder, {"mass.html": "foreign"})
    before = files_of(folder)
    with pytest.raises(ForeignFileError):
        publish_text(folder, {"mass.html": "ours"})
    assert files_of(folder) == before


def _interrupted(there: OutputFolder, path: str) -> None:
    raise KeyboardInterrupt


def test_only_a_staging_folder_of_its_own_is_removed(tmp_path: Path) -> None:
    beside = tmp_path / "beside"
    write_files(beside, {".x-staging-mine/a": "theirs", ".x-staging-left/.kbsite-lock": ""})
    write_files(beside, {".x-staging-left/0/1": "half a site", "elsewhere/a": "theirs"})
    (beside / ".x-staging-killed").mkdir()
    (beside / ".x-staging-link").symlink_to("elsewhere", target_is_directory=True)
    with staging_folder(beside / "x") as staging:
        names = {file.name for file in beside.iterdir() if file != staging}
    assert names == {".x-staging-mine", ".x-staging-link", "elsewhere"}
    assert files_of(beside) == {".x-staging-mine/a": b"theirs", "elsewhere/a": b"theirs"}


def test_a_staging_folder_says_whether_case_tells_names_apart(tmp_path: Path) -> None:
    with staging_folder(tmp_path / "_site") as staging:
        assert not folds_case(staging)
        (staging / ".KBSITE-LOCK").touch()
        assert folds_case(staging)


# --- files that become folders ---


def test_a_file_becomes_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "_site"
    publish_text(folder, {"a.html": "file"})
    publish_text(folder, {"a.html/index.html": "in a folder"})
    assert texts_of(folder) == {"a.html/index.html": "in a folder"}


def test_a_folder_becomes_a_file(tmp_path: Path) -> None:
    folder = tmp_path / "_site"
    publish_text(folder, {"a.html/index.html": "in a folder"})
    publish_text(folder, {"a.html": "file"})
    assert texts_of(folder) == {"a.html": "file"}


def test_an_empty_folder_makes_way_for_a_file(site: Path) -> None:
    (site / "404.html/leer").mkdir(parents=True)
    publish_text(site, {"404.html": "weg"})
    assert texts_of(site) == {"404.html": "weg"}


def test_a_folder_that_holds_a_foreign_file_does_not_become_a_file(tmp_path: Path) -> None:
    folder = tmp_path / "_site"
    publish_text(folder, {"a.html/index.html": "in a folder"})
    write_files(folder, {"a.html/mine.txt": "mine"})
    before = files_of(folder)
    with pytest.raises(ForeignFileError):
        publish_text(folder, {"a.html": "file"})
    assert files_of(folder) == before


# --- manifests that cannot be trusted ---

DAMAGE = ["", "{", "[]", "null", '{"version": 99, "files": []}', '{"files": 3, "version": 1}']


@pytest.mark.parametrize("text", [None, "\x00\xff", *DAMAGE])
def test_a_damaged_manifest_costs_nothing_where_nothing_changed(
    site: Path, text: str | None
) -> None:
    before = files_of(site)
    (site / MANIFEST).unlink()
    if text is not None:
        (site / MANIFEST).write_bytes(text.encode("latin-1"))
    assert publish_text(site, texts_of(site)) == Published(0, 0)
    assert files_of(site) == before


def test_a_manifest_that_lies_as_it_did_is_not_read(site: Path) -> None:
    """Of what it lists there are stamps, and to read a long one takes as long as to compare it."""
    stamps = publish_text(site, texts_of(site)).stamps
    lies = (site / MANIFEST).stat()
    (site / MANIFEST).write_bytes(b" " * lies.st_size)
    os.utime(site / MANIFEST, ns=(lies.st_atime_ns, lies.st_mtime_ns))
    publish(planned({"index.html": "new home", "n.html": "n"}), site, stamps=stamps)
    assert texts_of(site) == {"index.html": "new home", "n.html": "n"}
    manifest = json.loads((site / MANIFEST).read_text(encoding="utf-8"))
    assert manifest["files"] == ["index.html", "n.html"]


@pytest.mark.parametrize("touched", [MANIFEST, "index.html"])
def test_a_manifest_without_stamps_of_all_that_it_lists_is_read(site: Path, touched: str) -> None:
    stamps = publish_text(site, texts_of(site)).stamps
    assert list(stamps.listed) == sorted(texts_of(site))
    write_files(site, {"more.html": "more"})
    listed = json.dumps({"version": 1, "files": [*stamps.listed, "more.html"]})
    write_files(site, {MANIFEST: listed})
    publish(planned({"index.html": "home"}), site, stamps=stamps.without({touched}))
    assert texts_of(site) == {"index.html": "home"}


def test_a_manifest_has_no_stamp_where_a_file_that_it_lists_is_not_there(site: Path) -> None:
    (site / "index.html").unlink()
    paths = [*sorted([*texts_of(site), "index.html"]), MANIFEST]
    stamps = NO_STAMPS.followed(OutputFolder(site), paths, [""] * len(paths), [])
    assert (list(stamps.listed), MANIFEST in stamps.paths) == ([], False)


def test_a_manifest_ends_in_order_where_a_build_ended_before_it_did(site: Path) -> None:
    """What is removed stands before what is there, and may come back in the next build."""
    whole = (site / MANIFEST).read_text(encoding="utf-8")
    files = [*reversed(json.loads(whole)["files"])]
    write_files(site, {MANIFEST: json.dumps({"version": 1, "files": files})})
    publish_text(site, texts_of(site))
    assert (site / MANIFEST).read_text(encoding="utf-8") == whole


@pytest.mark.parametrize("text", [None, *DAMAGE])
def test_without_a_manifest_changed_files_count_as_foreign(site: Path, text: str | None) -> None:
    """Better a refusal than a lost file: who knows what the folder is."""
    (site / MANIFEST).unlink()
    if text is not None:
        write_files(site, {MANIFEST: text})
    before = files_of(site)
    with pytest.raises(ForeignFileError, match="empty that folder"):
        publish_text(site, {"index.html": "new"})
    assert files_of(site) == before


@pytest.mark.parametrize(
    "path", ["../victim.txt", "{absolute}", "a/../../victim.txt", "link/victim.txt"]
)
def test_a_manifest_never_makes_kbsite_delete_outside_the_folder(site: Path, path: str) -> None:
    victim = site.parent / "victim.txt"
    write_files(site.parent, {"victim.txt": "precious"})
    (site / "link").symlink_to(site.parent, target_is_directory=True)
    listed = [*texts_of(site), path.format(absolute=victim)]
    (site / MANIFEST).write_text(json.dumps({"version": 1, "files": listed}), encoding="utf-8")
    with pytest.raises(ForeignFileError, match="outside"):
        publish_text(site, {"index.html": "new"})
    assert victim.read_text(encoding="utf-8") == "precious"


def test_a_symbolic_link_in_the_output_is_not_written_through(site: Path, tmp_path: Path) -> None:
    """And the refusal comes before the first change."""
    outside = write_files(tmp_path / "outside", {"index.html": "precious"})
    (site / "b/c/index.html").unlink()
    (site / "b/c").rmdir()
    (site / "b/c").symlink_to(outside, target_is_directory=True)
    before = texts_of(site)
    with pytest.raises(ForeignFileError, match="outside"):
        publish_text(site, {"a/index.html": "new", "b/c/index.html": "c", "index.html": "new"})
    assert files_of(outside) == {"index.html": b"precious"}
    assert texts_of(site) == before


def test_a_symbolic_link_that_appears_while_pages_are_made_is_refused(
    site: Path, tmp_path: Path
) -> None:
    outside = write_files(tmp_path / "outside", {"index.html": "precious"})

    def swap() -> bytes:
        shutil.rmtree(site / "b/c")
        (site / "b/c").symlink_to(outside, target_is_directory=True)
        return b"last"

    with pytest.raises(ForeignFileError, match="outside"):
        publish([*planned({"b/c/index.html": "new"}), PlannedOutput("z", "", swap)], site)
    assert files_of(outside) == {"index.html": b"precious"}


def test_a_symbolic_link_within_the_output_is_followed(site: Path) -> None:
    (site / "b/c/index.html").rename(site / "b/index.html")
    (site / "b/c").rmdir()
    (site / "b/c").symlink_to(site / "b", target_is_directory=True)
    publish_text(site, {"b/c/index.html": "new"})
    assert (site / "b/index.html").read_text(encoding="utf-8") == "new"


def test_a_symbolic_link_in_place_of_a_page_is_replaced(site: Path, tmp_path: Path) -> None:
    write_files(tmp_path, {"precious.txt": "precious"})
    (site / "index.html").unlink()
    (site / "index.html").symlink_to(tmp_path / "precious.txt")
    publish_text(site, {"index.html": "new"})
    assert (tmp_path / "precious.txt").read_text(encoding="utf-8") == "precious"
    assert not (site / "index.html").is_symlink()


@pytest.mark.parametrize("path", ["index.html", "b/c/index.html", MANIFEST])
@pytest.mark.parametrize("stamped", [True, False])
def test_a_symbolic_link_to_the_same_bytes_is_no_published_file(
    path: str, stamped: bool, site: Path, tmp_path: Path
) -> None:
    """What it leads to may change without a build."""
    before = files_of(site)
    moved = tmp_path / "moved"
    (site / path).rename(moved)
    (site / path).symlink_to(moved)
    stamps = publish_text(site, texts_of(site)).stamps if stamped else NO_STAMPS
    publish(planned(texts_of(site)), site, stamps=stamps)
    assert not any(file.is_symlink() for file in site.rglob("*"))
    assert (files_of(site), moved.read_bytes()) == (before, before[path])


def test_a_link_to_a_folder_in_place_of_a_page_is_replaced(site: Path, tmp_path: Path) -> None:
    outside = write_files(tmp_path / "outside", {"a.txt": "precious"})
    before = files_of(site)
    (site / "index.html").unlink()
    (site / "index.html").symlink_to(outside, target_is_directory=True)
    publish_text(site, {path: data.decode() for path, data in before.items() if path != MANIFEST})
    assert (files_of(site), files_of(outside)) == (before, {"a.txt": b"precious"})
    assert (site / "index.html").is_file()


def test_a_link_in_place_of_a_page_is_replaced_by_the_next_build(
    tmp_path: Path, kbsite: Kbsite
) -> None:
    write_files(tmp_path, {"content/a.md": "甲\n"})
    kbsite("build", "--root", tmp_path)
    page, moved = tmp_path / "_site/a/index.html", tmp_path / "moved"
    page.rename(moved)
    page.symlink_to(moved)
    assert "1 file written" in kbsite("build", "--root", tmp_path).out
    assert page.read_bytes() == moved.read_bytes() and not page.is_symlink()
    assert "0 files written" in kbsite("build", "--root", tmp_path).out


@pytest.mark.parametrize("path", ["", "/", "a/", "a//b", "./a", "a/.", "..", "\0"])
def test_a_manifest_with_what_is_no_path_of_a_file_is_refused(site: Path, path: str) -> None:
    listed = [*texts_of(site), path]
    (site / MANIFEST).write_text(json.dumps({"version": 1, "files": listed}), encoding="utf-8")
    before = texts_of(site)
    with pytest.raises(ForeignFileError, match="outside"):
        publish_text(site, {"index.html": "new"})
    assert texts_of(site) == before


def test_a_manifest_with_folders_without_end_is_no_obstacle(site: Path) -> None:
    listed = [*texts_of(site), "a/" * 100_000 + "x"]
    (site / MANIFEST).write_text(json.dumps({"version": 1, "files": listed}), encoding="utf-8")
    publish_text(site, {"index.html": "new"})
    assert texts_of(site) == {"index.html": "new"}


@pytest.mark.parametrize("path", ["../out.html", "/etc/out.html", "a/../../out.html"])
def test_an_output_outside_the_folder_is_refused(site: Path, path: str) -> None:
    with pytest.raises((ForeignFileError, ValueError)):
        publish_text(site, {path: "x"})
    assert not (site.parent / "out.html").exists()


def test_a_folder_that_lets_nothing_be_written_is_told_by_its_name(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not by that of a file which the author never heard of."""

    def refuse(source: str, target: str) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", source, None, target)

    monkeypatch.setattr(os, "replace", refuse)
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    for may_write, told in ((False, site), (True, site / MANIFEST)):
        monkeypatch.setattr(os, "access", lambda place, mode, may=may_write: may)
        with pytest.raises(PermissionError) as caught:
            publish_text(site, texts_of(site) | {"new.html": "new"})
        assert caught.value.filename == str(told)
    monkeypatch.undo()


def test_a_folder_beside_which_nothing_can_be_made_is_told(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**of: object) -> str:
        raise PermissionError(errno.EACCES, "Permission denied", f"{of['dir']}/{of['prefix']}x")

    monkeypatch.setattr("tempfile.mkdtemp", refuse)
    with pytest.raises(PermissionError) as caught:
        publish_text(site, {"index.html": "new"})
    assert caught.value.filename == str(site.parent)
    assert caught.value.strerror == (
        f"Permission denied (what is written to {site} is made ready beside it)"
    )


def test_a_deleted_output_is_written_again(site: Path) -> None:
    (site / "a/index.html").unlink()
    assert publish_text(site, texts_of(site) | {"a/index.html": "a"}) == Published(1, 0)


def test_removed_notes_are_gone_and_the_rest_stays(tmp_path: Path, kbsite: Kbsite) -> None:
    write_files(tmp_path, {"content/夹/a.md": "[[b]]\n", "content/b.md": "---\ntags: [t]\n---\n"})
    kbsite("build", "--root", tmp_path)
    (tmp_path / "content/夹/a.md").unlink()
    kbsite("build", "--root", tmp_path)
    folders = {path.name for path in (tmp_path / "_site").iterdir() if path.is_dir()}
    assert folders == {"archive", "assets", "b", "folders", "graph", "search", "tags"}
    page = (tmp_path / "_site/b/index.html").read_text(encoding="utf-8")
    assert 'class="backlinks"' not in page
