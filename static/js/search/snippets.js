// @ts-check
// Where a text says what is looked for, and the part of it that is shown.
import { HAN, UNIT, greekLetter } from "./terms.js";

/** A text folded for comparing: `at[i]` is where its character `i` stands in `text`; null where both are alike.
 * @typedef {{ text: string, folded: string, at: number[] | null }} Folded
 * @typedef {[number, number]} Span start and end in the text
 */

/** Characters of a snippet; of Latin letters there may be more. */
const WIDTH = 120;
const NARROW = 0.6;

const SUBSCRIPT = /[₀-₉ₐ-ₜᵢ-ᵥⱼ]/;
const RAISED = /[ⁱⁿʰ-ˣᴬ-ᵡⱽ]/;
const BEHIND = /.[a-z]|[ₐ-ₜᵢ-ᵥⱼ][A-Z]/;

/** What is written in several ways, in code and in formulas.
 * @type {Record<string, string>} */
const SIGNS = { "×": "*", "·": "*", "⋅": "*", "∗": "*", "\u2212": "-", "≤": "<=", "⩽": "<=", "≥": ">=", "⩾": ">=", "≠": "!=" };

const SIZE_BEFORE = /[0-9] ?$/;

/** @type {Map<string, string>} */
const knownForms = new Map();

/** @param {string} character */
function form(character) {
  let known = knownForms.get(character);
  if (known === undefined) {
    known = SUBSCRIPT.test(character) ? "_" : "";
    known += SIGNS[character] ?? character.normalize("NFKC").toLowerCase();
    if (/[À-ɏ\u0300-ϿḀ-\u1fff\u20d0-\u20dc]/.test(known)) known = known.normalize("NFD").replace(/\p{Mn}/gu, "").replace("ς", "σ");
    if (knownForms.size < 5000) knownForms.set(character, known);
  }
  return known;
}

/** @param {string} text @param {Map<string, string>} [pairs] traditional and simplified characters @returns {Folded} */
export function fold(text, pairs) {
  let folded = "";
  /** @type {number[] | null} */
  let at = null;
  let from = 0;
  let wasIndex = false;
  let wasRaised = false;
  for (const character of text) {
    const code = character.charCodeAt(0);
    let own = code < 128 ? character.toLowerCase() : (pairs?.get(character) ?? form(character));
    // Sizes are written one way: 3x3 is 3×3.
    if (own === "x" && SIZE_BEFORE.test(folded) && /^ ?[0-9]/.test(text.slice(from + 1, from + 3))) own = "*";
    // One sign before a run of subscripts: xᵢⱼ is x_ij. What is behind it is none of it, but in H₂O.
    const isIndex = code >= 128 && SUBSCRIPT.test(character);
    if (isIndex && wasIndex) own = own.slice(1);
    const isHigh = code >= 128 && RAISED.test(character);
    // Powers are written one way: n^2 is n²; behind a number with a point they stand apart.
    const isPower = own === "^" && /[a-z0-9)\]|‖]/.test(folded.at(-1) ?? "") && /[0-9]/.test(text[from + 1] ?? "");
    const isRaised = isPower || /[²³¹⁰⁴-⁹]/.test(character);
    if (isRaised && /[0-9]\.[0-9]{1,30}$/.test(folded.slice(-32))) own = isPower ? " " : ` ${own}`;
    else if (isRaised && /_[a-z0-9]{1,9}$/.test(folded.slice(-10))) own = isPower ? "^" : `^${own}`;
    else if (isPower) own = "";
    // Those of letters have their sign: 2ⁿ is 2^n.
    else if (isHigh) own = (wasRaised ? "" : "^") + own;
    else if (wasIndex && BEHIND.test(text.slice(from - 1, from + 1))) own = ` ${own}`;
    wasIndex = isIndex;
    wasRaised = isHigh;
    if (own.length !== character.length && !at) at = [...Array(folded.length).keys()];
    if (at) for (let i = 0; i < own.length; i++) at.push(from + Math.min(i, character.length - 1));
    folded += own;
    from += character.length;
  }
  at?.push(text.length);
  return { text, folded, at };
}

