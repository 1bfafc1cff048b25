"""Keys with which other programs keep a note from everybody's eyes. No I/O."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from kbsite.front_matter.values import FALSE, TRUE, folded, key_name
from kbsite.nodes.tree import MappingNode, Node, ScalarNode, SequenceNode

# Their values are nobody's business, whatever else the note says.
_PASSWORDS = frozenset({"password", "passwd", "pwd", "passphrase", "密码", "口令"})
_LOCKS = frozenset({"encrypt", "encrypted", "isencrypted", "加密"})
# With a true value, with a false one, and with one of these words.
_HIDES = frozenset(
    {
        *("hidden", "hide", "ishidden", "secret", "confidential", "headless", "isdraft"),
        *("草稿", "私密", "私有", "隐藏", "保密", "机密", "隐私"),
    }
)
_SHOWS = frozenset(
    {
        *("public", "ispublic", "visible", "isvisible", "listed", "dgpublish"),
        *("公开", "发布", "可见", "是否公开", "是否发布"),
    }
)
_STATES = frozenset(
    {
        *("status", "poststatus", "state", "visibility", "access", "privacy", "permission"),
        *("permissions", "状态", "可见性", "访问权限", "权限"),
    }
)
_WITHHELD = frozenset(
    {
        *("draft", "private", "secret", "hidden", "unpublished", "nonpublic", "confidential"),
        *("草稿", "私密", "私有", "隐藏", "保密", "机密", "未发布", "不公开", "仅自己可见"),
    }
)
_MARKS = str.maketrans("", "", "-_ ")
_TEXT = "Nothing is kept back by it: write `{}: true`."


class Lock(NamedTuple):
    """What a key says of who may read a note: `hint` is the way to say it here, and is not
    empty; a note that `asks` for a password is not to be read by all."""

    hint: str
    asks: bool


_ASKS = Lock("Write `private: true`, or take it out to publish the note.", asks=True)


def is_secret(key: str) -> bool:
    """Whether a key holds a password."""
    return _plain(key) in _PASSWORDS


def may_lock(key: str) -> bool:
    """Whether a note with this key may be one that only its password opens."""
    return _plain(key) in _PASSWORDS | _LOCKS


class Locks:
    """The keys of one note that are meant so."""

    def __init__(self) -> None:
        self._found: list[tuple[ScalarNode, Lock]] = []
        self._is_open = False

    def take(self, key: ScalarNode, value: Node) -> bool:
        """Whether `key`, which kbsite does not heed, is one."""
        if lock := _lock_of(_plain(key.text), value):
            self._found.append((key, lock))
        elif is_secret(key.text):
            # An empty password takes a note out of what locks the others.
            self._is_open = True
        return lock is not None

    def faults(self, said: Mapping[str, object]) -> Iterator[tuple[ScalarNode, str, str]]:
        """Keys, why the note is not published ("": it is), and what to write; none where it says by
        kbsite's own keys, `said`, who may read it."""
        is_kept = said.get("private") or said.get("publish") is False
        is_told = (
            "private" in said or "publish" in said or said.get("draft") or said.get("unlisted")
        )
        for key, lock in self._found:
            if not lock.asks:
                if not is_told:
                    yield key, "", lock.hint
            elif not is_kept and (is_secret(key.text) or not self._is_open):
                yield (
                    key,
                    f"`{key.text}` asks for a password, so the note is kept private",
                    lock.hint,
                )


def without_secrets(value: Node) -> Node:
    """A value without the passwords that are named within it."""
    if isinstance(value, SequenceNode):
        return SequenceNode(tuple(map(without_secrets, value.items)), value.line, value.column)
    if isinstance(value, MappingNode):
        kept = ((key, without_secrets(v)) for key, v in value.entries if not is_secret(key.text))
        return MappingNode(tuple(kept), value.line, value.column)
    return value


def _lock_of(name: str, value: Node) -> Lock | None:
    if name in _PASSWORDS:
        return None if _is_empty(value) or _says(value, FALSE - {"0"}) else _ASKS
    if name in _LOCKS:
        return _ASKS if _says(value, TRUE) else None
    if name in _STATES:
        if not _says(value, _WITHHELD):
            return None
        meant = "draft" if _says(value, {"draft", "草稿"}) else "private"
        return Lock(_TEXT.format(meant), asks=False)
    if (name in _HIDES and _says(value, TRUE)) or (name in _SHOWS and _says(value, FALSE)):
        meant = "draft" if name in ("isdraft", "草稿") else "private"
        hint = _TEXT.format(meant)
        if meant == "private":
            hint = hint.removesuffix(".") + ", or `unlisted: true` to keep it out of lists alone."
        return Lock(hint, asks=False)
    return None


def _plain(key: str) -> str:
    return key_name(key).translate(_MARKS)


def _is_empty(value: Node) -> bool:
    if isinstance(value, ScalarNode):
        return value.is_null or not value.text.strip()
    return not (value.items if isinstance(value, SequenceNode) else value.entries)


def _says(value: Node, words: Collection[str]) -> bool:
    """Whether a value is one of `words`, or a list that holds one."""
    if isinstance(value, SequenceNode):
        return any(isinstance(one, ScalarNode) and _says(one, words) for one in value.items)
    return isinstance(value, ScalarNode) and folded(value.text).translate(_MARKS) in words
