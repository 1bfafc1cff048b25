"""The CJK-friendly specification of emphasis (tats-u/markdown-cjk-friendly), rule by rule.

No package of the index carries its test cases, so these are of our own. The specification's
words are written down once more below, plainly, and kbsite's rule has to agree with them.
"""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it.rules_inline import StateInline

from kbsite.markdown.characters import is_hangul, is_wide
from kbsite.markdown.inline.emphasis import cjk_emphasis
from kbsite.markdown.inline.strikethrough import two_tildes
from kbsite.markdown.parser import create_parser

CJK = create_parser((cjk_emphasis, two_tildes))
BARE = create_parser((two_tildes,))

SVS, FULL_WIDTH, TEXT, EMOJI, IVS = "\ufe00", "\ufe01", "\ufe0e", "\ufe0f", "\U000e0100"


def html(source: str) -> str:
    return str(CJK.render(source)).removeprefix("<p>").removesuffix("</p>\n")


# --- which characters are CJK ---


@pytest.mark.parametrize(
    "chars",
    [
        "汉漢𠮟𪜈𫠉𮧟𰻞\U000323af",
        "ぁんアン々〆〇ー゛𛀙ㄅㄯ",
        "、。，．：；？！（）「」『』【】《》〈〉〔〕［］｛｝～－＿　",
        "０９ＡＺａｚ￥￦￠＄＃＆",
        "ｱﾝｰ｡､｢｣₩",
        "가힣ㄱㆎ각ꥠힰퟻﾡ",
        "㈠㊀㋐㌀㏿㊗㊙〰〽🈂🈷",
        "⺀⼀⿰ꀀ꒐𗀀𘠀𛅰",
        "☰⚊䷀𝌀𝍠",
    ],
)
def test_cjk_characters(chars: str) -> None:
    assert [char for char in chars if not is_wide(char)] == []


@pytest.mark.parametrize(
    "chars",
    [
        "aZ09 .,!?()*_~\n",
        "éßЖΩא",
        "‘’“”…—·–«»×÷°±",
        "①㉈Ⅳ→∇𝜵☆★",
        "👍🈯⭕❌⏰⌚♈⚡✅➕⬛🀄🈁🈚🉐🏻🫠",
        SVS + FULL_WIDTH + TEXT + EMOJI + IVS,
    ],
)
def test_other_characters(chars: str) -> None:
    assert [char for char in chars if is_wide(char)] == []


def test_every_letter_and_mark_is_as_wide_as_unicode_says() -> None:
    """Symbols are left out, which may be emoji, and what is wide since a later Unicode only."""
    wrong = [
        f"{code:x}"
        for code in range(0x110000)
        if (char := chr(code)) and unicodedata.category(char)[0] in "LPNZ"
        if (unicodedata.east_asian_width(char) in "WFH" or "HANGUL" in unicodedata.name(char, ""))
        != is_wide(char)
        and not 0x1D360 <= code <= 0x1D376
    ]
    assert wrong == []


def test_hangul_is_what_unicode_names_so() -> None:
    wrong = [
        char
        for char in map(chr, range(0x110000))
        if (name := unicodedata.name(char, ""))
        and ("HANGUL" in name or "KOREAN" in name) != is_hangul(char)
    ]
    assert wrong == []


# --- left- and right-flanking delimiter runs ---


