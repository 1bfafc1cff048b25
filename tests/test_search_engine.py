"""The search engine over a small site, in Chromium: what each kind of query finds, what is shown of
it, and what comes of a bad network."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Browser

from conftest import BASE_URL, build_site
from kbsite.search.manifest import Names, file_mark, manifest
from kbsite.search.merge import Sizes, merge_all
from kbsite.search.note_index import NoteText, index_note
from kbsite.search.note_parts import packed_terms
from kbsite.search.postings import Limits
from kbsite.search.shelf import Shelf
from search_engine import BASE, SearchPage, marked, run_to_end, search_page, shown

pytestmark = pytest.mark.browser

NOTES = {
    "sort/164.md": """---
title: 最大间距
date: 2025-03-01
tags: [算法/排序, LeetCode]
---
给定一个数组，求排好序后相邻元素的最大差。

## 桶排序

把数放进桶里，每个桶只记最小值和最大值，时间 $O(n)$，比 $O(n \\log n)$ 好。

## 代码

```cpp
std::sort(nums.begin(), nums.end());
int lower = lower_bound(nums);
```
""",
    "llm/flash.md": """---
title: FlashAttention：从在线 softmax 到分块
date: 2025-05-01
aliases: [快速注意力]
tags: [深度学习]
---
FlashAttention 把注意力分块。

## 反向传播

FlashAttention反向传播时重计算，梯度记作 $\\nabla f(x)$，不存 $n^2$ 的矩阵。

## 在线 softmax

在线 softmax 一遍扫过，数值稳定。
""",
    "llm/attention.md": """---
title: 注意力机制
date: 2025-04-01
tags: [深度学习/Transformer]
---
Transformer 里的注意力；flash attention 是一种实现，反向传播略。

用 `__init__` 建层，再调 `torch.no_grad`。
""",
    "graph/stack.md": """---
title: 单调栈
date: 2025-01-01
tags: [栈]
---
维护一个栈，栈里的数单调。C 语言实现见下，复杂度 $O(n!)$ 是笑话。
""",
    "graph/cut.md": """---
title: 割点与桥
date: 2024-12-01
---
割点是去掉之后图不再连通的点。用 Tarjan 算法，C++ 写成。
""",
    "old/stack-frame.md": """---
