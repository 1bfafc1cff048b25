// @ts-check
// Search over the index of a site: a query → notes, best first. No DOM.
import { SearchFetchError } from "./files.js";
import { Index } from "./index.js";
import { inTitles, places } from "./match.js";
import { AT_ONCE, FEW, LOOKED_AT, Matching } from "./matching.js";
import { decode } from "./postings.js";
import { SPELT, hasFormula, hasMinus, hasQuestion, parse } from "./query.js";
import { idf } from "./rank.js";
import { Reranker } from "./rerank.js";
import { loaded } from "./resolve.js";
import { subjects } from "./terms.js";
/** @import { Ask } from "./files.js" */
/** @import { Chunk } from "./index.js" */
/** @import { Query } from "./query.js" */
/** @import { Found } from "./rank.js" */
/** @import { Result, Said } from "./rerank.js" */

/**
 * `results` hold all that was asked for; where there are none, `partial` come nearest. `total`: how many there are
 * beyond those shown; `terms`: words to mark in a note, as they stand there; `bytes`: fetched for this search.
 * @typedef {{ results: Result[], partial: Result[], total: number, terms: string[], bytes: number }} Answer
 */

/** How many more than are shown are looked at where a phrase is not in them. */
const BEYOND = 24;
const MOST_TERMS = 10;
const TAG_SHARDS = 6;
/** What may be written together as well, or apart. */
const PARTED = /[a-z]{2}[ -](?:[a-z]{2}|\d)|[a-z]{2}\d|\d\*\d|\b0\d/i;

/**
 * @param {{ baseUrl: string, fetch?: typeof globalThis.fetch }} options `baseUrl`: of the site, with its base path
 */
export function createSearch({ baseUrl, fetch = globalThis.fetch.bind(globalThis) }) {
  return new Search(baseUrl, fetch);
}

export class Search {
  /** @param {string} baseUrl @param {typeof globalThis.fetch} fetch */
  constructor(baseUrl, fetch) {
    const base = `${baseUrl.replace(/\/+$/, "")}/`;
    this.path = base.replace(/^[a-z]+:\/\/[^/]*/i, "").replace(/\/$/, "");
    this.index = new Index(`${base}assets/search/`, fetch);
    /** @type {{ query: string, ids: Set<number>, tags: Map<string, number> } | null} */
    this.last = null;
  }

  /** Loads what every search needs. */
  async prefetch() {
    await this.index.manifest({ bytes: 0 });
  }

  /**
   * Rejects with the signal's reason, or with a `SearchFetchError`: the same search may then be tried again.
   * @param {string} query @param {{ limit?: number, signal?: AbortSignal }} [options] @returns {Promise<Answer>}
   */
  async search(query, { limit = 10, signal } = {}) {
    /** @type {Ask} */
    const ask = { signal, bytes: 0 };
    return this.again(() => this.answer(query, limit, ask), ask);
  }

