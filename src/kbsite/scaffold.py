"""WRITES new sites and new notes; never over a file that somebody wrote."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import yaml

from kbsite import __version__
from kbsite.config import FILE_NAME, Config, UsageError, load_config
from kbsite.diagnostics import format_diagnostic
from kbsite.linking.written_links import as_author_reads
from kbsite.real_paths import real_path
from kbsite.refusals import RefusalError, naming
from kbsite.scaffolding.left_out import is_left_out
from kbsite.scaffolding.starter import (
    HOST,
    MADE,
    REQUIREMENTS,
    WORKFLOW,
    builds,
    first_files,
    first_push,
    next_push,
    next_steps,
    not_nameable,
    not_published,
    notes_taken,
    requirements,
    workflow,
)
from kbsite.scan import content_folder, fault_of_folder, notes_in, unread_in
from kbsite.scanning.walk import NOT_NOTES
from kbsite.settings.config_file import mistaken_for
from kbsite.taxonomies import FIXED_URLS
from kbsite.urls import NOT_IN_NAMES, is_readme, nfc, note_permalink, segment
from kbsite.words.globs import covering

if TYPE_CHECKING:
    from kbsite.scaffolding.repository import Repository

# With the spaces beside it: `A: B` is the file `A-B.md`.
_UNFIT = re.compile(rf" ?(?:{NOT_IN_NAMES.pattern}|/)[ /]*")
_SUFFIX = re.compile(r"\.md\Z", re.IGNORECASE)


class ScaffoldError(RefusalError):
    """A new file cannot be written as asked."""


class NewNote(NamedTuple):
    """Its path, and which page of the site it introduces, "" for none."""

    path: Path
    introduces: str


def new_note(root: Path, title: str, into: str) -> NewNote:
    """A note with front matter under the content folder of the site in `root`.

    Raises ScaffoldError, UsageError, OSError."""
    # A link to a note that is still to be written would be a warning of the first build.
    title = _SUFFIX.sub("", " ".join(as_author_reads(title).split()))
    # Spaces stay: `[[A B]]` is `A B.md` to Obsidian.
    name = re.sub("-{2,}", "-", segment(_UNFIT.sub("-", title).lstrip("-. "), space=" "))
    name = name.strip("-. ")
    if not name:
        raise ScaffoldError("a note needs a title")
    config, mistakes = load_config(root)
    if mistakes:
        raise UsageError(format_diagnostic(mistakes[0]))
    content = content_folder(root, config)
    into = into or _here(content)
    folder = content / into
    _check_folder(root, content, config, folder, into)
    # An `index` or a `README` is called as its folder is, unless it says otherwise.
    named = {} if name == "index" or (into and name.lower() == "readme") else {"title": title}
    front = {**named, "date": date.today(), "tags": []}
    block = yaml.safe_dump(front, allow_unicode=True, sort_keys=False)
    path = folder / f"{name}.md"
    if covering(config.ignore)(nfc(path.relative_to(content).as_posix())):
        raise ScaffoldError(f"{path.name} would be no part of the site: `ignore` names it")
    _write(path, f"---\n{block}---\n\n")
    return NewNote(path, _introduced(content, path))


def _introduced(content: Path, path: Path) -> str:
    """The page that every site has, or that a folder has, where the note at `path` stands on it."""
    inside = path.relative_to(content).as_posix()
    url = note_permalink(inside) or ""
    if is_readme(inside) and (url in FIXED_URLS or path.with_name("index.md").exists()):
        return ""
    if url in FIXED_URLS:
        return "the home page" if url == "/" else f"the page {url}"
    is_index = path.name == "index.md" or is_readme(inside)
    folder = path.parent if is_index else path.with_suffix("")
    return f"the page of the folder {folder.relative_to(content)}" if folder.is_dir() else ""


def _here(content: Path) -> str:
    """The current folder below that of the notes, "" where it is none of theirs."""
    here, notes = Path.cwd(), real_path(content)
    names = here.relative_to(notes).parts if here.is_relative_to(notes) else ()
    return "" if not names or names[0] in NOT_NOTES else "/".join(names)


def _check_folder(root: Path, content: Path, config: Config, folder: Path, into: str) -> None:
    """Raises ScaffoldError where a note in `folder` would be none of the site."""
    place, notes = real_path(folder), real_path(content)
    if not place.is_relative_to(notes):
        raise ScaffoldError(f"--into {into} leaves the content folder")
    names = place.relative_to(notes).parts
    if fault := fault_of_folder(notes, names):
        raise ScaffoldError(f"--into {into!r}: {fault}")
    if is_left_out(root, content, config, folder):
        raise ScaffoldError(f"--into {into!r} would be no part of the site")


class NewSite(NamedTuple):
    """The files that were written, those that were there and stayed, and what to do next, in
    lines."""

    written: list[Path]
    kept: list[Path]
    steps: list[str]


def init_site(folder: Path, title: str) -> NewSite:
    """A site that builds as it is and deploys itself. What is there of the latter stays, and notes
    that are there are the site's, without examples. Raises ScaffoldError where the folder has a
    site already, RefusalError where git refuses the repository around it, OSError."""
    if (folder / FILE_NAME).exists() or (folder / "content").exists():
        raise ScaffoldError(f"{folder} holds a site already; --deploy-only adds what publishes it")
    if found := mistaken_for(folder):
        raise ScaffoldError(f"{folder} holds {found[0]}: {found[1]}")
    _check_git(folder)
    if not title.strip():
        raise ScaffoldError("a site needs a title")
    name = yaml.safe_dump(" ".join(title.split()), allow_unicode=True, width=float("inf"))
    there, unread = (notes_in(folder), unread_in(folder)) if folder.is_dir() else ([], [])
    has_notes = bool(there or unread)
    files = first_files(name.split("\n")[0], date.today().isoformat(), has_notes=has_notes)
    for path, text in files.items():
        _write(folder / path, text)
    site = _with_deployment(folder, [folder / path for path in files])
    return site._replace(steps=[*notes_taken(len(there), unread), *site.steps])


def init_deployment(folder: Path) -> NewSite:
    """Gives the site in `folder` what builds and publishes it on GitHub Pages, so far as it has
    none. Raises OSError, ScaffoldError where there is no such folder."""
    if not folder.is_dir():
        raise ScaffoldError(f"there is no folder {folder}")
    config, mistakes = load_config(folder)
    if mistakes:
        raise UsageError(format_diagnostic(mistakes[0]))
    _check_git(folder)
    return _with_deployment(folder, [], config.output)


def _check_git(folder: Path) -> None:
    # Imported late, like all that a new note needs nothing of.
    from kbsite.scaffolding.repository import check_git

    check_git(folder)


def _with_deployment(folder: Path, written: list[Path], output: str = "") -> NewSite:
    # They bring much that a new note needs nothing of.
    from kbsite.scaffolding.installed import own_requirement
    from kbsite.scaffolding.repository import repository_of

    repository = repository_of(folder)
    requirement = own_requirement(HOST)
    kept: list[Path] = []
    ignored = (*MADE, *_made_in(folder, output))
    (written if _ignore(folder / ".gitignore", ignored) else kept).append(folder / ".gitignore")
    file = folder / REQUIREMENTS
    if file.exists():
        kept.append(file)
    else:
        if requirement.wheel:
            written += _place_wheel(folder, *requirement.wheel)
            _keep_wheels(folder, repository.top if repository else folder)
        _write(file, requirements(__version__, requirement.line))
        written.append(file)
    online = _online(folder, repository, written, kept)
    here = real_path(folder) == Path.cwd()
    return NewSite(written, kept, [*next_steps("" if here else str(folder)), *online])


def _online(
    folder: Path, repository: Repository | None, written: list[Path], kept: list[Path]
) -> list[str]:
    """Writes the workflow, where GitHub looks for it: at the top of the repository. What to do
    then, in lines."""
    site = real_path(folder)
    top = repository.top if repository and repository.top != site else folder
    place = "" if top == folder else site.relative_to(top).as_posix()
    file = top / WORKFLOW
    if not file.exists():
        try:
            text = workflow(__version__, place)
        except ValueError:
            return not_nameable(place)
        _write(file, text)
        written.append(file)
    else:
        kept.append(file)
        if not builds(file.read_text(encoding="utf-8", errors="replace"), place):
            return not_published(str(file))
    if not repository:
        return first_push("")
    from kbsite.scaffolding.repository import is_uncommitted

    # What an earlier call wrote may not be in the repository yet.
    content = content_folder(folder, load_config(folder)[0])
    needed = [folder / FILE_NAME, content, *written, *kept]
    if not written:
        needed = [path for path in needed if is_uncommitted(folder, real_path(path))]
    there = (real_path(path) for path in needed if path.exists())
    # What lies elsewhere git cannot add, and on another drive no path leads there.
    own = (path for path in there if path.is_relative_to(repository.top))
    added = list(dict.fromkeys(_first_name(os.path.relpath(path, site)) for path in own))
    if repository.has_remote:
        return next_push(repository.branch, added)
    return first_push(repository.branch, added if place else ())


def _first_name(path: str) -> str:
    """`.github` of `.github/requirements.txt`, and all of a path that leads upwards."""
    path = Path(path).as_posix()
    return path if path.startswith("../") else path.partition("/")[0]


def _made_in(folder: Path, output: str) -> list[str]:
    """The line by which git leaves out what is built, where that lies in `folder`."""
    site, place = real_path(folder), real_path(folder / output)
    if not output or place == site or not place.is_relative_to(site):
        return []
    line = f"/{place.relative_to(site).as_posix()}/"
    return [] if line in MADE else [line]


def _ignore(file: Path, wanted: Sequence[str]) -> bool:
    """Adds to git's list what it lacks of `wanted`; whether that was something. Raises OSError."""
    there = _text_of(file)
    lacking = [line for line in wanted if line not in there.split()]
    if lacking:
        start = "\n" if there and not there.endswith("\n") else ""
        with naming(str(file)), file.open("a", encoding="utf-8", newline="\n") as end:
            end.write(start + "".join(f"{line}\n" for line in lacking))
    return bool(lacking)


def _text_of(file: Path) -> str:
    """That of a list of git's, whatever its encoding; "" where it is not there."""
    return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""


def _keep_wheels(folder: Path, top: Path) -> None:
    """Has git take the wheel, where it is told to leave wheels out."""
    files = {file / ".gitignore" for file in (folder, top)}
    if any("whl" in _text_of(file) for file in files):
        _ignore(folder / ".gitignore", [f"!/{HOST}/*.whl"])


def _place_wheel(folder: Path, path: str, data: bytes) -> list[Path]:
    """The wheel, in place of another of the same version; nothing where it is there already."""
    file = folder / path
    if file.exists() and file.read_bytes() == data:
        return []
    file.parent.mkdir(parents=True, exist_ok=True)
    with naming(str(file)):
        file.write_bytes(data)
    return [file]


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        # What is written late is written where the file is closed.
        with naming(str(path)), path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise ScaffoldError(f"{path} exists already") from None
