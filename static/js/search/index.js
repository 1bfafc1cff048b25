// @ts-check
// The index of a site: where a term's list and a note's text lie, and what is in them.
import { Files, MANIFEST, json, textOf } from "./files.js";
import { Reader, decode, deepened, postings } from "./postings.js";
/** @import { Ask } from "./files.js" */
/** @import { List } from "./postings.js" */

/**
 * @typedef {{ firsts: string[], names: string }} Table
 * @typedef {{ version: number, notes: number, terms?: Table, groups?: Table, fragments?: string, blocks?: string, variants?: string }} Manifest
 * @typedef {Map<string, Uint8Array>} Shard
 * @typedef {[string, string, string, number?]} Section anchor, heading, text, whether it is code
 * @typedef {{ url: string, title: string, date: string, tags: string[], sections: Section[], aliases: string[], folds: Map<string, string>, tex?: Record<string, string> }} Chunk
 */

const VERSION = 3;
const NAME = 8;
/** Notes that one block of fragments' names holds. */
const BLOCK = 32;

/** @param {string} names @param {number} i */
const nth = (names, i) => names.slice(NAME * i, NAME * i + NAME);

/** Order by code points. @param {string} a @param {string} b */
function isBefore(a, b) {
  for (let i = 0; ; i++) {
    if (i >= a.length || i >= b.length) return a.length < b.length;
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x !== y) {
      // Surrogates stand for characters behind all that are one unit.
      const [far, beyond] = [x >>> 11 === 27, y >>> 11 === 27];
      return far === beyond ? x < y : beyond;
    }
  }
}

/** The last place whose separator is not behind `term`. @param {string[]} firsts @param {string} term */
function lastPlace(firsts, term) {
  let [low, high] = [0, firsts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (isBefore(term, firsts[middle])) high = middle;
    else low = middle;
  }
  return low;
}

/** @param {Uint8Array} bytes @returns {Shard} */
function readShard(bytes) {
  const decoder = new TextDecoder();
  const reader = new Reader(bytes);
  const term = new Uint8Array(4096);
  const shard = new Map();
  while (reader.at < bytes.length) {
    const shared = reader.next();
    const rest = reader.take(reader.next());
    term.set(rest, shared);
    shard.set(decoder.decode(term.subarray(0, shared + rest.length)), reader.take(reader.next()));
  }
  return shard;
}

/** @param {Uint8Array} bytes @returns {Manifest} */
function readManifest(bytes) {
  const manifest = json(bytes);
  if (manifest.version !== VERSION) throw new Error(`version ${manifest.version}`);
  return manifest;
}

/** @param {Uint8Array} bytes @returns {Chunk} */
function readChunk(bytes) {
  const [url, title, date, tags, sections, aliases = [], folds, tex] = json(bytes);
  return { url, title, date, tags, sections, aliases, folds: variantPairs(folds), tex };
}

export class Index {
  /** @param {string} folder @param {typeof globalThis.fetch} fetch */
  constructor(folder, fetch) {
    this.files = new Files(folder, fetch);
    /** @type {Manifest | null} */
    this.known = null;
  }

  /** @param {Ask} ask @returns {Promise<Manifest>} */
  async manifest(ask) {
    if (!this.known) {
      this.known = await this.files.get(MANIFEST, readManifest, ask);
      this.files.forget(MANIFEST);
    }
    return this.known;
  }

  /**
   * Names of the shards that may hold terms from `low` up to `high`; null where there are more than `most`.
   * @param {string} low @param {string} high @param {number} most @param {Ask} ask @returns {Promise<string[] | null>}
   */
  async shards(low, high, most, ask) {
    const manifest = await this.manifest(ask);
    const table = manifest.groups ?? manifest.terms;
    if (!table?.firsts.length) return [];
    const [from, to] = [lastPlace(table.firsts, low), lastPlace(table.firsts, high)];
    if (to - from >= most) return null;
    const named = Array.from({ length: to - from + 1 }, (_, i) => nth(table.names, from + i));
    if (!manifest.groups) return named;
    /** @type {Table[]} */
    const groups = await Promise.all(named.map((name) => this.files.get(name, json, ask)));
    const names = groups.flatMap(({ firsts, names }) => {
      const [from, to] = [lastPlace(firsts, low), lastPlace(firsts, high)];
      return Array.from({ length: to - from + 1 }, (_, i) => nth(names, from + i));
    });
    return names.length > most ? null : names;
  }

  /** The lists of those of `terms` that are in the index. @param {Iterable<string>} terms @param {Ask} ask */
  async lists(terms, ask) {
    /** @type {Map<string, List>} */
    const lists = new Map();
    const load = async (/** @type {string} */ term) => {
      const [name] = (await this.shards(term, term, 1, ask)) ?? [];
      const payload = name && (await this.files.get(name, readShard, ask)).get(term);
      if (payload) lists.set(term, decode(payload));
    };
    await Promise.all([...new Set(terms)].map(load));
    return lists;
  }

  /**
   * The terms with `prefix` and their payloads, in order; null where they lie in more than `most` shards.
   * @param {string} prefix @param {number} most @param {Ask} ask @returns {Promise<[string, Uint8Array][] | null>}
   */
  async range(prefix, most, ask) {
    const names = await this.shards(prefix, `${prefix}\u{10ffff}`, most, ask);
    if (!names) return null;
    const shards = await Promise.all(names.map((name) => this.files.get(name, readShard, ask)));
    return shards.flatMap((shard) => [...shard].filter(([term]) => term.startsWith(prefix)));
  }

  /** A list with so many blocks more, the latest first. @param {List} list @param {number} count @param {Ask} ask */
  async deeper(list, count, ask) {
    return deepened(list, await Promise.all(list.blocks.slice(-count).map(({ name }) => this.block(name, ask))));
  }

  /** A part of a list. @param {string} name @param {Ask} ask @returns {Promise<List>} */
  async block(name, ask) {
    return this.files.get(name, (bytes) => postings(new Reader(bytes)), ask);
  }

  /** The chunk of a note that holds a section. @param {number} id @param {number} chunk @param {Ask} ask @returns {Promise<Chunk>} */
  async chunk(id, chunk, ask) {
    const manifest = await this.manifest(ask);
    const name =
      manifest.fragments !== undefined
        ? nth(manifest.fragments, id)
        : nth(await this.files.get(nth(manifest.blocks ?? "", Math.floor(id / BLOCK)), textOf, ask), id % BLOCK);
    return this.files.get(chunk ? `${name}-${chunk}` : name, readChunk, ask);
  }

  /** A text with simplified Han characters, as the index has them. @param {string} text @param {Ask} ask */
  async simplified(text, ask) {
    const { variants = "" } = await this.manifest(ask);
    const files = variants.length / NAME;
    if (!files) return text;
    const all = await Promise.all(
      Array.from(text, async (one) => {
        const name = nth(variants, (one.codePointAt(0) ?? 0) % files);
        return (await this.files.get(name, (bytes) => variantPairs(textOf(bytes)), ask)).get(one) ?? one;
      }),
    );
    return all.join("");
  }

  /** Whether the site was published anew, so that files which are missed may have other names. @param {Ask} ask */
  async renewed(ask) {
    this.known = null;
    await this.manifest(ask);
  }
}

/** @param {string} [characters] each with the one that stands for it behind it */
export function variantPairs(characters = "") {
  const all = [...characters];
  /** @type {Map<string, string>} */
  const map = new Map();
  for (let i = 0; i + 1 < all.length; i += 2) map.set(all[i], all[i + 1]);
  return map;
}
