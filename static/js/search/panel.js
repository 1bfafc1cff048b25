// @ts-check
// The search as it is used, in the dialog and on its own page: what is typed, pressed and clicked.

import { fromTemplate, part } from "./elements.js";
import { loadedEngine, sitePath } from "./engine-loader.js";
import { forgetQuery, recentQueries, remember } from "./recent.js";
import { Session } from "./session.js";
import { toggleTag } from "./tags.js";
import { View } from "./view.js";

/** Milliseconds without a change until a count is read out, and tags are asked for. */
const SETTLED = 400;
/** Characters of a query. */
const LONGEST = 200;

export class Panel {
  element = fromTemplate(".search-panel");
  input = /** @type {HTMLInputElement} */ (part(this.element, "input"));

  #key = `kb-search ${sitePath()}`;
  #view = new View(this.element);
  /** Whether an input method is at work: its keys are its own. */
  isComposing = false;
  /** @type {"" | "here" | "elsewhere"} where the first note is opened as soon as it is found */
  #opens = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #settling;
  #onAsked;
  #onSettled;
  #session = new Session(loadedEngine, {
    idle: () => {
      this.#view.idle(recentQueries(this.#key));
      this.#settle("", 0);
    },
    asked: () => this.#view.busy(),
    waiting: (how) => this.#view.waiting(how),
    found: (answer, query, isMore) => {
      this.#view.found(answer, query, isMore);
      this.#settle(query, answer.total);
      if (this.#opens && answer.results.length) this.#open(this.#opens);
      this.#opens = "";
    },
    failed: () => {
      this.#view.failed();
      this.#opens = "";
    },
  });

  /**
   * @param {(query: string) => void} [onAsked] called when the query changes
   * @param {(query: string) => void} [onSettled] called when its answer has stood for a while
   */
  constructor(onAsked = () => {}, onSettled = () => {}) {
    this.#onAsked = onAsked;
    this.#onSettled = onSettled;
    this.#view.idle(recentQueries(this.#key));
    this.#listen();
  }

  /** Loads what any search needs. */
  prefetch() {
    loadedEngine()
      .then((ready) => ready.prefetch?.())
      .catch(() => {});
  }

  /** @param {string} query */
  search(query) {
    this.input.value = query.slice(0, LONGEST);
    if (this.input.value.trim()) this.#view.leaveStart();
    this.#ask();
  }

  /** Nothing is opened any more, whatever is found. */
  leave() {
    this.#opens = "";
  }

  #ask() {
    const query = this.input.value.trim();
    clearTimeout(this.#settling);
    this.#opens = "";
    this.#onAsked(query);
    this.#session.ask(query);
  }

  #listen() {
    const { input, element: root } = this;
    input.addEventListener("compositionstart", () => (this.isComposing = true));
    input.addEventListener("compositionend", () => {
      this.isComposing = false;
      this.#ask();
    });
    input.addEventListener("input", () => {
      if (!this.isComposing) this.#ask();
    });
    input.addEventListener("keydown", (event) => {
      // 229: Safari ends a composition before the key that ended it.
      if (event.isComposing || this.isComposing || event.keyCode === 229) return;
      if (this.#pressed(event)) event.preventDefault();
    });
    root.addEventListener("click", (event) => this.#clicked(/** @type {Element} */ (event.target)));
    root.addEventListener("auxclick", (event) => {
      if (/** @type {Element} */ (event.target).closest("a")) this.#remember();
    });
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {boolean} whether the key had a meaning here
   */
  #pressed({ key, shiftKey, altKey, ctrlKey, metaKey }) {
    const { options } = this.#view;
    const control = ctrlKey || metaKey;
    if (shiftKey || altKey || (control && key !== "Enter")) return false;
    if (key === "Enter") this.#enter(control ? "elsewhere" : "here");
    else if (key === "ArrowDown") options.move(1);
    else if (key === "ArrowUp") options.move(-1);
    else if (key === "Home" && options.isChosen) options.moveTo("first");
    else if (key === "End" && options.isChosen) options.moveTo("last");
    else {
      // The keys that move the cursor do so again.
      if (key.startsWith("Arrow")) options.isChosen = false;
      return false;
    }
    return true;
  }

  /** @param {"here" | "elsewhere"} where */
  #enter(where) {
    // What is seen then is the answer to another query.
    if (this.#session.isPending) {
      this.#opens = where;
      this.#session.now();
    } else this.#open(where);
  }

  /** @param {"here" | "elsewhere"} where */
  #open(where) {
    const option = this.#view.options.active;
    if (option instanceof HTMLAnchorElement && where === "elsewhere") {
      this.#remember();
      window.open(option.href, "_blank", "noopener");
    } else option?.click();
  }

  /** @param {Element} target */
  #clicked(target) {
    if (target.closest("a")) {
      this.#remember();
      // Going back leads to this query, however soon it is left.
      this.#onSettled(this.#session.query);
    }
    const { tag, query, forget: old } = target.closest("button")?.dataset ?? {};
    if (target.closest(".search-more")) this.#session.more();
    else if (target.closest(".search-retry")) this.#session.now();
    else if (tag) this.search(toggleTag(this.#session.query, tag));
    else if (query) this.search(query);
    else if (old) {
      forgetQuery(this.#key, old);
      this.#view.recent(recentQueries(this.#key));
    } else return;
    this.input.focus();
  }

  #remember() {
    remember(this.#key, this.#session.query);
  }

  /**
   * @param {string} query
   * @param {number} total
   */
  #settle(query, total) {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      this.#view.announce();
      this.#onSettled(query);
      if (total > 1) this.#showTags(query, total, this.#session.signal);
    }, SETTLED);
  }

  /**
   * @param {string} query
   * @param {number} total
   * @param {AbortSignal} signal
   */
  async #showTags(query, total, signal) {
    try {
      const tags = await (await loadedEngine()).tags?.({ signal });
      if (tags && !signal.aborted) this.#view.tags(tags, query, total);
    } catch {
      // Tags are a help: the results are there without them.
    }
  }
}
