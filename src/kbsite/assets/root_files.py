"""Files of `static/root/` → planned outputs at the root of the site, as they are: what proves whose
it is, what crawlers, browsers and hosts look for. No I/O but what is handed to it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from functools import partial
from typing import TypeAlias

from kbsite.claims import Claim, Claims, explain_claim
from kbsite.diagnostics import Diagnostic, warning
from kbsite.model import PlannedOutput
from kbsite.nouns.sources import ROOT, Sources, StaticFile

Read: TypeAlias = Callable[[StaticFile], bytes]

#: Files of kbsite's that a site's own take the place of.
_REPLACED = frozenset({"robots.txt"})
# Names that mean something at the root of a site alone. Many services prove by a file whose site it
# is; some name it by a digest.
_LOOKED_FOR = (
    r"robots\.txt|favicon\.ico|(?:app-)?ads\.txt|humans\.txt|security\.txt|keybase\.txt|cname"
    r"|_headers|_redirects|bingsiteauth\.xml|\.well-known/.*|[^/]*verif[^/]*\.(?:html?|txt)"
    r"|google[0-9a-f]{8,}\.html|yandex_\w+\.html|[0-9a-f]{32,64}\.txt"
)


def replaced_by(sources: Sources) -> Set[str]:
    """The paths of files of kbsite's that those of the root take the place of."""
    return _REPLACED & _files(sources).keys()


def root_files(
    sources: Sources, planned: Iterable[str], read: Read
) -> tuple[list[PlannedOutput], list[Diagnostic]]:
    """The files of the root beside those at paths that are `planned`, and what is wrong with these
    and with those that were meant to be some; `read` gives the bytes of a file, where they are
    wanted."""
    outputs: list[PlannedOutput] = []
    found = [_misplaced(file) for file in sources.static if _is_misplaced(file)]
    files = _files(sources)
    if not files:
        return outputs, found
    taken = {path.casefold(): path for path in planned}
    ordered, claims = sorted(taken), Claims(())
    for path, file in files.items():
        claim = None if path in _REPLACED else claims.claim(path, f"static/{file.path}")
        if in_the_way := claim or _in_the_way(path, taken, ordered):
            message = explain_claim("/" + path.removesuffix("index.html"), in_the_way)
            hint = "It is not published. Rename one of them."
            found.append(warning("static-root", f"static/{file.path}", message, hint=hint))
        else:
            outputs.append(PlannedOutput(path, file.digest, partial(read, file)))
    return outputs, found


def _files(sources: Sources) -> dict[str, StaticFile]:
    own = (file for file in sources.static if file.path.startswith(ROOT))
    return {file.path.removeprefix(ROOT): file for file in own}


def _in_the_way(path: str, taken: Mapping[str, str], ordered: Sequence[str]) -> Claim | None:
    """What is planned at `path`, at a folder of it, or below it."""
    key = path.casefold()
    folders = (key[:at] for at, char in enumerate(key) if char == "/")
    other = next((taken[one] for one in (key, *folders) if one in taken), "")
    below = bisect_left(ordered, f"{key}/")
    if not other and below < len(ordered) and ordered[below].startswith(f"{key}/"):
        other = taken[ordered[below]]
    return Claim(other, "another file of the site") if other else None


def is_looked_for(path: str) -> bool:
    """Whether a file means something at the root of a site alone."""
    return re.fullmatch(_LOOKED_FOR, path, re.IGNORECASE) is not None


def _is_misplaced(file: StaticFile) -> bool:
    return not file.is_theme and is_looked_for(file.path)


def _misplaced(file: StaticFile) -> Diagnostic:
    message = "it is published below /assets/, and looked for at the root of the site"
    hint = f"Move it to static/{ROOT}{file.path}"
    return warning("static-root", f"static/{file.path}", message, hint=hint)
