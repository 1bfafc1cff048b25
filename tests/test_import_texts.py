"""What is copied from Zhihu and from chat assistants, and the texts of blogs, become Markdown, line
by line (`importers/texts/`, `importers/posts/`); `test_import_tags.py` is about their tags."""

from __future__ import annotations

import pytest

from kbsite.importers.model import Line
from kbsite.importers.posts.escaped_formulas import escaped_formulas
from kbsite.importers.posts.jekyll_tags import jekyll_tags
from kbsite.importers.texts.boxes import boxes
from kbsite.importers.texts.chat_math import bracket_formulas
from kbsite.importers.texts.code_includes import code_includes
from kbsite.importers.texts.line_breaks import has_single_breaks
from kbsite.importers.texts.literal import literal
from text_imports import CONTEXT, EQUATION, ESCAPES, FOLD, HEXO, REDIRECT, converted


@pytest.mark.parametrize(
    ("text", "result"),
    [
        (f"设![[公式]]({EQUATION}%5Ceta)为", r"设$\eta$为"),
        (f'设![公式]({EQUATION}x%5E2+%2B+1 "题")为', "设$x^2 + 1$为"),
        (f"![\\alpha_i[1]]({EQUATION}f(x))后", "$f(x)$后"),
        (f"![[公式]]({EQUATION}a)![[公式]]({EQUATION}b)", "$a$ $b$"),
        (f"![[公式]]({EQUATION}a)5", "$a$ 5"),
        (f"![[公式]]({EQUATION}%5Csum_i+x_i%5C%5C)", r"$$\sum_i x_i$$"),
        (f"- ![[公式]]({EQUATION}a%2Bb&preview=true)", "- $$a+b$$"),
        *(
            (f"设![[公式]]({EQUATION}{tex})为",) * 2
            for tex in ("a%26b", "%5Cfrac%7B", "a_1_2", "a%24b", "%5Ctext%7B%24%24x%24%24%7D", "")
        ),
        (f"设![[公式]]({EQUATION}%5Ctext%7B%24x%24%7D)为", r"设$\text{$x$}$为"),
        (f"![[公式]]({EQUATION}%5Ctext%7B%24x%24%7D)", r"$$\text{$x$}$$"),
        (f"设![[公式]]({EQUATION}%5Ctext%7B%5C%245%7D)为", r"设$\text{\$5}$为"),
        (f"设![[公式]]({EQUATION}a%26lt%3B5%5C%25%25+1%0Ac)为", r"设$a<5\% c$为"),
        (f"> 前![[公式]]({EQUATION}a%5C%5C)后", "> 前$$a$$后"),
        (f"`![[公式]]({EQUATION}a)`", f"`![[公式]]({EQUATION}a)`"),
        (f"```\n![[公式]]({EQUATION}a)\n```", f"```\n![[公式]]({EQUATION}a)\n```"),
        (f'前<img src="{EQUATION}a" alt="[公式]" eeimg="1">后', "前$a$后"),
        (
            "设![](https://cdn.nlark.com/yuque/__latex/5f-9.svg#card=math&code=E%3Dmc%5E2%20%2B%201"
            "&height=20&id=Ab3)为\n\n![image.svg](https://cdn.nlark.com/yuque/__latex/a.svg"
            "#card=math&code=%5Cbegin%7Baligned%7D%0Aa%26%3Db%5C%5C%0A%5Cend%7Baligned%7D&id=x)",
            "设$E=mc^2 + 1$为\n\n$$\\begin{aligned} a&=b\\\\ \\end{aligned}$$",
        ),
        (
            r"设![x](https://latex.codecogs.com/svg.image?\inline&space;\frac{a}{b}&plus;f(x)) 为 "
            r"![](https://latex.csdn.net/eq?%5Calpha%20%5Cin%20A) "
            '<img src="http://latex.codecogs.com/gif.latex?x^2" title="x" alt="图">',
            r"设$\frac{a}{b}+f(x)$ 为 $\alpha \in A$ $x^2$",
        ),
        (
            r"设![](https://latex.codecogs.com/svg.image?\{a\_1\}\,f\(x\))为",
            r"设$\{a_1\}\,f(x)$为",
        ),
        (
            r'设<img src="https://latex.codecogs.com/svg.image?\begin{matrix}a&b\\[2pt]c'
            r'\end{matrix}">为',
            r"设$\begin{matrix}a&b\\[2pt]c\end{matrix}$为",
        ),
        (
            "![](https://math.jianshu.com/math?formula=a%5E2%2Bb)，"
            "![](https://juejin.cn/equation?tex=%5Clambda%20x)，"
            "![](https://render.githubusercontent.com/render/math?math=e%5Ei+%2B+1&mode=inline)。",
            r"$a^2+b$，$\lambda x$，$e^i + 1$。",
        ),
        (
            '<div><span data-formula="\\beta &lt; 1"><svg></svg></span></div>',
            '<div><span data-formula="\\beta &lt; 1"><svg></svg></span></div>',
        ),
        ('设<span data-formula="\\beta &lt; 1"><svg></svg></span>为', "设$\\beta < 1$为"),
        ("![](https://cdn.nlark.com/yuque/0/a.png#averageHue=%23f&id=x)",) * 2,
        ("![](https://www.codecogs.com/a.png) `![](https://latex.csdn.net/eq?x)`",) * 2,
        ('前<img src="//x" alt="a &lt; b" eeimg="1"/>后', "前$a < b$后"),
        ('<span class="ztext-math" data-tex="a^2"><span>x</span></span>是', "$a^2$是"),
        (
            "[外](https://link.zhihu.com/?target=https%3A//a.com/%3Fb%3D1%26c)",
            "[外](https://a.com/?b=1&c)",
        ),
        (
            "[a](https://link.juejin.cn?target=https%3A%2F%2Fa.com&x=1) "
            "[b](https://link.jianshu.com?t=https://b.com/?c=1&d) "
            "[c](https://links.jianshu.com/go?to=https%3A%2F%2Fc.com%2F) "
            "[d](https://link.csdn.net?target=https%3A%2F%2Fd.com)",
            "[a](https://a.com) [b](https://b.com/?c=1&d) [c](https://c.com/) [d](https://d.com)",
        ),
        (
            '<a href="https://link.zhihu.com/?target=https%3A//a.com/%3Fb%26c">x</a>',
            '<a href="https://a.com/?b&amp;c">x</a>',
        ),
        (
            "[外](https://link.zhihu.com/?target=javascript%3Ax)",
            "[外](https://link.zhihu.com/?target=javascript%3Ax)",
        ),
        (
            '<figure><noscript><img src="a.jpg"></noscript>'
            '<img src="data:x" data-original="https://x.com/b c.jpg">'
            '<figcaption>图 "一" a*b*c [1] \\</figcaption></figure>',
            '![图 "一" a*b*c \\[1\\] \\\\](https://x.com/b%20c.jpg "图 \\"一\\" '
            'a\\*b\\*c \\[1\\] \\\\")',
        ),
        (
            f'<p data-pid>设* <img src="{EQUATION}%5Calpha" alt="\\alpha" eeimg="1"/> 与 '
            '<span data-eeimg="1" data-tex="E=mc^2"></span></p>\n<p>1. <b>后</b></p>\n后',
            "设\\* $\\alpha$ 与 $E=mc^2$\n\n1\\. <b>后</b>\n\n后",
        ),
        (
            '<div><img alt="a" eeimg="1"></div>\n\n<img alt="b" eeimg="1">',
            '<div><img alt="a" eeimg="1"></div>\n\n$$b$$',
        ),
        (
            '文\n<div class="highlight"><pre><code class="language-python"><span>if</span> a '
            "&lt; 1:\n\n    `x` *y*\n</code></pre></div>后",
            "文\n\n```python\nif a < 1:\n\n    `x` *y*\n```\n\n后",
        ),
        (
            '甲<sup data-text="作者. *书*" data-url="https://ref.com/a" data-numero="1" '
            'data-draft-type="reference">[1]</sup>，<sup data-text="" data-numero="2">[2]</sup>',
            "甲[^1]，[^2]\n\n[^1]: 作者. \\*书\\* https://ref.com/a\n[^2]: …",
        ),
        (
            '甲<sup data-text="b" data-numero="1">[1]</sup>[^1]\n\n[^1]: a',
            "甲[^zhihu-1][^1]\n\n[^1]: a\n\n[^zhihu-1]: b",
        ),
        (
            '甲<sup data-text="a" data-numero="1">[1]</sup>，<sup data-text="b" data-numero="1">[1]'
            '</sup>，<sup data-text="a" data-numero="1">[1]</sup>，<sup data-numero="1">[1]</sup>',
            "甲[^1]，[^1-2]，[^1]，[^1]\n\n[^1]: a\n[^1-2]: b",
        ),
        (
            '<p>甲<sup data-text="书一" data-url="https://e.com" data-draft-node="inline" '
            'data-draft-type="reference" data-numero="1">[1]</sup> *a*</p>\n<p>乙 <img alt="x" '
            'eeimg="1"> <sup data-text="书二" data-numero="2">[2]</sup></p>',
            "甲[^1] \\*a\\*\n\n乙 $x$ [^2]\n\n[^1]: 书一 https://e.com\n[^2]: 书二",
        ),
        ('<p>设 <span data-tex="a_1 < b_2 > c"></span></p>', "设 $a_1 < b_2 > c$"),
        (
            '<p>#词 5% %%x== <code>a*b</code> #题 <img alt="x" eeimg="1"></p>',
            "\\#词 5% \\%\\%x\\=\\= <code>a\\*b</code> \\#题 $x$",
        ),
        (
            '甲<sup data-text="书" data-url="" data-numero="2" data-draft-type="reference">'
            '<a id="ref_2_0" href="#ref_2">[2]</a></sup>',
            "甲[^2]\n\n[^2]: 书",
        ),
        (
            '<div class="RichText ztext"><p>设 <img alt="a" eeimg="1"/></p><p><br/></p>'
            '<p>2. 后</p><h2>题 <img alt="b" eeimg="1"/></h2><hr/><blockquote>引<br/><b>文</b>'
            "</blockquote></div>",
            "设 $a$\n\n2\\. 后\n\n## 题 $b$\n\n---\n\n> 引<br/><b>文</b>",
        ),
        (
            '<p>前</p><ol start="3"><li>甲 <img alt="a" eeimg="1"/></li><li>乙<ul><li>子</li><li>'
            "女</li></ul></li></ol><ul><li><p>一</p><p>二</p></li></ul><p>- 后</p>",
            "前\n\n3. 甲 $a$\n4. 乙\n   - 子\n   - 女\n\n- 一\n\n  二\n\n\\- 后",
        ),
        (
            '<p>甲</p><div class="highlight"><pre><code class="language-c hljs">a\n\n&lt;</code>'
            '</pre></div><p>乙 <img alt="a" eeimg="1"/></p><figure><img data-original="b.jpg"/>'
            "</figure><p>丙</p>",
            "甲\n\n```c\na\n\n<\n```\n\n乙 $a$\n\n![](b.jpg)\n\n丙",
        ),
        (
            "<table><tbody><tr><th>甲</th><th>乙|</th></tr><tr><td>"
            '<img alt="a" eeimg="1"/></td></tr></tbody></table><table><tr><td>1</td></tr></table>',
            "| 甲 | 乙\\| |\n| --- | --- |\n| $a$ | |\n\n|  |\n| --- |\n| 1 |",
        ),
        (
            '<div class="RichText ztext"><p>设 <span class="ztext-math" data-tex="a"><span><svg>'
            '<g/></svg></span><script type="math/tex">a</script></span></p><figure><img '
            'data-original="b.jpg"/><figcaption>图 <span data-tex="c"></span> *</figcaption>'
            '</figure><div class="highlight"><pre><code>d\n\ne</code></pre></div><p>书<sup '
            'data-text="f" data-numero="1">[1]</sup></p><h2>参考</h2><ol class="ReferenceList">'
            '<li id="ref_1"><span>f</span></li></ol></div>',
            "设 $a$\n\n![图 *](b.jpg)\\\n图 $c$ \\*\n\n```\nd\n\ne\n```\n\n书[^1]\n\n[^1]: f",
        ),
        ('<div class="ztext">\n\n甲 `</div>` 乙\n\n</div>', "\n\n甲 `</div>` 乙\n\n"),
        *(
            (text, text)
            for text in (
                '<ul><li><div>甲</div> <img alt="a" eeimg="1"></li></ul>',
                '<p>甲 <img alt="a" eeimg="1"><p>乙</p>',
                '<table><tr><td colspan="2"><img alt="a" eeimg="1"></td></tr></table>',
                '<ul>甲 <img alt="a" eeimg="1"></ul>',
                '<table>\n\n<tr><td>a_b <img alt="a" eeimg="1"></td></tr>\n\n</table>',
                '<ul><li>甲 <img alt="a" eeimg="1"><!-- </li><li>乙 --></li></ul>',
                '    <div class="ztext">\n    甲\n    </div>\n\n乙',
                '<span data-formula="SUM(A1:A3)">6</span>',
                '码 `<p></p><div class="highlight"><pre><code>x</code></pre></div>`',
                '><div class="highlight"><pre><code>x\n>y</code></pre></div>',
                '    <p>甲</p><div class="highlight"><pre><code>x</code></pre></div>\n\n乙',
                '<details><summary>甲<sup data-text="b" data-numero="1">[1]</sup></summary>'
                '</details>\n\n<ol class="ReferenceList"><li>b</li></ol>',
            )
        ),
        (
            '> <figure><img data-original="//x/a.png"><figcaption>图</figcaption></figure>\n\n'
            '| <figure><img data-original="b.png"><figcaption>乙 <span data-tex="x"></span>'
            "</figcaption></figure> | c |\n|---|---|",
            '> ![图](//x/a.png "图")\n\n| ![乙](b.png)<br>乙 $x$ | c |\n|---|---|',
        ),
        (
            '<p><b>\n甲 <!-- --> <img alt="a" eeimg="1">\n</b></p>',
            "<b>甲  $a$\n</b>",
        ),
        (
            '<p>甲<sup data-text="b" data-numero="1">[1]</sup></p><ol class="ReferenceList">'
            "<li>b</li><li>c</li></ol>",
            "甲[^1]\n\n1. b\n2. c\n\n[^1]: b",
        ),
        ("[公式] 与 [代码]，[公式](a.md)", "[公式] 与 [代码]，[公式](a.md)"),
        (
            '<p>甲</p><a href="https://link.zhihu.com/?target=https%3A//a.com/b" data-dra'
            'ft-node="block" '
            'data-draft-type="link-card" class="LinkCard new"><span class="LinkCard-conte'
            'nts"><span '
            'class="LinkCard-title two-line" data-text="true">题 [一]</span><span class="'
            'LinkCard-desc">'
            'a.com</span></span></a><a class="video-box" href="https://www.zhihu.com/video/1" '
            'data-name="片"><img src="b.jpg"><span class="content"><span class="title">片'
            "<span></span>"
            '</span></span></a><p>乙 <img alt="x" eeimg="1"></p>',
            "<p>甲</p>\n\n[题 \\[一\\]](https://a.com/b)\n\n[片](https://www.zhihu.com/vi"
            "deo/1)\n\n乙 $x$",
        ),
        (
            '<ul><li><a data-draft-type="link-card" href="b">题</a></li></ul>',
            '- <a data-draft-type="link-card" href="b">题</a>',
        ),
        (
            '<a class="RichContent-EntityWord" href="https://zhida.zhihu.com/search?q=a&a'
            'mp;b=1">词<svg '
            'width="1"><path d=""></path></svg></a>与[词 二](https://zhida.zhihu.com/sear'
            "ch?q=b&c=entity)"
            "，`[x](https://zhida.zhihu.com/search?q=b)`",
            "词与词 二，`[x](https://zhida.zhihu.com/search?q=b)`",
        ),
        (
            "甲[[1]](#ref_1)，乙[\\[2\\]](#ref_2)[[3]](#ref_3)\n\n## 参考\n\n1. **[^](#re"
            "f_1_0)**书 "
            "[a](https://link.zhihu.com/?target=https%3A//a.com)\n2.  [^](#ref_2_0)二\n",
            "甲[^1]，乙[^2][[3]](#ref_3)\n\n\n\n[^1]: 书 [a](https://a.com)\n[^2]: 二\n",
        ),
        (
            "甲[[1]](#ref_1)乙[[1]](#ref_1)[[2]](#ref_2)\n\n参考\n--\n\n"
            "1.  ^[a](#ref_1_0)[b](#ref_1_1)书\n2.  [^](#ref_2_0)二\n",
            "甲[^1]乙[^1][^2]\n\n\n\n\n[^1]: 书\n[^2]: 二\n",
        ),
        # A heading of two lines.
        (
            "甲[[1]](#ref_1)\n\n书与\n参考\n---\n1. [^](#ref_1_0)书\n",
            "甲[^1]\n\n书与\n参考\n---\n\n[^1]: 书\n",
        ),
        (
            "甲[[1]](#ref_1)[^1]\n\n[^1]: 注\n\n## 题\n\n1. [^](#ref_1_0)\n\n```\n1. [^]("
            "#ref_2_0)x\n```",
            "甲[^zhihu-1][^1]\n\n[^1]: 注\n\n## 题\n\n[^zhihu-1]: …\n\n```\n1. [^](#ref_2_0)x\n```",
        ),
        (
            "甲[[2]](#ref_2) `[[1]](#ref_1)`\n\n## 参考\n\n1. [^](#ref_1_0)书 [a](b)\n"
            "2. [^](#ref_2_0)二\n   续\n3. 三\n",
            "甲[^2] `[[1]](#ref_1)`\n\n## 参考\n\n1. [^](#ref_1_0)书 [a](b)\n\n[^2]: 二\n   续\n"
            "\n3. 三\n",
        ),
    ],
)
def test_what_zhihu_shows_as_a_picture_is_a_formula_again(text: str, result: str) -> None:
    assert converted(text)[0] == result


