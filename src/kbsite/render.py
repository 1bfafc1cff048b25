"""Page context → bytes. No I/O."""

from __future__ import annotations

import re
import traceback
from collections.abc import Container

from jinja2 import Environment, TemplateError, TemplateSyntaxError
from markupsafe import Markup

from kbsite.contexts import Page, SiteContext
from kbsite.diagnostics import Diagnostic, ProduceError, error

_CLASS = re.compile(r"'kbsite\.[\w.]*\.(\w+) object'")

# What an expression in a template can raise.
_FAULTS = (
    TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


class RenderError(ProduceError):
    """A template that cannot be rendered; `diagnostic` names its line."""


def render_page(environment: Environment, page: Page, site: SiteContext, body: str) -> bytes:
    """`page` through its template; `body` is the composed HTML of its note.

    Raises RenderError."""
    try:
        template = environment.get_template(page.template)
        html = template.render(page=page, site=site, words=site.strings, body=Markup(body))
    except TemplateSyntaxError as fault:
        raise RenderError(_diagnostic(fault.name or "", fault.lineno, fault.message)) from None
    except _FAULTS as fault:
        name, line = _place(fault, page.template, environment.list_templates())
        raise RenderError(_diagnostic(name, line, str(fault))) from None
    return html.encode()


def _place(fault: Exception, page_template: str, templates: Container[str]) -> tuple[str, int]:
    """The innermost template line in the traceback, which Jinja rewrites."""
    for frame in reversed(traceback.extract_tb(fault.__traceback__)):
        if frame.filename in templates:
            return frame.filename, frame.lineno or 1
    return page_template, 1


def _diagnostic(name: str, line: int, message: str | None) -> Diagnostic:
    # Jinja names a value by its class: only the noun says something to an author.
    said = _CLASS.sub(r"\1", message or "cannot be read")
    return error("template", f"templates/{name}", said, line=line, column=1)
