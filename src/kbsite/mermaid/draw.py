"""Mermaid diagrams → pictures by the library merman (the extra `diagrams`). No I/O.

merman is Mermaid in Rust. Its work is bounded by its own accounting, which is the same on
every machine; a clock stands behind that for what it does not count. A panic in it comes as
an exception, and so becomes a fault like a mistake of the author's.
"""

from __future__ import annotations

import atexit
import json
from functools import cache, lru_cache
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

from kbsite.keys import digest_of, source_digest
from kbsite.mermaid.alt import alt_of
from kbsite.mermaid.lines import line_of_fault
from kbsite.mermaid.measure import Budget, text_measurer
from kbsite.mermaid.source import Prepared, Settings, prepare, readable_styles
from kbsite.mermaid.svg import Picture, picture_of
from kbsite.mermaid.theme import DARK, LIGHT, site_config
from kbsite.nouns.diagrams import Diagram, DiagramFault

#: The languages of a fence that is a diagram.

# An ordinary diagram takes less than a tenth of each; one that takes all, a few seconds.
_LIMITS = {
    "max_layout_work_units": 2_000_000,
    "max_model_items": 1_000,
    "max_model_nesting_depth": 40,
    "max_model_text_bytes": 60_000,
    "max_svg_bytes": 12_000_000,
    "max_svg_elements": 60_000,
}
_TIMEOUT_MS = 20_000


def read_diagram(source: str) -> Diagram | DiagramFault:
    """The diagram of a fence's content, or why it cannot be drawn."""
    if _library() is None:
        return DiagramFault(
            "Mermaid diagrams are shown as code without the extra `diagrams`",
            missing=True,
        )
    return _read(source)


@lru_cache(maxsize=1024)
def _read(source: str) -> Diagram | DiagramFault:
    # Both, so that none can fail when the site is written.
    light = _picture(source, dark=False)
    if isinstance(light, DiagramFault):
        return light
    if isinstance(dark := _picture(source, dark=True), DiagramFault):
        return dark
    prepared, merman = prepare(source), _library()
    if isinstance(prepared, DiagramFault):
        return prepared
    alt = alt_of(_model(prepared.source), light.texts, prepared.source)
    name = digest_of(source_digest(), prepared, merman.Merman().package_version())
    return Diagram(source, alt, light.width, light.height, name[:16])


def draw_diagram(source: str, *, dark: bool) -> bytes:
    """The SVG file of a diagram that `read_diagram` could read. Raises ValueError for another."""
    picture = _picture(source, dark=dark)
    if isinstance(picture, DiagramFault):
        raise ValueError(picture.message)
    return picture.svg.encode()


@lru_cache(maxsize=256)
def _picture(source: str, *, dark: bool) -> Picture | DiagramFault:
    prepared = prepare(source)
    return prepared if isinstance(prepared, DiagramFault) else _draw(prepared, dark=dark)


def _model(source: str) -> dict[str, Any]:
    """What the library understood, empty where it does not say."""
    merman = _library()
    try:
        model = json.loads(_engine(merman, dark=False)[0].parse_json(source, None))
    except (merman.MermanError, ValueError):
        return {}
    return model if isinstance(model, dict) else {}


def _draw(prepared: Prepared, *, dark: bool) -> Picture | DiagramFault:
    palette = DARK if dark else LIGHT
    merman = _library()
    source = readable_styles(prepared.source, palette)
    engine, budget = _engine(merman, dark=dark)
    control = merman.MermanOperationControl(_TIMEOUT_MS)
    budget.begin(control)
    request = merman.MermanOperationRequestV4(
        operation_id="svg",
        source=source,
        uri=None,
        options_json=_options(prepared.settings),
        control=control,
    )
    try:
        svg = engine.execute(request).data.decode()
        picture = picture_of(svg, palette)
    except merman.MermanError as error:
        return _fault(error, source)
    except (ElementTree.ParseError, ValueError) as error:
        return DiagramFault(f"the library drew no usable picture: {error}")
    except Exception as error:
        # What the binding raises for a panic in Rust.
        first = (str(error) or type(error).__name__).split("\n")[0]
        return DiagramFault(f"the library failed on this diagram: {first[:200]}")
    return DiagramFault(picture) if isinstance(picture, str) else picture


def _fault(error: Any, source: str) -> DiagramFault:
    if getattr(error, "resource", None) or getattr(error, "cancellation", None):
        hint = "Draw it as several smaller ones."
        return DiagramFault("the diagram is too large or too deeply nested to be drawn", 1, hint)
    message = str(getattr(error, "message", error)).split("\n")[0]
    kind, colon, rest = message.partition("): ")
    message = rest if colon and kind.startswith("Diagram parse error (") else message
    return DiagramFault(message[:200], line_of_fault(_library(), source))


@cache
def _library() -> Any:
    """The module merman, None where it is not installed."""
    try:
        import merman
    except (ImportError, OSError):
        # OSError: its native library does not load on this system.
        return None
    library: ModuleType = merman
    return library


@cache
def _engine(merman: Any, *, dark: bool) -> tuple[Any, Budget]:
    options = {
        "site_config": site_config(DARK if dark else LIGHT, dark=dark),
        "svg": {"pipeline": "resvg-safe", "diagram_id": "diagram"},
        "resources": {"profile": "interactive", "limits": _LIMITS},
    }
    # The binding frees an engine with functions that are gone once Python has shut down.
    atexit.register(_engine.cache_clear)
    budget = Budget()
    measurer = text_measurer(merman, budget)
    services = merman.MermanEngineServices().with_text_measurer(measurer)
    return merman.MermanEngine(options_json=json.dumps(options), services=services), budget


def _options(settings: Settings) -> str | None:
    return json.dumps({"site_config": settings}) if settings else None
