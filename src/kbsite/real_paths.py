"""Where a path leads when symbolic links are followed. READS links."""

from __future__ import annotations

import os
from pathlib import Path


def real_path(path: Path) -> Path:
    """`path` without symbolic links, as far as it can be followed. `Path.resolve` raises
    RuntimeError where one leads in a circle, up to Python 3.12."""
    return Path(os.path.realpath(path))
