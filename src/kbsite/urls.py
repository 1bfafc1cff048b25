"""Slugs, permalinks, hrefs and output paths: every link goes through here. No I/O.

A *permalink* is decoded, NFC and absolute without the base path (`/几何/2d/`); an *href* is
what stands in HTML (`/notes/%E5%87%A0%E4%BD%95/2d/`).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import TypeAlias
from urllib.parse import quote, unquote, urlsplit

#: How names are spelt in URLs: `segment`, or `pinyin_segment`, which agrees with it on its results.
Spelling: TypeAlias = Callable[[str], str]

#: A segment of a permalink stays within this many UTF-8 bytes (file systems allow 255).
SEGMENT_BYTES = 200
#: No file system in use allows longer names.
_MAX_NAME_BYTES = 255
#: A path of the site that is longer cannot be written on some file systems.
MAX_PATH_BYTES = 1000

#: A link may leave the site under these schemes and no other; what has those of scripts runs.
SAFE_SCHEMES = frozenset({"http", "https", "mailto", "tel", "sms", "ftp", "magnet", "xmpp", "geo"})
SCRIPT_SCHEMES = frozenset({"javascript", "vbscript"})

#: What an `<img>` can show.
IMAGE_SUFFIXES = frozenset(
    {".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".bmp", ".ico"}
)
VIDEO_SUFFIXES = frozenset({".mp4", ".webm", ".ogv", ".mov", ".m4v", ".mkv"})
SOUND_SUFFIXES = frozenset(
    {".mp3", ".ogg", ".oga", ".opus", ".wav", ".m4a", ".flac", ".aac", ".3gp"}
)
#: What is shown in place and is no picture: what plays, and what has a frame.
PLAYER_SUFFIXES = VIDEO_SUFFIXES | SOUND_SUFFIXES | {".pdf"}

#: How the anchor of a block begins that its author named: `^id`. No slug does.
BLOCK_MARK = "^"
_DRAWINGS = (".excalidraw", ".excalidraw.md")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]*:")
#: Not allowed in a file name on Windows; a permalink is a file name everywhere.
NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]')
# What no path of a file holds: that, and segments that are empty or lead elsewhere.
_UNFIT = re.compile(rf"{NOT_IN_NAMES.pattern}|(?:^|/)\.{{0,2}}(?:/|\Z)")
_WINDOWS_DEVICES = re.compile(
    r"(?i)^(con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?=\.|$)"
)
# Hosts do not publish what is hidden.
_HIDDEN = re.compile(r"^\.[.-]*")
# Python refuses to read a number of more digits than it is told to, never fewer than 640.
_NATURAL = re.compile(r"(\d{1,640})")
# github-slugger drops all but these, hyphen and space: letters, marks, numerals, connectors,
# and the circled and squared letters, which are alphabetic by property only.
_SLUG_KEEPS = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "Pc"})
_ALPHABETIC_SYMBOLS = re.compile(
    "[Ⓐ-ⓩ\U0001f130-\U0001f149\U0001f150-\U0001f169\U0001f170-\U0001f189]"
)
# Ideographs that a Python older than their Unicode does not know.
_LATER_HAN = re.compile("[\U00020000-\U0003fffd]")


def nfc(text: str) -> str:
    """Unicode normal form C, which every path and name of kbsite is in."""
    return unicodedata.normalize("NFC", text)


def is_nfc(text: str) -> bool:
    """Whether a text is in that form already."""
    return unicodedata.is_normalized("NFC", text)


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """The form in which names are compared: NFC, without case, outer space trimmed."""
    return nfc(nfc(text).casefold()).strip()


def heading_slug(text: str) -> str:
    """The anchor of a heading as github-slugger makes it: lower case, punctuation dropped,
    each space a hyphen, Han kept; in NFC. "" becomes `section`."""
    kept = "".join(filter(_stays_in_slugs, nfc(text).strip().lower()))
    return nfc(kept).replace(" ", "-") or "section"


def _stays_in_slugs(char: str) -> bool:
    return (
        char in " -"
        or unicodedata.category(char) in _SLUG_KEEPS
        or _ALPHABETIC_SYMBOLS.match(char) is not None
        or _LATER_HAN.match(char) is not None
    )


def unique_slugs(slugs: Sequence[str], taken: Iterable[str] = ()) -> tuple[str, ...]:
    """The same slugs, duplicates (of one another or of those `taken`) numbered `-1`, `-2` …
    in order, none twice."""
    seen = dict.fromkeys(taken, 0)
    result = []
    for slug in slugs:
        unique = slug
        while unique in seen:
            seen[slug] += 1
            unique = f"{slug}-{seen[slug]}"
        seen[unique] = 0
        result.append(unique)
    return tuple(result)


@lru_cache(maxsize=65536)
def segment(name: str, *, keeps_dot: bool = False, space: str = "-") -> str:
    """One segment of a permalink: NFC, white space to `space`, what no file name can hold to `-`,
    device names marked, `dot-` for a dot at the start unless it `keeps_dot`, cut to `SEGMENT_BYTES`
    with a hash where longer. Case and `+` stay."""
    text = NOT_IN_NAMES.sub("-", space.join(nfc(name).split())).rstrip(". ")
    if not keeps_dot:
        text = _HIDDEN.sub("dot-", text)
    text = _WINDOWS_DEVICES.sub(r"\1_", text)
    encoded = text.encode()
    if len(encoded) <= SEGMENT_BYTES:
        return text
    digest = hashlib.sha256(encoded).hexdigest()[:8]
    return encoded[: SEGMENT_BYTES - 9].decode(errors="ignore") + "-" + digest


def fault_of_name(name: str) -> str:
    """Why a file or folder of notes cannot have this name, "" where it can."""
    if name.startswith("."):
        return f"{name!r} begins with a dot: what is hidden is no part of the site"
    if NOT_IN_NAMES.search(name) or name != name.strip() or name.endswith("."):
        return f"{name!r} cannot be a name on every system"
    if _WINDOWS_DEVICES.match(name):
        return f"{name!r} is the name of a device on Windows"
    if len(name.encode()) > _MAX_NAME_BYTES:
        return f"{name[:60]}… is longer than {_MAX_NAME_BYTES} bytes"
    return ""


def permalink(parts: Sequence[str], *, directory: bool = True, keeps_dots: bool = False) -> str:
    """Names joined to a permalink; empty and `.` names are left out."""
    named = (segment(part, keeps_dot=keeps_dots) for part in parts if part not in ("", "."))
    segments = [name for name in named if name]
    # A folder of this name could not stand beside the page of the folder above it.
    folders = segments if directory else segments[:-1]
    marked = [s + "_" if s.casefold() == "index.html" else s for s in folders]
    path = "/".join([*marked, *segments[len(folders) :]])
    if not path:
        return "/"
    return f"/{path}/" if directory else f"/{path}"


@lru_cache(maxsize=65536)
def note_permalink(
    path: str, slug: str = "", override: str = "", spell: Spelling = segment
) -> str | None:
    """Where the note at `path` (`几何/2d.md`) is published; None where `override`, the
    author's `permalink`, is not a path inside the site, or a name comes to nothing. A `README.md`
    is taken to stand for its folder. `spell` does not touch what an author wrote, `slug` or
    `override`; what holds for every URL does."""
    if override:
        return written_permalink(override)
    *folders, name = path[: -len(".md")].split("/")
    is_index = name == "index" or (is_readme(path) and not slug)
    if is_index:
        name = folders.pop() if folders and slug else ""
    name = slug.replace("/", "-") or spell(name)
    if name and (name in (".", "..") or not segment(name)):
        return None
    folders = [spell(folder) for folder in folders]
    return permalink([*folders, name]) if name or is_index else None


def is_readme(path: str) -> bool:
    """Whether the note at `path` is the `README.md` of a folder below the content folder, which
    stands for it where nothing else does."""
    return path[-10:].casefold() == "/readme.md"


def written_permalink(written: str, *, keeps_dots: bool = False) -> str | None:
    """A path that an author wrote as a permalink; None where it is none inside the site."""
    parts = written.replace("\\", "/").split("/")
    if ".." in parts or _SCHEME.match(written) or "\0" in written:
        return None
    if parts[-1] == "index.html":
        return permalink(parts[:-1], keeps_dots=keeps_dots)
    is_file = bool(re.search(r"\.html?$", written))
    return permalink(parts, directory=not is_file, keeps_dots=keeps_dots)


@lru_cache(maxsize=65536)
def output_path(url: str) -> str:
    """The file of a permalink, relative to the output folder: `/a/` is `a/index.html`.

    Raises ValueError for a path that would leave the output folder; every path that is
    written passes here."""
    path = url.removeprefix("/")
    if not path or path.endswith("/"):
        path += "index.html"
    if _UNFIT.search(path):
        raise ValueError(f"not a path inside the output folder: {url!r}")
    return path


def is_too_long(url: str) -> bool:
    """Whether the file of a permalink has a path that file systems do not hold."""
    return len(output_path(url).encode()) > MAX_PATH_BYTES


@lru_cache(maxsize=65536)
def href(base_path: str, url: str, anchor: str = "") -> str:
    """A permalink as it stands in HTML: base path in front, percent-encoded."""
    fragment = f"#{quote(anchor, safe=_FRAGMENT_SAFE)}" if anchor else ""
    return base_path + quote(url, safe=_PATH_SAFE) + fragment


_PATH_SAFE = "/+-._~!$'()*,;=:@"
# `&` parts what a viewer of PDF is told: `#page=3&zoom=100`.
_FRAGMENT_SAFE = _PATH_SAFE + "?&"


def diagram_url(name: str, *, dark: bool) -> str:
    """The permalink of a diagram's picture."""
    return f"/assets/diagrams/{name}-{'dark' if dark else 'light'}.svg"


