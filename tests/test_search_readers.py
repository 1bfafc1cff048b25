"""What readers type, on notes like theirs: `fixtures/search/queries.txt` says which of the notes
beside it comes first. What is shown of them, and what beside few of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from conftest import REPOSITORY
from search_engine import SearchPage, marked, search_page, shown

pytestmark = pytest.mark.browser

FIXTURES = REPOSITORY / "tests/fixtures/search"
QUERIES = [
    tuple(line.split(" ⇒ "))
    for line in (FIXTURES / "queries.txt").read_text(encoding="utf-8").splitlines()
    if " ⇒ " in line and not line.startswith("#")
]


#: Of several files of texts: in the first one word is weighty, in the last both stand together.
LONG_NOTE = "\n\n".join(
    [
        "---\ntitle: 版本管理\n---",
        "## 安装 Fossil\n\nFossil 由系统的包管理器安装，Fossil 也有图形界面。",
        *(f"## 第 {n} 步\n\n{'逐条写下改动的缘由，' * 40}" for n in range(1, 10)),
        "## 送出\n\n```bash\nfossil add .\nfossil push origin\n```",
    ]
)


#: Ten later notes are called by as many words as the one whose title begins as a question does.
OTHERS = {
    "how-to-mercurial.md": "---\ntitle: How to Mercurial\ndate: 2020-01-01\n---\n从头说起。",
    **{
        f"mercurial-{n}.md": f"---\ntitle: Mercurial 之 {n}\ndate: 2025-01-01\n---\n从头说起。"
        for n in range(10)
    },
    "quoted.md": "---\ntitle: 分开写\n---\nThen clear the white space below.",
    "joined.md": "---\ntitle: 连着写\n---\nThen clear the whitespace below.",
    "glove.md": "---\ntitle: 词向量\n---\n先看 item2vec，再看别的。",
    "item.md": "---\ntitle: 仓库\n---\n有一项写作 `item2`，vec 是另一个变量。",
    "cuts.md": "---\ntitle: 剪去\n---\n存成 bf16，就够了。",
    "cards.md": "---\ntitle: 插槽\n---\n一共 16 个。",
    "x-ray.md": "---\ntitle: 透视\n---\n用 X-Ray 查看，x 在前，ra 在后。",
    "n-gram.md": "---\ntitle: 元语法\n---\n先数 n-grams，再平滑。",
    "one-gram.md": "---\ntitle: 片段\n---\n一个 n-gram 有几个字。",
    "mercury.md": "---\ntitle: 水银温度计\n---\n读数时平视。",
    "alcohol.md": "---\ntitle: 酒精温度计\n---\n酒精的沸点低。",
    "both.md": "---\ntitle: 仪器\n---\n水银温度计和酒精温度计的区别：一个量得高。",
    "said.md": "---\ntitle: 买纸\n---\n先看清打印纸规格，再付钱。",
    "gap.md": "---\ntitle: 打印纸的规格\n---\n长宽各有定数。",
    "sign.md": "---\ntitle: 打印纸-规格\n---\n一张小表。",
    "turned.md": "---\ntitle: 规格与打印纸\n---\n两者无关。",
}


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchPage]:
    folder = FIXTURES / "notes"
    notes = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.md"))
    }
    notes["fossil.md"] = LONG_NOTE
    notes |= OTHERS
    with search_page(browser, tmp_path_factory.mktemp("readers"), notes) as found:
        yield found


def test_the_note_that_a_reader_wants_comes_first(page: SearchPage) -> None:
    answers = page.ask_all([query for query, _ in QUERIES])
    first = [shown(answer)[:1] for answer in answers]
    assert dict(zip((query for query, _ in QUERIES), first, strict=True)) == {
        query: [title] for query, title in QUERIES
    }


def test_few_notes_have_others_beside_them_that_write_it_together_or_that_a_question_is_about(
    page: SearchPage,
) -> None:
    assert page.titles("warm up 学习率") == ["隐状态的初值", "学习率的安排"]
    assert page.titles("如何选择 GPU")[:2] == ["卷积的通道数", "(选择显卡与 GPU 服务器)"]
    assert page.titles("选择激活函数") == ["卷积的通道数"]


def test_a_title_that_has_a_character_or_a_sign_more_stands_beside_few(page: SearchPage) -> None:
    assert page.titles("打印纸规格") == ["买纸", "(打印纸-规格)", "(打印纸的规格)"]
    assert page.titles("打印纸规格 -长宽") == ["买纸", "(打印纸-规格)"]
    assert page.titles('"打印纸规格"') == ["买纸"]


def test_the_text_may_go_on_behind_a_letter_and_the_beginning_of_a_word(page: SearchPage) -> None:
    assert page.titles("x-ra") == ["透视"]
    assert marked(page.ask("x-ra")["results"][0], "snippet") == ["X-Ray"]
    assert {*page.titles("n-gram")} == {"片段", "元语法"}


def test_what_differs_stands_beside_the_one_note_that_says_so(page: SearchPage) -> None:
    for query in (
        "水银温度计和酒精温度计的区别",
        "水银温度计和酒精温度计的不同？",
        "水银温度计 酒精温度计 区别",
    ):
        assert {*page.titles(query)} >= {"(水银温度计)", "(酒精温度计)"}, query


def test_how_a_question_begins_counts_in_titles(page: SearchPage) -> None:
    assert page.ask("how to mercurial", limit=8)["results"][0]["title"] == "How to Mercurial"


def test_what_is_quoted_is_not_joined(page: SearchPage) -> None:
    assert page.titles("clear the white space below") == ["分开写", "连着写"]
    assert page.titles('"clear the white space below"') == ["分开写"]


def test_a_word_and_a_number_and_a_word_are_joined_as_texts_have_them(page: SearchPage) -> None:
    assert page.titles("item 2 vec") == ["词向量"]


def test_what_some_text_has_as_it_is_is_not_parted(page: SearchPage) -> None:
    assert page.titles("bf16 zyzzyva") == ["(剪去)"]


def test_a_note_is_opened_where_the_most_of_what_was_asked_stands_together(
    page: SearchPage,
) -> None:
    (found,) = page.ask("fossil push")["results"]
    assert found["heading"] == "送出"
    assert marked(found, "snippet")[-1] == "fossil push"


def test_the_passage_has_what_was_typed_as_it_was_typed(page: SearchPage) -> None:
    (found,) = page.ask("jupyter_notebook_config.py")["results"]
    assert "jupyter_notebook_config.py" in marked(found, "snippet")


def test_a_note_that_is_opened_at_its_beginning_has_no_marks_in_a_heading(page: SearchPage) -> None:
    found = page.ask("安装 PyTorch")["results"][0]
    assert (found["heading"], found["marks"]["heading"]) == ("", [])


def test_a_heading_above_nothing_but_others_is_shown_by_the_text_below_these(
    page: SearchPage,
) -> None:
    (found,) = page.ask("协商的速率")["results"]
    assert (found["heading"], found["anchor"]) == ("协商的速率", "协商的速率")
    assert found["snippet"].startswith("先看两端商定了多少")
    assert found["sections"] == []
