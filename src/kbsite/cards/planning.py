"""The cards of a site: which note has which, and what is wrong with their font. I/O through
`fonts`."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from kbsite.cards.fonts import CardFont, UnreadableFontError, characters_of, simplified_face
from kbsite.config import FILE_NAME, Config
from kbsite.diagnostics import EXTRAS_HINT, Diagnostic, warning
from kbsite.keys import digest_of, key_of, source_digest, version_of
from kbsite.model import PlannedOutput, SiteGraph
from kbsite.urls import card_url, output_path

if TYPE_CHECKING:
    from kbsite.cards.drawing import CardText

_HINT = "Name one below the site folder: `cards: {notes: true, font: fonts/NotoSansSC.otf}`."


class Cards(NamedTuple):
    """The text of each note's card by path ("" for all other pages), the names of the cards, and
    what is wrong. What of a name is not from the note is from its `look`."""

    look: str = ""
    font: CardFont | None = None
    texts: Mapping[str, CardText] = {}
    names: Mapping[str, str] = {}
    faults: tuple[Diagnostic, ...] = ()

    def outputs(self) -> Iterator[PlannedOutput]:
        """Each picture once."""
        if not self.font:
            return
        from kbsite.cards.drawing import draw_card

        made: set[str] = set()
        for path, name in self.names.items():
            if name not in made:
                made.add(name)
                produce = partial(draw_card, self.texts[path], self.font)
                file, key = output_path(card_url(name)), key_of("card", name)
                yield PlannedOutput(file, key, produce, travels=True, is_kept=True)


def plan_cards(graph: SiteGraph, config: Config, file: str, digest: str, prefix: str) -> Cards:
    """The cards of the published notes. `file` is the font that the configuration names, with its
    digest, "" where it names none that is there; `prefix` stands before the paths of notes in
    messages. Without `base_url` there are none, as nothing can name them."""
    if not config.cards.notes or not config.base_url:
        return Cards()
    if not config.cards.font:
        return Cards(faults=(_fault("`cards` without a font: notes have the site's card", _HINT),))
    if not version_of("pillow"):
        said = "Pillow is not installed: notes have the site's card"
        return Cards(faults=(_fault(said, EXTRAS_HINT),))
    if not file:
        return Cards()
    # Imported late: most sites have none.
    from kbsite.cards.drawing import CardText

    font = CardFont(file, digest, simplified_face(file, digest))
    try:
        known = characters_of(font)
    except UnreadableFontError as fault:
        said = f"{config.cards.font} is no font that can be read: {fault}"
        return Cards(faults=(_fault(said, ""),))
    look = digest_of(source_digest(), version_of("pillow"), digest, font.face)
    texts: dict[str, CardText] = {}
    names: dict[str, str] = {}
    faults: list[Diagnostic] = []
    site = _drawable(config.title, known)[0]
    if site:
        # What is no note's shows that of the site.
        texts[""] = CardText(site, "", _drawable(config.description, known)[0])
        names[""] = digest_of(look, texts[""])[:16]
    terms = {term.key: term.name for term in graph.terms}
    for path in graph.urls:
        title, lacking = _drawable(graph.titles[path], known)
        if lacking:
            shown = "".join(dict.fromkeys(lacking))[:20]
            message = f"the font of cards has no sign for {shown!r}, which its card leaves out"
            faults.append(warning("card-glyph", prefix + path, message))
        if not title:
            continue
        date, updated = graph.dates[path]
        words = [(updated or date)[:10], *(terms[key] for key in graph.tags[path][:4])]
        about = _drawable(" · ".join(filter(None, words)), known)[0]
        texts[path] = CardText(title, site, about)
        names[path] = digest_of(look, texts[path])[:16]
    return Cards(look, font, texts, names, tuple(faults))


def _fault(message: str, hint: str) -> Diagnostic:
    return warning("card", FILE_NAME, message, hint=hint)


def _drawable(text: str, known: frozenset[int]) -> tuple[str, str]:
    """`text` without what the font lacks, and that; what is never seen by itself (selectors of
    forms, joiners, marks of direction) is missed by nobody."""
    shown: list[str] = []
    lacking: list[str] = []
    for character in text:
        if character.isspace():
            shown.append(" ")
        elif unicodedata.category(character) in ("Cf", "Cc") or 0xFE00 <= ord(character) <= 0xFE0F:
            continue
        elif ord(character) in known:
            shown.append(character)
        else:
            lacking.append(character)
    return " ".join("".join(shown).split()), "".join(lacking)