@pytest.mark.parametrize(
    ("text", "result"),
    [
        (
            "前\n:::info\n提示 $x$\n\n- 项\n:::\n后",
            "前\n\n> [!info]\n> 提示 $x$\n>\n> - 项\n\n后",
        ),
        (
            ":::warning 小 *心*\n一\n:::\n:::tips\n二\n:::\n",
            "> [!warning] 小 *心*\n> 一\n\n> [!tip]\n> 二\n",
        ),
        (
            ":::: details 看\n::: danger\n```md\n:::\n```\n:::\n::::",
            "> [!note]- 看\n> > [!danger]\n> > ```md\n> > :::\n> > ```",
        ),
        (":::note[题]{.x}\n甲\n:::\n\n:::color3\n乙\n:::", "> [!note] 题\n> 甲\n\n> [!note]\n> 乙"),
        (
            '::: {.callout-tip title="题" collapse="true"}\n甲\n:::',
            "> [!tip]- 题\n> 甲",
        ),
        (
            "- 项\n\n  :::info\n  甲\n\n      码\n  :::",
            "- 项\n\n  > [!info]\n  > 甲\n  >\n  >     码",
        ),
        (
            "::: theorem 牛顿\n甲\n::: right\n乙\n:::\n:::",
            "::: theorem 牛顿\n甲\n\n乙\n:::",
        ),
        (
            "文\n::: code-group\n```js [a.js]\nx\n\ny\n```\n\n```sh\nz\n```\n:::\n后\n"
            ":::hljs-center\n中\n:::",
            "文\n::: code-group\n```js [a.js]\nx\n\ny\n```\n\n```sh\nz\n```\n:::\n后\n\n中",
        ),
        (
            "::: tip\n::: code-tabs#sh\n@tab pnpm\n```sh\nx\n```\n@tab:active a[b]#c\n~~~\ny\n~~~\n"
            ":::\n:::",
            '> [!tip]\n> ::: code-group\n> ```sh [pnpm]\n> x\n> ```\n> ~~~text title="a[b]"\n'
            "> y\n> ~~~\n> :::",
        ),
        (
            "文\n::: code-group\n```js\nx\n```\n文\n:::\n\n"
            '::: code-tabs\n@tab a\n```js title="b"\n```\n:::\n\n'
            "::: code-tabs\n@tab a\n```js [b]\n```\n:::",
            "文\n\n```js\nx\n```\n文\n\n\n"
            '::: code-group\n```js title="a · b"\n```\n:::\n\n\n@tab a\n```js [b]\n```',
        ),
        (
            "::: code-tabs\n@tab `a` {b} \n```\nx\n```\n@tab c\\*`\n~~~\ny\n~~~\n:::",
            "::: code-group\n```text title=\"'a' {b}\"\nx\n```\n~~~text [c\\\\*`]\ny\n~~~\n:::",
        ),
        ("> :::info\n> 甲\n>\n> 乙\n> :::", "> > [!info]\n> > 甲\n> >\n> > 乙"),
        (
            ":::demo\n:::info\n甲\n:::\n:::\n\n:::info\n没有完\n\n:::info 文 :::",
            ":::demo\n> [!info]\n> 甲\n\n:::\n\n:::info\n没有完\n\n:::info 文 :::",
        ),
        (
            '!!! warning "题"\n\n    甲\n\n    ```py\n    x\n    ```\n\n'
            "    ??? note\n        乙\n后",
            "> [!warning] 题\n> 甲\n>\n> ```py\n> x\n> ```\n>\n> > [!note]-\n> > 乙\n\n后",
        ),
        (
            '???+ quote inline ""\n\t甲\n\n!!! 注意\n真的!!!',
            "> [!quote]+\n> 甲\n\n!!! 注意\n真的!!!",
        ),
        (
            '!!! note 注意\n    甲\n\n!!! my-box\n    乙\n\n:::tip{title="题"}\n丙\n:::',
            "> [!note] 注意\n> 甲\n\n> [!note] My box\n> 乙\n\n> [!tip] 题\n> 丙",
        ),
        (
            "::: {#a .callout-note}\n::: {.column}\n甲\n:::\n- :::x\n  乙\n  :::\n:::",
            "> [!note]\n> ::: {.column}\n> 甲\n> :::\n> - :::x\n>   乙\n>   :::",
        ),
        (" :::info\n> 甲\n:::", " > [!info]\n > > 甲"),
        ("> :::info\n>> 甲\n> :::", "> > [!info]\n> > > 甲"),
        *(
            (text, text)
            for text in (
                "```\n:::info\n:::\n!!! note\n```",
                "写法：\n\n    !!! note\n        甲\n\n    :::info\n    甲\n    :::\n\n后",
                "<pre>\n:::info\n甲\n:::\n</pre>",
                "<!--\n:::info\n甲\n:::\n-->",
                ":::demo\n> 甲\n:::",
                "> :::info\n> 甲\n\n乙\n\n:::",
            )
        ),
    ],
)
def test_boxes_of_other_tools_are_callouts(text: str, result: str) -> None:
    assert converted(text, (boxes,))[0] == result


