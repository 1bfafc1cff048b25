// @ts-check
// The same notes and links as a list, for the keyboard and those who see no picture.

import { href } from "./graph.js";

/** @typedef {import("./graph.js").GraphNode} GraphNode */
/** @typedef {import("./graph.js").Graph} Graph */

export class NoteList {
  #list;
  #graph;
  #base;
  #hooks;

  /**
   * @param {HTMLElement} list with its words as data attributes @param {Graph} graph @param {string} base
   * @param {{ look: (node: GraphNode | undefined) => void, choose: (node: GraphNode | undefined) => void }} hooks
   *   what a note of the list is looked at by, and chosen
   */
  constructor(list, graph, base, hooks) {
    this.#list = list;
    this.#graph = graph;
    this.#base = base;
    this.#hooks = hooks;
  }

  /** Shows these notes alone, each with a button for its links. @param {GraphNode[]} nodes */
  show(nodes) {
    this.#list.replaceChildren(...nodes.map((node) => this.#item(node)));
  }

  /** Shows the links of one note. @param {GraphNode} node */
  showLinks(node) {
    this.#list.replaceChildren(...this.#links(node));
  }

  /** Opens the links of a note that is in the list. @param {GraphNode} node */
  unfold(node) {
    const item = /** @type {HTMLElement | null} */ (this.#list.querySelector(`[data-note="${node.id}"]`));
    const button = item?.querySelector("button");
    if (button?.getAttribute("aria-expanded") === "false") button.click();
  }

  /** @param {GraphNode} node */
  #item(node) {
    const item = document.createElement("li");
    item.dataset.note = `${node.id}`;
    item.append(this.#link(node));
    if (node.near.length) item.append(this.#button(node, item));
    return item;
  }

  /** @param {GraphNode} node @param {HTMLElement} item */
  #button(node, item) {
    const button = document.createElement("button");
    const { one = "", many = "" } = this.#list.dataset;
    const words = node.near.length === 1 ? one : many.replace("{n}", `${node.near.length}`);
    button.type = "button";
    button.textContent = `${node.near.length}`;
    button.setAttribute("aria-label", `${node.title}: ${words}`);
    button.title = words;
    button.setAttribute("aria-expanded", "false");
    /** @type {HTMLElement | undefined} */
    let links;
    button.addEventListener("click", () => {
      const opens = !links;
      links?.remove();
      links = undefined;
      if (opens) {
        links = document.createElement("ul");
        links.append(...this.#links(node));
        item.append(links);
      }
      button.setAttribute("aria-expanded", `${opens}`);
      this.#hooks.choose(opens ? node : undefined);
    });
    return button;
  }

  /** @param {GraphNode} node */
  #links(node) {
    const { to: toWords = "", from: fromWords = "" } = this.#list.dataset;
    /** @type {[string, number[]][]} */
    const ways = [
      [toWords, node.to],
      [fromWords, node.from],
    ];
    return ways.flatMap(([words, ids]) => {
      if (!ids.length) return [];
      const way = document.createElement("li");
      const list = document.createElement("ul");
      way.className = "graph-way";
      way.append(words, list);
      for (const id of ids) {
        const item = document.createElement("li");
        item.append(this.#link(this.#graph.nodes[id]));
        list.append(item);
      }
      return [way];
    });
  }

  /** @param {GraphNode} node */
  #link(node) {
    const link = document.createElement("a");
    link.href = href(this.#base, node.url);
    link.textContent = node.title;
    if (node.colour >= 0) link.dataset.colour = `${node.colour + 1}`;
    const { look } = this.#hooks;
    for (const name of ["pointerenter", "focus"]) link.addEventListener(name, () => look(node));
    for (const name of ["pointerleave", "blur"]) link.addEventListener(name, () => look(undefined));
    return link;
  }
}
