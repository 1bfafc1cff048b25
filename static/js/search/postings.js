// @ts-check
// Posting lists: which sections of which notes hold a term, and how much it says there.

/**
 * `ids` ascend; the entries of note `i` are `entries[starts[i]]` up to `starts[i + 1]`, by section. An entry is
 * section << 6 | penalty << 4 | class. `tail`: the file with the notes that are not here; `df` counts them too.
 * @typedef {{ ids: Uint32Array, starts: Uint32Array, entries: Uint32Array, df: number, tail: string }} List
 */

/** @type {List} */
export const EMPTY = { ids: new Uint32Array(), starts: new Uint32Array(1), entries: new Uint32Array(), df: 0, tail: "" };

/** Titles 0–2, alias 3, tag 4, headings 5–7, body 8–15. */
export const KIND = [0, 0, 0, 3, 4, 5, 5, 5, 8, 8, 8, 8, 8, 8, 8, 8];
export const SECTION = 6;

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
  const tail = head & 1 ? String.fromCharCode(...reader.take(8)) : "";
  return postings(reader, head >>> 1, tail);
}

/** @param {Reader} reader @param {number} df @param {string} [tail] @returns {List} */
export function postings(reader, df, tail = "") {
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
    df,
    tail,
  };
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

  /** @param {number} [df] @param {string} [tail] @returns {List} */
  list(df = this.ids.length, tail = "") {
    return {
      ids: Uint32Array.from(this.ids),
      starts: Uint32Array.from(this.starts),
      entries: Uint32Array.from(this.entries),
      df,
      tail,
    };
  }
}
