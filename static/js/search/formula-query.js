// @ts-check
// TeX and mathematical signs in a query → the line of text that the index has of them, as `readable_math` reads it at the
// build. Loaded when a query has any.

import { mathematics } from "./chemistry-query.js";

/** Pairs "name sign" as a map. @param {string} pairs */
const table = (pairs) => new Map(pairs.split(",").map((pair) => /** @type {[string, string]} */ (pair.trim().split(" "))));
/** Signs between operands, some of many names: texts have the sign. */
const OPERATORS = table(
  "times ×,cdot ·,ast *,le ≤,leq ≤,leqslant ≤,ge ≥,geq ≥,geqslant ≥,ne ≠,neq ≠,in ∈,to →,rightarrow →,gets ←,leftarrow ←,mid |,pm ±,cup ∪,cap ∩," +
    "sim ∼,subseteq ⊆,subset ⊂,lt <,gt >,ldots …,dots …,dotsc …,colon :,vert |,lvert |,rvert |,Vert ‖,lVert ‖,rVert ‖,land ∧,wedge ∧,lor ∨,vee ∨," +
    "neg ¬,lnot ¬,iff ⟺,lbrace {,rbrace },lbrack [,rbrack ],varepsilon ε,varphi φ,vartheta θ,varrho ρ,varsigma σ,varpi π,ell ℓ",
);
/** Signs by the command that the index has of them. */
const SIGNS = table(
  "partial ∂,nabla ∇,infty ∞,prod ∏,sqrt √,propto ∝,approx ≈,odot ⊙,oplus ⊕,otimes ⊗,forall ∀,exists ∃,emptyset ∅",
);
/** Those whose command is a word of any code, or which have no letters: asked for where they were typed as TeX. */
const BARE = table("sum ∑,int ∫,langle ⟨,rangle ⟩,lfloor ⌊,rfloor ⌋,lceil ⌈,rceil ⌉,equiv ≡,cdots ⋯,Rightarrow ⇒,perp ⊥,mapsto ↦,setminus ∖,varnothing ∅,longrightarrow ⟶,Longrightarrow ⟹,circ ∘,oint ∮,angle ∠,triangle △,star ⋆,parallel ∥,simeq ≃,cong ≅,ll ≪,gg ≫,notin ∉");
const NAMED = new Map([...SIGNS, ...BARE]);
const SIGN = new RegExp(`[${[...SIGNS.values()].join("")}∛∜]`, "gu");
const NAMES = new Map([...SIGNS, ["sqrt", "∛"], ["sqrt", "∜"]].map(([name, sign]) => [sign, name]));
/** They stand in texts as words among words. */
const FUNCTION = /^(?:log|ln|lg|exp|max|min|sup|inf|lim|arg|det|dim|ker|sin|cos|tan|cot|sec|csc|sinh|cosh|tanh|arcsin|arccos|arctan|gcd|deg|hom|Pr|softmax)$/;
/** How letters look and what only holds a formula together shows nothing, nor does how it is set. */
const UNSEEN =
  /^(?:(?:math|sym)(?:bf(?:it|up|cal|scr|frak|sf(?:it|up)?)?|sf(?:it|up)?|cal|bb|it|tt|frak|scr|normal)|math(?:bold|op|bin|rel|ord|open|close|punct|inner)|bold(?:symbol)?|bm|pmb|rm|bf|it|sf|tt|cal|(?:wide)?(?:hat|tilde)|bar|vec|d{0,4}dot|acute|grave|check|breve|mathring|(?:over|under)(?:line|brace|rightarrow)|boxed|(?:display|text|script|scriptscript)style|(?:no)?limits|nonumber|notag|not|left|right|middle|[Bb]igg?[lrm]?|backslash)$/;
