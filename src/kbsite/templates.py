"""The Jinja environment, made of template files as values. No I/O."""

from __future__ import annotations

from collections.abc import Iterable

from jinja2 import Environment, FunctionLoader, StrictUndefined, TemplateSyntaxError

from kbsite.model import SourceFile


def template_environment(templates: Iterable[SourceFile]) -> Environment:
    """Autoescape on, unknown names are errors; templates get no clock and no randomness."""
    files = {file.path: file for file in templates}

    def load(name: str) -> str | None:
        if name not in files:
            return None
        data = files[name].data
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as fault:
            line = data.count(b"\n", 0, fault.start) + 1
            raise TemplateSyntaxError("not UTF-8", line, name) from None

    environment = Environment(
        loader=FunctionLoader(load),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    del environment.filters["random"]
    return environment
