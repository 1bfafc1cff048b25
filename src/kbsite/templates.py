"""The Jinja environment, made of template files as values. No I/O."""

from __future__ import annotations

from collections.abc import Iterable

from jinja2 import (
    BaseLoader,
    Environment,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
)

from kbsite.model import SourceFile


def template_environment(templates: Iterable[SourceFile]) -> Environment:
    """Autoescape on, unknown names are errors; templates get no clock and no randomness."""
    environment = Environment(
        loader=_SourceLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    del environment.filters["random"]
    return environment


class _SourceLoader(BaseLoader):
    """Templates by their path; each is compiled under it, so that a traceback names it."""

    def __init__(self, templates: Iterable[SourceFile]) -> None:
        self._files = {file.path: file.data for file in templates}

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, None]:
        if template not in self._files:
            raise TemplateNotFound(template)
        data = self._files[template]
        try:
            return data.decode("utf-8-sig"), template, None
        except UnicodeDecodeError as fault:
            line = data.count(b"\n", 0, fault.start) + 1
            raise TemplateSyntaxError("not UTF-8", line, template) from None

    def list_templates(self) -> list[str]:
        return list(self._files)
