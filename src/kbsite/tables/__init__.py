"""Tables of notes and the properties that a page shows: rows and cells out of all notes. No I/O."""

from __future__ import annotations

from kbsite.tables.placed import Tables, TablesFound, to_files

__all__ = ["Tables", "TablesFound", "to_files"]
