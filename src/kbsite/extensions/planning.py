"""A site's own outputs, planned and checked. No I/O of its own, yet it runs the site's code."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import msgspec

from kbsite.claims import Claims
from kbsite.config import Config
from kbsite.diagnostics import Diagnostic, ProduceError
from kbsite.extensions.faults import CAUGHT, Extension, fault_of, name_of_type, printable, wrong
from kbsite.keys import key_of
from kbsite.model import PlannedOutput, SiteGraph
from kbsite.urls import nfc, output_path, segment

_RETURNS = "An output returns PlannedOutputs: (path, key, a function that returns bytes)."
_PATH = "Write it from the output folder, as `data/notes.json`."


def plan_own(
    extensions: Iterable[Extension],
    graph: SiteGraph,
    config: Config,
    planned: Iterable[str],
) -> tuple[tuple[PlannedOutput, ...], tuple[Diagnostic, ...]]:
    """What the site's outputs plan beside the paths that are `planned` already, and what is
    wrong."""
    extensions = tuple(extensions)
    if not extensions:
        return (), ()
    # What is wrong with a note that is not published is no business of what is.
    graph = msgspec.structs.replace(
        graph, faults=(), link_faults={}, reporting=(), nav_diagnostics=()
    )
    claims = Claims(())
    for path in planned:
        claims.claim(path, "another output of kbsite")
    outputs: list[PlannedOutput] = []
    mistakes: list[Diagnostic] = []
    for extension in extensions:
        try:
            returned = extension.function(graph, config)
            # What is no collection is judged as if it were the only output.
            found = list(returned) if isinstance(returned, Iterable) else [returned]
        except CAUGHT as fault:
            mistakes.append(_planning_fault(fault, extension))
            continue
        for output in found:
            if mistake := _fault_of_output(output, claims, extension):
                mistakes.append(mistake)
            else:
                key = key_of(extension.source.digest, extension.source.function, output.key)
                produce = partial(_produce, extension, output)
                outputs.append(PlannedOutput(output.path, key, produce))
    return tuple(outputs), tuple(mistakes)


def _planning_fault(fault: BaseException, extension: Extension) -> Diagnostic:
    return fault_of(fault, extension, "while its outputs are planned")


def _fault_of_output(output: object, claims: Claims, extension: Extension) -> Diagnostic | None:
    name = extension.source.function
    if not isinstance(output, PlannedOutput):
        return wrong(extension, f"`{name}` gives {name_of_type(output)}", _RETURNS)
    path, key = output.path, output.key
    if not isinstance(path, str) or not isinstance(key, str) or not callable(output.produce):
        return wrong(extension, f"`{name}` gives a PlannedOutput of other types", _RETURNS)
    if not _is_inside(path):
        return wrong(extension, f"{printable(repr(path))} is no path of a published file", _PATH)
    owner = f"{extension.source.path}:{name}"
    if in_the_way := claims.claim(path, owner):
        whose = in_the_way.owner or "kbsite itself"
        return wrong(
            extension, f"{printable(repr(path))} belongs to {whose}", "Give it another path."
        )
    return None


def _is_inside(path: str) -> bool:
    """Whether `path` is a file's, below the output folder, on every system."""
    try:
        path.encode()
        if output_path(f"/{path}") != path:
            return False
    except ValueError:
        return False
    # A space or a dot (`.well-known/`) is a file name's own business; a segment's other changes are
    # not.
    names = [(segment(part, keeps_dot=True), part.replace(" ", "-")) for part in path.split("/")]
    return path == nfc(path) and all(one == other for one, other in names)


def _produce(extension: Extension, output: PlannedOutput) -> bytes:
    """Raises ProduceError."""
    try:
        data: object = output.produce()
    except CAUGHT as fault:
        mistake = fault_of(fault, extension, f"while {output.path} is made")
        raise ProduceError(mistake) from None
    if isinstance(data, bytes):
        return data
    message = f"{output.path} comes to {name_of_type(data)}, and has to be bytes"
    raise ProduceError(wrong(extension, message, "Of text: `text.encode()`."))
