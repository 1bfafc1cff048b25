"""Which files run or decide a site, or the machine that builds it: an archive that comes from
anywhere gives it none. READS where symbolic links lead.
"""

from __future__ import annotations

import re
from pathlib import Path

from kbsite.config import Config
from kbsite.extensions.entries import file_of
from kbsite.importers.targets import as_compared
from kbsite.real_paths import real_path
from kbsite.scanning.walk import NOT_NOTES
from kbsite.settings.config_file import CONFIG_NAMES

#: What Python takes for a module where it looks: in the folder that it was called in.
_MODULE = re.compile(r"[^/]*\.(py[cdw]?|so|pth)|[^/]*/__(init|main)__\.[^/]*")
#: What `make`, hosts of sites and the installers that they call run where it lies at the top.
_RUN = re.compile(
    r"(gnu|bsd)?makefile|justfile|dockerfile|procfile|pipfile(\.lock)?|requirements\.txt"
    r"|pyproject\.toml|package(-lock)?\.json|netlify\.toml|(vercel|edgeone)\.json"
    r"|wrangler\.(toml|jsonc?)"
)


#: What programs make, and nobody writes notes in.
_MADE = frozenset({"node_modules", "_site"})


class OwnFiles:
    """The site's own files among all that could be written below `content`, both folders without
    symbolic links in their paths."""

    def __init__(self, root: Path, content: Path, config: Config) -> None:
        self._root = root
        self._is_root = content == root
        inside = _comparable(content.relative_to(root)) if content.is_relative_to(root) else ""
        own = {*NOT_NOTES, config.output}
        if self._is_root and config.content == "content":
            # Where there is such a folder, it alone is read.
            own.add(config.content)
        folders = {_comparable(Path(folder)) for folder in own}
        # Notes may lie within one of them, where the site says so.
        self._folders = tuple(one for one in folders if not f"{inside}/".startswith(f"{one}/"))
        self._is_hidden = inside.startswith(".")
        named = filter(None, map(file_of, config.extensions))
        real = (real_path(root / path) for path in named)
        self._extensions = {_comparable(path): _comparable(path.parent) for path in real}

    def why(self, path: Path) -> str:
        """Why nothing may be written at `path`, which has no symbolic links in it, or ""."""
        if as_compared(path.name) in CONFIG_NAMES:
            return "it would be the configuration of a site"
        if self._extensions and self._is_of_extensions(path):
            return "it would be an extension of the site, or a module beside one"
        if not path.is_relative_to(self._root):
            return ""
        below = _comparable(path.relative_to(self._root))
        if below.startswith(".") and not self._is_hidden:
            return "the site keeps no notes in hidden folders"
        for folder in self._folders:
            if f"{below}/".startswith(f"{folder}/"):
                return f"{folder}/ of a site holds no notes; --into FOLDER puts all into another"
        if self._is_root and (_MODULE.fullmatch(below) or _RUN.fullmatch(below)):
            return "in a site's folder it may be run; --into FOLDER puts all into another"
        return ""

    def reserved(self, folder: Path) -> frozenset[str]:
        """The folders below `folder` in which the site reads no notes though an archive may well
        have some in one of that name, `as_compared`."""
        if not folder.is_relative_to(self._root):
            return frozenset()
        above = _comparable(folder.relative_to(self._root))
        prefix = f"{above}/" if above else ""
        within = (one for one in self._folders if one.startswith(prefix) and one not in _MADE)
        return frozenset(one.removeprefix(prefix) for one in within)

    def _is_of_extensions(self, path: Path) -> bool:
        if _comparable(path) in self._extensions:
            return True
        is_module = _MODULE.fullmatch(as_compared(path.name))
        return bool(is_module) and _comparable(path.parent) in self._extensions.values()


def _comparable(path: Path) -> str:
    return as_compared("/".join(path.parts))
