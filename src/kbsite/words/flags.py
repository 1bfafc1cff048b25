"""What a flag of front matter may say. No I/O."""

from __future__ import annotations

TRUE = frozenset({"true", "yes", "on", "y", "1", "是"})
FALSE = frozenset({"false", "no", "off", "n", "0", "否"})
