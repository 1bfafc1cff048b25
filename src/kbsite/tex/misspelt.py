"""Which command may be meant by a name that no command has. No I/O."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

_COMMANDS = """
alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho
sigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi
Omega hbar ell infty partial nabla forall exists nexists emptyset varnothing angle triangle prime
Re Im aleph imath jmath top bot dagger star circ bullet cdot times div pm mp ast oplus ominus otimes
odot wedge vee land lor neg lnot cap cup bigcap bigcup bigoplus bigotimes setminus backslash
le leq leqslant ge geq geqslant ne neq ll gg equiv sim simeq approx cong propto prec succ preceq
succeq in notin ni subset subseteq subsetneq supset supseteq mid nmid parallel perp models vdash
to gets rightarrow leftarrow Rightarrow Leftarrow leftrightarrow Leftrightarrow longrightarrow
longleftarrow Longrightarrow Longleftrightarrow mapsto longmapsto implies iff uparrow downarrow
hookrightarrow rightharpoonup rightleftharpoons xrightarrow xleftarrow xlongequal triangleq doteq
sum prod coprod int iint iiint oint lim limsup liminf sup inf max min arg argmax argmin log ln lg
exp sin cos tan cot sec csc sinh cosh tanh arcsin arccos arctan det dim ker gcd deg hom bmod pmod
frac dfrac tfrac cfrac binom sqrt overset underset stackrel overline underline overbrace underbrace
overrightarrow overleftarrow hat widehat tilde widetilde bar vec dot ddot check breve mathring
left right middle big Big bigg Bigg langle rangle lfloor rfloor lceil rceil lvert rvert lVert rVert
lbrace rbrace mathbb mathbf mathcal mathscr mathfrak mathrm mathsf mathtt mathit boldsymbol bm text
textbf textit textrm texttt mbox operatorname begin end label tag ref eqref notag nonumber quad
qquad cdots ldots dots vdots ddots displaystyle textstyle scriptstyle limits nolimits substack
color textcolor boxed cancel phantom not hspace because therefore square checkmark
"""
_FUNCTIONS = """
sech csch arcsec arccsc arccot arsinh arcosh artanh sinc sign lcm ord span supp conv dom
proj prox diam dist vol spec mode mean median sigmoid relu ReLU pred card cond coker Hom Aut End Var
arcsinh arccosh arctanh rot trace argsup arginf logdet Bern Unif Poi
KL softplus LayerNorm Attention Concat MultiHead argsort clip round logit logsumexp argtopk topk
"""
_ENVIRONMENTS = """
align aligned alignat alignedat array bmatrix Bmatrix cases dcases drcases rcases eqnarray equation
flalign gather gathered matrix multline multlined pmatrix smallmatrix split subarray subequations
vmatrix Vmatrix
"""
#: Those that authors write most.
COMMANDS = tuple(_COMMANDS.split())
#: Names of functions that LaTeX has no command for, and that look like another.
FUNCTIONS = frozenset(_FUNCTIONS.split())
#: Environments, without their stars.
ENVIRONMENTS = tuple(_ENVIRONMENTS.split())
_BY_FIRST: defaultdict[str, list[str]] = defaultdict(list)
for _name in COMMANDS:
    _BY_FIRST[_name[0].lower()].append(_name)
#: Of shorter names too many are near to one another.
_SHORTEST = 4
_LONG, _LONGEST = 7, 24


@lru_cache(maxsize=1024)
def meant_by(name: str) -> str:
    """What to write in place of an unknown command, "" where that cannot be told."""
    if name in FUNCTIONS:
        return rf"write \operatorname{{{name}}}"
    if len(name) > _LONGEST:
        return ""
    known = _BY_FIRST.get(name[0].lower(), [])
    shorter = name[:-1]
    if shorter in known and shorter.endswith(name[-1]):
        return rf"is \{shorter} meant?"
    tips = []
    if near := _nearest(name, [other for other in known if other != shorter]):
        tips.append(rf"\{near}")
    if shorter in known:
        # A space ends a command.
        tips.append(rf"\{shorter} {name[-1]}")
    return f"is {' or '.join(tips)} meant?" if tips else ""


@lru_cache(maxsize=256)
def environment_meant_by(name: str) -> str:
    """The same of an environment."""
    near = _nearest(name, ENVIRONMENTS) if len(name) <= _LONGEST else ""
    return rf"is \begin{{{near}}} meant?" if near else ""


def _nearest(name: str, known: Sequence[str]) -> str:
    """Which of `known` is written almost so; "" where that cannot be told."""
    if len(name) < _SHORTEST:
        return ""
    most = 1 if len(name) < _LONG else 2
    near = [(_steps(name, other, most), other) for other in known]
    steps, other = min(near, default=(most + 1, ""))
    return other if steps <= most else ""


def _steps(one: str, other: str, most: int) -> int:
    """How many letters are wrong, lacking, too many or swapped; more than `most` where it is more
    than that."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, before, row = before, row, [i]
        for k, its in enumerate(other, 1):
            steps = min(before[k] + 1, row[k - 1] + 1, before[k - 1] + (letter != its))
            if last and k > 1 and letter == other[k - 2] and one[i - 2] == its:
                steps = min(steps, last[k - 2] + 1)
            row.append(steps)
        if min(row) > most:
            return most + 1
    return row[-1]