@pytest.mark.parametrize("mark", ["**", "~~"])
@pytest.mark.parametrize(
    ("before", "inside", "behind"),
    [
        # a mark of CJK inside, a letter outside
        ("", "强调。", "后"),
        ("", "强调。", "a"),
        ("a", "（注）", "b"),
        ("", "真，", "她"),
        ("", "真～", "她"),
        ("真", "【她", ""),
        ("Go", "「初心者」", "を"),
        ("", "さようなら︙", "と"),
        # a mark of Latin inside, CJK outside
        ("中文", "(a)", "中文"),
        ("他说", '"Hello"', "吗"),
        ("税込", "¥10,000", "で"),
        ("", "C#", "和"),
        ("", "真…", "她"),
        ("", "真—", "她"),
        ("", "真·", "她"),
        ("", "真”", "她"),
        ("这是", "“重要”", "的"),
        ("这是", "‘重要’", "的"),
        ("正解は", "④", "です"),
        # ideographs of every plane
        ("𠮟", "(a)", "𠮟"),
        ("𰻞𰻞", "(a)", "麵"),
        ("𱟛", "(U+317DB)", ""),
        ("あ𛀙", "(か)", "よろし"),
        ("コㇿ", "(Ikor)", ""),
        # Hangul, also conjoining letters, which are narrow
        ("", "안녕(hello)", "하세요"),
        ("ᅡ", "(a)", ""),
        ("", "(k)", "ᄏ"),
        # wide symbols that are emoji only if a selector says so
        ("a", "〰", "a"),
        ("a", "〽", "a"),
        ("a", "🈂", "a"),
        ("a", "㊗", "a"),
        # variation selectors belong to what stands before them
        ("葛" + IVS, "(a)", "城市"),
        ("羽" + SVS, "(a)", ""),
        ("大塚" + SVS, "(a)", ""),
        ("", "〽" + TEXT + "(a)", "は"),
        ("", "“" + FULL_WIDTH + "Git”" + FULL_WIDTH, "Hub"),
        ("a", "。" + FULL_WIDTH, "a"),
        # white space and the ends of the line as ever
        ("", "真，", " 她"),
        ("见 ", "（注）", ""),
    ],
)
def test_emphasis_beside_cjk(mark: str, before: str, inside: str, behind: str) -> None:
    tag = "strong" if mark == "**" else "s"
    shown = html(f"{before}{mark}{inside}{mark}{behind}").replace("&quot;", '"')
    assert shown == f"{before}<{tag}>{inside}</{tag}>{behind}"


@pytest.mark.parametrize(
    "source",
    [
        # marks and symbols that are not CJK, letters outside: CommonMark's own rules
        *("a**(b)**c", "**bold.**after", "a**a«**a", "a**»a**a", "a**∇**a", "a**𝜵a**a"),
        *("a**a“**a", "a**“a”**a", "a**—a**a"),
        # default emoji are none either, with whatever selector
        *("a**🈯a**a", "a**a⭕**a", "a**❌**a", f"a**🈯{EMOJI}a**a", f"a**a❌{TEXT}**a"),
        # white space inside
        *("** 不是**", "**不是 **", "**　不是**", "** 不是 **"),
        # `_` never splits a word
        *("强_调_的", "强__调__的", "a_“b”_c", "한_국_어"),
    ],
)
def test_no_emphasis(source: str) -> None:
    assert "<strong>" not in html(source)
    assert "<em>" not in html(source)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("__注意__：事项", "<strong>注意</strong>：事项"),
        ("注意：__事项__", "注意：<strong>事项</strong>"),
        ("（_斜_）", "（<em>斜</em>）"),
        ("“_斜_”", "“<em>斜</em>”"),
        (f"正體字。{FULL_WIDTH}_Traditional._", f"正體字。{FULL_WIDTH}<em>Traditional.</em>"),
        (f"新字体。{SVS}__Japan.__", f"新字体。{SVS}<strong>Japan.</strong>"),
    ],
)
def test_underscores_beside_marks(source: str, expected: str) -> None:
    assert html(source) == expected


