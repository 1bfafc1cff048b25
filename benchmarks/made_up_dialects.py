"""How the languages of made-up code write what programs are made of. No I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Dialect(NamedTuple):
    """How a language writes what programs are made of, `%`-format strings throughout: `x` is a
    variable, `l` a list, `m` a map, `e` and `f` expressions, `c` a condition, `s` a string,
    `F` the function."""

    head: Sequence[str]
    tail: Sequence[str]
    depth: int
    close: str
    comment: str
    statements: Mapping[str, str]
    size: str
    larger: str
    both: str = "%s && %s"
    negated: str = "!(%s)"
    indent: str = "    "
    is_snake: bool = False


_C_BLOCKS = {"if": "if (%(c)s) {", "else": "} else {", "while": "while (%(c)s) {"}
_JAVASCRIPT = {
    **_C_BLOCKS,
    "range": "for (let %(x)s = %(e)s; %(x)s < %(f)s; ++%(x)s) {",
    "each": "for (const %(x)s of %(l)s) {",
    "add": "%(x)s += %(e)s;",
    "set": "%(l)s[%(x)s] = %(e)s;",
    "push": "%(l)s.push(%(e)s);",
    "count": "%(m)s.set(%(e)s, (%(m)s.get(%(e)s) ?? %(n)s) + 1);",
    "best": "%(x)s = Math.max(%(x)s, %(e)s);",
    "swap": "[%(l)s[%(x)s], %(l)s[%(e)s]] = [%(l)s[%(e)s], %(l)s[%(x)s]];",
    "sort": "%(l)s.sort((a, b) => a - b || %(n)s);",
    "fail": "throw new Error(`%(s)s ${%(x)s}`);",
    "return": "return %(e)s;",
    "choose": "%(x)s = %(c)s ? %(e)s : %(f)s;",
}

DIALECTS: Mapping[str, Dialect] = {
    "python": Dialect(
        ("class Solution:", "    def %(F)s(self, %(l)s: List[int], %(x)s: int) -> int:"),
        (),
        2,
        "",
        "# ",
        {
            "if": "if %(c)s:",
            "else": "else:",
            "while": "while %(c)s:",
            "range": "for %(x)s in range(%(e)s, %(f)s):",
            "each": "for i, %(x)s in enumerate(%(l)s):",
            "int": "%(x)s = %(e)s",
            "list": "%(l)s = [%(e)s] * %(n)s",
            "map": "%(m)s = defaultdict(int)",
            "add": "%(x)s += %(e)s",
            "set": "%(l)s[%(x)s] = %(e)s",
            "push": "%(l)s.append(%(e)s)",
            "count": "%(m)s[%(e)s] += 1",
            "best": "%(x)s = max(%(x)s, %(e)s)",
            "swap": "%(l)s[%(x)s], %(l)s[%(e)s] = %(l)s[%(e)s], %(l)s[%(x)s]",
            "sort": "%(l)s.sort(key=lambda v: (v %% %(n)s, -v))",
            "fail": 'raise ValueError(f"%(s)s {%(x)s}")',
            "return": "return %(e)s",
            "choose": "%(x)s = %(e)s if %(c)s else %(f)s",
        },
        "len(%s)",
        "max(%s, %s)",
        "%s and %s",
        "not %s",
        is_snake=True,
    ),
    "cpp": Dialect(
        ("class Solution {", "public:", "    int %(F)s(vector<int>& %(l)s, int %(x)s) {"),
        ("    }", "};"),
        2,
        "}",
        "// ",
        {
            **_C_BLOCKS,
            "range": "for (int %(x)s = %(e)s; %(x)s < %(f)s; ++%(x)s) {",
            "each": "for (auto& %(x)s : %(l)s) {",
            "int": "int %(x)s = %(e)s;",
            "list": "vector<int> %(l)s(%(n)s, %(e)s);",
            "map": "unordered_map<int, int> %(m)s;",
            "add": "%(x)s += %(e)s;",
            "set": "%(l)s[%(x)s] = %(e)s;",
            "push": "%(l)s.push_back(%(e)s);",
            "count": "%(m)s[%(e)s]++;",
            "best": "%(x)s = max(%(x)s, %(e)s);",
            "swap": "swap(%(l)s[%(x)s], %(l)s[%(e)s]);",
            "sort": "sort(%(l)s.begin(), %(l)s.end(), [&](int a, int b) { return a > b; });",
            "fail": 'throw runtime_error("%(s)s" + to_string(%(x)s));',
            "return": "return %(e)s;",
            "choose": "%(x)s = %(c)s ? %(e)s : %(f)s;",
        },
        "(int) %s.size()",
        "max(%s, %s)",
    ),
    "java": Dialect(
        ("class Solution {", "    public int %(F)s(int[] %(l)s, int %(x)s) {"),
        ("    }", "}"),
        2,
        "}",
        "// ",
        {
            **_C_BLOCKS,
            "range": "for (int %(x)s = %(e)s; %(x)s < %(f)s; ++%(x)s) {",
            "each": "for (int %(x)s : %(l)s) {",
            "int": "int %(x)s = %(e)s;",
            "list": "int[] %(l)s = new int[%(n)s];",
            "map": "Map<Integer, Integer> %(m)s = new HashMap<>();",
            "add": "%(x)s += %(e)s;",
            "set": "%(l)s[%(x)s] = %(e)s;",
            "push": "stack.push(%(e)s);",
            "count": "%(m)s.merge(%(e)s, 1, Integer::sum);",
            "best": "%(x)s = Math.max(%(x)s, %(e)s);",
            "swap": "swap(%(l)s, %(x)s, %(e)s);",
            "sort": "Arrays.sort(%(l)s);",
            "fail": 'throw new IllegalStateException("%(s)s" + %(x)s);',
            "return": "return %(e)s;",
            "choose": "%(x)s = %(c)s ? %(e)s : %(f)s;",
        },
        "%s.length",
        "Math.max(%s, %s)",
    ),
    "go": Dialect(
        ("func %(F)s(%(l)s []int, %(x)s int) int {",),
        ("}",),
        1,
        "}",
        "// ",
        {
            "if": "if %(c)s {",
            "else": "} else {",
            "while": "for %(c)s {",
            "range": "for %(x)s := %(e)s; %(x)s < %(f)s; %(x)s++ {",
            "each": "for i, %(x)s := range %(l)s {",
            "int": "%(x)s := %(e)s",
            "list": "%(l)s := make([]int, %(n)s)",
            "map": "%(m)s := map[int]int{}",
            "add": "%(x)s += %(e)s",
            "set": "%(l)s[%(x)s] = %(e)s",
            "push": "%(l)s = append(%(l)s, %(e)s)",
            "count": "%(m)s[%(e)s]++",
            "best": "%(x)s = max(%(x)s, %(e)s)",
            "swap": "%(l)s[%(x)s], %(l)s[%(e)s] = %(l)s[%(e)s], %(l)s[%(x)s]",
            "sort": "sort.Slice(%(l)s, func(a, b int) bool { return %(l)s[a] < %(l)s[b] })",
            "fail": 'panic(fmt.Sprintf("%(s)s %%d", %(x)s))',
            "return": "return %(e)s",
            "choose": "if %(c)s { %(x)s = %(e)s }",
        },
        "len(%s)",
        "max(%s, %s)",
        indent="\t",
    ),
    "ts": Dialect(
        ("function %(F)s(%(l)s: number[], %(x)s: number): number {",),
        ("}",),
        1,
        "}",
        "// ",
        {
            **_JAVASCRIPT,
            "int": "let %(x)s: number = %(e)s;",
            "list": "const %(l)s: number[] = new Array(%(n)s).fill(%(e)s);",
            "map": "const %(m)s = new Map<number, number>();",
        },
        "%s.length",
        "Math.max(%s, %s)",
    ),
    "rust": Dialect(
        ("impl Solution {", "    pub fn %(F)s(%(l)s: Vec<i32>, %(x)s: i32) -> i32 {"),
        ("    }", "}"),
        2,
        "}",
        "// ",
        {
            "if": "if %(c)s {",
            "else": "} else {",
            "while": "while %(c)s {",
            "range": "for %(x)s in %(e)s..%(f)s {",
            "each": "for (i, &%(x)s) in %(l)s.iter().enumerate() {",
            "int": "let mut %(x)s: i32 = %(e)s;",
            "list": "let mut %(l)s = vec![%(e)s; %(n)s];",
            "map": "let mut %(m)s: HashMap<i32, i32> = HashMap::new();",
            "add": "%(x)s += %(e)s;",
            "set": "%(l)s[%(x)s as usize] = %(e)s;",
            "push": "%(l)s.push(%(e)s);",
            "count": "*%(m)s.entry(%(e)s).or_insert(0) += 1;",
            "best": "%(x)s = %(x)s.max(%(e)s);",
            "swap": "%(l)s.swap(%(x)s as usize, (%(e)s) as usize);",
            "sort": "%(l)s.sort_by(|a, b| b.cmp(a));",
            "fail": 'panic!("%(s)s {}", %(x)s);',
            "return": "return %(e)s;",
            "choose": "%(x)s = if %(c)s { %(e)s } else { %(f)s };",
        },
        "%s.len() as i32",
        "std::cmp::max(%s, %s)",
        is_snake=True,
    ),
    "js": Dialect(
        (
            "/**",
            " * @param {number[]} %(l)s",
            " * @return {number}",
            " */",
            "var %(F)s = function (%(l)s, %(x)s) {",
        ),
        ("};",),
        1,
        "}",
        "// ",
        {
            **_JAVASCRIPT,
            "int": "let %(x)s = %(e)s;",
            "list": "const %(l)s = Array.from({ length: %(n)s }, () => %(e)s);",
            "map": "const %(m)s = new Map();",
        },
        "%s.length",
        "Math.max(%s, %s)",
    ),
}
