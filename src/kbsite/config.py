"""`kbsite.yaml` → `Config`, with the line of every mistake. READS the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_origin, get_type_hints

import msgspec
from msgspec import Meta

from kbsite.diagnostics import Diagnostic, error
from kbsite.nodes.tree import (
    COLON_HINT,
    MappingNode,
    Mistake,
    Node,
    ScalarNode,
    SequenceNode,
    controls_in,
    plain_value,
)
from kbsite.refusals import UsageError as UsageError
from kbsite.settings import config_sections as sections
from kbsite.settings.config_faults import explain, hint_for_unknown
from kbsite.settings.config_file import FILE_NAME as FILE_NAME
from kbsite.settings.config_file import mistaken_for, read_config
from kbsite.settings.macros import read_macros
from kbsite.settings.nav_entries import NAV_DEFAULT, NavEntry, read_nav
from kbsite.settings.services import missing_in
from kbsite.settings.silences import CheckConfig, read_silences
from kbsite.urls import base_path_of, origin_of


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The configuration of a site. Every key may be left out."""

    title: Annotated[str, Meta(description="Name of the site", min_length=1, pattern=r"\S")] = (
        "知识库"
    )
    banner: Annotated[
        str, Meta(description="Large title on the home page; the title where it is empty")
    ] = ""
    palette: Annotated[
        Literal["ink", "signal", "bamboo"],
        Meta(description="Colours and labels of the site, by day and by night"),
    ] = "ink"
    description: Annotated[str, Meta(description="One sentence about the site")] = ""
    author: Annotated[str, Meta(description="Who writes the notes")] = ""
    language: Annotated[Literal["zh-CN", "en"], Meta(description="Language of the interface")] = (
        "zh-CN"
    )
    base_url: Annotated[
        str,
        Meta(
            description="Where the site is published, with its path; feed and sitemap need it",
            # A host of letters, digits, dots and hyphens or an address in brackets; a port to
            # 65535; a path of which no browser takes back a part, nor takes one for a host.
            pattern=r"^(https?://([\w.-]+|\[[0-9a-fA-F:.]+\])"
            r"(:([1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5]))?"
            r"(?!\S*/(\.|%2[eE]){1,2}(/|$))(?!\S*(//[^/]|%2[fF]))(/[^\s?#]*)?)?$",
            examples=["https://name.github.io/notes/"],
        ),
    ] = ""
    timezone: Annotated[
        str,
        Meta(
            description="Zone of dates that name none",
            pattern=r"^[+-]([01]\d|2[0-3]):[0-5]\d$",
            examples=["+08:00"],
        ),
    ] = "+08:00"
    content: Annotated[str, sections.folder("Folder of the notes", "notes")] = "content"
    output: Annotated[str, sections.folder("Folder of the site", "public")] = "_site"
    publish: Annotated[
        Literal["all", "marked"],
        Meta(description="all: every note; marked: only notes that say `publish: true`"),
    ] = "all"
    permalinks: Annotated[
        Literal["path", "pinyin"],
        Meta(
            description="How file names, folders and tags stand in URLs; pinyin: Han as toneless "
            "pinyin"
        ),
    ] = "path"
    ignore: Annotated[
        tuple[str, ...], Meta(description="Globs of files under the content folder to leave out")
    ] = ()
    latest: Annotated[int, Meta(description="How many notes the home page lists", ge=1, le=100)] = (
        20
    )
    nav: Annotated[
        tuple[NavEntry, ...],
        Meta(description="Links of the header: notes, folders, pages, addresses"),
    ] = tuple(NavEntry("", target) for target in NAV_DEFAULT)
    line_breaks: Annotated[
        Literal["auto", "hard", "soft"],
        Meta(
            description="Whether a single line break in a paragraph is a break; auto: hard where "
            "`.obsidian/` exists without `strictLineBreaks`, else soft"
        ),
    ] = "auto"
    math: sections.MathConfig = sections.MathConfig()
    relations: sections.RelationsConfig = sections.RelationsConfig()
    properties: sections.PropertiesConfig = sections.PropertiesConfig()
    cards: sections.CardsConfig = sections.CardsConfig()
    images: sections.ImagesConfig = sections.ImagesConfig()
    markdown: Annotated[bool, Meta(description="A Markdown file beside each note's page")] = True
    llms_full: Annotated[bool, Meta(description="`llms-full.txt`: all notes as one text")] = False
    robots: sections.RobotsConfig = sections.RobotsConfig()
    verification: sections.VerificationConfig = sections.VerificationConfig()
    icp: Annotated[
        str, sections.record("ICP 备案 number, for the footer", "京ICP备00000000号-1")
    ] = ""
    police: Annotated[
        str, sections.record("公安备案 number, for the footer", "京公网安备00000000000000号")
    ] = ""
    comments: sections.CommentsConfig = sections.CommentsConfig()
    analytics: sections.AnalyticsConfig = sections.AnalyticsConfig()
    extensions: Annotated[
        tuple[str, ...],
        Meta(description="The site's own Markdown rules and outputs, each as `file.py:function`"),
    ] = ()
    check: CheckConfig = CheckConfig()
    imports: sections.ImportsConfig = sections.ImportsConfig()
    edit_url: Annotated[
        str,
        Meta(
            description="Where readers find the file of a note, to mend it: a URL with `{path}`",
            pattern=r"^(https?://[^\s{}]+\{path\}[^\s{}]*)?$",
            examples=["https://github.com/NAME/notes/edit/main/content/{path}"],
        ),
    ] = ""
    editor: Annotated[
        str,
        Meta(
            description="What opens a source from the preview: `vscode`, `cursor`, `obsidian`, "
            "`idea`, or a URL with `{path}`, `{line}`, `{column}`",
            pattern=r"^(vscode|cursor|obsidian|idea|(?!javascript:|data:|vbscript:)"
            r"[a-z][a-z0-9+.-]*://[^\s{}]*\{path\}([^\s{}]|\{(path|line|column)\})*)?$",
            examples=[
                *("vscode", "cursor", "obsidian", "idea"),
                "myeditor://open?file={path}&line={line}",
            ],
        ),
    ] = ""

    @property
    def base_path(self) -> str:
        """`/notes` for `https://name.github.io/notes/`, "" at the root of a host."""
        return base_path_of(self.base_url)

    @property
    def origin(self) -> str:
        """`https://name.github.io`, "" without `base_url`."""
        return origin_of(self.base_url)


