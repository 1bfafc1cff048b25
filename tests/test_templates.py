"""Values in templates: Jinja's own escaping, only sooner where there is nothing to escape."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, UndefinedError
from markupsafe import Markup

from kbsite.nouns.sources import SourceFile
from kbsite.templates import template_environment

#: Every way in which a value comes to be HTML: put out, kept, returned, inherited, included.
TEMPLATES = {
    "base.html": "{% block main %}{{ value }}{% endblock %}{% include 'end.html' %}",
    "end.html": "<p>{{ value }}",
    "page.html": """\
{% extends "base.html" %}
{% macro twice(text) %}{{ text }}<i>{{ text }}</i>{% endmacro %}
{% block main %}{% set kept %}<b>{{ value }}</b>{% endset %}
{{ super() }}{{ kept }}{{ twice(value) }}{{ value ~ kept }}{{ value | safe }}
{% autoescape false %}{{ value }}{% endautoescape %}{% filter upper %}{{ value }}{% endfilter %}
{% endblock %}
""",
}
FILES = [SourceFile(path, "", text.encode()) for path, text in TEMPLATES.items()]
OURS = template_environment(FILES)
PLAIN = Environment(loader=OURS.loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
VALUES = st.one_of(
    st.text("&<>\"'a图;"), st.text(), st.integers(), st.none(), st.text("<a>&").map(Markup)
)


def rendered(environment: Environment, value: object) -> str:
    return environment.get_template("page.html").render(value=value).rstrip("\n")


@given(VALUES)
def test_values_are_escaped_as_jinja_does(value: object) -> None:
    assert rendered(OURS, value) == rendered(PLAIN, value)


@pytest.mark.parametrize(
    ("sign", "html"),
    [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&#34;"), ("'", "&#39;")],
)
def test_every_sign_of_html_is_escaped(sign: str, html: str) -> None:
    assert OURS.from_string("{{ value }}").render(value=f"图{sign}") == f"图{html}"


def test_a_text_with_nothing_to_escape_stays_the_same_object() -> None:
    text = "一段文字"
    assert next(OURS.from_string("{{ value }}").generate(value=text)) is text


def test_unknown_names_are_still_errors() -> None:
    with pytest.raises(UndefinedError):
        OURS.from_string("{{ nothing }}").render()
