"""The parts of `benchmarks/` that a wrong figure could come from. What they measure is not run."""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from conftest import REPOSITORY, write_files

# Last: some modules there have the names of modules here.
sys.path.append(str(REPOSITORY / "benchmarks"))
changes = importlib.import_module("changes")
checks = importlib.import_module("checks")
cost = importlib.import_module("cost")
generators = importlib.import_module("generators")
growth_plot = importlib.import_module("growth_plot")
growth_table = importlib.import_module("growth_table")
made_up = importlib.import_module("made_up")
report = importlib.import_module("report")


# --- made-up notes ---


def notes_of(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*.md")
    }


@pytest.mark.parametrize("kind", made_up.KINDS)
def test_the_same_arguments_give_the_same_notes(tmp_path: Path, kind: str) -> None:
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        made_up.write_notes(tmp_path / name, 20, kind, seed)
    assert notes_of(tmp_path / "a") == notes_of(tmp_path / "b") != notes_of(tmp_path / "c")
    assert len(notes_of(tmp_path / "a")) == 20


def test_half_of_the_code_is_new_and_looks_like_that_of_real_notes(tmp_path: Path) -> None:
    made_up.write_notes(tmp_path, 200, "code", 7)
    blocks = [
        block
        for text in notes_of(tmp_path).values()
        for block in re.findall(r"^```(\w+)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    ]
    assert 5 < len(blocks) / 200 < 6.5
    assert 0.45 < len(set(blocks)) / len(blocks) < 0.6
    assert 380 < sum(len(code.encode()) for _, code in blocks) / len(blocks) < 580
    assert {language for language, _ in blocks} >= {"python", "cpp", "java", "go", "ts", "rust"}


def test_two_thirds_of_the_formulas_are_new_where_there_are_many(tmp_path: Path) -> None:
    made_up.write_notes(tmp_path, 60, "math", 7)
    text = re.sub(r"```.*?```", "", "".join(notes_of(tmp_path).values()), flags=re.DOTALL)
    formulas = [a or b for a, b in re.findall(r"\$\$\n(.*?)\n\$\$|\$([^$\n]+)\$", text)]
    assert 95 < len(formulas) / 60 < 115
    assert 0.6 < len(set(formulas)) / len(formulas) < 0.75


def test_links_lead_to_notes(tmp_path: Path) -> None:
    made_up.write_notes(tmp_path, 100, "mixed", 7)
    notes = notes_of(tmp_path)
    names = {Path(path).stem for path in notes}
    targets = re.findall(r"\[\[(\d.*?)\]\]|\]\((?:.*/)?(.*?)\.md\)", "".join(notes.values()))
    assert len(targets) > 50
    assert {a or b for a, b in targets} <= names


# --- changes ---


def test_a_paragraph_goes_between_blocks_never_into_one() -> None:
    text = "---\ntitle: 甲\n---\n\n一\n\n```py\na\n\nb\n\nc\n```\n\n$$\nx\n\ny\n$$\n\n二\n"
    changed = changes.with_paragraph(text, "新的一段")
    assert changed == text.replace("```\n\n$$", "```\n\n新的一段\n\n$$")


def test_a_paragraph_goes_to_the_end_where_there_is_no_other_place() -> None:
    assert changes.with_paragraph("只有一行", "新的一段") == "只有一行\n\n新的一段"


@pytest.mark.parametrize(
    ("head", "renamed"),
    [
        ("tags: [图, 图论, 树]", "tags: [新, 图论, 树]"),
        ('tags: ["图论", "图"]', 'tags: ["图论", "新"]'),
        ('tags:\n  - "图论"\n  - "图"', 'tags:\n  - "图论"\n  - "新"'),
        ("title: 图\ntags:\n- 图\n- 树", "title: 图\ntags:\n- 新\n- 树"),
        ("tags: [图论]", "tags: [图论]"),
        ("title: 图", "title: 图"),
    ],
)
def test_a_tag_is_renamed_in_the_front_matter_alone(head: str, renamed: str) -> None:
    text = f"---\n{head}\n---\n\n- 图\n"
    assert changes.with_tag(text, "图", "新") == f"---\n{renamed}\n---\n\n- 图\n"


def test_a_change_says_what_must_be_seen_and_how_many_notes_it_touched(tmp_path: Path) -> None:
    made_up.write_notes(tmp_path, 60, "code", 7)
    for work in ("one note edited", "one note added", "one tag renamed"):
        before = notes_of(tmp_path)
        done = changes.CHANGES[work](tmp_path, 3)
        changed = [text for path, text in notes_of(tmp_path).items() if before.get(path) != text]
        assert len(changed) == done.notes > 0
        assert all(done.seen in text for text in changed)


# --- checks ---

TOOL = generators.ALL[0]._replace(name="某", does="math, code, search", search="index.json")
ASKED = checks.Asked(notes=10, with_code=8, megabytes=1.0)
MADE = checks.Made(notes=10, with_code=8, formulas=50, searchable=10, files=30, megabytes=1.0)


@pytest.mark.parametrize(
    "lack", [{"notes": 9}, {"with_code": 7}, {"formulas": 40}, {"searchable": 0}]
)
def test_a_tool_that_leaves_something_out_ends_the_benchmark(lack: dict[str, int]) -> None:
    checks.check(TOOL, ASKED, MADE, formulas=50)
    with pytest.raises(checks.UnfairError, match="某 made"):
        checks.check(TOOL, ASKED, MADE._replace(**lack), formulas=50)


def test_files_that_were_written_are_counted_and_those_for_nothing_too(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / name).write_text(name, encoding="utf-8")
    before = checks.files_of(tmp_path)
    for name, text in (("b", "b"), ("c", "changed"), ("d", "new")):
        (tmp_path / "staged").write_text(text, encoding="utf-8")
        (tmp_path / "staged").replace(tmp_path / name)
    assert checks.rewritten(before, checks.files_of(tmp_path)) == (3, 1)


# --- reports ---


def section(title: str, seconds: float) -> dict[str, object]:
    return {
        "title": title,
        "kind": "math",
        "notes": 10,
        "megabytes": 1.0,
        "said": "3 runs.",
        "does": {"kbsite": "math, code", "Hugo": "code"},
        "costs": {
            "kbsite": {"cold": [(seconds, 1, 100), (9, 9, 900), (seconds, 1, 100)]},
            "Hugo": {"cold": [(4, 8, 200)]},
        },
        "failed": {"Zensical": "cold: took more than 1800 s"},
        "made": {"kbsite": MADE},
        "files": {"cold": (30, 0)},
        "touched": {},
    }


def test_a_new_run_replaces_its_own_section_only(tmp_path: Path) -> None:
    files = tmp_path / "results.json", tmp_path / "RESULTS.md"
    for title, seconds in (("甲", 1.0), ("乙", 2.0), ("甲", 3.0)):
        report.save(section(title, seconds), *files)
    assert [one["title"] for one in json.loads(files[0].read_text("utf-8"))] == ["乙", "甲"]
    text = files[1].read_text("utf-8")
    assert text.count("## ") == 2
    assert "| kbsite | math, code | 3.00 / 1.00 / 100 |" in text
    assert "| Hugo | code | 4.00 / 8.00 / 200, **0.750** |" in text
    assert "Zensical: cold: took more than 1800 s." in text


GROWTH = {
    notes: {
        "machine": "2 cores",
        "runs": 3,
        "written": (3, 0),
        "cold": (notes * 0.004, notes * 0.006, 60 + notes * memory),
        "nothing changed": (0.3, 0.3, 50),
        "one note edited": (0.6, 0.6, 60),
    }
    for notes, memory in ((1000, 0.02), (10_000, 0.02), (50_000, 0.2))
}


def test_growth_says_which_goal_is_missed() -> None:
    said = growth_table.goals(GROWTH)
    assert [line.split(":")[0] for line in said] == ["holds", "MISSED", "holds", "holds"]
    assert "| 10,000 | 40.0 | 4.00 | 6.00 | 260 | 26 | 0.30 | 0.60 | 3 |" in growth_table.table(
        GROWTH
    )


def test_the_plot_is_xml_whose_points_lie_inside_and_rise_with_cost() -> None:
    line = {notes: notes * 0.01 for notes in (500, 1000, 50_000)}
    svg = ElementTree.fromstring(growth_plot.plot({"cold": line, "edit": line}, {"cold": line}))
    lines = svg.findall("{*}polyline")
    assert len(lines) == 3
    for drawn in lines:
        points = [tuple(map(float, p.split(","))) for p in drawn.attrib["points"].split()]
        assert all(0 < x < growth_plot.WIDTH and 0 < y < growth_plot.HEIGHT for x, y in points)
        assert points == sorted(points) and points[::-1] == sorted(points, key=lambda p: p[1])
    names = [text.text for text in svg.findall("{*}text") if text.get("class")]
    assert sorted(map(str, names)) == sorted(
        ["Seconds", "Peak memory, MB", "cold", "cold", "edit", "proportional", "proportional"]
    )


# --- what a command costs ---


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the tree is read from /proc")
def test_the_cost_of_a_command_is_that_of_all_its_processes(tmp_path: Path) -> None:
    import resource

    child = "held = bytearray(60_000_000); import time; time.sleep(0.3)"
    parent = f"import subprocess, sys; a = [subprocess.Popen([sys.executable, '-c', {child!r}]) "
    parent += "for _ in range(2)]; [one.wait() for one in a]"
    found = cost.run([sys.executable, "-c", parent], tmp_path, {})
    assert found.wall > 0.3 and found.cpu < found.wall * 2 + 1
    # Until it is another program, a process that is started has the memory of this one.
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    assert 120 < found.megabytes < 300 + own


@pytest.mark.skipif(sys.platform == "win32", reason="the benchmarks are not for Windows")
@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("import sys; sys.exit('全错了')", "ended with 1: 全错了"),
        ("1 / 0", "ZeroDivisionError"),
        pytest.param(
            "import time; time.sleep(60)",
            "more than 0 s",
            marks=pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs /proc"),
        ),
    ],
)
def test_a_command_that_fails_or_hangs_is_no_result(
    tmp_path: Path, program: str, said: str
) -> None:
    limit = 0.2 if "sleep" in program else 60
    with pytest.raises(cost.FailedError, match=said):
        cost.run([sys.executable, "-X", "utf8", "-c", program], tmp_path, {}, limit=limit)


@pytest.mark.skipif(sys.platform == "win32", reason="the benchmarks are not for Windows")
def test_a_build_of_a_folder_is_measured(tmp_path: Path) -> None:
    write_files(tmp_path, {"甲.md": "公式 $x^2$ 与 $y$。\n", "乙.md": "坏的 $\\frac{$。\n"})
    command = [
        sys.executable,
        str(REPOSITORY / "benchmarks/build.py"),
        str(tmp_path),
        "--runs",
        "1",
    ]
    done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8")
    assert "nothing changed" in done.stdout
    assert "3 formulas, 1 not converted" in done.stdout
