"""The colours of diagrams, light and dark, as Mermaid's theme variables. No I/O.

They follow `static/css/palette.css`; text has a contrast of at least 4.5 : 1 on everything
that it stands on (`tests/test_diagrams.py`). Nothing is left to Mermaid's own theme, whose
colours are made for a white page.
"""

from __future__ import annotations

from typing import Any, NamedTuple

FONT = (
    'system-ui,-apple-system,"Segoe UI","PingFang SC","Microsoft YaHei",'
    '"Noto Sans CJK SC",sans-serif'
)


class Palette(NamedTuple):
    """`tints` are grounds that text can stand on, `strokes` lines of the same hues."""

    paper: str
    ink: str
    soft: str
    line: str
    node: str
    border: str
    group: str
    note: str
    note_border: str
    accent: str
    alert: str
    tints: tuple[str, ...]
    strokes: tuple[str, ...]


LIGHT = Palette(
    paper="#fdfdfb",
    ink="#1c2224",
    soft="#3f484b",
    line="#5d686b",
    node="#eef4f2",
    border="#6f9a93",
    group="#f6f7f4",
    note="#fbf3d5",
    note_border="#c9b36a",
    accent="#0b6b62",
    alert="#f6d3cf",
    tints=(
        *("#cfe8e3", "#d5e2f5", "#e3daf3", "#fbe0c6", "#dcebc8", "#f6d6e2"),
        *("#f6ecbf", "#cde7ef", "#e6e2da", "#d3ead0", "#eadcee", "#f3ddd0"),
    ),
    strokes=(
        *("#0b6b62", "#2f64ac", "#6d4fb0", "#a5570f", "#4d7a1c", "#ae3a6b"),
        *("#8a6d00", "#1d738c", "#6b6356", "#2c7a34", "#8a3f9c", "#9c4f2b"),
    ),
)

DARK = Palette(
    paper="#121617",
    ink="#e3e7e6",
    soft="#bfc7c6",
    line="#96a2a2",
    node="#1d2a2a",
    border="#4f857c",
    group="#181e1f",
    note="#39331b",
    note_border="#7d6f36",
    accent="#6fd3c4",
    alert="#5a2a2a",
    tints=(
        *("#1c4540", "#243c5e", "#3b3060", "#573a1c", "#324a1c", "#552b3f"),
        *("#4d4418", "#1d4654", "#3f3d37", "#234a2a", "#492f52", "#543526"),
    ),
    strokes=(
        *("#6fd3c4", "#8bb9f0", "#b9a3ee", "#e5ad74", "#a9cf7c", "#eb9dbe"),
        *("#dcc561", "#82c8dd", "#b9b2a4", "#8fd09a", "#d69bd8", "#e0a285"),
    ),
)


def site_config(palette: Palette, *, dark: bool) -> dict[str, Any]:
    """Mermaid's configuration for every diagram of one theme."""
    return {
        "theme": "base",
        "look": "classic",
        "layout": "dagre",
        "securityLevel": "strict",
        "darkMode": dark,
        "fontFamily": FONT,
        "themeVariables": _variables(palette, dark=dark),
        "flowchart": {"wrappingWidth": 220},
        "state": {"wrappingWidth": 220},
        "sequence": {"labelBoxWidth": 84},
        "c4": _c4(palette),
    }


