"""The text measure of Mermaid's layout: labels fit whatever font draws them. No I/O."""

from __future__ import annotations

from typing import Any

from kbsite.mermaid.text_width import LINE_END, is_bold, text_width, wrapped

#: For one picture; a flowchart of a hundred nodes needs two thousand.
MEASUREMENTS = 20_000


class Budget:
    """How many texts may still be measured before `control` (a MermanOperationControl) stops
    the work: what the library's own bounds do not count."""

    def __init__(self) -> None:
        self.left = 0
        self.control: Any = None

    def begin(self, control: Any) -> None:
        self.left, self.control = MEASUREMENTS, control


def text_measurer(merman: Any, budget: Budget) -> Any:
    """A measurer for `merman.MermanEngineServices`; the module is handed in, since it may not
    be installed. Widths are upper bounds; heights and offsets are left to Mermaid."""
    operations = merman.MermanTextMeasurementOperation
    wraps = {operations.WRAPPED, operations.WRAPPED_WITH_RAW_WIDTH}
    metrics = {operations.MEASURE, operations.MERMAID_CALCULATE_TEXT_DIMENSIONS}
    lengths = {
        operations.COMPUTED_LENGTH,
        operations.SIMPLE_B_BOX_WIDTH,
        operations.RAW_B_BOX_WIDTH,
        operations.TSPAN_B_BOX_WIDTH,
        operations.WRAP_PROBE_B_BOX_WIDTH,
        operations.BOUNDING_CLIENT_RECT_WIDTH,
        operations.CANVAS_MEASURE_TEXT_WIDTH,
    }

    def measure(self: Any, request: Any) -> Any:
        budget.left -= 1
        if budget.left < 0:
            budget.control.cancel()
            return None
        if request.operation in wraps:
            return _wrapped(merman, request)
        text = request.text
        width = text_width(text, request.font_size, is_bold(request.font_weight))
        if request.operation in metrics:
            lines = len(LINE_END.split(text))
            return _result(merman, "METRICS", width, lines * request.line_height, lines=lines)
        if request.operation in lengths:
            return _result(merman, "LENGTH", length=width)
        return None

    return type("Measurer", (merman.MermanTextMeasurer,), {"measure": measure})()


def _wrapped(merman: Any, request: Any) -> Any:
    """The measures of a text in lines no wider than asked for, if that is said."""
    text, size, bold = request.text, request.font_size, is_bold(request.font_weight)
    raw = width = text_width(text, size, bold)
    limit, lines = request.max_width, len(LINE_END.split(text))
    if limit and width > limit:
        lines, width = wrapped(text, size, limit, bold)
        if request.wrap_mode == merman.MermanTextWrapMode.HTML_LIKE:
            # As a browser says it of a box of this width.
            width = limit
    height = lines * request.line_height
    if request.operation == merman.MermanTextMeasurementOperation.WRAPPED:
        return _result(merman, "METRICS", width, height, lines=lines)
    return _result(merman, "WRAPPED_WITH_RAW_WIDTH", width, height, lines=lines, raw=raw)


def _result(
    merman: Any,
    kind: str,
    width: float = 0.0,
    height: float = 0.0,
    *,
    length: float = 0.0,
    lines: int = 0,
    raw: float | None = None,
) -> Any:
    return merman.MermanTextMeasureResult(
        result_kind=merman.MermanTextMeasurementResultKind[kind],
        width=width,
        height=height,
        length=length,
        line_count=lines,
        bbox_left=None,
        bbox_right=None,
        raw_width=raw,
    )
