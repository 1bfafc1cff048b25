"""The JSON Schema of `kbsite.yaml`. No I/O."""

from __future__ import annotations

from typing import Any

import msgspec

from kbsite.config import Config
from kbsite.settings.nav_entries import NAV_DEFAULT, NAV_SCHEMA


def json_schema() -> dict[str, Any]:
    """The JSON Schema of `kbsite.yaml`."""
    schema = msgspec.json.schema(Config)
    definitions = schema["$defs"]
    definitions["NavEntry"] = NAV_SCHEMA
    keys = definitions["Config"]["properties"]
    keys["nav"]["default"] = list(NAV_DEFAULT)
    keys["cards"]["anyOf"] = [{"$ref": keys["cards"].pop("$ref")}, {"type": "boolean"}]
    return schema
