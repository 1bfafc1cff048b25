// @ts-check
// The query language → what has to be found.
import { literalFinder } from "./snippets.js";
import { HAN, askedTerms, greekLetter, isLetter, joinTerm, normalised, tokens, wordTerms } from "./terms.js";
/** @import * as Formulas from "./formula-query.js" */
/** @import * as Minuses from "./minus.js" */
/** @import * as Questions from "./question.js" */
/** @import { Token } from "./terms.js" */

/**
 * One thing to be found. `terms`: of a run of Han its pairs, of a word itself, of two neighbours their join; `parts`:
 * of an identifier; `joins`: by which a single letter may be found as well. `isOpen`: a text may go on behind it; `isLoose`:
 * a text may say it without having its term; `isSigned`: it is of code or a formula.
 * @typedef {{ kind: "han" | "word" | "join" | "letter" | "tag", text: string, raw: string, terms: string[], parts: string[], joins: string[], isOpen: boolean, isLoose: boolean, isSigned: boolean, isLast: boolean }} Unit
 *
 * What stands together: all `units`, in one section if there are several. `phrase`: as typed between quotes.
 * @typedef {{ units: Unit[], field: "" | "tag" | "title", isNot: boolean, phrase: string }} Clause
 *
 * `text`: what was typed without operators; `mixed`: runs of Han and Latin without a space, and the units of each;
 * `formula`: what finds it, if the query is one; `literal`: what finds code or a formula as it was typed, with its signs;
 * `hints`: terms that count where they are: commands by which the index knows formulas that have what this may be one of,
 * and how a question begins, of a title that begins so.
 * @typedef {{ clauses: Clause[], text: string, mixed: { text: string, units: Unit[] }[], formula: RegExp | null, literal: RegExp | null, hints: string[] }} Query
 *
 * The modules that a query wants, as far as it does.
 * @typedef {{ formulas?: typeof Formulas | null, minuses?: typeof Minuses | null, questions?: typeof Questions | null }} Late
 */

