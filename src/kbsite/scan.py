"""READS the site folder: notes, attachments, templates, static files."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import msgspec

from kbsite.config import FILE_NAME, Config
from kbsite.diagnostics import Diagnostic, below, error, info, warning
from kbsite.model import Attachment, SourceFile, Sources
from kbsite.urls import IMAGE_SUFFIXES, nfc

NOTE_SUFFIX = ".md"
#: The folder under which templates find those of the theme, shadowed or not.
THEME = "theme/"
# What a folder of notes holds beside notes when it is itself the site folder.
_NOT_NOTES = frozenset({"templates", "static", "node_modules", "_site"})


def theme_folder() -> Path:
    """Where the theme's `templates/` and `static/` are: in the package, or, in a checkout,
    at its top."""
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


def scan_site(root: Path, config: Config, output: Path) -> Sources:
    """Everything below `root` that a build reads. Raises NotADirectoryError where there is
    no folder of notes."""
    content = content_folder(root, config)
    if not content.is_dir():
        raise NotADirectoryError(f"there is no folder of notes at {content}")
    walk = _Walk(root, content, config.ignore, output)
    notes, attachments = [], []
    for path, file in walk.files():
        if path.lower().endswith(NOTE_SUFFIX):
            if (data := walk.read(path, file)) is not None:
                notes.append(SourceFile(path, _digest(data), data))
        elif (measured := walk.measure(path, file)) is not None:
            attachments.append(measured)
    if content == root:
        walk.found.append(
            info(
                "content-folder",
                "",
                "no content/ here: every note below the site folder is read",
                hint="Name the folder with --content or `content:` in kbsite.yaml.",
            )
        )
    prefix = content_prefix(root, config)
    walk.found = [below(prefix, diagnostic) for diagnostic in walk.found]
    theme, own = theme_templates(), _files_of(root / "templates", walk)
    static = _files_of(theme_folder() / "static", walk) | _files_of(root / "static", walk)
    originals = {
        f"{THEME}{path}": msgspec.structs.replace(file, path=f"{THEME}{path}")
        for path, file in theme.items()
    }
    return Sources(
        notes=tuple(notes),
        attachments=tuple(attachments),
        templates=_sorted(theme | own | originals),
        static=_sorted(static),
        diagnostics=tuple(walk.found),
        theme=_sorted(theme),
        shadows=_sorted({} if _is_theme(root) else {p: own[p] for p in own if p in theme}),
    )


def _is_theme(root: Path) -> bool:
    """Whether the site's own templates are those of the theme, as in a checkout of kbsite."""
    return (root / "templates").resolve() == (theme_folder() / "templates").resolve()


def theme_templates() -> dict[str, SourceFile]:
    """The theme's own templates, by path."""
    return _files_of(theme_folder() / "templates")


def breaks_lines(root: Path, content: Path) -> bool:
    """Whether the notes are an Obsidian vault that shows a single line break as a break: it
    does unless `strictLineBreaks` is on."""
    for folder in (content, root):
        vault = folder / ".obsidian"
        if not vault.is_dir():
            continue
        try:
            settings = msgspec.json.decode((vault / "app.json").read_bytes())
        except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return True
        return not (isinstance(settings, dict) and settings.get("strictLineBreaks") is True)
    return False


def read_attachment(content: Path, attachment: Attachment) -> bytes:
    """The bytes of an attachment. Raises OSError where it is gone."""
    file = content / attachment.path
    if not file.exists():
        # Names on disk may be NFD (macOS) where the path is NFC.
        file = content
        for name in attachment.path.split("/"):
            same = (entry for entry in file.iterdir() if nfc(entry.name) == name)
            file = next(same, file / name)
    return file.read_bytes()


