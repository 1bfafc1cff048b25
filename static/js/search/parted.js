// @ts-check
// A query read with its words and numbers apart, or together, where nothing or little is found of it. Loaded then.
/** @import { Match, Matched } from "./engine.js" */
/** @import { Ask } from "./files.js" */
/** @import { Index } from "./index.js" */
/** @import { Looked } from "./look.js" */
/** @import { Matching } from "./matching.js" */
/** @import { Found } from "./rank.js" */

const MOST_COMPOUNDS = 4;

/** A query of which nothing is found, read otherwise than as `query` until something is; else `matched`, what came of it.
 * @param {string} typed @param {string} query @param {Matched} matched @param {Match} match @param {Index} index @param {Ask} ask */
export async function matchedOtherwise(typed, query, matched, match, index, ask) {
  for (const how of /** @type {const} */ (["apart", "joined"])) {
    const other = await otherwise(typed, index, ask, how);
    if (!other || other === query) continue;
    const found = await match(other, false);
    if (found.found.length) return found;
    if (how === "apart" && (await isGluedUnknown(typed, index, ask))) matched = found;
  }
  return matched;
}

/** Whether no text has words as they are glued to a number: of `lc146` the number alone may be there, `fp16` some text has as it is.
 * @param {string} typed @param {Index} index @param {Ask} ask */
async function isGluedUnknown(typed, index, ask) {
  const glued = typed.toLowerCase().match(/\b[a-z]+\d\d+\b/g);
  return !!glued && !(await index.lists(glued, ask)).size;
}

/** Adds the results of a query with words and numbers together that are apart in it, which then count as found.
 * @param {Looked} looked @param {string} query @param {(other: string) => Promise<Matched>} match @param {(state: Matching, found: Found[]) => Promise<Looked>} look
 * @param {Index} index @param {Ask} ask */
export async function addOtherwise(looked, query, match, look, index, ask) {
  const other = await otherwise(query, index, ask, "beside");
  if (!other || other === query) return;
  const { state, found } = await match(other);
  const known = new Set(looked.found.map(({ id }) => id));
  const more = found.filter(({ id }) => !known.has(id));
  const beside = await look(state, more);
  looked.shown.push(...beside.shown);
  // As many as these, and no others, are found from here on.
  looked.found = [...looked.found, ...more];
  looked.read += beside.read;
  for (const id of beside.dropped) looked.dropped.add(id);
  looked.reranker.seen.push(...beside.reranker.seen);
}

/** What else a query may be: with words and numbers apart, if nothing is found (`lc0146`: lc 146); with neighbours as the
 * one word that some text has, if that finds nothing either; one of the two beside few results.
 * @param {string} typed @param {Index} index @param {Ask} ask @param {"apart" | "joined" | "beside"} how */
const otherwise = async (typed, index, ask, how) =>
  (how === "apart" ? parts(typed) : how === "beside" && spaced(typed)) || (how === "apart" ? "" : compounds(typed, index, ask));

/** Words and numbers without the space between, a size with a star, a number that others write without zeros. @param {string} typed */
function parts(typed) {
  const other = typed.replace(WITH_NUMBER, "$1 ").replace(/([0-9])\*(?=[0-9])/g, "$1x").replace(ZEROS, "");
  return other === typed || typed.includes('"') ? "" : other;
}
/** No digest. */
const WITH_NUMBER = /(?<![a-z0-9_])(?![a-z0-9]{20})([a-z]{2,})(?=[0-9])/gi;
const ZEROS = /(?<![\w.,:/-])0+(?=[1-9][0-9]*(?![\w.,:/-]))/g;

/** A query of words, those with a number behind them in quotes, a space between: `CUDA10.1` is CUDA 10.1. Tags and what
 * must not be there stay. @param {string} typed */
function spaced(typed) {
  const other = typed.replace(NUMBERED, (all, word, number) => (word ? `"${word} ${number}"` : all));
  return other === typed || OTHER_SIGN.test(typed) ? "" : other;
}
const NUMBERED = /(?<!\S)[-－]\S+|(?<!\S)tag:\S+|(?<![\w.-])([a-z]{2,})([0-9]+(?:\.[0-9]+)*)(?![\w.])/gi;
const OTHER_SIGN = /[!-,/;-@[-^`{-~]|(?<!(?<!\S)-?(?:tag|title)):/i;

/** A query with those neighbours as one word that some text writes together, if they are not quoted: `back propagation`,
 * `PCIe 4.0`, `word 2 vec`.
 * @param {string} typed @param {Index} index @param {Ask} ask */
async function compounds(typed, index, ask) {
  const pairs = [...typed.matchAll(NEIGHBOURS)].filter(([, one]) => one).slice(0, MOST_COMPOUNDS);
  const words = pairs.flatMap(([, one, number, tail, other]) => (tail ? [one + number + tail, one + number] : [one + other]));
  const lists = await index.lists(words.map((word) => word.toLowerCase()), ask);
  const isWord = (/** @type {string} */ word) => lists.has(word.toLowerCase());
  return typed.replace(NEIGHBOURS, (all, one = "", number = "", tail = "", other = "") => {
    if (tail && isWord(one + number + tail)) return one + number;
    return isWord(one + (number || other)) ? all.replace(/[ -]/, "") : all;
  });
}
const NEIGHBOURS =
  /"[^"]*"?|(?<![\w"'.:/\\-])([a-z]{2,})[ -](?:([0-9]{1,2})[ -](?=([a-z]{2,})(?![\w"'.:/-]))|(?=([a-z]{2,}(?![\w"'.:/-])|[0-9]+[a-z]?(?![\w"'/-]))))/gi;
