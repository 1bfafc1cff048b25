"""READS the site folder: notes, attachments, templates, static files."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from kbsite.config import Config, item_places
from kbsite.diagnostics import Diagnostic, below, counted, info
from kbsite.linking.withheld import is_like_note, unread
from kbsite.nouns.sources import (
    THEME,
    Attachment,
    Seen,
    Source,
    SourceFile,
    Sources,
    StaticFile,
)
from kbsite.real_paths import real_path
from kbsite.scanning import vault_settings
from kbsite.scanning.card_font import find_card_font
from kbsite.scanning.found_files import content_digest, read_as_found, read_file
from kbsite.scanning.static_folder import own_styles, static_files
from kbsite.scanning.unmatched_globs import unmatched_globs
from kbsite.scanning.walk import Walk, is_note, notes_beside, paths_beside
from kbsite.settings.config_file import is_no_site
from kbsite.urls import fault_of_name, nfc

#: Files that say which notes stand in a table; larger ones are no such.
_TABLES, _MOST_BYTES = ".base", 1_000_000

_File = TypeVar("_File")


@lru_cache(maxsize=1)
def theme_folder() -> Path:
    """Where the theme's `templates/` and `static/` are: in the package, or, in a checkout,
    at its top. Looked up once: it is asked for each file of the theme."""
    packaged = Path(__file__).parent / "theme"
    return packaged if packaged.is_dir() else Path(__file__).parents[2]


def content_folder(root: Path, config: Config) -> Path:
    """The folder of the notes: the configured one, or the site folder itself where that
    has none (a vault that was never a kbsite site)."""
    folder = root / config.content
    return folder if folder.is_dir() or config.content != "content" else root


def content_prefix(root: Path, config: Config) -> str:
    """What stands before the path of a note in a message: `content/`."""
    return "" if content_folder(root, config) == root else config.content.rstrip("/") + "/"


def fault_of_folder(content: Path, names: Sequence[str]) -> str:
    """Why notes cannot be put into the folder of these names below `content`, "" where they can.
    One that is there has a name that its system takes."""
    folder = content
    for name in names:
        folder /= name
        is_there = os.path.isdir(folder)  # noqa: PTH112 - is_dir raises where a name is too long
        if (name.startswith(".") or not is_there) and (fault := fault_of_name(name)):
            return fault
    return ""


def notes_in(folder: Path) -> list[str]:
    """The paths of the notes that a site in `folder` would have if it were read itself."""
    return _paths_in(folder, is_note)


def unread_in(folder: Path) -> list[str]:
    """The paths of what looks like notes there and is not read."""
    return _paths_in(folder, is_like_note)


def _paths_in(folder: Path, is_meant: Callable[[str], bool]) -> list[str]:
    templates = template_folders(folder, folder)
    return Walk(folder, folder, (), folder / "_site", {}, templates).note_paths(is_meant)


def scan_site(
    root: Path,
    config: Config,
    output: Path,
    seen: Mapping[str, Seen] = {},
    on_change: Callable[[], object] = lambda: None,
) -> Sources:
    """Everything below `root` that a build reads. `seen` is what an earlier scan gave: files that
    lie as they did then are not read; that one of these is another is told at once. Raises
    NotADirectoryError where there is no folder of notes."""
    content = _folder_of_notes(root, config)
    walk = Walk(root, content, config.ignore, output, seen, template_folders(root, content))
    notes, attachments, bases, withheld = _content_files(walk, content, seen, on_change)
    walk.found += _about_content(root, content, config, len(notes), is_left_out=bool(walk.left_out))
    prefix = content_prefix(root, config)
    walk.found = [below(prefix, diagnostic) for diagnostic in walk.found]
    walk.found += unmatched_globs(root, content, config, walk.left_out, (n.path for n in notes))
    card_font = find_card_font(root, config, walk.found)
    theme, own = theme_templates(), _files_of(root / "templates", walk)
    theme_static = static_files(theme_folder() / "static", walk)
    its_own = {} if _is_theme(root) else own
    static = theme_static | static_files(root / "static", walk, theme_static)
    originals = {
        f"{THEME}{path}": msgspec.structs.replace(file, path=f"{THEME}{path}")
        for path, file in theme.items()
    }
    theme_own = [p for p, file in sorted(theme_static.items()) if static[p].digest == file.digest]
    return Sources(
        notes=tuple(notes),
        attachments=tuple(attachments),
        templates=_sorted(theme | own | originals),
        static=_sorted(static),
        diagnostics=tuple(walk.found),
        theme=_sorted(theme),
        shadows=_sorted({path: file for path, file in its_own.items() if path in theme}),
        scripts=tuple(path for path in theme_own if path.endswith(".js")),
        styles=tuple(path for path in theme_own if path.endswith(".css")),
        own_templates=_sorted(its_own),
        own_styles=tuple(own_styles(static, partial(read_static, root))),
        bases=tuple(bases),
        card_font=card_font,
        note_templates=walk.note_templates,
        withheld=tuple(withheld),
        seen=walk.current,
    )


def _folder_of_notes(root: Path, config: Config) -> Path:
    """`content_folder`, which has to be there. Raises NotADirectoryError."""
    content = content_folder(root, config)
    if not content.is_dir():
        raise NotADirectoryError(f"there is no folder of notes at {content}")
    if content == root and config.content == "content" and (found := is_no_site(root)):
        raise NotADirectoryError(f"{real_path(root)} is {found}, without a kbsite.yaml or content/")
    return content


class _ContentFiles(NamedTuple):
    """The files of the content folder by what they are; `bases` are among the attachments, and the
    paths in `withheld` of what is neither a note nor published."""

    notes: list[Source]
    attachments: list[Attachment]
    bases: list[SourceFile]
    withheld: list[str]


def _content_files(
    walk: Walk, content: Path, seen: Mapping[str, Seen], on_change: Callable[[], object]
) -> _ContentFiles:
    """What `walk` finds in `content`; see `scan_site`."""
    found = _ContentFiles([], [], [], [])
    for path, file in walk.files():
        if (was := seen.get(path)) and was.digest != file.digest:
            on_change()
        if is_note(path):
            found.notes.append(Source(path, file.digest))
        elif (is_unread := is_like_note(path)) or file.is_kept_back:
            found.withheld.append(path)
            walk.found += [unread(path)] if is_unread else []
        else:
            if path.lower().endswith(_TABLES) and file.size <= _MOST_BYTES:
                found.bases.extend(_read_base(content, path))
            size = file.size, file.width, file.height
            found.attachments.append(Attachment(path, file.digest, *size))
    return found


def _about_content(
    root: Path, content: Path, config: Config, notes: int, *, is_left_out: bool
) -> list[Diagnostic]:
    """What is worth knowing of a folder of notes that nobody named, or that gives none."""
    is_default = config.content == "content"
    if notes and content == root and is_default:
        said = "no content/ here: every note below the site folder is read"
        hint = "Name the folder with --content or `content:` in kbsite.yaml."
    elif (
        content != root
        and is_default
        and (number := notes_beside(root, content))
        and not item_places(root, "content")
    ):
        said = f"only content/ is read, and not {counted(number, 'Markdown file')} beside it"
        hint = "For all write `content: .` in kbsite.yaml; else move what is a note into content/."
    elif not notes:
        is_absent = content == root and is_default
        said = f"no note is read from {content_prefix(root, config) or 'the site folder'}"
        said = "no content/ here, and " * is_absent + said
        if is_left_out:
            hint = "`ignore` in kbsite.yaml leaves out some of what is there."
        elif is_absent:
            hint = "Name the folder of the site with --root, or make a site with `kbsite init`."
        else:
            hint = "Notes are files in it, or below it, whose names end with `.md`."
    else:
        return []
    return [info("content-folder", "", said, hint=hint)]


def _is_theme(root: Path) -> bool:
    """Whether the site's own templates are those of the theme, as in a checkout of kbsite."""
    return real_path(root / "templates") == real_path(theme_folder() / "templates")


