// @ts-check
// TeX and mathematical signs in a query → the words and signs under which formulas are indexed. Loaded when a query has any.

/** How letters look, and what only holds a formula together: in no text. */
const STYLES = /\\(?:math(?:bf|rm|cal|bb|it|sf|tt|frak|scr)|boldsymbol|bm|pmb|operatorname|text(?:bf|rm|it|sf|tt)?)\s*(?:\{\s*([A-Za-z0-9]+)\s*\}|(?=\{))/g;
const FRAMES =
  /\\(?:(?:begin|end)\s*\{[a-z]+\*?\}|(?:left|right|middle)(?=\s*[^\sa-z])|(?:[dtc]?frac|hat|bar|vec|d?dot|tilde|wide(?:hat|tilde)|(?:over|under)line)(?=\s*[{0-9]|\s+[a-z\\]))/gi;
/** How a formula is set: spaces, sizes, colours, kinds of operators, numbers in the margin. */
const SETTING =
  /\\(?:(?:q?quad|(?:display|text|script)style|(?:no)?limits|[Bb]igg?[lrm]?|nonumber|notag|math(?:op|bin|rel|ord|open|close)|not|stackrel|(?:over|under)set|backslash)(?![A-Za-z])|(?:[hv]space|color|tag|label|phantom)\*?\s*\{[^{}]*\})/g;
/** Of a matrix that is transposed texts show `ᵀ`. */
const TRANSPOSED = /\^\s*(?:\{\s*\\(?:top|intercal)\s*\}|\\(?:top|intercal)(?![A-Za-z]))/g;
/** They stand in texts as words among words, what is below them as well. */
const FUNCTIONS = /\\(log|ln|lg|exp|max|min|sup|inf|arg|det|dim|ker|sin|cos|tan|gcd|Pr|softmax)(?![A-Za-z])(?:\s*_(?=[0-9A-Za-z]))?/g;
/** Signs between operands: texts have the sign. */
const OPERATORS = new Map([
  ...["times ×", "cdot ·", "ast *", "le ≤", "leq ≤", "leqslant ≤", "ge ≥", "geq ≥", "geqslant ≥", "ne ≠", "neq ≠", "in ∈"],
  ...["to →", "rightarrow →", "gets ←", "leftarrow ←", "mid |", "pm ±", "cup ∪", "cap ∩", "sim ∼", "subseteq ⊆", "subset ⊂"],
  ...["lt <", "gt >", "ldots …", "dots …", "dotsc …", "colon :", "vert |", "lvert |", "rvert |", "Vert ‖", "lVert ‖", "rVert ‖"],
].map((pair) => /** @type {[string, string]} */ (pair.split(" "))));
/** Signs by the command that the index has of them; not those whose command is a word of any code (`sum`, `int`). */
const SIGNS = new Map([
  ...["∂ partial", "∇ nabla", "∞ infty", "∏ prod", "√ sqrt", "∝ propto", "≈ approx", "⊙ odot", "⊕ oplus", "⊗ otimes"],
  ...["∀ forall", "∃ exists", "∅ emptyset"],
].map((pair) => /** @type {[string, string]} */ (pair.split(" "))));
const SIGN = new RegExp(`[${[...SIGNS.keys()].join("")}]`, "gu");
const NAMED = new Map([...SIGNS].map(([sign, name]) => [name, sign]));
/** Texts have the index of a Greek letter as a word. */
const GREEK_INDEX = /(\p{Script=Greek})_(?=[0-9A-Za-z{\\])/gu;
const COMMAND = /\\([A-Za-z]+)/g;

/**
 * @param {string} typed @param {(name: string) => string} greekLetter
 * @returns {{ query: string, isFormula: boolean }} `isFormula`: its letters may stand in texts without being terms
 */
export function readFormula(typed, greekLetter) {
  // What is asked for is the command.
  if (/^\s*"?\\[A-Za-z]+"?\s*$/.test(typed)) return { query: typed, isFormula: false };
  const plain = fractions(typed).replace(STYLES, (_, word = "", at, all) => apart(word, at, all)).replace(SETTING, " ").replace(TRANSPOSED, "^T ").replace(FRAMES, "").replace(FUNCTIONS, " $1 ");
  const query = plain
    .replace(COMMAND, (command, name) => greekLetter(name.toLowerCase()) || OPERATORS.get(name) || command)
    .replace(GREEK_INDEX, "$1 ")
    .replace(SIGN, (sign) => `\\${SIGNS.get(sign)} `);
  return { query, isFormula: /\\[A-Za-z]/.test(typed + query) };
}

/** What takes the place of a command behind another: of `\in\mathbb{R}` the R is no part of that one's name.
 * @param {string} text @param {number} at @param {string} all */
const apart = (text, at, all) => (/\\[A-Za-z]+$/.test(all.slice(0, at)) ? ` ${text}` : text);

/** What braces hold, up to two more within. */
const GROUP = "\\{((?:[^{}]|\\{(?:[^{}]|\\{[^{}]*\\})*\\})*)\\}";
const FRACTION = new RegExp(`\\\\[dtc]?frac\\s*(?:${GROUP}\\s*${GROUP}|([0-9])\\s*([0-9]))`, "g");

/** Fractions with the sign that texts have. @param {string} typed @returns {string} */
function fractions(typed) {
  const bracketed = (/** @type {string} */ part, /** @type {RegExp} */ signs) => (signs.test(part.trim()) ? `(${part})` : part);
  return typed.replace(FRACTION, (_, above = "", below = "", one = "", other = "", at = 0, all = "") => {
    const [top, bottom] = [above + one, below + other].map(fractions);
    return apart(`${bracketed(top, /[-+=]/)}/${bracketed(bottom, /[-+=*/\s(]|[A-Za-z0-9]{2}/)}`, at, all);
  });
}

/** As texts show it. @param {string} query that was read */
export function shownFormula(query) {
  const shown = query.replace(COMMAND, (command, name) => NAMED.get(name) ?? command);
  return shown === query ? query : shown.replace(/[{}]/g, "");
}

/** Commands beside those above of which texts show a sign. */
const BARE = /\\(?:sum|int|langle|rangle|lfloor|rfloor|lceil|rceil|partial|nabla|infty|prod|sqrt(?!\s*\[))(?![A-Za-z])/g;

/** What finds a formula in folded text by its letters and digits in their order, null where there may be others or the
 * query is not all a formula. @param {string} typed @param {string} query that was read */
export function formulaFinder(typed, query) {
  const words = typed.replace(/\\[A-Za-z]+\s*(?:\{[A-Za-z]+\})?/g, " ");
  const rest = query.replace(BARE, " ");
  if (/["\u2e80-\uffff:]|[A-Za-z]{3}/.test(words) || /\\[A-Za-z]/.test(rest)) return null;
  const signs = rest.normalize("NFKC").toLowerCase().match(/[\p{L}\p{N}]/gu) ?? [];
  return signs.length > 1 ? new RegExp(`(?<![a-z0-9])${signs.join("[^\\p{L}\\p{N}\\n]{0,8}")}(?![a-z0-9])`, "gu") : null;
}

/** What finds a formula in folded text by its letters, digits and operators. @param {string} query that was read */
export function readingFinder(query) {
  const signs = query.replace(BARE, " ").normalize("NFKC").toLowerCase().replace(/[×·⋅∗]/g, "*").match(/[\p{L}\p{N}+=<>/*|,!≤≥≠→∈-]/gu) ?? [];
  const sources = signs.map((sign) => (sign === "-" ? "[-−]" : /[+/*|]/.test(sign) ? `\\${sign}` : sign));
  return signs.length > 1 ? new RegExp(`(?<![a-z0-9])${sources.join("[^\\p{L}\\p{N}\\n+=<>/*|,!≤≥≠→∈−-]{0,6}")}(?![a-z0-9])`, "gu") : null;
}
