"""What is asked, and which notes answer it: the queries made by hand, and those that a seed draws.
READS `queries.yaml`.

Known items are titles and headings, searched as they stand; phrases are runs of characters cut out
of the notes' text, lines of code and formulas or parts of them. Which notes hold them is found by
looking through all of the text.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import yaml
from notes import FORMULA, Note, folded

from kbsite.tex.readable_math import readable_math

QUERIES = Path(__file__).with_name("queries.yaml")
#: A heading of more notes than this names none of them.
NOTES_OF_A_HEADING = 3
SHORTEST_HEADING = 4
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN_RUN = re.compile(f"[{HAN}]{{4,}}")
# No letters of TeX commands, and no part of an identifier.
_MIXED_RUN = re.compile(f"(?<![{HAN}\\w\\\\{{}}^$-])[{HAN}a-zA-Z]{{4,}}(?![{HAN}\\w{{}}-])")
_WORD = re.compile(r"[a-zA-Z]{2,}")
_CODE_TOKEN = re.compile(r"[A-Za-z_]\w*|\d[\d.]*|[^\w\s]+", re.ASCII)
#: What formulas stand between.
_MARKS = dict.fromkeys((2, 3), " ")
#: Tokens of a part of a line; a longer formula is none that anybody types.
_CODE_TOKENS, _FORMULA_LENGTH = (2, 6), 40


Draw: TypeAlias = Callable[[str, random.Random], str]


class Case(NamedTuple):
    """A query of a `kind`. Paths of notes: any of `expected` may come first; each of the first
    five results has to be one of `allowed`, where that is not None."""

    query: str
    kind: str
    expected: frozenset[str]
    allowed: frozenset[str] | None = None


class Phrase(NamedTuple):
    """A run of characters. `prose`: the notes whose text holds it, to the letter; `anywhere`: these
    and those that hold it in code or with white space in it, as in 每个 GPU."""

    query: str
    prose: frozenset[str]
    anywhere: frozenset[str]


class Corpus:
    """The notes of one site, folded once. `literal`: letters and signs of text, code and formulas,
    these as written and as they are read."""

    def __init__(self, notes: Sequence[Note]) -> None:
        self.notes = {note.path: note for note in notes}
        self.words = {note.path: note.words for note in notes}
        self.prose = {note.path: folded(note.prose) for note in notes}
        self.letters = {path: words.replace(" ", "") for path, words in self.words.items()}
        self.literal = {note.path: squeezed(f"{_as_read(note)}\n{note.words}") for note in notes}

    def matching(self, rule: str) -> frozenset[str]:
        """The notes that a path or a rule of `queries.yaml` names. Raises SystemExit where there
        are none: the query would be lost without a word."""
        if rule in self.notes:
            return frozenset((rule,))
        rules = [part.partition(":") for part in rule.split(" && ")]
        found = frozenset(
            path
            for path, note in self.notes.items()
            if all(self._holds(note, name, folded(text)) for name, _, text in rules)
        )
        if not found:
            raise SystemExit(f"{QUERIES.name}: no note is {rule!r}")
        return found

    def _holds(self, note: Note, rule: str, text: str) -> bool:
        match rule:
            case "tag":
                return any(f"{folded(tag)}/".startswith(f"{text}/") for tag in note.tags)
            case "title":
                return text in folded(note.title)
            case "heading":
                return any(folded(heading) == text for heading in note.headings)
            case "has":
                return text in self.words[note.path]
        return False


def hand_made(corpus: Corpus, name: str) -> list[Case]:
    """The queries of the collection `name`."""
    groups = yaml.safe_load(QUERIES.read_text("utf-8"))[name]
    return [_case(corpus, kind, entry) for kind, entries in groups.items() for entry in entries]


def _case(corpus: Corpus, kind: str, entry: dict[str, Any]) -> Case:
    expected = frozenset(path for rule in entry["expect"] for path in corpus.matching(rule))
    allowed: frozenset[str] | None = None
    if "only" in entry or "without" in entry:
        allowed = corpus.matching(entry["only"]) if "only" in entry else frozenset(corpus.notes)
        allowed = allowed.difference(*(corpus.matching(rule) for rule in entry.get("without", ())))
        expected &= allowed
    if not expected:
        raise SystemExit(f"{QUERIES.name}: nothing can answer {entry['query']!r}")
    return Case(entry["query"], kind, expected, allowed)


def known_items(corpus: Corpus, seed: int, count: int) -> list[Case]:
    """`count` titles and headings that name at most three notes, or all there are."""
    bearers: defaultdict[str, set[str]] = defaultdict(set)
    kinds: dict[str, tuple[str, str]] = {}
    for path, note in corpus.notes.items():
        named = [(note.title, "title"), *((heading, "heading") for heading in note.headings)]
        for text, kind in named:
            bearers[folded(text)].add(path)
            kinds.setdefault(folded(text), (text, kind))
    names = sorted(
        name
        for name, paths in bearers.items()
        if len(paths) <= NOTES_OF_A_HEADING and len(name) >= SHORTEST_HEADING
    )
    drawn = random.Random(seed).sample(names, min(count, len(names)))
    return [Case(*kinds[name], frozenset(bearers[name])) for name in drawn]


def han_phrases(corpus: Corpus, seed: int, count: int) -> list[Phrase]:
    """`count` runs of 4 to 10 Han characters."""
    return _drawn(corpus, seed, count, _han_phrase)


def mixed_phrases(corpus: Corpus, seed: int, count: int) -> list[Phrase]:
    """`count` runs of Han characters with Latin words between them, no spaces."""
    return _drawn(corpus, seed, count, _mixed_phrase)


def code_parts(corpus: Corpus, seed: int, count: int) -> list[Phrase]:
    """`count` parts of lines of code with at least two words, letters or numbers in them."""
    return _literal(corpus, seed, count, _code_part)


def formulas(corpus: Corpus, seed: int, count: int) -> list[Phrase]:
    """`count` formulas, every other one as it is read."""
    return _literal(corpus, seed, count, _formula)


def squeezed(text: str) -> str:
    """`text` folded, with white space only where words part."""
    return re.sub(r"(?<!\w)\s+|\s+(?!\w)", "", folded(text).translate(_MARKS))


def _as_read(note: Note) -> str:
    """The formulas of a note as their readers see them."""
    return "\n".join(
        readable_math(tex).text for text in note.texts for tex in FORMULA.findall(text)
    )


def _code_part(note: Note, chance: random.Random) -> str:
    lines = [line for line in note.code.split("\n") if line.isascii() and '"' not in line]
    if not lines:
        return ""
    line = chance.choice(lines)
    tokens = list(_CODE_TOKEN.finditer(line))
    length = min(chance.randint(*_CODE_TOKENS), len(tokens))
    first = chance.randrange(len(tokens) - length + 1)
    part = tokens[first : first + length]
    words = sum(token[0][0].isalnum() or token[0][0] == "_" for token in part)
    return line[part[0].start() : part[-1].end()] if words > 1 else ""


def _formula(note: Note, chance: random.Random) -> str:
    found = [tex for text in note.texts for tex in FORMULA.findall(text)]
    if not found:
        return ""
    tex = str(chance.choice(found))
    read = readable_math(tex).text
    text = tex if chance.random() < 0.5 else read
    # A word or a letter in a formula is looked for as any other.
    is_one = len(re.findall(r"[^\W_]+", read)) < 2
    return "" if is_one or len(text) > _FORMULA_LENGTH or re.search('["\n]', text) else text


def _literal(
    corpus: Corpus, seed: int, count: int, draw: Callable[[Note, random.Random], str]
) -> list[Phrase]:
    def phrase(text: str) -> Phrase:
        holders = _literal_holders(corpus, squeezed(text))
        return Phrase(text, holders, holders)

    return _distinct(corpus, seed, count, draw, squeezed, phrase)


def _literal_holders(corpus: Corpus, text: str) -> frozenset[str]:
    """The notes that hold it, not within longer words."""
    before, behind = (
        r"(?<!\w)" if text[0].isalnum() else "",
        r"(?!\w)" if text[-1].isalnum() else "",
    )
    whole = re.compile(before + re.escape(text) + behind)
    return frozenset(
        path for path, held in corpus.literal.items() if text in held and whole.search(held)
    )


def _han_phrase(text: str, chance: random.Random) -> str:
    runs = _HAN_RUN.findall(text)
    if not runs:
        return ""
    run = chance.choice(runs)
    length = chance.randint(4, min(10, len(run)))
    start = chance.randrange(len(run) - length + 1)
    return str(run[start : start + length])


def _mixed_phrase(text: str, chance: random.Random) -> str:
    """One Latin word with the characters beside it, as far as the next word."""
    places = [
        (run[0], word) for run in _MIXED_RUN.finditer(text) for word in _WORD.finditer(run[0])
    ]
    if not places:
        return ""
    run, word = chance.choice(places)
    before, after = _WORD.split(run[: word.start()])[-1], _WORD.split(run[word.end() :])[0]
    left = before[max(0, len(before) - chance.randint(0, 4)) :]
    right = after[: chance.randint(0, 4)]
    return f"{left}{word[0]}{right}" if left or right else ""


def _drawn(corpus: Corpus, seed: int, count: int, draw: Draw) -> list[Phrase]:
    def of_texts(note: Note, chance: random.Random) -> str:
        return draw("\n".join(note.texts), chance)

    def phrase(text: str) -> Phrase:
        return Phrase(text, *_holders(corpus, folded(text)))

    return _distinct(corpus, seed, count, of_texts, folded, phrase)


def _distinct(
    corpus: Corpus,
    seed: int,
    count: int,
    draw: Callable[[Note, random.Random], str],
    key: Callable[[str], str],
    phrase: Callable[[str], Phrase],
) -> list[Phrase]:
    """So many phrases drawn from random notes, of those with one key the first."""
    chance = random.Random(seed)
    paths = sorted(corpus.notes)
    found: dict[str, Phrase] = {}
    # Short collections may not have so many.
    for _ in range(100 * count):
        if len(found) == count:
            break
        text = draw(corpus.notes[chance.choice(paths)], chance)
        if text and key(text) not in found:
            found[key(text)] = phrase(text)
    return list(found.values())


def _holders(corpus: Corpus, text: str) -> Iterator[frozenset[str]]:
    for words in (corpus.prose, corpus.letters):
        yield frozenset(path for path, held in words.items() if text in held)
