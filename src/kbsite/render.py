"""Page context → bytes. No I/O."""

from __future__ import annotations

import difflib
import re
import traceback
from collections.abc import Sequence

from jinja2 import Environment, TemplateError, TemplateNotFound, TemplateSyntaxError
from markupsafe import Markup

from kbsite import contexts
from kbsite.contexts import Page, SiteContext
from kbsite.diagnostics import Diagnostic, ProduceError, error
from kbsite.nouns.sources import THEME
from kbsite.structured_data import structured_data

_CLASS = re.compile(r"'kbsite\.[\w.]*\.(\w+) object'")
_ATTRIBUTE = re.compile(r"^(\w+) has no attribute '(\w+)'$")
_UNDEFINED = re.compile(r"^'(\w+)' is undefined$")
#: What `template.render` is given.
_SEEN = ("page", "site", "words", "body", "structured_data")

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
        html = template.render(
            page=page,
            site=site,
            words=site.strings,
            body=Markup(body),
            structured_data=Markup(structured_data(page, site)),
        )
    except TemplateSyntaxError as fault:
        raise RenderError(_diagnostic(fault.name or "", fault.lineno, fault.message)) from None
    except _FAULTS as fault:
        known = environment.list_templates()
        name, line = _place(fault, page.template, environment)
        message, hint = _explain(fault, name, known)
        raise RenderError(_diagnostic(name, line, message, hint)) from None
    return html.encode()


def _place(fault: Exception, page_template: str, environment: Environment) -> tuple[str, int]:
    """The innermost template line in the traceback, which Jinja rewrites: of a template of the
    site's own, where there is one. What that hands to the theme's is its mistake."""
    templates = environment.list_templates()
    places = [
        (frame.filename, frame.lineno or 1)
        for frame in reversed(traceback.extract_tb(fault.__traceback__))
        if frame.filename in templates
    ]
    own = (place for place in places if _is_own(place[0], environment))
    return next(own, places[0] if places else (page_template, 1))


def _is_own(name: str, environment: Environment) -> bool:
    """Whether a template is not the theme's, which is also there behind `theme/`."""
    if name.startswith(THEME):
        return False
    sources = environment.loader
    assert sources
    try:
        theme, *_ = sources.get_source(environment, f"{THEME}{name}")
        return sources.get_source(environment, name)[0] != theme
    except TemplateNotFound:
        return True


def _explain(fault: Exception, name: str, templates: Sequence[str]) -> tuple[str, str]:
    """What is wrong, as an author knows it, and a hint."""
    if isinstance(fault, TemplateNotFound):
        near = difflib.get_close_matches(str(fault), templates, n=1)
        hint = f"Did you mean {near[0]!r}?" if near else "`kbsite eject` lists those of the theme."
        return f"there is no template {str(fault)!r}", hint
    if isinstance(fault, RecursionError):
        original = f"{THEME}{name}"
        hint = f'The theme\'s own is "{original}".' if original in templates else ""
        return "templates, or macros, that use one another without end", hint
    # Jinja names a value by its class: only the noun says something to an author.
    said = _CLASS.sub(r"\1", str(fault))
    fields: Sequence[str] = ()
    wrong = ""
    if found := _ATTRIBUTE.match(said):
        fields, wrong = getattr(vars(contexts).get(found[1]), "__struct_fields__", ()), found[2]
    elif found := _UNDEFINED.match(said):
        fields, wrong = _SEEN, found[1]
    near = difflib.get_close_matches(wrong, fields, n=1)
    return said, f"Did you mean `{near[0]}`?" if near else ""


def _diagnostic(name: str, line: int, message: str | None, hint: str = "") -> Diagnostic:
    said = message or "cannot be read"
    return error("template", f"templates/{name}", said, line=line, column=1, hint=hint)
