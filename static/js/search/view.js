// @ts-check
// What a panel shows: results and their count, tags, recent queries, and why there is nothing.

import { newElement, part } from "./elements.js";
import { Options } from "./options.js";
import { show } from "./results.js";
import { tagButtons } from "./tags.js";

/**
 * @typedef {import("./types.js").Answer} Answer
 * @typedef {import("./types.js").Tag} Tag
 */

export class View {
  #root;
  #list;
  #message;
  #start;
  #count;
  #status;
  #tags;
  #bar;

  /** @param {HTMLElement} root the panel */
  constructor(root) {
    this.#root = root;
    this.#list = part(root, ".search-found");
    this.#list.setAttribute("role", "listbox");
    this.#list.setAttribute("aria-label", root.dataset.results ?? "");
    this.#message = part(root, ".search-message");
    this.#start = part(root, ".search-start");
    this.#count = part(root, ".search-count");
    this.#status = part(root, "[role=status]");
    this.#tags = part(root, ".search-tags");
    this.#bar = part(root, ".search-bar");
    this.options = new Options(part(root, "input"), this.#list);
  }

  /**
   * Nothing is asked.
   * @param {string[]} recent queries
   */
  idle(recent) {
    this.#clear("");
    this.#tags.replaceChildren();
    this.recent(recent);
    this.#start.hidden = false;
    this.#bar.hidden = true;
  }

  /** Until an answer comes the last one stays, faint. */
  busy() {
    this.#root.setAttribute("aria-busy", "true");
  }

  /** @param {"loading" | "slow"} how */
  waiting(how) {
    this.leaveStart();
    if (this.#list.hidden || how === "slow") this.#tell(how);
    if (how === "slow") this.announce(this.#line("slow").textContent ?? "");
  }

  /**
   * @param {Answer} answer
   * @param {string} query
   * @param {boolean} isMore
   */
  found(answer, query, isMore) {
    const { partial = "", more = "", none = "" } = this.#root.dataset;
    const next = isMore ? [...this.#list.children].findIndex((child) => child.matches(".search-more")) : -1;
    const nothing = none.replace("{query}", () => query);
    this.#clear(answer.results.length ? this.#counted(answer.total) : nothing);
    show(this.#list, answer, { partial, more });
    this.options.renew(this.#list.children[next]);
    if (!isMore) this.#list.scrollTo(0, 0);
    if (!answer.results.length && !answer.partial.length) this.#tell("none");
    this.tags([], query, answer.total);
  }

  failed() {
    this.#clear("");
    this.#tell("failed");
    this.announce(this.#line("failed").firstChild?.textContent ?? "");
  }

  /**
   * @param {Tag[]} tags
   * @param {string} query
   * @param {number} total
   */
  tags(tags, query, total) {
    this.#tags.replaceChildren(...tagButtons(tags, query, total));
  }

  /** @param {string[]} queries */
  recent(queries) {
    const { forget = "" } = this.#root.dataset;
    const rows = queries.map((query) => {
      const label = forget.replace("{query}", () => query);
      const cross = { type: "button", class: "search-forget", "data-forget": query, "aria-label": label };
      const use = newElement("button", { type: "button", "data-query": query }, query);
      return newElement("li", {}, use, newElement("button", cross));
    });
    part(this.#start, "ul").replaceChildren(...rows);
    part(this.#start, ".search-recent").hidden = !rows.length;
  }

  /** @param {string} [text] read out; the count if it is left out */
  announce(text = this.#count.textContent ?? "") {
    this.#status.textContent = text;
  }

  /** @param {string} count */
  #clear(count) {
    this.#root.removeAttribute("aria-busy");
    this.#count.textContent = count;
    this.#message.hidden = true;
    this.leaveStart();
    this.#list.replaceChildren();
    this.options.renew();
  }

  /** What is shown while nothing is asked gives way to what will be found. */
  leaveStart() {
    this.#start.hidden = true;
    this.#bar.hidden = false;
  }

  /** @param {"loading" | "slow" | "failed" | "none"} what */
  #tell(what) {
    this.#message.hidden = false;
    const shown = this.#line(what);
    for (const line of this.#message.children) line.toggleAttribute("hidden", line !== shown);
  }

  /** @param {"loading" | "slow" | "failed" | "none"} what */
  #line(what) {
    return part(this.#message, `[data-for=${what}]`);
  }

  /** @param {number} total */
  #counted(total) {
    const { one = "", many = "" } = this.#root.dataset;
    return total === 1 ? one : many.replace("{n}", total.toLocaleString("en"));
  }
}
