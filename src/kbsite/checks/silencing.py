"""Which diagnostics an author does not want to see. No I/O."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from kbsite.diagnostics import Diagnostic
from kbsite.model import Card
from kbsite.words.globs import covering


def unsilenced(
    diagnostics: Iterable[Diagnostic],
    notes: Mapping[str, Card],
    ignored: Iterable[str],
    prefix: str,
) -> Iterator[Diagnostic]:
    """`diagnostics` less those that the notes' `check_ignore` or the site's `ignored` name; errors
    stay. `prefix` is what stands before the path of a note in a diagnostic."""
    everywhere: set[str] = set()
    globs: defaultdict[str, list[str]] = defaultdict(list)
    for entry in ignored:
        code, _, glob = entry.partition(" ")
        if glob:
            globs[code].append(glob)
        else:
            everywhere.add(code)
    covers = {code: covering(parts) for code, parts in globs.items()}
    for one in diagnostics:
        path = one.path.removeprefix(prefix)
        own = notes[path].front_matter.check_ignore if path in notes else ()
        is_covered = one.code in covers and covers[one.code](path)
        hidden = one.code in everywhere or one.code in own or is_covered
        if one.severity == "error" or not hidden:
            yield one
