"""Tags, shortcodes and boxes of Hexo, Hugo, Jekyll, GitBook, Docsify and plugins become Markdown
(`importers/posts/`, `importers/texts/`)."""

from __future__ import annotations

import pytest

from kbsite.importers.posts.gitbook_tags import gitbook_tags
from kbsite.importers.posts.hexo_fences import hexo_fences
from kbsite.importers.posts.hexo_tags import hexo_tags
from kbsite.importers.posts.jekyll_tags import jekyll_tags
from kbsite.importers.texts.docsify import docsify
from kbsite.importers.vault.constructs import plugin_fences, plugin_syntax
from text_imports import CONTEXT, ESCAPES, HEXO, HUGO, JEKYLL, converted

YOUTUBE = (
    '<iframe src="https://www.youtube-nocookie.com/embed/abc" title="YouTube" width="640" '
    'height="360" loading="lazy"></iframe>'
)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        (
            "{% u 下 %} {% emp 强 %} {% wavy 浪 %} {% del 删 %} {% kbd Ctrl %} {% psw 密 %} "
            "{% span red, 字, 词 %} {% p center, 段 %} {% hideInline 隐,点,#fff %} {% u %}",
            "<u>下</u> *强* <u>浪</u> ~~删~~ <kbd>Ctrl</kbd> 密 字, 词 段 隐 {% u %}",
        ),
        (
            "{% checkbox red checked, 甲 %}\n{% checkbox 乙 %}\n{% radio checked, 丙 %}",
            "- [x] 甲\n- [ ] 乙\n- [x] 丙",
        ),
        (
            "{% checkbox checked, 甲, 乙 %}\n{% span 甲, 乙 %}\n{% gallery url,/a.json %}\n"
            "{% endgallery %}",
            "- [x] 甲, 乙\n甲, 乙\n{% gallery url,/a.json %}\n{% endgallery %}",
        ),
        (
            "{% video /v.mp4 %} {% audio b.mp3 %} {% inlineImage a.png height=20px %} "
            "{% ghcard u/r, theme=x %} {% ghcard %}",
            "![](/v.mp4) ![](b.mp3) ![](图/a.png) [u/r](https://github.com/u/r) {% ghcard %}",
        ),
        (
            "{% hideBlock 看,blue %}\n块\n{% endhideBlock %}\n{% gallery %}\n![](a)\n"
            "{% endgallery %}\n{% tip warning faa-horizontal %}注意{% endtip %}",
            "> [!note]- 看\n> 块\n\n![](a)\n\n> [!warning]\n> 注意",
        ),
        (
            "{% timeline 年,green %}\n<!-- timeline 一月 -->\n甲\n<!-- endtimeline -->\n"
            "<!-- timeline 二月 -->\n乙\n<!-- endtimeline -->\n{% endtimeline %}\n后",
            "**年**\n\n**一月**\n\n甲\n\n**二月**\n\n乙\n\n后",
        ),
        (
            "{% timeline 史 %}\n{% timenode 2024 %}\n甲\n{% endtimenode %}\n{% endtimeline %}",
            "**史**\n\n**2024**\n\n甲",
        ),
    ],
)
def test_tags_of_themes_are_markdown(text: str, result: str) -> None:
    assert converted(text, (hexo_tags(CONTEXT),))[0] == result


@pytest.mark.parametrize(
    ("text", "result"),
    [
        (
            '<p align="center">{% asset_img a.png 100 80 "甲 < [乙]" %}</p>',
            '<p align="center"><img src="图/a.png" alt="甲 &lt; [乙]" title="甲 &lt; [乙]" '
            'width="100" height="80"></p>',
        ),
        (
            "<div>\n{% link 词 https://e.com/?a&b %}\n</div>\n\n{% link 词 https://e.com %}",
            '<div>\n<a href="https://e.com/?a&amp;b">词</a>\n</div>\n\n[词](https://e.com)',
        ),
    ],
)
def test_what_tags_show_within_html_is_html(text: str, result: str) -> None:
    """There no Markdown is read."""
    assert converted(text, (hexo_tags(CONTEXT),))[0] == result