@pytest.mark.parametrize(
    ("text", "result"),
    [
        (
            f"{FOLD}<summary id='a'><span class=\"ne-text\">题 [x]</span></summary><p id='b'>"
            "<strong><span class=\"ne-text\">a_b</span></strong></p><pre data-language='c' "
            'class="ne-codeblock language-c"><code>a &lt; b;\n\n// c</code></pre></details>\n+ 项',
            "> [!note]- 题 \\[x\\]\n> <strong>a\\_b</strong>\n>\n"
            "> ```c\n> a < b;\n>\n> // c\n> ```\n\n+ 项",
        ),
        (
            f"甲\n{FOLD}<summary></summary><ul><li>乙</li></ul></details>{FOLD}<p>丙</p></details>丁",
            "甲\n\n> [!note]-\n> - 乙\n\n> [!note]-\n> 丙\n\n丁",
        ),
        (
            f"+ 甲\n    {FOLD}<summary>题</summary><pre class='x'><code>```</code></pre>"
            "</details>\n+ 乙",
            "+ 甲\n\n    > [!note]- 题\n    > ````\n    > ```\n    > ````\n\n+ 乙",
        ),
        (
            f"{FOLD}<summary>题</summary><ol><ol><li><pre><code>a\n\nb</code></pre></li></ol></ol>"
            "</details>\n## 后",
            f"{FOLD}<summary>题</summary><ol><ol><li><pre><code>a\n<span></span>\nb</code></pre></li>"
            "</ol></ol></details>\n\n## 后",
        ),
        # What stands there as Markdown stays so.
        (f"{FOLD}<summary>题</summary>\n\n- 甲\n- **乙**\n\n</details>", None),
        (f"{FOLD}<p>甲</p>\n\n**乙**\n\n<p>丙</p></details>", None),
        # What is not seen stays so, too, and what a comment holds.
        (f"{FOLD}<p>甲</p><p style='color: red; display:none'>乙</p></details>", None),
        (f"{FOLD}<p>甲</p><p hidden>乙</p></details>", None),
        (f"<!--\n\n{FOLD}<pre><code>a --&gt; b</code></pre></details>\n\n密\n-->", None),
        (f"%%\n\n{FOLD}<pre><code>a &#37;&#37; b</code></pre></details>\n\n密\n%%", None),
        (
            f"`<details>`\n\n{FOLD}<p>甲</p></details>\n\n`</details>`",
            "`<details>`\n\n> [!note]-\n> 甲\n\n`</details>`",
        ),
        (
            f"`{FOLD}` 与 `</details>`\n\n```\n{FOLD}</details>\n```\n\n"
            "<details>\n后</details>\n文",
            None,
        ),
    ],
)
def test_what_yuque_folds_is_a_folded_callout(text: str, result: str | None) -> None:
    assert converted(text)[0] == (text if result is None else result)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        (
            r"当 $\delta x_{k}$\delta x_{k} 进行 $x=1 \tag{17}$ x=1 \tag{17}",
            r"当 $\delta x_{k}$ 进行 $x=1 \tag{17}$",
        ),
        (r"![\eta](https://www.zhihu.com/equation?tex=%5Ceta)\eta，", r"$\eta$，"),
        (r"$\alpha$\alpha_1 `$\beta$\beta` $abc$abc $$x_1$$x_1", None),
    ],
)
def test_tex_that_zhihu_says_twice_stands_once(text: str, result: str | None) -> None:
    page = "\n\n[原文](https://zhuanlan.zhihu.com/p/1)"
    assert converted(text + page)[0] == (text if result is None else result) + page
    explained = r"希腊字母 $\alpha$ \alpha"
    assert converted(explained)[0] == explained