  /** Once more where a file is missing: the site may have been published anew.
   * @template T @param {() => Promise<T>} run @param {Ask} ask @returns {Promise<T>} */
  async again(run, ask) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof SearchFetchError && error.missing)) throw error;
      await this.index.renewed(ask);
      return run();
    }
  }

  /** @param {string} typed @param {number} limit @param {Ask} ask @returns {Promise<Answer>} */
  async answer(typed, limit, ask) {
    const [formulas, minuses, questions] = await Promise.all([
      hasFormula(typed) ? loaded(import("./formula-query.js")) : null,
      hasMinus(typed) ? loaded(import("./minus.js")) : null,
      hasQuestion(typed) ? loaded(import("./question.js")) : null,
      this.index.manifest(ask),
    ]);
    const late = { formulas, minuses, questions };
    const query = await this.spelt(typed, ask);
    const options = minuses?.options(query);
    let isCommand = !!options;
    let { state, found } = await this.matched(parse(query, isCommand, late), limit, ask);
    if (options && !(await minuses?.isCommand(options, found.slice(0, LOOKED_AT), this.index, ask))) {
      const without = await this.matched(parse(query, false, late), limit, ask);
      if (without.found.length || !found.length) [{ state, found }, isCommand] = [without, false];
    }
    for (const how of /** @type {const} */ (["", "apart", "joined"])) {
      const other = found.length ? query : await (how ? this.otherwise(typed, ask, how) : this.spelt(typed, ask, true));
      if (!other || other === query) continue;
      const parted = await this.matched(parse(other, false, late), limit, ask);
      // Of `lc146` the number alone may be there; `fp16` some text has as it is.
      const glued = how === "apart" ? (typed.toLowerCase().match(/\b[a-z]+\d\d+\b/g) ?? []) : [];
      const isUnknown = glued.length > 0 && !(await this.index.lists(glued, ask)).size;
      if (parted.found.length || isUnknown) ({ state, found } = parted);
    }
    let reranker = new Reranker(state.wish(false));
    let looked = await this.look(found, limit, reranker, state);
    const isNone = !looked.shown.length && (looked.near.length > 0 || !found.length);
    if (isNone) await state.askRest();
    const inPart = isNone ? state.inPart() : [];
    const isPartial = inPart.length > 0;
    if (isPartial) {
      // Those that have all pairs of a run and not the run say no more than others that have most of it.
      found = inPart;
      reranker = new Reranker(state.wish(true));
      looked = await this.look(found, limit, reranker, state);
    }
    const { shown, near, dropped } = looked;
    let { read } = looked;
    const apart = isPartial || shown.length > FEW ? "" : await this.otherwise(query, ask, "beside");
    if (apart && apart !== query) {
      const other = await this.matched(parse(apart, isCommand, late), limit, ask);
      const known = new Set(found.map(({ id }) => id));
      const more = other.found.filter(({ id }) => !known.has(id));
      const marker = new Reranker(other.state.wish(false));
      const beside = await this.look(more, limit, marker, other.state);
      shown.push(...beside.shown);
      // As many as these, and no others, are found from here on.
      found = [...found, ...more];
      read += beside.read;
      for (const id of beside.dropped) dropped.add(id);
      reranker.seen.push(...marker.seen);
    }
    if (!isPartial && found.length && shown.length <= FEW) {
      const { beside } = await loaded(import("./titles.js"));
      const { titled, wish } = beside(state, found, FEW, { idf, inTitles, subjects });
      near.push(...(await this.look(titled, FEW, new Reranker(wish), state)).shown);
    }
    const [results, partial] = [shown, near].map((some) =>
      some.slice(0, limit).map((result) => ({ ...result, url: this.path + result.url })),
    );
    this.last = {
      query: typed,
      ids: new Set(found.filter(({ id }) => !dropped.has(id)).map(({ id }) => id)),
      tags: counted([...shown, ...near].flatMap(({ tags }) => tags)),
    };
    return {
      results: isPartial ? [] : results,
      partial: isPartial ? results : partial,
      // Of those that were not looked at as many lack a phrase.
      total: Math.round(shown.length + (state.total(found) - read) * (dropped.size ? shown.length / read : 1)),
      terms: reranker.words().slice(0, MOST_TERMS),
      bytes: ask.bytes,
    };
  }

  /** A query with the words that its syllables of pinyin make; also of those that are words themselves if `isForced`.
   * @param {string} typed @param {Ask} ask @param {boolean} [isForced] */
  async spelt(typed, ask, isForced = false) {
    const parts = typed.match(SPELT);
    if (!parts) return typed;
    const { joined } = await loaded(import("./pinyin.js"));
    const words = await Promise.all(parts.map((part) => joined(part, this.index, ask, isForced)));
    return typed.replace(SPELT, () => words.shift() ?? "");
  }

  /** A query with words and numbers together that are apart in it, or the other way.
   * @param {string} typed @param {Ask} ask @param {"apart" | "joined" | "beside"} how */
  async otherwise(typed, ask, how) {
    return PARTED.test(typed) ? (await loaded(import("./typos.js"))).otherwise(typed, this.index, ask, how) : "";
  }

  /** Which notes may be results. @param {Query} query @param {number} limit @param {Ask} ask */
  async matched(query, limit, ask) {
    const state = new Matching(query, this.index, this.index.known?.notes ?? 0, ask);
    await state.resolve();
    let found = state.found();
    for (let more; state.isShort(found, limit) && (more = await state.deeper(limit > AT_ONCE)); ) found = more;
    if (found.length < limit && state.canWiden()) found = await state.retry({ isWide: true });
    return { state, found };
  }

  /**
   * The best notes with their texts, until there are `limit`: those that say all they must, and those that nearly do.
   * @param {Found[]} found @param {number} limit @param {Reranker} reranker @param {Matching} state
   */
  async look(found, limit, reranker, state) {
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
      const notes = await Promise.all(some.map((one) => this.note(one, reranker, more, state)));
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
      shown: order.filter(({ lacks }) => !isNear(lacks)).map(({ result }) => result),
      near: order.filter(({ lacks }) => isNear(lacks)).map(({ result }) => result),
      dropped,
      read: at,
    };
  }

  /** A note with the chunk of its best section, and others where it may say what the first does not.
   * @param {Found} found @param {Reranker} reranker @param {{ left: number, chunks: number }} more @param {Matching} state */
  async note(found, reranker, more, state) {
    const { id } = found;
    /** @type {Map<number, Chunk>} */
    const chunks = new Map();
    let [next, lacks] = [(await state.isAbsent(found)) ? -1 : found.section >> 3, reranker.said];
    while (next >= 0 && (!chunks.size || more.left-- > 0)) {
      chunks.set(next, await this.index.chunk(id, next, state.ask));
      lacks = lacks.filter((one) => reranker.lacks([...chunks.values()]).includes(one));
      const asked = lacks.every(({ kind }) => kind === "literal") && more.chunks-- <= 0 ? [] : lacks;
      next = asked.flatMap(({ list }) => (list ? places(list, id, more.left === Infinity) : [])).find((chunk) => !chunks.has(chunk)) ?? -1;
    }
    return { found, chunks, lacks };
  }

  /**
   * Tags of all notes that the last query found, or another one, with how many of them have each.
   * @param {{ signal?: AbortSignal, query?: string }} [options] @returns {Promise<{ name: string, count: number }[]>}
   */
  async tags({ signal, query } = {}) {
    const ask = { signal, bytes: 0 };
    if (query !== undefined && query !== this.last?.query) await this.search(query, { signal });
    const last = this.last;
    if (!last) return [];
    const range = await this.again(() => this.index.range("#", TAG_SHARDS, ask), ask);
    if (!range) return sorted([...last.tags].map(([name, count]) => ({ name, count })));
    const written = new Map([...last.tags.keys()].map((name) => [name.normalize("NFKC").toLowerCase(), name]));
    const counts = await Promise.all(
      range.map(async ([term, payload]) => {
        const { ids } = await this.index.deeper(decode(payload), Infinity, ask);
        const count = ids.filter((id) => last.ids.has(id)).length;
        return { name: written.get(term.slice(1)) ?? term.slice(1), count };
      }),
    );
    return sorted(counts.filter(({ count }) => count));
  }
}

/** @param {{ name: string, count: number }[]} tags */
const sorted = (tags) => tags.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));

/** @param {string[]} names */
function counted(names) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