def load_config(root: Path) -> tuple[Config, tuple[Diagnostic, ...]]:
    """The configuration in `root`, or the defaults where it has none, and what is wrong."""
    try:
        text = read_config(root)
    except FileNotFoundError:
        # What it would keep private would be published.
        found = mistaken_for(root)
        return Config(), (error("config", *found),) if found else ()
    except UnicodeDecodeError as fault:
        message = f"not UTF-8: byte {fault.start} cannot be read"
        return Config(), (error("config", FILE_NAME, message, hint="Save the file as UTF-8."),)
    except OSError as fault:
        return Config(), (error("config", FILE_NAME, f"cannot be read: {fault.strerror}"),)
    return parse_config(text)


def parse_config(text: str) -> tuple[Config, tuple[Diagnostic, ...]]:
    """`text` of a `kbsite.yaml` validated; every mistake, not just the first. No I/O."""
    from kbsite.nodes.yaml import parse_yaml

    node = parse_yaml(text)
    if node is None:
        return Config(), ()
    if isinstance(node, Mistake):
        return Config(), (_mistake(node, node.message, node.hint),)
    found = [_mistake(odd, f"a control character: {odd.text!r}") for odd in controls_in(node)]
    values = None if found else _validated(Config, node, "", found)
    if values is None or found:
        return Config(), tuple(found)
    config = msgspec.convert(values, Config)
    found += (_mistake(_at(node, key) or node, said) for key, said in missing_in(config))
    return (Config() if found else config), tuple(found)


