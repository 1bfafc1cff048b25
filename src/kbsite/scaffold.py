"""WRITES new sites and new notes; never over a file that exists."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import yaml

from kbsite.config import FILE_NAME, UsageError, load_config
from kbsite.diagnostics import format_diagnostic
from kbsite.refusals import RefusalError
from kbsite.scan import content_folder
from kbsite.urls import segment


class ScaffoldError(RefusalError):
    """A new file cannot be written as asked."""


def new_note(root: Path, title: str, into: str = "") -> Path:
    """A note with front matter under the content folder of the site in `root`; its path.

    Raises ScaffoldError, UsageError, OSError."""
    title = " ".join(title.split())
    name = re.sub("-{2,}", "-", segment(title.replace("/", "-"))).strip("-.")
    if not name:
        raise ScaffoldError("a note needs a title")
    config, mistakes = load_config(root)
    if mistakes:
        raise UsageError(format_diagnostic(mistakes[0]))
    content = content_folder(root, config)
    folder = content / into
    if not folder.resolve().is_relative_to(content.resolve()):
        raise ScaffoldError(f"--into {into} leaves the content folder")
    front = {"title": title, "date": date.today(), "tags": []}
    block = yaml.safe_dump(front, allow_unicode=True, sort_keys=False)
    path = folder / f"{name}.md"
    _write(path, f"---\n{block}---\n\n")
    return path


def init_site(folder: Path, title: str) -> list[Path]:
    """A site that builds as it is; the paths written. Raises ScaffoldError where the folder
    has a site already, OSError."""
    if (folder / FILE_NAME).exists() or (folder / "content").exists():
        raise ScaffoldError(f"{folder} holds a site already")
    today = date.today().isoformat()
    name = yaml.safe_dump(" ".join(title.split()), allow_unicode=True, width=float("inf"))
    files = {
        FILE_NAME: _CONFIG.format(title=name.split("\n")[0]),
        ".gitignore": "/_site/\n/.kbsite/\n",
        "content/开始.md": _FIRST.format(date=today),
        "content/写作/公式与代码.md": _SECOND.format(date=today),
    }
    for path in files:
        if (folder / path).exists():
            raise ScaffoldError(f"{folder / path} exists already")
    for path, text in files.items():
        _write(folder / path, text)
    return [folder / path for path in files]


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise ScaffoldError(f"{path} exists already") from None


_CONFIG = """\
title: {title}
description: 一个放技术笔记的地方
author: ""
language: zh-CN
# The address of the published site, with its path; feed and sitemap need it:
# base_url: https://name.github.io/notes/
"""

_FIRST = """\
---
title: 开始
date: {date}
tags: [入门]
---

这是第一篇笔记。文件放在 `content/` 里，文件夹就是主题，文件名就是网址。

- 用 `kbsite new "标题"` 写一篇新笔记。
- 用 `[[公式与代码]]` 链接到另一篇：[[公式与代码]]。被链接的笔记会在页末列出提到它的句子。
- 在开头的 `---` 之间写标题、日期和标签；`draft: true` 或 `private: true` 的笔记不会发布。
"""

_SECOND = """\
---
title: 公式与代码
date: {date}
tags: [入门, 写作]
---

行内公式写在一对 `$` 之间：$e^{{i\\pi}} + 1 = 0$。独立的公式写在 `$$` 之间：

$$
\\int_{{-\\infty}}^{{\\infty}} e^{{-x^2}}\\,dx = \\sqrt{{\\pi}}
$$

代码块写明语言就会着色：

```python
def gcd(a: int, b: int) -> int:
    while b:
        a, b = b, a % b
    return a
```

回到[[开始]]。
"""
