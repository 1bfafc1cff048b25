"""Sites of Hexo, Hugo and Jekyll, and vaults of Obsidian, as folders to import from: each holds
what the documentation of its tool shows, in Chinese."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, NamedTuple

from kbsite.config import load_config
from kbsite.front_matter.block import split_front_matter
from kbsite.importers.account import Account
from kbsite.importers.archive import open_source
from kbsite.importers.front import values_of
from kbsite.importers.model import Entry, Fate
from kbsite.importers.session import ImportOptions, Session

#: A picture of one pixel.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc33000000"
    "0049454e44ae426082"
)
Files = Mapping[str, str | bytes]


def packed(path: Path, files: Files, wrapper: str = "") -> Path:
    """A zip archive of these files, in a folder `wrapper/` where there is one."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(f"{wrapper}/{name}" if wrapper else name, data)
    path.write_bytes(buffer.getvalue())
    return path


class Imported(NamedTuple):
    """A site after an import, and the account of it."""

    root: Path
    account: Account

    def text(self, path: str) -> str:
        """A note that was written, or the account's word for why not."""
        return (self.root / "content" / path).read_text(encoding="utf-8")

    @property
    def notes(self) -> dict[str, str]:
        content = self.root / "content"
        found = (path.relative_to(content).as_posix() for path in sorted(content.rglob("*")))
        return {path: self.text(path) for path in found if path.endswith(".md")}

    @property
    def files(self) -> set[str]:
        """All files below `content/`."""
        content = self.root / "content"
        found = (path for path in content.rglob("*") if path.is_file())
        return {path.relative_to(content).as_posix() for path in found}

    def fates(self, fate: str) -> dict[str, str]:
        """Files of the source with this fate, and why."""
        return {one.path: one.why for one in self.account.files if one.fate == fate}

    def shown(self) -> str:
        """Every note as it was written, and the whole account."""
        account = self.account
        parts = [f"=== {path}\n{text}" for path, text in self.notes.items()]
        parts.append("=== files that are no notes\n")
        parts += (f"{path}\n" for path in sorted(self.files) if path not in self.notes)
        parts.append("=== account\n")
        for one in account.files:
            parts.append(f"{one.path}: {one.fate} {one.why or one.target}\n")
        for change in account.changes:
            place = f"{change.source}:{change.line} → {change.target_line}"
            why = f" ({change.why})" if change.why else ""
            parts.append(f"{place}: {change.construct} {change.outcome}{why}\n")
        for kind, one_sum in account.sums.items():
            parts.append(f"{kind}: {one_sum.before} + {one_sum.made} - {one_sum.lost}")
            parts.append(f" = {one_sum.after}, unexplained {one_sum.unexplained}\n")
        return "".join(parts)


def import_from(
    source: Path, kind: str, root: Path, config: str = "", **options: object
) -> Imported:
    """What an import of `source` into the site in `root` comes to."""
    root.mkdir(exist_ok=True)
    (root / "content").mkdir(exist_ok=True)
    (root / "kbsite.yaml").write_text(config or "title: 笔记\n", encoding="utf-8")
    loaded, mistakes = load_config(root)
    assert not mistakes
    session = Session(root, loaded, kind, ImportOptions(**options))  # type: ignore[arg-type]
    with open_source(source) as archive:
        account, _ = session.run(archive, lambda count: None)
    return Imported(root, account)


class Texts:
    """A source that is in memory."""

    name = "texts"
    refused: tuple[Fate, ...] = ()

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = files
        self.entries = tuple(Entry(path, len(files[path].encode())) for path in sorted(files))

    def open(self, entry: Entry) -> BinaryIO:
        return io.BytesIO(self.files[entry.path].encode())

    def text(self, entry: Entry) -> str:
        return self.files[entry.path]


HEXO: Files = {
    "_config.yml": (
        "title: 博客\nurl: https://blog.example.com/notes\nroot: /notes/\n"
        "permalink: :year/:month/:day/:title/\ncategory_map:\n  算法: algorithm\n"
    ),
    "package.json": "{}",
    "themes/next/layout.swig": "{{ x }}",
    "source/_posts/hello.md": r"""title: 你好，世界
date: 2013-7-13 20:46:25
updated: 2020-01-02 03:04:05
categories:
- 算法
- 图论
tags: [C++, 最短路]
layout: post
mathjax: true
abbrlink: 4a17b156
---
开头 $x^2$，见 {% post_link 子目录/second "第二篇" %} 与[第二篇](/notes/old/second.html)。

<!-- more -->

{% asset_img 图.png 300 200 "最短路" "图 [1]" %} ![相对](图.png) ![站内](/images/总.png)

{% blockquote 李航, 统计学习方法 %}
引文 **粗**
{% endblockquote %}

{% codeblock 堆优化 lang:python mark:1,3-4 %}
import heapq

print("{% raw %}")
```不是围栏
{% endcodeblock %}

{% note warning 当心 %}
里面有代码：
```python
x = "{% note %}"
```
{% endnote %}

{% raw %}{{ 花括号 }}{% endraw %}，{% youtube I07XMi7MHd4 %}，{% foo 甲 %}
未闭合 {% note %}
[外](https://example.com/a) 与 https://blog.example.com/notes/about/
""",
    "source/_posts/hello/图.png": PNG,
    "source/_posts/子目录/second.md": (
        "---\ntitle: '第二：篇'\ndate: 2014-05-06 00:00:00\n"
        "categories: [[编程, Python], [生活]]\npermalink: old/second.html\n---\n正文\n"
    ),
    "source/_posts/broken.md": "---\ntitle: [没有\ntags: 'x\n---\n正文 $a$\n",
    "source/_drafts/半成品.md": "---\ntitle: 半成品\n---\n草稿\n",
    "source/about/index.md": "---\ntitle: 关于\n---\n[首篇](/notes/2013/07/13/hello/)\n",
    "source/tags/index.md": "---\ntitle: 标签\ntype: tags\n---\n",
    "source/images/总.png": PNG,
    "source/_data/menu.yml": "a: b",
}

