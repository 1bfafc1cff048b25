"""Notes read with a site's own Markdown rules. No I/O of its own, yet it runs the site's code."""

from __future__ import annotations

import msgspec

from kbsite.diagnostics import Diagnostic
from kbsite.extensions.faults import (
    CAUGHT,
    Extension,
    fault_of,
    unused_renderer,
    wrong,
    wrong_renderer,
)
from kbsite.extensions.modules import Extensions
from kbsite.markdown.parser import RuleError, note_parser
from kbsite.markdown.texts.extension_tokens import KEPT, RenderRuleError
from kbsite.model import FrontMatter, ParsedNote
from kbsite.notes import parse_note, unreadable_note
from kbsite.nouns.fragments import Fragments
from kbsite.nouns.slots import HeadingEnd, HeadingStart
from kbsite.nouns.sources import SourceFile
from kbsite.reading.parse_options import ParseOptions, note_key


def check_rules(extensions: Extensions) -> tuple[Diagnostic, ...]:
    """Sets the rules up; what is wrong with them."""
    try:
        parser = note_parser(extensions.rule_functions)
    except RuleError as fault:
        return (_set_up_fault(fault, extensions),)
    renderers = getattr(parser.md.renderer, "rules", {})
    return tuple(
        unused_renderer(name, renderers[name], extensions.rule_sources)
        for name in sorted(parser.rendered & KEPT)
    )


def parse_with(
    source: SourceFile,
    options: ParseOptions,
    extensions: Extensions,
    fragments: Fragments,
    *,
    mark_lines: bool = False,
) -> ParsedNote:
    """`parse_note` with the rules; where they raise, a note that cannot be read and says so in
    an `extension` diagnostic, whose path is that of the extension."""
    if not extensions.rules:
        return parse_note(source, options, fragments=fragments, mark_lines=mark_lines)
    stage = f"while reading {source.path}"
    try:
        rules = extensions.rule_functions
        parsed = parse_note(source, options, rules, fragments, mark_lines=mark_lines)
        if not _is_sound(parsed):
            message = f"its rules leave a heading without a beginning or an end, {stage}"
            hint = "A heading_open has its heading_close behind it, with an inline token between."
            mistake = wrong(extensions.rules[0], message, hint)
            return _unread(source, options, mistake)
        # What cannot be encoded (half a surrogate pair) could not be written either.
        msgspec.msgpack.encode(parsed)
        return parsed
    except RuleError as fault:
        mistake = _set_up_fault(fault, extensions)
    except RenderRuleError as fault:
        mistake = wrong_renderer(fault, stage, extensions.rule_sources)
    except CAUGHT as fault:
        mistake = fault_of(fault, extensions.rules[0], stage, extensions.rule_sources)
    return _unread(source, options, mistake)


def _unread(source: SourceFile, options: ParseOptions, mistake: Diagnostic) -> ParsedNote:
    return unreadable_note(source.path, note_key(source, options), FrontMatter(), (mistake,))


def _is_sound(parsed: ParsedNote) -> bool:
    """Whether the headings among the pieces are those that are listed."""
    ends = [
        (type(piece), piece.heading)
        for piece in parsed.body.pieces
        if isinstance(piece, HeadingStart | HeadingEnd)
    ]
    numbers = range(len(parsed.note.headings))
    return ends == [(end, n) for n in numbers for end in (HeadingStart, HeadingEnd)]


def _set_up_fault(fault: RuleError, extensions: Extensions) -> Diagnostic:
    rule: Extension = extensions.rules[fault.number]
    if fault.__cause__ is None:
        return wrong(rule, f"`{rule.source.function}` {fault}", fault.hint)
    return fault_of(fault.__cause__, rule, "while it sets up its rule", extensions.rule_sources)
