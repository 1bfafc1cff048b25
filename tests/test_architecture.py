"""Who may import whom (`docs/architecture.md`), and what every module owes its reader.

A module is named by its first part below `kbsite`: `markdown` is all of `kbsite/markdown/`. Those
on one of the `SHELVES` have rules of their own, by their own names: `memo` is `stages/memo.py`.
A new module has to be entered in `ORDER`, which is the moment to think about its place.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from graphlib import TopologicalSorter
from itertools import groupby

from conftest import REPOSITORY

SOURCE = REPOSITORY / "src/kbsite"
MODULES = sorted(
    path.relative_to(SOURCE).as_posix()
    for path in SOURCE.rglob("*.py")
    if "theme" not in path.relative_to(SOURCE).parts
)

#: Folders whose modules lie together and yet may know different things.
SHELVES = {
    *("nouns", "words", "settings", "reading", "scanning", "linking", "placing", "assets"),
    *("processes", "stages", "publishing", "scaffolding"),
}

#: The parts of kbsite, lowest first: each may know those that stand before it.
ORDER = (
    # the nouns and what they are made of
    *("diagnostics", "refusals", "real_paths", "diagrams", "conflicts", "urls", "players"),
    *("order", "keys", "fragments", "slots", "bodies", "lists", "sources", "resolutions"),
    *("relations", "link_map", "views", "model", "output_tables", "lazy", "nodes", "patterns"),
    *("unseen", "written_links", "macros", "nav_entries", "languages", "nearest", "names"),
    *("withheld", "heading_forms", "levels", "globs", "picture_copies", "picture_place", "tags"),
    *("readings", "flags", "html_elements", "html_attributes", "pinyin", "claims", "dates"),
    "bases",
    # one note
    *("front_matter", "tex", "code", "mermaid", "markdown", "note_language", "note_terms"),
    *("decoding", "parse_options", "notes"),
    # all notes
    *("silences", "config_sections", "services", "foreign_keys", "config_faults", "config_file"),
    *("config", "config_schema", "shadows", "headings", "link_words", "drawings", "embeds"),
    *("wanted", "taxonomies", "folders", "placement", "listings", "copies", "aliases"),
    *("namesakes", "feed_ids", "link_targets", "nearest_file", "links", "link_diagnostics"),
    *("navigation", "standing", "graph_memory", "shown_names", "linked_notes", "tables"),
    *("graph", "layout", "packed_graph", "mentions", "related"),
    # outputs
    *("search", "compose", "contexts", "structured_data", "pages", "twins", "cards", "llms"),
    *("redirects", "page_outputs", "javascript", "scripts", "stylesheets", "root_files"),
    *("templates", "appearance", "render", "outputs"),
    # the world outside, and the site's own code
    *("extensions", "git_dates", "repository", "file_names", "file_facts", "card_font"),
    *("unmatched_globs", "folder_entries", "walk", "vault_settings", "static_folder"),
    *("found_files", "scan"),
    *("left_out", "large_values", "cache", "lock", "output_folder", "output_place", "hosting"),
    *("staging", "stamps", "publish", "starter", "installed", "scaffold", "eject", "progress"),
    *("json_output", "collector", "serving", "starting", "steps", "pool", "workers", "standby"),
    # the whole
    *("site", "memo", "kept_outputs", "inspecting", "remembered", "stored_notes"),
    *("note_parsing", "parsing", "note_places", "note_texts", "note_indexing", "stored_index"),
    *("linked_site", "indexing", "searching", "stored_relations", "named_notes"),
    *("unlinked_mentions", "relating", "rendering", "producing", "traces", "page_plans"),
    *("static_files", "planning", "findings", "picture_files", "other_outputs", "stored_graph"),
    *("stored_feed", "stored_dates", "parsed_site", "pipeline", "engine", "preview", "fixing"),
    *("checks", "importers", "command_group", "note_commands", "import_commands", "cli"),
    *("", "__main__"),
)

#: Those that are to stay apart, and all that they may know.
APART: dict[str, set[str]] = {
    "diagnostics": set(),
    "diagrams": set(),
    "slots": set(),
    "urls": set(),
    "keys": {"real_paths"},
    "claims": {"levels"},
    "dates": set(),
    "names": {"urls", "unseen"},
    "nearest": {"urls"},
    "languages": set(),
    "nodes": {"conflicts", "model"},
    "sources": {"diagnostics"},
    "resolutions": {"diagnostics"},
    "model": {
        *("diagnostics", "diagrams", "slots", "bodies", "lists", "sources", "resolutions"),
        *("relations", "link_map", "views"),
    },
    "tex": set(),
    "code": {"unseen"},
    "mermaid": {"diagrams", "keys", "model", "nodes"},
    "front_matter": {
        *("diagnostics", "conflicts", "urls", "model", "nodes", "patterns", "unseen"),
        *("written_links", "macros", "tags", "flags", "dates"),
    },
    "markdown": {
        *("diagnostics", "diagrams", "conflicts", "urls", "players", "fragments", "slots"),
        *("bodies", "views", "model", "patterns", "unseen", "written_links", "heading_forms"),
        *("tags", "html_elements", "html_attributes", "bases", "tex", "code", "mermaid"),
    },
    "notes": {
        *("diagnostics", "conflicts", "fragments", "slots", "bodies", "sources", "model"),
        *("written_links", "languages", "names", "front_matter", "markdown", "note_language"),
        *("note_terms", "decoding", "parse_options"),
    },
    "layout": set(),
    "search": {"keys", "bodies", "patterns", "pinyin", "tex"},
    "compose": {
        *("diagrams", "urls", "players", "slots", "bodies", "resolutions", "views", "model"),
        *("languages", "picture_copies", "html_elements", "html_attributes", "markdown"),
        "embeds",
    },
    "contexts": {
        *("urls", "lists", "resolutions", "views", "languages", "services", "config"),
        "embeds",
    },
    "twins": {"urls", "html_attributes", "contexts"},
    "javascript": set(),
    "stylesheets": set(),
    "templates": {"diagnostics", "sources"},
    "render": {"diagnostics", "sources", "contexts", "structured_data"},
    "outputs": {
        *("urls", "order", "keys", "link_map", "model", "output_tables", "patterns"),
        *("languages", "html_attributes", "mermaid", "note_language", "config", "layout"),
        *("compose", "pages"),
    },
    "mentions": {"urls", "slots", "bodies", "patterns"},
    "related": {"bodies", "relations", "note_terms"},
    "extensions": {
        *("diagnostics", "real_paths", "urls", "keys", "fragments", "slots", "sources"),
        *("model", "claims", "markdown", "parse_options", "notes", "config"),
    },
    "pool": {"diagnostics", "serving", "starting"},
    "workers": {"diagnostics", "steps", "pool"},
    "standby": {"diagnostics", "starting", "pool"},
    "cache": {"real_paths", "large_values"},
}

#: Doors to files, processes, the network and the clock.
WORLD = {"asyncio", "glob", "os", "pathlib", "shutil", "socket", "subprocess", "tempfile"}
WORLD |= {"time", "threading", "http", "random", "secrets", "uuid", "importlib", "urllib.request"}
MAY_TOUCH = {
    "config",
    "config_file",
    "scan",
    "static_folder",
    "git_dates",
    "repository",
    "publish",
    "card_font",
    "file_facts",
    "unmatched_globs",
    "left_out",
    "scaffold",
    "eject",
    "cli",
    "progress",
}
MAY_TOUCH |= {
    "cache",
    "large_values",
    "lock",
    "real_paths",
    "staging",
    "walk",
    "folder_entries",
    "output_folder",
    "output_place",
    "picture_files",
    "installed",
}
MAY_TOUCH |= {"found_files", "stamps", "inspecting", "remembered"}
MAY_TOUCH |= {"importers/archive.py", "importers/command.py", "importers/download.py"}
MAY_TOUCH |= {"importers/folder.py", "importers/journal.py", "importers/memory.py"}
MAY_TOUCH |= {"importers/moved.py", "importers/session.py", "importers/writing.py"}
MAY_TOUCH |= {"importers/own_files.py", "importers/deadline.py"}
#: Those that may for one thing only: the module, what it may import, what for.
EXCEPTIONS = {
    ("stages/producing.py", "pathlib"): "where the cache is, for the workers",
    ("__main__.py", "os"): "how the program ends",
    ("processes/serving.py", "os"): "how a worker ends at once",
    ("processes/serving.py", "threading"): "what reads and writes for it",
    ("processes/starting.py", "os"): "what forks this process",
    ("processes/starting.py", "pathlib"): "how many threads this process has",
    ("processes/starting.py", "threading"): "the same where /proc is not there",
    ("checks/command.py", "pathlib"): "the site's folder, and the file of a list",
    ("checks/mending.py", "pathlib"): "the folder of the notes",
    ("checks/sitemaps.py", "pathlib"): "a sitemap, which comes from outside",
    ("fixing/applying.py", "pathlib"): "the folders that it hands on",
    ("fixing/move_command.py", "pathlib"): "the site's folder, and its kbsite.yaml",
    ("fixing/configuration.py", "os"): "which files are moved",
    ("fixing/configuration.py", "pathlib"): "kbsite.yaml, and which files are moved",
    ("fixing/operands.py", "os"): "how paths are spelt",
    ("fixing/operands.py", "pathlib"): "what is to be moved, and where",
    ("fixing/writing.py", "os"): "files that are on disk when it says so",
    ("fixing/writing.py", "pathlib"): "the notes that it writes",
    ("fixing/writing.py", "shutil"): "a file's permissions",
    ("fixing/writing.py", "tempfile"): "names for new files beside the old",
    ("note_commands.py", "os"): "how arguments are spelt",
    ("note_commands.py", "pathlib"): "the type of arguments",
    ("import_commands.py", "pathlib"): "the type of arguments",
    ("engine.py", "os"): "how many cores there are",
    ("engine.py", "pathlib"): "the site's folder, which it hands to scan",
    ("stages/site.py", "pathlib"): "the site's folder",
    ("stages/parsed_site.py", "pathlib"): "the content folder, which it hands to scan",
    ("stages/stored_dates.py", "pathlib"): "the content folder, which it hands to git",
    ("stages/parsing.py", "pathlib"): "the content folder, which it hands to scan",
    ("stages/note_parsing.py", "pathlib"): "the same",
    ("processes/pool.py", "importlib"): "what has to be loaded first",
    ("processes/standby.py", "importlib"): "what it loads before it is asked",
    ("extensions/entries.py", "pathlib"): "the files that kbsite.yaml names",
    ("keys.py", "importlib"): "the versions of what notes and pages are made with",
    ("keys.py", "os"): "how paths are spelt",
    ("keys.py", "pathlib"): "kbsite's own source, whose digest is in every key",
    ("preview/addresses.py", "socket"): "where it listens",
    ("preview/addresses.py", "secrets"): "the token of an open server",
    ("preview/channel.py", "asyncio"): "the queues of those that listen",
    ("preview/connections.py", "asyncio"): "its clock",
    ("preview/command.py", "pathlib"): "the site's folder",
    ("preview/guard.py", "http"): "the names of status codes, and how cookies are written",
    ("preview/loop.py", "threading"): "questions from other threads",
    ("preview/loop.py", "time"): "its clock",
    ("preview/own_files.py", "pathlib"): "the preview's own scripts",
    ("preview/page_data.py", "pathlib"): "the lines around a mistake",
    ("preview/report.py", "time"): "when a build was",
    ("preview/server.py", "asyncio"): "the thread that answers",
    ("preview/server.py", "http"): "the names of status codes",
    ("preview/server.py", "threading"): "the thread that answers",
    ("preview/session.py", "pathlib"): "the site's folder",
    ("preview/session.py", "secrets"): "the name of a run",
    ("preview/session.py", "threading"): "a browser that is slow to open",
    ("preview/session.py", "time"): "how long a build takes",
    ("preview/state.py", "http"): "the names of status codes",
    ("preview/watcher.py", "os"): "how paths are joined",
    ("preview/watcher.py", "pathlib"): "the folders that are watched",
    ("cards/fonts.py", "pathlib"): "the font that the configuration names",
    ("outputs/math_font.py", "importlib"): "the version and place of the math font",
    ("outputs/math_font.py", "pathlib"): "the font in the installed ziamath package",
}


def part_of(module: str) -> str:
    """`tex/convert.py` → `tex`, `stages/memo.py` → `memo`, `cli.py` → `cli`, `__init__.py` → ""."""
    folder, _, rest = module.partition("/")
    return (rest if folder in SHELVES else folder).removesuffix(".py").replace("__init__", "")


def folder_of(module: str) -> str:
    """`tex/convert.py` → `tex`, `stages/memo.py` → `stages`, `cli.py` → `cli`."""
    return module.partition("/")[0].removesuffix(".py").replace("__init__", "")


def path_of(name: str) -> str:
    """`kbsite.stages.memo` → `stages/memo.py`, `kbsite` → `__init__.py`."""
    below = "/".join(name.split(".")[1:])
    return next((p for p in (f"{below}.py", f"{below}/__init__.py") if p in MODULES), "__init__.py")


#: Part → its modules.
PARTS = {part: list(modules) for part, modules in groupby(sorted(MODULES, key=part_of), part_of)}


def may_touch(module: str) -> bool:
    """Whether a part may touch the world, or this module of it."""
    return part_of(module) in MAY_TOUCH or module in MAY_TOUCH


@cache
def tree_of(module: str) -> ast.Module:
    return ast.parse((SOURCE / module).read_text(encoding="utf-8"))


@cache
def imports_of(module: str) -> frozenset[str]:
    """The dotted names that a module imports anywhere in it, functions included."""
    names: set[str] = set()
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: a relative import"
            for alias in node.names:
                below = f"{node.module}.{alias.name}"
                names.add(below if path_of(below) != "__init__.py" else str(node.module))
    return frozenset(names)


def own_imports(module: str) -> set[str]:
    """The parts of kbsite that a module imports."""
    return set(map(part_of, own_paths(module)))


def own_paths(module: str) -> set[str]:
    """The modules of kbsite that a module imports, as paths."""
    return {path_of(name) for name in imports_of(module) if name.split(".")[0] == "kbsite"}


def outside_imports(module: str) -> set[str]:
    names = {name for name in imports_of(module) if name.split(".")[0] != "kbsite"}
    return names | {name.split(".")[0] for name in names}


@cache
def calls_of(module: str) -> list[tuple[str, ast.Call]]:
    """The calls in a module, each with the last name of what is called."""
    found = []
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            found.append((name, node))
    return found


def test_links_in_a_circle_are_followed_by_what_does_not_fail() -> None:
    """`Path.resolve` raises there; with `strict`, which is for what has to be there, OSError too,
    and both are expected."""
    raising = [
        (module, ast.unparse(call))
        for module in MODULES
        for name, call in calls_of(module)
        if name == "resolve" and isinstance(call.func, ast.Attribute)
        if not call.args and not call.keywords
    ]
    assert raising == []


def test_the_order_names_every_module_once() -> None:
    assert sorted(ORDER) == sorted({part_of(module) for module in MODULES})


def test_the_folders_have_no_circles() -> None:
    """Of two folders one may stand on the other, but not each on each, however far around."""
    below: dict[str, set[str]] = {}
    for module in MODULES:
        folder = folder_of(module)
        below.setdefault(folder, set()).update(set(map(folder_of, own_paths(module))) - {folder})
    TopologicalSorter(below).prepare()


def test_a_module_on_a_shelf_has_a_name_of_its_own() -> None:
    folders = {part: set(map(folder_of, modules)) for part, modules in PARTS.items() if part}
    assert {part: names for part, names in folders.items() if len(names) > 1} == {}


def test_a_module_imports_only_what_stands_above_it() -> None:
    for module in MODULES:
        part = part_of(module)
        lower = ORDER[: ORDER.index(part) + 1]
        assert own_imports(module) - {"", *lower} == set(), module


def test_what_is_to_stay_apart_knows_no_more_than_it_may() -> None:
    for part, known in APART.items():
        imported = set().union(*map(own_imports, PARTS[part])) - {part}
        assert imported <= known, part


def test_only_the_command_line_starts_the_engine() -> None:
    """And what it starts: the server, the checks, what mends notes."""
    starting = {"cli", "preview", "checks", "fixing"}
    assert {part_of(m) for m in MODULES if "engine" in own_imports(m)} == starting


def test_only_the_engine_starts_the_pipeline() -> None:
    assert {part_of(m) for m in MODULES if "pipeline" in own_imports(m)} == {"engine"}


def test_nothing_imports_the_command_line() -> None:
    assert {part_of(m) for m in MODULES if "cli" in own_imports(m)} == {"__main__"}


def test_only_what_reads_notes_knows_markdown() -> None:
    """Most builds read few, and the graph none: `compose` asks for it where something is hidden."""
    reading = {"notes", "extensions", "compose", "checks", "importers"}
    assert {part_of(m) for m in MODULES if "markdown" in own_imports(m)} - {"markdown"} == reading


def test_commands_know_nothing_of_one_another() -> None:
    """But for `check --write`, which writes notes as `mv` does."""
    commands = {"preview", "checks", "fixing", "importers"}
    others = {part: set().union(*map(own_imports, PARTS[part])) & commands for part in commands}
    known = {part: names - {part} for part, names in others.items() if names - {part}}
    assert known == {"checks": {"fixing"}}


def test_the_graph_knows_neither_markdown_nor_templates() -> None:
    pure = {
        "link_targets",
        "links",
        "taxonomies",
        "listings",
        "navigation",
        "graph",
        "compose",
        "pages",
        "contexts",
        "outputs",
        "model",
    }
    for module in MODULES:
        part, imported = part_of(module), outside_imports(module)
        if part in pure:
            assert imported & {"jinja2", "markdown_it", "markupsafe"} == set(), module
        if part not in {"templates", "render", "rendering"}:
            assert "jinja2" not in imported, module
        if part not in {"markdown", "notes"}:
            assert "markdown_it" not in imported, module


def test_only_the_edges_touch_the_world() -> None:
    pure = [module for module in MODULES if not may_touch(module)]
    touched = {(m, name) for m in pure for name in outside_imports(m) & WORLD}
    assert touched - set(EXCEPTIONS) == set()


def test_the_documentation_names_the_edges() -> None:
    text = (REPOSITORY / "docs/architecture.md").read_text(encoding="utf-8")
    said = re.search(
        r"^- ([^-]*?) touch the world\s.*?of `importers` ([^;.]*(?:\.py[^;.]*)*);",
        text,
        re.M | re.S,
    )
    assert said
    named, of_importers = (re.findall(r"`([^`]+)`", part) for part in said.groups())
    assert {*named, *(f"importers/{module}" for module in of_importers)} == MAY_TOUCH


def test_every_exception_is_needed() -> None:
    for module, name in EXCEPTIONS:
        assert name in outside_imports(module)


def test_only_the_edges_open_files_or_ask_for_the_time() -> None:
    """Without an import: `open`, and the clock in `datetime`."""
    forbidden = {"open", "print", "input", "today", "now", "utcnow", "getenv"}
    called = [
        (module, ast.unparse(call.func))
        for module in MODULES
        if not may_touch(module)
        for name, call in calls_of(module)
        if name in forbidden
    ]
    # What an importer is handed.
    assert [call for call in called if not call[1].startswith("source.")] == []


def test_a_docstring_says_what_a_module_is_and_whether_it_does_io() -> None:
    for module in MODULES:
        check_docstring(module)


def check_docstring(module: str) -> None:
    docstring = ast.get_docstring(tree_of(module)) or ""
    assert docstring.endswith((".", '"')), f"{module} has no docstring"
    if module in ("__init__.py", "__main__.py"):
        return
    says_none = re.search(r"\bno I/O\b", " ".join(docstring.split()), re.IGNORECASE)
    says_some = re.search(r"\b(READS|WRITES|PRINTS|printing|I/O through)\b", docstring)
    assert says_none or says_some, f"{module} does not say whether it does I/O"
    if may_touch(module):
        assert says_some, f"{module} touches the world and does not say so"


def test_a_module_is_short_and_has_a_name_that_means_something() -> None:
    for module in MODULES:
        lines = (SOURCE / module).read_text(encoding="utf-8").count("\n")
        assert lines <= 300, f"{module} has {lines} lines: it is two modules"
        name = part_of(module.rpartition("/")[2])
        assert not re.search(r"util|helper|manager|common|misc|base", name)