title: 栈帧
date: 2024-11-01
---
函數調用時壓入的一塊記憶體。變數放在裡面。
""",
    "drafts/secret.md": "---\ntitle: 秘密\ndraft: true\n---\n割点也在这里。\n",
}


@pytest.fixture(scope="module")
def open_page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchPage]:
    with search_page(browser, tmp_path_factory.mktemp("engine"), NOTES) as page:
        yield page


@pytest.fixture
def search(open_page: SearchPage) -> SearchPage:
    open_page.renew()
    return open_page


FLASH, ATTENTION = "FlashAttention：从在线 softmax 到分块", "注意力机制"


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        pytest.param("割点", ["割点与桥"], id="two characters that a dictionary cuts"),
        pytest.param("桶排序", ["最大间距"], id="a phrase without spaces"),
        pytest.param("最大间距 桶", ["最大间距"], id="space means and"),
        pytest.param("栈", ["单调栈", "栈帧"], id="one character"),
        pytest.param("FlashAttention反向", [FLASH, f"({ATTENTION})"], id="mixed run"),
        pytest.param("ＦｌａｓｈＡｔｔｅｎｔｉｏｎ", [FLASH, ATTENTION], id="full width"),
        pytest.param("flash attention", [FLASH, ATTENTION], id="parts of an identifier"),
        pytest.param("FLASHATTENTION", [FLASH], id="upper case"),
        pytest.param("std::sort", ["最大间距"], id="two words side by side"),
        pytest.param("lower_bound", ["最大间距"], id="snake case"),
        pytest.param("__init__", [ATTENTION], id="dunder"),
        pytest.param("C++", ["割点与桥"], id="C++ is not C"),
        pytest.param("C语言", ["单调栈"], id="one letter with its neighbour"),
        pytest.param("O(n)", ["最大间距"], id="complexity"),
        pytest.param("O（n log n）", ["最大间距"], id="complexity, full width, spaces inside"),
        pytest.param("n²", [FLASH], id="a power"),
        pytest.param("\\nabla", [FLASH], id="a command"),
        pytest.param("∇f", [FLASH], id="a symbol is its command, a letter beside it may be"),
        pytest.param('"在线 softmax 一遍"', [FLASH], id="exact"),
        pytest.param("“数值稳定”", [FLASH], id="exact, Chinese quotes"),
        pytest.param('"softmax 在线"', [], id="exact, in another order"),
        pytest.param('"数值稳', [FLASH], id="quotes still open"),
        pytest.param(
            "tag:深度学习", [FLASH, ATTENTION], id="a tag with those below it, newest first"
        ),
        pytest.param("tag：深度学习 重计算", [FLASH], id="a tag and a word, full width"),
        pytest.param('tag:"算法/排序"', ["最大间距"], id="a tag below another"),
        pytest.param("tag:排序", ["最大间距"], id="a level of a tag"),
        pytest.param("tag:leet", ["最大间距"], id="the beginning of a tag"),
        pytest.param("title:注意力", [ATTENTION, FLASH], id="title or alias"),
        pytest.param("title:重计算", [], id="not in a title"),
        pytest.param("注意力 -重计算", [ATTENTION], id="without a word"),
        pytest.param("注意力 －tag:深度学习/transformer", [FLASH], id="without a tag"),
        pytest.param('注意力 -"反向传播时"', [ATTENTION], id="without a phrase"),
        pytest.param("\\mathrm{softmax} 在线", [FLASH], id="TeX in another font"),
        pytest.param("最桶", ["(最大间距)"], id="first characters of words"),
        pytest.param("transf", [ATTENTION], id="beginning of a word"),
        pytest.param("Transfomrer", ["注意力机制"], id="letters swapped"),
        pytest.param("FlashAtention", [FLASH], id="a letter missing"),
        pytest.param("dandiaozhan", ["单调栈"], id="pinyin"),
        pytest.param("ddz", ["单调栈"], id="initials"),
        pytest.param("dandiaozh", ["单调栈"], id="pinyin, the last syllable begun"),
        pytest.param("調用", ["栈帧"], id="traditional as written"),
        pytest.param("调用", ["栈帧"], id="simplified finds traditional"),
        pytest.param("單調棧", ["单调栈"], id="traditional finds simplified"),
        pytest.param("秘密", [], id="drafts leave nothing"),
        pytest.param("", [], id="nothing"),
        pytest.param("？！", [], id="signs only"),
    ],
)
def test_a_query_finds(search: SearchPage, query: str, titles: list[str]) -> None:
    assert search.titles(query) == titles


def test_what_no_note_holds_whole_is_found_in_part(search: SearchPage) -> None:
    answer = search.ask("最大间距桶排序")
    assert answer["results"] == []
    assert answer["partial"][0]["title"] == "最大间距"
    assert shown(search.ask("单调桟"))[0] == "(单调栈)"
    # What must not be there, and tags, hold in part as well.
    assert "(最大间距)" not in search.titles("最大间距桶排序 -相邻")
    assert search.titles("最大间距桶排序 tag:深度学习") == []


def test_a_result_says_where_it_is_and_what_was_found(search: SearchPage) -> None:
    answer = search.ask("重计算 反向传播")
    [result] = answer["results"]
    assert result["url"] == "/notes/llm/flash/"
    assert (result["heading"], result["anchor"]) == ("反向传播", "反向传播")
    assert result["tags"] == ["深度学习"]
    assert result["date"] == "2025-05-01"
    assert marked(result, "heading") == ["反向传播"]
    assert marked(result, "snippet") == ["反向传播", "重计算"]
    assert "∇f(x)" in result["snippet"]
    assert set(answer["terms"]) == {"反向传播", "重计算"}
    assert answer["total"] == 1
    assert answer["bytes"] > 0


def test_words_of_a_heading_are_to_be_marked(search: SearchPage) -> None:
    answer = search.ask("桶排序")
    assert answer["results"][0]["anchor"] == "桶排序"
    assert answer["terms"] == ["桶排序"]


def test_a_note_whose_title_says_all_of_it_is_opened_where_it_begins(search: SearchPage) -> None:
    for query in ("在线 softmax", "softmax 在线 分块"):
        [first, *_] = search.ask(query)["results"]
        assert (first["title"], first["anchor"], first["heading"]) == (FLASH, "", "")
        assert first["snippet"].startswith("FlashAttention 把注意力分块")
        assert first["sections"][0]["anchor"] == "在线-softmax"
        assert marked(first["sections"][0], "heading")[0] == "在线"


def test_marks_are_where_the_note_says_it(search: SearchPage) -> None:
    [traditional] = search.ask("调用")["results"]
    assert marked(traditional, "snippet") == ["調用"]
    [symbol] = search.ask("\\nabla")["results"]
    assert marked(symbol, "snippet") == ["∇"]
    power = search.ask("O（n）", limit=1)["results"][0]
    assert {mark.lower() for mark in marked(power, "snippet")} == {"o(n)", "o(n"}
    flash = search.ask("transformer", limit=1)["results"][0]
    assert marked(flash, "snippet") == ["Transformer"]


def test_code_is_told_from_text(search: SearchPage) -> None:
    [result] = search.ask("std::sort")["results"]
    assert result["isCode"]
    assert result["heading"] == "代码"


def test_a_title_comes_before_a_heading_and_that_before_text(search: SearchPage) -> None:
    assert search.titles("注意力机制")[0] == ATTENTION
    assert search.ask("桶排序")["results"][0]["heading"] == "桶排序"
    assert search.titles("快速注意力")[0] == FLASH


def test_no_more_than_the_limit_and_how_many_there_are(search: SearchPage) -> None:
    answer = search.ask("注意力", limit=1)
    assert len(answer["results"]) == 1
    assert answer["total"] == 2


def test_tags_of_all_that_was_found(search: SearchPage) -> None:
    tags = search.run("await search.search('注意力', { limit: 1 }); return search.tags();")
    assert {tag["name"]: tag["count"] for tag in tags} == {"深度学习": 2, "深度学习/Transformer": 1}
    assert search.run("return search.tags({ query: '割点' });") == []


@pytest.mark.parametrize("base", ["/notes", "/notes/", "{origin}/notes", "{origin}/notes/"])
def test_the_base_may_be_a_path_or_an_address(search: SearchPage, base: str) -> None:
    origin = search.page.evaluate("location.origin")
    search.renew(base.format(origin=origin))
    assert search.ask("割点")["results"][0]["url"] == "/notes/graph/cut/"


def test_nothing_is_fetched_before_the_first_query_and_nothing_twice(search: SearchPage) -> None:
    assert search.run("return asked;") == []
    search.run(
        "await search.prefetch(); await Promise.all(['割点', '割点'].map((q) => search.search(q)));"
    )
    asked = search.run("return asked;")
    assert asked[0] == "manifest.bin"
    assert len(asked) == len(set(asked))
    search.ask("割点")
    assert search.run("return asked;") == asked


# --- a bad network ---


def test_a_search_that_is_given_up_ends_and_the_next_is_whole(search: SearchPage) -> None:
    name, _ = search.fails(
        """
        const stop = new AbortController();
        const never = (signal) => new Promise((_, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason, (window.given = true)));
          setTimeout(() => stop.abort());
        });
        window.onFetch = (url, { signal }) => url.includes("manifest") ? null : never(signal);
        await search.search("割点", { signal: stop.signal });
        """
    )
    assert name == "AbortError"
    assert search.run("return window.given;")
    search.run("window.onFetch = null;")
    assert search.titles("割点") == ["割点与桥"]
    name, _ = search.fails("await search.search('割点', { signal: AbortSignal.abort() });")
    assert name == "AbortError"


def test_a_search_that_is_given_up_leaves_another_its_files(search: SearchPage) -> None:
    titles = search.run(
        """
        const stop = new AbortController();
        search.search("割点", { signal: stop.signal }).catch(() => {});
        const other = search.search("割点");
        stop.abort();
        return (await other).results.map(({ title }) => title);
        """
    )
    assert titles == ["割点与桥"]


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param("Promise.reject(new TypeError('offline'))", id="offline"),
        pytest.param("new Response('', { status: 503 })", id="server error"),
        pytest.param("new Response(new Uint8Array([120, 218, 1, 2, 3]))", id="damaged"),
        pytest.param("new Response('<!doctype html>')", id="a page in place of it"),
    ],
)
@pytest.mark.parametrize("file", ["manifest", "[a-z2-7]{8}"])
def test_a_fetch_that_failed_is_an_error_and_may_be_tried_again(
    search: SearchPage, fault: str, file: str
) -> None:
    name, message = search.fails(
        f"window.onFetch = (url) => /{file}[.]bin/.test(url) ? {fault} : null;"
        "await search.search('割点');"
    )
    assert name == "SearchFetchError"
    assert ".bin" in message
    search.run("window.onFetch = null;")
    assert search.titles("割点") == ["割点与桥"]


def test_a_module_without_which_there_is_an_answer_is_done_without(search: SearchPage) -> None:
    """As where the site was published anew by another version."""
    with search.without("titles", "question", "minus") as other:
        assert other.titles("割点") == ["割点与桥"]
        assert other.titles("what is flashattention")
        name, message = other.fails("await search.search('割点 -桥');")
    assert (name, "minus.js" in message) == ("SearchFetchError", True)


def test_files_that_a_server_has_unpacked_are_taken_as_they_are(search: SearchPage) -> None:
    search.run(
        """
        window.onFetch = async (url) => {
          const { body } = await fetch(url);
          return new Response(body.pipeThrough(new DecompressionStream("deflate")));
        };
        """
    )
    assert search.titles("割点") == ["割点与桥"]


def test_a_site_published_anew_is_read_anew(browser: Browser, tmp_path: Path) -> None:
    with search_page(browser, tmp_path, NOTES) as search:
        # The server counts in seconds: what is published in the same one would be as it was.
        os.utime(search.site / "assets/search/manifest.bin", (1e9, 1e9))
        assert search.titles("注意力")[0] == ATTENTION
        note = tmp_path / "source/content/graph/cut.md"
        note.write_text(note.read_text("utf-8").replace("割点", "关节点"), "utf-8")
        output = search.site
        build_site(tmp_path / "source", "--output", output, "--base-url", BASE_URL)
        # The old manifest names files that are gone.
        assert search.titles("Tarjan") == ["关节点与桥"]


def test_a_manifest_of_another_version_says_so(search: SearchPage) -> None:
    name, message = search.fails(
        """
        window.onFetch = () => new Response('{"version": 99, "notes": 0}');
        await search.search("割点");
        """
    )
    assert name == "SearchFetchError"
    assert "manifest.bin" in message


def test_thousands_of_queries_leave_memory_as_it_is(search: SearchPage) -> None:
    kept = search.run(
        """
        for (let i = 0; i < 1500; i++) {
          await search.search(["割点", "注意力", "w" + i][i % 3] + " " + i);
        }
        const { files } = search.index;
        return [files.kept.size, files.loads.size];
        """
    )
    files = len(list((search.site / "assets/search").iterdir()))
    assert kept[0] <= files
    assert kept[1] == 0


def test_what_is_kept_has_a_bound(search: SearchPage) -> None:
    """Files of a made-up index, each as large as the bound admits a few of."""
    kept = search.run(
        """
        window.onFetch = () => new Response(JSON.stringify("x".repeat(1e6)));
        for (let i = 0; i < 20; i++) {
          await search.index.files.get("f" + i, (bytes) => bytes.length, { bytes: 0 });
        }
        return [search.index.files.kept.size, search.index.files.cost];
        """
    )
    assert 1 <= kept[0] <= 6
    assert kept[1] < 16e6


def test_the_index_of_a_large_site_has_two_levels(search: SearchPage) -> None:
    """The manifest's tables moved into files, as past 512 shards and 1,024 notes."""
    folder = search.site / "assets/search"
    manifest = json.loads(zlib.decompress((folder / "manifest.bin").read_bytes()))
    table = manifest.pop("terms")
    half = len(table["firsts"]) // 2
    halves = [
        {
            "firsts": table["firsts"][part],
            "names": table["names"][8 * (part.start or 0) :][: 8 * size],
        }
        for part, size in ((slice(0, half), half), (slice(half, None), len(table["firsts"]) - half))
    ]
    manifest["groups"] = {
        "firsts": [part["firsts"][0] for part in halves],
        "names": "groupaaagroupbbb",
    }
    files = {
        "manifest": manifest | {"blocks": "blockaaa"},
        "groupaaa": halves[0],
        "groupbbb": halves[1],
    }
    texts = {name: json.dumps(content) for name, content in files.items()}
    texts |= {"blockaaa": manifest["fragments"]}
    texts["manifest"] = json.dumps({k: v for k, v in files["manifest"].items() if k != "fragments"})
    search.run(
        "window.onFetch = (url) => { const text = texts[url.match(/([^/]*)[.]bin/)[1]];"
        "return text && new Response(text); };",
        texts=texts,
    )
    for query in ("割点", "std::sort", "transf", "tag:深度学习", "ddz"):
        assert search.titles(query)
    assert {"groupaaa.bin", "groupbbb.bin", "blockaaa.bin"} <= set(search.run("return asked;"))


