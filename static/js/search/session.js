// @ts-check
// One query after another: waits for a pause in typing, gives up what is overtaken, and says when
// it takes long. No DOM.

/** Milliseconds: a pause in typing; until waiting is mentioned; until the network is called slow. */
const PAUSE = 80;
const QUIET = 150;
const SLOW = 3000;
/** How many notes are asked for at first, and how many more each time. */
const STEP = 8;

/**
 * @typedef {import("./types.js").Answer} Answer
 * @typedef {import("./types.js").Engine} Engine
 *
 * @typedef {object} Hooks
 * @property {() => void} idle there is nothing to search for
 * @property {() => void} asked what was found before is no answer now
 * @property {(how: "loading" | "slow") => void} waiting
 * @property {(answer: Answer, query: string, isMore: boolean) => void} found
 * @property {() => void} failed
 */

export class Session {
  #engine;
  #hooks;
  #query = "";
  #limit = STEP;
  #controller = new AbortController();
  /** @type {Answer | undefined} the last one */
  #answer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #pause;
  /** @type {ReturnType<typeof setTimeout>[]} */
  #clocks = [];

  /** True from a change of the query until its answer is there. */
  isPending = false;

  /**
   * @param {() => Promise<Engine>} engine loads it; called for each query
   * @param {Hooks} hooks
   */
  constructor(engine, hooks) {
    this.#engine = engine;
    this.#hooks = hooks;
  }

  /** What is searched for, or was last. */
  get query() {
    return this.#query;
  }

  /** Of the query that is searched for: aborted when another comes. */
  get signal() {
    return this.#controller.signal;
  }

  /**
   * Searches for `query` once nothing else has come for a while. The same query again is no news.
   * @param {string} query
   */
  ask(query) {
    if (query === this.#query) return;
    this.stop();
    this.#query = query;
    this.#limit = STEP;
    if (!query) {
      this.#settle();
      this.#hooks.idle();
      return;
    }
    this.#wait();
    this.#pause = setTimeout(() => this.now(), PAUSE);
  }

  /** Searches without a pause: what waits, or what failed. */
  now() {
    this.#search(false);
  }

  /** The same query, and more notes. */
  more() {
    this.#limit += STEP;
    this.#search(true);
  }

  /** Gives up what is under way. */
  stop() {
    clearTimeout(this.#pause);
    this.#controller.abort();
  }

  /** @param {boolean} isMore */
  async #search(isMore) {
    this.stop();
    this.#wait();
    const query = this.#query;
    const { signal } = (this.#controller = new AbortController());
    try {
      const engine = await this.#engine();
      if (signal.aborted) return;
      const answer = await engine.search(query, { limit: this.#limit, signal });
      if (signal.aborted) return;
      this.#answer = isMore && this.#answer ? extended(this.#answer, answer) : answer;
      this.#settle();
      this.#hooks.found(this.#answer, query, isMore);
    } catch (fault) {
      if (signal.aborted) return;
      this.#settle();
      this.#hooks.failed();
      console.info("search:", fault);
    }
  }

  /** The clocks run from the first query that has no answer, however many overtake it. */
  #wait() {
    if (this.isPending) return;
    this.isPending = true;
    this.#hooks.asked();
    this.#clocks = [
      setTimeout(() => this.#hooks.waiting("loading"), QUIET),
      setTimeout(() => this.#hooks.waiting("slow"), SLOW),
    ];
  }

  #settle() {
    this.isPending = false;
    this.#clocks.forEach(clearTimeout);
  }
}

/**
 * More texts are known of a longer answer, and may change its order: what is seen stays where it is.
 * @param {Answer} seen
 * @param {Answer} longer to the same query
 * @returns {Answer}
 */
function extended(seen, longer) {
  const urls = new Set([...seen.results, ...seen.partial].map(({ url }) => url));
  /** @param {import("./types.js").Result[]} hits */
  const unseen = (hits) => hits.filter(({ url }) => !urls.has(url));
  return {
    ...longer,
    results: [...seen.results, ...unseen(longer.results)],
    partial: [...seen.partial, ...unseen(longer.partial)],
  };
}
