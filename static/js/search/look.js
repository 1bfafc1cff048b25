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
 * A note with the chunks of it that were read, what these lack, and the chunk to read next.
 * @typedef {{ found: Found, chunks: Map<number, Chunk>, lacks: Said[], next: number }} Read
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
    for (const { found, chunks, lacks } of await readNotes(some, reranker, more, state)) {
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

/**
 * Notes with the chunks of their best sections, and others where they may say what the first do not. What may be read `more` is for the best
 * notes, in whatever order files arrive.
 * @param {Found[]} some @param {Reranker} reranker @param {{ left: number, chunks: number }} more @param {Matching} state @returns {Promise<Read[]>}
 */
async function readNotes(some, reranker, more, state) {
  const read = async (/** @type {Read} */ note) => note.chunks.set(note.next, await state.index.chunk(note.found.id, note.next, state.ask));
  const notes = await Promise.all(
    some.map(async (found) => {
      const note = { found, chunks: new Map(), lacks: reranker.said, next: found.section >> 3 };
      if (!(await state.isAbsent(found))) await read(note);
      return note;
    }),
  );
  let asked = notes.filter(({ chunks }) => chunks.size);
  while (asked.length) {
    asked = asked.filter((note) => wantsMore(note, reranker, more));
    await Promise.all(asked.map(read));
  }
  return notes;
}

/** Whether a note may say in a chunk that was not read what it lacks, and may read that.
 * @param {Read} note @param {Reranker} reranker @param {{ left: number, chunks: number }} more */
function wantsMore(note, reranker, more) {
  const { found, chunks } = note;
  note.lacks = note.lacks.filter((one) => reranker.lacks([...chunks.values()]).includes(one));
  const asked = note.lacks.every(({ kind }) => kind === "literal") && more.chunks-- <= 0 ? [] : note.lacks;
  note.next = asked.flatMap(({ list }) => (list ? places(list, found.id, more.left === Infinity) : [])).find((chunk) => !chunks.has(chunk)) ?? -1;
  return note.next >= 0 && more.left-- > 0;
}