#: Words of which notes have many.
COMMON = ("更新", "模型", "梯度", "缓存", "节点", "收敛", "投影", "采样")


def _index_of(texts: list[str], folder: Path) -> None:
    """Writes the index of notes with these texts; lists of more than some ten notes are split."""
    contents: dict[str, bytes] = {}
    names = Names()

    class Files:
        def put(self, kind: str, content: bytes) -> str:
            mark = file_mark(kind, content)
            contents[names.name(mark)] = content
            return mark

        def get(self, mark: str) -> bytes:
            return contents[names.name(mark)]

        def name(self, mark: str) -> str:
            return names.name(mark)

    files, packed, marks = Files(), [], []
    for number, text in enumerate(texts):
        made = index_note(NoteText(f"/{number}/", f"第 {number} 篇", sections=((-1, text, ""),)))
        packed.append(packed_terms(made.terms))
        marks.append(files.put("texts", made.chunks[0]))
    sizes = Sizes(Limits(bytes=60, notes=20, block=200))
    steps = merge_all(packed, Shelf(), files, sizes)
    shards = run_to_end(steps)
    contents |= {one.name: one.content for one in manifest(marks, shards.all, "", names)}
    for name, content in contents.items():
        (folder / f"{name}.bin").write_bytes(content)


def test_lists_that_are_too_long_to_be_read_whole(search: SearchPage) -> None:
    """What is shown holds what was asked for, however little of the lists was read; asked for all,
    all are found."""
    chance = Random(4)
    texts = ["".join(chance.choice(COMMON) for _ in range(6)) for _ in range(800)]
    for number in range(0, 800, 80):
        texts[number] += f"，稀罕{chance.choice(COMMON)}"
    folder = search.site / "long/assets/search"
    folder.mkdir(parents=True)
    _index_of(texts, folder)
    search.renew(f"{BASE}long/")
    asked = ["更新模型", '"采样投影"', "梯度缓存节点", "更新 收敛", "更新 收敛 -采样", "稀罕 更新"]
    holding = [
        {
            f"{BASE}long/{number}/"
            for number, text in enumerate(texts)
            for words in [query.replace('"', "").split()]
            if all((word[1:] not in text) if word[0] == "-" else word in text for word in words)
        }
        for query in asked
    ]
    for query, right in zip(asked, holding, strict=True):
        some, every = search.ask(query, limit=8), search.ask(query, limit=10_000)
        assert len(some["results"]) >= min(8, len(right)) / 2, query
        assert {result["url"] for result in some["results"]} <= right, query
        assert {result["url"] for result in every["results"]} == right, query
        assert every["total"] == len(right)