@pytest.mark.parametrize(
    ("text", "result"),
    [
        (
            '<p data-pid="a">一 <b>粗</b></p><h2 data-into-catalog-status="">标</h2>'
            "<ul><li>甲</li></ul>",
            "一 <b>粗</b>\n\n## 标\n\n- 甲",
        ),
        (
            '<h2>标</h2><div class="highlight"><pre><code class="language-c">a\n\nb'
            "</code></pre></div><h3>次</h3><p>文</p>",
            "## 标\n\n```c\na\n\nb\n```\n\n### 次\n\n文",
        ),
        ('<p data-pid="a">一</p>\n\n<p align="center">二</p>', '一\n\n<p align="center">二</p>'),
        ("<h2>标</h2><p>文</p>", None),
    ],
)
def test_all_of_a_text_of_zhihu_in_html_is_markdown(text: str, result: str | None) -> None:
    assert converted(text)[0] == (text if result is None else result)


def test_tex_that_cannot_be_read_stays_a_picture_with_the_reason() -> None:
    html = "<p><img eeimg='1' alt='a&amp;b'></p>"
    _, changes, _ = converted(f"![a]({EQUATION}%5Cfrac%7B)\n![a]({EQUATION}a%24b)\n\n{html}")
    told = [(c.line, c.why.partition(":")[0]) for c in changes if c.outcome == "kept"]
    assert sorted(told) == [
        (1, "its TeX cannot be read"),
        (2, "its TeX holds a dollar"),
        (4, "its TeX cannot be read"),
    ]


