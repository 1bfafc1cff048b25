"""PRINTS JSON, which is UTF-8 or ASCII, whatever a console takes."""

from __future__ import annotations

import codecs
import json
import re
import sys

import click

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def print_json(text: str) -> None:
    """Prints JSON; on a console or in a file of another code page (cp936, as Windows gives it)
    what is not ASCII stands as `\\u4e2d`: elsewhere than in a string JSON has none of it."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    if codecs.lookup(encoding).name != "utf-8":
        text = _NOT_ASCII.sub(lambda found: json.dumps(found[0])[1:-1], text)
    click.echo(text)
