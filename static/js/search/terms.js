// @ts-check
// Text → terms by which it is found, the same as src/kbsite/search/terms.py.

/** A run of Han, a word, or a Greek letter (text: its name). `[start, end)` in the normalised text.
 * @typedef {{ kind: "han" | "word" | "greek", text: string, start: number, end: number }} Token */

// Insides of character classes, as in terms.py.
export const HAN = "々〇㐀-䶿一-鿿豈-\ufaff\u{20000}-\u{3fffd}ぁ-ゟァ-ヿ가-힣";
export const WORD = "A-Za-z0-9_À-ÖØ-öø-ɏЀ-ԯ";
const GREEK = "Α-Ρ\u03a3-Ωα-ω";
const NAMES =
  "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau upsilon phi chi psi omega".split(" ");

/** @param {string} letter Greek */
const greekName = (letter) => NAMES[letter.toLowerCase().charCodeAt(0) - 0x3b1];

/** @param {string} name */
export function greekLetter(name) {
  const at = NAMES.lastIndexOf(name);
  return at < 0 ? "" : String.fromCharCode(0x3b1 + at);
}

const re = (/** @type {string} */ source) => new RegExp(source, "gu");
/** Numbers with a point, and words, stand apart from a power. */
const POWERS = /(?<=[0-9]\.[0-9]{1,30})(?=[²³¹⁰⁴-⁹])|(?<=[²³¹⁰⁴-⁹])(?=[A-Za-z])/g;
export const UNIT = `(?:[KMGTPkmgtp]i?[Bb]|[kKMG][Hh]z|[mn]s|[KMGT]bps|fps|px|dB|[kcm]m|kg|[KMGTP]?FLOP[Ss])(?![${WORD}])`;
/** What is replaced, in this order, as in characters.py; indices and other powers are written out before, in
 * `formula-query.js`. @type {[RegExp, string | ((...found: string[]) => string)][]} */
const RULES = [
  [re("[À-ɏͰ-ϿḀ-\u1fff]+"), (run) => run.normalize("NFD")],
  [/[\u0300-\u036f\u20d0-\u20dc]+/g, ""],
  [/(?<![0-9.])([0-9]+) ?[×xX] ?(?=[0-9])/g, "$1x"],
  [re(`(?<=(?<![${WORD}.,])[0-9]+) (?=${UNIT})`), ""],
  [re(`(?<=[0-9][.,][0-9]+)(?=${UNIT})`), " "],
  [re("(?<=[0-9]\\.[0-9]{1,30})\\^(?:\\{([0-9]+)\\}|([0-9]+))"), " $1$2"],
  [/(?<=[A-Za-z0-9)]\^(?:\{[0-9]+\}|[0-9]+))(?=[A-Za-z])/g, " "],
  [re("(?<=[A-Za-z0-9)])\\^(?:\\{([0-9]+)\\}|([0-9]+))"), "$1$2"],
  [re(`(?<![${WORD}])([A-Za-z]{1,9}[0-9]{1,9})_(?=[0-9]{2,9}(?![${WORD}]))`), "$1-"],
  [re(`(?<![${WORD}\\\\])([A-Za-z])_\\{`), "$1_"],
  [re(`(?<![${WORD}\\\\])([A-Za-z])_(?=[0-9]{1,3}(?![0-9]))`), "$1"],
  [re(`(\\\\[A-Za-z]+)_(?=[0-9A-Za-z](?![${WORD}])|[{\\\\])`), "$1 "],
  [re(`(?<=[)\\]}|‖∂∇∏∑∫∮${GREEK}])_(?=[^_\\s])|_(?=\\{)`), " "],
  [re(`(?<=(?<![${WORD}])[EMNVmn]|[0-9])log2?(?=\\()`), " $& "],
  [re(`(?<=(?<![${WORD}])[A-Za-z]?|[0-9])(log2?|l[gn](?=[EMNVXmnp-rx-z]))(?=[A-Za-eghjkmnp-rt-z](?![${WORD}]))`), " $1 "],
];
const TOKEN = re(
  `([${HAN}]+)|([${GREEK}])|(?<![${WORD}])[A-Za-z](?:#(?![${WORD}])|!(?![${WORD}=]))|[${WORD}]+(?:(?<=[A-Za-z])\\+\\+(?![${WORD}+]))?`,
);
const WITH_UNIT = /^([0-9]+)([A-Za-z]{2,})$/;
const HUMP = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g;