const HIDDEN = /^(?:[hv]space|color|tag|label|[hv]?phantom)$/;
const NAME = /^(?:(?:math|sym)(?:rm|up)|operatorname|text(?:bf|rm|it|sf|tt|normal)?|mbox)$/;
const FRACTION = /^[dtc]?frac$/;
const BINOMIAL = /^[dt]?binom$/;
const STACKED = /^(?:(?:over|under)set|stackrel)$/;
const SPACE = /^(?:q?quad|[,:;> ])$/;
const PATTERNS = [UNSEEN, HIDDEN, NAME, FRACTION, BINOMIAL, STACKED, SPACE, FUNCTION, /^(?:begin|ce|choose|over|[bp]mod|top|intercal)$/];
const FENCES = new Map([["pmatrix", "()"], ["bmatrix", "[]"], ["Bmatrix", "{}"], ["vmatrix", "||"], ["Vmatrix", "‖‖"], ["cases", "{ "]]);

/** TeX, though no command stands there: a group that is a power or index, a norm, a transposed matrix before a letter, two
 * letters with an index side by side. */
const GROUPED = /[_^]\{|\\\|[^|]+\\\|(?![A-Za-z])|\^T[A-Za-z]|(?<![A-Za-z0-9_])[A-Za-z]_[A-Za-z0-9][A-Za-z]_[A-Za-z0-9](?![A-Za-z0-9_])/;
const COMMAND = /\\([A-Za-z]+)/g;
/** With a command there may be other letters between; of W^([l]) too many signs stand there for neighbours to be one term. */
const LOOSE = /\\[A-Za-z]|[_^][({]\[/;
/** A command with its index or power, typed without the backslash. */
const UNMARKED = /(?<![\\\p{L}\p{N}_])[a-z]{2,}(?=[_^]\{)/gu;
/** Where two words would be one. */
const SOFT = "\0";
const SMALL = {
  "^": small("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ"),
  _: small("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ"),
};

/** @param {string} characters */
function small(characters) {
  return new Map([...characters].map((one) => [one.normalize("NFKC").replace("−", "-"), one]));
}

const SUBSCRIPTS = "₀-₉ₐ-ₜᵢ-ᵥⱼ";
const SUPERSCRIPTS = "²³¹⁰ⁱ⁴-ⁿʰʲʳʷʸˡ-ˣᴬ-ᵡᵸᶛ-ᶿⱽ";
const LATIN = "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ";
const MARKS = "\u0300-\u036f\u20d0-\u20dc";
const re = (/** @type {string} */ source) => new RegExp(source, "gu");
/** A word behind an index or power, but of one formula of chemistry. */
const BEHIND = re(`(?<=[${SUBSCRIPTS}${SUPERSCRIPTS}₊-₎])(?<![A-Z][a-z]?[₀-₉]+(?=[A-Z]))(?=[${LATIN}0-9_Ѐ-ԯ])`);
/** Whether a letter stands before it, alone. */
const INDEX = re(`(?<=([${LATIN}][${MARKS}]*)?)(?<=((?<![${LATIN}${MARKS}0-9_Ѐ-ԯ])[${LATIN}][${MARKS}]*)?)[${SUBSCRIPTS}][${SUBSCRIPTS}₊-₎]*`);
const POWER = re(`[${SUPERSCRIPTS}]+`);

/** Indices and powers as `characters.py` writes them: x_t, H2O, A^T; a space that nobody typed is `\v`. @param {string} text */
export const written = (text) =>
  text
    .replace(BEHIND, " ")
    .replace(INDEX, (run, letter, alone) => (letter && /^[₀-₉]+$/.test(run) ? "" : alone ? "_" : "\v") + run)
    .replace(POWER, (run) => (/^[²³¹⁰⁴-⁹]+$/.test(run) ? run : `^${run}`));

/**
 * @param {string} typed @param {(name: string) => string} greekLetter
 * @returns {{ query: string, isFormula: boolean, isTex: boolean, signs: string[] }} `isFormula`: its letters may stand in texts without being
 * terms; `signs`: commands that a text which says it may have
 */
export function readFormula(typed, greekLetter) {
  // What is asked for is the command.
  if (/^\s*"?\\[A-Za-z]+"?\s*$/.test(typed)) return { query: typed, isFormula: false, isTex: true, signs: [] };
  // Other commands are those of shells and regular expressions, or of a site: as they were typed.
  const isKnown = (/** @type {string} */ name) =>
    PATTERNS.some((pattern) => pattern.test(name)) || OPERATORS.has(name) || NAMED.has(name) || greekLetter(name.toLowerCase());
  const isTex = GROUPED.test(typed) || Array.from(typed.matchAll(COMMAND), ([, name]) => name).some(isKnown);
  // What stands before a command leaves nothing out: `-\log p`.
  const text = isTex ? new Reader(marked(typed).replace(/(?<!\S)-(?=\\[A-Za-z])/g, "\u2212"), greekLetter).all() : typed;
  const query = text.replace(SIGN, (sign) => `\\${NAMES.get(sign)} ${/[∛∜]/.test(sign) ? sign : ""}`);
  const signs = ["subseteq", "subset", "cup", "cap"].filter((name) => query.includes(OPERATORS.get(name) ?? name));
  return { query, isTex, signs, isFormula: LOOSE.test(typed + query) };
}

/** @param {string} typed */
const marked = (typed) => typed.replace(UNMARKED, (name) => (FUNCTION.test(name) || NAMED.has(name) ? `\\${name}` : name));

/** The same rules as `readable_reader.py` and its neighbours, for what is typed. */
class Reader {
  /** @param {string} typed @param {(name: string) => string} greekLetter */
  constructor(typed, greekLetter) {
    this.tokens = typed.replace(/\\begin\s*\{(?:array|tabular|x{0,2}alignat\*?|alignedat)\}\s*\{[^{}]*\}/g, "").match(/\\(?:[A-Za-z]+|\\\[[\d. a-z]*\]|.)|\s+|./gsu) ?? [];
    this.greekLetter = greekLetter;
    this.at = 0;
  }

  all() {
    let text = "";
    // A brace too many ends nothing.
    while (this.at < this.tokens.length) text += this.row(/^$/);
    return text
      .replace(/(?<=[\p{L}\p{M}\p{N})\]}⟩|‖′*°])\0+(?=[\p{L}\p{N}∇∂∑∫∏√\\])(?![⁰-₎²³¹ₐ-ₜᵢ-ᵥⱼʰ-ˣᴬ-ᵡ])/gu, " ")
      .replace(/\0+/g, "")
      .replace(/ {2,}/g, " ");
  }

  /** What stands before the token that ends it, which is read. @param {RegExp} end */
  row(end) {
    let text = "";
    while (this.at < this.tokens.length) {
      const token = this.tokens[this.at++];
      if (token === "}" || end.test(token)) break;
      if (token === "\\choose" || token === "\\over") {
        const below = this.row(end);
        return token === "\\over" ? fraction(text.trim(), below) : `C(${text.trim()},${below})`;
      }
      if (/^[\^_]$/.test(token)) text = text.replace(/(?<!\\[A-Za-z]+)\s+$/, "");
      const shown = this.token(token, text);
      // Of `\sum_c` the index is a word.
      text += token === "_" && /\\[A-Za-z]+ $/.test(text) ? shown.replace(/^_/, "") : shown;
    }
    return text;
  }

  /** What a token shows behind `before`. @param {string} token @param {string} before @returns {string} */
  token(token, before = "") {
    if (token === "{") return this.row(/^\}$/).trim();
    if (token === "^" || token === "_") {
      const isBracket = this.tokens[this.at] === "(" && ++this.at;
      const script = scripted(token, isBracket ? `(${this.row(/^\)$/)})` : this.argument());
      return script + (script.length > 1 && (token === "_" || script[0] === token) ? SOFT : "");
    }
    if (token === "$") return "";
    if (token === "&") return " ";
    if (token[0] !== "\\" || token.length < 2) return token;
    return this.command(token.slice(1), before);
  }

  /** @param {string} name @param {string} before @returns {string} */
  command(name, before) {
    if (SPACE.test(name)) return " ";
    if (name[0] === "\\") return "; ";
    if (name === "|") return "‖";
    if (/^[{}%#_&$]$/.test(name)) return name;
    if (name === "!") return "";
    const { tokens } = this;
    const hadSpace = /^\s/.test(tokens[this.at] ?? "");
    if (hadSpace) this.at++;
    // A command that is asked for, among words.
    const next = tokens[this.at] ?? '"';
    const isAlone = /^[\s"\u2e80-\uffff]/.test(next);
    if (name === "begin" || name === "end") {
      const fences = FENCES.get(this.argument().replace("*", "")) ?? "  ";
      return fences[name === "begin" ? 0 : 1];
    }
    if (HIDDEN.test(name)) {
      if (next === "*") this.at++;
      this.argument();
      return "";
    }
    if (UNSEEN.test(name) && !(isAlone && hadSpace)) {
      if (next === "." && /^(?:left|right)$/.test(name)) this.at++;
      return "";
    }
    if (!isAlone) {
      if (NAME.test(name)) {
        if (next === "*") this.at++;
        const text = this.argument(name[0] === "t" || name === "mbox");
        return text.length > 1 && name[0] !== "t" ? SOFT + text + SOFT : text;
      }
      if (name === "ce" && next === "{") return this.chemistry();
      if (FRACTION.test(name)) return fraction(this.argument(), this.argument());
      if (BINOMIAL.test(name)) return `C(${this.argument()},${this.argument()})`;
      if (name === "pmod") return ` (mod ${this.argument()})`;
      if (name === "sqrt") return this.root();
      if (STACKED.test(name)) {
        const script = this.argument();
        return this.argument() + scripted(name[0] === "u" ? "_" : "^", script) + SOFT;
      }
    }
    if (FUNCTION.test(name)) return SOFT + name + SOFT;
    if (name === "bmod") return `${SOFT}mod${SOFT}`;
    const sign = OPERATORS.get(name) ?? this.greekLetter(name.toLowerCase());
    if (sign) return sign + (hadSpace && (isAlone || (/ $/.test(before) && !/\p{L}/u.test(sign))) ? " " : "");
    return `\\${name} `;
  }

  /** The argument of a command. @param {boolean} isText */
  argument(isText = false) {
    while (/^\s/.test(this.tokens[this.at] ?? "")) this.at++;
    const token = this.tokens[this.at++] ?? "";
    return token === "{" && isText ? this.row(/^\}$/) : this.token(token).trim();
  }

  /** `{H2O}` behind `\\ce`. */
  chemistry() {
    let depth = 0;
    let end = this.at;
    for (; end < this.tokens.length; end++) {
      depth += { "{": 1, "}": -1 }[this.tokens[end]] ?? 0;
      if (!depth) break;
    }
    const source = this.tokens.slice(this.at + 1, end).join("");
    this.at = end + 1;
    return SOFT + new Reader(mathematics(source), this.greekLetter).row(/^$/).replace(/\0/g, "") + SOFT;
  }

  root() {
    let degree = "";
    if (this.tokens[this.at] === "[") {
      this.at++;
      degree = this.row(/^\]$/);
    }
    const text = this.argument();
    const sign = ROOTS.get(degree) ?? `${scripted("^", degree)}√`;
    return `${SOFT}${sign}${isOne(text) ? text : `(${text})`}${SOFT}`;
  }
}

// Maps, since an object also knows `constructor`.
const RAISED = new Map([["*", "*"], ["\\circ", "°"], ["\\top", "ᵀ"], ["\\intercal", "ᵀ"], ["\\prime", "′"], ["\\dagger", "†"]]);
const ROOTS = new Map([["3", "∛"], ["4", "∜"]]);

/** An index or power as it stands behind its base. @param {string} mark @param {string} text */
function scripted(mark, text) {
  const plain = text.replace(/\0/g, "").replace(/^\\([A-Za-z]+)$/, (all, name) => NAMED.get(name) ?? all);
  if (!plain || (mark === "^" && /^[′']+$/.test(plain))) return plain;
  const raised = RAISED.get(plain);
  if (mark === "^" && raised) return raised;
  const known = SMALL[/** @type {"^" | "_"} */ (mark)];
  const characters = [...plain];
  if (characters.length <= 3 && characters.every((one) => known.has(one))) return characters.map((one) => known.get(one)).join("");
  return /^(?:[A-Za-z0-9\u0370-\u03ff\u4e00-\u9fff]+|.|\([^()]*\))$/su.test(plain) ? mark + plain : `${mark}(${plain})`;
}

/** An operator or a space, not at the beginning. */
const SUM = /(?<=.)[^\p{L}\p{N}\p{M}_.!∂∇√∑∫∏⋅·∞()|[\]′‖⁺-₎]/u;

/** @param {string} above @param {string} below */
function fraction(above, below) {
  const bracketed = (/** @type {string} */ part, /** @type {boolean} */ is) => (is ? `(${part})` : part);
  return `${SOFT}${bracketed(above, SUM.test(shownFormula(above).trim().replace(/\0|\([^()]*\)/g, "")))}/${bracketed(below, !isOne(below))}${SOFT}`;
}

/** Whether a text is one factor, or one call. @param {string} text */
const isOne = (text) =>
  /^(?:(?:\\(?:partial|nabla) )?[d∂∇√]?(?:\p{L}|\d+(?:\.\d+)?|[A-Za-z]{2,})(?:[⁰-₎²³¹ₐ-ₜᵢ-ᵥⱼʰ-ˣᴬ-ᵡ′\p{M}]|[_^][\p{L}\p{N}]+)*(?:\([^()]*\))?|√?\([^()]*\))$/u.test(text.replace(/\0/g, ""));

/** As texts show it. @param {string} query that was read */
export const shownFormula = (query) => query.replace(/\\sqrt (?=[∛∜])/g, "").replace(COMMAND, (command, name) => NAMED.get(name) ?? command);

/** Its text without the signs that have commands; null where there may be others. @param {string} query that was read */
function signsOf(query) {
  const text = query.replace(COMMAND, (command, name) => (NAMED.has(name) ? " " : command));
  return /\\[A-Za-z]/.test(text) ? null : text.normalize("NFKD").replace(/(?<=\p{L})\p{M}+/gu, "").normalize("NFC").toLowerCase();
}

/** What finds a formula in folded text by its letters and digits in their order, null where there may be others or the
 * query is not all a formula. @param {string} typed @param {string} query that was read */
export function formulaFinder(typed, query) {
  const words = marked(typed).replace(/\\[A-Za-z]+\s*(?:\{[A-Za-z]+\})?/g, " ").replace(/[A-Za-z]{3,}/g, (word) => (FUNCTION.test(word) ? " " : word));
  const signs = signsOf(query)?.match(/[\p{L}\p{N}]/gu) ?? [];
  if (/["\u2e80-\uffff:]|[A-Za-z]{3}/.test(words) || signs.length < 2) return null;
  return new RegExp(`(?<![a-z0-9])${signs.join("[^\\p{L}\\p{N}\\n]{0,8}")}(?![a-z0-9])`, "gu");
}

/** What finds a formula in folded text by its letters, digits and operators, one of a single letter by all signs. @param {string} query that was read */
export function readingFinder(query) {
  const signs = signsOf(query)?.replace(/[×·⋅∗]/g, "*").replace(/\u2212/g, "-").match(/[\p{L}\p{N}+=<>/*|,!≤≥≠→∈-]/gu) ?? [];
  if (signs.length === 1) {
    const all = shownFormula(query).normalize("NFKC").toLowerCase().match(/\S/gu) ?? [];
    return new RegExp(`(?<![a-z0-9])${all.map((sign) => sign.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&")).join("\\s*")}(?![a-z0-9])`, "gu");
  }
  const sources = signs.map((sign) => (sign === "-" ? "[-−]" : /[+/*|]/.test(sign) ? `\\${sign}` : sign));
  return signs.length > 1 ? new RegExp(`(?<![a-z0-9])${sources.join("[^\\p{L}\\p{N}\\n+=<>/*|,!≤≥≠→∈−-]{0,6}")}(?![a-z0-9])`, "gu") : null;
}
