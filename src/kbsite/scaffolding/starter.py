"""What a new site begins with, as text. No I/O."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

#: Where what a host needs is kept: a folder that holds no notes, even where the site folder does.
HOST = ".github"
#: What git leaves out of a site: what builds make.
MADE = ("/_site/", "/.kbsite/")
REQUIREMENTS = f"{HOST}/requirements.txt"
WORKFLOW = f"{HOST}/workflows/pages.yml"
#: What is pushed to these the workflow publishes.
BRANCHES = ("main", "master")
# What means nothing in patterns, expressions of GitHub and plain scalars of YAML.
_NAMEABLE = re.compile(r"\w[\w./ ()+,&@=-]*")


def first_files(title: str, date: str, *, has_notes: bool) -> Mapping[str, str]:
    """Path → text of the configuration, whose `title` is YAML, and of two notes of `date`, which a
    folder that has notes does not get."""
    if has_notes:
        return {"kbsite.yaml": _CONFIG.format(title=title) + _CONTENT}
    return {
        "kbsite.yaml": _CONFIG.format(title=title),
        "content/开始.md": _FIRST.format(date=date),
        "content/写作/公式与代码.md": _SECOND.format(date=date),
    }


def requirements(version: str, requirement: str) -> str:
    """The text of what installs kbsite for a site, `requirement` being a line of such a file."""
    return _REQUIREMENTS.format(version=version, requirement=requirement)


def workflow(version: str, place: str) -> str:
    """The text of what builds a site on GitHub and publishes it there. `place` is the folder of the
    site below the top of its repository, "" for that itself. Raises ValueError for a place that a
    workflow cannot name."""
    values = {"VERSION": version, "DEFAULTS": "", "PLACE": ""}
    if place:
        if not _NAMEABLE.fullmatch(place):
            raise ValueError(place)
        below = f"    defaults:\n      run:\n        {_below(place)}\n"
        values |= {"DEFAULTS": below, "PLACE": f"{place}/"}
    return re.sub("|".join(values), lambda name: values[name[0]], _WORKFLOW)


def builds(text: str, place: str) -> bool:
    """Whether a workflow that somebody may have changed builds the site in `place`."""
    is_there = _below(place) in text if place else "working-directory:" not in text
    return "kbsite build" in text and is_there


def _below(place: str) -> str:
    return f'working-directory: "{place}"'


def notes_taken(number: int, unread: Sequence[str]) -> list[str]:
    """What is said of the notes that lay there, and of what is `unread` though it looks like some,
    a line each."""
    if not number and not unread:
        return []
    notes = "1 note is" if number == 1 else f"{number:,} notes are"
    said = f"{notes} here already: the" if number else "The"
    said += " site is made of what lies in this folder (`content: .` in kbsite.yaml)."
    if not unread:
        return [said, ""]
    files = "1 file that looks like a note is" if len(unread) == 1 else ""
    files = files or f"{len(unread):,} files that look like notes are"
    return [said, f"{files} not read ({unread[0]}): only files whose names end in .md are.", ""]


def next_steps(folder: str) -> list[str]:
    """How to see a site in `folder` ("" for the current one), a line each."""
    quoted = f'"{folder}"' if " " in folder else folder
    return [
        "Next:",
        *([f"  cd {quoted}"] if folder else []),
        "  kbsite serve      shows the site at http://127.0.0.1:8000/ while you write",
        "  kbsite build      makes it, in _site/",
        "",
    ]


def first_push(branch: str, added: Sequence[str] = ()) -> list[str]:
    """How a site that is pushed nowhere gets online, a line each; `branch` is that of its
    repository, "" where it has none, and `added` the paths of what is new in one that holds more
    than the site."""
    begun = [] if branch else ["       git init -b main"]
    return [
        "Online with GitHub Pages:",
        "  1. Make an empty repository on GitHub. Where it is public, so is every file in it,",
        "     drafts and private notes too.",
        "  2. In its Settings, under Pages, choose the source GitHub Actions.",
        "  3. Here, with the address of that repository:",
        *begun,
        f"       git add {_quoted(added)}" if added else "       git add -A",
        '       git commit -m "First notes"',
        "       git remote add origin ADDRESS",
        f"       git push -u origin {branch or 'main'}",
        *_later(branch or "main"),
    ]


def next_push(branch: str, added: Sequence[str]) -> list[str]:
    """How a site gets online whose repository is pushed already, a line each; `added` are the
    paths of what is new in it, and `branch` is "" where none is checked out."""
    commit = [f"       git add {_quoted(added)}", '       git commit -m "Publish the notes"']
    return [
        "Online with GitHub Pages:",
        "  1. In the Settings of the repository on GitHub, under Pages, choose the source GitHub",
        "     Actions.",
        "  2. Here:",
        *(commit if added else []),
        "       git push",
        *_later(branch),
    ]


def _quoted(paths: Sequence[str]) -> str:
    return " ".join(f'"{path}"' if " " in path else path for path in paths)


def _later(branch: str) -> list[str]:
    if branch in BRANCHES:
        return ["Every later push publishes what it brings."]
    here = f"this branch is {branch}" if branch else "no branch is checked out"
    return [f"Every later push to main or master publishes what it brings; {here}."]


def not_published(workflow: str) -> list[str]:
    """What is said where a `workflow` of somebody else's stays, a line each."""
    return [
        f"Not online yet: {workflow} was there and does not build this site.",
        "Move it away and call `kbsite init --deploy-only` for one that does.",
    ]