def item_places(root: Path, key: str) -> tuple[tuple[int, int], ...]:
    """(line, column) of each item of the list at `key` in a configuration that was read."""
    try:
        from kbsite.nodes.yaml import parse_yaml

        node = parse_yaml(read_config(root))
    except (OSError, UnicodeDecodeError):
        return ()
    value = _at(node, key)
    items = value.items if isinstance(value, SequenceNode) else (value,) if value else ()
    return tuple((item.line, item.column) for item in items)


def _at(node: Node | Mistake | None, key: str) -> Node | None:
    """The value of a key."""
    entries = node.entries if isinstance(node, MappingNode) else ()
    return next((value for name, value in entries if name.text == key), None)


def with_option(config: Config, name: str, value: str) -> Config:
    """`config` with one key as the command line says it. Raises UsageError."""
    expected = _types_of(Config)[0][name]
    try:
        checked = msgspec.convert(value, expected)
    except msgspec.ValidationError as fault:
        option = "--" + name.replace("_", "-")
        raise UsageError(f"{option}: {explain(fault, value, expected)}") from None
    return msgspec.structs.replace(config, **{name: checked})


#: Keys whose values are no plain data, and what reads these.
_READERS: Mapping[str, Callable[[Any], tuple[Any, Iterable[Mistake]]]] = {
    "math.macros": read_macros,
    "check.ignore": read_silences,
    "nav": read_nav,
}


def _validated(
    struct: type[msgspec.Struct], node: Node, prefix: str, found: list[Diagnostic]
) -> dict[str, Any] | None:
    """The entries of `node` that fit `struct`; the mistakes of the others go to `found`."""
    if not isinstance(node, MappingNode):
        what = f"`{prefix.rstrip('.')}`" if prefix else "the configuration"
        # Below a key the colon of that key was right.
        keys = ", ".join(struct.__struct_fields__)
        hint = f"Its keys, on indented lines below it: {keys}." if prefix else COLON_HINT
        found.append(_mistake(node, f"{what} must be `key: value` lines", hint))
        return None
    types, bare = _types_of(struct)
    values: dict[str, Any] = {}
    for key, value in node.entries:
        name = prefix + key.text
        if key.text not in types:
            found.append(_mistake(key, f"unknown key `{name}`", hint_for_unknown(name, types)))
        elif isinstance(value, ScalarNode) and value.is_null:
            continue
        elif name == "cards" and isinstance(is_on := plain_value(value), bool):
            values[key.text] = {"notes": is_on}  # `cards: true`, in short
        elif isinstance(bare[key.text], type) and issubclass(bare[key.text], msgspec.Struct):
            values[key.text] = _validated(bare[key.text], value, name + ".", found)
        elif name in _READERS and (name != "math.macros" or isinstance(value, MappingNode)):
            values[key.text], mistakes = _READERS[name](value)
            found += (_mistake(one, one.message, one.hint) for one in mistakes)
        elif (plain := _plain(value, bare[key.text])) is not None:
            try:
                values[key.text] = msgspec.convert(plain, types[key.text])
            except msgspec.ValidationError as fault:
                message = f"`{name}`: {explain(fault, plain, types[key.text])}"
                # A space behind a colon makes `key: value` of it.
                slip = name == "extensions"
                hint = "Write `ext/mine.py:rule`, without a space." if slip else ""
                found.append(_mistake(value, message, hint))
    return values


@cache
def _types_of(struct: type[msgspec.Struct]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The types of the keys, with what is annotated and without. A preview asks with each save."""
    return get_type_hints(struct, include_extras=True), get_type_hints(struct)


def _plain(node: Node, expected: Any) -> Any:
    """A value as it is validated: where text is expected `2026` is text, and a single word
    does for a list."""
    if isinstance(node, ScalarNode) and not node.is_null:
        if expected is str:
            return node.text.strip()
        if get_origin(expected) is tuple:
            return [node.text.strip()]
    if isinstance(node, SequenceNode):
        return [_plain(item, str) for item in node.items]
    if isinstance(node, MappingNode):
        return {key.text: _plain(value, str) for key, value in node.entries}
    return plain_value(node)


def _mistake(node: Node | Mistake, message: str, hint: str = "") -> Diagnostic:
    return error("config", FILE_NAME, message, line=node.line, column=node.column, hint=hint)