const PIECE = /(-)?(?:(tag|title):)?(?:"([^"]*)(?:"|$)|([^\s"]+))/giu;
const IS_HAN = new RegExp(`[${HAN}]`, "u");
const MIXED = new RegExp(`[${HAN}]\\w|\\w[${HAN}]`, "u");
/** So many pairs are asked for; of more, evenly, so many: the texts of the best notes tell in the end. */
const MOST_PAIRS = 8;
/** What comes along with copied text: spaces without width, soft hyphens. */
const INVISIBLE = /[\u00ad\u200b-\u200d\u2060\ufeff]/g;
/** Of code or a formula, not of words as they are written (`k-means`, `std::sort`, `C++`). */
const SIGN = /(?<![A-Za-z]\+?)\+|(?<![A-Za-z])#|[!$-&(-*/;-@[-^`{-~]|\p{Sm}(?<!\+)|(?<![\p{L}\p{N}])-|(?<!:):(?![:\p{L}\p{N}])/u;
/** In TeX, or of a letter or digit: no path, date or `I/O`. */
const FRACTION = /\\[dtc]?frac|(?<![\p{L}\p{N}_/])(?:[a-z0-9]\/[\p{L}\p{N}(]|[\p{L}\p{N}_()+-]+\/[a-z0-9])(?![\p{L}\p{N}_/])/u;
/** `||x||`, `||x||_2`, not `a||b||c` of code. */
const NORM = /(?<![^\s(+*/=-])\|\|([^\s|](?:[^|"\n]*[^\s|"])?)\|\|(?![A-Za-z0-9])/g;
const OPEN = "([{";
const CLOSED = ")]}";

const SYLLABLE = "(?:[zcs]h|[b-df-hj-np-tw-z])?[aeiouvü]{1,3}(?:ng?|r)?";
/** What looks like syllables of pinyin, each by itself, or a word with ü: `pinyin.js` knows whether it is. */
export const SPELT = new RegExp(`(?<!\\S)(?:${SYLLABLE}(?:[\\s'’]+${SYLLABLE})+|[a-z']*[ln]ü[a-z']*)(?!\\S)`, "giu");

/** Whether a query has TeX, signs or indices of it, for which `parse` wants the module `formula-query.js`. @param {string} typed */
export const hasFormula = (typed) => /[\\\uff3c\u0370-\u03ff\u2200-\u22ffⁱ⁺-ₜʰ-ˣᴬ-ᶿⱼⱽ]|[_^][{(]|\^T\w|\b[a-z]_\w[a-z]_/i.test(typed);

/** Whether a query may have a minus that is more than a hyphen, for which `parse` wants the module `minus.js`. @param {string} typed */
export const hasMinus = (typed) => /(?<![\p{L}\p{N}])-\S/u.test(narrowed(typed));

/** Whether a query may ask in English, for which `parse` wants the module `question.js`. @param {string} typed */
export const hasQuestion = (typed) => /\b(?:how|what|why|when)\b/i.test(narrowed(typed));

/** What is read of a query, full-width letters and signs as others. @param {string} typed */
const narrowed = (typed) =>
  typed
    .slice(0, 500)
    .replace(INVISIBLE, "")
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));

/** @param {string} typed @param {boolean} isLiteral whether a minus before Latin letters is that of an option
 * @param {Late} late @returns {Query} */
export function parse(typed, isLiteral = false, { formulas = null, minuses, questions } = {}) {
  const narrow = narrowed(typed)
    .replace(/[“”„‟]/g, '"')
    .replace(NORM, "‖$1‖");
  const plainly = questions?.unmarked(narrow) ?? narrow;
  const { query = plainly, isFormula = false, isTex = false, signs = [] } = formulas?.readFormula(plainly, greekLetter) ?? {};
  /** @type {Clause[]} */
  const clauses = [];
  let [plain, before, text] = ["", "", ""];
  let hasOptions = false;
  for (const { 0: piece, 1: minus, 2: name = "", 3: phrase, 4: word } of query.matchAll(PIECE)) {
    const field = /** @type {Clause["field"]} */ (name.toLowerCase());
    const isOption = !name && phrase === undefined && /^[a-z0-9]/i.test(word);
    const isNot = !!minus && !(isLiteral && isOption) && !!minuses?.isOperator(word ?? "", before);
    before = piece;
    hasOptions ||= isNot && isOption;
    if (/^-?(?:tag|title):$/i.test(piece)) continue;
    const words = phrase ?? word;
    if (!isNot) text += `${text && " "}${name || phrase !== undefined ? words : piece}`;
    if (!isNot && !field && phrase === undefined) {
      plain += `${plain && " "}${piece}`;
    } else if (field === "tag") {
      const name = normalised(words).toLowerCase().replace(/^#|\/$/g, "");
      if (name) clauses.push({ units: [unitOf("tag", name, [`#${name}`])], field, isNot, phrase: "" });
    } else {
      const isQuoted = phrase !== undefined;
      const found = readUnits(words, isQuoted || isNot, formulas);
      for (const units of isQuoted || isNot ? [found.flat()] : found) {
        if (units.length) clauses.push({ units, field, isNot, phrase: isQuoted ? words.trim() : "" });
      }
    }
  }
  const [about, asking] = questions?.asked(plain) ?? [plain, ""];
  for (const units of readUnits(about, false, formulas)) clauses.push({ units, field: "", isNot: false, phrase: "" });
  if (hasOptions && clauses.every(({ isNot }) => isNot)) {
    for (const clause of clauses) clause.isNot = false;
    text = query.replaceAll('"', "");
  }
  const last = clauses.findLast(({ isNot, phrase }) => !isNot && !phrase)?.units.at(-1);
  if (last && !/"\s*$/.test(query)) last.isLast = true;
  const units = clauses.filter(({ field, isNot, phrase }) => !field && !isNot && !phrase).flatMap(({ units }) => units);
  const mixed = about.split(/\s+/).flatMap((text) => {
    const own = new Set(MIXED.test(text) ? readUnits(text, false, formulas).flatMap((some) => some.map(({ text }) => text)) : []);
    return own.size ? [{ text, units: units.filter(({ text }) => own.has(text)) }] : [];
  });
  if (isFormula) {
    for (const unit of units) unit.isLoose ||= unit.kind === "letter" || unit.kind === "join";
  }
  const isSigned = SIGN.test(text);
  for (const unit of units) unit.isSigned = isSigned;
  const isPlain = clauses.length > 0 && clauses.every(({ field, isNot, phrase }) => !field && !isNot && !phrase);
  const isCode = isPlain && !IS_HAN.test(text) && (isSigned || units.some(({ kind }) => kind === "join" || (kind === "letter" && units.length > 1)));
  thinOut(clauses.flatMap(({ units }) => units.filter(({ kind }) => kind === "han")));
  const formula = (isFormula && formulas?.formulaFinder(plainly, query)) || null;
  const shown = formulas?.shownFormula(text) ?? text;
  // What was typed as TeX stands in no text.
  const literal = isCode ? (isTex ? (formulas?.readingFinder(query) ?? null) : literalFinder(shown)) : null;
  const hints = [FRACTION.test(plainly) ? "frac" : "", asking, ...signs].filter(Boolean);
  return { clauses, text: shown, mixed, formula, literal, hints };
}

/** A pasted title would ask for a list at each of its characters. @param {Unit[]} runs */
function thinOut(runs) {
  const step = Math.ceil(runs.reduce((sum, { terms }) => sum + terms.length, 0) / MOST_PAIRS);
  for (const run of runs) {
    run.terms = run.terms.filter((_, i, { length }) => i % step === 0 || i === length - 1);
  }
}

/** @param {Unit["kind"]} kind @param {string} text @param {string[]} terms @param {Partial<Unit>} [more] @returns {Unit} */
function unitOf(kind, text, terms, more) {
  return { kind, text, raw: text, terms, parts: [], joins: [], isOpen: false, isLoose: false, isSigned: false, isLast: false, ...more };
}

/** Groups of units that stand together. @param {string} words @param {boolean} isOne whether all do
 * @param {typeof Formulas | null} formulas @returns {Unit[][]} */
function readUnits(words, isOne, formulas) {
  const text = normalised(formulas?.written(words) ?? words);
  const found = tokens(text);
  const gaps = found.map(({ end }, i) => gapIn(text, end, found[i + 1]?.start ?? text.length));
  /** @type {Unit[][]} */
  const groups = [];
  /** @type {Unit[] | null} the words that stand together so far */
  let group = null;
  let joined = false;
  for (const [i, token] of found.entries()) {
    const next = found[i + 1];
    const term = next && gaps[i].isNear ? joinTerm(token, next) : "";
    const isTight = term !== "" && (gaps[i].isTight || isOne);
    if (!joined || token.kind === "han") {
      const own = unitAlone(token, i, found, gaps, isTight, joined);
      if (own && token.kind === "han") groups.push([own]);
      else if (own) group = grouped(groups, group, own);
    }
    if (isTight) {
      const own = unitOf("join", term, [term], { raw: text.slice(token.start, next.end) });
      if (token.kind === "han" || next.kind === "han") groups.push([own]);
      else group = grouped(groups, group, own);
    }
    joined = isTight;
    if (!next || !gaps[i].isTight || next.kind === "han") group = null;
  }
  return groups;
}

/** @param {Unit[][]} groups @param {Unit[] | null} group @param {Unit} own */
function grouped(groups, group, own) {
  if (group) group.push(own);
  else groups.push((group = [own]));
  return group;
}

/** @typedef {{ isTight: boolean, isNear: boolean }} Gap */

/** What is between two tokens: nothing but signs, or inside of brackets; near enough to be joined.
 * @param {string} text @param {number} from @param {number} to @returns {Gap} */
function gapIn(text, from, to) {
  const between = text.slice(from, to);
  let depth = 0;
  for (const sign of text.slice(0, to)) {
    if (OPEN.includes(sign)) depth++;
    else if (CLOSED.includes(sign) && depth) depth--;
  }
  const isInside = depth > 0 && /[)\]}]/.test(text.slice(to));
  return {
    isTight: !/[^\S\v]/.test(between) || isInside,
    isNear: !between.includes("\n") && [...between].length <= 6 && [...between.replace(/[ \t\v]/g, "")].length <= 2,
  };
}

/** A token by itself, null where a join says all of it.
 * @param {Token} token @param {number} i @param {Token[]} all @param {Gap[]} gaps @param {boolean} isJoined to the next @param {boolean} wasJoined to the one before */
function unitAlone(token, i, all, gaps, isJoined, wasJoined) {
  const { kind, text } = token;
  if (kind === "han") {
    const terms = askedTerms(text);
    if ([...text].length > 1) return unitOf("han", text, terms);
    if (isJoined || wasJoined) return null;
    const next = all[i + 1];
    return unitOf("han", text, terms, { isOpen: !(next && next.start === token.end) });
  }
  if (kind === "greek") return unitOf("word", text, [text]);
  if (isJoined) return null;
  if (isLetter(token)) {
    const [before, after] = [all[i - 1], all[i + 1]];
    const joins = [
      before && gaps[i - 1].isNear ? joinTerm(before, token) : "",
      after && gaps[i].isNear ? joinTerm(token, after) : "",
    ].filter(Boolean);
    // Of `(l + r) >> 1` no text has the 1 as a term.
    return unitOf("letter", text.toLowerCase(), [text.toLowerCase()], { raw: text, joins, isLoose: !joins.length && all.length > 1 });
  }
  const [whole, ...parts] = wordTerms(text);
  if (whole) return unitOf("word", whole, [whole], { raw: text, parts });
  // A digest is in no index, and a note without it is not all that was asked for.
  return /^_*$/.test(text) ? null : unitOf("word", text.toLowerCase(), [text.toLowerCase()], { raw: text });
}
