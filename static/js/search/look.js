// @ts-check
// The notes that may be results, looked at one by one: which of them say what was asked for. No DOM.
import { places } from "./match.js";
import { AT_ONCE, LOOKED_AT } from "./matching.js";
import { Reranker } from "./rerank.js";
/** @import { Chunk } from "./index.js" */
/** @import { Matching } from "./matching.js" */
/** @import { Found } from "./rank.js" */
/** @import { Result, Said, Wish } from "./rerank.js" */

/**
 * What came of looking at as many as `read` of the notes that are `found`: those that say all they must, those that nearly do, and the ids
 * of those that do not.
 * @typedef {{ found: Found[], shown: Result[], near: Result[], dropped: Set<number>, read: number, reranker: Reranker }} Looked
 */

/** How many more than are shown are looked at where a phrase is not in them. */
const BEYOND = 24;

/**
 * The best notes with their texts, until there are `limit`. `wish`: what they must say; without it, all that was asked for.
 * @param {Matching} state @param {Found[]} found @param {number} limit @param {Wish} [wish] @returns {Promise<Looked>}
 */
export async function lookAt(state, found, limit, wish = state.wish(false)) {
  const reranker = new Reranker(wish);
  // More of them than usual may lack a run.
  const isOpen = state.isOpen();
  const want = Math.max(limit, LOOKED_AT);
  const isQuoted = reranker.said.some(({ kind }) => kind === "phrase");
  const most = limit > AT_ONCE ? Infinity : BEYOND;
  // What was typed may be literally in other notes rather than in other chunks of the first.
  const more = { left: most, chunks: Math.max(0, most - Math.max(0, found.length - want)) };
  /** @type {{ result: Result, lacks: Said[] }[]} */
  const looked = [];
  /** @type {Set<number>} */
  const dropped = new Set();
  const left = () => want - looked.filter(({ lacks }) => !isOpen || !lacks.length).length;
  const isLiteral = reranker.said.some(({ kind }) => kind === "literal");
  const unsaid = () => (isLiteral ? want - looked.filter(({ lacks }) => !lacks.length).length : 0);
  const isEnough = () => (unsaid() <= 0 && (isQuoted ? left() <= 0 : !isOpen || left() <= want / 2)) || more.left <= 0;
  let at = 0;
  while (at < found.length && (at < want || !isEnough())) {
    const some = found.slice(at, at + Math.min(at ? Math.max(left(), unsaid()) : want, AT_ONCE));
    more.left -= at < want ? 0 : some.length;
    at += some.length;
    const notes = await Promise.all(some.map((one) => readNote(one, reranker, more, state)));
    // In their order, not as they arrived.
    for (const { found, chunks, lacks } of notes) {
      if (!chunks.size || lacks.some(({ kind }) => kind === "phrase")) dropped.add(found.id);
      else looked.push({ result: reranker.look(found, chunks), lacks });
    }
  }
  const isSaid = looked.some(({ lacks }) => lacks.every(({ kind }) => kind === "literal"));
  const isNear = (/** @type {Said[]} */ lacks) => lacks.some(({ kind }) => kind === "run" || (kind !== "literal" && isSaid));
  const order = looked.sort((a, b) => b.result.score - a.result.score);
  return {
    found,
    reranker,
    shown: order.filter(({ lacks }) => !isNear(lacks)).map(({ result }) => result),
    near: order.filter(({ lacks }) => isNear(lacks)).map(({ result }) => result),
    dropped,
    read: at,
  };
}

/** A note with the chunk of its best section, and others where it may say what the first does not.
 * @param {Found} found @param {Reranker} reranker @param {{ left: number, chunks: number }} more @param {Matching} state */
async function readNote(found, reranker, more, state) {
  const { id } = found;
  /** @type {Map<number, Chunk>} */
  const chunks = new Map();
  let [next, lacks] = [(await state.isAbsent(found)) ? -1 : found.section >> 3, reranker.said];
  while (next >= 0 && (!chunks.size || more.left-- > 0)) {
    chunks.set(next, await state.index.chunk(id, next, state.ask));
    lacks = lacks.filter((one) => reranker.lacks([...chunks.values()]).includes(one));
    const asked = lacks.every(({ kind }) => kind === "literal") && more.chunks-- <= 0 ? [] : lacks;
    next = asked.flatMap(({ list }) => (list ? places(list, id, more.left === Infinity) : [])).find((chunk) => !chunks.has(chunk)) ?? -1;
  }
  return { found, chunks, lacks };
}
