"""READS the font that cards are drawn with: whether it is there, and its digest."""

from __future__ import annotations

import hashlib
from pathlib import Path

from kbsite.config import FILE_NAME, Config
from kbsite.diagnostics import Diagnostic, warning
from kbsite.nouns.sources import Source
from kbsite.real_paths import real_path


def find_card_font(root: Path, config: Config, found: list[Diagnostic]) -> tuple[Source, ...]:
    """The font that the configuration names, none where it is not below the site folder."""
    name = config.cards.font
    if not name or not config.cards.notes:
        return ()
    try:
        file = (root / name).resolve(strict=True)
        if file.is_file() and file.is_relative_to(real_path(root)):
            with file.open("rb") as stream:
                return (Source(name, hashlib.file_digest(stream, "sha256").hexdigest()),)
        said = f"the font of cards has to be a file below the site folder: {name}"
    except (OSError, RuntimeError) as fault:
        said = f"the font of cards cannot be read: {name}"
        said += f" ({fault.strerror})" if isinstance(fault, OSError) and fault.strerror else ""
    found.append(warning("card", FILE_NAME, said, hint="Notes have the site's card."))
    return ()