HUGO: Files = {
    "hugo.toml": (
        'baseURL = "https://hugo.example.com/"\ntitle = "站"\n'
        '[permalinks]\nposts = "/:year/:month/:slug/"\n'
    ),
    "archetypes/default.md": "---\ntitle: {{ .Name }}\n---\n",
    "layouts/index.html": "{{ . }}",
    "static/img/总.png": PNG,
    "content/_index.md": "---\ntitle: 首页\n---\n欢迎\n",
    "content/posts/_index.md": "+++\ntitle = '文章'\n+++\n",
    "content/posts/First Post.md": r"""+++
title = "第一篇"
date = 2024-05-01T10:00:00+08:00
lastmod = 2024-06-01
draft = false
slug = "first"
tags = ["数学", "TeX"]
categories = ["笔记"]
series = ["系列甲", "系列乙"]
aliases = ["/old/first/", "一"]
weight = 3
[params]
math = true
+++
见 [包]({{< ref "bundle" >}})、[节]({{< relref "/posts/bundle/index.md#节" >}})，\\(x^2\\)。

{{< figure src="/img/总.png" alt="总图" caption="图 \"一\"" width="300" >}}

{{< highlight go "linenos=table,hl_lines=2,linenostart=10" >}}
package main
fmt.Println("{{< foo >}}")
{{< /highlight >}}

{{< admonition type=tip title="提示" open=false >}}
内容 `x`
{{< /admonition >}}

```text
{{</* ref "x" */>}}
```

{{< details summary="展开" >}}
藏着
{{< /details >}}

{{< mystery id=1 >}}
""",
    "content/posts/bundle/index.md": (
        '{\n"title": "包",\n"date": "2024-05-02"\n}\n## 节\n\n![图](甲.png)\n'
    ),
    "content/posts/bundle/甲.png": PNG,
    "content/posts/draft.md": "---\ntitle: 草\ndraft: true\n---\n草稿\n",
    "content/about.md": "---\ntitle: 关于\nurl: /guanyu/\n---\n关于\n",
    "content/old.org": "* org\n",
}

JEKYLL: Files = {
    "_config.yml": "title: 站\nbaseurl: /blog\npermalink: pretty\n",
    "Gemfile": "gem 'jekyll'\n",
    "_layouts/default.html": "{{ content }}",
    "README.md": "说明\n",
    "assets/图.png": PNG,
    "about.md": "---\ntitle: 关于\n---\n关于\n",
    "_posts/2024-05-01-hello-world.md": r"""---
layout: post
title: "你好"
categories: 算法 图论
tags: a b
last_modified_at: 2024-06-01
redirect_from:
  - /2020/旧/
published: true
---
设 $$x^2$$ 为，见 [第二]({% post_url 2024-05-02-second %})、[关于]({% link about.md %})。

* 目录
{:toc}

## 一节
{: #jie .no_toc}

{% highlight ruby linenos %}
puts "{% raw %}"
{% endhighlight %}

![图]({{ "/assets/图.png" | relative_url }}) ![另]({{ site.baseurl }}/assets/图.png)

> 提示
{: .prompt-tip }

{% raw %}
```liquid
{{ page.title }}
```
{% endraw %}

{% if x %}不求值{% endif %}

$$
y = \sum_i x_i
$$
""",
    "_posts/2024-05-02-second.markdown": "---\ntitle: 第二\nlayout: post\n---\n正文\n",
    "_drafts/idea.md": "---\ntitle: 想法\n---\n草稿\n",
    "misc/_posts/2023-01-01-in-folder.md": "---\ntitle: 夹\n---\n正文\n",
}

OBSIDIAN: Files = {
    ".obsidian/app.json": json.dumps({"attachmentFolderPath": "附件"}),
    ".obsidian/templates.json": json.dumps({"folder": "模板"}),
    ".trash/删.md": "删了\n",
    "模板/日记.md": "---\ndate: {{date}}\n---\n{{title}}\n",
    "笔记/甲.md": """---
aliases: [A, 甲一]
tags:
  - 数学
cssclasses: [wide]
---
第一行
第二行 [[乙]] ![[图.png|300]] ==亮== %%批注%% ^kuai

> [!note]- 标题
> 内容

状态:: 读完
这里有 (评分:: 5) 与 `= this.file.name`

```dataview
TABLE file.name
```

```ad-warning
title: 当心
collapse: open
里面 $x$
- 项
```

![[白板.canvas]] <% tp.date.now() %>
""",
    "笔记/乙.md": "只有一行，[[甲#^kuai]]、[[A]]。\n",
    "笔记/看板.md": "---\nkanban-plugin: basic\n---\n\n## 待办\n\n- [ ] 一\n",
    "附件/图.png": PNG,
    "白板.canvas": '{"nodes":[]}',
    "表.base": "views:\n  - type: table\n    name: 全部\n",
    "画.excalidraw.md": "---\nexcalidraw-plugin: parsed\n---\n# Text\n",
}
SITES: Mapping[str, Files] = {
    "hexo": HEXO,
    "hugo": HUGO,
    "jekyll": JEKYLL,
    "obsidian": OBSIDIAN,
}


def front_of(imported: Imported, path: str) -> dict[str, object]:
    """What the front matter of a note says."""
    return values_of(split_front_matter(imported.text(path)))