def test_references_that_stay_in_html_are_told() -> None:
    text = '<div>\n甲<sup data-text="b" data-numero="1">[1]</sup>\n</div>'
    after, changes, _ = converted(f"{text}\n\n{text}")
    assert after == f"{text}\n\n{text}"
    assert [(change.outcome, change.line) for change in changes] == [("kept", 2), ("kept", 6)]


def test_a_formula_that_stays_in_html_is_told() -> None:
    _, changes, _ = converted('前\n\n<div><img alt="a" eeimg="1"></div>')
    assert [(c.outcome, c.line) for c in changes] == [("kept", 3)]


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("用 %% 开\n\n再 %% 开", "用 \\%\\% 开\n\n再 \\%\\% 开"),
        (r"\%% 50\%%% \\%% \\\%%", r"\%% 50\%\%\% \\\%\% \\\%%"),
        (
            "#include 与 #include <x> #fix-me、|#a|b|，> #c",
            "\\#include 与 \\#include <x> \\#fix-me、|\\#a|b|，> \\#c",
        ),
        ("# 题 #x\n#1 #fff a#b (#c) ##", "# 题 \\#x\n#1 #fff a#b (#c) ##"),
        ("a[[0]] [[帖一]] [[1]](b) ![[x]] [[toc]]", "a\\[[0]] [[帖一]] [[1]](b) !\\[[x]] [[toc]]"),
        ("^[a-z]+$ \\^[b] `^[c]` $d^[e]$", "\\^[a-z]+$ \\^[b] `^[c]` $d^[e]$"),
        ("词 ^abc\n词 ^甲\n^b  \nx^2", "词 \\^abc\n词 ^甲\n\\^b  \nx^2"),
        ("`%% [[x]] #a`\n\n    #b ^c\n\n```\n#d ^e\n```", None),
        ("$a %% #b$\n\n$$\n#c\n^d\n$$\n\n<div>\n #e ^f <code>%%</code>\n</div>", None),
        (
            '<div title="%%">\n50%% %%\n<b>%%</b>\n</div>\n\n<p>%%%\n</p>',
            '<div title="%%">\n50&#37;&#37; &#37;&#37;\n<b>&#37;&#37;</b>\n</div>\n\n'
            "<p>&#37;&#37;%\n</p>",
        ),
        ('<b title="a #b">c</b> https://a.com/%%/#x [a](b%% "#c") {% x #a %} {{< x "#a" >}}', None),
        ("\\(a #b\\) ==1== ## {#id} \\#a \\[[b]]", None),
        ("{% comment %} #a %% {% endcomment %}[[b]]", "%% \\#a % % %%\\[[b]]"),
        ("{% comment %}甲{% endcomment %}%%乙", "%%甲%%\\%\\%乙"),
    ],
)
def test_what_means_nothing_to_the_old_site_is_escaped(text: str, result: str | None) -> None:
    after, changes, _ = converted(text, (jekyll_tags(CONTEXT), ESCAPES))
    assert after == (text if result is None else result)
    assert any(change.construct == "text" for change in changes) is (result is not None)


