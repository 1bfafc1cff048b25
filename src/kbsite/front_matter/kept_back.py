"""Keys with which other programs keep a note from everybody's eyes. No I/O."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from kbsite.front_matter.values import folded, key_name
from kbsite.nodes.tree import MappingNode, Node, ScalarNode, SequenceNode
from kbsite.words.flags import FALSE, TRUE

# Their values are nobody's business, whatever else the note says.
_PASSWORDS = frozenset({"password", "passwd", "pwd", "passphrase", "密码", "口令"})
_LOCKS = frozenset({"encrypt", "encrypted", "isencrypted", "加密"})
# With a true value, with a false one, and with one of these words.
_HIDES = frozenset(
    {
        *("hidden", "hide", "ishidden", "secret", "confidential", "headless", "isdraft"),
        *("notpublic", "nonpublic", "unpublished", "notpublished", "internal", "onlyme"),
        *("草稿", "私密", "私有", "私人", "隐藏", "保密", "机密", "隐私", "内部"),
    }
)
_SHOWS = frozenset(
    {
        *("public", "ispublic", "visible", "isvisible", "listed", "dgpublish"),
        *("公开", "发布", "可见", "对外", "对外公开", "对外发布", "对外可见", "所有人可见"),
        *("公开发布", "已公开", "已发布"),
    }
)
_STATES = frozenset(
    {
        *("status", "poststatus", "state", "visibility", "access", "privacy", "permission"),
        *("permissions", "状态", "可见性", "访问权限", "权限", "可见范围", "公开范围", "阅读权限"),
        *("发布状态", "文章状态", "笔记状态", "公开状态"),
    }
)
_WITHHELD = frozenset(
    {
        *("draft", "private", "secret", "hidden", "unpublished", "nonpublic", "confidential"),
        *("internal", "onlyme", "草稿", "私密", "私有", "私人", "隐藏", "保密", "机密", "内部"),
        *("待发布", "不公开", "仅自己", "仅本人"),
    }
)
# From such a day on Hugo shows a note no more.
_ENDS = frozenset({"expirydate", "unpublishdate"})
# `不公开`, `未发布`, `仅自己可见`, as a key or as a value.
_NOT_SHOWN = re.compile(
    "暂?[不未非勿](?:对外)?(?:公开|发布|可见|展示|显示)|[仅只].{0,4}(?:可见|可看|能看)"
)
_YES, _NO = TRUE | {"是的", "对", "真"}, FALSE | {"不", "不是", "假"}
_ASKED = "是否"
_MARKS = str.maketrans("", "", "-_ ")
_TEXT = "Nothing is kept back by it: write `{}: true`."


class Lock(NamedTuple):
    """What a key says of who may read a note: `hint` is the way to say it here, and is not
    empty; a note that `asks` for a password is not to be read by all."""

    hint: str
    asks: bool


_ASKS = Lock("Write `private: true`, or take it out to publish the note.", asks=True)
_ENDED = Lock("No date keeps a note back: write `draft: true` when its time is over.", asks=False)


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
    if name in _ENDS:
        return None if _is_empty(value) else _ENDED
    if name in _STATES:
        if not _says(value, _WITHHELD):
            return None
        meant = "draft" if _says(value, {"draft", "草稿"}) else "private"
        return Lock(_TEXT.format(meant), asks=False)
    name = name.removeprefix(_ASKED)
    if name in _SHOWS:
        is_kept = _says(value, _NO | _WITHHELD)
    else:
        is_kept = (name in _HIDES or bool(_NOT_SHOWN.fullmatch(name))) and _says(value, _YES)
    if is_kept:
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
    if not isinstance(value, ScalarNode):
        return False
    word = folded(value.text).translate(_MARKS)
    return word in words or ("不公开" in words and _NOT_SHOWN.fullmatch(word) is not None)