def card_url(name: str) -> str:
    """The permalink of a note's card."""
    return f"/assets/cards/{name}.png"


def markdown_url(url: str) -> str:
    """The permalink of the Markdown file beside the page of a note."""
    return url + "index.md" if url.endswith("/") else url.removesuffix(".html") + ".md"


def markdown_path(path: str) -> str:
    """The file of `markdown_url`, beside that of a page."""
    return path.removesuffix(".html") + ".md"


def neighbourhood_url(path: str) -> str:
    """The permalink of the file that says what the note at `path` is linked with."""
    return f"/assets/graph/{hashlib.blake2b(path.encode(), digest_size=8).hexdigest()}.json"


def equation_id(label: str) -> str:
    """The id of a labelled equation in its page; labels that differ in spaces only share it."""
    return "eq:" + "-".join(label.split())


def base_path_of(base_url: str) -> str:
    """`https://name.github.io/notes/` → `/notes`, percent-encoded, no slash at the end."""
    return quote(unquote(urlsplit(base_url).path), safe=_PATH_SAFE).rstrip("/")


def origin_of(base_url: str) -> str:
    """`https://name.github.io/notes/` → `https://name.github.io`."""
    parts = urlsplit(base_url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def decoded(url: str) -> str:
    """A percent-encoded piece of a URL as NFC text; broken UTF-8 stays encoded."""
    try:
        return nfc(unquote(url, errors="strict"))
    except UnicodeDecodeError:
        return nfc(url)


def scheme_of(url: str) -> str | None:
    """The lower-case scheme of a URL that leaves the site ("" for `//host`), None for one
    that does not. Control characters and spaces are ignored, as browsers do."""
    bare = re.sub(r"[\x00-\x20]", "", url)
    if bare.startswith("//"):
        return ""
    match = _SCHEME.match(bare)
    return match.group()[:-1].lower() if match else None


def suffix_of(url: str) -> str:
    """`.png` of an address or a path, lower case; "" where its last segment has none."""
    name = re.split(r"[?#]", url, maxsplit=1)[0].rpartition("/")[2]
    return "." + name.rpartition(".")[2].lower() if "." in name[1:] else ""


def is_drawing(path: str) -> bool:
    """Whether a file is a drawing of Excalidraw, which is no note."""
    return path.lower().endswith(_DRAWINGS)


@lru_cache(maxsize=65536)
def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """Sorts `第2章` before `第10章`, `章` before `章2`; ties by the text itself."""
    parts = _NATURAL.split(fold(text))
    key = [(0, int(p), p) if i % 2 else (1, 0, p) for i, p in enumerate(parts) if p]
    return (*key, (-1, 0, text))
