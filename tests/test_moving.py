"""`kbsite mv`: whatever is moved, every link comes to what it came to before."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kbsite.config import Config
from kbsite.fixing.move_plan import Move, MovePlan, MovePlanner
from kbsite.fixing.outcomes import Ground, Outcome, View
from kbsite.model import Note
from kbsite.notes import ParseOptions, parse_note
from kbsite.sources import Attachment, SourceFile

OPTIONS = ParseOptions("+08:00")
Files = Mapping[str, bytes]


def parse(path: str, data: bytes) -> Note:
    return parse_note(SourceFile(path, str(hash(data)), data), OPTIONS).note


def ground_of(files: Files) -> Ground:
    notes = [parse(path, files[path]) for path in sorted(files) if path.endswith(".md")]
    attachments = [Attachment(path, "", 0) for path in sorted(files) if not path.endswith(".md")]
    return Ground(notes, attachments, {}, Config(), drafts=False)


def plan_of(files: Files, old: str, new: str) -> MovePlan:
    return MovePlanner(ground_of(files), Move(old, new), files.__getitem__, parse).plan()


def moved(files: Files, plan: MovePlan) -> dict[str, bytes]:
    """The files once `plan` is carried out."""
    assert not plan.refusals
    written = {**files, **{one.path: one.data for one in plan.rewrites}}
    return {plan.move.path(path): data for path, data in written.items()}


def outcomes_of(files: Files, *, as_author: bool = True) -> dict[str, list[Outcome]]:
    """What each link of each note comes to, in order, tags aside."""
    ground = ground_of(files)
    view = View(ground, as_author=as_author)
    # To readers an unpublished note has no links.
    return {
        note.path: list(view.outcomes(note.path)) or [Outcome("unseen")] * len(note.links)
        for note in ground.cards
    }


FOLDERS = ("", "a/", "b/", "a/c/")
NAMES = ("x", "y", "C# z", "index")
PICTURES = ("p.png", "a/p.png", "b/q r.png")
NOTES = st.sampled_from([f"{folder}{name}.md" for folder in FOLDERS for name in NAMES])


def _relative(source: str, target: str) -> str:
    return posixpath.relpath(target, posixpath.dirname(source) or ".")


#: How the note at a path is linked to from another: every form that there is.
FORMS: tuple[Callable[[str, str], str], ...] = (
    lambda source, path: f"[[{path.removesuffix('.md')}]]",
    lambda source, path: f"[[{posixpath.basename(path).removesuffix('.md')}]]",
    lambda source, path: f"[[{posixpath.basename(path)}|词]]",
    lambda source, path: f"[[{path.removesuffix('.md')}#节]]",
    lambda source, path: f"![[{posixpath.basename(path).removesuffix('.md')}]]",
    lambda source, path: f"[词]({_relative(source, path).replace(' ', '%20').replace('#', '%23')})",
    lambda source, path: f"[词](</{path.replace('#', '%23')}#节> '题')",
    lambda source, path: (
        f"![图]({_relative(source, path).replace(' ', '%20').replace('#', '%23')})"
    ),
    lambda source, path: f'<a href="{_relative(source, path).replace("#", "%23")}">词</a>',
    lambda source, path: f"[词][r]\n\n[r]: </{path.replace('#', '%23')}>\n",
    lambda source, path: f"| 表 |\n|---|\n| [[{path.removesuffix('.md')}\\|词]] |\n",
    lambda source, path: f"## 见 [[{posixpath.basename(path).removesuffix('.md')}]]\n",
    lambda source, path: f"`[[{path}]]` $[[{path}]]$ [[没有]] [词](没有.md)",
)
HEADS = ("", "---\ntitle: 题\n---\n", "---\nprivate: true\n---\n", "---\naliases: [别名]\n---\n")


@st.composite
def sites(draw: Any) -> dict[str, bytes]:
    """A few notes in a few folders, namesakes among them, with links of every form."""
    paths = draw(st.lists(NOTES, min_size=2, max_size=6, unique=True))
    files = dict.fromkeys(PICTURES, b"")
    for path in paths:
        links = draw(
            st.lists(
                st.tuples(st.sampled_from(FORMS), st.sampled_from([*paths, *PICTURES])), max_size=4
            )
        )
        body = "\n\n".join(form(path, target) for form, target in links)
        end = draw(st.sampled_from(("\n", "\r\n")))
        text = f"{draw(st.sampled_from(HEADS))}# 节\n\n## 节\n\n{body}\n"
        files[path] = text.replace("\n", end).encode()
    return files


def may_be(files: Files, old: str, new: str) -> bool:
    """Whether nothing is at `new`, and it is not below `old`."""
    taken = set(files) | {folder for path in files for folder in _above(path)}
    return new not in taken and not f"{new}/".startswith(f"{old}/")


def _above(path: str) -> list[str]:
    parts = path.split("/")[:-1]
    return ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_every_link_comes_to_what_it_came_to(data: Any) -> None:
    files = data.draw(sites())
    notes = sorted(path for path in files if path.endswith(".md"))
    folders = sorted({folder for path in notes for folder in _above(path)})
    old = data.draw(st.sampled_from([*notes, *folders]))
    names = ("d/新.md", "x.md", "b/y.md", "新 名.md") if old.endswith(".md") else ("d", "b/e", "x")
    new = data.draw(st.sampled_from(names))
    if not may_be(files, old, new):
        return
    plan = plan_of(files, old, new)
    if any("published at" in refusal.message for refusal in plan.refusals):
        # Two notes at one URL: `x.md` beside `x/index.md`.
        return
    is_private = any(b"private" in data for data in files.values())
    if is_private and all("no way to write" in refusal.message for refusal in plan.refusals):
        # By a name that a published note has as well, no link leads to a private one.
        assume(not plan.refusals)
    after = moved(files, plan)
    readers, author = (outcomes_of(files, as_author=one) for one in (False, True))
    new_readers, new_author = (outcomes_of(after, as_author=one) for one in (False, True))
    for path in readers:
        new_path = plan.move.path(path)
        seen = zip(readers[path], author[path], strict=True)
        found = zip(new_readers[new_path], new_author[new_path], strict=True)
        for led, leads in zip(seen, found, strict=True):
            # What an author is led to counts where readers are led nowhere.
            one, other = (led[0], leads[0]) if led[0].kind == "path" else (led[1], leads[1])
            if one.kind != "nothing":
                assert other[:3] == one.moved(plan.move.path)[:3], path
                assert other.is_clear or not one.is_clear
            assert (led[0].kind == "hidden") == (leads[0].kind == "hidden") or one.kind == "nothing"