def _is_utf8(name: str) -> bool:
    """Whether a name that the system gave is text; else it holds surrogates."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _image_size(file: Path) -> tuple[int, int]:
    """Width and height of an image in CSS pixels; (0, 0) of what is none, or is damaged."""
    if file.suffix.lower() not in IMAGE_SUFFIXES:
        return 0, 0
    # Imported late: it brings much with it, and not all sites have images.
    import imagesize

    width, height = imagesize.get(file)
    return (round(width), round(height)) if width > 0 and height > 0 else (0, 0)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class _Walk:
    """One walk over the content folder, collecting what is wrong."""

    def __init__(self, root: Path, content: Path, ignore: tuple[str, ...], output: Path) -> None:
        self.content = content
        self.site = {root.resolve(), content.resolve()}
        self.output = output.resolve()
        self.ignore = ignore
        self.is_root = content == root
        self.found: list[Diagnostic] = []

    def files(self) -> Iterator[tuple[str, Path]]:
        """(NFC path, file), in path order; two files of one NFC path are an error."""
        seen: dict[str, str] = {}
        for raw, file in sorted(self._below(self.content, "", frozenset()), key=lambda f: f[0]):
            path = nfc(raw)
            if not _is_utf8(raw):
                make = error if path.lower().endswith(NOTE_SUFFIX) else warning
                shown = os.fsencode(raw).decode(errors="backslashreplace")
                hint = "Rename it; what Windows zipped:  convmv -f GBK -t UTF-8 --notest"
                self.found.append(make("encoding", shown, "the file name is not UTF-8", hint=hint))
                continue
            if path in seen:
                message = f"two files have this name, spelt {seen[path]!r} and {raw!r}"
                hint = "They differ only in how accents are encoded; rename one."
                self.found.append(error("name-collision", path, message, hint=hint))
                continue
            seen[path] = raw
            yield path, file

    def _below(
        self, folder: Path, prefix: str, above: frozenset[str]
    ) -> Iterator[tuple[str, Path]]:
        real = os.path.realpath(folder)
        if real in above:
            self.found.append(warning("symlink-skipped", prefix, "a symbolic link in a circle"))
            return
        try:
            entries = list(os.scandir(folder))
        except OSError as fault:
            self.found.append(
                error("unreadable", prefix or ".", f"cannot be read: {fault.strerror}")
            )
            return
        for entry in entries:
            path = prefix + entry.name
            if entry.name.startswith(".") or self._ignored(nfc(path)):
                continue
            if entry.is_symlink() and not self.link_is_safe(path, Path(entry.path)):
                continue
            if entry.is_dir():
                if Path(entry.path).resolve() == self.output or (
                    self.is_root and not prefix and entry.name in _NOT_NOTES
                ):
                    continue
                yield from self._below(Path(entry.path), path + "/", above | {real})
            elif entry.is_file() and not (self.is_root and path == FILE_NAME):
                yield path, Path(entry.path)

    def link_is_safe(self, path: str, link: Path) -> bool:
        """Whether a symbolic link leads to something below the site folder."""
        try:
            target = link.resolve(strict=True)
        except (OSError, RuntimeError):
            message = "a symbolic link that leads nowhere"
            self.found.append(warning("symlink-skipped", nfc(path), message))
            return False
        for folder in self.site:
            # Hidden files are no part of the site: `.git`, `.env`, `.obsidian`.
            if target.is_relative_to(folder) and not any(
                part.startswith(".") for part in target.relative_to(folder).parts
            ):
                return True
        message = "a symbolic link that leaves the site folder is not followed"
        hint = "Copy the file into the content folder."
        self.found.append(error("symlink-outside", nfc(path), message, hint=hint))
        return False

    def _ignored(self, path: str) -> bool:
        name = path.rpartition("/")[2]
        for glob in self.ignore:
            bare = glob.rstrip("/").removeprefix("**/")
            # A leading / means the content folder, as in .gitignore.
            if fnmatchcase(path, bare.lstrip("/")) or fnmatchcase(name, bare):
                return True
        return False

    def read(self, path: str, file: Path) -> bytes | None:
        try:
            return file.read_bytes()
        except OSError as fault:
            self.found.append(error("unreadable", path, f"cannot be read: {fault.strerror}"))
            return None

    def measure(self, path: str, file: Path) -> Attachment | None:
        try:
            with file.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
            width, height = _image_size(file)
            return Attachment(path, digest, file.stat().st_size, width, height)
        except OSError as fault:
            # Harmless unless a note uses it, and then the note's own warning says so.
            message = f"cannot be read: {fault.strerror}"
            self.found.append(warning("unreadable", path, message))
            return None


def _files_of(folder: Path, walk: _Walk | None = None) -> dict[str, SourceFile]:
    """The files below `folder`, by path; `walk` judges symbolic links."""
    files: dict[str, SourceFile] = {}
    for file in sorted(folder.rglob("*")) if folder.is_dir() else ():
        path = file.relative_to(folder).as_posix()
        if walk and file.is_symlink() and not walk.link_is_safe(f"{folder.name}/{path}", file):
            continue
        if file.is_file() and not any(part.startswith(".") for part in path.split("/")):
            data = file.read_bytes()
            files[nfc(path)] = SourceFile(nfc(path), _digest(data), data)
    return files


def _sorted(files: dict[str, SourceFile]) -> tuple[SourceFile, ...]:
    return tuple(file for _, file in sorted(files.items()))
