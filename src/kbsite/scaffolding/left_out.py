"""Whether a folder below the notes would be none of the site's. READS the settings of a vault."""

from __future__ import annotations

from pathlib import Path

from kbsite.config import Config
from kbsite.real_paths import real_path
from kbsite.scan import template_folders
from kbsite.scanning.walk import NOT_NOTES
from kbsite.urls import nfc
from kbsite.words.globs import covering

#: A note that no glob names but one that names all in its folder.
_ANY_NOTE = "\ue000" * 8 + ".md"


def is_left_out(root: Path, content: Path, config: Config, folder: Path) -> bool:
    """Whether no note in `folder`, which is below `content` and need not exist, is read: it is
    built, `ignore` names it, or it holds the templates of a vault."""
    place = real_path(folder)
    names = [nfc(name) for name in place.relative_to(real_path(content)).parts]
    return (
        place.is_relative_to(real_path(root / config.output))
        or (content == root and bool(names) and names[0] in NOT_NOTES)
        or (bool(names) and covering(config.ignore)("/".join([*names, _ANY_NOTE])))
        or "".join(f"{name}/" for name in names).startswith(template_folders(root, content))
    )
