"""What a note depends on beside its own file, and the key of the two together. No I/O."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from kbsite.keys import digest_of, key_of
from kbsite.nouns.sources import Source


class ParseOptions(msgspec.Struct, frozen=True):
    """All of the configuration that a note depends on."""

    timezone: str
    macros: tuple[tuple[str, str], ...] = ()
    language: str = "zh-CN"
    hard_breaks: bool = False
    brackets: bool = False
    #: (file, function, digest of the file) of the site's own Markdown rules, in order.
    rules: tuple[tuple[str, str, str], ...] = ()


def note_key(source: Source, options: ParseOptions) -> str:
    """The digest of everything that a note is parsed from."""
    return keyed(options_key(options), source)


def keyed(options: str, source: Source) -> str:
    """The same where the key of the options is known."""
    return digest_of(options, source.path, source.digest)


@lru_cache(maxsize=8)
def options_key(options: ParseOptions) -> str:
    """That of everything beside the note."""
    return key_of(options)
