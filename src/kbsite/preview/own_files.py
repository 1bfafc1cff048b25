"""The scripts and styles of the preview itself, which no published site has. READS them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from kbsite.assets.stylesheets import in_shadow_tree
from kbsite.preview.words import words_json

_FOLDER = Path(__file__).parent / "browser"


@lru_cache(maxsize=2)
def own_files(language: str) -> Mapping[str, bytes]:
    """Name → bytes; `language` is that of the words."""
    files = {file.name: file.read_bytes() for file in sorted(_FOLDER.glob("*")) if file.is_file()}
    sheets = {name: in_shadow_tree(data) for name, data in files.items() if name.endswith(".css")}
    return {**files, **sheets, "words.json": words_json(language)}