def theme_templates() -> dict[str, SourceFile]:
    """The theme's own templates, by path."""
    return _files_of(theme_folder() / "templates")


def breaks_lines(root: Path, content: Path) -> bool:
    """Whether the notes are an Obsidian vault that shows a single line break as a break: it
    does unless `strictLineBreaks` is on."""
    vault = _vault(root, content)
    return vault is not None and vault_settings.breaks_lines(partial(_settings, vault))


def template_folders(root: Path, content: Path) -> tuple[str, ...]:
    """The folders below `content` of what notes of a vault are made from, each with a / at its
    end, and such notes outside of them."""
    vault = _vault(root, content)
    if vault is None or not content.is_relative_to(vault):
        return ()
    below_vault = "".join(f"{part}/" for part in content.relative_to(vault).parts)
    found = map(nfc, vault_settings.template_folders(partial(_settings, vault)))
    inside = (path.removeprefix(below_vault) for path in found if path.startswith(below_vault))
    return tuple(filter(None, inside))


def _vault(root: Path, content: Path) -> Path | None:
    """The vault of Obsidian that the notes are, or lie in."""
    for folder in (content, root):
        try:
            if (folder / ".obsidian").is_dir():
                return folder
        except OSError as fault:
            # Nobody knows what is in a folder that one may not enter.
            fault.filename = str(folder)
            raise
    return None


def _settings(vault: Path, path: str) -> Mapping[str, Any]:
    file = vault / path
    try:
        # A pipe would be waited for.
        return vault_settings.settings_of(file.read_bytes()) if file.is_file() else {}
    except FileNotFoundError:
        return {}


def read_note(content: Path, path: str) -> SourceFile:
    """A note as it is now. Raises OSError."""
    data = read_file(content, path)
    return SourceFile(path, content_digest(data), data)


def _read_base(content: Path, path: str) -> list[SourceFile]:
    """A `.base` file, none where it is gone meanwhile."""
    try:
        return [read_note(content, path)]
    except OSError:
        return []


def read_static(root: Path, file: StaticFile) -> bytes:
    """The bytes of a file of `static/`. Raises what `read_attachment` does."""
    folder = theme_folder() if file.is_theme else root
    return read_as_found(folder / "static", file.path, file.digest)


def _files_of(folder: Path, walk: Walk | None = None) -> dict[str, SourceFile]:
    """The files below `folder`, by path; `walk` judges symbolic links and names."""
    files = paths_beside(folder, folder.name, walk)
    read = ((path, Path(file.path).read_bytes()) for path, file in files)
    return {path: SourceFile(path, content_digest(data), data) for path, data in read}


def _sorted(files: Mapping[str, _File]) -> tuple[_File, ...]:
    return tuple(file for _, file in sorted(files.items()))
