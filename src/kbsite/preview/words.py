"""What the preview says in the open page, a value a language; one that lacks a phrase does not
type-check. No I/O."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """`{n}` stands for a number."""

    #: What a screen reader calls all of the preview's own.
    preview: str
    draft: str
    lost: str
    follow: str
    follow_hint: str
    one_warning: str
    warnings: str
    warnings_title: str
    broken: str
    #: The same of a page that was never made.
    never_made: str
    #: Names the lines around a mistake.
    excerpt: str
    open_in_editor: str
    hide: str
    hide_hint: str
    alt_hint: str
    no_editor: str


_CHINESE = Words(
    preview="预览",
    draft="草稿",
    lost="预览服务断开了，正在重连…",
    follow="跟随",
    follow_hint="保存哪篇笔记，就打开哪篇，并翻到改动的地方",
    one_warning="1 处提醒",
    warnings="{n} 处提醒",
    warnings_title="这篇笔记里的提醒",
    broken="有错，页面停在上一次的样子",
    never_made="有错，这一页还没有生成过",
    excerpt="出错的几行",
    open_in_editor="在编辑器中打开",
    hide="隐藏",
    hide_hint="隐藏到下一次保存（Esc）",
    alt_hint="点一处文字，编辑器就打开那一行",
    no_editor="在 kbsite.yaml 里写上 editor: vscode，就能打开编辑器",
)
_ENGLISH = Words(
    preview="Preview",
    draft="Draft",
    lost="The preview is not there; trying again…",
    follow="Follow",
    follow_hint="Open whichever note is saved, where it changed",
    one_warning="1 warning",
    warnings="{n} warnings",
    warnings_title="Warnings of this note",
    broken="There is a mistake; the page is as it was before",
    never_made="There is a mistake; this page was never made",
    excerpt="The lines around it",
    open_in_editor="Open in the editor",
    hide="Hide",
    hide_hint="Hide until the next save (Esc)",
    alt_hint="Click a block to open its line in the editor",
    no_editor="With editor: vscode in kbsite.yaml this opens the editor",
)
WORDS: Mapping[str, Words] = {"zh-CN": _CHINESE, "en": _ENGLISH}


def words_json(language: str) -> bytes:
    """The words of one of the interface's languages, as the page reads them."""
    return msgspec.json.encode(WORDS[language])
