"""Pictures that some readers do not see, or none before long. No I/O."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial

from kbsite.checks.survey import Survey
from kbsite.diagnostics import Diagnostic, info, warning
from kbsite.markdown.links.addresses import Address
from kbsite.nouns.slots import Media, Piece, Url
from kbsite.urls import (
    IMAGE_SUFFIXES,
    PLAYER_SUFFIXES,
    decoded,
    scheme_of,
    suffix_of,
)
from kbsite.words.players import player_of

#: Parts of addresses that storage signs for a time: S3 and what copies it, Notion, Google, Azure,
#: Alibaba's OSS, Tencent's COS, GitHub's private uploads.
_SIGNED = re.compile(
    r"[?&](?:X-(?:Amz|Goog|Oss|Tos|Obs)-(?:Expires|Signature|Credential)=|OSSAccessKeyId=|q-sign-time="
    r"|expirationTimestamp=|AWSAccessKeyId=|auth_key=\d{10}-|jwt=eyJ|sig=[^&]+&(?:.*&)?se=|se=[^&]+&(?:.*&)?sig="
    r"|Expires=\d{9,}&.*Signature=|Signature=[^&]+&.*Expires=\d{9,})"
    r"|//prod-files-secure\.s3\.|\.amazonaws\.com/secure\.notion-static\.com/|//file\.notion\.so/",
    re.IGNORECASE,
)
# Nothing that is signed is longer, and what is read again and again stays short.
_MAX = 3000
_ANY_SIGNED = re.compile(
    r"X-(?:Amz|Goog|Oss|Tos|Obs)-|OSSAccessKeyId|q-sign-time|expirationTimestamp|AWSAccessKeyId"
    r"|auth_key|jwt=|sig=|Signature=|amazonaws\.com|file\.notion\.so",
    re.IGNORECASE,
)
_NO_FILE = frozenset({"attachment-missing", "link-missing", "drawing-export"})
_IMG = re.compile(r"<img\b", re.IGNORECASE)


def unseen_pictures(survey: Survey) -> Iterator[Diagnostic]:
    """Pictures without alternative text, and those whose address expires."""
    for path in survey.graph.urls:
        if not _may_have(survey.pieces(path)):
            continue
        is_missing = partial(_is_missing, _missing(survey, path))
        for address in survey.addresses(path):
            if not address.shown:
                continue
            line, column = address.at
            if scheme_of(address.url) in ("", "http", "https") and _is_signed(address.url):
                message = f"the address of this picture expires: {_shortened(address.url)}"
                hint = "Download the file and put it beside the note."
                yield warning("image-expires", path, message, line=line, column=column, hint=hint)
            if not address.words and _is_picture(address) and not is_missing(address):
                message = f"a picture without alternative text: {_shortened(address.url)}"
                hint = "Say in a few words what it shows, as in ![a tree of 7 nodes](tree.png)."
                yield info("alt-missing", path, message, line=line, column=column, hint=hint)


def _missing(survey: Survey, path: str) -> frozenset[str]:
    """The targets of a note's links that lead to no file, which is told by itself."""
    links, faults = survey.notes[path].links, survey.graph.link_faults.get(path, ())
    return frozenset(links[fault.link].target for fault in faults if fault.code in _NO_FILE)


def _is_missing(targets: frozenset[str], address: Address) -> bool:
    return decoded(re.split("[?#]", address.url, maxsplit=1)[0]) in targets


def _may_have(pieces: Iterable[Piece]) -> bool:
    return any(
        (isinstance(piece, Media) and (not piece.alt or bool(_is_signed(piece.source))))
        or (isinstance(piece, Url) and piece.attribute == "src")
        or (isinstance(piece, str) and (_IMG.search(piece) or _ANY_SIGNED.search(piece)))
        for piece in pieces
    )


def _is_signed(url: str) -> bool:
    return bool(_SIGNED.search(url[:_MAX]))


def _is_picture(address: Address) -> bool:
    suffix = suffix_of(address.url)
    if scheme_of(address.url) is not None:
        return suffix not in PLAYER_SUFFIXES and not player_of(address.url)
    return suffix in IMAGE_SUFFIXES


def _shortened(url: str) -> str:
    if scheme_of(url) is None:
        url = decoded(url)
    return url if len(url) <= 80 else f"{url[:79]}…"