def _variables(p: Palette, *, dark: bool) -> dict[str, Any]:
    values: dict[str, Any] = {"darkMode": dark, "fontFamily": FONT, "fontSize": "16px"}
    for colour, names in _ROLES:
        values.update(dict.fromkeys(names.split(), getattr(p, colour)))
    for i, (tint, stroke) in enumerate(zip(p.tints, p.strokes, strict=True)):
        values |= {
            f"cScale{i}": tint,
            f"cScaleLabel{i}": p.ink,
            f"cScaleInv{i}": stroke,
            f"cScalePeer{i}": stroke,
            f"pie{i + 1}": tint,
            f"fillType{i}": tint,
            f"git{i}": stroke,
            f"gitInv{i}": p.paper,
            f"gitBranchLabel{i}": p.paper,
            f"venn{i + 1}": stroke,
            f"actor{i}": stroke,
            f"surface{i}": p.group,
            f"surfacePeer{i}": p.border,
        }
    for i in range(1, 5):
        values[f"quadrant{i}Fill"] = p.group if i % 2 else p.node
        values[f"quadrant{i}TextFill"] = p.ink
    axis = {
        f"{name}Axis{part}Color": p.ink if part in ("Title", "Label") else p.line
        for name in "xy"
        for part in ("Title", "Label", "Tick", "Line")
    }
    return values | {
        "pieOpacity": "1",
        "xyChart": {
            **axis,
            "backgroundColor": "transparent",
            "titleColor": p.ink,
            "dataLabelColor": p.ink,
            "plotColorPalette": ",".join((p.border, *p.strokes[3:])),
        },
        "radar": {"axisColor": p.line, "graticuleColor": p.line, "graticuleOpacity": 0.15},
        "packet": {
            "startByteColor": p.soft,
            "endByteColor": p.soft,
            "labelColor": p.ink,
            "titleColor": p.ink,
            "blockStrokeColor": p.border,
            "blockFillColor": p.node,
        },
    }


#: A palette's colour and the theme variables that take it.
_ROLES = (
    (
        "ink",
        "primaryTextColor secondaryTextColor tertiaryTextColor noteTextColor textColor "
        "titleColor nodeTextColor actorTextColor signalTextColor labelTextColor loopTextColor "
        "taskTextColor taskTextOutsideColor taskTextLightColor taskTextDarkColor "
        "taskTextClickableColor transitionLabelColor stateLabelColor errorTextColor classText "
        "scaleLabelColor pieTitleTextColor pieSectionTextColor pieLegendTextColor "
        "quadrantPointTextFill quadrantXAxisTextFill quadrantYAxisTextFill quadrantTitleFill "
        "requirementTextColor relationLabelColor commitLabelColor tagLabelColor "
        "vennTitleTextColor vennSetTextColor rectTextColor",
    ),
    (
        "line",
        "lineColor defaultLinkColor arrowheadColor signalColor transitionColor relationColor "
        "actorLineColor specialStateColor archEdgeColor archEdgeArrowColor vertLineColor "
        "quadrantExternalBorderStrokeFill gridColor",
    ),
    (
        "border",
        "primaryBorderColor secondaryBorderColor tertiaryBorderColor nodeBorder clusterBorder "
        "actorBorder labelBoxBorderColor activationBorderColor taskBorderColor "
        "activeTaskBorderColor doneTaskBorderColor personBorder compositeBorder pieStrokeColor "
        "pieOuterStrokeColor quadrantInternalBorderStrokeFill requirementBorderColor "
        "tagLabelBorder archGroupBorderColor todayLineColor",
    ),
    (
        "node",
        "primaryColor mainBkg actorBkg labelBoxBkgColor taskBkgColor personBkg stateBkg "
        "requirementBackground compositeTitleBackground tagLabelBackground rowEven "
        "attributeBackgroundColorEven",
    ),
    (
        "group",
        "tertiaryColor clusterBkg sectionBkgColor sectionBkgColor2 altSectionBkgColor "
        "excludeBkgColor compositeBackground altBackground rowOdd attributeBackgroundColorOdd "
        "doneTaskBkgColor secondaryColor secondBkg activationBkgColor commitLabelBackground",
    ),
    (
        "paper",
        "background edgeLabelBackground labelBackground labelBackgroundColor "
        "relationLabelBackground sequenceNumberColor innerEndBackground",
    ),
    ("note", "noteBkgColor activeTaskBkgColor"),
    ("note_border", "noteBorderColor"),
    ("alert", "critBkgColor errorBkgColor"),
    ("accent", "critBorderColor quadrantPointFill"),
)


def _c4(p: Palette) -> dict[str, str]:
    """C4 diagrams take their colours from the configuration, not from the theme."""
    colours = {}
    for kind in ("person", "system", "container", "component"):
        for suffix in ("", "_db", "_queue"):
            if kind == "person" and suffix:
                continue
            colours[f"{kind}{suffix}_bg_color"] = p.node
            colours[f"{kind}{suffix}_border_color"] = p.border
            colours[f"external_{kind}{suffix}_bg_color"] = p.group
            colours[f"external_{kind}{suffix}_border_color"] = p.line
    return colours