/** Text as its terms are read from it; case is kept, since it parts words. @param {string} text */
export const normalised = (text) =>
  RULES.reduce((all, [from, to]) => all.replace(from, /** @type {string} */ (to)), text.replace(POWERS, " ").normalize("NFKC"));

/** @param {string} text normalised @returns {Token[]} */
export function tokens(text) {
  return Array.from(text.matchAll(TOKEN), ({ 0: found, 1: han, 2: greek, index }) => ({
    kind: han ? "han" : greek ? "greek" : "word",
    text: greek ? greekName(greek) : found,
    start: index,
    end: index + found.length,
  }));
}

/** Long numbers, digests, underscores only: not indexed. @param {string} word */
function isDropped(word) {
  if (/^_*$/.test(word) || word.length > 40 || /^[0-9]{11,}$/.test(word)) return true;
  return word.length > 19 && !word.includes("_") && /(?:[0-9].*){4}/.test(word);
}

/** The terms of a word: itself in lower case, and its parts. @param {string} word @returns {string[]} */
export function wordTerms(word) {
  if (word.length < 2 || isDropped(word)) return [];
  const pieces = word.replace(/[+#!]+$/, "").split("_").filter((piece) => !/^[0-9]*$/.test(piece));
  const parts = pieces.flatMap((piece) => [piece, ...(piece.match(WITH_UNIT)?.slice(1) ?? []), ...(piece.match(HUMP) ?? [])]).filter((part) => part.length > 1);
  return [...new Set([word, ...parts].map((term) => term.toLowerCase()))];
}

/** The pairs of a run of Han, or its one character. @param {string} run @returns {string[]} */
export function hanTerms(run) {
  const characters = [...run];
  return characters.length > 1 ? characters.slice(1).map((second, i) => characters[i] + second) : characters;
}

/** What a question is about: of 训练显存怎么算 the first four characters, of 栈和堆的区别 (差别, 不同) the first three; nothing of 为什么. @param {string} text */
export function subjects(text) {
  const parts = text.split(QUESTION);
  return parts.length > 1 ? parts.map((part) => part.trim()).filter((part) => [...part].length > 1) : parts;
}
const QUESTION = /(?:[是为]?什么(?:时候|意思|是)?|怎[么样]|[如为]何|哪[些个里]|多少)[要会能]?|[的 ][区差不][别同](?=[?\s]*$)/;

/** Of a long run every other pair, which is every character: what is found is read anyway. @param {string} run */
export function askedTerms(run) {
  const terms = hanTerms(run);
  return terms.length > 6 ? terms.filter((_, i) => i % 2 === 0 || i === terms.length - 1) : terms;
}

/** A word of one character: it is found by its neighbours. @param {Token} token */
export const isLetter = ({ kind, text }) => kind === "word" && text.length === 1 && text !== "_";

/** The term of two neighbours, "" where they make none. @param {Token} a @param {Token} b */
export function joinTerm(a, b) {
  if (!isLetter(a) && !isLetter(b)) return "";
  const names = [a, b].map((token, i) => {
    if (token.kind === "han") return (i ? [...token.text][0] : [...token.text].at(-1)) ?? "";
    return token.kind === "word" && (token.text === "_" || (token.text.length > 1 && isDropped(token.text))) ? "" : token.text.toLowerCase();
  });
  return names[0] && names[1] ? names.join(" ") : "";
}
