"""READS how kbsite is installed, so that another machine can install the same: from where it came,
or, where nobody else can get it there, as a wheel made of its own files.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from kbsite import __version__
from kbsite.scan import theme_folder

_NAME = "kbsite"
#: What development needs is nothing that a site needs.
_NOT_FOR_SITES = {"dev"}
#: Of a wheel's own folder; its `RECORD` is made anew, and other files are the installer's.
_ABOUT = ("METADATA", "entry_points.txt", "licenses/LICENSE")
_WHEEL = f"Wheel-Version: 1.0\nGenerator: {_NAME} {__version__}\nRoot-Is-Purelib: true\n"
_WHEEL += "Tag: py3-none-any\n"
#: The first moment that a zip file can name: the same files are the same bytes.
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


class Requirement(NamedTuple):
    """A line of `requirements.txt`, and the wheel that it names (a path and its bytes), if any."""

    line: str
    wheel: tuple[str, bytes] | None = None


def own_requirement(folder: str) -> Requirement:
    """What installs this very kbsite with all that sites may use. A wheel would lie in `folder`,
    a path relative to where `pip` is run.

    Where pip took it from a repository or a file on the web, `direct_url.json` says so (PEP 610);
    where it took it from an index by its name, there is an installer's mark and no such file.
    Raises OSError."""
    try:
        distribution = metadata.distribution(_NAME)
    except metadata.PackageNotFoundError:
        # Run from its sources, of which nobody knows what they depend on.
        return Requirement(f"{_NAME}=={__version__}")
    names = distribution.metadata.get_all("Provides-Extra") or ()
    extras = ",".join(sorted(set(names) - _NOT_FOR_SITES))
    extras = f"[{extras}]" if extras else ""
    direct = distribution.read_text("direct_url.json")
    if direct is None and distribution.read_text("INSTALLER") is not None:
        return Requirement(f"{_NAME}{extras}=={distribution.version}")
    if address := _public_address(direct or "{}"):
        return Requirement(f"{_NAME}{extras} @ {address}")
    wheel = f"{folder}/{_NAME}-{distribution.version}-py3-none-any.whl"
    return Requirement(f"./{wheel}{extras}", (wheel, _wheel(distribution)))


def _public_address(direct: str) -> str:
    """Where anybody can install from what `direct_url.json` tells, "" where nobody can."""
    try:
        told = json.loads(direct)
        url = urlsplit(told.get("url", ""))
        if url.scheme != "https" or url.username or "$" in url.netloc:
            return ""
        fragment = f"#subdirectory={told['subdirectory']}" if told.get("subdirectory") else ""
        if version := told.get("vcs_info"):
            return f"{version['vcs']}+{url.geturl()}@{version['commit_id']}{fragment}"
        return f"{url.geturl()}{fragment}" if "archive_info" in told else ""
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""


def _wheel(distribution: metadata.Distribution) -> bytes:
    """A wheel of the files that run now (binary distribution format of packaging.python.org)."""
    about = f"{_NAME}-{distribution.version}.dist-info"
    files = dict(_package_files())
    for name in _ABOUT:
        if (text := distribution.read_text(name)) is not None:
            files[f"{about}/{name}"] = text.encode()
    files[f"{about}/WHEEL"] = _WHEEL.encode()
    record = "".join(f"{path},{_digest(data)},{len(data)}\n" for path, data in files.items())
    files[f"{about}/RECORD"] = f"{record}{about}/RECORD,,\n".encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path, data in files.items():
            entry = zipfile.ZipInfo(path, _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return packed.getvalue()


def _package_files() -> Iterator[tuple[str, bytes]]:
    """Path in a wheel and bytes of every file of the package, the theme among them."""
    package, theme = Path(__file__).parents[1], theme_folder()
    yield from _files_below(package, _NAME)
    if not theme.is_relative_to(package):
        for part in ("static", "templates"):
            yield from _files_below(theme / part, f"{_NAME}/theme/{part}")


def _files_below(folder: Path, prefix: str) -> Iterator[tuple[str, bytes]]:
    paths = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*")}
    for path, file in sorted(paths.items()):
        is_made = any(part.startswith((".", "__pycache__")) for part in path.split("/"))
        if not is_made and file.is_file():
            yield f"{prefix}/{path}", file.read_bytes()


def _digest(data: bytes) -> str:
    """As `RECORD` writes it: base64 for URLs without its padding."""
    text = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode()
    return f"sha256={text.rstrip('=')}"
