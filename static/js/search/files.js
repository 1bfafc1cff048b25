// @ts-check
// Files of the index: fetched, unpacked, kept within bounds.

/** Bytes of what is kept, about: memory stays bounded however much is searched. */
const KEPT = 12e6;
/** The one file whose name stays; whoever gives up a search will soon want it for the next. */
export const MANIFEST = "manifest";

/**
 * What one search asks for: its signal, and the bytes that were fetched for it.
 * @typedef {{ signal?: AbortSignal, bytes: number }} Ask
 * `asked`: by how many at this time; `told`: who has counted its bytes.
 * @typedef {{ promise: Promise<any>, told: Set<Ask>, asked: number, abort: AbortController }} Load
 */

/** A file could not be fetched or read; the same search may be tried again. */
export class SearchFetchError extends Error {
  /** @param {string} message @param {boolean} [missing] whether the server has no such file @param {unknown} [cause] */
  constructor(message, missing = false, cause) {
    super(message, { cause });
    this.name = "SearchFetchError";
    this.missing = missing;
  }
}

/** @param {Uint8Array<ArrayBuffer>} bytes zlib data, or what a server unpacked @returns {Promise<Uint8Array>} */
async function unpacked(bytes) {
  if (bytes[0] !== 0x78 || bytes[1] !== 0xda) return bytes;
  // Without a blob and a response around it: in browsers these are other processes' to give.
  const { readable, writable } = new DecompressionStream("deflate");
  const writer = writable.getWriter();
  // What is wrong with the bytes is told to the reader.
  for (const done of [writer.write(bytes), writer.close()]) done.catch(() => {});
  const reader = readable.getReader();
  /** @type {Uint8Array[]} */
  const parts = [];
  for (let part = await reader.read(); !part.done; part = await reader.read()) parts.push(part.value);
  if (parts.length === 1) return parts[0];
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
  return whole;
}

export class Files {
  /** @param {string} folder URL with a slash at the end @param {typeof globalThis.fetch} fetch */
  constructor(folder, fetch) {
    this.folder = folder;
    this.fetch = fetch;
    /** @type {Map<string, { value: any, cost: number }>} least recently used first */
    this.kept = new Map();
    this.cost = 0;
    /** @type {Map<string, Load>} */
    this.loads = new Map();
    /** @type {Set<string>} files that came damaged: a browser's copy of them is not trusted */
    this.damaged = new Set();
  }

  /**
   * What `read` makes of a file. Several searches share one request; it is given up when all of them are.
   * @template T
   * @param {string} name @param {(bytes: Uint8Array) => T} read @param {Ask} ask
   * @returns {Promise<T>}
   */
  async get(name, read, ask) {
    ask.signal?.throwIfAborted();
    const kept = this.kept.get(name);
    if (kept) {
      this.kept.delete(name);
      this.kept.set(name, kept);
      return kept.value;
    }
    let load = this.loads.get(name);
    if (!load) {
      const abort = new AbortController();
      const promise = this.load(name, read, abort.signal);
      load = { promise, told: new Set(), asked: 0, abort };
      this.loads.set(name, load);
      const over = () => void (this.loads.get(name) === load && this.loads.delete(name));
      promise.then(over, over);
    }
    return this.wait(name, load, ask);
  }

  /** @param {string} name @param {Load} load @param {Ask} ask */
  async wait(name, load, ask) {
    load.asked += 1;
    let leave = () => {};
    const left = new Promise((_, reject) => {
      leave = () => {
        if (!(load.asked -= 1) && name !== MANIFEST) {
          load.abort.abort();
          if (this.loads.get(name) === load) this.loads.delete(name);
        }
        reject(ask.signal?.reason);
      };
      ask.signal?.addEventListener("abort", leave);
    });
    try {
      const { value, bytes } = await Promise.race([load.promise, left]);
      if (!load.told.has(ask)) ask.bytes += bytes;
      load.told.add(ask);
      return value;
    } finally {
      ask.signal?.removeEventListener("abort", leave);
    }
  }

  /** @param {string} name @param {(bytes: Uint8Array) => any} read @param {AbortSignal} signal */
  async load(name, read, signal) {
    const url = `${this.folder}${name}.bin`;
    let packed;
    try {
      const cache = name === MANIFEST ? "no-cache" : this.damaged.has(name) ? "reload" : "default";
      const response = await this.fetch(url, { signal, cache });
      if (!response.ok) {
        throw new SearchFetchError(`${url}: ${response.status}`, [404, 410].includes(response.status));
      }
      packed = new Uint8Array(await response.arrayBuffer());
    } catch (error) {
      if (signal.aborted || error instanceof SearchFetchError) throw error;
      const { message = error } = /** @type {Partial<Error>} */ (error ?? {});
      throw new SearchFetchError(`${url}: ${message}`, false, error);
    }
    try {
      const bytes = await unpacked(packed);
      const value = read(bytes);
      this.damaged.delete(name);
      this.keep(name, value, bytes.length * 4 + 500);
      return { value, bytes: packed.length };
    } catch (error) {
      this.damaged.add(name);
      throw new SearchFetchError(`${url} is damaged`, false, error);
    }
  }

  /** @param {string} name @param {any} value @param {number} cost */
  keep(name, value, cost) {
    this.kept.set(name, { value, cost });
    this.cost += cost;
    for (const [oldest, { cost }] of this.kept) {
      if (this.cost <= KEPT || oldest === name) break;
      this.kept.delete(oldest);
      this.cost -= cost;
    }
  }

  /** @param {string} name */
  forget(name) {
    this.cost -= this.kept.get(name)?.cost ?? 0;
    this.kept.delete(name);
  }
}

/** @param {Uint8Array} bytes UTF-8 */
export const textOf = (bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes);
/** @param {Uint8Array} bytes */
export const json = (bytes) => JSON.parse(textOf(bytes));
