"""The Jinja environment, made of template files as values. No I/O."""

from __future__ import annotations

from collections.abc import Iterable

from jinja2 import DictLoader, Environment, StrictUndefined

from kbsite.model import SourceFile


def template_environment(templates: Iterable[SourceFile]) -> Environment:
    """Autoescape on, unknown names are errors; templates get no clock and no randomness.

    Raises UnicodeDecodeError for a template that is not UTF-8."""
    sources = {file.path: file.data.decode("utf-8-sig") for file in templates}
    environment = Environment(
        loader=DictLoader(sources),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    del environment.filters["random"]
    return environment