def test_footnotes_in_a_line_stay_where_the_old_site_may_have_known_them() -> None:
    escapes = literal("the old site", lambda name: False, markdown=True, footnotes=True)
    assert converted("甲^[注 [[x]]]", (escapes,))[0] == "甲^[注 \\[[x]]]"


@pytest.mark.parametrize(
    ("text", "result"),
    [
        (r"设 \(x\)，\(\alpha_i + 1\)。", r"设 $x$，$\alpha_i + 1$。"),
        (r"见 \[HNOI2004\]、\[1\]、f\(x\)、\(注意\)", r"见 \[HNOI2004\]、\[1\]、f\(x\)、\(注意\)"),
        ("\\[\n\\frac{a}{b}\n\\]", "$$\n\\frac{a}{b}\n$$"),
        ("> \\[\n> a^2\n>\n> + b\n> \\]", "> $$\n> a^2\n> + b\n> $$"),
        ("1. \\[ E = mc^2 \\]", "1. $$E = mc^2$$"),
        (r"前 \[ x^2 \] 后", "前 $$x^2$$ 后"),
        ("[\n\\frac{1}{2}\n]", "$$\n\\frac{1}{2}\n$$"),
        ("[\n甲\n]", "[\n甲\n]"),
        (r"`\(x\)` $\text{\(a_1\)}$ $$\(b_1\)$$", r"`\(x\)` $\text{\(a_1\)}$ $$\(b_1\)$$"),
        ("```\n\\(x\\)\n```", "```\n\\(x\\)\n```"),
        (r"\(a_1\)\(b_1\)2", "$a_1$ $b_1$ 2"),
        ("\\(a_1\n\nb\\)", "\\(a_1\n\nb\\)"),
        (r"\[\begin{matrix}a\\[2pt]b\end{matrix}\]", r"$$\begin{matrix}a\\[2pt]b\end{matrix}$$"),
        (r"\(\frac{1\)", r"\(\frac{1\)"),
    ],
)
def test_brackets_of_chat_assistants_are_dollars_where_they_hold_tex(
    text: str, result: str
) -> None:
    assert converted(text)[0] == result


