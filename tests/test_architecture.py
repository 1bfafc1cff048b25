"""Who may import whom (`docs/architecture.md`), and what every module owes its reader.

A module is named by its first part below `kbsite`: `markdown` is all of `kbsite/markdown/`. Those
on one of the `SHELVES` have rules of their own, by their own names: `memo` is `stages/memo.py`.
A new module has to be entered in `MAY_IMPORT`, which is the moment to think about its place.
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

#: What each part may know of kbsite, lowest first.
MAY_IMPORT: dict[str, set[str]] = {
    # the nouns and what they are made of
    "diagnostics": set(),
    "refusals": set(),
    "real_paths": set(),
    "diagrams": set(),
    "conflicts": set(),
    "urls": set(),
    "players": set(),
    "order": {"urls"},
    "keys": {"real_paths"},
    "fragments": {"keys"},
    "slots": set(),
    "bodies": {"slots"},
    "lists": set(),
    "sources": {"diagnostics"},
    "resolutions": {"diagnostics"},
    "relations": {"slots"},
    "link_map": {"keys", "order", "resolutions"},
    "views": set(),
    "model": {
        *("diagnostics", "diagrams", "slots", "lists", "bodies", "sources", "resolutions", "views"),
        *("relations", "link_map"),
    },
    "output_tables": {"model"},
    "lazy": set(),
    "nodes": {"conflicts", "model"},
    "patterns": set(),
    "unseen": {"patterns"},
    "written_links": {"model", "urls", "unseen", "patterns"},
    "macros": {"urls", "nodes"},
    "nav_entries": {"nodes"},
    "languages": set(),
    "nearest": {"urls"},
    "names": {"urls", "unseen"},
    "withheld": {"diagnostics", "names", "patterns"},
    "heading_forms": {"urls"},
    "levels": set(),
    "globs": {"levels", "urls"},
    "picture_copies": {"keys"},
    "picture_place": {"patterns"},
    "tags": {"urls"},
    "readings": set(),
    "flags": set(),
    "html_elements": set(),
    "html_attributes": set(),
    "pinyin": {"urls", "readings"},
    "claims": {"levels"},
    "dates": set(),
    "bases": {"diagnostics", "languages", "urls", "nodes", "views"},
    # one note
    "front_matter": {
        *("model", "urls", "tags", "diagnostics", "dates", "nodes", "macros", "written_links"),
        *("conflicts", "flags", "unseen", "patterns"),
    },
    "tex": set(),
    "search": {"bodies", "keys", "patterns", "pinyin", "tex"},
    "code": {"unseen"},
    "mermaid": {"model", "keys", "diagrams", "nodes"},
    "markdown": {
        *(
            "bodies",
            "fragments",
            "slots",
            "model",
            "urls",
            "tags",
            "diagnostics",
            "diagrams",
            "tex",
            "code",
            "mermaid",
            "views",
            "bases",
            "written_links",
            "heading_forms",
            "players",
        ),
        *("conflicts", "html_attributes", "html_elements", "unseen", "patterns"),
    },
    "note_language": set(),
    "note_terms": {"bodies"},
    "decoding": {"diagnostics", "sources"},
    "parse_options": {"keys", "sources"},
    "notes": {
        *(
            "parse_options",
            "note_terms",
            "note_language",
            "bodies",
            "sources",
            "model",
            "slots",
            "diagnostics",
            "languages",
        ),
        *("markdown", "front_matter", "fragments", "decoding", "written_links", "conflicts"),
        "names",
    },
    # all notes
    "silences": {"diagnostics", "nodes"},
    "config_sections": set(),
    "services": {"config_sections"},
    "foreign_keys": set(),
    "config_faults": {"foreign_keys"},
    "config_file": {"real_paths"},
    "config": {
        *(
            "config_faults",
            "config_file",
            "config_sections",
            "diagnostics",
            "refusals",
            "urls",
            "nodes",
            "macros",
            "nav_entries",
        ),
        *("silences", "services"),
    },
    "config_schema": {"config", "nav_entries"},
    "shadows": {"sources", "diagnostics", "patterns"},
    "headings": {"heading_forms", "model", "urls", "nearest"},
    "link_words": {"model", "urls", "patterns"},
    "drawings": {"names", "urls"},
    "embeds": {"diagnostics", "model", "resolutions", "urls"},
    "wanted": {"model", "names", "resolutions", "urls"},
    "taxonomies": {"levels", "model", "lists", "urls", "tags", "order"},
    "folders": {"lists", "urls", "order"},
    "placement": {
        *("model", "lists", "urls", "diagnostics", "claims", "taxonomies", "folders"),
    },
    "listings": {
        *("levels", "model", "lists", "urls", "order", "taxonomies", "folders", "placement"),
    },
    "copies": {"diagnostics", "model", "patterns"},
    "aliases": {"model", "urls", "diagnostics", "claims"},
    "namesakes": set(),
    "feed_ids": {"model", "urls", "diagnostics", "aliases"},
    "link_targets": {
        *("aliases", "drawings", "link_words", "model", "names", "resolutions", "urls"),
        "written_links",
    },
    "nearest_file": {"names", "nearest", "urls"},
    "links": {
        *("headings", "link_targets", "link_words", "model", "names", "nearest", "nearest_file"),
        "resolutions",
        *("slots", "tags"),
    },
    "link_diagnostics": {
        *("resolutions", "model", "diagnostics", "headings", "links", "sources", "withheld"),
    },
    "navigation": {
        *(
            "resolutions",
            "model",
            "lists",
            "urls",
            "diagnostics",
            "config",
            "languages",
            "nearest",
            "links",
            "taxonomies",
        ),
    },
    "standing": {
        *("copies", "folders"),
        *("aliases", "claims", "config", "dates", "diagnostics", "listings", "model", "pinyin"),
        *("placement", "sources", "taxonomies", "urls"),
    },
    "graph_memory": {
        *("link_diagnostics", "link_map", "links", "listings", "model", "resolutions"),
        "standing",
    },
    "shown_names": {
        "config",
        "languages",
        "link_targets",
        "links",
        "model",
        "sources",
        "standing",
        "written_links",
    },
    "linked_notes": {
        *("config", "graph_memory", "languages", "link_targets", "links", "model"),
        *("picture_copies", "shown_names", "sources", "standing", "urls"),
    },
    "tables": {
        *("resolutions", "model", "urls", "tags", "diagnostics", "languages", "dates"),
        *("linked_notes", "sources", "order", "views", "bases", "written_links"),
    },
    "graph": {
        "copies",
        *("aliases", "claims", "diagnostics", "diagrams", "embeds", "feed_ids"),
        *("graph_memory", "languages", "link_map", "linked_notes", "links", "listings", "lists"),
        *("model", "navigation", "resolutions", "sources", "tags", "taxonomies", "urls"),
        *("wanted", "tables", "namesakes"),
    },
    "layout": set(),
    "packed_graph": {
        *("diagnostics", "diagrams", "keys", "lazy", "lists", "sources", "resolutions", "model"),
        *("link_map", "views"),
    },
    "mentions": {"bodies", "slots", "urls", "patterns"},
    "related": {"bodies", "note_terms", "relations"},
    # outputs
    "compose": {
        "picture_copies",
        *("bodies", "slots", "resolutions", "model", "urls", "languages", "diagrams", "embeds"),
        *("markdown", "players", "views", "html_attributes", "html_elements"),
    },
    "contexts": {
        *("resolutions", "lists", "urls", "config", "languages", "embeds", "views"),
        "services",
    },
    "structured_data": {"contexts"},
    "pages": {
        *(
            "levels",
            "resolutions",
            "model",
            "lists",
            "urls",
            "config",
            "languages",
            "taxonomies",
            "compose",
            "views",
        ),
        *("contexts", "embeds", "link_map"),
        *("written_links", "note_language", "order", "flags"),
    },
    "twins": {"contexts", "html_attributes", "urls"},
    "cards": {"config", "diagnostics", "keys", "model", "urls"},
    "llms": {"compose", "config", "keys", "languages", "model", "order", "output_tables", "urls"},
    "redirects": {"lazy", "model", "urls", "config", "contexts"},
    "page_outputs": {"model", "output_tables"},
    "javascript": set(),
    "scripts": {"javascript"},
    "stylesheets": set(),
    "root_files": {"claims", "diagnostics", "model", "sources"},
    "templates": {"sources", "diagnostics"},
    "appearance": {"config", "diagnostics", "html_attributes", "services", "sources", "urls"},
    "render": {"diagnostics", "contexts", "sources", "structured_data"},
    "outputs": {
        *("model", "urls", "keys", "config", "languages", "mermaid", "compose", "pages"),
        *("html_attributes", "layout", "link_map", "note_language", "order", "output_tables"),
        "patterns",
    },
    # the world outside, and the site's own code
    "extensions": {
        "real_paths",
        *("diagnostics", "keys", "urls", "slots", "claims", "sources", "model", "markdown"),
        *("notes", "parse_options", "config", "fragments"),
    },
    "git_dates": {"sources", "urls"},
    "repository": {"real_paths", "git_dates", "refusals"},
    "file_names": {"decoding", "diagnostics", "urls"},
    "file_facts": {"front_matter", "urls", "withheld"},
    "card_font": {"real_paths", "config", "diagnostics", "sources"},
    "unmatched_globs": {
        "real_paths",
        "config",
        "diagnostics",
        "globs",
        "nearest",
        "urls",
        "patterns",
    },
    "walk": {
        "real_paths",
        *("sources", "urls", "diagnostics", "config", "claims", "globs", "file_facts"),
        "file_names",
    },
    "vault_settings": set(),
    "static_folder": {"diagnostics", "levels", "sources", "urls", "walk"},
    "found_files": {"file_names", "picture_place", "sources", "urls"},
    "scan": {
        *("real_paths", "static_folder", "found_files"),
        *("sources", "urls", "diagnostics", "config", "walk"),
        *("vault_settings", "card_font", "unmatched_globs", "config_file", "withheld"),
    },
    "left_out": {"real_paths", "config", "globs", "scan", "urls", "walk"},
    "large_values": set(),
    "cache": {"real_paths", "large_values"},
    "lock": set(),
    "output_folder": {"levels", "refusals"},
    "output_place": {"real_paths", "claims", "config", "diagnostics", "extensions"},
    "hosting": {"diagnostics"},
    "staging": {"lock"},
    "stamps": {"claims", "keys", "output_folder"},
    "publish": {
        *("diagnostics", "model", "claims", "output_folder", "refusals", "staging", "stamps"),
        "output_tables",
    },
    "starter": set(),
    "installed": {"", "scan"},
    "scaffold": {
        "real_paths",
        *("", "urls", "diagnostics", "refusals", "config", "scan", "walk", "installed", "starter"),
        *("config_file", "globs", "left_out", "taxonomies", "written_links", "repository"),
    },
    "eject": {"sources", "nearest", "scaffold", "scan", "shadows"},
    "progress": set(),
    "json_output": set(),
    "collector": set(),
    "serving": {"collector"},
    "starting": {"collector"},
    "steps": set(),
    "pool": {"diagnostics", "serving", "starting"},
    "workers": {"diagnostics", "pool", "steps"},
    "standby": {"diagnostics", "pool", "starting"},
    # the whole
    "site": {
        *("sources", "config", "extensions", "bodies", "diagnostics", "model", "parse_options"),
        "page_outputs",
    },
    "memo": {"cache"},
    "kept_outputs": {"cache", "memo", "model", "output_tables"},
    "inspecting": {"cache", "stamps", "starting"},
    "remembered": {"cache", "diagnostics", "inspecting", "memo", "sources", "stamps"},
    "stored_notes": {"bodies", "slots", "model", "keys", "cache"},
    "note_parsing": {
        *("diagnostics", "extensions", "fragments", "model", "notes", "parse_options", "scan"),
        *("sources", "stored_notes"),
    },
    "parsing": {
        *("bodies", "slots", "diagnostics", "sources", "model", "lazy", "parse_options"),
        *("extensions", "cache", "stored_notes", "pool", "workers", "standby", "note_parsing"),
    },
    "note_places": {"levels", "model", "resolutions", "urls"},
    "note_texts": {"bodies", "note_places", "slots", "urls", "search"},
    "note_indexing": {"note_places", "note_texts", "search"},
    "stored_index": {"cache", "stored_notes", "search"},
    "linked_site": {"model", "packed_graph", "parsing"},
    "indexing": {
        *("diagnostics", "keys", "cache", "linked_site", "parsing", "pool", "workers"),
        *("standby", "note_places", "note_indexing", "stored_index", "search"),
    },
    "searching": {
        *("keys", "model", "cache", "memo", "linked_site", "parsing", "stored_notes"),
        *("diagnostics", "indexing", "stored_index", "search", "standby", "steps", "pool"),
        *("workers", "output_tables"),
    },
    "stored_relations": {"keys", "lazy", "model", "mentions", "related", "relations"},
    "named_notes": {
        *("bodies", "link_map", "mentions", "model", "parsing", "related"),
        *("stored_notes", "stored_relations"),
    },
    "unlinked_mentions": {"bodies", "mentions", "named_notes", "relations", "stored_relations"},
    "relating": {
        *("cache", "config", "keys", "lazy", "memo", "mentions", "model", "named_notes"),
        *("linked_site", "related", "stored_relations", "unlinked_mentions"),
    },
    "rendering": {
        *("compose", "contexts", "sources", "model", "render", "templates", "twins"),
    },
    "producing": {
        *("cache", "contexts", "diagnostics", "model", "rendering", "sources"),
        *("stored_notes", "pool", "workers", "standby", "starting"),
    },
    "traces": {"model", "packed_graph", "stored_notes"},
    "page_plans": {
        *("config", "keys", "levels", "urls", "model", "pages", "page_outputs", "producing"),
        "output_tables",
        *("redirects", "rendering", "traces"),
    },
    "static_files": {
        *("cache", "keys", "lazy", "memo", "model", "scripts", "sources", "stylesheets", "urls"),
    },
    "planning": {
        *("cache", "cards", "contexts", "keys", "memo", "model", "packed_graph", "page_plans"),
        *("rendering", "scan", "site", "static_files", "traces"),
    },
    "findings": {
        "copies",
        *("diagnostics", "git_dates", "link_diagnostics", "model", "parsing", "scan", "shadows"),
        *("site", "templates", "keys", "urls", "picture_copies", "appearance"),
    },
    "picture_files": {"found_files", "keys", "model", "picture_copies", "sources", "urls"},
    "other_outputs": {
        "found_files",
        "real_paths",
        *("cards", "model", "outputs", "scan", "site", "urls", "picture_copies", "picture_files"),
        *("output_tables", "root_files", "diagnostics", "extensions"),
        "picture_place",
    },
    "stored_graph": {
        *("cache", "graph", "keys", "memo", "model", "packed_graph", "parsing", "site", "sources"),
    },
    "stored_feed": {"cache", "memo", "outputs"},
    "stored_dates": {"cache", "git_dates", "memo", "parsing", "sources"},
    "parsed_site": {
        *("diagnostics", "extensions", "findings", "model", "note_parsing", "output_tables"),
        *("page_plans", "parse_options", "parsing", "site", "sources", "stored_dates", "urls"),
    },
    "pipeline": {
        *("stored_dates", "stored_feed"),
        *("other_outputs", "model", "diagnostics", "linked_site", "parsed_site"),
        *("config", "scan", "parse_options", "packed_graph", "planning"),
        *("static_files", "extensions", "cache", "site", "parsing"),
        *("traces", "relating", "llms", "searching", "indexing", "standby", "steps", "cards"),
        *("page_plans", "stored_graph", "stored_relations", "output_tables"),
        "producing",
    },
    "engine": {
        "found_files",
        *("sources", "model", "keys", "diagnostics", "config", "scan", "git_dates", "extensions"),
        *("cache", "site", "stored_notes", "producing", "pipeline", "publish", "hosting"),
        *("kept_outputs", "output_place", "remembered", "stamps", "standby"),
    },
    "preview": {
        "found_files",
        "real_paths",
        *("refusals", "diagnostics", "bodies", "sources", "model", "urls", "cache", "lock"),
        *("config", "scan", "contexts", "site", "stored_notes", "producing", "engine"),
        *("progress", "collector", "extensions", "page_outputs", "stylesheets", "static_files"),
        *("pinyin", "file_names", "vault_settings"),
    },
    "fixing": {
        "found_files",
        "real_paths",
        *("model", "slots", "urls", "diagnostics", "resolutions", "sources", "keys", "names"),
        *("fragments", "nodes", "nav_entries", "front_matter", "refusals", "config", "links"),
        "link_words",
        *("graph", "extensions", "walk", "scan", "cache", "lock", "site", "stored_notes"),
        "decoding",
        *("engine", "globs", "graph_memory", "linked_notes", "bases", "claims", "written_links"),
        "unseen",
    },
    "checks": {
        "found_files",
        *("model", "slots", "urls", "diagnostics", "sources", "nearest"),
        *(
            "players",
            "markdown",
            "notes",
            "refusals",
            "scan",
            "cache",
            "lock",
            "taxonomies",
            "link_map",
        ),
        *("site", "stored_notes", "engine", "fixing", "globs", "pinyin", "progress", "withheld"),
        "json_output",
    },
    "importers": {
        "real_paths",
        *("diagnostics", "urls", "nodes", "refusals", "config"),
        *("front_matter", "markdown", "tex", "scan", "cache", "lock", "progress", "claims"),
        "sources",
        *("decoding", "left_out", "staging", "vault_settings", "config_file", "extensions", "walk"),
        *("root_files", "names", "json_output", "players"),
    },
    "note_commands": {
        "real_paths",
        "config",
        "config_file",
        "refusals",
        "scan",
        "fixing",
        "checks",
    },
    "import_commands": {"note_commands", "importers"},
    "cli": {
        "config_schema",
        *("note_commands", "import_commands"),
        *(
            "",
            "model",
            "diagnostics",
            "refusals",
            "engine",
            "publish",
            "scaffold",
        ),
        *("progress", "eject", "cache", "collector", "lock", "preview", "json_output"),
    },
    "": set(),
    "__main__": {"cli", "collector"},
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


def test_the_table_names_every_module() -> None:
    assert {part_of(module) for module in MODULES} == set(MAY_IMPORT)


def test_the_table_has_no_circles() -> None:
    """Every part may import only what stands above it in the table."""
    order = list(MAY_IMPORT)
    later = {
        (part, other)
        for part, others in MAY_IMPORT.items()
        for other in others
        if other and order.index(other) > order.index(part)
    }
    assert later == set()


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


def test_a_module_imports_only_what_it_may() -> None:
    for module in MODULES:
        part = part_of(module)
        assert own_imports(module) - {part} <= MAY_IMPORT[part], module


def test_every_permission_is_needed() -> None:
    """Else the table says that parts know more of one another than they do."""
    for part, modules in PARTS.items():
        assert MAY_IMPORT[part] - set().union(*map(own_imports, modules)) == set(), part


def test_only_the_command_line_starts_the_engine() -> None:
    """And what it starts: the server, the checks, what mends notes."""
    starting = {"cli", "preview", "checks", "fixing"}
    assert {part_of(m) for m in MODULES if "engine" in own_imports(m)} == starting


def test_only_the_engine_starts_the_pipeline() -> None:
    assert {part_of(m) for m in MODULES if "pipeline" in own_imports(m)} == {"engine"}


def test_nothing_imports_the_command_line() -> None:
    assert {part_of(m) for m in MODULES if "cli" in own_imports(m)} == {"__main__"}


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
