"""The languages in which front matter is written, and what reads each. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kbsite.nodes.json import parse_json
from kbsite.nodes.toml import parse_toml
from kbsite.nodes.tree import Mistake, Node
from kbsite.nodes.yaml import parse_yaml

#: None is what an empty text comes to.
PARSERS: Mapping[str, Callable[[str], Node | Mistake | None]] = {
    "YAML": parse_yaml,
    "TOML": parse_toml,
    "JSON": parse_json,
}