def test_what_stays_is_told_with_its_line() -> None:
    _, changes, _ = converted("一\n[公式]\n\\(\\frac{1\\)")
    assert [(c.construct, c.outcome, c.line) for c in changes] == [
        ("placeholder [公式]", "kept", 2),
        ("formula in brackets", "kept", 3),
    ]
    assert changes[1].why.startswith("it is no TeX: ")


def test_backslashes_that_a_blog_doubles_are_read_there_alone() -> None:
    doubled = (bracket_formulas(doubled=True),)
    assert converted(r"\\(x_1\\) \\[y^2\\]", doubled)[0] == "$x_1$ $$y^2$$"
    assert converted(r"\\(x_1\\)")[0] == r"\\(x_1\\)"
    text = r"\\(n\_{i} = \text{a\_b}\\) \\(degree = 0\\) \\(甲\\) \\(see this\\)"
    after, changes, _ = converted(text, doubled)
    assert after == r"$n_{i} = \text{a\_b}$ $degree = 0$ \\(甲\\) \\(see this\\)"
    assert [change.outcome for change in changes] == ["converted", "converted", "kept", "kept"]
    assert converted("\\\\[\na\\_1\n\\* b\n\\\\]", doubled)[0] == "$$\na_1\n* b\n$$"
    written = r"\\(a\,\{x_1\}\\) \\[a \\ b_1\\] \\[a_1 \\\\[2mm] b\\]"
    meant = r"$a\,\{x_1\}$ $$a \\ b_1$$ $$a_1 \\[2mm] b$$"
    assert converted(written, doubled)[0] == meant


def test_a_mark_that_nothing_closes_hides_no_formula_with_one_backslash() -> None:
    text = r"写 `\\(` 与 \\[ 之后 \(x_1\)、\[y_1\]，\\(z_1\\) 与 \(w_1\)"
    after = r"写 `\\(` 与 \\[ 之后 $x_1$、$$y_1$$，$z_1$ 与 $w_1$"
    assert converted(text, (bracket_formulas(doubled=True),))[0] == after


@pytest.mark.parametrize(
    ("text", "result"),
    [
        (
            r"即\\(\\mathbf{o}^\\top = \\sqrt{d\_k}\\)，其中 \\(k\\)、\\(注意\\)。",
            r"即$\mathbf{o}^\top = \sqrt{d_k}$，其中 $k$、\\(注意\\)。",
        ),
        (r"\\(Q\_i\\) 与 \\(K\_{i+j}\\)", "$Q_i$ 与 $K_{i+j}$"),
        (
            r"\\\[\\begin{split}E &= e\^{-x\_i}\\left\[ C \\right\] \\\\ V &= \\%\\end{split}\\\]",
            r"$$\begin{split}E &= e^{-x_i}\left[ C \right] \\ V &= \%\end{split}$$",
        ),
        (r"\\(x \\le y\\\\(a)\\) `\\(\\alpha\\)`", r"$x \le y\\(a)$ `\\(\\alpha\\)`"),
        ("\\\\\\[\na\\_1 \\\\le\nb\n\\\\\\]", "$$\na_1 \\le\nb\n$$"),
        (r"\\(x_1\\) s/\\(foo\\)/\\1/ \\\[HNOI\_2004\\\] C:\\(a)\\b", None),
        (r"\\(\alpha_1\\)", None),
    ],
)
def test_tex_that_was_escaped_with_its_brackets_is_a_formula(text: str, result: str | None) -> None:
    assert converted(text)[0] == (text if result is None else result)


@pytest.mark.parametrize(
    ("text", "certain", "result"),
    [
        (
            r"$$\\begin{pmatrix}a & b\\\\c & d\\end{pmatrix}$$",
            False,
            r"$$\begin{pmatrix}a & b\\c & d\end{pmatrix}$$",
        ),
        (r"$\\begin{matrix}a & b\\end{matrix}$", False, r"$\begin{matrix}a & b\end{matrix}$"),
        (r"$\\{a\\}$ `$\\{a\\}$`", False, r"$\{a\}$ `$\\{a\\}$`"),
        (r"`$` 后 $\\\\frac{a}{b}$ 与 $x$", False, r"`$` 后 $\\frac{a}{b}$ 与 $x$"),
        (r"`$` 后 $\\frac{a}{b}$ 与 $x$", False, r"`$` 后 $\frac{a}{b}$ 与 $x$"),
        (
            r"$$\begin{matrix}a\\\\\vdots\\\\\\alpha\end{matrix}$$",
            False,
            r"$$\begin{matrix}a\\\vdots\\\alpha\end{matrix}$$",
        ),
        (r"$x\_i$", True, "$x_i$"),
        (r"$x\_i$", False, r"$x\_i$"),
        (r"$\text{a\_b}$", True, r"$\text{a\_b}$"),
        (r"$\text{a\_b} \le x\_i$", True, r"$\text{a\_b} \le x_i$"),
        (r"\\(a\\) $x\_i$ $$y\_1$$", False, r"$a$ $x_i$ $$y_1$$"),
        (r"$x\_i$ $\\{a\\}$", False, r"$x_i$ $\{a\}$"),
        (r"$x\_i$ $\begin{matrix}a\\b\end{matrix}$", False, None),
        (r"$$\begin{cases}a\\b\end{cases}$$", True, r"$$\begin{cases}a\\b\end{cases}$$"),
        ("> $$\n> a\\\\\\\\b\n> $$", False, "> $$\n> a\\\\b\n> $$"),
        (r"$\\\\frac{$", True, r"$\\\\frac{$"),
    ],
)
def test_formulas_are_as_the_renderer_left_them(
    text: str, certain: bool, result: str | None
) -> None:
    after = converted(text, (escaped_formulas(is_certain=certain),))[0]
    assert after == (text if result is None else result)


