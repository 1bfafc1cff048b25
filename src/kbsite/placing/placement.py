"""Where list pages stand: none of two that come to one URL in pinyin is lost. No I/O.

In pinyin 几何 and 集合 are both `ji-he`. The folder or tag whose oldest note is older has that
URL, so that it does not move when the other is added; the other keeps its Han.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

import msgspec

from kbsite.claims import Claims
from kbsite.diagnostics import Diagnostic, info
from kbsite.model import Card
from kbsite.nouns.lists import Folder, Term
from kbsite.placing.folders import folder_permalink
from kbsite.taxonomies import TAGS, term_permalink
from kbsite.urls import note_permalink, output_path

_Listing = TypeVar("_Listing", Term, Folder)
# After every date.
_UNDATED = "~"


class Placement:
    """Gives list pages their URLs; what was moved is told in `found`."""

    def __init__(
        self, claims: Claims, notes: Mapping[str, Card], dates: Mapping[str, tuple[str, str]]
    ) -> None:
        """`notes` are the published ones, whose URLs are claimed already."""
        self.found: list[Diagnostic] = []
        self._claims = claims
        self._notes = notes
        self._dates = dates
        # The name of the list page at each URL, without regard to case.
        self._names: dict[str, str] = {}

    def place(self, pages: Sequence[_Listing]) -> tuple[_Listing, ...]:
        """The same pages, in the same order, where they stand."""
        ages = self._ages(pages)
        # What is spelt as it is written never moves.
        ages = ["" if page.url == plain_url(page) else ages[i] for i, page in enumerate(pages)]
        order = sorted(range(len(pages)), key=lambda i: (ages[i], i))
        placed = {i: self._placed(pages[i]) for i in order}
        return tuple(placed[i] for i in range(len(pages)))

    def _placed(self, page: _Listing) -> _Listing:
        plain = plain_url(page)
        if page.url != plain and (other := self._other_at(page.url, plain)):
            message = f"{_name_of(page)} would stand at {page.url}, where {other} stands already"
            hint = f"It stands at {plain}."
            path = page.path if isinstance(page, Folder) else ""
            self.found.append(info("pinyin-collision", path, message, hint=hint))
            page = msgspec.structs.replace(page, url=plain)
        page = self._claimed(page)
        self._names.setdefault(page.url.casefold(), _name_of(page))
        return page

    def _claimed(self, page: _Listing) -> _Listing:
        """Where its URL is taken in another spelling it stands there, and where a file of
        kbsite's own is in the way on the home page."""
        in_the_way = self._claims.introduce(output_path(page.url), "")
        if in_the_way is None or in_the_way.path == output_path(page.url):
            return page
        is_page = in_the_way.owner or in_the_way.path.endswith("index.html")
        taken = in_the_way.path.removesuffix("index.html") if is_page else ""
        return msgspec.structs.replace(page, url=f"/{taken}")

    def _other_at(self, url: str, plain: str) -> str:
        """What stands at `url` and is not an introduction to the page that would be at `plain`
        if names were not spelt otherwise."""
        if name := self._names.get(url.casefold()):
            return name
        claim = self._claims.at(output_path(url))
        note = self._notes.get(claim.owner) if claim else None
        if note is None or note.front_matter.slug or note.front_matter.permalink:
            return ""
        return "" if note_permalink(note.path) == plain else note.path

    def _ages(self, pages: Sequence[_Listing]) -> list[str]:
        """The date of the oldest note of each page and below it."""
        oldest: dict[str, str] = {}
        for page in pages:
            own = min((self._dates[path][0] or _UNDATED for path in page.notes), default=_UNDATED)
            for above in _and_above(_path_of(page)):
                oldest[above] = min(own, oldest.get(above, own))
        return [oldest[_path_of(page)] for page in pages]


def _path_of(page: Term | Folder) -> str:
    return page.path if isinstance(page, Folder) else page.key


def _and_above(path: str) -> Iterator[str]:
    yield path
    while path:
        path = posixpath.dirname(path)
        yield path


def plain_url(page: Term | Folder) -> str:
    """The URL of a list page where names are not spelt otherwise."""
    if isinstance(page, Folder):
        return folder_permalink(page.path)
    return term_permalink(page.name, taxonomy=page.taxonomy)


def _name_of(page: Term | Folder) -> str:
    """What a list page is called in a message."""
    if isinstance(page, Folder):
        return f"the folder {page.path}"
    return f"the tag {page.name}" if page.taxonomy == TAGS else f"the series {page.name}"