def test_an_emoji_selector_is_no_part_of_the_mark() -> None:
    """U+FE0F makes an emoji of a CJK symbol; it is neither CJK nor punctuation itself."""
    assert html(f"a**a〽{EMOJI}**a") == f"a<strong>a〽{EMOJI}</strong>a"
    assert html(f"〽{EMOJI}**(a)**a") == f"〽{EMOJI}**(a)**a"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("~一~ 3~5 个，10~20 个", "~一~ 3~5 个，10~20 个"),
        ("~~~三~~~ ~~~~四~~~~", "~~~三~~~ ~~~~四~~~~"),
        ("~~二~ ~二~ ~~二~~~", "~~二~ ~二~ ~~二~~~"),
        ("~~一~二~~", "<s>一~二</s>"),
        ("~~**粗。**~~后", "<s><strong>粗。</strong></s>后"),
        ("**~~删。~~**后", "<strong><s>删。</s></strong>后"),
        ("~~a~~：~~b~~", "<s>a</s>：<s>b</s>"),
        ("~~ 不删 ~~", "~~ 不删 ~~"),
        ("~~`a`~~后~~[文](a)~~", '<s><code>a</code></s>后<s><a href="a">文</a></s>'),
    ],
)
def test_two_tildes_and_no_other_number(source: str, expected: str) -> None:
    assert html("前" + source) == "前" + expected


# --- the rule as the specification words it ---

MARKS = st.sampled_from(["*", "**", "***", "_", "__"])
CHARS = st.sampled_from(
    [*'a9 \n(."“’…—«∇𝜵é中。（「　한ᅡｱ￦₩〽👍🈯⭕𠮟', SVS, FULL_WIDTH, TEXT, EMOJI, IVS]
)


@given(st.lists(CHARS, max_size=3).map("".join), MARKS, CHARS | st.just(""))
@settings(deadline=None, max_examples=1000)
def test_runs_open_and_close_as_specified(before: str, run: str, after: str) -> None:
    # What stands behind a selector that follows white space or another selector is left open.
    if before[-1:] and before[-1] in SVS + FULL_WIDTH + TEXT:
        if len(before) < 2 or before[-2].isspace() or not before[-2].isprintable():
            return
        if unicodedata.category(before[-2]) == "Mn":
            return
    scanned = _scanned(before + run + after, len(before), split=run[0] == "*")
    assert scanned == specified(before, run, after)


def specified(before: str, run: str, after: str) -> tuple[bool, bool]:
    """(can open, can close) by the definitions of chapters 2.1 and 6.2."""
    behind_sequence = before[-2:-1] if _selects(before[-1:]) else before[-1:]
    ambiguous = before[-1:] == FULL_WIDTH and behind_sequence in set("‘’“”")
    cjk_before = _cjk(behind_sequence) or ambiguous or before[-1:] == IVS
    punctuation_before = _punctuation(behind_sequence)
    space_before, space_after = not before or before[-1].isspace(), not after or after.isspace()
    cjk_after, punctuation_after = _cjk(after), _punctuation(after)

    non_cjk_before = punctuation_before and not (_cjk(behind_sequence) or ambiguous)
    non_cjk_after = punctuation_after and not cjk_after
    left = not space_after and (not non_cjk_after or space_before or non_cjk_before or cjk_before)
    right = not space_before and (not non_cjk_before or space_after or non_cjk_after or cjk_after)
    if run[0] == "*":
        return left, right
    return left and (not right or punctuation_before), right and (not left or punctuation_after)


def _selects(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0e"


def _cjk(char: str) -> bool:
    return char != "" and is_wide(char)


def _punctuation(char: str) -> bool:
    return char != "" and unicodedata.category(char)[0] in "PS"


def _note_state(state: StateInline, silent: bool) -> bool:
    state.env.setdefault("state", state)
    return False


WATCHED = create_parser((cjk_emphasis,))
WATCHED.inline.ruler.before("text", "note_state", _note_state)


def _scanned(src: str, start: int, *, split: bool) -> tuple[bool, bool]:
    env: dict[str, Any] = {}
    WATCHED.inline.parse(src, WATCHED, env, [])
    scanned = env["state"].scanDelims(start, split)
    return scanned.can_open, scanned.can_close


@given(st.text(st.characters(max_codepoint=0x10FF) | st.sampled_from("*_~ a(.“”")))
@settings(deadline=None, max_examples=500)
def test_text_without_cjk_is_as_in_commonmark(text: str) -> None:
    assert CJK.render(text) == BARE.render(text)
