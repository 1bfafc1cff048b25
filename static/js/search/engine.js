// @ts-check
// Search over the index of a site: a query → notes, best first. No DOM.
import { SearchFetchError } from "./files.js";
import { Index } from "./index.js";
import { lookAt } from "./look.js";
import { inTitles } from "./match.js";
import { AT_ONCE, FEW, LOOKED_AT, Matching } from "./matching.js";
import { decode } from "./postings.js";
import { SPELT, hasFormula, hasMinus, hasQuestion, parse } from "./query.js";
import { idf } from "./rank.js";
import { loaded } from "./resolve.js";
import { subjects } from "./terms.js";
/** @import { Ask } from "./files.js" */
/** @import { Looked } from "./look.js" */
/** @import { Query } from "./query.js" */
/** @import { Found } from "./rank.js" */
/** @import { Result } from "./rerank.js" */

/**
 * `results` hold all that was asked for; where there are none, `partial` come nearest. `total`: how many there are
 * beyond those shown; `terms`: words to mark in a note, as they stand there; `bytes`: fetched for this search.
 * @typedef {{ results: Result[], partial: Result[], total: number, terms: string[], bytes: number }} Answer
 * The notes that may be results of a query, best first, and how they were found.
 * @typedef {{ state: Matching, found: Found[] }} Matched
 * @typedef {(text: string, isCommand: boolean) => Promise<Matched>} Match
 */

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
      hasQuestion(typed) ? orNone(import("./question.js")) : null,
      this.index.manifest(ask),
    ]);
    /** @type {Match} */
    const match = (text, isCommand) => this.matched(parse(text, isCommand, { formulas, minuses, questions }), limit, ask);
    const query = await this.spelt(typed, ask);
    const { isCommand, ...asTyped } = await this.matchedAsTyped(query, minuses, match, ask);
    const { state, found } = asTyped.found.length ? asTyped : await this.matchedOtherwise(typed, query, asTyped, match, ask);
    const looked = await lookAt(state, found, limit);
    if (!looked.shown.length && (looked.near.length || !found.length)) {
      await state.askRest();
      const inPart = state.inPart();
      // Those that have all pairs of a run and not the run say no more than others that have most of it.
      if (inPart.length) return this.told(typed, limit, state, await lookAt(state, inPart, limit, state.wish(true)), true);
    }
    if (looked.shown.length <= FEW && PARTED.test(query)) {
      const { addOtherwise } = await loaded(import("./parted.js"));
      await addOtherwise(looked, query, (other) => match(other, isCommand), (state, more) => lookAt(state, more, limit), this.index, ask);
    }
    if (looked.found.length && looked.shown.length <= FEW) await this.addTitled(looked, state);
    return this.told(typed, limit, state, looked, false);
  }

  /** A query with its options as those of a command, or where no note has that command, without what they leave out.
   * @param {string} query @param {typeof import("./minus.js") | null} minuses @param {Match} match @param {Ask} ask
   * @returns {Promise<Matched & { isCommand: boolean }>} */
  async matchedAsTyped(query, minuses, match, ask) {
    const options = minuses?.options(query);
    const matched = { ...(await match(query, !!options)), isCommand: !!options };
    if (!options || (await minuses?.isCommand(options, matched.found.slice(0, LOOKED_AT), this.index, ask))) return matched;
    const without = { ...(await match(query, false)), isCommand: false };
    return without.found.length || !matched.found.length ? without : matched;
  }

  /** A query of which nothing is found, read as other words, until something is; else `matched`, what came of it.
   * @param {string} typed @param {string} query @param {Matched} matched @param {Match} match @param {Ask} ask */
  async matchedOtherwise(typed, query, matched, match, ask) {
    const spelt = await this.spelt(typed, ask, true);
    const other = spelt === query ? matched : await match(spelt, false);
    if (other.found.length || !PARTED.test(typed)) return other.found.length ? other : matched;
    return (await loaded(import("./parted.js"))).matchedOtherwise(typed, query, matched, match, this.index, ask);
  }

  /** Adds what nearly says what was asked for, by its title. @param {Looked} looked @param {Matching} state */
  async addTitled(looked, state) {
    const titles = await orNone(import("./titles.js"));
    if (!titles) return;
    const { titled, wish } = titles.beside(state, looked.found, FEW, { idf, inTitles, subjects });
    looked.near.push(...(await lookAt(state, titled, FEW, wish)).shown);
  }

  /** The answer that was come to, which is remembered for `tags`. @param {string} typed @param {number} limit
   * @param {Matching} state @param {Looked} looked @param {boolean} isPartial @returns {Answer} */
  told(typed, limit, state, { found, shown, near, dropped, read, reranker }, isPartial) {
    this.last = {
      query: typed,
      ids: new Set(found.filter(({ id }) => !dropped.has(id)).map(({ id }) => id)),
      tags: counted([...shown, ...near].flatMap(({ tags }) => tags)),
    };
    const [results, partial] = (isPartial ? [[], shown] : [shown, near]).map((some) =>
      some.slice(0, limit).map((result) => ({ ...result, url: this.path + result.url })),
    );
    return {
      results,
      partial,
      // Of those that were not looked at as many lack a phrase.
      total: Math.round(shown.length + (state.total(found) - read) * (dropped.size ? shown.length / read : 1)),
      terms: reranker.words().slice(0, MOST_TERMS),
      bytes: state.ask.bytes,
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

/** A module without which a search still answers what was asked, if less well. @template T @param {Promise<T>} module @returns {Promise<T | null>} */
const orNone = (module) => module.catch(() => null);

/** @param {{ name: string, count: number }[]} tags */
const sorted = (tags) => tags.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));

/** @param {string[]} names */
function counted(names) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
