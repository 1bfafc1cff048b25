"""What a built site weighs beside what GitHub takes. No I/O."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kbsite.diagnostics import Diagnostic, warning

#: "GitHub Pages limits": docs.github.com/pages.
SITE_BYTES = 1_000_000_000
#: "About large files on GitHub": a push with a larger one is refused.
FILE_BYTES = 100_000_000
#: What is so near a limit is told of, while there is time.
_NEAR = 0.8


def weigh(paths: Sequence[str], sizes: Sequence[int]) -> Iterator[Diagnostic]:
    """What comes near a limit in a site of files at `paths` with so many bytes each."""
    whole = sum(sizes)
    if whole > _NEAR * SITE_BYTES:
        message = f"the site has {_mega(whole)}; GitHub Pages takes {_mega(SITE_BYTES)}"
        size, path = max(zip(sizes, paths, strict=True))
        hint = f"Its largest file is {path} with {_mega(size)}."
        yield warning("site-size", "", message, hint=hint)
    near = _NEAR * FILE_BYTES
    heavy = zip(paths, sizes, strict=True) if max(sizes, default=0) > near else ()
    for path, size in sorted(one for one in heavy if one[1] > near):
        message = f"{path} has {_mega(size)}; GitHub takes files of {_mega(FILE_BYTES)}"
        hint = "Keep it elsewhere and link to it, or make it smaller."
        yield warning("file-size", "", message, hint=hint)


def _mega(size: int) -> str:
    return f"{size / 1e6:,.0f} MB"