/** @param {string} text */
const escaped = (text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
const LETTERS = "\\p{L}\\p{N}";

/**
 * What finds any of `words` (terms, a space between two that are joined) in folded text.
 * @param {string[]} words @param {Record<string, string>} [tex] @returns {RegExp}
 */
export function wordFinder(words, tex = {}) {
  const sources = words.flatMap((word) => {
    const parts = word.split(" ").map((part) => {
      // H₂O is `h_2o` when it is folded, x₁² `x_1^2`.
      const symbols = [part, greekLetter(part), Object.hasOwn(tex, part) ? fold(tex[part]).folded : ""];
      return `(?:${symbols.filter(Boolean).map(escaped).join("|").replace(/(?<=\d)x(?=\d)/g, " ?\\* ?").replace(/^\d+(?=[a-z]{2,}$)/, "$& ?").replace(/[a-z\d](?=\d)/g, "$&[_^]?")})`;
    });
    return parts.reduce((all, part, i) => `${all}[ \\t]*${partsBetween(word, i)}${part}`);
  });
  sources.sort((a, b) => b.length - a.length);
  // Whole words first: of `BatchNorm2d` both "batch norm" and "batchnorm2d" may be sought.
  const whole = sources.map((source) => `(?:${source})(?![a-z0-9])`);
  return new RegExp([...whole, ...sources].join("|") || "(?!)", "gu");
}

/** But for logarithms: nlog(n). */
const LETTER_BESIDE = /^(?!.*\bl(?:og2?|[gn])\b)(?:[a-z] [a-z0-9]+|[a-z0-9]+ [a-z])$/;

/** What may be between two parts of a word. Between numbers there is something; so there is beside a letter: xᵀ is `x^t`, `on`
 * is not `o n`. @param {string} word @param {number} at the second */
function partsBetween(word, at) {
  const pair = word.split(" ").slice(at - 1, at + 1).join(" ");
  const signs = `(?:[^${LETTERS}\\s][ \\t]*){${/^\d*\d \d/.test(pair) ? 1 : 0},2}`;
  return (LETTER_BESIDE.test(pair) ? "(?:(?<![a-z0-9])|(?![a-z0-9]))" : "") + signs;
}

/** A phrase as typed, with white space of any kind, or none between Han and Latin, or a number and its unit; if `isLoose` there may be some anywhere. @param {string} typed */
export function phraseFinder(typed, isLoose = false) {
  const { folded } = fold(typed.trim());
  const parts = isLoose ? folded.split(/\s*/u).map(escaped) : folded.split(EDGE).map((part) => part.split(/\s+/u).map(escaped).join("\\s+"));
  return new RegExp(parts.join("\\s*") || "(?!)", "gu");
}

/** The same, with white space anywhere, not within words. @param {string} typed */
export function literalFinder(typed) {
  const [before, behind] = [/^\s*\w/.test(typed) ? "(?<!\\w)" : "", /\w\s*$/.test(typed) ? "(?!\\w)" : ""];
  return new RegExp(before + phraseFinder(typed, true).source + behind, "gu");
}
const EDGE = new RegExp(`(?<=[${HAN}])\\s*(?=[a-z0-9])|(?<=[a-z0-9])\\s*(?=[${HAN}])|(?<=[0-9])\\s*(?=${UNIT})`, "giu");

/** Words and runs of Han side by side, whatever signs and spaces are between them. @param {string} typed */
export const looseFinder = (typed) =>
  new RegExp((fold(typed).folded.match(PARTS) ?? ["(?!)"]).map(escaped).join(`[^${LETTERS}\\n]{0,4}`), "gu");
const PARTS = new RegExp(`[${HAN}]+|[^${HAN}\\P{L}]+|\\p{N}+`, "gu");

const IS_LATIN = /[a-z0-9]/;

/** @param {Folded} text @param {RegExp} finder @returns {Span[]} */
export function spans({ text, folded, at }, finder) {
  /** @type {Span[]} */
  const found = [];
  const original = (/** @type {number} */ i) => (at ? at[i] : i);
  for (const match of folded.matchAll(finder)) {
    const { 0: word, index } = match;
    if (!word) continue;
    const [start, end] = [original(index), original(index + word.length)];
    if (IS_LATIN.test(word[0]) && index && IS_LATIN.test(folded[index - 1]) && !isHump(text, start)) continue;
    const next = folded[index + word.length];
    if (next && IS_LATIN.test(word.at(-1) ?? "") && IS_LATIN.test(next) && !isHump(text, end)) continue;
    found.push([start, Math.max(end, start + 1)]);
  }
  return found;
}

/** Whether a part of an identifier begins there: `D_KL` has none at its end, `HTTPServer` has. @param {string} text @param {number} at */
const isHump = (text, at) => /[A-Z]/.test(text[at]) && (!/[A-Z]/.test(text[at - 1]) || /[a-z]/.test(text[at + 1] ?? ""));

/** Spans in order, none in another. @param {Span[]} spans @returns {Span[]} */
export function merged(spans) {
  /** @type {Span[]} */
  const all = [];
  for (const [start, end] of spans.sort((a, b) => a[0] - b[0] || b[1] - a[1])) {
    const last = all[all.length - 1];
    if (last && start < last[1]) last[1] = Math.max(last[1], end);
    else all.push([start, end]);
  }
  return all;
}

/** Where `room` characters from `at` end. @param {string} text @param {number} at @param {number} room @param {1 | -1} step */
function reach(text, at, room, step) {
  for (; room > 0 && (step > 0 ? at < text.length : at > 0); at += step) {
    room -= text.charCodeAt(step > 0 ? at : at - 1) < 0x2e80 ? NARROW : 1;
  }
  return at;
}

const WORD_END = /\w/;
const STOP = /[。！？；\n]/;
const PAUSE = /[，、：,.;:!?\s]/;

/**
 * The part of `text` with most of what is wanted. @param {string} text
 * @param {Span[][]} found where each thing that is wanted stands @param {number[]} weights of them
 * @returns {{ snippet: string, marks: Span[] }}
 */
export function snippet(text, found, weights) {
  const hits = found.flatMap((some, wanted) => some.map(([start, end]) => ({ start, end, wanted })));
  hits.sort((a, b) => a.start - b.start);
  let [best, most, last] = [0, -1, 0];
  for (const [i, { start }] of hits.entries()) {
    const end = reach(text, start, WIDTH * 0.8, 1);
    const seen = new Set();
    let [sum, to] = [0, hits[i].end];
    for (let j = i; j < hits.length && hits[j].end <= end; j++) {
      sum += seen.has(hits[j].wanted) ? weights[hits[j].wanted] * 0.1 : weights[hits[j].wanted];
      seen.add(hits[j].wanted);
      to = hits[j].end;
    }
    if (sum > most) [best, most, last] = [start, sum, to];
  }
  const [from, to] = extent(text, best, last);
  const head = from > 0 ? "…" : "";
  const part = text.slice(from, to).replace(/\s/g, " ");
  const marks = merged(hits.filter(({ start, end }) => start >= from && end <= to).map(({ start, end }) => [start, end]));
  const shift = head.length - from;
  return {
    snippet: head + part + (to < text.length ? "…" : ""),
    marks: marks.map(([start, end]) => [start + shift, end + shift]),
  };
}

/** From a place before `first` where a sentence begins, if there is one near, about a snippet's width on.
 * @param {string} text @param {number} first @param {number} last @returns {Span} */
function extent(text, first, last) {
  const used = Array.from(text.slice(first, last)).reduce((sum, one) => sum + (one < "\u2e80" ? NARROW : 1), 0);
  const room = Math.max(0, WIDTH - used);
  const earliest = reach(text, first, Math.min(40, room / 2), -1);
  let from = earliest;
  if (earliest > 0) {
    const before = text.slice(earliest, first);
    const stop = [...before].findLastIndex((one) => STOP.test(one));
    const pause = [...before].findIndex((one) => PAUSE.test(one));
    from += stop >= 0 ? stop + 1 : pause >= 0 ? pause + 1 : 0;
    while (from < first && WORD_END.test(text[from]) && WORD_END.test(text[from - 1])) from++;
  }
  while (from < first && /\s/.test(text[from])) from++;
  let to = reach(text, from, WIDTH, 1);
  if (to < text.length) {
    for (let at = to; at > Math.max(last, to - 25); at--) {
      if (STOP.test(text[at - 1]) || PAUSE.test(text[at - 1])) return [from, at];
    }
    while (to > last && WORD_END.test(text[to]) && WORD_END.test(text[to - 1])) to--;
    if (/[\udc00-\udfff]/.test(text[to])) to++;
  }
  return [from, Math.max(to, last)];
}