def not_nameable(place: str) -> list[str]:
    """What is said of a folder that no workflow can name, a line each."""
    return [
        f"Not online yet: a workflow of GitHub cannot name the folder {place!r}.",
        "Give it another name and call `kbsite init --deploy-only` there.",
    ]


_CONFIG = """\
# All keys: docs/configuration.md in kbsite's repository; `kbsite schema` prints them, too.
title: {title}
description: 一个放技术笔记的地方
author: ""
language: zh-CN
# The address of the published site, with its path; feed and sitemap need it. The workflow of
# GitHub Pages passes its own:
# base_url: https://name.github.io/notes/
"""

_CONTENT = """\
# The notes are those in this folder; what is no part of the site:
content: .
# ignore: [日记/, "*.草稿.md"]
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
- 在开头的 `---` 之间写标题、日期和标签；`draft: true` 或 `private: true` 的笔记不会出现在网站上。
  公开的 Git 仓库里，别人仍能看到这些文件。
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

_REQUIREMENTS = """\
# What builds this site: kbsite {version}, as it was installed where the site was made.
{requirement}
"""

_WORKFLOW = """\
# Builds the site at every push and publishes it on GitHub Pages. Written by kbsite VERSION.
# Once, before the first push: Settings, Pages, Source: GitHub Actions.
# Each action is named by its commit, with the tag of that beside it.
name: Pages

on:
  push:
    branches: [main, master]
  workflow_dispatch:

permissions:
  contents: read

# A deployment that has begun is brought to its end; of those that wait the newest is next.
concurrency:
  group: pages
  cancel-in-progress: false

jobs:
  build:
    name: Build
    runs-on: ubuntu-latest
DEFAULTS    permissions:
      contents: read
      pages: read # what the address of the site is
    steps:
      - name: Fetch the notes
        uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          fetch-depth: 0 # notes without a date have that of their commits
          persist-credentials: false
      - name: Set up Python
        uses: actions/setup-python@ece7cb06caefa5fff74198d8649806c4678c61a1 # v6.3.0
        with:
          python-version: "3.13"
          cache: pip
          cache-dependency-path: PLACE.github/requirements.txt
      - name: Ask for the address of the site
        id: pages
        uses: actions/configure-pages@45bfe0192ca1faeb007ade9deae92b16b8254a0d # v6.0.0
      - name: Restore what the last build made
        uses: actions/cache@55cc8345863c7cc4c66a329aec7e433d2d1c52a9 # v6.1.0
        with:
          path: PLACE.kbsite
          # A cache is never written over: each run keeps its own and begins with the last.
          key: kbsite-${{ hashFiles('PLACE.github/requirements.txt') }}-${{ github.run_id }}
          restore-keys: kbsite-${{ hashFiles('PLACE.github/requirements.txt') }}-
      - name: Install kbsite
        run: python -m pip install -r .github/requirements.txt
      - name: Build
        run: kbsite build --base-url "$BASE_URL/" --output _site
        env:
          BASE_URL: ${{ steps.pages.outputs.base_url }}
      - name: Leave out the list of files
        run: rm _site/.kbsite-manifest.json # it names unlisted notes, too
      - name: Hand over the site
        uses: actions/upload-pages-artifact@fc324d3547104276b827a68afc52ff2a11cc49c9 # v5.0.0
        with:
          path: PLACE_site
          include-hidden-files: true # .well-known/

  deploy:
    name: Deploy
    needs: build
    runs-on: ubuntu-latest
    permissions:
      pages: write # the deployment itself
      id-token: write # proves to Pages which workflow it is that deploys
    environment:
      name: github-pages
      url: ${{ steps.deployment.outputs.page_url }}
    steps:
      - name: Deploy
        id: deployment
        uses: actions/deploy-pages@cd2ce8fcbc39b97be8ca5fce6e763baed58fa128 # v5.0.0
"""