@pytest.mark.parametrize(
    ("text", "result"),
    [
        (
            "<div>\n{% comment %}\n密\n\n文\n{% endcomment %}\n甲{% comment %}密{% endcomment %}乙"
            "\n</div>\n\n后",
            "<div>\n甲乙\n</div>\n\n%%\n密\n\n文\n%%\n%%\n密\n%%\n\n后",
        ),
        (
            "<b>\n{% comment %}密{% endcomment %}甲{% comment %}密{% endcomment %}\n</b>",
            "<b>\n甲\n</b>\n\n%%\n密\n%%\n%%\n密\n%%",
        ),
    ],
)
def test_comments_of_tags_are_none_within_html(text: str, result: str) -> None:
    """There readers would see them."""
    assert converted(text, (jekyll_tags(CONTEXT), ESCAPES))[0] == result


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("{% blockquote %}\n文\n{% endblockquote %}\n后", "> 文\n\n后"),
        (
            "{% quote 甲 https://a.com/ 题 %}文{% endquote %}",
            "> 文\n>\n> — **甲** [题](https://a.com/)",
        ),
        ("前\n{% pullquote %}文{% endpullquote %}", "前\n\n> 文"),
        ("{% codeblock %}\na ``` b\n{% endcodeblock %}", "````\na ``` b\n````"),
        (
            "- 项\n  {% codeblock 题 lang:c first_line:5 %}\n  x\n  {% endcodeblock %}\n- 二",
            '- 项\n  ```c title="题" linenos=5\n  x\n  ```\n- 二',
        ),
        ("{% raw %}{{ x }}{% endraw %}", "{{ x }}"),
        (
            "{% note default 标题 %}\n{% note danger %}深{% endnote %}\n{% endnote %}",
            "> [!note] 标题\n> > [!danger]\n> > 深",
        ),
        ("{% fold 点开 @无 %}x{% endfold %}", "> [!note]- 点开 @无\n> x"),
        ("{% fold info @标题 %}x{% endfold %}", "> [!info]- 标题\n> x"),
        ("{% fold @a b %}x{% endfold %}", "> [!note]- a b\n> x"),
        *(
            (f"{{% folding {words} %}}x{{% endfolding %}}", f"> [!note]{shown}\n> x")
            for words, shown in [
                ("green, answer", "- answer"),
                ("red open, ", "+"),
                ("red", "- red"),
                ("答案,", "- 答案"),
                ("red open, show code", "+ show code"),
                ("open, 点我", "+ 点我"),
                ("blue open, 点我", "+ 点我"),
                ("child:codeblock open, 点我", "+ 点我"),
                ("blue, 一, 二", "- 一, 二"),
                ("点我", "- 点我"),
                ("answer", "- answer"),
                ("Hello, world", "- Hello, world"),
                ("blue,", "-"),
                ("cyan open :: 一, 二", "+ 一, 二"),
                ("点 我 color:yellow open:true", "+ 点 我"),
                ("open:false 点我", "- 点我"),
            ]
        ),
        ("{% hideToggle show code,#fff,red %}x{% endhideToggle %}", "> [!note]- show code\n> x"),
        *(
            (f"{{% note {words} %}}x{{% endnote %}}", f"> [!{shown}\n> x")
            for words, shown in [
                ("default simple", "note]"),
                ("simple", "note]"),
                ("blue 'fas fa-bullhorn' simple", "note]"),
                ("info fas fa-bell flat", "info]"),
                ("no-icon danger 标题", "danger] 标题"),
                ("info no-icon A simple note", "info] A simple note"),
                ("success The flat earth", "success] The flat earth"),
                ("标题", "note] 标题"),
            ]
        ),
        (
            "{% post_link 帖一 '甲 [乙]' %}、{% post_link 无 %}",
            r"[甲 \[乙\]](帖一.md)、{% post_link 无 %}",
        ),
        ("{% asset_img 左 a.png 30 '题 \"注\"' %}", '![注|30](图/a.png "题")'),
        (
            """{% img left /c.png 300 200 '"标题" "替代"' %}""",
            '![替代|300x200](图/c.png "标题")',
        ),
        (
            "{% asset_img cls 图.png 300 200 \"'题' 'alt'\" %}",
            '![alt|300x200](图/图.png "题")',
        ),
        ("{% image /c.png, width=300px, alt=描述 %}", '![描述|300](图/c.png "描述")'),
        ("{% link 名, https://a.com, /c.png %}", "[名](https://a.com)"),
        ("{% link 名, 说明 字, https://a.com %}", '[名](https://a.com "说明 字")'),
        ("{% link 名, 说明, https://a.com, /c.png %}", '[名](https://a.com "说明")'),
        ("{% link 名,字 https://a.com %}", "[名,字](https://a.com)"),
        ("{% asset_img a.png 一 个 题 %}", '![一 个 题](图/a.png "一 个 题")'),
        ('{% img /a.png "a_b_ $5" %}', r'![a_b_ $5](图/a.png "a\_b\_ \$5")'),
        ("{% img 左 /a.png 30 题 目 %}", '![题 目|30](图/a.png "题 目")'),
        ('{% img /a.png 30 40 "题" "注" %}', '![注|30x40](图/a.png "题")'),
        ("{% link 甲 https://a.com/ true 乙 %}", '[甲](https://a.com/ "乙")'),
        ("{% include_code 名 lang:c from:2 to:3 a.c %}", '```c title="名"\n二\n三\n```'),
        ("{% post_link 帖 'a <b>' %}", r"[a \<b>](帖.md)"),
        (
            "{% youtube abc %} 后\n{% mermaid %}\nx\n{% endmermaid %}",
            f"{YOUTUBE}\n\n后\n```mermaid\nx\n```",
        ),
        ("| {% img /a.png 30 %} |", r"| ![\|30](图/a.png) |"),
        ("{% asset_img '一 二.png' 题 %}", '![题](图/一%20二.png "题")'),
        (
            "{% codeblock mark:1,11-12,20 first_line:10 %}\nx\n{% endcodeblock %}",
            "```text {2-3,11} linenos=10\nx\n```",
        ),
        ("{% btn https://a.com/, 甲, icon %}", "[甲](https://a.com/)"),
        ("{% label primary@甲 乙 %}{% label 丙 red %}", "==甲 乙====丙=="),
        (
            "{% tabs 名 %}\n<!-- tab 甲@fa -->\n一\n<!-- endtab -->\n<!-- tab -->\n二\n"
            "<!-- endtab -->\n{% endtabs %}",
            "> [!note] 甲\n> 一\n\n> [!note] 名 2\n> 二",
        ),
        ("{% tabs 名 %}\n<!-- tab 甲 -->\n{% endtabs %}",) * 2,
        (
            "{% tabs 解 %}\n<!-- tab C# -->\n```cs\nx\n```\n<!-- endtab -->\n\n<!-- tab -->\n\n"
            "```\ny\n\nz\n```\n\n<!-- endtab -->\n{% endtabs %}",
            "::: code-group\n```cs [C#]\nx\n```\n```text [解 2]\ny\n\nz\n```\n:::",
        ),
        ("{% inlineImg a.png 30px %}", "![](图/a.png)"),
        ("{% gist user/abc %}", "[Gist](https://gist.github.com/user/abc)"),
        ("{% math %}\nx\n{% endmath %}", "$$\nx\n$$"),
        ("{% foo %}甲{% endfoo %}{{ x }}", "{% foo %}甲{% endfoo %}{{ x }}"),
        ("`{% note %}`\n```\n{% note %}\n```", "`{% note %}`\n```\n{% note %}\n```"),
        ("{% note %}未闭\n{% codeblock %}", "{% note %}未闭\n{% codeblock %}"),
        (
            "{% note %}\n```\n{% endnote %}\n```\n{% endnote %}",
            "> [!note]\n> ```\n> {% endnote %}\n> ```",
        ),
    ],
)
def test_tags_of_hexo_are_markdown(text: str, result: str) -> None:
    assert converted(text, HEXO)[0] == result


