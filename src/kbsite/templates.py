"""The Jinja environment, made of template files as values and of what they were compiled to, and
what of a site's own templates it would drop without a word. No I/O."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from typing import Any

from jinja2 import (
    BaseLoader,
    BytecodeCache,
    Environment,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    nodes,
)
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

from kbsite.diagnostics import Diagnostic, warning
from kbsite.nouns.sources import SourceFile

_needs_escape = re.compile("[&<>\"']").search


def _shown(value: object) -> str:
    """`value` as HTML. Most texts are HTML as they are, and need not become another object."""
    if (type(value) is str and not _needs_escape(value)) or type(value) is Markup:
        return value
    return escape(value)


class _Generator(CodeGenerator):
    """Templates put out values through `_shown`, a fifth of the time of a page less."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802
        super().visit_Template(node, frame)
        self.writeline("escape = environment.shown")


class _Environment(Environment):
    code_generator_class = _Generator
    shown = staticmethod(_shown)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """A plain dictionary: Jinja's has two levels, and each page goes through them again for
        each template that it includes."""
        return {**self.globals, **d} if d else self.globals


class _Compiler(BytecodeCache):
    """Knows what was compiled before, and notes what is new. Jinja compares the text of each."""

    def __init__(self, code: Mapping[str, bytes]) -> None:
        self.code = dict(code)
        self.is_new = False

    def load_bytecode(self, bucket: Bucket) -> None:
        if data := self.code.get(bucket.key):
            bucket.bytecode_from_string(data)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.code[bucket.key] = bucket.bytecode_to_string()
        self.is_new = True


def template_environment(
    templates: Iterable[SourceFile], code: Mapping[str, bytes] = {}
) -> Environment:
    """Autoescape on, unknown names are errors; templates get no clock and no randomness. `code` is
    what some of them were compiled to before."""
    environment = _Environment(
        loader=_SourceLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        # All of them, in a plain dictionary: each page asks for eleven.
        cache_size=-1,
        bytecode_cache=_Compiler(code),
    )
    del environment.filters["random"]
    return environment


def new_code(environment: Environment) -> Mapping[str, bytes]:
    """What the templates of `environment` were compiled to, where that is more than was known."""
    compiler = environment.bytecode_cache
    return compiler.code if isinstance(compiler, _Compiler) and compiler.is_new else {}


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


def check_blocks(
    environment: Environment, templates: Iterable[SourceFile]
) -> tuple[Diagnostic, ...]:
    """Warnings for what Jinja leaves out of pages in those `templates` that build on others:
    blocks that no template below has, and text outside of blocks. A template that cannot be
    read is passed over; rendering says why."""
    found: list[Diagnostic] = []
    for file in templates:
        try:
            tree = _tree(environment, file.path)
            below = _blocks_below(environment, tree)
        except TemplateError:
            continue
        if below is None:
            continue
        parent, known = below
        for block in _outermost_blocks(tree):
            if block.name not in known:
                near = difflib.get_close_matches(block.name, sorted(known), n=1)
                listed = f"It has {', '.join(sorted(known))}."
                hint = f"Did you mean `{near[0]}`?" if near else listed
                message = f"{parent} has no block `{block.name}`, so this one is not shown"
                found.append(_warning(file.path, block.lineno, message, hint))
        if line := _line_outside(tree):
            message = f"what stands outside of blocks is not shown, since this extends {parent}"
            hint = "Put it into a block: {% block main %} … {% endblock %}."
            found.append(_warning(file.path, line, message, hint))
    return tuple(found)


def _warning(path: str, line: int, message: str, hint: str) -> Diagnostic:
    return warning("template", f"templates/{path}", message, line=line, column=1, hint=hint)


def _tree(environment: Environment, path: str) -> nodes.Template:
    assert environment.loader
    source, _, _ = environment.loader.get_source(environment, path)
    return environment.parse(source, path)


def _blocks_below(
    environment: Environment, tree: nodes.Template
) -> tuple[str, frozenset[str]] | None:
    """The template that `tree` extends, and the blocks of all that stand below it. None where
    it extends none, or one that only rendering knows. Raises TemplateError."""
    parents: list[str] = []
    known: set[str] = set()
    while extends := next(tree.find_all(nodes.Extends), None):
        if not isinstance(extends.template, nodes.Const) or extends.template.value in parents:
            return None
        parents.append(extends.template.value)
        tree = _tree(environment, parents[-1])
        known.update(block.name for block in tree.find_all(nodes.Block))
    return (parents[0], frozenset(known)) if parents else None


def _outermost_blocks(tree: nodes.Template) -> Iterator[nodes.Block]:
    """The blocks that stand in no other, since one in another is shown where that is; none of
    them where `self.name()` may show any."""
    if any(name.name == "self" for name in tree.find_all(nodes.Name)):
        return
    inner = {id(b) for block in tree.find_all(nodes.Block) for b in block.find_all(nodes.Block)}
    yield from (block for block in tree.find_all(nodes.Block) if id(block) not in inner)


def _line_outside(tree: nodes.Template) -> int:
    """The first line outside of blocks, behind `extends`, that would be shown; 0 for none."""
    start = next(n for n, node in enumerate(tree.body) if isinstance(node, nodes.Extends))
    for output in tree.body[start:]:
        for part in output.nodes if isinstance(output, nodes.Output) else ():
            if not isinstance(part, nodes.TemplateData):
                return part.lineno
            if text := part.data.strip():
                return part.lineno + part.data.partition(text)[0].count("\n")
    return 0
