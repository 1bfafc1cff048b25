"""Whatever happens between two builds, the second ends where a clean one does: a short run of the
machine in `edited_sites.py`, the same each time. `benchmarks/equality.py` runs it longer."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from edited_sites import EditedSite, prepare


def test_any_edits_end_where_a_clean_build_does(monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(monkeypatch)
    # What many notes have, a few have here.
    for name, value in (
        *(("mentions.COMMON_FLOOR", 1), ("related.MAX_NOTES", 3), ("related.MAX_RELATED", 2)),
        *(("related._LEAST_TEXT", 4), ("stages.unlinked_mentions.MAX_SHOWN", 3)),
    ):
        monkeypatch.setattr(f"kbsite.{name}", value)
    run_state_machine_as_test(
        EditedSite,
        settings=settings(
            max_examples=4,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
