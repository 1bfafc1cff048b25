"""Names that KaTeX has and math-core lacks, each for a few tokens that it has. No I/O."""

from __future__ import annotations

_TABLE = r"""
dotsb \cdots           dotsm \cdots          dotsi \cdots          dotsc \ldots
dotso \ldots           dotsx \ldots          mathellipsis \ldots   varvdots \mathord{⋮}
centerdot \cdot        sdot \cdot            ordinarycolon \mathord{:}
smallint \int          intop \int\limits     mapsfrom \mathrel{↤}  varpropto \propto
ddots \mathord{⋱}      vdots \mathord{⋮}      iddots \mathord{⋰}     adots \mathord{⋰}
shortmid \mid          shortparallel \parallel                     smallsetminus \setminus
nshortmid \nmid        nshortparallel \nparallel                   varcoppa ϙ
smallfrown \frown      smallsmile \smile     thickapprox \approx   thicksim \sim
enskip \hspace{0.5em}  enspace \hspace{0.5em}
DOTSB {}               DOTSI {}              DOTSX {}              allowbreak {}  nobreak {}
LaTeX \text{LaTeX}     TeX \text{TeX}        KaTeX \text{KaTeX}
AA Å                   aa å                  mathsterling \text{£}
textcopyright \text{©}                       textregistered \text{®}
mathnormal {#1}        vcenter {#1}          TextOrMath {#2}
mathbbm \mathbb{#1}     mathds \mathbb{#1}    wideparen \overgroup{#1}
sfrac {{}^{#1}\!/\!{}_{#2}}                    nicefrac {{}^{#1}\!/\!{}_{#2}}
strut \mathstrut
scr \mathscr{#1}        mathup \mathrm{#1}     widebar \overline{#1}  overarc \overgroup{#1}
mathsfit \mathsf{#1}   pmb \boldsymbol{#1}
overlinesegment \overline{#1}                underlinesegment \underline{#1}
xleftequilibrium \xleftrightharpoons         xrightequilibrium \xrightleftharpoons
xrightleftarrows \xtofrom
xlongrightarrow \xrightarrow                  xlongleftarrow \xleftarrow
xLongrightarrow \xRightarrow                  xLongleftarrow \xLeftarrow
xlongleftrightarrow \xleftrightarrow          xLongleftrightarrow \xLeftrightarrow
slash /                lBrack \llbracket      rBrack \rrbracket
"""
_WORDS = _TABLE.split()
_GREEK = """
alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau
upsilon phi chi psi omega varepsilon vartheta varpi varrho varsigma varphi
"""
_CAPITALS = "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
#: Names without backslash → TeX, in which `#1` is an argument. Upright letters as upgreek has them.
NAMES: dict[str, str] = {
    **dict(zip(_WORDS[::2], _WORDS[1::2], strict=True)),
    **{f"up{name}": rf"\mathrm{{\{name}}}" for name in _GREEK.split()},
    **{f"Up{name.lower()}": rf"\{name}" for name in _CAPITALS.split()},
}

_FACES = """
rm up bf it sf tt bb cal scr frak normal sfit sfup bfit bfup bfcal bfscr bffrak bfsf bfsfup bfsfit
"""
#: Alphabets, those of unicode-math among them.
ALPHABET_NAMES = frozenset(
    [rf"\{kind}{face}" for kind in ("math", "sym") for face in _FACES.split()]
) | {r"\boldsymbol", r"\bm", r"\pmb", r"\bold", r"\mathbold"}

#: KaTeX's commands that colour an argument; `\redA` and so on are tones of `\red`.
COLOUR_COMMANDS: dict[str, str] = {
    rf"\{name}{tone}": colour
    for name, colour in {
        "blue": "#3b7dd8",
        "orange": "#d9822b",
        "pink": "#d6338a",
        "red": "#d32f3f",
        "green": "#2e8b57",
        "gray": "#808080",
        "purple": "#8e44ad",
        "teal": "#1f9aa8",
        "gold": "#b8860b",
        "maroon": "#a8325e",
        "mint": "#4fae8c",
        "kaBlue": "#314f6f",
        "kaGreen": "#5f9c1c",
    }.items()
    for tone in ("", *"ABCDEFGHI")
}
