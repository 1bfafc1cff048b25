// @ts-check
// Posting lists: which sections of which notes hold a term, and how much it says there.

/**
 * `ids` ascend; the entries of note `i` are `entries[starts[i]]` up to `starts[i + 1]`, by section. An entry is
 * section << 6 | penalty << 4 | class. All notes from `low` on are here, of those before it the best; `blocks` are the
 * files that hold the others, by the ids from which on they do; `df` counts all.
 * @typedef {{ ids: Uint32Array, starts: Uint32Array, entries: Uint32Array, df: number, low: number, blocks: { name: string, low: number }[] }} List
 */

/** @type {List} */
export const EMPTY = { ids: new Uint32Array(), starts: new Uint32Array(1), entries: new Uint32Array(), df: 0, low: 0, blocks: [] };

/** Titles 0–2, alias 3, tag 4, headings 5–7, body 8–15. */
export const KIND = [0, 0, 0, 3, 4, 5, 5, 5, 8, 8, 8, 8, 8, 8, 8, 8];
export const SECTION = 6;
/** Blocks begin at multiples of it. */
const STEP = 128;

/** Varints one after the other. Throws where they end too soon. */
export class Reader {
  /** @param {Uint8Array} bytes */
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  next() {
    let value = 0;
    for (let shift = 0; this.at < this.bytes.length; shift += 7) {
      const byte = this.bytes[this.at++];
      value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
    }
    throw new RangeError("damaged");
  }

  /** @param {number} length */
  take(length) {
    if (length > this.bytes.length - this.at) throw new RangeError("damaged");
    return this.bytes.subarray(this.at, (this.at += length));
  }
}

/** @param {Uint8Array} payload of a term @returns {List} */
export function decode(payload) {
  const reader = new Reader(payload);
  const head = reader.next();
  /** @type {List["blocks"]} */
  const blocks = [];
  for (let [left, low] = [head & 1 ? reader.next() : 0, 0]; left; left--) {
    low += reader.next() * STEP;
    blocks.push({ low, name: String.fromCharCode(...reader.take(8)) });
  }
  return { ...postings(reader), df: head >>> 1, low: blocks.length ? Infinity : 0, blocks };
}

/** @param {Reader} reader @returns {List} */
export function postings(reader) {
  const { bytes } = reader;
  const room = bytes.length - reader.at;
  const ids = new Uint32Array(room >> 1);
  const starts = new Uint32Array(ids.length + 1);
  const entries = new Uint32Array(room);
  let [id, notes, count] = [-1, 0, 0];
  while (reader.at < bytes.length) {
    const gap = reader.next();
    id += (gap >>> 1) + 1;
    ids[notes] = id;
    let section = 0;
    for (let left = gap & 1 ? reader.next() + 2 : 1; left; left--) {
      const entry = reader.next();
      section += entry >>> 4;
      entries[count++] = (section << SECTION) | (entry & 15);
    }
    starts[++notes] = count;
  }
  return {
    ids: ids.subarray(0, notes),
    starts: starts.subarray(0, notes + 1),
    entries: entries.subarray(0, count),
    df: notes,
    low: 0,
    blocks: [],
  };
}

/** `list` with its last blocks, `parts`, oldest first. @param {List} list @param {List[]} parts @returns {List} */
export function deepened(list, parts) {
  const sum = (/** @type {(one: List) => number} */ size) => parts.reduce((all, one) => all + size(one), size(list));
  const ids = new Uint32Array(sum((one) => one.ids.length));
  const starts = new Uint32Array(ids.length + 1);
  const entries = new Uint32Array(sum((one) => one.entries.length));
  let [notes, count, i] = [0, 0, 0];
  const take = (/** @type {List} */ one, /** @type {number} */ at) => {
    const some = one.entries.subarray(one.starts[at], one.starts[at + 1]);
    entries.set(some, count);
    ids[notes] = one.ids[at];
    starts[++notes] = count += some.length;
  };
  for (const part of parts) {
    for (let j = 0; j < part.ids.length; j++) {
      while (i < list.ids.length && list.ids[i] < part.ids[j]) take(list, i++);
      take(part, j);
    }
  }
  while (i < list.ids.length) take(list, i++);
  const left = list.blocks.length - parts.length;
  return { ids, starts, entries, df: list.df, low: left ? list.blocks[left].low : 0, blocks: list.blocks.slice(0, left) };
}

/** Makes a list note by note. */
export class Builder {
  constructor() {
    /** @type {number[]} */ this.ids = [];
    /** @type {number[]} */ this.starts = [0];
    /** @type {number[]} */ this.entries = [];
  }

  /** Ends the note `id` with the entries that were pushed; none, no note. @param {number} id */
  end(id) {
    if (this.entries.length === this.starts[this.starts.length - 1]) return;
    this.ids.push(id);
    this.starts.push(this.entries.length);
  }

  /** @param {number} [low] @param {number} [df] @returns {List} */
  list(low = 0, df = 0) {
    return {
      ids: Uint32Array.from(this.ids),
      starts: Uint32Array.from(this.starts),
      entries: Uint32Array.from(this.entries),
      df: Math.max(df, this.ids.length),
      low,
      blocks: [],
    };
  }
}