@pytest.mark.parametrize(
    ("text", "breaks"),
    [
        ("一\n二", True),
        ("- 一\n  二", True),
        ("> 一\n> 二", True),
        ("一\n\n二", False),
        ("# 一\n二", False),
        ("- 一\n- 二", False),
        ("| 一 |\n|--|\n| 二 |", False),
        ("```\n一\n二\n```", False),
        ("$$\n一\n二\n$$", False),
        ("一  \n二", False),
    ],
)
def test_single_line_breaks_are_seen(text: str, breaks: bool) -> None:
    assert has_single_breaks([Line(line, 0) for line in text.split("\n")]) == breaks


def test_lines_know_where_they_came_from() -> None:
    text = "{% note %}\n一\n\n二\n{% endnote %}\n三\n{% codeblock %}\n四\n{% endcodeblock %}\n五"
    _, changes, lines = converted(text, HEXO)
    found = {line.text: line.number for line in lines if line.text.strip("> ")}
    assert found == {
        "> [!note]": 1,
        "> 一": 2,
        "> 二": 4,
        "三": 6,
        "```": 8,
        "四": 8,
        "五": 10,
    }
    assert [change.line for change in changes] == [1, 7]


def test_only_what_is_a_link_leads_elsewhere() -> None:
    text = '[a](y) [a](y "t") [a](<y>) [a](y [a](y b) [a]([y](y)'
    assert converted(text, (REDIRECT,))[0] == ('[a](x) [a](x "t") [a](x) [a](y [a](y b) [a]([y](x)')


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ('[a]: y\n[b]: <y> "题"\n[c]: y (题)', '[a]: x\n[b]: x "题"\n[c]: x (题)'),
        ("> - 甲\n>\n>   [a]: y", "> - 甲\n>\n>   [a]: x"),
        ("[2]: y Deep Learning. MIT Press, 2016.", None),
        ('[a]: y "题" 后', None),
        ("> [注]: y 见第 3 章", None),
        ("文\n[2]: y", None),
        ("<pre>\n[2]: y\n[a](y)\n</pre>", None),
        ('<div>\n[a](y) <img src="y">\n</div>', '<div>\n[a](y) <img src="x">\n</div>'),
        ("文\n\n    [a](y)\n    [b]: y", None),
    ],
)
def test_what_only_begins_like_a_definition_is_text(text: str, result: str | None) -> None:
    assert converted(text, (REDIRECT,))[0] == (text if result is None else result)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        (
            "<<< @/a.cpp",
            "````cpp\n// #region x\n  一\n    二 ```\n// #endregion x\n三\n````",
        ),
        (
            "- 项\n\n  <<< ./a.cpp#x{1,2 c:line-numbers} [题]",
            "- 项\n\n  ````c {1,2} linenos [题]\n  一\n    二 ```\n  ````",
        ),
        ("> <<< a.c#x {2}", "> ````c {2}\n> 一\n>   二 ```\n> ````"),
        ("@[code{2-3} js{1}:line-numbers](a)", "````js {1} linenos\n  一\n    二 ```\n````"),
        ("@[code{5}](b/a.js)", "```js\n三\n```"),
        ("<<<@/a.c#x{c:line-numbers=7}", "````c linenos=7\n一\n  二 ```\n````"),
        *((text, text) for text in ("<<< 无.c", "<<< a.c#y", "```\n<<< a.c\n```", "a <<< b")),
        *(
            (text, text)
            for text in (
                "<!--\n<<< a.c\n-->",
                "%%\n<<< a.c\n%%",
                "<div>\n<<< a.c\n</div>",
                "文\n\n    <<< a.c",
                "<<<EOF",
            )
        ),
        *((text, text) for text in ('--8<-- "a.md"', "<!--@include: ./a.md-->", "<<<<<<< HEAD")),
    ],
)
def test_code_of_other_files_is_shown(text: str, result: str) -> None:
    code = "// #region x\n  一\n    二 ```\n// #endregion x\n三\n"
    convert = code_includes(lambda path: None if path.startswith("无") else code)
    assert converted(text, (convert,))[0] == result


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a", "x\n// #region b\ny\n// #endregion\n// region c\nz\n// endregion c\nregion = 1"),
        ("b", "y"),
        ("c", "z"),
        ("d", "u"),
        ("e", None),
    ],
)
def test_a_region_holds_others(name: str, shown: str | None) -> None:
    code = (
        "// #region a\nx\n// #region b\ny\n// #endregion\n// region c\nz\n// endregion c\n"
        "region = 1\n// #endregion\n#pragma region d\nu\n#pragma endregion d\n// #region e\n"
    )
    text = f"<<< a.c#{name}"
    result = text if shown is None else f"```c\n{shown}\n```"
    assert converted(text, (code_includes(lambda path: code),))[0] == result


@pytest.mark.parametrize(("before", "behind"), [("/*", "*/"), ("<!--", "-->"), ("#", "")])
def test_a_region_may_end_without_its_name(before: str, behind: str) -> None:
    code = f"{before} #region a {behind}\nx\n{before} #endregion {behind}\n"
    assert converted("<<< a#a", (code_includes(lambda path: code),))[0] == "```a\nx\n```"


def test_code_of_other_files_is_bounded() -> None:
    convert = code_includes(lambda path: "x" * 400_000)
    after, changes, _ = converted("<<< a.c\n" * 4, (convert,))
    assert len(after) < 1_000_000
    assert [change.outcome for change in changes] == ["converted"] * 2 + ["kept"] * 2
    assert converted("--8<-- 'a.md'", (convert,))[1][0].outcome == "kept"
