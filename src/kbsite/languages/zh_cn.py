"""Simplified Chinese. No I/O."""

from __future__ import annotations

from kbsite.languages.strings import Strings

CHINESE = Strings(
    home="首页",
    latest="LATEST UPDATES",
    topics="主题",
    tags="标签",
    archive="归档",
    undated="未注明日期",
    contents="目录",
    backlinks="链接到这里的笔记",
    created="写于",
    updated="更新于",
    reading_time="约 {n} 分钟",
    one_note="1 篇",
    notes_count="{n} 篇",
    previous="上一篇",
    next="下一篇",
    notes_in="笔记",
    folders="子主题",
    tagged="标签：{title}",
    unpublished_note="私密笔记",
    not_found="没有这一页",
    not_found_hint="它可能改了名字，或者从未存在过。可以从首页、标签或归档找起。",
    skip_to_content="跳到正文",
    main_navigation="主导航",
    breadcrumbs="所在位置",
    neighbours="相邻笔记",
    theme="切换深色与浅色",
    feed="订阅",
    no_notes="这里还没有笔记。",
)