@pytest.mark.parametrize(
    ("text", "result"),
    [
        (
            "1. 项\n\n    {% note info %}\n    文\n\n    - 二\n    {% endnote %}\n2. 后",
            "1. 项\n\n    > [!info]\n    > 文\n    >\n    > - 二\n\n2. 后",
        ),
        (
            "- 项\n    - 子\n\n        {% note %}\n        {% note tip %}\n        ```py\n"
            "        if x:\n            y\n        ```\n        {% endnote %}\n"
            "        {% endnote %}",
            "- 项\n    - 子\n\n        > [!note]\n        > > [!tip]\n        > > ```py\n"
            "        > > if x:\n        > >     y\n        > > ```",
        ),
        (
            "> 前\n>\n> {% note %}\n> 文\n>\n> - 二\n> {% endnote %}\n> 后",
            "> 前\n>\n> > [!note]\n> > 文\n> >\n> > - 二\n>\n> 后",
        ),
        ("- {% note %}\n  文\n  {% endnote %} 后", "- > [!note]\n  > 文\n\n  后"),
        ("> - 文{% note %}内{% endnote %}", "> - 文\n>\n>   > [!note]\n>   > 内"),
        (
            "- 项\n  {% codeblock %}\n  if x:\n      y\n  {% endcodeblock %}",
            "- 项\n  ```\n  if x:\n      y\n  ```",
        ),
        (
            "- 项\n    {% codeblock %}\nif x:\n    y\n    {% endcodeblock %}",
            "- 项\n    ```\n    if x:\n        y\n    ```",
        ),
        (
            "\t{% tabs 名 %}\n\t<!-- tab -->\n\tx\n\t<!-- endtab -->\n\t{% endtabs %}",
            "\t> [!note] 名 1\n\t> x",
        ),
        (
            "{% tabs 一 名, 2 %}\n<!-- tab -->\nx\n<!-- endtab -->\n{% endtabs %}",
            "> [!note] 一 名 1\n> x",
        ),
    ],
)
def test_what_a_tag_becomes_stays_in_its_item_and_quote(text: str, result: str) -> None:
    assert converted(text, HEXO)[0].rstrip() == result


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ('{{< figure\n  src="a.png"\n  caption="题"\n>}}', '![题](图/a.png "题")'),
        (
            '{{< quote author="甲" source="书" url="https://a.com" >}}\n引\n{{< /quote >}}',
            "> [!quote]\n> 引\n>\n> — **甲**, [书](https://a.com)",
        ),
        (
            '- 一\n  {{< quote source="书" >}}\n  引\n  {{< /quote >}}',
            "- 一\n\n  > [!quote]\n  > 引\n  >\n  > — 书",
        ),
        ("{{< quote >}}\n引\n{{< /quote >}}", "> [!quote]\n> 引"),
        (
            '{{< link "https://a.com" "词 [一]" "题" >}} {{< link href="mailto:a@b.c" >}}',
            '[词 \\[一\\]](https://a.com "题") [a@b.c](mailto:a@b.c)',
        ),
        ('见{{< link "https://a.com" >}}词{{< /link >}}。', "见[词](https://a.com)。"),
        ('{{< link "甲" >}}', '{{< link "甲" >}}'),
        (
            '{{< style "text-align:right" >}}\n**右**\n{{< /style >}}\n'
            "{{< typeit >}}字{{< /typeit >}}",
            "**右**\n\n字",
        ),
        ("{{< typeit code=go >}}\na\n{{< /typeit >}}", "```go\na\n```"),
        ('{{< video src="a.png" title="片" >}}', "![片](图/a.png)"),
        ('{{< figure src="a.png" link="https://b.com" >}}', "[![](图/a.png)](https://b.com)"),
        (
            '上\n{{< figure src="a.png" caption="题" >}}\n{{< figure src="b.png" title="甲" '
            'caption="乙" attr="丙" >}}\n下',
            '上\n\n![题](图/a.png "题")\n\n![甲 乙](图/b.png "甲 乙 丙")\n\n下',
        ),
        (
            '> 上 {{< figure src="a.png" caption="$x^2$ **甲**" >}} 下',
            "> 上 ![](图/a.png) $x^2$ **甲** 下",
        ),
        (
            '> {{< figure src="a.png" caption="- 题 [链](/x)" alt="图" >}}\n> 下',
            "> ![图](图/a.png)\\\n> \\- 题 [链](/x)\n>\n> 下",
        ),
        (
            '{{< figure src="a.png" caption="题" attr="甲" attrlink="https://a.com" '
            'link="https://b.com" >}}',
            "[![题](图/a.png)](https://b.com)\\\n题 [甲](https://a.com)",
        ),
        ('{{< figure src="a.png" attr="甲" link="/b c" >}}', "[![](图/a.png)](/b%20c)\\\n甲"),
        ('- {{< figure src="a.png" caption="题" >}}', '- ![题](图/a.png "题")'),
        ('| {{< figure src="a.png" caption="$x$" >}} |', "| ![](图/a.png) $x$ |"),
        (
            '- 甲\n  {{< figure src="a.png" caption="题" >}}\n- 乙',
            '- 甲\n\n  ![题](图/a.png "题")\n\n- 乙',
        ),
        (
            '[x]({{< ref "帖.md#节" >}}) [y]({{% relref path="帖" %}})',
            "[x](帖.md.md#节) [y](帖.md)",
        ),
        ("{{< highlight c >}}\n{{< x >}}\n{{< /highlight >}}", "```c\n{{< x >}}\n```"),
        ("{{% hint warning %}}\n**甲**\n{{% /hint %}}", "> [!warning]\n> **甲**"),
        ('{{< details title="甲" open=true >}}乙{{< /details >}}', "> [!note]+ 甲\n> 乙"),
        ("`x` {{</* ref */>}} `{{%/* y */%}}`", "`x` {{< ref >}} `{{% y %}}`"),
        ("{{< math >}}x^2{{< /math >}}", "$x^2$"),
        ("{{< comment >}}\n甲\n{{< /comment >}}", "%%\n甲\n%%"),
        ("{{< tweet user=a id=12 >}}", "[X](https://x.com/a/status/12)"),
        (
            "{{< bilibili BV1xx411c7mD >}}",
            '<iframe src="https://player.bilibili.com/player.html?bvid=BV1xx411c7mD'
            '&amp;autoplay=0" title="bilibili" width="640" height="360" loading="lazy"></iframe>',
        ),
        ("前 {{< youtube abc >}}\n\n{{< youtube abc >}} 后", f"前 {YOUTUBE}\n\n{YOUTUBE}\n\n后"),
        (
            '{{< tabs >}}\n{{% tab name="甲" %}}\n一\n{{% /tab %}}\n{{< /tabs >}}',
            "> [!note] 甲\n> 一",
        ),
        ("{{< unknown 1 >}}{{< /x >}}", "{{< unknown 1 >}}{{< /x >}}"),
        (
            "1. 项\n\n    {{< admonition tip >}}\n    文\n    {{< /admonition >}}\n2. 后",
            "1. 项\n\n    > [!tip]\n    > 文\n\n2. 后",
        ),
    ],
)
def test_shortcodes_of_hugo_are_markdown(text: str, result: str) -> None:
    assert converted(text, HUGO)[0] == result


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("{% highlight c linenos %}\nx\n{% endhighlight %}", "```c linenos\nx\n```"),
        ("```\n{% raw %}{{ x }}{% endraw %}\n```", "```\n{{ x }}\n```"),
        (
            "{% highlight c %}\n{% raw %}\n{{ x }}\n{% endraw %}\n{% endhighlight %}",
            "```c\n{{ x }}\n```",
        ),
        ("![a]({{ '/b c.png' | relative_url }})", "![a](/b%20c.png)"),
        (
            "[a]({{ site.baseurl }}/b) {{ '/c' | relative_url }} {{ page.x }}",
            "[a](/b) /c {{ page.x }}",
        ),
        ("{% comment %}甲{% endcomment %}", "%%甲%%"),
        ('{% include figure.html src="/a.png" alt="甲" %}', "![甲](图/a.png)"),
        (
            r"""{% include figure.html src="/a.png" alt="甲" caption='$x_t$ "乙"' %}""",
            r'![甲](图/a.png "$x_t$ \"乙\"")',
        ),
        (r"$a\_1$ 与 $$b\_1$$", r"$a_1$ 与 $b\_1$"),
        ("1. 目录\n{:toc}", "[TOC]"),
        ("* content\n{:toc}\n\n文\n\n* TOC\n{:toc}\n\n文", "[TOC]\n\n文\n\n\n文"),
        (
            '<details markdown="1">\n<summary>题</summary>\n**内**\n</details>',
            "<details>\n\n<summary>题</summary>\n\n**内**\n\n</details>",
        ),
        ("~~~\nputs 1\n~~~\n{: .language-ruby}", "~~~ruby\nputs 1\n~~~"),
        ("```c\n~~~\n```\n{: .language-ruby}", "```c\n~~~\n```"),
        ("````\n```\n````\n{: .language-c}", "````c\n```\n````"),
        ("`````\na\n`````\n\n```\nb\n`````\n{: .language-c}", "`````\na\n`````\n\n```c\nb\n`````"),
        ("```\na\n```\n~~~\n~~~~\n{: .language-c}", "```\na\n```\n~~~c\n~~~~"),
        ("| a | `|` |\n| 1 | 2 |\n", "|  |  |\n|---|---|\n| a | `\\|` |\n| 1 | 2 |\n"),
        ("| a |b|\n|---+:-:|\n| 1 |2|\n|===+===|\n|f|g|", "| a |b|\n|---|:-:|\n| 1 |2|\n|f|g|"),
        ("| a | b |\n|---|---|\n| `1|2` | 3 |\n", "| a | b |\n|---|---|\n| `1\\|2` | 3 |\n"),
        ("|---|\n| a |\n|---|\n| 1 |", "| a |\n|---|\n| 1 |"),
        (
            "| a | b |\n|:--\n| 1 | 2 |\n|====\n| 3 | 4 |\n|--",
            "| a | b |\n|:--|---|\n| 1 | 2 |\n| 3 | 4 |",
        ),
        ("| a | `b` |\n|---\n| 1 | 2 |", "| a | `b` |\n|---|---|\n| 1 | 2 |"),
        ("> | a |\n> | b |", "> |  |\n> |---|\n> | a |\n> | b |"),
        ("| a |\n|---|\n| 1 |\n\n|x|\n\n文\n|x|\n|y|", None),
        ("文\n\n    | a |\n    |---|\n    |---|\n    | b |", None),
        ("<pre>\n| a |\n| b |\n</pre>\n\n<!--\n| a |\n| b |\n-->", None),
        ("$$\n| a |\n| b |\n$$\n\n<div>\n| a |\n| b |\n</div>", None),
        ("{::comment}\n| a |\n| b |\n{:/comment}", "%%\n| a |\n| b |\n%%"),
        (
            '<div markdown="1">\n| a |\n| b |\n</div>',
            "<div>\n\n|  |\n|---|\n| a |\n| b |\n\n</div>",
        ),
        ("- 甲\n\n  | a |\n  | b |", "- 甲\n\n  |  |\n  |---|\n  | a |\n  | b |"),
        ("## 甲\n{: #jia}", "## 甲 {#jia}"),
        ("文\n{: .notice--warning}", "> [!warning]\n> 文"),
        ("文\n{: .notice}\n又\n{: .notice}", "> [!note]\n> 文\n\n> [!note]\n> 又"),
        (
            "1. 项\n\n    文\n    行\n    {: .prompt-tip }\n2. 后",
            "1. 项\n\n    > [!tip]\n    > 文\n    > 行\n\n2. 后",
        ),
        (
            "- 甲\n- 乙\n  > 引\n  {: .prompt-info }\n\n  后",
            "- 甲\n- > [!info]\n  > 乙\n  > > 引\n\n  后",
        ),
        (
            "- 甲\n\n  > 引\n  >\n  > 二\n  {: .prompt-info }",
            "- 甲\n\n  > [!info]\n  > 引\n  >\n  > 二",
        ),
        ("> 引\n>\n> - 二\n{: .prompt-tip }\n后", "> [!tip]\n> 引\n>\n> - 二\n\n后"),
        ("> 甲\n>\n> 文\n> {: .notice}", "> 甲\n>\n> > [!note]\n> > 文"),
        ('```py\nx\n```\n{: file="a.py" }', '```py title="a.py"\nx\n```'),
        (
            "- 甲\n\n  ```\n  x\n  ```\n  {: .nolineno .language-c file='a b.c' }",
            "- 甲\n\n  ```c title='a b.c'\n  x\n  ```",
        ),
        ('文\n{: file="a.py" }', "文"),
        ("- 甲\n- 乙\n{: .notice}", "> [!note]\n> - 甲\n> - 乙"),
        ("文\n{: .center}", "文"),
        ('[a](b){:target="_blank" .c #d} *强*{:.red}', "[a](b){.c #d} *强*"),
        ("$A_{:,j}$ $B_{:.c}$ `*a*{:.c}` x_{:,j}", "$A_{:,j}$ $B_{:.c}$ `*a*{:.c}` x_{:,j}"),
        ('`x`{:.c} ![a](b){: width="30"}', '`x`{.c} ![a](b){width="30"}'),
        ('![a](b){: w="30" h="20" .left }', '![a](b){width="30" height="20" .left}'),
        ("{::comment}\n甲\n{:/comment}", "%%\n甲\n%%"),
        ("文 {::comment}隐%%藏的{:/comment} 后", "文 %%隐% %藏的%% 后"),
        ("{::comment}隐{:/comment}", "%%隐%%"),
        ("甲 {::comment}短\n長{:/} 乙 {::comment}丙{:/}", "甲 %%短\n長%% 乙 %%丙%%"),
        ("甲 `{::comment}` {:/comment}", None),
        ("甲 {::comment} 乙\n\n丙 {:/comment}", None),
        ("{::comment}\n甲 {:/comment}\n\n{:/comment}", "%%\n甲 {:/comment}\n\n%%"),
        ("甲{::nomarkdown}<b>*</b>{:/}", "甲<b>*</b>"),
        ("代码 `$$` 后 $$x$$ 与 $$y$$ 完", "代码 `$$` 后 $x$ 与 $y$ 完"),
        ("<code>$$</code> 和 $$z$$", "<code>$$</code> 和 $z$"),
        ("$$a\nb$$ 文 $$x$$ 与 $$y$$", "$$a\nb$$ 文 $x$ 与 $y$"),
        (
            '> <div markdown="1" id="a">\n> *强*\n> </div>\n后',
            '> <div id="a">\n>\n> *强*\n>\n> </div>\n后',
        ),
        ('<div markdown="1">*强*</div>', "<div>*强*</div>"),
        ("设 $$x$$5，\n\n$$y$$", "设 $x$ 5，\n\n$$y$$"),
        ("`$$x$$ {:toc}`\n```\n{:toc}\n```", "`$$x$$ {:toc}`\n```\n{:toc}\n```"),
    ],
)
def test_liquid_and_kramdown_are_markdown(text: str, result: str | None) -> None:
    assert converted(text, JEKYLL)[0] == (text if result is None else result)


