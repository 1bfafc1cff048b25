"""What opens a source file in the author's editor: a URL of the editor's own. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

#: By their names in `kbsite.yaml`. VS Code: "Opening VS Code with URLs" in its documentation.
#: Obsidian opens a note, at no line. IntelliJ's IDEs take all three.
_PATTERNS: Mapping[str, str] = {
    "vscode": "vscode://file/{path}:{line}:{column}",
    "cursor": "cursor://file/{path}:{line}:{column}",
    "obsidian": "obsidian://open?path={path}",
    "idea": "idea://open?file={path}&line={line}&column={column}",
}


def editor_url(editor: str, path: str) -> str:
    """The URL for the file at `path`, absolute with `/`, in which `{line}` and `{column}` are left.
    `editor` is a name, or a pattern. A path that stands behind a slash brings none of its own."""
    address, mark, query = _PATTERNS.get(editor, editor).partition("?")
    # The colon is that of a drive, as in C:/notes.
    drive, colon, rest = path.partition(":/") if path[1:3] == ":/" else ("", "", path)
    shown = drive + colon + quote(rest, safe="/")
    # The second slash of `://` is none of the path's.
    inner = shown if address.endswith("://{path}") else shown.removeprefix("/")
    address = address.replace("/{path}", f"/{inner}").replace("{path}", shown)
    return address + mark + query.replace("{path}", quote(path, safe=""))


def at_place(url: str, line: int, column: int) -> str:
    """A URL of `editor_url` at a place, which counts from 1; 0 is unknown."""
    return url.replace("{line}", str(line or 1)).replace("{column}", str(column or 1))