def test_boxes_of_a_plugin_are_callouts_and_other_plugins_are_told() -> None:
    text = (
        "```ad-tip\ntitle: 甲\ncollapse: closed\n乙\n```\n丙\n- ```dataview\n  x\n  ```\n字段:: 1"
    )
    result, changes, _ = converted(text, (plugin_fences, plugin_syntax))
    assert result == "> [!tip]- 甲\n> 乙\n\n丙\n- ```dataview\n  x\n  ```\n字段:: 1"
    assert [(c.construct, c.outcome, c.line) for c in changes] == [
        ("fence ad-tip", "converted", 1),
        ("fence dataview", "kept", 7),
        ("Dataview field", "kept", 10),
    ]


def test_boxes_of_a_plugin_in_one_another_are_callouts() -> None:
    text = "- ````ad-note\n  甲\n  ```ad-tip\n  title: 题\n  乙\n  ```\n  丙\n  ````"
    result, _, _ = converted(text, (plugin_fences,))
    assert result == "- > [!note]\n  > 甲\n  > > [!tip] 题\n  > > 乙\n  >\n  > 丙"


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ('{% hint style="danger" %}\n甲\n{% endhint %}', "> [!danger]\n> 甲"),
        ("- 项\n    {% hint %}\n    甲\n    {% endhint %}", "- 项\n\n    > [!info]\n    > 甲"),
        (
            '{% code title="x.py" lineNumbers="true" %}\n```python\nx\n```\n{% endcode %}',
            '```python title="x.py" linenos\nx\n```',
        ),
        ('{% code lineNumbers="true" %}\n```\nx\n```\n{% endcode %}', "```text linenos\nx\n```"),
        ('{% code title="x" %}\n甲\n{% endcode %}', "甲"),
        (
            '{% tabs %}\n{% tab title="C" %}\n```c\nx\n\ny\n```\n{% endtab %}\n\n'
            '{% tab title="Go" %}\n{% code title="a.go" %}\n```go\nz\n```\n{% endcode %}\n'
            "{% endtab %}\n{% endtabs %}",
            '::: code-group\n```c [C]\nx\n\ny\n```\n```go title="Go · a.go"\nz\n```\n:::',
        ),
        (
            '{% tabs %}\n{% tab title="甲" %}\n文\n{% endtab %}\n{% tab title="C" %}\n'
            "```c\nx\n```\n{% endtab %}\n{% endtabs %}",
            "> [!note] 甲\n> 文\n\n```c [C]\nx\n```",
        ),
        (
            '{% content-ref url="a/b.md" %}\n[b.md](a/b.md)\n{% endcontent-ref %}\n\n'
            '{% content-ref url="../c.md" %}\n[../c.md](../c.md)\n{% endcontent-ref %}\n\n'
            '{% content-ref url="d.md" %}\n{% endcontent-ref %}',
            "[b.md](a/b.md)\n\n[[../c.md]]\n\n[[./d.md]]",
        ),
        (
            '{% embed url="https://a.com/b" %}\n{% embed url="https://youtu.be/dQw4w9WgXcQ" %}\n'
            "说明\n{% endembed %}",
            "[https://a.com/b](https://a.com/b)\n![说明](https://youtu.be/dQw4w9WgXcQ)",
        ),
        (
            '{% file src="../a b.pdf" %}\n\n{% file src="c.pdf" %}\n卷\n{% endfile %}',
            "[a b.pdf](../a%20b.pdf)\n\n[卷](c.pdf)",
        ),
        (
            "{% stepper %}\n{% step %}\n### 一\n\n甲\n{% endstep %}\n{% endstepper %}",
            "### 一\n\n甲",
        ),
        *(
            (text, text)
            for text in (
                "{% openapi src=x %}",
                "{% hint %}甲",
                "{{ x }} {# y #} {% endhint %}",
                '```\n{% hint style="info" %}\n{% endhint %}\n```',
            )
        ),
    ],
)
def test_tags_of_gitbook_are_markdown(text: str, result: str) -> None:
    assert converted(text, (gitbook_tags,))[0].strip("\n") == result


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("!> 甲 **乙**\n行\n\n?> 丙", "> [!warning]\n> 甲 **乙**\n> 行\n\n> [!tip]\n> 丙"),
        ("- 项\n\n  ?> 甲\n\n  乙", "- 项\n\n  > [!tip]\n  > 甲\n\n  乙"),
        ("!> 甲\n```\n!> x\n```", "> [!warning]\n> 甲\n\n```\n!> x\n```"),
        (
            "## 题\n!> 甲\n行\n## 又 `a :id=x` `{docsify-ignore}` :id=b\n```\nx\n```\n?> 乙\n- 丙",
            "## 题\n> [!warning]\n> 甲\n> 行\n\n## 又 `a :id=x` `{docsify-ignore}` {#b}\n```\nx\n"
            "```\n> [!tip]\n> 乙\n\n- 丙",
        ),
        (
            "| ![甲](a.png ':size=50') | ![乙](b.png '\"题\" :size=9') |\n|--|--|",
            "| ![甲\\|50](a.png) | ![乙\\|9](b.png '\"题\"') |\n|--|--|",
        ),
        (
            "## 题 :id=a-b {docsify-ignore}\n# 一 <!-- {docsify-ignore-all} -->",
            "## 题 {#a-b}\n# 一",
        ),
        (
            "![甲](a.png ':size=50x100') ![乙](b.png \"题 :size=50%\") [丙](</c d> ':ignore 词')",
            '![甲|50x100](a.png) ![乙](b.png "题") [丙](</c d> "词")',
        ),
        ("[甲](a.md ':include :type=code')", "[甲](a.md)"),
        *(
            (text, text)
            for text in (
                "文\n!> 甲",
                "`[a](b ':size=1')` [a](b 'c: size') [a](b ':sized')",
                "a !> b\n\n!>甲",
                "文 :id=a",
                "$$\n!> x\n$$",
            )
        ),
    ],
)
def test_what_docsify_reads_is_markdown(text: str, result: str) -> None:
    assert converted(text, (docsify,))[0] == result


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("```python main.py\nx\n```", '```python title="main.py"\nx\n```'),
        (
            "> - 项\n>   ~~~ c 题 一 https://a.com/b 源 码 mark:2\n>   x\n>   ~~~\n>   后",
            '> - 项\n>   ~~~c title="题 一" {2}\n>   x\n>   ~~~\n>\n>   [源 码](https://a.com/b)\n>\n'
            ">   后",
        ),
        ("```js first_line:5 mark:6\nx\n```", "```js {2} linenos=5\nx\n```"),
        (
            "```js 题 https://a.com\nx\n```\n```py\n```",
            '```js title="题"\nx\n```\n\n[https://a.com](https://a.com)\n\n```py\n```',
        ),
        *(
            (text, text)
            for text in (
                "```python\nx\n```",
                "```\n```",
                "```python {1} a\nx\n```",
                '```python title="a"\nx\n```',
                "```js:a.js b\nx\n```",
                "````\n```js a\n```\n````",
                "```c hl:1\n```",
            )
        ),
    ],
)
def test_fences_of_hexo_have_their_titles(text: str, result: str) -> None:
    assert converted(text, (hexo_fences,))[0] == result
